//! A merchant's credentials for AT MOON DPS, and how and where they are sent.

use serde::{Deserialize, Serialize};

use crate::check::{Address, Problems};
use crate::http::Request;
use crate::operation;
use crate::secret::Secret;

/// A merchant's account with AT MOON DPS. Each credential is needed only by the operations that use it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonAccount"))]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Which environment the credentials belong to. Default `uat`, the only one whose address is printed.
    pub environment: Option<Environment>,
    /// The API access key of the merchant dashboard.
    pub access_key: Option<Secret>,
    /// The API merchant key of the dashboard.
    pub merchant_key: Option<Secret>,
    /// The API client id of the dashboard: digits.
    pub client_id: Option<String>,
    /// The API password key of the dashboard.
    pub api_password: Option<Secret>,
    /// Where requests go instead of AT MOON's servers, such as a sandbox: `http://127.0.0.1:4010`. It replaces the
    /// server of every printed address; addresses set by the other settings stay.
    pub base_url: Option<String>,
    /// The beginning of the hosted page's API. Default in `uat`: `https://atmoondps.in/api/uat`, as printed. No
    /// document prints it for `live`, where it must be set; AT MOON tells it to its merchants.
    pub pg_url: Option<String>,
    /// How the four credentials travel. Default `hyphenated`. Unproven: the printed sample cannot work as it stands.
    pub auth_style: Option<AuthStyle>,
}

/// An environment of AT MOON DPS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonEnvironment"))]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// For trying things out.
    #[default]
    Uat,
    /// Real money.
    Live,
}

/// How the four credentials travel. The printed sample sends four `Authorization` lines that hold the credentials'
/// names instead of their values; the gateway's error messages speak of four separate headers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonAuthStyle"))]
#[serde(rename_all = "snake_case")]
pub enum AuthStyle {
    /// `access-key`, `merchant-key`, `client-id`, `api-password`: the form that survives most web servers.
    #[default]
    Hyphenated,
    /// `access_key`, `merchant_key`, `client_id`, `api_password`: the documented names. Many servers drop underscores.
    Underscored,
    /// Four `Authorization` headers with one value each, in the order of the sample. HTTP forbids it, some servers
    /// answer 400, and clients that keep headers in a map, `fetch` among them, can only send `joined_authorization`.
    RepeatedAuthorization,
    /// One `Authorization` header with the four values, comma-separated: what PHP makes of the sample.
    JoinedAuthorization,
}

const PRINTED_SERVER: &str = "https://atmoondps.in";
const PRINTED_API: &str = "/api/uat";

impl Account {
    /// Adds what the operations of the hosted page need.
    pub(super) fn check_pg(&self, problems: &mut Problems) {
        problems.needed("account.access_key", self.access_key.as_ref());
        problems.needed("account.merchant_key", self.merchant_key.as_ref());
        match &self.client_id {
            Some(client_id) => problems.credential("account.client_id", client_id),
            None => problems.add("account.client_id", "is required for this operation"),
        }
        problems.needed("account.api_password", self.api_password.as_ref());
        if self.environment == Some(Environment::Live) && self.pg_url.is_none() {
            problems.add(
                "account.pg_url",
                "is required in live: AT MOON prints no live address of its hosted page, and tells it to its merchants",
            );
        }
    }

    /// Where the hosted page's API begins.
    pub(super) fn pg_api(&self) -> String {
        let server = || self.base_url.as_deref().unwrap_or(PRINTED_SERVER).trim_end_matches('/');
        let api = self.pg_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        api.unwrap_or_else(|| format!("{}{PRINTED_API}", server()))
    }

    /// The server of the hosted page itself, which lies outside the API's path.
    pub(super) fn pg_server(&self) -> String {
        let api = self.pg_api();
        Address::read(&api).map_or(api.clone(), |address| address.origin())
    }

    /// Adds the four credentials to a request, the way the account says.
    pub(super) fn authenticate(&self, request: Request) -> Request {
        let secret = |secret: &Option<Secret>| Secret::from(secret.as_ref().map_or("", Secret::expose));
        let client_id = Secret::from(self.client_id.as_deref().unwrap_or_default());
        let values = [secret(&self.access_key), secret(&self.merchant_key), client_id, secret(&self.api_password)];
        let named = |names: [&str; 4]| {
            names
                .iter()
                .zip(&values)
                .fold(request.clone(), |request, (name, value)| request.header(name, value.expose()))
        };
        match self.auth_style.unwrap_or_default() {
            AuthStyle::Hyphenated => named(["access-key", "merchant-key", "client-id", "api-password"]),
            AuthStyle::Underscored => named(["access_key", "merchant_key", "client_id", "api_password"]),
            AuthStyle::RepeatedAuthorization => named(["authorization"; 4]),
            AuthStyle::JoinedAuthorization => {
                let joined = Secret::from(values.iter().map(Secret::expose).collect::<Vec<_>>().join(", "));
                request.header("authorization", joined.expose())
            }
        }
    }
}

impl operation::Account for Account {
    fn check(&self, problems: &mut Problems) {
        problems.base_url("account.base_url", self.base_url.as_deref());
        problems.base_url("account.pg_url", self.pg_url.as_deref());
    }

    fn secrets(&self) -> Vec<&Secret> {
        [&self.access_key, &self.merchant_key, &self.api_password].into_iter().flatten().collect()
    }
}
