//! What is true: what the gateways hold, and where the money is, whatever their answers say.

use serde::{Deserialize, Serialize};

/// The whole ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// The sandbox's own time.
    pub now: String,
    /// What AtaraPay holds.
    pub atarapay: AtaraPayTruth,
    /// What AT MOON holds.
    pub atmoon: AtMoonTruth,
}

/// What AtaraPay holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtaraPayTruth {
    /// Every project, in the order they were made.
    pub projects: Vec<ProjectTruth>,
    /// Every service provider that was not deleted, in the order they were made.
    pub providers: Vec<ProviderTruth>,
    /// Every order, in the order they were paid.
    pub orders: Vec<OrderTruth>,
}

/// A project that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectTruth {
    /// AtaraPay's id of it.
    pub id: u64,
    /// Its name.
    pub project_name: String,
}

/// A service provider that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderTruth {
    /// AtaraPay's id of it.
    pub id: u64,
    /// Its phone number, which tells it from others.
    pub phone: String,
}

/// An escrow order that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderTruth {
    /// AtaraPay's number of it.
    pub id: u64,
    /// The merchant's own number of it.
    pub product_id: String,
    /// The price in kobo.
    pub product_cost: u64,
    /// What the buyer paid, in kobo.
    pub amount_payed: u64,
    /// The currency.
    pub currency: String,
    /// Where it is in its life: the title of its status.
    pub status: String,
    /// The project whose milestone it pays, if any.
    pub project_id: Option<u64>,
    /// The service provider with whom it is shared, if any.
    pub sp_id: Option<u64>,
    /// How it is shared, if it is: the percentage that was sent last.
    pub commission: Option<serde_json::Number>,
    /// Where the money is.
    pub money: Money,
}

/// What AT MOON holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtMoonTruth {
    /// Every payment page, in the order they were made.
    pub payments: Vec<PaymentTruth>,
}

/// A payment page that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentTruth {
    /// AT MOON's id of the transaction.
    pub transaction_id: String,
    /// AT MOON's reference of the payment.
    pub pg_reference_no: String,
    /// What is to be paid, in paise.
    pub amount: u64,
    /// Where the money is.
    pub money: Money,
}

/// Where money is, in the words that the library uses for what may be concluded about it. `moving` has no such word:
/// whoever asks then must be told `in_doubt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Money {
    /// With the payer, and it will not leave by itself.
    Untouched,
    /// Between two banks.
    Moving,
    /// In escrow.
    Held,
    /// With the merchant.
    Settled,
    /// With the payer again.
    Returned,
}
