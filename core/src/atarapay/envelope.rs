//! The envelope of every answer: `{"status": "success", "message", "data"}` or `{"status": "error", "message"}`.
//! HTTP statuses are documented nowhere, and no error has a code: only the words tell.

use crate::json::Json;
use crate::outcome::{Reason, ReasonCode};
use crate::page::Page;

/// The `data` of an answer that says `success` with this message.
pub(super) fn success<'p>(page: &'p Page<'_>, message: &str) -> Option<&'p Json<'p>> {
    let says = |name| page.body.field(name).and_then(Json::text);
    let spoken = says("status") == Some("success") && says("message") == Some(message);
    page.body.field("data").filter(|data| spoken && matches!(data, Json::Object(_)))
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
        // The validation text that every page prints: "The authtoken field is required."
        _ if message.strip_prefix("the ").and_then(|rest| rest.strip_suffix(" field is required")).is_some() => {
            ReasonCode::InputRefused
        }
        _ => return None,
    })
}

fn words(code: ReasonCode) -> &'static str {
    match code {
        ReasonCode::CredentialsRefused => {
            "AtaraPay does not know these keys. Check that they belong to this environment."
        }
        ReasonCode::NotFound => "AtaraPay knows of no such order for this account.",
        ReasonCode::AlreadyProcessed => "AtaraPay has processed this request already.",
        ReasonCode::TooLate => "The time in which the buyer could be refunded is over.",
        _ => "AtaraPay found the request wrong or incomplete.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_printed_words_are_recognised() {
        assert_eq!(recognised("The authtoken field is required."), Some(ReasonCode::InputRefused));
        assert_eq!(recognised("INVALID AUTHTOKEN. Does not match any record"), Some(ReasonCode::CredentialsRefused));
        assert_eq!(
            recognised("Invalid request to Process, Order has been already Processed"),
            Some(ReasonCode::AlreadyProcessed)
        );
        for unknown in ["", "Failed", "Server Error", "The order was paid.", "Invalid authtoken", "Unauthenticated."] {
            assert_eq!(recognised(unknown), None, "{unknown}");
        }
    }
}
