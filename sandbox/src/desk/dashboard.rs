//! The dashboard: one page, what it shows as plain data, and who may press its buttons.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::Desk;
use super::redact::Redact;
use crate::http::Answer;
use crate::{Request, Sandbox, WireFault, answers};

const PAGE: &str = include_str!("../../dashboard/index.html");
const STYLE: &str = include_str!("../../dashboard/style.css");
const SCRIPT: &str = concat!(include_str!("../../dashboard/page.js"), include_str!("../../dashboard/dashboard.js"));

/// Where the page hears that something has changed. Whoever can serves it as a stream; elsewhere browsers ask again.
pub(crate) const EVENTS: &str = "/sandbox/events";

/// When a browser asks again where it gets no stream.
const ASK_AGAIN_MS: u32 = 500;

/// Answers what the dashboard asks; none where it is for the sandbox itself.
pub(super) fn answer(desk: &mut Desk, sandbox: &Sandbox, request: &Request) -> Option<Answer> {
    let path: Vec<&str> = request.path.split('/').skip(1).collect();
    if request.method != "GET" {
        return None;
    }
    match path.as_slice() {
        [""] => Some(page()),
        ["favicon.ico"] => Some(Answer::text(404, "There is none.\n")),
        ["sandbox", "dashboard"] => {
            let mut shown = sandbox.overview();
            let redact = Redact { sandbox, on: true };
            for notice in shown["notices"].as_array_mut().into_iter().flatten() {
                notice["body"] = redact.text(notice["body"].as_str().unwrap_or_default()).into();
            }
            let faults = WireFault::ALL.map(|(_, name, does)| json!({ "name": name, "does": does }));
            shown["fault_names"] = faults.into();
            shown["operations"] = answers().into();
            Some(Answer::json(200, &shown))
        }
        _ if request.path == EVENTS => {
            let event = format!("retry: {ASK_AGAIN_MS}\ndata: {}\n\n", desk.changes());
            Some(Answer::reply(200, "text/event-stream", event).with("cache-control", "no-store"))
        }
        ["sandbox", "exchanges"] => {
            let after = request.query("after").and_then(|number| number.parse().ok()).unwrap_or_default();
            Some(Answer::json(200, &desk.exchanges(sandbox, after)))
        }
        ["sandbox", "exchanges", number] => {
            let redact = request.query("secrets").as_deref() != Some("1");
            let exchange = number.parse().ok().and_then(|number| desk.exchange(sandbox, number, redact));
            let gone = || Answer::text(404, "This exchange is no longer remembered.\n");
            Some(exchange.map_or_else(gone, |exchange| Answer::json(200, &exchange)))
        }
        _ => None,
    }
}

/// No script may run but the page's own, and it may talk to the sandbox alone.
fn page() -> Answer {
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        only(SCRIPT),
        only(STYLE)
    );
    let headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", policy.as_str()),
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
    ];
    Answer::Reply {
        status: 200,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: PAGE.replace("STYLE", STYLE).replace("SCRIPT", SCRIPT),
    }
}

/// How a policy names an element that holds this text.
fn only(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// Refuses what another site's page makes a browser do here. Programs say nothing of where they come from, and are served.
pub(super) fn refuse_strangers(request: &Request) -> Option<Answer> {
    let path: Vec<&str> = request.path.split('/').skip(1).collect();
    let is_own = match path.as_slice() {
        // Operations, though their address is the sandbox's own.
        ["sandbox", "atmoon", "payin" | "payout"] => false,
        ["sandbox" | "checkout" | "upi", ..] => true,
        ["pg", "payment", _, "pay" | "cancel"] => true,
        [""] => request.method == "GET",
        _ => false,
    };
    if !is_own {
        return None;
    }
    let host = request.values("host").next().unwrap_or_default();
    // A name that someone else has made to point here.
    if !host.is_empty() && !crate::atarapay::is_loopback(host) {
        return Some(Answer::text(403, "The sandbox is on this machine: reach it as 127.0.0.1 or localhost.\n"));
    }
    let from_elsewhere = request.values("origin").any(|origin| origin.strip_prefix("http://") != Some(host));
    let is_button = request.method != "GET";
    (is_button && from_elsewhere)
        .then(|| Answer::text(403, "Only the sandbox's own pages and programs may do this, not another site's page.\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sandbox_s_own_pages_press_buttons() {
        let asked = |method: &str, path: &str, headers: &[(&str, &str)]| {
            let request = Request::new(method, path);
            let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
            refuse_strangers(&request).is_none()
        };
        let (host, own) = (("host", "127.0.0.1:4010"), ("origin", "http://127.0.0.1:4010"));
        for button in ["/sandbox/advance", "/checkout/x/pay", "/upi/x/pay", "/pg/payment/x/pay"] {
            assert!(
                asked("POST", button, &[host, own]) && asked("POST", button, &[host]) && asked("POST", button, &[])
            );
            for stranger in ["http://127.0.0.1:3000", "http://evil.test", "null", "https://127.0.0.1:4010"] {
                assert!(!asked("POST", button, &[host, ("origin", stranger)]), "{button} from {stranger}");
            }
            assert!(!asked("POST", button, &[("host", "evil.test"), ("origin", "http://evil.test")]), "rebound");
        }
        assert!(!asked("GET", "/sandbox/exchanges", &[("host", "evil.test:4010")]), "nor read");
        for operation in ["/", "/api/callback/order", "/sandbox/atmoon/payout"] {
            assert!(asked("POST", operation, &[host, ("origin", "http://127.0.0.1:3000")]), "a shop's form");
        }
    }
}
