//! The door of sanspay for JavaScript: plain values in, plain values out.
//!
//! Both functions are total: whatever they are given, they answer. What cannot be read as plain data is answered with
//! an `error` that names the place, never taken for something else.

mod plain;

use sanspay::door::{self, Plain};
use sanspay::{Error, ErrorKind};
use wasm_bindgen::prelude::*;

/// Asks a question given as a JavaScript value, and answers with one.
#[wasm_bindgen]
#[must_use]
pub fn call(question: &JsValue) -> JsValue {
    let answer = plain::read(question).map_or_else(refused, |question| door::call_plain(&question));
    // JavaScript's own parser is as fast as building the values from here one by one, takes less code, and keeps a
    // field named `__proto__` a field. What the door prints is always JSON.
    js_sys::JSON::parse(&door::print(&answer)).unwrap_or_default()
}

/// Asks a question given as JSON text, and answers with JSON text.
#[wasm_bindgen]
#[must_use]
pub fn call_text(question: &JsValue) -> String {
    plain::read_text(question).map_or_else(|message| door::print(&refused(message)), |text| door::call(&text))
}

fn refused(message: String) -> Plain {
    Plain::Error(Error { kind: ErrorKind::InvalidQuestion, message, problems: Vec::new() })
}
