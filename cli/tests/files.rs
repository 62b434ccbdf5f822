//! What is read: files that are none, that have no end or no text, and standard input.

mod common;

use std::ffi::OsString;
use std::fs;
use std::process::Command;

use common::{fresh, sanspay, with_env};
use serde_json::json;

const STATUS: [&str; 4] = ["atarapay.orders.status", "--sandbox", "--set", "order=3021"];

#[test]
fn what_is_no_file_is_said_to_be_none() {
    let not_text = fresh("not.text");
    fs::write(&not_text, b"{\"order\": \"\xff\"}").expect("written");
    let not_text = not_text.to_str().expect("UTF-8");
    for (path, why) in [("/", "directory"), ("/nowhere/x", "No such file"), (not_text, "it is not UTF-8")] {
        let input = format!("@{path}");
        for arguments in [
            &["send", STATUS[0], "--sandbox", "--input", &input][..],
            &["send", STATUS[0], "--set", "order=1", "--account", path],
            &["send", "--sandbox", "--resume", path],
        ] {
            let done = sanspay(arguments, "");
            assert_eq!(done.status, 3, "{arguments:?}: {}", done.stderr);
            assert!(done.stderr.contains(&format!("{path} could not be read: ")), "{}", done.stderr);
            assert!(done.stderr.contains(why), "{why}: {}", done.stderr);
        }
    }
    let done = sanspay(&["request", STATUS[0], STATUS[1], STATUS[2], STATUS[3], "--replies", "/"], "");
    assert!(done.status == 3 && done.stderr.contains("/ could not be read"), "{}", done.stderr);
    let done = sanspay(&["send", "atmoon.token.create", "--sandbox", "--save", "/nowhere/x.call"], "");
    assert!(done.status == 3 && done.stderr.contains("/nowhere/x.call could not be written"), "{}", done.stderr);
    let _ = fs::remove_file(not_text);
}

#[cfg(target_os = "linux")]
#[test]
fn what_has_no_end_is_not_read_to_it() {
    for option in ["--account", "--resume"] {
        let done = sanspay(
            &[&["send", option, "/dev/zero"][..], if option == "--account" { &STATUS[..1] } else { &[] }].concat(),
            "",
        );
        assert!(done.status == 3 && done.stderr.contains("longer than"), "{}", done.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_an_error() {
    for command in ["operations", "operations --json", "operations --schema", "man", "send --help", "--version"] {
        let script = format!("'{}' {command} > /dev/full", env!("CARGO_BIN_EXE_sanspay"));
        let output = Command::new("sh").args(["-c", &script]).output().expect("a shell");
        assert_eq!(output.status.code(), Some(3), "{command}");
    }
}

#[test]
fn an_input_may_come_from_standard_input() {
    let done = sanspay(&["request", STATUS[0], "--sandbox", "--input", "@-", "--json"], "{\"order\": 3021}");
    assert_eq!(done.json()["request"]["method"], "POST", "{}", done.stderr);
    let done = sanspay(&["request", STATUS[0], "--sandbox", "--input", "@-"], "");
    assert!(done.status == 2 && done.stderr.contains("--input is not JSON"), "{}", done.stderr);
}

#[test]
fn an_empty_reply_is_explained_and_said_to_be_empty() {
    let done = sanspay(&[&["explain"], &STATUS[..]].concat(), "");
    assert_eq!(done.status, 13);
    assert!(done.stderr.contains("Standard input is empty"), "{}", done.stderr);
    // What is to be asked next can be asked as it stands there.
    assert!(
        done.stdout.contains("sanspay send atarapay.orders.status --input '{\"order\":\"3021\"}' --sandbox\n"),
        "{}",
        done.stdout
    );
}

#[test]
fn an_empty_variable_is_none() {
    let account = fresh("variables.json");
    fs::write(
        &account,
        json!({ "environment": "live", "public_key": "pub_test_1", "private_key": "prv_test_2" }).to_string(),
    )
    .expect("written");
    let file = account.to_str().expect("UTF-8");
    let request = ["request", "atarapay.orders.status", "--set", "order=1", "--json"];
    let done = with_env(&request, &[("SANSPAY_ACCOUNT", file), ("SANSPAY_ATARAPAY_ENVIRONMENT", "")], "");
    assert_eq!(done.json()["request"]["url"], "https://api.atarapay.com/api/callback/order");
    let done = with_env(&request, &[("SANSPAY_ACCOUNT", "")], "");
    assert_eq!((done.status, &done.json()["error"]["problems"][0]["field"]), (1, &json!("account.environment")));
    let _ = fs::remove_file(account);
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_are_named_and_stop_nothing_else() {
    use std::os::unix::ffi::OsStringExt as _;
    let odd = OsString::from_vec(b"/nowhere/\xff".to_vec());
    let sanspay = || Command::new(env!("CARGO_BIN_EXE_sanspay"));
    let ended = |command: &mut Command| {
        let output = command.output().expect("it starts");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let (status, words) = ended(sanspay().args(["request", STATUS[0], "--account"]).arg(&odd));
    assert!(status == Some(3) && words.contains("could not be read"), "{words}");
    let (status, words) = ended(sanspay().arg("request").arg(&odd));
    assert!(status == Some(2) && words.contains("invalid UTF-8"), "{words}");
    let (status, words) = ended(sanspay().args(["request", STATUS[0]]).env("SANSPAY_ATARAPAY_PUBLIC_KEY", &odd));
    assert!(status == Some(2) && words.contains("SANSPAY_ATARAPAY_PUBLIC_KEY must be UTF-8"), "{words}");
}
