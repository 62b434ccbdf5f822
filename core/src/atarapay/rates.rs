//! The exchange rate that AtaraPay's plugin converts with. In no document.

use serde::{Deserialize, Serialize};

use super::Account;
use super::envelope::unrecognised;
use crate::check::Problems;
use crate::http::Request;
use crate::operation::{Effect, Operation, ask_again};
use crate::outcome::{Funds, Next, Outcome};
use crate::page::Page;

/// Asks how many naira AtaraPay counts for a dollar.
///
/// `GET /api/abokiExchangeRate?base=USD&currency=NGN`, without a token. Undocumented: the plugin uses it, no page tells of
/// it. The plugin asks it for any currency and always reads the dollar's rate, so only the dollar's is offered here.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayRatesUsdNgn"))]
#[serde(deny_unknown_fields)]
pub struct UsdNgn {}

/// An exchange rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayRate"))]
pub struct Rate {
    /// Naira for a dollar, as decimal text, exactly as AtaraPay writes it.
    pub usd_ngn: String,
}

impl Operation for UsdNgn {
    type Account = Account;
    type Value = Rate;

    const NAME: &'static str = "atarapay.rates.usd_ngn";
    const SUMMARY: &'static str = "Asks how many naira AtaraPay counts for a dollar.";
    const EFFECT: Effect = Effect::Lookup;

    fn check(&self, _: &Account, _: &mut Problems) {}

    fn request(&self, account: &Account) -> Request {
        account.open(Self::NAME, "/api/abokiExchangeRate?base=USD&currency=NGN")
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Rate> {
        // No answer is printed; one that calls itself an error is none in any case.
        let is_error = page.body.field("status").is_some_and(|status| status.text() != Some("success"));
        let rate = page.body.field("data").and_then(|data| data.loose_text("USDNGN"));
        match rate.filter(|rate| !is_error && is_positive_decimal(rate)) {
            Some(usd_ngn) => Outcome::done(Funds::Untouched, Rate { usd_ngn }, Next::Nothing),
            None => self.unknown(unrecognised(page)),
        }
    }

    fn after_doubt(&self) -> Next {
        ask_again(self)
    }
}

fn is_positive_decimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction) && text.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}
