//! What is far too large, too deep or too odd: an answer all the same, and soon.

use sanspay::door;
use serde_json::{Value, json};

fn asked(reply: &Value) -> Value {
    let question = json!({
        "operation": "atarapay.orders.status",
        "account": { "environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2" },
        "input": { "order": 3021 },
        "replies": [reply],
    });
    serde_json::from_str(&door::exchange(&question.to_string())).expect("JSON")
}

#[test]
fn a_body_of_ten_megabytes_is_unknown() {
    let answer = asked(
        &json!({ "status": 200, "body": format!("{{\"status\":\"success\",\"x\":\"{}\"}}", "a".repeat(10 << 20)) }),
    );
    assert_eq!(
        (&answer["outcome"]["verdict"], &answer["outcome"]["reason"]["code"]),
        (&json!("unknown"), &json!("too_large"))
    );
}

#[test]
fn a_body_nested_ten_thousand_deep_is_unknown() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let body = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        let answer = asked(&json!({ "status": 200, "body": body }));
        assert_eq!(
            (&answer["outcome"]["verdict"], &answer["outcome"]["reason"]["code"]),
            (&json!("unknown"), &json!("not_json"))
        );
    }
}

#[test]
fn a_question_of_forty_megabytes_or_ten_thousand_levels_is_refused() {
    assert!(door::exchange(&" ".repeat(40 << 20)).contains("the question is longer than"));
    assert!(door::call(&"[".repeat(1_000_000)).contains("nested too deeply"));
}

#[test]
fn a_thousand_unknown_fields_are_reported_and_bounded() {
    let input: serde_json::Map<String, Value> = (0..900).map(|n| (format!("field_{n}"), json!(n))).collect();
    let question = json!({ "operation": "atarapay.orders.status", "account": {}, "input": input });
    let answer: Value = serde_json::from_str(&door::exchange(&question.to_string())).expect("JSON");
    assert_eq!(answer["error"]["problems"].as_array().map(Vec::len), Some(64));
}
