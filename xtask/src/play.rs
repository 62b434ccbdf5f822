//! The demo's story in Rust, over real HTTP: the loop that every host runs, on the plain door.

use std::collections::BTreeMap;
use std::time::Duration;

use sanspay::door;
use serde_json::{Value, json};
use ureq::Agent;

use crate::tools::Result;

/// Plays the story; a cell for each step that asks.
pub fn in_rust(script: &Value) -> Result<Vec<String>> {
    let agent = Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(10)))
        .build()
        .new_agent();
    let mut remembered = BTreeMap::new();
    let mut cells = Vec::new();
    for step in script["steps"].as_array().into_iter().flatten() {
        let name = step["name"].as_str().unwrap_or_default();
        if step["buyer"].is_object() {
            remembered.insert(name, buy(&agent, &filled(&step["buyer"], &remembered))?);
            continue;
        }
        let operation = step["operation"].as_str().unwrap_or_default();
        let gateway = operation.split('.').next().unwrap_or_default();
        let outcome = outcome(&agent, operation, &script["accounts"][gateway], &filled(&step["input"], &remembered))?;
        let word = |name: &str| outcome[name].as_str().unwrap_or("?").to_owned();
        cells.push(format!("{} {}", word("verdict"), word("funds")));
        remembered.insert(name, outcome["value"].clone());
    }
    Ok(cells)
}

fn outcome(agent: &Agent, operation: &str, account: &Value, input: &Value) -> Result<Value> {
    let mut replies = Vec::new();
    loop {
        let question = json!({ "operation": operation, "account": account, "input": input, "replies": replies });
        let answer: Value = serde_json::from_str(&door::exchange(&question.to_string()))?;
        match (&answer["request"], &answer["outcome"]) {
            (Value::Null, Value::Null) => return Err(answer.to_string().into()),
            (Value::Null, outcome) => return Ok(outcome.clone()),
            (request, _) => replies.push(send(agent, request)?),
        }
    }
}

fn send(agent: &Agent, request: &Value) -> Result<Value> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut sent = ureq::http::Request::builder().method(text(&request["method"]).as_str()).uri(text(&request["url"]));
    for header in request["headers"].as_array().into_iter().flatten() {
        sent = sent.header(text(&header[0]), text(&header[1]));
    }
    Ok(match agent.run(sent.body(text(&request["body"]))?) {
        Ok(mut response) => {
            let status = response.status().as_u16();
            match response.body_mut().read_to_string() {
                Ok(body) => json!({ "status": status, "headers": [], "body": body }),
                Err(error) => json!({ "fault": "no_answer", "detail": error.to_string() }),
            }
        }
        Err(ureq::Error::ConnectionFailed | ureq::Error::HostNotFound) => json!({ "fault": "not_sent" }),
        Err(error) => json!({ "fault": "no_answer", "detail": error.to_string() }),
    })
}

/// What a buyer does in a browser: posts a form, and comes back with the address they are sent to.
fn buy(agent: &Agent, purchase: &Value) -> Result<Value> {
    let form = purchase["form"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name, value.as_str().unwrap_or_default()));
    let response = agent.post(purchase["url"].as_str().unwrap_or_default()).send_form(form)?;
    let back = response
        .headers()
        .get("location")
        .and_then(|value| value.to_str().ok())
        .ok_or("the buyer was not sent back")?;
    let query = back.split_once('?').map_or("", |(_, query)| query);
    Ok(query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect())
}

/// "$page.url/pay" is what the step named page told, its url, and then "/pay".
fn filled(value: &Value, remembered: &BTreeMap<&str, Value>) -> Value {
    match value {
        Value::String(text) => {
            let mut text = text.clone();
            for (step, told) in remembered {
                for (field, told) in told.as_object().into_iter().flatten() {
                    text = text.replace(&format!("${step}.{field}"), told.as_str().unwrap_or_default());
                }
            }
            Value::String(text)
        }
        Value::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), filled(field, remembered))).collect(),
        other => other.clone(),
    }
}
