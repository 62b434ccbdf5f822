//! What is asked of an order, and what a merchant does with it.

use super::*;

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
    assert_eq!(json(&with_status("delivered"))["message"], "The phone number field is required.");
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

#[test]
fn an_order_is_delivered_as_documented() {
    let mut sandbox = paid(400_000);
    let expected = r#"{"status":"success","message":"pod_created","data":{"phone":"+2348082094382","email":"emeka@example.com","order":"3021"}}"#;
    assert_eq!(text(&merchant(&mut sandbox, "delivered")), (200, expected));
    assert_eq!(json(&ask(&mut sandbox, "3021"))["data"]["status"]["title"], "Awaiting Buyer Response");
    let refused = r#"{"status":"error","message":"Invalid request to Process, Order has been already Processed"}"#;
    assert_eq!(text(&merchant(&mut sandbox, "delivered")).1, refused);
    assert_eq!(truth(&sandbox).money, Money::Held);

    let without_email = [("order", "3021"), ("status", "delivered"), ("phone_number", "08082094382")];
    let told = call(&mut paid(400_000), "POST", "/api/callback/order", &without_email);
    assert_eq!(json(&told)["data"]["email"], Value::Null);
}

#[test]
fn whoever_cancels_the_buyer_is_refunded_once() {
    for status in ["cancelled", "buyer_cancel"] {
        let mut sandbox = paid(400_000);
        let told = json(&merchant(&mut sandbox, status));
        assert_eq!((&told["status"], &told["message"]), (&"success".into(), &"Transaction is canceled".into()));
        let data = &told["data"];
        assert_eq!((&data["status"]["id"], &data["comment"]), (&9.into(), &"Out of stock".into()));
        let refund = &data["refund"];
        assert_eq!((&refund["type"], &refund["amount"], &refund["seller_id"]), (&7.into(), &450_000.into(), &0.into()));
        assert!(refund["reference"].as_str().is_some_and(|reference| reference.starts_with("LNG-")));
        assert_eq!(truth(&sandbox).money, Money::Returned);
        for again in ["cancelled", "buyer_cancel"] {
            let refused = r#"{"status":"error","message":"Invalid action. This request has already been processed"}"#;
            assert_eq!(text(&merchant(&mut sandbox, again)).1, refused);
        }
        assert_eq!(json(&ask(&mut sandbox, "3021"))["data"], *data, "and nothing moved again");
    }
}

#[test]
fn a_buyer_may_cancel_for_a_while_and_not_in_a_dispute() {
    let late = "Invalid action. This cancel request by the buyer isn't allowed because it's past time eligible for a \
                refund. The seller shall however provide full product replacement. Please contact seller for same.";
    let mut sandbox = paid(400_000);
    sandbox.advance(7 * 86_400);
    assert_eq!(message(&merchant(&mut sandbox, "buyer_cancel")), late);
    assert_eq!(truth(&sandbox).money, Money::Held);
    assert_eq!(message(&merchant(&mut sandbox, "cancelled")), "Transaction is canceled", "the seller still may");
    assert_eq!(
        message(&merchant(&mut sandbox, "buyer_cancel")),
        "Invalid action. This request has already been processed"
    );

    let mut sandbox = paid(400_000);
    let limit = |query: &str| Request::new("POST", &format!("/sandbox/atarapay/refund_limit{query}"));
    assert_eq!(text(&sandbox.answer(&limit(""))).0, 400);
    assert_eq!(text(&sandbox.answer(&limit("?seconds=60"))).0, 200);
    sandbox.advance(59);
    assert_eq!(message(&merchant(&mut sandbox, "buyer_cancel")), "Transaction is canceled");

    let mut sandbox = paid(99_002);
    assert_eq!(message(&merchant(&mut sandbox, "buyer_cancel")), late, "it is disputed");
}

#[test]
fn every_fault_of_changing_an_order_is_what_the_table_says() {
    for row in &FAULTS {
        for status in ["delivered", "cancelled", "buyer_cancel"] {
            let mut sandbox = paid(row.amount);
            let before = truth(&sandbox);
            let answer = merchant(&mut sandbox, status);
            let done = truth(&sandbox) != before;
            if is_fault_of_transport(row, &answer) {
                assert!(done && row.orders_change.contains("after doing it"), "{status} {:?}", row.fault);
                continue;
            }
            let told = json(&answer);
            assert_eq!(done, !matches!(row.fault, Fault::Refused | Fault::Pending | Fault::Failed), "{told}");
            match row.fault {
                Fault::Refused => assert_eq!(told["message"], "No such order exists for the seller."),
                Fault::Pending | Fault::Failed => {
                    assert_eq!((&told["status"], row.orders_change), (&"error".into(), ""));
                }
                Fault::WrongAmount if status != "delivered" => assert_eq!(told["data"]["product_cost"], 99_005),
                Fault::WrongId if status == "delivered" => assert_eq!(told["data"]["order"], "3022"),
                Fault::WrongId => assert_eq!(told["data"]["id"], 3022),
                _ => assert_eq!(told["data"]["order"], "3021"),
            }
        }
    }
}
