//! What there is, with its documentation: the generated `operations.json`, the same as in `docs/`.

use std::sync::LazyLock;

use serde_json::Value;

use crate::problem::{Problem, Result};
use crate::suggest::suggestion;

/// The reference as it is generated from the library's types.
pub const TEXT: &str = include_str!("../operations.json");

static REFERENCE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(TEXT).expect("the reference is generated, and a test reads it"));

/// An operation.
pub struct Operation {
    pub name: &'static str,
    pub effect: &'static str,
    entry: &'static Value,
}

/// Every operation, in the order of the documentation.
pub fn operations() -> impl Iterator<Item = Operation> {
    let operation =
        |entry: &'static Value| Operation { name: text(&entry["name"]), effect: text(&entry["effect"]), entry };
    list(&REFERENCE["operations"]).iter().map(operation)
}

/// Every notice: its name, its summary and its documentation.
pub fn notices() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    list(&REFERENCE["notices"]).iter().map(|entry| (text(&entry["name"]), text(&entry["summary"]), text(&entry["doc"])))
}

/// The operation of this name, or what else could be meant.
pub fn operation(name: &str) -> Result<Operation> {
    operations().find(|operation| operation.name == name).ok_or_else(|| Problem::usage(unknown(name)))
}

fn unknown(name: &str) -> String {
    if notices().any(|(notice, ..)| notice == name) {
        return format!("{name} is a notice: `sanspay receive` reads one, and `sanspay notify` sends one");
    }
    if operations().any(|operation| operation.is_in(name)) {
        return format!("{name} is a group of operations: `sanspay operations {name}` lists them");
    }
    let advice = suggestion(name, operations().map(|operation| operation.name));
    format!("there is no operation {name:?}{advice}; `sanspay operations` lists them")
}

impl Operation {
    /// Whether its name begins with this one.
    pub fn is_in(&self, group: &str) -> bool {
        self.name.strip_prefix(group).is_some_and(|rest| rest.starts_with('.'))
    }

    pub fn gateway(&self) -> &'static str {
        self.name.split('.').next().unwrap_or_default()
    }

    pub fn summary(&self) -> &'static str {
        text(&self.entry["summary"])
    }

    /// The whole documentation: what it is, its address, and the page that tells of it.
    pub fn documentation(&self) -> &'static str {
        text(&definition(&self.entry["input"])["description"])
    }

    /// The fields of the input, with their schemas, and whether each is required.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &'static Value, bool)> {
        let input = definition(&self.entry["input"]);
        let required = list(&input["required"]);
        let fields = input["properties"].as_object().into_iter().flatten();
        fields.map(move |(name, schema)| (name.as_str(), schema, required.iter().any(|one| one == name)))
    }

    /// The fields of the account, with their schemas.
    pub fn account_fields(&self) -> impl Iterator<Item = (&'static str, &'static Value)> {
        let account = definition(&self.entry["account"]);
        account["properties"].as_object().into_iter().flatten().map(|(name, schema)| (name.as_str(), schema))
    }
}

/// What a word of the library's means, in its own documentation: `of("Verdict", "done")`.
pub fn meaning(of: &str, word: &str) -> &'static str {
    let variants = list(&REFERENCE["definitions"][of]["oneOf"]);
    let is_it = |variant: &&Value| variant["const"] == word || variant["properties"]["do"]["const"] == word;
    variants.iter().find(is_it).map_or("", |variant| text(&variant["description"]))
}

/// Whether a field takes a text, and nothing but a text.
pub fn is_text(schema: &Value) -> bool {
    let schema = resolved(schema);
    let types = match &schema["type"] {
        Value::Array(types) => types.as_slice(),
        one => std::slice::from_ref(one),
    };
    // A choice of words has no type of its own.
    schema["oneOf"].is_array() || types.iter().any(|one| one == "string")
}

/// The type that a field's schema refers to.
fn resolved(schema: &Value) -> &Value {
    let alternative = |names: &str| list(&schema[names]).iter().find(|one| one["$ref"].is_string());
    match alternative("allOf").or_else(|| alternative("anyOf")) {
        Some(reference) => definition(reference),
        None if schema["$ref"].is_string() => definition(schema),
        None => schema,
    }
}

fn definition(reference: &Value) -> &'static Value {
    let name = text_of(&reference["$ref"]).rsplit('/').next().unwrap_or_default();
    &REFERENCE["definitions"][name]
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &'static Value) -> &'static str {
    text_of(value)
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_of_this_library() {
        let names: Vec<&str> = operations().map(|operation| operation.name).collect();
        let known: Vec<&str> = sanspay::operations().operations.iter().map(|operation| operation.name).collect();
        assert_eq!(names, known);
        assert!(operations().all(|operation| operation.documentation().starts_with(operation.summary())));
        for (of, word) in [("Verdict", "not_sent"), ("Funds", "held"), ("ReasonCode", "mismatch"), ("Next", "ask")] {
            assert_ne!(meaning(of, word), "", "{of} {word}");
        }
    }

    #[test]
    fn a_fields_type_is_known() {
        let create = operation("atmoon.payout.create").ok().expect("there is one");
        let texts: Vec<(&str, bool)> = create.fields().map(|(name, schema, _)| (name, is_text(schema))).collect();
        assert!(texts.contains(&("ifsc", true)) && texts.contains(&("amount", false)), "{texts:?}");
        assert!(texts.contains(&("payment_mode", true)), "{texts:?}");
    }
}
