//! What is printed of a file: the table, what is in doubt, and the lines that are bad.

use std::time::Duration;

use serde_json::{Value, json};

use super::tally::Tally;
use crate::args;
use crate::print::{BOLD, DIM, Out, colour, styled};
use crate::problem::Result;

pub fn tally(out: &mut Out, tally: &Tally, interrupted: bool, took: Duration, given: &args::Reconcile) -> Result<()> {
    if out.json { out.line(as_json(tally, interrupted)) } else { as_text(out, tally, took, given) }
}

fn as_json(tally: &Tally, interrupted: bool) -> Value {
    let row = |((operation, verdict, funds), count): (&(String, String, String), &u64)| json!({ "operation": operation, "verdict": verdict, "funds": funds, "count": count });
    let doubts = tally.doubts.iter().map(|doubt| {
        json!({ "line": doubt.line, "operation": doubt.operation, "verdict": doubt.verdict, "funds": doubt.funds,
            "reason": doubt.reason, "next": doubt.next })
    });
    let bad = tally.bad_lines.iter().map(|(line, words)| json!({ "line": line, "message": words }));
    json!({
        "lines": tally.lines,
        "concluded": tally.concluded(),
        "interrupted": interrupted,
        "unfinished": tally.unfinished,
        "table": tally.counts.iter().map(row).collect::<Vec<Value>>(),
        "in_doubt": { "count": tally.in_doubt, "first": doubts.collect::<Vec<Value>>() },
        "bad": { "count": tally.bad, "first": bad.collect::<Vec<Value>>() },
    })
}

fn as_text(out: &mut Out, tally: &Tally, took: Duration, given: &args::Reconcile) -> Result<()> {
    let width = tally.counts.keys().map(|(operation, ..)| operation.len()).max().unwrap_or(9).max(9);
    out.line(styled(BOLD, format_args!("{:<width$}  {:<9}{:<11}{:>10}", "operation", "verdict", "money", "lines")))?;
    for ((operation, verdict, funds), count) in &tally.counts {
        let verdict = styled(colour(verdict), format_args!("{verdict:<9}"));
        out.line(format_args!("{operation:<width$}  {verdict}{funds:<11}{count:>10}"))?;
    }
    let rate = u128::from(tally.lines) * 1000 / took.as_millis().max(1);
    let seconds = format!("{}.{:03}", took.as_secs(), took.subsec_millis());
    out.line(format_args!("{DIM}Lines: {} in {seconds} s, {rate} a second{DIM:#}", tally.lines))?;
    if tally.unfinished > 0 {
        out.line(format_args!(
            "Lines that end at a request whose reply was not stored, so that nobody knows what came of it: {}",
            tally.unfinished
        ))?;
    }
    doubts(out, tally, given)?;
    if tally.bad > 0 {
        out.line(styled(BOLD, format_args!("\nLines that could not be read: {}", tally.bad)))?;
        for (line, words) in &tally.bad_lines {
            out.line(format_args!("  line {line}: {words}"))?;
        }
        more(out, tally.bad, tally.bad_lines.len(), "--list N lists more")?;
    }
    Ok(())
}

fn doubts(out: &mut Out, tally: &Tally, given: &args::Reconcile) -> Result<()> {
    if tally.in_doubt == 0 {
        return out.line("Nothing is in doubt.");
    }
    out.line(styled(BOLD, format_args!("\nLines in doubt: {}", tally.in_doubt)))?;
    for doubt in &tally.doubts {
        let verdict = styled(colour(&doubt.verdict), &doubt.verdict);
        let why = if doubt.reason.is_empty() { String::new() } else { format!(" ({})", doubt.reason) };
        out.line(format_args!("  line {}: {}: {verdict}{why}; next: {}", doubt.line, doubt.operation, doubt.next))?;
    }
    let hint = if given.in_doubt.is_some() { "all are in the file" } else { "--in-doubt FILE writes them all" };
    more(out, tally.in_doubt, tally.doubts.len(), hint)
}

fn more(out: &mut Out, all: u64, listed: usize, hint: &str) -> Result<()> {
    match all.saturating_sub(u64::try_from(listed).unwrap_or(u64::MAX)) {
        0 => Ok(()),
        more => out.line(format_args!("  {DIM}and {more} more; {hint}{DIM:#}")),
    }
}
