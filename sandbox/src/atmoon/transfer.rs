//! Money on its way from the merchant's balance to a bank account: a payout or a settlement, and what becomes of it.

use serde::{Deserialize, Serialize};

use super::codes::{BANK_FAILURE, CANNOT_CONNECT, NO_RESPONSE, POSTED, Row};
use super::ledger::Ledger;
use super::{is_digits, paise};
use crate::World;
use crate::clock;
use crate::fault::{Fault, PENDING_SECONDS};
use crate::http::{Answer, Fields};
use crate::shelf::Kept;
use crate::truth::{Money, PayoutTruth, SettlementTruth};

/// How the fields of a transfer are called in a request.
pub(super) struct Names {
    pub(super) name: &'static str,
    pub(super) account: &'static str,
    pub(super) ifsc: &'static str,
    pub(super) mode: &'static str,
}

/// A transfer that was accepted. Its amount has left the balance.
#[derive(Serialize, Deserialize)]
pub(super) struct Transfer {
    /// AT MOON's id of a payout; a settlement has none.
    pub(super) id: String,
    /// The payment reference number: the merchant's own, where one was given.
    pub(super) reference: String,
    pub(super) name: String,
    pub(super) account: String,
    pub(super) ifsc: String,
    pub(super) amount: u64,
    stage: Stage,
    requests: u64,
}

/// Where a transfer is.
#[derive(Serialize, Deserialize)]
enum Stage {
    /// With the bank, until then; with none, until people decide.
    WithBank {
        until: Option<u64>,
    },
    Credited {
        utr: String,
    },
    Failed,
}

/// What only people do, by the names of the sandbox's own requests.
pub(super) const BY_PEOPLE: [&str; 3] = ["credit", "fail", "wait"];

impl Transfer {
    /// A transfer as it was asked for; none where the data is in the wrong format. The bank decides on the next occasion.
    pub(super) fn asked(fields: &Fields, names: &Names, now: u64) -> Option<Self> {
        let text = |name| fields.text(name).to_owned();
        let amount = paise(fields.text("amount"))?;
        let pause = if Fault::of_amount(amount) == Some(Fault::Pending) { PENDING_SECONDS } else { 0 };
        let transfer = Self {
            id: String::new(),
            reference: String::new(),
            name: text(names.name),
            account: text(names.account),
            ifsc: text(names.ifsc),
            amount,
            stage: Stage::WithBank { until: Some(now + pause) },
            requests: 1,
        };
        let is_mode = ["NEFT", "IMPS", "RTGS"].contains(&fields.text(names.mode));
        (is_mode && is_digits(&transfer.account) && is_ifsc(&transfer.ifsc)).then_some(transfer)
    }

    /// Another request for what was accepted before.
    pub(super) fn asked_again(&mut self) {
        self.requests += 1;
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        Fault::of_amount(self.amount)
    }

    /// The bank does what is due.
    pub(super) fn pass_time(&mut self, world: &mut World, ledger: &mut Ledger) {
        if matches!(self.stage, Stage::WithBank { until: Some(until) } if until <= world.now) {
            let fails = self.fault() == Some(Fault::Failed);
            self.decide(if fails { "fail" } else { "credit" }, world, ledger);
        }
    }

    /// Someone decides what the bank does.
    pub(super) fn by_people(&mut self, what: &str, world: &mut World, ledger: &mut Ledger) -> Result<(), Answer> {
        if !BY_PEOPLE.contains(&what) {
            let known = BY_PEOPLE.join(", ");
            return Err(Answer::text(404, &format!("There is no request {what}; there are {known}.\n")));
        }
        if !matches!(self.stage, Stage::WithBank { .. }) {
            return Err(Answer::text(409, "The bank has decided before. GET /sandbox/truth says how.\n"));
        }
        self.decide(what, world, ledger);
        Ok(())
    }

    fn decide(&mut self, what: &str, world: &mut World, ledger: &mut Ledger) {
        self.stage = match what {
            "credit" => Stage::Credited { utr: format!("{}{}", clock::julian(world.now), world.ids.digits(8)) },
            "fail" => {
                ledger.give_back(self.amount);
                Stage::Failed
            }
            _ => Stage::WithBank { until: None },
        };
    }

    pub(super) fn money(&self) -> Money {
        match self.stage {
            Stage::WithBank { .. } => Money::Moving,
            Stage::Credited { .. } => Money::Settled,
            // The bank did not post it: the balance has it.
            Stage::Failed => Money::Untouched,
        }
    }

    /// What the bank says of it: the row of the table, and its own reference where the money has arrived.
    pub(super) fn inquired(&self) -> (Row, Option<&str>) {
        match &self.stage {
            Stage::WithBank { until: Some(_) } => (NO_RESPONSE, None),
            Stage::WithBank { until: None } => (CANNOT_CONNECT, None),
            Stage::Credited { utr } => (POSTED, Some(utr)),
            Stage::Failed => (BANK_FAILURE, None),
        }
    }

    pub(super) fn payout_truth(&self) -> PayoutTruth {
        PayoutTruth {
            payout_id: self.id.clone(),
            payment_refer_no: self.reference.clone(),
            beneficiary_account_numb: self.account.clone(),
            amount: self.amount,
            requests: self.requests,
            money: self.money(),
        }
    }

    pub(super) fn settlement_truth(&self) -> SettlementTruth {
        SettlementTruth {
            external_ref: self.reference.clone(),
            account_number: self.account.clone(),
            amount: self.amount,
            requests: self.requests,
            money: self.money(),
        }
    }
}

impl Kept for Transfer {
    fn keys(&self) -> [String; 2] {
        [self.id.clone(), self.reference.clone()]
    }

    fn may_go(&self) -> bool {
        self.money() != Money::Moving
    }

    fn is_waiting(&self) -> bool {
        matches!(self.stage, Stage::WithBank { until: Some(_) })
    }

    fn stake(&self) -> (Money, u64) {
        (self.money(), self.amount)
    }
}

/// Four letters, a zero, and six letters or digits.
fn is_ifsc(text: &str) -> bool {
    let (bank, branch) = text.split_at_checked(4).unwrap_or_default();
    bank.bytes().all(|byte| byte.is_ascii_uppercase())
        && branch.len() == 7
        && branch.starts_with('0')
        && branch.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
