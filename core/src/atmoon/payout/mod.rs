//! Payouts: money from the merchant's balance to somebody's bank account.
//!
//! A payout takes no reference of the merchant's, and no sample of its answer is printed. After a lost answer nothing can
//! be asked, and it may have been paid: so nothing here is ever sent twice.

mod create;
mod status;
mod verify;

use serde::Serialize;

pub use create::Create;
pub use status::Status;
pub use verify::Verify;

use super::Account;
use super::codes::{everywhere, places};
use crate::json::Json;
use crate::money::Paise;
use crate::operation::Operation;
use crate::outcome::{Funds, Mismatch, Next, Outcome, ReasonCode, WHILE_PENDING_SECONDS};
use crate::page::{Comparison, Page};

/// A payout that AT MOON has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPayout"))]
pub struct Payout {
    /// AT MOON's id of it, for `atmoon.payout.status`.
    pub payout_id: Option<String>,
    /// AT MOON's payment reference number, for `atmoon.payout.verify`.
    pub payment_refer_no: Option<String>,
    /// The bank's reference, its UTR or RRN.
    pub utr: Option<String>,
}

impl Payout {
    /// The references that a reply tells, wherever they stand.
    fn read(page: &Page<'_>) -> Self {
        let places = places(page);
        let find =
            |names: &[&str]| places.iter().find_map(|place| names.iter().find_map(|name| place.loose_text(name)));
        Self {
            payout_id: find(&["payout_id"]),
            payment_refer_no: find(&["paymentReferNo"]),
            utr: find(&["utr_no", "UTR", "utr"]),
        }
    }
}

/// What of a payout a reply echoes, and echoes wrongly, under the request's names or those of PAYOUTSTATUS's sample.
fn wrong_echoes(
    page: &Page<'_>,
    texts: &[(&str, Option<&str>)],
    account: Option<&str>,
    ifsc: Option<&str>,
    amount: Option<Paise>,
) -> Option<Vec<Mismatch>> {
    let accounts = ["beneficiary_account_numb", "account_no"].map(|name| (name, account));
    let ifscs = ["beneficiary_ifsc_code", "Ifsc_code"].map(|name| (name, ifsc));
    let exact = texts
        .iter()
        .copied()
        .chain(accounts)
        .map(|(name, expected)| (name, expected, str::eq as fn(&str, &str) -> bool));
    let echoes = exact.chain(ifscs.map(|(name, expected)| (name, expected, str::eq_ignore_ascii_case as _)));
    let mut comparison = Comparison::default();
    for place in everywhere(page) {
        for (name, expected, same) in echoes.clone() {
            if let (Some(expected), Some(told)) = (expected, place.told(name))
                && !same(&told, expected)
            {
                comparison.differs(name, expected, Some(told));
            }
        }
        if let (Some(amount), Some(told)) = (amount, place.told("amount"))
            && Paise::from_rupees(&told) != Some(amount)
        {
            comparison.differs("amount", &amount.to_rupees(), Some(told));
        }
    }
    comparison.differences()
}

/// What a state in others' words means, where the account says that such words are understood and one stands there alone.
/// They can make a payout `pending`, and no more: what is final is said by a code.
fn by_alias<O: Operation<Value = Payout> + Serialize>(
    question: &O,
    account: &Account,
    page: &Page<'_>,
) -> Option<Outcome<Payout>> {
    if account.state_aliases != Some(true) {
        return None;
    }
    let places = places(page);
    let words: Vec<&str> = places.iter().filter_map(|place| place.field("status").and_then(Json::text)).collect();
    let is_pending = |word: &&str| ["processing", "pending"].iter().any(|known| known.eq_ignore_ascii_case(word));
    let under_way = !words.is_empty() && words.iter().all(is_pending);
    under_way.then(|| {
        let reason =
            page.reason(ReasonCode::Underway, "AT MOON calls the payout pending, in a word no document prints.");
        Outcome::pending(Funds::InDoubt, None, reason, Next::ask(question, WHILE_PENDING_SECONDS))
    })
}
