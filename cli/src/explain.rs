//! `sanspay explain`: what a reply means, by which rule, and where the documents say so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::args;
use crate::door::Answer;
use crate::exit;
use crate::input;
use crate::print::{Out, note};
use crate::problem::Result;
use crate::question::Question;
use crate::reference::{Operation, meaning};
use crate::words::{tell, titled, verdict};

pub fn run(out: &mut Out, given: &args::Question, status: u16) -> Result {
    let question = Question::of(given)?;
    let replies = replies_from(&reply_read()?, status);
    let operation = &question.operation;
    let outcome = match question.ask(&replies)? {
        Answer::Outcome(outcome) => outcome,
        Answer::Request(request) => return unfinished(out, operation, &request),
    };
    let rule = rule(&outcome);
    let pages = pages(operation.documentation());
    if out.json {
        out.line(json!({ "outcome": outcome, "rule": rule,
            "documents": { "operation": operation.name, "pages": pages, "says": operation.documentation() } }))?;
        return Ok(exit::of(verdict(&outcome)));
    }
    tell(out, &outcome, &given.account)?;
    out.line(format_args!("{} {}", titled("rule"), text(&rule["code"])))?;
    out.line(format_args!("         {}", text(&rule["says"])))?;
    let pages = if pages.is_empty() { String::new() } else { format!(" ({})", pages.join(", ")) };
    out.line(format_args!("{} what is known of {}{pages}:", titled("source"), operation.name))?;
    for line in operation.documentation().lines() {
        out.line(format_args!("         {line}").to_string().trim_end())?;
    }
    Ok(exit::of(verdict(&outcome)))
}

fn reply_read() -> Result<Vec<u8>> {
    let read = input::stdin("the reply")?;
    if read.is_empty() {
        note("Standard input is empty, which is explained as a reply with nothing in it.");
    }
    Ok(read)
}

fn unfinished(out: &mut Out, operation: &Operation, request: &Value) -> Result {
    let summary = text(&request["summary"]);
    if out.json {
        out.line(json!({ "unfinished": { "operation": operation.name, "request": summary } }))?;
    } else {
        out.line(format_args!(
            "Nothing can be concluded yet: {} goes on with another request. Give a list of all replies.\n{} {summary}",
            operation.name,
            titled("request")
        ))?;
    }
    Ok(exit::UNFINISHED)
}

/// The rule that decided: the reason's code, or where there is no reason what every `done` takes.
fn rule(outcome: &Value) -> Value {
    match outcome["reason"]["code"].as_str() {
        Some(code) => json!({ "code": code, "says": meaning("ReasonCode", code) }),
        None => json!({ "code": verdict(outcome), "says": meaning("Verdict", verdict(outcome)) }),
    }
}

/// The pages of the gateway's documentation that an operation's own documentation names.
fn pages(documentation: &'static str) -> Vec<&'static str> {
    documentation.split('`').filter(|part| part.starts_with("/docs/")).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Replies, however they were written down: what `curl -i` prints, the library's own data, or a body alone.
pub fn replies_from(given: &[u8], status: u16) -> Vec<Value> {
    if given.starts_with(b"HTTP/") {
        return vec![from_http(given)];
    }
    match serde_json::from_slice::<Value>(given) {
        Ok(Value::Array(replies)) if !replies.is_empty() && replies.iter().all(is_reply) => replies,
        Ok(reply) if is_reply(&reply) => vec![reply],
        _ => vec![reply(status, &[], given)],
    }
}

/// Whether this is a reply as the library takes it, and not a body that has a field of that name.
fn is_reply(value: &Value) -> bool {
    let Some(fields) = value.as_object() else { return false };
    let known = ["status", "headers", "body", "body_base64", "fault", "detail"];
    fields.keys().all(|name| known.contains(&name.as_str()))
        && (value["fault"].is_string()
            || value["status"].is_u64() && (value["body"].is_string() || value["body_base64"].is_string()))
}

/// A reply as it travelled, the interim ones before it left out.
fn from_http(given: &[u8]) -> Value {
    let blank = |bytes: &[u8]| {
        let crlf = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| (at, at + 4));
        let lf = bytes.windows(2).position(|two| two == b"\n\n").map(|at| (at, at + 2));
        [crlf, lf].into_iter().flatten().min().unwrap_or((bytes.len(), bytes.len()))
    };
    let (head_ends, body_begins) = blank(given);
    let (head, body) = (String::from_utf8_lossy(&given[..head_ends]), &given[body_begins..]);
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).unwrap_or(0);
    if (100..200).contains(&status) && body.starts_with(b"HTTP/") {
        return from_http(body);
    }
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers: Vec<_> = headers.map(|(name, value)| [name.trim().to_owned(), value.trim().to_owned()]).collect();
    reply(status, &headers, body)
}

/// A reply as data, its body in base64 where it is no text.
pub fn reply(status: u16, headers: &[[String; 2]], body: &[u8]) -> Value {
    match std::str::from_utf8(body) {
        Ok(text) => json!({ "status": status, "headers": headers, "body": text }),
        Err(_) => json!({ "status": status, "headers": headers, "body_base64": STANDARD.encode(body) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_read_however_it_was_written_down() {
        let as_data = json!({ "status": 201, "headers": [["a", "b"]], "body": "{}" });
        assert_eq!(replies_from(b"HTTP/1.1 201 Created\r\na: b\r\n\r\n{}", 200), std::slice::from_ref(&as_data));
        assert_eq!(
            replies_from(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/2 201\na: b\n\n{}", 200),
            std::slice::from_ref(&as_data)
        );
        assert_eq!(replies_from(as_data.to_string().as_bytes(), 200), std::slice::from_ref(&as_data));
        assert_eq!(replies_from(json!([as_data, { "fault": "lost" }]).to_string().as_bytes(), 200).len(), 2);
        assert_eq!(replies_from(b"{\"status\":\"success\"}", 202)[0]["body"], "{\"status\":\"success\"}");
        assert_eq!(replies_from(b"{\"status\":200,\"code\":1}", 202)[0]["status"], 202);
        assert_eq!(replies_from(b"\xff", 200)[0]["body_base64"], "/w==");
    }
}
