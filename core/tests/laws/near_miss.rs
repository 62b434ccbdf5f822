//! Replies that are almost a documented one: a field changed, dropped, doubled, retyped, or the text cut or broken.

use proptest::prelude::*;
use serde_json::{Value, json};

/// A body one step away from a documented one, and words for that step.
#[derive(Clone, Debug)]
pub struct NearMiss {
    pub step: String,
    pub body: String,
    /// Whether a field stands twice.
    pub doubled: bool,
}

/// Any single step away from this body, or none.
pub fn near_misses(body: &Value) -> BoxedStrategy<NearMiss> {
    let paths = paths(body);
    let printed = body.to_string();
    let body = body.clone();
    let place = proptest::sample::select(paths);
    let step = prop_oneof![
        1 => Just(Step::None),
        4 => Just(Step::Drop),
        8 => odd_value().prop_map(Step::Set),
        4 => odd_value().prop_map(Step::Double),
        4 => Just(Step::Retype),
        4 => (0.0..1.0_f64).prop_map(Step::Cut),
        2 => Just(Step::Wrap),
    ];
    (place, step)
        .prop_map(move |(place, step)| {
            let described = format!("{step:?} at {place}");
            NearMiss {
                step: described,
                body: step.apply(&body, &printed, &place),
                doubled: matches!(step, Step::Double(_)),
            }
        })
        .boxed()
}

#[derive(Clone, Debug)]
enum Step {
    None,
    Drop,
    Set(Value),
    Double(Value),
    Retype,
    Cut(f64),
    Wrap,
}

impl Step {
    fn apply(&self, body: &Value, printed: &str, place: &str) -> String {
        let (parent, name) = place.rsplit_once('/').expect("a path");
        let mut changed = body.clone();
        let parent = changed.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        match self {
            Self::None => {}
            Self::Drop => {
                parent.remove(name);
            }
            Self::Set(value) => {
                parent.insert(name.to_owned(), value.clone());
            }
            Self::Retype => {
                let value = match &parent[name] {
                    Value::String(text) => text.parse::<i64>().map_or_else(|_| json!([text]), |number| json!(number)),
                    Value::Number(number) => json!(number.to_string()),
                    Value::Bool(flag) => json!(flag.to_string()),
                    other => json!(other.to_string()),
                };
                parent.insert(name.to_owned(), value);
            }
            Self::Double(value) => {
                parent.insert("\u{1}".to_owned(), value.clone());
                return changed.to_string().replace("\\u0001", name);
            }
            Self::Cut(share) => {
                #[allow(
                    clippy::float_arithmetic,
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    clippy::cast_precision_loss
                )]
                let end = (printed.len() as f64 * share) as usize;
                return printed[..end].to_owned();
            }
            Self::Wrap => return format!("[{printed}]"),
        }
        changed.to_string()
    }
}

/// Values that tempt a careless reader.
pub fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        proptest::sample::select(vec![
            json!(null),
            json!(true),
            json!(false),
            json!(0),
            json!(1),
            json!(-1),
            json!(""),
            json!("0"),
            json!("1"),
            json!("true"),
            json!("false"),
            json!("S"),
            json!("success"),
            json!("SUCCESS"),
            json!("error"),
            json!("failed"),
            json!([]),
            json!({}),
            json!("COMPLETED"),
            json!("PENDING"),
            json!("FAILED"),
            json!("PAYMENT_SUCCESS"),
            json!("PAYMENT_ERROR"),
            json!("Pending"),
            json!("Complete"),
            json!("Canceled"),
            json!("Accepted"),
            json!("Rejected"),
            json!("Created"),
            json!("USD"),
            json!("NGN"),
            json!("10.00"),
            json!("10.0000000001"),
            json!("1000"),
            json!(10),
            json!(1000),
            json!(400_000),
            json!(450_000),
            json!(449_999),
            json!(3021),
            json!("3021"),
            json!(3022),
            json!(401),
            json!("SU0000"),
            json!("BE1234"),
            json!({ "type": 2 }),
            json!({ "type": 7 }),
        ]),
        any::<i64>().prop_map(|number| json!(number)),
        "[ -~]{0,12}".prop_map(|text| json!(text)),
    ]
}

/// The ways to every field of every object in the body.
fn paths(body: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        for (name, inner) in value.as_object().into_iter().flatten() {
            let path = format!("{at}/{name}");
            walk(inner, &path, found);
            found.push(path);
        }
    }
    let mut found = Vec::new();
    walk(body, "", &mut found);
    found
}
