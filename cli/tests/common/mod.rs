//! The command line as its user meets it: a real process with real pipes, and a sandbox beside it.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use sanspay_sandbox::{Running, Sandbox, atarapay, atmoon};
use serde_json::Value;

/// What must never be printed: the sandbox's credentials, and the tokens made of them.
const SECRETS: [&str; 8] = [
    atarapay::PRIVATE_KEY,
    "cHViX3Rlc3RfMTpwcnZfdGVzdF8y",
    "cHJ2X3Rlc3RfM",
    atmoon::ACCESS_KEY,
    atmoon::MERCHANT_KEY,
    atmoon::API_PASSWORD,
    atmoon::UTOKEN,
    atmoon::X_CLIENT_SECRET,
];

/// What a process did.
pub struct Done {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `sanspay`, and looks for credentials in whatever it prints.
pub fn sanspay<A: AsRef<str>>(arguments: &[A], input: &str) -> Done {
    let done = finished(spawn(arguments, &[]), input.as_bytes());
    holds_no_secret(&done);
    done
}

/// The same, with these variables.
pub fn with_env(arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Done {
    let done = finished(spawn(arguments, variables), input.as_bytes());
    holds_no_secret(&done);
    done
}

/// The same, where credentials are asked for.
pub fn with_secrets<A: AsRef<str>>(arguments: &[A], input: &[u8]) -> Done {
    finished(spawn(arguments, &[]), input)
}

pub fn holds_no_secret(done: &Done) {
    for secret in SECRETS {
        assert!(!done.stdout.contains(secret), "{secret} is printed: {}", done.stdout);
        assert!(!done.stderr.contains(secret), "{secret} is told: {}", done.stderr);
    }
}

pub fn spawn<A: AsRef<str>>(arguments: &[A], variables: &[(&str, &str)]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sanspay"))
        .args(arguments.iter().map(AsRef::as_ref))
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

pub fn finished(mut child: Child, input: &[u8]) -> Done {
    // A process that reads no further than it must may have closed its end.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let Output { status, stdout, stderr } = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Done { status: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr) }
}

impl Done {
    /// The only line of JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }

    /// Every line of JSON.
    pub fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

/// A sandbox, and the option that points a command at it.
pub fn sandbox() -> (Running, String) {
    let running = sanspay_sandbox::start(Sandbox::new(1)).expect("a port");
    let option = format!("--sandbox={}", running.url);
    (running, option)
}

/// A sandbox in which order 3021 is paid, for the merchant's order 1447 over 4000 naira.
pub fn paid_order() -> (Running, String) {
    let (running, option) = sandbox();
    let form = "token=pub_test_1&email=buyer%40example.com&phone_number=08082094382&currency=NGN&amount=400000&\
        customer_firstname=Emeka&customer_lastname=Adeniyi&order_product_id=1447&order_product_name=Telephone&\
        delivery_date=2024-02-01+12%3A00%3A00&delivery_location=Gombe&recipient=08082094382&type=1";
    let mut paying =
        sanspay_sandbox::Request::new("POST", "/").header("content-type", "application/x-www-form-urlencoded");
    paying.body = form.as_bytes().to_vec();
    running.sandbox().answer(&paying);
    assert_eq!(running.sandbox().truth().atarapay.orders.len(), 1);
    (running, option)
}

/// A path of its own for each test, with nothing there.
pub fn fresh(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("sanspay-cli-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}
