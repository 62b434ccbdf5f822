//! Settlements.

use super::*;

/// The documents' sample answer: there is a comma too many.
const PRINTED: &str = r#"{ "message": "Success",
"status": 1,
"Transaction": [
{
"customer_name": "Jhon Doe",
"account_no": "69659120888",
"Order-Id": "123456",
}
]
}"#;

fn fields<'f>(reference: &'f str, amount: &'f str) -> Vec<(&'static str, &'f str)> {
    vec![
        ("amount", amount),
        ("user_id", USER_ID),
        ("utoken", UTOKEN),
        ("Name", "Jhon Doe"),
        ("accountNumber", "69659120888"),
        ("bankIfsc", "SBIN0011243"),
        ("payeeListId", "7"),
        ("transferMode", "NEFT"),
        ("remarks", "Weekly"),
        ("externalRef", reference),
        ("latitude", "15.05"),
        ("longitude", "10.05"),
    ]
}

fn settle(sandbox: &mut Sandbox, reference: &str, amount: &str, extra: &[(&str, &str)]) -> Answer {
    let fields = [&fields(reference, amount)[..], extra].concat();
    sandbox.answer(&Request::new("POST", "/api/payoutapi").form(&fields))
}

#[test]
fn a_settlement_is_told_as_printed_in_both_encodings() {
    let part = |(name, value): &(&str, &str)| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = format!("{}--b--\r\n", fields("123456", "1000").iter().map(part).collect::<String>());
    let multipart = Request::new("POST", "/api/payoutapi").body("multipart/form-data; boundary=b", body);
    let form = Request::new("POST", "/api/payoutapi").form(&fields("123456", "1000"));
    for request in [multipart, form] {
        let mut sandbox = Sandbox::new(1);
        assert_eq!(text(&sandbox.answer(&request)), (200, PRINTED));
        let truth_before = truth(&sandbox);
        assert_eq!((truth_before.settlements[0].money, truth_before.ledger.under_way), (Money::Moving, 100_000));
        sandbox.advance(0);
        let after = truth(&sandbox);
        assert_eq!((after.settlements[0].money, after.ledger.settled), (Money::Settled, 100_000));
        assert_eq!(after.ledger.balance, after.ledger.opening - 100_000);
    }
    let mut sandbox = Sandbox::new(1);
    sandbox.strict_json(true);
    assert_eq!(json(&settle(&mut sandbox, "\"1\"", "1000", &[]))["Transaction"][0]["Order-Id"], "\"1\"");
}

#[test]
fn a_reference_settles_once() {
    let mut sandbox = Sandbox::new(1);
    assert_eq!(text(&settle(&mut sandbox, "123456", "990.04", &[])).0, 500);
    for amount in ["990.04", "5"] {
        assert_eq!(json(&settle(&mut sandbox, "123456", amount, &[]))["code"], "TE0005");
    }
    let once = truth(&sandbox);
    assert_eq!((once.settlements.len(), once.settlements[0].requests), (1, 3));
    assert_eq!(once.ledger.under_way, 99_004);
}

#[test]
fn refusals_move_nothing() {
    let mut sandbox = Sandbox::new(1);
    for wrong in [("user_id", "ATM173"), ("utoken", "")] {
        assert_eq!(text(&settle(&mut sandbox, "1", "10", &[wrong])).1, INVALID);
    }
    for (wrong, code) in [
        (("payeeListId", ""), "TE0007"),
        (("externalRef", " "), "TE0007"),
        (("transferMode", "neft"), "TE0003"),
        (("accountNumber", "x"), "TE0003"),
        (("amount", "-1"), "TE0003"),
        (("amount", "100000000.01"), "TE0020"),
    ] {
        assert_eq!(json(&settle(&mut sandbox, "1", "10", &[wrong]))["code"], code, "{wrong:?}");
    }
    assert!(truth(&sandbox).settlements.is_empty());
}

#[test]
fn banks_decide_about_settlements_too() {
    for (what, money) in [("credit", Money::Settled), ("fail", Money::Untouched), ("wait", Money::Moving)] {
        let mut sandbox = Sandbox::new(1);
        settle(&mut sandbox, "A/1", "10", &[]);
        assert_eq!(text(&own(&mut sandbox, &format!("settlements/A%2F1/{what}"))).0, 200);
        sandbox.advance(60);
        assert_eq!(truth(&sandbox).settlements[0].money, money);
    }
    assert_eq!(text(&own(&mut Sandbox::new(1), "settlements/1/credit")).0, 404);
}

#[test]
fn every_fault_of_a_settlement_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        sandbox.strict_json(true);
        let amount = format!("990.0{}", row.amount % 10);
        for reference in ["1", "2"] {
            let answer = settle(&mut sandbox, reference, &amount, &[]);
            if row.fault == Fault::Refused {
                assert_eq!(text(&answer).1, INVALID);
                continue;
            }
            if is_fault_of_transport(row, &answer) {
                continue;
            }
            let told = json(&answer);
            if row.fault == Fault::Pending {
                assert_eq!(told["code"], "ENQ001");
                continue;
            }
            let mine = told["Transaction"][0]["account_no"] == "69659120888";
            assert_eq!((mine, &told["Transaction"][0]["Order-Id"]), (row.fault != Fault::WrongId, &reference.into()));
        }
        let made = truth(&sandbox).settlements.len();
        assert_eq!(made, if row.fault == Fault::Refused { 0 } else { 2 }, "it was taken all the same, every time");
        sandbox.advance(59);
        let pending = truth(&sandbox).settlements.iter().any(|settlement| settlement.money == Money::Moving);
        assert_eq!(pending, row.fault == Fault::Pending);
        sandbox.advance(1);
        let expected = if row.fault == Fault::Failed { Money::Untouched } else { Money::Settled };
        assert!(truth(&sandbox).settlements.iter().all(|settlement| settlement.money == expected));
    }
}
