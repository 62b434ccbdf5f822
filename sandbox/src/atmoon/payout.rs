//! Payouts: money from the merchant's balance to anyone's bank account.

use serde_json::json;

use super::codes::{
    ANY_OTHER, CANNOT_CONNECT, DUPLICATE, FIELD_MISSING, INVALID_TOKEN, MODE_MISSING, POSTED, WRONG_FORMAT,
    WRONG_REFERENCE,
};
use super::transfer::{Names, Transfer};
use super::{AtMoon, another, credentials};
use crate::World;
use crate::fault::{Fault, Malformation, deliver_once};
use crate::http::{Answer, Fields, Request, percent_decoded};

const NAMES: Names = Names {
    name: "beneficiary_name",
    account: "beneficiary_account_numb",
    ifsc: "beneficiary_ifsc_code",
    mode: "payment_mode",
};

impl AtMoon {
    /// `atmoon.payout.create`
    pub(crate) fn pay_out(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::of(request);
        if fields.are_none() {
            return WRONG_FORMAT.refusal();
        }
        let required = [NAMES.name, NAMES.account, NAMES.ifsc, "amount", "api_token"];
        if !fields.missing(&required).is_empty() {
            return FIELD_MISSING.refusal();
        }
        if fields.get(NAMES.mode).is_none() {
            return MODE_MISSING.refusal();
        }
        if !self.tokens.use_of(fields.text("api_token")) {
            return INVALID_TOKEN.refusal();
        }
        let Some(mut payout) = Transfer::asked(&fields, &NAMES, world.now) else { return WRONG_FORMAT.refusal() };
        // No document knows this field, but one of its codes is for a reference that was used before.
        if let Some(reference) = fields.get("reference").map(str::trim) {
            if let Some(before) = self.payouts.find_mut(1, reference) {
                before.asked_again();
                return DUPLICATE.refusal();
            }
            reference.clone_into(&mut payout.reference);
        }
        let fault = payout.fault();
        if fault == Some(Fault::Refused) {
            return WRONG_FORMAT.refusal();
        }
        if !self.ledger.take(payout.amount) {
            return ANY_OTHER.refusal();
        }
        payout.id = format!("HOAD{}", world.ids.digits(12));
        if payout.reference.is_empty() {
            payout.reference = world.ids.digits(12);
        }
        let mut body = if fault == Some(Fault::Pending) { CANNOT_CONNECT } else { POSTED }.initiated();
        let told = |text: &str| if fault == Some(Fault::WrongId) { another(text) } else { text.to_owned() };
        body["payout_id"] = told(&payout.id).into();
        body["paymentReferNo"] = told(&payout.reference).into();
        self.payouts.push(payout, world.keep);
        deliver_once(fault, Malformation::Cut, body.to_string())
    }

    /// `atmoon.payout.status`. Its "Success Response" names no outcome, so it is taken for the answer to whether there is
    /// such a payout: whatever has become of it, this is what is said.
    pub(crate) fn payout_status(&mut self, world: &mut World, request: &Request) -> Answer {
        if let Err(refusal) = credentials::admit_client(request) {
            return refusal;
        }
        let fields = Fields::of(request);
        if fields.get("method") != Some("PAYOUTSTATUS") {
            return WRONG_FORMAT.refusal();
        }
        self.pass_time(world);
        let Some(payout) = self.payouts.find(0, fields.get("payout_id").unwrap_or_default()) else {
            return Answer::json(200, &WRONG_REFERENCE.inquired());
        };
        let fault = payout.fault();
        let account = if fault == Some(Fault::WrongId) { another(&payout.account) } else { payout.account.clone() };
        let comma = if self.strict_json && fault != Some(Fault::Malformed) { "," } else { "" };
        let body = format!(
            "{{\n\"message\": \"SUCCESS\",\n\"status\": 1,\n\"customer_name\": {},\n\"account_no\": {}{comma}\n\
             \"Ifsc_code\": {}\n}}",
            json!(payout.name),
            json!(account),
            json!(payout.ifsc),
        );
        let what = format!("atmoon.payout.status {}", payout.id);
        let fault = fault.filter(|fault| *fault != Fault::Malformed);
        world.strikes.deliver_text(fault, &what, Malformation::Cut, body)
    }

    /// `atmoon.payout.verify`. Sent as a GET it has no body, and the reference stands in the address alone.
    pub(crate) fn payout_verify(&mut self, world: &mut World, request: &Request, reference: &str) -> Answer {
        if let Err(refusal) = credentials::admit(request, self.strict_auth) {
            return refusal;
        }
        self.pass_time(world);
        let reference = percent_decoded(reference);
        let repeated = request.method == "GET" || Fields::of(request).get("paymentReferNo") == Some(&reference);
        let found = self.payouts.find(1, &reference).filter(|_| repeated);
        let Some(payout) = found else { return Answer::json(200, &WRONG_REFERENCE.inquired()) };
        let (row, utr) = payout.inquired();
        let fault = payout.fault();
        let mut body = row.inquired();
        body["paymentReferNo"] = if fault == Some(Fault::WrongId) { another(&reference) } else { reference }.into();
        body["utr_no"] = utr.into();
        let what = format!("atmoon.payout.verify {}", payout.id);
        world.strikes.deliver(fault, &what, Malformation::CommaMissing, &body)
    }

    /// Someone decides what the bank does with a payout.
    pub(crate) fn payout_by_people(&mut self, world: &mut World, id: &str, what: &str) -> Answer {
        let Some(payout) = self.payouts.find_mut(0, id) else {
            return Answer::text(404, &format!("There is no payout {id}. GET /sandbox/truth lists those there are.\n"));
        };
        match payout.by_people(what, world, &mut self.ledger) {
            Ok(()) => Answer::json(200, &payout.payout_truth()),
            Err(refusal) => refusal,
        }
    }
}
