//! What the WebAssembly modules and the npm package weigh, and the budgets that they must keep.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::tools::{Result, command, output};
use crate::wasm::{DESK, FETCH, FOR_BROWSERS, FOR_JAVASCRIPT, PLAIN, SANDBOX};

/// What an entry may weigh as a bundle, in bytes after gzip.
const BUDGETS: [(&str, u64); 3] = [("sanspay", 133 * 1024), ("sanspay/browser", 81 * 1024), ("sanspay/slim", 6 * 1024)];

/// What the packed package may weigh, in bytes: a third of it is the sandbox.
const TARBALL: u64 = 1024 * 1024;

/// Prints what each module and entry weighs; fails where a budget is exceeded. [`crate::wasm::build`] must have run.
pub fn run(root: &Path) -> Result {
    println!("{:<28} {:>9} {:>9} {:>9}", "module", "raw", "gzip", "brotli");
    for module in [FOR_JAVASCRIPT, FOR_BROWSERS, FETCH, PLAIN, SANDBOX, DESK] {
        row(module, weigh(root, module)?);
    }
    println!("{:<28} {:>9} {:>9} {:>9}", "entry, bundled and minified", "raw", "gzip", "brotli");
    let Package { entries, tarball } =
        serde_json::from_slice(&output(command("node", ["size.mjs"], &root.join("npm")))?.stdout)?;
    entries.iter().for_each(|(entry, weights)| row(entry, *weights));
    println!("tarball: {} bytes, {} unpacked, in {} files", tarball.packed, tarball.unpacked, tarball.files);

    for (entry, budget) in BUDGETS {
        let [_, weighed, _] = entries.get(entry).ok_or_else(|| format!("{entry} was not weighed"))?;
        if *weighed > budget {
            return Err(format!("{entry} weighs {weighed} bytes after gzip; its budget is {budget}").into());
        }
    }
    if tarball.packed > TARBALL {
        return Err(format!("the tarball weighs {} bytes; its budget is {TARBALL}", tarball.packed).into());
    }
    Ok(())
}

fn row(name: &str, [raw, gzip, brotli]: [u64; 3]) {
    println!("{name:<28} {raw:>9} {gzip:>9} {brotli:>9}");
}

/// What `npm/size.mjs` prints.
#[derive(Deserialize)]
struct Package {
    entries: BTreeMap<String, [u64; 3]>,
    tarball: Tarball,
}

#[derive(Deserialize)]
struct Tarball {
    packed: u64,
    unpacked: u64,
    files: u64,
}

/// Bytes raw, after gzip and after brotli. Node compresses: the package is built with it anyway.
fn weigh(root: &Path, module: &str) -> Result<[u64; 3]> {
    const SCRIPT: &str =
        "const { readFileSync: read } = require('fs'), z = require('zlib'), raw = read(process.argv[1]);
        console.log(raw.length, z.gzipSync(raw, { level: 9 }).length, z.brotliCompressSync(raw).length)";
    if !root.join(module).exists() {
        return Err(format!("{module} was not found: run `cargo xtask bindings` first").into());
    }
    let printed = String::from_utf8(output(command("node", ["-e", SCRIPT, module], root))?.stdout)?;
    let sizes: Vec<u64> = printed.split_whitespace().filter_map(|size| size.parse().ok()).collect();
    sizes.try_into().map_err(|_| format!("{module} could not be weighed: {printed}").into())
}
