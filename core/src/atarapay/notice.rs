//! Order notices: what AtaraPay posts to the callback address set in its dashboard (`/docs/status`).

use serde::Serialize;

use super::Account;
use super::order::{Order, Stage};
use super::orders;
use crate::check::Problems;
use crate::form;
use crate::json::Json;
use crate::notice::{Authenticity, Message, Notice, Received};
use crate::operation::Account as _;
use crate::outcome::Next;
use crate::page::MAX_BODY;
use crate::redact::redacted;
use crate::secret::Secret;

/// AtaraPay tells that something happened to an order.
///
/// The documents say JSON, the plugin reads multipart with `data` as JSON text; both are read, and urlencoded too. The
/// token (`/docs/validation`) covers the order's number and `amount_payed` alone: not the event, not the status, not
/// `product_id`, not the currency, not the time. A captured notice verifies for ever, pointed at any other order of
/// yours. So whatever it says, ask `atarapay.orders.verify_payment` or do `next`, and act on that answer.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderNotice;

/// What an order notice says. Nothing in it is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayOrderNotice"))]
pub struct Told {
    /// The status outside the order, as AtaraPay writes it.
    pub status: Option<String>,
    /// The message, as AtaraPay writes it.
    pub message: Option<String>,
    /// The order; null where there is none to read.
    pub order: Option<Order>,
}

/// The names of the fields that a token covers.
const COVERED: [&str; 2] = ["data.id", "data.amount_payed"];

impl Notice for OrderNotice {
    type Account = Account;
    type Value = Told;

    const NAME: &'static str = "atarapay.order";
    const SUMMARY: &'static str = "AtaraPay tells that something happened to an order.";

    fn check(_: &Account, _: &mut Problems) {}

    fn read(account: &Account, message: &Message) -> Received<Told> {
        match Fields::read(message) {
            Ok(fields) => judge(account, &fields.redacted(&account.secrets())),
            Err(reason) => Received {
                authenticity: Authenticity::Unsigned,
                covers: Vec::new(),
                event: None,
                value: None,
                reason: Some(reason.to_owned()),
                next: Next::Nothing,
            },
        }
    }
}

fn judge(account: &Account, fields: &Fields<'_>) -> Received<Told> {
    let data = fields.data.as_ref();
    let order = data.and_then(Order::read);
    let told = Told { status: fields.status.clone(), message: fields.message.clone(), order };
    let (authenticity, mut reason) = match (&fields.token, data) {
        (None, _) => (Authenticity::Unsigned, Some("The notice carries no token.")),
        (Some(token), Some(data)) => match (digits(data, "id"), digits(data, "amount_payed")) {
            (Some(id), Some(amount)) if account.security_token(&id, &amount).is_some_and(|own| own.equals(token)) => {
                (Authenticity::Verified, None)
            }
            (Some(_), Some(_)) => (
                Authenticity::Forged,
                Some("The token was not made with this account's keys for this order and amount."),
            ),
            _ => (
                Authenticity::Forged,
                Some("The notice carries a token, but not the order's number and amount that it should cover."),
            ),
        },
        (Some(_), None) => (Authenticity::Forged, Some("The notice carries a token, but no order.")),
    };
    let event = event(&told);
    if reason.is_none() && event.is_none() {
        reason = Some(
            "What happened could not be told: the status, the message and the order's status are not known together.",
        );
    }
    let ask = told.order.as_ref().map(|order| Next::ask(&orders::Status { order: order.id.clone().into() }, 0));
    Received {
        authenticity,
        covers: if authenticity == Authenticity::Verified { COVERED.map(str::to_owned).to_vec() } else { Vec::new() },
        event: event.map(str::to_owned),
        value: Some(told),
        reason: reason.map(str::to_owned),
        next: ask.filter(|_| authenticity != Authenticity::Forged).unwrap_or(Next::Nothing),
    }
}

/// What the notice says happened. The outer status, the message and the order's own status contradict each other in
/// the documents' samples, so only the combinations that those print, or in which inside and outside agree, have one.
fn event(told: &Told) -> Option<&'static str> {
    let outer = told.status.as_deref()?.trim().to_ascii_lowercase();
    let inner = told.order.as_ref().and_then(Order::stage);
    let message = told.message.as_deref().map(|message| message.trim().to_ascii_lowercase());
    Some(match (outer.as_str(), inner, message.as_deref()) {
        // /docs/deliverycompleted prints an order that is Canceled inside: a slip of the page, told apart by the message.
        ("delivered", Some(Stage::Cancelled), Some("order is marked completed")) => "delivered",
        ("delivered", Some(Stage::AwaitingBuyerResponse), _) => "delivered",
        // /docs/buyercancels arrives as Rejected outside and Canceled inside.
        ("rejected", Some(Stage::Cancelled), Some("transaction is canceled")) => "cancelled",
        ("canceled" | "cancelled", Some(Stage::Cancelled), _) => "cancelled",
        ("accepted", Some(Stage::Accepted), _) => "accepted",
        ("rejected", Some(Stage::Rejected), _) => "rejected",
        ("complete" | "completed", Some(Stage::Completed), _) => "completed",
        ("pending ii", Some(Stage::SecondDelivery), _) => "second_delivery",
        ("dispute", Some(Stage::InDispute), _) | ("disputed", Some(Stage::Disputed), _) => "disputed",
        _ => return None,
    })
}

/// The digits of a number as PHP would print them: those of a text as they are, and a whole number without its `.0`.
fn digits(data: &Json<'_>, name: &str) -> Option<String> {
    let text = data.loose_text(name)?;
    let whole = match (data.field(name)?, text.split_once('.')) {
        (Json::Number(_), Some((whole, fraction))) if fraction.bytes().all(|byte| byte == b'0') => whole,
        _ => &text,
    };
    (!whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit())).then(|| whole.to_owned())
}

/// The fields of a notice, whichever way they were encoded.
struct Fields<'m> {
    status: Option<String>,
    message: Option<String>,
    token: Option<String>,
    data: Option<Json<'m>>,
}

impl<'m> Fields<'m> {
    fn read(message: &'m Message) -> Result<Self, &'static str> {
        if message.body.len() > MAX_BODY {
            return Err("The body is larger than any notice of AtaraPay's.");
        }
        let text = std::str::from_utf8(&message.body).map_err(|_| "The body is not UTF-8 text.")?;
        if text.trim_start().starts_with('{') {
            let mut json = Json::read(text)
                .map_err(|_| "The body begins like JSON but is malformed, cut off, or gives a field twice.")?;
            let data = json.take_field("data").and_then(object);
            let field = |name| json.loose_text(name);
            return Ok(Self { status: field("status"), message: field("message"), token: field("token"), data });
        }
        let pairs: Vec<(String, String)> = match form::boundary(message.header("content-type"), text) {
            Some(boundary) => {
                form::multipart(text, boundary).into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
            }
            None => {
                form::urlencoded(text.as_bytes()).into_iter().map(|(k, v)| (k.into_owned(), v.into_owned())).collect()
            }
        };
        let once = |name: &str| {
            let mut found = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone());
            found.next().filter(|value| !value.is_empty() && found.next().is_none())
        };
        let fields = Self {
            status: once("status"),
            message: once("message"),
            token: once("token"),
            data: once("data").and_then(|text| object(Json::read(&text).ok()?.into_owned())),
        };
        if fields.status.is_none() && fields.data.is_none() && fields.token.is_none() {
            return Err(
                "The body holds none of the fields of a notice. Pass it on as it came, before any framework parses it.",
            );
        }
        Ok(fields)
    }

    /// The same without the account's credentials in anything that is shown; only the token may hold them.
    fn redacted(mut self, secrets: &[&Secret]) -> Self {
        let text = |text: Option<String>| match redacted(Json::Text(text?.into()), secrets) {
            Json::Text(text) => Some(text.into_owned()),
            _ => None,
        };
        self.status = text(self.status);
        self.message = text(self.message);
        self.data = self.data.map(|data| redacted(data, secrets));
        self
    }
}

/// An object as such, or as JSON inside a text.
fn object(json: Json<'_>) -> Option<Json<'_>> {
    match json {
        Json::Object(_) => Some(json),
        Json::Text(text) => {
            Json::read(&text).ok().filter(|inner| matches!(inner, Json::Object(_))).map(Json::into_owned)
        }
        _ => None,
    }
}
