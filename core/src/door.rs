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

use serde::{Deserialize, Serialize};

use crate::check::Problems;
use crate::error::Error;
use crate::exchange::answer;
use crate::http::{PlainReply, Reply, Request, plain_body};
use crate::input;
use crate::json::{Json, Malformed, Printed};
use crate::notice::{Message, Received};
use crate::operation::Answer;
use crate::operations::{Manifest, OperationEntry, all, all_notices, operations};
use crate::outcome::{Funds, Left, Next, Outcome, Reason, Ruling, Stands, Turn, Verdict, rule};

/// The longest question that is read, in bytes. A reply's body is bounded more tightly; this only bounds the work.
pub const MAX_QUESTION: usize = 32 << 20;

/// `{"operation", "account", "input", "replies"}` as text; answers `{"request"}`, `{"outcome"}` or `{"error"}` as text.
#[must_use]
pub fn exchange(question: &str) -> String {
    in_text(question, try_exchange)
}

/// `{"notice", "account", "message"}` as text; answers `{"notice"}` or `{"error"}` as text.
#[must_use]
pub fn receive(question: &str) -> String {
    in_text(question, try_receive)
}

/// `{"known", "seen"}`, two outcomes of one payment, as text; answers `{"outcome"}` or `{"error"}` as text.
#[must_use]
pub fn settle(question: &str) -> String {
    in_text(question, try_settle)
}

/// All of the above behind one function, for hosts that can hold only one: an object with exactly one of the fields
/// `exchange`, `receive`, `settle` (the question) or `operations` (an empty object).
#[must_use]
pub fn call(question: &str) -> String {
    call_with(question, None)
}

/// [`call`] where one text of the question may stand beside it, as it is, with U+001A in its place: a body that is JSON
/// itself would have to be escaped and unescaped at every quote.
///
/// ```
/// use sanspay::door::{call, call_with};
///
/// let told = |body: &str| format!(r#"{{"exchange": {{"operation": "atarapay.banks.list", "replies": [{{"status": 200, "body": {body}}}]}}}}"#);
/// assert_eq!(call_with(&told("\u{1a}"), Some("{\"status\": 1}")), call(&told(r#""{\"status\": 1}""#)));
/// ```
#[must_use]
pub fn call_with(question: &str, beside: Option<&str>) -> String {
    printed(question_from(question, beside).and_then(|question| try_call(&question)))
}

/// [`call`] for hosts that hand over their values as they are instead of as text.
#[must_use]
pub fn call_plain(question: &Json<'_>) -> Json<'static> {
    Json::of(&try_call(question).unwrap_or_else(Plain::Error))
}

/// The answer to a question that is wrong: for bindings, where they could not even read it.
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "it is used where a result is turned into an answer")]
pub fn refuse(error: Error) -> Json<'static> {
    Json::of(&Plain::Error(error))
}

/// What the door answers with: an object with one field, named after what it is.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Plain {
    Request(Request),
    Outcome(Outcome<Printed>),
    #[serde(rename = "outcome")]
    Settled(Json<'static>),
    Notice(Received<Printed>),
    Operations(Manifest),
    Error(Error),
}

fn in_text(question: &str, ask: fn(&Json<'_>) -> Result<Plain, Error>) -> String {
    printed(question_from(question, None).and_then(|question| ask(&question)))
}

fn printed(answer: Result<Plain, Error>) -> String {
    Printed::of(&answer.unwrap_or_else(Plain::Error)).0
}

fn try_call(question: &Json<'_>) -> Result<Plain, Error> {
    const CALLS: &str = "the question must be an object with exactly one of: exchange, receive, settle, operations";
    let fields = if let Json::Object(fields) = question { fields.as_slice() } else { &[] };
    match fields {
        [(name, question)] => match name.as_ref() {
            "exchange" => try_exchange(question),
            "receive" => try_receive(question),
            "settle" => try_settle(question),
            "operations" => Ok(Plain::Operations(operations())),
            _ => Err(Error::question(CALLS)),
        },
        _ => Err(Error::question(CALLS)),
    }
}

fn try_exchange(question: &Json<'_>) -> Result<Plain, Error> {
    only(question, &["operation", "account", "input", "replies"])?;
    let name = named(question, "operation")?;
    let entry = operation(name)?;
    let replies = replies(entry.name, question.field("replies"))?;
    let mut problems = Problems::default();
    let question = (entry.question)(question.field("account"), question.field("input"), &mut problems);
    Ok(match answer(&*question, problems, &replies)? {
        Answer::Request(request) => Plain::Request(request),
        Answer::Outcome(outcome) => Plain::Outcome(outcome),
    })
}

/// The operation of that name.
pub(crate) fn operation(name: &str) -> Result<&'static OperationEntry, Error> {
    all().find(|entry| entry.name == name).ok_or_else(|| unknown("operation", name, all().map(|entry| entry.name)))
}

/// The replies to an operation's requests so far.
pub(crate) fn replies(operation: &str, given: Option<&Json<'_>>) -> Result<Vec<Reply>, Error> {
    let mut problems = Problems::default();
    let replies: Vec<PlainReply> = match given {
        None => Vec::new(),
        given => input::read("replies", given, &mut problems),
    };
    problems.stop(operation)?;
    let replies = replies.into_iter().enumerate();
    let replies = replies.map(|(index, reply)| reply.typed(&format!("replies[{index}]"), &mut problems)).collect();
    problems.stop(operation)?;
    Ok(replies)
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
    let Some(entry) = all_notices().find(|entry| entry.name == name) else {
        return Err(unknown("notice", name, all_notices().map(|entry| entry.name)));
    };
    let mut problems = Problems::default();
    let plain = input::read::<PlainMessage>("message", question.field("message"), &mut problems);
    problems.stop(entry.name)?;
    let body = plain_body("message", plain.body, plain.body_base64, &mut problems);
    problems.stop(entry.name)?;
    let message = Message { headers: plain.headers.unwrap_or_default(), body };
    (entry.receive)(question.field("account"), &message).map(Plain::Notice)
}

fn try_settle(question: &Json<'_>) -> Result<Plain, Error> {
    only(question, &["known", "seen"])?;
    let mut problems = Problems::default();
    let mut standing = |name: &str| {
        let part = |part: &str| question.field(name).and_then(|outcome| outcome.field(part));
        let verdict = one_of(&Verdict::ALL, part("verdict"), &format!("{name}.verdict"), &mut problems);
        let funds = one_of(&Funds::ALL, part("funds"), &format!("{name}.funds"), &mut problems);
        verdict.zip(funds)
    };
    let standings = standing("known").zip(standing("seen"));
    problems.stop("settle")?;
    let Some((known, seen)) = standings else { return Err(Error::question("the outcomes could not be read")) };
    let seen_s = |part: &str| question.field("seen").and_then(|seen| seen.field(part)).cloned().map(Json::into_owned);
    let next = seen_s("next").unwrap_or(Json::Null);
    let left = match next.field("do").and_then(Json::text) {
        Some("ask") => Left::Asking,
        Some("review") => Left::Review,
        _ => Left::Nothing,
    };
    let Ruling { stands, turn } = rule(known, seen, left);
    let stands = question.field(if stands == Stands::Known { "known" } else { "seen" });
    let mut outcome = stands.cloned().map_or(Json::Null, Json::into_owned);
    let changes = match turn {
        Turn::AsItIs => Vec::new(),
        Turn::Asked => vec![("next", next)],
        Turn::Reviewed => vec![("reason", seen_s("reason").unwrap_or(Json::Null)), ("next", next)],
        Turn::Conflict => vec![("reason", Json::of(&Reason::conflict())), ("next", Json::of(&Next::Review))],
    };
    if let Json::Object(fields) = &mut outcome {
        for (name, value) in changes {
            fields.retain(|(known, _)| known != name);
            fields.push((name.into(), value));
        }
    }
    Ok(Plain::Settled(outcome))
}

/// The one of these whose word is given.
fn one_of<T: Copy + Serialize>(all: &[T], given: Option<&Json<'_>>, field: &str, problems: &mut Problems) -> Option<T> {
    let words: Vec<Json<'_>> = all.iter().map(Json::of).collect();
    let found = words.iter().zip(all).find_map(|(word, one)| (given == Some(word)).then_some(*one));
    if found.is_none() {
        let words: Vec<&str> = words.iter().filter_map(Json::text).collect();
        problems.add(field, format!("must be one of {}", words.join(", ")));
    }
    found
}

fn question_from<'q>(text: &'q str, beside: Option<&'q str>) -> Result<Json<'q>, Error> {
    if text.len().saturating_add(beside.map_or(0, str::len)) > MAX_QUESTION {
        return Err(Error::question(format!("the question is longer than {MAX_QUESTION} bytes")));
    }
    Json::read_with(text, beside)
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
    Error::unknown(format!("there is no {what} \"{name}\"; known: {}", known.join(", ")))
}
