//! What the dashboard shows beside the truth: the newest of everything, with what people can do to it now, and what is
//! known for certain about what a shop expects.

use serde_json::{Value, json};

use crate::Sandbox;
use crate::clock;

/// How many of each kind are shown.
const NEWEST: usize = 40;
/// How many notices are, which are longer.
const NEWEST_NOTICES: usize = 25;

impl Sandbox {
    /// Everything that is on the dashboard, apart from the exchanges: the truth, newest first, and under `can` what people
    /// can do now.
    #[must_use]
    pub fn overview(&self) -> Value {
        let notices = self.notices();
        let newest = notices.iter().rev().take(NEWEST_NOTICES);
        json!({
            "now": clock::timestamp(self.world.now),
            "settings": self.settings(),
            "atarapay": self.atarapay.overview(NEWEST),
            "atmoon": self.atmoon.overview(self.world.now, NEWEST),
            "notices": newest.collect::<Vec<_>>(),
        })
    }

    /// Those texts of the shape of a token that are one.
    pub(crate) fn known_tokens_in(&self, text: &str) -> Vec<String> {
        let runs = text.split(|character: char| !character.is_ascii_hexdigit()).filter(|run| run.len() == 40);
        runs.filter(|run| self.atmoon.is_token(run)).map(str::to_owned).collect()
    }
}
