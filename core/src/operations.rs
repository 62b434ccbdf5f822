//! The one list of what there is. A new operation or notice is one line here.

use serde::Serialize;

use crate::check::Problems;
use crate::error::Error;
use crate::exchange::{self, Question};
use crate::input;
use crate::json::{Json, Printed};
use crate::notice::{Message, Notice, Received, receive_noted};
use crate::operation::{Account, Effect, Operation};
use crate::{atarapay, atmoon, upi};

/// Every operation, in the order of the documentation; none in the place of one that this build leaves out.
static OPERATIONS: &[Option<OperationEntry>] = &[
    OperationEntry::of::<atarapay::projects::Create>(),
    OperationEntry::of::<atarapay::projects::Update>(),
    OperationEntry::of::<atarapay::projects::List>(),
    OperationEntry::of::<atarapay::orders::Status>(),
    OperationEntry::of::<atarapay::orders::VerifyPayment>(),
    OperationEntry::of::<atarapay::orders::Deliver>(),
    OperationEntry::of::<atarapay::orders::CancelAsSeller>(),
    OperationEntry::of::<atarapay::orders::CancelAsBuyer>(),
    OperationEntry::of::<atarapay::orders::SetCommission>(),
    OperationEntry::of::<atarapay::orders::SetMarketplaceCommission>(),
    OperationEntry::of::<atarapay::providers::Save>(),
    OperationEntry::of::<atarapay::providers::List>(),
    OperationEntry::of::<atarapay::providers::Delete>(),
    OperationEntry::of::<atarapay::banks::List>(),
    OperationEntry::of::<atarapay::rates::UsdNgn>(),
    OperationEntry::of::<atarapay::checkout::Form>(),
    OperationEntry::of::<atarapay::checkout::Inline>(),
    OperationEntry::of::<atarapay::checkout::Returned>(),
    OperationEntry::of::<atmoon::token::Create>(),
    OperationEntry::of::<atmoon::payin::Create>(),
    OperationEntry::of::<atmoon::pg::Initiate>(),
    OperationEntry::of::<atmoon::pg::Verify>(),
    OperationEntry::of::<atmoon::payout::Create>(),
    OperationEntry::of::<atmoon::payout::Status>(),
    OperationEntry::of::<atmoon::payout::Verify>(),
    OperationEntry::of::<atmoon::settlement::Create>(),
    OperationEntry::of::<upi::link::Read>(),
    OperationEntry::of::<upi::link::Write>(),
    #[cfg(feature = "qr")]
    OperationEntry::of::<upi::qr::Qr>(),
];

/// Every notice, likewise.
static NOTICES: &[Option<NoticeEntry>] =
    &[NoticeEntry::of::<atarapay::notice::OrderNotice>(), NoticeEntry::of::<atmoon::callback::Callback>()];

/// Every operation there is.
pub(crate) fn all() -> impl Iterator<Item = &'static OperationEntry> {
    OPERATIONS.iter().flatten()
}

/// Every notice there is.
pub(crate) fn all_notices() -> impl Iterator<Item = &'static NoticeEntry> {
    NOTICES.iter().flatten()
}

/// What there is: for bindings that offer every operation without knowing any.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Manifest {
    /// The library's version.
    pub version: &'static str,
    /// Every gateway.
    pub gateways: Vec<DescribedGateway>,
    /// Every operation.
    pub operations: Vec<Described>,
    /// Every notice.
    pub notices: Vec<Described>,
}

/// A gateway, and what of its account is secret.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DescribedGateway {
    /// The first part of its operations' names.
    pub name: &'static str,
    /// The names of the account's fields that must never be in a browser.
    pub secrets: &'static [&'static str],
}

/// An operation or a notice, in one line.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Described {
    /// `gateway.group.verb`, or `gateway.kind` for a notice.
    pub name: &'static str,
    /// What it does to the world; null for a notice.
    pub effect: Option<Effect>,
    /// What it is.
    pub summary: &'static str,
}

/// Every operation and notice there is.
#[must_use]
pub fn operations() -> Manifest {
    let operation =
        |entry: &OperationEntry| Described { name: entry.name, effect: Some(entry.effect), summary: entry.summary };
    let notice = |entry: &NoticeEntry| Described { name: entry.name, effect: None, summary: entry.summary };
    let mut gateways: Vec<DescribedGateway> = Vec::new();
    for entry in all() {
        let name = entry.name.split('.').next().unwrap_or_default();
        if gateways.last().is_none_or(|last| last.name != name) {
            gateways.push(DescribedGateway { name, secrets: entry.secrets });
        }
    }
    Manifest {
        version: env!("CARGO_PKG_VERSION"),
        gateways,
        operations: all().map(operation).collect(),
        notices: all_notices().map(notice).collect(),
    }
}

/// Account and input as plain data, to a question; what is wrong with them is noted.
type PlainQuestion = fn(Option<&Json<'_>>, Option<&Json<'_>>, &mut Problems) -> Box<dyn Question<Printed>>;
/// Account as plain data and a message, to a notice.
type PlainReceive = fn(Option<&Json<'_>>, &Message) -> Result<Received<Printed>, Error>;

/// An operation with its types forgotten.
pub(crate) struct OperationEntry {
    pub(crate) name: &'static str,
    pub(crate) effect: Effect,
    summary: &'static str,
    secrets: &'static [&'static str],
    pub(crate) question: PlainQuestion,
    #[cfg(feature = "stored")]
    pub(crate) account: crate::stored::ReadAccount,
    #[cfg(feature = "schema")]
    pub(crate) schema: fn(&mut crate::schema::Schemas) -> crate::schema::OperationSchema,
}

/// A notice with its types forgotten.
pub(crate) struct NoticeEntry {
    pub(crate) name: &'static str,
    summary: &'static str,
    pub(crate) receive: PlainReceive,
    #[cfg(feature = "schema")]
    pub(crate) schema: fn(&mut crate::schema::Schemas) -> crate::schema::NoticeSchema,
}

#[cfg(not(feature = "schema"))]
mod bounds {
    pub trait Documented {}
    impl<T> Documented for T {}
}
#[cfg(feature = "schema")]
mod bounds {
    pub trait Documented: schemars::JsonSchema {}
    impl<T: schemars::JsonSchema> Documented for T {}
}
use bounds::Documented;

impl OperationEntry {
    const fn of<O: Operation<Account: Documented, Value: Documented> + Documented>() -> Option<Self> {
        if cfg!(not(feature = "requests")) && !matches!(O::EFFECT, Effect::Local) {
            return None;
        }
        Some(Self {
            name: O::NAME,
            effect: O::EFFECT,
            summary: O::SUMMARY,
            secrets: O::Account::SECRETS,
            question: question::<O>,
            #[cfg(feature = "stored")]
            account: crate::stored::account::<O>,
            #[cfg(feature = "schema")]
            schema: crate::schema::operation::<O>,
        })
    }
}

impl NoticeEntry {
    const fn of<N: Notice<Account: Documented, Value: Documented> + Documented>() -> Option<Self> {
        if cfg!(not(feature = "requests")) {
            return None;
        }
        Some(Self {
            name: N::NAME,
            summary: N::SUMMARY,
            receive: receive_plain::<N>,
            #[cfg(feature = "schema")]
            schema: crate::schema::notice::<N>,
        })
    }
}

// One function each per operation, never merged: that keeps an operation's price in bytes small and plain to see.
#[inline(never)]
fn question<O: Operation>(
    account: Option<&Json<'_>>,
    input: Option<&Json<'_>>,
    problems: &mut Problems,
) -> Box<dyn Question<Printed>> {
    let account = read_account::<O::Account>(account, problems);
    let input = input::read::<O>("", input, problems);
    exchange::question(account, input)
}

// One for each gateway: an account is the largest thing there is, and stays where it was read.
#[inline(never)]
fn read_account<A: Account>(account: Option<&Json<'_>>, problems: &mut Problems) -> Box<A> {
    Box::new(input::read("account", account, problems))
}

#[inline(never)]
fn receive_plain<N: Notice>(account: Option<&Json<'_>>, message: &Message) -> Result<Received<Printed>, Error> {
    let mut problems = Problems::default();
    let account = read_account::<N::Account>(account, &mut problems);
    let Received { authenticity, covers, event, value, reason, next } =
        receive_noted::<N>(problems, &account, message)?;
    let value = value.map(|value| Printed::of(&value));
    Ok(Received { authenticity, covers, event, value, reason, next })
}
