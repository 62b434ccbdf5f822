//! How an order's money is split with a service provider or a marketplace.

use serde::{Deserialize, Serialize};

use crate::atarapay::Account;
use crate::atarapay::envelope::{ABOUT_SOMETHING, one, refusal, success, unrecognised};
use crate::check::{Id, Problems};
use crate::http::Request;
use crate::json::Json;
use crate::operation::{Effect, Operation};
use crate::outcome::{Funds, Next, Outcome};
use crate::page::{Comparison, Page};

/// Splits an order's money between the merchant and a service provider.
///
/// `PUT /api/serviceprovider/order/update` (`/docs/commisionsp`). For a Business Seller, whose providers need no account
/// with AtaraPay. The page says POST, its sample and the plugin send PUT: `account.commission_method` decides. The documents
/// spell the field `commisson`, the plugin `commission`; both are sent, and either is read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayOrdersSetCommission"))]
#[serde(deny_unknown_fields)]
pub struct SetCommission {
    /// AtaraPay's number of the order, which exists once it is paid.
    pub order_id: Id,
    /// AtaraPay's id of the service provider.
    pub sp_id: Id,
    /// The merchant's own share in percent, 0 to 100. The provider gets the rest.
    pub commission: u8,
}

/// Splits an order's money between a marketplace and the seller whose order it is.
///
/// `PUT /api/serviceprovider/marketplaceOrder/update` (`/docs/mocommisionsp`). For a Marketplace Operator; the seller
/// follows from the order. The page says POST, and no sample of it could be read: PUT is by analogy with
/// `atarapay.orders.set_commission` and unproven; `account.marketplace_commission_method` decides.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayOrdersSetMarketplaceCommission"))]
#[serde(deny_unknown_fields)]
pub struct SetMarketplaceCommission {
    /// AtaraPay's number of the order, which exists once it is paid.
    pub order_id: Id,
    /// The marketplace's own share in percent, 0 to 100. The seller gets the rest.
    pub commission: u8,
}

/// How an order's money will be split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayCommission"))]
pub struct Commission {
    /// AtaraPay's number of the order.
    pub order_id: String,
    /// The share of whoever set it, in percent.
    pub commission: u8,
    /// AtaraPay's id of whoever gets the rest: the service provider, or the seller.
    pub sp_id: Option<String>,
}

const ASSOCIATED: &str = "Service provider and commission successfully associated with the order";

fn check(order_id: &Id, commission: u8, problems: &mut Problems) {
    problems.id("order_id", order_id.as_str());
    if commission > 100 {
        problems.add("commission", "must be a whole number of percent, from 0 to 100");
    }
}

/// What the answer says was set, where it is what was asked.
fn conclude(
    operation: &impl Operation<Value = Commission>,
    (order_id, commission, sp_id): (&Id, u8, Option<&Id>),
    page: &Page<'_>,
) -> Outcome<Commission> {
    if let Some(reason) = refusal(page, &ABOUT_SOMETHING) {
        return operation.refused(reason);
    }
    let Some(set) = success(page, ASSOCIATED).and_then(one) else {
        return operation.unknown(unrecognised(page));
    };
    let provider = set.field("service_provider").and_then(|provider| provider.loose_text("id"));
    let mut comparison = Comparison::default();
    comparison.id("order_id", order_id, set.loose_text("order_id"));
    comparison.text("commission", &commission.to_string(), told_commission(set));
    if let Some(sp_id) = sp_id {
        comparison.id("service_provider.id", sp_id, provider.clone());
    }
    match comparison.differences() {
        Some(differences) => operation.unknown_for_review(page.mismatch(differences)),
        None => {
            let value = Commission { order_id: order_id.0.clone(), commission, sp_id: provider };
            Outcome::done(Funds::Untouched, value, Next::Nothing)
        }
    }
}

/// The commission in either spelling; where both stand there, they must agree.
fn told_commission(set: &Json<'_>) -> Option<String> {
    match (set.told("commission"), set.told("commisson")) {
        (Some(one), Some(other)) if one != other => Some(format!("{one} and {other}")),
        (one, other) => one.or(other),
    }
}

impl Operation for SetCommission {
    type Account = Account;
    type Value = Commission;

    const NAME: &'static str = "atarapay.orders.set_commission";
    const SUMMARY: &'static str = "Splits an order's money between the merchant and a service provider.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, _: &Account, problems: &mut Problems) {
        check(&self.order_id, self.commission, problems);
        problems.id("sp_id", self.sp_id.as_str());
    }

    fn request(&self, account: &Account) -> Request {
        let commission = self.commission.to_string();
        let fields = [
            ("order_id", self.order_id.as_str()),
            ("sp_id", self.sp_id.as_str()),
            ("commission", &commission),
            ("commisson", &commission),
        ];
        let method = account.commission_method.unwrap_or_default();
        account.form(Self::NAME, method.into(), "/api/serviceprovider/order/update", &fields)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Commission> {
        conclude(self, (&self.order_id, self.commission, Some(&self.sp_id)), page)
    }

    fn after_doubt(&self) -> Next {
        Next::Review
    }
}

impl Operation for SetMarketplaceCommission {
    type Account = Account;
    type Value = Commission;

    const NAME: &'static str = "atarapay.orders.set_marketplace_commission";
    const SUMMARY: &'static str = "Splits an order's money between a marketplace and the seller whose order it is.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, _: &Account, problems: &mut Problems) {
        check(&self.order_id, self.commission, problems);
    }

    fn request(&self, account: &Account) -> Request {
        let commission = self.commission.to_string();
        let fields = [("order_id", self.order_id.as_str()), ("commission", &commission), ("commisson", &commission)];
        let method = account.marketplace_commission_method.unwrap_or_default();
        account.form(Self::NAME, method.into(), "/api/serviceprovider/marketplaceOrder/update", &fields)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Commission> {
        conclude(self, (&self.order_id, self.commission, None), page)
    }

    fn after_doubt(&self) -> Next {
        Next::Review
    }
}
