//! A column of texts as it is written.

use std::sync::Arc;

use arrow_array::{ArrayRef, StringArray};
use arrow_buffer::{Buffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::ArrowError;
use serde::Serialize;

/// A column under way; where it is not wanted, nothing is written into it.
pub struct Text {
    wanted: bool,
    bytes: Vec<u8>,
    ends: Vec<i32>,
    present: NullBufferBuilder,
}

impl Text {
    pub fn new(wanted: bool, rows: usize) -> Self {
        let rows = if wanted { rows } else { 0 };
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self { wanted, bytes: Vec::new(), ends, present: NullBufferBuilder::new(rows) }
    }

    /// How much text there is so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Where a text can be written before its cell is closed.
    pub fn open(&mut self) -> Option<&mut Vec<u8>> {
        self.wanted.then_some(&mut self.bytes)
    }

    /// Ends a cell: what was written since the last one is its text.
    pub fn close(&mut self, present: bool) -> Result<(), ArrowError> {
        if self.wanted {
            self.present.append(present);
            let end = i32::try_from(self.bytes.len());
            self.ends.push(end.map_err(|_| ArrowError::ComputeError("a single row makes too long a text".to_owned()))?);
        }
        Ok(())
    }

    /// A cell with this text.
    pub fn plain(&mut self, text: Option<&str>) -> Result<(), ArrowError> {
        if let (Some(text), Some(bytes)) = (text, self.open()) {
            bytes.extend_from_slice(text.as_bytes());
        }
        self.close(text.is_some())
    }

    /// A cell with this as JSON.
    pub fn json(&mut self, value: Option<&impl Serialize>) -> Result<(), ArrowError> {
        if let (Some(value), Some(bytes)) = (value, self.open()) {
            serde_json::to_writer(bytes, value).map_err(|error| ArrowError::JsonError(error.to_string()))?;
        }
        self.close(value.is_some())
    }

    /// A cell with one of the core's words, which as JSON would stand in quotation marks.
    pub fn word(&mut self, word: Option<&impl Serialize>) -> Result<(), ArrowError> {
        let start = self.bytes.len();
        if let (Some(word), Some(bytes)) = (word, self.open()) {
            serde_json::to_writer(&mut *bytes, word).map_err(|error| ArrowError::JsonError(error.to_string()))?;
            bytes.pop();
            bytes.remove(start);
        }
        self.close(word.is_some())
    }

    /// The column, where it is wanted.
    pub fn finish(mut self) -> Result<Option<ArrayRef>, ArrowError> {
        if !self.wanted {
            return Ok(None);
        }
        let ends = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let texts = StringArray::try_new(ends, Buffer::from_vec(self.bytes), self.present.finish())?;
        Ok(Some(Arc::new(texts)))
    }
}
