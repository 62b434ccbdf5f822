//! Builds the WebAssembly modules, and the JavaScript package around two of them.
//!
//! `npm/dist/` gets what the package ships: the module with every operation, and the browser's, which holds those alone that
//! need no request. One glue serves both. `target/plain/` has the bare modules for every other runtime, and `target/values/` the
//! door that takes JavaScript values as they are, for its test.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;

use crate::tools::{Result, command, run};

/// Where the module for JavaScript lies after [`build`], beneath the workspace's root.
pub const FOR_JAVASCRIPT: &str = "npm/dist/sanspay.wasm";
/// Where the browser's module lies after [`build`], beneath the workspace's root.
pub const FOR_BROWSERS: &str = "target/bindgen/browser.wasm";
/// Where the module that sends lies after [`build`], beneath the workspace's root.
pub const FETCH: &str = "target/bindgen/fetch.wasm";
/// Where the bare module lies after [`build`], beneath the workspace's root.
pub const PLAIN: &str = "target/plain/sanspay.wasm";

/// Where the bare module of the sandbox lies after [`build`], beneath the workspace's root.
pub const SANDBOX: &str = "target/plain/sandbox.wasm";
/// Where that with a dashboard lies after [`build`], beneath the workspace's root.
pub const DESK: &str = "target/plain/desk.wasm";

/// Builds everything that runs as WebAssembly. `npm ci` must have run in `npm/`.
pub fn build(root: &Path) -> Result {
    let dist = root.join("npm/dist");
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    let glue = for_javascript(root, "sanspay", &[], FOR_JAVASCRIPT)?;
    let browser_glue = for_javascript(root, "sanspay", &["--no-default-features", "--features", "door"], FOR_BROWSERS)?;
    if fs::read(&glue)? != fs::read(browser_glue)? {
        return Err("the browser's module needs other glue than the whole one: the package brings one for both".into());
    }
    fs::copy(glue, dist.join("sanspay-glue.mjs"))?;
    let glue = for_javascript(root, "fetch", &["--no-default-features", "--features", "fetch"], FETCH)?;
    fs::copy(glue, dist.join("fetch-glue.mjs"))?;

    Bindgen::new()
        .input_path(compile(root, "sanspay-wasm", &["--features", "values"])?)
        .out_name("sanspay")
        .nodejs(true)?
        .typescript(false)
        .generate(root.join("target/values"))?;

    fs::create_dir_all(root.join("target/plain"))?;
    let instead = |feature| ["--no-default-features", "--features", feature];
    for (features, to) in [(&[][..], PLAIN), (&instead("sandbox"), SANDBOX), (&instead("desk"), DESK)] {
        optimise(root, &compile(root, "sanspay-plain", features)?, &root.join(to))?;
    }

    run(command("node", ["build.mjs"], &root.join("npm")))
}

/// Makes a module and its glue: an ES module that takes the instance from outside, since the package brings its own loader.
/// The glue is by that name, and the answer says where it lies.
fn for_javascript(root: &Path, name: &str, features: &[&str], to: &str) -> Result<PathBuf> {
    let folder = root.join("target/bindgen").join(Path::new(to).file_stem().unwrap_or_default());
    let module = compile(root, "sanspay-wasm", features)?;
    Bindgen::new().input_path(module).out_name(name).bundler(true)?.typescript(false).generate(&folder)?;
    optimise(root, &folder.join(format!("{name}_bg.wasm")), &root.join(to))?;
    Ok(folder.join(format!("{name}_bg.js")))
}

/// Compiles a package of the workspace to WebAssembly, and says where the module lies.
fn compile(root: &Path, package: &str, features: &[&str]) -> Result<PathBuf> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--quiet", "--profile", "wasm", "--target", TARGET, "--package", package];
    let mut build = command(cargo, [&arguments, features].concat(), root);
    build.env("RUSTFLAGS", flags());
    run(build)?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    Ok(target.join(TARGET).join("wasm").join(package.replace('-', "_")).with_extension("wasm"))
}

/// What the compiler is told beside the profile.
fn flags() -> OsString {
    let mut flags = env::var_os("RUSTFLAGS").unwrap_or_default();
    // Smallest of all, but with the smallest functions where they are called: a sixth less time for 5 KB after compression.
    flags.push(" -Cllvm-args=-inline-threshold=40");
    // A panic names the file it stands in: not where this machine keeps it.
    if let Some(home) = env::var_os("CARGO_HOME").or_else(|| Some(env::home_dir()?.join(".cargo").into_os_string())) {
        flags.push(" --remap-path-prefix=");
        flags.push(home);
        flags.push("=");
    }
    flags
}

fn optimise(root: &Path, input: &Path, output: &Path) -> Result {
    let wasm_opt = root.join("npm/node_modules/binaryen/bin/wasm-opt");
    if !wasm_opt.exists() {
        return Err(format!("{} is needed and was not found: run `npm ci` in npm/", wasm_opt.display()).into());
    }
    // What only one place calls is not always moved there: 0.7 KB less after compression, and as fast.
    let how = ["-O3", "--converge", "--one-caller-inline-max-function-size", "100"].map(Path::new);
    run(command("node", [&[wasm_opt.as_path()], &how[..], &[input, Path::new("-o"), output]].concat(), root))
}
