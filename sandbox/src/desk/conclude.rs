//! What the library concludes from an exchange, as far as the exchange says what was asked. What it does not say, such as
//! the amount that a shop expects, is taken from the truth, and that is said.

use sanspay::door;
use serde_json::{Map, Value, json};

use crate::atmoon::paise;
use crate::http::{Fields, percent_decoded};
use crate::{Answer, Request, Sandbox, account};

/// Each conclusion: `{"operation", "outcome", "note"}`, or `{"operation", "note"}` where there is none.
pub(crate) fn conclude(operation: &str, request: &Request, answer: &Answer, sandbox: &Sandbox) -> Value {
    let one = |operation: &str| match input(operation, request, sandbox) {
        Err(note) => json!({ "operation": operation, "note": note }),
        Ok((input, note)) => outcome(operation, &input, note, request, answer),
    };
    match operation {
        // The same request asks both.
        "atarapay.orders.status" => json!([one(operation), one("atarapay.orders.verify_payment")]),
        _ => json!([one(operation)]),
    }
}

const NOT_WITHOUT_QUESTION: &str = "cannot be concluded without the question";
const EXPECTED_IS_TRUE: &str = "what the shop expects is taken to be what was bought";

/// What was asked, and what had to be added.
fn input(operation: &str, request: &Request, sandbox: &Sandbox) -> Result<(Value, &'static str), &'static str> {
    let fields = Fields::of(request);
    let text = |name: &str| fields.get(name).map(str::trim);
    // Every field by the library's name, from the gateway's name for it; what is missing is left out.
    let named = |names: &[(&str, &str)]| -> Value {
        let given = names.iter().filter_map(|(ours, theirs)| Some(((*ours).to_owned(), text(theirs)?.into())));
        Value::Object(given.collect::<Map<String, Value>>())
    };
    let same = |names: &[&str]| named(&names.iter().map(|name| (*name, *name)).collect::<Vec<_>>());
    let amount = || text("amount").and_then(paise);
    let last = || percent_decoded(request.path.rsplit('/').next().unwrap_or_default());
    let input = match operation {
        "atarapay.projects.create" => same(&["project_name", "description", "customer_email", "customer_phone"]),
        "atarapay.projects.update" => {
            let mut input = same(&["project_name", "description"]);
            input["project_id"] = last().into();
            input
        }
        "atarapay.projects.list"
        | "atarapay.providers.list"
        | "atarapay.banks.list"
        | "atarapay.rates.usd_ngn"
        | "atmoon.token.create" => json!({}),
        "atarapay.orders.status" => same(&["order"]),
        "atarapay.orders.verify_payment" => {
            let order = sandbox.atarapay.expected_of(fields.text("order")).ok_or(NOT_WITHOUT_QUESTION)?;
            return Ok((order, EXPECTED_IS_TRUE));
        }
        "atarapay.orders.deliver" => same(&["order", "phone_number", "email"]),
        "atarapay.orders.cancel_as_seller" | "atarapay.orders.cancel_as_buyer" => same(&["order", "comment"]),
        "atarapay.orders.set_commission" | "atarapay.orders.set_marketplace_commission" => {
            let share = text("commisson").or(text("commission")).and_then(|share| share.parse::<u64>().ok());
            let mut input = same(&["order_id", "sp_id"]);
            input["commission"] = share.ok_or(NOT_WITHOUT_QUESTION)?.into();
            input
        }
        "atarapay.providers.save" => {
            let mut input = same(&["email", "phone", "firstname", "lastname"]);
            input["payee"] = if text("type") == Some("2") {
                json!({ "usd": same(&["account_id"]) })
            } else {
                let bank = ["bank_code", "nip_bank_code", "bank_account_number", "bank_account_name", "bank_name"];
                json!({ "ngn": same(&bank) })
            };
            input
        }
        "atarapay.providers.delete" => same(&["sp_id"]),
        "atmoon.pg.initiate" => {
            let mut input = same(&["name", "phone", "email", "redirect_url", "api_token"]);
            input["amount"] = amount().ok_or(NOT_WITHOUT_QUESTION)?.into();
            input
        }
        "atmoon.pg.verify" => {
            let token = request.path.split('/').nth(3).unwrap_or_default();
            let mut input = same(&["transaction_id", "pg_reference_no"]);
            input["page_token"] = token.into();
            input["amount"] = sandbox.atmoon.amount_of_page(token).ok_or(NOT_WITHOUT_QUESTION)?.into();
            return Ok((input, EXPECTED_IS_TRUE));
        }
        "atmoon.payin.create" => {
            let mut input: Value = serde_json::from_slice(&request.body).map_err(|_| NOT_WITHOUT_QUESTION)?;
            let amount = input["amount"].as_number().and_then(|number| paise(&number.to_string()));
            let asked = input.as_object_mut().ok_or(NOT_WITHOUT_QUESTION)?;
            asked.remove("method");
            let id = asked.remove("merchantTransactionId").unwrap_or_default();
            input["merchant_transaction_id"] = id;
            input["amount"] = amount.ok_or(NOT_WITHOUT_QUESTION)?.into();
            input
        }
        "atmoon.payout.create" => {
            let mut input = named(&[
                ("beneficiary_name", "beneficiary_name"),
                ("beneficiary_account", "beneficiary_account_numb"),
                ("ifsc", "beneficiary_ifsc_code"),
                ("payment_mode", "payment_mode"),
                ("api_token", "api_token"),
                ("reference", "reference"),
            ]);
            input["amount"] = amount().ok_or(NOT_WITHOUT_QUESTION)?.into();
            input
        }
        "atmoon.payout.status" => {
            let input = sandbox.atmoon.expected_of_payout(fields.text("payout_id")).ok_or(NOT_WITHOUT_QUESTION)?;
            return Ok((input, EXPECTED_IS_TRUE));
        }
        "atmoon.payout.verify" => json!({ "payment_refer_no": last() }),
        "atmoon.settlement.create" => {
            let mut input = named(&[
                ("name", "Name"),
                ("account_number", "accountNumber"),
                ("ifsc", "bankIfsc"),
                ("payee_list_id", "payeeListId"),
                ("remarks", "remarks"),
                ("external_ref", "externalRef"),
                ("latitude", "latitude"),
                ("longitude", "longitude"),
            ]);
            input["transfer_mode"] = fields.text("transferMode").into();
            input["amount"] = amount().ok_or(NOT_WITHOUT_QUESTION)?.into();
            input
        }
        "atarapay.checkout.form" => {
            return Err("nothing: where a browser goes proves nothing; ask atarapay.orders.verify_payment");
        }
        _ => return Err(NOT_WITHOUT_QUESTION),
    };
    Ok((input, ""))
}

fn outcome(operation: &str, input: &Value, note: &str, request: &Request, answer: &Answer) -> Value {
    let reply = match answer {
        Answer::Reply { status, headers, body } => json!({ "status": status, "headers": headers, "body": body }),
        Answer::Silence => json!({ "fault": "no_answer" }),
    };
    let gateway = operation.split('.').next().unwrap_or_default();
    let base_url = format!("http://{}", request.values("host").next().unwrap_or("127.0.0.1:4010"));
    let account = account(gateway, &base_url);
    let question = json!({ "operation": operation, "account": account, "input": input, "replies": [reply] });
    let mut said: Value = serde_json::from_str(&door::exchange(&question.to_string())).unwrap_or_default();
    let mut outcome = said["outcome"].take();
    if !outcome.is_object() {
        // Where the library would not even have sent this, it says what is wrong with it.
        let problem = &said["error"]["problems"][0];
        let words = [&problem["field"], &problem["message"]].map(|text| text.as_str().unwrap_or_default());
        let note = match words {
            ["", ""] => NOT_WITHOUT_QUESTION.to_owned(),
            [field, message] => format!("{NOT_WITHOUT_QUESTION}: sanspay would not send this, for {field} {message}"),
        };
        return json!({ "operation": operation, "note": note });
    }
    if operation == "atmoon.token.create" {
        outcome["value"] = Value::Null;
    }
    json!({ "operation": operation, "outcome": outcome, "note": note })
}
