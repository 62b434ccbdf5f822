#![allow(missing_docs)]
fn main() {
    let v: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string("vectors/atarapay.orders.verify_payment.json").unwrap()).unwrap();
    let q =
        v["vectors"].as_array().unwrap().iter().find(|x| x["name"] == "paid, the buyer bears the escrow fee").unwrap()
            ["call"]["exchange"]
            .to_string()
            .replace("prv_test_2", "PKp6z3jTcLeQNc1h3u9e0ffX77NY91adE12");
    let n: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let t = std::time::Instant::now();
    for _ in 0..n {
        std::hint::black_box(sanspay::door::exchange(std::hint::black_box(&q)));
    }
    eprintln!("{} ns, {} bytes", t.elapsed().as_nanos() as usize / n, q.len());
}
