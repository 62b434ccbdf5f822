//! A merchant's keys for AtaraPay, and where its servers are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::check::Problems;
use crate::http::{Body, Method, Request};
use crate::operation;
use crate::secret::Secret;

/// A merchant's account with AtaraPay.
///
/// The keys are found in the dashboard under API > API Keys, a pair for each environment (`/docs/authtoken`).
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayAccount"))]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Which of AtaraPay's two environments the keys belong to.
    pub environment: Environment,
    /// The public key.
    pub public_key: String,
    /// The private key. Every token AtaraPay uses is reversible base64 of it: whoever sees one token can forge all.
    /// Only `checkout.form`, `.inline` and `.returned` do without it, so that a browser may ask them.
    #[cfg_attr(feature = "schema", schemars(with = "Secret"))]
    pub private_key: Option<Secret>,
    /// Where requests go instead of AtaraPay's servers, such as a sandbox: `http://127.0.0.1:4010`.
    pub base_url: Option<String>,
    /// The path of the order API. Default `/api/callback/order`, which the plugin uses in production; the documents
    /// print `/api/api/callback/order` for live. Unproven which of the two live answers to.
    pub order_path: Option<String>,
    /// How `orders.set_commission` is sent. Default `put`: the page says POST, its sample and the plugin send PUT.
    pub commission_method: Option<UpdateMethod>,
    /// How `orders.set_marketplace_commission` is sent. Default `put`, by analogy. Unproven.
    pub marketplace_commission_method: Option<UpdateMethod>,
    /// How `providers.delete` is sent. Default `delete`: the page says POST, both its samples send DELETE.
    pub provider_delete_method: Option<DeleteMethod>,
    /// Where the payment form is posted. Default `https://pay.staging.atarapay.com` in staging, for which the documents
    /// print http, and `https://pay.atarapay.com` in live. With `base_url`, that. It must be https.
    pub pay_url: Option<String>,
}

/// How a commission is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayUpdateMethod"))]
#[serde(rename_all = "snake_case")]
pub enum UpdateMethod {
    /// As the sample and the plugin do.
    #[default]
    Put,
    /// As the page's text says.
    Post,
}

/// How a service provider is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayDeleteMethod"))]
#[serde(rename_all = "snake_case")]
pub enum DeleteMethod {
    /// As the samples do.
    #[default]
    Delete,
    /// As the page's text says.
    Post,
}

impl From<UpdateMethod> for Method {
    fn from(method: UpdateMethod) -> Self {
        match method {
            UpdateMethod::Put => Self::Put,
            UpdateMethod::Post => Self::Post,
        }
    }
}

impl From<DeleteMethod> for Method {
    fn from(method: DeleteMethod) -> Self {
        match method {
            DeleteMethod::Delete => Self::Delete,
            DeleteMethod::Post => Self::Post,
        }
    }
}

/// One of AtaraPay's two environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayEnvironment"))]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// For trying things out, at test-api.atarapay.com.
    Staging,
    /// Real money, at api.atarapay.com.
    Live,
}

impl Account {
    /// An account in the staging environment.
    #[must_use]
    pub fn staging(public_key: &str, private_key: &str) -> Self {
        Self { private_key: Some(private_key.into()), ..Self::public(Environment::Staging, public_key) }
    }

    /// An account in the live environment.
    #[must_use]
    pub fn live(public_key: &str, private_key: &str) -> Self {
        Self { private_key: Some(private_key.into()), ..Self::public(Environment::Live, public_key) }
    }

    /// An account without its private key, for the operations of the checkout.
    #[must_use]
    pub fn public(environment: Environment, public_key: &str) -> Self {
        Self {
            environment,
            public_key: public_key.to_owned(),
            private_key: None,
            base_url: None,
            order_path: None,
            commission_method: None,
            marketplace_commission_method: None,
            provider_delete_method: None,
            pay_url: None,
        }
    }

    /// The token that authenticates every API call: base64 of `public_key:private_key` (`/docs/authtoken`).
    pub(super) fn authtoken(&self) -> Secret {
        encoded(format!("{}:{}", self.public_key, self.private_key.as_ref().map_or("", Secret::expose)))
    }

    /// The token of a notice: base64 of `public_key:private_key:order_id:amount` (`/docs/validation`). The result that
    /// page prints lacks the last two parts, and so is the authtoken; its prose, its worked text and the plugin agree on four.
    /// Without a private key there is none: anybody could make it.
    pub(super) fn security_token(&self, order_id: &str, amount_payed: &str) -> Option<Secret> {
        let private_key = self.private_key.as_ref()?.expose();
        Some(encoded(format!("{}:{private_key}:{order_id}:{amount_payed}", self.public_key)))
    }

    /// A request to a path of the API, carrying the authtoken and these fields as a form.
    pub(super) fn form(&self, operation: &str, method: Method, path: &str, fields: &[(&str, &str)]) -> Request {
        let authtoken = self.authtoken();
        let fields = std::iter::once(("authtoken", authtoken.expose())).chain(fields.iter().copied());
        Request::new(operation, method, format!("{}{path}", self.base())).body(Body::form(fields))
    }

    pub(super) fn order_path(&self) -> &str {
        self.order_path.as_deref().unwrap_or("/api/callback/order")
    }

    /// A request to a path of the API that needs no authtoken.
    pub(super) fn open(&self, operation: &str, path: &str) -> Request {
        Request::new(operation, Method::Get, format!("{}{path}", self.base()))
    }

    /// Where the payment form is posted.
    pub(super) fn pay_url(&self) -> String {
        let printed = match self.environment {
            Environment::Staging => "https://pay.staging.atarapay.com",
            Environment::Live => "https://pay.atarapay.com",
        };
        let given = self.pay_url.as_deref().or(self.base_url.as_deref());
        given.map_or(printed, |url| url.trim_end_matches('/')).to_owned()
    }

    /// The documents print http for staging; the plugin uses https, and the authtoken must not travel in clear.
    fn base(&self) -> &str {
        let printed = match self.environment {
            Environment::Staging => "https://test-api.atarapay.com",
            Environment::Live => "https://api.atarapay.com",
        };
        self.base_url.as_deref().map_or(printed, |url| url.trim_end_matches('/'))
    }
}

impl operation::Account for Account {
    const SECRETS: &'static [&'static str] = &["private_key"];

    fn check(&self, problems: &mut Problems) {
        problems.credential("account.public_key", &self.public_key);
        if let Some(private_key) = &self.private_key {
            problems.credential("account.private_key", private_key.expose());
        }
        problems.base_url("account.base_url", self.base_url.as_deref());
        problems.path("account.order_path", self.order_path.as_deref());
        problems.base_url("account.pay_url", self.pay_url.as_deref());
    }

    fn check_remote(&self, problems: &mut Problems) {
        if self.private_key.is_none() {
            problems.add("account.private_key", "is required");
        }
    }

    fn secrets(&self) -> Vec<&Secret> {
        self.private_key.iter().collect()
    }
}

fn encoded(text: String) -> Secret {
    STANDARD.encode(Secret::from(text).expose()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documents' sample keys, with the token they print and the one they should have printed.
    #[test]
    fn tokens_are_those_of_the_documents() {
        let sample = Account::staging("b8kP7A1e67s0jc3h98T8pH71dq66J0s3", "PKp6z3jTcLeQNc1h3u9e0ffX77NY91adE12");
        let printed = "YjhrUDdBMWU2N3MwamMzaDk4VDhwSDcxZHE2NkowczM6UEtwNnozalRjTGVRTmMxaDN1OWUwZmZYNzdOWTkxYWRFMTI=";
        assert_eq!(sample.authtoken().expose(), printed);
        let four_parts = "YjhrUDdBMWU2N3MwamMzaDk4VDhwSDcxZHE2NkowczM6UEtwNnozalRjTGVRTmMxaDN1OWUwZmZYNzdOWTkxYWRFMTI6MzAyMTo2MDUxOTAw";
        let token = sample.security_token("3021", "6051900").expect("a private key");
        assert_eq!(token.expose(), four_parts);
        assert!(!token.equals(printed));
        assert!(Account { private_key: None, ..sample }.security_token("3021", "6051900").is_none());
        assert_eq!(Account::staging("ab~", "cd?").authtoken().expose(), "YWJ+OmNkPw==");
    }
}
