//! JSON Schemas of the truth and the notices, for the types that other languages have of them.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use crate::Truth;
use crate::atarapay::{Notice, Outgoing};

/// Every named type, by its name.
#[must_use]
pub fn definitions() -> Map<String, Value> {
    let mut schemas = SchemaSettings::draft07().for_serialize().into_generator();
    schemas.subschema_for::<Truth>();
    schemas.subschema_for::<Notice>();
    schemas.subschema_for::<Outgoing>();
    schemas.take_definitions(true)
}
