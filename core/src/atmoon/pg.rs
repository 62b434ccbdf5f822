//! The hosted payment page.

use serde::{Deserialize, Serialize};

use super::codes::{
    Code, Context, Meaning, all_codes, all_states, code, contradiction, everywhere, reason, refusal, says_yes,
    unrecognised,
};
use super::{Account, Encoding, token};
use crate::check::{Address, Id, Problems};
use crate::http::{Method, Reply, Request};
use crate::json::Json;
use crate::money::Paise;
use crate::operation::{Effect, Operation, Step, ask_again};
use crate::outcome::{Funds, Next, Outcome, ReasonCode, Verdict, WHILE_PENDING_SECONDS};
use crate::page::{Comparison, Page};
use crate::secret::Secret;

/// Makes a payment page for a buyer.
///
/// `POST …/merchant/getToken`, unless an `api_token` is given, then `POST …/merchant/pg/payment/initiate`; where a given token is
/// refused, one is fetched after all, once. `done` means
/// that the page exists and that nobody has paid yet: store the ids with your order, send the buyer to `value.url`, and
/// then do `next`. AT MOON takes no order number of yours here, so a page whose answer was lost cannot be found again;
/// it is harmless, because nobody knows its address.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPgInitiate"))]
#[serde(deny_unknown_fields)]
pub struct Initiate {
    /// The buyer's name.
    pub name: String,
    /// The buyer's phone number.
    pub phone: String,
    /// The buyer's e-mail address.
    pub email: String,
    /// What is to be paid, in paise.
    pub amount: Paise,
    /// Where the buyer's browser returns to. What it brings back is documented nowhere and proves nothing.
    pub redirect_url: String,
    /// A token fetched before. Without it one is fetched first, which is one more exchange.
    pub api_token: Option<Secret>,
}

/// A payment page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPage"))]
pub struct PaymentPage {
    /// Where to send the buyer.
    pub url: String,
    /// The last part of that address, by which the payment is verified.
    pub page_token: String,
    /// AT MOON's id of the transaction.
    pub transaction_id: String,
    /// AT MOON's reference of the payment.
    pub pg_reference_no: String,
}

/// Asks whether a payment page was paid.
///
/// `POST /pg/payment/{token}/response`. `done` with `settled`: it is paid, with these ids and this amount. AT MOON
/// documents no other state than paid, so everything else is `unknown`: do `next`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPgVerify"))]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// The `page_token` of the page. Give this or `url`. What `{token}` in the printed address means is unproven; that
    /// it is this part of the page's address is the reading that fits best.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<Id>,
    /// The `url` of the page. Give this or `page_token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The `transaction_id` of the page.
    pub transaction_id: Id,
    /// The `pg_reference_no` of the page.
    pub pg_reference_no: Id,
    /// What was to be paid, in paise.
    pub amount: Paise,
}

/// A payment that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPayment"))]
pub struct Payment {
    /// AT MOON's id of the transaction.
    pub transaction_id: String,
    /// AT MOON's reference of the payment.
    pub pg_reference_no: String,
    /// What was paid, in paise.
    pub amount: Paise,
    /// How it was paid, such as `UPI`.
    pub method: Option<String>,
    /// The bank's reference of the payment, its UTR; for UPI the 12 digits of its RRN.
    pub utr: Option<String>,
}

impl Operation for Initiate {
    type Account = Account;
    type Value = PaymentPage;

    const NAME: &'static str = "atmoon.pg.initiate";
    const SUMMARY: &'static str = "Makes a payment page for a buyer.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, account: &Account, problems: &mut Problems) {
        account.check_pg(problems);
        problems.text("name", &self.name);
        problems.phone("phone", &self.phone);
        problems.email("email", &self.email);
        problems.amount("amount", self.amount.0, "paise");
        problems.url("redirect_url", &self.redirect_url);
        if let Some(token) = &self.api_token {
            problems.credential("api_token", token.expose());
        }
    }

    fn step<'r>(&self, account: &Account, replies: &'r [Reply]) -> Step<'r, PaymentPage> {
        token::then(account, self.api_token.as_ref(), token::Stale::FetchedAnew, replies, |token| {
            self.with_token(account, token)
        })
    }

    fn request(&self, account: &Account) -> Request {
        self.with_token(account, &self.api_token.clone().unwrap_or_default())
    }

    fn conclude(&self, account: &Account, page: &Page<'_>) -> Outcome<PaymentPage> {
        if let Some(reason) = refusal(page) {
            return self.refused(reason);
        }
        if let Code::Says(Meaning::Refused(kind @ ReasonCode::CredentialsRefused), code, remark) =
            code(page, Context::Initiate)
        {
            return self.refused(reason(page, kind, &code, remark));
        }
        let text = |name| page.body.field(name).and_then(Json::text).filter(|text| !text.is_empty());
        let (true, Some(url), Some(transaction_id), Some(pg_reference_no)) =
            (says_yes(page), text("url"), text("transaction_id"), text("pg_reference_no"))
        else {
            return self.unknown(
                page.reason(ReasonCode::Unrecognised, "The answer holds no payment page as AT MOON documents it."),
            );
        };
        let Some(page_token) = page_token(account, url) else {
            let mut comparison = Comparison::default();
            comparison.differs("url", &format!("{}/pg/payment/…", account.pg_server()), Some(url.to_owned()));
            return self.unknown_for_review(page.mismatch(comparison.differences().unwrap_or_default()));
        };
        let verify = Verify {
            page_token: Some(page_token.into()),
            url: None,
            transaction_id: transaction_id.into(),
            pg_reference_no: pg_reference_no.into(),
            amount: self.amount,
        };
        let mut problems = Problems::default();
        verify.check(account, &mut problems);
        if !problems.is_empty() {
            return self.unknown_for_review(
                page.reason(ReasonCode::Unrecognised, "The answer's ids are not of a shape that can be asked after."),
            );
        }
        let value = PaymentPage {
            url: url.to_owned(),
            page_token: page_token.to_owned(),
            transaction_id: transaction_id.to_owned(),
            pg_reference_no: pg_reference_no.to_owned(),
        };
        Outcome::done(Funds::Untouched, value, Next::ask(&verify, WHILE_PENDING_SECONDS))
    }

    /// A page whose address nobody learnt cannot be paid.
    fn after_doubt(&self) -> Next {
        Next::SendAgain
    }
}

impl Initiate {
    fn with_token(&self, account: &Account, token: &Secret) -> Request {
        let amount = self.amount.to_rupees();
        let fields = [
            ("name", self.name.as_str()),
            ("phone", &self.phone),
            ("email", &self.email),
            ("amount", &amount),
            ("redirect_url", &self.redirect_url),
            ("api_token", token.expose()),
        ];
        let url = format!("{}/merchant/pg/payment/initiate", account.pg_api());
        // The sample names JSON and sends a form; a form is what was demonstrably sent.
        let request = account.as_merchant(Request::new(Self::NAME, Method::Post, url));
        account.with_merchant_body(request, Self::NAME, account.pg_encoding.unwrap_or(Encoding::Form), &fields)
    }
}

impl Operation for Verify {
    type Account = Account;
    type Value = Payment;

    const NAME: &'static str = "atmoon.pg.verify";
    const SUMMARY: &'static str = "Asks whether a payment page was paid.";
    const EFFECT: Effect = Effect::Inquiry;

    fn check(&self, account: &Account, problems: &mut Problems) {
        account.check_pg(problems);
        match (&self.page_token, &self.url) {
            (Some(page_token), None) => problems.path_segment("page_token", page_token.as_str()),
            (None, Some(url)) => match page_token(account, url) {
                Some(page_token) => problems.path_segment("url", page_token),
                None => problems
                    .add("url", format!("must be the url of a payment page: {}/pg/payment/…", account.pg_server())),
            },
            (None, None) => problems.add("page_token", "is required, or else url"),
            (Some(_), Some(_)) => problems.add("url", "stands beside page_token: give one of them"),
        }
        problems.id("transaction_id", self.transaction_id.as_str());
        problems.id("pg_reference_no", self.pg_reference_no.as_str());
        problems.amount("amount", self.amount.0, "paise");
    }

    fn request(&self, account: &Account) -> Request {
        let from_url = || self.url.as_deref().and_then(|url| page_token(account, url));
        let page_token = self.page_token.as_ref().map(Id::as_str).or_else(from_url).unwrap_or_default();
        let url = format!("{}/pg/payment/{page_token}/response", account.pg_server());
        let fields =
            [("transaction_id", self.transaction_id.as_str()), ("pg_reference_no", self.pg_reference_no.as_str())];
        let request = Request::new(Self::NAME, Method::Post, url).hiding(page_token);
        account.with_merchant_body(account.as_merchant(request), Self::NAME, Encoding::Form, &fields)
    }

    fn conclude(&self, account: &Account, page: &Page<'_>) -> Outcome<Payment> {
        if let Some(reason) = refusal(page) {
            return self.refused(reason);
        }
        let unrecognised = || self.unknown(unrecognised(page));
        let Some(inner) = page.body.field("data").filter(|_| says_yes(page)) else { return unrecognised() };
        let Some(details) = inner.field("data") else { return unrecognised() };
        let says = |json: &Json<'_>, name: &str, word: &str| json.field(name).and_then(Json::text) == Some(word);
        // All three must say so. The outer status only tells that there was something to look up.
        let paid = [
            inner.flag("status") == Some(true),
            says(inner, "code", "PAYMENT_SUCCESS"),
            says(details, "state", "COMPLETED"),
        ];
        match paid {
            [true, true, true] => {}
            [false, false, false] if account.state_aliases == Some(true) => {
                return self.by_alias(inner, details, page).unwrap_or_else(unrecognised);
            }
            [false, false, false] => return unrecognised(),
            _ => {
                let message =
                    "The answer contradicts itself: its status, code and state do not all say that it is paid.";
                return self.unknown(page.reason(ReasonCode::Contradiction, message));
            }
        }
        if let Some(differences) = self.compare(details).differences() {
            return self.unknown_for_review(page.mismatch(differences));
        }
        if !all_say_paid(page) {
            return self.unknown(contradiction(page));
        }
        if let Some(differences) = self.compare_elsewhere(page).differences() {
            return self.unknown_for_review(page.mismatch(differences));
        }
        let value = Payment {
            transaction_id: self.transaction_id.0.clone(),
            pg_reference_no: self.pg_reference_no.0.clone(),
            amount: self.amount,
            method: details.loose_text("type"),
            utr: details.loose_text("utr_no"),
        };
        Outcome::done(Funds::Settled, value, Next::Nothing)
    }

    fn after_doubt(&self) -> Next {
        ask_again(self)
    }
}

impl Verify {
    /// What the answer says otherwise than was asked.
    fn compare(&self, details: &Json<'_>) -> Comparison {
        let mut comparison = Comparison::default();
        comparison.id("transaction_id", &self.transaction_id, details.loose_text("transaction_id"));
        comparison.id("pg_reference_no", &self.pg_reference_no, details.loose_text("pg_reference_no"));
        let amount = details.loose_text("amount");
        if amount.as_deref().and_then(Paise::from_rupees) != Some(self.amount) {
            comparison.differs("amount", &self.amount.to_string(), amount);
        }
        comparison
    }

    /// What the answer says otherwise in any other place.
    fn compare_elsewhere(&self, page: &Page<'_>) -> Comparison {
        let mut comparison = Comparison::default();
        let ids = [("transaction_id", &self.transaction_id), ("pg_reference_no", &self.pg_reference_no)];
        for place in everywhere(page) {
            for (name, id) in ids {
                if let Some(told) = place.told(name).filter(|told| told != id.as_str()) {
                    comparison.differs(name, id.as_str(), Some(told));
                }
            }
            if let Some(told) = place.told("amount").filter(|told| Paise::from_rupees(told) != Some(self.amount)) {
                comparison.differs("amount", &self.amount.to_string(), Some(told));
            }
            if let Some(told) = place.told("currency").filter(|told| told != "INR") {
                comparison.differs("currency", "INR", Some(told));
            }
        }
        comparison
    }

    /// What others' words mean, where the account says that they are understood: only where all of them agree, about this
    /// very payment.
    fn by_alias(&self, inner: &Json<'_>, details: &Json<'_>, page: &Page<'_>) -> Option<Outcome<Payment>> {
        if inner.flag("status") != Some(false) || self.compare(details).differences().is_some() {
            return None;
        }
        let (code, state) = (inner.field("code").and_then(Json::text)?, details.field("state").and_then(Json::text)?);
        // The outside alone may say yes, to having looked it up; nothing else may say otherwise, wherever it stands.
        let states = all_states(page);
        let said_yes = states.iter().filter(|told| ***told == Json::Bool(true)).count();
        let one_word = states.iter().all(|told| matches!(told, Json::Bool(_)) || told.text() == Some(state));
        let one_code = all_codes(page).iter().all(|told| told == code || told == "200");
        if said_yes != 1 || !one_word || !one_code || self.compare_elsewhere(page).differences().is_some() {
            return None;
        }
        match (code, state) {
            ("PAYMENT_PENDING", "PENDING") => {
                let reason = page.reason(ReasonCode::Underway, "The payment is pending, in words no document prints.");
                Some(Outcome::pending(Funds::InDoubt, None, reason, Next::ask(self, WHILE_PENDING_SECONDS)))
            }
            ("PAYMENT_ERROR" | "PAYMENT_DECLINED", "FAILED") => {
                let reason = page.reason(ReasonCode::FailedAtBank, "The payment failed, in words no document prints.");
                Some(Outcome::without(Verdict::Failed, Funds::Untouched, reason, Next::Nothing))
            }
            _ => None,
        }
    }
}

/// Whether every status, state and code of an answer, wherever it stands, says that it is paid.
fn all_say_paid(page: &Page<'_>) -> bool {
    let states = all_states(page).into_iter().all(|state| match state {
        Json::Bool(yes) => *yes,
        Json::Text(word) => word == "COMPLETED",
        _ => false,
    });
    states && all_codes(page).iter().all(|code| code == "PAYMENT_SUCCESS" || code == "200")
}

/// The last part of a payment page's address, where that page lies on the account's own server.
fn page_token<'u>(account: &Account, url: &'u str) -> Option<&'u str> {
    let server = account.pg_server();
    let (ours, theirs) = (Address::read(&server).ok()?, Address::read(url).ok()?);
    theirs.rest.strip_prefix("/pg/payment/").filter(|_| ours.same_origin(&theirs)).filter(|token| !token.is_empty())
}
