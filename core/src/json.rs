//! JSON as money needs it: numbers kept as they were written, a field given twice refused, depth bounded.
//!
//! Both gateways' documents print bodies that are not JSON, so a second, tolerant reading forgives exactly three
//! faults seen there (a missing comma after a text member, a comma before a closing bracket, `//` comments) and says
//! that it did: what is read that way can inform, never prove.

mod plain;
mod read;
mod write;

use std::borrow::Cow;

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use self::read::Reader;
pub(crate) use self::write::Printed;
use crate::money::MAX_MINOR;

/// How deeply lists and objects may be nested. The deepest documented body has six levels.
pub const MAX_DEPTH: usize = 64;
/// How many fields an object may have. The largest documented one has 55.
pub const MAX_FIELDS: usize = 1_000;

/// A JSON value that remembers its numbers as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number exactly as written.
    Number(Cow<'a, str>),
    /// A number that a host language held as a binary fraction, and which is therefore not exact.
    Inexact,
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Json<'a>>),
    /// Fields in the order given, each name once.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// Where and why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The byte at which reading stopped.
    pub at: usize,
    /// What is wrong there.
    pub what: &'static str,
}

/// What a reading that could not go on says of a field given twice.
pub(crate) const TWICE: &str = "a field is given twice";

impl<'a> Json<'a> {
    /// Reads strict JSON (RFC 8259), and refuses a field given twice and nesting deeper than [`MAX_DEPTH`].
    pub fn read(text: &'a str) -> Result<Self, Malformed> {
        Self::read_with(text, None)
    }

    /// Reads strict JSON in which the byte 1A, which JSON never holds, may stand for one text that is given beside it.
    pub(crate) fn read_with(text: &'a str, beside: Option<&'a str>) -> Result<Self, Malformed> {
        Reader::new(text, false).with(beside).document().map(|(json, _)| json)
    }

    /// Reads strict JSON, or else JSON with the three faults the gateways' documents show. The flag tells which:
    /// true where something had to be repaired.
    pub fn read_tolerant(text: &'a str) -> Result<(Self, bool), Malformed> {
        Reader::new(text, true).document()
    }

    /// The value of a field, where this is an object that has it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        // Most names differ in length already, which costs no call to learn.
        fields.iter().find_map(|(key, value)| (key.len() == name.len() && key == name).then_some(value))
    }

    /// Takes the value of a field out, where this is an object that has it, and leaves null there.
    pub(crate) fn take_field(&mut self, name: &str) -> Option<Self> {
        let Self::Object(fields) = self else { return None };
        let (_, value) = fields.iter_mut().find(|(key, _)| key == name)?;
        Some(std::mem::replace(value, Self::Null))
    }

    /// The text, where this is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The value as compact JSON text.
    #[must_use]
    pub fn print(&self) -> String {
        Printed::of(self).0
    }

    /// The same value, independent of the text it was read from.
    #[must_use]
    pub fn into_owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(value),
            Self::Number(text) => Json::Number(Cow::Owned(text.into_owned())),
            Self::Inexact => Json::Inexact,
            Self::Text(text) => Json::Text(Cow::Owned(text.into_owned())),
            Self::List(items) => Json::List(items.into_iter().map(Json::into_owned).collect()),
            Self::Object(fields) => Json::Object(
                fields.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned())).collect(),
            ),
        }
    }

    /// What sort of value this is, in the words of an error message.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Inexact => "a number with a fraction",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// Integers that every language holds exactly stay numbers; every other number is handed on as its text.
impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null | Self::Inexact => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(text) => match text.parse::<i64>() {
                Ok(number) if number.unsigned_abs() <= MAX_MINOR && text != "-0" => serializer.serialize_i64(number),
                _ => serializer.serialize_str(text),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Object(fields) => {
                let mut object = serializer.serialize_map(Some(fields.len()))?;
                for (key, value) in fields {
                    object.serialize_entry(key, value)?;
                }
                object.end()
            }
        }
    }
}

#[cfg(test)]
mod tests;
