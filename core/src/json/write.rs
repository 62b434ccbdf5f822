//! Any plain value as JSON text: what operations answer, and the bodies they send.
//!
//! One concrete writer instead of a general serializer: it writes straight into the text, and is small, since it is
//! compiled once per type that is written.

use std::fmt;

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    Serializer,
};

use super::Json;
use crate::money::MAX_MINOR;

/// A value that is JSON text already, so that its type can be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Printed(pub(crate) String);

impl Printed {
    /// The value as JSON. Answers are made of named fields, lists, texts, whole numbers and flags; anything else
    /// becomes null.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        let mut text = Vec::with_capacity(512);
        let written = value.serialize(Writer(&mut text));
        // Bytes on the way, since a byte is sooner written than a character; they come from texts and are one.
        let text = written.ok().and_then(|()| String::from_utf8(text).ok());
        Self(text.unwrap_or_else(|| "null".to_owned()))
    }
}

/// What the writer takes for bytes is JSON: no answer has any.
impl Serialize for Printed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_bytes())
    }
}

impl Json<'static> {
    /// The value as JSON that can be looked into.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        Json::read(&Printed::of(value).0).map_or(Json::Null, Json::into_owned)
    }
}

struct Writer<'t>(&'t mut Vec<u8>);

/// The value is not plain data.
#[derive(Debug)]
struct NotPlain;

impl fmt::Display for NotPlain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not plain data")
    }
}

impl std::error::Error for NotPlain {}

impl Error for NotPlain {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Written = Result<(), NotPlain>;

/// What stands there as it is. Compiled once, where it would stand in every type that is written.
#[inline(never)]
fn word(text: &mut Vec<u8>, word: &[u8]) {
    text.extend_from_slice(word);
}

/// A text in quotes.
#[inline(never)]
fn quote(text: &mut Vec<u8>, quoted: &str) {
    text.push(b'"');
    let mut rest = quoted.as_bytes();
    loop {
        let plain = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len());
        let (as_it_is, after) = rest.split_at_checked(plain).unwrap_or_default();
        word(text, as_it_is);
        let Some((byte, after)) = after.split_first() else { break };
        let letter = match byte {
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x8 => b'b',
            0xC => b'f',
            b'"' | b'\\' => *byte,
            _ => b'u',
        };
        word(text, &[b'\\', letter]);
        if letter == b'u' {
            let digit = |value: u8| if value < 10 { b'0' | value } else { value.wrapping_add(b'a' - 10) };
            word(text, &[b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
        }
        rest = after;
    }
    text.push(b'"');
}

/// A whole number: as such where every language holds it exactly, else as text.
fn number(text: &mut Vec<u8>, negative: bool, absolute: u64) {
    let as_text = absolute > MAX_MINOR;
    if as_text {
        text.push(b'"');
    }
    if negative {
        text.push(b'-');
    }
    digits(text, absolute);
    if as_text {
        text.push(b'"');
    }
}

fn digits(text: &mut Vec<u8>, number: u64) {
    if number > 9 {
        digits(text, number / 10);
    }
    text.push(b'0' | (number % 10) as u8);
}

impl<'t> Serializer for Writer<'t> {
    type Ok = ();
    type Error = NotPlain;
    type SerializeSeq = Nested<'t>;
    type SerializeTuple = Nested<'t>;
    type SerializeTupleStruct = Impossible<(), NotPlain>;
    type SerializeTupleVariant = Impossible<(), NotPlain>;
    type SerializeMap = Nested<'t>;
    type SerializeStruct = Nested<'t>;
    type SerializeStructVariant = Nested<'t>;

    fn serialize_bool(self, value: bool) -> Written {
        word(self.0, if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Written {
        number(self.0, value < 0, value.unsigned_abs());
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Written {
        number(self.0, false, value);
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Written {
        Err(NotPlain)
    }

    fn serialize_f64(self, _: f64) -> Written {
        Err(NotPlain)
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        quote(self.0, value);
        Ok(())
    }

    fn serialize_bytes(self, json: &[u8]) -> Written {
        self.0.extend_from_slice(json);
        Ok(())
    }

    fn serialize_none(self) -> Written {
        word(self.0, b"null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let mut object = Nested::open(self.0, b'{', "}");
        value.serialize(object.named(variant))?;
        object.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Nested<'t>, NotPlain> {
        Ok(Nested::open(self.0, b'[', "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Nested<'t>, NotPlain> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NotPlain> {
        Err(NotPlain)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NotPlain> {
        Err(NotPlain)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Nested<'t>, NotPlain> {
        Ok(Nested::open(self.0, b'{', "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Nested<'t>, NotPlain> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Nested<'t>, NotPlain> {
        self.0.push(b'{');
        quote(self.0, variant);
        self.0.push(b':');
        Ok(Nested::open(self.0, b'{', "}}"))
    }
}

/// A list or an object as it grows.
struct Nested<'t> {
    text: &'t mut Vec<u8>,
    end: &'static str,
    is_empty: bool,
}

impl<'t> Nested<'t> {
    fn open(text: &'t mut Vec<u8>, begin: u8, end: &'static str) -> Self {
        text.push(begin);
        Self { text, end, is_empty: true }
    }

    #[inline(never)]
    fn next(&mut self) -> Writer<'_> {
        if !self.is_empty {
            self.text.push(b',');
        }
        self.is_empty = false;
        Writer(self.text)
    }

    /// A field's name is a word of the type's, in which nothing needs an escape.
    #[inline(never)]
    fn named(&mut self, name: &'static str) -> Writer<'_> {
        let Writer(text) = self.next();
        text.push(b'"');
        text.extend_from_slice(name.as_bytes());
        text.extend_from_slice(b"\":");
        Writer(text)
    }

    #[allow(clippy::unnecessary_wraps, reason = "it ends whatever could have failed before")]
    fn close(self) -> Written {
        word(self.text, self.end.as_bytes());
        Ok(())
    }
}

impl SerializeSeq for Nested<'_> {
    type Ok = ();
    type Error = NotPlain;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(self.next())
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeTuple for Nested<'_> {
    type Ok = ();
    type Error = NotPlain;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(self.next())
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeStruct for Nested<'_> {
    type Ok = ();
    type Error = NotPlain;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        value.serialize(self.named(name))
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeStructVariant for Nested<'_> {
    type Ok = ();
    type Error = NotPlain;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        value.serialize(self.named(name))
    }

    fn end(self) -> Written {
        self.close()
    }
}

/// Names are texts: whatever else could name a field is written as it would stand alone, and no answer has any.
impl SerializeMap for Nested<'_> {
    type Ok = ();
    type Error = NotPlain;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        key.serialize(self.next())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.text.push(b':');
        value.serialize(Writer(self.text))
    }

    fn end(self) -> Written {
        self.close()
    }
}
