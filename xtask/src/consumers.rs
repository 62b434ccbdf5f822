//! The packages where they are used: npm's, packed and installed in every runtime, and the examples' shops.

use std::path::Path;
use std::process::Command;

use crate::python;
use crate::screenshots;
use crate::stamp::Stamp;
use crate::tools::{Result, command, debian, quietly, say};

/// What runs the packaging tests, everything that they need being installed.
pub fn packaging(root: &Path) -> Result<Command> {
    let folder = root.join("npm/packaging");
    chromium(root)?;
    install(root, "npm/packaging")?;
    let mut consumers = command("node", ["run.mjs"], &folder);
    consumers.env("SANSPAY_PYTHON", python::ready(root)?).env("SCREENSHOTS", screenshots::folder(root, "newcomer")?);
    Ok(consumers)
}

/// What runs the examples in JavaScript against a sandbox, everything that they need being installed.
pub fn examples(root: &Path) -> Result<Command> {
    chromium(root)?;
    beside_a_sandbox(root, command("node", ["examples/run.mjs"], root))
}

/// What runs the sandbox's dashboard in a browser.
pub fn dashboard(root: &Path) -> Result<Command> {
    const FOLDER: &str = "sandbox/dashboard/test";
    chromium(root)?;
    install(root, FOLDER)?;
    let mut test = command("npm", ["test", "--silent"], &root.join(FOLDER));
    test.env("SCREENSHOTS", screenshots::folder(root, "dashboard")?);
    beside_a_sandbox(root, test)
}

/// What runs the shop in Django, on PostgreSQL.
pub fn django(root: &Path) -> Result<Command> {
    debian(root, "/usr/lib/postgresql/15/bin/pg_ctl", &["postgresql"])?;
    beside_a_sandbox(root, command(python::ready(root)?, ["-m", "pytest", "--quiet"], &root.join("examples/django")))
}

/// What runs the shop in Flask.
pub fn flask(root: &Path) -> Result<Command> {
    beside_a_sandbox(root, command(python::ready(root)?, ["-m", "pytest", "--quiet"], &root.join("examples/flask")))
}

/// A shop's test, which finds the sandbox by a variable.
pub fn beside_a_sandbox(root: &Path, mut shop: Command) -> Result<Command> {
    quietly(command("cargo", ["build", "--quiet", "--package", "sanspay-sandbox"], root))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
    shop.env("SANSPAY_SANDBOX", target.join("debug/sanspay-sandbox"));
    Ok(shop)
}

/// A folder's npm packages, by its lockfile.
pub fn install(root: &Path, folder: &str) -> Result {
    let lock = format!("{folder}/package-lock.json");
    let installed = Stamp::new(root, &folder.replace('/', "-"), &[&lock])?;
    if !installed.is_fresh() || !root.join(folder).join("node_modules").exists() {
        say(&format!("installing what {folder} needs"));
        quietly(command("npm", ["ci", "--no-audit", "--no-fund"], &root.join(folder)))?;
        installed.set()?;
    }
    Ok(())
}

/// A browser, from Debian, where there is none.
fn chromium(root: &Path) -> Result {
    if std::env::var_os("CHROMIUM").is_some() { Ok(()) } else { debian(root, "/usr/bin/chromium", &["chromium"]) }
}
