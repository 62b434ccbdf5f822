//! Notices as they reach a merchant over real HTTP.

#![cfg(feature = "server")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use sanspay_sandbox::atarapay::{self, Encoding, Notice};
use sanspay_sandbox::{Running, Sandbox, start};
use serde_json::Value;

/// A merchant's address, where each connection in turn is answered with one of these statuses. Gives the requests back.
fn merchant(statuses: &'static [u16]) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let url = format!("http://{}/notices?shop=1", listener.local_addr().expect("an address"));
    let replies = move |&status: &u16| reply(listener.accept().expect("a connection").0, status);
    (url, thread::spawn(move || statuses.iter().map(replies).collect()))
}

fn reply(mut stream: TcpStream, status: u16) -> String {
    let mut reader = BufReader::new(stream.try_clone().expect("the same stream"));
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut request).expect("a line"), 0, "{request}");
    }
    let head = request.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    let mut body = vec![0; length.parse().expect("a number")];
    reader.read_exact(&mut body).expect("a body");
    let location = "location: http://127.0.0.1:1/\r\n";
    let reply = format!("HTTP/1.1 {status} Some reason\r\n{location}connection: close\r\ncontent-length: 0\r\n\r\n");
    stream.write_all(reply.as_bytes()).expect("sent");
    request + std::str::from_utf8(&body).expect("text")
}

/// A sandbox whose order 3021 has just been delivered, over HTTP.
fn delivered(callback: &str, encoding: &str) -> Running {
    let running = start(Sandbox::new(1)).expect("a port");
    let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
    let set = format!("{}/sandbox/atarapay/callback", running.url);
    agent.post(set).query("url", callback).query("encoding", encoding).send_empty().expect("a loopback address");
    let form = [
        ("token", atarapay::PUBLIC_KEY),
        ("email", "buyer@example.com"),
        ("phone_number", "08082094382"),
        ("currency", "NGN"),
        ("amount", "400000"),
        ("customer_firstname", "Emeka"),
        ("customer_lastname", "Adeniyi"),
        ("order_product_id", "1447"),
        ("order_product_name", "Telephone"),
        ("delivery_date", "2024-02-01 12:00:00"),
        ("delivery_location", "Gombe"),
        ("recipient", "08082094382"),
        ("type", "1"),
    ];
    agent.post(&running.url).send_form(form).expect("paid");
    let deliver = [
        ("authtoken", "cHViX3Rlc3RfMTpwcnZfdGVzdF8y"),
        ("order", "3021"),
        ("status", "delivered"),
        ("phone_number", "08082094382"),
    ];
    agent.post(format!("{}/api/callback/order", running.url)).send_form(deliver).expect("delivered");
    running
}

/// The only notice, once it has been tried so many times.
fn tried(running: &Running, times: usize) -> Notice {
    let began = Instant::now();
    loop {
        let notices = running.sandbox().notices().to_vec();
        if notices.len() == 1 && notices[0].tries.len() >= times {
            return notices[0].clone();
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{notices:?}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn statuses(notice: &Notice) -> Vec<Option<u16>> {
    notice.tries.iter().map(|one| one.status).collect()
}

#[test]
fn a_notice_reaches_a_merchant_once() {
    let (url, merchant) = merchant(&[204]);
    let running = delivered(&url, "json");
    let notice = tried(&running, 1);
    let request = merchant.join().expect("requests").remove(0);
    assert!(request.starts_with("POST /notices?shop=1 HTTP/1.1\r\n"), "{request}");
    let (head, body) = request.split_once("\r\n\r\n").expect("a body");
    assert!(head.to_ascii_lowercase().contains("\r\ncontent-type: application/json"), "{head}");
    assert_eq!(body, notice.body);
    let told: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!((&told["status"], &told["data"]["id"]), (&"Delivered".into(), &3021.into()));
    thread::sleep(Duration::from_millis(250));
    assert_eq!(statuses(&tried(&running, 1)), [Some(204)], "and is not sent again");
    let mut shown = ureq::get(format!("{}/sandbox/notices", running.url)).call().expect("an answer");
    let shown: Value = serde_json::from_str(&shown.body_mut().read_to_string().expect("text")).expect("JSON");
    assert_eq!((&shown[0]["kind"], &shown[0]["tries"][0]["status"]), (&"genuine".into(), &204.into()));
}

#[test]
fn a_merchant_who_fails_is_told_again() {
    // A redirect is not followed, and is no success.
    let (url, merchant) = merchant(&[500, 302, 200]);
    let running = delivered(&url, "multipart");
    assert_eq!(statuses(&tried(&running, 3)), [Some(500), Some(302), Some(200)]);
    let requests = merchant.join().expect("requests");
    let body = |request: &String| request.split_once("\r\n\r\n").expect("a body").1.to_owned();
    assert!(body(&requests[0]).contains("Content-Disposition: form-data; name=\"data\"\r\n\r\n{\"id\":3021,"));
    assert!(requests.iter().all(|request| body(request) == body(&requests[0])), "the same each time");
}

#[test]
fn where_nobody_listens_the_sandbox_goes_on_and_says_why() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()).expect("a port");
    let running = delivered(&format!("http://{free}/"), "json");
    let notice = tried(&running, 2);
    assert_eq!(statuses(&notice)[..2], [None, None]);
    assert!(notice.tries[0].error.as_ref().is_some_and(|error| error.contains("refused")), "{notice:?}");
    assert_eq!(running.sandbox().truth().atarapay.orders[0].status, "Awaiting Buyer Response");
}

#[test]
fn what_a_program_changes_without_http_is_told_too() {
    let (url, merchant) = merchant(&[200, 200]);
    let running = delivered(&url, "json");
    tried(&running, 1);
    running.sandbox().send_notices_to(&url, Encoding::Multipart).expect("this machine");
    running.sandbox().answer(&sanspay_sandbox::Request::new("POST", "/sandbox/orders/3021/accept"));
    let requests = merchant.join().expect("requests");
    assert!(requests[1].contains("name=\"status\"\r\n\r\nAccepted\r\n"), "{}", requests[1]);
}
