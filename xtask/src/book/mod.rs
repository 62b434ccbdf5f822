//! The book: the guides and the packages' READMEs as one, by mdBook. Nothing is written for it alone, and no chapter
//! includes another: they are laid out as they lie in the repository, so that a link between two of them works in both.

mod links;
mod markdown;
mod pages;

#[cfg(test)]
pub use markdown::blocks;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::tools::{Result, command, output, quietly, say};

const MDBOOK: &str = "0.5.4";
const SUMMARY: &str = "docs/SUMMARY.md";

/// Builds the book into `target/book`.
///
/// # Errors
/// Where mdBook cannot be had, or finds something wrong.
pub fn run(root: &Path) -> Result {
    let mdbook = mdbook(root)?;
    say("building the book");
    lay_out(root)?;
    quietly(command(mdbook, ["build"], root))?;
    println!("the book is in {}", root.join("target/book/index.html").display());
    Ok(())
}

/// Builds the book, and follows every link: of the documents as they lie in the repository, and of the pages.
///
/// # Errors
/// As [`run`], and where a link leads nowhere.
pub fn check(root: &Path) -> Result {
    links::check(root)?;
    run(root)?;
    pages::check(&root.join("target/book"))
}

/// The chapters, in their order, by their paths in the repository.
///
/// # Errors
/// Where the summary cannot be read.
pub fn chapters(root: &Path) -> Result<Vec<String>> {
    let summary = fs::read_to_string(root.join(SUMMARY))?;
    let links = markdown::links(&summary)?;
    Ok(links.iter().filter_map(|link| links::resolved(SUMMARY, &link.to)).map(|(path, _)| path).collect())
}

/// Every picture that any document shows, by its path in the repository.
///
/// # Errors
/// Where a document cannot be read, or has a link that is not written as it should be.
pub fn pictures(root: &Path) -> Result<BTreeSet<String>> {
    let mut shown = BTreeSet::new();
    for (document, text) in links::documents(root)? {
        let links = markdown::links(&text).map_err(|problem| format!("{document}: {problem}"))?;
        let paths = links.iter().filter_map(|link| links::resolved(&document, &link.to)).map(|(path, _)| path);
        shown.extend(paths.filter(|path| is_picture(path)));
    }
    Ok(shown)
}

/// The mdBook that is pinned, built once: without what only its server and its watching need, and not optimised. That is a
/// third of the work, and the book takes a second all the same.
fn mdbook(root: &Path) -> Result<PathBuf> {
    let tools = root.join("target/tools");
    let mdbook = tools.join("bin/mdbook");
    let version = output(command(&mdbook, ["--version"], root)).map(|output| output.stdout).unwrap_or_default();
    if !String::from_utf8_lossy(&version).trim().ends_with(&format!("v{MDBOOK}")) {
        say(&format!("installing mdBook {MDBOOK}: a minute, once"));
        let exactly = format!("={MDBOOK}");
        let arguments = ["install", "--quiet", "--debug", "--locked", "mdbook", "--version", &exactly];
        let mut install = command("cargo", arguments, root);
        install.args(["--no-default-features", "--features", "search", "--root"]).arg(&tools);
        quietly(install)?;
    }
    Ok(mdbook)
}

/// Copies the chapters and their pictures to where `book.toml` looks for them.
fn lay_out(root: &Path) -> Result {
    let source = root.join("target/book-source");
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    let chapters = chapters(root)?.into_iter().collect::<BTreeSet<_>>();
    for document in chapters.iter().map(String::as_str).chain([SUMMARY]) {
        let mut text = fs::read_to_string(root.join(document)).map_err(|error| format!("{document}: {error}"))?;
        let links = markdown::links(&text).map_err(|problem| format!("{document}: {problem}"))?;
        for link in links.iter().rev() {
            let Some((path, anchor)) = links::resolved(document, &link.to) else { continue };
            let to = if chapters.contains(&path) {
                relative(document, &path) + &anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default()
            } else if is_picture(&path) {
                place(&source, &path, &fs::read(root.join(&path)).map_err(|error| format!("{path}: {error}"))?)?;
                relative(document, &path)
            } else {
                links::address(root, &path, anchor.as_deref())
            };
            text.replace_range(link.at.clone(), &to);
        }
        place(&source, if document == SUMMARY { "SUMMARY.md" } else { document }, text.as_bytes())?;
    }
    Ok(())
}

/// The way from a document to a file, as both are laid out: the summary at the top, and a README as its folder's index,
/// which mdBook makes of it and does not look for in links.
fn relative(document: &str, path: &str) -> String {
    if document == SUMMARY {
        return path.to_owned();
    }
    let path = path.strip_suffix("README.md").map_or(path.to_owned(), |folder| format!("{folder}index.md"));
    format!("{}{path}", "../".repeat(document.matches('/').count()))
}

fn is_picture(path: &str) -> bool {
    [".svg", ".png", ".jpg"].iter().any(|kind| path.ends_with(kind))
}

fn place(source: &Path, path: &str, content: &[u8]) -> Result {
    let path = source.join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, content)?)
}
