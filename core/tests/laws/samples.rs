//! Questions whose answers the documents' own samples give: where every near miss begins.

use serde_json::{Value, json};

/// A question with the body that answers it.
#[derive(Clone, Debug)]
pub struct Sample {
    pub operation: &'static str,
    pub account: Value,
    pub input: Value,
    pub body: Value,
    /// What came back before, where the operation has several steps.
    pub before: Vec<Value>,
}

impl Sample {
    /// The question with this reply to its last request.
    pub fn with(&self, reply: &Value) -> Value {
        let replies: Vec<&Value> = self.before.iter().chain([reply]).collect();
        json!({ "operation": self.operation, "account": self.account, "input": self.input, "replies": replies })
    }
}

/// What came back: this body with this HTTP status.
pub fn reply(status: u16, body: &str) -> Value {
    json!({ "status": status, "headers": [["content-type", "application/json"]], "body": body })
}

/// The answer of the door.
pub fn exchange(question: &Value) -> Value {
    serde_json::from_str(&sanspay::door::exchange(&question.to_string())).expect("the answer is JSON")
}

/// The outcome of a question that must have one.
pub fn outcome(question: &Value) -> Value {
    let answer = exchange(question);
    assert!(answer["outcome"].is_object(), "{question}\nanswered {answer}");
    answer["outcome"].clone()
}

pub fn atarapay() -> Value {
    json!({ "environment": "live", "public_key": "b8kP7A1e67s0jc3h98T8pH71dq66J0s3", "private_key": "PKp6z3jTcLeQNc1h3u9e0ffX77NY91adE12" })
}

pub fn atmoon() -> Value {
    json!({ "access_key": "51a4bd18-5bc1-4eaa-97b0-c09323398883", "merchant_key": "41d9eda4b67538fc8ad27e564ddde1bb7b20ad08",
        "client_id": "61662", "api_password": "a90db387a3e3b8a22d923966326327c17e9a6ed6" })
}

/// One success for every operation and for every way in which money can be proven.
pub fn successes() -> Vec<Sample> {
    let order = |title: &str, id: u64, more: Value| {
        let mut data = json!({ "id": 3021, "product_id": "1447", "product_cost": 400_000, "amount_payed": 450_000, "currency": "NGN",
            "payment": { "id": 2532, "amount": 450_000, "status": "1" }, "status": { "id": id, "title": title } });
        data.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        json!({ "status": "success", "message": "Order Fetched", "data": data })
    };
    let held = order("Pending", 1, json!({}));
    let settled =
        order("Complete", 5, json!({ "payout": { "type": 2, "amount": 210_209, "status": 0, "currency": "NGN" } }));
    let returned = order("Completed", 5, json!({ "refund": { "type": 7, "currency": "NGN" } }));
    let expected = json!({ "order": 3021, "product_id": "1447", "amount": 400_000, "currency": "NGN" });
    let paid = json!({ "status": true, "message": "Details Fetched Successfuly.!", "data": { "status": true, "code": "PAYMENT_SUCCESS", "data": {
        "transaction_id": "5LJOFI5QQBCJ", "pg_reference_no": "PG202401291047016127", "amount": "10.0000000000",
        "state": "COMPLETED", "type": "UPI", "utr_no": "402961777989" } } });
    let project = json!({ "project_name": "Escrow payment", "description": "Milestones.", "customer_email": "a@example.com", "customer_phone": "+2348082094382" });
    let page = json!({ "status": true, "transaction_id": "SRRJFUQ2GJPU", "pg_reference_no": "PG202401300608275978",
        "url": "https://AtMoonDPS.in/pg/payment/5bce5bf4239e288b947c451242e1030d88839dd6", "message": "Payment Initiate URL Successfuly.!" });
    let buyer = json!({ "name": "Tets Customer", "phone": "9193979193", "email": "test@gmail.com", "amount": 1000,
        "redirect_url": "https://testapi.com/" });
    let verify = json!({ "page_token": "5bce5bf4239e288b947c451242e1030d88839dd6", "transaction_id": "5LJOFI5QQBCJ",
        "pg_reference_no": "PG202401291047016127", "amount": 1000 });
    let created = json!({ "status": "success", "message": "project_created",
        "data": { "project_name": "Escrow payment", "description": "Milestones.", "seller_id": 120, "customer_id": 281, "id": 1 } });
    let token = json!({ "status": true, "data": { "token": "bc783ce060410c9add9a6a862bda8ce02444c294" }, "message": "Token generated sucessfully.!" });

    let mut samples = vec![
        Sample {
            operation: "atarapay.projects.create",
            account: atarapay(),
            input: project,
            body: created,
            before: Vec::new(),
        },
        Sample {
            operation: "atmoon.token.create",
            account: atmoon(),
            input: json!({}),
            body: token.clone(),
            before: Vec::new(),
        },
        Sample {
            operation: "atmoon.pg.initiate",
            account: atmoon(),
            input: buyer,
            body: page,
            before: vec![reply(200, &token.to_string())],
        },
        Sample { operation: "atmoon.pg.verify", account: atmoon(), input: verify, body: paid, before: Vec::new() },
    ];
    let atarapay_also = [
        (
            "atarapay.projects.update",
            json!({ "project_id": 1, "project_name": "Eko", "description": "A house." }),
            "project_updated",
            json!({ "id": 1, "project_name": "Eko", "description": "A house.", "status": 0 }),
        ),
        ("atarapay.projects.list", json!({}), "project_data", json!([{ "id": 1, "seller_id": 120 }])),
        (
            "atarapay.orders.deliver",
            json!({ "order": 3021, "phone_number": "+2348082094382" }),
            "pod_created",
            json!({ "phone": "+2348082094382", "email": null, "order": "3021" }),
        ),
        (
            "atarapay.orders.cancel_as_seller",
            json!({ "order": 3021 }),
            "Transaction is canceled",
            json!({ "id": 3021, "status": { "id": 9, "title": "Canceled" } }),
        ),
        (
            "atarapay.orders.cancel_as_buyer",
            json!({ "order": 3021 }),
            "Transaction is canceled",
            json!({ "id": 3021, "status": { "id": 9, "title": "Canceled" } }),
        ),
        (
            "atarapay.orders.set_commission",
            json!({ "order_id": 2400, "sp_id": 4, "commission": 50 }),
            "Service provider and commission successfully associated with the order",
            json!([{ "order_id": 2400, "commisson": 50, "service_provider": { "id": 4 } }]),
        ),
        (
            "atarapay.orders.set_marketplace_commission",
            json!({ "order_id": 4198, "commission": 30 }),
            "Service provider and commission successfully associated with the order",
            json!({ "order_id": 4198, "commission": 30, "service_provider": { "id": 120 } }),
        ),
        (
            "atarapay.providers.save",
            json!({ "payee": { "usd": { "account_id": "w1" } }, "email": "a@example.com",
            "phone": "+2348082094382", "firstname": "E", "lastname": "A" }),
            "Service Provider Updated successfully",
            json!({ "id": 4, "type": 2, "account_id": "w1", "email": "a@example.com", "phone": "+2348082094382", "firstname": "E", "lastname": "A" }),
        ),
        ("atarapay.providers.list", json!({}), "Service providers", json!({ "id": 4, "firstname": "Emeka" })),
        (
            "atarapay.providers.delete",
            json!({ "sp_id": 1 }),
            "Service Provider Deleted successfully",
            json!([{ "id": 1 }]),
        ),
        ("atarapay.banks.list", json!({}), "Banks", json!([{ "name": "Access Bank", "code": "044" }])),
        ("atarapay.rates.usd_ngn", json!({}), "Rate", json!({ "USDNGN": 1532 })),
    ];
    let payout = json!({ "beneficiary_name": "Jhon Doe", "beneficiary_account": "39628544321", "ifsc": "SBIN0011243", "amount": 150_000,
        "payment_mode": "IMPS", "api_token": "bc783ce060410c9add9a6a862bda8ce02444c294" });
    let status =
        json!({ "payout_id": "HOAD650297148300", "beneficiary_account": "39628544321", "ifsc": "SBIN0011243" });
    let settlement = json!({ "amount": 500_000, "name": "Jhon Doe", "account_number": "69659120888", "ifsc": "SBIN0011243", "payee_list_id": "7",
        "transfer_mode": "NEFT", "remarks": "January", "external_ref": "123456", "latitude": "15.05", "longitude": "10.05" });
    let payin = json!({ "merchant_transaction_id": "Atmoontest", "amount": 1000, "payment_for": "test", "payment_mode": "INTENT",
        "callback_url": "https://example.com/upi", "customer_details": { "customer_email": "xyz@gmail.com", "customer_phone": "9999999999" } });
    let atmoon_also = [
        (
            "atmoon.payin.create",
            payin,
            json!({ "status": "S", "response": { "success": true, "data": { "merchantTransactionId": "Atmoontest",
            "transactionId": "UF20240108395353301152421",
            "intent_url": "upi://pay?pa=fpay.moonven@finobank&pn=AT MOON&tr=UF20240108395353301152421&am=10&cu=INR" } } }),
        ),
        (
            "atmoon.payout.create",
            payout,
            json!({ "status": true, "code": "SU0000", "payout_id": "HOAD650297148300", "paymentReferNo": "PR1" }),
        ),
        (
            "atmoon.payout.status",
            status,
            json!({ "message": "SUCCESS", "status": 1, "customer_name": "Jhon Doe", "account_no": "39628544321",
            "Ifsc_code": "SBIN0011243" }),
        ),
        (
            "atmoon.payout.verify",
            json!({ "payment_refer_no": "PR1" }),
            json!({ "status": "Success", "code": "SU0000", "paymentReferNo": "PR1",
            "utr_no": "402961777989" }),
        ),
        (
            "atmoon.settlement.create",
            settlement,
            json!({ "message": "Success", "status": 1,
            "Transaction": [{ "customer_name": "Jhon Doe", "account_no": "69659120888", "Order-Id": "123456" }] }),
        ),
    ];
    for (operation, input, body) in atmoon_also {
        let mut account = atmoon();
        for (name, value) in [
            ("user_id", "ATM172"),
            ("utoken", "531234548188123"),
            ("x_client_id", "client_12345"),
            ("x_client_secret", "secret_12345"),
            ("payin_url", "https://atmoondps.com/payin"),
            ("payout_url", "https://atmoondps.com/payout"),
        ] {
            account[name] = json!(value);
        }
        if operation == "atmoon.payout.status" {
            account["payout_status_is_final"] = json!(true);
        }
        samples.push(Sample { operation, account, input, body, before: Vec::new() });
    }
    for (operation, input, message, data) in atarapay_also {
        let body = json!({ "status": "success", "message": message, "data": data });
        samples.push(Sample { operation, account: atarapay(), input, body, before: Vec::new() });
    }
    for body in [held, settled, returned] {
        let (account, input) = (atarapay(), json!({ "order": 3021 }));
        samples.push(Sample {
            operation: "atarapay.orders.status",
            account,
            input,
            body: body.clone(),
            before: Vec::new(),
        });
        samples.push(Sample {
            operation: "atarapay.orders.verify_payment",
            account: atarapay(),
            input: expected.clone(),
            body,
            before: Vec::new(),
        });
    }
    samples
}

/// The refusals that the documents print.
pub fn refusals(operation: &str) -> Vec<Value> {
    if operation.starts_with("atarapay") {
        let error = |message: &str| json!({ "status": "error", "message": message });
        vec![error("The authtoken field is required."), error("Invalid authtoken. Does not match any record.")]
    } else {
        vec![
            json!({ "code": 401, "status": "error", "message": "Invalid API credentials." }),
            json!({ "code": 400, "status": false, "message": "Client Id headers is required." }),
        ]
    }
}
