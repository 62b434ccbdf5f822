//! What AT MOON's codes and error samples mean. The tables are printed twice in its documentation and no sample says
//! under which name a code travels, so every plausible name is looked under, and two different codes contradict.

use crate::json::Json;
use crate::outcome::{Reason, ReasonCode};
use crate::page::Page;

/// The names under which a code may travel, at the top and inside `data` and `response`.
const NAMES: [&str; 6] = ["code", "status_code", "statusCode", "StatusCode", "response_code", "error_code"];

/// What a reply's code says.
pub(super) enum Code {
    /// There is none.
    None,
    /// This one, as it is written.
    One(String),
    /// Two different ones.
    Contradiction,
}

/// The code of a reply, wherever it stands.
pub(super) fn code(page: &Page<'_>) -> Code {
    let places = [Some(&page.body), page.body.field("data"), page.body.field("response")];
    let mut found =
        places.into_iter().flatten().flat_map(|place| NAMES.iter().filter_map(|name| place.loose_text(name)));
    let Some(first) = found.next() else { return Code::None };
    if found.all(|other| other == first) { Code::One(first) } else { Code::Contradiction }
}

/// Whether the outside of a reply says yes: `"status": true`, as the samples do, and no code that says otherwise.
pub(super) fn says_yes(page: &Page<'_>) -> bool {
    let mut codes = NAMES.iter().filter_map(|name| page.body.loose_text(name));
    page.body.flag("status") == Some(true) && codes.all(|code| code == "200")
}

/// A documented refusal that any operation may meet, before anything has happened.
pub(super) fn refusal(page: &Page<'_>) -> Option<Reason> {
    if !page.body.has_only(&["code", "status", "message"]) {
        return None;
    }
    let status = page.body.field("status")?;
    let message = page.body.field("message").and_then(Json::text).unwrap_or_default();
    match (page.body.loose_text("code")?.as_str(), status) {
        // {"code": 401, "status": "error", "message": "Invalid API credentials."}
        ("401", Json::Text(status)) if status == "error" => {
            Some(page.reason(ReasonCode::CredentialsRefused, "AT MOON does not accept these credentials."))
        }
        // {"code": 400, "status": false, "message": "Client Id headers is required."}
        ("400", Json::Bool(false)) if message.trim_end_matches('.').ends_with(" headers is required") => {
            let hint = "AT MOON did not see one of the credentials. Try another account.auth_style.";
            Some(page.reason(ReasonCode::CredentialsRefused, hint))
        }
        _ => None,
    }
}

/// What the token table says of a code.
pub(super) fn token_refusal(page: &Page<'_>) -> Option<Reason> {
    let Code::One(code) = code(page) else { return None };
    if !page.body.has_only(&[
        "code",
        "status_code",
        "statusCode",
        "StatusCode",
        "response_code",
        "error_code",
        "status",
        "message",
    ]) {
        return None;
    }
    let reason = |kind, words: &str| Some(Reason { gateway_code: Some(code.clone()), ..page.reason(kind, words) });
    match code.as_str() {
        "601" => reason(ReasonCode::CredentialsRefused, "AT MOON does not accept these credentials."),
        "602" => reason(ReasonCode::InputRefused, "AT MOON found a credential missing or empty."),
        "604" => reason(ReasonCode::InputRefused, "AT MOON could not parse the request for a token."),
        _ => None,
    }
}

/// Whether the token table calls it an internal failure of the gateway's, after which asking again is right.
pub(super) fn token_failed_inside(page: &Page<'_>) -> bool {
    matches!(code(page), Code::One(code) if code == "603")
}
