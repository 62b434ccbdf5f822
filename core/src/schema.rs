//! JSON Schemas of everything that crosses the door, from the very structs that cross it. Types for other languages
//! and the operation reference are generated from these. Development only: never in a shipped binary.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use crate::http::PlainReply;
use crate::notice::{Notice, Received};
use crate::operation::{Effect, Operation};
use crate::operations::{Manifest, all, all_notices};
use crate::outcome::Outcome;
use crate::{Error, Request};

/// Everything that crosses the door.
#[derive(Debug, Serialize)]
pub struct Reference {
    /// Every operation, with the schemas of its account, input and value.
    pub operations: Vec<OperationSchema>,
    /// Every notice.
    pub notices: Vec<NoticeSchema>,
    /// The schemas that are the same for all: request, reply, outcome, notice, error, manifest.
    pub shared: Vec<Value>,
    /// The named types that the others refer to, as `#/definitions/…`.
    pub definitions: serde_json::Map<String, Value>,
}

/// An operation's types.
#[derive(Debug, Serialize)]
pub struct OperationSchema {
    /// `gateway.group.verb`
    pub name: &'static str,
    /// What it does to the world.
    pub effect: Effect,
    /// The first line of its documentation.
    pub summary: &'static str,
    /// The account it needs.
    pub account: Value,
    /// Its input. The description is the operation's documentation.
    pub input: Value,
    /// Its value when the verdict is `done`.
    pub value: Value,
}

/// A notice's types.
#[derive(Debug, Serialize)]
pub struct NoticeSchema {
    /// `gateway.kind`
    pub name: &'static str,
    /// The first line of its documentation.
    pub summary: &'static str,
    /// The whole of its documentation.
    pub doc: String,
    /// The account it needs.
    pub account: Value,
    /// What it says.
    pub value: Value,
}

/// Collects schemas: one generator for what comes in, one for what goes out.
pub(crate) struct Schemas {
    inputs: SchemaGenerator,
    outputs: SchemaGenerator,
}

/// Everything that crosses the door, described.
#[must_use]
pub fn reference() -> Reference {
    let settings = || SchemaSettings::draft07();
    let mut schemas =
        Schemas { inputs: settings().into_generator(), outputs: settings().for_serialize().into_generator() };
    let operations = all().map(|entry| (entry.schema)(&mut schemas)).collect();
    let notices = all_notices().map(|entry| (entry.schema)(&mut schemas)).collect();
    let shared = vec![
        schemas.output::<Request>(),
        schemas.input::<PlainReply>(),
        schemas.output::<Outcome<Value>>(),
        schemas.output::<Received<Value>>(),
        schemas.output::<Error>(),
        schemas.output::<Manifest>(),
    ];
    let mut definitions = schemas.inputs.take_definitions(true);
    definitions.extend(schemas.outputs.take_definitions(true));
    Reference { operations, notices, shared, definitions }
}

impl Schemas {
    fn input<T: JsonSchema>(&mut self) -> Value {
        self.inputs.subschema_for::<T>().to_value()
    }

    fn output<T: JsonSchema>(&mut self) -> Value {
        self.outputs.subschema_for::<T>().to_value()
    }
}

pub(crate) fn operation<O>(schemas: &mut Schemas) -> OperationSchema
where
    O: Operation<Account: JsonSchema, Value: JsonSchema> + JsonSchema,
{
    OperationSchema {
        name: O::NAME,
        effect: O::EFFECT,
        summary: O::SUMMARY,
        account: schemas.input::<O::Account>(),
        input: schemas.input::<O>(),
        value: schemas.output::<O::Value>(),
    }
}

pub(crate) fn notice<N>(schemas: &mut Schemas) -> NoticeSchema
where
    N: Notice<Account: JsonSchema, Value: JsonSchema> + JsonSchema,
{
    let own = N::json_schema(&mut schemas.outputs);
    NoticeSchema {
        name: N::NAME,
        summary: N::SUMMARY,
        doc: own.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        account: schemas.input::<N::Account>(),
        value: schemas.output::<N::Value>(),
    }
}
