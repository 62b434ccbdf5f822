//! Drawing: Graphviz, which comes as WebAssembly in an npm package, and what its drawings lack.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::consumers::install;
use crate::tools::{Result, command};

/// Draws each, in the order given.
///
/// # Errors
/// Where Node or the package cannot be had, or something cannot be drawn.
pub fn draw(root: &Path, dots: &[String]) -> Result<Vec<String>> {
    const FOLDER: &str = "xtask/pictures";
    install(root, FOLDER)?;
    let mut node = command("node", ["draw.mjs"], &root.join(FOLDER));
    let mut child = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(&serde_json::to_vec(dots)?)?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("{FOLDER}/draw.mjs: {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// A drawing as it is kept: with a title and a description for those who cannot see it, without the names that
/// Graphviz gives its parts, and in units of a screen.
pub fn finished(drawn: &str, title: &str, description: &str) -> Result<String> {
    let (head, body) = drawn.split_once("<svg ").and_then(|(_, svg)| svg.split_once('>')).ok_or("no drawing")?;
    let attribute = |name: &str| head.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    let (Some(width), Some(height), Some(view)) = (attribute("width"), attribute("height"), attribute("viewBox"))
    else {
        return Err(format!("no size: {head}").into());
    };
    let (width, height) = (width.trim_end_matches("pt"), height.trim_end_matches("pt"));
    let body = without(&without(body, "<title>", "</title>\n"), "<!--", "-->\n");
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{view}\" role=\"img\" \
         aria-labelledby=\"title description\">\n<title id=\"title\">{title}</title>\n<desc id=\"description\">{description}</desc>{}\n",
        body.trim_end()
    ))
}

/// A text without what stands between these, and without them.
fn without(text: &str, opening: &str, closing: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(opening) {
        kept.push_str(before);
        rest = inside.split_once(closing).map_or("", |(_, after)| after);
    }
    kept + rest
}
