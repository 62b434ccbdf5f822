//! Sending, for hosts that want the library to send: `sanspay/fetch`. It knows no payment; whatever it says of a failure, a
//! request that was handed over may have been sent.

use gloo_net::Error;
use gloo_net::http::Request;
use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Sends a request with the runtime's own `fetch`, and calls `answered` with the response or `failed` with an error.
///
/// Callbacks instead of a promise that is returned: Node 20 may crash over an export that returns a JavaScript value.
#[wasm_bindgen]
pub fn send_request(request: web_sys::Request, answered: Function, failed: Function) {
    spawn_local(async move {
        // What a callback throws is its own affair: they belong to a promise, whose do not throw.
        let _ = match Request::from(request).send().await {
            Ok(response) => answered.call1(&JsValue::NULL, &web_sys::Response::from(response)),
            Err(error) => failed.call1(&JsValue::NULL, &failure(&error)),
        };
    });
}

/// An error of the same name. Its text stays here: it may quote the request.
fn failure(error: &Error) -> js_sys::Error {
    let failure = js_sys::Error::new("the request was not answered");
    if let Error::JsError(error) = error {
        failure.set_name(&error.name);
    }
    failure
}
