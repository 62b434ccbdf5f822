//! `sanspay sandbox`, as a test script of any language starts it.

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Child;

use common::{fresh, sanspay, spawn, with_secrets};
use serde_json::{Value, json};

/// A sandbox that is killed in the end, and what it told. Nobody reads on after that.
struct Started(Child, Value);

impl Started {
    fn with(options: &[&str]) -> Self {
        let mut child = spawn(&[&["sandbox", "--json", "--port", "0"], options].concat(), &[]);
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        Self(child, serde_json::from_str(&line).expect("JSON"))
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn it_tells_in_one_line_where_it_is_and_with_what_account() {
    let [state, account] = ["sandbox.state", "sandbox.account"].map(fresh);
    let (path, account_path) = (state.to_str().expect("UTF-8"), account.to_str().expect("UTF-8"));
    for resumed in [false, true] {
        let started = Started::with(&["--seed", "7", "--state", path]);
        let told = &started.1;
        let url = told["url"].as_str().expect("an address");
        assert_eq!(
            (&told["seed"], &told["state"], &told["resumed"], &told["dashboard"]),
            (&json!(7), &json!(path), &json!(resumed), &json!(format!("{url}/")))
        );
        // Its accounts are a file as it is.
        fs::write(&account, told["accounts"].to_string()).expect("written");
        let send = ["send", "--account", account_path];
        let done = with_secrets(&[&send[..], &["atmoon.token.create"]].concat(), b"");
        assert_eq!(done.status, 0, "{}{}", done.stdout, done.stderr);
        let done = with_secrets(&[&send[..], &["atarapay.orders.status", "--set", "order=1"]].concat(), b"");
        assert_eq!(done.status, 11, "{}{}", done.stdout, done.stderr);
    }
    let started = Started::with(&[]);
    assert_eq!(
        (&started.1["state"], &started.1["resumed"], &started.1["seed"]),
        (&Value::Null, &json!(false), &json!(1))
    );
    let port = started.1["url"].as_str().and_then(|url| url.rsplit(':').next()).expect("a port").to_owned();
    let done = sanspay(&["sandbox", "--json", "--port", &port], "");
    assert!(done.status == 3 && done.stderr.is_empty(), "{}", done.stderr);
    assert!(done.json()["error"]["message"].as_str().is_some_and(|words| words.contains("another with --port")));
    for file in [fresh("sandbox.state.lock"), state, account] {
        let _ = fs::remove_file(file);
    }
}

#[test]
fn what_it_cannot_do_is_said_with_what_it_can() {
    let done = sanspay(&["sandbox", "--port", "0", "--state", "/nowhere/x"], "");
    assert!(done.status == 3 && done.stderr.contains("the state file /nowhere/x cannot be used"), "{}", done.stderr);
    for (rule, words) in [
        ("atmoon.payot.create:lose_answer", "did you mean atmoon.payout.create? A rule"),
        ("atmoon.payout.create:lose_anser", "there are lose_request, lose_answer"),
        ("bananas:cut", "no operation \"bananas\". A rule"),
    ] {
        let done = sanspay(&["sandbox", "--port", "0", "--fault", rule], "");
        assert!(done.status == 2 && done.stderr.contains(words), "{}", done.stderr);
    }
}
