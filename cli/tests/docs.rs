//! Every command of `docs/cli.md`, run as it stands there, with the exit status that stands behind it; and the README's.

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use common::{Done, holds_no_secret, sanspay};
use serde_json::json;

const BOOK: &str = include_str!("../../docs/cli.md");
const README: &str = include_str!("../../README.md");
/// How the README calls what is tested here.
const BY_CARGO: &str = "cargo run -q -p sanspay-cli -- ";
/// Takes minutes, and is what builds this test's own binary.
const NOT_RUN: &str = "cargo build --release --target x86_64-unknown-linux-musl -p sanspay-cli";

/// The lines of all blocks in a language.
fn blocks(document: &'static str, language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    document.split(fence.as_str()).skip(1).filter_map(|block| block.split("\n```").next()).collect()
}

/// A shop that takes whatever comes.
fn shop() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut read = [0; 16 << 10];
            let _ = stream.read(&mut read);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    url
}

/// `sanspay sandbox`, on a port of its own.
struct Sandbox(Child, String);

impl Sandbox {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sanspay"))
            .args(["sandbox", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut greeting = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        greeting.read_line(&mut line).expect("a line");
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).expect("an address").to_owned();
        // Whatever else it says is read, or it would have nobody to say it to.
        thread::spawn(move || greeting.lines().for_each(drop));
        Self(child, url)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the book's commands read.
fn lay_out(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("written");
    write("payout.json", blocks(BOOK, "json")[0]);
    let refused = "{\"status\":\"error\",\"message\":\"No such order exists for the seller.\"}";
    write("reply.http", &format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{refused}"));
    write("reply.json", "{}");
    let status = json!({ "operation": "atarapay.orders.status", "input": { "order": 3021 },
        "replies": [{ "status": 200, "body": refused }] });
    write("exchanges.ndjson", &format!("{status}\n{{ oops\n"));
    write(
        "question.json",
        "{\"operation\": \"upi.link.read\", \"account\": {}, \"input\": {\"link\": \"upi://pay?pa=shop@upi&pn=Shop\"}}",
    );
    write(
        "notice.json",
        "{\"notice\": \"atmoon.callback\", \"account\": {}, \"message\": {\"body\": \"transaction_id=1\"}}",
    );
    let outcome =
        json!({ "verdict": "pending", "funds": "in_doubt", "value": null, "reason": null, "next": { "do": "review" } });
    write("outcomes.json", &json!({ "known": outcome, "seen": outcome }).to_string());
}

#[test]
fn every_command_of_the_book_does_what_it_says() {
    let folder = std::env::temp_dir().join(format!("sanspay-book-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    lay_out(&folder);
    let (shop, mut sandbox) = (shop(), None);
    let binary = Path::new(env!("CARGO_BIN_EXE_sanspay")).parent().expect("a folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let mut run = 0;
    let lines = |document| blocks(document, "sh").into_iter().flat_map(str::lines);
    let book = lines(BOOK).filter(|line| *line != NOT_RUN).map(str::to_owned);
    let readme = lines(README).filter_map(|line| line.strip_prefix(BY_CARGO)).map(|rest| format!("sanspay {rest}"));
    for line in book.chain(readme) {
        if line.starts_with("sanspay sandbox") {
            sandbox = Some(Sandbox::start());
            continue;
        }
        // Behind a command stands its exit status, or words, which a shell does not mind.
        let with_status = line.split_once("   # ").and_then(|(command, status)| Some((command, status.parse().ok()?)));
        let (command, status) = with_status.unwrap_or((&line, 0));
        let url = sandbox.as_ref().map_or("", |Sandbox(_, url)| url);
        let command =
            command.replace(" --sandbox", &format!(" --sandbox={url}")).replace("http://127.0.0.1:3000", &shop);
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(&folder)
            .env("PATH", &path)
            .output()
            .expect("a shell");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let done = Done {
            status: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        };
        assert_eq!(done.status, status, "{line}\n{}{}", done.stdout, done.stderr);
        assert!(!done.stdout.is_empty() || command.contains('>'), "{line}");
        holds_no_secret(&done);
        run += 1;
    }
    assert!(run > 20, "{run} commands");
    let doubts = fs::read_to_string(folder.join("doubts.ndjson")).expect("written");
    assert!(doubts.starts_with("{\"line\":1,\"operation\":\"atarapay.orders.status\""), "{doubts}");
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn the_book_has_every_command_and_every_exit_status() {
    let help = sanspay(&["--help"], "").stdout;
    let commands = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    let names =
        commands.lines().filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    for name in names.filter(|name| *name != "help") {
        assert!(BOOK.contains(&format!("\nsanspay {name}")), "docs/cli.md does not show {name}");
    }
    for word in
        help.split("Exit status:").nth(1).expect("a table").split_whitespace().filter(|word| word.parse::<u8>().is_ok())
    {
        assert!(BOOK.contains(&format!("| {word} |")), "docs/cli.md does not name exit status {word}");
    }
}
