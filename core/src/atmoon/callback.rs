//! What AT MOON sends of its own accord: the call to a pay-in's `callback_url`, and the browser's return from a page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Account, payout};
use crate::check::{Id, Problems};
use crate::form;
use crate::json::Json;
use crate::notice::{Authenticity, Message, Notice, Received};
use crate::operation::Account as _;
use crate::outcome::Next;
use crate::page::MAX_BODY;
use crate::redact::redacted;

/// AT MOON calls back, or a browser comes back from its page.
///
/// Neither its fields nor its encoding are documented, and nothing signs it: anybody can send it. The ids in it are
/// collected under the names that AT MOON uses elsewhere, whatever the encoding, and nothing else is made of it. Where an
/// id can be asked after, `next` is that question; for a payment page ask the `atmoon.pg.verify` that you stored.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Callback;

/// The ids in a call. Nothing in it is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonCallback"))]
pub struct Hints {
    /// Every id found, by the name that AT MOON gives it.
    pub ids: BTreeMap<String, String>,
}

/// The names of ids in AT MOON's documents.
const IDS: [&str; 8] = [
    "merchantTransactionId",
    "transactionId",
    "order_id",
    "transaction_id",
    "pg_reference_no",
    "payout_id",
    "paymentReferNo",
    "Order-Id",
];

impl Notice for Callback {
    type Account = Account;
    type Value = Hints;

    const NAME: &'static str = "atmoon.callback";
    const SUMMARY: &'static str = "AT MOON calls back, or a browser comes back from its page.";

    fn check(_: &Account, _: &mut Problems) {}

    fn read(account: &Account, message: &Message) -> Received<Hints> {
        let ids = ids(account, message);
        let reason = if ids.is_empty() {
            "The message holds no id that AT MOON uses."
        } else {
            "Nothing signs it: anybody can send this. Ask the gateway."
        };
        // By the reference alone a payout can be asked after; everything else needs what only you know.
        let reference = ids.get("paymentReferNo").map(Id::from);
        let question = reference.map(payout::Verify::of);
        let sound = |question: &payout::Verify| {
            let mut problems = Problems::default();
            problems.path_segment("", question.payment_refer_no.as_str());
            problems.is_empty()
        };
        let next = match question.filter(sound) {
            Some(question) => Next::ask(&question, 0),
            None if ids.is_empty() => Next::Nothing,
            None => Next::Review,
        };
        Received {
            authenticity: Authenticity::Unsigned,
            covers: Vec::new(),
            event: None,
            value: Some(Hints { ids }),
            reason: Some(reason.to_owned()),
            next,
        }
    }
}

fn ids(account: &Account, message: &Message) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    let Some(text) = std::str::from_utf8(&message.body).ok().filter(|text| text.len() <= MAX_BODY) else { return ids };
    let json = if text.trim_start().starts_with('{') {
        Json::read(text).unwrap_or(Json::Null)
    } else {
        let pairs: Vec<_> = match form::boundary(message.header("content-type"), text) {
            Some(boundary) => form::multipart(text, boundary)
                .into_iter()
                .map(|(name, value)| (name.into(), Json::Text(value.into())))
                .collect(),
            None => form::urlencoded(text.trim_start_matches('?').as_bytes())
                .into_iter()
                .map(|(name, value)| (name, Json::Text(value)))
                .collect(),
        };
        Json::Object(pairs)
    };
    collect(&redacted(json, &account.secrets()), &mut ids);
    ids
}

/// The first id of each name, at whatever depth.
fn collect(json: &Json<'_>, ids: &mut BTreeMap<String, String>) {
    match json {
        Json::Object(fields) => {
            for (name, value) in fields {
                if IDS.contains(&name.as_ref())
                    && let Some(id) = json.loose_text(name).filter(|id| is_id(id))
                {
                    ids.entry(name.to_string()).or_insert(id);
                }
                collect(value, ids);
            }
        }
        Json::List(items) => items.iter().for_each(|item| collect(item, ids)),
        _ => {}
    }
}

fn is_id(text: &str) -> bool {
    text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_graphic())
}
