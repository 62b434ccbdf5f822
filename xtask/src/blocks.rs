//! No chapter of the book has code that nothing runs: each block is run as it stands, or listed here with the reason why
//! not. A command may be listed by itself.

use std::fs;

use crate::book::{blocks, chapters};
use crate::readme::READMES;
use crate::tools::root;

const FIRST: &str = "docs/first-payment.md";
/// What walks a newcomer's way.
const NEWCOMER: &str = "npm/packaging/consumers/newcomer/check.mjs";

/// What is run, beside what `readme.rs` runs: a chapter, a language or one command in it, the file that runs it, and by
/// which words there one sees that.
const RUN: &[(&str, &str, &str, &str)] = &[
    ("README.md", "rust", "core/src/lib.rs", "../../README.md"),
    ("README.md", "npm install sanspay", NEWCOMER, "npm install sanspay"),
    ("README.md", "npx sanspay sandbox --hosted-pages --notices http://127.0.0.1:3000/notices", NEWCOMER, "README.md"),
    ("README.md", "js shop.mjs", NEWCOMER, "shop.mjs"),
    ("README.md", "node shop.mjs", NEWCOMER, "README.md"),
    (FIRST, "pip install \"sanspay[flask]\"", NEWCOMER, "pip install"),
    (FIRST, "python -m sanspay sandbox --hosted-pages --notices http://127.0.0.1:3000/notices", NEWCOMER, FIRST),
    (FIRST, "python shop.py", NEWCOMER, "shop.py"),
    (FIRST, "flask --app shop.py run --port 3000", NEWCOMER, FIRST),
    ("README.md", "cargo xtask demo", "xtask/src/test.rs", "demo::run"),
    ("README.md", "cargo run -q -p sanspay-cli -- operations", "cli/tests/docs.rs", "../../README.md"),
    ("README.md", "cargo run -q -p sanspay-cli -- exchange < question.json", "cli/tests/docs.rs", "../../README.md"),
    ("README.md", "cargo run -q -p sanspay-cli -- sandbox", "cli/tests/docs.rs", "../../README.md"),
    ("docs/rust.md", "rust", "core/src/lib.rs", "../../docs/rust.md"),
    ("docs/cli.md", "sh", "cli/tests/docs.rs", "../../docs/cli.md"),
    ("docs/cli.md", "json", "cli/tests/docs.rs", "payout.json"),
    ("docs/batch.md", "python", "bindings-python/tests/test_spark.py", "docs/batch.md"),
    ("docs/django.md", "python", "bindings-python/tests/test_django_guide.py", "\"django.md\""),
    ("docs/django.md", "python manage.py migrate", "examples/django/conftest.py", "migrate"),
    ("docs/django.md", "python manage.py check", "bindings-python/tests/test_django_checks.py", "check"),
    ("docs/django.md", "python manage.py sanspay_follow --watch 10", "examples/django/test_shop.py", "\"--watch\""),
    ("docs/embedding.md", "js", "xtask/src/embedding.rs", "bare.mjs"),
    ("docs/embedding.md", "python", "xtask/src/embedding.rs", "host.py"),
    ("php/README.md", "php", "php/tests/ReadmeTest.php", "/README.md"),
    ("php/README.md", "ini", "php/tests/Engine/FpmTest.php", "ffi.enable"),
    ("docs/embedding.md", "ini", "php/tests/Engine/FpmTest.php", "ffi.enable"),
    ("sandbox/README.md", "npx sanspay sandbox", "npm/test/sandbox.test.mjs", "bin/sanspay.mjs"),
    ("sandbox/README.md", "python -m sanspay sandbox", "bindings-python/tests/test_sandbox_server.py", "\"sanspay\""),
    ("sandbox/README.md", "rust", "sandbox/src/lib.rs", "../README.md"),
    (
        "sandbox/README.md",
        "cd sandbox/dashboard/test && npm ci && npm test",
        "xtask/src/consumers.rs",
        "sandbox/dashboard/test",
    ),
    ("examples/README.md", "cargo xtask bindings", "xtask/src/test.rs", "ready::ready"),
    ("examples/README.md", "node examples/run.mjs", "xtask/src/consumers.rs", "examples/run.mjs"),
    ("examples/README.md", "node examples/run.mjs express", "xtask/src/consumers.rs", "examples/run.mjs"),
];

/// What is not, and why.
const NOT_RUN: &[(&str, &str, &str)] = &[
    ("docs/cli.md", "text", "what the command before it prints; cli/tests/sandbox.rs holds its fields"),
    ("README.md", "cargo xtask test", "it is what runs all others"),
    ("npm/README.md", "npm install sanspay", "not published yet; npm/packaging installs the packed package"),
    ("bindings-python/README.md", "pip install sanspay", "not published yet; the tests install the wheel"),
    ("docs/django.md", "pip install \"sanspay[django]\"", "not published yet; the tests install the wheel"),
    ("docs/flask.md", "pip install \"sanspay[flask]\"", "not published yet; the tests install the wheel"),
    (
        "php/README.md",
        "composer require sanspay/sanspay guzzlehttp/guzzle",
        "not published yet; the same test installs it from here",
    ),
    ("docs/rust.md", "cargo add sanspay", "not published yet; its code is compiled in the crate itself"),
    (
        "sandbox/README.md",
        "cargo run -p sanspay-sandbox",
        "it runs until it is stopped; the tests start the program itself",
    ),
    ("sandbox/README.md", "cargo run -p sanspay-sandbox -- --port 0 --seed 7", "the same"),
    ("sandbox/README.md", "json", "data: the account by which every other chapter's code runs"),
    ("vectors/README.md", "json", "data: the shape of a vector"),
    ("docs/atarapay.md", "html", "it needs AtaraPay's own script; its options are vectors of checkout.inline"),
    ("docs/laws.md", "diff", "generated; `cargo xtask laws` makes each of these mistakes"),
    ("DESIGN.md", "text", "no code"),
];

#[test]
fn every_block_of_the_book_is_run_or_says_why_not() {
    let root = root();
    let read = |path: &str| fs::read_to_string(root.join(path)).expect(path);
    let mut found = Vec::new();
    for chapter in chapters(&root).expect("chapters") {
        for block in blocks(&read(&chapter)) {
            found.push((chapter.clone(), block.language.clone()));
            // What stands behind a command is for the reader.
            let commands = block.code.lines().map(|line| line.split(" #").next().unwrap_or(line).trim().to_owned());
            found.extend(commands.filter(|_| block.language == "sh").map(|command| (chapter.clone(), command)));
        }
    }
    let readmes = READMES.iter().map(|(chapter, language, _)| (*chapter, *language));
    let run = RUN.iter().map(|(chapter, code, ..)| (*chapter, *code)).chain(readmes);
    let listed: Vec<_> = run.chain(NOT_RUN.iter().map(|(chapter, code, _)| (*chapter, *code))).collect();
    let is_listed = |chapter: &str, code: &str| listed.contains(&(chapter, code));
    let whole_is_listed = |chapter: &str| is_listed(chapter, "sh");
    let unlisted = found.iter().filter(|(chapter, code)| code != "sh" && !is_listed(chapter, code));
    let unlisted: Vec<_> =
        unlisted.filter(|(chapter, code)| !(whole_is_listed(chapter) && code.contains(' '))).collect();
    assert!(unlisted.is_empty(), "nothing runs these, and no reason is given: {unlisted:#?}");
    let gone: Vec<_> =
        listed.iter().filter(|(chapter, code)| !found.contains(&((*chapter).to_owned(), (*code).to_owned()))).collect();
    assert!(gone.is_empty(), "these are listed, and are in no chapter any more: {gone:#?}");
    for (chapter, code, by, words) in RUN {
        assert!(read(by).contains(words), "{by} does not run {code} of {chapter} any more: {words} is not in it");
    }
}
