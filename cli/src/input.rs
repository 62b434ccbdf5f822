//! What is read: files and standard input, none of them without an end.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;

use sanspay::door::MAX_QUESTION;

use crate::print::note;
use crate::problem::{Problem, Result};

/// A whole file; whatever is longer than a question can be is none of ours.
pub fn file(path: &Path) -> Result<Vec<u8>> {
    let failed = |why: &dyn std::fmt::Display| Problem::file("read", path, why);
    let read = File::open(path).and_then(limited).map_err(|error| failed(&error))?;
    if read.len() > MAX_QUESTION {
        return Err(failed(&format_args!("it is longer than {MAX_QUESTION} bytes")));
    }
    Ok(read)
}

/// The same of a file that must be a text.
pub fn text(path: &Path) -> Result<String> {
    String::from_utf8(file(path)?).map_err(|_| Problem::file("read", path, &"it is not UTF-8"))
}

/// Standard input; where it is longer than a question can be the library says so. Whoever sits before it is told what is
/// waited for.
pub fn stdin(what: &str) -> Result<Vec<u8>> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        note(&format!("Reading {what} from standard input; Ctrl-D ends it."));
    }
    limited(stdin).map_err(|error| Problem::Files(format!("standard input could not be read: {error}")))
}

/// One byte more than a question can have is enough to see that it is too long.
fn limited(input: impl Read) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    input.take(u64::try_from(MAX_QUESTION).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut read)?;
    Ok(read)
}
