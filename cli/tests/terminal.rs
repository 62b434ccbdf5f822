//! What a person sees at a terminal, which `script` of util-linux plays.

#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::io::Write as _;
use std::iter;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};

use common::fresh;

/// What a terminal shows of a command line with these variables, and its exit status; keys are pressed as they come.
fn at_a_terminal(
    command: &str,
    variables: &[(&str, &str)],
    keys: impl Iterator<Item = &'static str>,
) -> (String, Option<i32>) {
    let command = format!("stty cols 100; '{}' {command}", env!("CARGO_BIN_EXE_sanspay"));
    let mut script = Command::new("script");
    script
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .env_remove("NO_COLOR")
        // Under it colours are for logs, whatever the terminal.
        .env_remove("CI")
        .env("TERM", "xterm");
    script.envs(variables.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = script.spawn().expect("util-linux has it");
    let mut keyboard = child.stdin.take().expect("a pipe");
    for key in keys {
        keyboard.write_all(key.as_bytes()).expect("pressed");
    }
    let output = child.wait_with_output().expect("it ends");
    (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
}

#[test]
fn colours_are_for_terminals_that_have_them_and_people_who_want_them() {
    for command in ["operations atmoon", "send bananas", "bananas", "send --help"] {
        assert!(at_a_terminal(command, &[], iter::empty()).0.contains("\x1b["), "{command}");
        for variable in [("NO_COLOR", "1"), ("TERM", "dumb")] {
            let (shown, _) = at_a_terminal(command, &[variable], iter::empty());
            assert!(!shown.contains('\x1b') && !shown.is_empty(), "{command} {variable:?}: {shown}");
        }
    }
}

#[test]
fn a_long_file_has_a_bar_that_stays_on_its_line() {
    let file = fresh("bar.ndjson");
    let line = "{\"operation\": \"upi.link.read\", \"input\": {\"link\": \"upi://pay?pa=shop@upi&pn=Shop\"}, \"replies\": []}\n";
    fs::write(&file, line.repeat(40_000)).expect("written");
    let command = format!("reconcile {}", file.display());
    let (shown, status) = at_a_terminal(&command, &[], iter::empty());
    assert!(status == Some(0) && shown.contains("100%") && shown.contains("40000 lines"), "{shown}");
    let bars = shown.split('\r').filter(|part| part.contains('%'));
    assert!(bars.map(|bar| bar.trim_end().chars().count()).max().is_some_and(|longest| longest <= 110), "{shown}");
    // It is gone when the table comes, and there is none where lines cannot be drawn over.
    assert!(shown.trim_end().ends_with("Nothing is in doubt."), "{shown}");
    assert!(!at_a_terminal(&command, &[("TERM", "dumb")], iter::empty()).0.contains('%'));
    let (shown, _) = at_a_terminal(&format!("{command} 2>/dev/null"), &[], iter::empty());
    assert!(!shown.contains('%'), "{shown}");
    let _ = fs::remove_file(file);
}

#[test]
fn whoever_sits_before_a_reading_command_is_told() {
    for (command, what) in [("exchange", "the question"), ("receive", "the notice"), ("settle", "the outcomes")] {
        let (shown, status) = at_a_terminal(command, &[], iter::once("{}\n\x04"));
        assert!(status == Some(1) && shown.contains(&format!("Reading {what} from standard input")), "{shown}");
    }
    let (shown, _) = at_a_terminal("explain atarapay.orders.status --set order=1 --sandbox", &[], iter::once("\x04"));
    assert!(shown.contains("Reading the reply") && shown.contains("Standard input is empty"), "{shown}");
}

#[test]
fn ctrl_c_is_answered_whatever_is_under_way() {
    // It takes connections, and never answers.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let call = fresh("ctrl-c.call");
    let send = format!("send atarapay.orders.status --set order=1 --sandbox={url}");
    let saved = format!("{send} --save {}", call.display());
    for (command, words) in [
        (send.as_str(), "it may have been received"),
        (&saved, &format!("sanspay send --resume {} --sandbox={url}", call.display())),
        (&format!("notify atarapay.order {url}/"), "it may have taken the notice"),
    ] {
        let mut kept = Vec::new();
        let (shown, status) = at_a_terminal(
            command,
            &[],
            iter::once_with(|| {
                // The request is under way.
                kept.push(silent.accept().expect("a connection"));
                "\x03"
            }),
        );
        assert!(status == Some(130) && shown.contains(words), "{command}: {shown}");
    }
    let _ = fs::remove_file(call);
}
