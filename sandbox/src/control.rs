//! The sandbox's own switches: faults by rule, notices on hold, hosted pages, strict authentication, and time.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::atarapay::{Callback, Encoding};
use crate::http::{Answer, Fields, Request};
use crate::ids::Ids;
use crate::rules::{Rule, WireFault};
use crate::{Reaction, Sandbox, operation};

/// What is switched on.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Switches {
    pub(crate) rules: Vec<Rule>,
    /// A series of its own, so that rules change no token or reference.
    dice: Option<Ids>,
}

impl Switches {
    pub(crate) fn new(seed: u64) -> Self {
        Self { rules: Vec::new(), dice: Some(Ids::new(!seed)) }
    }

    /// The first rule that strikes.
    fn struck(&mut self, operation: &str) -> Option<WireFault> {
        let dice = self.dice.get_or_insert_with(|| Ids::new(0));
        self.rules.iter().find_map(|rule| rule.strikes(operation, dice))
    }
}

impl Sandbox {
    /// Replaces the faults by rule. The first rule that strikes an exchange decides.
    pub fn fault_by(&mut self, rules: Vec<Rule>) {
        self.switches.rules = rules;
    }

    /// Whether AtaraPay's payment form leads to a page on which a person pays, fails or leaves. At first it is paid at
    /// once, for programs that post it.
    pub fn hosted_pages(&mut self, on: bool) {
        self.atarapay.hosted_pages = on;
    }

    /// Whether AT MOON's four credentials are taken only as four headers of their own, all hyphenated or all
    /// underscored. At first every plausible way of sending them is.
    pub fn strict_auth(&mut self, on: bool) {
        self.atmoon.strict_auth = on;
    }

    /// How many of each kind of thing are remembered, money on its way apart. At first everything is.
    pub fn keep(&mut self, most: usize) {
        self.world.keep = most.max(1);
    }

    /// What the gateways answer, and what became of the answer on its way.
    pub(crate) fn react(&mut self, request: &Request) -> Reaction {
        let fault = operation::operation(request).and_then(|operation| self.switches.struck(operation));
        let answer = match fault {
            None => self.route(request),
            Some(fault) if fault.comes_before() => fault.befall(Answer::Silence),
            Some(fault) => fault.befall(self.route(request)),
        };
        Reaction { answer, fault }
    }

    /// `GET` and `POST /sandbox/faults`: the rules, one to a line.
    pub(crate) fn set_faults(&mut self, request: &Request) -> Answer {
        let text = String::from_utf8_lossy(&request.body);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        match lines.map(str::parse).collect() {
            Ok(rules) => {
                self.switches.rules = rules;
                self.told_settings()
            }
            Err(words) => {
                let words: String = words;
                Answer::text(400, &format!("{words}\n"))
            }
        }
    }

    /// `POST /sandbox/settings?…`: each switch that is named, 1 or 0.
    pub(crate) fn set_settings(&mut self, request: &Request) -> Answer {
        let fields = Fields::form(request.query.as_bytes());
        let names = ["hosted_pages", "strict_auth", "strict_json", "hold_notices", "buyer_bears_escrow_fee"];
        let mut given = Vec::new();
        for name in names {
            match fields.get(name) {
                None => {}
                Some("1") => given.push((name, true)),
                Some("0") => given.push((name, false)),
                Some(other) => {
                    return Answer::text(400, &format!("{name} is on with 1 and off with 0; {other:?} is neither.\n"));
                }
            }
        }
        if given.is_empty() {
            let names = names.join(", ");
            return Answer::text(
                400,
                &format!("Say what to switch, of {names}: POST /sandbox/settings?hosted_pages=1\n"),
            );
        }
        for (name, on) in given {
            match name {
                "hosted_pages" => self.hosted_pages(on),
                "strict_auth" => self.strict_auth(on),
                "strict_json" => self.strict_json(on),
                "hold_notices" => self.atarapay.notices.hold(on),
                _ => self.buyer_bears_escrow_fee(on),
            }
        }
        self.told_settings()
    }

    pub(crate) fn told_settings(&self) -> Answer {
        Answer::json(200, &self.settings())
    }

    /// What is switched on, as plain data.
    pub(crate) fn settings(&self) -> Value {
        let address = self.atarapay.notices.address();
        json!({
            "faults": self.switches.rules,
            "hosted_pages": self.atarapay.hosted_pages,
            "strict_auth": self.atmoon.strict_auth,
            "strict_json": self.atmoon.strict_json,
            "hold_notices": self.atarapay.notices.is_on_hold(),
            "buyer_bears_escrow_fee": self.atarapay.buyer_bears_fee,
            "callback": address.map(|(url, encoding)| json!({ "url": url, "encoding": encoding })),
        })
    }

    /// Someone sends a notice: one that was held, or any once more.
    pub(crate) fn send_notice(&mut self, number: &str) -> Answer {
        match number.parse().ok().and_then(|number| self.atarapay.notices.send(number)) {
            Some(notice) => Answer::json(200, notice),
            None => Answer::text(404, &format!("There is no notice {number}. GET /sandbox/notices lists them.\n")),
        }
    }

    /// AT MOON calls the `callback_url` of a UPI payment. It never does so by itself, as no document says when.
    pub(crate) fn call_back(&mut self, id: &str) -> Answer {
        let Some((url, body)) = self.atmoon.callback_of(id) else {
            let words = format!("There is no UPI payment {id}. GET /sandbox/truth lists those there are.\n");
            return Answer::text(404, &words);
        };
        if let Err(words) = Callback::at(&url, Encoding::Json) {
            return Answer::text(409, &words);
        }
        let notices = &mut self.atarapay.notices;
        notices.queue_written(&self.world, 0, "atmoon_callback", url, "application/json".to_owned(), body);
        Answer::json(200, &notices.log().last())
    }

    /// Everything there is, as text: for [`resumed`](Self::resumed).
    #[must_use]
    pub fn saved(&self) -> String {
        serde_json::to_string(self).expect("plain data with text for keys prints as JSON")
    }

    /// A sandbox as it was when it was [`saved`](Self::saved). Notices that nobody had taken are posted again.
    ///
    /// # Errors
    /// Where the text is none that this version of the sandbox saved.
    pub fn resumed(saved: &str) -> Result<Self, String> {
        let mut sandbox = Self::exactly(saved)?;
        sandbox.atarapay.notices.resume();
        Ok(sandbox)
    }

    /// The same where nothing has happened in between: who posts the notices still knows which.
    pub(crate) fn exactly(saved: &str) -> Result<Self, String> {
        serde_json::from_str(saved).map_err(|error| error.to_string())
    }
}
