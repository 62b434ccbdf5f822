//! The module's memory as it was before any question, and the way back to it.

/// So much is looked at, and put back, at a time.
const PAGE: usize = 4096;

const ZEROS: [u8; PAGE] = [0; PAGE];

/// The memory before any question. Most of it is zeros: nothing of that is kept.
pub struct Fresh {
    pages: Vec<Option<Box<[u8]>>>,
}

impl Fresh {
    /// Keeps what stands in the memory now.
    pub fn keep(memory: &[u8]) -> Self {
        Self { pages: memory.chunks(PAGE).map(|page| (page != zeros(page)).then(|| page.into())).collect() }
    }

    /// Whether the memory has the size that it had.
    pub fn fits(&self, memory: &[u8]) -> bool {
        memory.len().div_ceil(PAGE) == self.pages.len()
    }

    /// Puts everything back as it was. A call touches little, and comparing is cheaper than writing.
    pub fn restore(&self, memory: &mut [u8]) {
        for (page, kept) in memory.chunks_mut(PAGE).zip(&self.pages) {
            let kept = kept.as_deref().unwrap_or_else(|| zeros(page));
            if page != kept {
                page.copy_from_slice(kept);
            }
        }
    }
}

fn zeros(page: &[u8]) -> &'static [u8] {
    &ZEROS[..page.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_call_remains() {
        let mut memory = vec![0; 5 * PAGE];
        memory[PAGE..2 * PAGE].fill(7);
        let before = memory.clone();
        let fresh = Fresh::keep(&memory);
        for at in [0, PAGE - 1, PAGE, 3 * PAGE + 17, 5 * PAGE - 1] {
            memory[at] = 9;
        }
        fresh.restore(&mut memory);
        assert!(memory == before && fresh.fits(&memory));
        memory.extend([0; PAGE]);
        assert!(!fresh.fits(&memory));
    }
}
