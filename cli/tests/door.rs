//! The command line as its user meets it: a real process, real pipes.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn sanspay(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sanspay"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // A process that reads no further than it must may have closed its end.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("it ends")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

const QUESTION: &str = r#"{
    "operation": "atarapay.orders.status",
    "account": { "environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2" },
    "input": { "order": 3021 }
}"#;

#[test]
fn a_question_is_answered_in_one_line() {
    let output = sanspay(&["exchange"], QUESTION.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stdout(&output)
            .starts_with(r#"{"request":{"method":"POST","url":"https://test-api.atarapay.com/api/callback/order""#)
    );
    assert_eq!(stdout(&output).lines().count(), 1);
}

#[test]
fn a_wrong_question_is_answered_with_status_1() {
    for input in [&b"{"[..], b"", b"\xff\xfe", &[b'['; 100_000], QUESTION.replace("3021", "-1").as_bytes()] {
        let output = sanspay(&["exchange"], input);
        assert_eq!(output.status.code(), Some(1));
        assert!(stdout(&output).starts_with(r#"{"error":{"kind":"invalid_"#), "{}", stdout(&output));
    }
}

#[test]
fn a_question_too_long_to_read_is_refused() {
    let output = sanspay(&["exchange"], &vec![b' '; (32 << 20) + 10]);
    assert!(stdout(&output).contains("the question is longer than"), "{}", stdout(&output));
}

#[test]
fn what_there_is_can_be_listed_and_settled() {
    assert!(stdout(&sanspay(&["operations"], b"")).contains("atmoon.pg.verify"));
    let outcome = |verdict, funds| {
        format!(r#"{{"verdict":"{verdict}","funds":"{funds}","value":null,"reason":null,"next":{{"do":"nothing"}}}}"#)
    };
    let question = format!(r#"{{"known":{},"seen":{}}}"#, outcome("done", "held"), outcome("done", "settled"));
    assert!(
        stdout(&sanspay(&["settle"], question.as_bytes()))
            .starts_with(r#"{"outcome":{"verdict":"done","funds":"settled""#)
    );
}

#[test]
fn a_wrong_command_line_says_what_is_right() {
    for arguments in [&[][..], &["exchnge"], &["exchange", "file.json"]] {
        let output = sanspay(arguments, b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("sanspay exchange   < question.json"));
    }
}
