//! Misbehaviour on demand: the faults that amounts choose, and those of transport that all operations share.
//! What a fault does to an operation's own answer stands with that operation.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::faults::FAULTS;
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

/// How many strikes are remembered: under load, what was asked once and never again must not pile up.
const MOST_STRIKES: usize = 10_000;

/// What has been struck the last time it was asked, and so will not be the next time: asking again must help.
#[derive(Default, Serialize, Deserialize)]
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
        let body = serde_json::to_string(body).expect("plain data prints as JSON");
        self.deliver_text(fault, what, how, body)
    }

    /// The same of a body that is text already.
    pub(crate) fn deliver_text(&mut self, fault: Option<Fault>, what: &str, how: Malformation, body: String) -> Answer {
        let is_spared = matches!(fault, Some(Fault::ServerError | Fault::NoAnswer)) && !self.strikes(what);
        deliver_once(fault.filter(|_| !is_spared), how, body)
    }

    fn strikes(&mut self, what: &str) -> bool {
        if self.0.len() >= MOST_STRIKES {
            self.0.pop_first();
        }
        !self.0.remove(what) && self.0.insert(what.to_owned())
    }
}

/// The answer to what must not be asked for twice: it is struck every time, for asking again does not help.
pub(crate) fn deliver_once(fault: Option<Fault>, how: Malformation, body: String) -> Answer {
    match fault {
        Some(Fault::ServerError) => Answer::html(500, page::plain("Server Error", "Whoops, something went wrong.")),
        Some(Fault::NoAnswer) => Answer::Silence,
        Some(Fault::HtmlPage) => Answer::html(200, page::plain("Maintenance", "We will be back soon.")),
        Some(Fault::Malformed) => Answer::json_text(200, how.of(&body)),
        _ => Answer::json_text(200, body),
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
}
