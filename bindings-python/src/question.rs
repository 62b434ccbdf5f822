//! Python values into the door's plain data, exactly or not at all.

use std::borrow::Cow;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple, PyType};
use sanspay::door::MAX_QUESTION;
use sanspay::json::{Json, MAX_DEPTH};
use sanspay::{Error, ErrorKind, Problem};

/// Reads a question. A value that is no plain data is named by its place.
pub fn read(question: &Bound<'_, PyAny>) -> Result<Json<'static>, Error> {
    let mut reader = Reader { way: Vec::new(), left: MAX_QUESTION };
    reader.value(question).map_err(|wrong| reader.error(&wrong))
}

/// The error about a question in JSON that holds half a surrogate pair.
pub fn not_text() -> Error {
    whole(HALF)
}

const HALF: &str = "holds half a surrogate pair (\\ud800 to \\udfff), and so is not text";

struct Reader<'py> {
    /// The keys and indices that lead to the value at hand, spelled out only when something is wrong there.
    way: Vec<Step<'py>>,
    /// How many bytes of values may still come: one list that stands in itself many times must end too.
    left: usize,
}

enum Step<'py> {
    Key(Bound<'py, PyString>),
    Index(usize),
}

type Wrong = Cow<'static, str>;

impl<'py> Reader<'py> {
    fn value(&mut self, value: &Bound<'py, PyAny>) -> Result<Json<'static>, Wrong> {
        self.spend(size_of::<Json<'_>>())?;
        if let Ok(text) = value.cast::<PyString>() {
            self.text(text).map(Json::Text)
        } else if let Ok(object) = value.cast::<PyDict>() {
            self.object(object)
        } else if let Ok(list) = value.cast::<PyList>() {
            self.list(list.iter())
        } else if let Ok(list) = value.cast::<PyTuple>() {
            self.list(list.iter())
        } else if value.is_none() {
            Ok(Json::Null)
        } else if let Ok(flag) = value.cast::<PyBool>() {
            Ok(Json::Bool(flag.is_true()))
        } else if let Ok(number) = value.cast::<PyInt>() {
            integer(number).map(|digits| Json::Number(digits.into()))
        } else if let Some(whole) = whole_decimal(value) {
            integer(&whole).map(|digits| Json::Number(digits.into()))
        } else if value.is_instance_of::<PyFloat>() || value.get_type().hasattr("as_integer_ratio").unwrap_or(false) {
            // Decimal and Fraction too: the core says of all of them what it says of a float.
            Ok(Json::Inexact)
        } else {
            Err(format!("must be a dict, list, str, int, bool or None, not {}", type_name(value)).into())
        }
    }

    fn text(&mut self, text: &Bound<'py, PyString>) -> Result<Cow<'static, str>, Wrong> {
        let text = text.to_str().map_err(|_| HALF)?;
        self.spend(text.len())?;
        Ok(Cow::Owned(text.to_owned()))
    }

    fn object(&mut self, object: &Bound<'py, PyDict>) -> Result<Json<'static>, Wrong> {
        self.descend()?;
        let mut fields = Vec::with_capacity(object.len());
        for (key, value) in object.iter() {
            let key = key
                .cast_into::<PyString>()
                .map_err(|error| format!("must have keys that are str, not {}", type_name(&error.into_inner())))?;
            let name = self.text(&key)?;
            self.way.push(Step::Key(key));
            fields.push((name, self.value(&value)?));
            self.way.pop();
        }
        Ok(Json::Object(fields))
    }

    fn list(&mut self, list: impl ExactSizeIterator<Item = Bound<'py, PyAny>>) -> Result<Json<'static>, Wrong> {
        self.descend()?;
        let mut items = Vec::with_capacity(list.len());
        for (index, item) in list.enumerate() {
            self.way.push(Step::Index(index));
            items.push(self.value(&item)?);
            self.way.pop();
        }
        Ok(Json::List(items))
    }

    fn descend(&self) -> Result<(), Wrong> {
        if self.way.len() < MAX_DEPTH { Ok(()) } else { Err("is nested too deeply, or contains itself".into()) }
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Wrong> {
        self.left = self.left.checked_sub(bytes).ok_or("is more than any question needs")?;
        Ok(())
    }

    fn error(&self, wrong: &str) -> Error {
        let place = self.place();
        if place.is_empty() {
            return whole(wrong);
        }
        let message = format!("{place} {wrong}");
        let problems = vec![Problem { field: place, message: wrong.to_owned() }];
        Error { kind: ErrorKind::InvalidInput, message, problems }
    }

    /// The place as the core spells it: without the name of the call, and a field of the input by its own name.
    fn place(&self) -> String {
        let inner = self.way.get(1..).unwrap_or_default();
        let inner = match inner {
            [Step::Key(first), Step::Key(_), ..] if *first == "input" => inner.get(1..).unwrap_or_default(),
            _ => inner,
        };
        let mut place = String::new();
        for step in inner {
            match step {
                Step::Index(index) => place.push_str(&format!("[{index}]")),
                Step::Key(key) if place.is_empty() => place.push_str(&key.to_string_lossy()),
                Step::Key(key) => place.push_str(&format!(".{}", key.to_string_lossy())),
            }
        }
        place
    }
}

/// A `decimal.Decimal` that was written without a point. `Decimal("499.00")` is whole too, but whoever writes it means
/// rupees, and an amount is in paise: it is refused as a fraction is.
fn whole_decimal<'py>(value: &Bound<'py, PyAny>) -> Option<Bound<'py, PyInt>> {
    static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let decimal = DECIMAL.import(value.py(), "decimal", "Decimal").ok()?;
    if !value.is_instance(decimal).ok()? {
        return None;
    }
    // Infinity and NaN have a letter here.
    let exponent = value.call_method0("as_tuple").ok()?.getattr("exponent").ok()?.extract::<i64>().ok()?;
    // What has more digits than any amount is not written out: 1E+999999 would take a megabyte.
    if !(0..=20).contains(&exponent) {
        return None;
    }
    value.py().get_type::<PyInt>().call1((value,)).ok()?.cast_into().ok()
}

/// The digits of an int, whatever its size; whether it is too large for its field is for the core to say.
fn integer(number: &Bound<'_, PyInt>) -> Result<String, Wrong> {
    if let Ok(small) = number.extract::<i64>() {
        return Ok(small.to_string());
    }
    // Only a plain int is asked to print itself: a subclass may run code of its own. Python itself declines to print
    // numbers of more than 4300 digits.
    let digits =
        number.cast_exact::<PyInt>().ok().and_then(|number| number.repr().ok()).map(|digits| digits.to_string());
    digits.ok_or(Cow::Borrowed("is too large a number"))
}

fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "this".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The error about the question as a whole.
fn whole(wrong: &str) -> Error {
    Error { kind: ErrorKind::InvalidQuestion, message: format!("the question {wrong}"), problems: Vec::new() }
}
