//! `sanspay send`: an operation from its first request to its outcome, and on to what `next` asks.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::args;
use crate::call::Call;
use crate::door::{self, Answer};
use crate::exit;
use crate::print::{DIM, Out, note, warn};
use crate::problem::{Problem, Result};
use crate::question::Question;
use crate::wire::{Sent, Wire, is_here};
use crate::words::{line, tell, verdict, word};

pub fn run(out: &mut Out, given: &args::Send) -> Result {
    let mut call = match (&given.resume, &given.operation) {
        (Some(path), _) => Call::resumed(path, &given.account)?,
        (None, operation) => {
            let operation = operation.as_deref().unwrap_or_default();
            Call::new(Question::new(operation, &given.input, &given.account)?, given.save.clone())?
        }
    };
    if given.hurry && !call.question.account["base_url"].as_str().is_some_and(is_here) {
        return Err(Problem::usage("--hurry is for a sandbox on this machine: gateways are asked when `next` says"));
    }
    if call.question.operation.effect == "moves_money" && call.file().is_none() {
        warn(
            "this moves money, and is stored nowhere: with --save FILE an end half-way would leave what is known of it",
        );
    }
    let wire = Wire::new(Duration::from_secs(given.timeout))?;
    out.goes_on = true;
    let Some(mut known) = conclude(out, &wire, &mut call, &given.account)? else { return Ok(exit::INTERRUPTED) };
    if given.follow {
        match follow(out, &wire, given, &call.question, known)? {
            Some(outcome) => known = outcome,
            None => return Ok(exit::INTERRUPTED),
        }
    }
    Ok(exit::of(verdict(&known)))
}

/// Sends whatever is to be sent, and tells what came of it; None where Ctrl-C ended it.
fn conclude(out: &mut Out, wire: &Wire, call: &mut Call, account: &args::Account) -> Result<Option<Value>> {
    let mut steps = Vec::new();
    let mut interrupted = false;
    let outcome = loop {
        let request = match &call.answer {
            Answer::Outcome(outcome) => break outcome.clone(),
            Answer::Request(request) => request.clone(),
        };
        // Before it goes out: what is not stored now could be sent again by whoever finds an older file.
        call.save()?;
        let began = Instant::now();
        let reply = match wire.send(&request) {
            Sent::Reply(reply) => reply,
            Sent::Interrupted => {
                interrupted = true;
                // As the stored call will be concluded, which is not written any more.
                json!({ "fault": "lost", "detail": "interrupted" })
            }
        };
        let took = began.elapsed();
        call.reply(reply.clone())?;
        // It was sent, so a file that can no longer be written must not hide what came of it.
        if !interrupted && let Err(problem) = call.save() {
            warn(&problem.to_words());
        }
        step(out, &mut steps, &request, &reply, took)?;
    };
    if out.json {
        out.line(json!({ "operation": call.question.operation.name, "steps": steps, "outcome": outcome }))?;
    } else {
        tell(out, &outcome, account)?;
    }
    if interrupted {
        match call.file() {
            Some(path) => warn(&format!(
                "interrupted while a request was under way: `sanspay send --resume {}{}` concludes it, and sends nothing",
                word(&path.to_string_lossy()),
                account.again()
            )),
            None => warn("interrupted while a request was under way: it may have been received"),
        }
    }
    Ok((!interrupted).then_some(outcome))
}

/// Tells of one request and its reply, neither of them with its content.
fn step(out: &mut Out, steps: &mut Vec<Value>, request: &Value, reply: &Value, took: Duration) -> Result<()> {
    let (summary, milliseconds) = (request["summary"].as_str().unwrap_or_default(), took.as_millis());
    let what = match reply["fault"].as_str() {
        Some(fault) => format!("{fault}: {}", reply["detail"].as_str().unwrap_or_default()),
        None => reply["status"].to_string(),
    };
    let milliseconds_number = u64::try_from(milliseconds).unwrap_or(u64::MAX);
    steps.push(json!({ "request": summary, "status": reply["status"], "fault": reply["fault"],
        "detail": reply["detail"], "milliseconds": milliseconds_number }));
    if out.json {
        return Ok(());
    }
    out.line(format_args!("{DIM}{summary} \u{2192} {what} ({milliseconds} ms){DIM:#}"))
}

/// Asks what `next` says, for as long as it asks; None where Ctrl-C ended it.
fn follow(
    out: &mut Out,
    wire: &Wire,
    given: &args::Send,
    question: &Question,
    mut known: Value,
) -> Result<Option<Value>> {
    let until = Instant::now() + Duration::from_secs(given.follow_for);
    while known["next"]["do"] == "ask" && !out.unread {
        let seconds = known["next"]["not_before_seconds"].as_u64().unwrap_or_default();
        // Where the answer is the same at once, asking on without a pause would be a flood.
        let pause = if given.hurry { Duration::from_millis(20) } else { Duration::from_secs(seconds) };
        if Instant::now() + pause > until {
            note("What `next` asks is due later than --follow-for allows.");
            break;
        }
        if !out.json && pause.as_secs() > 0 {
            note(&format!("waiting {} s", pause.as_secs()));
        }
        if !wire.pause(pause) {
            warn("interrupted while waiting: what `next` says is still to be asked");
            return Ok(None);
        }
        let mut call = Call::new(question.next(&known["next"])?, None)?;
        let inquires = call.question.operation.effect == "inquiry";
        let Some(seen) = conclude(out, wire, &mut call, &given.account)? else { return Ok(None) };
        if !inquires {
            // It is about something else than the payment: a person sees in it whether the thing is there.
            break;
        }
        known = door::settle(&known, &seen)?;
    }
    if out.json {
        out.line(json!({ "settled": known }))?;
    } else {
        out.line(format_args!("all in all: {}", line(&known)))?;
    }
    Ok(Some(known))
}
