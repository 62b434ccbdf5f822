//! An order as AtaraPay tells of it, in answers and in notices alike, and the status table (`/docs/escrow`).

use serde::Serialize;

use crate::json::Json;
use crate::money::Kobo;
use crate::outcome::Funds;

/// An escrow order as AtaraPay tells of it. The names are AtaraPay's own, spelling included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayOrder"))]
pub struct Order {
    /// AtaraPay's number of the order.
    pub id: String,
    /// The merchant's own number of it: the `order_product_id` of the checkout.
    pub product_id: Option<String>,
    /// What was bought.
    pub product_name: Option<String>,
    /// The price in kobo.
    pub product_cost: Option<Kobo>,
    /// What the buyer paid in kobo. It can include the escrow fee, and so exceed the price.
    pub amount_payed: Option<Kobo>,
    /// What is due to the seller in kobo, after fees.
    pub amount_net: Option<Kobo>,
    /// The currency's three letters.
    pub currency: Option<String>,
    /// The title of the order's status, as AtaraPay writes it.
    pub status: Option<String>,
    /// The number of the order's status. Only 3, 5 and 9 are documented.
    pub status_id: Option<u64>,
    /// The status of the payment itself, where the order tells of its payment; `1` is paid.
    pub payment_status: Option<String>,
    /// Who was paid, where the order tells: `payout` (the seller) or `refund` (the buyer).
    pub closed_by: Option<Closing>,
    /// When it was paid: `YYYY-MM-DD HH:MM:SS`, in a time zone that AtaraPay does not state.
    pub transaction_date: Option<String>,
    /// When it is to be delivered, likewise.
    pub delivery_date: Option<String>,
}

/// Who was paid out of escrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayClosing"))]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// The seller.
    Payout,
    /// The buyer.
    Refund,
    /// Both, or in a shape that is not known: no conclusion can be drawn from it.
    Unclear,
}

/// The stations of an order's life (`/docs/escrow`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Pending,
    AwaitingBuyerResponse,
    SecondDelivery,
    Accepted,
    Rejected,
    InDispute,
    Disputed,
    DisputeResolved,
    Cancelled,
    Completed,
}

impl Order {
    /// Reads an order, which has at least an id.
    pub(super) fn read(data: &Json<'_>) -> Option<Self> {
        let status = data.field("status");
        let amount = |name| data.loose_number(name).map(Kobo);
        // MySQL's way of saying that there is no date.
        let date = |name| data.loose_text(name).filter(|date| !date.starts_with("0000-00-00"));
        Some(Self {
            id: data.loose_number("id")?.to_string(),
            product_id: data.loose_text("product_id"),
            product_name: data.loose_text("product_name"),
            product_cost: amount("product_cost"),
            amount_payed: amount("amount_payed"),
            amount_net: amount("amount_net"),
            currency: data.loose_text("currency"),
            status: status.and_then(|status| status.told("title")),
            status_id: status.and_then(|status| status.loose_number("id")),
            payment_status: data.told("payment").map(|_| payment_status(data)),
            closed_by: closing(data),
            transaction_date: date("transaction_date"),
            delivery_date: date("delivery_date"),
        })
    }

    /// Where the order is in its life: by the title, and by the number only where that is documented. None where
    /// the title is unknown or the two contradict each other.
    pub(super) fn stage(&self) -> Option<Stage> {
        let documented = match self.status_id {
            Some(3) => Some(Stage::Rejected),
            Some(5) => Some(Stage::Completed),
            Some(9) => Some(Stage::Cancelled),
            _ => None,
        };
        let Some(title) = &self.status else { return documented };
        let stage = stage(title)?;
        documented.is_none_or(|documented| documented == stage).then_some(stage)
    }

    /// What the order says of its money.
    pub(super) fn funds(&self, stage: Stage) -> Funds {
        let paid = self.amount_payed.is_some_and(|amount| amount.0 > 0)
            && self.payment_status.as_deref().is_none_or(|status| status == "1");
        match (stage, self.closed_by) {
            (Stage::Pending | Stage::AwaitingBuyerResponse | Stage::SecondDelivery, None) if paid => Funds::Held,
            (Stage::InDispute | Stage::Disputed, None) if paid => Funds::Held,
            (Stage::Completed, Some(Closing::Payout)) if paid => Funds::Settled,
            (Stage::Completed, Some(Closing::Refund)) if paid => Funds::Returned,
            // Accepted and Rejected are no payout yet; Cancelled starts a refund that may still be under way.
            _ => Funds::InDoubt,
        }
    }
}

/// Both names that `/docs/escrow` gives each status, in either spelling.
fn stage(title: &str) -> Option<Stage> {
    Some(match title.trim().to_ascii_lowercase().as_str() {
        "pending" | "pending order" => Stage::Pending,
        "awaiting buyer response" => Stage::AwaitingBuyerResponse,
        "pending ii" | "pending second delivery" => Stage::SecondDelivery,
        "accepted" | "acceptance" => Stage::Accepted,
        "rejected" | "buyer rejects order" => Stage::Rejected,
        "dispute" | "order in dispute" => Stage::InDispute,
        "disputed" | "order disputed" => Stage::Disputed,
        "dispute resolved" => Stage::DisputeResolved,
        "cancelled" | "canceled" | "buyer cancels order" | "seller cancels order" => Stage::Cancelled,
        "completed" | "complete" | "escrow order completed" => Stage::Completed,
        _ => return None,
    })
}

/// The status of the payment that an order tells of. Nothing to read there is not the same as nothing told.
fn payment_status(data: &Json<'_>) -> String {
    data.field("payment").and_then(|payment| payment.told("status")).unwrap_or_else(|| "none".to_owned())
}

/// Which of the two objects tells who was paid: `payout` of type 2, to the seller, or `refund` of type 7, to the buyer.
fn closing(data: &Json<'_>) -> Option<Closing> {
    let told = |name: &str, kind: u64, closing: Closing| {
        let part = data.field(name).filter(|part| !part.is_empty())?;
        let known = matches!(part, Json::Object(_)) && part.loose_number("type") == Some(kind);
        Some(if known { closing } else { Closing::Unclear })
    };
    match (told("payout", 2, Closing::Payout), told("refund", 7, Closing::Refund)) {
        (Some(_), Some(_)) => Some(Closing::Unclear),
        (payout, refund) => payout.or(refund),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(data: &str) -> Order {
        Order::read(&Json::read(data).expect("JSON")).expect("an order")
    }

    #[test]
    fn the_title_decides_and_a_documented_number_may_not_contradict_it() {
        let stage = |status: &str| order(&format!("{{\"id\": 1, \"status\": {status}}}")).stage();
        assert_eq!(stage(r#"{"id": 9, "title": "Canceled"}"#), Some(Stage::Cancelled));
        assert_eq!(stage(r#"{"id": "9", "title": "CANCELLED "}"#), Some(Stage::Cancelled));
        assert_eq!(stage(r#"{"id": 1, "title": "Pending"}"#), Some(Stage::Pending));
        assert_eq!(stage(r#"{"id": 77, "title": "Pending II"}"#), Some(Stage::SecondDelivery));
        assert_eq!(stage(r#"{"id": 5, "title": ""}"#), Some(Stage::Completed));
        assert_eq!(stage(r#"{"id": 9, "title": "Pending"}"#), None);
        assert_eq!(stage(r#"{"id": 1}"#), None);
        assert_eq!(stage(r#"{"id": 6, "title": "Created"}"#), None);
        assert_eq!(stage(r#""Pending""#), None);
        assert_eq!(stage(r#"{"id": 5, "title": true}"#), None);
    }

    #[test]
    fn a_payment_that_is_told_of_must_be_paid() {
        let funds = |payment: &str| {
            let order = order(&format!(
                r#"{{"id": 1, "amount_payed": 5, "status": {{"title": "Pending"}}, "payment": {payment}}}"#
            ));
            order.funds(Stage::Pending)
        };
        assert_eq!(funds(r#"{"status": "1"}"#), Funds::Held);
        assert_eq!(funds("null"), Funds::Held);
        for unpaid in [r#"{"status": "0"}"#, r#"{"status": false}"#, r#"{"id": 1}"#, "true", "[1]"] {
            assert_eq!(funds(unpaid), Funds::InDoubt, "{unpaid}");
        }
    }

    #[test]
    fn completed_money_is_where_payout_or_refund_say_it_is() {
        let funds = |extra: &str| {
            let order =
                order(&format!(r#"{{"id": 1, "amount_payed": 5, "status": {{"id": 5, "title": "Complete"}}{extra}}}"#));
            order.funds(Stage::Completed)
        };
        assert_eq!(funds(""), Funds::InDoubt);
        assert_eq!(funds(r#", "payout": {"type": 2}"#), Funds::Settled);
        assert_eq!(funds(r#", "refund": {"type": 7}, "payout": null"#), Funds::Returned);
        assert_eq!(funds(r#", "refund": {"type": 7}, "payout": {"type": 2}"#), Funds::InDoubt);
        assert_eq!(funds(r#", "payout": {"type": 7}"#), Funds::InDoubt);
        assert_eq!(funds(r#", "payout": [{"type": 2}]"#), Funds::InDoubt);
    }

    #[test]
    fn an_open_order_that_tells_of_a_payout_is_not_held() {
        let order = order(r#"{"id": 1, "amount_payed": 5, "status": {"title": "Pending"}, "payout": [{"type": 2}]}"#);
        assert_eq!((order.closed_by, order.funds(Stage::Pending)), (Some(Closing::Unclear), Funds::InDoubt));
    }
}
