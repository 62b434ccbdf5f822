//! How an account's requests look: to which server, with which credentials where, and in which encoding.

use super::Account;
use super::account::{AuthStyle, Encoding};
use crate::check::Address;
use crate::http::{Body, Request};
use crate::json::Json;
use crate::secret::Secret;

/// The three servers that the documents print. None is sent another's credentials by mistake: only `base_url`, which
/// stands for all of them, leads elsewhere.
const PG_SERVER: &str = "https://atmoondps.in";
const PG_API: &str = "/api/uat";
const SERVER: &str = "https://atmoondps.com";
const API_SERVER: &str = "https://api.atmoondps.com";

impl Account {
    /// Where the hosted page's API begins.
    pub(super) fn pg_api(&self) -> String {
        let api = self.pg_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        api.unwrap_or_else(|| format!("{}{PG_API}", self.server(PG_SERVER)))
    }

    /// The server of the hosted page itself, which lies outside the API's path.
    pub(super) fn pg_server(&self) -> String {
        let api = self.pg_api();
        Address::read(&api).map_or(api.clone(), |address| address.origin())
    }

    /// An address on `atmoondps.com`.
    pub(super) fn on_server(&self, path: &str) -> String {
        format!("{}{path}", self.server(SERVER))
    }

    /// An address on `api.atmoondps.com`.
    pub(super) fn on_api_server(&self, path: &str) -> String {
        format!("{}{path}", self.server(API_SERVER))
    }

    fn server<'s>(&'s self, printed: &'s str) -> &'s str {
        self.base_url.as_deref().map_or(printed, |url| url.trim_end_matches('/'))
    }

    /// Adds the four credentials to a request's headers, the way the account says.
    pub(super) fn as_merchant(&self, request: Request) -> Request {
        let values = self.merchant_credentials();
        let named = |request: Request, names: [&str; 4]| {
            names.iter().zip(&values).fold(request, |request, (name, value)| request.header(name, value.expose()))
        };
        let request = self.with_extra_headers(request);
        match self.auth_style.unwrap_or_default() {
            AuthStyle::Hyphenated => named(request, ["access-key", "merchant-key", "client-id", "api-password"]),
            AuthStyle::Underscored => named(request, ["access_key", "merchant_key", "client_id", "api_password"]),
            AuthStyle::RepeatedAuthorization => named(request, ["authorization"; 4]),
            AuthStyle::JoinedAuthorization => {
                let joined = Secret::from(values.iter().map(Secret::expose).collect::<Vec<_>>().join(", "));
                request.header("authorization", joined.expose())
            }
        }
    }

    /// Adds the user id and its token to a request's headers, under the names that the documents print.
    pub(super) fn as_user(&self, request: Request) -> Request {
        let utoken = self.utoken.as_ref().map_or("", Secret::expose);
        let user_id = self.user_id.as_deref().unwrap_or_default();
        self.with_extra_headers(request).header("user_id", user_id).header("utoken", utoken)
    }

    pub(super) fn with_extra_headers(&self, request: Request) -> Request {
        self.extra_headers.iter().flatten().fold(request, |request, (name, value)| request.header(name, value.expose()))
    }

    /// Adds a body of these fields, and of those that the account adds to the operation's.
    pub(super) fn with_body(
        &self,
        request: Request,
        operation: &str,
        encoding: Encoding,
        fields: &[(&str, &str)],
    ) -> Request {
        let extra = self.extra_fields_of(operation).filter(|(name, _)| fields.iter().all(|(own, _)| own != name));
        let fields = [fields.to_vec(), extra.collect()].concat();
        request.body(match encoding {
            Encoding::Form => Body::form(fields),
            Encoding::Multipart => Body::multipart(fields),
            Encoding::Json => {
                let text = |value: &str| Json::Text(value.to_owned().into());
                let fields = fields.iter().map(|(name, value)| ((*name).to_owned().into(), text(value)));
                Body::json(&Json::Object(fields.collect()))
            }
        })
    }

    /// The same with the four credentials in the body too, where the account says so.
    pub(super) fn with_merchant_body(
        &self,
        request: Request,
        operation: &str,
        encoding: Encoding,
        fields: &[(&str, &str)],
    ) -> Request {
        let mut fields = fields.to_vec();
        let values = self.merchant_credentials();
        if self.credentials_in_body == Some(true) {
            let names = ["access_key", "merchant_key", "client_id", "api_password"];
            fields.extend(names.into_iter().zip(values.iter().map(Secret::expose)));
        }
        self.with_body(request, operation, encoding, &fields)
    }

    pub(super) fn extra_fields_of(&self, operation: &str) -> impl Iterator<Item = (&str, &str)> {
        let extra = self.extra_fields.as_ref().and_then(|extra| extra.get(operation));
        extra.into_iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn merchant_credentials(&self) -> [Secret; 4] {
        let secret = |secret: &Option<Secret>| Secret::from(secret.as_ref().map_or("", Secret::expose));
        let client_id = Secret::from(self.client_id.as_deref().unwrap_or_default());
        [secret(&self.access_key), secret(&self.merchant_key), client_id, secret(&self.api_password)]
    }
}
