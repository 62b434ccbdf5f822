//! What is printed. Colours go to terminals that want them (`NO_COLOR`), and whoever stops reading is not an error.

use std::fmt::Display;
use std::io::{StdoutLock, Write as _};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use crate::problem::{Problem, Result};

pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();
pub const GREEN: Style = AnsiColor::Green.on_default();
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
pub const RED: Style = AnsiColor::Red.on_default().bold();

/// Standard output, and whether it is to be JSON.
pub struct Out {
    pub json: bool,
    /// Whether the command goes on where nobody reads any more: what is under way must be brought to its end.
    pub goes_on: bool,
    /// Whether nobody does.
    pub unread: bool,
    stdout: AutoStream<StdoutLock<'static>>,
}

impl Out {
    pub fn new(json: bool) -> Self {
        Self { json, goes_on: false, unread: false, stdout: AutoStream::auto(std::io::stdout().lock()) }
    }

    pub fn line(&mut self, line: impl Display) -> Result<()> {
        if self.unread {
            return Ok(());
        }
        match writeln!(self.stdout, "{line}").map_err(Problem::from) {
            Err(Problem::Unread) if self.goes_on => {
                self.unread = true;
                Ok(())
            }
            written => written,
        }
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.stdout.write_all(bytes)?;
        Ok(self.stdout.flush()?)
    }

    /// Says what is wrong, and gives the exit status.
    pub fn problem(&mut self, problem: &Problem) -> u8 {
        if matches!(problem, Problem::Unread) {
            return problem.exit();
        }
        // Whether these can still be written or not, there is nobody else to tell.
        if self.json {
            let _ = writeln!(self.stdout, "{}", problem.to_json());
        } else {
            warn(&problem.to_words());
        }
        problem.exit()
    }
}

/// A line on standard error.
pub fn warn(words: &str) {
    let _ = writeln!(anstream::stderr(), "{RED}sanspay:{RED:#} {words}");
}

/// A line on standard error that is only news.
pub fn note(words: &str) {
    let _ = writeln!(anstream::stderr(), "{DIM}{words}{DIM:#}");
}

/// Text in a style.
pub fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The colour of a verdict.
pub fn colour(verdict: &str) -> Style {
    match verdict {
        "done" => GREEN,
        "pending" => YELLOW,
        _ => RED,
    }
}
