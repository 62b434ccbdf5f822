//! Sending: one request, once, without redirects or a proxy, and never longer than it may take. Whatever happens is a reply.

use std::cell::Cell;
use std::io::{ErrorKind, Read as _};
use std::net::ToSocketAddrs as _;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::http::{Request, Uri};

use crate::explain::reply;
use crate::problem::{Problem, Result};

/// One byte more than the longest body that is read: enough for the library to see that it is too long.
const LIMIT: u64 = (1 << 20) + 1;

/// What came of waiting for a reply.
pub enum Sent {
    /// The reply, or the fault in its place.
    Reply(Value),
    /// Ctrl-C came first. The request may have been received.
    Interrupted,
}

enum Event {
    /// The reply to the request of this number: one that was given up may still be answered.
    Reply(u64, Value),
    Interrupt,
}

/// The way out, and Ctrl-C, which is an event like a reply.
pub struct Wire {
    timeout: Duration,
    events: Receiver<Event>,
    sender: Sender<Event>,
    sent: Cell<u64>,
}

impl Wire {
    pub fn new(timeout: Duration) -> Result<Self> {
        let (sender, events) = mpsc::channel();
        let interrupts = sender.clone();
        // Whoever no longer listens has nothing under way.
        let handler = move || drop(interrupts.send(Event::Interrupt));
        ctrlc::set_handler(handler).map_err(|error| Problem::Files(format!("Ctrl-C cannot be heard: {error}")))?;
        Ok(Self { timeout, events, sender, sent: Cell::new(0) })
    }

    /// Sends a request of the library's.
    pub fn send(&self, request: &Value) -> Sent {
        let number = self.sent.get() + 1;
        self.sent.set(number);
        let (request, sender, timeout) = (request.clone(), self.sender.clone(), self.timeout);
        thread::spawn(move || {
            let reply = exchanged(&request, timeout);
            // Whoever gave up waiting has concluded without it.
            let _ = sender.send(Event::Reply(number, reply));
        });
        // Looking up a name is not bounded by the client, so the waiting is.
        match self.heard(self.timeout + Duration::from_secs(1), number) {
            Some(Event::Reply(_, reply)) => Sent::Reply(reply),
            Some(Event::Interrupt) => Sent::Interrupted,
            None => Sent::Reply(fault("no_answer", "it took longer than it may")),
        }
    }

    /// Lets time pass; false where Ctrl-C ended it.
    pub fn pause(&self, time: Duration) -> bool {
        self.heard(time, u64::MAX).is_none()
    }

    /// The next event that concerns the request of this number.
    fn heard(&self, time: Duration, number: u64) -> Option<Event> {
        let until = Instant::now() + time;
        loop {
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Event::Reply(other, _)) if other != number => {}
                Ok(event) => return Some(event),
                Err(_) => return None,
            }
        }
    }
}

fn exchanged(request: &Value, timeout: Duration) -> Value {
    let began = Instant::now();
    if let Some(fault) = unknown_host(request) {
        return fault;
    }
    match sent(request, timeout.saturating_sub(began.elapsed()).max(Duration::from_millis(1))) {
        Ok(reply) => reply,
        Err(error) => fault_of(&error),
    }
}

fn sent(request: &Value, timeout: Duration) -> std::result::Result<Value, ureq::Error> {
    // A new agent each time has no connection left over, on which a request could be lost and sent again.
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(timeout))
        .user_agent(concat!("sanspay-cli/", env!("CARGO_PKG_VERSION")))
        .allow_non_standard_methods(true)
        .build()
        .into();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut builder = Request::builder().method(text(&request["method"]).as_str()).uri(text(&request["url"]));
    for pair in request["headers"].as_array().into_iter().flatten() {
        builder = builder.header(text(&pair[0]), text(&pair[1]));
    }
    let response = match request["body"].as_str() {
        Some(body) => agent.run(builder.body(body.to_owned())?)?,
        None => agent.run(builder.body(())?)?,
    };
    let (parts, body) = response.into_parts();
    let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
        [name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()]
    };
    let headers: Vec<_> = parts.headers.iter().map(header).collect();
    let mut read = Vec::new();
    if let Err(error) = body.into_reader().take(LIMIT).read_to_end(&mut read) {
        // It was sent, whatever the error says.
        return Ok(fault("no_answer", &format!("the answer broke off: {:?}", error.kind())));
    }
    Ok(reply(parts.status.as_u16(), &headers, &read))
}

/// The fault where no address is known for the host: nothing can have been sent then.
fn unknown_host(request: &Value) -> Option<Value> {
    let uri: Uri = request["url"].as_str()?.parse().ok()?;
    let host = uri.host()?.trim_matches(['[', ']']).to_owned();
    let found = (host, 443_u16).to_socket_addrs();
    found.is_err().then(|| fault("not_sent", "the name of the host could not be resolved"))
}

/// `not_sent` only where it is certain that no connection was made; a timeout proves nothing. Only the kind of error is
/// told: its own text may quote the request.
fn fault_of(error: &ureq::Error) -> Value {
    match error {
        ureq::Error::Io(io) if io.kind() == ErrorKind::ConnectionRefused => fault("not_sent", "ConnectionRefused"),
        ureq::Error::HostNotFound => fault("not_sent", "HostNotFound"),
        ureq::Error::Io(io) => fault("no_answer", &format!("{:?}", io.kind())),
        ureq::Error::Timeout(_) => fault("no_answer", "it took longer than it may"),
        ureq::Error::Protocol(_) => fault("no_answer", "the answer is not HTTP"),
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) => fault("no_answer", "the connection could not be secured"),
        _ => fault("no_answer", "the client failed"),
    }
}

fn fault(kind: &str, detail: &str) -> Value {
    json!({ "fault": kind, "detail": detail })
}

/// Whether an address is on this machine, whatever stands before or behind its host.
pub fn is_here(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_certainly_never_left_was_not_sent() {
        let io = |kind: ErrorKind| fault_of(&ureq::Error::Io(kind.into()))["fault"].clone();
        assert_eq!(io(ErrorKind::ConnectionRefused), "not_sent");
        for kind in [ErrorKind::ConnectionReset, ErrorKind::TimedOut, ErrorKind::BrokenPipe, ErrorKind::UnexpectedEof] {
            assert_eq!(io(kind), "no_answer", "{kind}");
        }
        assert_eq!(fault_of(&ureq::Error::ConnectionFailed)["fault"], "no_answer");
        assert_eq!(fault_of(&ureq::Error::HostNotFound)["fault"], "not_sent");
    }

    #[test]
    fn what_is_here_is_told_from_what_looks_like_it() {
        for here in ["http://127.0.0.1:3000/x", "http://localhost", "http://[::1]:80/", "http://127.9.9.9/"] {
            assert!(is_here(here), "{here}");
        }
        for elsewhere in [
            "http://example.com/",
            "http://0.0.0.0/",
            "http://127.0.0.1@example.com/",
            "http://127.0.0.1.example.com/",
            "http://example.com:80@127.0.0.1.x/",
            "http://2130706433/",
            "http://[::ffff:8.8.8.8]/",
            "127.0.0.1 x",
            "",
        ] {
            assert!(!is_here(elsewhere), "{elsewhere}");
        }
    }
}
