//! The newest exchanges, with every byte of both sides, for people to look at.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::redact::Redact;
use crate::{Answer, Request, WireFault};

/// How many exchanges are kept, and how much of a body.
const MOST: usize = 500;
const LONGEST: usize = 16 << 10;

/// A request and what came of it.
pub(crate) struct Exchange {
    pub(crate) number: u64,
    /// The sandbox's own time.
    pub(crate) at: String,
    pub(crate) operation: Option<&'static str>,
    pub(crate) request: Request,
    pub(crate) answer: Answer,
    /// What a rule has done to it.
    pub(crate) fault: Option<WireFault>,
    /// What the library concludes, once someone has looked.
    pub(crate) conclusions: Option<Value>,
}

impl Exchange {
    /// Keeps no more of the bodies than is shown, and concludes nothing from what is left of them.
    fn shorten(&mut self) {
        let mut is_cut = self.request.body.len() > LONGEST;
        self.request.body.truncate(LONGEST);
        if let Answer::Reply { body, .. } = &mut self.answer {
            is_cut |= body.len() > LONGEST;
            body.truncate(body.floor_char_boundary(LONGEST));
        }
        if is_cut {
            let note = "cannot be concluded here: a body is longer than what is remembered of it";
            self.conclusions = self.operation.map(|operation| json!([{ "operation": operation, "note": note }]));
        }
    }
}

/// The newest, oldest first.
#[derive(Default)]
pub(crate) struct Log {
    exchanges: VecDeque<Exchange>,
    made: u64,
}

impl Log {
    pub(crate) fn add(&mut self, mut exchange: Exchange) {
        self.made += 1;
        exchange.number = self.made;
        exchange.shorten();
        if self.exchanges.len() == MOST {
            self.exchanges.pop_front();
        }
        self.exchanges.push_back(exchange);
    }

    pub(crate) fn made(&self) -> u64 {
        self.made
    }

    /// Those after this number, at most so many of the newest.
    pub(crate) fn after(&mut self, number: u64, most: usize) -> impl Iterator<Item = &mut Exchange> {
        let newer = self.exchanges.iter().filter(|exchange| exchange.number > number).count();
        let skip = self.exchanges.len() - newer.min(most);
        self.exchanges.iter_mut().skip(skip)
    }

    pub(crate) fn find(&mut self, number: u64) -> Option<&mut Exchange> {
        self.exchanges.iter_mut().find(|exchange| exchange.number == number)
    }
}

impl Exchange {
    /// One line of it.
    pub(crate) fn summary(&self) -> Value {
        let status = if let Answer::Reply { status, .. } = &self.answer { Some(*status) } else { None };
        json!({
            "number": self.number, "at": self.at, "operation": self.operation, "method": self.request.method,
            "path": self.request.path, "status": status, "fault": self.fault.map(WireFault::name),
            "conclusions": self.conclusions,
        })
    }

    /// All of it.
    pub(crate) fn whole(&self, redact: &Redact<'_>) -> Value {
        let mut whole = self.summary();
        let Request { query, headers, body, .. } = &self.request;
        whole["request"] = json!({
            "query": redact.text(query), "headers": redact.headers(headers),
            "body": redact.text(&String::from_utf8_lossy(body)),
        });
        whole["answer"] = match &self.answer {
            Answer::Silence => Value::Null,
            Answer::Reply { status, headers, body } => {
                json!({ "status": status, "headers": redact.headers(headers), "body": redact.text(body) })
            }
        };
        whole
    }
}
