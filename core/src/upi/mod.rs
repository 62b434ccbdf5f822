//! UPI links: `upi://pay?…`, after NPCI's UPI Linking Specifications 1.6.

pub mod link;
#[cfg(feature = "qr")]
pub mod qr;
mod tables;

use serde::Deserialize;

pub use link::{Link, Read, Write, Written};
#[cfg(feature = "qr")]
pub use qr::{Drawn, Qr};

use crate::check::Problems;
use crate::operation;
use crate::secret::Secret;

/// A link needs no account.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "UpiAccount"))]
#[serde(deny_unknown_fields)]
pub struct Account {}

impl operation::Account for Account {
    const SECRETS: &'static [&'static str] = &[];

    fn check(&self, _: &mut Problems) {}

    fn secrets(&self) -> Vec<&Secret> {
        Vec::new()
    }
}
