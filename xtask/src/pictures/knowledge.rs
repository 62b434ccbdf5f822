//! AT MOON's payments: everything that a shop can come to know of one, and what taught it that. The sandbox answers in every
//! way it has, by amount and by rule, after everything that people can do; what the shop knew is settled with what it saw.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sanspay::Effect;
use sanspay_sandbox::{FAULTS, Sandbox, WireFault};
use serde_json::{Value, json};

use super::graph::{Edge, Graph, Node, next, table, word};
use super::shop::{ask, moves, settled};
use crate::tools::Result;

/// A payment, by the operation that begins it.
pub struct Payment {
    pub operation: &'static str,
    /// Its input, but for the amount.
    pub input: Value,
}

/// What the shop knows, and the sandbox it knows it of.
struct Situation {
    known: Value,
    /// Whether that is only that something can be paid now, which is not to be settled with whether it was.
    made: bool,
    sandbox: Sandbox,
}

#[derive(Default)]
struct Explored {
    graph: Graph,
    taught: BTreeMap<(String, String), BTreeSet<String>>,
    seen: BTreeSet<String>,
    open: VecDeque<Situation>,
}

/// The picture, and the table that says the same.
pub fn payment(of: &Payment) -> Result<(Graph, String)> {
    let mut explored = Explored::default();
    let begin = Node { id: "begin".into(), title: of.operation.to_owned(), lines: vec![], funds: String::new() };
    explored.graph.nodes.push(begin);
    // An ordinary amount first, then all that make the sandbox misbehave, then all faults on the way.
    for amount in std::iter::once(150_000).chain(FAULTS.iter().map(|row| row.amount)) {
        explored.begin(of, amount, Sandbox::new(1))?;
    }
    for (struck, (_, fault, _)) in
        [of.operation, "atmoon.token.create"].into_iter().flat_map(|name| WireFault::ALL.map(|fault| (name, fault)))
    {
        let mut sandbox = Sandbox::new(1);
        sandbox.fault_by(vec![format!("{struck}: {fault}").parse()?]);
        explored.begin(of, 150_000, sandbox)?;
    }
    while let Some(situation) = explored.open.pop_front() {
        explored.go_on(&situation)?;
    }
    Ok(explored.told())
}

impl Explored {
    fn begin(&mut self, of: &Payment, amount: u64, mut sandbox: Sandbox) -> Result {
        let mut input = of.input.clone();
        input["amount"] = amount.into();
        let (known, reply) = ask(&mut sandbox, of.operation, &input)?;
        sandbox.fault_by(Vec::new());
        let moves_money = sanspay::operations()
            .operations
            .iter()
            .any(|one| one.name == of.operation && one.effect == Some(Effect::MovesMoney));
        self.learn("begin", known.clone(), !moves_money, &told(&known, &reply), sandbox);
        Ok(())
    }

    /// Asks what is to be asked, after whatever people may have done, over a network that may fail.
    fn go_on(&mut self, Situation { known, made, sandbox }: &Situation) -> Result {
        let next = &known["next"];
        if next["do"] != "ask" {
            return Ok(());
        }
        let operation = next["operation"].as_str().unwrap_or_default();
        let mut later = Sandbox::resumed(&sandbox.saved())?;
        later.advance(3600);
        let mut worlds = vec![Sandbox::resumed(&sandbox.saved())?, later, Sandbox::new(2)];
        worlds.extend(moves(sandbox)?.into_iter().map(|(_, after)| after));
        for world in worlds {
            for fault in std::iter::once(None).chain(WireFault::ALL.map(|(_, fault, _)| Some(fault))) {
                let mut world = Sandbox::resumed(&world.saved())?;
                world.fault_by(
                    fault
                        .map(|fault| format!("{operation}: {fault}").parse())
                        .into_iter()
                        .collect::<std::result::Result<_, _>>()?,
                );
                let (seen, reply) = ask(&mut world, operation, &next["input"])?;
                world.fault_by(Vec::new());
                let told = told(&seen, &reply);
                let then = if *made { seen } else { settled(known, &seen)? };
                self.learn(&id(known), then, false, &told, world);
            }
        }
        Ok(())
    }

    fn learn(&mut self, from: &str, known: Value, made: bool, told: &str, sandbox: Sandbox) {
        let to = id(&known);
        if !self.graph.nodes.iter().any(|node| node.id == to) {
            let (title, funds) = (word(&known, "verdict"), word(&known, "funds"));
            let node = Node { id: to.clone(), title, lines: vec![funds.clone(), next(&known)], funds };
            self.graph.nodes.push(node);
        }
        self.taught.entry((from.to_owned(), to.clone())).or_default().insert(told.to_owned());
        // Times and references go on for ever; where the money is does not.
        let truth = sandbox.truth().atmoon;
        let pages = truth.payments.iter().map(|of| (of.amount, of.money));
        let links = truth.payins.iter().map(|of| (of.amount, of.money));
        let payouts = truth.payouts.iter().map(|of| (of.amount, of.money));
        let money: Vec<_> = pages.chain(links).chain(payouts).collect();
        if self.seen.insert(format!("{to} {money:?}")) {
            self.open.push_back(Situation { known, made, sandbox });
        }
    }

    fn told(mut self) -> (Graph, String) {
        let mut rows = Vec::new();
        let order = |id: &str| self.graph.nodes.iter().position(|node| node.id == id);
        let mut taught: Vec<_> = self.taught.iter().collect();
        taught.sort_by_key(|((from, to), _)| (order(from), order(to)));
        for ((from, to), lessons) in taught {
            // The gateway's own codes first.
            let mut lessons: Vec<String> = lessons.iter().cloned().collect();
            lessons.sort_by_key(|told| told.starts_with(char::is_lowercase));
            rows.push(vec![
                self.named(from),
                lessons.join(", "),
                if from == to { "the same".to_owned() } else { self.named(to) },
            ]);
            for label in lessons {
                self.graph.edges.push(Edge { from: from.clone(), to: to.clone(), label });
            }
        }
        (self.graph, table(&["what is known", "what comes back", "what is known then"], rows))
    }

    /// A state in words.
    fn named(&self, id: &str) -> String {
        match self.graph.nodes.iter().find(|node| node.id == id) {
            Some(Node { title, lines, .. }) if !lines.is_empty() => {
                format!("`{title}` \u{b7} `{}`, {}", lines[0], lines[1])
            }
            _ => "nothing yet".to_owned(),
        }
    }
}

/// What is known is told apart by what a shop must do and may believe.
fn id(known: &Value) -> String {
    format!("{} {} {}", word(known, "verdict"), word(known, "funds"), next(known))
}

/// What came back, in few words: the gateway's own where it has any.
fn told(seen: &Value, reply: &Value) -> String {
    let reason = seen["reason"]["code"].as_str().unwrap_or_default();
    let read: Value = serde_json::from_str(reply["body"].as_str().unwrap_or_default()).unwrap_or_default();
    let code =
        [&read["code"], &read["data"]["code"], &read["data"]["data"]["code"]].into_iter().find_map(Value::as_str);
    match (reason, code) {
        ("mismatch", _) => "of another payment".to_owned(),
        ("no_answer" | "http_status" | "not_json", _) => "no usable answer".to_owned(),
        ("repaired", _) => "not quite JSON".to_owned(),
        ("unrecognised", None) => "other words".to_owned(),
        ("", None) => "what was asked for".to_owned(),
        ("no_token", _) | (_, None) => reason.replace('_', " "),
        (_, Some(code)) => code.to_owned(),
    }
}

/// What the story pays.
pub fn payout() -> Payment {
    let input = json!({ "beneficiary_name": "A Seller", "beneficiary_account": "001234567890", "ifsc": "HDFC0001234", "payment_mode": "IMPS" });
    Payment { operation: "atmoon.payout.create", input }
}

/// A hosted page.
pub fn page() -> Payment {
    let input = json!({ "name": "A Buyer", "phone": "9193979193", "email": "buyer@example.com", "redirect_url": "https://shop.example/" });
    Payment { operation: "atmoon.pg.initiate", input }
}

/// A UPI link.
pub fn link() -> Payment {
    let input = json!({ "merchant_transaction_id": "Order1448", "payment_for": "A telephone", "payment_mode": "INTENT",
        "callback_url": "https://shop.example/atmoon",
        "customer_details": { "customer_email": "buyer@example.com", "customer_phone": "9876543210" } });
    Payment { operation: "atmoon.payin.create", input }
}
