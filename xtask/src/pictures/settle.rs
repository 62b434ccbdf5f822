//! What a later outcome of one payment can change, and what it cannot: `settle`, asked about every pair of outcomes that
//! occur anywhere in the vectors.

use std::collections::{BTreeMap, BTreeSet};

use sanspay::{Funds, Verdict};
use serde_json::{Value, json};

use super::graph::{Edge, Graph, Node, table, word};
use super::shop::settled;
use super::verdicts::words;
use crate::tools::Result;

/// A verdict, and where the money is.
type Standing = (String, String);

/// What becomes of one that is known when another is seen.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ruling {
    gives_way: bool,
    /// A person must look.
    conflict: bool,
}

/// The picture, and the table that says the same and more.
pub fn settling(outcomes: &[Value]) -> Result<(Graph, String)> {
    let occurring: BTreeSet<Standing> = outcomes.iter().map(|of| (word(of, "verdict"), word(of, "funds"))).collect();
    let all = words(&Verdict::ALL)
        .into_iter()
        .flat_map(|verdict| words(&Funds::ALL).into_iter().map(move |funds| (verdict.clone(), funds)));
    let standings: Vec<Standing> = all.filter(|standing| occurring.contains(standing)).collect();
    let mut graph = Graph::default();
    for funds in words(&Funds::ALL) {
        graph.nodes.push(Node { id: funds.clone(), title: funds.clone(), lines: vec![], funds });
    }
    let mut rows = Vec::new();
    let mut later: BTreeMap<(String, String), BTreeSet<usize>> = BTreeMap::new();
    for known in &standings {
        let mut rulings = Vec::new();
        for seen in standings.iter().filter(|seen| *seen != known) {
            let ruling = rule(known, seen)?;
            if ruling.gives_way && known.1 != seen.1 {
                let verdict = words(&Verdict::ALL).iter().position(|verdict| *verdict == seen.0);
                later.entry((known.1.clone(), seen.1.clone())).or_default().extend(verdict);
            }
            rulings.push((seen, ruling));
        }
        let of = |gives_way, conflict| {
            let ruling = Ruling { gives_way, conflict };
            shortened(rulings.iter().filter(|(_, found)| *found == ruling).map(|(seen, _)| *seen), &standings)
        };
        rows.push(vec![
            format!("`{}` \u{b7} `{}`", known.0, known.1),
            of(true, false),
            of(true, true),
            of(false, true),
        ]);
    }
    for ((from, to), verdicts) in later {
        let labels = verdicts.into_iter().map(|verdict| words(&Verdict::ALL)[verdict].clone());
        graph.edges.extend(labels.map(|label| Edge { from: from.clone(), to: to.clone(), label }));
    }
    let heads =
        ["what is known", "gives way to", "gives way, and a person must look", "stands, and a person must look"];
    Ok((graph, table(&heads, rows)))
}

fn rule(known: &Standing, seen: &Standing) -> Result<Ruling> {
    let outcome = |(verdict, funds): &Standing| json!({ "verdict": verdict, "funds": funds, "value": null, "reason": null, "next": { "do": "nothing" } });
    let stands = settled(&outcome(known), &outcome(seen))?;
    let gives_way = (word(&stands, "verdict"), word(&stands, "funds")) == *seen;
    Ok(Ruling { gives_way, conflict: stands["next"]["do"] == "review" })
}

/// Verdicts with what becomes of the money; those that are here with whatever occurs beside them, alone.
fn shortened<'s>(these: impl Iterator<Item = &'s Standing>, all: &[Standing]) -> String {
    let these: Vec<&Standing> = these.collect();
    let mut parts = Vec::new();
    for verdict in words(&Verdict::ALL) {
        let funds: Vec<String> =
            these.iter().filter(|(of, _)| *of == verdict).map(|(_, funds)| format!("`{funds}`")).collect();
        if funds.is_empty() {
            continue;
        }
        let whole = funds.len() == all.iter().filter(|(of, _)| *of == verdict).count();
        parts.push(if whole { format!("`{verdict}`") } else { format!("`{verdict}` \u{b7} {}", funds.join(" or ")) });
    }
    parts.join("; ")
}
