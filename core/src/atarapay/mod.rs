//! AtaraPay: escrow for online shops in Nigeria. Amounts are kobo.
//!
//! Facts are cited by the page of AtaraPay's documentation (`/docs/…`) or as "the plugin", its official WooCommerce
//! plugin 2.0.13, where the two contradict each other or the documentation is silent.

mod account;
pub mod banks;
pub mod checkout;
mod envelope;
pub mod notice;
pub mod order;
pub mod orders;
pub mod projects;
pub mod providers;
pub mod rates;

pub use account::{Account, DeleteMethod, Environment, UpdateMethod};
