//! A shop and a sandbox without a network between them, and a copy of the sandbox for every way in which it can go on.

use sanspay::door;
use sanspay_sandbox::{Answer, Request, Sandbox, atarapay, atmoon};
use serde_json::{Value, json};

use crate::tools::Result;

const BASE: &str = "http://127.0.0.1:4010";

/// Asks, and answers with the outcome and with the last reply that led to it.
pub fn ask(sandbox: &mut Sandbox, operation: &str, input: &Value) -> Result<(Value, Value)> {
    let account = if operation.starts_with("atarapay.") {
        json!({ "environment": "staging", "public_key": atarapay::PUBLIC_KEY, "private_key": atarapay::PRIVATE_KEY, "base_url": BASE })
    } else {
        json!({ "access_key": atmoon::ACCESS_KEY, "merchant_key": atmoon::MERCHANT_KEY, "client_id": atmoon::CLIENT_ID,
            "api_password": atmoon::API_PASSWORD, "user_id": atmoon::USER_ID, "utoken": atmoon::UTOKEN, "base_url": BASE,
            "payin_url": format!("{BASE}/sandbox/atmoon/payin"), "payout_url": format!("{BASE}/sandbox/atmoon/payout") })
    };
    let mut replies = Vec::new();
    loop {
        let question = json!({ "operation": operation, "account": account, "input": input, "replies": replies });
        let mut answer: Value = serde_json::from_str(&door::exchange(&question.to_string()))?;
        if answer["outcome"].is_object() {
            return Ok((answer["outcome"].take(), replies.pop().unwrap_or_default()));
        }
        let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| answer.to_string());
        let sent = &answer["request"];
        let mut request = Request::new(&text(&sent["method"])?, &text(&sent["url"])?);
        for header in sent["headers"].as_array().into_iter().flatten() {
            request = request.header(&text(&header[0])?, &text(&header[1])?);
        }
        request.body = sent["body"].as_str().unwrap_or_default().as_bytes().to_vec();
        replies.push(match sandbox.answer(&request) {
            Answer::Reply { status, headers, body } => json!({ "status": status, "headers": headers, "body": body }),
            Answer::Silence => json!({ "fault": "no_answer" }),
        });
    }
}

/// What two outcomes of one payment come to.
pub fn settled(known: &Value, seen: &Value) -> Result<Value> {
    let mut answer: Value = serde_json::from_str(&door::settle(&json!({ "known": known, "seen": seen }).to_string()))?;
    Ok(answer["outcome"].take())
}

/// A sandbox in which order 3021 has just been paid.
pub fn paid_order() -> Result<Sandbox> {
    let mut sandbox = Sandbox::new(1);
    let purchase = json!({ "purchase": crate::story::purchase(400_000) });
    let (form, _) = ask(&mut sandbox, "atarapay.checkout.form", &purchase)?;
    let body = form["value"]["body"].as_str().unwrap_or_default();
    sandbox.answer(&Request::new("POST", BASE).body("application/x-www-form-urlencoded", body));
    Ok(sandbox)
}

/// What people can do now to what is newest, and the sandbox after each: in the order in which the sandbox lists it.
pub fn moves(sandbox: &Sandbox) -> Result<Vec<(String, Sandbox)>> {
    let overview = sandbox.overview();
    let mut ways = Vec::new();
    for (gateway, things, id) in [
        ("atarapay", "orders", "id"),
        ("atmoon", "payouts", "payout_id"),
        ("atmoon", "payins", "transaction_id"),
        ("atmoon", "payments", "page"),
    ] {
        let newest = &overview[gateway][things][0];
        let id = newest[id].as_str().map_or_else(|| newest[id].to_string(), str::to_owned);
        // A page has its own address, with its buttons below it.
        let place = if id.starts_with('/') { id } else { format!("/sandbox/{things}/{id}") };
        let can = newest["can"].as_array().into_iter().flatten().filter_map(Value::as_str);
        ways.extend(can.map(|what| (what.to_owned(), format!("{place}/{what}"))));
    }
    let mut after = Vec::new();
    for (what, path) in ways {
        let mut copy = Sandbox::resumed(&sandbox.saved())?;
        match copy.answer(&Request::new("POST", &path)) {
            Answer::Reply { status: 200..400, .. } => after.push((what, copy)),
            refused => return Err(format!("{path} can be done, and is answered with {refused:?}").into()),
        }
    }
    Ok(after)
}
