//! serde's side of reading: what its derived readers ask for, answered by [`Node`].
//!
//! Each function here is compiled once for every type that is read. So what it takes to read stands beside [`Node`], where it
//! is compiled once, and nothing is here but the passing on.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, Visitor};

use super::{Node, Step, TEXT_OR_NUMBER};
use crate::json::Json;
use crate::money::MAX_MINOR;

/// Why a reader gave up. None ever does: what does not fit has been noted, and the stand-in fits. That this holds for the
/// derived readers of all inputs is known when they are compiled, so that none holds code for cleaning up after itself.
#[derive(Debug)]
pub(super) enum Never {}

#[allow(
    clippy::unreachable,
    reason = "a derived reader of named fields, texts, numbers, flags, lists and choices asks for these alone"
)]
fn gave_up() -> ! {
    unreachable!("a reader was handed what it asked for")
}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

// Every constructor is overridden: the provided ones would print Rust type names and pull float printing in.
impl de::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        gave_up()
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        gave_up()
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        gave_up()
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        gave_up()
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        gave_up()
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        gave_up()
    }

    fn missing_field(_: &'static str) -> Self {
        gave_up()
    }

    fn duplicate_field(_: &'static str) -> Self {
        gave_up()
    }
}

macro_rules! whole_numbers {
    ($($read:ident $visit:ident $type:ty),*) => {$(
        fn $read<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
            let number = self.whole(MAX_MINOR.min(u64::from(<$type>::MAX)));
            visitor.$visit(<$type>::try_from(number).unwrap_or_default())
        }
    )*};
}

impl<'de> Deserializer<'de> for Node<'_> {
    type Error = Never;

    whole_numbers!(deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64);

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_bool(self.flag())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_str(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_str(self.text())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        match self.json {
            None | Some(Json::Null) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_newtype_struct(Node { number_as_text: name == TEXT_OR_NUMBER, ..self })
    }

    /// The fields come in the order in which they are declared, absent or not: the reader need not look for their names again.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_seq(self.fields(names))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_map(self.entries())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(self.items())
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(self.tuple(length))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_enum(self.choice(variants))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Never> {
        gave_up()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple_struct identifier
    }
}

/// One of several, by its name, with what it holds where it holds anything.
pub(super) struct Choice<'c> {
    pub(super) name: &'static str,
    pub(super) node: Node<'c>,
}

impl<'de, 'c> de::EnumAccess<'de> for Choice<'c> {
    type Error = Never;
    type Variant = Node<'c>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Node<'c>), Never> {
        Ok((seed.deserialize(StrDeserializer::new(self.name))?, self.node))
    }
}

impl<'de> de::VariantAccess<'de> for Node<'_> {
    type Error = Never;

    fn unit_variant(self) -> Result<(), Never> {
        if self.json.is_some() {
            self.problem("holds nothing: give its name alone, as a text");
        }
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Never> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Never> {
        self.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, names: &'static [&'static str], visitor: V) -> Result<V::Value, Never> {
        self.deserialize_struct("", names, visitor)
    }
}

/// The declared fields of a struct, each with what was given for it or with nothing.
pub(super) struct Fields<'f> {
    pub(super) node: Node<'f>,
    pub(super) names: std::slice::Iter<'static, &'static str>,
}

impl Fields<'_> {
    #[inline(never)]
    fn next_node(&mut self) -> Node<'_> {
        let name = self.names.next().copied().unwrap_or_default();
        let json = self.node.json.and_then(|json| json.field(name));
        self.node.child(json, Step::Name(name))
    }
}

impl<'de> de::SeqAccess<'de> for Fields<'_> {
    type Error = Never;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Never> {
        seed.deserialize(self.next_node()).map(Some)
    }
}

/// The entries of a map whose names are the caller's own.
pub(super) struct Entries<'f> {
    pub(super) node: Node<'f>,
    pub(super) given: std::slice::Iter<'f, (Cow<'f, str>, Json<'f>)>,
    pub(super) current: Option<&'f (Cow<'f, str>, Json<'f>)>,
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Never;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Never> {
        self.current = self.given.next();
        self.current.map(|(name, _)| seed.deserialize(StrDeserializer::new(name))).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Never> {
        let (name, value) = self.current.map_or(("", None), |(name, value)| (name.as_ref(), Some(value)));
        seed.deserialize(self.node.child(value, Step::Name(name)))
    }
}

/// The items of a list, or as many places where there should be some.
pub(super) struct Items<'f> {
    pub(super) node: Node<'f>,
    pub(super) given: &'f [Json<'f>],
    pub(super) places: Range<usize>,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Never;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Never> {
        let Some(place) = self.places.next() else { return Ok(None) };
        seed.deserialize(self.node.child(self.given.get(place), Step::Index(place))).map(Some)
    }
}
