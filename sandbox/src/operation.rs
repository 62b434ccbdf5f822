//! Which operation a request is, by the library's names. Several questions can be one request: then the plainest is named.

use crate::http::{Fields, Request};

/// The operation, where it is one.
pub(crate) fn operation(request: &Request) -> Option<&'static str> {
    let path: Vec<&str> = request.path.split('/').skip(1).collect();
    Some(match (request.method.as_str(), path.as_slice()) {
        ("POST", ["api", "project", "createProject"]) => "atarapay.projects.create",
        ("PUT", ["api", "project", "updateProject", _]) => "atarapay.projects.update",
        ("POST", ["api", "project", "getExternalProjects"]) => "atarapay.projects.list",
        ("POST", ["api", "callback", "order"] | ["api", "api", "callback", "order"]) => {
            match Fields::form(&request.body).text("status") {
                "delivered" => "atarapay.orders.deliver",
                "cancelled" => "atarapay.orders.cancel_as_seller",
                "buyer_cancel" => "atarapay.orders.cancel_as_buyer",
                _ => "atarapay.orders.status",
            }
        }
        ("PUT" | "POST", ["api", "serviceprovider", "order", "update"]) => "atarapay.orders.set_commission",
        ("PUT" | "POST", ["api", "serviceprovider", "marketplaceOrder", "update"]) => {
            "atarapay.orders.set_marketplace_commission"
        }
        ("DELETE" | "POST", ["api", "serviceprovider", "delete"]) => "atarapay.providers.delete",
        ("POST", ["api", "serviceprovider", "create"]) => "atarapay.providers.save",
        ("POST", ["api", "serviceprovider"]) => "atarapay.providers.list",
        ("POST", ["api", "external", "getBanks"]) => "atarapay.banks.list",
        ("GET", ["api", "abokiExchangeRate"]) => "atarapay.rates.usd_ngn",
        ("POST", [""]) => "atarapay.checkout.form",
        ("POST", ["api", "uat", "merchant", "getToken"]) => "atmoon.token.create",
        ("POST", ["api", "uat", "merchant", "pg", "payment", "initiate"]) => "atmoon.pg.initiate",
        ("POST", ["pg", "payment", _, "response"]) => "atmoon.pg.verify",
        ("POST", ["sandbox", "atmoon", "payin"]) => "atmoon.payin.create",
        ("POST", ["sandbox", "atmoon", "payout"]) => "atmoon.payout.create",
        ("POST", ["api", "AtMoonPayout"]) => "atmoon.payout.status",
        ("POST" | "GET", ["payout", "status", _]) => "atmoon.payout.verify",
        ("POST", ["api", "payoutapi"]) => "atmoon.settlement.create",
        _ => return None,
    })
}

/// Every operation the sandbox answers, by the library's names.
#[must_use]
pub fn answers() -> &'static [&'static str] {
    &[
        "atarapay.projects.create",
        "atarapay.projects.update",
        "atarapay.projects.list",
        "atarapay.orders.status",
        "atarapay.orders.verify_payment",
        "atarapay.orders.deliver",
        "atarapay.orders.cancel_as_seller",
        "atarapay.orders.cancel_as_buyer",
        "atarapay.orders.set_commission",
        "atarapay.orders.set_marketplace_commission",
        "atarapay.providers.save",
        "atarapay.providers.list",
        "atarapay.providers.delete",
        "atarapay.banks.list",
        "atarapay.rates.usd_ngn",
        "atarapay.checkout.form",
        "atmoon.token.create",
        "atmoon.pg.initiate",
        "atmoon.pg.verify",
        "atmoon.payin.create",
        "atmoon.payout.create",
        "atmoon.payout.status",
        "atmoon.payout.verify",
        "atmoon.settlement.create",
    ]
}
