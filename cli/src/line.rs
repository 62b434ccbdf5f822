//! Reading the command line. What is wrong with it is said as everything else is: in JSON where that is asked for.

use std::env;
use std::ffi::OsStr;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, Error, Parser as _};

use crate::args::Cli;
use crate::exit;
use crate::print::Out;
use crate::problem::Problem;
use crate::suggest::nearest;

/// What is to be done, or the exit status where that is help, or a mistake; it is printed then.
pub fn read() -> Result<Cli, u8> {
    Cli::try_parse().map_err(|mut error| {
        suggest(&mut error);
        if error.use_stderr() && asks_for_json() {
            return Out::new(true).problem(&Problem::usage(words(&error)));
        }
        let printed = error.print().map_err(Problem::from);
        if error.use_stderr() {
            return exit::USAGE;
        }
        printed.map_or_else(|problem| Out::new(false).problem(&problem), |()| exit::DONE)
    })
}

/// Looked for by hand: what could not be read holds no answer.
fn asks_for_json() -> bool {
    env::args_os().take_while(|argument| argument != "--").any(|argument| argument == OsStr::new("--json"))
}

/// Puts what is near in the place of what only sounds alike.
fn suggest(error: &mut Error) {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let (kind, near) = if let Some(given) = text(ContextKind::InvalidSubcommand) {
        let command = Cli::command();
        let known = command.get_subcommands().map(clap::Command::get_name);
        (ContextKind::SuggestedSubcommand, owned(nearest(&given, known)))
    } else if let (Some(given), Some(ContextValue::Strings(known))) =
        (text(ContextKind::InvalidValue), error.get(ContextKind::ValidValue))
    {
        (ContextKind::SuggestedValue, owned(nearest(&given, known.iter().map(String::as_str))))
    } else if text(ContextKind::InvalidArg).is_some_and(|given| given.contains("://")) {
        let tip = "an address belongs to its option: --sandbox=URL";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
        return;
    } else {
        return;
    };
    if near.is_empty() {
        error.remove(kind);
    } else {
        error.insert(kind, ContextValue::Strings(near));
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// The mistake on one line, without the usage that a person is shown below it.
fn words(error: &Error) -> String {
    let text = error.to_string();
    let [usage, more] = ["\nUsage:", "\nFor more information"].map(|part| text.find(part).unwrap_or(text.len()));
    let lines: Vec<&str> = text[..usage.min(more)].trim().lines().map(str::trim).collect();
    let paragraphs: Vec<String> = lines.split(|line| line.is_empty()).map(|lines| lines.join(" ")).collect();
    paragraphs.join("; ").trim_start_matches("error: ").to_owned()
}
