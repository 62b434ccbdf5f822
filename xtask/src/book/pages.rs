//! Every link of the book as it was built leads to a page that is there, and to a place on it that has that name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::tools::Result;

/// Follows the links of every page in a folder.
///
/// # Errors
/// Where one leads nowhere: each is named.
pub fn check(book: &Path) -> Result {
    let mut pages = Vec::new();
    find(book, &mut pages)?;
    let mut dead = BTreeSet::new();
    for page in &pages {
        let text = fs::read_to_string(page)?;
        for to in attributes(&text, &["href", "src"]).filter(|to| !to.contains(':') && *to != "#") {
            let (path, anchor) = to.split_once('#').unwrap_or((to, ""));
            // The page of what is not found names everything from the top.
            let folder = if path.starts_with('/') { book } else { page.parent().unwrap_or(book) };
            let target = if path.is_empty() { page.clone() } else { folder.join(path.trim_start_matches('/')) };
            let target = if target.is_dir() { target.join("index.html") } else { target };
            let found = if anchor.is_empty() {
                target.exists()
            } else {
                fs::read_to_string(&target).is_ok_and(|text| attributes(&text, &["id", "name"]).any(|id| id == anchor))
            };
            if !found {
                dead.insert(format!("{}: {to} leads nowhere", page.strip_prefix(book).unwrap_or(page).display()));
            }
        }
    }
    if pages.is_empty() {
        return Err("the book has no pages".into());
    }
    if dead.is_empty() { Ok(()) } else { Err(dead.into_iter().collect::<Vec<_>>().join("\n").into()) }
}

/// All pages of chapters. The whole book on one page renames its anchors, and the list of chapters is in every page.
fn find(folder: &Path, pages: &mut Vec<PathBuf>) -> Result {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            find(&path, pages)?;
        } else if name.ends_with(".html") && name != "print.html" && name != "toc.html" {
            pages.push(path);
        }
    }
    Ok(())
}

/// The values of these attributes, as mdBook writes them: in double quotes.
fn attributes<'p>(page: &'p str, names: &'p [&str]) -> impl Iterator<Item = &'p str> {
    let values = |name: &&str| {
        let opening = format!(" {name}=\"");
        page.match_indices(&opening).map(|(at, opening)| &page[at + opening.len()..]).collect::<Vec<_>>()
    };
    names.iter().flat_map(values).filter_map(|rest| rest.split('"').next())
}
