#![allow(missing_docs)]
use std::time::Instant;
fn main() {
    let dir = "vectors";
    let pick = |f: &str, n: &str| {
        let v: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(format!("{dir}/{f}.json")).unwrap()).unwrap();
        v["vectors"].as_array().unwrap().iter().find(|x| x["name"] == n).unwrap()["call"].to_string()
    };
    for (f, n) in [
        ("atmoon.pg.verify", "request by the page's token"),
        ("atmoon.pg.verify", "documented success"),
        ("atarapay.orders.verify_payment", "paid, the buyer bears the escrow fee"),
        ("atarapay.order", "delivered, JSON"),
        ("atmoon.pg.initiate", "documented success after fetching a token"),
    ] {
        let q = pick(f, n);
        let mut best = u128::MAX;
        for _ in 0..20 {
            let t = Instant::now();
            for _ in 0..5000 {
                std::hint::black_box(sanspay::door::call(&q));
            }
            best = best.min(t.elapsed().as_nanos() / 5000);
        }
        println!("{f} {n}: {best} ns");
    }
}
