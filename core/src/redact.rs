//! Keeping credentials out of what is shown, where a gateway repeats them.
//!
//! Both gateways make tokens by encoding credentials in base64, so a gateway that echoes a token echoes the key. What is
//! searched for is therefore each credential itself, and what it looks like inside a base64 text.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::json::Json;
use crate::secret::{REDACTED, Secret};

/// Shorter texts would be found by chance, and blank out what is innocent.
const SHORTEST: usize = 8;

/// The same value with every credential in it blanked out.
pub(crate) fn redacted<'a>(json: Json<'a>, secrets: &[&Secret]) -> Json<'a> {
    // Almost no reply repeats a credential, and a look at the texts that are long enough tells.
    let repeated = secrets.iter().map(|secret| secret.expose()).filter(|secret| may_repeat(&json, secret));
    let traces: Vec<Secret> = repeated.flat_map(traces).collect();
    if traces.is_empty() { json } else { without(json, &traces) }
}

/// Whether no text in this JSON can hold one of the credentials: a look at the whole of it, cheaper than one at each text.
pub(crate) fn is_clear(json: &str, secrets: &[&Secret]) -> bool {
    // Without an escape, every text stands there as it is.
    !json.contains('\\') && !secrets.iter().any(|secret| may_hold(json, secret.expose()))
}

/// Whether a value can hold this credential, plain or as base64: a cheap look that errs towards yes.
fn may_repeat(json: &Json<'_>, secret: &str) -> bool {
    match json {
        Json::Text(text) | Json::Number(text) => may_hold(text, secret),
        Json::List(items) => items.iter().any(|item| may_repeat(item, secret)),
        Json::Object(fields) => fields.iter().any(|(name, value)| may_hold(name, secret) || may_repeat(value, secret)),
        _ => false,
    }
}

/// A credential of letters alone needs a run of letters as long as itself, and encoded any needs a longer one.
fn may_hold(text: &str, secret: &str) -> bool {
    let (bytes, length) = (text.as_bytes(), secret.len());
    if length > bytes.len() || length < SHORTEST / 4 * 3 {
        return false;
    }
    let of_letters = secret.bytes().all(is_letter);
    if of_letters && !has_run(bytes, length, is_letter) {
        return in_a_form(text, secret);
    }
    let encoded = (length.saturating_mul(8).saturating_sub(4) / 6).max(SHORTEST);
    text.contains(secret) || has_run(bytes, encoded, is_encoding) || in_a_form(text, secret)
}

/// Whether this may be a form's text in which the credential reads otherwise.
fn in_a_form(text: &str, secret: &str) -> bool {
    !secret.bytes().all(|byte| byte.is_ascii_alphanumeric()) && text.contains('%')
}

/// Whether so many of these letters stand in a row. Looks back from where such a run would end, and so at few bytes.
fn has_run(bytes: &[u8], length: usize, is_one: fn(u8) -> bool) -> bool {
    let mut rest = bytes;
    while let Some(window) = rest.get(..length) {
        match window.iter().rposition(|byte| !is_one(*byte)) {
            Some(at) => rest = rest.get(at.saturating_add(1)..).unwrap_or_default(),
            None => return true,
        }
    }
    false
}

/// The letters of either base64 alphabet.
fn is_letter(byte: u8) -> bool {
    is_encoding(byte) || matches!(byte, b'-' | b'_')
}

/// The letters of the alphabet in which traces are made.
fn is_encoding(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Every text by which a credential can be recognised inside another: itself, as a form carries it, and what it looks like inside a base64
/// text at each of the three alignments.
fn traces(secret: &str) -> Vec<Secret> {
    let encoded = (0..3_usize).map(|shift| {
        let padded = Secret::from("\0".repeat(shift) + secret);
        let encoded = Secret::from(STANDARD.encode(padded.expose()));
        // The letters that also carry bits of a neighbouring byte differ from text to text.
        let (start, end) = (shift.saturating_mul(8).div_ceil(6), padded.expose().len().saturating_mul(8) / 6);
        Secret::from(encoded.expose().get(start..end).unwrap_or_default())
    });
    let in_a_form: Secret = form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>().into();
    encoded.chain([Secret::from(secret), in_a_form]).filter(|trace| trace.expose().len() >= SHORTEST).collect()
}

fn without<'a>(json: Json<'a>, traces: &[Secret]) -> Json<'a> {
    let holds = |text: &str| traces.iter().any(|trace| text.contains(trace.expose()));
    let clean = |text: Cow<'a, str>| if holds(&text) { Cow::Owned(blanked(&text, traces, &holds)) } else { text };
    match json {
        Json::Text(text) => Json::Text(clean(text)),
        Json::Number(text) => Json::Number(clean(text)),
        Json::List(items) => Json::List(items.into_iter().map(|item| without(item, traces)).collect()),
        Json::Object(fields) => {
            Json::Object(fields.into_iter().map(|(name, value)| (clean(name), without(value, traces))).collect())
        }
        plain => plain,
    }
}

/// The text with every word that holds a trace blanked out whole, since the rest of a token tells of its key too.
fn blanked(text: &str, traces: &[Secret], holds: &impl Fn(&str) -> bool) -> String {
    let between = |c: char| !u8::try_from(c).is_ok_and(|byte| is_letter(byte) || byte == b'=');
    let pieces = text.split_inclusive(between).flat_map(|piece| {
        let word = piece.trim_end_matches(between);
        [if holds(word) { REDACTED } else { word }, piece.strip_prefix(word).unwrap_or_default()]
    });
    // A credential of other characters than a token's is no single word.
    traces.iter().fold(pieces.collect(), |text: String, trace| text.replace(trace.expose(), REDACTED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_as_a_form_carries_it() {
        let secret = Secret::from("ab+cd/ef==gh&ij#kl");
        let json = Json::read("{\"message\": \"bad ab%2Bcd%2Fef%3D%3Dgh%26ij%23kl\"}").expect("JSON");
        let told = serde_json::to_string(&redacted(json, &[&secret])).expect("prints");
        assert!(told.contains(REDACTED) && !told.contains("ab%2B"), "{told}");
    }

    #[test]
    fn a_secret_is_found_in_base64_at_every_alignment() {
        let secret = Secret::from("PKp6z3jTcLeQNc1h3u9e0ffX77NY91adE12");
        for before in ["", "a", "ab", "abc", "b8kP7A1e67s0jc3h98T8pH71dq66J0s3:"] {
            for after in ["", ":", ":3021:6051900"] {
                let token = STANDARD.encode(format!("{before}{}{after}", secret.expose()));
                for text in [format!("[\"x {token} y\"]"), format!("[\"{}\"]", token.replace('/', "\\/"))] {
                    let json = Json::read(&text).expect("JSON");
                    let told = serde_json::to_string(&redacted(json, &[&secret])).expect("prints");
                    assert!(told.contains(REDACTED), "{text}\n{told}");
                }
            }
        }
    }

    #[test]
    fn a_clear_text_holds_no_secret_in_any_form() {
        let letters = Secret::from("PKp6z3jTcLeQNc1h3u9e0ffX77NY91adE12");
        let odd = Secret::from("key with.dots");
        let encoded = STANDARD.encode(format!("b8kP7A1e67s0:{}:3021", letters.expose()));
        for (text, secret) in [
            (format!("[\"x {} y\"]", letters.expose()), &letters),
            (format!("[\"{encoded}\"]"), &letters),
            (format!("[\"{}\"]", encoded.replace('Z', "\\u005a")), &letters),
            ("[\"x key with.dots y\"]".to_owned(), &odd),
            ("[\"x key+with%2Edots y\"]".to_owned(), &odd),
        ] {
            assert!(!is_clear(&text, &[secret]), "{text}");
        }
        assert!(is_clear("{\"id\": 3021, \"description\": \"Orders placed and paid for\"}", &[&letters, &odd]));
    }

    #[test]
    fn what_holds_no_secret_stays_as_it_is() {
        let text = r#"{"url": "https://AtMoonDPS.in/pg/payment/5bce5bf4239e288b947c451242e1030d88839dd6", "n": 1}"#;
        let json = Json::read(text).expect("JSON");
        let secrets =
            [Secret::from("41d9eda4b67538fc8ad27e564ddde1bb7b20ad08"), Secret::from("short"), Secret::from("")];
        assert_eq!(redacted(json.clone(), &secrets.each_ref()), json);
    }
}
