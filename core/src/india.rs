//! Indian payments: the shapes of what is typed in, and the limits of the ways that money travels.

use serde::{Deserialize, Serialize};

use crate::check::Problems;
use crate::money::{MAX_MINOR, Paise};

/// How money travels to a bank account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum TransferMode {
    /// At once, from 1 rupee to 5 lakh.
    Imps,
    /// In batches, from 1 rupee.
    Neft,
    /// At once, from 2 lakh.
    Rtgs,
}

impl TransferMode {
    /// The word that is sent.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Imps => "IMPS",
            Self::Neft => "NEFT",
            Self::Rtgs => "RTGS",
        }
    }

    /// The least and the most it carries, in paise: the Reserve Bank's limits. A bank may have lower ones.
    fn limits(self) -> (u64, u64) {
        match self {
            Self::Imps => (100, 50_000_000),
            Self::Neft => (100, MAX_MINOR),
            Self::Rtgs => (20_000_000, MAX_MINOR),
        }
    }
}

/// Rules for inputs.
impl Problems {
    /// An amount that this way carries.
    pub(crate) fn transfer(&mut self, field: &str, amount: Paise, mode: TransferMode) {
        self.amount(field, amount.0, "paise");
        let (least, most) = mode.limits();
        if amount.0 < least || amount.0 > most {
            let most = if most < MAX_MINOR { format!(" to {}", Paise(most)) } else { " on".to_owned() };
            self.add(field, format!("must be from {}{most} rupees for {}, in paise", Paise(least), mode.as_str()));
        }
    }

    /// An IFSC, in either case: it is sent in capitals.
    pub(crate) fn ifsc(&mut self, field: &str, ifsc: &str) {
        let bytes = ifsc.as_bytes();
        let shaped = bytes.len() == 11
            && bytes.iter().take(4).all(u8::is_ascii_alphabetic)
            && bytes.get(4) == Some(&b'0')
            && bytes.iter().skip(5).all(u8::is_ascii_alphanumeric);
        if !shaped {
            self.add(field, "must be an IFSC: four letters, a 0, and six letters or digits, such as SBIN0011243");
        }
    }

    /// A bank account's number, as text: it may begin with 0.
    pub(crate) fn account_number(&mut self, field: &str, number: &str) {
        self.digits(field, number, 9..=18);
    }

    /// A mobile number as AT MOON's samples write them. Nothing is stripped: 9193979193 is a number that begins with 91.
    pub(crate) fn mobile(&mut self, field: &str, mobile: &str) {
        let shaped = mobile.len() == 10
            && mobile.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(mobile.as_bytes().first(), Some(b'6'..=b'9'));
        if !shaped {
            self.add(field, "must be an Indian mobile number: ten digits, the first of them 6 to 9, without +91");
        }
    }

    /// A UPI address. No official grammar is published, so it is held to what all of them share.
    pub(crate) fn vpa(&mut self, field: &str, vpa: &str) {
        if !is_vpa(vpa) {
            self.add(field, "must be a UPI address such as name@bank: no dot after the @, or it is an e-mail address");
        }
    }

    /// A reference that travels through UPI: since February 2025 letters and digits alone, at most 35.
    pub(crate) fn upi_reference(&mut self, field: &str, reference: &str) {
        if reference.is_empty() || reference.len() > 35 || !reference.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            self.add(field, "must be 1 to 35 letters and digits: UPI declines anything else in a reference");
        }
    }

    /// A coordinate in degrees, as decimal text, passed on as it is. Indian places are not demanded.
    pub(crate) fn degrees(&mut self, field: &str, degrees: &str, most: u16) {
        let unsigned = degrees.strip_prefix('-').unwrap_or(degrees);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let digits = |part: &str| !part.is_empty() && part.len() <= 12 && part.bytes().all(|b| b.is_ascii_digit());
        let within = whole.parse::<u16>().is_ok_and(|whole| whole <= most);
        if !digits(whole) || !digits(fraction) || !within {
            self.add(field, format!("must be degrees as decimal text, from -{most} to {most}, such as 15.05"));
        }
    }
}

/// `local@handle`, with one @ and no dot in the handle.
pub(crate) fn is_vpa(vpa: &str) -> bool {
    let Some((local, handle)) = vpa.split_once('@') else { return false };
    let local_fits = (2..=256).contains(&local.len())
        && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    let handle_fits = (2..=64).contains(&handle.len())
        && handle.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && handle.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    local_fits && handle_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(check: impl FnOnce(&mut Problems)) -> bool {
        let mut problems = Problems::default();
        check(&mut problems);
        !problems.is_empty()
    }

    #[test]
    fn shapes_of_india() {
        for good in ["9851200852@ybl", "fpay.moonven@finobank", "a-b_c@okaxis1"] {
            assert!(is_vpa(good), "{good}");
        }
        for bad in ["", "a@ybl", "ab@", "@ybl", "ab@y", "name@gmail.com", "a b@ybl", "ab@@ybl", "ab@1bank", "ab@yb@l"] {
            assert!(!is_vpa(bad), "{bad}");
        }
        for (ifsc, wrong) in [
            ("SBIN0011243", false),
            ("sbin0011243", false),
            ("SBIN1011243", true),
            ("SBI00011243", true),
            ("SBIN001124", true),
        ] {
            assert_eq!(refused(|problems| problems.ifsc("f", ifsc)), wrong, "{ifsc}");
        }
        for (mobile, wrong) in [
            ("9193979193", false),
            ("9999999999", false),
            ("5999999999", true),
            ("+919999999999", true),
            ("999999999", true),
        ] {
            assert_eq!(refused(|problems| problems.mobile("f", mobile)), wrong, "{mobile}");
        }
        for (degrees, wrong) in
            [("15.05", false), ("-10", false), ("90", false), ("91", true), ("1e1", true), ("", true), ("15.", true)]
        {
            assert_eq!(refused(|problems| problems.degrees("f", degrees, 90)), wrong, "{degrees}");
        }
    }

    #[test]
    fn each_way_carries_what_it_may() {
        let carries = |mode, paise| !refused(|problems| problems.transfer("f", Paise(paise), mode));
        assert!(carries(TransferMode::Imps, 100) && carries(TransferMode::Imps, 50_000_000));
        assert!(!carries(TransferMode::Imps, 99) && !carries(TransferMode::Imps, 50_000_001));
        assert!(carries(TransferMode::Neft, 50_000_001) && !carries(TransferMode::Neft, 0));
        assert!(carries(TransferMode::Rtgs, 20_000_000) && !carries(TransferMode::Rtgs, 19_999_999));
    }
}
