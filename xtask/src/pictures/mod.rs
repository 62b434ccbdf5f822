//! The pictures in the guides, and beneath each a table that says the same in words. Nobody draws them: they show what the
//! core and the sandbox do when they are asked, so that they cannot show anything else.

mod graph;
mod knowledge;
mod orders;
mod settle;
mod shop;
mod svg;
mod verdicts;

use std::path::{Path, PathBuf};

use graph::Graph;
pub use verdicts::funds;

use crate::tools::Result;

/// A picture: its name, what it is of, and what it shows, for those who cannot see it.
struct Picture {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    drawn: (Graph, String),
}

/// A picture as it is kept, and the part of a guide that shows it.
pub struct Drawn {
    pub path: PathBuf,
    pub svg: String,
    pub name: String,
    pub part: String,
}

/// Every picture.
///
/// # Errors
/// Where what is to be shown cannot be found out, or not be drawn.
pub fn drawn(root: &Path) -> Result<Vec<Drawn>> {
    let pictures = pictures(root)?;
    let dots: Vec<String> = pictures.iter().map(|picture| picture.drawn.0.dot()).collect();
    let svgs = svg::draw(root, &dots)?;
    let kept = pictures.iter().zip(svgs).map(|(Picture { name, title, description, drawn }, svg)| {
        Ok(Drawn {
            path: root.join(format!("docs/images/{name}.svg")),
            svg: svg::finished(&svg, title, description)?,
            name: (*name).to_owned(),
            part: format!("![{title}: {description}](images/{name}.svg)\n\n{}", drawn.1),
        })
    });
    kept.collect()
}

fn pictures(root: &Path) -> Result<Vec<Picture>> {
    let outcomes = verdicts::outcomes(root)?;
    Ok(vec![
        Picture {
            name: "verdicts",
            title: "The six verdicts",
            description: "a call ends in one of six verdicts, and each leads to what the host has to do.",
            drawn: verdicts::verdicts(&outcomes)?,
        },
        Picture {
            name: "settle",
            title: "The money under settle",
            description: "which later verdicts change where the money is known to be; nothing leads away from settled and returned.",
            drawn: settle::settling(&outcomes)?,
        },
        Picture {
            name: "order",
            title: "An order's life",
            description: "every state of an AtaraPay order, what verify_payment says in it, and the moves between them.",
            drawn: orders::order()?,
        },
        Picture {
            name: "page",
            title: "A hosted page",
            description: "what a shop knows of an AT MOON page, from pg.initiate to the money.",
            drawn: knowledge::payment(&knowledge::page())?,
        },
        Picture {
            name: "payin",
            title: "A UPI payment",
            description: "what a shop knows of an AT MOON UPI link after payin.create.",
            drawn: knowledge::payment(&knowledge::link())?,
        },
        Picture {
            name: "payout",
            title: "A payout",
            description: "what a shop knows of an AT MOON payout, from payout.create to its arrival.",
            drawn: knowledge::payment(&knowledge::payout())?,
        },
    ])
}
