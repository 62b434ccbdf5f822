//! The commands by which sanspay is developed: `cargo xtask …`.

mod bench;
mod bench_batch;
mod bench_php;
#[cfg(test)]
mod blocks;
mod book;
#[cfg(test)]
mod completeness;
mod consumers;
mod demo;
#[cfg(test)]
mod embedding;
mod generate;
mod laws;
#[cfg(test)]
mod ledger;
mod parts;
mod php;
mod pictures;
mod play;
mod proofs;
mod python;
mod readme;
mod ready;
mod reconcile;
mod screenshots;
mod size;
mod stamp;
mod story;
mod test;
mod tools;
mod vectors;
mod wasm;
mod wheels;

use std::process::ExitCode;

use tools::{Result, root};

const USAGE: &str = "\
cargo xtask demo                 the same payments from every language over real HTTP, side by side
cargo xtask test                 everything there is to check; the last line counts it
cargo xtask bindings [--check]   build the bindings and write what is generated, or check that it is fresh
cargo xtask vectors [--bless]    check the vectors in Rust, or write their answers down
cargo xtask laws                 break each law once, and see its property notice
cargo xtask bench [php]          time per call, beside what else one would use; or that in PHP alone
cargo xtask bench batch [--rows N]   a million stored replies, likewise
cargo xtask bench reconcile      the command line on a million exchanges, beside jq and Python
cargo xtask size                 what the modules and the npm package weigh, against their budgets
cargo xtask wheels               the Python package for every system, and its source distribution
cargo xtask php                  the PHP package's libraries and modules
cargo xtask book [--check]       the guides and the packages' READMEs as a book, in target/book; or follow every link too
cargo xtask screenshots [--check]   the guides' screenshots, made anew by the tests in a browser
cargo xtask readme               the code of the READMEs and guides, run as it stands there";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    let done = match arguments.as_slice() {
        ["demo"] => demo::run(&root),
        ["test"] => test::run(&root),
        ["bindings"] => bindings(&root),
        ["bindings", "--check"] => generate::check(&root),
        ["vectors"] => vectors::check(&root),
        ["vectors", "--bless"] => vectors::bless(&root),
        ["bench"] => bench::run(&root).and_then(|()| bench_php::run(&root)),
        ["bench", "php"] => bench_php::run(&root),
        ["bench", "batch"] => bench_batch::run(&root, "1000000"),
        ["bench", "batch", "--rows", rows] => bench_batch::run(&root, rows),
        ["bench", "reconcile"] => reconcile::run(&root),
        ["laws"] => laws::run(&root),
        ["php"] => php::run(&root),
        ["php", "test"] => php::tests(&root).and_then(tools::run),
        ["book"] => book::run(&root),
        ["book", "--check"] => book::check(&root),
        ["screenshots"] => screenshots::take(&root),
        ["screenshots", "--check"] => screenshots::check(&root),
        ["wheels"] => wheels::run_all(&root),
        ["size"] => ready::ready(&root).and_then(|()| size::run(&root)),
        ["readme"] => {
            let python = php::installed(&root).and_then(|()| php::ready(&root)).and_then(|()| python::ready(&root));
            python.and_then(|python| readme::check(&root, &python))
        }
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("what shall be done?\n\n{USAGE}").into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn bindings(root: &std::path::Path) -> Result {
    generate::write(root)?;
    ready::ready(root)?;
    python::ready(root).map(|_| ())
}
