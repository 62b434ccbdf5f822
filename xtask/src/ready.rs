//! The WebAssembly modules and the npm package, built where they are not up to date.

use std::path::Path;

use crate::stamp::Stamp;
use crate::tools::{Result, command, quietly, say};
use crate::wasm;

/// What the modules are built from.
const SOURCES: &[&str] = &[
    "core",
    "bindings-wasm",
    "bindings-plain",
    "sandbox/Cargo.toml",
    "sandbox/dashboard/dashboard.js",
    "sandbox/dashboard/index.html",
    "sandbox/dashboard/page.js",
    "sandbox/dashboard/style.css",
    "sandbox/src",
    "npm/src",
    "npm/build.mjs",
    "npm/package.json",
    "npm/types",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "xtask/src/wasm.rs",
];

/// Builds both modules and the npm package, where they are not up to date.
pub fn ready(root: &Path) -> Result {
    let installed = Stamp::new(root, "npm-packages", &["npm/package.json", "npm/package-lock.json"])?;
    if !installed.is_fresh() || !root.join("npm/node_modules").exists() {
        say("installing what the npm package is built and tested with");
        quietly(command("npm", ["ci", "--no-audit", "--no-fund"], &root.join("npm")))?;
        installed.set()?;
    }
    let built = Stamp::new(root, "wasm", SOURCES)?;
    let modules = [wasm::PLAIN, wasm::SANDBOX, wasm::DESK, wasm::FOR_JAVASCRIPT, wasm::FOR_BROWSERS];
    if !built.is_fresh() || !modules.iter().all(|module| root.join(module).exists()) {
        say("building the WebAssembly modules");
        wasm::build(root)?;
        built.set()?;
    }
    Ok(())
}
