//! What is shown of credentials: nothing, unless someone asks. Those of a real account, sent here by mistake, are covered
//! by the names they travel under.

use crate::Sandbox;
use crate::{atarapay, atmoon};

const COVER: &str = "[redacted]";

/// The names of headers and fields that hold a credential.
const NAMES: [&str; 15] = [
    "authorization",
    "authtoken",
    "api_token",
    "private_key",
    "access-key",
    "access_key",
    "merchant-key",
    "merchant_key",
    "api-password",
    "api_password",
    "utoken",
    "x-client-id",
    "x-client-secret",
    "token",
    "cookie",
];

/// Whether and how to cover.
pub(crate) struct Redact<'s> {
    pub(crate) sandbox: &'s Sandbox,
    pub(crate) on: bool,
}

impl Redact<'_> {
    pub(crate) fn headers(&self, headers: &[(String, String)]) -> Vec<(String, String)> {
        let cover = |(name, value): &(String, String)| {
            let covered = self.on && NAMES.iter().any(|known| name.eq_ignore_ascii_case(known));
            (name.clone(), if covered { COVER.to_owned() } else { self.text(value) })
        };
        headers.iter().map(cover).collect()
    }

    pub(crate) fn text(&self, text: &str) -> String {
        if !self.on {
            return text.to_owned();
        }
        let mut covered = text.to_owned();
        for name in NAMES {
            covered = fields_covered(&covered, name);
        }
        for secret in [
            atarapay::PRIVATE_KEY,
            atmoon::ACCESS_KEY,
            atmoon::MERCHANT_KEY,
            atmoon::API_PASSWORD,
            atmoon::UTOKEN,
            atmoon::X_CLIENT_SECRET,
        ] {
            covered = covered.replace(secret, COVER);
        }
        self.sandbox.known_tokens_in(&covered).iter().fold(covered, |text, token| text.replace(token, COVER))
    }
}

/// The values of a field, in a form, in JSON and in form data.
fn fields_covered(text: &str, name: &str) -> String {
    let shapes = [
        (format!("{name}="), &['&', '\r', '\n'][..]),
        (format!("\"{name}\":\""), &['"'][..]),
        (format!("\"{name}\": \""), &['"'][..]),
        (format!("name=\"{name}\"\r\n\r\n"), &['\r', '\n'][..]),
    ];
    shapes.iter().fold(text.to_owned(), |text, (before, ends)| {
        let mut parts = text.split(before.as_str());
        let mut covered = parts.next().unwrap_or_default().to_owned();
        // A field whose name only ends like this is another.
        let mut whole = is_whole(&covered, before);
        for part in parts {
            covered.push_str(before);
            let end = part.find(*ends).unwrap_or(part.len());
            let (value, rest) = part.split_at(end);
            covered.push_str(if whole && !value.is_empty() { COVER } else { value });
            covered.push_str(rest);
            whole = is_whole(&covered, before);
        }
        covered
    })
}

fn is_whole(before: &str, shape: &str) -> bool {
    let quoted = shape.starts_with('"') || shape.starts_with("name=\"");
    quoted || !before.ends_with(|last: char| last.is_ascii_alphanumeric() || matches!(last, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_covered_wherever_they_stand() {
        let sandbox = Sandbox::new(1);
        let redact = Redact { sandbox: &sandbox, on: true };
        assert_eq!(
            redact.text("authtoken=abc&order=3021&api_token=x"),
            "authtoken=[redacted]&order=3021&api_token=[redacted]"
        );
        assert_eq!(
            redact.text(r#"{"data":{"token":"abc"},"message":"m"}"#),
            r#"{"data":{"token":"[redacted]"},"message":"m"}"#
        );
        assert_eq!(redact.text("name=\"utoken\"\r\n\r\n531\r\n--b"), "name=\"utoken\"\r\n\r\n[redacted]\r\n--b");
        assert_eq!(redact.text("page_token=abc"), "page_token=abc", "no credential");
        assert_eq!(redact.text(&format!("x {} y", atmoon::API_PASSWORD)), "x [redacted] y");
        let headers = [("Access-Key".to_owned(), "mine".to_owned()), ("host".to_owned(), "h".to_owned())];
        assert_eq!(redact.headers(&headers)[0].1, "[redacted]");
        assert_eq!(redact.headers(&headers)[1].1, "h");
        assert_eq!(Redact { sandbox: &sandbox, on: false }.text("authtoken=abc"), "authtoken=abc");
    }
}
