//! `sanspay reconcile`: a file of stored exchanges, concluded as it is read, on every core.

mod blocks;
mod conclude;
mod files;
mod show;
mod tally;

use std::io::{self, IsTerminal as _, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::args;
use crate::exit;
use crate::print::{Out, note, warn};
use crate::problem::{Problem, Result};

use self::blocks::{Block, Blocks};
use self::conclude::Accounts;
use self::files::Files;
use self::tally::{Concluded, Tally};

pub fn run(out: &mut Out, given: &args::Reconcile) -> Result {
    let began = Instant::now();
    let (input, length) = files::open(&given.file)?;
    let accounts = Accounts::load(&given.account)?;
    let mut files = Files::create(given)?;
    let threads =
        given.threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from).min(64);
    let progress = progress(length);
    let stopped = stopped_by_ctrl_c(&progress)?;

    let mut tally = Tally::new(given.list);
    let keeps = conclude::Keeps { in_doubt: given.in_doubt.is_some(), outcomes: given.outcomes.is_some() };
    let interrupted = thread::scope(|scope| {
        // Both channels are short: whoever is slowest sets the pace, and memory stays what it is.
        let (blocks, waiting) = sync_channel::<Block>(threads * 2);
        let (done, concluded) = sync_channel::<Concluded>(threads * 2);
        // It is gone with the last thread that takes from it, and then the reader ends too.
        let waiting = Arc::new(Mutex::new(waiting));
        let reading = scope.spawn(move || read(input, &blocks, &stopped));
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
    show::tally(out, &tally, interrupted, began.elapsed(), given)?;
    if interrupted {
        warn(&format!("interrupted after {} lines: what is behind them was not looked at", tally.lines));
        return Ok(exit::INTERRUPTED);
    }
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

/// Reads until the end, or until Ctrl-C: true where there may be more.
fn read(input: impl Read, blocks: &SyncSender<Block>, stopped: &AtomicBool) -> io::Result<bool> {
    for block in Blocks::new(input) {
        if stopped.load(Ordering::Relaxed) {
            return Ok(true);
        }
        // It is gone where what was concluded cannot be written, which is the mistake to be told.
        blocks.send(block?).map_err(|_| io::ErrorKind::BrokenPipe)?;
    }
    Ok(false)
}

/// Ctrl-C ends with the lines that were read, and a second one at once: reading may never come back.
fn stopped_by_ctrl_c(progress: &ProgressBar) -> Result<Arc<AtomicBool>> {
    let stopped = Arc::new(AtomicBool::new(false));
    let (seen, progress) = (Arc::clone(&stopped), progress.clone());
    let handler = move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(exit::INTERRUPTED));
        }
        progress.suspend(|| note("\nEnding with the lines that were read; Ctrl-C again ends at once."));
    };
    ctrlc::set_handler(handler).map_err(|error| Problem::Files(format!("Ctrl-C cannot be heard: {error}")))?;
    Ok(stopped)
}

fn next(waiting: &Mutex<Receiver<Block>>) -> Option<Block> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// A bar on standard error, where that is a terminal.
fn progress(length: Option<u64>) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = length.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = if length.is_some() {
        "{bar:30} {percent}% {binary_bytes_per_sec} eta {eta}  {wide_msg}"
    } else {
        "{spinner} {binary_bytes}  {wide_msg}"
    };
    ProgressStyle::with_template(template).map_or_else(|_| ProgressBar::hidden(), |style| bar.with_style(style))
}
