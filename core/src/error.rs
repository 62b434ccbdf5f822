//! What is wrong with a question: every problem at once, by the field's path as the caller spells it.

use std::fmt;

use serde::Serialize;

/// A question that cannot be answered. Nothing was sent, and nothing happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Error {
    /// Which sort of mistake it is; stable, for programs.
    pub kind: ErrorKind,
    /// The whole of it in words, for a developer.
    pub message: String,
    /// Every problem found: first what is missing, unknown or of the wrong type, then what breaks a rule.
    pub problems: Vec<Problem>,
}

/// The sorts of mistake a question can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The question is not JSON, is too large or too deep, or is not one of the questions there are.
    InvalidQuestion,
    /// There is no operation or notice of that name.
    UnknownOperation,
    /// A field of the account, the input, the message or a reply is missing, unknown or wrong.
    InvalidInput,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// The path of the field: `customer_phone`, `account.private_key`, `replies[0].status`.
    pub field: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

impl Error {
    pub(crate) fn question(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::InvalidQuestion, message: message.into(), problems: Vec::new() }
    }

    pub(crate) fn unknown(message: String) -> Self {
        Self { kind: ErrorKind::UnknownOperation, message, problems: Vec::new() }
    }

    pub(crate) fn input(subject: &str, problems: Vec<Problem>) -> Self {
        let listed = problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("; ");
        Self { kind: ErrorKind::InvalidInput, message: format!("{subject}: {listed}"), problems }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.message)
    }
}
