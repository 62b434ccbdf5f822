//! The accounts that the sandbox knows.

use serde_json::{Map, Value, json};

use crate::{atarapay, atmoon};

/// The account of a gateway, `atarapay` or `atmoon`, as the library takes it, for a sandbox at this address. It has no
/// fields for any other name.
#[must_use]
pub fn account(gateway: &str, base_url: &str) -> Map<String, Value> {
    let base = base_url.trim_end_matches('/');
    let account = match gateway {
        "atarapay" => json!({
            "environment": "staging", "public_key": atarapay::PUBLIC_KEY, "private_key": atarapay::PRIVATE_KEY,
            "base_url": base,
        }),
        "atmoon" => json!({
            "access_key": atmoon::ACCESS_KEY, "merchant_key": atmoon::MERCHANT_KEY, "client_id": atmoon::CLIENT_ID,
            "api_password": atmoon::API_PASSWORD, "user_id": atmoon::USER_ID, "utoken": atmoon::UTOKEN,
            "x_client_id": atmoon::X_CLIENT_ID, "x_client_secret": atmoon::X_CLIENT_SECRET, "base_url": base,
            "payin_url": format!("{base}/sandbox/atmoon/payin"), "payout_url": format!("{base}/sandbox/atmoon/payout"),
            "payout_reference_field": "reference",
        }),
        _ => json!({}),
    };
    if let Value::Object(account) = account { account } else { Map::new() }
}
