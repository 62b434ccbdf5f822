//! Misbehaviour on demand: the amounts that choose a fault, and the faults of transport that all operations share.
//! What a fault does to an operation's own answer stands with that operation.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::http::Answer;
use crate::page;

/// What a magic amount makes the sandbox do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A documented refusal.
    Refused,
    /// Not final until a minute of the sandbox's time has passed.
    Pending,
    /// The payment comes to nothing.
    Failed,
    /// A 500 after doing it.
    ServerError,
    /// No answer after doing it.
    NoAnswer,
    /// A wrong amount in the reply.
    WrongAmount,
    /// A wrong id in the reply.
    WrongId,
    /// An HTML page where JSON should be.
    HtmlPage,
    /// A reply that is not JSON.
    Malformed,
}

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
    },
    FaultRow {
        fault: Fault::Pending,
        amount: 99_002,
        named: "",
        orders_change: "",
        orders_status: "`Disputed` for a minute, then `Complete` with a payout",
        pg_initiate: "",
        pg_verify: "once paid: `PENDING` for a minute, then `COMPLETED`",
    },
    FaultRow {
        fault: Fault::Failed,
        amount: 99_003,
        named: "",
        orders_change: "",
        orders_status: "`Canceled`, with a refund",
        pg_initiate: "",
        pg_verify: "once paid: `FAILED`, the money never left the payer",
    },
    FaultRow {
        fault: Fault::ServerError,
        amount: 99_004,
        named: "a 500 after doing it, every other time",
        orders_change: "a 500 after doing it, every other time",
        orders_status: "a 500, every other time",
        pg_initiate: "a 500 after making the page, every other time",
        pg_verify: "a 500, every other time",
    },
    FaultRow {
        fault: Fault::NoAnswer,
        amount: 99_005,
        named: "no answer after doing it, every other time",
        orders_change: "no answer after doing it, every other time",
        orders_status: "no answer, every other time",
        pg_initiate: "no answer after making the page, every other time",
        pg_verify: "no answer, every other time",
    },
    FaultRow {
        fault: Fault::WrongAmount,
        amount: 99_006,
        named: "",
        orders_change: "a cancelled order is told one kobo short",
        orders_status: "price and payment one kobo short",
        pg_initiate: "",
        pg_verify: "once paid: one paisa short",
    },
    FaultRow {
        fault: Fault::WrongId,
        amount: 99_007,
        named: "tells of another, but not in a list",
        orders_change: "tells of the order with the next number",
        orders_status: "tells of the order with the next number",
        pg_initiate: "",
        pg_verify: "tells of another payment, the one in AT MOON's sample",
    },
    FaultRow {
        fault: Fault::HtmlPage,
        amount: 99_008,
        named: "an HTML page after doing it",
        orders_change: "an HTML page after doing it",
        orders_status: "an HTML page",
        pg_initiate: "",
        pg_verify: "an HTML page",
    },
    FaultRow {
        fault: Fault::Malformed,
        amount: 99_009,
        named: "JSON cut in the middle, after doing it",
        orders_change: "JSON with a comma too many, after doing it",
        orders_status: "JSON with a comma too many",
        pg_initiate: "",
        pg_verify: "JSON with a comma missing",
    },
];

/// For how long something chosen to be pending stays so.
pub(crate) const PENDING_SECONDS: u64 = 60;

impl Fault {
    /// The fault that an amount in minor units chooses.
    #[must_use]
    pub fn of_amount(amount: u64) -> Option<Self> {
        FAULTS.iter().find_map(|row| (row.amount == amount).then_some(row.fault))
    }

    /// The fault that the number at the end of a name chooses: `Eko 99004`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        name.split_whitespace().last()?.parse().ok().and_then(Self::of_amount)
    }
}

/// How a reply that is not JSON goes wrong. All but the first are faults that the gateways' documents print.
#[derive(Clone, Copy)]
pub(crate) enum Malformation {
    Cut,
    CommaTooMany,
    CommaMissing,
}

impl Malformation {
    fn of(self, json: &str) -> String {
        match self {
            Self::Cut => json[..json.floor_char_boundary(json.len() / 2)].to_owned(),
            Self::CommaTooMany => format!("{},}}", json.strip_suffix('}').unwrap_or(json)),
            Self::CommaMissing => json.replacen("\",\"", "\" \"", 1),
        }
    }
}

/// What has been struck the last time it was asked, and so will not be the next time: asking again must help.
#[derive(Default)]
pub(crate) struct Strikes(BTreeSet<String>);

impl Strikes {
    /// The answer to something that was done, as the transport delivers it. `what` names it, to tell the times apart.
    pub(crate) fn deliver(
        &mut self,
        fault: Option<Fault>,
        what: &str,
        how: Malformation,
        body: &impl Serialize,
    ) -> Answer {
        match fault {
            Some(Fault::ServerError) if self.strikes(what) => {
                Answer::html(500, page::plain("Server Error", "Whoops, something went wrong."))
            }
            Some(Fault::NoAnswer) if self.strikes(what) => Answer::Silence,
            Some(Fault::HtmlPage) => Answer::html(200, page::plain("Maintenance", "We will be back soon.")),
            Some(Fault::Malformed) => {
                Answer::json_text(200, how.of(&serde_json::to_string(body).expect("plain data prints as JSON")))
            }
            _ => Answer::json(200, body),
        }
    }

    fn strikes(&mut self, what: &str) -> bool {
        !self.0.remove(what) && self.0.insert(what.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_names_choose() {
        assert_eq!(Fault::of_amount(99_001), Some(Fault::Refused));
        assert_eq!(Fault::of_amount(99_009), Some(Fault::Malformed));
        assert_eq!(Fault::of_amount(99_000), None);
        assert_eq!(Fault::of_name("Eko 99004"), Some(Fault::ServerError));
        for usual in ["", "Eko", "Eko99004", "99004 Eko", "Eko -99004"] {
            assert_eq!(Fault::of_name(usual), None, "{usual}");
        }
    }

    #[test]
    fn malformations_are_those_of_the_documents() {
        let json = r#"{"a":"ä","b":"c"}"#;
        assert_eq!(Malformation::Cut.of(json), r#"{"a":"ä""#);
        assert_eq!(Malformation::Cut.of(r#"{"aä":1}"#), r#"{"a"#, "never within a letter");
        assert_eq!(Malformation::CommaTooMany.of(json), r#"{"a":"ä","b":"c",}"#);
        assert_eq!(Malformation::CommaMissing.of(json), r#"{"a":"ä" "b":"c"}"#);
    }

    #[test]
    fn every_other_time_of_each_thing_is_struck() {
        let mut strikes = Strikes::default();
        let struck = ["a", "a", "b", "a", "b", "a"].map(|what| strikes.strikes(what));
        assert_eq!(struck, [true, false, true, true, false, false]);
    }

    #[test]
    fn the_readme_has_this_table() {
        let cell = |words: &str| if words.is_empty() { "–".to_owned() } else { words.to_owned() };
        let rows: Vec<String> = FAULTS
            .iter()
            .map(|row| {
                let cells = [row.named, row.orders_change, row.orders_status, row.pg_initiate, row.pg_verify].map(cell);
                format!("| {} | {} |\n", row.amount, cells.join(" | "))
            })
            .collect();
        assert!(include_str!("../README.md").contains(&rows.concat()), "put this into README.md:\n{}", rows.concat());
    }
}
