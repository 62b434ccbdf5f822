//! What a reply proves, written a second time, from the documents and in another way, to hold the library against.

use serde_json::Value;

/// Where the reply proves the money to be, if it proves anything: strict JSON, every word and number in its place.
pub fn proven(operation: &str, input: &Value, status: u16, body: &str) -> Option<&'static str> {
    let body: Value = serde_json::from_str(body).ok()?;
    if !(200..300).contains(&status) {
        return None;
    }
    match operation {
        "atmoon.pg.verify" => pg_verify(input, &body).then_some("settled"),
        "atarapay.orders.verify_payment" => order(&body, &input["order"]).filter(|_| as_expected(input, &body)),
        "atarapay.orders.status" => order(&body, &input["order"]),
        "atmoon.payout.status" => payout_status(input, &body).then_some("settled"),
        "atmoon.payout.verify" => payout_verify(input, &body).then_some("settled"),
        _ => None,
    }
}

fn pg_verify(input: &Value, body: &Value) -> bool {
    let payment = &body["data"]["data"];
    let amount = payment["amount"]
        .as_str()
        .map(str::to_owned)
        .or_else(|| payment["amount"].as_number().map(ToString::to_string));
    let exact = amount.is_some_and(|amount| {
        let (rupees, paise) = amount.split_once('.').unwrap_or((&amount, ""));
        let paise = format!("{paise:0<2}");
        paise[2..].bytes().all(|digit| digit == b'0')
            && format!("{rupees}{}", &paise[..2]).parse::<u64>().ok() == input["amount"].as_u64()
            && rupees.bytes().chain(paise.bytes()).all(|digit| digit.is_ascii_digit())
    });
    body["status"] == true
        && body
            .get("code")
            .is_none_or(|code| code == 200 || code == "200" || !(code.is_string() || code.is_number()) || code == "")
        && body["data"]["status"] == true
        && body["data"]["code"] == "PAYMENT_SUCCESS"
        && payment["state"] == "COMPLETED"
        && same(&payment["transaction_id"], &input["transaction_id"])
        && same(&payment["pg_reference_no"], &input["pg_reference_no"])
        && exact
}

/// The printed answer, taken for final because the account says so: it names account and IFSC, and no code.
fn payout_status(input: &Value, body: &Value) -> bool {
    body["status"] == 1
        && body["status"].is_u64()
        && body["message"] == "SUCCESS"
        && empty(&body["code"])
        && same(&body["account_no"], &input["beneficiary_account"])
        && body["Ifsc_code"] == input["ifsc"]
        && (empty(&body["payout_id"]) || same(&body["payout_id"], &input["payout_id"]))
}

/// SU0000 and no other code, no status beside it that says otherwise, and the reference that was asked after.
fn payout_verify(input: &Value, body: &Value) -> bool {
    let names = ["code", "status_code", "statusCode", "StatusCode", "response_code", "error_code"];
    let told = |value: &Value| value.is_number() || value.as_str().is_some_and(|text| !text.is_empty());
    let codes: Vec<&Value> = names.iter().map(|name| &body[*name]).filter(|code| told(code)).collect();
    let status = &body["status"];
    let yes = match status {
        Value::String(word) => ["1", "true", "s", "success", "ok", ""].contains(&word.to_lowercase().as_str()),
        Value::Number(number) => number.as_u64() == Some(1),
        Value::Bool(flag) => *flag,
        other => empty(other),
    };
    let reference = &body["paymentReferNo"];
    !codes.is_empty()
        && codes.iter().all(|code| *code == "SU0000")
        && yes
        && (empty(reference) || same(reference, &input["payment_refer_no"]))
}

/// Where an order's own words say that its money is.
fn order(body: &Value, asked: &Value) -> Option<&'static str> {
    let data = &body["data"];
    if body["status"] != "success" || body["message"] != "Order Fetched" || !same(&data["id"], asked) {
        return None;
    }
    let title = match &data["status"]["title"] {
        Value::String(title) => title.trim().to_lowercase(),
        title if empty(title) => String::new(),
        _ => return None,
    };
    let documented = match number(&data["status"]["id"]) {
        Some(3) => Some("rejected"),
        Some(5) => Some("completed"),
        Some(9) => Some("cancelled"),
        _ => None,
    };
    let stage = match title.as_str() {
        "" => documented?,
        "complete" | "completed" => "completed",
        "canceled" | "cancelled" => "cancelled",
        "pending" | "awaiting buyer response" | "pending ii" | "dispute" | "disputed" => "open",
        "rejected" => "rejected",
        _ => return None,
    };
    if documented.is_some_and(|documented| documented != stage) || number(&data["amount_payed"])? == 0 {
        return None;
    }
    let payment = &data["payment"];
    if !empty(payment) && !same(&payment["status"], &"1".into()) {
        return None;
    }
    let told = |name: &str| data.get(name).filter(|part| !empty(part));
    match (stage, told("payout"), told("refund")) {
        ("open", None, None) => Some("held"),
        ("completed", Some(payout), None) if number(&payout["type"]) == Some(2) => Some("settled"),
        ("completed", None, Some(refund)) if number(&refund["type"]) == Some(7) => Some("returned"),
        _ => None,
    }
}

fn as_expected(input: &Value, body: &Value) -> bool {
    let data = &body["data"];
    let paid = number(&data["amount_payed"]);
    let payment = &data["payment"];
    let currency = |name: &str| empty(&data[name]["currency"]) || data[name]["currency"] == input["currency"];
    let payment_fits = empty(payment)
        || same(&payment["status"], &"1".into())
            && (payment.get("amount").is_none()
                || number(&payment["amount"]) == paid && same(&payment["amount"], &data["amount_payed"]));
    same(&data["product_id"], &input["product_id"])
        && data["currency"] == input["currency"]
        && number(&data["product_cost"]) == input["amount"].as_u64()
        && paid >= input["amount"].as_u64()
        && payment_fits
        && currency("payout")
        && currency("refund")
}

/// A whole number, or a text of its digits.
fn number(value: &Value) -> Option<u64> {
    let digits = || value.as_str().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok();
    value.as_u64().or_else(digits).filter(|number| *number < 1 << 53)
}

/// The same id, whether written as a number or as a text.
fn same(one: &Value, other: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    text(one).is_some() && text(one) == text(other)
}

fn empty(value: &Value) -> bool {
    value.is_null()
        || value == ""
        || value.as_array().is_some_and(Vec::is_empty)
        || value.as_object().is_some_and(serde_json::Map::is_empty)
}

/// Whether the documents print this body as a refusal of the operation.
pub fn is_printed_refusal(operation: &str, body: &Value) -> bool {
    let message = body["message"].as_str().unwrap_or_default();
    if operation.starts_with("atarapay") {
        let printed = |part: &str| {
            let lower = part.trim().trim_end_matches('.').to_lowercase();
            let order = operation.starts_with("atarapay.orders");
            let about_an_id = |start: &str| {
                let id = lower.strip_prefix(start).and_then(|rest| rest.split_once(") ")).map(|(id, _)| id);
                id.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
            };
            lower == "invalid authtoken. does not match any record"
                || ["project with id (", "service provider with id (", "seller with id ("].into_iter().any(about_an_id)
                || lower.starts_with("the ") && lower.ends_with(" field is required")
                || order && (lower == "no such order exists for the seller" || lower == "invalid status sent")
        };
        let parts: Vec<&str> =
            message.split("\\n").flat_map(str::lines).filter(|part| !part.trim().is_empty()).collect();
        return body["status"] == "error" && !parts.is_empty() && parts.into_iter().all(printed);
    }
    let code = body["code"].as_u64().map(|code| code.to_string()).or_else(|| body["code"].as_str().map(str::to_owned));
    match code.as_deref() {
        Some("401") => body["status"] == "error",
        Some("400") => body["status"] == false && message.trim_end_matches('.').ends_with(" headers is required"),
        Some("601" | "602" | "604") => operation == "atmoon.token.create",
        Some("TE0003" | "TE0007" | "TE0008" | "TE0012") => operation.ends_with(".create"),
        Some("TE0011") => operation == "atmoon.payout.verify",
        _ => false,
    }
}
