//! AtaraPay's side: projects, the payment form, and the orders it makes.

mod order;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use self::order::Order;
use crate::World;
use crate::clock::timestamp;
use crate::fault::{Fault, Malformation};
use crate::http::{Answer, Fields, Request, is_web_address, with_query};
use crate::page;
use crate::truth::{AtaraPayTruth, ProjectTruth};

/// The public key that the sandbox knows.
pub const PUBLIC_KEY: &str = "pub_test_1";
/// The private key that the sandbox knows.
pub const PRIVATE_KEY: &str = "prv_test_2";

/// The one seller there is, by the number in the documents' sample project.
const SELLER: u64 = 120;
/// The number of the first order: the one in the documents' sample.
const FIRST_ORDER: u64 = 3021;
/// The largest amount that every language holds exactly.
const MAX_AMOUNT: u64 = (1 << 53) - 1;

pub(crate) struct AtaraPay {
    pub(crate) buyer_bears_fee: bool,
    projects: Vec<ProjectTruth>,
    orders: Vec<Order>,
}

impl Default for AtaraPay {
    fn default() -> Self {
        Self { buyer_bears_fee: true, projects: Vec::new(), orders: Vec::new() }
    }
}

impl AtaraPay {
    /// `atarapay.projects.create`
    pub(crate) fn create_project(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::form(&request.body);
        let required = ["authtoken", "project_name", "description", "customer_email", "customer_phone"];
        if let Err(refusal) = admit(&fields, &required) {
            return refusal;
        }
        let text = |name| fields.get(name).unwrap_or_default().trim();
        let name = text("project_name");
        let fault = Fault::of_name(name);
        if fault == Some(Fault::Refused) {
            return error(INVALID_AUTHTOKEN);
        }
        let id = self.projects.len() as u64 + 1;
        self.projects.push(ProjectTruth { id, project_name: name.to_owned() });
        let now = timestamp(world.now);
        let another = fault == Some(Fault::WrongId);
        let body = success(
            "project_created",
            &json!({
                "project_name": if another { "Escrow payment" } else { name },
                "description": text("description"),
                "started_by": null,
                "seller_id": SELLER,
                "customer_id": order::BUYER,
                "updated_at": now,
                "created_at": now,
                "id": if another { id + 1 } else { id },
            }),
        );
        world.strikes.deliver(fault, "atarapay.projects.create", Malformation::Cut, &body)
    }

    /// `atarapay.orders.status` and `.verify_payment`: to AtaraPay they are the same question.
    pub(crate) fn order(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::form(&request.body);
        if let Err(refusal) = admit(&fields, &["authtoken", "order", "status"]) {
            return refusal;
        }
        match fields.get("status").unwrap_or_default() {
            "order" => {}
            known @ ("delivered" | "cancelled" | "buyer_cancel") => {
                let words = format!("The sandbox does not do status={known} yet; AtaraPay does.\n");
                return Answer::text(501, &words);
            }
            _ => return error("Invalid status sent."),
        }
        let asked = fields.get("order").unwrap_or_default().trim();
        let order = self.orders.iter().find(|order| order.id.to_string() == asked);
        let Some(order) = order.filter(|order| order.fault() != Some(Fault::Refused)) else {
            return error("No such order exists for the seller.");
        };
        let body = success("Order Fetched", &order.told(world.now));
        let what = format!("atarapay.orders.status {}", order.id);
        world.strikes.deliver(order.fault(), &what, Malformation::CommaTooMany, &body)
    }

    /// `atarapay.checkout.form`: the payment form, as a browser posts it. There is no card to enter: it is paid at once.
    pub(crate) fn pay(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::form(&request.body);
        let problems = form_problems(&fields);
        if !problems.is_empty() {
            return Answer::html(422, page::plain("Payment", &problems.join(" ")));
        }
        let id = FIRST_ORDER + self.orders.len() as u64;
        self.orders.push(Order::paid(id, &fields, self.buyer_bears_fee, world));
        let product = fields.get("order_product_id").unwrap_or_default().trim();
        match fields.get("callback_url") {
            Some(url) => Answer::see_other(&with_query(url, &[("product", product), ("order", &id.to_string())])),
            None => Answer::html(200, page::plain("Paid", &format!("Order {id} pays for {product}."))),
        }
    }

    pub(crate) fn truth(&self, now: u64) -> AtaraPayTruth {
        let orders = self.orders.iter().map(|order| order.truth(now)).collect();
        AtaraPayTruth { projects: self.projects.clone(), orders }
    }
}

const INVALID_AUTHTOKEN: &str = "Invalid authtoken. Does not match any record.";

/// Lets a request in that has these fields and the right authtoken.
fn admit(fields: &Fields, required: &[&str]) -> Result<(), Answer> {
    let missing = fields.missing(required);
    // Early code of AtaraPay's ends each of several messages with a backslash and an n.
    let end = if missing.len() > 1 { "\\n" } else { "" };
    if !missing.is_empty() {
        return Err(error(&missing.iter().map(|name| format!("{}{end}", required_message(name))).collect::<String>()));
    }
    let authtoken = STANDARD.encode(format!("{PUBLIC_KEY}:{PRIVATE_KEY}"));
    if fields.get("authtoken") == Some(&authtoken) { Ok(()) } else { Err(error(INVALID_AUTHTOKEN)) }
}

fn required_message(name: &str) -> String {
    format!("The {} field is required.", if name == "authtoken" { name.to_owned() } else { name.replace('_', " ") })
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
    if fields.get("currency") == Some("USD") && fields.get("amount_fx").is_none() {
        problems.push(required_message("amount_fx"));
    }
    problems
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn amount(text: &str) -> Option<u64> {
    text.parse().ok().filter(|amount| is_digits(text) && (1..=MAX_AMOUNT).contains(amount))
}

fn success(message: &str, data: &Value) -> Value {
    json!({ "status": "success", "message": message, "data": data })
}

/// No HTTP status is documented for errors; early code of AtaraPay's sends 201, and only the body says that it is one.
fn error(message: &str) -> Answer {
    Answer::json(201, &json!({ "status": "error", "message": message }))
}

#[cfg(test)]
mod tests;
