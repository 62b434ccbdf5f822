//! A picture of states and what leads from one to another, as text for Graphviz and as a table that says the same.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

/// A machine: every state once, in the order in which they are to be read.
#[derive(Default)]
pub struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// From left to right, not from top to bottom.
    pub sideways: bool,
}

/// A state.
pub struct Node {
    /// Unique in its graph.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Beneath that, a line each; the names of operations without their gateway's.
    pub lines: Vec<String>,
    /// Where the money is, in the words of `funds`; empty where there is none in it.
    pub funds: String,
}

/// What leads from one state to another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: String,
    pub to: String,
    pub label: String,
}

impl Graph {
    /// The whole of it in Graphviz's language. Colours say nothing that words and borders do not say too.
    pub fn dot(&self) -> String {
        let mut dot = format!(
            "digraph {{\n\
             graph [rankdir={}, bgcolor=\"#fcfcfa\", pad=0.25, nodesep=0.15, ranksep={}, fontname=\"Helvetica\"]\n\
             node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=14, fontcolor=\"#1b1b1b\", margin=\"0.14,0.08\", height=0]\n\
             edge [fontname=\"Helvetica\", fontsize=12.5, fontcolor=\"#333333\", color=\"#666666\", arrowsize=0.7]\n",
            if self.sideways { "LR" } else { "TB" },
            if self.sideways { "1.1" } else { "0.42" }
        );
        for node in &self.nodes {
            let mut label = format!("<B>{}</B>", escaped(&node.title));
            for line in &node.lines {
                let _ =
                    write!(label, "<BR/><FONT POINT-SIZE=\"12.5\">{}</FONT>", escaped(&line.replace("atmoon.", "")));
            }
            let _ = writeln!(dot, "{:?} [label=<{label}>, {}]", node.id, look(&node.funds));
        }
        for (from, to) in self.pairs() {
            // Blanks keep a label off its line.
            let labels = self.labels(from, to);
            let lines = labels.iter().map(|label| format!("&#160;{}&#160;<BR ALIGN=\"LEFT\"/>", escaped(label)));
            let label =
                if labels.is_empty() { String::new() } else { format!(" [label=<{}>]", lines.collect::<String>()) };
            let _ = writeln!(dot, "{from:?} -> {to:?}{label}");
        }
        dot + "}\n"
    }

    /// Each pair of states between which something leads, once.
    fn pairs(&self) -> Vec<(&str, &str)> {
        let mut seen = BTreeSet::new();
        let pairs = self.edges.iter().map(|edge| (edge.from.as_str(), edge.to.as_str()));
        pairs.filter(|pair| seen.insert(*pair)).collect()
    }

    /// All that leads from one state to another.
    pub fn labels(&self, from: &str, to: &str) -> Vec<&str> {
        let edges = self.edges.iter().filter(|edge| edge.from == from && edge.to == to && !edge.label.is_empty());
        edges.map(|edge| edge.label.as_str()).collect()
    }
}

/// What the money looks like: where it is proven to be, the border is thick; where it is in doubt, broken.
fn look(funds: &str) -> &'static str {
    match funds {
        "untouched" => "fillcolor=\"#f1f1ee\", color=\"#777777\"",
        "in_doubt" => "fillcolor=\"#fff3cf\", color=\"#8a6a00\", style=\"rounded,filled,dashed\"",
        "held" => "fillcolor=\"#dfeafe\", color=\"#24508f\", penwidth=2",
        "settled" => "fillcolor=\"#dcf2e0\", color=\"#1d6b34\", penwidth=2",
        "returned" => "fillcolor=\"#f1e4f8\", color=\"#6d3a86\", penwidth=2",
        _ => "fillcolor=\"#ffffff\", color=\"#333333\"",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The word of an outcome under that name.
pub fn word(outcome: &Value, name: &str) -> String {
    outcome[name].as_str().unwrap_or_default().to_owned()
}

/// What is to be done next, in few words.
pub fn next(outcome: &Value) -> String {
    let next = &outcome["next"];
    match next["do"].as_str().unwrap_or_default() {
        "ask" => format!("ask {}", next["operation"].as_str().unwrap_or_default()),
        "send_again" => "send it again".to_owned(),
        "review" => "a person must look".to_owned(),
        "fix" => "fix it, then ask again".to_owned(),
        _ => "nothing left to do".to_owned(),
    }
}

/// A table, its first line the heads.
pub fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in rows {
        let _ = writeln!(table, "| {} |", row.join(" | "));
    }
    table
}
