//! Paying out.

use serde::Deserialize;

use super::{Payout, Status, Verify, wrong_echoes};
use crate::atmoon::codes::{
    Code, Context, Meaning, code, contradiction, reason, refusal, says_nothing_else, unrecognised,
};
use crate::atmoon::{Account, Encoding, token};
use crate::check::{Id, Problems};
use crate::http::{Method, Reply, Request};
use crate::india::TransferMode;
use crate::money::Paise;
use crate::operation::{Effect, Operation, Step};
use crate::outcome::{Funds, Next, Outcome, Reason, ReasonCode, Verdict, WHILE_PENDING_SECONDS};
use crate::page::Page;
use crate::secret::Secret;

/// Pays money out to a bank account.
///
/// `POST` to `account.payout_url`, which no document prints; first `…/merchant/getToken`, unless an `api_token` is given. The
/// best that can come of it is `pending`: "Payment Posted Successfully" is not yet credited, so do `next`. After any doubt
/// a person must look: it may have been paid, and must not be sent again.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPayoutCreate"))]
#[serde(deny_unknown_fields)]
pub struct Create {
    /// The beneficiary's name.
    pub beneficiary_name: String,
    /// The beneficiary's account number, as text: it may begin with 0.
    pub beneficiary_account: String,
    /// The IFSC of the beneficiary's bank, in either case.
    pub ifsc: String,
    /// What is paid, in paise.
    pub amount: Paise,
    /// How it travels.
    pub payment_mode: TransferMode,
    /// A token fetched before. Without it one is fetched first, which is one more exchange.
    pub api_token: Option<Secret>,
    /// Your own reference, sent under `account.payout_reference_field`; no document knows such a field.
    pub reference: Option<Id>,
}

/// What the body holds anyway, the credentials of some accounts among it.
const OWN_FIELDS: [&str; 10] = [
    "beneficiary_name",
    "beneficiary_account_numb",
    "beneficiary_ifsc_code",
    "amount",
    "payment_mode",
    "api_token",
    "access_key",
    "merchant_key",
    "client_id",
    "api_password",
];

impl Operation for Create {
    type Account = Account;
    type Value = Payout;

    const NAME: &'static str = "atmoon.payout.create";
    const SUMMARY: &'static str = "Pays money out to a bank account.";
    const EFFECT: Effect = Effect::MovesMoney;

    fn check(&self, account: &Account, problems: &mut Problems) {
        if self.api_token.is_none() {
            account.check_pg(problems);
        }
        account.check_merchant(problems);
        problems.needed_address("account.payout_url", account.payout_url.as_deref());
        problems.text("beneficiary_name", &self.beneficiary_name);
        problems.account_number("beneficiary_account", &self.beneficiary_account);
        problems.ifsc("ifsc", &self.ifsc);
        if !problems.has("payment_mode") {
            problems.transfer("amount", self.amount, self.payment_mode);
        }
        if let Some(token) = &self.api_token {
            problems.credential("api_token", token.expose());
        }
        let named = account.payout_reference_field.as_deref();
        if named.is_some_and(|name| OWN_FIELDS.contains(&name)) {
            problems.add("account.payout_reference_field", "names a field of the payout's own");
        }
        if let Some(reference) = &self.reference {
            problems.id("reference", reference.as_str());
            if account.payout_reference_field.is_none() {
                problems
                    .add("account.payout_reference_field", "is required beside reference: no document names the field");
            }
        }
    }

    fn step<'r>(&self, account: &Account, replies: &'r [Reply]) -> Step<'r, Payout> {
        token::then(account, self.api_token.as_ref(), token::Stale::Refused, replies, |token| {
            self.with_token(account, token)
        })
    }

    fn request(&self, account: &Account) -> Request {
        self.with_token(account, &self.api_token.clone().unwrap_or_default())
    }

    fn conclude(&self, account: &Account, page: &Page<'_>) -> Outcome<Payout> {
        let reference = account.payout_reference_field.as_deref().zip(self.reference.as_ref());
        let texts: Vec<_> = reference.iter().map(|(name, reference)| (*name, Some(reference.as_str()))).collect();
        let (number, ifsc) = (Some(self.beneficiary_account.as_str()), Some(self.ifsc.as_str()));
        if let Some(differences) = wrong_echoes(page, &texts, number, ifsc, Some(self.amount)) {
            return self.unknown_for_review(page.mismatch(differences));
        }
        if let Some(reason) = refusal(page) {
            return self.refused(reason);
        }
        let payout = Payout::read(page);
        let doubt = |reason: Reason| {
            Outcome::without(Verdict::Unknown, Funds::InDoubt, reason, self.inquiry(account, &Payout::read(page)))
        };
        match code(page, Context::Initiate) {
            // A no that tells of anything beside it, such as a payment, is not believed.
            Code::Says(Meaning::Refused(_), ..) if !says_nothing_else(page) => doubt(contradiction(page)),
            Code::Says(Meaning::Refused(kind), code, remark) => self.refused(reason(page, kind, &code, remark)),
            Code::Says(Meaning::Taken | Meaning::Pending, code, remark) => {
                let next = self.inquiry(account, &payout);
                Outcome::pending(Funds::InDoubt, Some(payout), reason(page, ReasonCode::Underway, &code, remark), next)
            }
            Code::Says(Meaning::Duplicate, code, remark) => {
                doubt(reason(page, ReasonCode::AlreadyProcessed, &code, remark))
            }
            Code::Says(_, code, remark) => doubt(reason(page, ReasonCode::Unrecognised, &code, remark)),
            Code::Contradiction => doubt(contradiction(page)),
            // No sample of an answer is printed. One that says yes without a code has taken it, no more.
            Code::None if page.body.flag("status") == Some(true) => {
                let why =
                    page.reason(ReasonCode::Underway, "AT MOON took the payout. Whether it arrived must be asked.");
                let next = self.inquiry(account, &payout);
                Outcome::pending(Funds::InDoubt, Some(payout), why, next)
            }
            Code::None | Code::Unlisted(_) => doubt(unrecognised(page)),
        }
    }

    fn after_doubt(&self) -> Next {
        Next::Review
    }
}

impl Create {
    fn with_token(&self, account: &Account, token: &Secret) -> Request {
        let (amount, ifsc) = (self.amount.to_rupees(), self.ifsc.to_ascii_uppercase());
        let mut fields = vec![
            ("beneficiary_name", self.beneficiary_name.as_str()),
            // The documents' own spelling.
            ("beneficiary_account_numb", &self.beneficiary_account),
            ("beneficiary_ifsc_code", &ifsc),
            ("amount", &amount),
            ("payment_mode", self.payment_mode.as_str()),
            ("api_token", token.expose()),
        ];
        let named = account.payout_reference_field.as_deref().zip(self.reference.as_ref());
        fields.extend(named.map(|(name, reference)| (name, reference.as_str())));
        let url = account.payout_url.clone().unwrap_or_default();
        let request = account.as_merchant(Request::new(Self::NAME, Method::Post, url));
        account.with_merchant_body(request, Self::NAME, account.payout_encoding.unwrap_or(Encoding::Form), &fields)
    }

    /// How to ask after it with what it told of itself, where that can be asked with.
    fn inquiry(&self, account: &Account, payout: &Payout) -> Next {
        let (number, ifsc) = (self.beneficiary_account.clone(), self.ifsc.to_ascii_uppercase());
        let by_reference = payout.payment_refer_no.as_ref().map(|reference| Verify {
            payment_refer_no: reference.into(),
            amount: Some(self.amount),
            beneficiary_account: Some(number.clone()),
            ifsc: Some(ifsc.clone()),
        });
        let by_id =
            payout.payout_id.as_ref().map(|id| Status { payout_id: id.into(), beneficiary_account: number, ifsc });
        let in_time = WHILE_PENDING_SECONDS;
        let asked =
            by_reference.filter(|verify| can_be_asked(verify, account)).map(|verify| Next::ask(&verify, in_time));
        let asked = asked
            .or_else(|| by_id.filter(|status| can_be_asked(status, account)).map(|status| Next::ask(&status, in_time)));
        asked.unwrap_or(Next::Review)
    }
}

fn can_be_asked<O: Operation<Account = Account>>(question: &O, account: &Account) -> bool {
    let mut problems = Problems::default();
    question.check(account, &mut problems);
    problems.is_empty()
}
