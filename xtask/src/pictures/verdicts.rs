//! The six verdicts: what stands beside each and what it makes the host do, in every outcome that any vector has.

use std::fs;
use std::path::Path;

use sanspay::Funds;
use serde::Serialize;
use serde_json::{Value, json};

use super::graph::{Edge, Graph, Node, next, table, word};
use crate::tools::Result;
use crate::vectors;

/// Every outcome in the vectors.
pub fn outcomes(root: &Path) -> Result<Vec<Value>> {
    let mut outcomes = Vec::new();
    for path in vectors::files(root)? {
        let mut file: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
        let vectors = file["vectors"].as_array_mut().into_iter().flatten();
        outcomes.extend(vectors.map(|vector| vector["answer"]["outcome"].take()).filter(Value::is_object));
    }
    Ok(outcomes)
}

/// The words of these, in their order.
pub fn words<T: Serialize>(all: &[T]) -> Vec<String> {
    all.iter().filter_map(|one| json!(one).as_str().map(str::to_owned)).collect()
}

/// Each word of a choice, with its documentation.
fn docs(of: &str) -> Result<Vec<(String, String)>> {
    let reference = serde_json::to_value(sanspay::schema::reference())?;
    let choices = reference["definitions"][of]["oneOf"].as_array().ok_or("no choice")?;
    Ok(choices.iter().map(|choice| (word(choice, "const"), word(choice, "description"))).collect())
}

/// A table of where money may be.
pub fn funds() -> Result<String> {
    Ok(table(&["funds", ""], docs("Funds")?.into_iter().map(|(word, doc)| vec![format!("`{word}`"), doc])))
}

/// The picture, and the table that says the same and more.
pub fn verdicts(outcomes: &[Value]) -> Result<(Graph, String)> {
    const NEXT: [&str; 5] = ["ask", "send_again", "fix", "review", "nothing"];
    let mut graph = Graph { sideways: true, ..Graph::default() };
    graph.nodes.push(Node {
        id: "call".into(),
        title: "a call".into(),
        lines: vec!["its replies, or none".into()],
        funds: String::new(),
    });
    let mut rows = Vec::new();
    for (verdict, doc) in docs("Verdict")? {
        let of: Vec<&Value> = outcomes.iter().filter(|outcome| word(outcome, "verdict") == verdict).collect();
        let beside =
            words(&Funds::ALL).into_iter().filter(|funds| of.iter().any(|outcome| outcome["funds"] == funds.as_str()));
        let beside: Vec<String> = beside.map(|funds| format!("`{funds}`")).collect();
        graph.nodes.push(Node { id: verdict.clone(), title: verdict.clone(), lines: Vec::new(), funds: String::new() });
        graph.edges.push(Edge { from: "call".into(), to: verdict.clone(), label: String::new() });
        let then: Vec<&str> =
            NEXT.into_iter().filter(|what| of.iter().any(|outcome| outcome["next"]["do"] == *what)).collect();
        graph.edges.extend(then.iter().map(|what| Edge {
            from: verdict.clone(),
            to: (*what).to_owned(),
            label: String::new(),
        }));
        let then: Vec<String> = then.iter().map(|what| format!("`{what}`")).collect();
        rows.push(vec![format!("`{verdict}`"), doc, beside.join(", "), then.join(", ")]);
    }
    for what in NEXT {
        let title =
            if what == "ask" { "ask what next says".to_owned() } else { next(&json!({ "next": { "do": what } })) };
        graph.nodes.push(Node { id: what.to_owned(), title, lines: Vec::new(), funds: String::new() });
    }
    Ok((graph, table(&["verdict", "what is known, and what to do", "the money", "`next`"], rows)))
}
