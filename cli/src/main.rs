//! `sanspay` on the command line: the door, with a question on standard input and its answer on standard output.

use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;

use sanspay::door;

const USAGE: &str = "\
sanspay: what to send to a payment gateway, and what its reply means

usage:
  sanspay exchange   < question.json    {\"operation\", \"account\", \"input\", \"replies\"}
  sanspay receive    < question.json    {\"notice\", \"account\", \"message\"}
  sanspay settle     < question.json    {\"known\", \"seen\"}
  sanspay operations                    what there is

The answer is one line of JSON. Nothing is sent anywhere.
exit status: 0 answered, 1 the answer is an error, 2 the command line is wrong";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["exchange"] => answer(door::exchange),
        ["receive"] => answer(door::receive),
        ["settle"] => answer(door::settle),
        ["operations"] => print(&door::call("{\"operations\":{}}")),
        ["help" | "--help" | "-h"] => print(USAGE),
        ["--version" | "-V"] => print(concat!("sanspay ", env!("CARGO_PKG_VERSION"))),
        [] => usage("which command?"),
        [command, ..] => usage(&format!("there is no such command: {command}")),
    }
}

fn answer(door: fn(&str) -> String) -> ExitCode {
    let mut question = Vec::new();
    // One byte more than is read is enough for the door to say that it is too long.
    let limit = u64::try_from(door::MAX_QUESTION).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = io::stdin().lock().take(limit).read_to_end(&mut question) {
        return usage(&format!("the question could not be read: {error}"));
    }
    // Whatever is not UTF-8 becomes a mark that is not JSON outside a text, and that no gateway's name contains.
    print(&door(&String::from_utf8_lossy(&question)))
}

fn print(answer: &str) -> ExitCode {
    let written = writeln!(io::stdout().lock(), "{answer}");
    ExitCode::from(u8::from(written.is_err() || answer.starts_with("{\"error\":")))
}

fn usage(problem: &str) -> ExitCode {
    eprintln!("sanspay: {problem}\n\n{USAGE}");
    ExitCode::from(2)
}
