//! Arrow data in and out of Python through PyCapsules: pointers with a name, by which libraries that do not know each
//! other hand over columns without copying them. This is the one file with `unsafe` in it, since a pointer from
//! elsewhere must be believed.
//!
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>

#![allow(unsafe_code, reason = "the interface is made of pointers")]

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, Schema};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// Batches of rows, one after the other.
pub type Reader = Box<dyn RecordBatchReader + Send>;

/// Reads whatever offers itself as an Arrow stream, or as a single batch.
pub fn read(table: &Bound<'_, PyAny>) -> PyResult<Reader> {
    if let Some(export) = table.getattr_opt("__arrow_c_stream__")? {
        return stream(&export.call0()?);
    }
    if let Some(export) = table.getattr_opt("__arrow_c_array__")? {
        let (schema, array): (Bound<'_, PyAny>, Bound<'_, PyAny>) = export.call0()?.extract()?;
        return batch(&schema, &array);
    }
    Err(PyTypeError::new_err(format!(
        "a table must offer __arrow_c_stream__ or __arrow_c_array__, as those of pyarrow, polars and duckdb do; {} does not",
        table.get_type().name()?
    )))
}

/// Batches for whoever asks for an Arrow stream.
pub fn write(py: Python<'_>, reader: Reader) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}

/// What the batches of a stream will look like.
pub fn write_schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowSchema::try_from(schema).map_err(unfit)?, SCHEMA)
}

fn stream(capsule: &Bound<'_, PyAny>) -> PyResult<Reader> {
    let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(STREAM))?;
    // SAFETY: a capsule of this name holds a valid stream, says the interface. It is moved out: what stays behind in the
    // capsule counts as released, so that it is released once. The interpreter's lock keeps others from it meanwhile.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
    Ok(Box::new(RecordBatchStreamReader::try_new(stream).map_err(unfit)?))
}

fn batch(schema: &Bound<'_, PyAny>, array: &Bound<'_, PyAny>) -> PyResult<Reader> {
    let schema = schema.cast::<PyCapsule>()?.pointer_checked(Some(SCHEMA))?;
    let array = array.cast::<PyCapsule>()?.pointer_checked(Some(ARRAY))?;
    // SAFETY: capsules of these names hold a valid schema and an array of that schema, says the interface. Both are moved
    // out, as above.
    let data = unsafe {
        let schema = FFI_ArrowSchema::from_raw(schema.cast().as_ptr());
        from_ffi(FFI_ArrowArray::from_raw(array.cast().as_ptr()), &schema)
    };
    let data = data.map_err(unfit)?;
    if !matches!(data.data_type(), arrow_schema::DataType::Struct(_)) {
        return Err(PyTypeError::new_err("a single column is no table"));
    }
    let batch = RecordBatch::from(StructArray::from(data));
    let schema = batch.schema();
    Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
}

#[allow(clippy::needless_pass_by_value, reason = "it is used where a result is turned into another")]
fn unfit(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
