//! What the server's connections share: the sandbox, its file, and what people see of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::journal::Journal;
use crate::desk::Desk;
use crate::rules::WireFault;
use crate::{Answer, Request, Sandbox};

pub(crate) struct State {
    sandbox: Mutex<Sandbox>,
    /// Locked only while the sandbox is, so that what is written is in the order in which it happened.
    journal: Mutex<Option<Journal>>,
    /// Likewise.
    desk: Mutex<Desk>,
}

impl State {
    pub(crate) fn new(sandbox: Sandbox, journal: Option<Journal>) -> Self {
        Self { sandbox: Mutex::new(sandbox), journal: Mutex::new(journal), desk: Mutex::default() }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Sandbox> {
        // What a panicking test leaves behind is still a ledger to look at.
        self.sandbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often something has changed: for whoever shows it.
    pub(crate) fn changes(&self) -> u64 {
        self.desk().changes()
    }

    /// Answers, once what was asked is in the file.
    pub(crate) fn answer(&self, request: &Request) -> (Answer, Option<WireFault>) {
        let mut sandbox = self.lock();
        if let Some(answer) = self.desk().answer(&sandbox, request) {
            return (answer, None);
        }
        let reaction = sandbox.react(request);
        // A GET changes nothing, but for one that is an inquiry too.
        let is_kept = request.method != "GET" || request.path.starts_with("/payout/status/");
        if is_kept && let Err(words) = self.write(|journal| journal.asked(request, &sandbox)) {
            return (Answer::text(507, &words), None);
        }
        self.desk().note(&sandbox, request, &reaction);
        (reaction.answer, reaction.fault)
    }

    pub(crate) fn notice_tried(&self, number: u64, reply: Result<u16, String>) {
        let mut sandbox = self.lock();
        sandbox.notice_tried(number, reply.clone());
        if let Err(words) = self.write(|journal| journal.tried(number, reply, &sandbox)) {
            eprint!("{words}");
        }
        self.desk().changed();
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, what: impl FnOnce(&mut Journal) -> std::io::Result<()>) -> Result<(), String> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let written = journal.as_mut().map_or(Ok(()), what);
        written.map_err(|error| format!("The state cannot be written ({error}), so this is not answered.\n"))
    }
}
