//! Everything there is to check. Each part says what it checks; what it ran is counted from its own closing lines.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::tools::{Result, command, quietly, say};
use crate::{book, consumers, demo, generate, php, python, readme, ready, screenshots, size, wheels};

/// Tests that passed and failed so far, over all hosts.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    problems: Vec<String>,
}

/// Runs everything. The last line counts it.
pub fn run(root: &Path) -> Result {
    let mut tally = Tally::default();
    tally.check("formatting", || quietly(command("cargo", ["fmt", "--all", "--check"], root)));
    tally.check("clippy", || clippy(root));
    tally.check("the generated types, tables and pictures are fresh", || generate::check(root));

    let cargo = |arguments: &[&str]| command("cargo", [&["test", "--quiet"], arguments].concat(), root);
    tally.count("Rust: the core, with every feature", cargo(&["--package", "sanspay", "--all-features"]));
    tally.count(
        "Rust: the sandbox, the command line, the tools",
        cargo(&["--package", "sanspay-sandbox", "--package", "sanspay-cli", "--package", "xtask"]),
    );
    tally.count("Rust: the library inside PHP", cargo(&["--package", "sanspay-php-host"]));
    tally.check("the core's documentation", || docs(root));
    tally.check("the book, and every link", || book::check(root));

    match ready::ready(root) {
        Ok(()) => {
            tally.check("the size of the WebAssembly", || size::run(root));
            let npm = root.join("npm");
            tally.count("Node: the npm package, and the bare .wasm", command("npm", ["test", "--silent"], &npm));
            tally.check("TypeScript: right code compiles, wrong code does not", || {
                quietly(command("npm", ["run", "--silent", "types"], &npm))
            });
        }
        Err(problem) => tally.check("building for WebAssembly", || Err(problem)),
    }
    match python::ready(root) {
        Ok(python) => {
            let package = root.join("bindings-python");
            tally.count("Python: the package", command(&python, ["-m", "pytest", "--quiet"], &package));
            tally.check("Python: types", || quietly(command(&python, ["-m", "mypy"], &package)));
            tally.count(
                "Python: the bare .wasm on wasmtime",
                command(&python, ["bindings-plain/host.py", "vectors"], root),
            );
        }
        Err(problem) => tally.check("building for Python", || Err(problem)),
    }
    match wheels::ready(root) {
        Ok(tests) => {
            for (version, test) in tests {
                tally.count(&format!("Python {version}: the wheel, and nothing else"), test);
            }
        }
        Err(problem) => tally.check("a wheel for every Python", || Err(problem)),
    }
    for (what, ready) in [
        ("PHP: the engines, in the shell and in php-fpm", php::tests as fn(&Path) -> Result<Command>),
        ("PHP: the package, and its shops against a sandbox", php::shops),
        ("the npm package, packed, in every runtime", consumers::packaging),
        ("the sandbox's dashboard, in a browser", consumers::dashboard),
        ("the examples in JavaScript, against a sandbox", consumers::examples),
        ("the shop in Django, against a sandbox", consumers::django),
        ("the shop in Flask, against a sandbox", consumers::flask),
        ("Python: stored replies on PySpark", python::spark),
    ] {
        match ready(root) {
            Ok(runner) => tally.count(what, runner),
            Err(problem) => tally.check(what, || Err(problem)),
        }
    }
    tally.check("the guides' screenshots are those that the tests make", || screenshots::check(root));
    if tally.failed == 0 {
        tally.check("the code in the READMEs", || python::ready(root).and_then(|python| readme::check(root, &python)));
        tally.check("the demo: the same story in every language", || demo::run(root));
    }
    tally.finish()
}

fn clippy(root: &Path) -> Result {
    let strict = ["--", "--deny", "warnings"];
    let cargo = |arguments: &[&str]| {
        quietly(command("cargo", [&["clippy", "--quiet", "--all-targets"], arguments, &strict].concat(), root))
    };
    cargo(&["--workspace", "--exclude", "sanspay-wasm", "--exclude", "sanspay-plain", "--features", "sanspay/http"])?;
    cargo(&["--package", "sanspay", "--no-default-features"])?;
    let wasm = |package: &[&str]| {
        let target = ["clippy", "--quiet", "--target", "wasm32-unknown-unknown"];
        quietly(command("cargo", [&target, package, &strict].concat(), root))
    };
    wasm(&[
        "--package",
        "sanspay-wasm",
        "--package",
        "sanspay-plain",
        "--features",
        "sanspay-wasm/values,sanspay-wasm/fetch",
    ])?;
    wasm(&["--package", "sanspay-plain", "--no-default-features", "--features", "sandbox"])?;
    wasm(&["--package", "sanspay-plain", "--no-default-features", "--features", "desk"])
}

fn docs(root: &Path) -> Result {
    let mut doc = command("cargo", ["doc", "--quiet", "--no-deps", "--all-features", "--package", "sanspay"], root);
    doc.env("RUSTDOCFLAGS", "--deny warnings");
    quietly(doc)
}

impl Tally {
    /// Something that holds or does not.
    fn check(&mut self, what: &str, holds: impl FnOnce() -> Result) {
        say(what);
        match holds() {
            Ok(()) => self.passed += 1,
            Err(problem) => {
                eprintln!("{problem}");
                self.fail(what);
            }
        }
    }

    /// A test runner, whose output is shown as it comes and counted.
    fn count(&mut self, what: &str, mut runner: Command) {
        say(what);
        let (passed, failed) = (self.passed, self.failed);
        let finished = self.follow(&mut runner);
        // A runner that fails without saying what failed, or that ran nothing, has failed too.
        match finished {
            Ok(true) if self.passed > passed && self.failed == failed => {}
            Ok(_) if self.failed > failed => self.problems.push(what.to_owned()),
            Ok(_) => self.fail(what),
            Err(problem) => {
                eprintln!("{problem}");
                self.fail(what);
            }
        }
    }

    fn follow(&mut self, runner: &mut Command) -> Result<bool> {
        let name = runner.get_program().to_string_lossy().into_owned();
        let mut child =
            runner.stdout(Stdio::piped()).spawn().map_err(|error| format!("{name} could not be run: {error}"))?;
        let mut passing = false;
        for line in BufReader::new(child.stdout.take().ok_or("no output")?).lines() {
            let line = line?;
            // Node tells of every test that passes, in several lines; what fails is enough.
            passing = line.starts_with("ok ") || line.starts_with("# Subtest") || passing && line.starts_with(' ');
            if !passing {
                println!("{line}");
            }
            let (passed, failed) = counted(&line);
            self.passed += passed;
            self.failed += failed;
        }
        Ok(child.wait()?.success())
    }

    fn fail(&mut self, what: &str) {
        self.failed += 1;
        self.problems.push(what.to_owned());
    }

    fn finish(self) -> Result {
        for problem in &self.problems {
            eprintln!("failed: {problem}");
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed > 0 { Err("not everything holds".into()) } else { Ok(()) }
    }
}

/// What a runner's closing line counts: cargo's, node's, pytest's, PHPUnit's, and the plain one.
fn counted(line: &str) -> (u64, u64) {
    let number = |before: &str| {
        let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let at = words.iter().position(|word| *word == before)?;
        words.get(at.checked_sub(1)?)?.parse::<u64>().ok()
    };
    if let Some(count) = line.strip_prefix("\u{2139} pass ").or(line.strip_prefix("# pass ")) {
        return (count.trim().parse().unwrap_or_default(), 0);
    }
    if let Some(count) = line.strip_prefix("\u{2139} fail ").or(line.strip_prefix("# fail ")) {
        return (0, count.trim().parse().unwrap_or_default());
    }
    // PHPUnit's, where all is well and where not: "OK (23 tests, 90 assertions)", "Tests: 23, Assertions: 90, Failures: 1."
    if line.starts_with("OK (") {
        return (number("tests").or(number("test")).unwrap_or_default(), 0);
    }
    if let Some(counts) = line.strip_prefix("Tests: ") {
        let after = |name: &str| {
            let counts = counts.trim_end_matches('.').split(", ");
            let count = counts.filter_map(|count| count.split_once(": ")).find(|(counted, _)| *counted == name);
            count.and_then(|(_, count)| count.parse::<u64>().ok()).unwrap_or_default()
        };
        let all = counts.split(',').next().and_then(|count| count.parse::<u64>().ok()).unwrap_or_default();
        let failed = after("Errors") + after("Failures");
        return (all.saturating_sub(failed + after("Skipped") + after("Incomplete")), failed);
    }
    let closing = line.starts_with("test result:")
        || line.contains(" passed") && (line.contains(" in ") || line.ends_with(" failed"));
    if closing { (number("passed").unwrap_or_default(), number("failed").unwrap_or_default()) } else { (0, 0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runner_is_counted_by_its_own_closing_line() {
        assert_eq!(
            counted("test result: ok. 23 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.39s"),
            (23, 1)
        );
        assert_eq!(counted("\u{2139} pass 41"), (41, 0));
        assert_eq!(counted("\u{2139} fail 2"), (0, 2));
        assert_eq!(counted("1 failed, 311 passed, 2 skipped in 4.20s"), (311, 1));
        assert_eq!(counted("OK (44 tests, 145 assertions)"), (44, 0));
        assert_eq!(counted("Tests: 41, Assertions: 121, Errors: 1, Failures: 13, Skipped: 1."), (26, 14));
        assert_eq!(counted("309 passed, 0 failed"), (309, 0));
        assert_eq!(counted("vectors that passed"), (0, 0));
    }
}
