//! The payment form.

use super::*;

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
        ("is_marketplace", "yes"),
        ("is_marketplace", "1"),
        ("sp_commission", "50"),
        ("sp_id", "1"),
        ("project_id", "1"),
    ];
    for (name, value) in wrong {
        let mut fields = form("400000");
        fields.push((name, value));
        assert_eq!(text(&post(&mut sandbox, "/", &fields)).0, 422, "{name}={value}");
    }
    assert!(sandbox.truth().atarapay.orders.is_empty());
}

#[test]
fn a_form_that_shares_the_money_is_remembered() {
    let mut sandbox = Sandbox::new(1);
    providers::save(&mut sandbox, &providers::BANK);
    let fields = [form("400000"), vec![("sp_id", "1"), ("sp_commission", "12.5")]].concat();
    assert_eq!(text(&post(&mut sandbox, "/", &fields)).0, 303);
    let order = truth(&sandbox);
    assert_eq!((order.sp_id, order.commission.map(|share| share.to_string())), (Some(1), Some("12.5".to_owned())));
    let unknown = [form("400000"), vec![("sp_id", "2"), ("sp_commission", "50")]].concat();
    assert!(text(&post(&mut sandbox, "/", &unknown)).1.contains("Service Provider with id (2) does not exist"));
    let marketplace = [form("400000"), vec![("is_marketplace", "1"), ("seller_phone", "+2348082094383")]].concat();
    post(&mut sandbox, "/", &marketplace);
    assert_eq!(json(&ask(&mut sandbox, "3022"))["data"]["is_marketplace"], 1);
}
