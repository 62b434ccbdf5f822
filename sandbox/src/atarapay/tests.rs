//! What AtaraPay's side answers, operation by operation and fault by fault.

use serde_json::Value;

use crate::{Answer, FAULTS, Fault, Money, Request, Sandbox};

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

#[test]
fn a_project_is_made_and_told_as_documented() {
    let mut sandbox = Sandbox::new(1);
    let expected = r#"{"status":"success","message":"project_created","data":{"project_name":"Eko","description":"Milestones.","started_by":null,"seller_id":120,"customer_id":278,"updated_at":"2024-01-30 06:08:27","created_at":"2024-01-30 06:08:27","id":1}}"#;
    assert_eq!(text(&project(&mut sandbox, "Eko")), (200, expected));
    assert_eq!(json(&project(&mut sandbox, "Ibeju"))["data"]["id"], 2);
    assert_eq!(sandbox.truth().atarapay.projects[1].project_name, "Ibeju");
}

#[test]
fn who_lacks_the_authtoken_is_refused_as_documented() {
    let mut sandbox = paid(400_000);
    let path = "/api/project/createProject";
    let rest = [("project_name", "a"), ("description", "b"), ("customer_email", "c"), ("customer_phone", "d")];
    let message = |answer: Answer| json(&answer)["message"].as_str().expect("a message").to_owned();
    assert_eq!(
        text(&post(&mut sandbox, path, &rest)).1,
        r#"{"status":"error","message":"The authtoken field is required."}"#
    );
    let wrong = [&rest[..], &[("authtoken", "cHViX3Rlc3RfMTpwcnZfdGVzdF8z")]].concat();
    assert_eq!(message(post(&mut sandbox, path, &wrong)), "Invalid authtoken. Does not match any record.");
    let two = [("authtoken", AUTHTOKEN), ("project_name", "a"), ("description", " ")];
    let expected = "The description field is required.\\nThe customer email field is required.\\nThe customer phone field is required.\\n";
    assert_eq!(message(post(&mut sandbox, path, &two)), expected);
    let order = [("authtoken", "wrong"), ("order", "3021"), ("status", "order")];
    assert_eq!(
        message(post(&mut sandbox, "/api/callback/order", &order)),
        "Invalid authtoken. Does not match any record."
    );
    assert!(sandbox.truth().atarapay.projects.is_empty());
}

#[test]
fn a_payment_form_pays_into_escrow_and_sends_the_browser_back() {
    let mut sandbox = Sandbox::new(1);
    let Answer::Reply { status, headers, .. } = post(&mut sandbox, "/", &form("400000")) else { panic!("silence") };
    let location = headers.iter().find_map(|(name, value)| (name == "location").then_some(value.as_str()));
    assert_eq!((status, location), (303, Some("https://shop.test/back?lang=en&product=1447&order=3021")));
    let order = &sandbox.truth().atarapay.orders[0];
    assert_eq!((order.id, order.amount_payed, order.money), (3021, 450_000, Money::Held));

    sandbox.buyer_bears_escrow_fee(false);
    let without_callback: Vec<_> = form("400000").into_iter().filter(|(name, _)| *name != "callback_url").collect();
    assert!(text(&post(&mut sandbox, "/", &without_callback)).1.contains("Order 3022 pays for 1447."));
    assert_eq!(json(&ask(&mut sandbox, "3022"))["data"]["amount_net"], 400_000 - 16_000 - 50_000);
}

#[test]
fn a_payment_form_with_faults_makes_no_order() {
    let mut sandbox = Sandbox::new(1);
    let wrong = [
        ("token", "prv_test_2"),
        ("amount", "4000.00"),
        ("amount", "0"),
        ("amount", "-1"),
        ("amount", "9007199254740992"),
        ("currency", "INR"),
        ("currency", "USD"),
        ("order_product_id", "A1"),
        ("type", "2"),
        ("email", ""),
        ("callback_url", "javascript:alert(1)"),
    ];
    for (name, value) in wrong {
        let mut fields = form("400000");
        fields.push((name, value));
        assert_eq!(text(&post(&mut sandbox, "/", &fields)).0, 422, "{name}={value}");
    }
    assert!(sandbox.truth().atarapay.orders.is_empty());
}

#[test]
fn an_order_is_told_with_every_documented_field() {
    let mut sandbox = paid(400_000);
    let told = json(&ask(&mut sandbox, "3021"));
    assert_eq!((told["status"].as_str(), told["message"].as_str()), (Some("success"), Some("Order Fetched")));
    let data = told["data"].as_object().expect("an order");
    let documented = "id type customer_id beneficiary_merchant_id seller_email seller_phone buyer_email buyer_phone \
        buyer_alt_phone buyer_account_number buyer_bank_code shipping_fee_bearer escrow_fee_bearer tx_fee_bearer \
        is_marketplace shipping_cost category product_id product_name product_desc product_cost started_by amount_payed \
        amount_net payment_number payment_ref gateway_name callback_url comment delivery_man delivery_location \
        delivery_city delivery_state delivery_country product_delivery_status transaction_date delivery_date status state \
        shipping_method quantity max_delivery_days extra is_additional_services additional_service_amount sla \
        cancellation_fee currency conversion_ratio deleted_at created_at";
    let names: Vec<&str> = data.keys().map(String::as_str).collect();
    assert!(names.starts_with(&documented.split_whitespace().collect::<Vec<_>>()), "{names:?}");
    assert_eq!((&data["product_id"], &data["product_cost"]), (&Value::from("1447"), &Value::from(400_000)));
    assert_eq!((&data["amount_payed"], &data["amount_net"]), (&Value::from(450_000), &Value::from(383_250)));
    assert_eq!((&data["status"]["title"], &data["payment"]["status"]), (&Value::from("Pending"), &Value::from("1")));
    let live = Request::new("POST", "/api/api/callback/order");
    assert_eq!(
        json(&sandbox.answer(&live.form(&[("authtoken", AUTHTOKEN), ("order", "3021"), ("status", "order")]))),
        told
    );
}

#[test]
fn other_questions_about_orders_are_refused() {
    let mut sandbox = paid(400_000);
    for order in ["3022", "03021", "3021.0", "x"] {
        assert_eq!(json(&ask(&mut sandbox, order))["message"], "No such order exists for the seller.", "{order}");
    }
    let mut with_status = |status| {
        post(&mut sandbox, "/api/callback/order", &[("authtoken", AUTHTOKEN), ("order", "3021"), ("status", status)])
    };
    assert_eq!(json(&with_status("rejected"))["message"], "Invalid status sent.");
    assert_eq!(text(&with_status("delivered")).0, 501);
}

#[test]
fn every_fault_of_projects_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        let name = format!("Eko {}", row.amount);
        let answer = project(&mut sandbox, &name);
        let usual = json(&project(&mut Sandbox::new(1), "Eko"))["data"]["id"].clone();
        match row.fault {
            Fault::Refused => assert_eq!(json(&answer)["message"], "Invalid authtoken. Does not match any record."),
            Fault::Pending | Fault::Failed | Fault::WrongAmount => {
                assert_eq!(row.projects_create, "");
                assert_eq!(
                    (&json(&answer)["data"]["id"], &json(&answer)["data"]["project_name"]),
                    (&usual, &Value::from(name))
                );
            }
            Fault::ServerError => assert_eq!(text(&answer).0, 500),
            Fault::NoAnswer => assert_eq!(answer, Answer::Silence),
            Fault::WrongId => assert_eq!(json(&answer)["data"]["project_name"], "Escrow payment"),
            Fault::HtmlPage => assert!(text(&answer).1.starts_with("<!doctype html>")),
            Fault::Malformed => {
                assert!(text(&answer).1.starts_with(r#"{"status":"success""#) && !text(&answer).1.ends_with('}'));
            }
        }
        assert_eq!(sandbox.truth().atarapay.projects.is_empty(), row.fault == Fault::Refused);
    }
}

#[test]
fn every_fault_of_orders_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = paid(row.amount);
        let answer = ask(&mut sandbox, "3021");
        let money = sandbox.truth().atarapay.orders[0].money;
        let expected = if row.fault == Fault::Failed { Money::Returned } else { Money::Held };
        assert_eq!(money, expected);
        match row.fault {
            Fault::Refused => assert_eq!(json(&answer)["message"], "No such order exists for the seller."),
            Fault::Pending => {
                assert_eq!(json(&answer)["data"]["status"]["title"], "Disputed");
                sandbox.advance(60);
                let later = json(&ask(&mut sandbox, "3021"));
                assert_eq!((&later["data"]["status"]["id"], &later["data"]["payout"]["type"]), (&5.into(), &2.into()));
                assert_eq!(sandbox.truth().atarapay.orders[0].money, Money::Settled);
            }
            Fault::Failed => {
                let data = &json(&answer)["data"];
                assert_eq!((&data["status"]["id"], &data["refund"]["type"]), (&9.into(), &7.into()));
            }
            Fault::ServerError => assert_eq!(text(&answer).0, 500),
            Fault::NoAnswer => assert_eq!(answer, Answer::Silence),
            Fault::WrongAmount => assert_eq!(json(&answer)["data"]["product_cost"], 99_005),
            Fault::WrongId => assert_eq!(json(&answer)["data"]["id"], 3022),
            Fault::HtmlPage => assert!(text(&answer).1.starts_with("<!doctype html>")),
            Fault::Malformed => assert!(text(&answer).1.ends_with(",}")),
        }
        if matches!(row.fault, Fault::ServerError | Fault::NoAnswer) {
            assert_eq!(json(&ask(&mut sandbox, "3021"))["data"]["id"], 3021, "asking again helps");
        }
    }
}
