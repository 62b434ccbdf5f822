//! Asking after an order: what AtaraPay knows of it, and whether it pays for what was sold (`/docs/order`).

use serde::{Deserialize, Serialize};

use crate::atarapay::Account;
use crate::atarapay::envelope::{ABOUT_SOMETHING, refusal, success, unrecognised};
use crate::atarapay::order::{Closing, Order, Stage};
use crate::check::{Id, Problems};
use crate::http::{Method, Request};
use crate::json::Json;
use crate::money::Kobo;
use crate::operation::{Effect, Operation, ask_again};
use crate::outcome::{Funds, Next, Outcome, Reason, ReasonCode, Verdict, WHILE_PENDING_SECONDS};
use crate::page::{Comparison, Page};

/// Asks what AtaraPay knows of an order.
///
/// `POST /api/callback/order` with `status=order` (`/docs/order`). `done` means that AtaraPay tells of this very
/// order; `funds` says what its status says of the money. It does not say that the order pays for anything of
/// yours: for that ask `atarapay.orders.verify_payment`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayOrdersStatus"))]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// AtaraPay's number of the order.
    pub order: Id,
}

/// Asks whether an order has paid for what you sold: before anything is shipped, and before anything is marked paid.
///
/// The same request as `atarapay.orders.status`; the answer is held against all four things you expect. AtaraPay has
/// no endpoint of this name, and the payment form is not signed, so a buyer can change the amount: this is the check.
///
/// `done` with `held`: it is paid and in escrow. `done` with `in_doubt`: the buyer has accepted, the payout is not
/// proven. `done` with `settled`: the seller was paid. `pending`: rejected or disputed, people must decide.
/// `failed`: cancelled, or refunded (`returned`).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayOrdersVerifyPayment"))]
#[serde(deny_unknown_fields)]
pub struct VerifyPayment {
    /// AtaraPay's number of the order, as the browser brought it back.
    pub order: Id,
    /// Your own number of it: the `order_product_id` of the checkout.
    pub product_id: Id,
    /// The price you asked for, in kobo: the `amount` of the checkout. The escrow fee is not part of it.
    pub amount: Kobo,
    /// The currency you asked for.
    pub currency: String,
}

fn inquiry(account: &Account, operation: &str, order: &Id) -> Request {
    account.form(operation, Method::Post, account.order_path(), &[("order", order.as_str()), ("status", "order")])
}

/// The order in an answer, or why there is none.
fn fetched<'p>(page: &'p Page<'_>) -> Result<(Order, &'p Json<'p>), Reason> {
    let data = success(page, "Order Fetched");
    data.and_then(|data| Order::read(data).map(|order| (order, data))).ok_or_else(|| unrecognised(page))
}

fn unknown_stage(page: &Page<'_>, order: &Order) -> Reason {
    let title = order.status.as_deref().unwrap_or("none");
    let id = order.status_id.map_or("none".to_owned(), |id| id.to_string());
    page.reason(
        ReasonCode::Unrecognised,
        format!("The order's status is not one that is known: title \"{title}\", number {id}."),
    )
}

impl Operation for Status {
    type Account = Account;
    type Value = Order;

    const NAME: &'static str = "atarapay.orders.status";
    const SUMMARY: &'static str = "Asks what AtaraPay knows of an order.";
    const EFFECT: Effect = Effect::Inquiry;

    fn check(&self, _: &Account, problems: &mut Problems) {
        problems.id("order", self.order.as_str());
    }

    fn request(&self, account: &Account) -> Request {
        inquiry(account, Self::NAME, &self.order)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Order> {
        if let Some(reason) = refusal(page, &ABOUT_SOMETHING) {
            return self.refused(reason);
        }
        let order = match fetched(page) {
            Ok((order, _)) => order,
            Err(reason) => return self.unknown(reason),
        };
        let mut comparison = Comparison::default();
        comparison.id("id", &self.order, Some(order.id.clone()));
        if let Some(differences) = comparison.differences() {
            return self.unknown_for_review(page.mismatch(differences));
        }
        match order.stage() {
            Some(stage) => Outcome::done(order.funds(stage), order, Next::Nothing),
            None => self.unknown_for_review(unknown_stage(page, &order)),
        }
    }

    fn after_doubt(&self) -> Next {
        ask_again(self)
    }
}

impl VerifyPayment {
    /// What differs from what was expected. The price must be the same; what was paid may be more, by the escrow fee.
    fn compare(&self, order: &Order, data: &Json<'_>) -> Comparison {
        let mut comparison = Comparison::default();
        comparison.id("id", &self.order, Some(order.id.clone()));
        comparison.id("product_id", &self.product_id, order.product_id.clone());
        comparison.text("currency", &self.currency, order.currency.clone());
        let kobo = |amount: Option<Kobo>| amount.map(|amount| amount.0.to_string());
        comparison.text("product_cost", &self.amount.0.to_string(), kobo(order.product_cost));
        if order.amount_payed < Some(self.amount) {
            comparison.differs("amount_payed", &self.amount.0.to_string(), kobo(order.amount_payed));
        }
        if let Some(payment) = data.field("payment").filter(|payment| !payment.is_empty()) {
            comparison.text("payment.status", "1", order.payment_status.clone());
            let paid = kobo(order.amount_payed).unwrap_or_default();
            if payment.field("amount").is_some() {
                comparison.text("payment.amount", &paid, payment.loose_text("amount"));
            }
        }
        for name in ["payout", "refund"] {
            if let Some(currency) = data.field(name).and_then(|part| part.told("currency")) {
                comparison.text(&format!("{name}.currency"), &self.currency, Some(currency));
            }
        }
        comparison
    }
}

impl Operation for VerifyPayment {
    type Account = Account;
    type Value = Order;

    const NAME: &'static str = "atarapay.orders.verify_payment";
    const SUMMARY: &'static str = "Asks whether an order has paid for what you sold: before anything is shipped, and before anything is marked paid.";
    const EFFECT: Effect = Effect::Inquiry;

    fn check(&self, _: &Account, problems: &mut Problems) {
        problems.id("order", self.order.as_str());
        problems.id("product_id", self.product_id.as_str());
        problems.amount("amount", self.amount.0, "kobo");
        problems.currency("currency", &self.currency);
    }

    fn request(&self, account: &Account) -> Request {
        inquiry(account, Self::NAME, &self.order)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Order> {
        if let Some(reason) = refusal(page, &ABOUT_SOMETHING) {
            return self.refused(reason);
        }
        let (order, data) = match fetched(page) {
            Ok(fetched) => fetched,
            Err(reason) => return self.unknown(reason),
        };
        if let Some(differences) = self.compare(&order, data).differences() {
            return self.unknown_for_review(page.mismatch(differences));
        }
        let Some(stage) = order.stage() else {
            return self.unknown_for_review(unknown_stage(page, &order));
        };
        let funds = order.funds(stage);
        let later = || Next::ask(self, WHILE_PENDING_SECONDS);
        let because = |code, message: &str| page.reason(code, message);
        match (stage, order.closed_by) {
            (Stage::Pending | Stage::AwaitingBuyerResponse | Stage::SecondDelivery, None) => {
                Outcome::done(funds, order, Next::Nothing)
            }
            (Stage::Accepted, None | Some(Closing::Payout)) => Outcome::done(funds, order, later()),
            (Stage::Completed, Some(Closing::Payout)) => Outcome::done(funds, order, Next::Nothing),
            (Stage::Completed, Some(Closing::Refund)) => {
                let reason = because(ReasonCode::Returned, "The order is completed by a refund to the buyer.");
                Outcome::without(Verdict::Failed, funds, reason, Next::Nothing)
            }
            (Stage::Rejected | Stage::InDispute | Stage::Disputed | Stage::DisputeResolved, _) => {
                let reason = because(
                    ReasonCode::Undecided,
                    "The buyer did not accept the goods; who gets the money is not decided.",
                );
                Outcome::pending(funds, None, reason, later())
            }
            (Stage::Cancelled, _) => {
                let reason =
                    because(ReasonCode::Cancelled, "The order was cancelled. See that the refund reaches the buyer.");
                Outcome::without(Verdict::Failed, Funds::InDoubt, reason, Next::Review)
            }
            (Stage::Completed, None | Some(Closing::Unclear)) => {
                let message = "The order is completed, but the answer does not say whether the seller was paid or the buyer refunded.";
                self.unknown_for_review(because(ReasonCode::Undecided, message))
            }
            _ => self.unknown_for_review(because(
                ReasonCode::Contradiction,
                "The order's status and what it tells of a payout or refund contradict each other.",
            )),
        }
    }

    fn after_doubt(&self) -> Next {
        ask_again(self)
    }
}
