//! The door of sanspay as a bare WebAssembly module: no imports, four exports, any runtime. With the feature `sandbox` it is
//! the door of the sandbox instead.
//!
//! | export | what it does |
//! |---|---|
//! | `memory` | the linear memory; it may grow during `alloc` and `call`, so look it up again after either |
//! | `alloc(len) -> ptr` | `len` bytes for the host to write to; 0 where there is no room |
//! | `free(ptr, len)` | gives them back; `len` is what was asked for |
//! | `call(ptr, len) -> ptr` | reads `len` bytes of JSON, a question of the door, and answers |
//!
//! **The memory rule.** Whoever has the pointer frees it. `call` only reads the question: its bytes stay the host's,
//! to be freed by the host. The answer is a little-endian `u32`, the length of the text, followed by that many bytes
//! of UTF-8 JSON; the host frees it with `free(answer, 4 + length)`.
//!
//! A pointer that did not come from here, or a length that was not its own, can spoil this module's memory, never the
//! host's. A host that distrusts its own bookkeeping throws the instance away after each call.

// The one crate that needs it: a host and a module share nothing but addresses. The names are exported from
// WebAssembly alone: anywhere else `free` would stand in for the C library's.
#![allow(unsafe_code)]

#[cfg_attr(feature = "sandbox", path = "behind_sandbox.rs")]
#[cfg_attr(not(feature = "sandbox"), path = "behind_library.rs")]
mod behind;

use std::alloc::Layout;

use behind::{MAX_QUESTION, call as ask_door, refused};

/// What the length before an answer takes.
const PREFIX: usize = size_of::<u32>();

/// Room for `len` bytes, or null where there is none.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn alloc(len: usize) -> *mut u8 {
    // Not even an empty piece has size 0, which the allocator forbids.
    let Ok(layout) = Layout::array::<u8>(len.max(1)) else { return std::ptr::null_mut() };
    // SAFETY: the layout's size is not 0.
    unsafe { std::alloc::alloc(layout) }
}

/// Gives back what [`alloc`] or [`call`] handed out.
///
/// # Safety
/// `ptr` must come from [`alloc`] with this `len`, or from [`call`] with `len` 4 more than its prefix says, and must
/// not have been given back before. Null is let pass.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn free(ptr: *mut u8, len: usize) {
    let Ok(layout) = Layout::array::<u8>(len.max(1)) else { return };
    if !ptr.is_null() {
        // SAFETY: the caller vouches that `ptr` was allocated with this very layout.
        unsafe { std::alloc::dealloc(ptr, layout) };
    }
}

/// Answers the question that stands at `ptr`: see the crate's documentation for what comes back.
///
/// # Safety
/// `len` bytes must be readable at `ptr`, such as [`alloc`] gave.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn call(ptr: *const u8, len: usize) -> *mut u8 {
    let question = if ptr.is_null() || len == 0 {
        &[]
    } else {
        // SAFETY: the caller vouches for the bytes; they are only read, and nothing writes to them meanwhile.
        unsafe { std::slice::from_raw_parts(ptr, len.min(MAX_QUESTION + 1)) }
    };
    hand_over(&answer(question))
}

fn answer(question: &[u8]) -> String {
    // Longer ones are refused by the door; cut as they are they need not end with a whole character.
    if question.len() > MAX_QUESTION {
        return refused(format!("the question is longer than {MAX_QUESTION} bytes"));
    }
    match std::str::from_utf8(question) {
        Ok(text) => ask_door(text),
        Err(error) => refused(format!("the question is not UTF-8: byte {} cannot stand there", error.valid_up_to())),
    }
}

/// Moves an answer into memory of its own, its length before it.
fn hand_over(answer: &str) -> *mut u8 {
    let Ok(length) = u32::try_from(answer.len()) else { return std::ptr::null_mut() };
    let start = alloc(PREFIX + answer.len());
    if !start.is_null() {
        // SAFETY: `start` has room for the prefix and the answer, and is too new to overlap with it.
        unsafe {
            start.copy_from_nonoverlapping(length.to_le_bytes().as_ptr(), PREFIX);
            start.add(PREFIX).copy_from_nonoverlapping(answer.as_ptr(), answer.len());
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A host's part: write the question, call, read the answer, free both.
    fn ask(question: &[u8]) -> String {
        let place = alloc(question.len());
        // SAFETY: `place` has room for the question; what `call` returns is as its documentation says.
        unsafe {
            place.copy_from_nonoverlapping(question.as_ptr(), question.len());
            let start = call(place, question.len());
            free(place, question.len());
            let mut length = [0; PREFIX];
            start.copy_to_nonoverlapping(length.as_mut_ptr(), PREFIX);
            let length = u32::from_le_bytes(length) as usize;
            let answer = std::slice::from_raw_parts(start.add(PREFIX), length).to_vec();
            free(start, PREFIX + length);
            String::from_utf8(answer).expect("UTF-8")
        }
    }

    #[test]
    fn the_answer_is_the_doors() {
        for question in [r#"{"operations":{}}"#, "{}", "", "[", "\"é\""] {
            assert_eq!(ask(question.as_bytes()), ask_door(question));
        }
    }

    #[test]
    fn what_is_not_utf_8_is_refused() {
        assert_eq!(
            ask(b"{\"operations\xff\":{}}"),
            r#"{"error":{"kind":"invalid_question","message":"the question is not UTF-8: byte 12 cannot stand there","problems":[]}}"#
        );
    }

    #[test]
    fn a_question_that_is_too_long_is_refused() {
        assert!(ask(&vec![b' '; MAX_QUESTION + 5]).contains("is longer than"));
    }
}
