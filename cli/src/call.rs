//! One operation under way, as text in a file where it must outlive this process: what every host's `call.save()` writes.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::account;
use crate::args;
use crate::door::Answer;
use crate::input;
use crate::problem::{Problem, Result};
use crate::question::Question;
use crate::reference;

/// The version of what is saved.
const FORMAT: u64 = 1;

/// An operation with the replies so far.
pub struct Call {
    pub question: Question,
    pub answer: Answer,
    replies: Vec<Value>,
    file: Option<PathBuf>,
}

impl Call {
    /// Begins an operation, which is to be stored in a file that is not there yet.
    pub fn new(question: Question, file: Option<PathBuf>) -> Result<Self> {
        let answer = question.ask(&[])?;
        if let Some(path) = file.as_deref().filter(|path| path.exists()) {
            let words =
                "it is there already, and may hold a call whose end is not known: `--resume` it, or name another";
            return Err(Problem::file("written", path, &words));
        }
        Ok(Self { question, answer, replies: Vec::new(), file })
    }

    /// A call as it was when it was saved. Its request may have gone out since, and so may those that follow it: none
    /// of them is given out again, and what is left is to conclude.
    pub fn resumed(path: &Path, given: &args::Account) -> Result<Self> {
        let text = input::text(path)?;
        let none = || Problem::file("resumed", path, &"it is no call that was saved, or that of another version");
        let saved: Saved<'_> = serde_json::from_str(&text).map_err(|_| none())?;
        if saved.sanspay != FORMAT {
            return Err(none());
        }
        let operation = reference::operation(&saved.operation)?;
        let account = account::load(given, operation.gateway())?;
        let question = Question { operation, input: saved.input.get().to_owned(), account };
        let answer = question.ask(&saved.replies)?;
        let mut call = Self { question, answer, replies: saved.replies, file: Some(path.to_owned()) };
        if let Answer::Request(_) = call.answer {
            call.reply(json!({ "fault": "lost", "detail": "the call was resumed" }))?;
            call.save()?;
        }
        Ok(call)
    }

    /// Takes what came back. What cannot be taken was sent all the same.
    pub fn reply(&mut self, reply: Value) -> Result<()> {
        self.replies.push(reply);
        let answer = self.question.ask(&self.replies).or_else(|_| {
            self.replies.pop();
            self.replies.push(json!({ "fault": "no_answer", "detail": "the answer could not be taken" }));
            self.question.ask(&self.replies)
        });
        self.answer = answer?;
        Ok(())
    }

    /// Stores it, if it is to be: whole or not at all, and readable by its owner alone.
    pub fn save(&self) -> Result<()> {
        let Some(path) = &self.file else { return Ok(()) };
        let (name, replies) = (Value::from(self.question.operation.name), Value::from(self.replies.as_slice()));
        let text = format!(
            "{{\"sanspay\":{FORMAT},\"operation\":{name},\"input\":{},\"replies\":{replies}}}\n",
            self.question.input
        );
        let mut beside = path.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        write(&beside, &text)
            .and_then(|()| fs::rename(&beside, path))
            .map_err(|error| Problem::file("written", path, &error))
    }

    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[derive(Deserialize)]
struct Saved<'a> {
    sanspay: u64,
    operation: String,
    #[serde(borrow)]
    input: &'a RawValue,
    replies: Vec<Value>,
}
