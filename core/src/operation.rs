//! What an operation is. The frame in which all of them run is in `exchange.rs`.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::check::Problems;
use crate::http::{Method, Reply, Request};
use crate::outcome::{AFTER_DOUBT_SECONDS, Funds, Next, Outcome, Reason, ReasonCode, Verdict};
use crate::page::Page;
use crate::secret::Secret;

/// The merchant's credentials and address settings for one gateway.
pub trait Account: DeserializeOwned + Send + Sync + 'static {
    /// The names of the fields that must never be in a browser: the credentials, those among them that no [`Secret`] holds too.
    const SECRETS: &'static [&'static str];

    /// Adds what is wrong with the settings that are given.
    fn check(&self, problems: &mut Problems);

    /// Adds what is missing for any request or notice. What needs neither is decided without it.
    fn check_remote(&self, _: &mut Problems) {}

    /// Every credential.
    fn secrets(&self) -> Vec<&Secret>;
}

/// One thing a gateway can be asked. The implementing type is the input.
pub trait Operation: DeserializeOwned + 'static {
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

    /// What may be said of the money when nothing can be concluded.
    fn doubt(&self) -> Funds {
        Self::EFFECT.doubt()
    }

    /// Nothing can be concluded.
    fn unknown(&self, reason: Reason) -> Outcome<Self::Value> {
        Outcome::without(Verdict::Unknown, self.doubt(), reason, self.after_doubt())
    }

    /// Nothing can be concluded, and asking again would not help: a person must look.
    fn unknown_for_review(&self, reason: Reason) -> Outcome<Self::Value> {
        Outcome::without(Verdict::Unknown, self.doubt(), reason, Next::Review)
    }

    /// A recognised no.
    fn refused(&self, reason: Reason) -> Outcome<Self::Value> {
        Outcome::without(Verdict::Refused, Self::EFFECT.untouched(), reason, Next::Fix)
    }
}

/// An operation that needs no request: its input and account decide it at once.
pub trait Local: DeserializeOwned + 'static {
    /// Whose operation it is.
    type Account: Account;
    /// What is there when the verdict is `done`.
    type Value: Serialize + 'static;

    /// The name: `gateway.group.verb`.
    const NAME: &'static str;
    /// The first line of the type's documentation.
    const SUMMARY: &'static str;

    /// Adds what is wrong with the input.
    fn check(&self, account: &Self::Account, problems: &mut Problems);

    /// What it comes to. Called only with an input and account that passed the checks.
    fn decide(&self, account: &Self::Account) -> Outcome<Self::Value>;
}

impl<L: Local> Operation for L {
    type Account = L::Account;
    type Value = L::Value;

    const NAME: &'static str = L::NAME;
    const SUMMARY: &'static str = L::SUMMARY;
    const EFFECT: Effect = Effect::Local;

    fn check(&self, account: &Self::Account, problems: &mut Problems) {
        Local::check(self, account, problems);
    }

    fn step<'r>(&self, account: &Self::Account, replies: &'r [Reply]) -> Step<'r, Self::Value> {
        if replies.is_empty() { Step::Decided(self.decide(account)) } else { Step::TooMany }
    }

    // `step` never comes to the rest, which speaks of requests and replies.
    fn request(&self, _: &Self::Account) -> Request {
        Request::new(Self::NAME, Method::Get, String::new())
    }

    fn conclude(&self, _: &Self::Account, page: &Page<'_>) -> Outcome<Self::Value> {
        self.unknown(page.reason(ReasonCode::Unrecognised, "This is decided without a gateway."))
    }

    fn after_doubt(&self) -> Next {
        Next::Review
    }
}

/// What an operation does to the world, and so what a doubt about it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It asks after a payment.
    Inquiry,
    /// It asks after something else.
    Lookup,
    /// It makes or changes something, and moves no money.
    Change,
    /// It moves money.
    MovesMoney,
    /// It needs no request at all.
    Local,
}

impl Effect {
    /// What may be said of the money when nothing is known. An inquiry is about money that others move.
    pub(crate) fn doubt(self) -> Funds {
        match self {
            Self::Inquiry | Self::MovesMoney => Funds::InDoubt,
            Self::Lookup | Self::Change | Self::Local => Funds::Untouched,
        }
    }

    /// What may be said of the money when the request had no effect.
    pub(crate) fn untouched(self) -> Funds {
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

/// What to do after a doubt about an inquiry: ask it once more.
pub(crate) fn ask_again<O: Operation + Serialize>(question: &O) -> Next {
    Next::ask(question, AFTER_DOUBT_SECONDS)
}
