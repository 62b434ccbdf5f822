//! Reading and writing links.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::{Account, tables};
use crate::check::Problems;
use crate::india::is_vpa;
use crate::money::Paise;
use crate::operation::{Local, Operation};
use crate::outcome::{Funds, Next, Outcome, Reason, ReasonCode};

/// Reads a `upi://pay` link.
///
/// Values may be percent-encoded, as the specification says, or not, as AT MOON's sample. A field given twice, a payee that
/// is no UPI address, an amount with a fraction of a paisa or another currency than INR are refused.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "UpiLinkRead"))]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// The link.
    pub link: String,
}

/// Writes a `upi://pay` link, its values percent-encoded.
///
/// The fields stand in the specification's order. A link that was signed must not be written anew: pass it on as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "UpiLinkWrite"))]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// The payee's UPI address.
    pub pa: String,
    /// The payee's name.
    pub pn: String,
    /// The merchant's category: 4 digits.
    pub mc: Option<String>,
    /// An id of the terminal.
    pub tid: Option<String>,
    /// The payment's reference: letters and digits, at most 35.
    pub tr: Option<String>,
    /// A note.
    pub tn: Option<String>,
    /// The amount, in paise. Without it the payer types one.
    pub am: Option<Paise>,
    /// The least that may be paid, in paise.
    pub mam: Option<Paise>,
    /// An address with more about the payment.
    pub url: Option<String>,
    /// How the payment began, two digits: `00` by default, `01` from a QR code, `04` from an app.
    pub mode: Option<String>,
    /// What it is for, two digits: `00` by default.
    pub purpose: Option<String>,
    /// The id of the app that made the link: 6 digits.
    pub orgid: Option<String>,
}

/// What a link says. The names are the specification's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "UpiLink"))]
pub struct Link {
    /// The payee's UPI address.
    pub pa: String,
    /// The payee's name.
    pub pn: Option<String>,
    /// The merchant's category.
    pub mc: Option<String>,
    /// An id of the terminal.
    pub tid: Option<String>,
    /// The payment's reference.
    pub tr: Option<String>,
    /// A note.
    pub tn: Option<String>,
    /// The amount, in paise; null where the payer types one.
    pub am: Option<Paise>,
    /// The least that may be paid, in paise.
    pub mam: Option<Paise>,
    /// The currency: `INR`, or nothing.
    pub cu: Option<String>,
    /// An address with more about the payment.
    pub url: Option<String>,
    /// How the payment began.
    pub mode: Option<String>,
    /// What that `mode` means, in words; null where it is in no table.
    pub mode_meaning: Option<&'static str>,
    /// What it is for.
    pub purpose: Option<String>,
    /// What that `purpose` means, in words; null where it is not known here.
    pub purpose_meaning: Option<&'static str>,
    /// The id of the app that made the link.
    pub orgid: Option<String>,
    /// Whether the link is signed, and so must be passed on byte for byte.
    pub signed: bool,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "UpiWrittenLink"))]
pub struct Written {
    /// The link.
    pub link: String,
}

/// What stays as it is inside a value: RFC 3986's unreserved characters, and the @ of an address.
const KEPT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// The specification's fields.
const KNOWN: [&str; 14] =
    ["pa", "pn", "mc", "tid", "tr", "tn", "am", "mam", "cu", "url", "mode", "purpose", "orgid", "sign"];

impl Link {
    /// Reads a link, or says what is wrong with it.
    pub(crate) fn read(link: &str) -> Result<Self, &'static str> {
        const SHAPE: &str = "must begin with upi://pay?";
        if link.len() > 2_000 || link.chars().any(char::is_control) {
            return Err("must be at most 2000 bytes of text in one line");
        }
        let scheme = link.get(..10).ok_or(SHAPE)?;
        if !scheme.eq_ignore_ascii_case("upi://pay?") {
            return Err(SHAPE);
        }
        let mut read = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for pair in link.get(10..).unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or("must hold fields of the form name=value")?;
            // An app may take another spelling for the field itself, and so read another payee or amount.
            let spelling = percent_decode_str(name).decode_utf8_lossy().trim().to_ascii_lowercase();
            if name != spelling && KNOWN.contains(&spelling.as_str()) {
                return Err("must spell its fields as UPI does");
            }
            if seen.contains(&name) {
                return Err("must not give a field twice");
            }
            if read.signed {
                return Err("must end with its signature: sign");
            }
            seen.push(name);
            let value = percent_decode_str(value).decode_utf8().map_err(|_| "must hold UTF-8 text")?.into_owned();
            read.take(name, value)?;
        }
        if read.pa.is_empty() { Err("must name the payee: pa") } else { Ok(read) }
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), &'static str> {
        let amount = |value: &str| {
            Paise::from_rupees(value)
                .filter(|amount| amount.0 > 0)
                .map(Some)
                .ok_or("must hold amounts in rupees and whole paise")
        };
        match name {
            "pa" if !is_vpa(&value) => return Err("must name the payee by a UPI address: pa"),
            "pa" => self.pa = value,
            "am" => self.am = amount(&value)?,
            "mam" if value == "null" || value.is_empty() => {}
            "mam" => self.mam = amount(&value)?,
            "cu" if value != "INR" => return Err("must be in INR: cu"),
            "cu" => self.cu = Some(value),
            "pn" => self.pn = Some(value),
            "mc" => self.mc = Some(value),
            "tid" => self.tid = Some(value),
            "tr" => self.tr = Some(value),
            "tn" => self.tn = Some(value),
            "url" => self.url = Some(value),
            "mode" => {
                self.mode_meaning = tables::mode(&value);
                self.mode = Some(value);
            }
            "purpose" => {
                self.purpose_meaning = tables::purpose(&value);
                self.purpose = Some(value);
            }
            "orgid" => self.orgid = Some(value),
            "sign" => self.signed = true,
            // Apps add fields of their own, which change nothing about the payment.
            _ => {}
        }
        Ok(())
    }

    /// The link with every value percent-encoded.
    pub(crate) fn write(&self) -> String {
        let rupees = |amount: Option<Paise>| amount.map(|amount| format!("{}.{:02}", amount.0 / 100, amount.0 % 100));
        let fields = [
            ("pa", Some(self.pa.clone())),
            ("pn", self.pn.clone()),
            ("mc", self.mc.clone()),
            ("tid", self.tid.clone()),
            ("tr", self.tr.clone()),
            ("tn", self.tn.clone()),
            ("am", rupees(self.am)),
            ("mam", rupees(self.mam)),
            ("cu", self.cu.clone()),
            ("url", self.url.clone()),
            ("mode", self.mode.clone()),
            ("purpose", self.purpose.clone()),
            ("orgid", self.orgid.clone()),
        ];
        let mut link = "upi://pay?".to_owned();
        for (name, value) in fields.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))) {
            if !link.ends_with('?') {
                link.push('&');
            }
            link.push_str(name);
            link.push('=');
            link.extend(utf8_percent_encode(&value, &KEPT));
        }
        link
    }
}

impl Local for Read {
    type Account = Account;
    type Value = Link;

    const NAME: &'static str = "upi.link.read";
    const SUMMARY: &'static str = "Reads a `upi://pay` link.";

    fn check(&self, _: &Account, problems: &mut Problems) {
        if let Err(why) = Link::read(&self.link) {
            problems.add("link", why);
        }
    }

    fn decide(&self, _: &Account) -> Outcome<Link> {
        match Link::read(&self.link) {
            Ok(link) => Outcome::done(Funds::Untouched, link, Next::Nothing),
            Err(why) => self.unknown(Reason::new(ReasonCode::Unrecognised, format!("The link {why}."))),
        }
    }
}

impl Local for Write {
    type Account = Account;
    type Value = Written;

    const NAME: &'static str = "upi.link.write";
    const SUMMARY: &'static str = "Writes a `upi://pay` link, its values percent-encoded.";

    fn check(&self, _: &Account, problems: &mut Problems) {
        problems.vpa("pa", &self.pa);
        problems.text("pn", &self.pn);
        for (name, amount) in [("am", self.am), ("mam", self.mam)] {
            if let Some(amount) = amount {
                problems.amount(name, amount.0, "paise");
            }
        }
        if self.mam.is_some() && (self.am.is_none() || self.mam > self.am) {
            problems.add("mam", "must not be more than am");
        }
        if let Some(tr) = &self.tr {
            problems.upi_reference("tr", tr);
        }
        for (name, digits, count) in
            [("mc", &self.mc, 4), ("mode", &self.mode, 2), ("purpose", &self.purpose, 2), ("orgid", &self.orgid, 6)]
        {
            if let Some(digits) = digits {
                problems.digits(name, digits, count..=count);
            }
        }
        for (name, text) in [("tid", &self.tid), ("tn", &self.tn)] {
            if let Some(text) = text {
                problems.text(name, text);
            }
        }
        if self.mode.as_deref().is_some_and(|mode| tables::mode(mode).is_none()) && !problems.has("mode") {
            problems.add("mode", "must be one of UPI's: 00 to 13, or 15 to 24");
        }
        if let Some(url) = &self.url {
            problems.url("url", url);
        }
    }

    fn decide(&self, _: &Account) -> Outcome<Written> {
        let Self { pa, pn, mc, tid, tr, tn, am, mam, url, mode, purpose, orgid } = self.clone();
        let cu = Some("INR".to_owned());
        let pn = Some(pn);
        let link = Link { pa, pn, mc, tid, tr, tn, am, mam, cu, url, mode, purpose, orgid, ..Link::default() };
        Outcome::done(Funds::Untouched, Written { link: link.write() }, Next::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "upi://pay?pa=fpay.moonven@finobank&pn=AT MOON VENTURES PRIVATE LIMITED&tr=UF20240108395353301152421&am=10&cu=INR&mode=00&purpose=00&mc=5816&tn=Payment";

    #[test]
    fn the_documents_link_is_read_and_written_as_it_should_be() {
        let link = Link::read(SAMPLE).expect("a link");
        assert_eq!(
            (link.am, link.tr.as_deref(), link.signed),
            (Some(Paise(1000)), Some("UF20240108395353301152421"), false)
        );
        let written = "upi://pay?pa=fpay.moonven@finobank&pn=AT%20MOON%20VENTURES%20PRIVATE%20LIMITED&mc=5816&tr=UF20240108395353301152421&tn=Payment&am=10.00&cu=INR&mode=00&purpose=00";
        assert_eq!(link.write(), written);
        assert_eq!(Link::read(written), Ok(link));
    }

    #[test]
    fn what_is_no_link_is_refused() {
        for bad in [
            "",
            "upi://pay",
            "http://pay?pa=ab@ybl",
            "upi://pay?",
            "upi://pay?pn=x",
            "upi://pay?pa=nobody",
            "upi://pay?pa=ab@ybl&pa=cd@ybl",
            "upi://pay?pa=ab@ybl&am=10.001",
            "upi://pay?pa=ab@ybl&am=0",
            "upi://pay?pa=ab@ybl&cu=USD",
            "upi://pay?pa=ab@ybl&pn",
            "upi://pay?pa=ab@ybl&pn=%ff",
            "upi://pay?pa=ab@ybl\n&am=1",
            "upi://pay?pa=ab@ybl&sign=abc%3D&am=1",
            "upi://pay?pa=ab@ybl&am=10&%61m=1",
            "upi://pay?pa=ab@ybl&am=10&AM=1",
            "upi://pay?pa=ab@ybl&am=10& am=1",
            "\u{20b9}\u{20b9}\u{20b9}\u{20b9}",
        ] {
            assert!(Link::read(bad).is_err(), "{bad}");
        }
        assert!(Link::read("UPI://pay?pa=ab@ybl&x=y&sign=abc%3D").is_ok_and(|link| link.signed));
    }
}
