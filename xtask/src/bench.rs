//! Time per call, in one run beside what one would use instead: the same work written by hand, and others' libraries
//! verifying a webhook; and what a package costs before its first call. Figures are the best of many rounds, of imports
//! the median, and ratios are what to read: the machine differs, they less.

#![allow(clippy::float_arithmetic, reason = "times are no money")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::stamp::Stamp;
use crate::tools::{Result, command, quietly, say};
use crate::{python, ready};

/// Who takes how much of what: microseconds for a task, kilobytes, milliseconds.
pub type Times = BTreeMap<String, BTreeMap<String, f64>>;

const TASKS: [&str; 3] = ["build", "classify", "notice"];
const COSTS: [&str; 3] = ["tarball KB", "entry gz KB", "first import ms"];

/// Measures everything and prints it.
pub fn run(root: &Path) -> Result {
    ready::ready(root)?;
    let python = python::ready(root)?;
    let folder = root.join("xtask/bench");
    let installed = Stamp::new(
        root,
        "bench-packages",
        &[
            "xtask/bench/package.json",
            "npm/package.json",
            "xtask/bench/requirements.txt",
            "bindings-python/requirements-test.txt",
        ],
    )?;
    if !installed.is_fresh() || !folder.join("node_modules").exists() {
        say("installing what it is measured beside");
        quietly(command("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], &folder))?;
        quietly(command(
            &python,
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", "requirements.txt"],
            &folder,
        ))?;
        installed.set()?;
    }
    let work = work();
    say("measuring Rust");
    let rust = measured(
        command("cargo", ["run", "--quiet", "--release", "--package", "sanspay", "--example", "bench"], root),
        &work,
    )?;
    say("measuring Node");
    let node = measured(command("node", ["bench.mjs"], &folder), &work)?;
    say("measuring packages");
    let packages = measured(command("node", ["packages.mjs"], &folder), &work)?;
    say("measuring Python");
    let python = measured(command(&python, ["bench.py"], &folder), &work)?;

    println!(
        "\nmicroseconds per call: build atarapay.orders.verify_payment, classify its reply of 1.1 kB, verify a notice of 1.1 kB\n"
    );
    println!("{:<26}{:>10}{:>10}{:>10}", "", TASKS[0], TASKS[1], TASKS[2]);
    for (language, times) in [("Rust", &rust), ("Node", &node), ("Python", &python)] {
        for who in ["sanspay", "by hand", "pydantic", "stripe", "razorpay", "standardwebhooks"] {
            if let Some(times) = times.get(who) {
                row(&format!("{language}, {who}"), |task| times.get(task).map(|time| format!("{time:.2}")));
            }
        }
    }
    println!("\nratios (below 1: sanspay is faster)\n");
    for (language, times) in [("Node", &node), ("Python", &python)] {
        for other in ["by hand", "pydantic", "stripe", "razorpay", "standardwebhooks"] {
            if !times.contains_key(other) {
                continue;
            }
            let ratio = |task: &str| Some(times.get("sanspay")?.get(task)? / times.get(other)?.get(task)?);
            row(&format!("{language}, to {other}"), |task| ratio(task).map(|ratio| format!("{ratio:.2}")));
        }
    }
    println!("\nbefore the first call, in Node: what npm downloads, what a bundle carries, what an import takes\n");
    println!("{:<26}{:>16}{:>16}{:>18}", "", COSTS[0], COSTS[1], COSTS[2]);
    for (name, costs) in packages {
        let cell = |cost: &str| costs.get(cost).map_or("\u{2013}".to_owned(), |cost| format!("{cost:.1}"));
        println!("{name:<26}{:>16}{:>16}{:>18}", cell(COSTS[0]), cell(COSTS[1]), cell(COSTS[2]));
    }
    Ok(())
}

fn row(name: &str, cell: impl Fn(&str) -> Option<String>) {
    print!("{name:<26}");
    TASKS.iter().for_each(|task| print!("{:>10}", cell(task).unwrap_or_else(|| "\u{2013}".to_owned())));
    println!();
}

pub fn measured(mut runner: Command, work: &Value) -> Result<Times> {
    let mut child = runner.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(work.to_string().as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("{}: {}", runner.get_program().to_string_lossy(), output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The work that everyone does.
pub fn work() -> Value {
    let order = json!({ "id": 3021, "type": 1, "customer_id": 278, "beneficiary_merchant_id": 117, "is_marketplace": 0,
        "shipping_cost": 0, "category": null, "product_id": "1447", "product_name": "Samsung Galaxy 7s", "product_desc": "Samsung Galaxy 7s",
        "product_cost": 400_000, "started_by": null, "amount_payed": 450_000, "amount_net": 383_250, "payment_number": 2532,
        "payment_ref": null, "gateway_name": "Paystack", "callback_url": null, "comment": null, "delivery_man": 0,
        "delivery_location": "Gombe, NG, 140301", "delivery_city": "", "delivery_state": "", "delivery_country": "",
        "product_delivery_status": 0, "transaction_date": "2020-06-27 07:30:54", "delivery_date": "0000-00-00",
        "status": { "id": 1, "title": "Pending", "description": "Orders placed and paid for into escrow", "deleted_at": null,
            "created_at": null, "updated_at": null },
        "state": 0, "shipping_method": null, "quantity": null, "max_delivery_days": 7, "extra": null, "sla": 1,
        "cancellation_fee": 20_000, "currency": "NGN", "conversion_ratio": 1, "deleted_at": null, "created_at": "2020-06-27 07:30:54" });
    let body = json!({ "status": "success", "message": "Order Fetched", "data": order }).to_string();
    let token =
        "YjhrUDdBMWU2N3MwamMzaDk4VDhwSDcxZHE2NkowczM6UEtwNnozalRjTGVRTmMxaDN1OWUwZmZYNzdOWTkxYWRFMTI6MzAyMTo0NTAwMDA=";
    let notice =
        json!({ "status": "Pending II", "message": "Second delivery", "data": order, "token": token }).to_string();
    json!({
        "account": { "environment": "staging", "public_key": "b8kP7A1e67s0jc3h98T8pH71dq66J0s3", "private_key": "PKp6z3jTcLeQNc1h3u9e0ffX77NY91adE12" },
        "input": { "order": 3021, "product_id": "1447", "amount": 400_000, "currency": "NGN" },
        "reply": { "status": 200, "headers": [["content-type", "application/json"]], "body": body },
        "message": { "headers": [["content-type", "application/json"]], "body": notice },
    })
}
