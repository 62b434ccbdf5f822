//! The sums of escrow: what buyers paid in, and what has left it. What is held is counted from the orders themselves, so
//! that the two can be held against each other.

use serde::{Deserialize, Serialize};

use super::order::Order;
use crate::shelf::{Kept as _, Shelf};
use crate::truth::{EscrowTruth, Money};

#[derive(Default, Serialize, Deserialize)]
pub(super) struct Escrow {
    paid_in: u64,
    settled: u64,
    returned: u64,
}

impl Escrow {
    /// An order was paid; a magic amount may send its money back at once.
    pub(super) fn pay_in(&mut self, order: &Order) {
        self.paid_in += order.stake().1;
        self.pay_out(order);
    }

    /// An order has just changed: once it is over, its money has left. It changes no more after that.
    pub(super) fn pay_out(&mut self, order: &Order) {
        match order.stake() {
            (Money::Settled, amount) => self.settled += amount,
            (Money::Returned, amount) => self.returned += amount,
            _ => {}
        }
    }

    pub(super) fn truth(&self, orders: &Shelf<Order>) -> EscrowTruth {
        let held = orders.iter().map(Order::stake).filter(|(money, _)| *money == Money::Held);
        let Self { paid_in, settled, returned } = *self;
        EscrowTruth { paid_in, held: held.map(|(_, amount)| amount).sum(), settled, returned }
    }
}
