//! Payments without I/O: what to send to **AtaraPay** and **AT MOON DPS**, and what their replies mean for the money.
//!
//! The library opens no socket, reads no clock, draws no random number and touches no file. It hands out the request,
//! the host sends it, and the reply comes back for a verdict. It never says more about money than the reply proves.
//!
//! **In scope**: building requests and their tokens, reading and classifying replies, verifying notices, and saying
//! what to do next. **Out of scope**: HTTP, TLS, retries, timers, storage: the host has those already.
//!
//! One payment, whole:
//!
//! ```
//! use sanspay::{Call, Funds, Kobo, Reply, Verdict, atarapay};
//!
//! let shop = atarapay::Account::staging("pub_test_1", "prv_test_2");
//! let question = atarapay::orders::VerifyPayment {
//!     order: 3021.into(),
//!     product_id: 1447.into(),
//!     amount: Kobo(400_000),
//!     currency: "NGN".into(),
//! };
//! let mut call = Call::new(&shop, &question)?;
//! while let Some(request) = call.request() {
//!     assert_eq!(request.url, "https://test-api.atarapay.com/api/callback/order");
//!     // Here the host sends `request.method`, `url`, `headers` and `body` with a client of its own.
//!     call.reply(Reply::http(200, r#"{"status": "success", "message": "Order Fetched", "data": {
//!         "id": 3021, "product_id": "1447", "product_cost": 400000, "amount_payed": 450000, "currency": "NGN",
//!         "status": {"id": 1, "title": "Pending"}}}"#))?;
//! }
//! let outcome = call.outcome().expect("no request is left");
//! assert_eq!((outcome.verdict, outcome.funds), (Verdict::Done, Funds::Held));
//! # Ok::<(), sanspay::Error>(())
//! ```
//!
//! Other languages use the same code through [`door`]: plain data in, plain data out.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

/// The README's Rust code and the guide's, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../../docs/rust.md")]
struct Guides;

pub mod atarapay;
pub mod atmoon;
mod call;
mod check;
pub mod door;
mod error;
mod exchange;
mod form;
mod http;
mod india;
mod input;
pub mod json;
mod money;
mod notice;
mod operation;
mod operations;
mod outcome;
mod page;
mod redact;
#[cfg(feature = "schema")]
pub mod schema;
mod secret;
#[cfg(feature = "stored")]
mod stored;
pub mod upi;

pub use crate::call::Call;
pub use crate::check::{Id, Problems};
pub use crate::error::{Error, ErrorKind, Problem};
pub use crate::exchange::exchange;
pub use crate::http::{Body, Fault, FaultKind, HttpReply, Method, Reply, Request};
pub use crate::india::TransferMode;
pub use crate::money::{Kobo, MAX_MINOR, Paise};
pub use crate::notice::{Authenticity, Message, Notice, Received, receive};
pub use crate::operation::{Account, Answer, Effect, Local, Operation, Step};
pub use crate::operations::{Described, DescribedGateway, Manifest, operations};
pub use crate::outcome::{Funds, Mismatch, Next, Outcome, Reason, ReasonCode, Verdict, settle};
pub use crate::page::{MAX_BODY, Page};
pub use crate::secret::{REDACTED, Secret};
#[cfg(feature = "stored")]
pub use crate::stored::Stored;
