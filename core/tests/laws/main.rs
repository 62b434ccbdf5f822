//! The ten laws of DESIGN.md as properties. `cargo xtask laws` breaks the code once for each and sees it fail.

mod near_miss;
mod oracle;
mod samples;

use proptest::prelude::*;
use sanspay::{Account as _, Effect, Funds, Next, Operation, Outcome, Page, Problems, Reply, Request, Secret, Verdict};
use serde_json::{Value, json};

use near_miss::{NearMiss, near_misses, odd_value};
use samples::{Sample, exchange, outcome, refusals, reply, successes};

/// A documented success, one step away from itself, and the HTTP status it comes with.
fn almost_a_success() -> impl Strategy<Value = (Sample, NearMiss, u16)> {
    let status = prop_oneof![6 => Just(200_u16), 1 => Just(201), 1 => Just(302), 1 => Just(404), 1 => Just(500)];
    let sample = proptest::sample::select(successes());
    (sample, status).prop_flat_map(|(sample, status)| {
        near_misses(&sample.body).prop_map(move |miss| (sample.clone(), miss, status))
    })
}

fn any_reply() -> impl Strategy<Value = Value> {
    prop_oneof![
        (any::<u16>(), proptest::collection::vec(any::<u8>(), 0..200)).prop_map(|(status, bytes)| {
            use base64::Engine as _;
            json!({ "status": status, "headers": [], "body_base64": base64::engine::general_purpose::STANDARD.encode(bytes) })
        }),
        (100..600_u16, "[\\[\\]{}\":,a-z0-9\\\\ \n/-]{0,80}").prop_map(|(status, body)| reply(status, &body)),
        odd_value().prop_map(|value| reply(200, &value.to_string())),
        Just(json!({ "fault": "not_sent" })),
        Just(json!({ "fault": "no_answer", "detail": "timeout" })),
        Just(json!({ "fault": "lost" })),
    ]
}

/// `PROPTEST_CASES` asks for more than these.
fn config() -> ProptestConfig {
    let given = ProptestConfig::default();
    ProptestConfig { cases: given.cases.max(2000), failure_persistence: None, ..given }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn law_1_total_any_reply_has_an_outcome(sample in proptest::sample::select(successes()), reply in any_reply()) {
        let outcome = outcome(&sample.with(&reply));
        prop_assert!(outcome["verdict"].is_string() && outcome["next"]["do"].is_string());
    }

    #[test]
    fn law_1_total_any_question_has_an_answer(text in "[\\[\\]{}\":,a-z0-9\\\\ \n_.-]{0,120}") {
        let answer: Value = serde_json::from_str(&sanspay::door::call(&text)).expect("the answer is JSON");
        prop_assert!(answer.is_object());
    }

    #[test]
    fn law_2_proof_money_is_proven_by_nothing_less((sample, miss, status) in almost_a_success()) {
        let outcome = outcome(&sample.with(&reply(status, &miss.body)));
        // The oracle's reader would take the last of two fields of one name.
        let proven = oracle::proven(sample.operation, &sample.input, status, &miss.body).filter(|_| !miss.doubled);
        let funds = outcome["funds"].as_str().expect("funds");
        if ["held", "settled", "returned"].contains(&funds) {
            prop_assert_eq!(proven, Some(funds), "{}: {}\n{}", miss.step, miss.body, outcome);
        } else {
            prop_assert_eq!(proven, None, "{}: {}\n{}", miss.step, miss.body, outcome);
        }
        let verifies = sample.operation.contains("verify");
        if verifies && outcome["verdict"] == "done" && proven.is_none() {
            // An accepted order is paid; only its payout is not proven.
            prop_assert!(miss.body.contains("Accepted"), "{}: {}\n{}", miss.step, miss.body, outcome);
        }
    }

    #[test]
    fn law_3_no_invented_failure((sample, miss, status) in almost_a_success(), code in odd_value(), status_word in odd_value(), message in odd_value()) {
        let noise = [
            json!({ "code": code, "status": status_word, "message": message }).to_string(),
            json!({ "status": "error", "message": message }).to_string(),
        ];
        let refusals = refusals(sample.operation).into_iter().map(|refusal| refusal.to_string());
        for body in refusals.chain(noise).chain([miss.body]) {
            let outcome = outcome(&sample.with(&reply(status, &body)));
            let read: Value = serde_json::from_str(&body).unwrap_or_default();
            if outcome["verdict"] == "refused" {
                prop_assert!(oracle::is_printed_refusal(sample.operation, &read), "{body}\n{outcome}");
            }
            if outcome["verdict"] == "failed" {
                let title = read["data"]["status"]["title"].as_str().unwrap_or_default().to_lowercase();
                let id = read["data"]["status"]["id"].as_u64();
                let code = read["code"].as_str().unwrap_or_default();
                let bank = sample.operation == "atmoon.payout.verify" && code.len() == 6 && code.starts_with("BE");
                prop_assert!(bank || title.starts_with("cancel") || title.starts_with("complete") || title.is_empty() && matches!(id, Some(5 | 9)), "{body}\n{outcome}");
            }
        }
    }

    #[test]
    fn law_4_money_movers_never_retry_themselves(body in "[{}\":a-z0-9, ]{0,40}", status in any::<u16>(), fault in any::<bool>()) {
        let reply = if fault { Reply::no_answer("timeout") } else { Reply::http(status, body) };
        let sanspay::Answer::Outcome(outcome) = sanspay::exchange(&Nobody {}, &CarelessPayout {}, &[reply]).expect("valid") else {
            return Err(TestCaseError::fail("no outcome"));
        };
        prop_assert_eq!((outcome.verdict, outcome.funds), (Verdict::Unknown, Funds::InDoubt));
        prop_assert_ne!(outcome.next, Next::SendAgain);
    }

    #[test]
    fn law_4_what_moves_money_is_never_sent_again(reply in any_reply()) {
        let moves_money = ["cancel", "payout.create", "settlement"];
        for sample in successes().into_iter().filter(|sample| moves_money.iter().any(|word| sample.operation.contains(word))) {
            let outcome = outcome(&sample.with(&reply));
            if outcome["verdict"] != "not_sent" {
                prop_assert_ne!(&outcome["next"]["do"], "send_again", "{}", outcome);
            }
            if outcome["verdict"] == "unknown" {
                prop_assert_eq!(&outcome["funds"], "in_doubt");
                let asks = ["atarapay.orders.status", "atmoon.payout.status", "atmoon.payout.verify"];
                let asked = outcome["next"]["operation"].as_str().is_some_and(|operation| asks.contains(&operation));
                prop_assert!(asked || outcome["next"]["do"] == "review", "{}", outcome);
            }
        }
    }

    #[test]
    fn law_4_what_was_lost_was_not_certainly_not_sent(sample in proptest::sample::select(successes()), at in 0..3_usize) {
        let mut question = sample.with(&json!({ "fault": "lost" }));
        let replies = question["replies"].as_array_mut().expect("replies");
        let at = at.min(replies.len() - 1);
        replies.drain(at..replies.len() - 1);
        let outcome = outcome(&question);
        prop_assert_eq!(&outcome["verdict"], "unknown", "{}", outcome);
    }

    #[test]
    fn law_5_deterministic_whatever_the_order_of_the_fields((sample, miss, status) in almost_a_success()) {
        let question = sample.with(&reply(status, &miss.body));
        let mut turned = serde_json::Map::new();
        for (name, value) in question.as_object().expect("an object").iter().rev() {
            let value = match value {
                Value::Object(fields) => fields.iter().rev().map(|(name, value)| (name.clone(), value.clone())).collect(),
                other => other.clone(),
            };
            turned.insert(name.clone(), value);
        }
        let answer = sanspay::door::exchange(&question.to_string());
        prop_assert_eq!(&answer, &sanspay::door::exchange(&Value::Object(turned).to_string()));
        prop_assert_eq!(&answer, &sanspay::door::exchange(&question.to_string()));
    }

    #[test]
    fn law_6_secrets_stay_inside(secret in "[A-Za-z0-9]{12,40}", wrap in 0..5_usize, at in 0..4_usize) {
        use base64::Engine as _;
        let base64 = |text: String| base64::engine::general_purpose::STANDARD.encode(text);
        let echoes = [
            secret.clone(),
            base64(format!("pub:{secret}")),
            base64(format!("public:{secret}:3021:450000")),
            base64(format!("p:{secret}")),
            base64(secret.clone()).replace('/', "\\/"),
        ];
        let echo = format!("before {} after", echoes[wrap]);
        for mut sample in successes() {
            let name = if sample.operation.starts_with("atarapay") { "private_key" } else { "merchant_key" };
            sample.account[name] = json!(secret);
            let mut body = sample.body.clone();
            match at {
                0 => body["message"] = json!(echo),
                1 => body = json!({ "code": 401, "status": "error", "message": echo }),
                2 => body = json!({ "status": "error", "message": echo }),
                _ => {
                    let data = if body["data"].is_array() { &mut body["data"][0] } else { &mut body["data"] };
                    for name in ["product_name", "firstname", "email", "name", "created_at"] {
                        data[name] = json!(echo);
                    }
                }
            }
            let told = exchange(&sample.with(&reply(200, &body.to_string())))["outcome"].to_string();
            prop_assert!(!leaks(&told, &secret), "{told}");
            sample.account["environment"] = json!("nowhere");
            let error = exchange(&sample.with(&reply(200, ""))).to_string();
            prop_assert!(!leaks(&error, &secret), "{error}");
        }
        let account = sanspay::atarapay::Account::live("pub", &secret);
        let shown = format!("{account:?} {account:#?} {:?}", account.secrets());
        prop_assert!(!leaks(&shown, &secret), "{shown}");
        let request = exchange(&json!({ "operation": "atarapay.orders.status", "input": { "order": 1 },
            "account": { "environment": "live", "public_key": "pub", "private_key": secret } }));
        prop_assert!(!leaks(&request["request"]["summary"].to_string(), &secret));
        prop_assert!(leaks(&request["request"]["body"].to_string(), &secret), "the check must be able to find it");
    }

    #[test]
    fn law_7_repair_never_proves(sample in proptest::sample::select(successes()), fault in 0..3_usize, at in any::<proptest::sample::Index>()) {
        let mut bodies = refusals(sample.operation);
        bodies.push(sample.body.clone());
        for body in bodies {
            let printed = serde_json::to_string_pretty(&body).expect("prints");
            let places: Vec<usize> = match fault {
                0 => printed.match_indices("\n").filter(|(at, _)| printed[at + 1..].trim_start().starts_with('}') && !printed[..*at].ends_with('{')).map(|(at, _)| at).collect(),
                1 => printed.match_indices("\",\n").map(|(at, _)| at).collect(),
                _ => printed.match_indices('\n').map(|(at, _)| at).collect(),
            };
            if places.is_empty() {
                continue;
            }
            let place = places[at.index(places.len())];
            let (before, after) = printed.split_at(place);
            let broken = match fault {
                0 => format!("{before},{after}"),
                1 => format!("{before}\"{}", &after[2..]),
                _ => format!("{before} // a comment{after}"),
            };
            let outcome = outcome(&sample.with(&reply(200, &broken)));
            prop_assert_eq!(&outcome["verdict"], "unknown", "{}\n{}", broken, outcome);
            prop_assert!(!["held", "settled", "returned"].contains(&outcome["funds"].as_str().expect("funds")));
        }
    }

    #[test]
    fn law_8_money_is_exact(paise in 1..=9_007_199_254_740_991_u64, off in -2..=2_i64, zeros in 0..12_usize, tail in 0..3_u32) {
        let sample = successes().into_iter().find(|sample| sample.operation == "atmoon.pg.verify").expect("there is one");
        let told = paise.saturating_add_signed(off).max(1);
        let amount = format!("{}.{:02}{}{}", told / 100, told % 100, "0".repeat(zeros), if tail == 0 { "1" } else { "" });
        let mut sample = Sample { input: sample.input.clone(), ..sample };
        sample.input["amount"] = json!(paise);
        sample.body["data"]["data"]["amount"] = json!(amount);
        let text = sample.body.to_string();
        for body in [text.clone(), text.replace(&format!("\"{amount}\""), &amount)] {
            let outcome = outcome(&sample.with(&reply(200, &body)));
            let exact = told == paise && tail != 0;
            prop_assert_eq!(outcome["verdict"] == "done", exact, "{} paise, told {}: {}", paise, amount, outcome);
            if exact {
                prop_assert_eq!(&outcome["value"]["amount"], &json!(paise));
            }
        }
    }

    #[test]
    fn law_9_a_notice_proves_nothing(title in odd_value(), status in odd_value(), amount in odd_value(), genuine in any::<bool>(), edited in any::<bool>()) {
        use base64::Engine as _;
        let token = base64::engine::general_purpose::STANDARD.encode(if genuine { "pub:prv_key_1:3021:450000" } else { "pub:prv_key_2:3021:450000" });
        let amount = if edited { amount } else { json!(450_000) };
        let body = json!({ "status": status, "token": token, "data": { "id": 3021, "amount_payed": amount, "product_id": "1447", "status": { "id": 1, "title": title } } });
        let question = json!({ "notice": "atarapay.order", "account": { "environment": "live", "public_key": "pub", "private_key": "prv_key_1" },
            "message": { "headers": [], "body": body.to_string() } });
        let answer: Value = serde_json::from_str(&sanspay::door::receive(&question.to_string())).expect("the answer is JSON");
        let notice = &answer["notice"];
        let names: Vec<&str> = notice.as_object().expect("an object").keys().map(String::as_str).collect();
        prop_assert_eq!(names, ["authenticity", "covers", "event", "value", "reason", "next"]);
        let covered = amount == 450_000 || amount == "450000";
        prop_assert_eq!(notice["authenticity"] == "verified", genuine && covered, "{}", answer);
        match notice["next"]["do"].as_str() {
            Some("ask") => prop_assert_eq!(&notice["next"]["operation"], "atarapay.orders.status"),
            other => prop_assert_eq!(other, Some("nothing")),
        }
    }
}

/// A law that an operation is not tried against is none for it.
#[test]
fn every_operation_that_asks_a_gateway_is_tried() {
    let tried: Vec<&str> = successes().iter().map(|sample| sample.operation).collect();
    for operation in sanspay::operations().operations {
        let local = operation.effect == Some(Effect::Local);
        assert!(local || tried.contains(&operation.name), "{} has no sample in laws/samples.rs", operation.name);
    }
    for sample in successes() {
        assert_eq!(
            outcome(&sample.with(&reply(200, &sample.body.to_string())))["verdict"].as_str().map(|v| v != "unknown"),
            Some(true),
            "{sample:?}"
        );
    }
}

/// Exhaustively: every pair of outcomes there can be, and every pair after it.
#[test]
fn law_10_monotone_a_proof_is_never_overridden() {
    let verdicts = ["done", "pending", "refused", "failed", "unknown", "not_sent"];
    let funds = ["untouched", "in_doubt", "held", "settled", "returned"];
    let all: Vec<Value> =
        verdicts.iter().flat_map(|v| funds.iter().map(move |f| json!({ "verdict": v, "funds": f, "value": null, "reason": null, "next": { "do": "nothing" } }))).collect();
    let proven = |outcome: &Value| ["held", "settled", "returned"].contains(&outcome["funds"].as_str().expect("funds"));
    for known in &all {
        for seen in &all {
            let answer = sanspay::door::settle(&json!({ "known": known, "seen": seen }).to_string());
            let answer: Value = serde_json::from_str(&answer).expect("the answer is JSON");
            let stands = &answer["outcome"];
            let conflict = stands["reason"]["code"] == "conflict";
            assert_eq!(conflict, stands["next"]["do"] == "review", "{known} {seen} {answer}");
            if proven(known) {
                let moved_on = known["funds"] == "held" && proven(seen);
                assert_eq!(
                    &stands["funds"],
                    if moved_on { &seen["funds"] } else { &known["funds"] },
                    "{known} {seen} {answer}"
                );
                let overrides = !proven(seen) && (seen["verdict"] == "failed" || seen["verdict"] == "pending");
                assert!(!overrides || conflict && stands["verdict"] == known["verdict"], "{known} {seen} {answer}");
            }
            if !proven(known) && proven(seen) {
                assert_eq!(stands["funds"], seen["funds"], "a proof is never denied: {known} {seen} {answer}");
            }
            if known["verdict"] == "unknown" && known["funds"] == "in_doubt" {
                let second_attempt = stands["verdict"] == "not_sent" || stands["verdict"] == "refused";
                assert!(
                    !second_attempt || proven(seen),
                    "a doubt is not ended by what became of a second attempt: {known} {seen} {answer}"
                );
            }
        }
    }
}

fn leaks(text: &str, secret: &str) -> bool {
    use base64::Engine as _;
    let encoded = (0..3).map(|shift| {
        let padded = "\0".repeat(shift) + secret;
        let encoded = base64::engine::general_purpose::STANDARD.encode(&padded);
        encoded[(shift * 8).div_ceil(6)..padded.len() * 8 / 6].to_owned()
    });
    encoded.chain([secret.to_owned()]).any(|trace| text.contains(&trace) || text.replace("\\/", "/").contains(&trace))
}

/// An account of no gateway.
#[derive(serde::Deserialize)]
struct Nobody {}

impl sanspay::Account for Nobody {
    const SECRETS: &'static [&'static str] = &[];

    fn check(&self, _: &mut Problems) {}

    fn secrets(&self) -> Vec<&Secret> {
        Vec::new()
    }
}

/// A payout written by someone who did not think: it would send again after any doubt, and takes every object for a doubt.
#[derive(serde::Deserialize)]
struct CarelessPayout {}

impl Operation for CarelessPayout {
    type Account = Nobody;
    type Value = ();

    const NAME: &'static str = "careless.payout.create";
    const SUMMARY: &'static str = "Pays without thinking.";
    const EFFECT: Effect = Effect::MovesMoney;

    fn check(&self, _: &Nobody, _: &mut Problems) {}

    fn request(&self, _: &Nobody) -> Request {
        unreachable!("there is a reply already")
    }

    fn conclude(&self, _: &Nobody, page: &Page<'_>) -> Outcome<()> {
        Outcome::without(
            Verdict::Unknown,
            Funds::Untouched,
            sanspay::Reason::new(sanspay::ReasonCode::Unrecognised, format!("{:?}", page.body)),
            Next::SendAgain,
        )
    }

    fn after_doubt(&self) -> Next {
        Next::SendAgain
    }
}
