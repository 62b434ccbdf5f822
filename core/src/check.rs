//! What may be asked: the rules that inputs and accounts are held to before anything is built from them.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem};
use crate::money::MAX_MINOR;
use crate::secret::Secret;

/// The longest text an input may hold. The gateways document no lengths; this only keeps requests sane.
const LONGEST_TEXT: usize = 2_000;
/// No more problems than this are listed.
const MOST_PROBLEMS: usize = 64;

/// An id that a gateway or merchant gave: text, and a whole number is taken as its digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Id(pub String);

impl Id {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: ToString> From<T> for Id {
    fn from(id: T) -> Self {
        Self(id.to_string())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Id {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["string", "integer"] })
    }
}

/// The problems found so far. A field's first problem is its only one: the rest usually follow from it.
#[derive(Clone, Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Notes that something is wrong with a field, unless something is already known to be wrong with it or with what
    /// it stands in.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        let within = |known: &Problem| {
            field.strip_prefix(known.field.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        if self.0.len() < MOST_PROBLEMS && !self.0.iter().any(within) {
            self.0.push(Problem { field: field.to_owned(), message: message.into() });
        }
    }

    /// A text that says something: not blank, not endless, no control characters but line breaks and tabs.
    pub fn text(&mut self, field: &str, text: &str) {
        if text.trim().is_empty() {
            self.add(field, "must not be empty");
        } else if text.len() > LONGEST_TEXT {
            self.add(field, format!("must not be longer than {LONGEST_TEXT} bytes"));
        } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.add(field, "must not hold control characters");
        }
    }

    /// An id: one word of visible characters, never blank. Some gateways answer an inquiry without an id with their
    /// latest record, and so about the wrong payment.
    pub fn id(&mut self, field: &str, id: &str) {
        if id.is_empty() {
            self.add(field, "must not be empty");
        } else if id.len() > 100 || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.add(field, "must be at most 100 visible ASCII characters without spaces");
        }
    }

    /// An id that becomes a segment of a URL's path.
    pub fn path_segment(&mut self, field: &str, id: &str) {
        self.id(field, id);
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            self.add(field, "must hold only letters, digits, - and _, since it becomes part of an address");
        }
    }

    /// An e-mail address, as far as its shape tells.
    pub fn email(&mut self, field: &str, email: &str) {
        let shaped = email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.split('.').count() > 1
                && domain.split('.').all(|label| !label.is_empty())
                && !domain.contains('@')
                && email.chars().all(|c| !c.is_whitespace() && !c.is_control())
        });
        if !shaped || email.len() > 254 {
            self.add(field, "must be an e-mail address, such as buyer@example.com");
        }
    }

    /// A phone number as the gateways' samples write them: digits, with a + before them or not. Nothing is stripped.
    pub fn phone(&mut self, field: &str, phone: &str) {
        let digits = phone.strip_prefix('+').unwrap_or(phone);
        if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.add(field, "must be a phone number of 7 to 15 digits, with a + before them or not");
        }
    }

    /// A number that is kept as text, since it may begin with 0: so many digits.
    pub fn digits(&mut self, field: &str, digits: &str, count: RangeInclusive<usize>) {
        if !count.contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let (least, most) = (count.start(), count.end());
            let count = if least == most { least.to_string() } else { format!("{least} to {most}") };
            self.add(field, format!("must be {count} digits"));
        }
    }

    /// An amount in major units as text, which is passed on as it is: digits, and perhaps two more after a point.
    pub(crate) fn decimal(&mut self, field: &str, text: &str) {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "00"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() > 12 || !digits(whole) || !digits(fraction) || fraction.len() > 2 {
            self.add(field, "must be a decimal number as text, with at most two digits after the point, such as 12.50");
        }
    }

    /// An amount of money in minor units: more than nothing, and exact in every language.
    pub fn amount(&mut self, field: &str, minor: u64, unit: &str) {
        if minor == 0 || minor > MAX_MINOR {
            self.add(field, format!("must be a whole number of {unit}, from 1 to {MAX_MINOR}"));
        }
    }

    /// A currency's three capital letters.
    pub fn currency(&mut self, field: &str, currency: &str) {
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.add(field, "must be a currency's three capital letters, such as NGN");
        }
    }

    /// An address that credentials or a buyer may be sent to: https, or http to this machine itself.
    pub fn url(&mut self, field: &str, url: &str) {
        if let Err(why) = Address::read(url) {
            self.add(field, why);
        }
    }

    /// The beginning of an address, to which paths are appended.
    pub fn base_url(&mut self, field: &str, url: Option<&str>) {
        match url.map(Address::read) {
            Some(Err(why)) => self.add(field, why),
            Some(Ok(address)) if address.rest.contains(['?', '#']) => {
                self.add(field, "must end with a path: no ? and no #");
            }
            _ => {}
        }
    }

    /// A path on a gateway's server.
    pub(crate) fn path(&mut self, field: &str, path: Option<&str>) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~');
        if path.is_some_and(|path| !path.starts_with('/') || path.starts_with("//") || !path.bytes().all(plain)) {
            self.add(field, "must be a path such as /api/callback/order");
        }
    }

    /// A credential that travels in a header or a form: present, one line of visible characters.
    pub fn credential(&mut self, field: &str, credential: &str) {
        if credential.is_empty() {
            self.add(field, "must not be empty");
        } else if !credential.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.add(field, "must hold only visible ASCII characters: look for a stray space or line break");
        }
    }

    /// A credential that this operation needs, though others do not.
    pub fn needed(&mut self, field: &str, credential: Option<&Secret>) {
        match credential {
            Some(credential) => self.credential(field, credential.expose()),
            None => self.add(field, "is required for this operation"),
        }
    }

    /// Whether something is wrong with this field.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.iter().any(|known| known.field == field)
    }

    /// The same of a credential that is no secret.
    pub(crate) fn needed_text(&mut self, field: &str, credential: Option<&str>) {
        match credential {
            Some(credential) => self.credential(field, credential),
            None => self.add(field, "is required for this operation"),
        }
    }

    /// An address that no document prints, and that the account must therefore hold.
    pub(crate) fn needed_address(&mut self, field: &str, url: Option<&str>) {
        match url {
            Some(url) => self.url(field, url),
            None => self.add(field, "is required: AT MOON prints no address for this, and tells it to its merchants"),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ends here, where there is a problem: all that were found become one error.
    pub(crate) fn stop(&mut self, subject: &str) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::input(subject, std::mem::take(&mut self.0))) }
    }
}

/// An absolute address taken apart as far as safety needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address<'a> {
    scheme: &'a str,
    authority: &'a str,
    /// Path, query and fragment, with the slash they begin with.
    pub(crate) rest: &'a str,
}

impl<'a> Address<'a> {
    pub(crate) fn read(url: &'a str) -> Result<Self, &'static str> {
        const SHAPE: &str = "must be an address such as https://example.com/path";
        if url.len() > LONGEST_TEXT
            || !url.bytes().all(|byte| {
                byte.is_ascii_graphic()
                    && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
            })
        {
            return Err(SHAPE);
        }
        let (scheme, after) = url.split_once("://").ok_or(SHAPE)?;
        let end = after.find(['/', '?', '#']).unwrap_or(after.len());
        let (authority, rest) = after.split_at_checked(end).ok_or(SHAPE)?;
        let address = Self { scheme, authority, rest };
        if authority.contains('@') {
            return Err("must not hold a user name or password");
        }
        let plain_host = address
            .host()
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'[' | b']' | b':' | b'_'));
        if address.host().is_empty() || !plain_host || !address.port_is_plain() {
            return Err(SHAPE);
        }
        if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") && address.is_loopback() {
            Ok(address)
        } else {
            Err("must begin with https:// (http:// only to this machine itself, such as http://127.0.0.1:4010)")
        }
    }

    /// Whether both lead to the same server.
    pub(crate) fn same_origin(&self, other: &Self) -> bool {
        self.scheme.eq_ignore_ascii_case(other.scheme)
            && self.host().eq_ignore_ascii_case(other.host())
            && self.port() == other.port()
    }

    /// The address of the server alone, without a path.
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", self.scheme.to_ascii_lowercase(), self.authority.to_ascii_lowercase())
    }

    fn host(&self) -> &'a str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => host,
            _ => self.authority,
        }
    }

    fn port(&self) -> u16 {
        self.given_port().and_then(|port| port.parse().ok()).unwrap_or(if self.scheme.eq_ignore_ascii_case("http") {
            80
        } else {
            443
        })
    }

    fn given_port(&self) -> Option<&'a str> {
        self.authority.strip_prefix(self.host())?.strip_prefix(':')
    }

    fn port_is_plain(&self) -> bool {
        self.given_port()
            .is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok())
    }

    fn is_loopback(&self) -> bool {
        let host = self.host();
        let numbers: Vec<Option<u8>> = host.split('.').map(|part| part.parse().ok()).collect();
        host.eq_ignore_ascii_case("localhost")
            || host == "[::1]"
            || matches!(numbers[..], [Some(127), Some(_), Some(_), Some(_)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_addresses() {
        for good in [
            "https://example.com",
            "HTTPS://AtMoonDPS.in/api/uat",
            "https://example.com:8443/a?b=c#d",
            "http://127.0.0.1:4010",
            "http://localhost/x",
            "http://[::1]:8080/",
            "https://[2001:db8::1]/",
        ] {
            assert!(Address::read(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "http://example.com",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://127.0.0.1.2/",
            "http://127.0.0/",
            "http://127.0.0.256/",
            "http://[::2]/",
            "http://127.0.0.1@example.com/",
            "https://user:pass@example.com/",
            "https://",
            "https:///path",
            "https://example.com:99999/",
            "https://example.com:/x:y@z",
            "https://exa mple.com/",
            "https://example.com/\r\nx: y",
            "javascript://example.com/%0aalert(1)",
            "ftp://example.com",
            "https://ex\u{e4}mple.com/",
            "https://example.com\\@evil.com/",
        ] {
            assert!(Address::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_same_server_is_known_whatever_its_spelling() {
        let origin = |url| Address::read(url).expect("an address");
        assert!(origin("https://AtMoonDPS.in/a").same_origin(&origin("https://atmoondps.in:443/b")));
        assert!(!origin("https://atmoondps.in").same_origin(&origin("https://atmoondps.com")));
        assert!(!origin("https://atmoondps.in").same_origin(&origin("https://atmoondps.in:8443")));
        assert!(!origin("https://localhost").same_origin(&origin("http://localhost")));
    }
}
