//! What a Markdown document links to, and what can be linked to in it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::tools::Result;

/// Where a link leads, and where in the document that is written.
pub struct Link {
    pub to: String,
    pub at: Range<usize>,
}

/// A fenced block of code.
#[cfg(test)]
pub struct Block {
    /// Empty where none is given.
    pub language: String,
    pub code: String,
}

fn events(document: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    Parser::new_ext(document, Options::ENABLE_TABLES).into_offset_iter()
}

/// Every link and every picture, in the order in which their addresses are written.
///
/// # Errors
/// Where one is not written in brackets and parentheses: it could not be found again to be changed.
pub fn links(document: &str) -> Result<Vec<Link>> {
    let mut links = Vec::new();
    for (event, range) in events(document) {
        let Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) = event else {
            continue;
        };
        if matches!(link_type, LinkType::Autolink | LinkType::Email) {
            continue;
        }
        let written = &document[range.clone()];
        let at = written.rfind(&format!("]({dest_url}")).filter(|_| link_type == LinkType::Inline);
        let start = range.start + at.ok_or_else(|| format!("{written:?}: write it as [text](address)"))? + "](".len();
        links.push(Link { at: start..start + dest_url.len(), to: dest_url.into_string() });
    }
    // A picture within a link is met after that, and its address stands before.
    links.sort_by_key(|link| link.at.start);
    Ok(links)
}

/// The anchors of all headings, as GitHub and mdBook make them.
pub fn anchors(document: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut heading: Option<String> = None;
    for (event, _) in events(document) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap_or_default());
                let before = seen.entry(anchor.clone()).or_default();
                anchors.insert(if *before == 0 { anchor } else { format!("{anchor}-{before}") });
                *before += 1;
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    anchors
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Every fenced block, in order.
#[cfg(test)]
pub fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, _) in events(document) {
        match event {
            Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(language))) => {
                open = Some(Block { language: language.into_string(), code: String::new() });
            }
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    block.code.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_where_they_are_written() {
        let document = "See [`a(b)`](a.md#b), ![a picture](p.svg \"title\"), `[no](link)` and <https://example.com>.\n\n\
                        | [![in a](q.png)](r.md) |\n|---|\n\n```md\n[no](link)\n```\n";
        let links = links(document).expect("links");
        assert!(links.iter().all(|link| document[link.at.clone()] == link.to));
        let to: Vec<&str> = links.iter().map(|link| link.to.as_str()).collect();
        assert_eq!(to, ["a.md#b", "p.svg", "q.png", "r.md"]);
        assert!(super::links("[a]\n\n[a]: b.md\n").is_err());
    }

    #[test]
    fn anchors_are_those_of_github() {
        let document = "# AT MOON: pay-ins, *now*\n## `orders.verify_payment`\n## Again\n## Again\n";
        let anchors = anchors(document);
        let expected = ["again", "again-1", "at-moon-pay-ins-now", "ordersverify_payment"];
        assert_eq!(anchors, expected.map(str::to_owned).into());
    }
}
