//! What is told without sending anything: operations, requests, explanations, and what is wrong with a command line.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{fresh, sandbox, sanspay, with_env, with_secrets};
use serde_json::{Value, json};

#[test]
fn what_there_is_can_be_listed_and_described() {
    let listed = sanspay(&["operations"], "");
    assert!(
        listed.stdout.contains("atmoon.pg.verify") && listed.stdout.contains("atarapay.order "),
        "{}",
        listed.stdout
    );
    assert_eq!(sanspay(&["operations", "--json"], "").json()["operations"]["version"], env!("CARGO_PKG_VERSION"));
    let schema = sanspay(&["operations", "--schema"], "");
    assert_eq!(schema.stdout, include_str!("../operations.json"));
    let group = sanspay(&["operations", "atmoon.payout"], "");
    assert_eq!(group.stdout.lines().count(), 3);
    let group = sanspay(&["operations", "atmoon", "--json"], "").json();
    assert_eq!(
        (&group["operations"][0]["name"], &group["notices"][0]["name"]),
        (&json!("atmoon.token.create"), &json!("atmoon.callback"))
    );
    let one = sanspay(&["operations", "atmoon.payout.verify"], "");
    assert!(one.stdout.contains("payment_refer_no") && one.stdout.contains("BE and four digits"), "{}", one.stdout);
    assert!(one.stdout.contains("merchant_key") && one.stdout.contains("SANSPAY_ATMOON_ENVIRONMENT"), "{}", one.stdout);
    let one = sanspay(&["--json", "operations", "atmoon.payout.verify"], "").json();
    assert_eq!((&one["effect"], &one["account"][1]), (&json!("inquiry"), &json!("access_key")));
    assert!(sanspay(&["operations", "atmoon.callback"], "").stdout.contains("nothing signs it"));
}

#[test]
fn a_wrong_command_line_says_what_is_right() {
    for (arguments, advice) in [
        (&[][..], "Usage: sanspay"),
        (&["exchnge"], "a similar subcommand exists: 'exchange'"),
        (&["recncile"], "a similar subcommand exists: 'reconcile'"),
        (&["request", "atmoon.payout.verify", "--inptu", "{}"], "a similar argument exists: '--input'"),
        (&["request", "atmoon.payout.verify", "--as", "crul"], "a similar value exists: 'curl'"),
        (&["send", "atmoon.token.create", "--sandbox", "http://127.0.0.1:4010"], "--sandbox=URL"),
        (&["request", "atmoon.callback"], "`sanspay notify` sends one"),
        (&["send", "atmoon.pg"], "`sanspay operations atmoon.pg` lists them"),
        (&["operations", "payouts"], "did you mean `atmoon.payout`?"),
        (&["operations", "atmoon.calback"], "did you mean `atmoon.callback`?"),
        (&["operations", "--schema", "atmoon"], "cannot be used with"),
        (&["exchange", "file.json"], "unexpected argument"),
        (&["send", "atmoon.payout.verfy"], "did you mean `atmoon.payout.verify`?"),
        (&["operations", "payout.verify"], "did you mean `atmoon.payout.verify`?"),
        (&["send", "atmoon.payout.verify", "--set", "payment_refer=1"], "did you mean `payment_refer_no`?"),
        (&["send", "atarapay.orders.status", "--input", "{order: 1}"], "--input is not JSON"),
        (&["send", "atarapay.orders.status", "--account", "{\"private_key\": 1}"], "takes a file"),
        (&["notify", "atarapay.ordr", "http://127.0.0.1:1/"], "a similar value exists: 'atarapay.order'"),
        (&["notify", "atarapay.order", "http://127.0.0.1:1/", "--set", "idd=1"], "did you mean `id`?"),
        (&["sandbox", "--fault", "atmoon.payout.create: lose"], "A rule reads like this"),
        (&["man", "snd"], "did you mean `send`?"),
    ] {
        let done = sanspay(arguments, "");
        assert_eq!(done.status, 2, "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains(advice), "{arguments:?}: {}", done.stderr);
    }
    for (arguments, message) in [
        (&["--json", "send", "verify"][..], "there is no operation"),
        (&["recncile", "--json"], "unrecognized subcommand 'recncile'; tip: a similar subcommand exists: 'reconcile'"),
        (&["send", "--json"], "the following required arguments were not provided: <OPERATION>"),
    ] {
        let (done, error) = (sanspay(arguments, ""), sanspay(arguments, "").json()["error"].take());
        assert_eq!((done.status, done.stderr.as_str(), error["kind"].as_str()), (2, "", Some("usage")));
        assert!(error["message"].as_str().expect("words").starts_with(message), "{error}");
    }
    let done = sanspay(&["bananas"], "");
    assert!(!done.stderr.contains("similar") && !done.stderr.contains("mean"), "{}", done.stderr);
}

#[test]
fn a_wrong_question_names_every_field() {
    let (_running, option) = sandbox();
    let done = sanspay(&["send", "atmoon.pg.initiate", "--set", "phone=99", &option], "");
    assert_eq!(done.status, 1);
    for field in ["name is required", "redirect_url is required", "phone must be"] {
        assert!(done.stderr.contains(field), "{}", done.stderr);
    }
    let done = sanspay(&["send", "atmoon.pg.initiate", &option, "--json"], "");
    assert_eq!(done.json()["error"]["kind"], "invalid_input");
}

#[test]
fn an_account_comes_from_a_file_or_from_variables() {
    let request = ["request", "atarapay.orders.status", "--set", "order=1", "--json"];
    let keys = [("SANSPAY_ATARAPAY_PUBLIC_KEY", "pub_test_1"), ("SANSPAY_ATARAPAY_PRIVATE_KEY", "prv_test_2")];
    let done = with_env(&request, &[&keys[..], &[("SANSPAY_ATARAPAY_ENVIRONMENT", "live")]].concat(), "");
    assert_eq!(done.json()["request"]["url"], "https://api.atarapay.com/api/callback/order");
    let done = with_env(&request, &keys, "");
    assert_eq!((done.status, done.json()["error"]["problems"][0]["field"].as_str()), (1, Some("account.environment")));
    let done = with_env(&request, &[("SANSPAY_ATARAPAY_PRIVAT_KEY", "prv_test_2")], "");
    assert!(done.stderr.contains("did you mean `SANSPAY_ATARAPAY_PRIVATE_KEY`?"), "{}", done.stderr);

    let path = fresh("account.json");
    let account = json!({ "environment": "staging", "public_key": "pub_test_1", "private_key": "prv_test_2" });
    for account in [account.clone(), json!({ "atarapay": account, "atmoon": {} })] {
        fs::write(&path, account.to_string()).expect("written");
        let name = path.to_str().expect("UTF-8");
        let expected = "https://test-api.atarapay.com/api/callback/order";
        let done = sanspay(&[&request[..], &["--account", name]].concat(), "");
        assert_eq!(done.json()["request"]["url"], expected);
        assert_eq!(with_env(&request, &[("SANSPAY_ACCOUNT", name)], "").json()["request"]["url"], expected);
    }
    fs::write(&path, "{\"private_key\": \"prv_test_2\" oops").expect("written");
    let done = sanspay(&[&request[..4], &["--account", path.to_str().expect("UTF-8")]].concat(), "");
    assert_eq!(done.status, 3, "{}", done.stderr);
    let _ = fs::remove_file(path);
}

/// A shell in which `curl` only says what it was given: the line is taken apart by a real shell.
fn shell(script: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{script}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).envs([
        ("SANSPAY_ATARAPAY_PUBLIC_KEY", "pub_test_1"),
        ("SANSPAY_ATARAPAY_PRIVATE_KEY", "prv_test_2"),
        ("SANSPAY_ATMOON_ACCESS_KEY", sanspay_sandbox::atmoon::ACCESS_KEY),
        ("SANSPAY_ATMOON_MERCHANT_KEY", sanspay_sandbox::atmoon::MERCHANT_KEY),
        ("SANSPAY_ATMOON_CLIENT_ID", sanspay_sandbox::atmoon::CLIENT_ID),
        ("SANSPAY_ATMOON_API_PASSWORD", sanspay_sandbox::atmoon::API_PASSWORD),
        ("SANSPAY_ATMOON_USER_ID", sanspay_sandbox::atmoon::USER_ID),
        ("SANSPAY_ATMOON_UTOKEN", sanspay_sandbox::atmoon::UTOKEN),
    ]);
    let printed = String::from_utf8(shell.output().expect("a shell").stdout).expect("UTF-8");
    printed.split_terminator('\0').map(str::to_owned).collect()
}

const SETTLEMENT: &str = r#"{"amount": 100000, "name": "It's $HOME `id` \"x\" \\ 100% & co", "account_number": "039628544321",
    "ifsc": "SBIN0011243", "payee_list_id": "1", "transfer_mode": "IMPS", "remarks": "line", "external_ref": "61662",
    "latitude": "19.07", "longitude": "72.87"}"#;

#[test]
fn a_line_of_curl_says_exactly_the_request() {
    for (operation, input) in [
        ("atarapay.orders.status", "{\"order\": 3021}"),
        ("atarapay.projects.list", "{}"),
        ("atmoon.token.create", "{}"),
        ("atmoon.payout.verify", "{\"payment_refer_no\": \"77\"}"),
        ("atmoon.settlement.create", SETTLEMENT),
    ] {
        let question = [operation, "--input", input, "--sandbox"];
        let whole = [&["request"], &question[..], &["--as", "json", "--show-secrets"]].concat();
        let request = with_secrets(&whole, b"").json()["request"].take();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let mut expected: Vec<String> =
            ["--silent", "--show-error", "--max-time", "30", "--request"].map(str::to_owned).to_vec();
        expected.extend([text(&request["method"]), text(&request["url"])]);
        for pair in request["headers"].as_array().expect("headers") {
            expected.extend(["--header".to_owned(), format!("{}: {}", text(&pair[0]), text(&pair[1]))]);
        }
        if let Some(body) = request["body"].as_str() {
            expected.extend(["--data-raw".to_owned(), body.to_owned()]);
        }
        let hidden = sanspay(&[&["request"], &question[..]].concat(), "");
        assert!(hidden.stdout.contains("$SANSPAY_"), "{}", hidden.stdout);
        assert_eq!(shell(&hidden.stdout), expected, "{}", hidden.stdout);
        let shown = with_secrets(&[&["request"], &question[..], &["--show-secrets"]].concat(), b"");
        assert_eq!(shell(&shown.stdout), expected, "{}", shown.stdout);
        let http = sanspay(&[&["request"], &question[..], &["--as", "http"]].concat(), "");
        assert!(http.stdout.contains(" HTTP/1.1\r\nhost: 127.0.0.1:4010\r\n"), "{}", http.stdout);
    }
}

#[test]
fn a_token_of_before_is_not_shown() {
    let replies = fresh("replies.json");
    let token = "7ef1fd0ed1548fcd1f8410633ef306ac497305c5";
    let body = json!({ "status": true, "data": { "token": token }, "message": "Token generated sucessfully.!" });
    fs::write(&replies, json!([{ "status": 200, "headers": [], "body": body.to_string() }]).to_string())
        .expect("written");
    let page = r#"{"name": "Asha", "phone": "9999999999", "email": "a@example.com", "amount": 49900, "redirect_url": "https://example.com/"}"#;
    let request = ["request", "atmoon.pg.initiate", "--input", page, "--sandbox"];
    let first = sanspay(&request, "");
    assert!(first.stdout.contains("getToken") && first.stderr.contains("--replies"), "{}", first.stderr);
    let second = sanspay(&[&request[..], &["--replies", replies.to_str().expect("UTF-8")]].concat(), "");
    assert!(second.stdout.contains("initiate") && second.stdout.contains("[redacted]"), "{}", second.stdout);
    assert!(!second.stdout.contains(token), "{}", second.stdout);
    let given = page.replace('{', &format!("{{\"api_token\": \"{token}\", "));
    let warned = sanspay(&["request", "atmoon.pg.initiate", "--input", &given, "--sandbox"], "");
    assert!(warned.stderr.contains("on the command line") && !warned.stdout.contains(token), "{}", warned.stderr);
    let _ = fs::remove_file(replies);
}

#[test]
fn a_reply_is_explained_by_its_rule_and_its_source() {
    let order = ["explain", "atarapay.orders.verify_payment", "--sandbox", "--input"];
    let order = [&order[..], &[r#"{"order": 3021, "product_id": 1447, "amount": 400000, "currency": "NGN"}"#]].concat();
    let paid = |cost: u32| {
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{{\"status\": \"success\", \"message\": \"Order Fetched\", \
             \"data\": {{\"id\": 3021, \"product_id\": \"1447\", \"product_cost\": {cost}, \"amount_payed\": 450000, \
             \"currency\": \"NGN\", \"status\": {{\"id\": 1, \"title\": \"Pending\"}}}}}}"
        )
    };
    let done = sanspay(&order, &paid(400_000));
    assert_eq!(done.status, 0, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("held") && done.stdout.contains("It is in escrow."), "{}", done.stdout);
    let done = sanspay(&order, &paid(400));
    assert_eq!(done.status, 13);
    for words in ["expected 400000", "the gateway says 400", "rule     mismatch", "source"] {
        assert!(done.stdout.contains(words), "{words}: {}", done.stdout);
    }
    let json = sanspay(&[&order[..], &["--json"]].concat(), "<html>").json();
    assert_eq!(json["rule"]["code"], "not_json");
    assert_eq!(json["documents"]["operation"], "atarapay.orders.verify_payment");
    let status = ["explain", "atarapay.orders.status", "--set", "order=3021", "--sandbox"];
    let done = sanspay(&[&status[..], &["--json", "--status", "503"]].concat(), "oops");
    assert_eq!((done.status, done.json()["documents"]["pages"][0].as_str()), (13, Some("/docs/order")));
    assert_eq!(done.json()["rule"]["code"], "http_status");
    assert_eq!(sanspay(&status, "{\"fault\": \"not_sent\"}").status, 14);
    let refused = "{\"status\": \"error\", \"message\": \"No such order exists for the seller.\"}";
    assert_eq!(sanspay(&status, refused).status, 11);
}

#[test]
fn a_first_reply_concludes_nothing() {
    let page = r#"{"name": "Asha", "phone": "9999999999", "email": "a@example.com", "amount": 49900, "redirect_url": "https://example.com/"}"#;
    let token = r#"{"status": true, "data": {"token": "7ef1fd0ed1548fcd1f8410633ef306ac497305c5"}, "message": "Token generated sucessfully.!"}"#;
    let done = sanspay(&["explain", "atmoon.pg.initiate", "--input", page, "--sandbox"], token);
    assert_eq!(done.status, 15, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("another request"), "{}", done.stdout);
}

#[test]
fn colours_are_for_terminals() {
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "0")]] {
        let done = with_env(&["operations"], variables, "");
        assert!(!done.stdout.contains('\x1b'), "{}", done.stdout);
    }
    assert!(with_env(&["operations"], &[("CLICOLOR_FORCE", "1")], "").stdout.contains('\x1b'));
}

#[test]
fn whoever_stops_reading_is_no_error() {
    let sanspay = env!("CARGO_BIN_EXE_sanspay");
    let script = format!("{{ '{sanspay}' operations --schema; echo $? >&2; }} | head -c 1 >/dev/null");
    let done = Command::new("sh").args(["-c", &script]).output().expect("a shell");
    assert_eq!(String::from_utf8_lossy(&done.stderr).trim(), "0");
}

#[test]
fn the_command_line_tells_of_itself() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let done = sanspay(&["completions", shell], "");
        assert!(done.status == 0 && done.stdout.contains("reconcile"), "{shell}");
    }
    assert!(sanspay(&["man"], "").stdout.starts_with(".ie"), "roff");
    for command in ["exchange", "operations", "request", "explain", "send", "notify", "reconcile", "sandbox"] {
        assert!(sanspay(&["man", command], "").stdout.contains(&format!("sanspay{}{command}", "\\-")), "{command}");
        let help = sanspay(&[command, "--help"], "");
        assert!(help.stdout.contains("Example") && help.status == 0, "{command}: {}", help.stdout);
        assert!(help.stdout.contains("Exit status:\n    0  done"), "{command}: {}", help.stdout);
    }
    assert!(sanspay(&["completions", "bash"], "").stdout.contains("atmoon.payout.verify"));
    assert!(sanspay(&["--help"], "").stdout.contains("Exit status:"));
}

/// A crate is packed without what is beside it, and its tests stay behind.
#[test]
fn what_is_packed_is_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cargo = Command::new(env!("CARGO"));
    let listed =
        cargo.args(["package", "--list", "--allow-dirty", "--offline"]).current_dir(folder).output().expect("cargo");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    let packed: Vec<&str> = listed.lines().collect();
    for file in packed.iter().filter(|file| file.ends_with(".rs")) {
        let source = fs::read_to_string(folder.join(file)).expect("a source");
        for included in source.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let beside = Path::new(file).parent().expect("a folder").join(included);
            let path = folder.join(beside).canonicalize().expect("it is there");
            let name = path.strip_prefix(folder.canonicalize().expect("a folder")).expect("it is in the crate");
            assert!(packed.contains(&name.to_str().expect("UTF-8")), "{file} includes {included}, which is not packed");
        }
    }
    assert!(packed.contains(&"src/main.rs") && packed.contains(&"operations.json"), "{listed}");
}
