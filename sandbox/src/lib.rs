//! A stateful stand-in for **AtaraPay** and **AT MOON DPS**, for developing and testing a shop without them.
//!
//! It is the other side: it checks tokens and credentials by itself, keeps orders, pages and projects, and knows where
//! the money truly is, so that what a shop believes can be held against the [`truth`](Sandbox::truth). The state
//! machine opens no socket, reads no clock and draws no random number; the same seed and the same requests give the
//! same answers. Amounts listed in [`FAULTS`] make it misbehave.
//!
//! ```
//! use sanspay_sandbox::{Answer, Request, Sandbox};
//!
//! let mut sandbox = Sandbox::new(1);
//! let request = Request::new("POST", "http://127.0.0.1:4010/api/uat/merchant/getToken");
//! let Answer::Reply { status, body, .. } = sandbox.answer(&request) else { panic!("it answers") };
//! assert_eq!(status, 400);
//! assert_eq!(body, r#"{"code":400,"status":false,"message":"Access key headers is required."}"#);
//! ```

#![forbid(unsafe_code)]
// An order has more fields than the `json!` macro reads within the usual limit.
#![recursion_limit = "256"]

/// The README's code, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod accounts;
pub mod atarapay;
pub mod atmoon;
mod clock;
mod control;
#[cfg(feature = "desk")]
mod desk;
mod door;
mod fault;
mod faults;
mod http;
mod ids;
mod operation;
#[cfg(feature = "desk")]
mod options;
mod page;
mod rules;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(feature = "server")]
mod server;
mod shelf;
mod truth;

pub use crate::accounts::account;
pub use crate::door::Door;
pub use crate::fault::Fault;
pub use crate::faults::{FAULTS, FaultRow};
pub use crate::http::{Answer, MAX_BODY, Request};
pub use crate::operation::answers;
#[cfg(feature = "desk")]
pub use crate::options::{Asked, OPTIONS, Options, greeting};
pub use crate::rules::{Rule, WireFault};
#[cfg(feature = "server")]
pub use crate::server::{Running, run, run_telling, serve, start};
pub use crate::truth::{
    AtMoonTruth, AtaraPayTruth, EscrowTruth, LedgerTruth, Money, OrderTruth, PayinTruth, PaymentTruth, PayoutTruth,
    ProjectTruth, ProviderTruth, SettlementTruth, Truth,
};

use serde::{Deserialize, Serialize};

use crate::atarapay::{AtaraPay, Encoding, Notice, Outgoing};
use crate::atmoon::AtMoon;
use crate::control::Switches;
use crate::fault::Strikes;
use crate::http::not_found;
use crate::ids::Ids;

/// Both gateways, with everything they remember.
#[derive(Serialize, Deserialize)]
pub struct Sandbox {
    atarapay: AtaraPay,
    atmoon: AtMoon,
    world: World,
    switches: Switches,
}

/// An answer, and what a rule has done to it.
pub(crate) struct Reaction {
    pub(crate) answer: Answer,
    pub(crate) fault: Option<WireFault>,
}

/// What both gateways share.
#[derive(Serialize, Deserialize)]
pub(crate) struct World {
    now: u64,
    ids: Ids,
    strikes: Strikes,
    /// How many of each kind are remembered.
    keep: usize,
}

impl Sandbox {
    /// A sandbox in which nothing has happened yet. The seed decides every token and reference it will give out.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let world = World { now: clock::START, ids: Ids::new(seed), strikes: Strikes::default(), keep: usize::MAX };
        let switches = Switches::new(seed);
        Self { atarapay: AtaraPay::default(), atmoon: AtMoon::default(), world, switches }
    }

    /// Who bears AtaraPay's escrow fee, a setting of its dashboard. At first the buyer does, as in the documents'
    /// sample order: then `amount_payed` exceeds the price by the fee.
    pub fn buyer_bears_escrow_fee(&mut self, buyer: bool) {
        self.atarapay.buyer_bears_fee = buyer;
    }

    /// For how long after payment AtaraPay's buyers may cancel, in seconds: a week at first.
    pub fn buyer_may_cancel_for(&mut self, seconds: u64) {
        self.atarapay.buyer_may_cancel_for = seconds;
    }

    /// Sets AtaraPay's callback address, to which every change of an order is told from now on.
    ///
    /// # Errors
    /// Where the address is not on this machine: a sentence that says so.
    pub fn send_notices_to(&mut self, url: &str, encoding: Encoding) -> Result<(), String> {
        self.atarapay.notices.send_to(url, encoding)
    }

    /// Whether the bodies that AT MOON's documents print with a comma missing or too many come as valid JSON. At first
    /// they come as printed.
    pub fn strict_json(&mut self, on: bool) {
        self.atmoon.strict_json = on;
    }

    /// The notices that are to be posted now, each once. [`start`] and [`serve`] post them by themselves; without them,
    /// post them, or look at them.
    pub fn take_notices(&mut self) -> Vec<Outgoing> {
        self.atarapay.notices.take()
    }

    /// Tells the sandbox what came of posting a notice: the HTTP status of the reply, or why there was none.
    pub fn notice_tried(&mut self, number: u64, reply: Result<u16, String>) {
        self.atarapay.notices.tried(number, reply);
    }

    /// Every notice so far, and what became of it.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        self.atarapay.notices.log()
    }

    /// Lets time pass. Nothing else does: by itself the sandbox's clock stands still.
    pub fn advance(&mut self, seconds: u64) {
        self.world.now = self.world.now.saturating_add(seconds).min(clock::END);
        self.atarapay.pass_time(&mut self.world);
        self.atmoon.pass_time(&mut self.world);
    }

    /// What the gateways hold, and where the money truly is.
    #[must_use]
    pub fn truth(&self) -> Truth {
        let now = self.world.now;
        Truth { now: clock::timestamp(now), atarapay: self.atarapay.truth(), atmoon: self.atmoon.truth(now) }
    }

    /// What the gateways answer. A fault by rule that makes an answer late is for a server to heed.
    pub fn answer(&mut self, request: &Request) -> Answer {
        self.react(request).answer
    }

    fn route(&mut self, request: &Request) -> Answer {
        let world = &mut self.world;
        let path: Vec<&str> = request.path.split('/').skip(1).collect();
        match (request.method.as_str(), path.as_slice()) {
            ("POST", ["api", "project", "createProject"]) => self.atarapay.create_project(world, request),
            ("PUT", ["api", "project", "updateProject", id]) => self.atarapay.update_project(world, request, id),
            ("POST", ["api", "project", "getExternalProjects"]) => self.atarapay.list_projects(world, request),
            // The documents print the second path for live, where the plugin uses the first.
            ("POST", ["api", "callback", "order"] | ["api", "api", "callback", "order"]) => {
                self.atarapay.order(world, request)
            }
            // The text says POST of these three, the samples and the plugin say otherwise.
            ("PUT" | "POST", ["api", "serviceprovider", "order", "update"]) => {
                self.atarapay.set_commission(world, request)
            }
            ("PUT" | "POST", ["api", "serviceprovider", "marketplaceOrder", "update"]) => {
                self.atarapay.set_marketplace_commission(world, request)
            }
            ("DELETE" | "POST", ["api", "serviceprovider", "delete"]) => self.atarapay.delete_provider(world, request),
            ("POST", ["api", "serviceprovider", "create"]) => self.atarapay.save_provider(world, request),
            ("POST", ["api", "serviceprovider"]) => self.atarapay.list_providers(world, request),
            ("POST", ["api", "external", "getBanks"]) => AtaraPay::list_banks(request),
            ("GET", ["api", "abokiExchangeRate"]) => AtaraPay::rate(request),
            ("POST", [""]) => self.atarapay.pay(world, request),
            ("POST", ["api", "uat", "merchant", "getToken"]) => self.atmoon.token(world, request),
            ("POST", ["api", "uat", "merchant", "pg", "payment", "initiate"]) => self.atmoon.initiate(world, request),
            ("GET", ["pg", "payment", token]) => self.atmoon.page(world, token),
            ("POST", ["pg", "payment", token, "pay"]) => self.atmoon.pay(world, token),
            ("POST", ["pg", "payment", token, "cancel"]) => self.atmoon.cancel(token),
            ("POST", ["pg", "payment", token, "response"]) => self.atmoon.verify(world, request, token),
            // No document prints where these two are asked for.
            ("POST", ["sandbox", "atmoon", "payin"]) => self.atmoon.request_payment(world, request),
            ("POST", ["sandbox", "atmoon", "payout"]) => self.atmoon.pay_out(world, request),
            ("POST", ["api", "AtMoonPayout"]) => self.atmoon.payout_status(world, request),
            // The text says POST of all, and this address reads like a GET.
            ("POST" | "GET", ["payout", "status", reference]) => self.atmoon.payout_verify(world, request, reference),
            ("POST", ["api", "payoutapi"]) => self.atmoon.settle(world, request),
            ("GET", [""]) => Answer::html(200, page::plain("Payment sandbox", "No money moves here.")),
            ("GET", ["checkout", token]) => self.atarapay.checkout_page(token),
            ("POST", ["checkout", token, what]) => self.atarapay.at_checkout(world, token, what),
            ("GET", ["upi", id]) => self.atmoon.upi_page(id),
            ("POST", ["upi", id, what]) => self.atmoon.at_upi_page(world, id, what),
            ("GET", ["sandbox", "truth"]) => Answer::json(200, &self.truth()),
            ("GET", ["sandbox", "notices"]) => Answer::json(200, &self.notices()),
            ("POST", ["sandbox", "atarapay", "callback"]) => self.atarapay.set_callback(request),
            ("POST", ["sandbox", "atarapay", "refund_limit"]) => self.atarapay.set_refund_limit(request),
            ("POST", ["sandbox", "orders", id, name]) => self.atarapay.by_people(world, id, name),
            ("POST", ["sandbox", "orders", id, "notices", kind]) => self.atarapay.mislead(world, request, id, kind),
            ("POST", ["sandbox", "atmoon", "strict_json"]) => self.atmoon.set_strict_json(request),
            ("POST", ["sandbox", "payins", id, "callback"]) => self.call_back(id),
            ("POST", ["sandbox", "payins", id, what]) => self.atmoon.payin_by_people(world, id, what),
            ("POST", ["sandbox", "payouts", id, what]) => self.atmoon.payout_by_people(world, id, what),
            ("POST", ["sandbox", "settlements", reference, what]) => {
                self.atmoon.settlement_by_people(world, reference, what)
            }
            ("GET", ["sandbox", "settings"]) => self.told_settings(),
            ("POST", ["sandbox", "settings"]) => self.set_settings(request),
            ("POST", ["sandbox", "faults"]) => self.set_faults(request),
            ("POST", ["sandbox", "notices", number, "send"]) => self.send_notice(number),
            ("POST", ["sandbox", "advance"]) => self.advance_by_request(request),
            _ => not_found(request),
        }
    }

    fn advance_by_request(&mut self, request: &Request) -> Answer {
        let Some(seconds) = request.query("seconds").and_then(|seconds| seconds.parse().ok()) else {
            return Answer::text(400, "Say by how much, in whole seconds: POST /sandbox/advance?seconds=60\n");
        };
        self.advance(seconds);
        Answer::json(200, &self.truth())
    }
}

#[cfg(test)]
mod tests;
