//! Types for other languages and the operation reference, from the schemas of the very structs that cross the door; and
//! the guides' pictures, from what the core and the sandbox do. Behaviour is never generated, and no operation is named
//! here: a new one changes the output and nothing else.

mod model;
mod php;
mod python;
mod read;
mod reference;
mod schema;
mod typescript;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use model::Model;

use crate::{parts, pictures, proofs};

const TRUTH: &str = "What a sandbox knows to be true, and the notices that it sends.";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Every generated file with its content: the same at every run.
///
/// # Errors
/// Where a Rust type has a shape that the generator does not know: the place is named.
pub fn files(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut files = types(root)?;
    let mut parts = proofs::parts(root)?;
    parts.insert("funds".to_owned(), pictures::funds()?);
    for picture in pictures::drawn(root)? {
        files.push((picture.path, picture.svg));
        parts.insert(picture.name, picture.part);
    }
    files.extend(parts::filled(root, &parts)?);
    Ok(files)
}

/// The types and the reference alone, which need nothing but the core.
fn types(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let types = print(serde_json::to_value(sanspay::schema::reference())?)?;
    Ok(types.into_iter().map(|(path, content)| (root.join(path), content)).collect())
}

/// Writes every generated file.
///
/// # Errors
/// As [`files`], and where a file cannot be written.
pub fn write(root: &Path) -> Result<()> {
    written(&files(root)?)
}

fn written(files: &[(PathBuf, String)]) -> Result<()> {
    for (path, content) in files {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, content).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Checks that every generated file is what it would be if it were written now.
///
/// # Errors
/// As [`files`], and where a file is missing or stale: each is named, with the first line that differs.
pub fn check(root: &Path) -> Result<()> {
    fresh(root, &files(root)?)
}

fn fresh(root: &Path, files: &[(PathBuf, String)]) -> Result<()> {
    let mut stale = String::new();
    for (path, content) in files {
        let name = path.strip_prefix(root).unwrap_or(path).display();
        match fs::read_to_string(path) {
            Ok(found) if found == *content => {}
            Ok(found) => stale.push_str(&format!("{name} is stale: {}\n", difference(&found, content))),
            Err(error) => stale.push_str(&format!("{name} cannot be read: {error}\n")),
        }
    }
    if stale.is_empty() {
        Ok(())
    } else {
        Err(format!("{stale}Run `cargo xtask bindings`, and commit what it writes.").into())
    }
}

fn print(mut reference: Value) -> Result<Vec<(String, String)>> {
    clean(&mut reference);
    let model = Model::read(&reference)?;
    let mut sandbox = Value::Object(sanspay_sandbox::schema::definitions());
    clean(&mut sandbox);
    let truth = Model::of_types(&sandbox)?;
    let json = format!("{}\n", serde_json::to_string_pretty(&reference)?);
    let files = [
        ("npm/types/index.d.cts", typescript::print(&model)?),
        ("npm/types/truth.d.cts", typescript::print_plain(TRUTH, &truth)),
        ("bindings-python/python/sanspay/truth.py", python::print_plain(TRUTH, &truth)),
        ("php/src/Sandbox/Types.php", php::print_plain(TRUTH, &truth)),
        ("bindings-python/python/sanspay/__init__.pyi", python::print_stub(&model)?),
        ("bindings-python/python/sanspay/types.py", python::print_types(&model)),
        // A crate is packed without what is beside it.
        ("cli/operations.json", json.clone()),
        ("docs/operations.json", json),
        ("docs/operations.md", reference::print(&model)?),
    ];
    let files = files.map(|(path, content)| (path.to_owned(), content));
    Ok(files.into_iter().chain(php::print(&model)?).collect())
}

/// Takes what only Rust has any use for out of the documentation: code that is a test, and links to other items.
fn clean(of: &mut Value) {
    match of {
        Value::Object(map) => {
            for (key, of) in map {
                match of {
                    Value::String(doc) if key == "description" || key == "doc" => *doc = without_rust(doc),
                    _ => clean(of),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(clean),
        _ => {}
    }
}

fn without_rust(doc: &str) -> String {
    let mut inside = false;
    let mut lines: Vec<String> = Vec::new();
    for line in doc.lines() {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        let again = line.is_empty() && lines.last().is_some_and(String::is_empty);
        if !inside && !fence && !again {
            lines.push(without_links(line));
        }
    }
    lines.join("\n").trim().to_owned()
}

/// ``[`X`]`` and ``[`X`](path::to::X)`` as `` `X` ``. Links to pages stay.
fn without_links(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, link)) = rest.split_once("[`") {
        let Some((name, after)) = link.split_once("`]") else { break };
        let target = after.strip_prefix('(').and_then(|target| target.split_once(')'));
        if target.is_some_and(|(target, _)| target.contains("//")) {
            text.push_str(&format!("{before}[`{name}`]"));
            rest = after;
        } else {
            text.push_str(&format!("{before}`{name}`"));
            rest = target.map_or(after, |(_, after)| after);
        }
    }
    text + rest
}

/// The first line that differs.
fn difference(found: &str, expected: &str) -> String {
    let (mut found, mut expected) = (found.lines(), expected.lines());
    let mut number = 1;
    loop {
        match (found.next(), expected.next()) {
            (None, None) => return "it differs in how its lines end".to_owned(),
            (Some(found), Some(expected)) if found == expected => number += 1,
            (found, expected) => {
                let shown =
                    |line: Option<&str>| line.map_or("the end of the file".to_owned(), |line| format!("{line:?}"));
                return format!("line {number} is {} and should be {}", shown(found), shown(expected));
            }
        }
    }
}

#[cfg(test)]
mod tests;
