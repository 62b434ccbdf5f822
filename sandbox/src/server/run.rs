//! The whole program: `sanspay-sandbox` and `sanspay sandbox`.

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use super::journal::Journal;
use super::serve_state;
use crate::atarapay::Encoding;
use crate::{Options, Sandbox, greeting};

/// Starts a sandbox, tells on standard output where it is, and runs it for as long as the program lives.
///
/// # Errors
/// Where the port or the file cannot be had: a sentence that says why.
pub fn run(options: &Options) -> Result<(), String> {
    run_telling(options, |address, resumed| {
        let mut told = format!("{}\n", greeting(&address.to_string(), options.seed));
        if let Some(path) = &options.state {
            let how = if resumed { "It goes on from" } else { "It keeps everything in" };
            told.push_str(&format!("{how} {}.\n\n", path.display()));
        }
        // It is of use to a shop also where nobody reads this to its end.
        let _ = io::stdout().write_all(told.as_bytes());
        Ok(())
    })
}

/// The same, for a program that has its own way to tell: of the address, and whether the state is one of before.
///
/// # Errors
/// Where the port or the file cannot be had, and what the telling gives: a sentence that says why.
pub fn run_telling(options: &Options, tell: impl FnOnce(SocketAddr, bool) -> Result<(), String>) -> Result<(), String> {
    let Options { port, seed, .. } = *options;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| format!("port {port} cannot be had ({error}); choose another with --port"))?;
    let mut sandbox = Sandbox::new(seed);
    let (mut journal, mut resumed) = (None, false);
    if let Some(path) = &options.state {
        let opened = Journal::open(path, sandbox).map_err(|error| error.to_string())?;
        (journal, sandbox, resumed) = (Some(opened.0), opened.1, opened.2);
    }
    // What the dashboard switched on before stays, unless the command line says otherwise.
    if !options.faults.is_empty() || !resumed {
        sandbox.fault_by(options.faults.clone());
    }
    if options.strict_auth || !resumed {
        sandbox.strict_auth(options.strict_auth);
    }
    if options.hosted_pages || !resumed {
        sandbox.hosted_pages(options.hosted_pages);
    }
    if let Some(url) = &options.notices {
        sandbox.send_notices_to(url, Encoding::Json).map_err(|words| words.trim_end().to_owned())?;
    }
    sandbox.keep(options.keep);
    if let Some(journal) = &mut journal {
        journal.start_over(&sandbox).map_err(|error| error.to_string())?;
    }
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    tell(address, resumed)?;
    serve_state(listener, sandbox, journal).map_err(|error| error.to_string())
}
