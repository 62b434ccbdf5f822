//! `sanspay operations`: what there is.

use serde_json::{Value, json};

use crate::exit;
use crate::print::{BOLD, DIM, Out, styled};
use crate::problem::{Problem, Result};
use crate::reference::{self, Operation};

pub fn run(out: &mut Out, name: Option<&str>, schema: bool) -> Result {
    if schema {
        out.bytes(reference::TEXT.as_bytes())?;
        return Ok(exit::DONE);
    }
    match name {
        None if out.json => out.line(sanspay::door::call("{\"operations\":{}}"))?,
        None => list(out, "")?,
        Some(name) => match reference::operations().find(|operation| operation.name == name) {
            Some(operation) => describe(out, &operation)?,
            None => notice_or_group(out, name)?,
        },
    }
    Ok(exit::DONE)
}

fn notice_or_group(out: &mut Out, name: &str) -> Result<()> {
    if let Some((name, _, doc)) = reference::notices().find(|(known, ..)| *known == name) {
        return if out.json { out.line(json!({ "name": name, "doc": doc })) } else { out.line(doc) };
    }
    let group = format!("{}.", name.trim_end_matches('.'));
    if reference::operations().any(|operation| operation.name.starts_with(&group)) {
        return list(out, &group);
    }
    reference::operation(name).map(|_| ()).map_err(|problem| match problem {
        Problem::Usage(words) => Problem::Usage(words.replace("no operation", "no operation or notice")),
        other => other,
    })
}

fn list(out: &mut Out, group: &str) -> Result<()> {
    let listed: Vec<Operation> = reference::operations().filter(|one| one.name.starts_with(group)).collect();
    let notices: Vec<_> = reference::notices().filter(|(name, ..)| name.starts_with(group)).collect();
    if out.json {
        let one = |one: &Operation| json!({ "name": one.name, "effect": one.effect, "summary": one.summary() });
        return out.line(json!({ "operations": listed.iter().map(one).collect::<Vec<Value>>() }));
    }
    let width = listed.iter().map(|operation| operation.name.len()).max().unwrap_or_default();
    for operation in &listed {
        let (name, effect) = (operation.name, operation.effect);
        out.line(format_args!("{BOLD}{name:width$}{BOLD:#}  {effect:<11}  {}", operation.summary()))?;
    }
    for (name, summary, _) in notices {
        out.line(format_args!("{BOLD}{name:width$}{BOLD:#}  {:<11}  {summary}", "notice"))?;
    }
    Ok(())
}

fn describe(out: &mut Out, operation: &Operation) -> Result<()> {
    if out.json {
        let field = |(name, schema, required): (&str, &Value, bool)| json!({ "name": name, "required": required, "schema": schema });
        let fields: Vec<Value> = operation.fields().map(field).collect();
        return out.line(json!({ "name": operation.name, "effect": operation.effect, "summary": operation.summary(),
            "doc": operation.documentation(), "fields": fields }));
    }
    out.line(format_args!("{BOLD}{}{BOLD:#}  {}\n\n{}", operation.name, operation.effect, operation.documentation()))?;
    let fields: Vec<_> = operation.fields().collect();
    if fields.is_empty() {
        return out.line("\nIt takes no input.");
    }
    out.line(styled(BOLD, "\nInput"))?;
    for (name, schema, required) in fields {
        let doc = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
        let optional = if required { "" } else { " (optional)" };
        out.line(format_args!("  {name}{DIM}{optional}{DIM:#}\n      {doc}"))?;
    }
    Ok(())
}
