//! Every link of every document leads to something that is there. Documents that are shipped in a package are read far
//! from the repository, so they name what is outside of it by its address there; that is held like a path.

use std::collections::BTreeMap;
use std::path::Path;

use super::markdown::{anchors, links};
use crate::tools::{Result, command, output};

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
/// What is shipped with the README in it.
const PACKAGES: [&str; 3] = ["npm/", "bindings-python/", "php/"];

/// What a link of a document's means: a path in the repository, and an anchor there. None where it leads elsewhere.
pub fn resolved(document: &str, to: &str) -> Option<(String, Option<String>)> {
    let within = ["blob", "tree"].iter().find_map(|kind| to.strip_prefix(&format!("{REPOSITORY}/{kind}/main/")));
    if within.is_none() && (to.contains("://") || to.starts_with("mailto:")) {
        return None;
    }
    let to = within.unwrap_or(to);
    let (path, anchor) = to.split_once('#').map_or((to, None), |(path, anchor)| (path, Some(anchor.to_owned())));
    let folder = document.rsplit_once('/').filter(|_| within.is_none()).map_or("", |(folder, _)| folder);
    Some((if path.is_empty() { document.to_owned() } else { joined(folder, path) }, anchor))
}

/// `docs` and `../npm/README.md` make `npm/README.md`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The address of a file or folder in the repository.
pub fn address(root: &Path, path: &str, anchor: Option<&str>) -> String {
    let kind = if root.join(path).is_dir() { "tree" } else { "blob" };
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    format!("{REPOSITORY}/{kind}/main/{path}{anchor}")
}

/// Every document in the repository, by its path.
///
/// # Errors
/// Where git cannot list them, or one cannot be read.
pub fn documents(root: &Path) -> Result<BTreeMap<String, String>> {
    let listed = output(command("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], root))?;
    let mut documents = BTreeMap::new();
    for path in String::from_utf8(listed.stdout)?.lines().filter(|path| root.join(path).exists()) {
        documents.insert(path.to_owned(), std::fs::read_to_string(root.join(path))?);
    }
    Ok(documents)
}

/// Follows every link of every document.
///
/// # Errors
/// Where one leads nowhere: each is named.
pub fn check(root: &Path) -> Result {
    let dead = dead(&documents(root)?, |path| root.join(path).exists())?;
    if dead.is_empty() { Ok(()) } else { Err(dead.join("\n").into()) }
}

/// The links that lead nowhere, and those that leave their package by a path.
fn dead(documents: &BTreeMap<String, String>, exists: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let mut dead = Vec::new();
    for (document, text) in documents {
        for link in links(text).map_err(|problem| format!("{document}: {problem}"))? {
            let Some((path, anchor)) = resolved(document, &link.to) else { continue };
            let shipped = PACKAGES.iter().find(|package| *document == format!("{package}README.md"));
            let leaves = shipped.is_some_and(|package| !path.starts_with(package));
            if !exists(&path) {
                dead.push(format!("{document}: {} is not there", link.to));
            } else if leaves && !link.to.contains("://") {
                dead.push(format!(
                    "{document}: {} is not in the package; name it by its address in the repository",
                    link.to
                ));
            } else if let Some((anchor, text)) = anchor.zip(documents.get(&path))
                && !anchors(text).contains(&anchor)
            {
                dead.push(format!("{document}: {path} is there, and has no heading for #{anchor}"));
            }
        }
    }
    Ok(dead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_leads_nowhere_is_named() {
        let there = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let documents = BTreeMap::from([
            there(
                "docs/a.md",
                "# A b\n[self](#a-b) [c](../c.md#c) [page](https://example.com/none) [no](b.md) [no](#b)",
            ),
            there("c.md", "# C\n[a](docs/a.md#nothing)"),
            there(
                "npm/README.md",
                &format!("[c](../c.md) [c]({REPOSITORY}/blob/main/c.md#c) [d]({REPOSITORY}/tree/main/d)"),
            ),
        ]);
        let dead = dead(&documents, |path| documents.contains_key(path)).expect("links");
        assert_eq!(
            dead,
            [
                "c.md: docs/a.md is there, and has no heading for #nothing".to_owned(),
                "docs/a.md: b.md is not there".to_owned(),
                "docs/a.md: docs/a.md is there, and has no heading for #b".to_owned(),
                "npm/README.md: ../c.md is not in the package; name it by its address in the repository".to_owned(),
                format!("npm/README.md: {REPOSITORY}/tree/main/d is not there"),
            ]
        );
    }
}
