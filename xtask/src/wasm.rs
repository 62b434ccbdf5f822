//! Builds both WebAssembly modules, and the JavaScript package around one of them.
//!
//! `npm/dist/` gets what the package ships; `target/plain/sanspay.wasm` is the bare module for every other runtime, and
//! `target/values/` the door that takes JavaScript values as they are, for its test.

use std::path::{Path, PathBuf};
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;

use crate::tools::{Result, command, run};

/// Where the module for JavaScript lies after [`build`], beneath the workspace's root.
pub const FOR_JAVASCRIPT: &str = "npm/dist/sanspay.wasm";
/// Where the module that sends lies after [`build`], beneath the workspace's root.
pub const FETCH: &str = "npm/dist/fetch.wasm";
/// Where the bare module lies after [`build`], beneath the workspace's root.
pub const PLAIN: &str = "target/plain/sanspay.wasm";

/// Builds everything that runs as WebAssembly. `npm ci` must have run in `npm/`.
pub fn build(root: &Path) -> Result {
    let dist = root.join("npm/dist");
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    for_javascript(root, FOR_JAVASCRIPT, &[])?;
    for_javascript(root, FETCH, &["--no-default-features", "--features", "fetch"])?;

    Bindgen::new()
        .input_path(compile(root, "sanspay-wasm", &["--features", "values"])?)
        .out_name("sanspay")
        .nodejs(true)?
        .typescript(false)
        .generate(root.join("target/values"))?;

    let plain = root.join(PLAIN);
    fs::create_dir_all(plain.parent().unwrap_or(root))?;
    optimise(root, &compile(root, "sanspay-plain", &[])?, &plain)?;

    run(command("node", ["build.mjs"], &root.join("npm")))
}

/// A module and its glue, which lies beside it as `NAME_bg.js`.
fn for_javascript(root: &Path, module: &str, features: &[&str]) -> Result {
    let module = root.join(module);
    let (dist, name) = (module.parent().unwrap_or(root), module.file_stem().unwrap_or_default().to_string_lossy());
    // Bundler output is an ES module that takes the instance from outside: the package brings its own loader.
    Bindgen::new()
        .input_path(compile(root, "sanspay-wasm", features)?)
        .out_name(&name)
        .bundler(true)?
        .typescript(false)
        .generate(dist)?;
    fs::remove_file(module.with_extension("js"))?; // the generated entry, which expects a bundler to load the module
    let generated = dist.join(format!("{name}_bg.wasm"));
    optimise(root, &generated, &module)?;
    Ok(fs::remove_file(generated)?)
}

/// Compiles a package of the workspace to WebAssembly, and says where the module lies.
fn compile(root: &Path, package: &str, features: &[&str]) -> Result<PathBuf> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--quiet", "--profile", "wasm", "--target", TARGET, "--package", package];
    run(command(cargo, [&arguments, features].concat(), root))?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    Ok(target.join(TARGET).join("wasm").join(package.replace('-', "_")).with_extension("wasm"))
}

fn optimise(root: &Path, input: &Path, output: &Path) -> Result {
    let wasm_opt = root.join("npm/node_modules/binaryen/bin/wasm-opt");
    if !wasm_opt.exists() {
        return Err(format!("{} is needed and was not found: run `npm ci` in npm/", wasm_opt.display()).into());
    }
    run(command("node", [&wasm_opt, Path::new("-O3"), input, Path::new("-o"), output], root))
}
