//! A merchant's credentials for AT MOON DPS, and how and where they are sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::check::Problems;
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
    /// Whether the four credentials stand in the body too, where the tables list them. Default false. Unproven.
    pub credentials_in_body: Option<bool>,
    /// The login user id, for UPI pay-in, payout status and settlement.
    pub user_id: Option<String>,
    /// The token beside the user id. How it is issued is documented nowhere.
    pub utoken: Option<Secret>,
    /// The `x-client-id` of payout status.
    pub x_client_id: Option<Secret>,
    /// The `x-client-secret` of payout status.
    pub x_client_secret: Option<Secret>,
    /// Where UPI pay-ins are asked for. No document prints it, and there is no default.
    pub payin_url: Option<String>,
    /// Where payouts are asked for. No document prints it, and there is no default.
    pub payout_url: Option<String>,
    /// How a token is asked for. Default `json`, an empty object: the sample names JSON and prints no body.
    pub token_encoding: Option<Encoding>,
    /// How a payment page is asked for. Default `form`: the sample names JSON and sends a form.
    pub pg_encoding: Option<Encoding>,
    /// How a payout is asked for. Default `form`, by analogy. Unproven.
    pub payout_encoding: Option<Encoding>,
    /// How a settlement is asked for. Default `multipart`: the page says "Form-Data".
    pub settlement_encoding: Option<Encoding>,
    /// How `payout.verify` encodes its reference. Default `form`, by analogy. Unproven.
    pub payout_verify_encoding: Option<Encoding>,
    /// How `payout.verify` is sent. Default `post`: all requests are said to be; its address reads like a GET.
    pub payout_verify_method: Option<VerifyMethod>,
    /// The name under which a payout's own reference is sent. No document knows one, and there is no default.
    pub payout_reference_field: Option<String>,
    /// Whether `payout.status` may take its "Success Response", which states no outcome, for the payout's arrival, where the
    /// account and IFSC are those expected. Default false. Unproven.
    pub payout_status_is_final: Option<bool>,
    /// Whether words that others' systems use for a state (`PENDING`, `FAILED`, `Credited`) are understood. Default false:
    /// no document of AT MOON's prints them.
    pub state_aliases: Option<bool>,
    /// Headers that every request carries beside its own. Their values are hidden like credentials
    /// where they have 8 characters or more.
    pub extra_headers: Option<BTreeMap<String, Secret>>,
    /// Fields that an operation's body carries beside its own, by the operation's name. An own field is never replaced.
    pub extra_fields: Option<BTreeMap<String, BTreeMap<String, String>>>,
}

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonEncoding"))]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// `application/x-www-form-urlencoded`
    Form,
    /// `application/json`, every value a text.
    Json,
    /// `multipart/form-data`
    Multipart,
}

/// How a payout is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonVerifyMethod"))]
#[serde(rename_all = "snake_case")]
pub enum VerifyMethod {
    /// With a form.
    #[default]
    Post,
    /// Without a body.
    Get,
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

/// PHP makes an underscore of a dot or space in a name, and a list of brackets: such a name could replace another.
fn is_field_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The operations whose bodies are fields, to which an account may add some.
const WITH_FIELDS: [&str; 8] = [
    "atmoon.token.create",
    "atmoon.payin.create",
    "atmoon.pg.initiate",
    "atmoon.pg.verify",
    "atmoon.payout.create",
    "atmoon.payout.status",
    "atmoon.payout.verify",
    "atmoon.settlement.create",
];

impl Account {
    /// Whether a header is one that requests carry anyway. Many servers take a hyphen and an underscore for the same.
    fn is_own_header(&self, name: &str) -> bool {
        let authorizes =
            matches!(self.auth_style, Some(AuthStyle::RepeatedAuthorization | AuthStyle::JoinedAuthorization));
        match name.to_ascii_lowercase().replace('_', "-").as_str() {
            "accept" | "content-type" | "content-length" | "content-encoding" | "host" | "transfer-encoding"
            | "connection" | "keep-alive" | "te" | "trailer" | "upgrade" | "expect" | "access-key" | "merchant-key"
            | "client-id" | "api-password" | "user-id" | "utoken" | "x-client-id" | "x-client-secret" => true,
            "authorization" => authorizes,
            _ => false,
        }
    }

    /// Adds what the operations that send the four credentials need.
    pub(super) fn check_merchant(&self, problems: &mut Problems) {
        problems.needed("account.access_key", self.access_key.as_ref());
        problems.needed("account.merchant_key", self.merchant_key.as_ref());
        problems.needed_text("account.client_id", self.client_id.as_deref());
        problems.needed("account.api_password", self.api_password.as_ref());
    }

    /// Adds what the operations that send a user's own two need.
    pub(super) fn check_user(&self, problems: &mut Problems) {
        problems.needed_text("account.user_id", self.user_id.as_deref());
        problems.needed("account.utoken", self.utoken.as_ref());
    }

    /// Adds what the operations of the hosted page need, and those that fetch a token there.
    pub(super) fn check_pg(&self, problems: &mut Problems) {
        self.check_merchant(problems);
        if self.environment == Some(Environment::Live) && self.pg_url.is_none() {
            problems.add(
                "account.pg_url",
                "is required in live: AT MOON prints no live address of its hosted page, and tells it to its merchants",
            );
        }
    }
}

impl operation::Account for Account {
    const SECRETS: &'static [&'static str] = &[
        "access_key",
        "merchant_key",
        "client_id",
        "api_password",
        "user_id",
        "utoken",
        "x_client_id",
        "x_client_secret",
        "extra_headers",
    ];

    fn check(&self, problems: &mut Problems) {
        for (field, url) in [
            ("account.base_url", &self.base_url),
            ("account.pg_url", &self.pg_url),
            ("account.payin_url", &self.payin_url),
            ("account.payout_url", &self.payout_url),
        ] {
            problems.base_url(field, url.as_deref());
        }
        if self.payout_reference_field.as_deref().is_some_and(|name| !is_field_name(name)) {
            problems.add("account.payout_reference_field", "must be a field's name: letters, digits, _ and - alone");
        }
        for (name, value) in self.extra_headers.iter().flatten() {
            let field = format!("account.extra_headers.{name}");
            let named = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            let plain = value.expose().bytes().all(|byte| matches!(byte, b' '..=b'~'));
            if name.is_empty() || !named || !plain {
                problems.add(&field, "must be a header's name and one line of ASCII");
            } else if self.is_own_header(name) {
                problems.add(&field, "is a header that the library writes itself");
            }
        }
        for (operation, fields) in self.extra_fields.iter().flatten() {
            let field = format!("account.extra_fields.{operation}");
            if !WITH_FIELDS.contains(&operation.as_str()) {
                problems.add(&field, format!("is no operation that sends fields; known: {}", WITH_FIELDS.join(", ")));
            }
            if !fields.keys().all(|name| is_field_name(name)) {
                problems.add(&field, "must name fields by letters, digits, _ and - alone");
            }
        }
    }

    fn secrets(&self) -> Vec<&Secret> {
        let given = [
            &self.access_key,
            &self.merchant_key,
            &self.api_password,
            &self.utoken,
            &self.x_client_id,
            &self.x_client_secret,
        ];
        given.into_iter().flatten().chain(self.extra_headers.iter().flat_map(BTreeMap::values)).collect()
    }
}
