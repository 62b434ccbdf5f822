//! `sanspay reconcile` on a million stored exchanges, beside a jq and a Python script written for just these replies. All
//! three must come to the same table.

#![allow(clippy::float_arithmetic, reason = "times are no money")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use crate::tools::{Result, command, debian, output, quietly, say};

const LINES: u64 = 1_000_000;
/// Each is run so often, in turn; the best counts.
const ROUNDS: usize = 3;

/// Who concludes them.
const WHO: [&str; 4] =
    ["sanspay reconcile, two threads", "sanspay reconcile, one thread", "jq, by hand", "Python, by hand"];

type Table = BTreeMap<String, u64>;

/// Measures, and prints rows a second.
pub fn run(root: &Path) -> Result {
    debian(root, "/usr/bin/jq", &["jq"])?;
    say("building the command line");
    quietly(command("cargo", ["build", "--quiet", "--release", "--package", "sanspay-cli"], root))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
    let file = target.join("reconcile.ndjson");
    say("writing a million exchanges");
    write(&file)?;
    let bytes = fs::metadata(&file)?.len();
    let (name, binary) = (file.to_string_lossy().into_owned(), target.join("release/sanspay"));
    let sanspay = |threads: &str| {
        command(&binary, ["reconcile", &name, "--sandbox", "--json", "--list", "0", "--threads", threads], root)
    };
    let by = |who: usize| match who {
        0 => sanspay("2"),
        1 => sanspay("1"),
        2 => command("jq", ["-nc", "-f", "xtask/bench/reconcile.jq", &name], root),
        _ => command("python3", ["xtask/bench/reconcile.py", &name], root),
    };
    let mut best = [(f64::INFINITY, f64::INFINITY); WHO.len()];
    let mut tables = Vec::new();
    for round in 1..=ROUNDS {
        say(&format!("round {round} of {ROUNDS}"));
        for (who, best) in best.iter_mut().enumerate() {
            let (began, worked) = (Instant::now(), of_children());
            let printed = output(by(who))?.stdout;
            *best = (best.0.min(began.elapsed().as_secs_f64()), best.1.min(of_children() - worked));
            tables.push(table(&serde_json::from_slice(&printed)?));
        }
    }
    fs::remove_file(&file)?;
    if tables.iter().any(|table| *table != tables[0]) {
        return Err(format!("they do not come to the same: {tables:?}").into());
    }
    println!("{LINES} exchanges, {} MB; the best of {ROUNDS} runs each\n", bytes / 1_000_000);
    println!("{:<32}{:>10}{:>10}{:>14}{:>10}", "", "seconds", "of a core", "rows/s", "ratio");
    for (name, (seconds, worked)) in WHO.iter().zip(best) {
        let (rate, ratio) = (1_000_000.0 / seconds, seconds / best[0].0);
        println!("{name:<32}{seconds:>10.2}{worked:>10.2}{rate:>14.0}{ratio:>10.2}");
    }
    println!("\n{}", json!(tables[0]));
    Ok(())
}

/// How many seconds of a core this program's children have had, which says more than the clock where others work too. In
/// hundredths, as Linux counts; elsewhere none.
fn of_children() -> f64 {
    let counted = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = counted.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(13).take(2).filter_map(|ticks| ticks.parse::<u32>().ok());
    f64::from(ticks.sum::<u32>()) / 100.0
}

/// How many lines came to each verdict and funds: the command line's table, or a script's counts.
fn table(printed: &Value) -> Table {
    let row = |row: &Value| {
        let words = [&row["verdict"], &row["funds"]].map(|word| word.as_str().unwrap_or_default());
        (words.join(" "), row["count"].as_u64().unwrap_or_default())
    };
    let count = |(words, count): (&String, &Value)| (words.clone(), count.as_u64().unwrap_or_default());
    match &printed["table"] {
        Value::Array(rows) => rows.iter().map(row).collect(),
        _ => printed.as_object().into_iter().flatten().map(count).collect(),
    }
}

/// Orders as AtaraPay tells of them: most are paid, some are one kobo short, cancelled, unknown to it, or without an answer.
fn write(path: &Path) -> Result {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    for number in 0..LINES {
        let (id, product, cost) = (3021 + number, number.to_string(), 100_000 + number);
        let order = |title: &str, cost: u64| {
            let body = json!({ "status": "success", "message": "Order Fetched", "data": { "id": id, "product_id": product,
                "product_cost": cost, "amount_payed": cost + 1500, "currency": "NGN",
                "status": { "id": 1, "title": title } } });
            json!({ "status": 200, "headers": [["content-type", "application/json"]], "body": body.to_string() })
        };
        let unknown = "{\"status\":\"error\",\"message\":\"No such order exists for the seller.\"}";
        let reply = match number % 20 {
            0..=13 => order("Pending", cost),
            14 => order("Pending", cost - 1),
            15 => order("Canceled", cost),
            16 => json!({ "status": 502, "headers": [], "body": "<html>" }),
            17 => json!({ "fault": "no_answer" }),
            18 => json!({ "fault": "not_sent" }),
            _ => json!({ "status": 200, "headers": [], "body": unknown }),
        };
        let input = json!({ "order": id, "product_id": product, "amount": cost, "currency": "NGN" });
        let line = json!({ "operation": "atarapay.orders.verify_payment", "input": input, "replies": [reply] });
        writeln!(file, "{line}")?;
    }
    Ok(file.flush()?)
}
