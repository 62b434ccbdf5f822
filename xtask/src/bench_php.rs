//! What the engines cost in PHP, in one run beside the same work written by hand: per call, per request of php-fpm, for the
//! first answer of a process, and in a worker's memory. Ratios are what to read: the machine differs, they less.

#![allow(clippy::float_arithmetic, reason = "times are no money")]

use std::path::Path;

use crate::bench::{Times, measured, work};
use crate::php;
use crate::tools::{Result, command, say};

const WHO: [&str; 3] = ["by hand", "native", "pulley"];

/// Measures everything and prints it.
pub fn run(root: &Path) -> Result {
    php::installed(root)?;
    php::ready(root)?;
    let folder = root.join("xtask/bench");
    let work = work();
    let php = |script| measured(command("php", ["-d", "ffi.enable=1", script], &folder), &work);
    say("measuring calls in PHP");
    let calls = php("bench.php")?;
    say("measuring php-fpm");
    let fpm = php("fpm.php")?;

    println!(
        "\nmicroseconds per call in PHP: build atarapay.orders.verify_payment, classify its reply, verify a notice\n"
    );
    const TASKS: [&str; 3] = ["build", "classify", "notice"];
    heading(&TASKS);
    for (who, what) in [
        ("by hand", "by hand"),
        ("native", "native"),
        ("native, text", "  of which the engine"),
        ("pulley", "pulley"),
        ("pulley, text", "  of which the engine"),
    ] {
        row(what, TASKS.map(|task| cell(&calls, who, task)), 2);
    }
    println!("\nratios to the same by hand\n");
    for who in &WHO[1..] {
        row(who, TASKS.map(|task| Some(cell(&calls, who, task)? / cell(&calls, "by hand", task)?)), 1);
    }
    println!("\na request of php-fpm that opens everything and classifies one reply; a worker's first; its memory\n");
    const COSTS: [&str; 4] = ["request us", "round trip us", "first ms", "worker kB"];
    heading(&COSTS);
    for way in ["ffi.enable=1", "preloaded", "a command"] {
        for who in ["nobody", "hand", "native", "pulley"] {
            let name = format!("{way}, {who}");
            row(&name, COSTS.map(|cost| cell(&fpm, &name, cost)), 1);
        }
    }
    println!("\n(nobody: an empty script. Memory is what a worker has to itself beyond that.)");
    Ok(())
}

fn heading<const N: usize>(names: &[&str; N]) {
    print!("{:<26}", "");
    names.iter().for_each(|name| print!("{name:>15}"));
    println!();
}

fn row<const N: usize>(name: &str, cells: [Option<f64>; N], digits: usize) {
    print!("{name:<26}");
    for cell in cells {
        print!("{:>15}", cell.map_or_else(|| "\u{2013}".to_owned(), |cell| format!("{cell:.digits$}")));
    }
    println!();
}

fn cell(table: &Times, row: &str, column: &str) -> Option<f64> {
    table.get(row)?.get(column).copied()
}
