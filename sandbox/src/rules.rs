//! Faults by rule: what befalls the exchanges of an operation on their way, whatever they hold, and how often.
//! `atmoon.payout.create: lose_answer 20%`

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::http::Answer;
use crate::ids::Ids;
use crate::{answers, page};

/// A rule, read from `OPERATION: FAULT [PERCENT%]`. The operation may be a whole group: `atmoon.payout.*`, or `*`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rule {
    operation: String,
    fault: WireFault,
    percent: u8,
}

/// What befalls an exchange on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// The request never arrives.
    LoseRequest,
    /// It is done, and the answer is lost.
    LoseAnswer,
    /// It is done, and the answer is a 500.
    ServerError,
    /// It is not done: a 503.
    Busy,
    /// It is done, and the answer is an HTML page.
    HtmlPage,
    /// It is done, and the answer ends in the middle.
    Cut,
    /// It is done, and the answer comes three seconds late.
    Slow,
}

/// For how long a slow answer is held back.
pub(crate) const SLOW_SECONDS: u64 = 3;

impl WireFault {
    /// Every fault, with its name and what it does.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::LoseRequest, "lose_request", "nothing is done, and the connection ends without an answer"),
        (Self::LoseAnswer, "lose_answer", "it is done, and the connection ends without an answer"),
        (Self::ServerError, "server_error", "it is done, and answered with a 500"),
        (Self::Busy, "busy", "nothing is done, and answered with a 503"),
        (Self::HtmlPage, "html_page", "it is done, and answered with an HTML page"),
        (Self::Cut, "cut", "it is done, and the answer ends in the middle"),
        (Self::Slow, "slow", "it is done, and the answer comes three seconds late"),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let (_, name, _) = Self::ALL.into_iter().find(|(fault, ..)| *fault == self).expect("every fault is listed");
        name
    }

    /// Whether the gateway never hears of the request.
    pub(crate) fn comes_before(self) -> bool {
        matches!(self, Self::LoseRequest | Self::Busy)
    }

    /// What the other side sees of an answer.
    pub(crate) fn befall(self, answer: Answer) -> Answer {
        match (self, answer) {
            (Self::LoseRequest | Self::LoseAnswer, _) => Answer::Silence,
            (Self::ServerError, _) => Answer::html(500, page::plain("Server Error", "Whoops, something went wrong.")),
            (Self::Busy, _) => Answer::html(503, page::plain("Service Unavailable", "Please try again later.")),
            (Self::HtmlPage, _) => Answer::html(200, page::plain("Maintenance", "We will be back soon.")),
            (Self::Cut, Answer::Reply { status, headers, mut body }) => {
                body.truncate(body.floor_char_boundary(body.len() / 2));
                Answer::Reply { status, headers, body }
            }
            (Self::Cut | Self::Slow, answer) => answer,
        }
    }
}

impl Rule {
    /// Whether it is about this operation and strikes this time.
    pub(crate) fn strikes(&self, operation: &str, dice: &mut Ids) -> Option<WireFault> {
        let about = match self.operation.strip_suffix('*') {
            Some(group) => operation.starts_with(group),
            None => operation == self.operation,
        };
        (about && dice.below(100) < u64::from(self.percent)).then_some(self.fault)
    }
}

impl FromStr for Rule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |what: String| {
            let end = if what.ends_with('?') { "" } else { "." };
            format!("{what}{end} A rule reads like this: atmoon.payout.create: lose_answer 20%")
        };
        let (operation, rest) = text.split_once(':').ok_or_else(|| wrong(format!("{text:?} has no colon")))?;
        let operation = operation.trim();
        let known = match operation.strip_suffix('*') {
            Some(group) => answers().iter().any(|name| name.starts_with(group)),
            None => answers().contains(&operation),
        };
        if !known {
            let near = nearest(operation).map_or_else(String::new, |near| format!("; did you mean {near}?"));
            return Err(wrong(format!("The sandbox answers no operation {operation:?}{near}")));
        }
        let mut words = rest.split_whitespace();
        let name = words.next().unwrap_or_default();
        let Some((fault, ..)) = WireFault::ALL.into_iter().find(|(_, known, _)| *known == name) else {
            let names = WireFault::ALL.map(|(_, name, _)| name).join(", ");
            return Err(wrong(format!("There is no fault {name:?}; there are {names}")));
        };
        let percent = match words.next() {
            None => 100,
            Some(word) => {
                let percent = word.strip_suffix('%').and_then(|number| number.parse().ok());
                percent
                    .filter(|percent| (1..=100).contains(percent))
                    .ok_or_else(|| wrong(format!("{word:?} is no share from 1% to 100%")))?
            }
        };
        if let Some(more) = words.next() {
            return Err(wrong(format!("{more:?} is too much")));
        }
        Ok(Self { operation: operation.to_owned(), fault, percent })
    }
}

/// The operation, or the group where one was given, that shares most of its beginning and end with this name, unless
/// that is too little to be what was meant.
fn nearest(name: &str) -> Option<String> {
    let group = |known: &str| known.rsplit_once('.').map(|(group, _)| format!("{group}.*"));
    let known =
        answers().iter().filter_map(|known| if name.ends_with('*') { group(known) } else { Some((*known).to_owned()) });
    let shared = |known: &String| {
        let same = |(one, other): &(char, char)| one == other;
        let first = known.chars().zip(name.chars()).take_while(same).count();
        first + known.chars().rev().zip(name.chars().rev()).take_while(same).count()
    };
    known.max_by_key(shared).filter(|known| shared(known) * 4 >= name.chars().count() * 3)
}

impl TryFrom<String> for Rule {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> Self {
        rule.to_string()
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}%", self.operation, self.fault.name(), self.percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_written_alike() {
        for text in ["atmoon.payout.create: lose_answer 20%", "*: slow 100%", "atarapay.orders.*: busy 1%"] {
            assert_eq!(text.parse::<Rule>().expect("a rule").to_string(), text);
        }
        assert_eq!(" * :cut".parse::<Rule>().expect("a rule").to_string(), "*: cut 100%");
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_said() {
        for (text, words) in [
            ("atmoon.payout.create", "no colon"),
            ("atmoon.payout.creat: cut", "did you mean atmoon.payout.create?"),
            ("atmoon.payot.create: cut", "did you mean atmoon.payout.create? A rule"),
            ("payout.create: cut", "did you mean atmoon.payout.create?"),
            ("atmoon.payot.*: cut", "did you mean atmoon.payout.*?"),
            ("x.*: cut", "no operation \"x.*\". A rule"),
            ("bananas: cut", "no operation \"bananas\". A rule"),
            ("*: lose", "no fault \"lose\"; there are lose_request"),
            ("*: cut 0%", "no share"),
            ("*: cut 20", "no share"),
            ("*: cut 20% x", "too much"),
        ] {
            let problem = text.parse::<Rule>().expect_err(text);
            assert!(problem.contains(words) && problem.contains("reads like this"), "{problem}");
        }
    }

    #[test]
    fn a_share_is_struck_and_the_seed_decides_which() {
        let rule: Rule = "atmoon.payout.*: cut 20%".parse().expect("a rule");
        let run = |seed| {
            let mut dice = Ids::new(seed);
            (0..1000).map(|_| rule.strikes("atmoon.payout.create", &mut dice).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
        let struck = run(1).into_iter().filter(|struck| *struck).count();
        assert!((150..250).contains(&struck), "{struck}");
        assert_eq!(rule.strikes("atmoon.pg.verify", &mut Ids::new(1)), None);
    }
}
