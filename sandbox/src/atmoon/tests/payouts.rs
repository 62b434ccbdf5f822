//! Payouts, and what is asked after them.

use super::*;
use crate::atmoon::{X_CLIENT_ID, X_CLIENT_SECRET};

/// The documents' sample answer to PAYOUTSTATUS: a comma is missing.
const PRINTED_STATUS: &str = r#"{
"message": "SUCCESS",
"status": 1,
"customer_name": "Jhon Doe",
"account_no": "39628544321"
"Ifsc_code": "SBIN0011243"
}"#;

fn fields<'f>(token: &'f str, amount: &'f str) -> Vec<(&'static str, &'f str)> {
    vec![
        ("beneficiary_name", "Jhon Doe"),
        ("beneficiary_account_numb", "39628544321"),
        ("beneficiary_ifsc_code", "SBIN0011243"),
        ("amount", amount),
        ("payment_mode", "IMPS"),
        ("api_token", token),
    ]
}

fn create(sandbox: &mut Sandbox, amount: &str, extra: &[(&str, &str)]) -> Answer {
    let token = token(sandbox);
    let fields = [&fields(&token, amount)[..], extra].concat();
    sandbox.answer(&Request::new("POST", "/sandbox/atmoon/payout").form(&fields))
}

fn status(sandbox: &mut Sandbox, payout_id: &str) -> Answer {
    let body = format!(r#"{{"method": "PAYOUTSTATUS", "payout_id": "{payout_id}"}}"#);
    let request = user_post("/api/AtMoonPayout").header("x-client-id", X_CLIENT_ID);
    sandbox.answer(&request.header("x-client-secret", X_CLIENT_SECRET).body("application/json", body))
}

fn verify(sandbox: &mut Sandbox, reference: &str) -> Answer {
    let request = post(&format!("/payout/status/{reference}"));
    sandbox.answer(&request.form(&[("paymentReferNo", reference)]))
}

fn code(answer: &Answer) -> String {
    json(answer)["code"].as_str().expect("a code").to_owned()
}

/// A sandbox with one payout of this amount, and both its ids.
fn paid(amount: &str) -> (Sandbox, String, String) {
    let mut sandbox = Sandbox::new(1);
    create(&mut sandbox, amount, &[]);
    let payout = truth(&sandbox).payouts[0].clone();
    (sandbox, payout.payout_id, payout.payment_refer_no)
}

#[test]
fn a_payout_goes_to_the_bank_and_is_credited() {
    let mut sandbox = Sandbox::new(1);
    let opening = truth(&sandbox).ledger;
    assert_eq!((opening.opening, opening.balance), (10_000_000_000, 10_000_000_000));
    let told = json(&create(&mut sandbox, "499.50", &[]));
    assert_eq!((&told["status"], &told["code"]), (&true.into(), &"SU0000".into()));
    assert_eq!(told["message"], "Completed Successfully");
    let id = told["payout_id"].as_str().expect("an id");
    assert!(id.len() == 16 && id.starts_with("HOAD"), "{id}");
    let before = truth(&sandbox);
    assert_eq!((before.payouts[0].money, before.ledger.under_way), (Money::Moving, 49_950));

    let reference = told["paymentReferNo"].as_str().expect("a reference");
    let verified = json(&verify(&mut sandbox, reference));
    assert_eq!((&verified["status"], &verified["code"]), (&"Success".into(), &"SU0000".into()));
    assert!(verified["utr_no"].as_str().is_some_and(|utr| utr.len() == 12));
    let after = truth(&sandbox);
    assert_eq!((after.payouts[0].money, after.ledger.paid_out), (Money::Settled, 49_950));
    assert_eq!(after.ledger.balance, opening.balance - 49_950);
}

#[test]
fn both_encodings_are_taken_and_a_number_is_as_good_as_a_text() {
    let mut sandbox = Sandbox::new(1);
    let token = token(&mut sandbox);
    let mut object: serde_json::Map<String, Value> =
        fields(&token, "10").into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let path = "/sandbox/atmoon/payout";
    for amount in [Value::from("10"), Value::from(10), Value::from(10.5)] {
        object.insert("amount".to_owned(), amount);
        let body = Value::from(object.clone()).to_string();
        assert_eq!(code(&sandbox.answer(&Request::new("POST", path).body("application/json", body))), "SU0000");
    }
    let amounts: Vec<u64> = truth(&sandbox).payouts.iter().map(|payout| payout.amount).collect();
    assert_eq!(amounts, [1000, 1000, 1050]);
    for broken in ["{", "[]", "null"] {
        let request = Request::new("POST", path).body("application/json", broken);
        assert_eq!(code(&sandbox.answer(&request)), "TE0003");
    }
}

#[test]
fn refusals_have_the_printed_codes_and_move_nothing() {
    let mut sandbox = Sandbox::new(1);
    for (change, expected) in [
        (("beneficiary_name", ""), "TE0007"),
        (("payment_mode", " "), "TE0008"),
        (("api_token", "bc783ce060410c9add9a6a862bda8ce02444c294"), "TE0012"),
        (("payment_mode", "UPI"), "TE0003"),
        (("beneficiary_account_numb", "39 628"), "TE0003"),
        (("beneficiary_ifsc_code", "SBIN1011243"), "TE0003"),
        (("beneficiary_ifsc_code", "SBI"), "TE0003"),
        (("amount", "10.001"), "TE0003"),
        (("amount", "100000000.01"), "TE0020"),
    ] {
        let answer = create(&mut sandbox, "10", &[change]);
        assert_eq!((code(&answer).as_str(), &json(&answer)["status"]), (expected, &false.into()), "{change:?}");
    }
    let truth = truth(&sandbox);
    assert!(truth.payouts.is_empty() && truth.ledger.balance == truth.ledger.opening);
}

#[test]
fn a_payment_made_twice_is_two_entries_unless_its_reference_is_sent() {
    let mut sandbox = Sandbox::new(1);
    for _ in 0..2 {
        create(&mut sandbox, "990.05", &[]);
    }
    let twice = truth(&sandbox);
    assert_eq!((twice.payouts.len(), twice.ledger.under_way), (2, 2 * 99_005));
    assert_ne!(twice.payouts[0].payout_id, twice.payouts[1].payout_id);

    let mut sandbox = Sandbox::new(1);
    let own = [("reference", "R/1+2")];
    assert_eq!(create(&mut sandbox, "990.05", &own), Answer::Silence);
    assert_eq!(code(&create(&mut sandbox, "990.05", &own)), "TE0005");
    let once = truth(&sandbox);
    assert_eq!((once.payouts.len(), once.payouts[0].requests), (1, 2));
    let request = post("/payout/status/R%2F1+2").form(&[("paymentReferNo", "R/1+2")]);
    assert_eq!(sandbox.answer(&request), Answer::Silence, "every other time");
    assert_eq!(code(&sandbox.answer(&request)), "SU0000", "what became of a lost answer can be asked");
}

#[test]
fn banks_credit_fail_or_keep_waiting_once() {
    for (what, pending, expected, money) in [
        ("credit", false, "SU0000", Money::Settled),
        ("fail", false, "BE1234", Money::Untouched),
        ("wait", true, "ENQ001", Money::Moving),
    ] {
        let (mut sandbox, id, reference) = paid("10");
        assert_eq!(text(&own(&mut sandbox, &format!("payouts/{id}/{what}"))).0, 200);
        sandbox.advance(86_400);
        let told = json(&verify(&mut sandbox, &reference));
        assert_eq!((told["code"].as_str(), truth(&sandbox).payouts[0].money), (Some(expected), money), "{what}");
        let again = text(&own(&mut sandbox, &format!("payouts/{id}/credit"))).0;
        assert_eq!(again, if pending { 200 } else { 409 }, "{what}");
    }
    let (mut sandbox, id, _) = paid("10");
    assert_eq!(text(&own(&mut sandbox, &format!("payouts/{id}/steal"))).0, 404);
    assert_eq!(text(&own(&mut sandbox, "payouts/none/credit")).0, 404);
}

#[test]
fn a_status_is_told_as_printed_whatever_has_become_of_the_payout() {
    for what in ["credit", "fail", "wait"] {
        let (mut sandbox, id, _) = paid("10");
        own(&mut sandbox, &format!("payouts/{id}/{what}"));
        assert_eq!(text(&status(&mut sandbox, &id)), (200, PRINTED_STATUS));
        assert_eq!(text(&own(&mut sandbox, "atmoon/strict_json")).0, 400);
        assert_eq!(text(&own(&mut sandbox, "atmoon/strict_json?on=1")).0, 200);
        assert_eq!(json(&status(&mut sandbox, &id))["Ifsc_code"], "SBIN0011243");
        own(&mut sandbox, "atmoon/strict_json?on=0");
        assert_eq!(text(&status(&mut sandbox, &id)).1, PRINTED_STATUS);
    }
    let mut sandbox = Sandbox::new(1);
    create(&mut sandbox, "10", &[("beneficiary_name", "\"Jhon\"")]);
    sandbox.strict_json(true);
    let id = truth(&sandbox).payouts[0].payout_id.clone();
    assert_eq!(json(&status(&mut sandbox, &id))["customer_name"], "\"Jhon\"");
}

#[test]
fn who_asks_wrongly_is_told_about_the_question() {
    let (mut sandbox, id, reference) = paid("10");
    assert_eq!(json(&status(&mut sandbox, "HOAD650297148300"))["code"], "TE0011");
    assert_eq!(json(&status(&mut sandbox, ""))["code"], "TE0011");
    let bare = user_post("/api/AtMoonPayout");
    assert_eq!(json(&sandbox.answer(&bare))["message"], "X client id headers is required.");
    let wrong = bare.header("x-client-id", X_CLIENT_ID).header("x-client-secret", "guess");
    assert_eq!(text(&sandbox.answer(&wrong)).1, INVALID);

    assert_eq!(json(&verify(&mut sandbox, "123"))["code"], "TE0011");
    let path = format!("/payout/status/{reference}");
    assert_eq!(code(&sandbox.answer(&post(&path))), "TE0011", "a null reference in the body");
    assert_eq!(code(&sandbox.answer(&post(&path).form(&[("paymentReferNo", &id)]))), "TE0011");
    let mut read = post(&path);
    read.method = "GET".to_owned();
    assert_eq!(code(&sandbox.answer(&read)), "SU0000");
    assert_eq!(text(&sandbox.answer(&Request::new("GET", &path))).0, 400);
}

#[test]
fn every_fault_of_a_payout_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        let amount = format!("990.0{}", row.amount % 10);
        for number in 1..=2 {
            let answer = create(&mut sandbox, &amount, &[]);
            if row.fault == Fault::Refused {
                assert_eq!(code(&answer), "TE0003");
                assert!(truth(&sandbox).payouts.is_empty());
                continue;
            }
            let made = truth(&sandbox).payouts;
            assert_eq!(made.len(), number, "it was taken all the same, every time");
            if !is_fault_of_transport(row, &answer) {
                let expected = if row.fault == Fault::Pending { "ENQ001" } else { "SU0000" };
                assert_eq!(code(&answer), expected);
                let mine = json(&answer)["payout_id"] == made[number - 1].payout_id;
                assert_eq!(mine, row.fault != Fault::WrongId);
            }
        }
        sandbox.advance(60);
        let expected = if row.fault == Fault::Failed { Money::Untouched } else { Money::Settled };
        assert!(truth(&sandbox).payouts.iter().all(|payout| payout.money == expected));
    }
}

#[test]
fn every_fault_of_asking_after_a_payout_is_what_the_table_says() {
    for row in FAULTS.iter().filter(|row| row.fault != Fault::Refused) {
        let (mut sandbox, id, reference) = paid(&format!("990.0{}", row.amount % 10));
        sandbox.strict_json(true);
        let (status_answer, answer) = (status(&mut sandbox, &id), verify(&mut sandbox, &reference));
        if is_fault_of_transport(row, &answer) {
            assert!(is_fault_of_transport(row, &status_answer));
            let (again_status, again) = (status(&mut sandbox, &id), verify(&mut sandbox, &reference));
            if matches!(row.fault, Fault::ServerError | Fault::NoAnswer) {
                assert_eq!((&json(&again_status)["status"], code(&again).as_str()), (&1.into(), "SU0000"));
            }
            continue;
        }
        let mine = json(&answer)["paymentReferNo"] == reference;
        let my_account = json(&status_answer)["account_no"] == "39628544321";
        assert_eq!((mine, my_account), (row.fault != Fault::WrongId, row.fault != Fault::WrongId));
        match row.fault {
            Fault::Pending => {
                assert_eq!((code(&answer).as_str(), &json(&answer)["status"]), ("TE0009", &"Pending".into()));
                sandbox.advance(60);
                assert_eq!(code(&verify(&mut sandbox, &reference)), "SU0000");
            }
            Fault::Failed => {
                assert_eq!((code(&answer).as_str(), &json(&answer)["status"]), ("BE1234", &"Failure".into()));
            }
            _ => assert_eq!(code(&answer), "SU0000"),
        }
    }
}
