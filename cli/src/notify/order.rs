//! An order notice of AtaraPay's, made by letting the sandbox live through what it tells of.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sanspay_sandbox::atarapay::Encoding;
use sanspay_sandbox::{Answer, Request, Sandbox};
use serde_json::{Map, Value, json};

use super::{Fields, pair};
use crate::args::How;
use crate::problem::{Problem, Result};
use crate::suggest::suggestion;

/// What can be told of an order, and what must have happened for it: the merchant's own steps by their `status`, the
/// others by their names in the sandbox.
const EVENTS: [(&str, &[&str]); 9] = [
    ("delivered", &["status=delivered"]),
    ("cancelled", &["status=cancelled"]),
    ("cancelled_by_buyer", &["status=buyer_cancel"]),
    ("accepted", &["status=delivered", "accept"]),
    ("rejected", &["status=delivered", "reject"]),
    ("second_delivery", &["status=delivered", "second_delivery"]),
    ("in_dispute", &["status=delivered", "dispute"]),
    ("disputed", &["status=delivered", "dispute", "raise_dispute"]),
    ("completed", &["status=delivered", "dispute", "resolve_for_seller", "complete"]),
];

/// The name of each.
pub fn events() -> [&'static str; EVENTS.len()] {
    EVENTS.map(|(name, _)| name)
}

/// Where the sandbox is told to send notices, and does not: they are taken from it.
const NOWHERE: &str = "http://127.0.0.1:9/";

pub fn notice(account: &Map<String, Value>, event: &str, how: How, set: &[String]) -> Result<Fields> {
    let mut fields = lived_through(event)?;
    for one in set {
        change(&mut fields, one)?;
    }
    if how == How::Unsigned {
        fields.remove("token");
        return Ok(fields);
    }
    let text = |name: &str| account.get(name).and_then(Value::as_str).unwrap_or_default();
    let private_key = if how == How::Forged { "a guess" } else { text("private_key") };
    let (id, amount) = (&fields["data"]["id"], &fields["data"]["amount_payed"]);
    let digits = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // `/docs/validation`: the two keys, the order's number and what was paid, and nothing else.
    let token = format!("{}:{private_key}:{}:{}", text("public_key"), digits(id), digits(amount));
    fields.insert("token".to_owned(), STANDARD.encode(token).into());
    Ok(fields)
}

/// The last notice that the sandbox sends of an order to which this has happened.
fn lived_through(event: &str) -> Result<Fields> {
    let failed = |what: &str| Problem::Files(format!("the notice could not be made: {what}"));
    let (_, steps) = EVENTS.iter().find(|(name, _)| *name == event).ok_or_else(|| failed("nothing tells of this"))?;
    let mut sandbox = Sandbox::new(1);
    sandbox.send_notices_to(NOWHERE, Encoding::Json).map_err(|why| failed(&why))?;
    sandbox.answer(&form("/", &[]));
    let order = sandbox.truth().atarapay.orders.first().map(|order| order.id.to_string());
    let order = order.ok_or_else(|| failed("no order was paid"))?;
    for step in *steps {
        let answer = match step.split_once('=') {
            Some((_, status)) => sandbox.answer(&form("/api/callback/order", &[("order", &order), ("status", status)])),
            None => sandbox.answer(&Request::new("POST", &format!("/sandbox/orders/{order}/{step}"))),
        };
        if !matches!(answer, Answer::Reply { status: 200..300, .. }) {
            return Err(failed(step));
        }
    }
    let last = sandbox.take_notices().pop().ok_or_else(|| failed("none was sent"))?;
    serde_json::from_str(&last.body).map_err(|error| failed(&error.to_string()))
}

/// A form, with the fields of a purchase or an order's step.
fn form(path: &str, step: &[(&str, &str)]) -> Request {
    let account = sanspay_sandbox::account("atarapay", "");
    let key = |name: &str| account[name].as_str().unwrap_or_default();
    let authtoken = STANDARD.encode(format!("{}:{}", key("public_key"), key("private_key")));
    let purchase = [
        ("token", key("public_key")),
        ("email", "buyer@example.com"),
        ("phone_number", "08082094382"),
        ("currency", "NGN"),
        ("amount", "400000"),
        ("customer_firstname", "Emeka"),
        ("customer_lastname", "Adeniyi"),
        ("order_product_id", "1447"),
        ("order_product_name", "Telephone"),
        ("delivery_date", "2024-02-01 12:00:00"),
        ("delivery_location", "Gombe"),
        ("recipient", "08082094382"),
        ("type", "1"),
        ("authtoken", &authtoken),
    ];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(purchase).extend_pairs(step).finish();
    let mut request = Request::new("POST", path).header("content-type", "application/x-www-form-urlencoded");
    request.body = body.into_bytes();
    request
}

/// Sets a field: `status` and `message` outside the order, all others in it. A number stays one.
fn change(fields: &mut Fields, given: &str) -> Result<()> {
    let (name, value) = pair(given)?;
    if let "status" | "message" = name {
        fields.insert(name.to_owned(), value.into());
        return Ok(());
    }
    let Some(order) = fields.get_mut("data").and_then(Value::as_object_mut) else { return Ok(()) };
    let advice = suggestion(name, order.keys().map(String::as_str));
    let Some(field) = order.get_mut(name) else {
        return Err(Problem::usage(format!("an order has no field {name}{advice}")));
    };
    *field = match value.parse::<u64>() {
        Ok(number) if !field.is_string() => json!(number),
        _ => json!(value),
    };
    Ok(())
}
