//! `sanspay operations`: what there is.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::account::variable;
use crate::exit;
use crate::print::{BOLD, DIM, Out, styled};
use crate::problem::{Problem, Result};
use crate::reference::{self, Operation};
use crate::suggest::suggestion;

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
    let group = name.trim_end_matches('.');
    if reference::operations().any(|operation| operation.is_in(group)) {
        return list(out, &format!("{group}."));
    }
    let names = || reference::operations().map(|one| one.name).chain(reference::notices().map(|(name, ..)| name));
    let groups: BTreeSet<&str> = reference::operations().filter_map(|one| Some(one.name.rsplit_once('.')?.0)).collect();
    let advice = suggestion(name, names().chain(groups));
    Err(Problem::usage(format!(
        "there is no operation, notice or group {name:?}{advice}; `sanspay operations` lists them"
    )))
}

fn list(out: &mut Out, group: &str) -> Result<()> {
    let listed: Vec<Operation> = reference::operations().filter(|one| one.name.starts_with(group)).collect();
    let notices: Vec<_> = reference::notices().filter(|(name, ..)| name.starts_with(group)).collect();
    if out.json {
        let one = |one: &Operation| json!({ "name": one.name, "effect": one.effect, "summary": one.summary() });
        let notice = |(name, summary, _): &(&str, &str, &str)| json!({ "name": name, "summary": summary });
        return out.line(json!({ "operations": listed.iter().map(one).collect::<Vec<Value>>(),
            "notices": notices.iter().map(notice).collect::<Vec<Value>>() }));
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
            "doc": operation.documentation(), "fields": fields,
            "account": operation.account_fields().map(|(name, _)| name).collect::<Vec<&str>>() }));
    }
    out.line(format_args!("{BOLD}{}{BOLD:#}  {}\n\n{}", operation.name, operation.effect, operation.documentation()))?;
    let fields: Vec<_> = operation.fields().collect();
    out.line(styled(BOLD, if fields.is_empty() { "\nIt takes no input." } else { "\nInput" }))?;
    for (name, schema, required) in fields {
        let doc = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
        let optional = if required { "" } else { " (optional)" };
        out.line(format_args!("  {name}{DIM}{optional}{DIM:#}\n      {doc}"))?;
    }
    account(out, operation)
}

/// The settings of its account, each with the variable that can hold it.
fn account(out: &mut Out, operation: &Operation) -> Result<()> {
    let settings: Vec<&str> = operation.account_fields().map(|(name, _)| name).collect();
    if settings.is_empty() {
        return Ok(());
    }
    let first = variable(operation.gateway(), settings[0]);
    out.line(format_args!("\n{BOLD}Account{BOLD:#} {DIM}(in a file, or as variables: {first} \u{2026}){DIM:#}"))?;
    settings.chunks(6).try_for_each(|row| out.line(format_args!("  {}", row.join(" "))))
}
