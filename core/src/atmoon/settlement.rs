//! Settlement: money from the merchant's balance to the merchant's own bank account.

use serde::Deserialize;
use serde::Serialize;

use super::codes::{Code, Context, Meaning, code, contradiction, reason, refusal, says_nothing_else, unrecognised};
use super::{Account, Encoding};
use crate::check::{Id, Problems};
use crate::http::{Method, Request};
use crate::india::TransferMode;
use crate::json::Json;
use crate::money::Paise;
use crate::operation::{Effect, Operation};
use crate::outcome::{Funds, Next, Outcome, Reason, ReasonCode};
use crate::page::{Comparison, Page};
use crate::secret::Secret;

/// Takes the merchant's balance out to a bank account.
///
/// `POST /api/payoutapi` as "Form-Data". The best that can come of it is `pending`: its printed "Success Response" says no
/// more than that it was taken, is not quite JSON, and no document prints a way to ask what became of it. So a person must
/// look. It may be repeated by hand alone, with the same `external_ref`, after AT MOON has said that it did not happen.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonSettlementCreate"))]
#[serde(deny_unknown_fields)]
pub struct Create {
    /// What is taken out, in paise.
    pub amount: Paise,
    /// The name registered at the bank.
    pub name: String,
    /// The account's number, as text: it may begin with 0.
    pub account_number: String,
    /// The IFSC of the account's bank, in either case.
    pub ifsc: String,
    /// The "Payee List ID". Where it comes from is documented nowhere.
    pub payee_list_id: Id,
    /// How the money travels.
    pub transfer_mode: TransferMode,
    /// A remark.
    pub remarks: String,
    /// Your own reference, never used before.
    pub external_ref: Id,
    /// Where you are, in degrees as decimal text.
    pub latitude: String,
    /// Where you are, in degrees as decimal text.
    pub longitude: String,
}

/// A settlement that AT MOON has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonSettlement"))]
pub struct Settlement {
    /// Your own reference, which came back.
    pub external_ref: String,
    /// The account's name, as AT MOON tells it.
    pub customer_name: Option<String>,
}

impl Operation for Create {
    type Account = Account;
    type Value = Settlement;

    const NAME: &'static str = "atmoon.settlement.create";
    const SUMMARY: &'static str = "Takes the merchant's balance out to a bank account.";
    const EFFECT: Effect = Effect::MovesMoney;

    fn check(&self, account: &Account, problems: &mut Problems) {
        account.check_user(problems);
        if !problems.has("transfer_mode") {
            problems.transfer("amount", self.amount, self.transfer_mode);
        }
        problems.text("name", &self.name);
        problems.account_number("account_number", &self.account_number);
        problems.ifsc("ifsc", &self.ifsc);
        problems.id("payee_list_id", self.payee_list_id.as_str());
        problems.text("remarks", &self.remarks);
        problems.id("external_ref", self.external_ref.as_str());
        problems.degrees("latitude", &self.latitude, 90);
        problems.degrees("longitude", &self.longitude, 180);
    }

    fn request(&self, account: &Account) -> Request {
        let (amount, ifsc) = (self.amount.to_rupees(), self.ifsc.to_ascii_uppercase());
        let fields = [
            ("amount", amount.as_str()),
            ("user_id", account.user_id.as_deref().unwrap_or_default()),
            ("utoken", account.utoken.as_ref().map_or("", Secret::expose)),
            ("Name", &self.name),
            ("accountNumber", &self.account_number),
            ("bankIfsc", &ifsc),
            ("payeeListId", self.payee_list_id.as_str()),
            ("transferMode", self.transfer_mode.as_str()),
            ("remarks", &self.remarks),
            ("externalRef", self.external_ref.as_str()),
            ("latitude", &self.latitude),
            ("longitude", &self.longitude),
        ];
        let request = Request::new(Self::NAME, Method::Post, account.on_server("/api/payoutapi"));
        let encoding = account.settlement_encoding.unwrap_or(Encoding::Multipart);
        account.with_body(account.with_extra_headers(request), Self::NAME, encoding, &fields)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Settlement> {
        if let Some(reason) = refusal(page) {
            return self.refused(reason);
        }
        let settled = page.body.field("Transaction");
        match code(page, Context::Initiate) {
            Code::None => {}
            Code::Says(Meaning::Taken, ..) if settled.is_some() => {}
            Code::Says(Meaning::Refused(kind), code, remark) if says_nothing_else(page) => {
                return self.refused(reason(page, kind, &code, remark));
            }
            Code::Says(Meaning::Taken | Meaning::Pending, code, remark) => {
                return self.taken(None, reason(page, ReasonCode::Underway, &code, remark));
            }
            Code::Says(Meaning::Duplicate, code, remark) => {
                return self.unknown(reason(page, ReasonCode::AlreadyProcessed, &code, remark));
            }
            Code::Says(..) | Code::Unlisted(_) => return self.unknown(unrecognised(page)),
            Code::Contradiction => {
                return self.unknown(contradiction(page));
            }
        }
        let says_success = page.body.field("message").and_then(Json::text) == Some("Success");
        let one = match settled {
            Some(Json::List(items)) if page.body.is_number_one("status") && says_success => match items.as_slice() {
                [one] => one,
                _ => return self.unknown(unrecognised(page)),
            },
            _ => return self.unknown(unrecognised(page)),
        };
        let mut comparison = Comparison::default();
        comparison.id("Order-Id", &self.external_ref, one.loose_text("Order-Id"));
        comparison.text("account_no", &self.account_number, one.loose_text("account_no"));
        if let Some(differences) = comparison.differences() {
            return self.unknown(page.mismatch(differences));
        }
        let external_ref = self.external_ref.0.clone();
        let value = Settlement { external_ref, customer_name: one.loose_text("customer_name") };
        let message =
            "AT MOON took the settlement. No document prints a way to ask what became of it: look at the bank.";
        self.taken(Some(value), page.reason(ReasonCode::Underway, message))
    }

    fn after_doubt(&self) -> Next {
        Next::Review
    }
}

impl Create {
    fn taken(&self, value: Option<Settlement>, reason: Reason) -> Outcome<Settlement> {
        Outcome::pending(Funds::InDoubt, value, reason, Next::Review)
    }
}
