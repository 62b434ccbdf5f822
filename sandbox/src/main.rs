//! `sanspay-sandbox`: a stand-in for AtaraPay and AT MOON DPS on this machine.

#![forbid(unsafe_code)]

use std::net::{Ipv4Addr, TcpListener};
use std::process::ExitCode;

use lexopt::prelude::{Long, Short, ValueExt as _};
use sanspay_sandbox::{Sandbox, greeting, serve};

const USAGE: &str = "\
A stand-in for AtaraPay and AT MOON DPS, on this machine only.

  sanspay-sandbox [--port N] [--seed N]

  --port N   where to listen; 0 takes any free port (default 4010)
  --seed N   decides the tokens and references given out (default 1)
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sanspay-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let (mut port, mut seed) = (4010_u16, 1_u64);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            Long("seed") => seed = arguments.value()?.parse()?,
            Short('h') | Long("help") => {
                print!("{USAGE}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| format!("port {port} cannot be had ({error}); choose another with --port"))?;
    println!("{}", greeting(listener.local_addr()?, seed));
    serve(listener, Sandbox::new(seed))?;
    Ok(())
}
