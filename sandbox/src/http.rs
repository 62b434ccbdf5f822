//! Requests and answers as plain data.

use serde::{Deserialize, Serialize};

use crate::page;

/// The largest body that is read, in bytes.
pub const MAX_BODY: usize = 64 << 10;

/// A request that reached the sandbox.
#[derive(Clone)]
pub struct Request {
    /// The method in capitals.
    pub method: String,
    /// The path, still percent-encoded, with its leading slash.
    pub path: String,
    /// What stands after the question mark, without it.
    pub query: String,
    /// Name and value of each header, in order. A name may stand more than once.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP reply.
    Reply {
        /// The HTTP status.
        status: u16,
        /// Name and value of each header.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
    /// Nothing: the connection ends without an answer.
    Silence,
}

impl Request {
    /// A request without a body, to an address such as `http://127.0.0.1:4010/api/callback/order` or to a path alone.
    #[must_use]
    pub fn new(method: &str, url: &str) -> Self {
        let after_scheme = url.split_once("://").filter(|_| !url.starts_with('/')).map(|(_, rest)| rest);
        let (host, target) = match after_scheme {
            Some(rest) => rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len())),
            None => ("", url),
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = if host.is_empty() { Vec::new() } else { vec![("host".to_owned(), host.to_owned())] };
        let path = if path.is_empty() { "/" } else { path };
        Self { method: method.to_owned(), path: path.to_owned(), query: query.to_owned(), headers, body: Vec::new() }
    }

    /// The same request with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same request with this body.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    /// The same request with these fields as a form.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body("application/x-www-form-urlencoded", body)
    }

    /// Every value of a header, in order.
    pub(crate) fn values<'r>(&'r self, name: &str) -> impl Iterator<Item = &'r str> {
        let same = move |(key, value): &'r (String, String)| key.eq_ignore_ascii_case(name).then_some(value.as_str());
        self.headers.iter().filter_map(same)
    }

    pub(crate) fn query(&self, name: &str) -> Option<String> {
        Fields::form(self.query.as_bytes()).take(name)
    }
}

/// The fields of a body.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn form(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// A form, or a JSON object or form data where the content type says so.
    pub(crate) fn of(request: &Request) -> Self {
        let content_type = request.values("content-type").next().unwrap_or_default();
        match content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/json" => Self::json(&request.body),
            "multipart/form-data" => Self::multipart(content_type, &request.body),
            _ => Self::form(&request.body),
        }
    }

    fn json(body: &[u8]) -> Self {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(body).unwrap_or_default();
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => text,
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        Self(object.into_iter().map(|(name, value)| (name, text(value))).collect())
    }

    /// The named parts that hold text. What is not between two boundaries is not there.
    fn multipart(content_type: &str, body: &[u8]) -> Self {
        let boundary = content_type.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
        let Some(boundary) = boundary.map(|text| text.trim_matches('"')).filter(|text| !text.is_empty()) else {
            return Self(Vec::new());
        };
        let body = format!("\r\n{}", String::from_utf8_lossy(body));
        let mut parts: Vec<&str> = body.split(&format!("\r\n--{boundary}")).skip(1).collect();
        if !parts.pop().is_some_and(|end| end.starts_with("--")) {
            return Self(Vec::new());
        }
        let field = |part: &str| {
            let (head, value) = part.split_once("\r\n\r\n")?;
            let name = head.split_once(" name=\"")?.1.split('"').next()?;
            Some((name.to_owned(), value.to_owned()))
        };
        Self(parts.into_iter().filter_map(field).collect())
    }

    /// Whether there is no field at all, as where a body is not what its content type says.
    pub(crate) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// A field that is not blank. Of a field given twice the last counts, as in PHP.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let last = self.0.iter().rev().find_map(|(key, value)| (key == name).then_some(value.as_str()));
        last.filter(|value| !value.trim().is_empty())
    }

    /// A field without the blanks around it, empty where it is missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }

    /// Those of these names that are missing or blank.
    pub(crate) fn missing<'n>(&self, names: &[&'n str]) -> Vec<&'n str> {
        names.iter().copied().filter(|name| self.get(name).is_none()).collect()
    }

    fn take(self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

impl Answer {
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        Self::json_text(status, serde_json::to_string(body).expect("plain data with text for keys prints as JSON"))
    }

    pub(crate) fn json_text(status: u16, body: String) -> Self {
        Self::reply(status, "application/json", body)
    }

    pub(crate) fn html(status: u16, body: String) -> Self {
        // No script ever runs on a page of the sandbox, whatever its fields hold.
        Self::reply(status, "text/html; charset=utf-8", body)
            .with("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::reply(status, "text/plain; charset=utf-8", body.to_owned())
    }

    /// Sends a browser elsewhere, to ask for that page anew.
    pub(crate) fn see_other(location: &str) -> Self {
        Self::html(303, page::plain("Payment", "You are being sent back to the shop.")).with("location", location)
    }

    pub(crate) fn reply(status: u16, content_type: &str, body: String) -> Self {
        Self::Reply { status, headers: vec![("content-type".to_owned(), content_type.to_owned())], body }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Reply { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

/// Whether an address is one to which a browser may be sent.
pub(crate) fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && url.bytes().all(|byte| byte.is_ascii_graphic())
}

/// An address with more fields in its query.
pub(crate) fn with_query(url: &str, fields: &[(&str, &str)]) -> String {
    let (url, fragment) = url.split_once('#').map_or((url, String::new()), |(url, rest)| (url, format!("#{rest}")));
    let fields = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{fields}{fragment}")
}

/// A part of a path as it was before it was put there.
pub(crate) fn percent_decoded(part: &str) -> String {
    let form = format!("part={}", part.replace('+', "%2B").replace('&', "%26"));
    Fields::form(form.as_bytes()).take("part").unwrap_or_default()
}

/// What the gateways do with anything else is not documented; the sandbox says so instead of inventing an answer.
pub(crate) fn not_found(request: &Request) -> Answer {
    let asked =
        format!("The sandbox does not answer {} {}. See its README for what it does.\n", request.method, request.path);
    Answer::text(404, &asked)
}

/// What a body gets that is longer than is read.
pub(crate) fn too_long() -> Answer {
    Answer::text(413, &format!("The sandbox reads bodies of up to {MAX_BODY} bytes.\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_and_put_together() {
        let request = Request::new("GET", "http://127.0.0.1:4010/a/b?seconds=6%30");
        assert_eq!((request.path.as_str(), request.query.as_str()), ("/a/b", "seconds=6%30"));
        assert_eq!(request.values("Host").collect::<Vec<_>>(), ["127.0.0.1:4010"]);
        assert_eq!(request.query("seconds").as_deref(), Some("60"));
        assert_eq!(Request::new("GET", "https://shop.test").path, "/");
        assert_eq!(Request::new("POST", "/a?url=http://127.0.0.1/").query, "url=http://127.0.0.1/");
        assert_eq!(
            with_query("https://shop.test/back?a=1#top", &[("order", "3&1")]),
            "https://shop.test/back?a=1&order=3%261#top"
        );
        for wrong in ["javascript:alert(1)", "https://", "/back", "https://shop.test/\r\nx: y", "https://shop.test/a b"]
        {
            assert!(!is_web_address(wrong), "{wrong}");
        }
        assert!(is_web_address("http://127.0.0.1/back?x=1"));
        assert_eq!(percent_decoded("a%2Fb+c&d%20e=%41"), "a/b+c&d e=A");
    }

    #[test]
    fn fields_come_from_forms_and_json() {
        let form = Fields::form(b"a=1&b=+&a=2%2B");
        assert_eq!((form.get("a"), form.get("b")), (Some("2+"), None));
        assert_eq!(form.missing(&["a", "b", "c"]), ["b", "c"]);
        let json = Request::new("POST", "/").body("application/json; charset=utf-8", r#"{"phone": 91, "name": "A"}"#);
        let json = Fields::of(&json);
        assert_eq!((json.get("phone"), json.get("name")), (Some("91"), Some("A")));
        let broken = Request::new("POST", "/").body("application/json", "{");
        assert!(Fields::of(&broken).are_none());
    }

    #[test]
    fn fields_come_from_form_data() {
        let read = |content_type: &str, body: &str| Fields::of(&Request::new("POST", "/").body(content_type, body));
        let part = |name: &str, value: &str| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = format!("{}{}--b--\r\n", part("Name", "Jhon\r\nDoe"), part("amount", "10"));
        for content_type in ["multipart/form-data; boundary=b", "Multipart/Form-Data; boundary=\"b\""] {
            let fields = read(content_type, &body);
            assert_eq!((fields.get("Name"), fields.get("amount")), (Some("Jhon\r\nDoe"), Some("10")));
        }
        assert!(read("multipart/form-data", &body).are_none(), "without a boundary");
        assert!(read("multipart/form-data; boundary=b", &part("amount", "10")).are_none(), "cut off");
    }
}
