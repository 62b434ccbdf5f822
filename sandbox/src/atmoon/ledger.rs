//! The merchant's balance: what UPI payments add to it, and payouts and settlements take from it.

use serde::{Deserialize, Serialize};

use super::transfer::Transfer;
use crate::shelf::Shelf;
use crate::truth::{LedgerTruth, Money};

/// Ten crore rupees, in paise.
const OPENING: u64 = 10_000_000_000;

#[derive(Serialize, Deserialize)]
pub(super) struct Ledger {
    collected: u64,
    balance: u64,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { collected: 0, balance: OPENING }
    }
}

impl Ledger {
    pub(super) fn collect(&mut self, amount: u64) {
        self.collected += amount;
        self.balance += amount;
    }

    /// Takes an amount off the balance, where there is as much.
    pub(super) fn take(&mut self, amount: u64) -> bool {
        let left = self.balance.checked_sub(amount);
        self.balance = left.unwrap_or(self.balance);
        left.is_some()
    }

    pub(super) fn give_back(&mut self, amount: u64) {
        self.balance += amount;
    }

    /// The balance as it was kept, beside the sums of what was moved: they must agree.
    pub(super) fn truth(&self, payouts: &Shelf<Transfer>, settlements: &Shelf<Transfer>) -> LedgerTruth {
        let sum = |transfers: &Shelf<Transfer>, money: Money| -> u64 {
            transfers.iter().filter(|transfer| transfer.money() == money).map(|transfer| transfer.amount).sum()
        };
        LedgerTruth {
            opening: OPENING,
            collected: self.collected,
            balance: self.balance,
            under_way: sum(payouts, Money::Moving) + sum(settlements, Money::Moving),
            paid_out: sum(payouts, Money::Settled) + payouts.forgotten().settled,
            settled: sum(settlements, Money::Settled) + settlements.forgotten().settled,
        }
    }
}
