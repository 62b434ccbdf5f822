//! Concluding many replies that were stored: the account is read and checked once, and rows are all that is left.
//!
//! ```
//! use sanspay::json::Json;
//! use sanspay::{Reply, Stored, Verdict};
//!
//! let account = Json::read(r#"{"environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2"}"#).expect("JSON");
//! let stored = Stored::new("atarapay.orders.status", Some(&account))?;
//! let input = Json::read(r#"{"order": 3021}"#).expect("JSON");
//! let outcome = stored.conclude(&input, &[Reply::http(502, "<html>")], None)?;
//! assert_eq!(outcome.verdict, Verdict::Unknown);
//! # Ok::<(), sanspay::Error>(())
//! ```

use std::marker::PhantomData;

use serde::de::value::Error as Unread;
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::check::Problems;
use crate::door;
use crate::error::Error;
use crate::exchange::{Question as _, Typed, answer_checked};
use crate::http::Reply;
use crate::input;
use crate::json::{Json, Printed};
use crate::operation::{Answer, Effect, Operation};
use crate::operations::OperationEntry;
use crate::outcome::Outcome;

/// An operation with an account, for many inputs with their replies. It answers each as the [door](crate::door) would.
pub struct Stored {
    entry: &'static OperationEntry,
    account: Box<dyn Account>,
}

impl Stored {
    /// Reads and checks the account.
    ///
    /// # Errors
    /// Where there is no such operation, or the account is wrong: every problem at once, by field.
    pub fn new(operation: &str, account: Option<&Json<'_>>) -> Result<Self, Error> {
        let entry = door::operation(operation)?;
        let mut problems = Problems::default();
        let account = (entry.account)(account, &mut problems);
        problems.stop(entry.name)?;
        Ok(Self { entry, account })
    }

    /// The names of the input's fields.
    #[must_use]
    pub fn fields(&self) -> &'static [&'static str] {
        self.account.fields()
    }

    /// Whether the input alone decides, without any reply.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.entry.effect == Effect::Local
    }

    /// Replies as the door takes them: a list of plain objects.
    ///
    /// # Errors
    /// Where one is none: every problem at once, by field.
    pub fn replies(&self, plain: &Json<'_>) -> Result<Vec<Reply>, Error> {
        door::replies(self.entry.name, Some(plain))
    }

    /// What the replies mean. The outcome's value is appended to `value` as JSON, where it is wanted.
    ///
    /// # Errors
    /// Where the input is wrong, or the replies are too few or too many to decide.
    pub fn conclude(
        &self,
        input: &Json<'_>,
        replies: &[Reply],
        value: Option<&mut Vec<u8>>,
    ) -> Result<Outcome<()>, Error> {
        self.account.conclude(input, replies, value)
    }
}

/// An account for one operation, whose types are forgotten.
pub(crate) trait Account: Send + Sync {
    fn fields(&self) -> &'static [&'static str];
    fn conclude(&self, input: &Json<'_>, replies: &[Reply], value: Option<&mut Vec<u8>>) -> Result<Outcome<()>, Error>;
}

/// What reads and checks the account of some operation.
pub(crate) type ReadAccount = fn(Option<&Json<'_>>, &mut Problems) -> Box<dyn Account>;

/// Reads and checks the account of an operation. What is wrong with it is noted.
pub(crate) fn account<O: Operation>(account: Option<&Json<'_>>, problems: &mut Problems) -> Box<dyn Account> {
    use crate::operation::Account as _;

    let account = input::read::<O::Account>("account", account, problems);
    account.check(problems);
    if O::EFFECT != Effect::Local {
        account.check_remote(problems);
    }
    Box::new(Of::<O> { account, operation: PhantomData })
}

struct Of<O: Operation> {
    account: O::Account,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Account for Of<O> {
    fn fields(&self) -> &'static [&'static str] {
        let mut names: &'static [&'static str] = &[];
        // It reads nothing: it only hears which fields would be read.
        let _ = O::deserialize(Names(&mut names));
        names
    }

    fn conclude(&self, input: &Json<'_>, replies: &[Reply], value: Option<&mut Vec<u8>>) -> Result<Outcome<()>, Error> {
        let mut problems = Problems::default();
        let read = input::read::<O>("", Some(input), &mut problems);
        let question = Typed { account: &self.account, input: &read };
        match answer_checked(&question, problems, replies)? {
            Answer::Outcome(outcome) => {
                if let (Some(text), Some(value)) = (value, &outcome.value) {
                    text.extend_from_slice(Printed::of(value).0.as_bytes());
                }
                Ok(outcome.map(|_| ()))
            }
            Answer::Request(_) => {
                Err(Error::question(format!("{}: the replies do not decide it: one more is needed", question.name())))
            }
        }
    }
}

/// Hears the names of a struct's fields.
struct Names<'n>(&'n mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Unread;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        *self.0 = names;
        self.deserialize_any(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unread> {
        Err(serde::de::Error::custom("nothing is read"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
