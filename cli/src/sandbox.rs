//! `sanspay sandbox`: the stand-in for both gateways.

use std::net::{Ipv4Addr, TcpListener};

use sanspay_sandbox::{Sandbox, greeting, serve};
use serde_json::json;

use crate::exit;
use crate::print::Out;
use crate::problem::{Problem, Result};

pub fn run(out: &mut Out, port: u16, seed: u64) -> Result {
    let failed = |error: std::io::Error| {
        Problem::Files(format!("port {port} cannot be had ({error}); choose another with --port"))
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    if out.json {
        out.line(json!({ "url": format!("http://{address}"), "seed": seed }))?;
    } else {
        out.line(greeting(address, seed))?;
    }
    serve(listener, Sandbox::new(seed)).map_err(failed)?;
    Ok(exit::DONE)
}
