//! The banks that AtaraPay pays out to.

use serde::{Deserialize, Serialize};

use super::Account;
use super::envelope::{ANY, any_success, many, refusal, unrecognised};
use crate::check::Problems;
use crate::http::{Method, Request};
use crate::operation::{Effect, Operation, ask_again};
use crate::outcome::{Funds, Next, Outcome};
use crate::page::Page;

/// Lists the banks with their codes, for `atarapay.providers.save`.
///
/// `POST /api/external/getBanks`, as the plugin does. AtaraPay's own page of it ("Get Bank Details") could not be read, so
/// the message of an answer is not looked at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayBanksList"))]
#[serde(deny_unknown_fields)]
pub struct List {}

/// The banks that AtaraPay pays out to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayBanks"))]
pub struct Banks {
    /// All of them, in AtaraPay's order.
    pub banks: Vec<Bank>,
}

/// A bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayBank"))]
pub struct Bank {
    /// Its name.
    pub name: String,
    /// Its code: the `bank_code` of a provider.
    pub code: String,
    /// Its NIP code: the `nip_bank_code` of a provider.
    pub nip_bank_code: Option<String>,
}

impl Operation for List {
    type Account = Account;
    type Value = Banks;

    const NAME: &'static str = "atarapay.banks.list";
    const SUMMARY: &'static str = "Lists the banks with their codes, for `atarapay.providers.save`.";
    const EFFECT: Effect = Effect::Lookup;

    fn check(&self, _: &Account, _: &mut Problems) {}

    fn request(&self, account: &Account) -> Request {
        account.form(Self::NAME, Method::Post, "/api/external/getBanks", &[])
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Banks> {
        if let Some(reason) = refusal(page, &ANY) {
            return self.refused(reason);
        }
        let banks = any_success(page).and_then(many).and_then(|items| {
            let bank = |item: &crate::json::Json<'_>| {
                let (name, code) = (item.loose_text("name")?, item.loose_text("code")?);
                Some(Bank { name, code, nip_bank_code: item.loose_text("nip_bank_code") })
            };
            items.into_iter().map(bank).collect::<Option<Vec<_>>>()
        });
        match banks.filter(|banks| !banks.is_empty()) {
            Some(banks) => Outcome::done(Funds::Untouched, Banks { banks }, Next::Nothing),
            None => self.unknown(unrecognised(page)),
        }
    }

    fn after_doubt(&self) -> Next {
        ask_again(self)
    }
}
