//! Columns of stored replies in, columns of outcomes out, as Arrow data.

mod capsule;
mod cells;
mod plan;
mod rows;
mod stream;
mod text;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use sanspay::{Stored, door};

use self::capsule::Reader;
use self::plan::{OUTCOME, Plan, Wish};
use self::stream::Progress;
use crate::{answer, question};

/// What an outcome consists of, a column each.
#[pyfunction]
pub fn batch_columns() -> [&'static str; OUTCOME.len()] {
    OUTCOME
}

/// Prepares to conclude a table. What is wrong with the account or the operation is answered as the door does.
#[pyfunction]
#[pyo3(signature = (operation, account, table, *, columns, keep, select, threads, progress, total))]
#[allow(clippy::too_many_arguments, reason = "all of them are named by the one caller")]
pub fn batch<'py>(
    operation: &str,
    account: &Bound<'py, PyAny>,
    table: &Bound<'py, PyAny>,
    columns: BTreeMap<String, String>,
    keep: Vec<String>,
    select: Vec<String>,
    threads: usize,
    progress: Option<Py<PyAny>>,
    total: Option<u64>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = table.py();
    let stored = question::read(account).and_then(|account| Stored::new(operation, Some(&account)));
    let stored = match stored {
        Ok(stored) => stored,
        Err(error) => return answer::write(py, &door::refuse(error)),
    };
    let reader = capsule::read(table)?;
    let plan = Plan::new(stored, &reader.schema(), &Wish { columns, keep, select }).map_err(PyValueError::new_err)?;
    let outcomes = Outcomes {
        operation: operation.to_owned(),
        plan: Arc::new(plan),
        table: Mutex::new(Some(reader)),
        threads: threads.max(1),
        progress,
        total,
    };
    Ok(Bound::new(py, outcomes)?.into_any())
}

/// The outcomes of a table: a table itself, to be read once by whatever reads Arrow streams. Rows are concluded while it is.
#[pyclass(frozen, module = "sanspay.batch")]
pub struct Outcomes {
    operation: String,
    plan: Arc<Plan>,
    /// What is concluded, until it is read.
    table: Mutex<Option<Reader>>,
    threads: usize,
    progress: Option<Py<PyAny>>,
    total: Option<u64>,
}

#[pymethods]
impl Outcomes {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema); // There is only the one.
        let table = self.table.lock().unwrap_or_else(PoisonError::into_inner).take();
        let table =
            table.ok_or_else(|| PyValueError::new_err("outcomes are read once: conclude again to read them again"))?;
        let tell = self.progress.as_ref().map(|tell| tell.clone_ref(py));
        let progress = tell.map(|tell| Progress { tell, total: self.total, done: 0 });
        let outcomes = stream::Outcomes::new(self.plan.clone(), table, self.threads, progress);
        capsule::write(py, Box::new(outcomes))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::write_schema(py, &self.plan.schema)
    }

    fn __repr__(&self) -> String {
        format!("<outcomes of {}>", self.operation)
    }
}
