//! Time for a million stored replies, beside what one would use instead, in one run: json.loads, orjson, polars, duckdb.

use std::path::Path;

use crate::python;
use crate::stamp::Stamp;
use crate::tools::{self, Result, command, quietly, say};

/// Measures so many rows and prints what it took. They are written to `target/bench-batch`, a kilobyte each.
pub fn run(root: &Path, rows: &str) -> Result {
    let rows: u64 = rows.parse().map_err(|_| format!("{rows} is no number of rows"))?;
    let python = python::ready(root)?;
    let folder = root.join("xtask/bench");
    let requirements = ["xtask/bench/requirements.txt", "bindings-python/requirements-test.txt"];
    let installed = Stamp::new(root, "bench-batch-packages", &requirements)?;
    if !installed.is_fresh() {
        say("installing what it is measured beside");
        let install =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", "requirements.txt"];
        quietly(command(&python, install, &folder))?;
        installed.set()?;
    }
    let table = root.join("target/bench-batch");
    std::fs::create_dir_all(&table)?;
    let (rows, table) = (rows.to_string(), table.display().to_string());
    tools::run(command(&python, ["batch.py", "--rows", &rows, "--folder", &table], &folder))
}
