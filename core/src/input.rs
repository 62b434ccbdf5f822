//! Plain data into typed input, with every problem named at once.
//!
//! serde's derived readers stop at the first mistake and name Rust types. This deserializer does neither: where a
//! value does not fit it notes the problem under the field's path, hands the reader a stand-in, and goes on. What was
//! read with a stand-in in it may only be checked for further problems, never used: the problems are there to tell.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::{StrDeserializer, UnitDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, Visitor};

use crate::check::Problems;
use crate::json::Json;
use crate::money::MAX_MINOR;

/// The name of the one input type that takes a whole number as well as a text; see [`crate::check::Id`].
pub(crate) const TEXT_OR_NUMBER: &str = "Id";

/// Reads `json` as a `T`, its fields named under `root` (empty for the input itself). What is wrong is added to
/// `problems`; a field with a problem holds a stand-in.
pub(crate) fn read<T: DeserializeOwned>(root: &str, json: Option<&Json<'_>>, problems: &mut Problems) -> T {
    let noted = RefCell::new(std::mem::take(problems));
    let node = Node {
        json,
        path: Path { parent: None, step: Step::Name(root) },
        noted: &noted,
        number_as_text: false,
        muted: false,
    };
    let Ok(value) = T::deserialize(node);
    *problems = noted.into_inner();
    value
}

/// The way from the root to a value, kept on the stack and spelled out only when something is wrong there.
#[derive(Clone, Copy)]
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Name(&'p str),
    Index(usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Name(name) => {
                let first = self.parent.is_none_or(Path::is_empty_root);
                if first { f.write_str(name) } else { write!(f, ".{name}") }
            }
        }
    }
}

impl Path<'_> {
    fn is_empty_root(&self) -> bool {
        self.parent.is_none() && matches!(self.step, Step::Name(""))
    }
}

/// One value, or the place where one is missing.
#[derive(Clone, Copy)]
struct Node<'n> {
    json: Option<&'n Json<'n>>,
    path: Path<'n>,
    noted: &'n RefCell<Problems>,
    number_as_text: bool,
    /// Below something that does not fit, nothing more is worth saying.
    muted: bool,
}

/// Why a reader gave up. None ever does: what does not fit has been noted, and the stand-in fits. That this holds for the
/// derived readers of all inputs is known when they are compiled, so that none holds code for cleaning up after itself.
#[derive(Debug)]
enum Never {}

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

impl<'n> Node<'n> {
    fn child<'c>(&'c self, json: Option<&'c Json<'c>>, step: Step<'c>) -> Node<'c> {
        Node {
            json,
            path: Path { parent: Some(&self.path), step },
            noted: self.noted,
            number_as_text: false,
            muted: self.muted,
        }
    }

    /// The same place with nothing in it and nothing to say, for reading on past a value that does not fit.
    fn stand_in(self) -> Self {
        Node { json: None, muted: true, ..self }
    }

    fn problem(&self, message: &str) {
        if self.muted {
            return;
        }
        // An absent whole (the account, the input) is told by its own name, not by that of nothing.
        let path = if self.path.is_empty_root() { "input".to_owned() } else { self.path.to_string() };
        self.noted.borrow_mut().add(&path, message);
    }

    /// Notes that something else stands here than what was wanted.
    fn unfit(&self, wanted: &str) {
        match self.json {
            None => self.problem("is required"),
            Some(Json::Null) => self.problem(&format!("is required: {wanted}")),
            Some(json) => self.problem(&format!("must be {wanted}, not {}", json.kind())),
        }
    }

    fn whole(&self, largest: u64) -> u64 {
        let number = match self.json {
            Some(Json::Number(text)) => text.parse::<u64>().ok().filter(|number| *number <= largest),
            _ => None,
        };
        number.unwrap_or_else(|| {
            match self.json {
                Some(Json::Inexact) => self.problem(
                    "must be a whole number, without a fraction; amounts are in minor units: 49900 for 499.00",
                ),
                Some(Json::Number(text)) if text.contains(['.', 'e', 'E']) => {
                    self.problem(
                        "must be a whole number, without a fraction; amounts are in minor units: 49900 for 499.00",
                    );
                }
                Some(Json::Number(_)) => self.problem(&format!("must be from 0 to {largest}")),
                _ => self.unfit("a whole number"),
            }
            0
        })
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
        let Some(Json::Bool(value)) = self.json else {
            self.unfit("true or false");
            return visitor.visit_bool(false);
        };
        visitor.visit_bool(*value)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        match self.json {
            Some(Json::Text(text)) => visitor.visit_str(text),
            Some(Json::Number(text)) if self.number_as_text && !text.contains(['.', 'e', 'E', '-']) => {
                visitor.visit_str(text)
            }
            Some(Json::Number(_)) if self.number_as_text => {
                self.problem("must be a text, or a number written with digits alone");
                visitor.visit_str("")
            }
            _ => {
                self.unfit(if self.number_as_text { "a text or a whole number" } else { "a text" });
                visitor.visit_str("")
            }
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        self.deserialize_str(visitor)
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

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        let given = match self.json {
            Some(Json::Object(given)) => given.as_slice(),
            // An input or account whose fields are all optional may be left out whole.
            None => &[],
            Some(_) => {
                self.unfit("an object");
                return visitor.visit_seq(Fields { node: &self.stand_in(), names: names.iter() });
            }
        };
        for (name, _) in given {
            if !names.contains(&name.as_ref()) {
                let known = names.join(", ");
                let known = if known.is_empty() { "there are no fields here".to_owned() } else { known };
                self.child(None, Step::Name(name)).problem(&format!("is not a field; known: {known}"));
            }
        }
        // In the order in which they are declared, absent or not: so the reader need not look for their names again.
        visitor.visit_seq(Fields { node: &self, names: names.iter() })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let given = if let Some(Json::Object(given)) = self.json {
            given.as_slice()
        } else {
            self.unfit("an object");
            &[]
        };
        visitor.visit_map(Entries { node: &self, given: given.iter(), current: None })
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let items = if let Some(Json::List(items)) = self.json {
            items.as_slice()
        } else {
            self.unfit("a list");
            &[]
        };
        visitor.visit_seq(Items { node: &self, items: items.iter().map(Some).enumerate() })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Never> {
        match self.json {
            Some(Json::List(items)) if items.len() == length => self.deserialize_seq(visitor),
            _ => {
                self.problem(&format!("must be a list of {length}"));
                visitor
                    .visit_seq(Items { node: &self.stand_in(), items: std::iter::repeat_n(None, length).enumerate() })
            }
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        let (name, inner) = match self.json {
            Some(Json::Text(word)) => (Some(word.as_ref()), None),
            Some(Json::Object(fields)) => match fields.as_slice() {
                [(name, inner)] => (Some(name.as_ref()), Some(inner)),
                _ => (None, None),
            },
            _ => (None, None),
        };
        if let Some(name) = name.and_then(|name| variants.iter().find(|variant| **variant == name)) {
            return visitor.visit_enum(Choice { name, node: self.child(inner, Step::Name(name)) });
        }
        let known = variants.join(", ");
        match self.json {
            None | Some(Json::Null) => self.problem(&format!("is required: one of {known}")),
            Some(Json::Object(_)) => self.problem(&format!("must be an object with exactly one of {known}")),
            Some(_) => self.problem(&format!("must be one of {known}")),
        }
        visitor.visit_enum(Choice { name: variants.first().copied().unwrap_or_default(), node: self.stand_in() })
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
struct Choice<'c> {
    name: &'static str,
    node: Node<'c>,
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
struct Fields<'f> {
    node: &'f Node<'f>,
    names: std::slice::Iter<'static, &'static str>,
}

impl<'f> Fields<'f> {
    // For all structs the same, and so never copied into each.
    #[inline(never)]
    fn next_node(&mut self) -> Node<'f> {
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
struct Entries<'f, I> {
    node: &'f Node<'f>,
    given: I,
    current: Option<(&'f str, &'f Json<'f>)>,
}

impl<'de, 'f, I> de::MapAccess<'de> for Entries<'f, I>
where
    I: Iterator<Item = &'f (std::borrow::Cow<'f, str>, Json<'f>)>,
{
    type Error = Never;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Never> {
        self.current = self.given.next().map(|(name, value)| (name.as_ref(), value));
        self.current.map(|(name, _)| seed.deserialize(StrDeserializer::new(name))).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Never> {
        match self.current {
            Some((name, value)) => seed.deserialize(self.node.child(Some(value), Step::Name(name))),
            None => seed.deserialize(UnitDeserializer::new()),
        }
    }
}

struct Items<'f, I> {
    node: &'f Node<'f>,
    items: I,
}

impl<'de, 'f, I: Iterator<Item = (usize, Option<&'f Json<'f>>)>> de::SeqAccess<'de> for Items<'f, I> {
    type Error = Never;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Never> {
        let Some((index, item)) = self.items.next() else { return Ok(None) };
        seed.deserialize(self.node.child(item, Step::Index(index))).map(Some)
    }
}
