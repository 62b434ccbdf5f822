//! An order's life as `/docs/escrow` tells it: its stations, what leads from one to the next, and the notice of it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::truth::Money;

/// Where an order is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stage {
    Pending,
    AwaitingBuyerResponse { second: bool },
    PendingSecond,
    Accepted,
    Rejected,
    Dispute,
    Disputed,
    Resolved(Winner),
    Complete(Winner),
    Canceled,
}

/// Who gets the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Winner {
    Seller,
    Buyer,
}

/// What someone does with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Deliver,
    CancelAsSeller,
    CancelAsBuyer,
    Accept,
    Reject,
    SecondDelivery,
    Dispute,
    RaiseDispute,
    ResolveForSeller,
    ResolveForBuyer,
    Complete,
}

/// What a notice says of a change: the status outside the order, the message, and the status inside.
pub(super) struct Event {
    pub(super) status: &'static str,
    pub(super) message: &'static str,
    pub(super) inside: Stage,
}

/// What only people do, in AtaraPay's dashboard or app, by the names of the sandbox's own requests.
pub(super) const BY_PEOPLE: [(&str, Move); 11] = [
    ("accept", Move::Accept),
    ("reject", Move::Reject),
    ("second_delivery", Move::SecondDelivery),
    ("dispute", Move::Dispute),
    ("raise_dispute", Move::RaiseDispute),
    ("resolve_for_seller", Move::ResolveForSeller),
    ("resolve_for_buyer", Move::ResolveForBuyer),
    ("complete", Move::Complete),
    // The merchant's own steps, as its dashboard has them too.
    ("deliver", Move::Deliver),
    ("cancel_as_seller", Move::CancelAsSeller),
    ("cancel_as_buyer", Move::CancelAsBuyer),
];

impl Stage {
    const ALL: [Self; 13] = [
        Self::Pending,
        Self::AwaitingBuyerResponse { second: false },
        Self::AwaitingBuyerResponse { second: true },
        Self::PendingSecond,
        Self::Accepted,
        Self::Rejected,
        Self::Dispute,
        Self::Disputed,
        Self::Resolved(Winner::Seller),
        Self::Resolved(Winner::Buyer),
        Self::Complete(Winner::Seller),
        Self::Complete(Winner::Buyer),
        Self::Canceled,
    ];

    /// Where this leads; none where it cannot be done now.
    pub(super) fn after(self, doing: Move) -> Option<Self> {
        Some(match (self, doing) {
            (Self::Pending, Move::Deliver) => Self::AwaitingBuyerResponse { second: false },
            (Self::PendingSecond, Move::Deliver) => Self::AwaitingBuyerResponse { second: true },
            (Self::Pending | Self::PendingSecond, Move::CancelAsSeller | Move::CancelAsBuyer) => Self::Canceled,
            (Self::AwaitingBuyerResponse { .. }, Move::Accept) => Self::Accepted,
            (Self::AwaitingBuyerResponse { .. }, Move::Reject) => Self::Rejected,
            (Self::AwaitingBuyerResponse { .. }, Move::Dispute) => Self::Dispute,
            (Self::AwaitingBuyerResponse { second: false }, Move::SecondDelivery) => Self::PendingSecond,
            (Self::Dispute, Move::RaiseDispute) => Self::Disputed,
            (Self::Dispute | Self::Disputed, Move::ResolveForSeller) => Self::Resolved(Winner::Seller),
            (Self::Dispute | Self::Disputed, Move::ResolveForBuyer) => Self::Resolved(Winner::Buyer),
            (Self::Accepted, Move::Complete) => Self::Complete(Winner::Seller),
            (Self::Rejected, Move::Complete) => Self::Complete(Winner::Buyer),
            (Self::Resolved(winner), Move::Complete) => Self::Complete(winner),
            _ => return None,
        })
    }

    /// The notice of a change, with the contradictions that the documents print. Payment has none, nor has a payout
    /// after acceptance, nor the end of a dispute before its money moves.
    pub(super) fn event(self, doing: Move) -> Option<Event> {
        let (status, message, inside) = match (self, doing) {
            // The page's sample order is Canceled inside.
            (_, Move::Deliver) => ("Delivered", "Order is marked completed", Self::Canceled),
            (_, Move::CancelAsBuyer) => ("Rejected", "Transaction is canceled", Self::Canceled),
            (_, Move::CancelAsSeller) => ("Canceled", "Transaction is canceled", Self::Canceled),
            (_, Move::Reject) => ("Rejected", "Buyer Rejects Order", Self::Rejected),
            (Self::Resolved(Winner::Seller), Move::Complete) => {
                ("Complete", "Dispute is cancelled, Transaction Completed", Self::Complete(Winner::Seller))
            }
            // No page shows the rest: the status is one that the plugin knows, the message the table's third column.
            (_, Move::Accept) => ("Accepted", "Acceptance", Self::Accepted),
            (_, Move::SecondDelivery) => ("Pending II", "Pending Second Delivery", Self::PendingSecond),
            (_, Move::Dispute) => ("Dispute", "Order In Dispute", Self::Dispute),
            (_, Move::RaiseDispute) => ("Disputed", "Order Disputed", Self::Disputed),
            (Self::Rejected | Self::Resolved(Winner::Buyer), Move::Complete) => {
                ("Refunded", "Escrow Order Completed", Self::Complete(Winner::Buyer))
            }
            (_, Move::ResolveForSeller | Move::ResolveForBuyer | Move::Complete) => return None,
        };
        Some(Event { status, message, inside })
    }

    pub(super) fn money(self) -> Money {
        match self {
            Self::Complete(Winner::Seller) => Money::Settled,
            Self::Complete(Winner::Buyer) | Self::Canceled => Money::Returned,
            _ => Money::Held,
        }
    }

    pub(super) fn is_over(self) -> bool {
        matches!(self, Self::Complete(_) | Self::Canceled)
    }

    pub(super) fn title(self) -> &'static str {
        self.row().1
    }

    /// Those with this title, whatever lies behind them.
    pub(super) fn titled(title: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.title().eq_ignore_ascii_case(title))
    }

    /// The `status` of an order.
    pub(super) fn told(self) -> Value {
        let (id, title, description) = self.row();
        json!({
            "id": id, "title": title, "description": description,
            "deleted_at": null, "created_at": null, "updated_at": null,
        })
    }

    /// Only the numbers 3, 5 and 9 are documented.
    fn row(self) -> (u64, &'static str, &'static str) {
        match self {
            Self::Pending => (1, "Pending", "Orders placed and paid for into escrow"),
            Self::Accepted => (2, "Accepted", "Orders accepted by buyer and Seller is credited"),
            Self::Rejected => (3, "Rejected", "Orders rejected by buyer and Buyer is refunded"),
            Self::Disputed => (4, "Disputed", "Orders rejected by Buyer and Buyer/ Seller raise dispute"),
            Self::Complete(_) => (5, "Complete", COMPLETE),
            Self::Canceled => (9, "Canceled", "Order or Person to Person Transaction was Canceled"),
            Self::AwaitingBuyerResponse { .. } => (10, "Awaiting Buyer Response", "Orders delivered to the buyer"),
            Self::PendingSecond => (11, "Pending II", "Orders to be delivered a second time"),
            Self::Dispute => (12, "Dispute", "Orders rejected by Buyer and not in good condition"),
            Self::Resolved(_) => (13, "Dispute Resolved", "Orders whose dispute was cancelled"),
        }
    }
}

const COMPLETE: &str = "Orders where Buyer is refunded after rejection or Seller is credited after Buyer acceptance or \
                        Buyer/ Seller is credited after a dispute settlement";

impl Move {
    /// What has to be true of an order for this: the titles it may have, as words.
    pub(super) fn possible_when(self) -> String {
        let mut titles: Vec<&str> =
            Stage::ALL.into_iter().filter(|stage| stage.after(self).is_some()).map(Stage::title).collect();
        titles.dedup();
        titles.join(" or ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_leaves_escrow_once_and_only_where_the_order_is_over() {
        for (_, doing) in BY_PEOPLE {
            assert_ne!(doing.possible_when(), "", "{doing:?}");
            for stage in Stage::ALL {
                assert_eq!(stage.is_over(), stage.money() != Money::Held, "{stage:?}");
                assert!(!stage.is_over() || stage.after(doing).is_none(), "{stage:?} is the end, yet {doing:?}");
            }
        }
    }

    #[test]
    fn every_status_has_its_own_number_and_title() {
        for one in Stage::ALL {
            for other in Stage::ALL {
                assert_eq!(one.row().0 == other.row().0, one.title() == other.title(), "{one:?} {other:?}");
            }
            assert_eq!(Stage::titled(one.title()).expect("one").title(), one.title());
        }
        assert_eq!(
            [Stage::Rejected, Stage::Complete(Winner::Buyer), Stage::Canceled].map(|one| one.row().0),
            [3, 5, 9]
        );
    }
}
