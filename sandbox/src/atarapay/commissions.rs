//! How an order is shared: `/docs/commisionsp` with a service provider, `/docs/mocommisionsp` in a marketplace.

use serde_json::{Number, Value, json};

use super::order::{Share, percent};
use super::{AtaraPay, NO_SUCH_ORDER, SELLER, admit, error, no_provider, success};
use crate::World;
use crate::clock::timestamp;
use crate::fault::{Fault, Malformation};
use crate::http::{Answer, Fields, Request};

const ASSOCIATED: &str = "Service provider and commission successfully associated with the order";

/// What both requests ask of an order.
struct Asked {
    order: usize,
    percent: Number,
    fault: Option<Fault>,
}

impl AtaraPay {
    /// `atarapay.orders.set_commission`
    pub(crate) fn set_commission(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::form(&request.body);
        let asked = match self.asked(&fields, &["authtoken", "sp_id", "order_id"]) {
            Ok(asked) => asked,
            Err(refusal) => return refusal,
        };
        let sp_id = fields.text("sp_id");
        let Some(provider) = self.providers.iter().find(|provider| provider.id.to_string() == sp_id) else {
            return error(&no_provider(sp_id));
        };
        let (service_provider, sp_id) = (provider.told(""), provider.id);
        let (id, now) = (self.next_id(), timestamp(world.now));
        let body = json!([{
            "id": id, "order_id": self.told_order(&asked), "commisson": asked.percent,
            "created_at": now, "updated_at": now, "service_provider": service_provider,
        }]);
        self.share(world, asked, Some(sp_id), "atarapay.orders.set_commission", &body)
    }

    /// `atarapay.orders.set_marketplace_commission`
    pub(crate) fn set_marketplace_commission(&mut self, world: &mut World, request: &Request) -> Answer {
        let asked = match self.asked(&Fields::form(&request.body), &["authtoken", "order_id"]) {
            Ok(asked) => asked,
            Err(refusal) => return refusal,
        };
        if !self.orders[asked.order].is_marketplace {
            return error(&format!(
                "Seller with id ({SELLER}) is not associated to the marketplace operator, \
                 Please associate seller then try again"
            ));
        }
        let (id, now) = (self.next_id(), timestamp(world.now));
        let body = json!({
            "id": id, "order_id": self.told_order(&asked), "sp_type": "Marketplace Service Provider",
            "commission": asked.percent, "test": null, "comments": null, "created_at": now, "updated_at": now,
            "service_provider": seller(),
        });
        self.share(world, asked, None, "atarapay.orders.set_marketplace_commission", &body)
    }

    /// The documents write `commisson`, the plugin `commission`; both are read.
    fn asked(&self, fields: &Fields, required: &[&str]) -> Result<Asked, Answer> {
        let commission = fields.get("commisson").or(fields.get("commission"));
        admit(fields, &[required, if commission.is_some() { &[] } else { &["commisson"] }].concat())?;
        let percent = percent(commission.unwrap_or_default().trim())
            .ok_or_else(|| error("The commisson must be between 0 and 100."))?;
        let order = self.known(fields.text("order_id")).ok_or_else(|| error(NO_SUCH_ORDER))?;
        Ok(Asked { order, percent, fault: self.orders[order].fault() })
    }

    fn told_order(&self, asked: &Asked) -> u64 {
        self.orders[asked.order].id + u64::from(asked.fault == Some(Fault::WrongId))
    }

    fn share(&mut self, world: &mut World, asked: Asked, sp_id: Option<u64>, operation: &str, body: &Value) -> Answer {
        let order = &mut self.orders[asked.order];
        order.share = Some(Share { sp_id, percent: asked.percent });
        let what = format!("{operation} {}", order.id);
        world.strikes.deliver(asked.fault, &what, Malformation::CommaTooMany, &success(ASSOCIATED, body))
    }
}

/// The record of a seller, as the documents print it.
fn seller() -> Value {
    json!({
        "id": SELLER, "is_marketplace": null, "marketplace_child": 72, "individual": 1, "business_name": null,
        "business_address": null, "business_address_2": null, "business_city": null, "business_state": null,
        "business_country": null, "business_email": null, "year_of_inc": null, "cac_certificate": null,
        "memorandum_of_article": null, "company_profile": null, "siteURL": null, "test": "", "comments": "",
        "deleted_at": null, "created_at": "2019-08-29 17:58:26", "updated_at": "2019-08-29 17:58:26",
    })
}
