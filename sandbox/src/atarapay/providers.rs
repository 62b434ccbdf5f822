//! Service providers, who get a share of an order: `/docs/createsp`, `/docs/getsp`, `/docs/deletesp`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{AtaraPay, INVALID_AUTHTOKEN, ProviderTruth, admit, error, no_provider, one_or_list, refused, success};
use crate::World;
use crate::clock::timestamp;
use crate::fault::{Fault, Malformation};
use crate::http::{Answer, Fields, Request};

/// A service provider: a bank account in naira, or a Wise account in dollars.
#[derive(Serialize, Deserialize)]
pub(super) struct Provider {
    pub(super) id: u64,
    kind: u64,
    phone: String,
    /// The other fields, in the order in which they are told.
    texts: Vec<(String, Option<String>)>,
    account_id: Option<String>,
    created_at: String,
    updated_at: String,
}

/// What is told of a provider between its number and its dates; the phone stands at its place among them.
const TOLD: [&str; 9] = [
    "firstname",
    "lastname",
    "phone",
    "email",
    "bank_code",
    "nip_bank_code",
    "bank_name",
    "bank_account_name",
    "bank_account_number",
];
const CONTACT: [&str; 4] = ["email", "phone", "firstname", "lastname"];
const BANK: [&str; 5] = ["bank_code", "nip_bank_code", "bank_account_number", "bank_account_name", "bank_name"];

impl AtaraPay {
    /// `atarapay.providers.save`: what tells an old provider from a new one is not documented; here the phone does.
    pub(crate) fn save_provider(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::form(&request.body);
        let account: &[&str] = match fields.text("type") {
            "1" => &BANK,
            "2" => &["account_id"],
            _ => &[],
        };
        if let Err(refusal) = admit(&fields, &[&["authtoken", "type"], account, &CONTACT].concat()) {
            return refusal;
        }
        if let Some(refusal) = refused(problems(&fields)) {
            return refusal;
        }
        let fault = Fault::of_name(fields.text("lastname"));
        if fault == Some(Fault::Refused) {
            return error(INVALID_AUTHTOKEN);
        }
        let known = self.providers.iter().position(|provider| provider.phone == fields.text("phone"));
        let now = timestamp(world.now);
        let (index, message) = match known {
            Some(index) => {
                let Provider { id, created_at, .. } = &self.providers[index];
                self.providers[index] = Provider::of(*id, &fields, created_at.clone(), now);
                (index, "Service Provider Updated successfully")
            }
            None => {
                let id = self.next_id();
                self.providers.push(Provider::of(id, &fields, now.clone(), now));
                (self.providers.len() - 1, "Service Provider Created successfully")
            }
        };
        let mut told = self.providers[index].saved();
        if fault == Some(Fault::WrongId) {
            told["id"] = (self.providers[index].id + 1).into();
        }
        let body = success(message, &told);
        world.strikes.deliver(fault, "atarapay.providers.save", Malformation::Cut, &body)
    }

    /// `atarapay.providers.list`
    pub(crate) fn list_providers(&self, world: &mut World, request: &Request) -> Answer {
        if let Err(refusal) = admit(&Fields::form(&request.body), &["authtoken"]) {
            return refusal;
        }
        let fault = self.providers.last().and_then(Provider::fault);
        let body = success("Service providers", &one_or_list(self.providers.iter().map(Provider::listed).collect()));
        world.strikes.deliver(fault, "atarapay.providers.list", Malformation::Cut, &body)
    }

    /// `atarapay.providers.delete`
    pub(crate) fn delete_provider(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::form(&request.body);
        if let Err(refusal) = admit(&fields, &["authtoken", "sp_id"]) {
            return refusal;
        }
        let id = fields.text("sp_id");
        let Some(index) = self.providers.iter().position(|provider| provider.id.to_string() == id) else {
            return error(&no_provider(id));
        };
        let provider = self.providers.remove(index);
        let fault = provider.fault();
        let mut told = provider.told("");
        if fault == Some(Fault::WrongId) {
            told["id"] = (provider.id + 1).into();
        }
        let body = success("Service Provider Deleted successfully", &json!([told]));
        world.strikes.deliver(fault, &format!("atarapay.providers.delete {id}"), Malformation::Cut, &body)
    }
}

impl Provider {
    fn of(id: u64, fields: &Fields, created_at: String, updated_at: String) -> Self {
        let kind = if fields.text("type") == "2" { 2 } else { 1 };
        let field = |name| fields.get(name).map(|value| value.trim().to_owned());
        // An account of the other kind is not asked for, and not kept.
        let kept = |name: &&str| CONTACT.contains(name) || kind == 1;
        Self {
            id,
            kind,
            phone: fields.text("phone").to_owned(),
            texts: TOLD.into_iter().map(|name| (name.to_owned(), field(name).filter(|_| kept(&name)))).collect(),
            account_id: field("account_id").filter(|_| kind == 2),
            created_at,
            updated_at,
        }
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        let (_, lastname) = self.texts.iter().find(|(name, _)| name == "lastname")?;
        Fault::of_name(lastname.as_ref()?)
    }

    pub(super) fn truth(&self) -> ProviderTruth {
        ProviderTruth { id: self.id, phone: self.phone.clone() }
    }

    /// As every page prints it. `recipient_code` is null on some and empty on others.
    pub(super) fn told(&self, recipient_code: impl Into<Value>) -> Value {
        let mut told = json!({ "id": self.id });
        for (name, value) in &self.texts {
            told[name.as_str()] = json!(value);
        }
        told["recipient_code"] = recipient_code.into();
        told["created_at"] = json!(self.created_at);
        told["updated_at"] = json!(self.updated_at);
        told
    }

    /// As the newer page on saving prints it, with `type` after the number.
    fn saved(&self) -> Value {
        let mut saved = json!({ "id": self.id, "type": self.kind });
        for (name, value) in &self.texts {
            saved[name.as_str()] = json!(value);
        }
        saved["recipient_code"] = Value::Null;
        saved["account_id"] = json!(self.account_id);
        saved["created_at"] = json!(self.created_at);
        saved["updated_at"] = json!(self.updated_at);
        saved
    }

    /// As the page on listing prints it, and after that what the plugin reads besides.
    fn listed(&self) -> Value {
        let mut listed = self.told(Value::Null);
        listed["type"] = json!(self.kind);
        listed["account_id"] = json!(self.account_id);
        listed
    }
}

fn problems(fields: &Fields) -> Vec<String> {
    let mut problems = Vec::new();
    if !matches!(fields.text("type"), "1" | "2") {
        problems.push("The selected type is invalid.".to_owned());
    }
    for (name, length) in [("bank_code", 3), ("nip_bank_code", 6), ("bank_account_number", 10)] {
        let right = fields.text(name).len() == length && super::is_digits(fields.text(name));
        if fields.text("type") == "1" && !right {
            problems.push(format!("The {} must be {length} digits.", name.replace('_', " ")));
        }
    }
    problems
}
