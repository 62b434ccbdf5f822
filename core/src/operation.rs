//! What an operation is, and the frame around every one of them in which the laws are kept.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::check::Problems;
use crate::error::Error;
use crate::http::{FaultKind, Reply, Request};
use crate::outcome::{AFTER_DOUBT_SECONDS, Funds, Next, Outcome, Reason, ReasonCode, Verdict};
use crate::page::Page;
use crate::secret::Secret;

/// The merchant's credentials and address settings for one gateway.
pub trait Account: DeserializeOwned {
    /// Adds what is wrong with the settings that every operation uses.
    fn check(&self, problems: &mut Problems);

    /// Every credential.
    fn secrets(&self) -> Vec<&Secret>;
}

/// One thing a gateway can be asked. The implementing type is the input.
pub trait Operation: DeserializeOwned {
    /// Whose operation it is.
    type Account: Account;
    /// What is there when the verdict is `done`.
    type Value: Serialize + 'static;

    /// The name: `gateway.group.verb`.
    const NAME: &'static str;
    /// The first line of the type's documentation.
    const SUMMARY: &'static str;
    /// What it does to the world.
    const EFFECT: Effect;

    /// Adds what is wrong with the input, and with settings that only this operation uses.
    fn check(&self, account: &Self::Account, problems: &mut Problems);

    /// The request. Called only with an input and account that passed the checks.
    fn request(&self, account: &Self::Account) -> Request;

    /// What a readable reply means. The laws that hold for every operation are kept by the caller.
    fn conclude(&self, account: &Self::Account, page: &Page<'_>) -> Outcome<Self::Value>;

    /// Where the operation stands after these replies.
    fn step<'r>(&self, account: &Self::Account, replies: &'r [Reply]) -> Step<'r, Self::Value> {
        match replies {
            [] => Step::Send(self.request(account)),
            [reply] => Step::Conclude(reply, Vec::new()),
            _ => Step::TooMany,
        }
    }

    /// What to do when nothing can be concluded.
    fn after_doubt(&self) -> Next;

    /// Nothing can be concluded.
    fn unknown(&self, reason: Reason) -> Outcome<Self::Value> {
        Outcome::without(Verdict::Unknown, Self::EFFECT.doubt(), reason, self.after_doubt())
    }

    /// Nothing can be concluded, and asking again would not help: a person must look.
    fn unknown_for_review(&self, reason: Reason) -> Outcome<Self::Value> {
        Outcome::without(Verdict::Unknown, Self::EFFECT.doubt(), reason, Next::Review)
    }

    /// A recognised no.
    fn refused(&self, reason: Reason) -> Outcome<Self::Value> {
        Outcome::without(Verdict::Refused, Self::EFFECT.untouched(), reason, Next::Fix)
    }
}

/// What an operation does to the world, and so what a doubt about it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It only asks.
    Inquiry,
    /// It makes or changes something, and moves no money.
    Change,
    /// It moves money.
    MovesMoney,
    /// It needs no request at all.
    Local,
}

impl Effect {
    /// What may be said of the money when nothing is known. An inquiry is about money that others move.
    fn doubt(self) -> Funds {
        match self {
            Self::Inquiry | Self::MovesMoney => Funds::InDoubt,
            Self::Change | Self::Local => Funds::Untouched,
        }
    }

    /// What may be said of the money when the request had no effect.
    fn untouched(self) -> Funds {
        if self == Self::Inquiry { Funds::InDoubt } else { Funds::Untouched }
    }
}

/// Where an operation stands.
pub enum Step<'r, V> {
    /// The host must send this.
    Send(Request),
    /// This reply decides. With it, the credentials that the request carried beside the account's.
    Conclude(&'r Reply, Vec<Secret>),
    /// It is decided already.
    Decided(Outcome<V>),
    /// There are more replies than there were requests.
    TooMany,
}

/// What is to be done, or what has come of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer<V> {
    /// Send this, and ask once more with its reply added.
    Request(Request),
    /// It is over.
    Outcome(Outcome<V>),
}

/// Asks an operation what to do next, given all replies so far. Pure: the same question has the same answer.
///
/// # Errors
/// Where the account or the input is wrong: every problem at once, by field.
pub fn exchange<O: Operation>(account: &O::Account, input: &O, replies: &[Reply]) -> Result<Answer<O::Value>, Error> {
    exchange_noted(Problems::default(), account, input, replies)
}

/// [`exchange`] where reading the account and the input may have noted problems already.
pub(crate) fn exchange_noted<O: Operation>(
    mut problems: Problems,
    account: &O::Account,
    input: &O,
    replies: &[Reply],
) -> Result<Answer<O::Value>, Error> {
    account.check(&mut problems);
    if !problems.has("input") {
        input.check(account, &mut problems);
    }
    problems.stop(O::NAME)?;
    match input.step(account, replies) {
        Step::Send(request) => Ok(Answer::Request(request)),
        Step::Conclude(reply, carried) => Ok(Answer::Outcome(conclude(account, input, reply, &carried))),
        Step::Decided(outcome) => Ok(Answer::Outcome(outcome)),
        Step::TooMany => Err(Error::question(format!("{}: there are more replies than there were requests", O::NAME))),
    }
}

/// Keeps the laws that no single operation may break.
fn conclude<O: Operation>(account: &O::Account, input: &O, reply: &Reply, carried: &[Secret]) -> Outcome<O::Value> {
    let outcome = judge(account, input, reply, carried);
    if outcome.verdict == Verdict::Unknown && O::EFFECT == Effect::MovesMoney {
        // Whatever the operation itself says: a doubt about money that moves is never ended by sending again.
        let next = if outcome.next == Next::SendAgain { Next::Review } else { outcome.next };
        return Outcome { funds: Funds::InDoubt, next, ..outcome };
    }
    outcome
}

fn judge<O: Operation>(account: &O::Account, input: &O, reply: &Reply, carried: &[Secret]) -> Outcome<O::Value> {
    let mut secrets = account.secrets();
    secrets.extend(carried);
    let page = match read(reply, &secrets) {
        Ok(page) => page,
        Err(reason) if reason.code == ReasonCode::NotSent => {
            return Outcome::without(Verdict::NotSent, O::EFFECT.untouched(), reason, Next::SendAgain);
        }
        Err(reason) => return input.unknown(reason),
    };
    let outcome = input.conclude(account, &page);
    if outcome.verdict == Verdict::Unknown {
        return outcome;
    }
    if page.repaired {
        let message = "The reply is not quite JSON. Read with forgiveness it seems an answer, but it proves nothing.";
        return input.unknown(page.reason(ReasonCode::Repaired, message));
    }
    if (outcome.verdict == Verdict::Done || outcome.funds.are_proven()) && !is_success(page.status) {
        let message = "The body says yes, and the HTTP status says no.";
        return input.unknown(page.reason(ReasonCode::Contradiction, message));
    }
    outcome
}

/// Reads a reply that may speak of the question at all.
fn read<'r>(reply: &'r Reply, secrets: &[&Secret]) -> Result<Page<'r>, Reason> {
    let reply = match reply {
        Reply::Http(reply) => reply,
        Reply::Fault(fault) => {
            return Err(match fault.kind {
                FaultKind::NotSent => Reason::new(ReasonCode::NotSent, "The request could not be sent."),
                FaultKind::NoAnswer => Reason::new(
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

/// What to do after a doubt about an inquiry: ask it once more.
pub(crate) fn ask_again<O: Operation + Serialize>(question: &O) -> Next {
    Next::ask(question, AFTER_DOUBT_SECONDS)
}
