//! The frame around every operation, in which the laws are kept that none of them may break.

use serde::Serialize;

use crate::check::Problems;
use crate::error::Error;
use crate::http::{Fault, FaultKind, Reply};
use crate::json::Printed;
use crate::operation::{Account, Answer, Effect, Operation, Step};
use crate::outcome::{Funds, Next, Outcome, Reason, ReasonCode, Verdict};
use crate::page::Page;
use crate::secret::Secret;

/// Asks an operation what to do next, given all replies so far. Pure: the same question has the same answer.
///
/// # Errors
/// Where the account or the input is wrong: every problem at once, by field.
pub fn exchange<O: Operation>(account: &O::Account, input: &O, replies: &[Reply]) -> Result<Answer<O::Value>, Error> {
    answer(&Typed { account, input }, Problems::default(), replies)
}

/// An operation with the account it was asked for, its value as plain data.
pub(crate) fn question<O: Operation>(account: Box<O::Account>, input: O) -> Box<dyn Question<Printed>> {
    Box::new(Plain { account, input })
}

/// An operation with its account, which the frame runs without knowing their types: there is one frame for all.
pub(crate) trait Question<V> {
    fn name(&self) -> &'static str;
    fn effect(&self) -> Effect;
    fn secrets(&self) -> Vec<&Secret>;
    fn check_account(&self, problems: &mut Problems);
    fn check_input(&self, problems: &mut Problems);
    fn step<'r>(&self, replies: &'r [Reply]) -> Step<'r, V>;
    fn conclude(&self, page: &Page<'_>) -> Outcome<V>;
    fn doubt(&self) -> Funds;
    fn after_doubt(&self) -> Next;
}

/// What an operation answers, where reading its account and input may have noted problems already.
pub(crate) fn answer<V>(
    question: &dyn Question<V>,
    mut problems: Problems,
    replies: &[Reply],
) -> Result<Answer<V>, Error> {
    question.check_account(&mut problems);
    answer_checked(question, problems, replies)
}

/// The same where the account was checked before.
pub(crate) fn answer_checked<V>(
    question: &dyn Question<V>,
    mut problems: Problems,
    replies: &[Reply],
) -> Result<Answer<V>, Error> {
    if !problems.has("input") {
        question.check_input(&mut problems);
    }
    problems.stop(question.name())?;
    if let [before @ .., Reply::Fault(Fault { kind: FaultKind::Lost, .. })] = replies
        && matches!(question.step(before), Step::Send(_))
    {
        return Ok(Answer::Outcome(lost(question)));
    }
    match question.step(replies) {
        Step::Send(request) => Ok(Answer::Request(request)),
        Step::Conclude(reply, carried) => Ok(Answer::Outcome(conclude(question, reply, &carried))),
        Step::Decided(outcome) => Ok(Answer::Outcome(outcome)),
        Step::TooMany => {
            Err(Error::question(format!("{}: there are more replies than there were requests", question.name())))
        }
    }
}

/// What a reply means, as far as the laws let it.
fn conclude<V>(question: &dyn Question<V>, reply: &Reply, carried: &[Secret]) -> Outcome<V> {
    let effect = question.effect();
    let mut secrets = question.secrets();
    secrets.extend(carried);
    let unknown = |reason| Outcome::without(Verdict::Unknown, question.doubt(), reason, question.after_doubt());
    let outcome = match read(reply, &secrets) {
        Ok(page) => {
            let outcome = question.conclude(&page);
            match objection(&page, outcome.verdict, outcome.funds) {
                Some(reason) => unknown(reason),
                None => outcome,
            }
        }
        Err(reason) if reason.code == ReasonCode::NotSent => {
            Outcome::without(Verdict::NotSent, effect.untouched(), reason, Next::SendAgain)
        }
        Err(reason) => unknown(reason),
    };
    doubted(effect, outcome)
}

/// What is left where the host has lost sight of a call. Whichever request it was at, it may have gone on from there: so
/// this is never "not sent", as a token that could not be fetched would be.
fn lost<V>(question: &dyn Question<V>) -> Outcome<V> {
    let message =
        "What was sent and what came back was lost. The gateway may have received the request and acted upon it.";
    let reason = Reason::new(ReasonCode::NoAnswer, message);
    doubted(question.effect(), Outcome::without(Verdict::Unknown, question.doubt(), reason, question.after_doubt()))
}

/// Whatever an operation itself says: a doubt about money that moves is never ended by sending again.
fn doubted<V>(effect: Effect, outcome: Outcome<V>) -> Outcome<V> {
    if outcome.verdict != Verdict::Unknown || effect != Effect::MovesMoney {
        return outcome;
    }
    let next = if outcome.next == Next::SendAgain { Next::Review } else { outcome.next };
    Outcome { funds: Funds::InDoubt, next, ..outcome }
}

/// Why a conclusion may not stand, whatever the body says.
fn objection(page: &Page<'_>, verdict: Verdict, funds: Funds) -> Option<Reason> {
    if verdict == Verdict::Unknown {
        return None;
    }
    if page.repaired {
        let message = "The reply is not quite JSON. Read with forgiveness it seems an answer, but it proves nothing.";
        return Some(page.reason(ReasonCode::Repaired, message));
    }
    if (matches!(verdict, Verdict::Done | Verdict::Failed) || funds.are_proven()) && !is_success(page.status) {
        let message = "The body and the HTTP status contradict each other.";
        return Some(page.reason(ReasonCode::Contradiction, message));
    }
    None
}

/// Reads a reply that may speak of the question at all.
pub(crate) fn read<'r>(reply: &'r Reply, secrets: &[&Secret]) -> Result<Page<'r>, Reason> {
    let reply = match reply {
        Reply::Http(reply) => reply,
        Reply::Fault(fault) => {
            return Err(match fault.kind {
                FaultKind::NotSent => Reason::new(ReasonCode::NotSent, "The request could not be sent."),
                FaultKind::NoAnswer | FaultKind::Lost => Reason::new(
                    ReasonCode::NoAnswer,
                    "No answer came. The gateway may have received the request and acted upon it.",
                ),
            });
        }
    };
    // No status is documented for any error, so a body with a 4xx may speak; these never do.
    if !is_success(reply.status) && !matches!(reply.status, 400..=407 | 409..=428 | 430..=499) {
        let reason = Reason::new(
            ReasonCode::HttpStatus,
            format!("The reply has the HTTP status {}, which says nothing about the question.", reply.status),
        );
        return Err(Reason { http_status: Some(reply.status), ..reason });
    }
    Page::read(reply, secrets)
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// An operation with its account, both lent.
pub(crate) struct Typed<'q, O: Operation> {
    pub(crate) account: &'q O::Account,
    pub(crate) input: &'q O,
}

impl<O: Operation> Question<O::Value> for Typed<'_, O> {
    fn name(&self) -> &'static str {
        O::NAME
    }

    fn effect(&self) -> Effect {
        O::EFFECT
    }

    fn secrets(&self) -> Vec<&Secret> {
        self.account.secrets()
    }

    fn check_account(&self, problems: &mut Problems) {
        self.account.check(problems);
        if O::EFFECT != Effect::Local {
            self.account.check_remote(problems);
        }
    }

    fn check_input(&self, problems: &mut Problems) {
        self.input.check(self.account, problems);
    }

    fn step<'r>(&self, replies: &'r [Reply]) -> Step<'r, O::Value> {
        self.input.step(self.account, replies)
    }

    fn conclude(&self, page: &Page<'_>) -> Outcome<O::Value> {
        self.input.conclude(self.account, page)
    }

    fn doubt(&self) -> Funds {
        self.input.doubt()
    }

    fn after_doubt(&self) -> Next {
        self.input.after_doubt()
    }
}

/// The same, with an account and input of its own, and its value as plain data.
struct Plain<O: Operation> {
    account: Box<O::Account>,
    input: O,
}

impl<O: Operation> Plain<O> {
    fn typed(&self) -> Typed<'_, O> {
        Typed { account: &self.account, input: &self.input }
    }
}

impl<O: Operation> Question<Printed> for Plain<O> {
    fn name(&self) -> &'static str {
        O::NAME
    }

    fn effect(&self) -> Effect {
        O::EFFECT
    }

    fn secrets(&self) -> Vec<&Secret> {
        self.account.secrets()
    }

    fn check_account(&self, problems: &mut Problems) {
        self.typed().check_account(problems);
    }

    fn check_input(&self, problems: &mut Problems) {
        self.typed().check_input(problems);
    }

    fn step<'r>(&self, replies: &'r [Reply]) -> Step<'r, Printed> {
        match self.typed().step(replies) {
            Step::Send(request) => Step::Send(request),
            Step::Conclude(reply, carried) => Step::Conclude(reply, carried),
            Step::Decided(outcome) => Step::Decided(plain(outcome)),
            Step::TooMany => Step::TooMany,
        }
    }

    fn conclude(&self, page: &Page<'_>) -> Outcome<Printed> {
        plain(self.typed().conclude(page))
    }

    fn doubt(&self) -> Funds {
        self.input.doubt()
    }

    fn after_doubt(&self) -> Next {
        self.input.after_doubt()
    }
}

fn plain(outcome: Outcome<impl Serialize>) -> Outcome<Printed> {
    outcome.map(|value| Printed::of(&value))
}
