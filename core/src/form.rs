//! Bodies that reach the merchant as forms: urlencoded, or multipart with text parts.

use std::borrow::Cow;

/// More fields than this are not a notice.
const MOST_FIELDS: usize = 200;

/// The fields of an urlencoded body, in order.
pub(crate) fn urlencoded(body: &[u8]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    form_urlencoded::parse(body).take(MOST_FIELDS).collect()
}

/// The boundary that a content type names, or that the body itself begins with.
pub(crate) fn boundary<'a>(content_type: Option<&'a str>, body: &'a str) -> Option<&'a str> {
    let named = content_type.and_then(|value| {
        let (_, parameters) = value.split_once(';')?;
        parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
        })
    });
    let begun = || body.strip_prefix("--").and_then(|rest| rest.lines().next()).map(str::trim_end);
    named.or_else(begun).filter(|boundary| !boundary.is_empty() && boundary.len() <= 200)
}

/// The parts of a multipart body that have a name, in order.
pub(crate) fn multipart<'a>(body: &'a str, boundary: &str) -> Vec<(&'a str, &'a str)> {
    let delimiter = format!("--{boundary}");
    let parts = body.split(delimiter.as_str()).skip(1).take(MOST_FIELDS).take_while(|part| !part.starts_with("--"));
    parts.filter_map(part).collect()
}

fn part(part: &str) -> Option<(&str, &str)> {
    let part = part.strip_prefix("\r\n").or_else(|| part.strip_prefix('\n'))?;
    let (head, value) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"))?;
    let value = value.strip_suffix("\r\n").or_else(|| value.strip_suffix('\n')).unwrap_or(value);
    let disposition = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let name = disposition.split(';').find_map(|parameter| parameter.trim().strip_prefix("name="))?;
    Some((name.trim_matches('"'), value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Body;

    #[test]
    fn a_multipart_body_is_read_back() {
        let fields = [("status", "Delivered"), ("data", "{\"id\": 1}\r\n\r\n--x"), ("token", "a==")];
        let body = Body::multipart(fields);
        let boundary_of = boundary(Some(&body.content_type), &body.text).expect("named");
        assert_eq!(multipart(&body.text, boundary_of), fields);
        assert_eq!(boundary(None, &body.text), Some(boundary_of));
    }

    #[test]
    fn odd_bodies_yield_what_can_be_read() {
        assert_eq!(multipart("--b\nContent-Disposition: form-data; name=a\n\n1\n--b--", "b"), [("a", "1")]);
        assert_eq!(multipart("--b\r\n--b\r\n\r\n--b", "b"), []);
        assert_eq!(boundary(Some("multipart/form-data; charset=x; Boundary=\"q\""), ""), Some("q"));
        assert_eq!(boundary(None, "status=1"), None);
    }
}
