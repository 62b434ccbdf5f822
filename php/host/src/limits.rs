//! What one call may use.

use wasmtime::ResourceLimiter;

/// What one call may use, and whether it asked for more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// The most memory that the module may have, in bytes.
    pub memory: usize,
    /// Whether it asked for more.
    pub denied: bool,
}

impl ResourceLimiter for Limits {
    fn memory_growing(&mut self, _current: usize, desired: usize, _max: Option<usize>) -> wasmtime::Result<bool> {
        self.denied |= desired > self.memory;
        Ok(desired <= self.memory)
    }

    fn table_growing(&mut self, current: usize, _desired: usize, _max: Option<usize>) -> wasmtime::Result<bool> {
        Ok(current == 0) // As large as it is made it will ever be.
    }

    fn instances(&self) -> usize {
        1
    }
}
