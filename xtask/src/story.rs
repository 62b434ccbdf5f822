//! The story that the demo plays in every language: a payment through each gateway, what can go wrong with one, an
//! escrow's whole life with its notices, and payouts.

use serde_json::{Value, json};

/// Something that happens in the story.
pub struct Step {
    /// What is remembered under which name.
    pub name: &'static str,
    /// What happens, in words; empty for what only people do.
    pub words: String,
    /// What a shop asks and with what, which notice it hears, or what people post.
    pub action: Value,
    /// What every language must come to: verdict and funds, or authenticity and event.
    pub expected: &'static str,
}

/// What happens. The amounts from 99001 on make the sandbox misbehave; see its README. `{sandbox}` is its address, and
/// `$page.url` what the step named page told.
pub fn story() -> Vec<Step> {
    let mut steps = Vec::new();
    payments_into_escrow(&mut steps);
    an_escrow_to_its_end(&mut steps);
    hosted_pages(&mut steps);
    upi_links(&mut steps);
    payouts(&mut steps);
    steps
}

fn payments_into_escrow(steps: &mut Vec<Step>) {
    let project = json!({ "project_name": "Eko Atlantic", "description": "A house, in four milestones.",
        "customer_email": "buyer@example.com", "customer_phone": "+2348082094382" });
    steps.push(ask("", "AtaraPay: create an escrow project", "atarapay.projects.create", project, "done untouched"));
    buy(steps, 400_000);
    verify(steps, 400_000, "the buyer pays; verify", "done held");
    let known = json!({ "order": "$back.order" });
    steps.push(ask("", "what AtaraPay knows of the order", "atarapay.orders.status", known, "done held"));
    buy(steps, 99_006);
    verify(steps, 99_006, "a kobo less was paid", "unknown in_doubt");
    for (amount, words) in [(99_004, "a 500 after payment"), (99_005, "the answer is lost")] {
        buy(steps, amount);
        verify(steps, amount, words, "unknown in_doubt");
        verify(steps, amount, "asked again", "done held");
    }
    buy(steps, 99_008);
    verify(steps, 99_008, "an HTML page", "unknown in_doubt");
}

/// Delivered and accepted, delivered and rejected, cancelled: each with the notices that AtaraPay sends.
fn an_escrow_to_its_end(steps: &mut Vec<Step>) {
    listen(steps, "json");
    buy(steps, 400_000);
    deliver(steps);
    verify(steps, 400_000, "the buyer has not answered yet", "done held");
    people(steps, "accept");
    notice(steps, "verified accepted");
    verify(steps, 400_000, "accepted: the payout is not proven", "done in_doubt");
    // No page tells of a notice when the seller is paid: the order must be asked.
    people(steps, "complete");
    verify(steps, 400_000, "completed: the seller is paid", "done settled");

    listen(steps, "multipart");
    buy(steps, 250_000);
    deliver(steps);
    people(steps, "reject");
    notice(steps, "verified rejected");
    verify(steps, 250_000, "rejected: undecided", "pending in_doubt");
    // The page of this notice is missing: it is genuine, and what happened is not guessed.
    people(steps, "complete");
    notice(steps, "verified null");
    verify(steps, 250_000, "completed: the buyer is refunded", "failed returned");

    buy(steps, 150_000);
    let order = json!({ "order": "$back.order" });
    steps.push(ask("", "cancel as the seller", "atarapay.orders.cancel_as_seller", order.clone(), "done in_doubt"));
    notice(steps, "verified cancelled");
    steps.push(ask("", "what AtaraPay knows of the order", "atarapay.orders.status", order, "done in_doubt"));
}

fn hosted_pages(steps: &mut Vec<Step>) {
    steps.push(ask("", "AT MOON: fetch a token", "atmoon.token.create", json!({}), "done untouched"));
    let at_once = ["done untouched"];
    let second_time = ["unknown untouched", "done untouched"];
    hosted(steps, 49_900, &at_once, &[("the buyer pays; verify", "done settled")]);
    hosted(steps, 99_006, &at_once, &[("a paisa less was paid", "unknown in_doubt")]);
    hosted(
        steps,
        99_004,
        &second_time,
        &[("a 500 after payment", "unknown in_doubt"), ("asked again", "done settled")],
    );
    hosted(steps, 99_005, &second_time, &[("the answer is lost", "unknown in_doubt"), ("asked again", "done settled")]);
    hosted(steps, 99_008, &at_once, &[("an HTML page", "unknown in_doubt")]);
}

fn upi_links(steps: &mut Vec<Step>) {
    let payin = |amount: u64| {
        json!({ "merchant_transaction_id": format!("ORDER{amount}"), "amount": amount, "payment_for": "A telephone",
            "payment_mode": "INTENT", "callback_url": "https://shop.example/atmoon",
            "customer_details": { "customer_email": "buyer@example.com", "customer_phone": "9876543210" } })
    };
    let asked = "AT MOON: ask a payer by a UPI link";
    steps.push(ask("payin", asked, "atmoon.payin.create", payin(49_900), "done untouched"));
    let link = json!({ "link": "$payin.intent_url" });
    steps.push(ask("", "read the link", "upi.link.read", link.clone(), "done untouched"));
    steps.push(ask("", "draw it as a QR code", "upi.link.qr", link, "done untouched"));
    let wrong = "a link over ten times the amount, as in AT MOON's sample";
    steps.push(ask("", wrong, "atmoon.payin.create", payin(99_006), "unknown untouched"));
}

/// Payouts take no reference of the merchant's: where no answer came, none is ever sent again.
fn payouts(steps: &mut Vec<Step>) {
    let payout = |amount: u64| {
        json!({ "beneficiary_name": "A Seller", "beneficiary_account": "001234567890", "ifsc": "HDFC0001234",
            "amount": amount, "payment_mode": "IMPS" })
    };
    let asked = json!({ "payment_refer_no": "$payout.payment_refer_no" });
    let mut pay = |amount, words, taken, verified: &[(&str, &'static str)]| {
        steps.push(ask("payout", words, "atmoon.payout.create", payout(amount), taken));
        for (words, expected) in verified {
            steps.push(ask("", words, "atmoon.payout.verify", asked.clone(), expected));
        }
    };
    pay(
        250_000,
        "AT MOON: pay out to a seller",
        "pending in_doubt",
        &[("the bank credits it; verify", "done settled")],
    );
    pay(99_002, "the bank takes its time", "pending in_doubt", &[("verify", "pending in_doubt")]);
    pay(99_003, "the bank will fail it", "pending in_doubt", &[("verify", "failed untouched")]);
    pay(99_001, "refused", "refused untouched", &[]);
    pay(99_004, "a 500 after it was taken", "unknown in_doubt", &[]);
    pay(99_005, "the answer is lost", "unknown in_doubt", &[]);
    pay(99_007, "the answer tells of another payout", "pending in_doubt", &[]);
}

/// A buyer posts the payment form that the shop made, and comes back with an order's number.
fn buy(steps: &mut Vec<Step>, amount: u64) {
    steps.push(ask(
        "form",
        "make a payment form",
        "atarapay.checkout.form",
        json!({ "purchase": purchase(amount) }),
        "done untouched",
    ));
    post(steps, "back", json!({ "url": "$form.action/", "body": "$form.body" }));
}

/// Somebody buys a telephone: the merchant's order 1447.
pub fn purchase(amount: u64) -> Value {
    json!({ "email": "buyer@example.com", "phone_number": "08082094382", "currency": "NGN", "amount": amount,
        "customer_firstname": "Emeka", "customer_lastname": "Adeniyi", "order_product_id": "1447",
        "order_product_name": "Telephone", "delivery_date": "2026-12-01 12:00:00", "delivery_location": "Gombe",
        "recipient": "08082094382", "callback_url": "https://shop.example/return" })
}

fn verify(steps: &mut Vec<Step>, amount: u64, words: &str, expected: &'static str) {
    let question =
        json!({ "order": "$back.order", "product_id": "$back.product", "amount": amount, "currency": "NGN" });
    steps.push(ask("", words, "atarapay.orders.verify_payment", question, expected));
}

fn deliver(steps: &mut Vec<Step>) {
    let delivery = json!({ "order": "$back.order", "phone_number": "08082094382" });
    steps.push(ask("", "say that it is delivered", "atarapay.orders.deliver", delivery, "done untouched"));
    notice(steps, "verified delivered");
}

/// The merchant enters the address for notices in AtaraPay's dashboard.
fn listen(steps: &mut Vec<Step>, encoding: &str) {
    let url = format!("{{sandbox}}/sandbox/atarapay/callback?url=$shop.listens&encoding={encoding}");
    post(steps, "dashboard", json!({ "url": url }));
}

/// Somebody does something with the order at AtaraPay's own.
fn people(steps: &mut Vec<Step>, what: &str) {
    post(steps, "people", json!({ "url": format!("{{sandbox}}/sandbox/orders/$back.order/{what}") }));
}

fn notice(steps: &mut Vec<Step>, expected: &'static str) {
    let words = "a notice arrives".to_owned();
    steps.push(Step { name: "", words, action: json!({ "notice": "atarapay.order" }), expected });
}

/// A shop makes a page at AT MOON's, a buyer pays it, and the shop verifies it, once or more often.
fn hosted(steps: &mut Vec<Step>, amount: u64, made: &[&'static str], verified: &[(&str, &'static str)]) {
    let page = json!({ "name": "A Buyer", "phone": "9193979193", "email": "buyer@example.com", "amount": amount,
        "redirect_url": "https://shop.example/return" });
    for (turn, expected) in made.iter().enumerate() {
        let words = if turn == 0 { "make a payment page" } else { "asked again" };
        steps.push(ask("page", words, "atmoon.pg.initiate", page.clone(), expected));
    }
    post(steps, "paid", json!({ "url": "$page.url/pay" }));
    let question = json!({ "page_token": "$page.page_token", "transaction_id": "$page.transaction_id",
        "pg_reference_no": "$page.pg_reference_no", "amount": amount });
    for (words, expected) in verified {
        steps.push(ask("", words, "atmoon.pg.verify", question.clone(), expected));
    }
}

#[allow(clippy::needless_pass_by_value, reason = "an input belongs to its step")]
fn ask(name: &'static str, words: &str, operation: &str, input: Value, expected: &'static str) -> Step {
    let words = if words.contains(": ") && words.starts_with('A') { words.to_owned() } else { format!("  {words}") };
    Step { name, words, action: json!({ "operation": operation, "input": input }), expected }
}

#[allow(clippy::needless_pass_by_value, reason = "what is posted belongs to its step")]
fn post(steps: &mut Vec<Step>, name: &'static str, what: Value) {
    steps.push(Step { name, words: String::new(), action: json!({ "post": what }), expected: "" });
}
