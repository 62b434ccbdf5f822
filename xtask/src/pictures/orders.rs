//! AtaraPay's order: every life that one can have in the sandbox, and what a shop is told in each of its states. Two states
//! are one where nothing that may follow tells them apart.

use std::collections::BTreeMap;

use sanspay_sandbox::Sandbox;
use serde_json::{Value, json};

use super::graph::{Edge, Graph, Node, next, table, word};
use super::shop::{ask, moves, paid_order};
use crate::tools::Result;

/// What is told of a state, and where each move leads: all that there is to tell it by.
type Life = (Vec<String>, Vec<(String, usize)>);

#[derive(Default)]
struct Lives(Vec<Life>, BTreeMap<Life, usize>);

impl Lives {
    /// The number of the state that an order is in. Those that follow come first.
    fn of(&mut self, sandbox: &mut Sandbox, depth: usize) -> Result<usize> {
        if depth > 12 {
            return Err("an order's life has no end, or a picture of it none".into());
        }
        let mut moved = Vec::new();
        for (what, mut after) in moves(sandbox)? {
            moved.push((what.replace('_', " "), self.of(&mut after, depth + 1)?));
        }
        let question = json!({ "order": 3021, "product_id": "1447", "amount": 400_000, "currency": "NGN" });
        let (outcome, reply) = ask(sandbox, "atarapay.orders.verify_payment", &question)?;
        let told: Value = serde_json::from_str(reply["body"].as_str().unwrap_or_default())?;
        let title = word(&told["data"]["status"], "title");
        let life = (vec![title, word(&outcome, "verdict"), word(&outcome, "funds"), next(&outcome)], moved);
        if let Some(known) = self.1.get(&life) {
            return Ok(*known);
        }
        self.0.push(life.clone());
        self.1.insert(life, self.0.len() - 1);
        Ok(self.0.len() - 1)
    }
}

/// The picture, and the table that says the same.
pub fn order() -> Result<(Graph, String)> {
    let mut lives = Lives::default();
    lives.of(&mut paid_order()?, 0)?;
    let mut graph = Graph::default();
    let mut rows = Vec::new();
    // Those that follow were found first.
    lives.0.reverse();
    let last = lives.0.len() - 1;
    for (number, (told, moved)) in lives.0.iter().enumerate() {
        let [_, verdict, funds, next] = told.as_slice() else { continue };
        let title = title(&lives.0, number);
        let line = format!("{verdict} \u{b7} {funds}");
        graph.nodes.push(Node {
            id: number.to_string(),
            title: title.clone(),
            lines: vec![line],
            funds: funds.clone(),
        });
        for (what, to) in moved {
            graph.edges.push(Edge { from: number.to_string(), to: (last - to).to_string(), label: what.clone() });
        }
        let leads = moved.iter().map(|(what, to)| format!("{what}: {}", self::title(&lives.0, last - to)));
        let leads = if moved.is_empty() { "the end".to_owned() } else { leads.collect::<Vec<_>>().join("; ") };
        rows.push(vec![title.clone(), format!("`{verdict}`"), format!("`{funds}`"), next.clone(), leads]);
    }
    let heads = ["the order is", "verdict", "funds", "then", "what can happen, and where it leads"];
    Ok((graph, table(&heads, rows)))
}

/// The title of a state, with a number where others have the same.
fn title(lives: &[Life], number: usize) -> String {
    let title = &lives[number].0[0];
    let same = |lives: &[Life]| lives.iter().filter(|(told, _)| told[0] == *title).count();
    if same(lives) == 1 { title.clone() } else { format!("{title} ({})", same(&lives[..=number])) }
}
