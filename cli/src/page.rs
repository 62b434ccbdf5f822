//! `sanspay completions` and `sanspay man`: what the command line tells of itself.

use clap::builder::PossibleValuesParser;
use clap::{Arg, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Cli;
use crate::exit;
use crate::print::Out;
use crate::problem::{Problem, Result};
use crate::reference::operations;
use crate::suggest::suggestion;

pub fn completions(out: &mut Out, shell: Shell) -> Result {
    let mut script = Vec::new();
    let name_it = |argument: Arg| argument.value_parser(PossibleValuesParser::new(operations().map(|one| one.name)));
    let mut command = Cli::command();
    for asking in ["request", "explain", "send"] {
        command = command.mut_subcommand(asking, |command| command.mut_arg("operation", name_it));
    }
    clap_complete::generate(shell, &mut command, "sanspay", &mut script);
    out.bytes(&script)?;
    Ok(exit::DONE)
}

pub fn man(out: &mut Out, name: Option<&str>) -> Result {
    let mut page = Cli::command();
    page.build();
    if let Some(name) = name {
        let advice = suggestion(name, page.get_subcommands().map(clap::Command::get_name));
        let found = page.get_subcommands().find(|command| command.get_name() == name).cloned();
        let found = found.ok_or_else(|| Problem::usage(format!("there is no command {name:?}{advice}")))?;
        page = found.display_name(format!("sanspay-{name}"));
    }
    let mut roff = Vec::new();
    Man::new(page).render(&mut roff)?;
    out.bytes(&roff)?;
    Ok(exit::DONE)
}
