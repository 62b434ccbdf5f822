//! Wheels of the Python package for every system it is offered on, built on one machine, and the source distribution.
//!
//! `zig` links for systems other than this one, and for older Linux than this one; it comes from PyPI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::stamp::Stamp;
use crate::tools::{Result, command, debian, output, quietly, run, say};

/// Each system: the Rust target, and what its wheel promises to run on.
const TARGETS: [(&str, &str); 6] = [
    (HOST, "manylinux2014"),
    ("aarch64-unknown-linux-gnu", "manylinux2014"),
    ("x86_64-unknown-linux-musl", "musllinux_1_2"),
    ("aarch64-unknown-linux-musl", "musllinux_1_2"),
    (MACOS, "off"),
    (WINDOWS, "off"),
];
/// zig has none of Apple's frameworks. Of the only one that is needed, `bindings-python/macos` says what is in it.
const MACOS: &str = "aarch64-apple-darwin";
/// zig links it too, but maturin then asks for a symbol of a wrong name where the module is within a package; Debian's mingw
/// needs no such help.
const WINDOWS: &str = "x86_64-pc-windows-gnu";
const HOST: &str = "x86_64-unknown-linux-gnu";
const TOOLS: [&str; 2] = ["maturin==1.16.0", "ziglang==0.17.0"];

/// Builds all of them into `target/wheels-of-all-systems`, tests the one for this system, and says what there is.
pub fn run_all(root: &Path) -> Result {
    let python = tools(root)?;
    let wheels = root.join("target/wheels-of-all-systems");
    if wheels.exists() {
        fs::remove_dir_all(&wheels)?;
    }
    for (target, promise) in TARGETS {
        say(&format!("a wheel for {target}"));
        quietly(command("rustup", ["target", "add", target], root))?;
        if target == WINDOWS {
            debian(root, "/usr/bin/x86_64-w64-mingw32-gcc", &["gcc-mingw-w64-x86-64"])?;
        }
        build(root, &python, target, promise, &wheels)?;
    }
    say("the source distribution");
    maturin(root, &python, &["sdist", "--out", &wheels.display().to_string()])?;
    for (python, mut test) in tests(root, &wheels)? {
        say(&format!("the wheel for this system, in {python}"));
        test.stdin(std::process::Stdio::null());
        run(test)?;
    }
    let mut built = fs::read_dir(&wheels)?.collect::<std::io::Result<Vec<_>>>()?;
    built.sort_by_key(fs::DirEntry::file_name);
    for file in built {
        println!("{:>9} {}", file.metadata()?.len(), file.file_name().to_string_lossy());
    }
    Ok(())
}

/// For each Python of this machine, what runs the vectors in an environment that holds nothing but the wheel for this system.
pub fn ready(root: &Path) -> Result<Vec<(String, Command)>> {
    tests(root, &of_this_system(root)?)
}

/// The folder with the wheel for this system, built where it is not up to date.
pub fn of_this_system(root: &Path) -> Result<PathBuf> {
    let wheels = root.join("target/wheel-of-this-system");
    let built = Stamp::new(root, "wheel", crate::python::SOURCES)?;
    if !built.is_fresh() || !wheels.exists() {
        let python = tools(root)?;
        if wheels.exists() {
            fs::remove_dir_all(&wheels)?;
        }
        say("building a wheel");
        build(root, &python, HOST, "manylinux2014", &wheels)?;
        built.set()?;
    }
    Ok(wheels)
}

fn tests(root: &Path, wheels: &Path) -> Result<Vec<(String, Command)>> {
    let mut tests = Vec::new();
    for (version, python) in pythons(root) {
        let venv = root.join("target/wheel-venvs").join(&version);
        quietly(command(&python, ["-m", "venv", "--clear", &venv.display().to_string()], root))?;
        let python = venv.join("bin/python");
        let wheels = wheels.display().to_string();
        let install = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-index",
            "--find-links",
            &wheels,
            "sanspay",
        ];
        quietly(command(&python, install, root))?;
        let vectors = root.join("vectors").display().to_string();
        tests.push((version, command(&python, ["bindings-python/tests/wheel.py", &vectors], root)));
    }
    if tests.is_empty() { Err("there is no Python 3.10 or later".into()) } else { Ok(tests) }
}

/// Installs the wheel of a folder, and nothing else.
pub fn install(root: &Path, python: &Path, wheels: &Path) -> Result {
    let wheels = wheels.display().to_string();
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    let only = ["--force-reinstall", "--no-deps", "--no-index", "--find-links", &wheels, "sanspay"];
    quietly(command(python, [&pip[..], &only].concat(), root))
}

/// Every Python from 3.10 that this machine has: on the path, and those that pyenv keeps.
fn pythons(root: &Path) -> Vec<(String, PathBuf)> {
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    let kept = pyenv.and_then(|pyenv| fs::read_dir(pyenv.join("versions")).ok());
    let kept = kept.into_iter().flatten().flatten().map(|version| version.path().join("bin/python"));
    let mut found = Vec::new();
    for python in kept.chain((10..20).map(|minor| PathBuf::from(format!("python3.{minor}")))) {
        const VERSION: &str =
            "import sys, venv, ensurepip; print(sys.version_info >= (3, 10), '%d.%d' % sys.version_info[:2])";
        let Ok(told) = output(command(&python, ["-c", VERSION], root)) else { continue };
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        if let Some(version) = told.trim().strip_prefix("True ")
            && !found.iter().any(|(known, _)| known == version)
        {
            found.push((version.to_owned(), python));
        }
    }
    found.sort();
    found
}

fn build(root: &Path, python: &Path, target: &str, promise: &str, to: &Path) -> Result {
    let to = to.display().to_string();
    let build = ["build", "--quiet", "--release", "--target", target, "--compatibility", promise, "--out", &to];
    maturin(root, python, &[&build[..], if target == WINDOWS { &[] } else { &["--zig"] }].concat())
}

fn maturin(root: &Path, python: &Path, arguments: &[&str]) -> Result {
    let manifest = root.join("bindings-python/Cargo.toml").display().to_string();
    let arguments = [&["-m", "maturin"], arguments, &["--manifest-path", &manifest]].concat();
    let mut maturin = command(python, &arguments, root);
    // It looks for zig in the Python that comes first.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let first = python.parent().map(Path::to_owned);
    maturin.env("PATH", std::env::join_paths(first.into_iter().chain(std::env::split_paths(&path)))?);
    if arguments.contains(&MACOS) {
        maturin.env("RUSTFLAGS", format!("-Clink-arg=-F{}", root.join("bindings-python/macos").display()));
    }
    quietly(maturin)
}

/// A Python that has what builds wheels.
pub fn tools(root: &Path) -> Result<PathBuf> {
    let venv = root.join("target/wheel-tools");
    let python = venv.join("bin/python");
    let installed = output(command(&python, ["-c", "import maturin, ziglang"], root)).is_ok();
    if !installed {
        say("installing what builds wheels");
        quietly(command("python3", ["-m", "venv", "--clear", &venv.display().to_string()], root))?;
        let install = [&["-m", "pip", "install", "--quiet", "--disable-pip-version-check"], &TOOLS[..]].concat();
        quietly(command(&python, install, root))?;
    }
    Ok(python)
}
