//! Service providers: others who share in a seller's orders (`/docs/payouts`). Each pay-out to one costs an extra 50
//! naira, taken from the product's amount.

use serde::{Deserialize, Serialize};

use super::Account;
use super::envelope::{ABOUT_SOMETHING, ANY, any_success, many, one, refusal, success, unrecognised};
use crate::check::{Id, Problems};
use crate::http::{Method, Request};
use crate::json::Json;
use crate::operation::{Effect, Operation, ask_again};
use crate::outcome::{AFTER_DOUBT_SECONDS, Funds, Next, Outcome};
use crate::page::{Comparison, Page};

/// Creates a service provider, or changes one.
///
/// `POST /api/serviceprovider/create` (`/docs/createsp`). One endpoint does both, and what makes it change an existing
/// provider is documented nowhere: look at the `id` that comes back. For a Marketplace Operator the phone number must be
/// that of a seller who is registered with AtaraPay and associated with the operator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProvidersSave"))]
#[serde(deny_unknown_fields)]
pub struct Save {
    /// Where the provider is paid: `{ "ngn": … }` or `{ "usd": … }`.
    pub payee: Payee,
    /// The provider's e-mail address.
    pub email: String,
    /// The provider's phone number, such as `+2348082094382`.
    pub phone: String,
    /// The provider's first name.
    pub firstname: String,
    /// The provider's last name.
    pub lastname: String,
}

/// Where a service provider is paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayPayee"))]
#[serde(rename_all = "snake_case")]
pub enum Payee {
    /// In naira, into a bank account.
    Ngn(Bank),
    /// In dollars, into a Wise account.
    Usd(Wise),
}

/// A Nigerian bank account. `atarapay.banks.list` tells the codes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayPayeeBank"))]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// The bank's code, of 3 digits.
    pub bank_code: String,
    /// The bank's NIP code, of 6 digits.
    pub nip_bank_code: String,
    /// The account's number, as text: it may begin with 0.
    pub bank_account_number: String,
    /// The account's name.
    pub bank_account_name: String,
    /// The bank's name.
    pub bank_name: String,
}

/// A Wise account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayPayeeWise"))]
#[serde(deny_unknown_fields)]
pub struct Wise {
    /// The account's id.
    pub account_id: Id,
}

/// Lists the merchant's service providers.
///
/// `POST /api/serviceprovider` (`/docs/getsp`). The merchant must have a bank account of its own with AtaraPay first, or
/// nothing is listed. The page prints a single provider, the plugin reads a list; both are read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProvidersList"))]
#[serde(deny_unknown_fields)]
pub struct List {}

/// Deletes a service provider.
///
/// `DELETE /api/serviceprovider/delete` with a form (`/docs/deletesp`). The page says POST, both its samples send DELETE:
/// `account.provider_delete_method` decides.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProvidersDelete"))]
#[serde(deny_unknown_fields)]
pub struct Delete {
    /// AtaraPay's id of the provider.
    pub sp_id: Id,
}

/// A service provider as AtaraPay keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProvider"))]
pub struct Provider {
    /// AtaraPay's id of the provider: the `sp_id` of other operations.
    pub id: String,
    /// First name.
    pub firstname: Option<String>,
    /// Last name.
    pub lastname: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The bank's code.
    pub bank_code: Option<String>,
    /// The bank's NIP code.
    pub nip_bank_code: Option<String>,
    /// The bank's name.
    pub bank_name: Option<String>,
    /// The bank account's name.
    pub bank_account_name: Option<String>,
    /// The bank account's number.
    pub bank_account_number: Option<String>,
    /// The Wise account's id.
    pub account_id: Option<String>,
}

/// The merchant's service providers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProviders"))]
pub struct Providers {
    /// All of them, in AtaraPay's order.
    pub providers: Vec<Provider>,
}

impl Provider {
    fn read(data: &Json<'_>) -> Option<Self> {
        let text = |name| data.loose_text(name);
        Some(Self {
            id: data.loose_number("id")?.to_string(),
            firstname: text("firstname"),
            lastname: text("lastname"),
            phone: text("phone"),
            email: text("email"),
            bank_code: text("bank_code"),
            nip_bank_code: text("nip_bank_code"),
            bank_name: text("bank_name"),
            bank_account_name: text("bank_account_name"),
            bank_account_number: text("bank_account_number"),
            account_id: text("account_id"),
        })
    }
}

impl Save {
    /// The fields as they are sent, and as they must come back.
    fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = match &self.payee {
            Payee::Ngn(bank) => vec![
                ("type", "1"),
                ("bank_code", bank.bank_code.as_str()),
                ("nip_bank_code", &bank.nip_bank_code),
                ("bank_account_number", &bank.bank_account_number),
                ("bank_account_name", &bank.bank_account_name),
                ("bank_name", &bank.bank_name),
            ],
            Payee::Usd(wise) => vec![("type", "2"), ("account_id", wise.account_id.as_str())],
        };
        fields.extend([
            ("email", self.email.as_str()),
            ("phone", &self.phone),
            ("firstname", &self.firstname),
            ("lastname", &self.lastname),
        ]);
        fields
    }
}

impl Operation for Save {
    type Account = Account;
    type Value = Provider;

    const NAME: &'static str = "atarapay.providers.save";
    const SUMMARY: &'static str = "Creates a service provider, or changes one.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, _: &Account, problems: &mut Problems) {
        match &self.payee {
            Payee::Ngn(bank) => {
                problems.digits("payee.ngn.bank_code", &bank.bank_code, 3..=3);
                problems.digits("payee.ngn.nip_bank_code", &bank.nip_bank_code, 6..=6);
                problems.digits("payee.ngn.bank_account_number", &bank.bank_account_number, 6..=20);
                problems.text("payee.ngn.bank_account_name", &bank.bank_account_name);
                problems.text("payee.ngn.bank_name", &bank.bank_name);
            }
            Payee::Usd(wise) => problems.id("payee.usd.account_id", wise.account_id.as_str()),
        }
        problems.email("email", &self.email);
        problems.phone("phone", &self.phone);
        problems.text("firstname", &self.firstname);
        problems.text("lastname", &self.lastname);
    }

    fn request(&self, account: &Account) -> Request {
        let mut fields = self.fields();
        if matches!(self.payee, Payee::Usd(_)) {
            // In no document; the plugin adds it.
            fields.push(("account_type", "wise"));
        }
        account.form(Self::NAME, Method::Post, "/api/serviceprovider/create", &fields)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Provider> {
        if let Some(reason) = refusal(page, &ANY) {
            return self.refused(reason);
        }
        // Only the message for a change is printed, so not the words decide but whether everything came back.
        let Some(saved) = any_success(page).and_then(one) else { return self.unknown(unrecognised(page)) };
        let Some(provider) = Provider::read(saved) else { return self.unknown(unrecognised(page)) };
        let mut comparison = Comparison::default();
        for (name, sent) in self.fields() {
            let told = saved.told(name).map(|text| text.trim().to_owned());
            // The older page's answer has no type.
            if name != "type" || told.is_some() {
                comparison.text(name, sent.trim(), told);
            }
        }
        match comparison.differences() {
            Some(differences) => self.unknown_for_review(page.mismatch(differences)),
            None => Outcome::done(Funds::Untouched, provider, Next::Nothing),
        }
    }

    fn after_doubt(&self) -> Next {
        Next::ask(&List {}, AFTER_DOUBT_SECONDS)
    }
}

impl Operation for List {
    type Account = Account;
    type Value = Providers;

    const NAME: &'static str = "atarapay.providers.list";
    const SUMMARY: &'static str = "Lists the merchant's service providers.";
    const EFFECT: Effect = Effect::Lookup;

    fn check(&self, _: &Account, _: &mut Problems) {}

    fn request(&self, account: &Account) -> Request {
        account.form(Self::NAME, Method::Post, "/api/serviceprovider", &[])
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Providers> {
        if let Some(reason) = refusal(page, &ANY) {
            return self.refused(reason);
        }
        let listed = success(page, "Service providers").and_then(many);
        match listed.and_then(|items| items.into_iter().map(Provider::read).collect()) {
            Some(providers) => Outcome::done(Funds::Untouched, Providers { providers }, Next::Nothing),
            None => self.unknown(unrecognised(page)),
        }
    }

    fn after_doubt(&self) -> Next {
        ask_again(self)
    }
}

impl Operation for Delete {
    type Account = Account;
    type Value = Provider;

    const NAME: &'static str = "atarapay.providers.delete";
    const SUMMARY: &'static str = "Deletes a service provider.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, _: &Account, problems: &mut Problems) {
        problems.id("sp_id", self.sp_id.as_str());
    }

    fn request(&self, account: &Account) -> Request {
        let method = account.provider_delete_method.unwrap_or_default();
        account.form(Self::NAME, method.into(), "/api/serviceprovider/delete", &[("sp_id", self.sp_id.as_str())])
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Provider> {
        if let Some(reason) = refusal(page, &ABOUT_SOMETHING) {
            return self.refused(reason);
        }
        let deleted = success(page, "Service Provider Deleted successfully").and_then(one).and_then(Provider::read);
        let Some(provider) = deleted else { return self.unknown(unrecognised(page)) };
        let mut comparison = Comparison::default();
        comparison.id("id", &self.sp_id, Some(provider.id.clone()));
        match comparison.differences() {
            Some(differences) => self.unknown_for_review(page.mismatch(differences)),
            None => Outcome::done(Funds::Untouched, provider, Next::Nothing),
        }
    }

    fn after_doubt(&self) -> Next {
        Next::ask(&List {}, AFTER_DOUBT_SECONDS)
    }
}
