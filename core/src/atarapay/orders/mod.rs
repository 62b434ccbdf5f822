//! Orders: what became of an escrow payment, and what a merchant can do about it.
//!
//! There is no API to accept, reject, refund, release or dispute: buyers and sellers do that with AtaraPay itself, and a
//! shop learns of it by a notice or by asking.

mod change;
mod commission;
mod inquiry;

pub use change::{CancelAsBuyer, CancelAsSeller, Cancelled, Deliver, Delivery};
pub use commission::{Commission, SetCommission, SetMarketplaceCommission};
pub use inquiry::{Status, VerifyPayment};
