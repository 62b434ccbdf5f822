//! One line of the file: the library's own answer to it.

use std::borrow::Cow;

use sanspay::door;
use sanspay::json::Json;
use sanspay::{Outcome, Stored};
use serde::Serialize;
use serde_json::Value;

use super::blocks::Block;
use super::tally::{Concluded, Doubt, Kind};
use crate::account;
use crate::args;
use crate::problem::Result;

/// The accounts that lines without one are asked with, by gateway, and read once for every operation.
pub struct Accounts {
    plain: Vec<(&'static str, Json<'static>)>,
    read: Vec<(&'static str, Stored)>,
}

impl Accounts {
    pub fn load(given: &args::Account) -> Result<Self> {
        let known = sanspay::operations();
        let load = |name| Ok((name, plain(&Value::Object(account::load(given, name)?))));
        let mut accounts = Self { plain: Vec::new(), read: Vec::new() };
        accounts.plain = known.gateways.iter().map(|gateway| load(gateway.name)).collect::<Result<_>>()?;
        // Where it is wrong or missing, each line that needs it says so.
        let read = |name| Stored::new(name, accounts.of(name)).ok().map(|stored| (name, stored));
        accounts.read = known.operations.iter().filter_map(|operation| read(operation.name)).collect();
        Ok(accounts)
    }

    fn of(&self, operation: &str) -> Option<&Json<'static>> {
        let gateway = operation.split('.').next()?;
        self.plain.iter().find_map(|(name, account)| (*name == gateway).then_some(account))
    }

    /// What most lines come to: those without an account of their own, whose replies decide. All others take the door.
    fn conclude(&self, fields: &Fields<'_>) -> Option<(&'static str, Outcome<()>)> {
        let field = |wanted: &str| fields.iter().find_map(|(name, value)| (name == wanted).then_some(value));
        let operation = field("operation")?.text()?;
        let (name, stored) = self.read.iter().find(|(name, _)| *name == operation)?;
        let (input, replies) = (field("input")?, stored.replies(field("replies")?).ok()?);
        if fields.len() != 3 || stored.is_local() {
            return None;
        }
        Some((name, stored.conclude(input, &replies, None).ok()?))
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
        if let Err(words) = one(&mut concluded, line, accounts, keeps) {
            concluded.bad.push((concluded.lines, words));
        }
    }
    concluded
}

/// Concludes one line, or says in words why it cannot be.
fn one(concluded: &mut Concluded, line: &[u8], accounts: &Accounts, keeps: Keeps) -> std::result::Result<(), String> {
    let fields = fields(line)?;
    if !keeps.outcomes
        && let Some((operation, outcome)) = accounts.conclude(&fields)
    {
        let (verdict, funds) = (word(&outcome.verdict), word(&outcome.funds));
        note(concluded, operation, [&verdict, &funds], keeps, || {
            let reason = outcome.reason.as_ref().map_or_else(String::new, |reason| word(&reason.code));
            (reason, plain_of(&outcome.next))
        });
        return Ok(());
    }
    let (operation, unfinished, outcome) = outcome(fields, accounts)?;
    let word = |name: &str| outcome.field(name).and_then(Json::text).unwrap_or_default();
    concluded.unfinished += u64::from(unfinished);
    if keeps.outcomes {
        let text = format!("\"operation\":{},\"outcome\":{}}}", quoted(&operation), outcome.print());
        concluded.outcomes_text.push((concluded.lines, text));
    }
    note(concluded, &operation, [word("verdict"), word("funds")], keeps, || {
        let reason = outcome.field("reason").and_then(|reason| reason.field("code")).and_then(Json::text);
        (reason.unwrap_or_default().to_owned(), outcome.field("next").cloned().unwrap_or(Json::Null))
    });
    Ok(())
}

/// Counts a line, and keeps what is in doubt. Its reason and `next` are looked at only then.
fn note(
    concluded: &mut Concluded,
    operation: &str,
    [verdict, funds]: [&str; 2],
    keeps: Keeps,
    more: impl FnOnce() -> (String, Json<'static>),
) {
    let line = concluded.lines;
    concluded.count(Kind { operation, verdict, funds });
    // Pending money is in doubt too, until somebody has asked; only a proof ends that.
    if verdict != "unknown" && funds != "in_doubt" {
        return;
    }
    let (reason, next) = more();
    if keeps.in_doubt {
        let told = [operation, verdict, funds, &reason].map(quoted);
        let [operation, verdict, funds, reason] = told;
        let next = next.print();
        concluded.in_doubt_text.push((
            line,
            format!(
                "\"operation\":{operation},\"verdict\":{verdict},\"funds\":{funds},\"reason\":{reason},\"next\":{next}}}"
            ),
        ));
    }
    let next = |name: &str| next.field(name).and_then(Json::text).unwrap_or_default();
    concluded.in_doubt.push(Doubt {
        line,
        operation: operation.to_owned(),
        verdict: verdict.to_owned(),
        funds: funds.to_owned(),
        reason,
        next: [next("do"), next("operation")].join(" ").trim_end().to_owned(),
    });
}

/// The fields of a line.
fn fields(line: &[u8]) -> std::result::Result<Fields<'_>, String> {
    let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
    let read = Json::read(text).map_err(|wrong| format!("it is not JSON: {} at byte {}", wrong.what, wrong.at))?;
    let Json::Object(mut fields) = read else { return Err("it is not an object".to_owned()) };
    // The mark of a call that `send --save` or a host's `call.save()` has stored.
    fields.retain(|(name, value)| !(name == "sanspay" && matches!(value, Json::Number(version) if version == "1")));
    Ok(fields)
}

/// A word of the library's.
fn word(of: &impl Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn plain_of(of: &impl Serialize) -> Json<'static> {
    serde_json::to_value(of).map_or(Json::Null, |value| plain(&value))
}

/// The operation, whether its last request was never answered, and the outcome; or in words why there is none.
fn outcome(mut fields: Fields<'_>, accounts: &Accounts) -> std::result::Result<(String, bool, Json<'static>), String> {
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
