//! What a gateway sends of its own accord. Both gateways' notices can be forged or replayed, so a notice never moves
//! an order: it says what to ask, and the answer to that decides.

use serde::Serialize;

use crate::check::Problems;
use crate::error::Error;
use crate::operation::Account;
use crate::outcome::Next;

/// A kind of notice that a gateway sends.
pub trait Notice {
    /// Whose notice it is.
    type Account: Account;
    /// What the notice says, as far as it could be read.
    type Value: Serialize + 'static;

    /// The name: `gateway.kind`.
    const NAME: &'static str;
    /// The first line of the type's documentation.
    const SUMMARY: &'static str;

    /// Adds what is missing from the account for reading this notice.
    fn check(account: &Self::Account, problems: &mut Problems);

    /// What the message says, and how far it can be believed.
    fn read(account: &Self::Account, message: &Message) -> Received<Self::Value>;
}

/// An HTTP request that reached the merchant.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Name and value of each header.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte as it came.
    pub body: Vec<u8>,
}

impl Message {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }
}

/// A notice, and how far it can be believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Received<V> {
    /// Whether the notice carries proof that it came from the gateway.
    pub authenticity: Authenticity,
    /// The fields that the proof covers, and no others. Even these may be a replay.
    pub covers: Vec<String>,
    /// What the notice says happened; null where it could not be told.
    pub event: Option<String>,
    /// What the notice says. Nothing in it is proven.
    pub value: Option<V>,
    /// Why the notice is not `verified`, or has no event.
    pub reason: Option<String>,
    /// What to ask; only the answer to that can move an order.
    pub next: Next,
}

/// Whether a notice carries proof of where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Authenticity {
    /// Its token was made with the account's keys. Nothing says when, nor for which of the fields not covered.
    Verified,
    /// Its token is wrong. Do not act on it.
    Forged,
    /// It carries no token.
    Unsigned,
}

/// Reads a notice.
///
/// # Errors
/// Where the account is wrong: every problem at once, by field. A message that cannot be read is no error.
pub fn receive<N: Notice>(account: &N::Account, message: &Message) -> Result<Received<N::Value>, Error> {
    receive_noted::<N>(Problems::default(), account, message)
}

/// [`receive`] where reading the account may have noted problems already.
pub(crate) fn receive_noted<N: Notice>(
    mut problems: Problems,
    account: &N::Account,
    message: &Message,
) -> Result<Received<N::Value>, Error> {
    account.check(&mut problems);
    account.check_remote(&mut problems);
    N::check(account, &mut problems);
    problems.stop(N::NAME)?;
    Ok(N::read(account, message))
}
