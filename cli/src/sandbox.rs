//! `sanspay sandbox`: the stand-in for both gateways.

use sanspay_sandbox::{Options, Rule};

use crate::args;
use crate::exit;
use crate::problem::{Problem, Result};

pub fn run(given: &args::Sandbox) -> Result {
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
    sanspay_sandbox::run(&options).map_err(Problem::Files)?;
    Ok(exit::DONE)
}
