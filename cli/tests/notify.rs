//! Notices at a shop's address: what each kind is, and where none is sent.

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::thread::{self, JoinHandle};

use common::sanspay;
use serde_json::{Value, json};

/// A shop that answers each of these with its status, and gives head and body of each back.
fn shop(statuses: &'static [u16]) -> (String, JoinHandle<Vec<(String, String)>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let url = format!("http://{}/notices", listener.local_addr().expect("an address"));
    let serve = move |status: &u16| {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut reader = BufReader::new(stream.try_clone().expect("the same stream"));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(reader.read_line(&mut head).expect("a line"), 0, "{head}");
        }
        let head = head.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        let mut body = vec![0; length.parse().expect("a number")];
        reader.read_exact(&mut body).expect("a body");
        let reply = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(reply.as_bytes()).expect("sent");
        (head, String::from_utf8(body).expect("UTF-8"))
    };
    (url, thread::spawn(move || statuses.iter().map(serve).collect()))
}

/// What the library says of a body that a shop has received.
fn received(notice: &str, head: &str, body: &str) -> Value {
    let content_type = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default();
    let account = json!({ "environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2" });
    let account = if notice == "atarapay.order" { account } else { json!({}) };
    let question = json!({ "notice": notice, "account": account,
        "message": { "headers": [["content-type", content_type]], "body": body } });
    let answer: Value = serde_json::from_str(&sanspay::door::receive(&question.to_string())).expect("JSON");
    answer["notice"].clone()
}

#[test]
fn a_true_notice_is_true_however_it_is_written() {
    for encoding in ["json", "multipart", "form"] {
        let (url, shop) = shop(&[200]);
        let notify =
            ["notify", "atarapay.order", &url, "--as", encoding, "--set", "id=77", "--set", "amount_payed=5000"];
        let done = sanspay(&notify, "");
        assert_eq!(done.status, 0, "{}{}", done.stdout, done.stderr);
        assert!(
            done.stdout.contains("verified, event accepted") && done.stdout.contains("answered 200"),
            "{}",
            done.stdout
        );
        let (head, body) = shop.join().expect("requests").remove(0);
        let received = received("atarapay.order", &head, &body);
        assert_eq!((&received["authenticity"], &received["value"]["order"]["id"]), (&json!("verified"), &json!("77")));
    }
}

#[test]
fn false_notices_are_seen_to_be_false() {
    for (how, authenticity) in [("forged", "forged"), ("unsigned", "unsigned")] {
        let (url, shop) = shop(&[403]);
        let done = sanspay(&["notify", "atarapay.order", &url, "--how", how, "--json"], "");
        assert_eq!(
            (done.status, &done.json()["authenticity"], &done.json()["reply"]["status"]),
            (5, &json!(authenticity), &json!(403))
        );
        let (head, body) = shop.join().expect("requests").remove(0);
        assert_eq!(received("atarapay.order", &head, &body)["authenticity"], authenticity);
    }
    let (url, shop) = shop(&[200, 200]);
    assert_eq!(sanspay(&["notify", "atarapay.order", &url, "--how", "replayed"], "").status, 0);
    let requests = shop.join().expect("requests");
    assert_eq!(requests[0].1, requests[1].1);
}

#[test]
fn every_event_can_be_told() {
    for event in [
        "delivered",
        "cancelled",
        "cancelled_by_buyer",
        "accepted",
        "rejected",
        "second_delivery",
        "in_dispute",
        "disputed",
        "completed",
    ] {
        let (url, shop) = shop(&[204]);
        let done = sanspay(&["notify", "atarapay.order", &url, "--event", event, "--json"], "");
        assert_eq!(
            (done.status, done.json()["authenticity"].as_str()),
            (0, Some("verified")),
            "{event}: {}",
            done.stderr
        );
        drop(shop.join());
    }
    let done = sanspay(&["notify", "atarapay.order", "http://127.0.0.1:9/", "--event", "acepted"], "");
    assert!(done.status == 2 && done.stderr.contains("a similar value exists: 'accepted'"), "{}", done.stderr);
}

#[test]
fn a_callback_holds_what_it_is_told_to() {
    let (url, shop) = shop(&[200]);
    let done = sanspay(&["notify", "atmoon.callback", &url, "--set", "paymentReferNo=77", "--as", "form"], "");
    assert!(done.status == 0 && done.stderr.contains("Nothing signs"), "{}{}", done.stdout, done.stderr);
    let (head, body) = shop.join().expect("requests").remove(0);
    assert_eq!(
        (body.as_str(), &received("atmoon.callback", &head, &body)["next"]["operation"]),
        ("paymentReferNo=77", &json!("atmoon.payout.verify"))
    );
}

#[test]
fn no_callback_is_forged_because_none_is_signed() {
    let callback = ["notify", "atmoon.callback", "http://127.0.0.1:9/"];
    for (more, words) in
        [(["--how", "forged"], "nothing signs atmoon.callback"), (["--event", "accepted"], "--event is for")]
    {
        let done = sanspay(&[&callback[..], &more].concat(), "");
        assert!(done.status == 2 && done.stderr.contains(words) && done.stdout.is_empty(), "{}", done.stderr);
    }
    for (how, statuses) in [("true", &[200][..]), ("unsigned", &[200]), ("replayed", &[200, 200])] {
        let (url, shop) = shop(statuses);
        let done = sanspay(&["notify", "atmoon.callback", &url, "--how", how, "--json"], "");
        assert!(done.status == 0 && done.stderr.contains("Nothing signs"), "{how}: {}{}", done.stdout, done.stderr);
        assert!(done.lines().iter().all(|line| line["authenticity"] == "unsigned"), "{how}: {}", done.stdout);
        let bodies: Vec<String> = shop.join().expect("requests").into_iter().map(|(_, body)| body).collect();
        assert!(bodies.iter().all(|body| body == "{\"transaction_id\":\"ATM20240130060827\"}"), "{how}: {bodies:?}");
    }
}

#[test]
fn notices_stay_on_this_machine() {
    for url in ["http://example.com/", "http://192.168.0.1/", "http://127.0.0.1@example.com/", "nonsense"] {
        let done = sanspay(&["notify", "atarapay.order", url], "");
        assert!(done.status == 2 && done.stderr.contains("--yes-really"), "{url}: {}", done.stderr);
    }
}

#[test]
fn a_shop_that_is_not_there_has_not_taken_it() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()).expect("a port");
    let done = sanspay(&["notify", "atarapay.order", &format!("http://{free}/")], "");
    assert!(done.status == 5 && done.stdout.contains("did not answer: ConnectionRefused"), "{}", done.stdout);
}
