//! What AT MOON's codes and error samples mean. The tables are printed twice in its documentation and no sample says
//! under which name a code travels, so every plausible name is looked under, and two different codes contradict.

use crate::json::Json;
use crate::outcome::{Reason, ReasonCode};
use crate::page::Page;

/// In which answer a code stands. The same code weighs differently in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// The answer to a request for a token.
    Token,
    /// The answer to a payout or settlement.
    Initiate,
    /// The answer to an inquiry after one.
    Inquiry,
}

/// What a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The token was made.
    Made,
    /// A no, given before anything happened.
    Refused(ReasonCode),
    /// An internal failure: asking again is right.
    TryLater,
    /// The payment was taken. Whether the beneficiary is credited must be asked.
    Taken,
    /// The payment arrived.
    Arrived,
    /// It is under way.
    Pending,
    /// The bank did not post it: final.
    Failed,
    /// There was such a payment before. It says nothing of that one, which may have arrived.
    Duplicate,
    /// It is about the reference that was asked after, not about the money.
    WrongReference,
    /// Any failure that is not listed: it may be one after the money moved.
    CatchAll,
}

use Context::{Initiate, Inquiry, Token};
use ReasonCode::{CredentialsRefused, InputRefused};

/// How the tables write the bank's own codes.
const BANK: &str = "BE+ <4 digit Bank Error code>";

/// The tables, row for row. What is in none of them is not known; there is no last row for the rest.
const TABLE: [(Context, &str, Meaning, &str); 18] = [
    (Token, "200", Meaning::Made, "Token successfully generated"),
    (Token, "601", Meaning::Refused(CredentialsRefused), "Merchant authentication failed"),
    (Token, "602", Meaning::Refused(InputRefused), "Token Generation request cannot be parsed"),
    (Token, "603", Meaning::TryLater, "Error in Token Generation Process"),
    (Token, "604", Meaning::Refused(InputRefused), "Could not parse web service request"),
    (Initiate, "SU0000", Meaning::Taken, "Payment Posted Successfully"),
    (Initiate, "TE0003", Meaning::Refused(InputRefused), "Invalid Request Format"),
    (Initiate, "TE0005", Meaning::Duplicate, "Duplicate Payment Request"),
    (Initiate, "TE0007", Meaning::Refused(InputRefused), "Mandatory field missing"),
    (Initiate, "TE0008", Meaning::Refused(InputRefused), "payment mode cannot be null"),
    (Initiate, "TE0012", Meaning::Refused(CredentialsRefused), "Invalid Token"),
    (Initiate, "TE0020", Meaning::CatchAll, "Technical failure. Please contact support team"),
    (Initiate, "ENQ001", Meaning::Pending, "Please inquire status after some time"),
    (Inquiry, "SU0000", Meaning::Arrived, "Payment Posted Successfully"),
    (Inquiry, "TE0011", Meaning::WrongReference, "Invalid Payment reference number"),
    (Inquiry, "ENQ001", Meaning::Pending, "Please inquire status after some time"),
    (Inquiry, "TE0009", Meaning::Pending, "Please inquire status after some time"),
    (Inquiry, BANK, Meaning::Failed, "Failure message as received from Bank"),
];

/// The names under which a code may travel, at the top and inside `data` and `response`.
const NAMES: [&str; 6] = ["code", "status_code", "statusCode", "StatusCode", "response_code", "error_code"];

/// What a reply's code says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// There is none.
    None,
    /// It says this. With it, the code as it is written and the table's remark.
    Says(Meaning, String, &'static str),
    /// There is one, in no table of this context.
    Unlisted(String),
    /// There are two different ones, or the status beside it says otherwise.
    Contradiction,
}

/// Where a reply may tell of its question: at the top, inside `data` and `response`, and one level deeper.
pub(super) fn places<'p>(page: &'p Page<'_>) -> Vec<&'p Json<'p>> {
    let inside = |place: &'p Json<'p>| ["data", "response"].into_iter().filter_map(|name| place.field(name));
    let outer: Vec<_> = inside(&page.body).collect();
    let deeper: Vec<_> = outer.iter().flat_map(|place| inside(place)).collect();
    [vec![&page.body], outer, deeper].concat()
}

/// Every object of a reply, wherever it stands and whatever it is called: for what must not say otherwise.
pub(super) fn everywhere<'p>(page: &'p Page<'_>) -> Vec<&'p Json<'p>> {
    let mut found = Vec::new();
    let mut left = vec![&page.body];
    while let Some(json) = left.pop() {
        match json {
            Json::List(items) => left.extend(items),
            Json::Object(fields) => {
                left.extend(fields.iter().map(|(_, value)| value));
                found.push(json);
            }
            _ => {}
        }
    }
    found
}

/// The fields of an object, their names in small letters alone: `errorCode` and `error_code` are one.
fn plain_fields<'p>(place: &'p Json<'p>) -> impl Iterator<Item = (String, &'p Json<'p>)> {
    let fields = if let Json::Object(fields) = place { fields.as_slice() } else { &[] };
    fields.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| {
        let letters = name.chars().filter(|letter| !matches!(letter, '_' | '-' | ' '));
        (letters.map(|letter| letter.to_ascii_lowercase()).collect(), value)
    })
}

/// Everything that a reply tells under a name like a code's.
pub(super) fn all_codes(page: &Page<'_>) -> Vec<String> {
    let is_code = |name: &str| matches!(name, "code" | "statuscode" | "responsecode" | "errorcode");
    let fields = everywhere(page).into_iter().flat_map(plain_fields).filter(|(name, _)| is_code(name));
    let word = |value: &Json<'_>| match value {
        Json::Text(text) | Json::Number(text) => text.clone().into_owned(),
        other => other.kind().to_owned(),
    };
    fields.map(|(_, value)| word(value)).collect()
}

/// Everything that a reply tells under a name like a status's, or in words where data should stand.
pub(super) fn all_states<'p>(page: &'p Page<'_>) -> Vec<&'p Json<'p>> {
    let tells = |name: &str, value: &Json<'_>| match name {
        "status" | "state" | "success" | "txnstatus" | "transactionstatus" | "paymentstatus" | "payoutstatus" => true,
        "data" | "response" | "result" => !matches!(value, Json::Object(_) | Json::List(_)),
        _ => false,
    };
    let fields = everywhere(page).into_iter().flat_map(plain_fields);
    fields.filter(|(name, value)| tells(name, value)).map(|(_, value)| value).collect()
}

/// The code of a reply, wherever it stands, read in its context.
pub(super) fn code(page: &Page<'_>, context: Context) -> Code {
    let all = all_codes(page);
    let Some(first) = all.first() else { return Code::None };
    if all.iter().any(|other| other != first) {
        return Code::Contradiction;
    }
    // One that stands somewhere else than a code is known to stand is there, and says nothing.
    let listed = places(page).iter().find_map(|place| NAMES.iter().find_map(|name| place.told(name)));
    let Some(code) = listed else { return Code::Unlisted(first.clone()) };
    let Some((meaning, remark)) = meaning(context, &code) else { return Code::Unlisted(code) };
    let agree = all_states(page).into_iter().all(|state| agrees(meaning, state));
    if agree { Code::Says(meaning, code, remark) } else { Code::Contradiction }
}

/// Whether a reply holds a code and its words, and nothing of a payment: only then is a no to be believed.
pub(super) fn says_nothing_else(page: &Page<'_>) -> bool {
    everywhere(page).into_iter().flat_map(plain_fields).all(|(name, value)| match name.as_str() {
        "code" | "statuscode" | "responsecode" | "errorcode" | "status" | "message" => true,
        "data" | "response" => matches!(value, Json::Object(_)),
        _ => false,
    })
}

fn meaning(context: Context, code: &str) -> Option<(Meaning, &'static str)> {
    // Printed as BE and four digits. With a sign, a space, or another count of digits it is none of these.
    let row = if is_bank_code(code) { BANK } else { code };
    let known = TABLE.iter().find(|(at, listed, ..)| *at == context && *listed == row);
    known.map(|(_, _, meaning, remark)| (*meaning, *remark))
}

fn is_bank_code(code: &str) -> bool {
    code.strip_prefix("BE").is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the status beside a code says the same. What is final must not stand beside a status that says otherwise.
pub(super) fn agrees(meaning: Meaning, status: &Json<'_>) -> bool {
    let (yes, no) = match status {
        Json::Bool(flag) => (*flag, !*flag),
        Json::Number(word) | Json::Text(word) => {
            let word = word.to_ascii_lowercase();
            let one_of = |words: &[&str]| words.contains(&word.as_str());
            (one_of(&["1", "true", "s", "success", "ok"]), one_of(&["0", "false", "f", "failure", "failed", "error"]))
        }
        _ => (false, false),
    };
    match meaning {
        Meaning::Made | Meaning::Taken | Meaning::Arrived => yes,
        Meaning::Refused(_) | Meaning::Failed => no,
        _ => true,
    }
}

/// Whether the outside of a reply says yes: `"status": true`, as the samples do, and no code that says otherwise.
pub(super) fn says_yes(page: &Page<'_>) -> bool {
    let mut codes = NAMES.iter().filter_map(|name| page.body.told(name));
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
            Some(page.reason(CredentialsRefused, "AT MOON does not accept these credentials."))
        }
        // {"code": 400, "status": false, "message": "Client Id headers is required."}
        ("400", Json::Bool(false)) if message.trim_end_matches('.').ends_with(" headers is required") => {
            let hint = "AT MOON did not see one of the credentials. Try another account.auth_style.";
            Some(page.reason(CredentialsRefused, hint))
        }
        _ => None,
    }
}

/// The reason that a code gives, in the table's words.
pub(super) fn reason(page: &Page<'_>, code: ReasonCode, gateway_code: &str, remark: &str) -> Reason {
    let message = format!("AT MOON's code {gateway_code}: {remark}.");
    Reason { gateway_code: Some(gateway_code.to_owned()), ..page.reason(code, message) }
}

/// An answer in a shape or in words that no document prints.
pub(super) fn unrecognised(page: &Page<'_>) -> Reason {
    page.reason(ReasonCode::Unrecognised, "The answer is none that AT MOON documents for this.")
}

/// An answer of which one part says otherwise than another.
pub(super) fn contradiction(page: &Page<'_>) -> Reason {
    page.reason(ReasonCode::Contradiction, "The answer contradicts itself.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(context: Context, body: &str) -> Code {
        let body = Json::read(body).expect("JSON");
        code(&Page { status: 200, body, repaired: false }, context)
    }

    #[test]
    fn the_same_code_weighs_differently_in_each_context() {
        let says = |context, code: &str| match read(context, &format!("{{\"code\": \"{code}\"}}")) {
            Code::Says(meaning, ..) => Some(meaning),
            _ => None,
        };
        assert_eq!(says(Initiate, "SU0000"), Some(Meaning::Taken));
        assert_eq!(says(Inquiry, "SU0000"), Some(Meaning::Arrived));
        assert_eq!(says(Token, "SU0000"), None);
        assert_eq!(says(Inquiry, "TE0005"), None);
        assert_eq!(says(Initiate, "BE1234"), None);
    }

    #[test]
    fn only_be_and_four_digits_is_a_banks_final_no() {
        for code in ["BE1234", "BE0000", "BE9999"] {
            assert!(
                matches!(read(Inquiry, &format!("{{\"code\": \"{code}\"}}")), Code::Says(Meaning::Failed, ..)),
                "{code}"
            );
        }
        for code in ["BE+1234", "BE 1234", "BE123", "BE12345", "BEABCD", "be1234", "BE"] {
            assert!(matches!(read(Inquiry, &format!("{{\"code\": \"{code}\"}}")), Code::Unlisted(_)), "{code}");
        }
    }

    #[test]
    fn a_code_is_found_under_every_name_and_in_every_place() {
        for name in NAMES {
            for body in [
                format!("{{\"{name}\": \"SU0000\"}}"),
                format!("{{\"data\": {{\"{name}\": \"SU0000\"}}}}"),
                format!("{{\"response\": {{\"{name}\": \"SU0000\"}}, \"code\": \"SU0000\"}}"),
            ] {
                assert!(matches!(read(Inquiry, &body), Code::Says(Meaning::Arrived, ..)), "{body}");
            }
        }
        for body in [
            r#"{"code": "SU0000", "data": {"statusCode": "BE1234"}}"#,
            r#"{"code": "SU0000", "status_code": ["BE1234"]}"#,
            r#"{"code": "SU0000", "response": {"data": {"code": "BE1234"}}}"#,
        ] {
            assert_eq!(read(Inquiry, body), Code::Contradiction, "{body}");
        }
        assert_eq!(read(Inquiry, "{}"), Code::None);
    }

    #[test]
    fn a_status_elsewhere_that_says_otherwise_contradicts() {
        for body in [
            r#"{"status": "Failure", "data": {"code": "SU0000"}}"#,
            r#"{"status": false, "data": {"code": "SU0000", "paymentReferNo": "PR1"}}"#,
            r#"{"code": "SU0000", "status": "Success", "data": {"status": "Failed"}}"#,
            r#"{"status": "Success", "data": {"code": "BE1234"}}"#,
        ] {
            assert_eq!(read(Inquiry, body), Code::Contradiction, "{body}");
        }
    }

    #[test]
    fn a_status_that_says_otherwise_contradicts() {
        for status in ["false", "0", "\"Failure\"", "\"Pending\"", "\"error\"", "[1]"] {
            let body = format!("{{\"code\": \"SU0000\", \"status\": {status}}}");
            assert_eq!(read(Inquiry, &body), Code::Contradiction, "{body}");
        }
        for status in ["true", "1", "\"Success\"", "\"SUCCESS\"", "\"S\"", "null"] {
            let body = format!("{{\"code\": \"BE1234\", \"status\": {status}}}");
            assert_eq!(read(Inquiry, &body) == Code::Contradiction, status != "null", "{body}");
        }
    }
}
