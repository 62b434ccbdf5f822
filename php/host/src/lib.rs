//! What runs the core inside PHP: wasmtime's runtime behind four C functions, which PHP reaches through FFI.
//!
//! | function | what it does |
//! |---|---|
//! | `open(path, length, sha256, kind, memory)` | opens a precompiled module: its number, or why not, below 0 |
//! | `call(module, question, length, fuel, memory)` | asks: the answer's length, or why there is none, below 0 |
//! | `text()` | where the last answer stands, or the last problem: until the next `open` or `call` of this thread |
//! | `length()` | how long that is |
//!
//! The names end with the package's version: two shops in one PHP may have two of them.
//!
//! Whatever the module does, the process it runs in goes on: it reaches no memory but its own, a trap ends its call
//! alone, and each call finds the memory as the first one did. It starts no thread and installs no signal handler, so a
//! process may open a module and fork.

// PHP hands over addresses. Each use says why it holds.
#![allow(unsafe_code)]

mod checked;
mod config;
mod door;
mod fresh;
mod limits;
mod modules;
mod system;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use config::Kind;
use door::Failure;
use modules::Refused;

/// Why there is no module, or no answer; [`text`] has the words.
#[derive(Clone, Copy)]
#[repr(i32)]
enum Status {
    Refused = -1,
    NotExecutable = -2,
    Fuel = -3,
    Memory = -4,
    Trap = -5,
    Panic = -6,
}

thread_local! {
    /// What was last answered or told.
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

macro_rules! versioned {
    ($name:literal) => {
        concat!(
            "sanspay_",
            env!("CARGO_PKG_VERSION_MAJOR"),
            "_",
            env!("CARGO_PKG_VERSION_MINOR"),
            "_",
            env!("CARGO_PKG_VERSION_PATCH"),
            "_",
            $name
        )
    };
}

/// Opens a precompiled module: its number, or a [`Status`].
///
/// # Safety
/// `length` bytes must be readable at `path`, and 64 at `sha256`.
#[unsafe(export_name = versioned!("open"))]
pub unsafe extern "C" fn open(path: *const u8, length: usize, sha256: *const u8, kind: i32, memory: usize) -> i32 {
    // SAFETY: as the caller vouches.
    let (path, sha256) = unsafe { (bytes(path, length), bytes(sha256, 64)) };
    let opened = guarded(|_| {
        let text = |bytes| str::from_utf8(bytes).map_err(|error| Refused::Because(error.to_string()));
        let kind = if kind == 0 { Kind::Native } else { Kind::Pulley };
        modules::open(text(path)?, text(sha256)?, kind, memory).map_err(Into::into)
    });
    opened.map_or_else(|status| status as i32, |number| i32::try_from(number).unwrap_or(i32::MAX))
}

/// Asks a module a question: the answer's length, or a [`Status`].
///
/// # Safety
/// `length` bytes must be readable at `question`.
#[unsafe(export_name = versioned!("call"))]
pub unsafe extern "C" fn call(module: i32, question: *const u8, length: usize, fuel: u64, memory: usize) -> i64 {
    // SAFETY: as the caller vouches.
    let question = unsafe { bytes(question, length) };
    let answered = guarded(|answer| {
        let number = usize::try_from(module).unwrap_or(usize::MAX);
        modules::ask(number, question, fuel, memory, answer)?;
        Ok(answer.len())
    });
    answered.map_or_else(|status| status as i64, |length| i64::try_from(length).unwrap_or(i64::MAX))
}

/// Where the last answer or problem of this thread stands, until its next [`open`] or [`call`].
#[unsafe(export_name = versioned!("text"))]
pub extern "C" fn text() -> *const u8 {
    TEXT.with_borrow(Vec::as_ptr)
}

/// How long that is.
#[unsafe(export_name = versioned!("length"))]
pub extern "C" fn length() -> usize {
    TEXT.with_borrow(Vec::len)
}

/// A problem's words and its number.
struct Problem(Status, String);

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotExecutable(what) => Self(Status::NotExecutable, what),
            Refused::Because(what) => Self(Status::Refused, what),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let status = match failure {
            Failure::Fuel => Status::Fuel,
            Failure::Memory => Status::Memory,
            Failure::Trap(_) => Status::Trap,
        };
        Self(status, failure.to_string())
    }
}

/// Does something that may fail, and keeps the words; a panic ends here, and not the process.
fn guarded<T>(act: impl FnOnce(&mut Vec<u8>) -> Result<T, Problem>) -> Result<T, Status> {
    // What was being done is dropped as a whole when it panics.
    let mut answer = TEXT.take();
    let done = catch_unwind(AssertUnwindSafe(|| act(&mut answer)));
    let (result, words) = match done {
        Ok(Ok(value)) => (Ok(value), None),
        Ok(Err(Problem(status, words))) => (Err(status), Some(words)),
        Err(_) => (Err(Status::Panic), Some("the host library panicked: this is a mistake in it".to_owned())),
    };
    TEXT.set(words.map_or(answer, String::into_bytes));
    result
}

/// # Safety
/// `length` bytes must be readable at `start` for as long as they are used, unless it is null.
unsafe fn bytes<'a>(start: *const u8, length: usize) -> &'a [u8] {
    if start.is_null() || length == 0 {
        return &[];
    }
    // SAFETY: as the caller vouches; PHP does not touch its strings while it waits for the answer.
    unsafe { std::slice::from_raw_parts(start, length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> String {
        // SAFETY: what `text` and `length` say of this thread holds until its next call.
        String::from_utf8_lossy(unsafe { bytes(text(), length()) }).into_owned()
    }

    #[test]
    fn a_panic_ends_the_call_and_nothing_else() {
        let ended = guarded(|_| -> Result<(), Problem> { panic!("as a test") });
        assert_eq!(ended.err().map(|status| status as i32), Some(-6));
        assert_eq!(told(), "the host library panicked: this is a mistake in it");
    }

    #[test]
    fn what_is_not_there_is_told() {
        let (path, sha256) = ("/nowhere/at.all", "0".repeat(64));
        // SAFETY: both are readable for as long as they say.
        let opened = unsafe { open(path.as_ptr(), path.len(), sha256.as_ptr(), 0, 1 << 26) };
        assert_eq!(opened, -1);
        assert!(told().starts_with("/nowhere/at.all: No such file"));
        // SAFETY: as above.
        for number in [7, -1, i32::MAX] {
            assert_eq!(unsafe { call(number, "{}".as_ptr(), 2, 1, 1) }, -5);
            assert!(told().contains("no module was opened as"));
        }
    }

    #[test]
    fn an_answer_must_lie_within_the_memory() {
        let memory = [2, 0, 0, 0, b'{', b'}', 9, 0, 0, 0, b'{'];
        assert_eq!(door::text_at(&memory, 0), Some(&b"{}"[..]));
        for outside in [6, 8, 11, 12, usize::MAX] {
            assert_eq!(door::text_at(&memory, outside), None);
        }
    }
}
