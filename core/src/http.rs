//! The bytes a host must send, and what came back.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize as _;

use crate::check::Problems;
use crate::json::Printed;

/// A request for the host to send exactly as it is: follow no redirect, and verify the server's certificate.
///
/// `url`, `headers` and `body` hold credentials. Log `summary`, which holds none.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Request {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// Name and value of each header, in order. A name may stand more than once.
    pub headers: Vec<(String, String)>,
    /// The body; null where there is none.
    pub body: Option<String>,
    /// The request in one line that is safe to log.
    pub summary: String,
}

/// An HTTP method that a gateway uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// The method as it stands in a request.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl Request {
    /// A request without a body, summarised by its address.
    pub(crate) fn new(operation: &str, method: Method, url: String) -> Self {
        let summary = format!("{operation}: {} {url}", method.as_str());
        let headers = vec![("accept".to_owned(), "application/json".to_owned())];
        Self { method, url, headers, body: None, summary }
    }

    /// Hides a part of the address, such as a token in its path, from the summary.
    pub(crate) fn hiding(mut self, part: &str) -> Self {
        self.summary = self.summary.replace(part, crate::secret::REDACTED);
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(self, body: Body) -> Self {
        let mut request = self.header("content-type", &body.content_type);
        request.body = Some(body.text);
        request
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({})", self.summary)
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.url.zeroize();
        self.body.zeroize();
        for (_, value) in &mut self.headers {
            value.zeroize();
        }
    }
}

/// A body and the content type that describes it.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    /// The value of the `content-type` header.
    pub content_type: String,
    /// The body itself.
    pub text: String,
}

impl Body {
    /// `application/x-www-form-urlencoded`, the fields in the order given.
    #[must_use]
    pub fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { content_type: "application/x-www-form-urlencoded".to_owned(), text }
    }

    /// `application/json`.
    #[must_use]
    pub fn json(value: &impl Serialize) -> Self {
        Self { content_type: "application/json".to_owned(), text: Printed::of(value).0 }
    }

    /// `multipart/form-data` with text parts. The boundary is no random number: it is the first of a fixed series
    /// that no part contains, so the same fields always give the same bytes.
    #[must_use]
    pub fn multipart<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)> + Clone) -> Self {
        let stem = "sanspay-form-boundary";
        let collides =
            |boundary: &String| fields.clone().into_iter().any(|(_, value)| value.contains(boundary.as_str()));
        let series = (1_u32..).map(|number| format!("{stem}-{number}"));
        let boundary =
            std::iter::once(stem.to_owned()).chain(series).find(|boundary| !collides(boundary)).unwrap_or_default();
        let mut text = String::new();
        for (name, value) in fields {
            // What would end the quoted name is escaped as browsers do it.
            let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
            text.push_str(&format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        text.push_str(&format!("--{boundary}--\r\n"));
        Self { content_type: format!("multipart/form-data; boundary={boundary}"), text }
    }
}

/// What became of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Reply {
    /// The server answered.
    Http(HttpReply),
    /// No answer came, and this is why.
    Fault(Fault),
}

/// A server's answer.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpReply {
    /// The HTTP status.
    pub status: u16,
    /// Name and value of each header.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whether it is certain that nothing was sent.
    pub kind: FaultKind,
    /// What the host's HTTP client said, for people.
    pub detail: String,
}

/// Whether a request without an answer may have reached the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Certainly not sent: the name did not resolve, the connection was refused. Never a timeout.
    NotSent,
    /// Anything else: it may have been received and acted upon.
    NoAnswer,
    /// The host has lost sight of it, as where its process ended half-way: this request or a later one may have been
    /// received and acted upon. For a call that was stored and is resumed.
    Lost,
}

impl Reply {
    /// A server's answer without headers.
    #[must_use]
    pub fn http(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Http(HttpReply { status, headers: Vec::new(), body: body.into() })
    }

    /// The request certainly never left the host.
    #[must_use]
    pub fn not_sent(detail: impl Into<String>) -> Self {
        Self::Fault(Fault { kind: FaultKind::NotSent, detail: detail.into() })
    }

    /// The host no longer knows what it sent from here on, and what came back.
    #[must_use]
    pub fn lost(detail: impl Into<String>) -> Self {
        Self::Fault(Fault { kind: FaultKind::Lost, detail: detail.into() })
    }

    /// No answer came, or not all of it.
    #[must_use]
    pub fn no_answer(detail: impl Into<String>) -> Self {
        Self::Fault(Fault { kind: FaultKind::NoAnswer, detail: detail.into() })
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(reply) => write!(f, "Reply({}, {} bytes)", reply.status, reply.body.len()),
            Self::Fault(fault) => write!(f, "Reply({:?})", fault.kind),
        }
    }
}

/// A reply, or the message of a notice, as plain data: either `status` and a body, or a `fault`.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Reply"))]
#[serde(deny_unknown_fields)]
pub(crate) struct PlainReply {
    /// The HTTP status.
    status: Option<u16>,
    /// Name and value of each header.
    headers: Option<Vec<(String, String)>>,
    /// The body as text.
    body: Option<String>,
    /// The body in base64, where its bytes are not UTF-8.
    body_base64: Option<String>,
    /// Why there is no answer.
    fault: Option<FaultKind>,
    /// What the host's HTTP client said.
    detail: Option<String>,
}

impl PlainReply {
    pub(crate) fn typed(self, path: &str, problems: &mut Problems) -> Reply {
        if let Some(kind) = self.fault {
            if self.status.is_some() || self.body.is_some() || self.body_base64.is_some() {
                problems.add(&format!("{path}.fault"), "stands beside a status or body: give the answer or the fault");
            }
            return Reply::Fault(Fault { kind, detail: self.detail.unwrap_or_default() });
        }
        let Some(status) = self.status else {
            problems.add(&format!("{path}.status"), "is required, or else fault");
            return Reply::no_answer("");
        };
        let body = plain_body(path, self.body, self.body_base64, problems);
        Reply::Http(HttpReply { status, headers: self.headers.unwrap_or_default(), body })
    }
}

pub(crate) fn plain_body(path: &str, text: Option<String>, base64: Option<String>, problems: &mut Problems) -> Vec<u8> {
    match (text, base64) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(encoded)) => STANDARD.decode(&encoded).unwrap_or_else(|_| {
            problems.add(&format!("{path}.body_base64"), "must be base64 with padding");
            Vec::new()
        }),
        (Some(_), Some(_)) => {
            problems.add(&format!("{path}.body_base64"), "stands beside body: give one of them");
            Vec::new()
        }
        (None, None) => {
            problems.add(&format!("{path}.body"), "is required; an empty body is \"\"");
            Vec::new()
        }
    }
}

#[cfg(feature = "http")]
mod types {
    use super::{HttpReply, Reply, Request};

    impl TryFrom<&Request> for http::Request<Vec<u8>> {
        type Error = http::Error;

        fn try_from(request: &Request) -> Result<Self, http::Error> {
            let mut builder = http::Request::builder().method(request.method.as_str()).uri(&request.url);
            for (name, value) in &request.headers {
                builder = builder.header(name, value);
            }
            builder.body(request.body.clone().unwrap_or_default().into_bytes())
        }
    }

    impl<B: Into<Vec<u8>>> From<http::Response<B>> for Reply {
        fn from(response: http::Response<B>) -> Self {
            let (parts, body) = response.into_parts();
            let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
            let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
            Self::Http(HttpReply { status: parts.status.as_u16(), headers, body: body.into() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multipart_boundary_is_never_inside_a_part() {
        let body = Body::multipart([("a", "sanspay-form-boundary"), ("b\"\r\n", "--sanspay-form-boundary-1--")]);
        assert_eq!(body.content_type, "multipart/form-data; boundary=sanspay-form-boundary-2");
        assert!(body.text.starts_with("--sanspay-form-boundary-2\r\ncontent-disposition: form-data; name=\"a\"\r\n"));
        assert!(body.text.contains("name=\"b%22%0D%0A\"") && body.text.ends_with("--sanspay-form-boundary-2--\r\n"));
    }

    #[test]
    fn a_form_is_percent_encoded() {
        let body = Body::form([("authtoken", "YWJ+OmNkPw=="), ("name", "Ade & Söns")]);
        assert_eq!(body.text, "authtoken=YWJ%2BOmNkPw%3D%3D&name=Ade+%26+S%C3%B6ns");
    }

    #[test]
    fn neither_request_nor_reply_shows_its_content() {
        let request = Request::new("x.y.z", Method::Post, "https://example.com/tok3n/a".into())
            .hiding("tok3n")
            .body(Body::form([("authtoken", "secret")]));
        assert_eq!(format!("{request:?}"), "Request(x.y.z: POST https://example.com/[redacted]/a)");
        assert_eq!(format!("{:?}", Reply::http(200, "secret")), "Reply(200, 6 bytes)");
    }

    #[cfg(feature = "http")]
    #[test]
    fn the_http_crate_carries_requests_and_replies() {
        let request = Request::new("x", Method::Put, "https://example.com/a?b=c".into()).body(Body::json(&[1, 2]));
        let carried = http::Request::<Vec<u8>>::try_from(&request).expect("valid");
        assert_eq!(
            (carried.method().as_str(), carried.uri().query(), carried.body().as_slice()),
            ("PUT", Some("b=c"), &b"[1,2]"[..])
        );
        let response = http::Response::builder().status(201).header("a", "b").body("x").expect("valid");
        assert_eq!(
            Reply::from(response),
            Reply::Http(HttpReply { status: 201, headers: vec![("a".into(), "b".into())], body: b"x".to_vec() })
        );
    }
}
