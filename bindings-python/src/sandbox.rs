//! The door of the sandbox: both gateways, in the process of whoever tests a shop.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyString;
use sanspay_sandbox::{Door, MAX_BODY};

use crate::question;

/// A sandbox of its own. Any number of threads may ask it.
#[pyclass(frozen, module = "sanspay._sanspay")]
pub struct SandboxDoor(Mutex<Door>);

#[pymethods]
impl SandboxDoor {
    /// The largest body of a request that is read, in bytes.
    #[classattr]
    const MAX_BODY: usize = MAX_BODY;

    #[new]
    fn new() -> Self {
        Self(Mutex::default())
    }

    /// Asks a question written as JSON; the answer is JSON too.
    #[pyo3(signature = (question, /))]
    fn call_text(&self, question: &Bound<'_, PyString>) -> String {
        let Ok(text) = question.to_str() else { return Door::refuse(question::not_text().message) };
        // Others go on meanwhile: a dashboard's page is long, and so is a sandbox that is saved.
        question.py().detach(|| self.0.lock().unwrap_or_else(PoisonError::into_inner).call(text))
    }
}
