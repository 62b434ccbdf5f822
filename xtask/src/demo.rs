//! The main job, seen: the same payments from every language over real HTTP against the sandbox, side by side.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use sanspay_sandbox::{Running, Sandbox};
use serde_json::{Value, json};

use crate::play;
use crate::python;
use crate::ready;
use crate::story::{Step, story};
use crate::tools::{Result, command, say};

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
        "atarapay": sanspay_sandbox::account("atarapay", &sandbox.url),
        "atmoon": sanspay_sandbox::account("atmoon", &sandbox.url),
        "upi": {},
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
