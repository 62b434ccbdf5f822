//! The checkout: the form that a buyer's browser posts to AtaraPay, the inline script, and the buyer's return.
//!
//! None of it needs a request of ours, none of it is signed, and none of it proves anything. The buyer can change every
//! field: what was really paid tells only `atarapay.orders.verify_payment`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::account::Environment;
use super::{Account, orders};
use crate::check::{Id, Problems};
use crate::form;
use crate::http::Body;
use crate::money::Kobo;
use crate::operation::{Local, Operation};
use crate::outcome::{Funds, Mismatch, Next, Outcome, Reason, ReasonCode, Verdict};

mod html;
mod purchase;

pub use purchase::{Product, Purchase};

/// Makes the payment form that sends a buyer to AtaraPay.
///
/// Fields of `/docs/standard`, older page included. Without a request: the value is the form's address and fields, the same
/// as an urlencoded body for a webview, and a page that posts itself. It holds the public key and no secret.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayCheckoutForm"))]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// What is bought, by whom, and for how much.
    pub purchase: Purchase,
    /// Fields beside those, for what AtaraPay tells you and no document prints. None of the form's own may be replaced.
    pub extra: Option<BTreeMap<String, String>>,
}

/// Makes the options of AtaraPay's inline script.
///
/// The page of it could not be read; this is what the plugin does. The page needs jQuery, then `style` and `script`, and
/// then calls `TrustPay.setup(Merchant(merchant)).initialize(email, phone, options)`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayCheckoutInline"))]
#[serde(deny_unknown_fields)]
pub struct Inline {
    /// What is bought, by whom, and for how much.
    pub purchase: Purchase,
    /// The products one by one.
    pub products: Option<Vec<Product>>,
}

/// Reads what a buyer's browser brought back, and says what to ask because of it.
///
/// The browser comes to `callback_url` with `product`, your own number, and `order`, AtaraPay's. Anybody can type that, so the
/// verdict is always `unknown`, and `next` is the `atarapay.orders.verify_payment` to ask. AtaraPay's own plugin marks the order
/// paid at this point. What comes back after a payment that failed is documented nowhere.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayCheckoutReturned"))]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// The query of the address (`order=3021&product=1447`), or the body of a POST.
    pub query: String,
    /// Your own number of what was to be paid: the `order_product_id` of the form.
    pub product_id: Id,
    /// The price you asked for, in kobo.
    pub amount: Kobo,
    /// The currency you asked for.
    pub currency: String,
}

/// A payment form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayPaymentForm"))]
pub struct PaymentForm {
    /// Where the form is posted.
    pub action: String,
    /// Name and value of each field, in order.
    pub fields: Vec<(String, String)>,
    /// The fields as an urlencoded body.
    pub body: String,
    /// A whole page that posts the form by itself, everything in it escaped.
    pub html: String,
}

/// What the inline script is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayInlineOptions"))]
pub struct InlineOptions {
    /// The address of the script.
    pub script: String,
    /// The address of its style sheet.
    pub style: String,
    /// The argument of `Merchant`.
    pub merchant: Merchant,
    /// The first argument of `initialize`.
    pub email: String,
    /// The second.
    pub phone: String,
    /// The third: every option by its name, as text.
    pub options: BTreeMap<String, String>,
    /// The option `products`.
    pub products: Vec<Product>,
}

/// The argument of `Merchant`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayMerchant"))]
pub struct Merchant {
    /// The public key.
    pub api_key: String,
}

/// What a browser brought back. It is never there: a return proves nothing, and `next` holds what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayReturn"))]
pub struct Return {
    /// AtaraPay's number of the order.
    pub order: String,
}

impl Local for Form {
    type Account = Account;
    type Value = PaymentForm;

    const NAME: &'static str = "atarapay.checkout.form";
    const SUMMARY: &'static str = "Makes the payment form that sends a buyer to AtaraPay.";

    fn check(&self, _: &Account, problems: &mut Problems) {
        self.purchase.check(problems);
        let own = self.purchase.fields();
        for name in self.extra.iter().flat_map(BTreeMap::keys) {
            if ["token", "email", "phone_number"].contains(&name.as_str()) || own.iter().any(|(known, _)| known == name)
            {
                problems.add(&format!("extra.{name}"), "is a field of the form's own: give it in purchase");
            }
        }
    }

    fn decide(&self, account: &Account) -> Outcome<PaymentForm> {
        let purchase = &self.purchase;
        let mut fields = vec![
            ("token".to_owned(), account.public_key.clone()),
            ("email".to_owned(), purchase.email.clone()),
            ("phone_number".to_owned(), purchase.phone_number.clone()),
        ];
        fields.extend(purchase.fields().into_iter().map(|(name, value)| (name.to_owned(), value)));
        fields.extend(self.extra.iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
        let action = account.pay_url();
        let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let body = Body::form(pairs).text;
        let html = html::posting_itself(&action, &fields);
        Outcome::done(Funds::Untouched, PaymentForm { action, fields, body, html }, Next::Nothing)
    }
}

impl Local for Inline {
    type Account = Account;
    type Value = InlineOptions;

    const NAME: &'static str = "atarapay.checkout.inline";
    const SUMMARY: &'static str = "Makes the options of AtaraPay's inline script.";

    fn check(&self, _: &Account, problems: &mut Problems) {
        self.purchase.check(problems);
        for (index, product) in self.products.iter().flatten().enumerate() {
            problems.text(&format!("products[{index}].name"), &product.name);
            problems.decimal(&format!("products[{index}].price"), &product.price);
        }
    }

    fn decide(&self, account: &Account) -> Outcome<InlineOptions> {
        let test = if account.environment == Environment::Staging { "test/" } else { "" };
        let mut options = BTreeMap::new();
        for (name, value) in self.purchase.fields() {
            options.insert(name.to_owned(), value);
        }
        let value = InlineOptions {
            script: format!("https://plugins.atarapay.com/assets/{test}trustpay.inline.min.js"),
            style: "https://plugins.atarapay.com/assets/trustpay.inline.min.css".to_owned(),
            merchant: Merchant { api_key: account.public_key.clone() },
            email: self.purchase.email.clone(),
            phone: self.purchase.phone_number.clone(),
            options,
            products: self.products.clone().unwrap_or_default(),
        };
        Outcome::done(Funds::Untouched, value, Next::Nothing)
    }
}

impl Local for Returned {
    type Account = Account;
    type Value = Return;

    const NAME: &'static str = "atarapay.checkout.returned";
    const SUMMARY: &'static str = "Reads what a buyer's browser brought back, and says what to ask because of it.";

    fn check(&self, _: &Account, problems: &mut Problems) {
        problems.id("product_id", self.product_id.as_str());
        problems.amount("amount", self.amount.0, "kobo");
        problems.currency("currency", &self.currency);
    }

    fn decide(&self, account: &Account) -> Outcome<Return> {
        let doubt = |reason, next| Outcome::without(Verdict::Unknown, Funds::InDoubt, reason, next);
        let fields = form::urlencoded(self.query.trim_start_matches('?').as_bytes());
        let once = |name: &str| {
            let mut found = fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.to_string());
            found.next().filter(|_| found.next().is_none())
        };
        let (Some(order), product) = (once("order"), once("product")) else {
            let message =
                "The browser brought back no order, or more than one. Whether anything was paid is not known.";
            return doubt(Reason::new(ReasonCode::NotFound, message), Next::Review);
        };
        if product.as_deref() != Some(self.product_id.as_str()) {
            let expected = self.product_id.0.clone();
            let mismatches = vec![Mismatch { field: "product".to_owned(), expected, got: product }];
            let message = "The browser came back for something else than was expected.";
            return doubt(Reason { mismatches, ..Reason::new(ReasonCode::Mismatch, message) }, Next::Review);
        }
        let question = orders::VerifyPayment {
            order: order.into(),
            product_id: self.product_id.clone(),
            amount: self.amount,
            currency: self.currency.clone(),
        };
        let mut problems = Problems::default();
        question.check(account, &mut problems);
        if !problems.is_empty() {
            let message = "The browser brought back something that is no order's number.";
            return doubt(Reason::new(ReasonCode::NotFound, message), Next::Review);
        }
        let message = "A browser came back, which proves nothing: ask AtaraPay whether the order is paid.";
        doubt(Reason::new(ReasonCode::Unproven, message), Next::ask(&question, 0))
    }
}
