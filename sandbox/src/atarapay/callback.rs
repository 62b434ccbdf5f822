//! Where notices go, and how they are written.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::World;
use crate::http::Request;

/// How a notice is written. The documents say JSON; the plugin reads multipart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// One JSON object.
    Json,
    /// A multipart form, with the order as JSON text in the part `data`.
    Multipart,
}

/// The merchant's callback address, a setting of AtaraPay's dashboard.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Callback {
    pub(super) url: String,
    pub(super) encoding: Encoding,
}

/// What a notice holds, before it is written.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Content {
    pub(super) status: String,
    pub(super) message: String,
    pub(super) data: Value,
    pub(super) token: String,
}

impl Callback {
    /// An address on this machine; an error says why it is none.
    pub(crate) fn at(url: &str, encoding: Encoding) -> Result<Self, String> {
        let why = |place: &str| {
            format!("The callback address {url:?} must be {place}, such as http://127.0.0.1:3000/notices.\n")
        };
        if !url.starts_with("http://") || url.contains('#') || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(why("a plain http:// address"));
        }
        let request = Request::new("POST", url);
        let authority = request.values("host").next().unwrap_or_default();
        if is_loopback(authority) {
            return Ok(Self { url: url.to_owned(), encoding });
        }
        Err(why("on this machine, as the sandbox sends nothing to others"))
    }

    /// The content type and the body.
    pub(super) fn write(&self, content: &Content, world: &mut World) -> (String, String) {
        let Content { status, message, data, token } = content;
        match self.encoding {
            Encoding::Json => {
                let body = json!({ "status": status, "message": message, "data": data, "token": token });
                ("application/json".to_owned(), body.to_string())
            }
            Encoding::Multipart => {
                let boundary = world.ids.token();
                let part = |(name, value): (&str, &str)| {
                    format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                };
                let data = data.to_string();
                let parts = [("status", status.as_str()), ("message", message), ("data", &data), ("token", token)];
                let body = format!("{}--{boundary}--\r\n", parts.map(part).concat());
                (format!("multipart/form-data; boundary={boundary}"), body)
            }
        }
    }
}

/// Whether `host` or `host:port` is this machine. With a name or password before the host it is not.
pub(crate) fn is_loopback(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, "80"),
    };
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    is_here && port.parse::<u16>().is_ok_and(|port| port != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_stay_on_this_machine() {
        for here in ["http://127.0.0.1:3000/notices?a=1", "http://localhost", "http://[::1]:80/", "http://127.9.9.9/"] {
            assert!(Callback::at(here, Encoding::Json).is_ok(), "{here}");
        }
        let elsewhere = [
            "http://example.com/",
            "http://192.168.0.1/",
            "http://0.0.0.0/",
            "http://127.0.0.1@example.com/",
            "http://127.0.0.1.example.com/",
            "http://example.com:80@127.0.0.1/",
            "http://localhost:x/",
            "http://localhost:0/",
            "http://2130706433/",
            "http://[::ffff:8.8.8.8]/",
            "http://",
        ];
        for url in elsewhere {
            let why = Callback::at(url, Encoding::Json).err().expect("not there");
            assert!(why.contains("must be on this machine"), "{why}");
        }
        for odd in
            ["https://127.0.0.1/", "ftp://127.0.0.1/", "127.0.0.1", "http://127.0.0.1/a b", "http://127.0.0.1/#a"]
        {
            assert!(
                Callback::at(odd, Encoding::Json).err().expect("none").contains("must be a plain http://"),
                "{odd}"
            );
        }
    }
}
