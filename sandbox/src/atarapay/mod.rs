//! AtaraPay's side: projects, service providers, the payment form, the orders it makes, and what is told of them.

mod banks;
mod callback;
mod checkout;
mod commissions;
mod escrow;
mod hosted;
mod life;
mod mischief;
mod notices;
mod order;
mod orders;
mod people;
mod projects;
mod providers;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::escrow::Escrow;
use self::hosted::Checkout;
use self::notices::Notices;
use self::order::Order;
use self::projects::Project;
use self::providers::Provider;
use crate::http::{Answer, Fields};
use crate::shelf::Shelf;
use crate::truth::{AtaraPayTruth, ProjectTruth, ProviderTruth};

pub(crate) use self::callback::Callback;
pub use self::callback::Encoding;
#[cfg(feature = "desk")]
pub(crate) use self::callback::is_loopback;
pub use self::notices::{Notice, Outgoing, Try};

/// The public key that the sandbox knows.
pub const PUBLIC_KEY: &str = "pub_test_1";
/// The private key that the sandbox knows.
pub const PRIVATE_KEY: &str = "prv_test_2";

/// The one seller there is, by the number in the documents' sample project.
const SELLER: u64 = 120;
/// The number of the first order: the one in the documents' sample.
const FIRST_ORDER: u64 = 3021;
/// The largest amount that every language holds exactly.
const MAX_AMOUNT: u64 = (1 << 53) - 1;
/// For how long a buyer may cancel at first: the `max_delivery_days` of the documents' sample order.
const A_WEEK: u64 = 7 * 86_400;

#[derive(Serialize, Deserialize)]
pub(crate) struct AtaraPay {
    pub(crate) buyer_bears_fee: bool,
    pub(crate) buyer_may_cancel_for: u64,
    pub(crate) hosted_pages: bool,
    pub(crate) notices: Notices,
    projects: Vec<Project>,
    providers: Vec<Provider>,
    orders: Shelf<Order>,
    escrow: Escrow,
    checkouts: Shelf<Checkout>,
    /// The number of what was made last among what is not kept: providers that were deleted, shares.
    last_id: u64,
}

impl Default for AtaraPay {
    fn default() -> Self {
        Self {
            buyer_bears_fee: true,
            buyer_may_cancel_for: A_WEEK,
            hosted_pages: false,
            notices: Notices::default(),
            projects: Vec::new(),
            providers: Vec::new(),
            orders: Shelf::default(),
            escrow: Escrow::default(),
            checkouts: Shelf::default(),
            last_id: 0,
        }
    }
}

impl AtaraPay {
    pub(crate) fn truth(&self) -> AtaraPayTruth {
        let project = |project: &Project| ProjectTruth { id: project.id, project_name: project.project_name.clone() };
        AtaraPayTruth {
            projects: self.projects.iter().map(project).collect(),
            providers: self.providers.iter().map(Provider::truth).collect(),
            orders: self.orders.iter().map(Order::truth).collect(),
            ledger: self.escrow.truth(&self.orders),
        }
    }

    /// The newest orders, with what can be done to them now, the pages that wait for a person, and the sums.
    #[cfg(feature = "desk")]
    pub(crate) fn overview(&self, newest: usize) -> Value {
        let order = |order: &Order| {
            let mut shown = json!(order.truth());
            let possible = life::BY_PEOPLE.into_iter().filter(|(_, doing)| order.stage.after(*doing).is_some());
            shown["can"] = possible.map(|(name, _)| name).collect();
            shown["notices"] = self.notices.told_of(order.id).len().into();
            shown
        };
        let waiting = self.checkouts.iter().rev().take(newest).filter_map(Checkout::waiting);
        json!({
            "orders": self.orders.iter().rev().take(newest).map(order).collect::<Vec<_>>(),
            "orders_made": self.orders.made(),
            "checkouts": waiting.collect::<Vec<_>>(),
            "ledger": self.escrow.truth(&self.orders),
        })
    }

    /// What a shop that sold this order would expect of it.
    #[cfg(feature = "desk")]
    pub(crate) fn expected_of(&self, id: &str) -> Option<Value> {
        let truth = self.orders.find(0, id)?.truth();
        let (product, price, currency) = (truth.product_id, truth.product_cost, truth.currency);
        Some(json!({ "order": truth.id, "product_id": product, "amount": price, "currency": currency }))
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

const INVALID_AUTHTOKEN: &str = "Invalid authtoken. Does not match any record.";
const NO_SUCH_ORDER: &str = "No such order exists for the seller.";

fn no_project(id: &str) -> String {
    format!("Project with id ({id}) does not exist")
}

fn no_provider(id: &str) -> String {
    format!("Service Provider with id ({id}) does not exist, Please add Service Provider then try")
}

fn authtoken() -> String {
    STANDARD.encode(format!("{PUBLIC_KEY}:{PRIVATE_KEY}"))
}

/// Lets a request in that has these fields and the right authtoken.
fn admit(fields: &Fields, required: &[&str]) -> Result<(), Answer> {
    let missing = fields.missing(required).into_iter().map(required_message).collect();
    if let Some(refusal) = refused(missing) {
        return Err(refusal);
    }
    if fields.get("authtoken") == Some(&authtoken()) { Ok(()) } else { Err(error(INVALID_AUTHTOKEN)) }
}

/// All that is wrong, in one message: early code of AtaraPay's ends each of several with a backslash and an n.
fn refused(problems: Vec<String>) -> Option<Answer> {
    let end = if problems.len() > 1 { "\\n" } else { "" };
    let all: String = problems.into_iter().map(|problem| problem + end).collect();
    (!all.is_empty()).then(|| error(&all))
}

fn required_message(name: &str) -> String {
    format!("The {} field is required.", if name == "authtoken" { name.to_owned() } else { name.replace('_', " ") })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn amount(text: &str) -> Option<u64> {
    text.parse().ok().filter(|amount| is_digits(text) && (1..=MAX_AMOUNT).contains(amount))
}

fn success(message: &str, data: &Value) -> Value {
    json!({ "status": "success", "message": message, "data": data })
}

/// The documents print one object where there is a list to tell; the plugin reads a list. One is told as they print it.
fn one_or_list(mut told: Vec<Value>) -> Value {
    if told.len() == 1 { told.remove(0) } else { told.into() }
}

/// No HTTP status is documented for errors; early code of AtaraPay's sends 201, and only the body says that it is one.
fn error(message: &str) -> Answer {
    Answer::json(201, &json!({ "status": "error", "message": message }))
}

/// What the README says of the sandbox's own requests, in part.
#[cfg(test)]
pub(crate) fn readme_rows() -> impl Iterator<Item = String> {
    let people = life::BY_PEOPLE.into_iter().map(|(name, _)| format!("`{name}`"));
    people.chain(mischief::KINDS.into_iter().map(|(kind, words)| format!("| `{kind}` | {words} |\n")))
}

#[cfg(test)]
mod tests;
