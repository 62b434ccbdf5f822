//! The PHP package's binaries, in `php/resources/`: the host library for each processor, and the modules compiled ahead.
//!
//! The libraries are linked by `zig` for the glibc of 2012, so that every Linux of a web host can load them. The modules are
//! compiled for a named target, so they need nothing of the processor at hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::stamp::Stamp;
use crate::tools::{Result, command, output, quietly, say};
use crate::{consumers, ready, wasm, wheels};

/// Where the binaries lie, beneath the workspace's root.
const RESOURCES: &str = "php/resources";
/// What only tests load, beneath the workspace's root.
const FIXTURES: &str = "target/php-fixtures";
const PROCESSORS: [&str; 2] = ["x86_64", "aarch64"];
/// The oldest C library that the host library runs with: that of CentOS 7 and of manylinux2014.
const GLIBC: &str = "2.17";
const ZIGBUILD: &str = "cargo-zigbuild==0.24.0";
const PACKAGES: [&str; 20] = [
    "php8.2-cli",
    "php8.2-fpm",
    "php8.2-opcache",
    "php8.2-mbstring",
    "php8.2-xml",
    "php8.2-curl",
    "composer",
    "phpunit",
    "php-guzzlehttp-guzzle",
    "php-nyholm-psr7",
    "php-psr-http-client",
    "php-psr-http-factory",
    "qemu-user",
    "libc6-arm64-cross",
    "php8.2-sqlite3",
    "php8.2-mysql",
    "php-phpstan-phpdoc-parser",
    "nginx-light",
    "wordpress",
    "mariadb-server",
];

/// What the libraries are built from.
const HOST: &[&str] = &["php/host", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "xtask/src/php.rs"];

/// Builds what is not up to date, and says what there is.
pub fn run(root: &Path) -> Result {
    ready(root)?;
    for (name, _) in sums(root)? {
        println!("{:>9} {name}", fs::metadata(root.join(RESOURCES).join(&name))?.len());
    }
    Ok(())
}

/// The package's binaries, built where they are not up to date.
pub fn ready(root: &Path) -> Result {
    ready::ready(root)?;
    fs::create_dir_all(root.join(RESOURCES))?;
    let libraries = Stamp::new(root, "php-libraries", HOST)?;
    let missing = |names: &[String]| !names.iter().all(|name| root.join(RESOURCES).join(name).exists());
    if !libraries.is_fresh() || missing(&PROCESSORS.map(library)) {
        PROCESSORS.iter().try_for_each(|processor| build_library(root, processor))?;
        libraries.set()?;
    }
    let compiled = Stamp::new(root, "php-modules", &[HOST, &[wasm::PLAIN, wasm::SANDBOX]].concat())?;
    if !compiled.is_fresh() || missing(&modules().map(|(.., file)| file)) || !root.join(FIXTURES).exists() {
        compile_ahead(root)?;
        compiled.set()?;
    }
    write_manifest(root)
}

/// Debian's PHP and what the tests need beside it, installed where it is missing.
pub fn installed(root: &Path) -> Result {
    let missing: Vec<&str> = PACKAGES.into_iter().filter(|package| !has(root, package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    say(&format!("installing {}", missing.join(" ")));
    let apt = |arguments: &[&str]| {
        let mut apt = command("apt-get", arguments, root);
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        quietly(apt)
    };
    let install = [&["install", "--quiet", "--yes", "--no-install-recommends"], missing.as_slice()].concat();
    apt(&["update", "--quiet"]).and_then(|()| apt(&install)).map_err(|problem| {
        format!("PHP is needed and could not be installed: {problem}\nOn Debian 12: apt-get {}", install.join(" "))
            .into()
    })
}

/// What runs the engines' tests.
pub fn tests(root: &Path) -> Result<Command> {
    installed(root)?;
    ready(root)?;
    arm64_host(root)?;
    let arguments =
        ["--bootstrap", "php/tests/Engine/autoload.php", "--colors=never", "--do-not-cache-result", "php/tests/Engine"];
    let mut phpunit = command("phpunit", arguments, root);
    phpunit.env("SANSPAY_PHP_FIXTURES", root.join(FIXTURES));
    Ok(phpunit)
}

/// What runs the tests of the package, and of the shops against a sandbox.
pub fn shops(root: &Path) -> Result<Command> {
    installed(root)?;
    ready(root)?;
    consumers::beside_a_sandbox(root, command("phpunit", ["-c", "php/phpunit.xml", "--colors=never"], root))
}

fn has(root: &Path, package: &str) -> bool {
    let asked = output(command("dpkg-query", ["--show", "--showformat=${Status}", package], root));
    asked.is_ok_and(|told| told.stdout.ends_with(b"ok installed"))
}

fn library(processor: &str) -> String {
    format!("libsanspay.{processor}.so")
}

/// What is compiled ahead: the module, its target, and the file's name. The sandbox is bytecode alone: it runs in tests, and
/// as machine code it would double what every shop installs.
fn modules() -> [(&'static str, String, String); 4] {
    let [one, other] = PROCESSORS
        .map(|processor| (wasm::PLAIN, format!("{processor}-unknown-linux-gnu"), format!("sanspay.{processor}.cwasm")));
    let bytecode = |module, name| (module, "pulley64".to_owned(), format!("{name}.pulley64.cwasm"));
    [one, other, bytecode(wasm::PLAIN, "sanspay"), bytecode(wasm::SANDBOX, "sandbox")]
}

fn build_library(root: &Path, processor: &str) -> Result {
    say(&format!("the library inside PHP, for {processor}"));
    let target = format!("{processor}-unknown-linux-gnu");
    quietly(command("rustup", ["target", "add", &target], root))?;
    let tools = zigbuild(root)?;
    let versioned = format!("{target}.{GLIBC}");
    let arguments =
        ["zigbuild", "--quiet", "--profile", "php", "--package", "sanspay-php-host", "--lib", "--target", &versioned];
    let mut zigbuild = command(tools.join("cargo-zigbuild"), arguments, root);
    let path = std::env::var_os("PATH").unwrap_or_default();
    // What panics names the place in the source, and not the folder in which this machine keeps it.
    if let Some(registry) = registry() {
        zigbuild.env("RUSTFLAGS", format!("--remap-path-prefix={}=", registry.display()));
    }
    zigbuild.env("PATH", std::env::join_paths([tools].into_iter().chain(std::env::split_paths(&path)))?);
    quietly(zigbuild)?;
    let built = target_folder(root).join(&target).join("php/libsanspay_php.so");
    // Under another name first: a PHP that runs from here keeps the old file whole.
    replace(&built, &root.join(RESOURCES).join(library(processor)))
}

/// A program for ARM64 that asks the library in PHP's stead, for the emulator.
fn arm64_host(root: &Path) -> Result {
    const SOURCE: &str = "php/tests/Engine/arm64/host.c";
    let (built, program) = (Stamp::new(root, "php-arm64-host", &[SOURCE])?, root.join(FIXTURES).join("arm64-host"));
    if !built.is_fresh() || !program.exists() {
        let target = format!("aarch64-linux-gnu.{GLIBC}");
        let zig = ["-m", "ziglang", "cc", "-target", &target, SOURCE, "-ldl", "-o", &program.display().to_string()];
        quietly(command(wheels::tools(root)?, zig, root))?;
        built.set()?;
    }
    Ok(())
}

/// The folder of the tools that link for other systems.
fn zigbuild(root: &Path) -> Result<PathBuf> {
    let python = wheels::tools(root)?;
    let folder = python.parent().unwrap_or(root).to_owned();
    if !folder.join("cargo-zigbuild").exists() {
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ZIGBUILD];
        quietly(command(&python, install, root))?;
    }
    Ok(folder)
}

fn compile_ahead(root: &Path) -> Result {
    say("compiling the modules ahead, for PHP");
    let build = ["build", "--quiet", "--profile", "tool", "--package", "sanspay-php-host"];
    quietly(command("cargo", [&build[..], &["--features", "compiler", "--bin", "precompile"]].concat(), root))?;
    let precompile = target_folder(root).join("tool/precompile");
    let compile = |module: &str, target: &str, to: &Path| {
        let (module, new) = (root.join(module), to.with_extension("new"));
        quietly(command(&precompile, [module.as_os_str(), target.as_ref(), new.as_os_str()], root))?;
        Ok::<_, Box<dyn std::error::Error>>(fs::rename(new, to)?)
    };
    for (module, target, file) in modules() {
        compile(module, &target, &root.join(RESOURCES).join(file))?;
    }
    // One for a processor that not everybody has, for the test that it is refused there.
    let fixtures = root.join(FIXTURES);
    fs::create_dir_all(&fixtures)?;
    compile(wasm::PLAIN, "x86_64-unknown-linux-gnu+has_avx512vbmi", &fixtures.join("avx512.cwasm"))
}

/// Writes down what every file must be: for PHP, and for people with `sha256sum --check`.
fn write_manifest(root: &Path) -> Result {
    let version = env!("CARGO_PKG_VERSION");
    let mut files = String::new();
    let mut lines = String::new();
    for (name, sum) in sums(root)? {
        files += &format!("        '{name}' => '{sum}',\n");
        lines += &format!("{sum}  {name}\n");
    }
    let manifest = format!(
        "<?php\n\n// Written by `cargo xtask php`: what the files beside it must be.\n\ndeclare(strict_types=1);\n\n\
         return [\n    'symbols' => 'sanspay_{}_',\n    'files' => [\n{files}    ],\n];\n",
        version.replace('.', "_")
    );
    let folder = root.join(RESOURCES);
    fs::write(folder.join("SHA256SUMS"), lines)?;
    fs::write(folder.join("manifest.php"), manifest)?;
    Ok(())
}

/// Each binary's name and SHA-256.
fn sums(root: &Path) -> Result<Vec<(String, String)>> {
    let modules = modules().map(|(.., file)| file);
    let names: Vec<String> = PROCESSORS.map(library).into_iter().chain(modules).collect();
    let told = String::from_utf8(output(command("sha256sum", &names, &root.join(RESOURCES)))?.stdout)?;
    let line = |line: &str| line.split_once("  ").map(|(sum, name)| (name.to_owned(), sum.to_owned()));
    told.lines().map(|told| line(told).ok_or_else(|| format!("sha256sum said: {told}").into())).collect()
}

fn replace(from: &Path, to: &Path) -> Result {
    let new = to.with_extension("new");
    fs::copy(from, &new)?;
    Ok(fs::rename(new, to)?)
}

/// Where cargo keeps the sources of others.
fn registry() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cargo")))?;
    Some(home.join("registry/src"))
}

fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}
