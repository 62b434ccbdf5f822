//! UPI payments: a link for the payer's app, and what became of it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::codes::{DUPLICATE, WRONG_FORMAT};
use super::ledger::Ledger;
use super::{AtMoon, another, credentials, paise, rupees, wrong_input};
use crate::World;
use crate::clock;
use crate::fault::{Fault, Malformation, PENDING_SECONDS, deliver_once};
use crate::http::{Answer, Request, is_web_address};
use crate::shelf::Kept;
use crate::truth::{Money, PayinTruth};

/// As it is printed, masked.
const MERCHANT_ID: &str = "D7916FEC-XXXX-XXXX-XXXX-9E4C83CCD49E";

#[derive(Serialize, Deserialize)]
pub(super) struct Payin {
    transaction_id: String,
    order_id: String,
    merchant_transaction_id: String,
    amount: u64,
    /// What the link asks for, and so what a payer pays.
    link_amount: u64,
    callback_url: String,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    Open,
    UnderWay { until: u64 },
    Paid,
    Refused,
}

impl AtMoon {
    /// `atmoon.payin.create`
    pub(crate) fn request_payment(&mut self, world: &mut World, request: &Request) -> Answer {
        if let Err(refusal) = credentials::admit_user(request) {
            return refusal;
        }
        let Ok(asked) = serde_json::from_slice::<Value>(&request.body) else { return WRONG_FORMAT.refusal() };
        let amount = match asked_amount(&asked) {
            Ok(amount) => amount,
            Err(words) => return wrong_input(&words),
        };
        let id = text(&asked, "/merchantTransactionId");
        if self.payins.find(1, id).is_some() {
            return DUPLICATE.refusal();
        }
        let fault = Fault::of_amount(amount);
        if fault == Some(Fault::Refused) {
            return credentials::invalid();
        }
        let payin = Payin {
            transaction_id: format!("UF{}{}", &clock::digits(world.now)[..8], world.ids.digits(15)),
            order_id: format!("ZYRO_{}", world.ids.digits(6)),
            merchant_transaction_id: id.to_owned(),
            amount,
            link_amount: if fault == Some(Fault::WrongAmount) { 10 * amount } else { amount },
            callback_url: text(&asked, "/callback_url").to_owned(),
            stage: Stage::Open,
        };
        let body = payin.told().to_string();
        self.payins.push(payin, world.keep);
        deliver_once(fault, Malformation::CommaMissing, body)
    }

    /// Where AT MOON calls about a UPI payment, and with what. The documents print neither fields nor encoding, so it is
    /// the ids alone, by the names they have elsewhere.
    pub(crate) fn callback_of(&self, id: &str) -> Option<(String, String)> {
        let payin = self.payins.find(0, id)?;
        let Payin { merchant_transaction_id, transaction_id, .. } = payin;
        let body = json!({ "merchantTransactionId": merchant_transaction_id, "transactionId": transaction_id });
        Some((payin.callback_url.clone(), body.to_string()))
    }

    /// The payer pays by the link, or refuses.
    pub(crate) fn payin_by_people(&mut self, world: &World, id: &str, what: &str) -> Answer {
        let Some(payin) = self.payins.find_mut(0, id) else {
            let words = format!("There is no UPI payment {id}. GET /sandbox/truth lists those there are.\n");
            return Answer::text(404, &words);
        };
        let fault = Fault::of_amount(payin.amount);
        let stage = match what {
            "pay" if fault == Some(Fault::Failed) => Stage::Refused,
            "pay" if fault == Some(Fault::Pending) => Stage::UnderWay { until: world.now + PENDING_SECONDS },
            "pay" => Stage::UnderWay { until: world.now },
            "refuse" => Stage::Refused,
            _ => return Answer::text(404, &format!("There is no request {what}; there are pay, refuse.\n")),
        };
        if payin.stage != Stage::Open {
            return Answer::text(409, "The payer has paid or refused before.\n");
        }
        payin.stage = stage;
        payin.pass_time(world.now, &mut self.ledger);
        let truth = payin.truth();
        self.payins.await_again(0, id);
        Answer::json(200, &truth)
    }
}

impl Payin {
    pub(super) fn pass_time(&mut self, now: u64, ledger: &mut Ledger) {
        if matches!(self.stage, Stage::UnderWay { until } if until <= now) {
            self.stage = Stage::Paid;
            ledger.collect(self.link_amount);
        }
    }

    pub(super) fn truth(&self) -> PayinTruth {
        PayinTruth {
            transaction_id: self.transaction_id.clone(),
            merchant_transaction_id: self.merchant_transaction_id.clone(),
            amount: self.amount,
            link_amount: self.link_amount,
            money: match self.stage {
                Stage::Open | Stage::Refused => Money::Untouched,
                Stage::UnderWay { .. } => Money::Moving,
                Stage::Paid => Money::Settled,
            },
        }
    }

    fn told(&self) -> Value {
        let id = &self.merchant_transaction_id;
        let wrong = Fault::of_amount(self.amount) == Some(Fault::WrongId);
        json!({
            "status": "S",
            "message": "success",
            "response": {
                "success": true,
                "message": "success",
                "data": {
                    "payment_method": "upi",
                    "merchantId": MERCHANT_ID,
                    "order_id": self.order_id,
                    "merchantTransactionId": if wrong { another(id) } else { id.clone() },
                    "transactionId": self.transaction_id,
                    "intent_url": self.link(),
                },
            },
        })
    }

    pub(super) fn is_open(&self) -> bool {
        self.stage == Stage::Open
    }

    /// With its blanks as they are, as printed. A whole number of rupees has no decimals there.
    pub(super) fn link(&self) -> String {
        let amount = rupees(self.link_amount);
        format!(
            "upi://pay?pa=fpay.moonven@finobank&pn=AT MOON VENTURES PRIVATE LIMITED&tr={}&am={}&cu=INR&mode=00\
             &purpose=00&mc=5816&tn=Payment",
            self.transaction_id,
            amount.strip_suffix(".00").unwrap_or(&amount),
        )
    }
}

impl Kept for Payin {
    fn keys(&self) -> [String; 2] {
        [self.transaction_id.clone(), self.merchant_transaction_id.clone()]
    }

    fn may_go(&self) -> bool {
        !self.is_waiting()
    }

    fn is_waiting(&self) -> bool {
        matches!(self.stage, Stage::UnderWay { .. })
    }
}

fn text<'v>(asked: &'v Value, pointer: &str) -> &'v str {
    asked.pointer(pointer).and_then(Value::as_str).unwrap_or_default().trim()
}

/// The amount in paise, where everything that is printed is there. The documents print no error for what is not.
fn asked_amount(asked: &Value) -> Result<u64, String> {
    let required = [
        "method",
        "merchantTransactionId",
        "payment_for",
        "payment_mode",
        "callback_url",
        "customer_details/customer_email",
        "customer_details/customer_phone",
    ];
    if let Some(name) = required.into_iter().find(|name| text(asked, &format!("/{name}")).is_empty()) {
        return Err(format!("The {} field is required.", name.replace('/', ".")));
    }
    if text(asked, "/method") != "PAYIN" {
        return Err("The method must be PAYIN.".to_owned());
    }
    let mode = text(asked, "/payment_mode");
    if !["COLLECT", "QR", "INTENT"].contains(&mode) {
        return Err("The payment_mode must be COLLECT, QR or INTENT.".to_owned());
    }
    if mode == "COLLECT" && text(asked, "/payer_vpa").is_empty() {
        return Err("The payer_vpa field is required for COLLECT.".to_owned());
    }
    if !is_web_address(text(asked, "/callback_url")) {
        return Err("The callback_url must be a web address.".to_owned());
    }
    let amount = asked["amount"].as_number().and_then(|number| paise(&number.to_string()));
    amount.ok_or_else(|| "The amount must be a number of rupees, with at most two decimals.".to_owned())
}
