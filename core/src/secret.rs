//! Credentials that do not leak.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize, Serializer};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroize;

/// What stands in the place of a secret wherever one would have been shown.
pub const REDACTED: &str = "[redacted]";

/// A credential: shown nowhere, compared in constant time, wiped from memory when dropped.
///
/// ```
/// let key = sanspay::Secret::from("prv_test_2");
/// assert_eq!(format!("{key:?}"), "[redacted]");
/// assert!(key.equals("prv_test_2"));
/// ```
#[derive(Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Secret(String);

impl Secret {
    /// The secret itself, for putting into a request and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `other` is this secret, in a time that depends on neither's content.
    #[must_use]
    pub fn equals(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }

    /// Every text by which this secret could be recognised inside another: itself, and what it looks like inside
    /// a base64 text at each of the three alignments. Both gateways make tokens by encoding credentials in base64,
    /// so a gateway that echoes a token echoes the key.
    pub(crate) fn traces(&self) -> Vec<Self> {
        // Shorter ones would match by chance and blank out innocent text.
        const SHORTEST: usize = 8;
        let mut traces = Vec::with_capacity(4);
        for shift in 0..3_usize {
            let mut padded = vec![0_u8; shift];
            padded.extend_from_slice(self.0.as_bytes());
            let encoded = STANDARD.encode(&padded);
            // The characters that also carry bits of a neighbouring byte differ from text to text.
            let (start, end) = (shift.saturating_mul(8).div_ceil(6), padded.len().saturating_mul(8) / 6);
            if let Some(certain) = encoded.get(start..end).filter(|text| text.len() >= SHORTEST) {
                traces.push(Self(certain.to_owned()));
            }
            padded.zeroize();
        }
        if self.0.len() >= SHORTEST {
            traces.push(self.clone());
        }
        traces
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_base64_at_every_alignment() {
        let secret = Secret::from("PKp6z3jTcLeQNc1h3u9e0ffX77NY91adE12");
        for before in ["", "a", "ab", "abc", "b8kP7A1e67s0jc3h98T8pH71dq66J0s3:"] {
            for after in ["", ":", ":3021:6051900"] {
                let token = STANDARD.encode(format!("{before}{}{after}", secret.expose()));
                assert!(secret.traces().iter().any(|trace| token.contains(trace.expose())), "{token}");
            }
        }
    }

    #[test]
    fn nothing_shows_a_secret() {
        let secret = Secret::from("prv_test_2");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "[redacted] Some(\n    [redacted],\n)");
        assert_eq!(serde_json::to_string(&secret).expect("text"), "\"[redacted]\"");
    }
}
