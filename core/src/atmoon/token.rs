//! The token that the hosted page and payouts ask for in their bodies.

use serde::{Deserialize, Serialize};

use super::codes::{Code, Context, Meaning, code, everywhere, reason, refusal, says_yes};
use super::{Account, Encoding};
use crate::check::Problems;
use crate::exchange::{exchange, read};
use crate::http::{Method, Reply, Request};
use crate::json::Json;
use crate::operation::{Account as _, Answer, Effect, Operation, Step};
use crate::outcome::{Funds, Next, Outcome, Reason, ReasonCode, Verdict};
use crate::page::Page;
use crate::secret::Secret;

/// Fetches a token.
///
/// `POST …/merchant/getToken`. Other operations fetch one themselves when none is given; this is for hosts that keep
/// one. How long a token lives is documented nowhere.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonTokenCreate"))]
#[serde(deny_unknown_fields)]
pub struct Create {}

/// A token.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtMoonToken"))]
pub struct Token {
    /// The token, a credential: the `api_token` of other operations. This is the only outcome that holds a credential.
    pub token: String,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token([redacted])")
    }
}

impl Operation for Create {
    type Account = Account;
    type Value = Token;

    const NAME: &'static str = "atmoon.token.create";
    const SUMMARY: &'static str = "Fetches a token.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, account: &Account, problems: &mut Problems) {
        account.check_pg(problems);
    }

    fn request(&self, account: &Account) -> Request {
        let request = Request::new(Self::NAME, Method::Post, format!("{}/merchant/getToken", account.pg_api()));
        // The only documented input is headers; without more the body is an empty object, because the sample says JSON.
        let encoding = account.token_encoding.unwrap_or(Encoding::Json);
        account.with_merchant_body(account.as_merchant(request), Self::NAME, encoding, &[])
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Token> {
        let outcome = self.read(page);
        // What a message says beside a token that is not taken may be that very token.
        if everywhere(page).into_iter().any(|place| place.told("token").is_some()) {
            unquoted(outcome)
        } else {
            outcome
        }
    }

    fn after_doubt(&self) -> Next {
        Next::SendAgain
    }
}

impl Create {
    fn read(&self, page: &Page<'_>) -> Outcome<Token> {
        if let Some(reason) = refusal(page) {
            return self.refused(reason);
        }
        match code(page, Context::Token) {
            Code::Says(Meaning::Refused(kind), code, remark) => return self.refused(reason(page, kind, &code, remark)),
            Code::Says(Meaning::TryLater, code, remark) => {
                return self.unknown(reason(page, ReasonCode::TryLater, &code, remark));
            }
            _ => {}
        }
        let token = page.body.field("data").and_then(|data| data.field("token")).and_then(Json::text);
        match token.filter(|token| says_yes(page) && is_token(token)) {
            Some(token) => Outcome::done(Funds::Untouched, Token { token: token.to_owned() }, Next::Nothing),
            None => self
                .unknown(page.reason(ReasonCode::Unrecognised, "The answer holds no token as AT MOON documents it.")),
        }
    }
}

/// Something that may travel on in a form or a header.
fn is_token(token: &str) -> bool {
    (8..=512).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What is done where the gateway refuses a token that the caller gave, which may simply be too old.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stale {
    /// One is fetched, once, and the operation sent with it. Never after silence, and never for what moves money.
    FetchedAnew,
    /// It is a refusal like any other.
    Refused,
}

/// The steps of an operation that sends a token in its body: fetch one unless the caller gave it, then go on.
///
/// Where no token can be had the operation itself was never sent, so nothing about it is in doubt.
pub(super) fn then<'r, V>(
    account: &Account,
    given: Option<&Secret>,
    stale: Stale,
    replies: &'r [Reply],
    request: impl Fn(&Secret) -> Request,
) -> Step<'r, V> {
    match (given, replies) {
        (None, []) => Step::Send(Create {}.request(account)),
        (None, [fetched, rest @ ..]) => with_fetched(account, None, fetched, rest, request),
        (Some(given), []) => Step::Send(request(given)),
        (Some(given), [first, rest @ ..]) if stale == Stale::FetchedAnew && refuses_token(account, given, first) => {
            match rest {
                [] => Step::Send(Create {}.request(account)),
                [fetched, rest @ ..] => with_fetched(account, Some(given), fetched, rest, request),
            }
        }
        (Some(given), [reply]) => Step::Conclude(reply, vec![given.clone()]),
        _ => Step::TooMany,
    }
}

/// What follows on a token, once it is fetched.
fn with_fetched<'r, V>(
    account: &Account,
    given: Option<&Secret>,
    fetched: &Reply,
    replies: &'r [Reply],
    request: impl Fn(&Secret) -> Request,
) -> Step<'r, V> {
    let token = match exchange(account, &Create {}, std::slice::from_ref(fetched)) {
        Ok(Answer::Outcome(Outcome { value: Some(token), .. })) => Secret::from(token.token),
        Ok(Answer::Outcome(outcome)) if replies.is_empty() => {
            // It may quote the token that was given, which the account does not know of.
            let outcome = if given.is_some() { unquoted(outcome) } else { outcome };
            return Step::Decided(without_token(outcome));
        }
        _ => return Step::TooMany,
    };
    match replies {
        [] => Step::Send(request(&token)),
        [reply] => Step::Conclude(reply, given.into_iter().cloned().chain([token]).collect()),
        _ => Step::TooMany,
    }
}

/// Whether a reply is one of the documented words for a token or credentials that are not accepted.
fn refuses_token(account: &Account, token: &Secret, reply: &Reply) -> bool {
    let mut secrets = account.secrets();
    secrets.push(token);
    let Ok(page) = read(reply, &secrets) else { return false };
    let by_sample = refusal(&page).is_some() && page.body.loose_text("code").as_deref() == Some("401");
    let by_code =
        matches!(code(&page, Context::Initiate), Code::Says(Meaning::Refused(ReasonCode::CredentialsRefused), ..));
    !page.repaired && (by_sample || by_code)
}

/// The same without the gateway's own words.
fn unquoted(outcome: Outcome<Token>) -> Outcome<Token> {
    let reason = outcome.reason.map(|reason| Reason { gateway_message: None, ..reason });
    Outcome { reason, ..outcome }
}

fn without_token<V>(fetch: Outcome<Token>) -> Outcome<V> {
    let why = fetch.reason.unwrap_or_else(|| Reason::new(ReasonCode::NoToken, ""));
    if fetch.verdict == Verdict::Refused {
        return Outcome::without(Verdict::Refused, Funds::Untouched, why, Next::Fix);
    }
    let message = format!("No token could be had, so the operation itself was not sent. {}", why.message);
    let reason = Reason { code: ReasonCode::NoToken, message, ..why };
    Outcome::without(Verdict::NotSent, Funds::Untouched, reason, Next::SendAgain)
}
