//! Text into JSON, once over and without looking back.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "a position never passes the end of the text, nor a depth its bound"
)]

use std::borrow::Cow;

use super::{Json, MAX_DEPTH, MAX_FIELDS, Malformed, TWICE};

/// Stands for a text that is given beside the one in which it stands. No JSON holds this byte.
const BESIDE: u8 = 0x1A;

/// A text as it is read.
pub(super) struct Reader<'a> {
    text: &'a str,
    beside: Option<&'a str>,
    at: usize,
    depth: usize,
    objects: usize,
    tolerant: bool,
    repaired: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, tolerant: bool) -> Self {
        Self { text, beside: None, at: 0, depth: 0, objects: 0, tolerant, repaired: false }
    }

    /// Reads [`BESIDE`] as this text, once.
    pub(super) fn with(self, beside: Option<&'a str>) -> Self {
        Self { beside, ..self }
    }

    #[inline(never)]
    pub(super) fn document(mut self) -> Result<(Json<'a>, bool), Malformed> {
        let mut json = Json::Null;
        self.value(&mut json)?;
        self.space()?;
        if self.peek().is_some() {
            return self.malformed("something stands after the end");
        }
        Ok((json, self.repaired))
    }

    /// Reads a value to where it will stay: to hand it back and move it there takes longer than to read it.
    fn value(&mut self, into: &mut Json<'a>) -> Result<(), Malformed> {
        self.space()?;
        match self.peek() {
            Some(b'"') => match self.plain_string() {
                Some(text) => *into = Json::Text(Cow::Borrowed(text)),
                None => *into = Json::Text(self.string()?),
            },
            Some(b'{') => {
                self.descend()?;
                let mut fields = Vec::with_capacity(self.room());
                self.object(&mut fields)?;
                self.depth -= 1;
                *into = Json::Object(fields);
            }
            Some(b'[') => {
                self.descend()?;
                let mut items = Vec::new();
                self.list(&mut items)?;
                self.depth -= 1;
                *into = Json::List(items);
            }
            Some(b'-' | b'0'..=b'9') => *into = Json::Number(Cow::Borrowed(self.number()?)),
            Some(b't') => {
                self.word("true")?;
                *into = Json::Bool(true);
            }
            Some(b'f') => {
                self.word("false")?;
                *into = Json::Bool(false);
            }
            Some(b'n') => self.word("null")?,
            Some(BESIDE) => match self.beside.take() {
                Some(text) => {
                    self.at += 1;
                    *into = Json::Text(Cow::Borrowed(text));
                }
                None => return self.malformed("a value was expected"),
            },
            Some(_) => return self.malformed("a value was expected"),
            None => return self.malformed("it ends too early"),
        }
        Ok(())
    }

    /// How many fields an object is given room for. The first inside the answer is where a gateway tells all it knows;
    /// for others, of which there may be many, it would add up.
    fn room(&mut self) -> usize {
        self.objects += 1;
        if self.objects == 2 { 48 } else { 0 }
    }

    fn descend(&mut self) -> Result<(), Malformed> {
        if self.depth == MAX_DEPTH {
            return self.malformed("nested too deeply");
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    fn object(&mut self, fields: &mut Vec<(Cow<'a, str>, Json<'a>)>) -> Result<(), Malformed> {
        let mut seen = Seen::default();
        loop {
            self.space()?;
            match self.peek() {
                Some(b'}') if fields.is_empty() || self.repair() => break,
                Some(b'"') => {}
                Some(_) => return self.malformed("a field name was expected"),
                None => return self.malformed("it ends too early"),
            }
            let key = match self.plain_string() {
                Some(text) => Cow::Borrowed(text),
                None => self.string()?,
            };
            if seen.may_hold(&key) && fields.iter().any(|(name, _)| *name == key) {
                return self.malformed(TWICE);
            }
            if fields.len() == MAX_FIELDS {
                return self.malformed("an object has too many fields");
            }
            self.space()?;
            self.expect(b':', "a colon was expected")?;
            fields.push((key, Json::Null));
            let Some((_, value)) = fields.last_mut() else { continue };
            self.value(value)?;
            let text_member = matches!(value, Json::Text(_));
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
        Ok(())
    }

    fn list(&mut self, items: &mut Vec<Json<'a>>) -> Result<(), Malformed> {
        loop {
            self.space()?;
            if self.peek() == Some(b']') && (items.is_empty() || self.repair()) {
                break;
            }
            items.push(Json::Null);
            let Some(item) = items.last_mut() else { continue };
            self.value(item)?;
            self.space()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                Some(_) => return self.malformed("a comma or the list's end was expected"),
                None => return self.malformed("it ends too early"),
            }
        }
        self.at += 1;
        Ok(())
    }

    /// A text that stands there as it is. None, and nothing is passed over, where it needs a closer look.
    #[inline(always)]
    fn plain_string(&mut self) -> Option<&'a str> {
        let start = self.at + 1;
        let end = start + plain(self.text.as_bytes().get(start..)?);
        if self.text.as_bytes().get(end) != Some(&b'"') {
            return None;
        }
        self.at = end + 1;
        self.text.get(start..end)
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
    fn plain(&mut self) -> Option<u8> {
        self.at += plain(self.text.as_bytes().get(self.at..).unwrap_or_default());
        self.peek()
    }

    /// The text that begins at `start`, and whose first escape stands here. A body inside a question has one every few
    /// bytes, so bytes are gathered one by one, and handed on by the hundred.
    fn unescaped(&mut self, start: usize) -> Result<String, Malformed> {
        let text = self.text.as_bytes();
        let mut unescaped = Vec::from(self.slice(start));
        let mut gathered = [0; 256];
        let mut count = 0;
        loop {
            if let (Some(place), Some(eight)) = (
                gathered.get_mut(count..).and_then(<[u8]>::first_chunk_mut),
                text.get(self.at..).and_then(<[u8]>::first_chunk),
            ) {
                *place = *eight;
                let plain = plain_of(eight);
                count += plain;
                self.at += plain;
                if plain == place.len() {
                    continue;
                }
            }
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

    fn number(&mut self) -> Result<&'a str, Malformed> {
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
        Ok(self.slice(start))
    }

    fn digits(&mut self) -> Result<(), Malformed> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { self.malformed("a digit was expected") } else { Ok(()) }
    }

    fn word(&mut self, word: &str) -> Result<(), Malformed> {
        if self.text.as_bytes().get(self.at..self.at + word.len()) != Some(word.as_bytes()) {
            return self.malformed("a value was expected");
        }
        self.at += word.len();
        Ok(())
    }

    /// Passes over white space and, where tolerated, comments. Most often there is none, which one look tells.
    #[inline(always)]
    fn space(&mut self) -> Result<(), Malformed> {
        if self.peek().is_some_and(|byte| byte <= b' ' || byte == b'/') { self.pass_over() } else { Ok(()) }
    }

    #[inline(never)]
    fn pass_over(&mut self) -> Result<(), Malformed> {
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
struct Seen([u64; 8]);

impl Seen {
    /// Whether the name may have come before; from now on it has.
    fn may_hold(&mut self, name: &str) -> bool {
        let bytes = name.as_bytes();
        let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (bytes.iter().fold(0, |all, byte| (all << 8) | u64::from(*byte)), 0),
        };
        // Multiplied, every letter has its say in the uppermost bits.
        let mixed = (first ^ last.rotate_left(29) ^ bytes.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bit = 1_u64 << (mixed >> 58);
        let Some(bits) = self.0.get_mut((mixed >> 55) as usize % 8) else { return true };
        let held = *bits & bit != 0;
        *bits |= bit;
        held
    }
}

/// How many bytes come before the first that ends a text or needs a closer look.
#[inline(always)]
pub(super) fn plain(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(eight) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let plain = plain_of(eight);
        at += plain;
        if plain < eight.len() {
            return at;
        }
    }
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

/// The same of eight bytes at once: subtracting borrows into a byte's highest bit where it was too small, and the lowest
/// such bit is never wrong.
#[inline(always)]
fn plain_of(eight: &[u8; 8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let eight = u64::from_le_bytes(*eight);
    let below = |value: u64, bound: u8| value.wrapping_sub(ONES * u64::from(bound)) & !value;
    let quote = below(eight ^ (ONES * u64::from(b'"')), 1);
    let backslash = below(eight ^ (ONES * u64::from(b'\\')), 1);
    let found = (below(eight, 0x20) | quote | backslash) & (ONES << 7);
    (found.trailing_zeros() / 8) as usize
}
