//! From the schemas to the model. What is not understood is an error that names the place: a type that is quietly left
//! out or loosened would be a wrong type.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Result;
use super::model::{Choice, Field, Gateway, Model, Named, Notice, Operation, Shape, Type, Variant};
use super::schema::{identifier, list, named, read_named, text, value};

/// The one shared type that hosts give.
const GIVEN: &str = "Reply";
/// The types that hold the value of whichever operation or notice.
const GENERIC: [&str; 2] = ["Outcome", "Received"];

impl Model {
    /// Reads what [`sanspay::schema::reference`] says.
    pub fn read(reference: &Value) -> Result<Self> {
        let definitions = reference["definitions"].as_object().ok_or("the reference has no definitions")?;
        let mut gateways: Vec<Gateway> = Vec::new();
        for entry in list(reference, "operations")? {
            let name = text(entry, "name")?;
            let [gateway, group, verb] = name.split('.').collect::<Vec<_>>()[..] else {
                return Err(format!("{name}: an operation is named gateway.group.verb").into());
            };
            let operation = Operation {
                name: name.to_owned(),
                group: identifier(name, group)?,
                verb: identifier(name, verb)?,
                effect: text(entry, "effect")?.to_owned(),
                summary: text(entry, "summary")?.to_owned(),
                account: named(&format!("{name}.account"), &entry["account"])?,
                input: named(&format!("{name}.input"), &entry["input"])?,
                value: value(&format!("{name}.value"), &entry["value"])?,
            };
            the_gateway(&mut gateways, gateway, &operation.account)?.operations.push(operation);
        }
        for entry in list(reference, "notices")? {
            let name = text(entry, "name")?;
            let [gateway, kind] = name.split('.').collect::<Vec<_>>()[..] else {
                return Err(format!("{name}: a notice is named gateway.kind").into());
            };
            let notice = Notice {
                name: name.to_owned(),
                kind: identifier(name, kind)?,
                summary: text(entry, "summary")?.to_owned(),
                doc: text(entry, "doc")?.to_owned(),
                account: named(&format!("{name}.account"), &entry["account"])?,
                value: value(&format!("{name}.value"), &entry["value"])?,
            };
            the_gateway(&mut gateways, gateway, &notice.account)?.notices.push(notice);
        }
        let mut model = Self { gateways, types: read_types(definitions)? };
        model.direct(list(reference, "shared")?)?;
        model.refine()?;
        Ok(model)
    }

    /// Types alone, which hosts get.
    pub fn of_types(definitions: &Value) -> Result<Self> {
        let definitions = definitions.as_object().ok_or("there are no definitions")?;
        Ok(Self { gateways: Vec::new(), types: read_types(definitions)? })
    }

    /// Finds out which types hosts give and which they get. Every reference must lead somewhere.
    fn direct(&mut self, shared: &[Value]) -> Result<()> {
        let (mut given, mut got) = (Vec::new(), Vec::new());
        for gateway in &self.gateways {
            given.push(Type::Named(gateway.account.clone()));
            given.extend(gateway.operations.iter().map(|operation| Type::Named(operation.input.clone())));
            got.extend(gateway.operations.iter().map(|operation| operation.value.clone()));
            got.extend(gateway.notices.iter().map(|notice| notice.value.clone()));
        }
        for schema in shared {
            let name = named("shared", schema)?;
            if name == GIVEN { given.push(Type::Named(name)) } else { got.push(Type::Named(name)) }
        }
        let (given, got) = (self.reachable(&given)?, self.reachable(&got)?);
        for named in &mut self.types {
            let both = given.contains(&named.name) && got.contains(&named.name);
            named.given = given.contains(&named.name) && !both;
            if both && named.fields().iter().any(|field| !field.required || matches!(field.of, Type::Nullable(_))) {
                let reason = "what may be left out when it is given is always there when it is got";
                return Err(format!("{} is both given and got: name two types, because {reason}", named.name).into());
            }
        }
        Ok(())
    }

    /// Adds what the schemas cannot say.
    fn refine(&mut self) -> Result<()> {
        if let Some(vague) =
            self.types.iter().find(|named| named.is_generic() && !GENERIC.contains(&named.name.as_str()))
        {
            return Err(format!("{}: a field that may be anything says nothing", vague.name).into());
        }
        // The outcome is a union on its verdict, so that a value can only be used where there is one.
        let (verdicts, fields) = (self.choices("Verdict")?, self.fields("Outcome")?);
        let outcome = verdicts.iter().map(|verdict| verdict.outcome(fields)).collect::<Result<_>>()?;
        self.named_mut("Outcome")?.shape = Shape::Union(outcome);
        // What to ask next is the name of an operation with its input.
        let Shape::Union(nexts) = &mut self.named_mut("Next")?.shape else {
            return Err("Next must be a union".into());
        };
        for (name, expected, of) in [
            ("operation", Type::Text, Type::OperationName),
            ("input", Type::Map(Box::new(Type::Anything)), Type::OperationInput),
        ] {
            let mut fields = nexts.iter_mut().flat_map(|next| &mut next.fields);
            let field = fields.find(|field| field.name == name && field.of == expected);
            field.ok_or_else(|| format!("Next must have a variant with the field {name}"))?.of = of;
        }
        Ok(())
    }

    fn named_mut(&mut self, name: &str) -> Result<&mut Named> {
        let found = self.types.iter_mut().find(|named| named.name == name);
        found.ok_or_else(|| format!("there is no definition of {name}").into())
    }

    fn reachable(&self, from: &[Type]) -> Result<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        let mut left = from.to_vec();
        while let Some(of) = left.pop() {
            match of {
                Type::Named(name) if names.contains(&name) => {}
                Type::Named(name) => {
                    left.extend(self.named(&name)?.parts());
                    names.insert(name);
                }
                Type::Nullable(of) | Type::List(of) | Type::Map(of) => left.push(*of),
                Type::Tuple(parts) => left.extend(parts),
                Type::Text | Type::Boolean | Type::Integer { .. } | Type::TextOrInteger => {}
                Type::Literal(_) | Type::Null | Type::Anything => {}
                Type::Value | Type::OperationName | Type::OperationInput => {}
            }
        }
        Ok(names)
    }
}

impl Choice {
    /// An outcome's fields where this is its verdict.
    fn outcome(&self, fields: &[Field]) -> Result<Variant> {
        let mut fields = fields.to_vec();
        let reason = Type::Named("Reason".to_owned());
        let (value, why) = match self.value.as_str() {
            "done" => (Type::Value, Type::Nullable(Box::new(reason))),
            "pending" => (Type::Nullable(Box::new(Type::Value)), reason),
            _ => (Type::Null, reason),
        };
        for (name, of) in [("verdict", Type::Literal(self.value.clone())), ("value", value), ("reason", why)] {
            let field = fields.iter_mut().find(|field| field.name == name);
            field.ok_or_else(|| format!("Outcome must have the field {name}"))?.of = of;
        }
        Ok(Variant { name: self.value.clone(), doc: self.doc.clone(), fields })
    }
}

fn read_types(definitions: &serde_json::Map<String, Value>) -> Result<Vec<Named>> {
    definitions.iter().map(|(name, schema)| read_named(name, schema)).collect()
}

/// The gateway of that name, which begins with its first operation or notice.
fn the_gateway<'g>(gateways: &'g mut Vec<Gateway>, name: &str, account: &str) -> Result<&'g mut Gateway> {
    let position = gateways.iter().position(|gateway| gateway.name == name).unwrap_or(gateways.len());
    if position == gateways.len() {
        let title = account.strip_suffix("Account").filter(|title| title.eq_ignore_ascii_case(name));
        let title = title
            .ok_or_else(|| format!("{account}: the account of {name} must be named like it, and end in Account"))?;
        let (name, title, account) = (identifier(account, name)?, title.to_owned(), account.to_owned());
        gateways.push(Gateway { name, title, account, operations: Vec::new(), notices: Vec::new() });
    }
    let gateway = &mut gateways[position];
    if gateway.account == account {
        Ok(gateway)
    } else {
        Err(format!("{name} has two accounts: {} and {account}", gateway.account).into())
    }
}
