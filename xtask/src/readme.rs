//! The code in the READMEs, run as it stands there, against a sandbox in which order 3021 has just been paid.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use sanspay::door;
use sanspay_sandbox::{Running, Sandbox};
use serde_json::{Value, json};

use crate::story::purchase;
use crate::tools::{Result, command};

/// A README, the language of the blocks that are run, and what they print in the end; nothing where they only begin something.
pub const READMES: [(&str, &str, &str); 10] = [
    ("README.md", "js", "done held"),
    ("README.md", "python", "done held"),
    ("README.md", "php", "done held"),
    ("npm/README.md", "js", "paid, and the money is held"),
    ("bindings-python/README.md", "python", "shipped"),
    ("docs/atarapay.md", "js", "its money is held"),
    ("docs/atarapay.md", "python", "its money is held"),
    ("docs/atmoon.md", "js", "its money is settled"),
    ("docs/atmoon.md", "python", "its money is settled"),
    ("docs/flask.md", "python", ""),
];

/// Runs every block.
pub fn check(root: &Path, python: &Path) -> Result {
    for (readme, language, printed) in READMES {
        let sandbox = paid_order()?;
        let code =
            blocks(&fs::read_to_string(root.join(readme))?, language).replace("http://127.0.0.1:4010", &sandbox.url);
        let runner = match language {
            "js" => command("node", ["../xtask/demo/readme.mjs"], &root.join("npm")),
            "php" => command("php", ["xtask/demo/readme.php"], root),
            _ => command(python, ["xtask/demo/readme.py"], root),
        };
        let output = fed(runner, &code).map_err(|problem| format!("the {language} code of {readme}: {problem}"))?;
        if !printed.is_empty() && !output.lines().any(|line| line.contains(printed)) {
            return Err(
                format!("the {language} code of {readme} should print {printed:?}, and printed {output:?}").into()
            );
        }
    }
    Ok(())
}

/// A sandbox whose first order, 3021, is paid: 4000.00 naira for the merchant's order 1447.
fn paid_order() -> Result<Running> {
    let sandbox = sanspay_sandbox::start(Sandbox::new(1))?;
    let account = sanspay_sandbox::account("atarapay", &sandbox.url);
    let question = json!({ "operation": "atarapay.checkout.form", "account": account, "input": { "purchase": purchase(400_000) } });
    let form: Value = serde_json::from_str(&door::exchange(&question.to_string()))?;
    let mut paying =
        sanspay_sandbox::Request::new("POST", &sandbox.url).header("content-type", "application/x-www-form-urlencoded");
    paying.body = form["outcome"]["value"]["body"].as_str().unwrap_or_default().as_bytes().to_vec();
    sandbox.sandbox().answer(&paying);
    Ok(sandbox)
}

/// All blocks of a language, one after the other.
fn blocks(readme: &str, language: &str) -> String {
    let opening = format!("```{language}\n");
    let blocks = readme.split(opening.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.collect::<Vec<_>>().join("\n\n")
}

fn fed(mut runner: Command, code: &str) -> Result<String> {
    let mut child = runner.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(code.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
    }
}
