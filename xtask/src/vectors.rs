//! The vectors in Rust: every question through the door, every answer compared byte for byte; or, with `--bless`,
//! every answer written down.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::tools::Result;

/// The files of vectors, in order.
pub fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(root.join("vectors"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    Ok(files)
}

/// Checks every vector, and says which differ.
pub fn check(root: &Path) -> Result {
    let (mut passed, mut failed) = (0, 0);
    for path in files(root)? {
        let file: Value = serde_json::from_str(&fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        for vector in listed(&file) {
            let (answer, expected) = (answer(vector), vector["answer"].to_string());
            if answer == expected {
                passed += 1;
            } else {
                failed += 1;
                let name = vector["name"].as_str().unwrap_or_default();
                eprintln!("{}: {name}\n  expected {expected}\n  answered {answer}", path.display());
            }
        }
    }
    println!("vectors in Rust: {passed} passed, {failed} failed");
    if failed > 0 || passed == 0 {
        return Err(
            "the vectors do not hold; if the new answers are right, `cargo xtask vectors --bless` writes them down"
                .into(),
        );
    }
    Ok(())
}

/// Writes the answers down. Whoever blesses reads the difference as if it were code.
pub fn bless(root: &Path) -> Result {
    for path in files(root)? {
        let text = fs::read_to_string(&path)?;
        let mut file: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        for vector in file["vectors"].as_array_mut().into_iter().flatten() {
            let answer: Value = serde_json::from_str(&answer(vector))?;
            if let Some(vector) = vector.as_object_mut() {
                vector.insert("answer".to_owned(), answer);
            }
        }
        let blessed = serde_json::to_string_pretty(&file)? + "\n";
        if blessed != text {
            fs::write(&path, blessed)?;
            println!("blessed {}", path.strip_prefix(root).unwrap_or(&path).display());
        }
    }
    Ok(())
}

fn listed(file: &Value) -> impl Iterator<Item = &Value> {
    file["vectors"].as_array().into_iter().flatten()
}

fn answer(vector: &Value) -> String {
    match &vector["call"] {
        Value::String(text) => sanspay::door::call(text),
        call => sanspay::door::call(&call.to_string()),
    }
}
