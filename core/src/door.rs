//! The one plain-data entrance that every binding uses: JSON in, JSON out, total and deterministic.
//!
//! ```
//! let answer = sanspay::door::exchange(r#"{
//!     "operation": "atarapay.orders.status",
//!     "account": { "environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2" },
//!     "input": { "order": 3021 },
//!     "replies": []
//! }"#);
//! assert!(answer.starts_with(r#"{"request":{"method":"POST","url":"https://test-api.atarapay.com/api/callback/order""#));
//! ```

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::check::Problems;
use crate::error::Error;
use crate::http::{PlainReply, Request, plain_body};
use crate::input;
use crate::json::{Json, Malformed};
use crate::notice::{Message, Received};
use crate::operation::Answer;
use crate::operations::{AnyValue, Manifest, NOTICES, OPERATIONS, operations};
use crate::outcome::{Funds, Next, Outcome, Reason, Stands, Verdict, rule};

/// The longest question that is read, in bytes. A reply's body is bounded more tightly; this only bounds the work.
pub const MAX_QUESTION: usize = 32 << 20;

/// `{"operation", "account", "input", "replies"}` as text; answers `{"request"}`, `{"outcome"}` or `{"error"}` as text.
#[must_use]
pub fn exchange(question: &str) -> String {
    print(&question_from(question).map_or_else(Plain::Error, |question| exchange_plain(&question)))
}

/// `{"notice", "account", "message"}` as text; answers `{"notice"}` or `{"error"}` as text.
#[must_use]
pub fn receive(question: &str) -> String {
    print(&question_from(question).map_or_else(Plain::Error, |question| receive_plain(&question)))
}

/// `{"known", "seen"}`, two outcomes of one payment, as text; answers `{"outcome"}` or `{"error"}` as text.
#[must_use]
pub fn settle(question: &str) -> String {
    print(&question_from(question).map_or_else(Plain::Error, |question| settle_plain(&question)))
}

/// All of the above behind one function, for hosts that can hold only one: an object with exactly one of the fields
/// `exchange`, `receive`, `settle` (the question) or `operations` (an empty object).
#[must_use]
pub fn call(question: &str) -> String {
    print(&question_from(question).map_or_else(Plain::Error, |question| call_plain(&question)))
}

/// [`call`] for hosts that hand over their values as they are instead of as text.
#[must_use]
pub fn call_plain(question: &Json<'_>) -> Plain {
    const CALLS: &str = "the question must be an object with exactly one of: exchange, receive, settle, operations";
    let Json::Object(fields) = question else { return Plain::Error(Error::question(CALLS)) };
    match fields.as_slice() {
        [(name, question)] => match name.as_ref() {
            "exchange" => exchange_plain(question),
            "receive" => receive_plain(question),
            "settle" => settle_plain(question),
            "operations" => Plain::Operations(operations()),
            _ => Plain::Error(Error::question(CALLS)),
        },
        _ => Plain::Error(Error::question(CALLS)),
    }
}

/// An answer of the door, ready to be serialised into text or into a host's own values.
pub enum Plain {
    /// What the host must send.
    Request(Request),
    /// What has come of it.
    Outcome(Outcome<AnyValue>),
    /// Which of two given outcomes stands.
    Settled(Json<'static>),
    /// What a gateway's message says.
    Notice(Received<AnyValue>),
    /// What there is.
    Operations(Manifest),
    /// What is wrong with the question.
    Error(Error),
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut answer = serializer.serialize_map(Some(1))?;
        match self {
            Self::Request(request) => answer.serialize_entry("request", request)?,
            Self::Outcome(outcome) => answer.serialize_entry("outcome", outcome)?,
            Self::Settled(outcome) => answer.serialize_entry("outcome", outcome)?,
            Self::Notice(notice) => answer.serialize_entry("notice", notice)?,
            Self::Operations(manifest) => answer.serialize_entry("operations", manifest)?,
            Self::Error(error) => answer.serialize_entry("error", error)?,
        }
        answer.end()
    }
}

/// The text of an answer.
#[must_use]
pub fn print(answer: &Plain) -> String {
    // Every answer is made of text, integers and named fields, none of which can fail to print.
    serde_json::to_string(answer).unwrap_or_default()
}

/// [`exchange`] on plain values.
#[must_use]
pub fn exchange_plain(question: &Json<'_>) -> Plain {
    try_exchange(question).unwrap_or_else(Plain::Error)
}

/// [`receive`] on plain values.
#[must_use]
pub fn receive_plain(question: &Json<'_>) -> Plain {
    try_receive(question).unwrap_or_else(Plain::Error)
}

/// [`settle`] on plain values.
#[must_use]
pub fn settle_plain(question: &Json<'_>) -> Plain {
    try_settle(question).unwrap_or_else(Plain::Error)
}

fn try_exchange(question: &Json<'_>) -> Result<Plain, Error> {
    only(question, &["operation", "account", "input", "replies"])?;
    let name = named(question, "operation")?;
    let Some(entry) = OPERATIONS.iter().find(|entry| entry.name == name) else {
        return Err(unknown("operation", name, OPERATIONS.iter().map(|entry| entry.name)));
    };
    let mut problems = Problems::default();
    let replies: Option<Vec<PlainReply>> = match question.field("replies") {
        None => Some(Vec::new()),
        given => input::read("replies", given, &mut problems),
    };
    problems.stop(entry.name)?;
    let replies = replies.unwrap_or_default().into_iter().enumerate();
    let replies: Vec<_> =
        replies.map(|(index, reply)| reply.typed(&format!("replies[{index}]"), &mut problems)).collect();
    problems.stop(entry.name)?;
    Ok(match (entry.exchange)(question.field("account"), question.field("input"), &replies)? {
        Answer::Request(request) => Plain::Request(request),
        Answer::Outcome(outcome) => Plain::Outcome(outcome),
    })
}

fn try_receive(question: &Json<'_>) -> Result<Plain, Error> {
    /// The message of a notice as plain data.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PlainMessage {
        headers: Option<Vec<(String, String)>>,
        body: Option<String>,
        body_base64: Option<String>,
    }

    only(question, &["notice", "account", "message"])?;
    let name = named(question, "notice")?;
    let Some(entry) = NOTICES.iter().find(|entry| entry.name == name) else {
        return Err(unknown("notice", name, NOTICES.iter().map(|entry| entry.name)));
    };
    let mut problems = Problems::default();
    let plain = input::read::<PlainMessage>("message", question.field("message"), &mut problems);
    problems.stop(entry.name)?;
    let Some(plain) = plain else { return Err(Error::question("the message could not be read")) };
    let body = plain_body("message", plain.body, plain.body_base64, &mut problems);
    problems.stop(entry.name)?;
    let message = Message { headers: plain.headers.unwrap_or_default(), body };
    (entry.receive)(question.field("account"), &message).map(Plain::Notice)
}

fn try_settle(question: &Json<'_>) -> Result<Plain, Error> {
    only(question, &["known", "seen"])?;
    let mut problems = Problems::default();
    let mut standing = |name: &str| {
        let outcome = question.field(name);
        let part = |part: &str| outcome.and_then(|outcome| outcome.field(part));
        let verdict = input::read::<Verdict>(&format!("{name}.verdict"), part("verdict"), &mut problems);
        let funds = input::read::<Funds>(&format!("{name}.funds"), part("funds"), &mut problems);
        verdict.zip(funds)
    };
    let standings = (standing("known"), standing("seen"));
    problems.stop("settle")?;
    let (Some(known), Some(seen)) = standings else { return Err(Error::question("the outcomes could not be read")) };
    let (stands, conflict) = rule(known, seen);
    let stands = question.field(if stands == Stands::Known { "known" } else { "seen" });
    let mut outcome = stands.cloned().map_or(Json::Null, Json::into_owned);
    if conflict && let Json::Object(fields) = &mut outcome {
        fields.retain(|(name, _)| name != "reason" && name != "next");
        for (name, value) in [("reason", plain(&Reason::conflict())), ("next", plain(&Next::Review))] {
            fields.push((name.into(), value));
        }
    }
    Ok(Plain::Settled(outcome))
}

fn plain(value: &impl Serialize) -> Json<'static> {
    let text = serde_json::to_string(value).unwrap_or_default();
    Json::read(&text).map_or(Json::Null, Json::into_owned)
}

fn question_from(text: &str) -> Result<Json<'_>, Error> {
    if text.len() > MAX_QUESTION {
        return Err(Error::question(format!("the question is longer than {MAX_QUESTION} bytes")));
    }
    Json::read(text)
        .map_err(|Malformed { at, what }| Error::question(format!("the question is not JSON: {what} at byte {at}")))
}

fn only(question: &Json<'_>, known: &[&str]) -> Result<(), Error> {
    let Json::Object(fields) = question else {
        return Err(Error::question(format!("the question must be an object with the fields {}", known.join(", "))));
    };
    match fields.iter().find(|(name, _)| !known.contains(&name.as_ref())) {
        Some((name, _)) => {
            Err(Error::question(format!("{name} is not a field of the question; known: {}", known.join(", "))))
        }
        None => Ok(()),
    }
}

fn named<'q>(question: &'q Json<'_>, what: &str) -> Result<&'q str, Error> {
    let name = question.field(what).and_then(Json::text);
    name.ok_or_else(|| {
        Error::question(format!(
            "{what} is required: a text such as \"{}\"",
            if what == "notice" { "atarapay.order" } else { "atarapay.orders.status" }
        ))
    })
}

fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> Error {
    let known: Vec<&str> = known.collect();
    Error::unknown(format!("there is no {what} {name:?}; known: {}", known.join(", ")))
}
