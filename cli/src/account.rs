//! The merchant's account: from a file, from variables of the environment, or the sandbox's own.

use std::env;
use std::path::Path;

use serde_json::{Map, Value};

use crate::args;
use crate::input;
use crate::print::warn;
use crate::problem::{Problem, Result};
use crate::reference::{self, Operation};
use crate::suggest::suggestion;

/// Where a variable holds the path of the account's file.
const PATH: &str = "SANSPAY_ACCOUNT";

/// The account with which an operation is asked.
pub fn load(given: &args::Account, gateway: &str) -> Result<Map<String, Value>> {
    if let Some(url) = &given.sandbox {
        return Ok(sanspay_sandbox::account(gateway, url));
    }
    if let Some(path) = &given.account {
        return from_file(path, gateway);
    }
    // A variable that is empty is one that is not set, as everywhere in a shell.
    let mut account = match env::var_os(PATH).filter(|path| !path.is_empty()) {
        Some(path) => from_file(Path::new(&path), gateway)?,
        None => Map::new(),
    };
    add_variables(&mut account, gateway)?;
    Ok(account)
}

/// The name of the variable for a field.
pub fn variable(gateway: &str, field: &str) -> String {
    format!("SANSPAY_{}_{}", gateway.to_ascii_uppercase(), field.to_ascii_uppercase())
}

/// The fields of an account that are secret.
pub fn secret_fields(gateway: &str) -> &'static [&'static str] {
    let gateways = sanspay::operations().gateways;
    gateways.iter().find(|known| known.name == gateway).map_or(&[], |known| known.secrets)
}

fn from_file(path: &Path, gateway: &str) -> Result<Map<String, Value>> {
    if path.to_string_lossy().trim_start().starts_with('{') {
        let words = "--account takes a file, not the account itself: whatever stands on a command line can be read by \
                     everybody on this machine, and stays in the shell's history";
        return Err(Problem::usage(words));
    }
    let text = input::text(path)?;
    // The parser's own words may quote a credential; where it stopped is enough.
    let wrong = |error: serde_json::Error| {
        let (line, column) = (error.line(), error.column());
        Problem::file("read", path, &format!("it is not a JSON object (line {line}, column {column})"))
    };
    let mut account: Map<String, Value> = serde_json::from_str(&text).map_err(wrong)?;
    match account.remove(gateway) {
        Some(Value::Object(one)) => Ok(one),
        // A file by gateways that lacks this one: what is missing is said better by the library.
        _ if account.values().all(Value::is_object) => Ok(Map::new()),
        _ => Ok(account),
    }
}

fn add_variables(account: &mut Map<String, Value>, gateway: &str) -> Result<()> {
    let Some(operation) = reference::operations().find(|operation| operation.gateway() == gateway) else {
        return Ok(());
    };
    for (field, schema) in operation.account_fields() {
        let name = variable(gateway, field);
        let Some(value) = env::var_os(&name).filter(|value| !value.is_empty()) else { continue };
        let value = value.into_string().map_err(|_| Problem::usage(format!("{name} must be UTF-8")))?;
        let value = if reference::is_text(schema) {
            Value::String(value)
        } else {
            serde_json::from_str(&value).map_err(|_| Problem::usage(format!("{name} must be JSON, such as true")))?
        };
        account.insert(field.to_owned(), value);
    }
    name_the_misspelt(&operation, gateway);
    Ok(())
}

/// A variable that looks like one of the account's and is none would otherwise be missed in silence.
fn name_the_misspelt(operation: &Operation, gateway: &str) {
    let known: Vec<String> = operation.account_fields().map(|(field, _)| variable(gateway, field)).collect();
    let prefix = variable(gateway, "");
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with(&prefix) && !known.iter().any(|one| *one == name) {
            let advice = suggestion(&name, known.iter().map(String::as_str));
            warn(&format!("{name} is no setting of an account{advice}"));
        }
    }
}
