//! What the lines come to.

use std::collections::BTreeMap;

/// What lines are counted by.
pub struct Kind<'k> {
    pub operation: &'k str,
    pub verdict: &'k str,
    pub funds: &'k str,
}

/// How many lines there are of each kind.
pub type Counts = BTreeMap<(String, String, String), u64>;

/// A line whose money may be anywhere.
pub struct Doubt {
    pub line: u64,
    pub operation: String,
    pub verdict: String,
    pub funds: String,
    pub reason: String,
    pub next: String,
}

/// What one block came to. Its lines are counted from 1.
pub struct Concluded {
    pub number: u64,
    pub bytes: u64,
    pub lines: u64,
    pub unfinished: u64,
    counts: Vec<((String, String, String), u64)>,
    pub in_doubt: Vec<Doubt>,
    pub bad: Vec<(u64, String)>,
    pub in_doubt_text: Vec<(u64, String)>,
    pub outcomes_text: Vec<(u64, String)>,
}

impl Concluded {
    pub fn new(number: u64, bytes: u64) -> Self {
        Self {
            number,
            bytes,
            lines: 0,
            unfinished: 0,
            counts: Vec::new(),
            in_doubt: Vec::new(),
            bad: Vec::new(),
            in_doubt_text: Vec::new(),
            outcomes_text: Vec::new(),
        }
    }

    /// A block has few kinds, and a look along them copies no text.
    pub fn count(&mut self, Kind { operation, verdict, funds }: Kind<'_>) {
        let is_it = |kind: &(String, String, String)| kind.0 == operation && kind.1 == verdict && kind.2 == funds;
        match self.counts.iter_mut().find(|(kind, _)| is_it(kind)) {
            Some((_, count)) => *count += 1,
            None => self.counts.push(((operation.to_owned(), verdict.to_owned(), funds.to_owned()), 1)),
        }
    }
}

/// What the whole file came to. It lists no more than so many lines.
pub struct Tally {
    pub lines: u64,
    pub unfinished: u64,
    pub in_doubt: u64,
    pub bad: u64,
    pub counts: Counts,
    pub doubts: Vec<Doubt>,
    pub bad_lines: Vec<(u64, String)>,
    listed: usize,
}

impl Tally {
    pub fn new(listed: usize) -> Self {
        Self {
            lines: 0,
            unfinished: 0,
            in_doubt: 0,
            bad: 0,
            counts: Counts::new(),
            doubts: Vec::new(),
            bad_lines: Vec::new(),
            listed,
        }
    }

    /// How many lines were concluded.
    pub fn concluded(&self) -> u64 {
        self.counts.values().sum()
    }

    pub fn add(&mut self, block: Concluded) {
        let before = self.lines;
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        self.lines += block.lines;
        self.unfinished += block.unfinished;
        self.in_doubt += count(block.in_doubt.len());
        self.bad += count(block.bad.len());
        for (kind, count) in block.counts {
            *self.counts.entry(kind).or_default() += count;
        }
        let room = self.listed.saturating_sub(self.doubts.len());
        self.doubts
            .extend(block.in_doubt.into_iter().take(room).map(|doubt| Doubt { line: before + doubt.line, ..doubt }));
        let room = self.listed.saturating_sub(self.bad_lines.len());
        self.bad_lines.extend(block.bad.into_iter().take(room).map(|(line, words)| (before + line, words)));
    }
}
