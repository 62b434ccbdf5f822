//! Payouts, settlements and UPI payments: what the library believes of them, and that it never pays twice.

use sanspay_sandbox::{Answer, FAULTS, Fault, Money, Request, Sandbox};
use serde_json::{Value, json};

use super::{amounts, assert_honest, outcome, settled};

pub fn payout(account: &str, amount: u64) -> Value {
    json!({
        "beneficiary_name": "Jhon Doe", "beneficiary_account": account, "ifsc": "SBIN0011243", "amount": amount,
        "payment_mode": "IMPS",
    })
}

pub fn settlement(reference: &str, amount: u64) -> Value {
    json!({
        "amount": amount, "name": "Jhon Doe", "account_number": "69659120888", "ifsc": "SBIN0011243",
        "payee_list_id": "7", "transfer_mode": "IMPS", "remarks": "Weekly", "external_ref": reference,
        "latitude": "15.05", "longitude": "10.05",
    })
}

pub fn payin(id: &str, amount: u64) -> Value {
    json!({
        "merchant_transaction_id": id, "amount": amount, "payment_for": "test", "payment_mode": "INTENT",
        "callback_url": "https://example.com/upi/callback",
        "customer_details": { "customer_email": "xyz@gmail.com", "customer_phone": "9999999999" },
    })
}

/// What can be paid out: no bank carries less than a rupee.
fn payable() -> impl Iterator<Item = u64> {
    amounts().filter(|amount| *amount >= 100)
}

/// Asks what `next` says, as often as it does and at most ten times. Says what is believed in the end.
fn followed(sandbox: &mut Sandbox, first: Value, mut check: impl FnMut(&Sandbox, &Value)) -> Value {
    let mut believed = first;
    check(sandbox, &believed);
    for _ in 0..10 {
        let next = believed["next"].clone();
        if next["do"] != "ask" {
            break;
        }
        sandbox.advance(next["not_before_seconds"].as_u64().expect("a pause"));
        let seen = outcome(sandbox, next["operation"].as_str().expect("a name"), &next["input"]);
        believed = settled(&believed, &seen);
        check(sandbox, &believed);
    }
    believed
}

fn only_payout(sandbox: &Sandbox) -> Money {
    let truth = sandbox.truth().atmoon;
    assert!(truth.payouts.len() <= 1, "paid twice: {:?}", truth.payouts);
    assert!(truth.ledger.balances(), "{:?}", truth.ledger);
    truth.payouts.first().map_or(Money::Untouched, |payout| payout.money)
}

#[test]
fn no_answer_about_a_payout_makes_the_library_say_more_than_is_true() {
    for amount in payable() {
        for what in ["", "credit", "fail", "wait"] {
            let mut sandbox = Sandbox::new(amount);
            let taken = outcome(&mut sandbox, "atmoon.payout.create", &payout("39628544321", amount));
            assert_ne!(taken["next"]["do"], "send_again", "{taken}");
            if let Some(payout) = sandbox.truth().atmoon.payouts.first() {
                sandbox.answer(&Request::new("POST", &format!("/sandbox/payouts/{}/{what}", payout.payout_id)));
            }
            let check = |sandbox: &Sandbox, believed: &Value| {
                assert_honest(believed, only_payout(sandbox), &format!("payout of {amount} after {what:?}"));
            };
            let believed = followed(&mut sandbox, taken, check);
            if amount == 49_900 {
                let expected = [("", "done"), ("credit", "done"), ("fail", "failed"), ("wait", "pending")];
                assert!(expected.contains(&(what, believed["verdict"].as_str().expect("a word"))), "{believed}");
            }
        }
    }
}

#[test]
fn each_fault_meets_the_verdict_that_it_is_there_to_show() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        sandbox.strict_json(true);
        let taken = outcome(&mut sandbox, "atmoon.payout.create", &payout("39628544321", row.amount));
        let settled = outcome(&mut sandbox, "atmoon.settlement.create", &settlement("123456", row.amount));
        let asked = sandbox.truth().atmoon.payouts.first().map(|payout| {
            let question = json!({ "payment_refer_no": payout.payment_refer_no });
            outcome(&mut sandbox, "atmoon.payout.verify", &question)["verdict"].take()
        });
        let asked = asked.unwrap_or_default();
        let verdicts = [&taken["verdict"], &settled["verdict"], &asked].map(Value::as_str);
        let expected = match row.fault {
            Fault::Refused => [Some("refused"), Some("refused"), None],
            Fault::Pending => [Some("pending"), Some("pending"), Some("pending")],
            Fault::Failed => [Some("pending"), Some("pending"), Some("failed")],
            Fault::WrongAmount => [Some("pending"), Some("pending"), Some("done")],
            // Who cannot tell that a number is another's takes it, and asks after another.
            Fault::WrongId => [Some("pending"), Some("unknown"), Some("unknown")],
            _ => [Some("unknown"); 3],
        };
        assert_eq!(verdicts, expected, "{:?}: {taken} {settled}", row.fault);
    }
}

#[test]
fn a_reference_of_one_s_own_pays_once_however_often_it_is_sent() {
    for amount in payable() {
        let mut sandbox = Sandbox::new(amount);
        let mut payout = payout("39628544321", amount);
        payout["reference"] = "R1".into();
        for _ in 0..3 {
            let believed = outcome(&mut sandbox, "atmoon.payout.create", &payout);
            assert_honest(&believed, only_payout(&sandbox), &format!("payout of {amount}, sent again"));
        }
        let asked = outcome(&mut sandbox, "atmoon.payout.verify", &json!({ "payment_refer_no": "R1" }));
        assert_honest(&asked, only_payout(&sandbox), &format!("what became of the payout of {amount}"));
        if let Some(payout) = sandbox.truth().atmoon.payouts.first() {
            assert_eq!(payout.requests, 3, "the second and third were seen for what they were");
        }
    }
}

#[test]
fn a_payout_s_status_proves_nothing_even_where_it_is_well_formed() {
    for amount in payable() {
        for what in ["credit", "fail"] {
            let mut sandbox = Sandbox::new(amount);
            sandbox.strict_json(true);
            outcome(&mut sandbox, "atmoon.payout.create", &payout("39628544321", amount));
            let Some(payout) = sandbox.truth().atmoon.payouts.first().cloned() else { continue };
            sandbox.answer(&Request::new("POST", &format!("/sandbox/payouts/{}/{what}", payout.payout_id)));
            let asked = json!({
                "payout_id": payout.payout_id, "beneficiary_account": "39628544321", "ifsc": "SBIN0011243",
            });
            let status = outcome(&mut sandbox, "atmoon.payout.status", &asked);
            assert_eq!((&status["verdict"], &status["funds"]), (&"unknown".into(), &"in_doubt".into()), "{status}");
        }
    }
}

#[test]
fn no_answer_to_a_settlement_makes_the_library_say_more_than_is_true() {
    for amount in payable() {
        for strict in [false, true] {
            let mut sandbox = Sandbox::new(amount);
            sandbox.strict_json(strict);
            for _ in 0..2 {
                let believed = outcome(&mut sandbox, "atmoon.settlement.create", &settlement("123456", amount));
                let truth = sandbox.truth().atmoon;
                assert!(truth.settlements.len() <= 1 && truth.ledger.balances());
                let money = truth.settlements.first().map_or(Money::Untouched, |settlement| settlement.money);
                assert_honest(&believed, money, &format!("settlement of {amount}"));
                assert_ne!(believed["next"]["do"], "send_again", "{believed}");
                assert!(believed["verdict"] != "refused" || truth.settlements.is_empty(), "{believed}");
            }
        }
    }
}

#[test]
fn a_link_is_shown_only_where_it_asks_for_the_right_amount_under_the_right_id() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        let asked = outcome(&mut sandbox, "atmoon.payin.create", &payin("A1", row.amount));
        let link = asked["value"]["intent_url"].as_str();
        assert_eq!(link.is_some(), asked["verdict"] == "done", "{asked}");
        let Some(made) = sandbox.truth().atmoon.payins.first().cloned() else {
            assert_eq!(asked["verdict"], "refused");
            continue;
        };
        if let Some(link) = link {
            assert_eq!(made.link_amount, row.amount, "{link}");
            assert!(link.contains(&format!("tr={}", made.transaction_id)), "{link}");
        }
        assert_eq!(made.money, Money::Untouched);
        assert!(asked["funds"] == "untouched" || asked["funds"] == "in_doubt", "{asked}");
        let paid = sandbox.answer(&Request::new("POST", &format!("/sandbox/payins/{}/pay", made.transaction_id)));
        assert!(matches!(paid, Answer::Reply { status: 200, .. }));
        let again = outcome(&mut sandbox, "atmoon.payin.create", &payin("A1", row.amount));
        assert_ne!(again["verdict"], "done", "{again}");
        assert_ne!(again["verdict"], "refused", "the first one may have been paid: {again}");
        assert_eq!(sandbox.truth().atmoon.payins.len(), 1);
    }
}
