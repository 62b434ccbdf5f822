//! The sandbox over real HTTP, as a shop and a browser reach it.

#![cfg(feature = "server")]

use std::net::TcpStream;

use sanspay_sandbox::{MAX_BODY, Money, Sandbox, Truth, atmoon, greeting, start};
use serde_json::Value;

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into()
}

fn json(mut response: ureq::http::Response<ureq::Body>) -> Value {
    serde_json::from_str(&response.body_mut().read_to_string().expect("text")).expect("JSON")
}

#[test]
fn a_payment_from_token_to_truth() {
    let running = start(Sandbox::new(1)).expect("a port");
    let agent = agent();
    let post = |path: &str| {
        agent
            .post(if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", running.url) })
            .header("access_key", atmoon::ACCESS_KEY)
            .header("merchant_key", atmoon::MERCHANT_KEY)
            .header("client_id", atmoon::CLIENT_ID)
            .header("api_password", atmoon::API_PASSWORD)
    };
    let token = json(post("/api/uat/merchant/getToken").send("{}").expect("an answer"));
    let token = token["data"]["token"].as_str().expect("a token");
    let fields = [
        ("name", "Tets Customer"),
        ("phone", "9193979193"),
        ("email", "test@gmail.com"),
        ("amount", "10"),
        ("redirect_url", "https://testapi.com/"),
        ("api_token", token),
    ];
    let page = json(post("/api/uat/merchant/pg/payment/initiate").send_form(fields).expect("an answer"));
    let url = page["url"].as_str().expect("an address");
    assert!(url.starts_with(&running.url), "{url}");

    let mut shown = agent.get(url).call().expect("a page");
    assert!(shown.body_mut().read_to_string().expect("text").contains("INR 10.00"));
    let back = agent.post(format!("{url}/pay")).send_empty().expect("an answer");
    assert_eq!(
        (back.status().as_u16(), &back.headers()["location"]),
        (303, &"https://testapi.com/".parse().expect("a value"))
    );

    let ids = ["transaction_id", "pg_reference_no"].map(|name| (name, page[name].as_str().expect("an id")));
    let verified = json(post(&format!("{url}/response")).send_form(ids).expect("an answer"));
    assert_eq!(verified["data"]["data"]["amount"], "10.0000000000");
    let truth = json(agent.get(format!("{}/sandbox/truth", running.url)).call().expect("an answer"));
    let truth: Truth = serde_json::from_value(truth).expect("a truth");
    assert_eq!((truth.atmoon.payments[0].money, &truth), (Money::Settled, &running.sandbox().truth()));
}

#[test]
fn silence_is_a_connection_that_ends_without_an_answer() {
    let running = start(Sandbox::new(1)).expect("a port");
    let create = || {
        let fields = [
            ("authtoken", "cHViX3Rlc3RfMTpwcnZfdGVzdF8y"),
            ("project_name", "Eko 99005"),
            ("description", "b"),
            ("customer_email", "a@b.co"),
            ("customer_phone", "+2348082094382"),
        ];
        agent().post(format!("{}/api/project/createProject", running.url)).send_form(fields)
    };
    assert!(create().is_err(), "no answer");
    assert_eq!(running.sandbox().truth().atarapay.projects.len(), 1, "but it was done");
    assert_eq!(json(create().expect("an answer"))["data"]["id"], 2);
}

#[test]
fn bodies_are_bounded_and_what_is_not_answered_says_so() {
    let running = start(Sandbox::new(1)).expect("a port");
    let large = agent().post(&running.url).send(vec![b'a'; MAX_BODY + 1]).expect("an answer");
    assert_eq!(large.status(), 413);
    let mut missing = agent().get(format!("{}/api/nothing", running.url)).call().expect("an answer");
    assert_eq!(missing.status(), 404);
    assert!(missing.body_mut().read_to_string().expect("text").contains("does not answer GET /api/nothing"));
    let advance =
        |query: &str| agent().post(format!("{}/sandbox/advance{query}", running.url)).send_empty().expect("an answer");
    assert_eq!(advance("").status(), 400);
    assert_eq!(json(advance("?seconds=60"))["now"], "2024-01-30 06:09:27");
}

#[test]
fn it_ends_when_dropped() {
    let running = start(Sandbox::new(1)).expect("a port");
    let address = running.url.strip_prefix("http://").expect("an address").to_owned();
    let _idle = TcpStream::connect(&address).expect("it listens");
    drop(running);
    assert!(TcpStream::connect(&address).is_err(), "it is gone");
}

#[test]
fn the_greeting_tells_what_a_developer_needs() {
    let told = greeting("127.0.0.1:4010", 7);
    for part in [
        "http://127.0.0.1:4010",
        "seed 7",
        "pub_test_1",
        "prv_test_2",
        atmoon::API_PASSWORD,
        "61662",
        atmoon::USER_ID,
        atmoon::UTOKEN,
        atmoon::X_CLIENT_ID,
        atmoon::X_CLIENT_SECRET,
        "http://127.0.0.1:4010/sandbox/atmoon/payout",
        "99001",
        "99009",
    ] {
        assert!(told.contains(part), "{part}");
    }
}

#[test]
fn the_dashboard_is_one_page_that_runs_its_own_script_only() {
    let running = start(Sandbox::new(1)).expect("a port");
    let get = |path: &str| agent().get(format!("{}{path}", running.url)).call().expect("an answer");
    let mut page = get("/");
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    let body = page.body_mut().read_to_string().expect("text");
    assert_eq!(body.matches("<script").count(), 1, "its own");
    let stranger = |origin: &str| {
        let request = agent().post(format!("{}/sandbox/advance?seconds=60", running.url)).header("origin", origin);
        request.send_empty().expect("an answer").status()
    };
    assert_eq!((stranger("http://evil.test").as_u16(), stranger(&running.url).as_u16()), (403, 200));
    assert_eq!(json(get("/sandbox/dashboard"))["now"], "2024-01-30 06:09:27");
}

#[test]
fn an_exchange_is_remembered_with_what_is_concluded_from_it() {
    let running = start(Sandbox::new(1)).expect("a port");
    let ask = |authtoken: &str| {
        let form = [("authtoken", authtoken), ("order", "3021"), ("status", "order")];
        agent().post(format!("{}/api/callback/order", running.url)).send_form(form).expect("an answer");
    };
    ask("cHViX3Rlc3RfMTpwcnZfdGVzdF8y");
    let get = |path: &str| json(agent().get(format!("{}{path}", running.url)).call().expect("an answer"));
    let listed = get("/sandbox/exchanges?after=0");
    let concluded = &listed["exchanges"][0]["conclusions"];
    assert_eq!((&listed["newest"], &concluded[0]["outcome"]["verdict"]), (&1.into(), &"refused".into()), "{listed}");
    assert_eq!(concluded[1]["note"], "cannot be concluded without the question", "no such order was ever bought");
    let shown = get("/sandbox/exchanges/1")["request"]["body"].to_string();
    assert!(shown.contains("authtoken=[redacted]&order=3021"), "{shown}");
    let whole = get("/sandbox/exchanges/1?secrets=1")["request"]["body"].to_string();
    assert!(whole.contains("cHViX3Rlc3Rf"), "{whole}");
    assert_eq!(get("/sandbox/exchanges?after=1")["exchanges"], Value::Array(Vec::new()));
}
