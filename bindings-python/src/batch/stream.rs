//! The outcomes as a stream: each time some are asked for, a round of rows is concluded on several threads.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;

use super::capsule::Reader;
use super::plan::Plan;
use super::rows;

/// How many rows a thread takes at a time.
const PIECE: usize = 8192;
/// How many of these a round has for each thread: enough that none waits long for another.
const PIECES: usize = 4;

pub struct Outcomes {
    plan: Arc<Plan>,
    table: Reader,
    threads: usize,
    progress: Option<Progress>,
    /// Rows of the table that are still to be cut into pieces.
    rest: Option<RecordBatch>,
    ready: VecDeque<RecordBatch>,
    ended: bool,
}

/// Whom to tell how far it is.
pub struct Progress {
    pub tell: Py<PyAny>,
    pub total: Option<u64>,
    pub done: u64,
}

impl Outcomes {
    pub fn new(plan: Arc<Plan>, table: Reader, threads: usize, progress: Option<Progress>) -> Self {
        Self { plan, table, threads, progress, rest: None, ready: VecDeque::new(), ended: false }
    }

    /// Concludes more rows, without the interpreter's lock, and tells of it.
    fn advance(&mut self, py: Python<'_>) -> Result<(), ArrowError> {
        py.check_signals().map_err(|stop| interrupted(py, &stop))?;
        let concluded = py.detach(|| self.round())?;
        if let Some(progress) = &mut self.progress {
            progress.done += concluded;
            let told = progress.tell.call1(py, (progress.done, progress.total));
            told.map_err(|error| interrupted(py, &error))?;
        }
        Ok(())
    }

    /// Concludes a round of rows, and says how many.
    fn round(&mut self) -> Result<u64, ArrowError> {
        let pieces = self.pieces()?;
        self.ended = pieces.is_empty();
        let next = AtomicUsize::new(0);
        let work = || -> Result<Vec<(usize, Vec<RecordBatch>)>, ArrowError> {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(piece) = pieces.get(at) else { return Ok(done) };
                done.push((at, rows::conclude(&self.plan, piece)?));
            }
        };
        let mut done = std::thread::scope(|scope| {
            let helpers = self.threads.min(pieces.len()).saturating_sub(1);
            let helpers: Vec<_> = (0..helpers).map(|_| scope.spawn(work)).collect();
            let mut done = work();
            for helper in helpers {
                let panicked = |_| Err(ArrowError::ComputeError("a thread came to an unexpected end".to_owned()));
                let more = helper.join().unwrap_or_else(panicked);
                done = done.and_then(|mut done| {
                    done.extend(more?);
                    Ok(done)
                });
            }
            done
        })?;
        done.sort_unstable_by_key(|(at, _)| *at);
        self.ready.extend(done.into_iter().flat_map(|(_, batches)| batches));
        Ok(pieces.iter().map(|piece| piece.num_rows() as u64).sum())
    }

    /// The pieces of the next round; none at the table's end.
    fn pieces(&mut self) -> Result<Vec<RecordBatch>, ArrowError> {
        let mut pieces = Vec::new();
        while pieces.len() < self.threads * PIECES {
            let Some(batch) = self.rest.take().map(Ok).or_else(|| self.table.next()).transpose()? else { break };
            let cut = batch.num_rows().min(PIECE);
            if cut < batch.num_rows() {
                self.rest = Some(batch.slice(cut, batch.num_rows() - cut));
            }
            if cut > 0 {
                pieces.push(batch.slice(0, cut));
            }
        }
        Ok(pieces)
    }
}

impl Iterator for Outcomes {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && !self.ended {
            if let Err(error) = Python::attach(|py| self.advance(py)) {
                self.ended = true;
                return Some(Err(error));
            }
        }
        self.ready.pop_front().map(Ok)
    }
}

impl RecordBatchReader for Outcomes {
    fn schema(&self) -> SchemaRef {
        self.plan.schema.clone()
    }
}

/// Through the stream only words can be told. An interruption is therefore raised once more, for when the reader returns.
fn interrupted(py: Python<'_>, error: &PyErr) -> ArrowError {
    if error.is_instance_of::<PyKeyboardInterrupt>(py) {
        let again = py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main"));
        again.map_or_else(|error| error.write_unraisable(py, None), drop);
        return ArrowError::ComputeError("interrupted".to_owned());
    }
    ArrowError::ComputeError(error.to_string())
}
