//! Asking after a payout by its id, whose answer states no outcome.

use serde::{Deserialize, Serialize};

use super::{Payout, by_alias, wrong_echoes};
use crate::atmoon::codes::{refusal, unrecognised};
use crate::atmoon::{Account, Encoding};
use crate::check::{Id, Problems};
use crate::http::{Method, Request};
use crate::json::Json;
use crate::operation::{Effect, Operation, ask_again};
use crate::outcome::{Funds, Next, Outcome, ReasonCode};
use crate::page::{Comparison, Page};
use crate::secret::Secret;

/// Asks after a payout by its id.
///
/// `POST /api/AtMoonPayout` with `"method": "PAYOUTSTATUS"`. Its printed "Success Response" names the beneficiary and no
/// outcome, no amount and no reference, and is not quite JSON: so it is `unknown` unless `account.payout_status_is_final` says
/// that it means arrival. Prefer `atmoon.payout.verify`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPayoutStatus"))]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// AT MOON's id of the payout.
    pub payout_id: Id,
    /// The account number that it was to reach.
    pub beneficiary_account: String,
    /// The IFSC of that account's bank.
    pub ifsc: String,
}

impl Operation for Status {
    type Account = Account;
    type Value = Payout;

    const NAME: &'static str = "atmoon.payout.status";
    const SUMMARY: &'static str = "Asks after a payout by its id.";
    const EFFECT: Effect = Effect::Inquiry;

    fn check(&self, account: &Account, problems: &mut Problems) {
        account.check_user(problems);
        problems.needed("account.x_client_id", account.x_client_id.as_ref());
        problems.needed("account.x_client_secret", account.x_client_secret.as_ref());
        problems.id("payout_id", self.payout_id.as_str());
        problems.account_number("beneficiary_account", &self.beneficiary_account);
        problems.ifsc("ifsc", &self.ifsc);
    }

    fn request(&self, account: &Account) -> Request {
        let secret = |secret: &Option<Secret>| Secret::from(secret.as_ref().map_or("", Secret::expose));
        let request = Request::new(Self::NAME, Method::Post, account.on_server("/api/AtMoonPayout"))
            .header("x-client-id", secret(&account.x_client_id).expose())
            .header("x-client-secret", secret(&account.x_client_secret).expose());
        let fields = [("method", "PAYOUTSTATUS"), ("payout_id", self.payout_id.as_str())];
        account.with_body(account.as_user(request), Self::NAME, Encoding::Json, &fields)
    }

    fn conclude(&self, account: &Account, page: &Page<'_>) -> Outcome<Payout> {
        let asked = [("payout_id", Some(self.payout_id.as_str()))];
        if let Some(differences) = wrong_echoes(page, &asked, Some(&self.beneficiary_account), Some(&self.ifsc), None) {
            return self.unknown_for_review(page.mismatch(differences));
        }
        if let Some(reason) = refusal(page) {
            return self.refused(reason);
        }
        if let Some(outcome) = by_alias(self, account, page) {
            return outcome;
        }
        let says_success = page.body.field("message").and_then(Json::text) == Some("SUCCESS");
        if !page.body.is_number_one("status") || !says_success {
            return self.unknown(unrecognised(page));
        }
        let mut comparison = Comparison::default();
        comparison.text("account_no", &self.beneficiary_account, page.body.loose_text("account_no"));
        comparison.text("Ifsc_code", &self.ifsc.to_ascii_uppercase(), page.body.loose_text("Ifsc_code"));
        if let Some(differences) = comparison.differences() {
            return self.unknown_for_review(page.mismatch(differences));
        }
        // Nothing may stand beside what the sample prints, and what names the payout.
        let printed = ["message", "status", "customer_name", "account_no", "Ifsc_code", "payout_id"];
        if !page.body.has_only(&printed) {
            return self.unknown(unrecognised(page));
        }
        if account.payout_status_is_final == Some(true) {
            let value = Payout { payout_id: Some(self.payout_id.0.clone()), ..Payout::read(page) };
            return Outcome::done(Funds::Settled, value, Next::Nothing);
        }
        let message = "AT MOON found the payout, and its answer states no outcome, as the documents print it.";
        self.unknown_for_review(page.reason(ReasonCode::Undecided, message))
    }

    fn after_doubt(&self) -> Next {
        ask_again(self)
    }
}
