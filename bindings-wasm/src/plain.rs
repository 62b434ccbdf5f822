//! Reads a JavaScript value as plain data.
//!
//! JavaScript's own ways lose what matters here: `JSON.stringify` turns NaN into null, a `Map` into `{}` and throws at
//! a BigInt. So every value is looked at, and what is no plain data is refused by its place. A field that is
//! `undefined` counts as absent.

use std::borrow::Cow;

use js_sys::{Array, BigInt, JsString, Number, Reflect};
use sanspay::door::MAX_QUESTION;
use sanspay::json::{Json, MAX_DEPTH};
use wasm_bindgen::prelude::*;

// Each of these can throw where the value is a Proxy, so each must be caught: an exception that passed through would
// leave this module's stack where it was.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(value: &JsValue) -> Result<Array, JsValue>;
}

/// The value as plain data, or why and where it is none.
pub fn read(value: &JsValue) -> Result<Json<'static>, String> {
    Walk::default().value(value)
}

/// The value as a text, or why it is none.
pub fn read_text(value: &JsValue) -> Result<String, String> {
    if value.is_string() { Walk::default().text(value) } else { Err("the question is not a text".to_owned()) }
}

/// Where the walk through a value is, and how much it may still take in.
struct Walk {
    path: Vec<String>,
    left: usize,
}

impl Default for Walk {
    fn default() -> Self {
        Self { path: Vec::new(), left: MAX_QUESTION }
    }
}

impl Walk {
    fn value(&mut self, value: &JsValue) -> Result<Json<'static>, String> {
        self.take(1)?;
        if value.is_string() {
            return self.text(value).map(|text| Json::Text(Cow::Owned(text)));
        }
        if let Some(number) = value.as_f64() {
            return self.number(number);
        }
        if value.is_null() || value.is_undefined() {
            return Ok(Json::Null);
        }
        if let Some(value) = value.as_bool() {
            return Ok(Json::Bool(value));
        }
        if value.is_bigint() {
            let digits = value.unchecked_ref::<BigInt>().to_string(10);
            let digits = digits.map_err(|_| self.refuse("is a number too large to read"))?;
            return self.text(&digits).map(|digits| Json::Number(Cow::Owned(digits)));
        }
        if value.is_object() {
            return self.nested(value);
        }
        Err(self.refuse(if value.is_symbol() {
            "is a symbol, not plain data"
        } else {
            "is a function, not plain data"
        }))
    }

    fn number(&self, number: f64) -> Result<Json<'static>, String> {
        if !number.is_finite() {
            return Err(self.refuse("is not a finite number"));
        }
        if number.fract() != 0.0 {
            return Ok(Json::Inexact);
        }
        if number.abs() > Number::MAX_SAFE_INTEGER {
            return Err(self.refuse("is a number larger than JavaScript holds exactly"));
        }
        #[allow(clippy::cast_possible_truncation)] // within 2^53 - 1, as was just seen
        Ok(Json::Number(Cow::Owned((number as i64).to_string())))
    }

    fn text(&mut self, value: &JsValue) -> Result<String, String> {
        let value: &JsString = value.unchecked_ref();
        self.take(value.length() as usize)?;
        let text = String::from(value);
        // Half a surrogate pair crosses the border as U+FFFD; only where one arrives can there have been any.
        if text.contains('\u{fffd}') && !value.is_valid_utf16() {
            return Err(self.refuse("is not valid text: it holds half a surrogate pair"));
        }
        Ok(text)
    }

    fn nested(&mut self, value: &JsValue) -> Result<Json<'static>, String> {
        if self.path.len() == MAX_DEPTH {
            return Err(format!("the question is nested deeper than {MAX_DEPTH} levels, or contains itself"));
        }
        match is_array(value) {
            Ok(true) => self.list(value),
            Ok(false) if is_plain(value) => self.object(value),
            Ok(false) => Err(self.refuse(&format!("is {}, not plain data", described(value)))),
            Err(_) => Err(self.refuse("cannot be read")),
        }
    }

    fn list(&mut self, value: &JsValue) -> Result<Json<'static>, String> {
        let length = value.unchecked_ref::<Array>().length();
        self.take(length as usize)?;
        let mut items = Vec::new();
        for index in 0..length {
            self.path.push(format!("[{index}]"));
            let item = Reflect::get_u32(value, index).map_err(|_| self.refuse("cannot be read"))?;
            items.push(self.value(&item)?);
            self.path.pop();
        }
        Ok(Json::List(items))
    }

    fn object(&mut self, value: &JsValue) -> Result<Json<'static>, String> {
        let names = keys(value).map_err(|_| self.refuse("cannot be read"))?;
        let mut fields = Vec::new();
        for name in names.iter() {
            let text = self.text(&name)?;
            self.path.push(text.clone());
            let field = Reflect::get(value, &name).map_err(|_| self.refuse("cannot be read"))?;
            if !field.is_undefined() {
                fields.push((Cow::Owned(text), self.value(&field)?));
            }
            self.path.pop();
        }
        Ok(Json::Object(fields))
    }

    /// Bounds the whole, as the door bounds a text.
    fn take(&mut self, length: usize) -> Result<(), String> {
        let left = self.left.checked_sub(length);
        self.left = left.ok_or_else(|| format!("the question is longer than {MAX_QUESTION} bytes"))?;
        Ok(())
    }

    /// What is wrong here, by the place as the caller spells it: the outermost name is the door's own.
    fn refuse(&self, what: &str) -> String {
        let mut place = String::new();
        for step in self.path.iter().skip(1) {
            if !place.is_empty() && !step.starts_with('[') {
                place.push('.');
            }
            place.push_str(step);
        }
        if place.is_empty() {
            place.push_str("the question");
        }
        format!("{place} {what}")
    }
}

/// Whether an object was written as `{…}`: one without a prototype, or with the outermost one of any realm.
fn is_plain(value: &JsValue) -> bool {
    let prototype = |value: &JsValue| Reflect::get_prototype_of(value.unchecked_ref()).map(JsValue::from);
    match prototype(value) {
        Ok(first) if first.is_null() => true,
        Ok(first) => prototype(&first).is_ok_and(|second| second.is_null()),
        Err(_) => false,
    }
}

/// What an object is, in the words of an error message: a Date, a Map, an instance of the caller's own class.
fn described(value: &JsValue) -> String {
    let name = |of: &JsValue, field: &str| Reflect::get(of, &field.into()).ok();
    let class = name(value, "constructor").and_then(|class| name(&class, "name")).and_then(|name| name.as_string());
    class
        .filter(|name| !name.is_empty())
        .map_or_else(|| "an instance of a class".to_owned(), |name| format!("an instance of {name}"))
}
