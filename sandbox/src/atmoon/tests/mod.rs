//! What AT MOON's side answers, operation by operation and fault by fault.

mod payins;
mod payouts;
mod pg;
mod settlements;

use serde_json::Value;

use super::{ACCESS_KEY, API_PASSWORD, CLIENT_ID, MERCHANT_KEY, USER_ID, UTOKEN, another, paise};
use crate::{Answer, AtMoonTruth, FAULTS, Fault, FaultRow, Money, Request, Sandbox};

const HOST: &str = "http://127.0.0.1:4010";

fn post(path: &str) -> Request {
    Request::new("POST", &format!("{HOST}{path}"))
        .header("access-key", ACCESS_KEY)
        .header("merchant-key", MERCHANT_KEY)
        .header("client-id", CLIENT_ID)
        .header("api-password", API_PASSWORD)
}

fn text(answer: &Answer) -> (u16, &str) {
    let Answer::Reply { status, body, .. } = answer else { panic!("silence") };
    (*status, body)
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(text(answer).1).expect("JSON")
}

fn token(sandbox: &mut Sandbox) -> String {
    json(&sandbox.answer(&post("/api/uat/merchant/getToken")))["data"]["token"].as_str().expect("a token").to_owned()
}

/// A request with a user's two headers.
fn user_post(path: &str) -> Request {
    Request::new("POST", path).header("user_id", USER_ID).header("utoken", UTOKEN)
}

/// One of the sandbox's own requests.
fn own(sandbox: &mut Sandbox, path: &str) -> Answer {
    sandbox.answer(&Request::new("POST", &format!("/sandbox/{path}")))
}

/// What is true, after a look at whether the ledger balances.
fn truth(sandbox: &Sandbox) -> AtMoonTruth {
    let truth = sandbox.truth().atmoon;
    assert!(truth.ledger.balances(), "{:?}", truth.ledger);
    truth
}

/// The faults of transport of what must not be asked for twice. Says whether this was one.
fn is_fault_of_transport(row: &FaultRow, answer: &Answer) -> bool {
    match row.fault {
        Fault::ServerError => assert_eq!(text(answer).0, 500),
        Fault::NoAnswer => assert_eq!(*answer, Answer::Silence),
        Fault::HtmlPage => assert!(text(answer).1.starts_with("<!doctype html>")),
        Fault::Malformed => assert!(serde_json::from_str::<Value>(text(answer).1).is_err()),
        _ => return false,
    }
    true
}

/// The printed refusal of every operation.
const INVALID: &str = r#"{"code":401,"status":"error","message":"Invalid API credentials."}"#;

#[test]
fn rupees_are_read_exactly() {
    let read = [
        "10",
        "10.5",
        "10.05",
        "0.01",
        "90071992547409.91",
        "90071992547409.92",
        "0",
        "",
        ".5",
        "5.",
        "1.234",
        "-1",
        "1,0",
    ];
    let expected = [Some(1000), Some(1050), Some(1005), Some(1), Some((1 << 53) - 1)];
    assert_eq!(read.map(paise)[..5], expected);
    assert!(read.map(paise)[5..].iter().all(Option::is_none));
}

#[test]
fn another_is_never_the_same() {
    for text in ["0", "1", "39628544321", "ä"] {
        assert_ne!(another(text), text);
        assert_eq!(another(text).chars().count(), text.chars().count());
    }
}
