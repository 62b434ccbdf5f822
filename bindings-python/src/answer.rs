//! The door's answers into Python values: dict, list, str, int, bool and None.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use sanspay::json::Json;

/// The answer as a Python value.
pub fn write<'py>(py: Python<'py>, answer: &Json<'static>) -> PyResult<Bound<'py, PyAny>> {
    match answer {
        // No answer holds a number that is not exact.
        Json::Null | Json::Inexact => Ok(py.None().into_bound(py)),
        Json::Bool(flag) => flag.into_bound_py_any(py),
        Json::Number(text) => match text.parse::<i64>() {
            Ok(number) => number.into_bound_py_any(py),
            Err(_) => Ok(word(py, text).into_any()),
        },
        Json::Text(text) => Ok(word(py, text).into_any()),
        Json::List(items) => {
            let items = items.iter().map(|item| write(py, item)).collect::<PyResult<Vec<_>>>()?;
            Ok(PyList::new(py, items)?.into_any())
        }
        Json::Object(fields) => {
            let dict = PyDict::new(py);
            for (name, value) in fields {
                dict.set_item(word(py, name), write(py, value)?)?;
            }
            Ok(dict.into_any())
        }
    }
}

/// A text as a Python str. The library's own words (names of fields, verdicts) are made once and then kept: the same
/// few stand in every answer. They are found by where they stand in the program, which is quicker than by their letters.
#[allow(clippy::ptr_arg, reason = "whether it is borrowed is what matters")]
fn word<'py>(py: Python<'py>, text: &Cow<'static, str>) -> Bound<'py, PyString> {
    static WORDS: Mutex<BTreeMap<(usize, usize), Py<PyString>>> = Mutex::new(BTreeMap::new());
    let Cow::Borrowed(text) = text else { return PyString::new(py, text) };
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    let place = (text.as_ptr().addr(), text.len());
    words.entry(place).or_insert_with(|| PyString::intern(py, text).unbind()).bind(py).clone()
}
