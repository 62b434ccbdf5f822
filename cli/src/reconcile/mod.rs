//! `sanspay reconcile`: a file of stored exchanges, concluded as it is read, on every core.

mod blocks;
mod conclude;
mod show;
mod tally;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::args;
use crate::exit;
use crate::print::Out;
use crate::problem::{Problem, Result};

use self::blocks::{Block, Blocks};
use self::conclude::Accounts;
use self::tally::{Concluded, Tally};

pub fn run(out: &mut Out, given: &args::Reconcile) -> Result {
    let began = Instant::now();
    let (input, length) = open(&given.file)?;
    let accounts = Accounts::load(&given.account)?;
    let mut files =
        Files { in_doubt: create(given.in_doubt.as_deref())?, outcomes: create(given.outcomes.as_deref())? };
    let threads =
        given.threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from).min(64);
    let progress = progress(length);

    let mut tally = Tally::new(given.list);
    let keeps = conclude::Keeps { in_doubt: files.in_doubt.is_some(), outcomes: files.outcomes.is_some() };
    thread::scope(|scope| {
        // Both channels are short: whoever is slowest sets the pace, and memory stays what it is.
        let (blocks, waiting) = sync_channel::<Block>(threads * 2);
        let (done, concluded) = sync_channel::<Concluded>(threads * 2);
        // It is gone with the last thread that takes from it, and then the reader ends too.
        let waiting = Arc::new(Mutex::new(waiting));
        let reading = scope.spawn(move || Blocks::new(input).try_for_each(|block| blocks.send(block?).map_err(gone)));
        for _ in 0..threads {
            let (waiting, done, accounts) = (Arc::clone(&waiting), done.clone(), &accounts);
            scope.spawn(move || {
                while let Some(block) = next(&waiting) {
                    if done.send(conclude::block(&block, accounts, keeps)).is_err() {
                        return;
                    }
                }
            });
        }
        drop((waiting, done));
        collect(concluded, &mut tally, &mut files, &progress)?;
        let read = reading.join().unwrap_or_else(|_| Err(io::Error::other("the reader failed")));
        read.map_err(|error| Problem::file("read", &given.file, &error))
    })?;
    progress.finish_and_clear();
    files.finish()?;
    show::tally(out, &tally, began.elapsed(), given)?;
    Ok(if tally.bad > 0 { exit::BAD_LINES } else { exit::DONE })
}

/// Puts what the threads conclude in the order of the file.
fn collect(
    concluded: Receiver<Concluded>,
    tally: &mut Tally,
    files: &mut Files<'_>,
    progress: &ProgressBar,
) -> Result<()> {
    let mut early: Vec<Concluded> = Vec::new();
    let mut expected = 0;
    for block in concluded {
        early.push(block);
        while let Some(at) = early.iter().position(|block| block.number == expected) {
            let block = early.swap_remove(at);
            expected += 1;
            progress.inc(block.bytes);
            files.write(&block, tally.lines)?;
            tally.add(block);
            progress.set_message(format!("{} lines, {} in doubt", tally.lines, tally.in_doubt));
        }
    }
    Ok(())
}

fn next(waiting: &Mutex<Receiver<Block>>) -> Option<Block> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn gone<T>(_: T) -> io::Error {
    io::Error::from(io::ErrorKind::BrokenPipe)
}

/// The file, or standard input, and how long it is where that is known.
fn open(path: &Path) -> Result<(Box<dyn Read + Send>, Option<u64>)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path).map_err(|error| Problem::file("read", path, &error))?;
    let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
    Ok((Box::new(file), length))
}

/// A bar on standard error, where that is a terminal.
fn progress(length: Option<u64>) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = length.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = if length.is_some() {
        "{bar:30} {percent}% {binary_bytes_per_sec} eta {eta}  {msg}"
    } else {
        "{spinner} {binary_bytes}  {msg}"
    };
    ProgressStyle::with_template(template).map_or_else(|_| ProgressBar::hidden(), |style| bar.with_style(style))
}

/// The files that are written along.
struct Files<'a> {
    in_doubt: Option<(&'a Path, BufWriter<File>)>,
    outcomes: Option<(&'a Path, BufWriter<File>)>,
}

fn create(path: Option<&Path>) -> Result<Option<(&Path, BufWriter<File>)>> {
    let Some(path) = path else { return Ok(None) };
    let file = File::create(path).map_err(|error| Problem::file("written", path, &error))?;
    Ok(Some((path, BufWriter::with_capacity(1 << 20, file))))
}

impl Files<'_> {
    fn write(&mut self, block: &Concluded, before: u64) -> Result<()> {
        for (file, kept) in [(&mut self.in_doubt, &block.in_doubt_text), (&mut self.outcomes, &block.outcomes_text)] {
            let Some((path, file)) = file else { continue };
            for (line, rest) in kept {
                let written = writeln!(file, "{{\"line\":{},{rest}", before + line);
                written.map_err(|error| Problem::file("written", path, &error))?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        for (path, mut file) in [self.in_doubt, self.outcomes].into_iter().flatten() {
            file.flush().map_err(|error| Problem::file("written", path, &error))?;
        }
        Ok(())
    }
}
