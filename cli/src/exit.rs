//! How the program ends: one number for each verdict, so that a script need not read what is printed.

/// It was done, or answered: the verdict is `done`, or there is none.
pub const DONE: u8 = 0;
/// The question is wrong: the account or the input.
pub const QUESTION: u8 = 1;
/// The command line is wrong.
pub const USAGE: u8 = 2;
/// A file could not be read or written, or a port not be had.
pub const FILES: u8 = 3;
/// Some lines of the file could not be read; the rest was concluded.
pub const BAD_LINES: u8 = 4;
/// The shop did not take a notice.
pub const NOT_TAKEN: u8 = 5;
/// The verdict is `pending`.
pub const PENDING: u8 = 10;
/// The verdict is `refused`.
pub const REFUSED: u8 = 11;
/// The verdict is `failed`.
pub const FAILED: u8 = 12;
/// The verdict is `unknown`.
pub const UNKNOWN: u8 = 13;
/// The verdict is `not_sent`.
pub const NOT_SENT: u8 = 14;
/// There is no verdict yet: a request is still to be sent.
pub const UNFINISHED: u8 = 15;
/// Ctrl-C came while something was under way, as a shell counts it.
pub const INTERRUPTED: u8 = 130;

/// Each of them in the words of `--help`.
const TABLE: [(u8, &str); 13] = [
    (DONE, "done, or answered"),
    (QUESTION, "the question is wrong: the account or the input"),
    (USAGE, "the command line is wrong"),
    (FILES, "a file, a port or a pipe could not be used"),
    (BAD_LINES, "some lines of the file are bad; the others are concluded"),
    (NOT_TAKEN, "the shop did not answer the notice with 2xx"),
    (PENDING, "pending: do `next`, not before it says"),
    (REFUSED, "refused: fix what the reason names"),
    (FAILED, "failed: start anew, with a new reference"),
    (UNKNOWN, "unknown: do `next`, never the same again before that"),
    (NOT_SENT, "not_sent: send it again"),
    (UNFINISHED, "no verdict yet: a request is still to be sent"),
    (INTERRUPTED, "Ctrl-C while something was under way"),
];

/// What every command can end with that reads nothing and asks nothing.
pub const ALWAYS: &[u8] = &[DONE, USAGE, FILES];
/// And one that asks the library.
pub const ASKS: &[u8] = &[DONE, QUESTION, USAGE, FILES];
/// And one that concludes.
pub const VERDICTS: &[u8] = &[PENDING, REFUSED, FAILED, UNKNOWN, NOT_SENT];

/// The end of a command's `--help`: its examples, and its exit statuses.
pub fn help(examples: &str, statuses: &[&[u8]]) -> String {
    let title = if examples.contains('\n') { "Examples" } else { "Example" };
    format!("{title}:\n  {}\n\n{}", examples.replace('\n', "\n  "), table(&statuses.concat()))
}

/// The end of the program's own.
pub fn whole_table() -> String {
    table(&TABLE.map(|(status, _)| status))
}

fn table(statuses: &[u8]) -> String {
    let rows = TABLE.iter().filter(|(status, _)| statuses.contains(status));
    let rows: Vec<String> = rows.map(|(status, words)| format!("  {status:>3}  {words}")).collect();
    format!("Exit status:\n{}", rows.join("\n"))
}

/// The number of a verdict.
pub fn of(verdict: &str) -> u8 {
    match verdict {
        "done" => DONE,
        "pending" => PENDING,
        "refused" => REFUSED,
        "failed" => FAILED,
        "not_sent" => NOT_SENT,
        _ => UNKNOWN,
    }
}
