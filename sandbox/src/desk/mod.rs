//! What people see of a sandbox: its dashboard, and the newest exchanges with what the library concludes from them.

mod conclude;
mod dashboard;
mod log;
mod overview;
mod redact;

use serde_json::{Value, json};

use self::conclude::conclude;
use self::log::{Exchange, Log};
use self::redact::Redact;
use crate::{Answer, Reaction, Request, Sandbox, clock, operation};

#[cfg(feature = "server")]
pub(crate) use self::dashboard::EVENTS;

/// How many exchanges a dashboard is told at once.
const MOST_AT_ONCE: usize = 100;

/// The newest exchanges, and how often anything has changed.
#[derive(Default)]
pub(crate) struct Desk {
    log: Log,
    changes: u64,
}

impl Desk {
    /// Answers what is for the desk alone, or for nobody; none where it is for the sandbox.
    pub(crate) fn answer(&mut self, sandbox: &Sandbox, request: &Request) -> Option<Answer> {
        dashboard::refuse_strangers(request).or_else(|| dashboard::answer(self, sandbox, request))
    }

    /// Remembers what was asked of the sandbox, and what came of it.
    pub(crate) fn note(&mut self, sandbox: &Sandbox, request: &Request, reaction: &Reaction) {
        let operation = operation::operation(request);
        let own = request.path == "/" && request.method == "GET" || request.path.starts_with("/sandbox/");
        if operation.is_some() || !own {
            let (at, fault) = (clock::timestamp(sandbox.world.now), reaction.fault);
            let (request, answer) = (request.clone(), reaction.answer.clone());
            self.log.add(Exchange { number: 0, at, operation, request, answer, fault, conclusions: None });
        }
        self.changed();
    }

    /// Remembers that something else has changed.
    pub(crate) fn changed(&mut self) {
        self.changes += 1;
    }

    /// How often something has changed: for whoever shows it.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// The newest exchanges after this one, a line of each.
    fn exchanges(&mut self, sandbox: &Sandbox, after: u64) -> Value {
        let newest = self.log.made();
        let lines = self.log.after(after, MOST_AT_ONCE).map(|exchange| {
            concluded(exchange, sandbox);
            exchange.summary()
        });
        json!({ "exchanges": lines.collect::<Vec<_>>(), "newest": newest })
    }

    /// One exchange, with every byte that may be shown.
    fn exchange(&mut self, sandbox: &Sandbox, number: u64, redact: bool) -> Option<Value> {
        let exchange = self.log.find(number)?;
        concluded(exchange, sandbox);
        Some(exchange.whole(&Redact { sandbox, on: redact }))
    }
}

/// Once: what is concluded from an exchange does not change, unlike the truth that stands in for its question.
fn concluded(exchange: &mut Exchange, sandbox: &Sandbox) {
    let Exchange { operation: Some(operation), request, answer, conclusions, .. } = exchange else { return };
    if conclusions.is_none() {
        *conclusions = Some(conclude(operation, request, answer, sandbox));
    }
}
