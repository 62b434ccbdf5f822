//! What the WebAssembly modules weigh, and the budget that the default one must keep.

use std::path::Path;

use crate::tools::{Result, command, output};
use crate::wasm::{FETCH, FOR_BROWSERS, FOR_JAVASCRIPT, PLAIN};

/// What the module inside the JavaScript package may weigh, in bytes after gzip.
const BUDGET: u64 = 160 * 1024;

/// Prints what each module weighs raw and compressed; fails where the budget is exceeded. [`crate::wasm::build`] must
/// have run.
pub fn run(root: &Path) -> Result {
    println!("{:<28} {:>9} {:>9} {:>9}", "module", "raw", "gzip", "brotli");
    let mut weighed = 0;
    for module in [FOR_JAVASCRIPT, FOR_BROWSERS, FETCH, PLAIN] {
        let [raw, gzip, brotli] = weigh(root, module)?;
        println!("{module:<28} {raw:>9} {gzip:>9} {brotli:>9}");
        if module == FOR_JAVASCRIPT {
            weighed = gzip;
        }
    }
    if weighed > BUDGET {
        return Err(format!("{FOR_JAVASCRIPT} weighs {weighed} bytes after gzip; its budget is {BUDGET}").into());
    }
    Ok(())
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
