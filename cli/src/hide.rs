//! Keeping credentials out of a request that is shown: each becomes the variable that holds it, or `[redacted]`.
//!
//! A credential is looked for as it is, and as it looks inside a base64 text, which is how tokens carry it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sanspay::REDACTED;
use serde_json::{Map, Value};

use crate::account::{secret_fields, variable};

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// To be shown.
    Plain(String),
    /// The name of a variable that holds the same text.
    Variable(String),
    /// Not to be shown.
    Redacted,
}

/// What is to be hidden, and what is shown in its place.
pub struct Hidden {
    exact: Vec<(String, Option<String>)>,
    traces: Vec<String>,
    token: Option<(String, String)>,
}

impl Hidden {
    /// Nothing is.
    pub fn nothing() -> Self {
        Self { exact: Vec::new(), traces: Vec::new(), token: None }
    }

    /// The account's credentials, and these texts beside them.
    pub fn of(gateway: &str, account: &Map<String, Value>, others: &[String]) -> Self {
        let mut hidden = Self::nothing();
        for field in secret_fields(gateway) {
            match account.get(*field) {
                Some(Value::String(secret)) => hidden.add(secret, Some(variable(gateway, field))),
                Some(Value::Object(several)) => {
                    several.values().filter_map(Value::as_str).for_each(|secret| hidden.add(secret, None));
                }
                _ => {}
            }
        }
        others.iter().for_each(|other| hidden.add(other, None));
        // The token that AtaraPay takes is made of the two keys alone, so that a shell can make it too.
        if let (Some(public), Some(private)) = (account.get("public_key"), account.get("private_key")) {
            let keys = [public, private].map(|key| key.as_str().unwrap_or_default()).join(":");
            hidden.token = Some((STANDARD.encode(keys), variable(gateway, "authtoken")));
        }
        hidden
    }

    fn add(&mut self, secret: &str, variable: Option<String>) {
        if secret.is_empty() {
            return;
        }
        let in_a_form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let quoted = Value::from(secret).to_string();
        for otherwise in [in_a_form, quoted.trim_matches('"').to_owned()] {
            if otherwise != secret {
                self.exact.push((otherwise, None));
            }
        }
        self.exact.push((secret.to_owned(), variable));
        self.traces.extend(traces(secret));
    }

    /// The text in parts, without what is hidden.
    pub fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        let mut before = ' ';
        while let Some(first) = rest.chars().next() {
            let (length, piece) = match self.starts(rest, before) {
                Some(found) => found,
                None => {
                    plain.push(first);
                    (first.len_utf8(), None)
                }
            };
            if let Some(piece) = piece {
                if !plain.is_empty() {
                    pieces.push(Piece::Plain(std::mem::take(&mut plain)));
                }
                pieces.push(piece);
            }
            let (taken, left) = rest.split_at(length);
            before = taken.chars().next_back().unwrap_or(' ');
            rest = left;
        }
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain));
        }
        pieces
    }

    /// The text with `$NAME` and `[redacted]` for what is hidden.
    pub fn shown(&self, text: &str) -> String {
        let one = |piece| match piece {
            Piece::Plain(text) => text,
            Piece::Variable(name) => format!("${name}"),
            Piece::Redacted => REDACTED.to_owned(),
        };
        self.pieces(text).into_iter().map(one).collect()
    }

    /// What is hidden at the beginning of this text, and how long it is.
    fn starts(&self, rest: &str, before: char) -> Option<(usize, Option<Piece>)> {
        // Inside a word nothing begins: a short credential would be found by chance.
        if before.is_ascii_alphanumeric() {
            return None;
        }
        let ends = |at: usize| !rest[at..].starts_with(|c: char| c.is_ascii_alphanumeric());
        let exact = self.exact.iter().filter(|(secret, _)| rest.starts_with(secret.as_str()) && ends(secret.len()));
        if let Some((secret, variable)) = exact.max_by_key(|(secret, _)| secret.len()) {
            return Some((secret.len(), Some(variable.clone().map_or(Piece::Redacted, Piece::Variable))));
        }
        let length = rest.find(|c: char| !is_of_a_token(c)).unwrap_or(rest.len());
        let word = decoded(&rest[..length]);
        if !self.traces.iter().any(|trace| word.contains(trace.as_str())) {
            return None;
        }
        let padding = rest[length..].len() - rest[length..].trim_start_matches('=').len();
        let piece = match &self.token {
            Some((token, name)) if *token == word && padding == 0 => Piece::Variable(name.clone()),
            _ => Piece::Redacted,
        };
        Some((length + padding, Some(piece)))
    }
}

/// The letters of a base64 text, in a form too.
fn is_of_a_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '%')
}

fn decoded(word: &str) -> String {
    word.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
}

/// What a credential looks like inside a base64 text, at each of the three alignments.
fn traces(secret: &str) -> impl Iterator<Item = String> {
    let trace = move |shift: usize| {
        let padded = "\0".repeat(shift) + secret;
        let encoded = STANDARD.encode(&padded);
        encoded.get((shift * 8).div_ceil(6)..padded.len() * 8 / 6).unwrap_or_default().to_owned()
    };
    (0..3).map(trace).filter(|trace| trace.len() >= 8).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn hidden() -> Hidden {
        let account = json!({ "public_key": "pub_test_1", "private_key": "prv_test_2" });
        Hidden::of("atarapay", account.as_object().expect("an object"), &["a token of before".to_owned()])
    }

    #[test]
    fn a_credential_becomes_its_variable() {
        assert_eq!(hidden().shown("key: prv_test_2, x"), "key: $SANSPAY_ATARAPAY_PRIVATE_KEY, x");
        assert_eq!(
            hidden().shown("authtoken=cHViX3Rlc3RfMTpwcnZfdGVzdF8y&a=1"),
            "authtoken=$SANSPAY_ATARAPAY_AUTHTOKEN&a=1"
        );
        assert_eq!(hidden().shown("t=a+token+of+before"), "t=[redacted]");
    }

    #[test]
    fn any_other_token_made_of_it_is_redacted() {
        for before in ["", "x", "xy"] {
            let token = STANDARD.encode(format!("{before}prv_test_2:3021:450000"));
            assert_eq!(hidden().shown(&format!("{{\"token\":\"{token}\"}}")), "{\"token\":\"[redacted]\"}");
        }
    }

    #[test]
    fn what_only_looks_alike_stays() {
        assert_eq!(
            hidden().shown("xprv_test_2 prv_test_22 pub_test_1 \u{20b9}"),
            "xprv_test_2 prv_test_22 pub_test_1 \u{20b9}"
        );
    }
}
