//! Any plain value as JSON, without a detour over text: what operations answer, in a form that every binding can carry.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    Serializer,
};

use super::Json;

impl Json<'static> {
    /// The value as JSON. Answers are made of named fields, lists, texts, whole numbers and flags; anything else would
    /// become null.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        value.serialize(Writer).unwrap_or(Json::Null)
    }
}

struct Writer;

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

type Written = Result<Json<'static>, NotPlain>;

impl Serializer for Writer {
    type Ok = Json<'static>;
    type Error = NotPlain;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = Impossible<Json<'static>, NotPlain>;
    type SerializeTupleVariant = Impossible<Json<'static>, NotPlain>;
    type SerializeMap = Object;
    type SerializeStruct = Object;
    type SerializeStructVariant = Object;

    fn serialize_bool(self, value: bool) -> Written {
        Ok(Json::Bool(value))
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
        Ok(Json::Number(Cow::Owned(value.to_string())))
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
        Ok(Json::Number(Cow::Owned(value.to_string())))
    }

    fn serialize_f32(self, _: f32) -> Written {
        Err(NotPlain)
    }

    fn serialize_f64(self, _: f64) -> Written {
        Err(NotPlain)
    }

    fn serialize_char(self, value: char) -> Written {
        Ok(Json::Text(Cow::Owned(value.to_string())))
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(NotPlain)
    }

    fn serialize_none(self) -> Written {
        Ok(Json::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Ok(Json::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(Json::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        Ok(Json::Text(Cow::Borrowed(variant)))
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
        Ok(Json::Object(vec![(Cow::Borrowed(variant), value.serialize(self)?)]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List, NotPlain> {
        Ok(List(Vec::with_capacity(length.unwrap_or_default())))
    }

    fn serialize_tuple(self, length: usize) -> Result<List, NotPlain> {
        self.serialize_seq(Some(length))
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

    fn serialize_map(self, _: Option<usize>) -> Result<Object, NotPlain> {
        Ok(Object::default())
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Object, NotPlain> {
        Ok(Object { fields: Vec::with_capacity(length), ..Object::default() })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Object, NotPlain> {
        Ok(Object { variant: Some(variant), ..Object::default() })
    }
}

struct List(Vec<Json<'static>>);

impl SerializeSeq for List {
    type Ok = Json<'static>;
    type Error = NotPlain;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotPlain> {
        self.0.push(value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(Json::List(self.0))
    }
}

impl SerializeTuple for List {
    type Ok = Json<'static>;
    type Error = NotPlain;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotPlain> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Written {
        SerializeSeq::end(self)
    }
}

/// An object as it grows; inside another one under the name of its variant, where it has one.
#[derive(Default)]
struct Object {
    fields: Vec<(Cow<'static, str>, Json<'static>)>,
    key: Option<Cow<'static, str>>,
    variant: Option<&'static str>,
}

impl SerializeStruct for Object {
    type Ok = Json<'static>;
    type Error = NotPlain;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), NotPlain> {
        self.fields.push((Cow::Borrowed(name), value.serialize(Writer)?));
        Ok(())
    }

    fn end(self) -> Written {
        let object = Json::Object(self.fields);
        Ok(match self.variant {
            Some(variant) => Json::Object(vec![(Cow::Borrowed(variant), object)]),
            None => object,
        })
    }
}

impl SerializeStructVariant for Object {
    type Ok = Json<'static>;
    type Error = NotPlain;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), NotPlain> {
        SerializeStruct::serialize_field(self, name, value)
    }

    fn end(self) -> Written {
        SerializeStruct::end(self)
    }
}

impl SerializeMap for Object {
    type Ok = Json<'static>;
    type Error = NotPlain;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotPlain> {
        let Json::Text(key) = key.serialize(Writer)? else { return Err(NotPlain) };
        self.key = Some(key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotPlain> {
        let key = self.key.take().ok_or(NotPlain)?;
        self.fields.push((key, value.serialize(Writer)?));
        Ok(())
    }

    fn end(self) -> Written {
        SerializeStruct::end(self)
    }
}
