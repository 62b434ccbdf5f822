//! The hosted payment form of `/docs/standard`, as a browser posts it.

use super::order::{Order, percent};
use super::{AtaraPay, FIRST_ORDER, PUBLIC_KEY, amount, is_digits, no_project, no_provider, required_message};
use crate::World;
use crate::http::{Answer, Fields, Request, is_web_address, with_query};
use crate::page;

impl AtaraPay {
    /// `atarapay.checkout.form`: there is no card to enter, the order is paid at once, unless a person is to decide.
    pub(crate) fn pay(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::form(&request.body);
        let mut problems = form_problems(&fields);
        problems.extend(self.unknown(&fields));
        if !problems.is_empty() {
            return Answer::html(422, page::plain("Payment", &problems.join(" ")));
        }
        let by_person = match request.query("hosted").as_deref() {
            Some("1") => true,
            Some("0") => false,
            _ => self.hosted_pages,
        };
        if by_person {
            return self.open_checkout(world, fields);
        }
        let id = self.paid(world, &fields);
        back(&fields, id)
    }

    /// The order of a form without faults, paid.
    pub(super) fn paid(&mut self, world: &mut World, fields: &Fields) -> u64 {
        let id = FIRST_ORDER + self.orders.made() as u64;
        let order = Order::paid(id, fields, self.buyer_bears_fee, world);
        self.escrow.pay_in(&order);
        self.orders.push(order, world.keep);
        id
    }

    /// What the form names that does not exist, or is not ready for another payment.
    fn unknown(&self, fields: &Fields) -> Vec<String> {
        let mut problems = Vec::new();
        if let Some(project) = fields.get("project_id").map(str::trim) {
            if !self.projects.iter().any(|known| known.id.to_string() == project) {
                problems.push(format!("{}.", no_project(project)));
            }
            let id = project.parse().ok();
            if self.orders.iter().any(|order| id.is_some() && order.project_id == id && !order.stage.is_over()) {
                problems.push("The milestone before this one is not complete.".to_owned());
            }
        }
        if let Some(provider) = fields.get("sp_id").map(str::trim)
            && !self.providers.iter().any(|known| known.id.to_string() == provider)
        {
            problems.push(format!("{}.", no_provider(provider)));
        }
        problems
    }
}

/// Where the browser goes once an order is paid.
pub(super) fn back(fields: &Fields, id: u64) -> Answer {
    let product = fields.text("order_product_id");
    match fields.get("callback_url") {
        Some(url) => Answer::see_other(&with_query(url, &[("product", product), ("order", &id.to_string())])),
        None => Answer::html(200, page::plain("Paid", &format!("Order {id} pays for {product}."))),
    }
}

/// What is wrong with a payment form. The documents print the fields, not the messages.
fn form_problems(fields: &Fields) -> Vec<String> {
    let required = [
        "token",
        "email",
        "phone_number",
        "currency",
        "amount",
        "customer_firstname",
        "customer_lastname",
        "order_product_id",
        "order_product_name",
        "delivery_date",
        "delivery_location",
        "recipient",
        "type",
    ];
    let mut problems: Vec<String> = fields.missing(&required).into_iter().map(required_message).collect();
    let mut demand = |name: &str, right: &dyn Fn(&str) -> bool, words: &str| {
        if fields.get(name).is_some_and(|value| !right(value.trim())) {
            problems.push(words.to_owned());
        }
    };
    demand("token", &|value| value == PUBLIC_KEY, "The token is not a public key that is known.");
    demand("amount", &|value| amount(value).is_some(), "The amount must be a whole number of kobo.");
    demand("currency", &|value| matches!(value, "NGN" | "USD"), "The currency must be NGN or USD.");
    demand("order_product_id", &is_digits, "The order product id must be numeric.");
    demand("type", &|value| value == "1", "The type must be 1.");
    demand("callback_url", &is_web_address, "The callback url must be a web address.");
    demand("is_marketplace", &|value| matches!(value, "0" | "1"), "The is marketplace must be 0 or 1.");
    demand("sp_commission", &|value| percent(value).is_some(), "The sp commission must be between 0 and 100.");
    for (given, needed) in [("sp_id", "sp_commission"), ("sp_commission", "sp_id")] {
        if fields.get(given).is_some() && fields.get(needed).is_none() {
            problems.push(required_message(needed));
        }
    }
    if fields.text("is_marketplace") == "1" && fields.get("seller_phone").is_none() {
        problems.push(required_message("seller_phone"));
    }
    if fields.get("currency") == Some("USD") && fields.get("amount_fx").is_none() {
        problems.push(required_message("amount_fx"));
    }
    problems
}
