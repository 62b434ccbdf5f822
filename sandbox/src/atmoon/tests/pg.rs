//! Tokens and payment pages.

use super::*;

/// A payment page as the merchant knows it.
struct Made {
    page: String,
    ids: [(&'static str, String); 2],
}

fn initiate(sandbox: &mut Sandbox, amount: &str) -> Answer {
    let token = token(sandbox);
    let fields = [
        ("name", "<b>Tets</b> Customer"),
        ("phone", "9193979193"),
        ("email", "test@gmail.com"),
        ("amount", amount),
        ("redirect_url", "https://testapi.com/?a=1"),
        ("api_token", token.as_str()),
    ];
    sandbox.answer(&post("/api/uat/merchant/pg/payment/initiate").form(&fields))
}

fn made(sandbox: &mut Sandbox, amount: &str) -> Made {
    let mut answer = initiate(sandbox, amount);
    if !matches!(answer, Answer::Reply { status: 200, .. }) {
        answer = initiate(sandbox, amount);
    }
    let reply = json(&answer);
    let text = |name: &str| reply[name].as_str().expect("a text").to_owned();
    let page = text("url").strip_prefix(HOST).expect("the sandbox's own address").to_owned();
    let ids = ["transaction_id", "pg_reference_no"].map(|name| (name, text(name)));
    Made { page, ids }
}

fn press(sandbox: &mut Sandbox, made: &Made, button: &str) -> Answer {
    sandbox.answer(&Request::new("POST", &format!("{}/{button}", made.page)))
}

fn verify(sandbox: &mut Sandbox, made: &Made) -> Answer {
    let fields = made.ids.each_ref().map(|(name, value)| (*name, value.as_str()));
    sandbox.answer(&post(&format!("{}/response", made.page)).form(&fields))
}

#[test]
fn a_token_is_given_to_whoever_has_the_credentials() {
    let mut sandbox = Sandbox::new(1);
    let first = token(&mut sandbox);
    assert!(first.len() == 40 && first.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_ne!(first, token(&mut sandbox));
    assert_eq!(first, token(&mut Sandbox::new(1)));
    let without = sandbox.answer(&Request::new("POST", "/api/uat/merchant/getToken"));
    assert_eq!(text(&without), (400, r#"{"code":400,"status":false,"message":"Access key headers is required."}"#));
}

#[test]
fn a_page_is_made_as_documented() {
    let mut sandbox = Sandbox::new(1);
    let reply = json(&initiate(&mut sandbox, "10"));
    assert_eq!((&reply["status"], &reply["message"]), (&true.into(), &"Payment Initiate URL Successfuly.!".into()));
    assert_eq!(reply["transaction_id"].as_str().map(str::len), Some(12));
    let reference = reply["pg_reference_no"].as_str().expect("a reference");
    assert!(reference.starts_with("PG20240130060827") && reference.len() == 20);
    let payment = &sandbox.truth().atmoon.payments[0];
    assert_eq!((payment.amount, payment.money), (1000, Money::Untouched));
}

#[test]
fn a_page_is_not_made_without_token_or_fields() {
    let mut sandbox = Sandbox::new(1);
    let good = token(&mut sandbox);
    let path = "/api/uat/merchant/pg/payment/initiate";
    let mut with = |change: (&'static str, &str)| {
        let mut fields = vec![
            ("name", "A"),
            ("phone", "9193979193"),
            ("email", "a@b.co"),
            ("amount", "10"),
            ("redirect_url", "https://testapi.com/"),
            ("api_token", good.as_str()),
        ];
        fields.push(change);
        text(&sandbox.answer(&post(path).form(&fields))).0
    };
    assert_eq!(with(("name", "A")), 200);
    assert_eq!(with(("api_token", "bc783ce060410c9add9a6a862bda8ce02444c294")), 401);
    for wrong in
        [("name", ""), ("amount", "10.001"), ("amount", "0"), ("amount", "1e2"), ("redirect_url", "javascript:1")]
    {
        assert_eq!(with(wrong), 400, "{wrong:?}");
    }
    assert_eq!(sandbox.truth().atmoon.payments.len(), 1);
    let body = format!(
        r#"{{"name":"A","phone":9193979193,"email":"a@b.co","amount":"10","redirect_url":"https://t.com/","api_token":"{good}"}}"#
    );
    assert_eq!(text(&sandbox.answer(&post(path).body("application/json", body))).0, 200);
}

#[test]
fn a_buyer_pays_once_and_comes_back() {
    let mut sandbox = Sandbox::new(1);
    let page = made(&mut sandbox, "499.5");
    let shown = sandbox.answer(&Request::new("GET", &page.page));
    assert!(text(&shown).1.contains("INR 499.50") && text(&shown).1.contains("&lt;b&gt;Tets&lt;/b&gt; Customer"));
    let pending = json(&verify(&mut sandbox, &page));
    assert_eq!((&pending["status"], &pending["data"]["status"]), (&true.into(), &false.into()));
    assert_eq!(
        (&pending["data"]["code"], &pending["data"]["data"]["state"]),
        (&"PAYMENT_PENDING".into(), &"PENDING".into())
    );

    for _ in 0..2 {
        let Answer::Reply { status, headers, .. } = press(&mut sandbox, &page, "pay") else { panic!("silence") };
        assert_eq!(status, 303);
        assert!(headers.contains(&("location".to_owned(), "https://testapi.com/?a=1".to_owned())));
    }
    assert_eq!(text(&press(&mut sandbox, &page, "cancel")).0, 409);
    assert_eq!(sandbox.truth().atmoon.payments[0].money, Money::Settled);
    let paid = json(&verify(&mut sandbox, &page));
    let data = &paid["data"]["data"];
    assert_eq!(paid["message"], "Details Fetched Successfuly.!");
    assert_eq!((&paid["data"]["status"], &paid["data"]["code"]), (&true.into(), &"PAYMENT_SUCCESS".into()));
    assert_eq!(
        (&data["amount"], &data["state"], &data["type"]),
        (&"499.5000000000".into(), &"COMPLETED".into(), &"UPI".into())
    );
    assert!(data["utr_no"].as_str().is_some_and(|utr| utr.len() == 12 && utr.starts_with("4030")));
    assert!(text(&sandbox.answer(&Request::new("GET", &page.page))).1.contains("This is paid."));
}

#[test]
fn a_buyer_who_cancels_has_not_paid() {
    let mut sandbox = Sandbox::new(1);
    let page = made(&mut sandbox, "10");
    assert_eq!(text(&press(&mut sandbox, &page, "cancel")).0, 303);
    assert_eq!(text(&press(&mut sandbox, &page, "pay")).0, 409);
    assert_eq!(json(&verify(&mut sandbox, &page))["data"]["data"]["state"], "FAILED");
    assert_eq!(sandbox.truth().atmoon.payments[0].money, Money::Untouched);
}

#[test]
fn only_the_payment_that_is_named_in_full_is_told() {
    let mut sandbox = Sandbox::new(1);
    let (one, other) = (made(&mut sandbox, "10"), made(&mut sandbox, "10"));
    let crossed = Made { page: one.page.clone(), ids: other.ids };
    assert_eq!(text(&verify(&mut sandbox, &crossed)).0, 404);
    assert_eq!(text(&sandbox.answer(&post(&format!("{}/response", one.page)))).0, 400);
    assert_eq!(text(&sandbox.answer(&Request::new("POST", &format!("{}/response", one.page)))).0, 400);
    assert_eq!(text(&sandbox.answer(&Request::new("GET", "/pg/payment/none"))).0, 404);
}

#[test]
fn every_fault_of_initiating_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        let amount = format!("990.0{}", row.amount % 10);
        let answer = initiate(&mut sandbox, &amount);
        match row.fault {
            Fault::ServerError => assert_eq!(text(&answer).0, 500),
            Fault::NoAnswer => assert_eq!(answer, Answer::Silence),
            _ => {
                assert_eq!(row.pg_initiate, "");
                assert_eq!(json(&answer)["status"], true);
            }
        }
        assert_eq!(sandbox.truth().atmoon.payments[0].amount, row.amount, "it was made all the same");
        assert_eq!(json(&initiate(&mut sandbox, &amount))["status"], true, "sending it again helps");
    }
}

#[test]
fn every_fault_of_verifying_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        let page = made(&mut sandbox, &format!("990.0{}", row.amount % 10));
        press(&mut sandbox, &page, "pay");
        let answer = verify(&mut sandbox, &page);
        let money = sandbox.truth().atmoon.payments.last().expect("one").money;
        let expected = match row.fault {
            Fault::Pending => Money::Moving,
            Fault::Failed => Money::Untouched,
            _ => Money::Settled,
        };
        assert_eq!(money, expected, "{:?}", row.fault);
        match row.fault {
            Fault::Refused => {
                assert_eq!(text(&answer).1, INVALID);
            }
            Fault::Pending => {
                assert_eq!(json(&answer)["data"]["data"]["state"], "PENDING");
                sandbox.advance(60);
                assert_eq!(json(&verify(&mut sandbox, &page))["data"]["data"]["state"], "COMPLETED");
                assert_eq!(sandbox.truth().atmoon.payments[0].money, Money::Settled);
            }
            Fault::Failed => assert_eq!(json(&answer)["data"]["code"], "PAYMENT_ERROR"),
            Fault::ServerError => assert_eq!(text(&answer).0, 500),
            Fault::NoAnswer => assert_eq!(answer, Answer::Silence),
            Fault::WrongAmount => assert_eq!(json(&answer)["data"]["data"]["amount"], "990.0500000000"),
            Fault::WrongId => assert_eq!(json(&answer)["data"]["data"]["transaction_id"], "5LJOFI5QQBCJ"),
            Fault::HtmlPage => assert!(text(&answer).1.starts_with("<!doctype html>")),
            Fault::Malformed => assert!(text(&answer).1.contains(r#""PAYMENT_SUCCESS" "data""#)),
        }
        if matches!(row.fault, Fault::ServerError | Fault::NoAnswer) {
            assert_eq!(json(&verify(&mut sandbox, &page))["data"]["data"]["state"], "COMPLETED", "asking again helps");
        }
    }
}
