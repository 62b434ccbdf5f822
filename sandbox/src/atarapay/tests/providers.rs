//! Service providers, their shares of orders, banks, and the rate.

use super::*;

pub(super) const BANK: [(&str, &str); 10] = [
    ("type", "1"),
    ("firstname", "Emeka"),
    ("lastname", "Adeniyi"),
    ("phone", "+2348082094382"),
    ("email", "emeka@example.com"),
    ("bank_code", "221"),
    ("nip_bank_code", "000000"),
    ("bank_name", "Axis"),
    ("bank_account_name", "Emeka Adeniyi"),
    ("bank_account_number", "1234567890"),
];

/// What every page prints of that provider between its number and `recipient_code`.
const TOLD: &str = r#""firstname":"Emeka","lastname":"Adeniyi","phone":"+2348082094382","email":"emeka@example.com","bank_code":"221","nip_bank_code":"000000","bank_name":"Axis","bank_account_name":"Emeka Adeniyi","bank_account_number":"1234567890""#;
const DATES: &str = r#""created_at":"2024-01-30 06:08:27","updated_at":"2024-01-30 06:08:27""#;

pub(super) fn save(sandbox: &mut Sandbox, fields: &[(&str, &str)]) -> Answer {
    call(sandbox, "POST", "/api/serviceprovider/create", fields)
}

fn list(sandbox: &mut Sandbox) -> Answer {
    call(sandbox, "POST", "/api/serviceprovider", &[])
}

fn share(sandbox: &mut Sandbox, method: &str, fields: &[(&str, &str)]) -> Answer {
    call(sandbox, method, "/api/serviceprovider/order/update", fields)
}

#[test]
fn a_provider_is_saved_listed_and_deleted_as_documented() {
    let mut sandbox = Sandbox::new(1);
    let saved = |message: &str| {
        format!(
            r#"{{"status":"success","message":"{message}","data":{{"id":1,"type":1,{TOLD},"recipient_code":null,"account_id":null,{DATES}}}}}"#
        )
    };
    assert_eq!(text(&save(&mut sandbox, &BANK)).1, saved("Service Provider Created successfully"));
    assert_eq!(text(&save(&mut sandbox, &BANK)).1, saved("Service Provider Updated successfully"));
    let listed = format!(
        r#"{{"status":"success","message":"Service providers","data":{{"id":1,{TOLD},"recipient_code":null,{DATES},"type":1,"account_id":null}}}}"#
    );
    assert_eq!(text(&list(&mut sandbox)).1, listed);
    let path = "/api/serviceprovider/delete";
    let deleted = format!(
        r#"{{"status":"success","message":"Service Provider Deleted successfully","data":[{{"id":1,{TOLD},"recipient_code":"",{DATES}}}]}}"#
    );
    assert_eq!(text(&call(&mut sandbox, "DELETE", path, &[("sp_id", "1")])).1, deleted);
    assert!(sandbox.truth().atarapay.providers.is_empty());
    let refused = call(&mut sandbox, "POST", path, &[("sp_id", "1")]);
    assert_eq!(
        text(&refused).1,
        r#"{"status":"error","message":"Service Provider with id (1) does not exist, Please add Service Provider then try"}"#
    );
    assert_eq!(json(&list(&mut sandbox))["data"], serde_json::json!([]));
    save(&mut sandbox, &BANK);
    assert_eq!(sandbox.truth().atarapay.providers[0].id, 2, "no number is given twice");
}

#[test]
fn the_phone_tells_providers_apart_and_the_type_their_accounts() {
    let mut sandbox = Sandbox::new(1);
    save(&mut sandbox, &BANK);
    let dollars = [&BANK[..], &[("type", "2"), ("account_id", "W-77"), ("phone", "+2348082094383")]].concat();
    let told = json(&save(&mut sandbox, &dollars));
    assert_eq!((&told["data"]["type"], &told["data"]["account_id"]), (&2.into(), &"W-77".into()));
    assert_eq!(told["data"]["bank_code"], Value::Null, "an account of the other kind is not kept");
    assert_eq!(json(&list(&mut sandbox))["data"][1]["account_id"], "W-77");
    let renamed = [&dollars[..], &[("lastname", "Obi")]].concat();
    assert_eq!(json(&save(&mut sandbox, &renamed))["data"]["id"], 2);
    assert_eq!(json(&list(&mut sandbox))["data"].as_array().expect("two").len(), 2);
}

#[test]
fn what_is_wrong_with_a_provider_is_said_all_at_once() {
    let mut sandbox = Sandbox::new(1);
    let naira = save(&mut sandbox, &[("type", "1"), ("phone", "1"), ("firstname", "a"), ("lastname", "b")]);
    let names = ["bank code", "nip bank code", "bank account number", "bank account name", "bank name", "email"];
    let all: String = names.map(|name| format!("The {name} field is required.\\n")).concat();
    assert_eq!(message(&naira), all);
    let dollars = [("type", "2"), ("phone", "1"), ("firstname", "a"), ("lastname", "b"), ("email", "c")];
    assert_eq!(message(&save(&mut sandbox, &dollars)), "The account id field is required.");
    let numbers = [&BANK[..], &[("bank_code", "22"), ("bank_account_number", "12345678x0")]].concat();
    let two = "The bank code must be 3 digits.\\nThe bank account number must be 10 digits.\\n";
    assert_eq!(message(&save(&mut sandbox, &numbers)), two);
    let kind = [&BANK[..], &[("type", "3")]].concat();
    assert_eq!(message(&save(&mut sandbox, &kind)), "The selected type is invalid.");
    assert_eq!(
        text(&post(&mut sandbox, "/api/serviceprovider", &[])).1,
        r#"{"status":"error","message":"The authtoken field is required."}"#
    );
    assert!(sandbox.truth().atarapay.providers.is_empty());
}

#[test]
fn an_order_is_shared_with_a_provider_as_documented() {
    for (method, spelling) in [("PUT", "commisson"), ("POST", "commission")] {
        let mut sandbox = paid(400_000);
        let fields = [(spelling, "50"), ("sp_id", "1"), ("order_id", "3021")];
        assert_eq!(
            message(&share(&mut sandbox, method, &fields)),
            "Service Provider with id (1) does not exist, Please add Service Provider then try"
        );
        save(&mut sandbox, &BANK);
        let expected = format!(
            r#"{{"status":"success","message":"Service provider and commission successfully associated with the order","data":[{{"id":2,"order_id":3021,"commisson":50,{DATES},"service_provider":{{"id":1,{TOLD},"recipient_code":"",{DATES}}}}}]}}"#
        );
        assert_eq!(text(&share(&mut sandbox, method, &fields)).1, expected);
        assert_eq!((truth(&sandbox).sp_id, truth(&sandbox).commission), (Some(1), Some(50.into())));
        for wrong in ["101", "-1", "half"] {
            let fields = [(spelling, wrong), ("sp_id", "1"), ("order_id", "3021")];
            assert_eq!(message(&share(&mut sandbox, method, &fields)), "The commisson must be between 0 and 100.");
        }
        let elsewhere = [(spelling, "50"), ("sp_id", "1"), ("order_id", "3022")];
        assert_eq!(message(&share(&mut sandbox, method, &elsewhere)), "No such order exists for the seller.");
        let nothing =
            "The sp id field is required.\\nThe order id field is required.\\nThe commisson field is required.\\n";
        assert_eq!(message(&share(&mut sandbox, method, &[])), nothing);
    }
}

#[test]
fn an_order_of_a_marketplace_is_shared_with_its_operator_as_documented() {
    let path = "/api/serviceprovider/marketplaceOrder/update";
    let fields = [("commisson", "30"), ("order_id", "3021")];
    assert_eq!(
        message(&call(&mut paid(400_000), "PUT", path, &fields)),
        "Seller with id (120) is not associated to the marketplace operator, Please associate seller then try again"
    );
    let mut sandbox = Sandbox::new(1);
    let marketplace = [form("400000"), vec![("is_marketplace", "1"), ("seller_phone", "+2348082094383")]].concat();
    post(&mut sandbox, "/", &marketplace);
    let expected = format!(
        r#"{{"status":"success","message":"Service provider and commission successfully associated with the order","data":{{"id":1,"order_id":3021,"sp_type":"Marketplace Service Provider","commission":30,"test":null,"comments":null,{DATES},"service_provider":{{"id":120,"is_marketplace":null,"marketplace_child":72,"individual":1,"business_name":null,"business_address":null,"business_address_2":null,"business_city":null,"business_state":null,"business_country":null,"business_email":null,"year_of_inc":null,"cac_certificate":null,"memorandum_of_article":null,"company_profile":null,"siteURL":null,"test":"","comments":"","deleted_at":null,"created_at":"2019-08-29 17:58:26","updated_at":"2019-08-29 17:58:26"}}}}}}"#
    );
    assert_eq!(text(&call(&mut sandbox, "PUT", path, &fields)).1, expected);
    assert_eq!(json(&call(&mut sandbox, "POST", path, &fields))["data"]["id"], 2);
    assert_eq!((truth(&sandbox).sp_id, truth(&sandbox).commission), (None, Some(30.into())));
}

#[test]
fn every_fault_of_providers_and_shares_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = paid(row.amount);
        let name = format!("Adeniyi {}", row.amount);
        let fields = [&BANK[..], &[("lastname", &name)]].concat();
        let answer = save(&mut sandbox, &fields);
        assert_eq!(sandbox.truth().atarapay.providers.is_empty(), row.fault == Fault::Refused);
        if row.fault == Fault::Refused {
            assert_eq!(message(&answer), "Invalid authtoken. Does not match any record.");
            save(&mut sandbox, &BANK);
        } else if !is_fault_of_transport(row, &answer) {
            assert_eq!(json(&answer)["data"]["id"], if row.fault == Fault::WrongId { 2 } else { 1 });
        }
        let answer = share(&mut sandbox, "PUT", &[("commisson", "50"), ("sp_id", "1"), ("order_id", "3021")]);
        assert_eq!(truth(&sandbox).sp_id.is_none(), row.fault == Fault::Refused, "{answer:?}");
        if row.fault == Fault::Refused {
            assert_eq!(message(&answer), "No such order exists for the seller.");
        } else if !is_fault_of_transport(row, &answer) {
            let id = if row.fault == Fault::WrongId { 3022 } else { 3021 };
            assert_eq!(json(&answer)["data"][0]["order_id"], id);
        }
        let listed = list(&mut sandbox);
        if row.fault == Fault::Refused || !is_fault_of_transport(row, &listed) {
            assert_eq!(json(&listed)["data"]["id"], 1);
        }
        let deleted = call(&mut sandbox, "DELETE", "/api/serviceprovider/delete", &[("sp_id", "1")]);
        if row.fault == Fault::Refused || !is_fault_of_transport(row, &deleted) {
            assert_eq!(json(&deleted)["data"][0]["id"], if row.fault == Fault::WrongId { 2 } else { 1 });
        }
        assert!(sandbox.truth().atarapay.providers.is_empty());
    }
}

#[test]
fn banks_and_the_rate_are_told() {
    let mut sandbox = Sandbox::new(1);
    let banks = json(&call(&mut sandbox, "POST", "/api/external/getBanks", &[]));
    assert_eq!(banks["data"][2]["name"], "Guaranty Trust Bank");
    assert_eq!((&banks["data"][2]["code"], &banks["data"][2]["nip_bank_code"]), (&"058".into(), &"000013".into()));
    assert_eq!(message(&post(&mut sandbox, "/api/external/getBanks", &[])), "The authtoken field is required.");
    let mut rate = |query: &str| sandbox.answer(&Request::new("GET", &format!("/api/abokiExchangeRate{query}")));
    assert_eq!(json(&rate("?base=USD&currency=NGN"))["data"]["USDNGN"], 1480.5);
    assert_eq!(json(&rate("?base=GBP&currency=NGN"))["data"]["USDNGN"], 1480.5, "whatever is asked");
    assert_eq!(message(&rate("?base=USD")), "The currency field is required.");
}
