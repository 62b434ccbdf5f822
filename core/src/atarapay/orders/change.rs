//! What a merchant does to an order: say that it was delivered, or cancel it.

use serde::{Deserialize, Serialize};

use super::Status;
use crate::atarapay::Account;
use crate::atarapay::envelope::{any_success, refusal, success, unrecognised};
use crate::atarapay::order::{Order, Stage};
use crate::check::{Id, Problems};
use crate::http::{Method, Request};
use crate::operation::{Effect, Operation};
use crate::outcome::{AFTER_DOUBT_SECONDS, Funds, Next, Outcome, ReasonCode, WHILE_PENDING_SECONDS};
use crate::page::{Comparison, Page};

/// Says that an order was delivered. AtaraPay then asks the buyer to accept or to reject it.
///
/// `POST /api/callback/order` with `status=delivered` (`/docs/complete`). Moves no money by itself: it stays in escrow
/// until the buyer answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayOrdersDeliver"))]
#[serde(deny_unknown_fields)]
pub struct Deliver {
    /// AtaraPay's number of the order.
    pub order: Id,
    /// The buyer's phone number.
    pub phone_number: String,
    /// The buyer's e-mail address.
    pub email: Option<String>,
}

/// A delivery that AtaraPay has noted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayDelivery"))]
pub struct Delivery {
    /// AtaraPay's number of the order.
    pub order: String,
    /// The phone number at which the buyer is asked.
    pub phone: String,
    /// The e-mail address at which the buyer is asked.
    pub email: Option<String>,
}

/// Cancels an order as its seller. The buyer is refunded.
///
/// `POST /api/callback/order` with `status=cancelled` (`/docs/cancel`, the plugin). No document prints what success looks
/// like, so unless the answer holds the cancelled order itself the verdict is `pending`: ask `atarapay.orders.status`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayOrdersCancelAsSeller"))]
#[serde(deny_unknown_fields)]
pub struct CancelAsSeller {
    /// AtaraPay's number of the order.
    pub order: Id,
    /// Why. Default `No comment`, which the plugin always sends; whether it may be left out is documented nowhere.
    pub comment: Option<String>,
}

/// Cancels an order on its buyer's behalf. The buyer is refunded, and sometimes the seller is paid a fee.
///
/// `POST /api/callback/order` with `status=buyer_cancel` (`/docs/reject`, whose sample sends `rejected`, which its own
/// error table calls invalid). As with `atarapay.orders.cancel_as_seller`, success is printed nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayOrdersCancelAsBuyer"))]
#[serde(deny_unknown_fields)]
pub struct CancelAsBuyer {
    /// AtaraPay's number of the order.
    pub order: Id,
    /// Why. Default `No comment`.
    pub comment: Option<String>,
}

/// An order that was cancelled. That the refund has reached the buyer is not proven by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayCancelled"))]
pub struct Cancelled {
    /// AtaraPay's number of the order.
    pub order: String,
    /// The title of the order's status.
    pub status: Option<String>,
}

/// What the order API refuses a change with, where nothing has happened because of it.
const REFUSALS: [ReasonCode; 4] =
    [ReasonCode::CredentialsRefused, ReasonCode::InputRefused, ReasonCode::NotFound, ReasonCode::TooLate];

/// A change may have been made by an earlier request, whose answer was lost. Only the order itself can tell.
const PERHAPS_DONE: [ReasonCode; 1] = [ReasonCode::AlreadyProcessed];

fn ask_order(order: &Id, not_before_seconds: u32) -> Next {
    Next::ask(&Status { order: order.clone() }, not_before_seconds)
}

impl Operation for Deliver {
    type Account = Account;
    type Value = Delivery;

    const NAME: &'static str = "atarapay.orders.deliver";
    const SUMMARY: &'static str =
        "Says that an order was delivered. AtaraPay then asks the buyer to accept or to reject it.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, _: &Account, problems: &mut Problems) {
        problems.id("order", self.order.as_str());
        problems.phone("phone_number", &self.phone_number);
        if let Some(email) = &self.email {
            problems.email("email", email);
        }
    }

    fn request(&self, account: &Account) -> Request {
        let mut fields =
            vec![("order", self.order.as_str()), ("status", "delivered"), ("phone_number", &self.phone_number)];
        fields.extend(self.email.as_deref().map(|email| ("email", email)));
        account.form(Self::NAME, Method::Post, account.order_path(), &fields)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Delivery> {
        if let Some(reason) = refusal(page, &REFUSALS) {
            return self.refused(reason);
        }
        if let Some(reason) = refusal(page, &PERHAPS_DONE) {
            return self.unknown(reason);
        }
        let Some(data) = success(page, "pod_created") else { return self.unknown(unrecognised(page)) };
        let mut comparison = Comparison::default();
        comparison.id("order", &self.order, data.loose_text("order"));
        comparison.text("phone", &self.phone_number, data.loose_text("phone"));
        let email = data.told("email");
        if let Some(expected) = &self.email {
            comparison.text("email", expected, email.clone());
        }
        match comparison.differences() {
            Some(differences) => self.unknown_for_review(page.mismatch(differences)),
            None => {
                let value = Delivery { order: self.order.0.clone(), phone: self.phone_number.clone(), email };
                Outcome::done(Funds::Untouched, value, ask_order(&self.order, WHILE_PENDING_SECONDS))
            }
        }
    }

    fn after_doubt(&self) -> Next {
        ask_order(&self.order, AFTER_DOUBT_SECONDS)
    }
}

/// Everything that the two cancellations share; they differ in the word that is sent.
macro_rules! cancellation {
    ($type:ty, $name:literal, $summary:literal, $status:literal) => {
        impl Operation for $type {
            type Account = Account;
            type Value = Cancelled;

            const NAME: &'static str = $name;
            const SUMMARY: &'static str = $summary;
            const EFFECT: Effect = Effect::MovesMoney;

            fn check(&self, _: &Account, problems: &mut Problems) {
                problems.id("order", self.order.as_str());
                if let Some(comment) = &self.comment {
                    problems.text("comment", comment);
                }
            }

            fn request(&self, account: &Account) -> Request {
                let comment = self.comment.as_deref().unwrap_or("No comment");
                let fields = [("order", self.order.as_str()), ("status", $status), ("comment", comment)];
                account.form(Self::NAME, Method::Post, account.order_path(), &fields)
            }

            fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Cancelled> {
                conclude_cancellation(self, &self.order, page)
            }

            fn after_doubt(&self) -> Next {
                ask_order(&self.order, AFTER_DOUBT_SECONDS)
            }
        }
    };
}

cancellation!(
    CancelAsSeller,
    "atarapay.orders.cancel_as_seller",
    "Cancels an order as its seller. The buyer is refunded.",
    "cancelled"
);
cancellation!(
    CancelAsBuyer,
    "atarapay.orders.cancel_as_buyer",
    "Cancels an order on its buyer's behalf. The buyer is refunded, and sometimes the seller is paid a fee.",
    "buyer_cancel"
);

fn conclude_cancellation(
    operation: &impl Operation<Value = Cancelled>,
    asked: &Id,
    page: &Page<'_>,
) -> Outcome<Cancelled> {
    if let Some(reason) = refusal(page, &REFUSALS) {
        return operation.refused(reason);
    }
    if let Some(reason) = refusal(page, &PERHAPS_DONE) {
        return operation.unknown(reason);
    }
    let Some(data) = any_success(page) else { return operation.unknown(unrecognised(page)) };
    let order = Order::read(data);
    if let Some(order) = &order
        && order.id != asked.as_str()
    {
        let mut comparison = Comparison::default();
        comparison.id("id", asked, Some(order.id.clone()));
        return operation.unknown_for_review(page.mismatch(comparison.differences().unwrap_or_default()));
    }
    match order.filter(|order| order.stage() == Some(Stage::Cancelled)) {
        Some(order) => {
            let value = Cancelled { order: order.id, status: order.status };
            Outcome::done(Funds::InDoubt, value, ask_order(asked, WHILE_PENDING_SECONDS))
        }
        None => {
            let message =
                "AtaraPay took the request. No document prints what success looks like: the order must be asked.";
            let reason = page.reason(ReasonCode::Underway, message);
            Outcome::pending(Funds::InDoubt, None, reason, ask_order(asked, WHILE_PENDING_SECONDS))
        }
    }
}
