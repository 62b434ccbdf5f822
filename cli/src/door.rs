//! The library's own door: questions as text, answers as data.

use sanspay::door;
use serde_json::Value;

use crate::exit;
use crate::input;
use crate::print::Out;
use crate::problem::{Problem, Result};

/// What the door answers.
pub enum Answer {
    /// This is to be sent.
    Request(Value),
    /// It is over.
    Outcome(Value),
}

/// Asks the door with a question of its own shape. Its answers hold texts and whole numbers only, so nothing is lost.
pub fn exchange(question: &str) -> Result<Answer> {
    let mut answer = read(&door::exchange(question))?;
    Ok(match answer.get_mut("request") {
        Some(request) => Answer::Request(request.take()),
        None => Answer::Outcome(answer["outcome"].take()),
    })
}

/// Combines two outcomes of one payment.
pub fn settle(known: &Value, seen: &Value) -> Result<Value> {
    Ok(read(&door::settle(&serde_json::json!({ "known": known, "seen": seen }).to_string()))?["outcome"].take())
}

/// What a notice says.
pub fn receive(question: &Value) -> Result<Value> {
    Ok(read(&door::receive(&question.to_string()))?["notice"].take())
}

fn read(answer: &str) -> Result<Value> {
    let mut answer: Value = serde_json::from_str(answer)
        .map_err(|error| Problem::Files(format!("the answer could not be read: {error}")))?;
    match answer.get_mut("error") {
        Some(error) => Err(Problem::Question(error.take())),
        None => Ok(answer),
    }
}

/// Passes standard input through the door as it is.
pub fn answer(out: &mut Out, what: &str, door: fn(&str) -> String) -> Result {
    let question = input::stdin(what)?;
    // Whatever is not UTF-8 becomes a mark that is not JSON outside a text, and that no gateway's name contains.
    let answer = door(&String::from_utf8_lossy(&question));
    out.line(&answer)?;
    Ok(if answer.starts_with("{\"error\":") { exit::QUESTION } else { exit::DONE })
}
