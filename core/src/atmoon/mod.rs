//! AT MOON DPS: UPI, a hosted payment page and payouts in India. Amounts are paise.
//!
//! Facts are cited by the heading or the printed address in its API documentation, of which only the samples and
//! tables are firm. What no document prints is a setting of the account.

mod account;
pub mod callback;
mod codes;
pub mod payin;
pub mod payout;
pub mod pg;
pub mod settlement;
pub mod token;
mod wire;

pub use account::{Account, AuthStyle, Encoding, Environment, VerifyMethod};
