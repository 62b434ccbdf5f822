//! Settlements: money from the merchant's balance to the merchant's own bank account.

use serde_json::json;

use super::codes::{ANY_OTHER, CANNOT_CONNECT, DUPLICATE, FIELD_MISSING, WRONG_FORMAT};
use super::transfer::{Names, Transfer};
use super::{AtMoon, another, credentials};
use crate::World;
use crate::fault::{Fault, Malformation, deliver_once};
use crate::http::{Answer, Fields, Request, percent_decoded};

const NAMES: Names = Names { name: "Name", account: "accountNumber", ifsc: "bankIfsc", mode: "transferMode" };

/// Every printed field beside the credentials. One code is for any that is missing.
const REQUIRED: [&str; 10] = [
    "amount",
    NAMES.name,
    NAMES.account,
    NAMES.ifsc,
    "payeeListId",
    NAMES.mode,
    "remarks",
    "externalRef",
    "latitude",
    "longitude",
];

impl AtMoon {
    /// `atmoon.settlement.create`
    pub(crate) fn settle(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::of(request);
        if !credentials::is_user(fields.text("user_id"), fields.text("utoken")) {
            return credentials::invalid();
        }
        if !fields.missing(&REQUIRED).is_empty() {
            return FIELD_MISSING.refusal();
        }
        let Some(mut settlement) = Transfer::asked(&fields, &NAMES, world.now) else { return WRONG_FORMAT.refusal() };
        fields.text("externalRef").clone_into(&mut settlement.reference);
        if let Some(before) = self.settlements.find_mut(1, &settlement.reference) {
            before.asked_again();
            return DUPLICATE.refusal();
        }
        let fault = settlement.fault();
        if fault == Some(Fault::Refused) {
            return credentials::invalid();
        }
        if !self.ledger.take(settlement.amount) {
            return ANY_OTHER.refusal();
        }
        let body = if fault == Some(Fault::Pending) {
            CANNOT_CONNECT.initiated().to_string()
        } else {
            self.settled(&settlement)
        };
        self.settlements.push(settlement, world.keep);
        deliver_once(fault, Malformation::Cut, body)
    }

    /// The printed answer, with its comma too many.
    fn settled(&self, settlement: &Transfer) -> String {
        let wrong = settlement.fault() == Some(Fault::WrongId);
        let account = if wrong { another(&settlement.account) } else { settlement.account.clone() };
        let comma = if self.strict_json { "" } else { "," };
        format!(
            "{{ \"message\": \"Success\",\n\"status\": 1,\n\"Transaction\": [\n{{\n\"customer_name\": {},\n\
             \"account_no\": {},\n\"Order-Id\": {}{comma}\n}}\n]\n}}",
            json!(settlement.name),
            json!(account),
            json!(settlement.reference),
        )
    }

    /// Someone decides what the bank does with a settlement.
    pub(crate) fn settlement_by_people(&mut self, world: &mut World, reference: &str, what: &str) -> Answer {
        let reference = percent_decoded(reference);
        let Some(settlement) = self.settlements.find_mut(1, &reference) else {
            let words = format!("There is no settlement {reference}. GET /sandbox/truth lists those there are.\n");
            return Answer::text(404, &words);
        };
        match settlement.by_people(what, world, &mut self.ledger) {
            Ok(()) => Answer::json(200, &settlement.settlement_truth()),
            Err(refusal) => refusal,
        }
    }
}
