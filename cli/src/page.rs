//! `sanspay completions` and `sanspay man`: what the command line tells of itself.

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Cli;
use crate::exit;
use crate::print::Out;
use crate::problem::{Problem, Result};
use crate::reference;

pub fn completions(out: &mut Out, shell: Shell) -> Result {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "sanspay", &mut script);
    out.bytes(&script)?;
    Ok(exit::DONE)
}

pub fn man(out: &mut Out, name: Option<&str>) -> Result {
    let mut all = Cli::command();
    all.build();
    let page = match name {
        None => all,
        Some(name) => {
            let known = || all.get_subcommands().map(clap::Command::get_name);
            let advice = reference::suggestion(name, known());
            let found = all.get_subcommands().find(|command| command.get_name() == name).cloned();
            let page = found.ok_or_else(|| Problem::usage(format!("there is no command {name}{advice}")))?;
            page.display_name(format!("sanspay-{name}"))
        }
    };
    let mut roff = Vec::new();
    Man::new(page).render(&mut roff)?;
    out.bytes(&roff)?;
    Ok(exit::DONE)
}
