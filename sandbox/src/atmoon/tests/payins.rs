//! UPI payments.

use super::*;

/// The documents' sample request, without the comments that make it invalid.
const PRINTED_REQUEST: &str = r#"{
"method":"PAYIN",
"merchantTransactionId": "Atmoontest",
"amount": 1,
"payment_for": "test",
"payment_mode": "INTENT",
"callback_url": "https://example.com/upi/callback",
"payer_vpa": "9851200852@ybl",
"customer_details": {
"customer_email": "xyz@gmail.com",
"customer_phone": "9999999999"
}
}"#;

/// The documents' sample answer, as it is printed.
const PRINTED_ANSWER: &str = r#"{
"status": "S",
"message": "success",
"response": {
"success": true,
"message": "success",
"data": {
"payment_method": "upi",
"merchantId": "D7916FEC-XXXX-XXXX-XXXX-9E4C83CCD49E",
"order_id": "ZYRO_861469",
"merchantTransactionId": "Atmoontest",
"transactionId": "UF20240108395353301152421",
"intent_url": "upi://pay?pa=fpay.moonven@finobank&pn=AT MOON VENTURES PRIVATE LIMITED&tr=UF20240108395353301152421&am=10&cu=INR&mode=00&purpose=00&mc=5816&tn=Payment"
}
}
}"#;

fn ask(sandbox: &mut Sandbox, body: &str) -> Answer {
    sandbox.answer(&user_post("/sandbox/atmoon/payin").body("application/json", body))
}

fn of_amount(id: &str, amount: &str) -> String {
    PRINTED_REQUEST.replace("Atmoontest", id).replace("\"amount\": 1", &format!("\"amount\": {amount}"))
}

/// A sandbox with one UPI payment of this amount, and AT MOON's id of it.
fn asked(amount: &str) -> (Sandbox, String) {
    let mut sandbox = Sandbox::new(1);
    ask(&mut sandbox, &of_amount("A1", amount));
    let id = truth(&sandbox).payins[0].transaction_id.clone();
    (sandbox, id)
}

#[test]
fn a_link_is_given_as_documented_and_over_the_right_amount() {
    let mut sandbox = Sandbox::new(1);
    let answer = ask(&mut sandbox, PRINTED_REQUEST);
    let told = json(&answer);
    let data = &told["response"]["data"];
    let id = data["transactionId"].as_str().expect("an id");
    let order = data["order_id"].as_str().expect("an order");
    assert!(id.len() == 25 && id.starts_with("UF20240130"), "{id}");
    assert!(order.len() == 11 && order.starts_with("ZYRO_"), "{order}");
    let expected = PRINTED_ANSWER.replace("UF20240108395353301152421", id).replace("ZYRO_861469", order);
    let expected: Value = serde_json::from_str(&expected.replace("am=10&", "am=1&")).expect("JSON");
    assert_eq!(text(&answer).1, expected.to_string(), "field for field, in the printed order");
    let link = |amount| {
        let (mut sandbox, _) = asked("1");
        json(&ask(&mut sandbox, &of_amount("A2", amount)))["response"]["data"]["intent_url"].to_string()
    };
    assert!(link("499.5").contains("&am=499.50&") && link("10.0").contains("&am=10&"));
}

#[test]
fn what_is_missing_or_wrong_makes_no_payment() {
    let mut sandbox = Sandbox::new(1);
    let without = Request::new("POST", "/sandbox/atmoon/payin").body("application/json", PRINTED_REQUEST);
    assert_eq!(json(&sandbox.answer(&without))["message"], "User Id headers is required.");
    assert_eq!(text(&sandbox.answer(&without.header("user_id", USER_ID).header("utoken", "53"))).1, INVALID);
    assert_eq!(json(&ask(&mut sandbox, "{,"))["code"], "TE0003");
    for (printed, wrong, words) in [
        ("\"PAYIN\"", "\"PAYOUT\"", "method"),
        ("\"Atmoontest\"", "\" \"", "merchantTransactionId"),
        ("\"amount\": 1", "\"amount\": \"1\"", "amount"),
        ("\"amount\": 1", "\"amount\": 1.005", "amount"),
        ("\"amount\": 1", "\"amount\": 0", "amount"),
        ("INTENT", "intent", "payment_mode"),
        ("https://example.com", "javascript:", "callback_url"),
        ("customer_phone", "phone", "customer_details.customer_phone"),
    ] {
        let answer = ask(&mut sandbox, &PRINTED_REQUEST.replace(printed, wrong));
        assert_eq!(text(&answer).0, 400, "{wrong}");
        assert!(json(&answer)["message"].as_str().is_some_and(|message| message.contains(words)), "{wrong}");
    }
    let collect = PRINTED_REQUEST.replace("INTENT", "COLLECT");
    assert_eq!(text(&ask(&mut sandbox, &collect.replace("9851200852@ybl", ""))).0, 400);
    assert!(truth(&sandbox).payins.is_empty());
    assert_eq!(text(&ask(&mut sandbox, &collect)).0, 200);
    assert_eq!(json(&ask(&mut sandbox, &collect))["code"], "TE0005", "the merchant's id must be new");
    assert_eq!(truth(&sandbox).payins.len(), 1);
}

#[test]
fn a_payer_pays_or_refuses_once() {
    let (mut sandbox, id) = asked("499.50");
    let before = truth(&sandbox).ledger.balance;
    assert_eq!(truth(&sandbox).payins[0].money, Money::Untouched);
    assert_eq!(json(&own(&mut sandbox, &format!("payins/{id}/pay")))["money"], "settled");
    let after = truth(&sandbox);
    assert_eq!((after.payins[0].money, after.ledger.balance - before), (Money::Settled, 49_950));
    for again in ["pay", "refuse"] {
        assert_eq!(text(&own(&mut sandbox, &format!("payins/{id}/{again}"))).0, 409);
    }
    assert_eq!(truth(&sandbox), after);

    let (mut sandbox, id) = asked("499.50");
    assert_eq!(json(&own(&mut sandbox, &format!("payins/{id}/refuse")))["money"], "untouched");
    assert_eq!(text(&own(&mut sandbox, &format!("payins/{id}/pay"))).0, 409);
    assert_eq!(text(&own(&mut sandbox, &format!("payins/{id}/steal"))).0, 404);
    assert_eq!(text(&own(&mut sandbox, "payins/none/pay")).0, 404);
    assert_eq!(truth(&sandbox).ledger.collected, 0);
}

#[test]
fn every_fault_of_a_upi_payment_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        let amount = format!("990.0{}", row.amount % 10);
        for number in 1..=2 {
            let answer = ask(&mut sandbox, &of_amount(&format!("A{number}"), &amount));
            if row.fault == Fault::Refused {
                assert_eq!(text(&answer).1, INVALID);
                assert!(truth(&sandbox).payins.is_empty());
                continue;
            }
            let made = truth(&sandbox).payins[number - 1].clone();
            let linked = if row.fault == Fault::WrongAmount { 10 * row.amount } else { row.amount };
            assert_eq!((made.amount, made.link_amount), (row.amount, linked), "it was made all the same");
            if !is_fault_of_transport(row, &answer) {
                let data = &json(&answer)["response"]["data"];
                let mine = data["merchantTransactionId"] == made.merchant_transaction_id;
                assert_eq!(mine, row.fault != Fault::WrongId);
                let wrong_amount = data["intent_url"].as_str().is_some_and(|link| link.contains("&am=9900.60&"));
                assert_eq!(wrong_amount, row.fault == Fault::WrongAmount);
            }
            own(&mut sandbox, &format!("payins/{}/pay", made.transaction_id));
            let money = |sandbox: &Sandbox| truth(sandbox).payins[number - 1].money;
            match row.fault {
                Fault::Failed => assert_eq!(money(&sandbox), Money::Untouched),
                Fault::Pending => {
                    assert_eq!(money(&sandbox), Money::Moving);
                    sandbox.advance(60);
                    assert_eq!(money(&sandbox), Money::Settled);
                }
                _ => assert_eq!(money(&sandbox), Money::Settled),
            }
        }
    }
}

#[test]
fn a_code_is_shown_until_the_payer_decides() {
    let mut sandbox = Sandbox::new(1);
    ask(&mut sandbox, PRINTED_REQUEST);
    let id = sandbox.truth().atmoon.payins[0].transaction_id.clone();
    let mut at = |method: &str, path: &str| match sandbox.answer(&Request::new(method, &format!("/upi/{path}"))) {
        Answer::Reply { status, body, .. } => (status, body),
        Answer::Silence => panic!("silence"),
    };
    let (status, page) = at("GET", &id);
    assert!(status == 200 && page.contains("<svg") && page.contains("INR 1.00"), "{page}");
    assert_eq!(at("POST", &format!("{id}/pay")).0, 303);
    assert!(at("GET", &id).1.contains("This is paid."));
    assert_eq!(at("POST", &format!("{id}/decline")).0, 409);
    assert_eq!((at("GET", "none").0, at("POST", &format!("{id}/credit")).0), (404, 404));
    assert_eq!(sandbox.truth().atmoon.payins[0].money, Money::Settled);
}

#[test]
fn a_callback_is_made_on_demand_and_on_this_machine_only() {
    let mut sandbox = Sandbox::new(1);
    ask(&mut sandbox, PRINTED_REQUEST);
    let near = PRINTED_REQUEST.replace("https://example.com/", "http://127.0.0.1:3000/").replace("Atmoontest", "A2");
    ask(&mut sandbox, &near);
    let ids: Vec<_> = sandbox.truth().atmoon.payins.into_iter().map(|payin| payin.transaction_id).collect();
    let mut call = |id: &str| match sandbox.answer(&Request::new("POST", &format!("/sandbox/payins/{id}/callback"))) {
        Answer::Reply { status, .. } => status,
        Answer::Silence => 0,
    };
    assert_eq!([call(&ids[0]), call("none"), call(&ids[1])], [409, 404, 200]);
    let sent = sandbox.take_notices();
    assert_eq!((sent.len(), sent[0].url.as_str()), (1, "http://127.0.0.1:3000/upi/callback"));
    assert_eq!(sent[0].body, format!(r#"{{"merchantTransactionId":"A2","transactionId":"{}"}}"#, ids[1]));
}
