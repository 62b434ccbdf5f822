//! The state machine behind a socket, reachable from this machine only.

mod delivery;
mod events;
mod journal;
mod run;
mod state;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use http_body_util::{BodyExt as _, Either, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::runtime;
use tokio::sync::oneshot;

use self::events::Events;
use self::journal::Journal;
use self::state::State;
use crate::desk::EVENTS;
use crate::http::too_long;
use crate::rules::{SLOW_SECONDS, WireFault};
use crate::{Answer, MAX_BODY, Request, Sandbox};

pub use self::run::{run, run_telling};

/// A sandbox that runs in the background until this is dropped.
pub struct Running {
    /// Where it is: the `base_url` of an account.
    pub url: String,
    state: Arc<State>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Runs a sandbox on this thread, for as long as the program lives.
///
/// # Errors
/// Where the listener accepts connections from other machines, or cannot be used.
pub fn serve(listener: TcpListener, sandbox: Sandbox) -> io::Result<()> {
    serve_state(listener, sandbox, None)
}

/// The same with a file that keeps the state.
fn serve_state(listener: TcpListener, sandbox: Sandbox, journal: Option<Journal>) -> io::Result<()> {
    let (runtime, listener) = prepare(listener)?;
    let state = Arc::new(State::new(sandbox, journal));
    notify(&state)?;
    runtime.block_on(accept(listener, state))
}

/// Starts a sandbox in the background, on a free port.
///
/// # Errors
/// Where no port or thread is to be had.
pub fn start(sandbox: Sandbox) -> io::Result<Running> {
    let (runtime, listener) = prepare(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?)?;
    let url = format!("http://{}", listener.address);
    let state = Arc::new(State::new(sandbox, None));
    notify(&state)?;
    let (stop, stopped) = oneshot::channel();
    let shared = Arc::clone(&state);
    let thread = std::thread::Builder::new().name("sanspay-sandbox".to_owned()).spawn(move || {
        runtime.spawn(accept(listener, shared));
        // Leaving drops the runtime, and every connection with it.
        let _ = runtime.block_on(stopped);
    })?;
    Ok(Running { url, state, stop: Some(stop), thread: Some(thread) })
}

impl Running {
    /// The sandbox itself: its truth, its clock, its settings. No request is answered while this is held.
    pub fn sandbox(&self) -> MutexGuard<'_, Sandbox> {
        self.state.lock()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Loopback {
    listener: tokio::net::TcpListener,
    address: SocketAddr,
}

/// What ends a connection without an answer.
#[derive(Debug)]
struct Hush;

impl std::fmt::Display for Hush {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the sandbox was asked not to answer")
    }
}

impl std::error::Error for Hush {}

fn prepare(listener: TcpListener) -> io::Result<(runtime::Runtime, Loopback)> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        let words = format!("the sandbox serves this machine only; listen on 127.0.0.1 instead of {}", address.ip());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, words));
    }
    listener.set_nonblocking(true)?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(async { tokio::net::TcpListener::from_std(listener) })?;
    Ok((runtime, Loopback { listener, address }))
}

/// Sends notices for as long as the sandbox lives. A merchant who does not reply keeps nobody else waiting.
fn notify(state: &Arc<State>) -> io::Result<()> {
    let state = Arc::downgrade(state);
    std::thread::Builder::new().name("sanspay-notices".to_owned()).spawn(move || delivery::deliver(&state))?;
    Ok(())
}

async fn accept(loopback: Loopback, state: Arc<State>) -> io::Result<()> {
    loop {
        let stream = match loopback.listener.accept().await {
            Ok((stream, _)) => stream,
            // The other side had gone again before it was let in.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => continue,
            Err(error) => return Err(error),
        };
        // Answers are short and whole: there is nothing to gather before sending.
        let _ = stream.set_nodelay(true);
        let state = Arc::clone(&state);
        let service = service_fn(move |request| answer(Arc::clone(&state), request));
        // A connection that breaks, or that is broken off, concerns nobody else.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

type Response = hyper::Response<Either<Full<Bytes>, Events>>;

async fn answer(state: Arc<State>, request: hyper::Request<Incoming>) -> Result<Response, Hush> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return told(too_long());
    };
    let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let request = Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(header).collect(),
        body: body.to_bytes().to_vec(),
    };
    let is_live = request.method == "GET" && request.path == EVENTS;
    let (answer, fault) = state.answer(&request);
    if is_live && matches!(answer, Answer::Reply { status: 200, .. }) {
        let events = Either::Right(Events::new(Arc::downgrade(&state)));
        let builder = hyper::Response::builder().header("content-type", "text/event-stream");
        return Ok(builder.header("cache-control", "no-store").body(events).expect("plain headers"));
    }
    if fault == Some(WireFault::Slow) {
        tokio::time::sleep(Duration::from_secs(SLOW_SECONDS)).await;
    }
    told(answer)
}

fn told(answer: Answer) -> Result<Response, Hush> {
    match answer {
        Answer::Reply { status, headers, body } => Ok(response(status, &headers, body)),
        Answer::Silence => Err(Hush),
    }
}

fn response(status: u16, headers: &[(String, String)], body: String) -> Response {
    let builder = hyper::Response::builder().status(status);
    let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value));
    builder.body(Either::Left(Full::from(body))).expect("statuses and headers of the sandbox's answers are plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_served() {
        let everyone = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).expect("a port");
        let refused = prepare(everyone).err().expect("not for other machines");
        assert!(refused.to_string().contains("listen on 127.0.0.1 instead of 0.0.0.0"), "{refused}");
    }
}
