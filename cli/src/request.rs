//! `sanspay request`: what would be sent, for a person or a shell.

use std::path::Path;

use serde_json::{Value, json};

use crate::args::{self, Form};
use crate::door::Answer;
use crate::exit;
use crate::explain::replies_from;
use crate::hide::{Hidden, Piece};
use crate::input;
use crate::print::{Out, note};
use crate::problem::{Problem, Result};
use crate::question::Question;

pub fn run(out: &mut Out, given: &args::Question, form: Form, show_secrets: bool, replies: Option<&Path>) -> Result {
    let question = Question::of(given)?;
    let replies = match replies {
        Some(path) => replies_from(&input::file(path)?, 200),
        None => Vec::new(),
    };
    let name = question.operation.name;
    let Answer::Request(request) = question.ask(&replies)? else {
        let words =
            format!("{name} has no request left to show: `sanspay send` or `sanspay explain` say what came of it");
        return Err(Problem::usage(words));
    };
    let request = Request::of(&request);
    let hidden = if show_secrets {
        Hidden::nothing()
    } else {
        let others = [question.input_secrets(), tokens_in(&replies), request.hidden_part()].concat();
        Hidden::of(question.operation.gateway(), &question.account, &others)
    };
    match form {
        _ if out.json => out.line(request.as_json(&hidden))?,
        Form::Json => out.line(request.as_json(&hidden))?,
        Form::Http => out.line(request.as_http(&hidden))?,
        Form::Curl => out.line(request.as_curl(&hidden))?,
    }
    if !request.summary.starts_with(&format!("{name}:")) {
        note("This is the first of several requests. Give its reply with --replies to see the next.");
    }
    Ok(exit::DONE)
}

/// A request as the library gives it out.
struct Request<'r> {
    method: &'r str,
    url: &'r str,
    headers: Vec<(&'r str, &'r str)>,
    body: Option<&'r str>,
    summary: &'r str,
}

impl<'r> Request<'r> {
    fn of(request: &'r Value) -> Self {
        let text = |value: &'r Value| value.as_str().unwrap_or_default();
        let headers = request["headers"].as_array().into_iter().flatten();
        Self {
            method: text(&request["method"]),
            url: text(&request["url"]),
            headers: headers.map(|pair| (text(&pair[0]), text(&pair[1]))).collect(),
            body: request["body"].as_str(),
            summary: text(&request["summary"]),
        }
    }

    /// What the summary hides of the address.
    fn hidden_part(&self) -> Vec<String> {
        let Some((before, after)) = self.summary.split_once(sanspay::REDACTED) else { return Vec::new() };
        let before = before.rsplit(' ').next().unwrap_or_default();
        let part = self.url.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        part.map(str::to_owned).into_iter().collect()
    }

    fn as_json(&self, hidden: &Hidden) -> Value {
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| [(*name).to_owned(), hidden.shown(value)]).collect();
        json!({ "request": { "method": self.method, "url": hidden.shown(self.url), "headers": headers,
            "body": self.body.map(|body| hidden.shown(body)), "summary": self.summary } })
    }

    fn as_http(&self, hidden: &Hidden) -> String {
        let (authority, path) = parts(self.url);
        let headers: String =
            self.headers.iter().map(|(name, value)| format!("{name}: {}\r\n", hidden.shown(value))).collect();
        let body = self.body.unwrap_or_default();
        format!(
            "{} {} HTTP/1.1\r\nhost: {authority}\r\n{headers}content-length: {}\r\n\r\n{}",
            self.method,
            hidden.shown(path),
            body.len(),
            hidden.shown(body)
        )
    }

    /// A line for a shell, and before it the variables that it must make first.
    fn as_curl(&self, hidden: &Hidden) -> String {
        let mut line =
            format!("curl --silent --show-error --max-time 30 --request {} {}", self.method, quoted(hidden, self.url));
        for (name, value) in &self.headers {
            line.push_str(&format!(" \\\n  --header {}", quoted(hidden, &format!("{name}: {value}"))));
        }
        if let Some(body) = self.body {
            line.push_str(&format!(" \\\n  --data-raw {}", quoted(hidden, body)));
        }
        if line.contains("$SANSPAY_ATARAPAY_AUTHTOKEN") {
            line.insert_str(0, AUTHTOKEN);
        }
        line
    }
}

/// How a shell makes the token of AtaraPay's (`/docs/authtoken`), as a form carries it.
const AUTHTOKEN: &str = "SANSPAY_ATARAPAY_AUTHTOKEN=$(printf '%s:%s' \"$SANSPAY_ATARAPAY_PUBLIC_KEY\" \
                         \"$SANSPAY_ATARAPAY_PRIVATE_KEY\" | base64 | tr -d '\\n' | \
                         sed 's/+/%2B/g; s#/#%2F#g; s/=/%3D/g')\n";

/// The authority and the path of an address.
fn parts(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find(['/', '?']).map_or((rest, "/"), |at| rest.split_at(at))
}

/// A word for a shell: what is plain between single quotes, where nothing means anything, and the variables between double ones.
fn quoted(hidden: &Hidden, text: &str) -> String {
    let one = |piece| match piece {
        Piece::Plain(text) => format!("'{}'", text.replace('\'', "'\\''")),
        Piece::Variable(name) => format!("\"${name}\""),
        Piece::Redacted => format!("'{}'", sanspay::REDACTED),
    };
    hidden.pieces(text).into_iter().map(one).collect()
}

/// Every longer text of the replies: what a later request repeats of them is a token.
fn tokens_in(replies: &[Value]) -> Vec<String> {
    fn collect(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) if text.len() >= 8 => found.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    let bodies = replies.iter().filter_map(|reply| serde_json::from_str::<Value>(reply["body"].as_str()?).ok());
    bodies.for_each(|body| collect(&body, &mut found));
    found
}
