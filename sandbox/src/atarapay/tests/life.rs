//! Every way an order can go, where its money is meanwhile, and what is told of it.

use super::*;
use crate::atarapay::Encoding;

/// Does these one after another: a merchant's statuses, and people's requests.
fn goes(sandbox: &mut Sandbox, way: &str) {
    for step in way.split(' ') {
        let answer = if matches!(step, "delivered" | "cancelled" | "buyer_cancel") {
            merchant(sandbox, step)
        } else {
            own(sandbox, step)
        };
        assert_eq!(text(&answer).0, 200, "{step} of {way}: {answer:?}");
    }
}

/// What is told: outer status, message, inner status, and whether a payout or a refund stands inside.
fn told(sandbox: &mut Sandbox) -> Vec<(String, String, String, &'static str)> {
    let one = |body: &str| {
        let notice: Value = serde_json::from_str(body).expect("JSON");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let data = &notice["data"];
        let moved = match (data.get("payout"), data.get("refund")) {
            (None, None) => "",
            (Some(payout), None) if payout["type"] == 2 => "payout",
            (None, Some(refund)) if refund["type"] == 7 => "refund",
            _ => panic!("{data}"),
        };
        (text(&notice["status"]), text(&notice["message"]), text(&data["status"]["title"]), moved)
    };
    sandbox.take_notices().iter().map(|notice| one(&notice.body)).collect()
}

fn notice(status: &str, message: &str, inside: &str, moved: &'static str) -> (String, String, String, &'static str) {
    (status.to_owned(), message.to_owned(), inside.to_owned(), moved)
}

#[test]
fn every_way_leads_where_the_documents_say() {
    let delivered = || notice("Delivered", "Order is marked completed", "Canceled", "");
    let dispute = || notice("Dispute", "Order In Dispute", "Dispute", "");
    let disputed = || notice("Disputed", "Order Disputed", "Disputed", "");
    let refunded = || notice("Refunded", "Escrow Order Completed", "Complete", "refund");
    let paid_out = || notice("Complete", "Dispute is cancelled, Transaction Completed", "Complete", "payout");
    let canceled = || notice("Canceled", "Transaction is canceled", "Canceled", "refund");
    let second = || notice("Pending II", "Pending Second Delivery", "Pending II", "");
    let accepted = || notice("Accepted", "Acceptance", "Accepted", "");
    let rejected = || notice("Rejected", "Buyer Rejects Order", "Rejected", "");
    let ways = [
        ("delivered", "Awaiting Buyer Response", Money::Held, vec![delivered()]),
        ("delivered accept", "Accepted", Money::Held, vec![delivered(), accepted()]),
        ("delivered accept complete", "Complete", Money::Settled, vec![delivered(), accepted()]),
        ("delivered reject", "Rejected", Money::Held, vec![delivered(), rejected()]),
        ("delivered reject complete", "Complete", Money::Returned, vec![delivered(), rejected(), refunded()]),
        ("delivered second_delivery", "Pending II", Money::Held, vec![delivered(), second()]),
        (
            "delivered second_delivery delivered accept complete",
            "Complete",
            Money::Settled,
            vec![delivered(), second(), delivered(), accepted()],
        ),
        ("delivered second_delivery cancelled", "Canceled", Money::Returned, vec![delivered(), second(), canceled()]),
        ("delivered dispute", "Dispute", Money::Held, vec![delivered(), dispute()]),
        ("delivered dispute raise_dispute", "Disputed", Money::Held, vec![delivered(), dispute(), disputed()]),
        ("delivered dispute resolve_for_seller", "Dispute Resolved", Money::Held, vec![delivered(), dispute()]),
        (
            "delivered dispute resolve_for_buyer complete",
            "Complete",
            Money::Returned,
            vec![delivered(), dispute(), refunded()],
        ),
        (
            "delivered dispute raise_dispute resolve_for_seller complete",
            "Complete",
            Money::Settled,
            vec![delivered(), dispute(), disputed(), paid_out()],
        ),
        ("cancelled", "Canceled", Money::Returned, vec![canceled()]),
        (
            "buyer_cancel",
            "Canceled",
            Money::Returned,
            vec![notice("Rejected", "Transaction is canceled", "Canceled", "refund")],
        ),
    ];
    for (way, status, money, expected) in ways {
        let mut sandbox = paid(400_000);
        sandbox.send_notices_to("http://127.0.0.1:3000/", Encoding::Json).expect("this machine");
        goes(&mut sandbox, way);
        assert_eq!((truth(&sandbox).status.as_str(), truth(&sandbox).money), (status, money), "{way}");
        let data = json(&ask(&mut sandbox, "3021"))["data"].take();
        assert_eq!(data["status"]["title"], status, "{way}");
        assert_eq!(data["payout"]["type"] == 2, money == Money::Settled, "{way}");
        assert_eq!(data["refund"]["type"] == 7, money == Money::Returned, "{way}");
        assert_eq!(told(&mut sandbox), expected, "{way}");
        assert!(sandbox.take_notices().is_empty(), "each is taken once");
    }
}

#[test]
fn a_dispute_by_magic_amount_ends_with_a_payout_and_a_notice() {
    let mut sandbox = paid(99_002);
    sandbox.send_notices_to("http://127.0.0.1:3000/", Encoding::Json).expect("this machine");
    sandbox.advance(59);
    assert_eq!((truth(&sandbox).money, told(&mut sandbox)), (Money::Held, vec![]));
    sandbox.advance(1);
    sandbox.advance(1);
    let message = "Dispute is cancelled, Transaction Completed";
    assert_eq!(told(&mut sandbox), [notice("Complete", message, "Complete", "payout")]);
    assert_eq!(truth(&sandbox).money, Money::Settled);
}

#[test]
fn wrong_moves_are_refused_with_a_sentence_and_move_nothing() {
    let mut sandbox = paid(400_000);
    sandbox.send_notices_to("http://127.0.0.1:3000/", Encoding::Json).expect("this machine");
    let before = truth(&sandbox);
    assert_eq!(
        text(&own(&mut sandbox, "accept")),
        (409, "Order 3021 is Pending; accept takes one that is Awaiting Buyer Response.\n")
    );
    assert_eq!(
        text(&own(&mut sandbox, "complete")),
        (409, "Order 3021 is Pending; complete takes one that is Accepted or Rejected or Dispute Resolved.\n")
    );
    let unknown = own(&mut sandbox, "pay_twice");
    assert!(text(&unknown).0 == 404 && text(&unknown).1.contains("accept, reject, second_delivery"), "{unknown:?}");
    let elsewhere = sandbox.answer(&Request::new("POST", "/sandbox/orders/3022/accept"));
    assert_eq!(text(&elsewhere), (404, "There is no order 3022. GET /sandbox/truth lists those there are.\n"));
    assert_eq!((truth(&sandbox), told(&mut sandbox)), (before, vec![]));

    goes(&mut sandbox, "delivered second_delivery delivered");
    assert_eq!(text(&own(&mut sandbox, "second_delivery")).0, 409, "there is no third delivery");
    assert_eq!(text(&own(&mut sandbox, "raise_dispute")).0, 409);
    goes(&mut sandbox, "accept complete");
    for name in ["accept", "reject", "dispute", "resolve_for_buyer", "complete"] {
        assert_eq!(text(&own(&mut sandbox, name)).0, 409, "{name}");
    }
    assert_eq!(truth(&sandbox).money, Money::Settled);
}
