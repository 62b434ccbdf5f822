//! Running other programs, and saying so.

use std::error::Error;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What went wrong, in words for the person at the terminal.
pub type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The top of the repository.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// Says what is being done.
pub fn say(what: &str) {
    eprintln!("\u{2500}\u{2500} {what}");
}

/// A command to run in the repository, or in a folder of it.
pub fn command<I: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    arguments: impl IntoIterator<Item = I>,
    folder: &Path,
) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs a command, its output shown as it comes.
pub fn run(mut command: Command) -> Result {
    let shown = shown(&command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{shown}: {status}").into()),
        Err(error) => Err(missing(&command, &error)),
    }
}

/// Runs a command and keeps its output, which is shown only where the command fails.
pub fn output(mut command: Command) -> Result<Output> {
    let shown = shown(&command);
    match command.output() {
        Ok(output) if output.status.success() => Ok(output),
        Ok(output) => Err(format!(
            "{shown}: {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
        .into()),
        Err(error) => Err(missing(&command, &error)),
    }
}

/// Runs a quiet command whose output matters only where it fails.
pub fn quietly(command: Command) -> Result {
    output(command).map(|_| ())
}

/// Installs packages of Debian's where a program that they bring is not at its place.
pub fn debian(root: &Path, program: &str, packages: &[&str]) -> Result {
    if Path::new(program).exists() {
        return Ok(());
    }
    say(&format!("installing {}", packages.join(", ")));
    let apt = |arguments: &[&str]| {
        let mut apt = command("apt-get", arguments, root);
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        quietly(apt)
    };
    let install = [&["install", "--quiet", "--yes", "--no-install-recommends"], packages].concat();
    apt(&["update", "--quiet"])
        .and_then(|()| apt(&install))
        .map_err(|problem| format!("{program} is needed, and apt-get could not install it: {problem}").into())
}

fn shown(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(command.get_program().to_string_lossy()).chain(arguments).collect::<Vec<_>>().join(" ")
}

fn missing(command: &Command, error: &io::Error) -> Box<dyn Error> {
    let program = command.get_program().to_string_lossy();
    let hint = match program.as_ref() {
        "node" | "npm" => "install Node.js 20 or newer, with npm",
        "python3" => "install Python 3.10 or newer, with venv",
        "rustup" | "cargo" => "install Rust with rustup",
        _ => "install it",
    };
    if error.kind() == io::ErrorKind::NotFound {
        format!("{program} is needed and was not found: {hint}, and try again").into()
    } else {
        format!("{program} could not be run: {error}").into()
    }
}
