//! What holds for the whole sandbox.

use super::*;

#[test]
fn the_readme_names_every_operation_and_credential() {
    let readme = include_str!("../README.md");
    let credentials = [
        atarapay::PUBLIC_KEY,
        atarapay::PRIVATE_KEY,
        atmoon::ACCESS_KEY,
        atmoon::MERCHANT_KEY,
        atmoon::CLIENT_ID,
        atmoon::API_PASSWORD,
        atmoon::USER_ID,
        atmoon::UTOKEN,
        atmoon::X_CLIENT_ID,
        atmoon::X_CLIENT_SECRET,
    ];
    for named in answers().iter().copied().chain(credentials) {
        assert!(readme.contains(&format!("`{named}`")), "README.md does not name {named}");
    }
    for row in atarapay::readme_rows() {
        assert!(readme.contains(&row), "README.md lacks {row}");
    }
}

/// A payout request, with a token that the sandbox knows.
fn payout(sandbox: &mut Sandbox, reference: &str) -> Answer {
    let credentials = |request: Request| {
        request
            .header("access-key", atmoon::ACCESS_KEY)
            .header("merchant-key", atmoon::MERCHANT_KEY)
            .header("client-id", atmoon::CLIENT_ID)
            .header("api-password", atmoon::API_PASSWORD)
    };
    let token = credentials(Request::new("POST", "/api/uat/merchant/getToken"));
    let Answer::Reply { body, .. } = sandbox.answer(&token) else { panic!("it answers") };
    let token: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    let fields = [
        ("beneficiary_name", "Meera Nair"),
        ("beneficiary_account_numb", "39628544321"),
        ("beneficiary_ifsc_code", "SBIN0011243"),
        ("amount", "10.00"),
        ("payment_mode", "IMPS"),
        ("api_token", token["data"]["token"].as_str().expect("a token")),
        ("reference", reference),
    ];
    sandbox.answer(&Request::new("POST", "/sandbox/atmoon/payout").form(&fields))
}

#[test]
fn what_was_saved_goes_on_as_if_nothing_had_been() {
    let mut sandbox = Sandbox::new(7);
    sandbox.fault_by(vec!["atmoon.payout.*: lose_answer 50%".parse().expect("a rule")]);
    sandbox.keep(50);
    for number in 0..200 {
        payout(&mut sandbox, &format!("A{number}"));
    }
    let mut resumed = Sandbox::resumed(&sandbox.saved()).expect("its own text");
    for number in 150..300 {
        let reference = format!("A{number}");
        assert_eq!(payout(&mut sandbox, &reference), payout(&mut resumed, &reference), "{reference}");
    }
    assert_eq!(sandbox.truth(), resumed.truth());
    assert!(sandbox.truth().atmoon.ledger.balances());
    assert!(Sandbox::resumed("{}").is_err());
}

#[test]
fn a_rule_strikes_before_or_after_it_is_done() {
    for (rule, done) in [("lose_request", 0), ("busy", 0), ("lose_answer", 1), ("server_error", 1), ("cut", 1)] {
        let mut sandbox = Sandbox::new(1);
        sandbox.fault_by(vec![format!("atmoon.payout.create: {rule}").parse().expect("a rule")]);
        let answer = payout(&mut sandbox, "A1");
        assert_eq!(sandbox.truth().atmoon.payouts.len(), done, "{rule}");
        let (silent, status) = match answer {
            Answer::Silence => (true, 0),
            Answer::Reply { status, .. } => (false, status),
        };
        assert_eq!(silent, rule.starts_with("lose"), "{rule}");
        assert_eq!(status >= 500, ["busy", "server_error"].contains(&rule), "{rule}");
    }
}

#[test]
fn the_same_requests_get_the_same_answers() {
    let story = |seed| {
        let mut sandbox = Sandbox::new(seed);
        let headers = [("access-key", atmoon::ACCESS_KEY), ("merchant-key", atmoon::MERCHANT_KEY)];
        let headers =
            headers.into_iter().chain([("client-id", atmoon::CLIENT_ID), ("api-password", atmoon::API_PASSWORD)]);
        let request = Request::new("POST", "/api/uat/merchant/getToken");
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        [sandbox.answer(&request), sandbox.answer(&request), sandbox.answer(&Request::new("GET", "/nowhere"))]
    };
    assert_eq!(story(1), story(1));
    assert_ne!(story(1), story(2));
}
