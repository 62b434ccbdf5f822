//! What the amounts that choose a fault do, operation by operation.

use crate::fault::Fault;

/// A fault, and what it does to each operation; empty where the operation answers as ever.
pub struct FaultRow {
    /// The fault.
    pub fault: Fault,
    /// The amount that chooses it, in minor units. For a project it is the number at the end of its name, for a
    /// service provider of its last name; a list goes by the newest in it.
    pub amount: u64,
    /// What the operations of `atarapay.projects` and `atarapay.providers` do.
    pub named: &'static str,
    /// What `atarapay.orders.deliver`, the two cancellations and the two commissions do.
    pub orders_change: &'static str,
    /// What `atarapay.orders.status` and `.verify_payment` do.
    pub orders_status: &'static str,
    /// What `atmoon.pg.initiate` does.
    pub pg_initiate: &'static str,
    /// What `atmoon.pg.verify` does.
    pub pg_verify: &'static str,
    /// What `atmoon.payin.create` does.
    pub payin: &'static str,
    /// What `atmoon.payout.create` does.
    pub payout_create: &'static str,
    /// What `atmoon.payout.status` does.
    pub payout_status: &'static str,
    /// What `atmoon.payout.verify` does.
    pub payout_verify: &'static str,
    /// What `atmoon.settlement.create` does.
    pub settlement: &'static str,
}

/// Every fault.
pub const FAULTS: [FaultRow; 9] = [
    FaultRow {
        fault: Fault::Refused,
        amount: 99_001,
        named: "refused: invalid authtoken; nothing is done",
        orders_change: "refused: no such order; nothing is done",
        orders_status: "refused: no such order, though it is paid",
        pg_initiate: "",
        pg_verify: "refused: invalid credentials, whether or not it is paid",
        payin: "refused: invalid credentials; nothing is made",
        payout_create: "refused: `TE0003`; nothing moves",
        payout_status: "",
        payout_verify: "",
        settlement: "refused: invalid credentials; nothing moves",
    },
    FaultRow {
        fault: Fault::Pending,
        amount: 99_002,
        named: "",
        orders_change: "",
        orders_status: "`Disputed` for a minute, then `Complete` with a payout",
        pg_initiate: "",
        pg_verify: "once paid: `PENDING` for a minute, then `COMPLETED`",
        payin: "once paid: on its way for a minute, then with the merchant",
        payout_create: "`ENQ001`; with the bank for a minute, then credited",
        payout_status: "",
        payout_verify: "`TE0009` for a minute, then `SU0000`",
        settlement: "`ENQ001`; with the bank for a minute, then credited",
    },
    FaultRow {
        fault: Fault::Failed,
        amount: 99_003,
        named: "",
        orders_change: "",
        orders_status: "`Canceled`, with a refund",
        pg_initiate: "",
        pg_verify: "once paid: `FAILED`, the money never left the payer",
        payin: "once paid: it comes to nothing, the money never leaves the payer",
        payout_create: "`SU0000`, then the bank fails it",
        payout_status: "",
        payout_verify: "`BE1234`",
        settlement: "`Success`, then the bank fails it",
    },
    FaultRow {
        fault: Fault::ServerError,
        amount: 99_004,
        named: "a 500 after doing it, every other time",
        orders_change: "a 500 after doing it, every other time",
        orders_status: "a 500, every other time",
        pg_initiate: "a 500 after making the page, every other time",
        pg_verify: "a 500, every other time",
        payin: "a 500 after making it, every time",
        payout_create: "a 500 after taking it, every time",
        payout_status: "a 500, every other time",
        payout_verify: "a 500, every other time",
        settlement: "a 500 after taking it, every time",
    },
    FaultRow {
        fault: Fault::NoAnswer,
        amount: 99_005,
        named: "no answer after doing it, every other time",
        orders_change: "no answer after doing it, every other time",
        orders_status: "no answer, every other time",
        pg_initiate: "no answer after making the page, every other time",
        pg_verify: "no answer, every other time",
        payin: "no answer after making it, every time",
        payout_create: "no answer after taking it, every time",
        payout_status: "no answer, every other time",
        payout_verify: "no answer, every other time",
        settlement: "no answer after taking it, every time",
    },
    FaultRow {
        fault: Fault::WrongAmount,
        amount: 99_006,
        named: "",
        orders_change: "a cancelled order is told one kobo short",
        orders_status: "price and payment one kobo short",
        pg_initiate: "",
        pg_verify: "once paid: one paisa short",
        payin: "a link over ten times the amount, as in AT MOON's sample",
        payout_create: "",
        payout_status: "",
        payout_verify: "",
        settlement: "",
    },
    FaultRow {
        fault: Fault::WrongId,
        amount: 99_007,
        named: "tells of another, but not in a list",
        orders_change: "tells of the order with the next number",
        orders_status: "tells of the order with the next number",
        pg_initiate: "",
        pg_verify: "tells of another payment, the one in AT MOON's sample",
        payin: "tells of another `merchantTransactionId`",
        payout_create: "tells of another payout",
        payout_status: "tells of another account",
        payout_verify: "tells of another reference",
        settlement: "tells of another account",
    },
    FaultRow {
        fault: Fault::HtmlPage,
        amount: 99_008,
        named: "an HTML page after doing it",
        orders_change: "an HTML page after doing it",
        orders_status: "an HTML page",
        pg_initiate: "",
        pg_verify: "an HTML page",
        payin: "an HTML page after making it",
        payout_create: "an HTML page after taking it",
        payout_status: "an HTML page",
        payout_verify: "an HTML page",
        settlement: "an HTML page after taking it",
    },
    FaultRow {
        fault: Fault::Malformed,
        amount: 99_009,
        named: "JSON cut in the middle, after doing it",
        orders_change: "JSON with a comma too many, after doing it",
        orders_status: "JSON with a comma too many",
        pg_initiate: "",
        pg_verify: "JSON with a comma missing",
        payin: "JSON with a comma missing, after making it",
        payout_create: "JSON cut in the middle, after taking it",
        payout_status: "JSON with a comma missing, whatever `strict_json` says",
        payout_verify: "JSON with a comma missing",
        settlement: "JSON cut in the middle, after taking it",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_these_tables() {
        let rows = |cells: fn(&FaultRow) -> [&'static str; 5]| -> String {
            let cell = |words: &'static str| if words.is_empty() { "–" } else { words };
            FAULTS.iter().map(|row| format!("| {} | {} |\n", row.amount, cells(row).map(cell).join(" | "))).collect()
        };
        let tables = [
            rows(|row| [row.named, row.orders_change, row.orders_status, row.pg_initiate, row.pg_verify]),
            rows(|row| [row.payin, row.payout_create, row.payout_status, row.payout_verify, row.settlement]),
        ];
        for table in tables {
            assert!(include_str!("../README.md").contains(&table), "put this into README.md:\n{table}");
        }
    }
}
