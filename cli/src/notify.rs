//! `sanspay notify`: a notice at a shop's address, as the gateway would send it or as somebody else might.

mod order;

pub use order::events;

use std::time::Duration;

use sanspay::Body;
use serde_json::{Map, Value, json};

use crate::account;
use crate::args::{self, Encoding, How};
use crate::door;
use crate::exit;
use crate::print::{DIM, Out, note, warn};
use crate::problem::{Problem, Result};
use crate::wire::{Sent, Wire, is_here};

/// The notice that is signed.
const ORDER: &str = "atarapay.order";

/// What is sent, field by field; a field that is no text travels as JSON.
type Fields = Map<String, Value>;

pub fn run(out: &mut Out, given: &args::Notify) -> Result {
    if !is_here(&given.url) && !given.yes_really {
        return Err(Problem::usage(format!(
            "{} is not an address on this machine, such as http://127.0.0.1:3000/notices: others must not be sent \
             notices that they did not ask for. Where it is your own, add --yes-really",
            given.url
        )));
    }
    let account = account_of(given)?;
    let fields = match given.kind.as_str() {
        ORDER => order::notice(&account, given.event.as_deref().unwrap_or("accepted"), given.how, &given.set)?,
        _ => callback(given)?,
    };
    let Body { content_type, text } = written(&fields, given.encoding);
    let headers = json!([["content-type", content_type]]);
    let message = json!({ "headers": headers, "body": text });
    let received = door::receive(&json!({ "notice": given.kind, "account": account, "message": message }))?;
    let request = json!({ "method": "POST", "url": given.url, "headers": headers, "body": text });

    let wire = Wire::new(Duration::from_secs(30))?;
    let times = if given.how == How::Replayed { 2 } else { 1 };
    let mut taken = true;
    for _ in 0..times {
        let Sent::Reply(reply) = wire.send(&request) else {
            warn("interrupted before the shop had answered: it may have taken the notice");
            return Ok(exit::INTERRUPTED);
        };
        taken &= reply["status"].as_u64().is_some_and(|status| (200..300).contains(&status));
        tell(out, given, &reply, &received)?;
    }
    Ok(if taken { exit::DONE } else { exit::NOT_TAKEN })
}

/// The account, or that of the sandbox where none is given: a notice for a shop under development.
fn account_of(given: &args::Notify) -> Result<Map<String, Value>> {
    let gateway = given.kind.split('.').next().unwrap_or_default();
    let account = account::load(&given.account, gateway)?;
    if !account.is_empty() || given.kind != ORDER {
        return Ok(account);
    }
    note("No account is given, so the notice is made with the sandbox's.");
    Ok(sanspay_sandbox::account(gateway, args::SANDBOX))
}

fn tell(out: &mut Out, given: &args::Notify, reply: &Value, received: &Value) -> Result<()> {
    let authenticity = received["authenticity"].as_str().unwrap_or_default();
    if out.json {
        return out.line(json!({ "sent": { "notice": given.kind, "url": given.url }, "reply": { "status": reply["status"],
            "fault": reply["fault"], "detail": reply["detail"] }, "authenticity": authenticity, "event": received["event"] }));
    }
    let answered = match reply["status"].as_u64() {
        Some(status) => format!("the shop answered {status}"),
        None => format!("the shop did not answer: {}", reply["detail"].as_str().unwrap_or_default()),
    };
    let event = received["event"].as_str().map_or_else(String::new, |event| format!(", event {event}"));
    out.line(format_args!("{} \u{2192} {}: {answered}", given.kind, given.url))?;
    out.line(format_args!("{DIM}sanspay says of it: {authenticity}{event}{DIM:#}"))
}

/// No document prints what AT MOON's call holds, so it holds what is asked for: ids under the names that AT MOON uses elsewhere.
fn callback(given: &args::Notify) -> Result<Fields> {
    if given.how == How::Forged {
        return Err(Problem::usage(
            "nothing signs atmoon.callback, so none of them is forged: AT MOON's own call and anybody else's are the same \
             bytes. Send it without --how, and see that your shop asks the gateway before it believes anything",
        ));
    }
    if given.event.is_some() {
        return Err(Problem::usage(
            "--event is for atarapay.order; what atmoon.callback tells is set field by field, such as --set \
             paymentReferNo=77",
        ));
    }
    note("Nothing signs this notice: whoever knows the address can send the same.");
    let mut fields = Fields::new();
    for one in &given.set {
        let (name, value) = pair(one)?;
        fields.insert(name.to_owned(), Value::from(value));
    }
    if fields.is_empty() {
        fields.insert("transaction_id".to_owned(), json!("ATM20240130060827"));
    }
    Ok(fields)
}

fn pair(given: &str) -> Result<(&str, &str)> {
    given.split_once('=').ok_or_else(|| Problem::usage(format!("--set {given}: write it as FIELD=VALUE")))
}

fn written(fields: &Fields, encoding: Encoding) -> Body {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let texts: Vec<(&str, String)> = fields.iter().map(|(name, value)| (name.as_str(), text(value))).collect();
    let pairs = texts.iter().map(|(name, value)| (*name, value.as_str()));
    match encoding {
        Encoding::Json => Body::json(fields),
        Encoding::Multipart => Body::multipart(pairs),
        Encoding::Form => Body::form(pairs),
    }
}
