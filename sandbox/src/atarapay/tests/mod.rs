//! What AtaraPay's side answers, operation by operation and fault by fault.

mod checkout;
mod hosted;
mod life;
mod notices;
mod orders;
mod projects;
mod providers;

use serde_json::Value;

use crate::{Answer, FAULTS, Fault, FaultRow, Money, OrderTruth, Request, Sandbox};

const AUTHTOKEN: &str = "cHViX3Rlc3RfMTpwcnZfdGVzdF8y";

fn post(sandbox: &mut Sandbox, path: &str, fields: &[(&str, &str)]) -> Answer {
    sandbox.answer(&Request::new("POST", path).form(fields))
}

fn text(answer: &Answer) -> (u16, &str) {
    let Answer::Reply { status, body, .. } = answer else { panic!("silence") };
    (*status, body)
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(text(answer).1).expect("JSON")
}

fn project(sandbox: &mut Sandbox, name: &str) -> Answer {
    let fields = [
        ("authtoken", AUTHTOKEN),
        ("project_name", name),
        ("description", "Milestones."),
        ("customer_email", "buyer@example.com"),
        ("customer_phone", "+2348082094382"),
    ];
    post(sandbox, "/api/project/createProject", &fields)
}

fn form(amount: &str) -> Vec<(&str, &str)> {
    vec![
        ("token", "pub_test_1"),
        ("email", "buyer@example.com"),
        ("phone_number", "08082094382"),
        ("currency", "NGN"),
        ("amount", amount),
        ("customer_firstname", "Emeka"),
        ("customer_lastname", "Adeniyi"),
        ("order_product_id", "1447"),
        ("order_product_name", "Samsung Galaxy 7s"),
        ("delivery_date", "2024-02-01 12:00:00"),
        ("delivery_location", "Gombe"),
        ("recipient", "08082094382"),
        ("type", "1"),
        ("callback_url", "https://shop.test/back?lang=en"),
    ]
}

/// A sandbox with one paid order, number 3021.
fn paid(amount: u64) -> Sandbox {
    let mut sandbox = Sandbox::new(1);
    post(&mut sandbox, "/", &form(&amount.to_string()));
    sandbox
}

fn ask(sandbox: &mut Sandbox, order: &str) -> Answer {
    post(sandbox, "/api/callback/order", &[("authtoken", AUTHTOKEN), ("order", order), ("status", "order")])
}

/// A request with the right authtoken.
fn call(sandbox: &mut Sandbox, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    sandbox.answer(&Request::new(method, path).form(&[&[("authtoken", AUTHTOKEN)], fields].concat()))
}

/// What a merchant does with order 3021.
fn merchant(sandbox: &mut Sandbox, status: &str) -> Answer {
    let fields = [
        ("order", "3021"),
        ("status", status),
        ("phone_number", "+2348082094382"),
        ("email", "emeka@example.com"),
        ("comment", "Out of stock"),
    ];
    call(sandbox, "POST", "/api/callback/order", &fields)
}

/// One of the sandbox's own requests about order 3021.
fn own(sandbox: &mut Sandbox, rest: &str) -> Answer {
    sandbox.answer(&Request::new("POST", &format!("/sandbox/orders/3021/{rest}")))
}

fn truth(sandbox: &Sandbox) -> OrderTruth {
    sandbox.truth().atarapay.orders[0].clone()
}

fn message(answer: &Answer) -> String {
    json(answer)["message"].as_str().expect("a message").to_owned()
}

/// The faults of transport, which look alike everywhere. Says whether this was one.
fn is_fault_of_transport(row: &FaultRow, answer: &Answer) -> bool {
    match row.fault {
        Fault::ServerError => assert_eq!(text(answer).0, 500),
        Fault::NoAnswer => assert_eq!(*answer, Answer::Silence),
        Fault::HtmlPage => assert!(text(answer).1.starts_with("<!doctype html>")),
        Fault::Malformed => {
            assert!(text(answer).1.starts_with(r#"{"status":"success""#));
            assert!(serde_json::from_str::<Value>(text(answer).1).is_err());
        }
        _ => return false,
    }
    true
}

#[test]
fn who_lacks_the_authtoken_is_refused_as_documented() {
    let mut sandbox = paid(400_000);
    let path = "/api/project/createProject";
    let rest = [("project_name", "a"), ("description", "b"), ("customer_email", "c"), ("customer_phone", "d")];
    assert_eq!(
        text(&post(&mut sandbox, path, &rest)).1,
        r#"{"status":"error","message":"The authtoken field is required."}"#
    );
    let wrong = [&rest[..], &[("authtoken", "cHViX3Rlc3RfMTpwcnZfdGVzdF8z")]].concat();
    assert_eq!(message(&post(&mut sandbox, path, &wrong)), "Invalid authtoken. Does not match any record.");
    let two = [("authtoken", AUTHTOKEN), ("project_name", "a"), ("description", " ")];
    let expected = "The description field is required.\\nThe customer email field is required.\\nThe customer phone field is required.\\n";
    assert_eq!(message(&post(&mut sandbox, path, &two)), expected);
    let order = [("authtoken", "wrong"), ("order", "3021"), ("status", "order")];
    assert_eq!(
        message(&post(&mut sandbox, "/api/callback/order", &order)),
        "Invalid authtoken. Does not match any record."
    );
    assert!(sandbox.truth().atarapay.projects.is_empty());
}
