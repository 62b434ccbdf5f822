//! Sending: a gateway that answers, one that does not, and a call that outlives its process.

mod common;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use common::{finished, fresh, holds_no_secret, paid_order, sandbox, sanspay, spawn};
use serde_json::{Value, json};

const ORDER: &str = r#"{"order": 3021, "product_id": "1447", "amount": 400000, "currency": "NGN"}"#;
const PAYOUT: &str = r#"{"beneficiary_name": "Jhon Doe", "beneficiary_account": "039628544321", "ifsc": "SBIN0011243",
    "amount": 150000, "payment_mode": "IMPS"}"#;

fn payout(amount: u32) -> String {
    PAYOUT.replace("150000", &amount.to_string())
}

#[test]
fn an_order_that_is_paid_is_held() {
    let (_running, option) = paid_order();
    let done = sanspay(&["send", "atarapay.orders.verify_payment", "--input", ORDER, &option], "");
    assert_eq!(done.status, 0, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("200") && done.stdout.contains("held"), "{}", done.stdout);
    let short = ORDER.replace("400000", "400001");
    let done = sanspay(&["send", "atarapay.orders.verify_payment", "--input", &short, &option, "--json"], "");
    let outcome = &done.json()["outcome"];
    assert_eq!((done.status, outcome["reason"]["code"].as_str()), (13, Some("mismatch")));
    assert_eq!(sanspay(&["send", "atarapay.orders.status", "--set", "order=9", &option], "").status, 11);
}

#[test]
fn a_payout_is_followed_until_it_has_arrived() {
    let (running, option) = sandbox();
    let call = fresh("payout.call");
    let file = call.to_str().expect("UTF-8");
    let send = ["send", "atmoon.payout.create", "--input", PAYOUT, &option, "--json"];
    let done = sanspay(&[&send[..], &["--save", file, "--follow", "--hurry"]].concat(), "");
    assert_eq!(done.status, 0, "{}{}", done.stdout, done.stderr);
    let lines = done.lines();
    assert_eq!(lines[0]["steps"].as_array().map(Vec::len), Some(2), "a token, and the payout");
    assert_eq!(
        (&lines[0]["outcome"]["verdict"], &lines[1]["operation"]),
        (&json!("pending"), &json!("atmoon.payout.verify"))
    );
    assert_eq!(lines[2]["settled"]["funds"], "settled");
    // What is stored concludes as it did, and nothing is sent.
    let resumed = sanspay(&["send", "--resume", file, &option, "--json"], "");
    assert_eq!((resumed.status, &resumed.lines()[0]["steps"]), (10, &json!([])));
    assert_eq!(resumed.lines()[0]["outcome"], lines[0]["outcome"]);
    // And a new call does not take its place.
    let again = sanspay(&[&send[..], &["--save", file]].concat(), "");
    assert!(again.status == 3 && again.stdout.contains("--resume"), "{}", again.stdout);
    assert_eq!(running.sandbox().truth().atmoon.payouts.len(), 1);
    let _ = fs::remove_file(call);
}

#[test]
fn every_verdict_has_its_exit_status() {
    let (running, option) = sandbox();
    let status = |amount: u32, more: &[&str]| {
        let input = payout(amount);
        let send = ["send", "atmoon.payout.create", "--input", &input, &option];
        sanspay(&[&send[..], more].concat(), "").status
    };
    assert_eq!(status(150_000, &[]), 10);
    assert_eq!(status(99_001, &[]), 11);
    assert_eq!(status(99_003, &["--follow", "--hurry"]), 12);
    assert_eq!(status(99_005, &[]), 13);
    assert_eq!(running.sandbox().truth().atmoon.payouts.len(), 3);
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()).expect("a port");
    let nowhere = format!("--sandbox=http://{free}");
    let done = sanspay(&["send", "atarapay.orders.status", "--set", "order=1", &nowhere, "--json"], "");
    assert_eq!((done.status, &done.json()["steps"][0]["fault"]), (14, &json!("not_sent")));
    let done =
        sanspay(&["send", "atarapay.orders.status", "--set", "order=1", "--sandbox=https://gateway.invalid"], "");
    assert_eq!(done.status, 14, "{}{}", done.stdout, done.stderr);
}

/// A gateway that answers every request with these bytes, and keeps what it was sent.
fn gateway(answer: &'static [u8]) -> (String, thread::JoinHandle<usize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let serve = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut read = [0; 4096];
        let length = stream.read(&mut read).expect("a request");
        stream.write_all(answer).expect("sent");
        drop(stream);
        // Whoever comes again within this time was not told to.
        listener.set_nonblocking(true).expect("set");
        thread::sleep(Duration::from_millis(300));
        length.min(1) + usize::from(listener.accept().is_ok())
    });
    (url, serve)
}

#[test]
fn whatever_a_gateway_does_is_sent_to_it_once() {
    let answers: [(&[u8], &str); 5] = [
        (b"", "no_answer"),
        (b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", "http_status"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"status\"", "no_answer"),
        (b"HTTP/1.1 500 Oops\r\ncontent-length: 2\r\n\r\n{}", "http_status"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n\xff\xfe\xfd", "not_json"),
    ];
    for (answer, code) in answers {
        let (url, served) = gateway(answer);
        let option = format!("--sandbox={url}");
        let done = sanspay(&["send", "atarapay.orders.status", "--set", "order=3021", &option, "--json"], "");
        assert_eq!(
            (done.status, done.json()["outcome"]["reason"]["code"].as_str()),
            (13, Some(code)),
            "{}",
            done.stdout
        );
        assert_eq!(served.join().expect("served"), 1);
    }
}

#[test]
fn who_answers_too_late_has_not_answered() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let option = format!("--sandbox=http://{}", listener.local_addr().expect("an address"));
    let began = Instant::now();
    let send = ["send", "atarapay.orders.status", "--set", "order=1", &option, "--timeout", "1", "--json"];
    let done = sanspay(&send, "");
    assert_eq!((done.status, &done.json()["steps"][0]["fault"]), (13, &json!("no_answer")));
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_a_call_that_concludes_and_sends_nothing() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let option = format!("--sandbox=http://{}", listener.local_addr().expect("an address"));
    let call = fresh("interrupted.call");
    let file = call.to_str().expect("UTF-8");
    let input = PAYOUT.replace('}', ", \"api_token\": \"7ef1fd0ed1548fcd1f8410633ef306ac497305c5\"}");
    let path = fresh("payout.json");
    fs::write(&path, input).expect("written");
    let given = format!("@{}", path.display());
    let child = spawn(&["send", "atmoon.payout.create", "--input", &given, &option, "--save", file, "--json"], &[]);
    // The request has arrived, and is never answered.
    let (mut stream, _) = listener.accept().expect("a connection");
    let mut read = [0; 4096];
    assert!(stream.read(&mut read).expect("a request") > 0);
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    let done = finished(child, b"");
    holds_no_secret(&done);
    assert_eq!(done.status, 130, "{}{}", done.stdout, done.stderr);
    assert!(done.stderr.contains("send --resume"), "{}", done.stderr);
    assert_eq!(done.json()["outcome"]["funds"], "in_doubt");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&call).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    let saved: Value = serde_json::from_str(&fs::read_to_string(&call).expect("a file")).expect("JSON");
    assert_eq!((&saved["sanspay"], &saved["replies"]), (&json!(1), &json!([])));
    // The gateway is there and waits, and nobody comes.
    listener.set_nonblocking(true).expect("set");
    for _ in 0..2 {
        let resumed = sanspay(&["send", "--resume", file, &option, "--json"], "");
        assert_eq!(resumed.status, 13, "{}{}", resumed.stdout, resumed.stderr);
        let outcome = &resumed.json()["outcome"];
        assert_eq!((&outcome["funds"], &outcome["next"]["do"]), (&json!("in_doubt"), &json!("review")));
    }
    assert!(listener.accept().is_err(), "nothing was sent");
    for path in [call, path] {
        let _ = fs::remove_file(path);
    }
}

#[test]
fn whoever_stops_reading_changes_nothing() {
    let (running, option) = sandbox();
    let call = fresh("unread.call");
    let file = call.to_str().expect("UTF-8");
    let mut child = spawn(&["send", "atmoon.payout.create", "--input", PAYOUT, &option, "--save", file], &[]);
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(10));
    assert_eq!(running.sandbox().truth().atmoon.payouts.len(), 1);
    assert_eq!(sanspay(&["send", "--resume", file, &option], "").status, 10, "both replies are stored");
    let _ = fs::remove_file(call);
}

#[test]
fn what_is_no_stored_call_is_not_resumed() {
    let path = fresh("none.call");
    for text in ["", "{}", "{\"sanspay\": 2, \"operation\": \"atmoon.token.create\", \"input\": {}, \"replies\": []}"] {
        fs::write(&path, text).expect("written");
        let done = sanspay(&["send", "--resume", path.to_str().expect("UTF-8"), "--sandbox"], "");
        assert!(done.status == 3 && done.stderr.contains("no call that was saved"), "{}", done.stderr);
    }
    let _ = fs::remove_file(path);
}

#[test]
fn real_gateways_are_not_hurried() {
    let done = sanspay(&["send", "atmoon.token.create", "--follow", "--hurry", "--sandbox=https://example.com"], "");
    assert!(done.status == 2 && done.stderr.contains("--hurry"), "{}", done.stderr);
}

#[test]
fn what_needs_no_gateway_is_decided_at_once() {
    let done =
        sanspay(&["send", "upi.link.read", "--set", "link=upi://pay?pa=shop@upi&pn=Shop&am=10.00", "--json"], "");
    assert_eq!((done.status, &done.json()["outcome"]["value"]["am"]), (0, &json!(1000)));
    let done = sanspay(&["request", "upi.link.read", "--set", "link=upi://pay?pa=shop@upi&pn=Shop"], "");
    assert!(done.status == 2 && done.stderr.contains("no request left"), "{}", done.stderr);
}
