//! What a reply means: a verdict, what became of the money, why, and what to do next.

use serde::Serialize;

use crate::json::Json;
use crate::operation::Operation;

/// What a gateway's reply, or its absence, means for the thing that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outcome<V> {
    /// What is known. Each verdict gives the host exactly one duty.
    pub verdict: Verdict,
    /// What may be concluded about the money.
    pub funds: Funds,
    /// What was asked for; there where the verdict is `done`, and with some operations where it is `pending`.
    pub value: Option<V>,
    /// Why the verdict is not `done`, or what a person should look at.
    pub reason: Option<Reason>,
    /// What to do now, as data ready to use.
    pub next: Next,
}

/// What is known of the thing asked. For an inquiry after a payment it speaks of the payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The gateway did, or confirms, exactly what was asked, and the reply proves it. Use `value`.
    Done,
    /// The gateway has it; it is not final. Do `next`, not before it says.
    Pending,
    /// A recognised no, given before anything happened. Fix what `reason` names, then ask again.
    Refused,
    /// A recognised final failure of the thing itself. Start anew with a new reference.
    Failed,
    /// Nothing can be concluded. Do `next`; never send the thing again before that.
    Unknown,
    /// The request never left the host. Send it again.
    NotSent,
}

/// What may be concluded about the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Funds {
    /// Nothing moved.
    Untouched,
    /// It may have moved, or may yet.
    InDoubt,
    /// It is in escrow.
    Held,
    /// It arrived where it should.
    Settled,
    /// It went back to the payer.
    Returned,
}

impl Verdict {
    /// Every verdict there is.
    pub const ALL: [Self; 6] = [Self::Done, Self::Pending, Self::Refused, Self::Failed, Self::Unknown, Self::NotSent];
}

impl Funds {
    /// Everything that may be concluded.
    pub const ALL: [Self; 5] = [Self::Untouched, Self::InDoubt, Self::Held, Self::Settled, Self::Returned];

    /// Whether this says where money is, which only a recognised and matching reply can.
    #[must_use]
    pub fn are_proven(self) -> bool {
        matches!(self, Self::Held | Self::Settled | Self::Returned)
    }

    /// Whether this says that money has arrived, or is back.
    pub(crate) fn are_final(self) -> bool {
        matches!(self, Self::Settled | Self::Returned)
    }
}

/// What to do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Next {
    /// Ask the gateway this question, not sooner than said.
    Ask {
        /// The operation to ask.
        operation: String,
        /// Its input, ready to use.
        #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, serde_json::Value>"))]
        input: Json<'static>,
        /// How long to wait first. sanspay's own pacing: neither gateway documents one.
        not_before_seconds: u32,
    },
    /// Send the same request again: it is safe.
    SendAgain,
    /// Correct what `reason` names, then ask again.
    Fix,
    /// A person must look.
    Review,
    /// Nothing is left to do.
    Nothing,
}

impl Next {
    /// The question to ask, with its input as data.
    pub(crate) fn ask<O: Operation + Serialize>(question: &O, not_before_seconds: u32) -> Self {
        Self::Ask { operation: O::NAME.to_owned(), input: Json::of(question), not_before_seconds }
    }
}

/// How long to wait before asking again after a doubt.
pub(crate) const AFTER_DOUBT_SECONDS: u32 = 30;
/// How long to wait before asking about something that people must do first.
pub(crate) const WHILE_PENDING_SECONDS: u32 = 60;

/// Why the verdict is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// Which reason it is; stable, for programs.
    pub code: ReasonCode,
    /// The same in words, for a person.
    pub message: String,
    /// What the gateway echoed otherwise than it was asked or expected.
    pub mismatches: Vec<Mismatch>,
    /// The HTTP status of the reply, where there was one.
    pub http_status: Option<u16>,
    /// The gateway's own code, where it gave one.
    pub gateway_code: Option<String>,
    /// The gateway's own words, where it gave any. Credentials in them are redacted.
    pub gateway_message: Option<String>,
}

/// One thing that the gateway said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mismatch {
    /// The gateway's name for it.
    pub field: String,
    /// What was asked or expected.
    pub expected: String,
    /// What the gateway said; null where it said nothing.
    pub got: Option<String>,
}

/// Every reason there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// The host could not send the request.
    NotSent,
    /// No reply came, or not all of it.
    NoAnswer,
    /// A reply came whose HTTP status says nothing about the question: a redirect, a rate limit, a server's error.
    HttpStatus,
    /// The body is larger than any answer of the gateway's.
    TooLarge,
    /// The body is not JSON: a web page, nothing, or cut off.
    NotJson,
    /// The body gives a field twice, and so says two things.
    GivenTwice,
    /// The body is JSON, but not of a shape that is known.
    Unrecognised,
    /// The body could be read only by forgiving faults, and so proves nothing.
    Repaired,
    /// The reply contradicts itself.
    Contradiction,
    /// The reply speaks of another payment, amount or currency than the one asked after.
    Mismatch,
    /// The gateway did not accept the credentials.
    CredentialsRefused,
    /// The gateway found the request itself wrong or incomplete.
    InputRefused,
    /// The gateway knows of no such thing for this account.
    NotFound,
    /// The gateway has processed this already.
    AlreadyProcessed,
    /// The time in which this was allowed is over.
    TooLate,
    /// The gateway could not do it at the moment.
    TryLater,
    /// The token that the operation needs could not be had; the operation itself was never sent.
    NoToken,
    /// The gateway took the request; what came of it must be asked.
    Underway,
    /// The bank did not post the payment.
    FailedAtBank,
    /// What a browser brought back proves nothing; the gateway must be asked.
    Unproven,
    /// The payment is under way and needs somebody's decision.
    Undecided,
    /// The order was cancelled.
    Cancelled,
    /// The money went back to the payer.
    Returned,
    /// A later outcome contradicts what was proven before.
    Conflict,
}

impl Reason {
    /// A reason in words.
    #[must_use]
    pub fn new(code: ReasonCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            mismatches: Vec::new(),
            http_status: None,
            gateway_code: None,
            gateway_message: None,
        }
    }

    pub(crate) fn conflict() -> Self {
        Self::new(
            ReasonCode::Conflict,
            "What was seen later of this payment does not fit what was known. The one that is safer to act on stands: a person must look.",
        )
    }
}

impl<V> Outcome<V> {
    /// The gateway did, or confirms, exactly what was asked.
    #[must_use]
    pub fn done(funds: Funds, value: V, next: Next) -> Self {
        Self { verdict: Verdict::Done, funds, value: Some(value), reason: None, next }
    }

    /// The gateway has it, and it is not final.
    #[must_use]
    pub fn pending(funds: Funds, value: Option<V>, reason: Reason, next: Next) -> Self {
        Self { verdict: Verdict::Pending, funds, value, reason: Some(reason), next }
    }

    /// A verdict without a value.
    #[must_use]
    pub fn without(verdict: Verdict, funds: Funds, reason: Reason, next: Next) -> Self {
        Self { verdict, funds, value: None, reason: Some(reason), next }
    }

    /// The same outcome with its value turned into another.
    #[must_use]
    pub fn map<W>(self, turn: impl FnOnce(V) -> W) -> Outcome<W> {
        let Self { verdict, funds, value, reason, next } = self;
        Outcome { verdict, funds, value: value.map(turn), reason, next }
    }
}

/// Combines what is known of a payment with what was seen later.
///
/// Proven funds stay: `held` may become `settled` or `returned` where those are proven too; anything else that
/// contradicts a proof leaves it standing and asks for a `review`. What says nothing (`unknown`, `not_sent`, a refused
/// inquiry) never replaces what says something, and a doubt is never replaced by "it was not sent". Where there is
/// something left to ask, it is asked on: `next` is then the later one's, whichever outcome stands. So it is where a
/// person must look, with the reason why, unless the money is known to have arrived or to be back.
///
/// ```
/// use sanspay::{Funds, Next, Outcome, Reason, ReasonCode, Verdict, settle};
///
/// let paid = Outcome::done(Funds::Settled, (), Next::Nothing);
/// let late = Outcome::without(Verdict::Failed, Funds::InDoubt, Reason::new(ReasonCode::Cancelled, "…"), Next::Nothing);
/// let both = settle(paid, late);
/// assert_eq!((both.verdict, both.funds, both.next), (Verdict::Done, Funds::Settled, Next::Review));
/// ```
#[must_use]
pub fn settle<V>(known: Outcome<V>, seen: Outcome<V>) -> Outcome<V> {
    let left = match seen.next {
        Next::Ask { .. } => Left::Asking,
        Next::Review => Left::Review,
        _ => Left::Nothing,
    };
    let Ruling { stands, turn } = rule((known.verdict, known.funds), (seen.verdict, seen.funds), left);
    let (next, reason) = (seen.next.clone(), seen.reason.clone());
    let outcome = if stands == Stands::Known { known } else { seen };
    match turn {
        Turn::AsItIs => outcome,
        Turn::Asked => Outcome { next, ..outcome },
        Turn::Reviewed => Outcome { reason, next, ..outcome },
        Turn::Conflict => Outcome { reason: Some(Reason::conflict()), next: Next::Review, ..outcome },
    }
}

/// Which of two outcomes of one payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stands {
    Known,
    Seen,
}

/// What the later outcome leaves to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    Asking,
    Review,
    Nothing,
}

/// What becomes of the outcome that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    AsItIs,
    /// It has the later one's `next`.
    Asked,
    /// It has the later one's `next`, and its `reason`.
    Reviewed,
    /// The two contradict each other.
    Conflict,
}

/// The rule behind [`settle`].
pub(crate) struct Ruling {
    pub(crate) stands: Stands,
    pub(crate) turn: Turn,
}

/// Rules on verdict and funds, and on what the later one leaves to do.
pub(crate) fn rule(known: (Verdict, Funds), seen: (Verdict, Funds), left: Left) -> Ruling {
    let (stands, conflict) = weigh(known, seen);
    let turn = match left {
        _ if conflict => Turn::Conflict,
        Left::Asking => Turn::Asked,
        Left::Review if stands == Stands::Known && !known.1.are_final() => Turn::Reviewed,
        _ => Turn::AsItIs,
    };
    Ruling { stands, turn }
}

/// Which stands, and whether the two contradict each other.
fn weigh(known: (Verdict, Funds), seen: (Verdict, Funds)) -> (Stands, bool) {
    use Funds::{Held, InDoubt, Returned, Settled};
    use Verdict::{Done, Failed, NotSent, Pending, Refused, Unknown};

    if known.1.are_proven() {
        return match (known.1, seen.1) {
            (Held, Held | Settled | Returned) | (Settled, Settled) | (Returned, Returned) => (Stands::Seen, false),
            _ if matches!(seen.0, Pending | Failed) || seen.1.are_proven() => (Stands::Known, true),
            _ => (Stands::Known, false),
        };
    }
    if seen.1.are_proven() {
        // Money that turns out to have moved after a failure must be looked at, and must not be denied.
        return (Stands::Seen, known.0 == Failed);
    }
    match (known.0, seen.0) {
        (NotSent | Refused, NotSent | Refused | Unknown) => (Stands::Seen, false),
        (_, NotSent | Refused) => (Stands::Known, false),
        (Unknown, Unknown) => (Stands::Seen, false),
        (_, Unknown) => (Stands::Known, false),
        // A failure that was not final after all: to believe it further could pay twice.
        (Failed, Done | Pending) => (Stands::Seen, true),
        // A payment that was confirmed, though not where its money is.
        (Done, Failed | Pending) if known.1 == InDoubt => (Stands::Known, true),
        _ => (Stands::Seen, false),
    }
}
