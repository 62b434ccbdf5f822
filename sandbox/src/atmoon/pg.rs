//! The hosted page: tokens, and payment pages with what became of them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{AtMoon, credentials, paise, rupees, wrong_input};
use crate::World;
use crate::clock;
use crate::fault::{Fault, Malformation, PENDING_SECONDS};
use crate::http::{Answer, Fields, Request, is_web_address};
use crate::page;
use crate::shelf::Kept;
use crate::truth::{Money, PaymentTruth};

/// A payment page.
#[derive(Serialize, Deserialize)]
pub(super) struct Payment {
    page_token: String,
    transaction_id: String,
    pg_reference_no: String,
    name: String,
    amount: u64,
    redirect_url: String,
    buyer: Buyer,
}

/// What the buyer has done on the page.
#[derive(Clone, Serialize, Deserialize)]
enum Buyer {
    Nothing,
    Paid { at: u64, utr: String },
    Cancelled,
}

/// What has become of the payment, as the banks see it.
enum State {
    Open,
    UnderWay,
    Paid,
    Failed,
}

impl AtMoon {
    /// `atmoon.token.create`
    pub(crate) fn token(&mut self, world: &mut World, request: &Request) -> Answer {
        if let Err(refusal) = credentials::admit(request, self.strict_auth) {
            return refusal;
        }
        let token = world.ids.token();
        self.tokens.push(token.clone(), world.keep);
        Answer::json(
            200,
            &json!({ "status": true, "data": { "token": token }, "message": "Token generated sucessfully.!" }),
        )
    }

    /// `atmoon.pg.initiate`
    pub(crate) fn initiate(&mut self, world: &mut World, request: &Request) -> Answer {
        if let Err(refusal) = credentials::admit(request, self.strict_auth) {
            return refusal;
        }
        let fields = Fields::of(request);
        if let Some(name) = fields.missing(&["name", "phone", "email", "amount", "redirect_url", "api_token"]).first() {
            return wrong_input(&format!("The {name} field is required."));
        }
        let text = |name| fields.get(name).unwrap_or_default().trim();
        if !self.tokens.use_of(text("api_token")) {
            return credentials::invalid();
        }
        let Some(amount) = paise(text("amount")) else {
            return wrong_input("The amount must be in rupees, with at most two decimals.");
        };
        if !is_web_address(text("redirect_url")) {
            return wrong_input("The redirect_url must be a web address.");
        }
        let payment = Payment {
            page_token: world.ids.token(),
            transaction_id: world.ids.letters(12),
            pg_reference_no: format!("PG{}{}", clock::digits(world.now), world.ids.digits(4)),
            name: text("name").to_owned(),
            amount,
            redirect_url: text("redirect_url").to_owned(),
            buyer: Buyer::Nothing,
        };
        let body = json!({
            "status": true,
            "transaction_id": payment.transaction_id,
            "pg_reference_no": payment.pg_reference_no,
            "url": format!("{}/pg/payment/{}", origin(request), payment.page_token),
            "message": "Payment Initiate URL Successfuly.!",
        });
        self.payments.push(payment, world.keep);
        // The rest strikes where the money is concluded; to strike here too would hide it.
        let fault = Fault::of_amount(amount).filter(|fault| matches!(fault, Fault::ServerError | Fault::NoAnswer));
        world.strikes.deliver(fault, &format!("atmoon.pg.initiate {amount}"), Malformation::Cut, &body)
    }

    /// The page that the buyer sees.
    pub(crate) fn page(&self, world: &World, token: &str) -> Answer {
        let Some(payment) = self.payments.find(0, token) else { return no_page() };
        match payment.state(world.now) {
            State::Open => page::checkout(token, &payment.name, &payment.rupees(), &payment.pg_reference_no),
            State::UnderWay => closed(200, "This payment is under way."),
            State::Paid => closed(200, "This is paid."),
            State::Failed => closed(200, "This was not paid."),
        }
    }

    /// The buyer pays.
    pub(crate) fn pay(&mut self, world: &mut World, token: &str) -> Answer {
        let utr = format!("{}{}", clock::julian(world.now), world.ids.digits(8));
        self.decide(token, Buyer::Paid { at: world.now, utr })
    }

    /// The buyer does not pay.
    pub(crate) fn cancel(&mut self, token: &str) -> Answer {
        self.decide(token, Buyer::Cancelled)
    }

    fn decide(&mut self, token: &str, decision: Buyer) -> Answer {
        let Some(payment) = self.payments.find_mut(0, token) else {
            return no_page();
        };
        match (&payment.buyer, &decision) {
            (Buyer::Nothing, _) => payment.buyer = decision,
            // A button pressed twice.
            (Buyer::Paid { .. }, Buyer::Paid { .. }) | (Buyer::Cancelled, Buyer::Cancelled) => {}
            _ => return closed(409, "This page was closed before."),
        }
        Answer::see_other(&payment.redirect_url)
    }

    /// `atmoon.pg.verify`
    pub(crate) fn verify(&mut self, world: &mut World, request: &Request, token: &str) -> Answer {
        if let Err(refusal) = credentials::admit(request, self.strict_auth) {
            return refusal;
        }
        let fields = Fields::of(request);
        if let Some(name) = fields.missing(&["transaction_id", "pg_reference_no"]).first() {
            return wrong_input(&format!("The {name} field is required."));
        }
        let asked_after = |payment: &&Payment| {
            fields.get("transaction_id") == Some(&payment.transaction_id)
                && fields.get("pg_reference_no") == Some(&payment.pg_reference_no)
        };
        let Some(payment) = self.payments.find(0, token).filter(asked_after) else {
            return Answer::json(404, &json!({ "code": 404, "status": false, "message": "Transaction not found." }));
        };
        let fault = Fault::of_amount(payment.amount);
        if fault == Some(Fault::Refused) {
            return credentials::invalid();
        }
        let body =
            json!({ "status": true, "data": payment.told(world.now), "message": "Details Fetched Successfuly.!" });
        let what = format!("atmoon.pg.verify {}", payment.transaction_id);
        world.strikes.deliver(fault, &what, Malformation::CommaMissing, &body)
    }
}

impl Payment {
    fn state(&self, now: u64) -> State {
        match (&self.buyer, Fault::of_amount(self.amount)) {
            (Buyer::Nothing, _) => State::Open,
            (Buyer::Cancelled, _) | (_, Some(Fault::Failed)) => State::Failed,
            (Buyer::Paid { at, .. }, Some(Fault::Pending)) if now < at + PENDING_SECONDS => State::UnderWay,
            _ => State::Paid,
        }
    }

    /// The truth, what can be done now, and where its page is.
    #[cfg(feature = "desk")]
    pub(super) fn shown(&self, now: u64) -> Value {
        let mut shown = json!(self.truth(now));
        let is_open = matches!(self.buyer, Buyer::Nothing);
        shown["page"] = format!("/pg/payment/{}", self.page_token).into();
        shown["can"] = if is_open { json!(["pay", "cancel"]) } else { json!([]) };
        shown
    }

    pub(super) fn truth(&self, now: u64) -> PaymentTruth {
        let money = match self.state(now) {
            State::Open | State::Failed => Money::Untouched,
            State::UnderWay => Money::Moving,
            State::Paid => Money::Settled,
        };
        PaymentTruth {
            transaction_id: self.transaction_id.clone(),
            pg_reference_no: self.pg_reference_no.clone(),
            amount: self.amount,
            money,
        }
    }

    /// The inner part of the answer. The documents print it for a paid one only; the words for the rest are invented.
    fn told(&self, now: u64) -> Value {
        let fault = Fault::of_amount(self.amount);
        let mut ids = [self.transaction_id.as_str(), &self.pg_reference_no];
        let mut amount = self.amount;
        let mut state = self.state(now);
        if fault == Some(Fault::WrongId) {
            // The document's own sample answers about another payment than the one it asks after.
            (ids, state) = (["5LJOFI5QQBCJ", "PG202401291047016127"], State::Paid);
        }
        let (status, code, word) = match state {
            State::Open | State::UnderWay => (false, "PAYMENT_PENDING", "PENDING"),
            State::Paid => (true, "PAYMENT_SUCCESS", "COMPLETED"),
            State::Failed => (false, "PAYMENT_ERROR", "FAILED"),
        };
        if status && fault == Some(Fault::WrongAmount) {
            amount -= 1;
        }
        let utr = if let (true, Buyer::Paid { utr, .. }) = (status, &self.buyer) { Some(utr) } else { None };
        json!({
            "status": status,
            "code": code,
            "data": {
                "transaction_id": ids[0],
                "pg_reference_no": ids[1],
                "amount": format!("{}00000000", rupees(amount)),
                "state": word,
                "type": "UPI",
                "utr_no": utr,
            },
        })
    }

    fn rupees(&self) -> String {
        rupees(self.amount)
    }
}

impl Kept for Payment {
    fn keys(&self) -> [String; 2] {
        [self.page_token.clone(), self.transaction_id.clone()]
    }
}

/// Where the caller reached the sandbox, and so where its pages are. Without a host, where the documents say.
fn origin(request: &Request) -> String {
    match request.values("host").next() {
        None => "https://AtMoonDPS.in".to_owned(),
        Some(host) if host.eq_ignore_ascii_case("atmoondps.in") => format!("https://{host}"),
        Some(host) => format!("http://{host}"),
    }
}

fn no_page() -> Answer {
    closed(404, "There is no such payment.")
}

fn closed(status: u16, sentence: &str) -> Answer {
    Answer::html(status, page::plain("Payment", sentence))
}
