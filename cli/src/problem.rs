//! Why a command could not do what it was asked, in words that say what to do.

use std::fmt::Display;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use crate::exit;

pub type Result<T = u8> = std::result::Result<T, Problem>;

/// What ends a command early.
pub enum Problem {
    /// The command line is wrong.
    Usage(String),
    /// The library found the question wrong: its own error, as data.
    Question(Value),
    /// A file, a port or a pipe could not be used.
    Files(String),
    /// Whoever read the output has gone: nothing is wrong, and nothing more is to be said.
    Unread,
}

impl Problem {
    pub fn usage(words: impl Into<String>) -> Self {
        Self::Usage(words.into())
    }

    /// A file that could not be used.
    pub fn file(what: &str, path: &Path, why: &dyn Display) -> Self {
        Self::Files(format!("{} could not be {what}: {why}", path.display()))
    }

    pub fn exit(&self) -> u8 {
        match self {
            Self::Usage(_) => exit::USAGE,
            Self::Question(_) => exit::QUESTION,
            Self::Files(_) => exit::FILES,
            Self::Unread => exit::DONE,
        }
    }

    /// The same as data, in the shape of the library's own errors.
    pub fn to_json(&self) -> Value {
        let of = |kind: &str, words: &str| json!({ "error": { "kind": kind, "message": words, "problems": [] } });
        match self {
            Self::Usage(words) => of("usage", words),
            Self::Question(error) => json!({ "error": error }),
            Self::Files(words) => of("files", words),
            Self::Unread => Value::Null,
        }
    }

    /// The same in words, every problem on a line of its own.
    pub fn to_words(&self) -> String {
        let Self::Question(error) = self else {
            let (Self::Usage(words) | Self::Files(words)) = self else { return String::new() };
            return words.clone();
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let problems = error["problems"].as_array().map(Vec::as_slice).unwrap_or_default();
        if problems.is_empty() {
            return text(&error["message"]);
        }
        let message = text(&error["message"]);
        let subject = message.split(':').next().unwrap_or_default();
        let line = |problem: &Value| format!("\n  {} {}", text(&problem["field"]), text(&problem["message"]));
        format!("{subject}: nothing was sent, because{}", problems.iter().map(line).collect::<String>())
    }
}

impl From<io::Error> for Problem {
    /// What is left when files have said which they are: the program's own output.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Unread
        } else {
            Self::Files(format!("the output could not be written: {error}"))
        }
    }
}
