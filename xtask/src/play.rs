//! The demo's story in Rust, over real HTTP: the loop that every host runs, on the plain door.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use sanspay::door;
use serde_json::{Value, json};
use ureq::Agent;

use crate::tools::Result;

const PATIENCE: Duration = Duration::from_secs(10);

/// Plays the story; a cell for each step that asks or hears.
pub fn in_rust(script: &Value) -> Result<Vec<String>> {
    let agent = Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .build()
        .new_agent();
    let (address, notices) = listen()?;
    let mut remembered =
        BTreeMap::from([("shop", json!({ "listens": address.replace(':', "%3A").replace('/', "%2F") }))]);
    let mut cells = Vec::new();
    for step in script["steps"].as_array().into_iter().flatten() {
        let name = step["name"].as_str().unwrap_or_default();
        let account =
            |of: &Value| &script["accounts"][of.as_str().unwrap_or_default().split('.').next().unwrap_or_default()];
        if step["post"].is_object() {
            remembered.insert(name, post(&agent, &filled(&step["post"], &remembered))?);
        } else if step["notice"].is_string() {
            let message = notices.recv_timeout(PATIENCE).map_err(|_| "no notice came within ten seconds")?;
            let question = json!({ "notice": step["notice"], "account": account(&step["notice"]), "message": message });
            let heard: Value = serde_json::from_str(&door::receive(&question.to_string()))?;
            cells.push(cell(&heard["notice"], "authenticity", "event"));
        } else {
            let input = filled(&step["input"], &remembered);
            let outcome = outcome(&agent, &step["operation"], account(&step["operation"]), &input)?;
            cells.push(cell(&outcome, "verdict", "funds"));
            remembered.insert(name, outcome["value"].clone());
        }
    }
    Ok(cells)
}

fn cell(of: &Value, one: &str, other: &str) -> String {
    let word = |name: &str| of[name].as_str().unwrap_or("null").to_owned();
    format!("{} {}", word(one), word(other))
}

fn outcome(agent: &Agent, operation: &Value, account: &Value, input: &Value) -> Result<Value> {
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

/// What people do: a buyer posts a form in a browser and is sent back, or somebody presses a button at AtaraPay's.
fn post(agent: &Agent, what: &Value) -> Result<Value> {
    let url = what["url"].as_str().unwrap_or_default();
    let form = agent.post(url).content_type("application/x-www-form-urlencoded");
    let response = form.send(what["body"].as_str().unwrap_or_default())?;
    if response.status().as_u16() >= 400 {
        return Err(format!("{url}: {}", response.status()).into());
    }
    let back = response.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let query = back.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    Ok(pairs.map(|(name, value)| (name.to_owned(), json!(value))).collect())
}

/// The shop's own address for notices, and each notice as it comes: a listener just good enough for the sandbox.
fn listen() -> Result<(String, Receiver<Value>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = format!("http://{}/notices", listener.local_addr()?);
    let (came, notices) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream);
            let mut headers = Vec::new();
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                headers.extend(
                    line.trim_end().split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())),
                );
                line.clear();
            }
            let length =
                headers.iter().find_map(|(name, value)| (name == "content-length").then(|| value.parse().ok())?);
            let mut body = vec![0; length.unwrap_or_default()];
            let whole = reader.read_exact(&mut body).is_ok();
            let answered =
                reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let message = json!({ "headers": headers, "body": String::from_utf8_lossy(&body) });
            if !whole || answered.is_err() || came.send(message).is_err() {
                return;
            }
        }
    });
    Ok((address, notices))
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
