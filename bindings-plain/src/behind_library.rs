//! What answers: the library.

use sanspay::door;
use sanspay::{Error, ErrorKind};

pub(crate) use sanspay::door::MAX_QUESTION;

pub(crate) fn call(question: &str) -> String {
    door::call(question)
}

pub(crate) fn refused(message: String) -> String {
    door::refuse(Error { kind: ErrorKind::InvalidQuestion, message, problems: Vec::new() }).print()
}
