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
/// Ctrl-C came while a request was under way, as a shell counts it.
pub const INTERRUPTED: u8 = 130;

/// The table of `--help`.
pub const TABLE: &str = "\
Exit status:
    0  done, or answered          10  pending
    1  the question is wrong      11  refused
    2  the command line is wrong  12  failed
    3  a file could not be used   13  unknown: do `next`, never the same again
    4  some lines are bad         14  not_sent: send it again
    5  a notice was not taken     15  no verdict yet
                                 130  interrupted";

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
