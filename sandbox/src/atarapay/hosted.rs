//! The payment page that a person clicks through: Pay, Fail, or Leave.

use serde::{Deserialize, Serialize};
#[cfg(feature = "desk")]
use serde_json::{Value, json};

use super::checkout::back;
use super::order::to_pay;
use super::{AtaraPay, amount};
use crate::World;
use crate::http::{Answer, Fields};
use crate::page::{self, Button, Sheet};
use crate::shelf::Kept;

/// A form that waits for a person.
#[derive(Serialize, Deserialize)]
pub(super) struct Checkout {
    token: String,
    fields: Fields,
    end: Option<End>,
    declined: u64,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum End {
    Paid(u64),
    Left,
}

impl AtaraPay {
    /// Sends the browser to the page of a form without faults, so that loading it anew posts nothing twice.
    pub(super) fn open_checkout(&mut self, world: &mut World, fields: Fields) -> Answer {
        let token = world.ids.token();
        let location = format!("/checkout/{token}");
        self.checkouts.push(Checkout { token, fields, end: None, declined: 0 }, world.keep);
        Answer::see_other(&location)
    }

    /// The page that the buyer sees.
    pub(crate) fn checkout_page(&self, token: &str) -> Answer {
        let Some(checkout) = self.checkouts.find(0, token) else { return no_page() };
        match checkout.end {
            Some(End::Paid(id)) => closed(200, &format!("This is paid, with order {id}.")),
            Some(End::Left) => closed(200, "This page was left. Nothing was paid."),
            None => Answer::html(200, checkout.sheet(self.buyer_bears_fee)),
        }
    }

    /// The buyer presses a button. A shop hears of a payment only: what AtaraPay tells of the rest is documented nowhere.
    pub(crate) fn at_checkout(&mut self, world: &mut World, token: &str, what: &str) -> Answer {
        let Some(checkout) = self.checkouts.find_mut(0, token) else { return no_page() };
        let fields = checkout.fields.clone();
        match (what, checkout.end) {
            // A button pressed twice.
            ("pay", Some(End::Paid(id))) => back(&fields, id),
            (_, Some(_)) => closed(409, "This page was closed before."),
            ("pay", None) => {
                let id = self.paid(world, &fields);
                if let Some(checkout) = self.checkouts.find_mut(0, token) {
                    checkout.end = Some(End::Paid(id));
                }
                back(&fields, id)
            }
            ("fail", None) => {
                checkout.declined += 1;
                Answer::see_other(&format!("/checkout/{token}"))
            }
            ("leave", None) => {
                checkout.end = Some(End::Left);
                match fields.get("callback_url") {
                    Some(url) => Answer::see_other(url),
                    None => closed(200, "You have left. Nothing was paid."),
                }
            }
            _ => no_page(),
        }
    }
}

impl Checkout {
    /// Where its page is, while a person has yet to decide.
    #[cfg(feature = "desk")]
    pub(super) fn waiting(&self) -> Option<Value> {
        let fields = &self.fields;
        let (product, price) = (fields.text("order_product_id"), amount(fields.text("amount")));
        let page = format!("/checkout/{}", self.token);
        let shown = json!({ "page": page, "product_id": product, "product_cost": price, "declined": self.declined });
        self.end.is_none().then_some(shown)
    }

    fn sheet(&self, buyer_bears_fee: bool) -> String {
        let price = amount(self.fields.text("amount")).unwrap_or_default();
        let sum = to_pay(price, buyer_bears_fee);
        let currency = self.fields.text("currency");
        let name = format!("{} {}", self.fields.text("customer_firstname"), self.fields.text("customer_lastname"));
        let notice = match self.declined {
            0 => String::new(),
            1 => "The card was declined. Nothing was paid.".to_owned(),
            times => format!("The card was declined {times} times. Nothing was paid."),
        };
        let button = |what: &str, words: &'static str, main| Button {
            action: format!("/checkout/{}/{what}", self.token),
            words,
            main,
        };
        page::sheet(&Sheet {
            gateway: "AtaraPay",
            title: "Pay into escrow",
            amount: format!("{currency} {}", page::grouped(sum)),
            rows: vec![
                ("For", self.fields.text("order_product_name").to_owned()),
                ("Shop’s order", self.fields.text("order_product_id").to_owned()),
                ("Price", page::grouped(price)),
                ("Escrow fee", page::grouped(sum - price)),
                ("Buyer", name.trim().to_owned()),
            ],
            picture: None,
            notice,
            buttons: vec![
                button("pay", "Pay", true),
                button("fail", "Let the card fail", false),
                button("leave", "Leave", false),
            ],
        })
    }
}

impl Kept for Checkout {
    fn keys(&self) -> [String; 2] {
        [self.token.clone(), String::new()]
    }
}

fn no_page() -> Answer {
    closed(404, "There is no such payment.")
}

fn closed(status: u16, sentence: &str) -> Answer {
    Answer::html(status, page::plain("Payment", sentence))
}
