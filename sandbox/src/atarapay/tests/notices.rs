//! Notices as they are written, and the false ones.

use super::*;
use crate::atarapay::{Encoding, Outgoing, PRIVATE_KEY, PUBLIC_KEY, authtoken};
use base64::Engine as _;

const HERE: &str = "http://127.0.0.1:3000/notices";

/// A sandbox with a delivered and accepted order, and both notices of it.
fn accepted(encoding: Encoding) -> (Sandbox, Vec<Outgoing>) {
    let mut sandbox = paid(400_000);
    sandbox.send_notices_to(HERE, encoding).expect("this machine");
    merchant(&mut sandbox, "delivered");
    own(&mut sandbox, "accept");
    let notices = sandbox.take_notices();
    assert_eq!(notices.len(), 2);
    (sandbox, notices)
}

fn body(notice: &Outgoing) -> Value {
    serde_json::from_str(&notice.body).expect("JSON")
}

fn decoded(token: &Value) -> String {
    let token = token.as_str().expect("a token");
    let bytes = base64::engine::general_purpose::STANDARD.decode(token).expect("base64");
    String::from_utf8(bytes).expect("text")
}

/// Queues a false notice, and takes it.
fn false_ones(sandbox: &mut Sandbox, request: &str) -> Vec<Value> {
    let answer = own(sandbox, &format!("notices/{request}"));
    assert_eq!(text(&answer).0, 200, "{answer:?}");
    sandbox.take_notices().iter().map(body).collect()
}

#[test]
fn a_notice_holds_the_order_and_a_token_of_its_number_and_payment() {
    let (_, notices) = accepted(Encoding::Json);
    assert_eq!((notices[1].url.as_str(), notices[1].number), (HERE, 2));
    assert_eq!(notices[1].headers, [("content-type".to_owned(), "application/json".to_owned())]);
    let told = body(&notices[1]);
    let names: Vec<&str> = told.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(names, ["status", "message", "data", "token"]);
    assert_eq!(decoded(&told["token"]), format!("{PUBLIC_KEY}:{PRIVATE_KEY}:3021:450000"));
    assert_eq!(told["token"], "cHViX3Rlc3RfMTpwcnZfdGVzdF8yOjMwMjE6NDUwMDAw");
    assert_eq!((&told["data"]["product_id"], &told["data"]["amount_payed"]), (&"1447".into(), &450_000.into()));
}

#[test]
fn multipart_holds_the_same_with_the_order_as_text() {
    let (_, json_notices) = accepted(Encoding::Json);
    let (_, notices) = accepted(Encoding::Multipart);
    for (multipart, json) in notices.iter().zip(&json_notices) {
        let boundary = multipart.headers[0].1.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
        let body = multipart.body.strip_suffix(&format!("--{boundary}--\r\n")).expect("an end");
        let mut read = serde_json::Map::new();
        for part in body.split(&format!("--{boundary}\r\n")).skip(1) {
            let (head, value) = part.split_once("\r\n\r\n").expect("a head");
            let name =
                head.strip_prefix("Content-Disposition: form-data; name=\"").and_then(|head| head.strip_suffix('"'));
            let (name, value) = (name.expect("a name"), value.strip_suffix("\r\n").expect("an end of line"));
            let value = if name == "data" { serde_json::from_str(value).expect("JSON") } else { value.into() };
            read.insert(name.to_owned(), value);
        }
        assert_eq!(Value::Object(read), self::body(json));
    }
}

#[test]
fn false_notices_are_false_in_one_thing_only() {
    let (mut sandbox, notices) = accepted(Encoding::Json);
    let [before, last] = [&notices[0], &notices[1]].map(body);
    let but = |name: &str, value: Value| {
        let mut other = last.clone();
        *other.pointer_mut(name).expect("a field") = value;
        other
    };
    assert_eq!(false_ones(&mut sandbox, "replay"), std::slice::from_ref(&last));
    let forged = false_ones(&mut sandbox, "forge");
    assert_eq!(forged, [but("/token", forged[0]["token"].clone())]);
    assert_eq!(decoded(&forged[0]["token"]), "pub_test_1:a guess:3021:450000");
    assert_eq!(false_ones(&mut sandbox, "printed_token"), [but("/token", authtoken().into())]);
    assert_eq!(false_ones(&mut sandbox, "edit?field=product_id&value=1448"), [but("/data/product_id", "1448".into())]);
    assert_eq!(false_ones(&mut sandbox, "edit?field=amount&value=1"), [but("/data/amount_payed", 1.into())]);
    let edited = false_ones(&mut sandbox, "edit?field=status&value=Complete");
    assert_eq!((&edited[0]["status"], &edited[0]["data"]["status"]["id"]), (&"Complete".into(), &5.into()));
    assert_eq!(edited[0]["token"], last["token"]);
    assert_eq!(false_ones(&mut sandbox, "out_of_order"), [last, before]);
    assert_eq!(truth(&sandbox).money, Money::Held, "no notice moves anything");
    let kinds: Vec<&str> = sandbox.notices().iter().map(|notice| notice.kind.as_str()).collect();
    let expected = [
        "genuine",
        "genuine",
        "replay",
        "forge",
        "printed_token",
        "edit",
        "edit",
        "edit",
        "out_of_order",
        "out_of_order",
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn what_cannot_be_sent_is_said() {
    let mut sandbox = paid(400_000);
    merchant(&mut sandbox, "delivered");
    assert!(sandbox.take_notices().is_empty(), "nobody to tell");
    let none = own(&mut sandbox, "notices/replay");
    assert!(text(&none).0 == 409 && text(&none).1.starts_with("Order 3021 has sent no notice yet."), "{none:?}");
    let callback = |query: &str| Request::new("POST", &format!("/sandbox/atarapay/callback{query}"));
    for wrong in ["", "?url=http://example.com/", "?url=http://127.0.0.1/&encoding=xml"] {
        assert_eq!(text(&sandbox.answer(&callback(wrong))).0, 400, "{wrong}");
    }
    assert_eq!(text(&sandbox.answer(&callback("?url=http://127.0.0.1:3000/&encoding=multipart"))).0, 200);
    own(&mut sandbox, "accept");
    let status = |answer: Answer| text(&answer).0;
    assert_eq!(status(own(&mut sandbox, "notices/out_of_order")), 409);
    assert_eq!(status(own(&mut sandbox, "notices/edit?field=currency&value=USD")), 400);
    assert_eq!(status(own(&mut sandbox, "notices/edit?field=amount")), 400);
    assert_eq!(status(own(&mut sandbox, "notices/lie")), 404);
    assert_eq!(sandbox.take_notices().len(), 1);
}

#[test]
fn what_became_of_a_notice_is_remembered() {
    let (mut sandbox, notices) = accepted(Encoding::Json);
    sandbox.notice_tried(notices[1].number, Err("nobody there".to_owned()));
    sandbox.notice_tried(notices[1].number, Ok(200));
    let told = json(&sandbox.answer(&Request::new("GET", "/sandbox/notices")));
    assert_eq!(told[0]["tries"], serde_json::json!([]));
    let tries = serde_json::json!([{ "status": null, "error": "nobody there" }, { "status": 200, "error": null }]);
    assert_eq!((&told[1]["tries"], &told[1]["order"]), (&tries, &3021.into()));
}
