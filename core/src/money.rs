//! Money in minor units. Integers in, decimal text read exactly, never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The largest amount, and the largest integer, that crosses the door: 2^53 - 1, which every host language holds exactly.
pub const MAX_MINOR: u64 = 9_007_199_254_740_991;

/// An amount of Nigerian money in kobo; 100 kobo are 1 naira. AtaraPay's API speaks kobo throughout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Kobo(pub u64);

/// An amount of Indian money in paise; 100 paise are 1 rupee. AT MOON DPS speaks decimal rupees; sanspay converts exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Paise(pub u64);

impl Paise {
    /// Reads decimal rupees exactly: `"10.0000000000"` is 1000 paise. None where it is not a plain decimal number,
    /// holds a fraction of a paisa, or is more than [`MAX_MINOR`].
    #[must_use]
    pub fn from_rupees(text: &str) -> Option<Self> {
        minor_from_decimal(text).map(Self)
    }

    /// Decimal rupees as the gateway's samples write them: `10`, and `10.50` where there are paise.
    #[must_use]
    pub fn to_rupees(self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Paise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (major, 0) => write!(f, "{major}"),
            (major, minor) => write!(f, "{major}.{minor:02}"),
        }
    }
}

/// Reads a decimal number of major units into minor units, exactly or not at all.
fn minor_from_decimal(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let minor = match fraction.trim_end_matches('0') {
        "" => 0,
        tenths if tenths.len() == 1 => format!("{tenths}0").parse().ok()?,
        hundredths if hundredths.len() == 2 => hundredths.parse().ok()?,
        _ => return None,
    };
    let major: u64 = whole.parse().ok()?;
    major.checked_mul(100)?.checked_add(minor).filter(|total| *total <= MAX_MINOR)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimal_rupees_are_read_exactly_or_not_at_all() {
        let cases = [
            ("10.0000000000", Some(1000)),
            ("10", Some(1000)),
            ("0.5", Some(50)),
            ("0010.01", Some(1001)),
            ("90071992547409.91", Some(MAX_MINOR)),
            ("90071992547409.92", None),
            ("10.001", None),
            ("10.0010000000", None),
            ("10.009", None),
            ("", None),
            (".", None),
            ("10.", None),
            (".5", None),
            ("-1", None),
            ("+1", None),
            (" 1", None),
            ("1e3", None),
            ("1,000", None),
            ("१०", None),
            ("184467440737095516160", None),
        ];
        for (text, paise) in cases {
            assert_eq!(Paise::from_rupees(text), paise.map(Paise), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(minor in 0..=MAX_MINOR, zeros in 0..12_usize) {
            let printed = Paise(minor).to_rupees();
            prop_assert_eq!(Paise::from_rupees(&printed), Some(Paise(minor)));
            let padded = if printed.contains('.') { printed } else { printed + "." } + &"0".repeat(zeros);
            prop_assert_eq!(Paise::from_rupees(&padded), Some(Paise(minor)).filter(|_| !padded.ends_with('.')));
        }
    }
}
