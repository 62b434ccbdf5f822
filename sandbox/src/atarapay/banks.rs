//! What the plugin asks for and no stored page describes: the list of banks, and the rate of the dollar.

use serde_json::json;

use super::{AtaraPay, admit, refused, required_message, success};
use crate::http::{Answer, Fields, Request};

/// Name, `code` and `nip_bank_code` of some Nigerian banks.
const BANKS: [(&str, &str, &str); 6] = [
    ("Access Bank", "044", "000014"),
    ("First Bank of Nigeria", "011", "000016"),
    ("Guaranty Trust Bank", "058", "000013"),
    ("Stanbic IBTC Bank", "221", "000012"),
    ("United Bank for Africa", "033", "000004"),
    ("Zenith Bank", "057", "000015"),
];

impl AtaraPay {
    /// `atarapay.banks.list`
    pub(crate) fn list_banks(request: &Request) -> Answer {
        if let Err(refusal) = admit(&Fields::form(&request.body), &["authtoken"]) {
            return refusal;
        }
        let banks = BANKS.map(|(name, code, nip)| json!({ "name": name, "code": code, "nip_bank_code": nip }));
        Answer::json(200, &success("Banks", &json!(banks)))
    }

    /// `atarapay.rates.usd_ngn`: the one rate there is, whatever `base` says; nobody needs a token for it.
    pub(crate) fn rate(request: &Request) -> Answer {
        let missing = ["base", "currency"].into_iter().filter(|name| request.query(name).is_none());
        match refused(missing.map(required_message).collect()) {
            Some(refusal) => refusal,
            None => Answer::json(200, &success("Exchange rate", &json!({ "USDNGN": 1480.5 }))),
        }
    }
}
