//! What is true: what the gateways hold, and where the money is, whatever their answers say.

use serde::{Deserialize, Serialize};

/// The whole ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaraPayTruth {
    /// Every project, in the order they were made.
    pub projects: Vec<ProjectTruth>,
    /// Every service provider that was not deleted, in the order they were made.
    pub providers: Vec<ProviderTruth>,
    /// Every order, in the order they were paid.
    pub orders: Vec<OrderTruth>,
    /// What was paid into escrow, and what became of it.
    pub ledger: EscrowTruth,
}

/// All that buyers ever paid, in minor units, fees included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EscrowTruth {
    /// What buyers paid.
    pub paid_in: u64,
    /// What is in escrow.
    pub held: u64,
    /// What went to sellers.
    pub settled: u64,
    /// What went back to buyers.
    pub returned: u64,
}

impl EscrowTruth {
    /// Whether nothing was lost or made: all that was paid in is there, or where it was sent.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.paid_in == self.held + self.settled + self.returned
    }
}

/// A project that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectTruth {
    /// AtaraPay's id of it.
    pub id: u64,
    /// Its name.
    pub project_name: String,
}

/// A service provider that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderTruth {
    /// AtaraPay's id of it.
    pub id: u64,
    /// Its phone number, which tells it from others.
    pub phone: String,
}

/// An escrow order that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    pub commission: Option<serde_json::Number>,
    /// Where the money is.
    pub money: Money,
}

/// What AT MOON holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtMoonTruth {
    /// Every payment page, in the order they were made.
    pub payments: Vec<PaymentTruth>,
    /// Every UPI payment that was asked for, in that order.
    pub payins: Vec<PayinTruth>,
    /// Every payout that was accepted, in that order: one for each request that was not refused, whatever was answered.
    pub payouts: Vec<PayoutTruth>,
    /// Every settlement that was accepted, in that order.
    pub settlements: Vec<SettlementTruth>,
    /// The merchant's balance, and what it came from and went to.
    pub ledger: LedgerTruth,
}

/// A payment page that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// A UPI payment that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PayinTruth {
    /// AT MOON's id of it, which also stands in the link.
    pub transaction_id: String,
    /// The merchant's own id of it.
    pub merchant_transaction_id: String,
    /// What was asked for, in paise.
    pub amount: u64,
    /// What the link asks for, in paise, and so what a payer pays.
    pub link_amount: u64,
    /// Where the money is.
    pub money: Money,
}

/// A payout that was accepted. A payment made twice is two of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PayoutTruth {
    /// AT MOON's id of it.
    pub payout_id: String,
    /// Its payment reference number: the merchant's own reference, where one was sent.
    pub payment_refer_no: String,
    /// The account of the beneficiary.
    pub beneficiary_account_numb: String,
    /// Its amount, in paise.
    pub amount: u64,
    /// How many requests were received for it: more than one only where its reference was sent again.
    pub requests: u64,
    /// Where the money is: `settled` with the beneficiary, `untouched` on the balance again where the bank did not post it.
    pub money: Money,
}

/// A settlement that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettlementTruth {
    /// The merchant's reference of it.
    pub external_ref: String,
    /// The merchant's account at a bank.
    pub account_number: String,
    /// Its amount, in paise.
    pub amount: u64,
    /// How many requests were received for it: more than one only where its reference was sent again.
    pub requests: u64,
    /// Where the money is: `settled` in the merchant's account, `untouched` on the balance again where the bank did not
    /// post it.
    pub money: Money,
}

/// The merchant's balance with AT MOON, in paise. Payment pages are another product and not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LedgerTruth {
    /// What it was at first.
    pub opening: u64,
    /// What UPI payments added.
    pub collected: u64,
    /// What it is.
    pub balance: u64,
    /// What is on its way to a bank account.
    pub under_way: u64,
    /// What beneficiaries of payouts received.
    pub paid_out: u64,
    /// What the merchant's own account received.
    pub settled: u64,
}

impl LedgerTruth {
    /// Whether nothing was lost or made: all that came is there, under way, or where it was sent.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.opening + self.collected == self.balance + self.under_way + self.paid_out + self.settled
    }
}

/// Where money is, in the words that the library uses for what may be concluded about it. `moving` has no such word:
/// whoever asks then must be told `in_doubt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Money {
    /// With the payer, and it will not leave by itself.
    Untouched,
    /// Between two banks.
    Moving,
    /// In escrow.
    Held,
    /// Where it was to go: with the merchant, or for a payout with its beneficiary.
    Settled,
    /// With the payer again.
    Returned,
}
