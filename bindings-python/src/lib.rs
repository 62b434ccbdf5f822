//! The door of sanspay for Python: plain values in, plain values out. It knows no operation.
//!
//! Reading and writing are written here rather than taken from a library because both must be exact: the fields of a
//! dict in the order given, null as None, and whatever is no plain data refused by its place instead of by a panic.

mod answer;
mod batch;
mod question;
mod sandbox;

use pyo3::prelude::*;
use pyo3::types::PyString;
use sanspay::door;

/// Asks the door a question made of dict, list, tuple, str, int, bool and None.
#[pyfunction]
#[pyo3(signature = (question, /))]
fn call<'py>(question: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let answer = question::read(question).map_or_else(door::refuse, |question| door::call_plain(&question));
    answer::write(question.py(), &answer)
}

/// Asks the door a question written as JSON; the answer is JSON too.
#[pyfunction]
#[pyo3(signature = (question, /))]
fn call_text(question: &Bound<'_, PyString>) -> String {
    match question.to_str() {
        Ok(question) => door::call(question),
        Err(_) => door::refuse(question::not_text()).print(),
    }
}

#[pymodule]
mod _sanspay {
    #[pymodule_export]
    use super::batch::{Outcomes, batch, batch_columns};
    #[pymodule_export]
    use super::sandbox::SandboxDoor;
    #[pymodule_export]
    use super::{call, call_text};
}
