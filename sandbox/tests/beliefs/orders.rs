//! What merchants and people do with an order, and what the library believes of it and of its notices.

use sanspay::door;
use sanspay_sandbox::atarapay::{Encoding, Outgoing};
use sanspay_sandbox::{Answer, Request, Sandbox, answers};
use serde_json::{Value, json};

use super::{account, amounts, assert_honest, checkout, input, outcome, verify_order};

#[test]
fn an_order_is_believed_changed_only_where_it_was_and_refused_only_where_it_was_not() {
    for amount in amounts() {
        for operation in ["deliver", "cancel_as_seller", "cancel_as_buyer", "set_marketplace_commission"] {
            let mut sandbox = Sandbox::new(amount);
            checkout(&mut sandbox, amount);
            let before = sandbox.truth();
            let operation = format!("atarapay.orders.{operation}");
            let believed = outcome(&mut sandbox, &operation, &input(&operation, &Value::Null).expect("an input"));
            let done = sandbox.truth() != before;
            match believed["verdict"].as_str() {
                Some("done") => assert!(done, "{operation} of {amount}: {believed}"),
                Some("refused") => assert!(!done, "{operation} of {amount}: {believed}"),
                _ => {}
            }
            let money = serde_json::to_value(sandbox.truth().atarapay.orders[0].money).expect("a word");
            if operation.contains("cancel") && believed["verdict"] == "done" {
                assert!(believed["funds"] == "in_doubt" || believed["funds"] == money, "{believed}");
            }
        }
    }
}

#[test]
fn nowhere_in_an_order_s_life_is_more_said_than_is_true() {
    let ways = [
        "deliver accept complete",
        "deliver reject complete",
        "deliver second_delivery deliver accept complete",
        "deliver second_delivery cancel_as_buyer",
        "deliver dispute resolve_for_seller complete",
        "deliver dispute raise_dispute resolve_for_buyer complete",
        "cancel_as_seller",
    ];
    for way in ways {
        let mut sandbox = Sandbox::new(1);
        checkout(&mut sandbox, 400_000);
        for step in way.split(' ') {
            let operation = format!("atarapay.orders.{step}");
            if answers().contains(&operation.as_str()) {
                let changed = outcome(&mut sandbox, &operation, &input(&operation, &Value::Null).expect("an input"));
                assert_eq!(changed["verdict"], "done", "{step} of {way}: {changed}");
            } else {
                let moved = sandbox.answer(&Request::new("POST", &format!("/sandbox/orders/3021/{step}")));
                assert!(matches!(moved, Answer::Reply { status: 200, .. }), "{step} of {way}: {moved:?}");
            }
            let money = sandbox.truth().atarapay.orders[0].money;
            let verified = outcome(&mut sandbox, "atarapay.orders.verify_payment", &verify_order(400_000));
            assert_honest(&verified, money, &format!("verify_payment after {step} of {way}"));
        }
        let money = serde_json::to_value(sandbox.truth().atarapay.orders[0].money).expect("a word");
        let last = outcome(&mut sandbox, "atarapay.orders.status", &json!({ "order": 3021 }));
        assert!(last["funds"] == money || way.contains("cancel"), "{way} is over: {last}");
    }
}

#[test]
fn notices_are_believed_as_far_as_their_token_goes() {
    for encoding in [Encoding::Json, Encoding::Multipart] {
        let mut sandbox = Sandbox::new(1);
        sandbox.send_notices_to("http://127.0.0.1:3000/", encoding).expect("this machine");
        checkout(&mut sandbox, 400_000);
        let deliver = "atarapay.orders.deliver";
        outcome(&mut sandbox, deliver, &input(deliver, &Value::Null).expect("an input"));
        let mut told = Vec::new();
        let expected = [
            ("reject", "verified", Some("rejected")),
            ("notices/replay", "verified", Some("rejected")),
            ("notices/forge", "forged", Some("rejected")),
            ("notices/printed_token", "forged", Some("rejected")),
            ("notices/edit?field=status&value=Accepted", "verified", Some("accepted")),
            ("notices/edit?field=product_id&value=1448", "verified", Some("rejected")),
            ("notices/edit?field=amount&value=1", "forged", Some("rejected")),
        ];
        let delivered = sandbox.take_notices().remove(0);
        told.push((received(&delivered), "verified", Some("delivered")));
        for (request, authenticity, event) in expected {
            sandbox.answer(&Request::new("POST", &format!("/sandbox/orders/3021/{request}")));
            let notice = sandbox.take_notices().remove(0);
            told.push((received(&notice), authenticity, event));
        }
        for (notice, authenticity, event) in told {
            assert_eq!(
                (notice["authenticity"].as_str(), notice["event"].as_str()),
                (Some(authenticity), event),
                "{notice}"
            );
        }
        assert_eq!(sandbox.truth().atarapay.orders[0].status, "Rejected", "whatever they say");
    }
}

pub fn received(notice: &Outgoing) -> Value {
    let question = json!({
        "notice": "atarapay.order", "account": account("atarapay."),
        "message": { "headers": notice.headers, "body": notice.body },
    });
    let mut answer: Value = serde_json::from_str(&door::receive(&question.to_string())).expect("JSON");
    assert!(answer["notice"].is_object(), "{answer}");
    answer["notice"].take()
}
