//! What a buyer is to pay for: the fields that the payment form and the inline script share.

use serde::{Deserialize, Serialize};

use crate::check::{Id, Problems};
use crate::money::Kobo;

/// What is bought, by whom, and for how much. The names are AtaraPay's own.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayPurchase"))]
#[serde(deny_unknown_fields)]
pub struct Purchase {
    /// The buyer's e-mail address.
    pub email: String,
    /// The buyer's phone number.
    pub phone_number: String,
    /// `NGN` or `USD`.
    pub currency: String,
    /// The price in kobo; for `USD` what it is worth in naira, in kobo.
    pub amount: Kobo,
    /// The price in dollars as decimal text, such as `12.50`: needed for `USD`, and only there.
    pub amount_fx: Option<String>,
    /// The buyer's first name.
    pub customer_firstname: String,
    /// The buyer's last name.
    pub customer_lastname: String,
    /// Your own number of the order: digits. It comes back as `product_id` of AtaraPay's order.
    pub order_product_id: Id,
    /// What is bought.
    pub order_product_name: String,
    /// What is bought, at length.
    pub order_product_desc: Option<String>,
    /// When it is delivered: `YYYY-MM-DD HH:MM:SS`. The format is documented nowhere; this is the plugin's.
    pub delivery_date: String,
    /// Where it is delivered.
    pub delivery_location: String,
    /// The phone number of whoever receives it.
    pub recipient: String,
    /// Another such phone number. Required by the older page alone.
    pub alt_recipient: Option<String>,
    /// Where the browser returns to.
    pub callback_url: Option<String>,
    /// Whether the order belongs to a seller of your marketplace.
    pub is_marketplace: Option<bool>,
    /// That seller's phone number. Unproven.
    pub seller_phone: Option<String>,
    /// The project whose milestone this pays (`/docs/milestonepayment`).
    pub project_id: Option<Id>,
    /// The service provider who shares in it. Proven for the inline script alone.
    pub sp_id: Option<Id>,
    /// Your own share in percent, where there is a service provider. Proven for the inline script alone.
    pub sp_commission: Option<u8>,
}

/// One of several products. The names are the plugin's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProduct"))]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// What one costs, as decimal text. In which unit is documented nowhere; the plugin passes on the shop's own prices.
    pub price: String,
    /// Your own number of it.
    pub product_id: String,
}

impl Purchase {
    pub(super) fn check(&self, problems: &mut Problems) {
        let at = |name: &str| format!("purchase.{name}");
        problems.email(&at("email"), &self.email);
        problems.phone(&at("phone_number"), &self.phone_number);
        if !matches!(self.currency.as_str(), "NGN" | "USD") {
            problems.add(&at("currency"), "must be NGN or USD");
        }
        problems.amount(&at("amount"), self.amount.0, "kobo");
        match (self.currency == "USD", &self.amount_fx) {
            (true, None) => problems.add(&at("amount_fx"), "is required for USD: the price in dollars, such as 12.50"),
            (false, Some(_)) if !problems.has(&at("currency")) => problems.add(&at("amount_fx"), "is for USD alone"),
            (_, Some(dollars)) => problems.decimal(&at("amount_fx"), dollars),
            (_, None) => {}
        }
        problems.text(&at("customer_firstname"), &self.customer_firstname);
        problems.text(&at("customer_lastname"), &self.customer_lastname);
        problems.digits(&at("order_product_id"), self.order_product_id.as_str(), 1..=18);
        problems.text(&at("order_product_name"), &self.order_product_name);
        if !is_date_and_time(&self.delivery_date) {
            problems.add(&at("delivery_date"), "must be a date and time such as 2026-12-01 12:00:00");
        }
        problems.text(&at("delivery_location"), &self.delivery_location);
        problems.phone(&at("recipient"), &self.recipient);
        for (name, phone) in [("alt_recipient", &self.alt_recipient), ("seller_phone", &self.seller_phone)] {
            if let Some(phone) = phone {
                problems.phone(&at(name), phone);
            }
        }
        if let Some(description) = &self.order_product_desc {
            problems.text(&at("order_product_desc"), description);
        }
        if let Some(url) = &self.callback_url {
            problems.url(&at("callback_url"), url);
        }
        for (name, id) in [("project_id", &self.project_id), ("sp_id", &self.sp_id)] {
            if let Some(id) = id {
                problems.id(&at(name), id.as_str());
            }
        }
        match self.sp_commission {
            Some(share) if share > 100 => {
                problems.add(&at("sp_commission"), "must be a whole number of percent, from 0 to 100");
            }
            Some(_) if self.sp_id.is_none() => problems.add(&at("sp_id"), "is required beside sp_commission"),
            _ => {}
        }
    }

    /// Everything but the key, the buyer's address and number, under AtaraPay's names.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![("currency", self.currency.clone()), ("amount", self.amount.0.to_string())];
        let mut add = |name, value: Option<&str>| fields.extend(value.map(|value| (name, value.to_owned())));
        add("amount_fx", self.amount_fx.as_deref());
        add("customer_firstname", Some(&self.customer_firstname));
        add("customer_lastname", Some(&self.customer_lastname));
        add("order_product_id", Some(self.order_product_id.as_str()));
        add("order_product_name", Some(&self.order_product_name));
        add("order_product_desc", self.order_product_desc.as_deref());
        add("delivery_date", Some(&self.delivery_date));
        add("delivery_location", Some(&self.delivery_location));
        add("recipient", Some(&self.recipient));
        add("alt_recipient", self.alt_recipient.as_deref());
        add("type", Some("1"));
        add("is_marketplace", self.is_marketplace.map(|is| if is { "1" } else { "0" }));
        add("seller_phone", self.seller_phone.as_deref());
        add("callback_url", self.callback_url.as_deref());
        add("project_id", self.project_id.as_ref().map(Id::as_str));
        add("sp_id", self.sp_id.as_ref().map(Id::as_str));
        add("sp_commission", self.sp_commission.map(|share| share.to_string()).as_deref());
        fields
    }
}

/// `YYYY-MM-DD HH:MM:SS`, as far as its shape tells.
fn is_date_and_time(text: &str) -> bool {
    let shape = "0000-00-00 00:00:00";
    let fits = |(byte, shape): (u8, u8)| if shape == b'0' { byte.is_ascii_digit() } else { byte == shape };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits) && !text.starts_with("0000")
}
