//! `sanspay` on the command line. Each command is a file; what they share is below.

#![forbid(unsafe_code)]

mod account;
mod args;
mod call;
mod door;
mod exit;
mod explain;
mod hide;
mod input;
mod line;
mod notify;
mod operations;
mod options;
mod page;
mod print;
mod problem;
mod question;
mod reconcile;
mod reference;
mod request;
mod sandbox;
mod send;
mod suggest;
mod wire;
mod words;

use std::process::ExitCode;

use args::{Cli, Command};
use print::Out;
use problem::Result;

/// A file of exchanges is many small texts made and dropped on all cores, at which musl's own allocator takes twice as long.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match line::read() {
        Ok(cli) => cli,
        Err(status) => return ExitCode::from(status),
    };
    let mut out = Out::new(cli.json);
    let done = run(cli, &mut out);
    ExitCode::from(done.unwrap_or_else(|problem| out.problem(&problem)))
}

fn run(cli: Cli, out: &mut Out) -> Result {
    match cli.command {
        Command::Exchange => door::answer(out, "the question", sanspay::door::exchange),
        Command::Receive => door::answer(out, "the notice", sanspay::door::receive),
        Command::Settle => door::answer(out, "the outcomes", sanspay::door::settle),
        Command::Operations { name, schema } => operations::run(out, name.as_deref(), schema),
        Command::Request { question, form, show_secrets, replies } => {
            request::run(out, &question, form, show_secrets, replies.as_deref())
        }
        Command::Explain { question, status } => explain::run(out, &question, status),
        Command::Send(send) => send::run(out, &send),
        Command::Notify(notify) => notify::run(out, &notify),
        Command::Reconcile(reconcile) => reconcile::run(out, &reconcile),
        Command::Sandbox(sandbox) => sandbox::run(out, &sandbox),
        Command::Completions { shell } => page::completions(out, shell),
        Command::Man { command } => page::man(out, command.as_deref()),
    }
}
