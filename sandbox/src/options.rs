//! What the command line can say, for `sanspay-sandbox` and `sanspay sandbox` alike.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::ValueExt;
use lexopt::prelude::{Long, Short};
use serde::Serialize;

use crate::{FAULTS, Rule, account};

/// How to start a sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Options {
    /// Where to listen; 0 takes any free port.
    pub port: u16,
    /// The file that keeps the state; without one everything is forgotten when the sandbox stops.
    pub state: Option<PathBuf>,
    /// What decides the tokens and references given out, and which exchanges the rules strike.
    pub seed: u64,
    /// See [`Sandbox::strict_auth`].
    pub strict_auth: bool,
    /// See [`Sandbox::hosted_pages`].
    pub hosted_pages: bool,
    /// Where AtaraPay's notices go; see [`Sandbox::send_notices_to`].
    pub notices: Option<String>,
    /// Faults by rule.
    pub faults: Vec<Rule>,
    /// How many of each kind of thing are remembered.
    pub keep: usize,
}

impl Default for Options {
    fn default() -> Self {
        let (strict_auth, hosted_pages, faults) = (false, false, Vec::new());
        Self { port: 4010, state: None, seed: 1, strict_auth, hosted_pages, notices: None, faults, keep: 10_000 }
    }
}

/// What a command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To start a sandbox.
    Run(Options),
    /// To be told of the options: print [`OPTIONS`].
    Help,
}

/// Every option, for a `--help`.
pub const OPTIONS: &str = "  --port N         where to listen; 0 takes any free port (default 4010)
  --state FILE     keeps everything in this file, and goes on from it, also after a kill
  --seed N         decides the tokens and references given out, and which exchanges are struck (default 1)
  --fault RULE     strikes exchanges, such as 'atmoon.payout.create: lose_answer 20%'; may stand more than once.
                   Faults: lose_request, lose_answer, server_error, busy, html_page, cut, slow
  --hosted-pages   AtaraPay's payment form leads to a page with Pay, Fail and Leave, instead of paying at once
  --notices URL    where AtaraPay's notices go, on this machine: your shop's callback address
  --strict-auth    takes AT MOON's credentials as four headers of their own only
  --keep N         remembers so many orders, payments, payouts … of each kind (default 10000)
";

impl Options {
    /// Reads the arguments that follow the program's or the command's name.
    ///
    /// # Errors
    /// Where they make no sense: a sentence that says why.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, String> {
        let mut options = Self::default();
        let mut arguments = lexopt::Parser::from_args(arguments);
        let wrong = |error: lexopt::Error| error.to_string();
        while let Some(argument) = arguments.next().map_err(wrong)? {
            match argument {
                Long("port") => options.port = arguments.value().and_then(|value| value.parse()).map_err(wrong)?,
                Long("state") => options.state = Some(arguments.value().map_err(wrong)?.into()),
                Long("seed") => options.seed = arguments.value().and_then(|value| value.parse()).map_err(wrong)?,
                Long("fault") => options.faults.push(arguments.value().and_then(|value| value.parse()).map_err(wrong)?),
                Long("notices") => {
                    options.notices = Some(arguments.value().and_then(ValueExt::string).map_err(wrong)?);
                }
                Long("keep") => options.keep = arguments.value().and_then(|value| value.parse()).map_err(wrong)?,
                Long("hosted-pages") => options.hosted_pages = true,
                Long("strict-auth") => options.strict_auth = true,
                Short('h') | Long("help") => return Ok(Asked::Help),
                other => return Err(other.unexpected().to_string()),
            }
        }
        Ok(Asked::Run(options))
    }
}

/// What to tell a developer who has just started a sandbox.
#[must_use]
pub fn greeting(address: &str, seed: u64) -> String {
    let url = format!("http://{address}");
    let account = |gateway| -> String {
        let fields = account(gateway, &url).into_iter();
        fields.map(|(name, value)| format!("  {name:<22} {}\n", value.as_str().unwrap_or_default())).collect()
    };
    let (atarapay, atmoon) = (account("atarapay"), account("atmoon"));
    let amounts: String =
        FAULTS.iter().map(|row| format!("  {}  {}\n", row.amount, row.orders_status.replace('`', ""))).collect();
    format!(
        "The sandbox is at {url} (seed {seed}). No money moves here. Stop it with Ctrl-C.\n\n\
         These are the accounts that it knows.\n\nAtaraPay\n{atarapay}\nAT MOON DPS\n{atmoon}\n\
         Amounts that misbehave, in kobo or paise; what they do to an AtaraPay order's status:\n\n{amounts}\n\
         The dashboard is at {url}/ and what is true at {url}/sandbox/truth.\n\
         POST {url}/sandbox/advance?seconds=60 lets time pass. What buyers, sellers and banks do, and\n\
         notices to your shop, are requests too: sandbox/README.md of the repository has them.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Asked, String> {
        Options::read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn every_option_is_read_and_told() {
        let line = "--port 0 --state s --seed 7 --strict-auth --hosted-pages --notices n --keep 5 --fault *:cut --fault *:slow";
        let asked = read(&line.split(' ').collect::<Vec<_>>());
        let rules = ["*: cut", "*: slow"].map(|rule| rule.parse().expect("a rule"));
        let options = Options {
            port: 0,
            state: Some("s".into()),
            seed: 7,
            strict_auth: true,
            hosted_pages: true,
            notices: Some("n".to_owned()),
            faults: rules.to_vec(),
            keep: 5,
        };
        assert_eq!(asked, Ok(Asked::Run(options)));
        for word in line.split(' ').filter(|word| word.starts_with("--")) {
            assert!(OPTIONS.contains(word) && include_str!("../README.md").contains(word), "{word}");
        }
        assert_eq!((read(&["-h"]), read(&[])), (Ok(Asked::Help), Ok(Asked::Run(Options::default()))));
        assert!(read(&["--fault", "x"]).is_err_and(|words| words.contains("colon")));
        assert!(read(&["--prot", "1"]).is_err_and(|words| words.contains("--prot")));
    }
}
