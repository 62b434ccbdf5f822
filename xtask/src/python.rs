//! The Python package in a virtual environment of the repository's own, `target/venv`.

use std::path::{Path, PathBuf};

use crate::stamp::Stamp;
use crate::tools::{Result, command, output, quietly, say};
use crate::wheels;

/// What the package is built from.
pub const SOURCES: &[&str] = &["core", "sandbox", "bindings-python", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"];

/// Builds and installs the package where it is not up to date; says which Python has it.
pub fn ready(root: &Path) -> Result<PathBuf> {
    let venv = root.join("target/venv");
    let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let requirements = "bindings-python/requirements-test.txt";
    let installed = Stamp::new(root, "python-requirements", &[requirements])?;
    if !installed.is_fresh() || !python.exists() {
        say("making a Python environment in target/venv, and installing what the tests need");
        quietly(command("python3", ["-m", "venv", "--clear", &venv.display().to_string()], root)).map_err(
            |problem| {
                format!(
                    "{problem}\nPython's venv module is needed; on Debian, `apt-get install python3-venv` brings it"
                )
            },
        )?;
        quietly(pip(&python, &["install", "--requirement", requirements], root))?;
        installed.set()?;
    }
    let built = Stamp::new(root, "python-package", SOURCES)?;
    let importable = output(command(&python, ["-c", "import sanspay"], root)).is_ok();
    if !built.is_fresh() || !importable {
        say("building the Python package");
        let manifest = root.join("bindings-python/Cargo.toml").display().to_string();
        let mut maturin =
            command(&python, ["-m", "maturin", "develop", "--release", "--quiet", "--manifest-path", &manifest], root);
        maturin.env("VIRTUAL_ENV", &venv);
        quietly(maturin)?;
        built.set()?;
    }
    Ok(python)
}

/// What runs the tests on PySpark, which has an environment of its own: it is larger than all else together.
pub fn spark(root: &Path) -> Result<std::process::Command> {
    let venv = root.join("target/venv-spark");
    let python = venv.join("bin/python");
    let requirements = "bindings-python/requirements-spark.txt";
    let installed = Stamp::new(root, "python-spark", &[requirements])?;
    if !installed.is_fresh() || !python.exists() {
        say("making a Python environment for PySpark");
        quietly(command("python3", ["-m", "venv", "--clear", &venv.display().to_string()], root))?;
        quietly(pip(&python, &["install", "--requirement", requirements], root))?;
        installed.set()?;
    }
    wheels::install(root, &python, &wheels::of_this_system(root)?)?;
    Ok(command(&python, ["-m", "pytest", "--quiet", "tests/test_spark.py"], &root.join("bindings-python")))
}

fn pip(python: &Path, arguments: &[&str], root: &Path) -> std::process::Command {
    let mut pip = command(python, ["-m", "pip", "--quiet", "--disable-pip-version-check"], root);
    pip.args(arguments);
    pip
}
