//! An escrow order, and how AtaraPay tells of it.

use serde_json::{Value, json};

use super::{SELLER, amount};
use crate::World;
use crate::clock::timestamp;
use crate::fault::{Fault, PENDING_SECONDS};
use crate::http::Fields;
use crate::truth::{Money, OrderTruth};

/// The one buyer there is, by the number in the documents' samples.
pub(super) const BUYER: u64 = 278;

/// An order that was paid into escrow.
pub(super) struct Order {
    pub(super) id: u64,
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
    paid_at: u64,
}

struct Buyer {
    firstname: String,
    lastname: String,
    phone_number: String,
    email: String,
}

/// Where an order is in its life.
enum Stage {
    Pending,
    Disputed,
    Complete,
    Canceled,
}

impl Order {
    /// The order that a payment form without faults makes.
    pub(super) fn paid(id: u64, fields: &Fields, buyer_bears_fee: bool, world: &mut World) -> Self {
        let text = |name| fields.get(name).unwrap_or_default().trim().to_owned();
        let product_cost = amount(&text("amount")).unwrap_or_default();
        let fee = escrow_fee(product_cost);
        let (buyers, sellers) = if buyer_bears_fee { (fee, 0) } else { (0, fee) };
        let amount_payed = product_cost + buyers;
        Self {
            id,
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
            payment_ref: format!("LNG-{}", world.ids.token().chars().take(32).collect::<String>()),
            paid_at: world.now,
        }
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        Fault::of_amount(self.product_cost)
    }

    pub(super) fn truth(&self, now: u64) -> OrderTruth {
        let money = match self.stage(now) {
            Stage::Pending | Stage::Disputed => Money::Held,
            Stage::Complete => Money::Settled,
            Stage::Canceled => Money::Returned,
        };
        OrderTruth {
            id: self.id,
            product_id: self.product_id.clone(),
            product_cost: self.product_cost,
            amount_payed: self.amount_payed,
            currency: self.currency.clone(),
            money,
        }
    }

    /// The `data` of `/docs/order`, with the further fields that the pages on notifications print.
    pub(super) fn told(&self, now: u64) -> Value {
        let fault = self.fault();
        let short = u64::from(fault == Some(Fault::WrongAmount));
        let amount_payed = self.amount_payed - short;
        let number = 2532 + self.id % 1000;
        let (paid_at, stage) = (timestamp(self.paid_at), self.stage(now));
        let mut told = json!({
            "id": if fault == Some(Fault::WrongId) { self.id + 1 } else { self.id },
            "type": 1, "customer_id": BUYER, "beneficiary_merchant_id": SELLER,
            "seller_email": null, "seller_phone": null, "buyer_email": null, "buyer_phone": null,
            "buyer_alt_phone": null, "buyer_account_number": null, "buyer_bank_code": null,
            "shipping_fee_bearer": null, "escrow_fee_bearer": null, "tx_fee_bearer": null,
            "is_marketplace": 0, "shipping_cost": 0, "category": null,
            "product_id": self.product_id, "product_name": self.product_name, "product_desc": self.product_desc,
            "product_cost": self.product_cost - short, "started_by": null,
            "amount_payed": amount_payed, "amount_net": self.amount_net,
            "payment_number": number, "payment_ref": null, "gateway_name": "Paystack",
            "callback_url": self.callback_url, "comment": null, "delivery_man": 0,
            "delivery_location": self.delivery_location, "delivery_city": "", "delivery_state": "", "delivery_country": "",
            "product_delivery_status": 0,
            "transaction_date": paid_at, "delivery_date": self.delivery_date,
            "status": stage.told(),
            "state": 0, "shipping_method": null, "quantity": null, "max_delivery_days": 7, "extra": null,
            "is_additional_services": null, "additional_service_amount": null,
            "sla": 1, "cancellation_fee": 20_000, "currency": self.currency, "conversion_ratio": 1,
            "deleted_at": null, "created_at": paid_at, "updated_at": paid_at,
            "attempts": null, "seller_attempts": "", "cron_status": null, "sp_order_ref": 0,
            "payment": {
                "id": number, "payment_ref": self.payment_ref, "amount": amount_payed,
                "method": "card", "status": "1", "payment_date": paid_at,
            },
            "customers": {
                "id": BUYER, "firstname": self.buyer.firstname, "lastname": self.buyer.lastname,
                "phone_number": self.buyer.phone_number, "phone_number_alt": null, "email": self.buyer.email,
            },
        });
        if let Some((name, kind, receiver, amount)) = match stage {
            Stage::Pending | Stage::Disputed => None,
            Stage::Complete => Some(("payout", 2, SELLER, self.amount_net)),
            Stage::Canceled => Some(("refund", 7, BUYER, self.amount_payed)),
        } {
            told[name] = json!({
                "type": kind, "beneficiary_id": receiver, "seller_id": if kind == 2 { SELLER } else { 0 },
                "transaction_id": self.id, "reference": null, "amount": amount, "status": 0, "currency": self.currency,
                "updated_at": timestamp(now), "created_at": timestamp(now), "id": number,
            });
        }
        told
    }

    fn stage(&self, now: u64) -> Stage {
        match self.fault() {
            Some(Fault::Pending) if now < self.paid_at + PENDING_SECONDS => Stage::Disputed,
            Some(Fault::Pending) => Stage::Complete,
            Some(Fault::Failed) => Stage::Canceled,
            _ => Stage::Pending,
        }
    }
}

impl Stage {
    fn told(&self) -> Value {
        let (id, title, description) = match self {
            Self::Pending => (1, "Pending", "Orders placed and paid for into escrow"),
            Self::Disputed => (4, "Disputed", "Orders rejected by Buyer and Buyer/ Seller raise dispute"),
            Self::Complete => (5, "Complete", COMPLETE),
            Self::Canceled => (9, "Canceled", "Order or Person to Person Transaction was Canceled"),
        };
        json!({
            "id": id, "title": title, "description": description,
            "deleted_at": null, "created_at": null, "updated_at": null,
        })
    }
}

const COMPLETE: &str = "Orders where Buyer is refunded after rejection or Seller is credited after Buyer acceptance or \
                        Buyer/ Seller is credited after a dispute settlement";

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
}
