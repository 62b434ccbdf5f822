//! The main job, seen: the same payments from every language over real HTTP against the sandbox, side by side.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use sanspay_sandbox::{Running, Sandbox, atarapay, atmoon};
use serde_json::{Value, json};

use crate::play;
use crate::python;
use crate::ready;
use crate::tools::{Result, command, say};

/// Something that happens in the story.
struct Step {
    /// What is remembered under which name.
    name: &'static str,
    /// What happens, in words; empty for what only the buyer does.
    words: String,
    /// What a shop asks and with what, or what a buyer posts.
    action: Value,
    /// Verdict and funds that every language must come to.
    expected: &'static str,
}

/// Plays the story in every language, prints the table, and fails where a cell is not what the story says.
pub fn run(root: &Path) -> Result {
    say("building the bindings (the first time takes a few minutes)");
    ready::ready(root)?;
    let python = python::ready(root)?;
    let started = Instant::now();
    let steps = story();
    let node = |way: &str| command("node", [&root.join("xtask/demo/story.mjs").display().to_string(), way], root);
    let script = root.join("xtask/demo/story.py").display().to_string();
    let languages: [(&str, Option<Command>); 4] = [
        ("Rust", None),
        ("Node", Some(node("package"))),
        ("Python", Some(command(python, [script], root))),
        ("bare .wasm", Some(node("bare"))),
    ];
    let mut columns = Vec::new();
    for (language, player) in languages {
        say(&format!("{language} plays the story over HTTP"));
        let sandbox = sanspay_sandbox::start(Sandbox::new(1))?;
        let script = script_for(&steps, &sandbox);
        let cells = match player {
            None => play::in_rust(&script)?,
            Some(player) => play_elsewhere(player, &script)?,
        };
        columns.push((language, cells));
    }
    let shown: Vec<&Step> = steps.iter().filter(|step| !step.expected.is_empty()).collect();
    let wrong = table(&shown, &columns);
    println!("{} steps in {} languages, {} s", shown.len(), columns.len(), started.elapsed().as_secs());
    if wrong > 0 { Err(format!("{wrong} cells are not what the story says").into()) } else { Ok(()) }
}

/// The story for one sandbox: its address in the accounts and in what buyers post.
fn script_for(steps: &[Step], sandbox: &Running) -> Value {
    let accounts = json!({
        "atarapay": { "environment": "staging", "public_key": atarapay::PUBLIC_KEY, "private_key": atarapay::PRIVATE_KEY,
            "base_url": sandbox.url },
        "atmoon": { "access_key": atmoon::ACCESS_KEY, "merchant_key": atmoon::MERCHANT_KEY, "client_id": atmoon::CLIENT_ID,
            "api_password": atmoon::API_PASSWORD, "base_url": sandbox.url },
    });
    let steps = steps.iter().map(|step| {
        let mut action = step.action.clone();
        if !step.name.is_empty() {
            action["name"] = json!(step.name);
        }
        action
    });
    let script = json!({ "accounts": accounts, "steps": steps.collect::<Vec<_>>() });
    // Buyers post to addresses that are known only now.
    serde_json::from_str(&script.to_string().replace("{sandbox}", &sandbox.url)).unwrap_or(script)
}

fn play_elsewhere(mut player: Command, script: &Value) -> Result<Vec<String>> {
    let mut child = player.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(script.to_string().as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("{}: {}", player.get_program().to_string_lossy(), output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}

/// A row per step, a column per language; says how many cells are wrong.
fn table(steps: &[&Step], columns: &[(&str, Vec<String>)]) -> usize {
    let mut wrong = 0;
    let width = steps.iter().map(|step| step.words.chars().count()).max().unwrap_or_default();
    print!("\n{:<width$}", "");
    columns.iter().for_each(|(language, _)| print!("  {language:<20}"));
    println!();
    for (row, step) in steps.iter().enumerate() {
        print!("{:<width$}", step.words);
        for (_, cells) in columns {
            let cell = cells.get(row).map_or("nothing", String::as_str);
            let mark = if cell == step.expected { "" } else { " \u{2717}" };
            wrong += usize::from(cell != step.expected);
            print!("  {:<20}", format!("{cell}{mark}"));
        }
        println!();
        if columns.iter().any(|(_, cells)| cells.get(row).map(String::as_str) != Some(step.expected)) {
            println!("{:<width$}  \u{2717} the story says: {}", "", step.expected);
        }
    }
    println!();
    wrong
}

/// What happens: a payment through each gateway, and then what can go wrong with one. The amounts from 99004 on make
/// the sandbox misbehave; see its README.
fn story() -> Vec<Step> {
    let mut steps = Vec::new();
    let project = json!({ "project_name": "Eko Atlantic", "description": "A house, in four milestones.",
        "customer_email": "buyer@example.com", "customer_phone": "+2348082094382" });
    steps.push(ask("", "AtaraPay: create an escrow project", "atarapay.projects.create", project, "done untouched"));
    escrow(&mut steps, 400_000, &[("the buyer pays; verify", "done held")]);
    let known = json!({ "order": "$back.order" });
    steps.push(ask("", "          what AtaraPay knows of the order", "atarapay.orders.status", known, "done held"));
    escrow(&mut steps, 99_006, &[("a kobo less was paid", "unknown in_doubt")]);
    escrow(&mut steps, 99_004, &[("a 500 after payment", "unknown in_doubt"), ("asked again", "done held")]);
    escrow(&mut steps, 99_005, &[("the answer is lost", "unknown in_doubt"), ("asked again", "done held")]);
    escrow(&mut steps, 99_008, &[("an HTML page", "unknown in_doubt")]);
    steps.push(ask("", "AT MOON:  fetch a token", "atmoon.token.create", json!({}), "done untouched"));
    hosted(&mut steps, 49_900, &["done untouched"], &[("the buyer pays; verify", "done settled")]);
    hosted(&mut steps, 99_006, &["done untouched"], &[("a paisa less was paid", "unknown in_doubt")]);
    let again = ["unknown untouched", "done untouched"];
    hosted(&mut steps, 99_004, &again, &[("a 500 after payment", "unknown in_doubt"), ("asked again", "done settled")]);
    hosted(&mut steps, 99_005, &again, &[("the answer is lost", "unknown in_doubt"), ("asked again", "done settled")]);
    hosted(&mut steps, 99_008, &["done untouched"], &[("an HTML page", "unknown in_doubt")]);
    steps
}

/// A buyer pays AtaraPay's form, comes back with an order number, and the shop verifies it, once or more often.
fn escrow(steps: &mut Vec<Step>, amount: u64, verified: &[(&str, &'static str)]) {
    let form: BTreeMap<&str, String> = [
        ("token", atarapay::PUBLIC_KEY),
        ("email", "buyer@example.com"),
        ("phone_number", "08082094382"),
        ("currency", "NGN"),
        ("amount", &amount.to_string()),
        ("customer_firstname", "Emeka"),
        ("customer_lastname", "Adeniyi"),
        ("order_product_id", "1447"),
        ("order_product_name", "Telephone"),
        ("delivery_date", "2026-12-01 12:00:00"),
        ("delivery_location", "Gombe"),
        ("recipient", "08082094382"),
        ("type", "1"),
        ("callback_url", "https://shop.example/return"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into();
    let action = json!({ "buyer": { "url": "{sandbox}/", "form": form } });
    steps.push(Step { name: "back", words: String::new(), action, expected: "" });
    let question =
        json!({ "order": "$back.order", "product_id": "$back.product", "amount": amount, "currency": "NGN" });
    for (words, expected) in verified {
        steps.push(ask(
            "",
            &format!("          {words}"),
            "atarapay.orders.verify_payment",
            question.clone(),
            expected,
        ));
    }
}

/// A shop makes a page at AT MOON's, a buyer pays it, and the shop verifies it, once or more often.
fn hosted(steps: &mut Vec<Step>, amount: u64, made: &[&'static str], verified: &[(&str, &'static str)]) {
    let page = json!({ "name": "A Buyer", "phone": "9193979193", "email": "buyer@example.com", "amount": amount,
        "redirect_url": "https://shop.example/return" });
    for (turn, expected) in made.iter().enumerate() {
        let words = if turn == 0 { "          make a payment page" } else { "          asked again" };
        steps.push(ask("page", words, "atmoon.pg.initiate", page.clone(), expected));
    }
    let action = json!({ "buyer": { "url": "$page.url/pay", "form": {} } });
    let question = json!({ "page_token": "$page.page_token", "transaction_id": "$page.transaction_id",
        "pg_reference_no": "$page.pg_reference_no", "amount": amount });
    steps.push(Step { name: "paid", words: String::new(), action, expected: "" });
    for (words, expected) in verified {
        steps.push(ask("", &format!("          {words}"), "atmoon.pg.verify", question.clone(), expected));
    }
}

#[allow(clippy::needless_pass_by_value, reason = "an input belongs to its step")]
fn ask(name: &'static str, words: &str, operation: &str, input: Value, expected: &'static str) -> Step {
    let action = json!({ "operation": operation, "input": input });
    Step { name, words: words.to_owned(), action, expected }
}
