//! AT MOON's side: the hosted page, and in its other product UPI payments, payouts and settlements.

mod codes;
mod credentials;
mod ledger;
mod payin;
mod payout;
mod pg;
mod settlement;
mod transfer;
mod upi;

use serde::{Deserialize, Serialize};
use serde_json::json;

use self::ledger::Ledger;
use self::payin::Payin;
use self::pg::Payment;
use self::transfer::Transfer;
use crate::World;
use crate::http::{Answer, Request};
use crate::shelf::Shelf;
use crate::truth::AtMoonTruth;
#[cfg(feature = "desk")]
use crate::truth::Money;

pub use self::credentials::{
    ACCESS_KEY, API_PASSWORD, CLIENT_ID, MERCHANT_KEY, USER_ID, UTOKEN, X_CLIENT_ID, X_CLIENT_SECRET,
};

/// The largest amount that every language holds exactly.
const MAX_AMOUNT: u64 = (1 << 53) - 1;

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct AtMoon {
    /// Whether the bodies that are printed with a comma missing or too many are sent as valid JSON.
    pub(crate) strict_json: bool,
    /// Whether the four credentials must be four headers of their own.
    pub(crate) strict_auth: bool,
    tokens: Shelf<String>,
    payments: Shelf<Payment>,
    payins: Shelf<Payin>,
    payouts: Shelf<Transfer>,
    settlements: Shelf<Transfer>,
    ledger: Ledger,
}

impl AtMoon {
    /// Whether the bodies that are printed with a comma missing or too many are sent as valid JSON.
    pub(crate) fn set_strict_json(&mut self, request: &Request) -> Answer {
        let (on, words) = match request.query("on").as_deref() {
            Some("1") => (true, "Every body is valid JSON now.\n"),
            Some("0") => (false, "Every body is as it is printed now.\n"),
            _ => {
                let how = "Say whether, with 1 or 0: POST /sandbox/atmoon/strict_json?on=1\n";
                return Answer::text(400, how);
            }
        };
        self.strict_json = on;
        Answer::text(200, words)
    }

    /// The banks do what is due.
    pub(crate) fn pass_time(&mut self, world: &mut World) {
        for transfers in [&mut self.payouts, &mut self.settlements] {
            transfers.each_waiting(|transfer| transfer.pass_time(world, &mut self.ledger));
        }
        self.payins.each_waiting(|payin| payin.pass_time(world.now, &mut self.ledger));
    }

    /// The newest of everything, with what people can do to it now, and the ledger.
    #[cfg(feature = "desk")]
    pub(crate) fn overview(&self, now: u64, newest: usize) -> serde_json::Value {
        let payin = |payin: &Payin| {
            let mut shown = json!(payin.truth());
            shown["can"] = if payin.is_open() { json!(["pay", "refuse"]) } else { json!([]) };
            shown["page"] = format!("/upi/{}", payin.truth().transaction_id).into();
            shown
        };
        let can = |transfer: &Transfer| {
            if transfer.money() == Money::Moving { transfer::BY_PEOPLE.to_vec() } else { Vec::new() }
        };
        let payout = |transfer: &Transfer| {
            let mut shown = json!(transfer.payout_truth());
            shown["can"] = can(transfer).into();
            shown
        };
        let settlement = |transfer: &Transfer| {
            let mut shown = json!(transfer.settlement_truth());
            shown["can"] = can(transfer).into();
            shown
        };
        json!({
            "payments": self.payments.iter().rev().take(newest).map(|one| one.shown(now)).collect::<Vec<_>>(),
            "payments_made": self.payments.made(),
            "payins": self.payins.iter().rev().take(newest).map(payin).collect::<Vec<_>>(),
            "payins_made": self.payins.made(),
            "payouts": self.payouts.iter().rev().take(newest).map(payout).collect::<Vec<_>>(),
            "payouts_made": self.payouts.made(),
            "settlements": self.settlements.iter().rev().take(newest).map(settlement).collect::<Vec<_>>(),
            "settlements_made": self.settlements.made(),
            "ledger": self.ledger.truth(&self.payouts, &self.settlements),
        })
    }

    #[cfg(feature = "desk")]
    pub(crate) fn is_token(&self, text: &str) -> bool {
        self.tokens.find(0, text).is_some()
    }

    /// What a page asks a payer for, in paise.
    #[cfg(feature = "desk")]
    pub(crate) fn amount_of_page(&self, token: &str) -> Option<u64> {
        self.payments.find(0, token).map(|payment| payment.truth(0).amount)
    }

    /// Where a payout was to go, as the question after it says.
    #[cfg(feature = "desk")]
    pub(crate) fn expected_of_payout(&self, id: &str) -> Option<serde_json::Value> {
        let payout = self.payouts.find(0, id)?;
        Some(json!({ "payout_id": payout.id, "beneficiary_account": payout.account, "ifsc": payout.ifsc }))
    }

    pub(crate) fn truth(&self, now: u64) -> AtMoonTruth {
        AtMoonTruth {
            payments: self.payments.iter().map(|payment| payment.truth(now)).collect(),
            payins: self.payins.iter().map(Payin::truth).collect(),
            payouts: self.payouts.iter().map(Transfer::payout_truth).collect(),
            settlements: self.settlements.iter().map(Transfer::settlement_truth).collect(),
            ledger: self.ledger.truth(&self.payouts, &self.settlements),
        }
    }
}

fn rupees(paise: u64) -> String {
    format!("{}.{:02}", paise / 100, paise % 100)
}

/// Paise from rupees with at most two decimals; none for anything else, zero included.
pub(crate) fn paise(rupees: &str) -> Option<u64> {
    let (whole, fraction) = rupees.split_once('.').unwrap_or((rupees, "0"));
    if !is_digits(whole) || !is_digits(fraction) || fraction.len() > 2 {
        return None;
    }
    let fraction: u64 = format!("{fraction:0<2}").parse().ok()?;
    let paise = whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(fraction)?;
    (1..=MAX_AMOUNT).contains(&paise).then_some(paise)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Another than this: it ends otherwise.
fn another(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    if let Some(last) = characters.last_mut() {
        *last = if *last == '0' { '1' } else { '0' };
    }
    characters.into_iter().collect()
}

/// The documents print no body for this.
fn wrong_input(message: &str) -> Answer {
    Answer::json(400, &json!({ "code": 400, "status": false, "message": message }))
}

#[cfg(test)]
mod tests;
