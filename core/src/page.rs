//! A gateway's answer as it is read: bounded, tolerant of loose types, and rid of credentials.

use crate::check::Id;
use crate::http::HttpReply;
use crate::json::{Json, TWICE};
use crate::outcome::{Mismatch, Reason, ReasonCode};
use crate::redact::{is_clear, redacted};
use crate::secret::Secret;

/// The largest body that is read. The largest documented answer has three kilobytes.
pub const MAX_BODY: usize = 1 << 20;

/// A reply that could be read: a JSON object and the HTTP status it came with.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Json<'a>,
    /// Whether the body could be read only by forgiving faults. Then it may inform, and proves nothing.
    pub repaired: bool,
}

impl<'a> Page<'a> {
    /// Reads a reply's body. Wherever it repeats one of `secrets`, plain or in base64, that is redacted at once, so
    /// that nothing made from the page can show it.
    pub(crate) fn read(reply: &'a HttpReply, secrets: &[&Secret]) -> Result<Self, Reason> {
        let unreadable = |code, message: &str| Reason { http_status: Some(reply.status), ..Reason::new(code, message) };
        if reply.body.len() > MAX_BODY {
            return Err(unreadable(ReasonCode::TooLarge, "The reply is larger than any answer of the gateway's."));
        }
        let Ok(text) = std::str::from_utf8(&reply.body) else {
            return Err(unreadable(ReasonCode::NotJson, "The reply is not UTF-8 text."));
        };
        let (body, repaired) = match Json::read_tolerant(text) {
            Ok(read) => read,
            Err(fault) if fault.what == TWICE => {
                return Err(unreadable(ReasonCode::GivenTwice, "The reply gives a field twice."));
            }
            Err(_) => return Err(unreadable(ReasonCode::NotJson, not_json(text))),
        };
        if !matches!(body, Json::Object(_)) {
            return Err(unreadable(ReasonCode::Unrecognised, "The reply is JSON, but not an object."));
        }
        let body = if is_clear(text, secrets) { body } else { redacted(body, secrets) };
        Ok(Self { status: reply.status, body, repaired })
    }

    /// A reason that quotes what the gateway said.
    pub(crate) fn reason(&self, code: ReasonCode, message: impl Into<String>) -> Reason {
        Reason {
            http_status: Some(self.status),
            gateway_code: self.body.loose_text("code"),
            gateway_message: self.body.loose_text("message"),
            ..Reason::new(code, message)
        }
    }

    /// A reason that lists what the gateway said otherwise.
    pub(crate) fn mismatch(&self, mismatches: Vec<Mismatch>) -> Reason {
        let fields: Vec<&str> = mismatches.iter().map(|mismatch| mismatch.field.as_str()).collect();
        let message = format!("The reply does not match what was asked or expected: {}.", fields.join(", "));
        Reason { mismatches, ..self.reason(ReasonCode::Mismatch, message) }
    }
}

/// Reading fields as loosely as the gateways write them: a number may be a text, null may be "".
impl Json<'_> {
    /// A text that is not empty, or a number as it is written.
    pub(crate) fn loose_text(&self, name: &str) -> Option<String> {
        match self.field(name) {
            Some(Json::Text(text)) if !text.is_empty() => Some(text.clone().into_owned()),
            Some(Json::Number(text)) => Some(text.clone().into_owned()),
            _ => None,
        }
    }

    /// What a field tells: a text or number as it is written, and the sort of value where it is neither. None only
    /// where the field is absent or empty, so that something unreadable is never taken for nothing.
    pub(crate) fn told(&self, name: &str) -> Option<String> {
        let value = self.field(name).filter(|value| !value.is_empty())?;
        Some(self.loose_text(name).unwrap_or_else(|| value.kind().to_owned()))
    }

    /// A whole number that is not negative, or a text of its digits.
    pub(crate) fn loose_number(&self, name: &str) -> Option<u64> {
        match self.field(name) {
            Some(Json::Number(text) | Json::Text(text)) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().ok().filter(|number| *number <= crate::money::MAX_MINOR)
            }
            _ => None,
        }
    }

    /// A boolean as such: "true" and 1 are not taken for one.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        if let Some(Json::Bool(flag)) = self.field(name) { Some(*flag) } else { None }
    }

    /// Whether a field is the number 1: "1" and true are not taken for it.
    pub(crate) fn is_number_one(&self, name: &str) -> bool {
        matches!(self.field(name), Some(Json::Number(number)) if number == "1")
    }

    /// Whether the object has no other fields than these, empty ones aside.
    pub(crate) fn has_only(&self, names: &[&str]) -> bool {
        let Json::Object(fields) = self else { return false };
        fields.iter().all(|(name, value)| names.contains(&name.as_ref()) || value.is_empty())
    }

    /// Whether the value says nothing: null, "", an empty list or object.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Json::Null => true,
            Json::Text(text) => text.is_empty(),
            Json::List(items) => items.is_empty(),
            Json::Object(fields) => fields.is_empty(),
            _ => false,
        }
    }
}

/// Compares what a reply echoes with what was asked or expected, and collects the differences.
#[derive(Default)]
pub(crate) struct Comparison(Vec<Mismatch>);

impl Comparison {
    /// An id must be there and be the same.
    pub(crate) fn id(&mut self, field: &str, expected: &Id, got: Option<String>) {
        self.text(field, expected.as_str(), got);
    }

    /// A text must be there and be the same.
    pub(crate) fn text(&mut self, field: &str, expected: &str, got: Option<String>) {
        if got.as_deref() != Some(expected) {
            self.differs(field, expected, got);
        }
    }

    pub(crate) fn differs(&mut self, field: &str, expected: &str, got: Option<String>) {
        self.0.push(Mismatch { field: field.to_owned(), expected: expected.to_owned(), got });
    }

    /// The differences, where there are any.
    pub(crate) fn differences(self) -> Option<Vec<Mismatch>> {
        Some(self.0).filter(|differences| !differences.is_empty())
    }
}

fn not_json(text: &str) -> &'static str {
    match text.trim_start().bytes().next() {
        None => "The reply is empty.",
        Some(b'<') => "The reply is a web page, not JSON.",
        Some(b'{' | b'[') => "The reply begins like JSON but is malformed or cut off.",
        Some(_) => "The reply is not JSON.",
    }
}
