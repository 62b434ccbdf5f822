//! A UPI code to scan, and the payer's app beside it: Pay, or Decline.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::AtMoon;
use super::payin::Payin;
use crate::World;
use crate::http::{Answer, percent_decoded};
use crate::page::{self, Button, Sheet};
use crate::truth::Money;

impl AtMoon {
    /// The page of a UPI payment, for as long as it waits for the payer.
    pub(crate) fn upi_page(&self, id: &str) -> Answer {
        let Some(payin) = self.payins.find(0, &percent_decoded(id)) else { return no_page() };
        match payin.truth().money {
            Money::Untouched if payin.is_open() => Answer::html(200, sheet(payin)),
            Money::Untouched => closed(200, "This was declined. Nothing was paid."),
            Money::Moving => closed(200, "This payment is under way."),
            _ => closed(200, "This is paid."),
        }
    }

    /// The payer presses a button of the app.
    pub(crate) fn at_upi_page(&mut self, world: &World, id: &str, what: &str) -> Answer {
        let what = match what {
            "pay" => "pay",
            "decline" => "refuse",
            _ => return no_page(),
        };
        match self.payin_by_people(world, &percent_decoded(id), what) {
            Answer::Reply { status: 404, .. } => no_page(),
            Answer::Reply { status: 409, .. } => closed(409, "This was paid or declined before."),
            _ => Answer::see_other(&format!("/upi/{id}")),
        }
    }
}

fn sheet(payin: &Payin) -> String {
    let truth = payin.truth();
    let button = |what: &str, words: &'static str, main| Button {
        action: format!("/upi/{}/{what}", truth.transaction_id),
        words,
        main,
    };
    page::sheet(&Sheet {
        gateway: "AT MOON DPS",
        title: "Scan with a UPI app",
        amount: format!("INR {}", page::grouped(truth.link_amount)),
        rows: vec![
            ("Shop’s payment", truth.merchant_transaction_id.clone()),
            ("Transaction", truth.transaction_id.clone()),
        ],
        picture: code(&payin.link()),
        notice: String::new(),
        buttons: vec![button("pay", "Pay in the app", true), button("decline", "Decline", false)],
    })
}

/// The link as a code. Its blanks stand as `%20`, as a camera reads no link further than a blank.
fn code(link: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(link.replace(' ', "%20"), EcLevel::M).ok()?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(232, 232).build();
    svg.find("<svg").map(|start| svg[start..].to_owned())
}

fn no_page() -> Answer {
    closed(404, "There is no such UPI payment.")
}

fn closed(status: u16, sentence: &str) -> Answer {
    Answer::html(status, page::plain("UPI payment", sentence))
}
