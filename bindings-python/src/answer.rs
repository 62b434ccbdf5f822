//! The door's answers into Python values: dict, list, str, int, bool and None.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Mutex, PoisonError};

use pyo3::IntoPyObjectExt as _;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde::Serialize;
use serde::ser::{self, Impossible};

/// The answer as a Python value.
pub fn write<'py>(py: Python<'py>, answer: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    answer.serialize(Writer(py)).map_err(|Failed(error)| error)
}

/// The name of a field as a Python str, made once and then kept: the same few names stand in every answer. They are
/// found by where they stand in the program, which is quicker than by their letters.
fn name<'py>(py: Python<'py>, text: &'static str) -> Bound<'py, PyString> {
    static NAMES: Mutex<BTreeMap<(usize, usize), Py<PyString>>> = Mutex::new(BTreeMap::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let place = (text.as_ptr().addr(), text.len());
    names.entry(place).or_insert_with(|| PyString::intern(py, text).unbind()).bind(py).clone()
}

#[derive(Debug)]
struct Failed(PyErr);

impl Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failed {}

impl ser::Error for Failed {
    fn custom<T: Display>(message: T) -> Self {
        Self(PyRuntimeError::new_err(message.to_string()))
    }
}

impl From<PyErr> for Failed {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

type Written<'py> = Result<Bound<'py, PyAny>, Failed>;

#[derive(Clone, Copy)]
struct Writer<'py>(Python<'py>);

macro_rules! as_it_is {
    ($($method:ident $type:ty),*) => {$(
        fn $method(self, value: $type) -> Written<'py> {
            Ok(value.into_bound_py_any(self.0)?)
        }
    )*};
}

impl<'py> ser::Serializer for Writer<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;
    type SerializeSeq = List<'py>;
    type SerializeTuple = List<'py>;
    type SerializeTupleStruct = Impossible<Self::Ok, Failed>;
    type SerializeTupleVariant = Impossible<Self::Ok, Failed>;
    type SerializeMap = Object<'py>;
    type SerializeStruct = Object<'py>;
    type SerializeStructVariant = Impossible<Self::Ok, Failed>;

    as_it_is!(serialize_bool bool, serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_char char, serialize_str &str);

    fn serialize_none(self) -> Written<'py> {
        Ok(self.0.None().into_bound(self.0))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written<'py> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written<'py> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written<'py> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written<'py> {
        Ok(name(self.0, variant).into_any())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written<'py> {
        value.serialize(self)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List<'py>, Failed> {
        Ok(List(self, Vec::with_capacity(length.unwrap_or_default())))
    }

    fn serialize_tuple(self, length: usize) -> Result<List<'py>, Failed> {
        self.serialize_seq(Some(length))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object<'py>, Failed> {
        Ok(Object { writer: self, dict: PyDict::new(self.0), key: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object<'py>, Failed> {
        self.serialize_map(None)
    }

    // No answer holds any of these: money is whole numbers, bytes travel as base64, and enums are texts.

    fn serialize_f32(self, _: f32) -> Written<'py> {
        no("a number with a fraction")
    }

    fn serialize_f64(self, _: f64) -> Written<'py> {
        no("a number with a fraction")
    }

    fn serialize_bytes(self, _: &[u8]) -> Written<'py> {
        no("bytes")
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written<'py> {
        no("an enum with data")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Failed> {
        no("a tuple struct")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Failed> {
        no("an enum with data")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Failed> {
        no("an enum with data")
    }
}

fn no<T>(what: &str) -> Result<T, Failed> {
    Err(ser::Error::custom(format_args!("an answer holds {what}, which is a mistake in sanspay: please report it")))
}

struct List<'py>(Writer<'py>, Vec<Bound<'py, PyAny>>);

impl<'py> ser::SerializeSeq for List<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.1.push(value.serialize(self.0)?);
        Ok(())
    }

    fn end(self) -> Written<'py> {
        Ok(PyList::new(self.0.0, self.1)?.into_any())
    }
}

impl<'py> ser::SerializeTuple for List<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Written<'py> {
        ser::SerializeSeq::end(self)
    }
}

struct Object<'py> {
    writer: Writer<'py>,
    dict: Bound<'py, PyDict>,
    key: Option<Bound<'py, PyAny>>,
}

impl<'py> ser::SerializeMap for Object<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failed> {
        self.key = Some(key.serialize(self.writer)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        Ok(self.dict.set_item(self.key.take(), value.serialize(self.writer)?)?)
    }

    fn end(self) -> Written<'py> {
        Ok(self.dict.into_any())
    }
}

impl<'py> ser::SerializeStruct for Object<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Failed> {
        Ok(self.dict.set_item(name(self.writer.0, key), value.serialize(self.writer)?)?)
    }

    fn end(self) -> Written<'py> {
        Ok(self.dict.into_any())
    }
}
