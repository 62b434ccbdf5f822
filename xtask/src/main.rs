//! The commands by which sanspay is developed: `cargo xtask …`.

mod laws;
mod tools;
mod vectors;

use std::process::ExitCode;

use tools::{Result, root};

const USAGE: &str = "\
cargo xtask demo                 the same payments from every language over real HTTP, side by side
cargo xtask test                 everything there is to check; the last line counts it
cargo xtask bindings [--check]   build the bindings and write the generated types, or check that those are fresh
cargo xtask vectors [--bless]    check the vectors in Rust, or write their answers down
cargo xtask laws                 break each law once, and see its property notice
cargo xtask bench                time per call, beside what else one would use
cargo xtask size                 the size of the WebAssembly, against its budget";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["laws"] => laws::run(&root()),
        ["vectors"] => vectors::check(&root()),
        ["vectors", "--bless"] => vectors::bless(&root()),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("what shall be done?\n\n{USAGE}").into()),
    };
    finish(done)
}

fn finish(done: Result) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}
