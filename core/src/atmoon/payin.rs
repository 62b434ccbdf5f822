//! UPI pay-ins: asking a payer for money by a link, a QR code, or a request to their app.

use serde::{Deserialize, Serialize};

use super::Account;
use super::codes::{Code, Context, Meaning, agrees, all_states, code, contradiction, everywhere, refusal};
use crate::check::Problems;
use crate::http::{Body, Method, Request};
use crate::json::Json;
use crate::money::Paise;
use crate::operation::{Effect, Operation};
use crate::outcome::{Funds, Next, Outcome, ReasonCode};
use crate::page::{Comparison, Page};
use crate::upi::Link;

/// Asks a payer for money by UPI.
///
/// `POST` with `"method": "PAYIN"` to `account.payin_url`, which no document prints. `done` means that the payer can pay now,
/// never that anything was paid: no document prints a way to ask what became of a pay-in, so its payment must be looked
/// up by a person (dashboard, bank statement) or by an address that AT MOON tells you. The link is held against what was
/// asked; AT MOON's own sample asks for 1 rupee and links to 10, which is `unknown`: such a link must not be shown.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPayinCreate"))]
#[serde(deny_unknown_fields)]
pub struct Create {
    /// Your own number of the payment, never used before: letters and digits, at most 35, as UPI takes them.
    pub merchant_transaction_id: String,
    /// What is asked for, in paise.
    pub amount: Paise,
    /// What for.
    pub payment_for: String,
    /// How the payer is asked.
    pub payment_mode: PaymentMode,
    /// Where AT MOON calls back. Its domain must be made known to AT MOON. The call is unsigned, and proves nothing.
    pub callback_url: String,
    /// The payer's UPI address: required for `COLLECT`.
    pub payer_vpa: Option<String>,
    /// Who pays.
    pub customer_details: Customer,
}

/// How a payer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPaymentMode"))]
#[serde(rename_all = "UPPERCASE")]
pub enum PaymentMode {
    /// By a request to the payer's app. UPI has withdrawn it for most merchants from 28 February 2026.
    Collect,
    /// By a QR code.
    Qr,
    /// By a link that opens the payer's app.
    Intent,
}

/// Who pays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonCustomer"))]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// E-mail address.
    pub customer_email: String,
    /// Mobile number, ten digits.
    pub customer_phone: String,
}

/// A pay-in that can be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonPayin"))]
pub struct Payin {
    /// Your own number of it.
    pub merchant_transaction_id: String,
    /// AT MOON's id of the transaction, the `tr` of the link.
    pub transaction_id: String,
    /// AT MOON's number of the order.
    pub order_id: Option<String>,
    /// The link to pay by, its values percent-encoded; null for `COLLECT`, where the payer's app is asked.
    pub intent_url: Option<String>,
}

impl Create {
    fn mode(&self) -> &'static str {
        match self.payment_mode {
            PaymentMode::Collect => "COLLECT",
            PaymentMode::Qr => "QR",
            PaymentMode::Intent => "INTENT",
        }
    }

    /// The body, its amount as a JSON number, as the sample has it.
    fn body(&self, account: &Account) -> String {
        let text = |value: &str| Json::Text(value.to_owned().into()).print();
        let mut fields = vec![
            ("method", text("PAYIN")),
            ("merchantTransactionId", text(&self.merchant_transaction_id)),
            ("amount", self.amount.to_rupees()),
            ("payment_for", text(&self.payment_for)),
            ("payment_mode", text(self.mode())),
            ("callback_url", text(&self.callback_url)),
        ];
        fields.extend(self.payer_vpa.as_deref().map(|vpa| ("payer_vpa", text(vpa))));
        fields.push(("customer_details", Json::of(&self.customer_details).print()));
        let extra = account.extra_fields_of(Self::NAME).filter(|(name, _)| fields.iter().all(|(own, _)| own != name));
        let extra: Vec<_> = extra.map(|(name, value)| (name, text(value))).collect();
        fields.extend(extra);
        let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{}:{value}", text(name))).collect();
        format!("{{{}}}", fields.join(","))
    }

    /// What the link says otherwise than was asked.
    fn compare_link(&self, link: &Link, transaction_id: &str, comparison: &mut Comparison) {
        if link.am != Some(self.amount) {
            comparison.differs("intent_url.am", &self.amount.to_string(), link.am.map(|amount| amount.to_string()));
        }
        if link.mam.is_some_and(|least| least != self.amount) {
            comparison.differs("intent_url.mam", &self.amount.to_string(), link.mam.map(|least| least.to_string()));
        }
        comparison.text("intent_url.cu", "INR", link.cu.clone());
        comparison.text("intent_url.tr", transaction_id, link.tr.clone());
    }
}

impl Operation for Create {
    type Account = Account;
    type Value = Payin;

    const NAME: &'static str = "atmoon.payin.create";
    const SUMMARY: &'static str = "Asks a payer for money by UPI.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, account: &Account, problems: &mut Problems) {
        account.check_user(problems);
        problems.needed_address("account.payin_url", account.payin_url.as_deref());
        problems.upi_reference("merchant_transaction_id", &self.merchant_transaction_id);
        problems.amount("amount", self.amount.0, "paise");
        problems.text("payment_for", &self.payment_for);
        problems.url("callback_url", &self.callback_url);
        match &self.payer_vpa {
            Some(vpa) => problems.vpa("payer_vpa", vpa),
            None if self.payment_mode == PaymentMode::Collect && !problems.has("payment_mode") => {
                problems.add("payer_vpa", "is required for COLLECT");
            }
            None => {}
        }
        problems.email("customer_details.customer_email", &self.customer_details.customer_email);
        problems.mobile("customer_details.customer_phone", &self.customer_details.customer_phone);
    }

    fn request(&self, account: &Account) -> Request {
        let url = account.payin_url.clone().unwrap_or_default();
        let text = self.body(account);
        let body = Body { content_type: "application/json".to_owned(), text };
        account.as_user(Request::new(Self::NAME, Method::Post, url)).body(body)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Payin> {
        if let Some(reason) = refusal(page) {
            return self.refused(reason);
        }
        let unrecognised = || {
            page.reason(
                ReasonCode::Unrecognised,
                "The answer holds no pay-in as AT MOON documents it. Show no link of it.",
            )
        };
        // A code beside the yes, of which the page prints none, is not known to say the same.
        let says_s =
            page.body.field("status").and_then(Json::text) == Some("S") && code(page, Context::Initiate) == Code::None;
        let response = page.body.field("response").filter(|response| says_s && response.flag("success") == Some(true));
        let Some(data) = response.and_then(|response| response.field("data")) else {
            return self.unknown(unrecognised());
        };
        let Some(transaction_id) = data.loose_text("transactionId") else { return self.unknown(unrecognised()) };
        // The outside and `success` have said yes; whatever else speaks must not say otherwise.
        if !all_states(page).into_iter().all(|state| agrees(Meaning::Taken, state)) {
            return self.unknown_for_review(contradiction(page));
        }
        let mut comparison = Comparison::default();
        for told in everywhere(page).into_iter().filter_map(|place| place.told("amount")) {
            if Paise::from_rupees(&told) != Some(self.amount) {
                comparison.differs("amount", &self.amount.to_string(), Some(told));
            }
        }
        let own = data.loose_text("merchantTransactionId");
        comparison.text("merchantTransactionId", &self.merchant_transaction_id, own);
        let given = data.loose_text("intent_url");
        let link = given.as_deref().map(Link::read);
        let intent_url = match (&link, self.payment_mode) {
            (Some(Ok(link)), _) => {
                self.compare_link(link, &transaction_id, &mut comparison);
                // A signed link must stay as it is, byte for byte.
                if link.signed { given } else { Some(link.write()) }
            }
            (None, PaymentMode::Collect) if data.told("intent_url").is_none() => None,
            _ => return self.unknown(unrecognised()),
        };
        match comparison.differences() {
            Some(differences) => self.unknown_for_review(page.mismatch(differences)),
            None => {
                let merchant_transaction_id = self.merchant_transaction_id.clone();
                let order_id = data.loose_text("order_id");
                let value = Payin { merchant_transaction_id, transaction_id, order_id, intent_url };
                Outcome::done(self.doubt(), value, Next::Review)
            }
        }
    }

    /// A request in the payer's app can be paid before the shop hears of it; a link that nobody has seen cannot.
    fn doubt(&self) -> Funds {
        if self.payment_mode == PaymentMode::Collect { Funds::InDoubt } else { Funds::Untouched }
    }

    /// Two pay-ins could both be paid, and none can be asked after.
    fn after_doubt(&self) -> Next {
        Next::Review
    }
}
