//! A file of stored exchanges: every line as the library's door concludes it, in the order of the file.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Command;

use common::{fresh, sanspay, spawn};
use sanspay::door;
use serde_json::{Value, json};

/// The answers of an order API that the generated lines draw from, each with a price of its own.
fn reply(number: u64) -> Value {
    let (id, cost) = (3021 + number, 100_000 + number);
    let order = |title: &str, cost: u64| {
        let body = json!({ "status": "success", "message": "Order Fetched", "data": { "id": id, "product_id": number.to_string(),
            "product_cost": cost, "amount_payed": cost + 1500, "currency": "NGN", "status": { "id": 1, "title": title } } });
        json!({ "status": 200, "headers": [["content-type", "application/json"]], "body": body.to_string() })
    };
    match number % 10 {
        0..=4 => order("Pending", cost),
        5 => order("Pending", cost - 1),
        6 => order("Canceled", cost),
        7 => json!({ "status": 502, "headers": [], "body": "<html>" }),
        8 => json!({ "fault": "no_answer" }),
        _ => {
            json!({ "status": 200, "headers": [], "body": "{\"status\":\"error\",\"message\":\"No such order exists for the seller.\"}" })
        }
    }
}

fn question(number: u64) -> Value {
    let input = json!({ "order": 3021 + number, "product_id": number.to_string(), "amount": 100_000 + number, "currency": "NGN" });
    let replies = if number % 1000 == 999 { json!([]) } else { json!([reply(number)]) };
    json!({ "operation": "atarapay.orders.verify_payment", "input": input, "replies": replies })
}

const ACCOUNT: &str = r#"{"environment":"staging","public_key":"pub_test_1","private_key":"prv_test_2","base_url":"http://127.0.0.1:4010"}"#;

/// What the door says of a question, with the account that the sandbox knows. What was never answered is lost.
fn answer(mut question: Value) -> Value {
    question["account"] = serde_json::from_str(ACCOUNT).expect("JSON");
    let ask =
        |question: &Value| -> Value { serde_json::from_str(&door::exchange(&question.to_string())).expect("JSON") };
    let answer = ask(&question);
    if answer.get("request").is_none() {
        return answer;
    }
    question["replies"].as_array_mut().expect("a list").push(json!({ "fault": "lost" }));
    ask(&question)
}

#[test]
fn a_hundred_thousand_lines_are_concluded_as_the_door_concludes_them() {
    const LINES: u64 = 100_000;
    let [file, outcomes, doubts] = ["lines.ndjson", "outcomes.ndjson", "doubts.ndjson"].map(fresh);
    let mut text = Vec::new();
    for number in 0..LINES {
        writeln!(text, "{}", question(number)).expect("memory");
    }
    fs::write(&file, text).expect("written");
    let path = |path: &std::path::Path| path.to_str().expect("UTF-8").to_owned();
    let (outcomes_path, doubts_path) = (path(&outcomes), path(&doubts));
    let reconcile =
        ["reconcile", &path(&file), "--sandbox", "--json", "--outcomes", &outcomes_path, "--in-doubt", &doubts_path];
    let done = sanspay(&reconcile, "");
    assert_eq!(done.status, 0, "{}", done.stderr);

    let mut table = BTreeMap::new();
    let mut in_doubt = Vec::new();
    let written = fs::read_to_string(&outcomes).expect("outcomes");
    let mut lines = written.lines();
    for number in 0..LINES {
        let line: Value = serde_json::from_str(lines.next().expect("a line for each")).expect("JSON");
        let outcome = answer(question(number))["outcome"].take();
        assert_eq!((&line["line"], &line["outcome"]), (&json!(number + 1), &outcome));
        let word = |name: &str| outcome[name].as_str().expect("a word").to_owned();
        *table.entry((word("verdict"), word("funds"))).or_insert(0_u64) += 1;
        if word("verdict") == "unknown" || word("funds") == "in_doubt" {
            in_doubt.push((number + 1, outcome["next"].clone()));
        }
    }
    assert_eq!(lines.next(), None);

    let summary = done.json();
    assert_eq!(
        (&summary["lines"], &summary["concluded"], &summary["unfinished"]),
        (&json!(LINES), &json!(LINES), &json!(100))
    );
    let told: BTreeMap<_, _> = summary["table"]
        .as_array()
        .expect("a table")
        .iter()
        .map(|row| {
            let word = |name: &str| row[name].as_str().expect("a word").to_owned();
            ((word("verdict"), word("funds")), row["count"].as_u64().expect("a number"))
        })
        .collect();
    assert_eq!(told, table);
    assert_eq!(summary["in_doubt"]["count"], json!(in_doubt.len()));
    assert_eq!(summary["in_doubt"]["first"].as_array().map(Vec::len), Some(20));
    let written = fs::read_to_string(&doubts).expect("doubts");
    let written: Vec<(u64, Value)> = written
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).expect("JSON");
            (line["line"].as_u64().expect("a number"), line["next"].take())
        })
        .collect();
    assert_eq!(written, in_doubt);
    // What is not written down is concluded on a shorter way, to the same end.
    let shorter = sanspay(&["reconcile", &path(&file), "--sandbox", "--json", "--in-doubt", &outcomes_path], "");
    assert_eq!(shorter.json(), summary);
    assert_eq!(fs::read(&outcomes).expect("doubts"), fs::read(&doubts).expect("doubts"));
    for path in [file, outcomes, doubts] {
        let _ = fs::remove_file(path);
    }
}

#[test]
fn bad_lines_are_counted_and_the_rest_is_concluded() {
    let whole = |account: &str| question(1).to_string().replacen('{', &format!("{{\"account\":{account},"), 1);
    let stored = json!({ "sanspay": 1, "operation": "atarapay.orders.status", "input": { "order": 1 }, "replies": [] });
    let lines = [
        question(0).to_string(),
        String::new(),
        "{ oops".to_owned(),
        "[1]".to_owned(),
        "{\"operation\": \"atarapay.orders.verfy\", \"input\": {}}".to_owned(),
        "{\"input\": {}}".to_owned(),
        "{\"operation\": \"atarapay.orders.status\", \"input\": {\"order\": -1}}".to_owned(),
        whole(ACCOUNT),
        whole("{\"environment\": \"moon\"}"),
        stored.to_string(),
        format!("{}\r", question(2)),
    ];
    let text = sanspay(&["reconcile", "-", "--sandbox"], &lines.join("\n"));
    assert_eq!(text.status, 4, "{}{}", text.stdout, text.stderr);
    for words in [
        "Lines that could not be read: 6",
        "line 3: it is not JSON",
        "line 4: it is not an object",
        "line 6: it names no operation",
        "Lines in doubt: 1",
        "line 10: atarapay.orders.status: unknown (no_answer); next: ask atarapay.orders.status",
        "nobody knows what came of it: 1",
        "atarapay.orders.verify_payment  done     held",
    ] {
        assert!(text.stdout.contains(words), "{words}: {}", text.stdout);
    }
    let summary = sanspay(&["reconcile", "-", "--sandbox", "--json", "--list", "2"], &lines.join("\n")).json();
    assert_eq!(
        (&summary["lines"], &summary["concluded"], &summary["bad"]["count"]),
        (&json!(11), &json!(4), &json!(6))
    );
    assert_eq!(summary["bad"]["first"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_file_that_is_not_there_is_said_to_be_missing() {
    let done = sanspay(&["reconcile", "/nowhere/exchanges.ndjson"], "");
    assert!(done.status == 3 && done.stderr.contains("/nowhere/exchanges.ndjson could not be read"), "{}", done.stderr);
    let done = sanspay(&["reconcile", "-", "--outcomes", "/nowhere/outcomes.ndjson"], "");
    assert!(done.status == 3 && done.stderr.contains("could not be written"), "{}", done.stderr);
    let empty = sanspay(&["reconcile", "-"], "");
    assert!(empty.status == 0 && empty.stdout.contains("Nothing is in doubt."), "{}", empty.stdout);
}

#[test]
fn what_is_read_is_not_written_over() {
    let file = fresh("same.ndjson");
    let text = format!("{}\n", question(0));
    fs::write(&file, &text).expect("written");
    let name = file.to_str().expect("UTF-8");
    let other_name =
        file.with_file_name(format!("./{}", file.file_name().and_then(|name| name.to_str()).expect("UTF-8")));
    for output in [name, other_name.to_str().expect("UTF-8")] {
        let done = sanspay(&["reconcile", name, "--sandbox", "--outcomes", output], "");
        assert!(done.status == 3 && done.stderr.contains("it is the file that is read"), "{}", done.stderr);
    }
    assert_eq!(fs::read_to_string(&file).expect("there"), text);
    let _ = fs::remove_file(&file);
    let done = sanspay(&["reconcile", "-", "--outcomes", name, "--in-doubt", name], "");
    assert!(done.status == 2 && done.stderr.contains("name the same file") && !file.exists(), "{}", done.stderr);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_what_was_read() {
    let outcomes = fresh("interrupted.ndjson");
    let path = outcomes.to_str().expect("UTF-8");
    let many: String = (0..5000).map(|number| format!("{}\n", question(number))).collect();
    let started = || {
        let mut child = spawn(&["reconcile", "-", "--sandbox", "--json", "--outcomes", path], &[]);
        let mut stdin = child.stdin.take().expect("a pipe");
        // A pipe holds less than this, so that reading has begun.
        stdin.write_all(many.as_bytes()).expect("it reads");
        let mut told = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let interrupt = format!("kill -INT {}", child.id());
        let interrupt =
            move || assert!(Command::new("sh").args(["-c", &interrupt]).status().expect("a shell").success());
        interrupt();
        assert!(told.any(|line| line.expect("a line").contains("Ctrl-C again")));
        (child, stdin, interrupt)
    };
    let (child, mut stdin, _) = started();
    stdin.write_all(question(5000).to_string().as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let lines = summary["lines"].as_u64().expect("a number");
    assert!(summary["interrupted"] == true && lines > 0 && lines < 5001, "{summary}");
    let written = fs::read_to_string(&outcomes).expect("outcomes");
    assert_eq!(written.lines().count(), usize::try_from(lines).expect("few"));
    assert!(written.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));

    // A second one does not wait for input that may never come.
    let (mut child, stdin, interrupt) = started();
    interrupt();
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    drop(stdin);
    let _ = fs::remove_file(outcomes);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_it_with_a_word() {
    let text: String = (0..20_000).map(|number| format!("{}\n", question(number))).collect();
    let done = sanspay(&["reconcile", "-", "--sandbox", "--outcomes", "/dev/full"], &text);
    assert!(
        done.status == 3 && done.stderr.contains("/dev/full could not be written"),
        "{}{}",
        done.stdout,
        done.stderr
    );
}
