//! An outcome in words: what is known, what became of the money, why, and what to do.

use serde_json::Value;

use crate::args;
use crate::print::{BOLD, DIM, Out, colour, styled};
use crate::problem::Result;
use crate::reference::meaning;

/// The verdict of an outcome.
pub fn verdict(outcome: &Value) -> &str {
    outcome["verdict"].as_str().unwrap_or_default()
}

/// Verdict and funds in one line.
pub fn line(outcome: &Value) -> String {
    let verdict = verdict(outcome);
    let funds = outcome["funds"].as_str().unwrap_or_default();
    format!("{}, {funds}", styled(colour(verdict), verdict))
}

/// The whole of it.
pub fn tell(out: &mut Out, outcome: &Value, account: &args::Account) -> Result<()> {
    let word = |name: &str| outcome[name].as_str().unwrap_or_default();
    let (verdict, funds) = (word("verdict"), word("funds"));
    out.line(format_args!("{} {}", titled("verdict"), styled(colour(verdict), verdict)))?;
    out.line(format_args!("{INDENT}{}", meaning("Verdict", verdict)))?;
    out.line(format_args!("{} {BOLD}{funds}{BOLD:#}", titled("money")))?;
    out.line(format_args!("{INDENT}{}", meaning("Funds", funds)))?;
    if outcome["reason"].is_object() {
        out.line(format_args!("{} {}", titled("why"), outcome["reason"]["message"].as_str().unwrap_or_default()))?;
        particulars(out, &outcome["reason"])?;
    }
    if !outcome["value"].is_null() {
        let value = serde_json::to_string_pretty(&outcome["value"]).unwrap_or_default();
        out.line(format_args!("{} {}", titled("value"), value.replace('\n', &format!("\n{INDENT}"))))?;
    }
    next(out, &outcome["next"], account)
}

const INDENT: &str = "         ";

/// A title in a column of its own.
pub fn titled(title: &str) -> String {
    styled(DIM, format_args!("{title:<8}"))
}

/// What the gateway said, and what of it is otherwise than expected.
fn particulars(out: &mut Out, reason: &Value) -> Result<()> {
    if let Some(status) = reason["http_status"].as_u64() {
        out.line(format_args!("{INDENT}The reply has the HTTP status {status}."))?;
    }
    if let Some(code) = reason["gateway_code"].as_str() {
        out.line(format_args!("{INDENT}The gateway's code is {code}."))?;
    }
    if let Some(message) = reason["gateway_message"].as_str() {
        out.line(format_args!("{INDENT}The gateway says {message:?}."))?;
    }
    for mismatch in reason["mismatches"].as_array().into_iter().flatten() {
        let text = |name: &str| mismatch[name].as_str().unwrap_or_default();
        let got = mismatch["got"]
            .as_str()
            .map_or("the gateway says nothing".to_owned(), |got| format!("the gateway says {got}"));
        out.line(format_args!("{INDENT}{}: expected {}, and {got}", text("field"), text("expected")))?;
    }
    Ok(())
}

/// A word for a shell.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn next(out: &mut Out, next: &Value, account: &args::Account) -> Result<()> {
    let what = next["do"].as_str().unwrap_or_default();
    out.line(format_args!("{} {BOLD}{what}{BOLD:#}", titled("next")))?;
    out.line(format_args!("{INDENT}{}", meaning("Next", what)))?;
    if what == "ask" {
        let operation = next["operation"].as_str().unwrap_or_default();
        let wait = match next["not_before_seconds"].as_u64().unwrap_or_default() {
            0 => String::new(),
            seconds => format!("in {seconds} seconds: "),
        };
        let (input, account) = (word(&next["input"].to_string()), account.again());
        out.line(format_args!("{INDENT}{wait}sanspay send {operation} --input {input}{account}"))?;
    }
    Ok(())
}
