//! The one address for everything about an order: `/docs/order`, `/docs/complete`, `/docs/cancel`, `/docs/reject`.

use serde_json::json;

use super::life::{Move, Stage};
use super::order::WrongMove;
use super::{AtaraPay, NO_SUCH_ORDER, admit, error, success};
use crate::World;
use crate::fault::{Fault, Malformation};
use crate::http::{Answer, Fields, Request};

const DELIVERED_BEFORE: &str = "Invalid request to Process, Order has been already Processed";
const PROCESSED_BEFORE: &str = "Invalid action. This request has already been processed";
const TOO_LATE: &str = "Invalid action. This cancel request by the buyer isn't allowed because it's past time eligible \
                        for a refund. The seller shall however provide full product replacement. Please contact seller \
                        for same.";

impl AtaraPay {
    /// `atarapay.orders.status` and `.verify_payment`, which are the same question to AtaraPay, and what a merchant
    /// does with an order: `.deliver`, `.cancel_as_seller`, `.cancel_as_buyer`.
    pub(crate) fn order(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::form(&request.body);
        let delivered = fields.get("status") == Some("delivered");
        let phone: &[&str] = if delivered { &["phone_number"] } else { &[] };
        if let Err(refusal) = admit(&fields, &[&["authtoken", "order", "status"], phone].concat()) {
            return refusal;
        }
        let doing = match fields.get("status").unwrap_or_default() {
            "order" => None,
            "delivered" => Some((Move::Deliver, "deliver")),
            "cancelled" => Some((Move::CancelAsSeller, "cancel_as_seller")),
            "buyer_cancel" => Some((Move::CancelAsBuyer, "cancel_as_buyer")),
            _ => return error("Invalid status sent."),
        };
        let Some(index) = self.known(fields.text("order")) else { return error(NO_SUCH_ORDER) };
        let (operation, body) = match doing {
            None => ("status", success("Order Fetched", &self.orders[index].answered())),
            Some((doing, operation)) => {
                if let Err(refusal) = self.as_merchant(world, index, doing, &fields) {
                    return error(refusal);
                }
                let order = &self.orders[index];
                let body = if delivered {
                    let id = order.id + u64::from(order.fault() == Some(Fault::WrongId));
                    let email = fields.get("email").map(str::trim);
                    let data = json!({ "phone": fields.text("phone_number"), "email": email, "order": id.to_string() });
                    success("pod_created", &data)
                } else {
                    success("Transaction is canceled", &order.answered())
                };
                (operation, body)
            }
        };
        let order = &self.orders[index];
        let what = format!("atarapay.orders.{operation} {}", order.id);
        world.strikes.deliver(order.fault(), &what, Malformation::CommaTooMany, &body)
    }

    /// Where an order stands among the others, unless its price asks for it to be denied.
    pub(super) fn known(&self, id: &str) -> Option<usize> {
        self.position(id).filter(|&index| self.orders[index].fault() != Some(Fault::Refused))
    }

    /// Where an order stands among the others.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.orders.place(0, id)
    }

    fn as_merchant(
        &mut self,
        world: &mut World,
        index: usize,
        doing: Move,
        fields: &Fields,
    ) -> Result<(), &'static str> {
        let order = &mut self.orders[index];
        if doing == Move::CancelAsBuyer {
            // The page gives a dispute as the reason for this message, though the message speaks of time.
            let disputed = matches!(order.stage, Stage::Dispute | Stage::Disputed);
            let late = world.now >= order.paid_at.saturating_add(self.buyer_may_cancel_for);
            if disputed || (late && order.stage.after(doing).is_some()) {
                return Err(TOO_LATE);
            }
        }
        if doing != Move::Deliver && order.stage.after(doing).is_some() {
            order.comment = fields.get("comment").map(str::to_owned);
        }
        let processed_before = if doing == Move::Deliver { DELIVERED_BEFORE } else { PROCESSED_BEFORE };
        self.go(world, index, doing).map_err(|WrongMove| processed_before)
    }
}
