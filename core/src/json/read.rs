//! Text into JSON, once over and without looking back.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "a position never passes the end of the text, nor a depth its bound"
)]

use std::borrow::Cow;

use super::{Json, MAX_DEPTH, MAX_FIELDS, Malformed, TWICE};

/// A text as it is read.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    tolerant: bool,
    repaired: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, tolerant: bool) -> Self {
        Self { text, at: 0, depth: 0, tolerant, repaired: false }
    }

    pub(super) fn document(mut self) -> Result<(Json<'a>, bool), Malformed> {
        let json = self.value()?;
        self.space()?;
        if self.peek().is_some() {
            return self.malformed("something stands after the end");
        }
        Ok((json, self.repaired))
    }

    fn value(&mut self) -> Result<Json<'a>, Malformed> {
        self.space()?;
        match self.peek() {
            Some(b'"') => self.string().map(Json::Text),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::list),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(_) => self.malformed("a value was expected"),
            None => self.malformed("it ends too early"),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Json<'a>, Malformed>) -> Result<Json<'a>, Malformed> {
        if self.depth == MAX_DEPTH {
            return self.malformed("nested too deeply");
        }
        self.depth += 1;
        self.at += 1;
        let json = read(self);
        self.depth -= 1;
        json
    }

    fn object(&mut self) -> Result<Json<'a>, Malformed> {
        let mut fields: Vec<(Cow<'a, str>, Json<'a>)> = Vec::with_capacity(8);
        let mut seen = Seen::default();
        loop {
            self.space()?;
            match self.peek() {
                Some(b'}') if fields.is_empty() || self.repair() => break,
                Some(b'"') => {}
                Some(_) => return self.malformed("a field name was expected"),
                None => return self.malformed("it ends too early"),
            }
            let key = self.string()?;
            if seen.may_hold(&key) && fields.iter().any(|(name, _)| *name == key) {
                return self.malformed(TWICE);
            }
            if fields.len() == MAX_FIELDS {
                return self.malformed("an object has too many fields");
            }
            self.space()?;
            self.expect(b':', "a colon was expected")?;
            let value = self.value()?;
            let text_member = matches!(value, Json::Text(_));
            fields.push((key, value));
            self.space()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                Some(b'"') if text_member && self.repair() => {}
                Some(_) => return self.malformed("a comma or the object's end was expected"),
                None => return self.malformed("it ends too early"),
            }
        }
        self.at += 1;
        Ok(Json::Object(fields))
    }

    fn list(&mut self) -> Result<Json<'a>, Malformed> {
        let mut items = Vec::new();
        loop {
            self.space()?;
            if self.peek() == Some(b']') && (items.is_empty() || self.repair()) {
                break;
            }
            items.push(self.value()?);
            self.space()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                Some(_) => return self.malformed("a comma or the list's end was expected"),
                None => return self.malformed("it ends too early"),
            }
        }
        self.at += 1;
        Ok(Json::List(items))
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Malformed> {
        self.expect(b'"', "a text was expected")?;
        let start = self.at;
        match self.plain() {
            Some(b'"') => {
                let text = self.slice(start);
                self.at += 1;
                Ok(Cow::Borrowed(text))
            }
            Some(b'\\') => self.unescaped(start).map(Cow::Owned),
            Some(_) => self.malformed("a control character stands in a text"),
            None => self.malformed("it ends inside a text"),
        }
    }

    /// Passes over the bytes that stand for themselves, to the first that does not.
    #[inline(always)]
    fn plain(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        let stop = loop {
            match bytes.get(at) {
                Some(&byte) if byte >= 0x20 && byte != b'"' && byte != b'\\' => at += 1,
                stop => break stop.copied(),
            }
        };
        self.at = at;
        stop
    }

    /// The text that begins at `start`, and whose first escape stands here. A body inside a question has one every few
    /// bytes, so bytes are gathered one by one, and handed on by the hundred.
    fn unescaped(&mut self, start: usize) -> Result<String, Malformed> {
        let text = self.text.as_bytes();
        let mut unescaped = Vec::from(self.slice(start));
        let mut gathered = [0; 128];
        let mut count = 0;
        loop {
            let byte = match text.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => match text.get(self.at + 1) {
                    Some(plain @ (b'"' | b'\\' | b'/')) => {
                        self.at += 2;
                        *plain
                    }
                    _ => {
                        unescaped.extend_from_slice(gathered.get(..count).unwrap_or_default());
                        count = 0;
                        self.at += 1;
                        let escape = self.escape()?;
                        unescaped.extend_from_slice(escape.encode_utf8(&mut [0; 4]).as_bytes());
                        continue;
                    }
                },
                Some(0..0x20) => return self.malformed("a control character stands in a text"),
                Some(plain) => {
                    self.at += 1;
                    *plain
                }
                None => return self.malformed("it ends inside a text"),
            };
            if count == gathered.len() {
                unescaped.extend_from_slice(&gathered);
                count = 0;
            }
            if let Some(place) = gathered.get_mut(count) {
                *place = byte;
                count += 1;
            }
        }
        unescaped.extend_from_slice(gathered.get(..count).unwrap_or_default());
        self.at += 1;
        String::from_utf8(unescaped).or_else(|_| self.malformed("a text was expected"))
    }

    fn escape(&mut self) -> Result<char, Malformed> {
        let escape = self.peek();
        self.at += 1;
        Ok(match escape {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex4()?;
                let code = match first {
                    0xD800..0xDC00 if self.text.as_bytes().get(self.at..self.at + 2) == Some(b"\\u") => {
                        self.at += 2;
                        match self.hex4()? {
                            second @ 0xDC00..0xE000 => 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00),
                            _ => return self.malformed("half a surrogate pair"),
                        }
                    }
                    code => code,
                };
                return char::from_u32(code).map_or_else(|| self.malformed("half a surrogate pair"), Ok);
            }
            _ => return self.malformed("an unknown escape"),
        })
    }

    fn hex4(&mut self) -> Result<u32, Malformed> {
        let digits = self.text.get(self.at..self.at + 4).filter(|four| four.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|four| u32::from_str_radix(four, 16).ok()) else {
            return self.malformed("an unknown escape");
        };
        self.at += 4;
        Ok(code)
    }

    fn number(&mut self) -> Result<Json<'a>, Malformed> {
        let start = self.at;
        self.skip(b'-');
        if !self.skip(b'0') {
            self.digits()?;
        }
        if self.skip(b'.') {
            self.digits()?;
        }
        if self.skip(b'e') || self.skip(b'E') {
            if !self.skip(b'+') {
                self.skip(b'-');
            }
            self.digits()?;
        }
        Ok(Json::Number(Cow::Borrowed(self.slice(start))))
    }

    fn digits(&mut self) -> Result<(), Malformed> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { self.malformed("a digit was expected") } else { Ok(()) }
    }

    fn word(&mut self, word: &str, json: Json<'a>) -> Result<Json<'a>, Malformed> {
        if self.text.as_bytes().get(self.at..self.at + word.len()) != Some(word.as_bytes()) {
            return self.malformed("a value was expected");
        }
        self.at += word.len();
        Ok(json)
    }

    /// Passes over white space and, where tolerated, comments.
    #[inline(always)]
    fn space(&mut self) -> Result<(), Malformed> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') if self.text.as_bytes().get(self.at + 1) == Some(&b'/') && self.repair() => {
                    while self.peek().is_some_and(|byte| byte != b'\n') {
                        self.at += 1;
                    }
                }
                Some(b'/') => return self.malformed("a comment"),
                _ => return Ok(()),
            }
        }
    }

    /// Whether a fault may be forgiven here; remembers that one was.
    fn repair(&mut self) -> bool {
        self.repaired |= self.tolerant;
        self.tolerant
    }

    fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), Malformed> {
        if self.skip(byte) { Ok(()) } else { self.malformed(what) }
    }

    #[inline(always)]
    fn skip(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(always)]
    fn slice(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn malformed<T>(&self, what: &'static str) -> Result<T, Malformed> {
        Err(Malformed { at: self.at, what })
    }
}

/// Which names an object has had so far, roughly: it may take a new name for an old one, and never an old for a new.
#[derive(Default)]
struct Seen(u64);

impl Seen {
    /// Whether the name may have come before; from now on it has.
    fn may_hold(&mut self, name: &str) -> bool {
        let letter = |letter: Option<&u8>| u32::from(letter.copied().unwrap_or_default());
        let bytes = name.as_bytes();
        let mark = letter(bytes.first()) * 7 + letter(bytes.last()) + letter(bytes.get(bytes.len() / 2)) * 3;
        let bit = 1_u64 << ((mark + (bytes.len() % 64) as u32) % 64);
        let held = self.0 & bit != 0;
        self.0 |= bit;
        held
    }
}
