//! What tricks a careless shop, played on one that does what the library says: it asks what `next` says, holds the answer
//! against what it sold, and keeps what it knows with `settle`. None may end `held` or `settled` wrongly.

use sanspay_sandbox::atarapay::Encoding;
use sanspay_sandbox::{Request, Sandbox};
use serde_json::{Value, json};

use super::orders::received;
use super::{bought, outcome, settled};

/// What a shop believes of its order 1447, sold for 4000.00 naira.
struct Shop {
    sandbox: Sandbox,
    believed: Value,
}

impl Shop {
    fn new() -> Self {
        let mut sandbox = Sandbox::new(1);
        sandbox.send_notices_to("http://127.0.0.1:3000/", Encoding::Json).expect("this machine");
        let believed = json!({ "verdict": "unknown", "funds": "in_doubt", "value": null, "reason": null, "next": { "do": "nothing" } });
        Self { sandbox, believed }
    }

    /// A browser comes back with this in its address.
    fn returned(&mut self, query: &str) -> &Self {
        let expected = json!({ "query": query, "product_id": "1447", "amount": 400_000, "currency": "NGN" });
        let next = outcome(&mut self.sandbox, "atarapay.checkout.returned", &expected)["next"].clone();
        if next["do"] == "ask" {
            self.ask(next["operation"].as_str().expect("a name"), &next["input"]);
        }
        self
    }

    /// Everything that AtaraPay has to tell is heard, the first of it last where it comes out of order.
    fn hears(&mut self, out_of_order: bool) -> Vec<Value> {
        let mut notices = self.sandbox.take_notices();
        if out_of_order {
            notices.reverse();
        }
        notices
            .iter()
            .map(|notice| {
                let heard = received(notice);
                if heard["next"]["do"] == "ask" {
                    let order = heard["next"]["input"]["order"].clone();
                    let expected =
                        json!({ "order": order, "product_id": "1447", "amount": 400_000, "currency": "NGN" });
                    self.ask("atarapay.orders.verify_payment", &expected);
                }
                heard
            })
            .collect()
    }

    fn ask(&mut self, operation: &str, input: &Value) {
        let seen = outcome(&mut self.sandbox, operation, input);
        self.believed = settled(&self.believed, &seen);
    }

    fn people(&mut self, what: &str) {
        self.sandbox.answer(&Request::new("POST", &format!("/sandbox/orders/3021/{what}")));
    }

    fn believes(&self, verdict: &str, funds: &str) {
        let believed = (self.believed["verdict"].as_str(), self.believed["funds"].as_str());
        assert_eq!(believed, (Some(verdict), Some(funds)), "{}", self.believed);
    }
}

#[test]
fn paid_in_full() {
    let mut shop = Shop::new();
    bought(&mut shop.sandbox, 400_000, "1447", "NGN");
    shop.returned("product=1447&order=3021").believes("done", "held");
}

#[test]
fn underpaid_because_the_buyer_changed_the_form() {
    let mut shop = Shop::new();
    bought(&mut shop.sandbox, 100, "1447", "NGN");
    shop.returned("product=1447&order=3021").believes("unknown", "in_doubt");
}

#[test]
fn an_order_of_another_merchant_or_of_nobody() {
    let mut shop = Shop::new();
    bought(&mut shop.sandbox, 400_000, "1447", "NGN");
    shop.returned("product=1447&order=99").believes("unknown", "in_doubt");
}

#[test]
fn another_order_paid_before_is_used_again() {
    let mut shop = Shop::new();
    bought(&mut shop.sandbox, 400_000, "1446", "NGN");
    shop.returned("product=1447&order=3021").believes("unknown", "in_doubt");
}

#[test]
fn the_same_number_in_another_currency() {
    let mut shop = Shop::new();
    bought(&mut shop.sandbox, 400_000, "1447", "USD");
    shop.returned("product=1447&order=3021").believes("unknown", "in_doubt");
}

#[test]
fn a_return_that_claims_everything() {
    let mut shop = Shop::new();
    shop.returned("product=1447&order=3021&status=success&paid=true").believes("unknown", "in_doubt");
}

#[test]
fn a_notice_replayed_after_the_money_went_back() {
    let mut shop = Shop::new();
    bought(&mut shop.sandbox, 400_000, "1447", "NGN");
    shop.returned("product=1447&order=3021").believes("done", "held");
    deliver(&mut shop);
    assert_eq!(shop.hears(false)[0]["event"], "delivered");
    shop.believes("done", "held");
    for what in ["reject", "complete", "notices/replay", "notices/replay"] {
        shop.people(what);
    }
    assert!(shop.hears(false).iter().all(|heard| heard["authenticity"] == "verified"));
    shop.believes("failed", "returned");
}

#[test]
fn a_notice_edited_in_its_status_product_and_amount() {
    let mut shop = Shop::new();
    bought(&mut shop.sandbox, 400_000, "1446", "NGN");
    deliver(&mut shop);
    shop.hears(false);
    shop.believes("unknown", "in_doubt");
    for (edit, authenticity) in [
        ("status&value=Accepted", "verified"),
        ("product_id&value=1447", "verified"),
        ("amount&value=400000", "forged"),
    ] {
        shop.people(&format!("notices/edit?field={edit}"));
        let heard = shop.hears(false);
        assert_eq!(heard[0]["authenticity"], authenticity, "{edit}");
        shop.believes("unknown", "in_doubt");
    }
}

#[test]
fn a_notice_whose_token_is_made_by_the_printed_recipe() {
    let mut shop = Shop::new();
    bought(&mut shop.sandbox, 400_000, "1447", "NGN");
    deliver(&mut shop);
    shop.hears(false);
    shop.believes("done", "held");
    shop.people("notices/printed_token");
    let heard = shop.hears(false);
    assert_eq!((&heard[0]["authenticity"], &heard[0]["next"]["do"]), (&json!("forged"), &json!("nothing")));
    shop.believes("done", "held");
}

#[test]
fn notices_out_of_order() {
    for way in [&["accept", "complete"][..], &["reject", "complete"], &["dispute", "resolve_for_seller", "complete"]] {
        let mut shop = Shop::new();
        bought(&mut shop.sandbox, 400_000, "1447", "NGN");
        shop.returned("product=1447&order=3021").believes("done", "held");
        deliver(&mut shop);
        way.iter().for_each(|what| shop.people(what));
        shop.hears(true);
        let truth = serde_json::to_value(shop.sandbox.truth().atarapay.orders[0].money).expect("a word");
        assert_eq!(shop.believed["funds"], truth, "{way:?}: {}", shop.believed);
    }
}

fn deliver(shop: &mut Shop) {
    let delivery = json!({ "order": 3021, "phone_number": "08082094382" });
    assert_eq!(outcome(&mut shop.sandbox, "atarapay.orders.deliver", &delivery)["verdict"], "done");
}
