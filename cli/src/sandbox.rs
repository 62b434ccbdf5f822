//! `sanspay sandbox`: the stand-in for both gateways.

use std::net::SocketAddr;
use std::path::Path;

use sanspay_sandbox::{Options, Rule, account};
use serde_json::{Map, json};

use crate::args;
use crate::exit;
use crate::print::Out;
use crate::problem::{Problem, Result};

pub fn run(out: &mut Out, given: &args::Sandbox) -> Result {
    let rule = |rule: &String| rule.parse::<Rule>().map_err(|why| Problem::usage(format!("--fault {rule}: {why}")));
    let options = Options {
        port: given.port,
        state: given.state.clone(),
        seed: given.seed,
        strict_auth: given.strict_auth,
        hosted_pages: given.hosted_pages,
        notices: given.notices.clone(),
        faults: given.faults.iter().map(rule).collect::<Result<_>>()?,
        keep: given.keep,
    };
    if !out.json {
        return sanspay_sandbox::run(&options).map(|()| exit::DONE).map_err(Problem::Files);
    }
    // Who has read where it is may go: the sandbox stays.
    out.goes_on = true;
    let tell = |address: SocketAddr, resumed| {
        let url = format!("http://{address}");
        let accounts = ["atarapay", "atmoon"].map(|gateway| (gateway.to_owned(), account(gateway, &url).into()));
        let accounts = Map::from_iter(accounts);
        let line = json!({ "url": url, "seed": given.seed, "state": given.state.as_deref().map(Path::to_string_lossy),
            "resumed": resumed, "accounts": accounts, "dashboard": format!("{url}/") });
        out.line(line).map_err(|problem| problem.to_words())
    };
    sanspay_sandbox::run_telling(&options, tell).map_err(Problem::Files)?;
    Ok(exit::DONE)
}
