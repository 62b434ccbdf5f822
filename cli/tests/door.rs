//! The door from a shell: a question on standard input, its answer in one line.

mod common;

use common::{sanspay, with_secrets};

const QUESTION: &str = r#"{
    "operation": "atarapay.orders.status",
    "account": { "environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2" },
    "input": { "order": 3021 }
}"#;

#[test]
fn a_question_is_answered_in_one_line() {
    // What is exchanged is what a program sends, credentials and all.
    let done = with_secrets(&["exchange"], QUESTION.as_bytes());
    assert_eq!(done.status, 0);
    let begins = r#"{"request":{"method":"POST","url":"https://test-api.atarapay.com/api/callback/order""#;
    assert!(done.stdout.starts_with(begins), "{}", done.stdout);
    assert_eq!(done.stdout.lines().count(), 1);
}

#[test]
fn a_wrong_question_is_answered_with_status_1() {
    for input in [&b"{"[..], b"", b"\xff\xfe", &[b'['; 100_000], QUESTION.replace("3021", "-1").as_bytes()] {
        let done = with_secrets(&["exchange"], input);
        assert_eq!(done.status, 1);
        assert!(done.stdout.starts_with(r#"{"error":{"kind":"invalid_"#), "{}", done.stdout);
    }
}

#[test]
fn a_question_too_long_to_read_is_refused() {
    let done = with_secrets(&["exchange"], &vec![b' '; (32 << 20) + 10]);
    assert!(done.stdout.contains("the question is longer than"), "{}", done.stdout);
}

#[test]
fn notices_are_received() {
    let question =
        r#"{"notice": "atmoon.callback", "account": {}, "message": {"body": "transaction_id=JVAK78UKEX13"}}"#;
    let done = sanspay(&["receive"], question);
    assert_eq!((done.status, done.json()["notice"]["authenticity"].as_str()), (0, Some("unsigned")));
}

#[test]
fn outcomes_are_settled() {
    let outcome = |verdict, funds| {
        format!(r#"{{"verdict":"{verdict}","funds":"{funds}","value":null,"reason":null,"next":{{"do":"nothing"}}}}"#)
    };
    let question = format!(r#"{{"known":{},"seen":{}}}"#, outcome("done", "held"), outcome("done", "settled"));
    assert!(sanspay(&["settle"], &question).stdout.starts_with(r#"{"outcome":{"verdict":"done","funds":"settled""#));
}
