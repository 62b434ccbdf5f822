//! Payouts: money from the merchant's balance to somebody's bank account.
//!
//! A payout takes no reference of the merchant's, and no sample of its answer is printed. After a lost answer nothing can
//! be asked, and it may have been paid: so nothing here is ever sent twice.

use serde::{Deserialize, Serialize};

use super::codes::{Code, Context, Meaning, code, reason, refusal};
use super::{Account, Encoding, VerifyMethod, token};
use crate::check::{Id, Problems};
use crate::http::{Method, Reply, Request};
use crate::india::TransferMode;
use crate::json::Json;
use crate::money::Paise;
use crate::operation::{Effect, Operation, Step, ask_again};
use crate::outcome::{
    AFTER_DOUBT_SECONDS, Funds, Mismatch, Next, Outcome, Reason, ReasonCode, Verdict, WHILE_PENDING_SECONDS,
};
use crate::page::{Comparison, Page};
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
    pub(super) fn of(payment_refer_no: Id) -> Self {
        Self { payment_refer_no, amount: None, beneficiary_account: None, ifsc: None }
    }
}

/// Where a reply may tell of a payout.
fn places<'p>(page: &'p Page<'_>) -> impl Iterator<Item = &'p Json<'p>> + Clone {
    [Some(&page.body), page.body.field("data"), page.body.field("response")].into_iter().flatten()
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
    for place in places(page) {
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

impl Payout {
    /// The references that a reply tells, wherever they stand.
    fn read(page: &Page<'_>) -> Self {
        let find = |names: &[&str]| places(page).find_map(|place| names.iter().find_map(|name| place.loose_text(name)));
        Self {
            payout_id: find(&["payout_id"]),
            payment_refer_no: find(&["paymentReferNo"]),
            utr: find(&["utr_no", "UTR", "utr"]),
        }
    }

    fn is_empty(&self) -> bool {
        self.payout_id.is_none() && self.payment_refer_no.is_none() && self.utr.is_none()
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

    /// How to ask after it, with what it told of itself.
    fn inquiry(&self, payout: &Payout) -> Next {
        let (beneficiary_account, ifsc) = (self.beneficiary_account.clone(), self.ifsc.to_ascii_uppercase());
        match (&payout.payment_refer_no, &payout.payout_id) {
            (Some(reference), _) => Next::ask(
                &Verify {
                    payment_refer_no: reference.into(),
                    amount: Some(self.amount),
                    beneficiary_account: Some(beneficiary_account),
                    ifsc: Some(ifsc),
                },
                WHILE_PENDING_SECONDS,
            ),
            (None, Some(payout_id)) => {
                Next::ask(&Status { payout_id: payout_id.into(), beneficiary_account, ifsc }, WHILE_PENDING_SECONDS)
            }
            (None, None) => Next::Review,
        }
    }
}

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
            Outcome::without(Verdict::Unknown, Funds::InDoubt, reason, self.inquiry(&Payout::read(page)))
        };
        match code(page, Context::Initiate) {
            // A no that tells of a payment all the same contradicts itself.
            Code::Says(Meaning::Refused(_), ..) if !payout.is_empty() => doubt(contradiction(page)),
            Code::Says(Meaning::Refused(kind), code, remark) => self.refused(reason(page, kind, &code, remark)),
            Code::Says(Meaning::Taken | Meaning::Pending, code, remark) => {
                let next = self.inquiry(&payout);
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
                let next = self.inquiry(&payout);
                Outcome::pending(Funds::InDoubt, Some(payout), why, next)
            }
            Code::None | Code::Unlisted(_) => doubt(unrecognised(page)),
        }
    }

    fn after_doubt(&self) -> Next {
        Next::Review
    }
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
        if !page.body.is_number_one("status") || !says_success || page.body.told("code").is_some() {
            return self.unknown(unrecognised(page));
        }
        let mut comparison = Comparison::default();
        comparison.text("account_no", &self.beneficiary_account, page.body.loose_text("account_no"));
        comparison.text("Ifsc_code", &self.ifsc.to_ascii_uppercase(), page.body.loose_text("Ifsc_code"));
        if let Some(differences) = comparison.differences() {
            return self.unknown_for_review(page.mismatch(differences));
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
                account.with_merchant_body(request, Self::NAME, Encoding::Form, &[("paymentReferNo", reference)])
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
    let words = places(page).filter_map(|place| place.field("status").and_then(Json::text));
    let under_way = words.map(str::to_ascii_lowercase).any(|word| matches!(word.as_str(), "processing" | "pending"));
    under_way.then(|| {
        let reason =
            page.reason(ReasonCode::Underway, "AT MOON calls the payout pending, in a word no document prints.");
        Outcome::pending(Funds::InDoubt, None, reason, Next::ask(question, AFTER_DOUBT_SECONDS))
    })
}

fn unrecognised(page: &Page<'_>) -> Reason {
    page.reason(ReasonCode::Unrecognised, "The answer is none that AT MOON documents for this.")
}

fn contradiction(page: &Page<'_>) -> Reason {
    page.reason(ReasonCode::Contradiction, "The answer contradicts itself.")
}
