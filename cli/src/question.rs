//! What is asked: an operation with its input and account, as the text that the library takes.

use std::path::Path;

use sanspay::json::Json;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::account;
use crate::args;
use crate::door::{self, Answer};
use crate::input;
use crate::print::warn;
use crate::problem::{Problem, Result};
use crate::reference::{self, Operation};
use crate::suggest::suggestion;

/// An operation with its input and account. The input stays the text it was given as, so that no number changes.
pub struct Question {
    pub operation: Operation,
    pub input: String,
    pub account: Map<String, Value>,
}

impl Question {
    pub fn of(given: &args::Question) -> Result<Self> {
        Self::new(&given.operation, &given.input, &given.account)
    }

    pub fn new(operation: &str, input: &args::Input, given: &args::Account) -> Result<Self> {
        let operation = reference::operation(operation)?;
        let input = read_input(&operation, input)?;
        let account = account::load(given, operation.gateway())?;
        Ok(Self { operation, input, account })
    }

    /// The next question, as an outcome's `next` says it: to be asked with the same account.
    pub fn next(&self, next: &Value) -> Result<Self> {
        let operation = reference::operation(next["operation"].as_str().unwrap_or_default())?;
        Ok(Self { operation, input: next["input"].to_string(), account: self.account.clone() })
    }

    /// Asks the library, given all replies so far.
    pub fn ask(&self, replies: &[Value]) -> Result<Answer> {
        let name = Value::from(self.operation.name);
        let account = Value::Object(self.account.clone());
        let (input, replies) = (&self.input, Value::from(replies));
        door::exchange(&format!(
            "{{\"operation\":{name},\"account\":{account},\"input\":{input},\"replies\":{replies}}}"
        ))
    }

    /// Credentials that stand in the input: a token that was fetched before.
    pub fn input_secrets(&self) -> Vec<String> {
        let input: Value = serde_json::from_str(&self.input).unwrap_or_default();
        input["api_token"].as_str().map(str::to_owned).into_iter().collect()
    }
}

fn read_input(operation: &Operation, given: &args::Input) -> Result<String> {
    let text = match given.input.as_deref() {
        None => "{}".to_owned(),
        Some("@-") => String::from_utf8(input::stdin("the input")?)
            .map_err(|_| Problem::usage("--input is not JSON: standard input is not UTF-8"))?,
        Some(path) if path.starts_with('@') => input::text(Path::new(&path[1..]))?,
        Some(text) => {
            warn_of_secrets(text);
            text.to_owned()
        }
    };
    let json = Json::read(&text).map_err(|wrong| {
        let example = "give an object, such as '{\"order\": 3021}', or @FILE";
        Problem::usage(format!("--input is not JSON: {} at byte {}; {example}", wrong.what, wrong.at))
    })?;
    if given.set.is_empty() {
        return Ok(on_one_line(&text));
    }
    if !matches!(json, Json::Object(_)) {
        return Err(Problem::usage("--set adds to an object, and --input is none"));
    }
    // The fields that are not set keep their text.
    let mut fields: Vec<(String, String)> = raw_fields(&text);
    for one in &given.set {
        let (name, value) = set(operation, one)?;
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
    }
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str()))).collect();
    Ok(format!("{{{}}}", fields.join(",")))
}

/// The same JSON without the whitespace between its parts, so that a stored call is one line.
fn on_one_line(json: &str) -> String {
    let (mut within, mut escaped) = (false, false);
    let keep = |c: &char| {
        let kept = within || !c.is_ascii_whitespace();
        within ^= *c == '"' && !escaped;
        escaped = within && *c == '\\' && !escaped;
        kept
    };
    json.chars().filter(keep).collect()
}

fn raw_fields(text: &str) -> Vec<(String, String)> {
    /// Fields in their order, each value as its text.
    struct Fields(Vec<(String, String)>);
    impl<'de> serde::Deserialize<'de> for Fields {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Fields;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> std::result::Result<Fields, A::Error> {
                    let mut fields = Vec::new();
                    while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                        fields.push((name, on_one_line(value.get())));
                    }
                    Ok(Fields(fields))
                }
            }
            deserializer.deserialize_map(Visitor)
        }
    }
    serde_json::from_str(text).map_or_else(|_| Vec::new(), |Fields(fields)| fields)
}

/// `field=value`, the value a text where the field is one, and JSON otherwise.
fn set(operation: &Operation, given: &str) -> Result<(String, String)> {
    let Some((name, value)) = given.split_once('=') else {
        return Err(Problem::usage(format!("--set {given}: write it as FIELD=VALUE")));
    };
    let Some((_, schema, _)) = operation.fields().find(|(field, ..)| *field == name) else {
        let advice = suggestion(name, operation.fields().map(|(field, ..)| field));
        let fields: Vec<&str> = operation.fields().map(|(field, ..)| field).collect();
        let fields = if fields.is_empty() { "none".to_owned() } else { fields.join(", ") };
        return Err(Problem::usage(format!("{} has no field {name}{advice}; its fields: {fields}", operation.name)));
    };
    if name == "api_token" {
        warn_of_secrets("api_token");
    }
    if reference::is_text(schema) {
        return Ok((name.to_owned(), json!(value).to_string()));
    }
    let exact = Json::read(value).map(|_| value.to_owned());
    let wrong = |_| Problem::usage(format!("--set {name}: {value:?} is not JSON, which this field takes"));
    Ok((name.to_owned(), exact.map_err(wrong)?))
}

fn warn_of_secrets(text: &str) {
    if text.contains("api_token") {
        warn(
            "a token on the command line can be read by everybody on this machine, and stays in the shell's history: \
             use --input @FILE",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_keeps_every_letter_of_its_values() {
        let json = "{\n \"a\" : \"x \\\" y\\\\\", \t\"b\": [1.50,\n 1e3]}\n";
        assert_eq!(on_one_line(json), "{\"a\":\"x \\\" y\\\\\",\"b\":[1.50,1e3]}");
    }

    #[test]
    fn what_is_set_replaces_what_was_given() {
        let given = args::Input { input: Some("{\"order\": 1.0}".to_owned()), set: vec![] };
        let operation = reference::operation("atarapay.orders.status").ok().expect("there is one");
        assert_eq!(read_input(&operation, &given).ok().expect("JSON"), "{\"order\":1.0}");
        let given = args::Input { set: vec!["order=3021".to_owned()], ..given };
        assert_eq!(read_input(&operation, &given).ok().expect("JSON"), "{\"order\":\"3021\"}");
    }
}
