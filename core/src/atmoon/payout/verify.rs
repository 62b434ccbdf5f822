//! Asking after a payout by its reference, whose answer may prove it.

use serde::{Deserialize, Serialize};

use super::{Payout, by_alias, wrong_echoes};
use crate::atmoon::codes::{Code, Context, Meaning, code, contradiction, reason, refusal, unrecognised};
use crate::atmoon::{Account, Encoding, VerifyMethod};
use crate::check::{Id, Problems};
use crate::http::{Method, Request};
use crate::money::Paise;
use crate::operation::{Effect, Operation, ask_again};
use crate::outcome::{Funds, Next, Outcome, ReasonCode, Verdict, WHILE_PENDING_SECONDS};
use crate::page::Page;

/// Asks after a payout by its payment reference number.
///
/// `POST /payout/status/:reference_id`, or GET where `account.payout_verify_method` says so. `done` with `settled`: SU0000, "Payment
/// Posted Successfully". `failed`: the bank did not post it (BE and four digits). `refused`: the reference is wrong, which
/// says nothing about the money.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPayoutVerify"))]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// AT MOON's payment reference number.
    pub payment_refer_no: Id,
    /// What was paid, in paise. This and the next two are not sent: whatever the answer echoes of them is held against them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Paise>,
    /// The account number that it was to reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beneficiary_account: Option<String>,
    /// The IFSC of that account's bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ifsc: Option<String>,
}

impl Verify {
    /// Asks after a payout of which nothing but its number is known.
    pub(in crate::atmoon) fn of(payment_refer_no: Id) -> Self {
        Self { payment_refer_no, amount: None, beneficiary_account: None, ifsc: None }
    }
}

impl Operation for Verify {
    type Account = Account;
    type Value = Payout;

    const NAME: &'static str = "atmoon.payout.verify";
    const SUMMARY: &'static str = "Asks after a payout by its payment reference number.";
    const EFFECT: Effect = Effect::Inquiry;

    fn check(&self, account: &Account, problems: &mut Problems) {
        account.check_merchant(problems);
        problems.path_segment("payment_refer_no", self.payment_refer_no.as_str());
        if let Some(amount) = self.amount {
            problems.amount("amount", amount.0, "paise");
        }
        if let Some(number) = &self.beneficiary_account {
            problems.account_number("beneficiary_account", number);
        }
        if let Some(ifsc) = &self.ifsc {
            problems.ifsc("ifsc", ifsc);
        }
    }

    fn request(&self, account: &Account) -> Request {
        let reference = self.payment_refer_no.as_str();
        let url = account.on_api_server(&format!("/payout/status/{reference}"));
        match account.payout_verify_method.unwrap_or_default() {
            VerifyMethod::Get => account.as_merchant(Request::new(Self::NAME, Method::Get, url)),
            VerifyMethod::Post => {
                let request = account.as_merchant(Request::new(Self::NAME, Method::Post, url));
                let encoding = account.payout_verify_encoding.unwrap_or(Encoding::Form);
                account.with_merchant_body(request, Self::NAME, encoding, &[("paymentReferNo", reference)])
            }
        }
    }

    fn conclude(&self, account: &Account, page: &Page<'_>) -> Outcome<Payout> {
        let asked = [("paymentReferNo", Some(self.payment_refer_no.as_str()))];
        let (number, ifsc) = (self.beneficiary_account.as_deref(), self.ifsc.as_deref());
        if let Some(differences) = wrong_echoes(page, &asked, number, ifsc, self.amount) {
            return self.unknown_for_review(page.mismatch(differences));
        }
        if let Some(reason) = refusal(page) {
            return self.refused(reason);
        }
        let payout = Payout::read(page);
        match code(page, Context::Inquiry) {
            Code::Says(Meaning::Arrived, ..) => {
                let payment_refer_no = Some(self.payment_refer_no.0.clone());
                Outcome::done(Funds::Settled, Payout { payment_refer_no, ..payout }, Next::Nothing)
            }
            Code::Says(Meaning::Failed, code, remark) => {
                let why = reason(page, ReasonCode::FailedAtBank, &code, remark);
                Outcome::without(Verdict::Failed, Funds::Untouched, why, Next::Nothing)
            }
            Code::Says(Meaning::Pending, code, remark) => {
                let next = Next::ask(self, WHILE_PENDING_SECONDS);
                Outcome::pending(Funds::InDoubt, None, reason(page, ReasonCode::Underway, &code, remark), next)
            }
            Code::Says(Meaning::WrongReference, code, remark) => {
                self.refused(reason(page, ReasonCode::NotFound, &code, remark))
            }
            Code::Contradiction => self.unknown(contradiction(page)),
            Code::Says(..) | Code::None | Code::Unlisted(_) => {
                by_alias(self, account, page).unwrap_or_else(|| self.unknown(unrecognised(page)))
            }
        }
    }

    fn after_doubt(&self) -> Next {
        ask_again(self)
    }
}
