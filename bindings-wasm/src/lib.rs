//! The door of sanspay for JavaScript. It is total: whatever it is asked, it answers.

#[cfg(feature = "fetch")]
mod fetch;

#[cfg(feature = "door")]
use wasm_bindgen::prelude::*;

/// Asks a question given as JSON text, one text of which may stand beside it, and answers with JSON text.
#[cfg(feature = "door")]
#[wasm_bindgen]
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "what crosses the border, and may be absent, is owned")]
pub fn call_text(question: &str, beside: Option<String>) -> String {
    sanspay::door::call_with(question, beside.as_deref())
}

/// Asks a question given as a JavaScript value, and answers with one.
///
/// A number is read exactly or not at all, a `BigInt` counts as a number, and a field that the question does not have is
/// refused by its name. What is no plain data at all, such as a function, is answered with an `error`.
#[cfg(feature = "values")]
#[wasm_bindgen]
#[must_use]
pub fn call(question: JsValue) -> JsValue {
    use sanspay::{Error, ErrorKind, door};
    use serde::Serialize as _;

    let answer = serde_wasm_bindgen::from_value(question).map_or_else(
        |error| {
            let message = format!("the question is not plain data: {error}");
            door::refuse(Error { kind: ErrorKind::InvalidQuestion, message, problems: Vec::new() })
        },
        |question| door::call_plain(&question),
    );
    // An answer is texts, numbers that JavaScript holds exactly, flags, lists and objects: none of it can fail.
    answer.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
}
