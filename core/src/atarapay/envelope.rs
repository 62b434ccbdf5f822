//! The envelope of every answer: `{"status": "success", "message", "data"}` or `{"status": "error", "message"}`.
//! HTTP statuses are documented nowhere, and no error has a code: only the words tell.

use crate::json::Json;
use crate::outcome::{Reason, ReasonCode};
use crate::page::Page;

/// What every operation may be refused with.
pub(super) const ANY: [ReasonCode; 2] = [ReasonCode::CredentialsRefused, ReasonCode::InputRefused];
/// What an operation about something that exists already may be refused with.
pub(super) const ABOUT_SOMETHING: [ReasonCode; 3] =
    [ReasonCode::CredentialsRefused, ReasonCode::InputRefused, ReasonCode::NotFound];

/// The `data` of an answer that says `success` with this message; null where there is none.
pub(super) fn success<'p>(page: &'p Page<'_>, message: &str) -> Option<&'p Json<'p>> {
    any_success(page).filter(|_| page.body.field("message").and_then(Json::text) == Some(message))
}

/// The `data` of an answer that says `success`, where no document prints the message; null where there is none.
pub(super) fn any_success<'p>(page: &'p Page<'_>) -> Option<&'p Json<'p>> {
    let says_so = page.body.field("status").and_then(Json::text) == Some("success");
    says_so.then(|| page.body.field("data").unwrap_or(&Json::Null))
}

/// The one object in `data`, which some pages print bare and others in a list.
pub(super) fn one<'d>(data: &'d Json<'d>) -> Option<&'d Json<'d>> {
    match many(data)?.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// The objects in `data`: a list of them, a single one, or nothing. None where anything else stands there.
pub(super) fn many<'d>(data: &'d Json<'d>) -> Option<Vec<&'d Json<'d>>> {
    match data {
        Json::List(items) => items.iter().all(|item| matches!(item, Json::Object(_))).then(|| items.iter().collect()),
        empty if empty.is_empty() => Some(Vec::new()),
        Json::Object(_) => Some(vec![data]),
        _ => None,
    }
}

/// An answer in a shape or in words that no document prints.
pub(super) fn unrecognised(page: &Page<'_>) -> Reason {
    page.reason(ReasonCode::Unrecognised, "The answer is none that AtaraPay documents for this.")
}

/// A refusal, where every part of the message is one that the documents print and that fits this operation.
pub(super) fn refusal(page: &Page<'_>, fitting: &[ReasonCode]) -> Option<Reason> {
    let is_error = page.body.field("status").and_then(Json::text) == Some("error");
    if !is_error || !page.body.has_only(&["status", "message"]) {
        return None;
    }
    let message = page.body.field("message").and_then(Json::text)?;
    // Several messages may come as one, each followed by a backslash and an n.
    let parts = message.split("\\n").flat_map(str::lines).map(str::trim).filter(|part| !part.is_empty());
    let codes: Option<Vec<ReasonCode>> =
        parts.map(|part| recognised(part).filter(|code| fitting.contains(code))).collect();
    let code = codes?.into_iter().next()?;
    Some(page.reason(code, words(code)))
}

/// What one message of the gateway means. There is no entry for the rest: what is not printed is not known.
fn recognised(message: &str) -> Option<ReasonCode> {
    let message = message.to_ascii_lowercase();
    let message = message.strip_suffix('.').unwrap_or(&message);
    Some(match message {
        // The error table of /docs/reject, which serves the whole order API.
        "invalid authtoken. does not match any record" => ReasonCode::CredentialsRefused,
        "no such order exists for the seller" => ReasonCode::NotFound,
        "invalid status sent" => ReasonCode::InputRefused,
        // /docs/complete and the same table put it in different words.
        _ if message.contains("already") && message.contains("processed") => ReasonCode::AlreadyProcessed,
        _ if message.starts_with("invalid action. this cancel request by the buyer isn't allowed") => {
            ReasonCode::TooLate
        }
        // /docs/updateproject, /docs/commisionsp and /docs/mocommisionsp, with the number that was asked for.
        _ if is_about_an_id(message, "project", "does not exist") => ReasonCode::NotFound,
        _ if is_about_an_id(message, "service provider", "does not exist, please add service provider then try") => {
            ReasonCode::NotFound
        }
        _ if is_about_an_id(
            message,
            "seller",
            "is not associated to the marketplace operator, please associate seller then try again",
        ) =>
        {
            ReasonCode::NotFound
        }
        // The validation text that every page prints: "The authtoken field is required."
        _ if message.strip_prefix("the ").and_then(|rest| rest.strip_suffix(" field is required")).is_some() => {
            ReasonCode::InputRefused
        }
        _ => return None,
    })
}

/// Whether a message is "`<what>` with id (`<number>`) `<fate>`".
fn is_about_an_id(message: &str, what: &str, fate: &str) -> bool {
    let id = message
        .strip_prefix(what)
        .and_then(|rest| rest.strip_prefix(" with id ("))
        .and_then(|rest| rest.strip_suffix(fate))
        .and_then(|rest| rest.strip_suffix(") "));
    id.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

fn words(code: ReasonCode) -> &'static str {
    match code {
        ReasonCode::CredentialsRefused => {
            "AtaraPay does not know these keys. Check that they belong to this environment."
        }
        ReasonCode::NotFound => "AtaraPay knows of no such thing for this account.",
        ReasonCode::AlreadyProcessed => "AtaraPay has processed this already. An earlier request may have done it.",
        ReasonCode::TooLate => "The time in which the buyer could be refunded is over.",
        _ => "AtaraPay found the request wrong or incomplete.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_printed_words_are_recognised() {
        let known = [
            ("The authtoken field is required.", ReasonCode::InputRefused),
            ("INVALID AUTHTOKEN. Does not match any record", ReasonCode::CredentialsRefused),
            ("Invalid request to Process, Order has been already Processed", ReasonCode::AlreadyProcessed),
            ("Invalid action. This request has already been processed", ReasonCode::AlreadyProcessed),
            ("Project with id (1) does not exist", ReasonCode::NotFound),
            (
                "Service Provider with id (12) does not exist, Please add Service Provider then try",
                ReasonCode::NotFound,
            ),
        ];
        for (message, code) in known {
            assert_eq!(recognised(message), Some(code), "{message}");
        }
        for unknown in [
            "",
            "Failed",
            "Server Error",
            "The order was paid.",
            "Invalid authtoken",
            "Unauthenticated.",
            "Project with id () does not exist",
            "Project with id (x) does not exist",
            "Order with id (1) does not exist",
        ] {
            assert_eq!(recognised(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn data_is_a_list_an_object_or_nothing() {
        let many_of = |text: &str| many(&Json::read(text).expect("JSON")).map(|items| items.len());
        assert_eq!(many_of(r#"[{"id": 1}, {"id": 2}]"#), Some(2));
        assert_eq!(many_of(r#"{"id": 1}"#), Some(1));
        for nothing in ["null", "[]", "{}", "\"\""] {
            assert_eq!(many_of(nothing), Some(0), "{nothing}");
        }
        for odd in ["1", "\"x\"", "[1]", "[{}, null]", "true"] {
            assert_eq!(many_of(odd), None, "{odd}");
        }
    }
}
