//! `sanspay-sandbox`: a stand-in for AtaraPay and AT MOON DPS on this machine.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use sanspay_sandbox::{Asked, OPTIONS, Options, run};

fn main() -> ExitCode {
    let done = Options::read(std::env::args_os().skip(1)).and_then(|asked| match asked {
        Asked::Run(options) => run(&options),
        Asked::Help => {
            print!("A stand-in for AtaraPay and AT MOON DPS, on this machine only.\n\n  sanspay-sandbox [OPTIONS]\n\n{OPTIONS}");
            Ok(())
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sanspay-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}
