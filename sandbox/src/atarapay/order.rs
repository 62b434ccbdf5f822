//! An escrow order, and how AtaraPay tells of it.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value, json};

use super::life::{Event, Move, Stage, Winner};
use super::{SELLER, amount};
use crate::World;
use crate::clock::timestamp;
use crate::fault::{Fault, PENDING_SECONDS};
use crate::http::Fields;
use crate::shelf::Kept;
use crate::truth::{Money, OrderTruth};

/// The one buyer there is, by the number in the documents' samples.
pub(super) const BUYER: u64 = 278;

/// An order that was paid into escrow.
#[derive(Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) id: u64,
    pub(super) stage: Stage,
    pub(super) paid_at: u64,
    pub(super) project_id: Option<u64>,
    pub(super) is_marketplace: bool,
    pub(super) share: Option<Share>,
    pub(super) comment: Option<String>,
    product_id: String,
    product_name: String,
    product_desc: String,
    product_cost: u64,
    amount_payed: u64,
    amount_net: u64,
    currency: String,
    callback_url: Option<String>,
    delivery_location: String,
    delivery_date: String,
    buyer: Buyer,
    payment_ref: String,
    changed_at: u64,
    moved: Option<Moved>,
}

/// How the money is shared with another: a service provider, or the operator of a marketplace.
#[derive(Serialize, Deserialize)]
pub(super) struct Share {
    /// None for the operator of a marketplace.
    pub(super) sp_id: Option<u64>,
    /// Whose part this is: the seller's beside a provider, the operator's in a marketplace.
    pub(super) percent: Number,
}

#[derive(Serialize, Deserialize)]
struct Buyer {
    firstname: String,
    lastname: String,
    phone_number: String,
    email: String,
}

/// The money's way out of escrow.
#[derive(Serialize, Deserialize)]
struct Moved {
    to: Winner,
    at: u64,
    reference: Option<String>,
}

impl Order {
    /// The order that a payment form without faults makes.
    pub(super) fn paid(id: u64, fields: &Fields, buyer_bears_fee: bool, world: &mut World) -> Self {
        let text = |name| fields.text(name).to_owned();
        let product_cost = amount(fields.text("amount")).unwrap_or_default();
        let fee = escrow_fee(product_cost);
        let (buyers, sellers) = if buyer_bears_fee { (fee, 0) } else { (0, fee) };
        let amount_payed = product_cost + buyers;
        let mut order = Self {
            id,
            stage: Stage::Pending,
            paid_at: world.now,
            project_id: fields.text("project_id").parse().ok(),
            is_marketplace: fields.text("is_marketplace") == "1",
            share: percent(fields.text("sp_commission"))
                .map(|percent| Share { sp_id: fields.text("sp_id").parse().ok(), percent }),
            comment: None,
            product_id: text("order_product_id"),
            product_name: text("order_product_name"),
            product_desc: text("order_product_desc"),
            product_cost,
            amount_payed,
            amount_net: product_cost.saturating_sub(gateway_fee(amount_payed) + sellers),
            currency: text("currency"),
            callback_url: fields.get("callback_url").map(str::to_owned),
            delivery_location: text("delivery_location"),
            delivery_date: text("delivery_date"),
            buyer: Buyer {
                firstname: text("customer_firstname"),
                lastname: text("customer_lastname"),
                phone_number: text("phone_number"),
                email: text("email"),
            },
            payment_ref: reference(world),
            changed_at: world.now,
            moved: None,
        };
        match order.fault() {
            Some(Fault::Pending) => order.stage = Stage::Disputed,
            Some(Fault::Failed) => order.enter(Stage::Canceled, world),
            _ => {}
        }
        order
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        Fault::of_amount(self.product_cost)
    }

    /// Does this to the order, and says what there is to tell of it; an error where it cannot be done now.
    pub(super) fn go(&mut self, doing: Move, world: &mut World) -> Result<Option<Event>, WrongMove> {
        let before = self.stage;
        self.enter(before.after(doing).ok_or(WrongMove)?, world);
        Ok(before.event(doing))
    }

    /// Whether the dispute that a magic amount began has lasted long enough.
    pub(super) fn dispute_ends(&self, now: u64) -> bool {
        let magic = self.fault() == Some(Fault::Pending) && self.stage == Stage::Disputed;
        magic && now >= self.paid_at + PENDING_SECONDS
    }

    fn enter(&mut self, stage: Stage, world: &mut World) {
        (self.stage, self.changed_at) = (stage, world.now);
        let to = match stage {
            Stage::Complete(winner) => winner,
            Stage::Canceled => Winner::Buyer,
            _ => return,
        };
        let reference = (to == Winner::Buyer).then(|| reference(world));
        self.moved = Some(Moved { to, at: world.now, reference });
    }

    pub(super) fn truth(&self) -> OrderTruth {
        OrderTruth {
            id: self.id,
            product_id: self.product_id.clone(),
            product_cost: self.product_cost,
            amount_payed: self.amount_payed,
            currency: self.currency.clone(),
            status: self.stage.title().to_owned(),
            project_id: self.project_id,
            sp_id: self.share.as_ref().and_then(|share| share.sp_id),
            commission: self.share.as_ref().map(|share| share.percent.clone()),
            money: self.stage.money(),
        }
    }

    /// The order as an answer tells of it, with the slips that its price asks for.
    pub(super) fn answered(&self) -> Value {
        let mut told = self.told();
        match self.fault() {
            Some(Fault::WrongId) => told["id"] = (self.id + 1).into(),
            Some(Fault::WrongAmount) => {
                told["product_cost"] = (self.product_cost - 1).into();
                told["amount_payed"] = (self.amount_payed - 1).into();
                told["payment"]["amount"] = (self.amount_payed - 1).into();
            }
            _ => {}
        }
        told
    }

    /// The `data` of `/docs/order`, with the further fields that the pages on notifications print.
    pub(super) fn told(&self) -> Value {
        let number = 2532 + self.id % 1000;
        let paid_at = timestamp(self.paid_at);
        let mut told = json!({
            "id": self.id,
            "type": 1, "customer_id": BUYER, "beneficiary_merchant_id": SELLER,
            "seller_email": null, "seller_phone": null, "buyer_email": null, "buyer_phone": null,
            "buyer_alt_phone": null, "buyer_account_number": null, "buyer_bank_code": null,
            "shipping_fee_bearer": null, "escrow_fee_bearer": null, "tx_fee_bearer": null,
            "is_marketplace": u64::from(self.is_marketplace), "shipping_cost": 0, "category": null,
            "product_id": self.product_id, "product_name": self.product_name, "product_desc": self.product_desc,
            "product_cost": self.product_cost, "started_by": null,
            "amount_payed": self.amount_payed, "amount_net": self.amount_net,
            "payment_number": number, "payment_ref": null, "gateway_name": "Paystack",
            "callback_url": self.callback_url, "comment": self.comment, "delivery_man": 0,
            "delivery_location": self.delivery_location, "delivery_city": "", "delivery_state": "", "delivery_country": "",
            "product_delivery_status": 0,
            "transaction_date": paid_at, "delivery_date": self.delivery_date,
            "status": self.stage.told(),
            "state": 0, "shipping_method": null, "quantity": null, "max_delivery_days": 7, "extra": null,
            "is_additional_services": null, "additional_service_amount": null,
            "sla": 1, "cancellation_fee": 20_000, "currency": self.currency, "conversion_ratio": 1,
            "deleted_at": null, "created_at": paid_at, "updated_at": timestamp(self.changed_at),
            "attempts": null, "seller_attempts": "", "cron_status": null, "sp_order_ref": 0,
            "payment": {
                "id": number, "payment_ref": self.payment_ref, "amount": self.amount_payed,
                "method": "card", "status": "1", "payment_date": paid_at,
            },
            "customers": {
                "id": BUYER, "firstname": self.buyer.firstname, "lastname": self.buyer.lastname,
                "phone_number": self.buyer.phone_number, "phone_number_alt": null, "email": self.buyer.email,
            },
        });
        if let Some(moved) = &self.moved {
            let (name, kind, receiver, seller, amount) = match moved.to {
                Winner::Seller => ("payout", 2, SELLER, SELLER, self.amount_net),
                Winner::Buyer => ("refund", 7, BUYER, 0, self.amount_payed),
            };
            let at = timestamp(moved.at);
            told[name] = json!({
                "type": kind, "beneficiary_id": receiver, "seller_id": seller, "transaction_id": self.id,
                "reference": moved.reference, "amount": amount, "status": 0, "currency": self.currency,
                "updated_at": at, "created_at": at, "id": number,
            });
        }
        told
    }
}

impl Kept for Order {
    fn keys(&self) -> [String; 2] {
        [self.id.to_string(), String::new()]
    }

    fn may_go(&self) -> bool {
        self.stage.is_over()
    }

    fn stake(&self) -> (Money, u64) {
        (self.stage.money(), self.amount_payed)
    }
}

/// What was asked of an order cannot be done where it is in its life.
#[derive(Debug)]
pub(super) struct WrongMove;

/// A percentage from 0 to 100, as it was written.
pub(super) fn percent(text: &str) -> Option<Number> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let percent: Number = serde_json::from_str(text).ok().filter(|_| plain)?;
    percent.as_f64().filter(|percent| (0.0..=100.0).contains(percent)).map(|_| percent)
}

fn reference(world: &mut World) -> String {
    format!("LNG-{}", world.ids.token().chars().take(32).collect::<String>())
}

/// What a buyer pays for something of this price.
pub(super) fn to_pay(product_cost: u64, buyer_bears_fee: bool) -> u64 {
    product_cost + if buyer_bears_fee { escrow_fee(product_cost) } else { 0 }
}

/// 1.5 % of the price, at least N500 and at most N2,000.
fn escrow_fee(product_cost: u64) -> u64 {
    (product_cost * 15 / 1000).clamp(50_000, 200_000)
}

/// N100 and 1.5 % of what was paid: what the documents' sample order was charged.
fn gateway_fee(amount_payed: u64) -> u64 {
    10_000 + amount_payed * 15 / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_those_of_the_sample_order() {
        assert_eq!(400_000 + escrow_fee(400_000), 450_000);
        assert_eq!(400_000 - gateway_fee(450_000), 383_250);
        assert_eq!((escrow_fee(1), escrow_fee(10_000_000), escrow_fee(1 << 50)), (50_000, 150_000, 200_000));
    }

    #[test]
    fn shares_are_percentages() {
        assert_eq!(
            ["0", "50", "12.5", "100"].map(|text| percent(text).expect("one").to_string()),
            ["0", "50", "12.5", "100"]
        );
        for wrong in ["", "101", "-1", "1e1", "50%", "x", "100.1"] {
            assert_eq!(percent(wrong), None, "{wrong}");
        }
    }
}
