//! One line of the file: the library's own answer to it.

use std::borrow::Cow;

use sanspay::door;
use sanspay::json::Json;
use serde_json::Value;

use super::blocks::Block;
use super::tally::{Concluded, Doubt, Kind};
use crate::account;
use crate::args;
use crate::problem::Result;

/// The accounts that lines without one are asked with, by gateway.
pub struct Accounts(Vec<(&'static str, Json<'static>)>);

impl Accounts {
    pub fn load(given: &args::Account) -> Result<Self> {
        let gateways = sanspay::operations().gateways;
        let load = |name| Ok((name, plain(&Value::Object(account::load(given, name)?))));
        Ok(Self(gateways.iter().map(|gateway| load(gateway.name)).collect::<Result<_>>()?))
    }

    fn of(&self, operation: &str) -> Option<&Json<'static>> {
        let gateway = operation.split('.').next()?;
        self.0.iter().find_map(|(name, account)| (*name == gateway).then_some(account))
    }
}

/// What is to be written of the lines.
#[derive(Clone, Copy)]
pub struct Keeps {
    pub in_doubt: bool,
    pub outcomes: bool,
}

/// Concludes every line of a block.
pub fn block(block: &Block, accounts: &Accounts, keeps: Keeps) -> Concluded {
    let mut concluded = Concluded::new(block.number, block.bytes);
    if block.too_long {
        concluded.lines = 1;
        concluded.bad.push((1, format!("it is longer than {} bytes", door::MAX_QUESTION)));
        return concluded;
    }
    for line in block.text.split_inclusive(|byte| *byte == b'\n') {
        concluded.lines += 1;
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        match outcome(line, accounts) {
            Ok((operation, unfinished, outcome)) => note(&mut concluded, &operation, unfinished, &outcome, keeps),
            Err(words) => concluded.bad.push((concluded.lines, words)),
        }
    }
    concluded
}

fn note(concluded: &mut Concluded, operation: &str, unfinished: bool, outcome: &Json<'_>, keeps: Keeps) {
    let line = concluded.lines;
    let word = |name: &str| outcome.field(name).and_then(Json::text).unwrap_or_default();
    let (verdict, funds) = (word("verdict"), word("funds"));
    concluded.count(Kind { operation, verdict, funds });
    concluded.unfinished += u64::from(unfinished);
    if keeps.outcomes {
        concluded
            .outcomes_text
            .push((line, format!("\"operation\":{},\"outcome\":{}}}", quoted(operation), outcome.print())));
    }
    // Pending money is in doubt too, until somebody has asked; only a proof ends that.
    if verdict != "unknown" && funds != "in_doubt" {
        return;
    }
    let reason =
        outcome.field("reason").and_then(|reason| reason.field("code")).and_then(Json::text).unwrap_or_default();
    let next = outcome.field("next");
    let does = next.and_then(|next| next.field("do")).and_then(Json::text).unwrap_or_default();
    let asks = next.and_then(|next| next.field("operation")).and_then(Json::text).unwrap_or_default();
    let next_words = [does, asks].join(" ").trim_end().to_owned();
    if keeps.in_doubt {
        let next = next.map_or_else(|| "null".to_owned(), Json::print);
        let [operation, verdict, funds, reason] = [operation, verdict, funds, reason].map(quoted);
        concluded.in_doubt_text.push((
            line,
            format!("\"operation\":{operation},\"verdict\":{verdict},\"funds\":{funds},\"reason\":{reason},\"next\":{next}}}"),
        ));
    }
    concluded.in_doubt.push(Doubt {
        line,
        operation: operation.to_owned(),
        verdict: verdict.to_owned(),
        funds: funds.to_owned(),
        reason: reason.to_owned(),
        next: next_words,
    });
}

/// The operation, whether its last request was never answered, and the outcome; or in words why there is none.
fn outcome(line: &[u8], accounts: &Accounts) -> std::result::Result<(String, bool, Json<'static>), String> {
    let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
    let read = Json::read(text).map_err(|wrong| format!("it is not JSON: {} at byte {}", wrong.what, wrong.at))?;
    let Json::Object(mut fields) = read else { return Err("it is not an object".to_owned()) };
    // The mark of a call that `send --save` or a host's `call.save()` has stored.
    fields.retain(|(name, value)| !(name == "sanspay" && matches!(value, Json::Number(version) if version == "1")));
    let operation = fields.iter().find_map(|(name, value)| (name == "operation").then(|| value.text())).flatten();
    let operation = operation.ok_or("it names no operation")?.to_owned();
    if !fields.iter().any(|(name, _)| name == "account")
        && let Some(account) = accounts.of(&operation)
    {
        fields.push((Cow::Borrowed("account"), account.clone()));
    }
    let (mut fields, answer) = ask(fields)?;
    if let Some(outcome) = outcome_of(answer) {
        return Ok((operation, false, outcome));
    }
    // The request may have gone out, and nobody stored what came of it: the same as with a call that is resumed.
    lose(&mut fields);
    let outcome = outcome_of(ask(fields)?.1).ok_or("it has no outcome")?;
    Ok((operation, true, outcome))
}

/// The fields of a question, and the library's answer; or its error in words. Nothing is copied on the way.
fn ask(fields: Fields<'_>) -> std::result::Result<(Fields<'_>, Json<'static>), String> {
    let call = Json::Object(vec![(Cow::Borrowed("exchange"), Json::Object(fields))]);
    let answer = door::call_plain(&call);
    if let Some(message) = answer.field("error").and_then(|error| error.field("message")).and_then(Json::text) {
        return Err(message.to_owned());
    }
    let question = if let Json::Object(mut call) = call { call.pop().map(|(_, question)| question) } else { None };
    let fields = if let Some(Json::Object(fields)) = question { fields } else { Vec::new() };
    Ok((fields, answer))
}

type Fields<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// The outcome, where the answer is one and not a request.
fn outcome_of(answer: Json<'static>) -> Option<Json<'static>> {
    let Json::Object(fields) = answer else { return None };
    fields.into_iter().find_map(|(name, value)| (name == "outcome").then_some(value))
}

fn lose(fields: &mut Fields<'_>) {
    let lost = Json::Object(vec![(Cow::Borrowed("fault"), Json::Text(Cow::Borrowed("lost")))]);
    match fields.iter_mut().find(|(name, _)| name == "replies") {
        Some((_, Json::List(replies))) => replies.push(lost),
        Some((_, other)) => *other = Json::List(vec![lost]),
        None => fields.push((Cow::Borrowed("replies"), Json::List(vec![lost]))),
    }
}

fn quoted(text: &str) -> String {
    Json::Text(Cow::Borrowed(text)).print()
}

/// The same value as the library holds it.
fn plain(value: &Value) -> Json<'static> {
    Json::read(&value.to_string()).map_or(Json::Null, Json::into_owned)
}
