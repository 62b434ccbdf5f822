//! The payment page that a person clicks through.

use super::*;

/// Where an answer sends a browser.
fn location(answer: &Answer) -> String {
    let Answer::Reply { status: 303, headers, .. } = answer else { panic!("{answer:?}") };
    headers.iter().find_map(|(name, value)| (name == "location").then(|| value.clone())).expect("an address")
}

#[test]
fn a_person_pays_once_and_the_browser_goes_back_as_ever() {
    let mut sandbox = Sandbox::new(1);
    sandbox.hosted_pages(true);
    let page = location(&post(&mut sandbox, "/", &form("400000")));
    assert!(sandbox.truth().atarapay.orders.is_empty(), "nothing is paid yet");
    let shown = sandbox.answer(&Request::new("GET", &page));
    let (status, body) = text(&shown);
    assert!(status == 200 && body.contains("NGN 4,500.00") && body.contains("Samsung Galaxy 7s"), "{body}");
    let pay = Request::new("POST", &format!("{page}/pay"));
    let back = location(&sandbox.answer(&pay));
    assert_eq!(back, "https://shop.test/back?lang=en&product=1447&order=3021");
    assert_eq!(location(&sandbox.answer(&pay)), back, "a button pressed twice");
    assert_eq!(sandbox.truth().atarapay.orders.len(), 1);
    let late = sandbox.answer(&Request::new("POST", &format!("{page}/leave")));
    assert_eq!(text(&late).0, 409);
    assert!(text(&sandbox.answer(&Request::new("GET", &page))).1.contains("paid, with order 3021"));
}

#[test]
fn a_card_that_fails_and_a_person_who_leaves_pay_nothing() {
    let mut sandbox = Sandbox::new(1);
    let page = location(&post(&mut sandbox, "/?hosted=1", &form("400000")));
    for times in ["was declined.", "was declined 2 times."] {
        assert_eq!(location(&sandbox.answer(&Request::new("POST", &format!("{page}/fail")))), page);
        assert!(text(&sandbox.answer(&Request::new("GET", &page))).1.contains(times));
    }
    let left = sandbox.answer(&Request::new("POST", &format!("{page}/leave")));
    assert_eq!(location(&left), "https://shop.test/back?lang=en", "and brings no order");
    assert!(sandbox.truth().atarapay.orders.is_empty() && sandbox.truth().atarapay.ledger.paid_in == 0);
    for nowhere in ["/checkout/none", "/checkout/"] {
        assert_eq!(text(&sandbox.answer(&Request::new("GET", nowhere))).0, 404);
    }
    sandbox.hosted_pages(true);
    assert!(
        location(&post(&mut sandbox, "/?hosted=0", &form("400000"))).ends_with("&order=3021"),
        "at once all the same"
    );
    assert_eq!(text(&post(&mut sandbox, "/?hosted=1", &form("0"))).0, 422, "a form with faults has no page");
}
