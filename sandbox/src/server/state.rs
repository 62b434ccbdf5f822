//! What the server's connections share: the sandbox, its file, and the newest exchanges.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::conclude::conclude;
use super::journal::Journal;
use super::log::{Exchange, Log};
use super::redact::Redact;
use crate::rules::WireFault;
use crate::{Answer, Request, Sandbox, clock, operation};
use serde_json::{Value, json};

/// How many exchanges a dashboard is told at once.
const MOST_AT_ONCE: usize = 100;

pub(crate) struct State {
    sandbox: Mutex<Sandbox>,
    /// Locked only while the sandbox is, so that what is written is in the order in which it happened.
    journal: Mutex<Option<Journal>>,
    log: Mutex<Log>,
    changes: AtomicU64,
}

impl State {
    pub(crate) fn new(sandbox: Sandbox, journal: Option<Journal>) -> Self {
        let (sandbox, journal, log) = (Mutex::new(sandbox), Mutex::new(journal), Mutex::default());
        Self { sandbox, journal, log, changes: AtomicU64::new(0) }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Sandbox> {
        // What a panicking test leaves behind is still a ledger to look at.
        self.sandbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often something has changed: for whoever shows it.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// Answers, once what was asked is in the file.
    pub(crate) fn answer(&self, request: Request) -> (Answer, Option<WireFault>) {
        let mut sandbox = self.lock();
        let reaction = sandbox.react(&request);
        // A GET changes nothing, but for one that is an inquiry too.
        let is_kept = request.method != "GET" || request.path.starts_with("/payout/status/");
        if is_kept && let Err(words) = self.write(|journal| journal.asked(&request, &sandbox)) {
            return (Answer::text(507, &words), None);
        }
        let at = clock::timestamp(sandbox.world.now);
        drop(sandbox);
        let operation = operation::operation(&request);
        let own = request.path == "/" && request.method == "GET" || request.path.starts_with("/sandbox/");
        if operation.is_some() || !own {
            let (answer, fault) = (reaction.answer.clone(), reaction.fault);
            self.log().add(Exchange { number: 0, at, operation, request, answer, fault, conclusions: None });
        }
        self.changes.fetch_add(1, Ordering::Relaxed);
        (reaction.answer, reaction.fault)
    }

    pub(crate) fn notice_tried(&self, number: u64, reply: Result<u16, String>) {
        let mut sandbox = self.lock();
        sandbox.notice_tried(number, reply.clone());
        if let Err(words) = self.write(|journal| journal.tried(number, reply, &sandbox)) {
            eprint!("{words}");
        }
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// The newest exchanges after this one, a line of each.
    pub(crate) fn exchanges(&self, after: u64) -> Value {
        let sandbox = self.lock();
        let mut log = self.log();
        let newest = log.made();
        let lines = log.after(after, MOST_AT_ONCE).map(|exchange| {
            concluded(exchange, &sandbox);
            exchange.summary()
        });
        json!({ "exchanges": lines.collect::<Vec<_>>(), "newest": newest })
    }

    /// One exchange, with every byte that may be shown.
    pub(crate) fn exchange(&self, number: u64, redact: bool) -> Option<Value> {
        let sandbox = self.lock();
        let mut log = self.log();
        let exchange = log.find(number)?;
        concluded(exchange, &sandbox);
        Some(exchange.whole(&Redact { sandbox: &sandbox, on: redact }))
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, what: impl FnOnce(&mut Journal) -> std::io::Result<()>) -> Result<(), String> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let written = journal.as_mut().map_or(Ok(()), what);
        written.map_err(|error| format!("The state cannot be written ({error}), so this is not answered.\n"))
    }
}

/// Once: what is concluded from an exchange does not change, unlike the truth that stands in for its question.
fn concluded(exchange: &mut Exchange, sandbox: &Sandbox) {
    let Exchange { operation: Some(operation), request, answer, conclusions, .. } = exchange else { return };
    if conclusions.is_none() {
        *conclusions = Some(conclude(operation, request, answer, sandbox));
    }
}
