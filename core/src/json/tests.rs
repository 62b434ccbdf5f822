use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// The same value as the reference reader sees it; numbers compared as text, since it has no exact ones.
fn same(ours: &Json<'_>, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(a), Value::Bool(b)) => a == b,
        (Json::Text(a), Value::String(b)) => a == b,
        (Json::Number(a), Value::Number(b)) => close(a.parse().ok(), b.as_f64()),
        (Json::List(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && same(a, b))
        }
        _ => false,
    }
}

/// The reference reader rounds the last digit otherwise.
#[allow(clippy::float_arithmetic)]
fn close(ours: Option<f64>, theirs: Option<f64>) -> bool {
    ours.zip(theirs).is_some_and(|(ours, theirs)| ours == theirs || ((ours - theirs) / theirs).abs() < 1e-14)
}

fn json_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        "-?(0|[1-9][0-9]{0,19})(\\.[0-9]{1,12})?([eE][+-]?[0-9]{1,2})?",
        "\"([a-z\u{e9}\u{20b9}/ ]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4}){0,8}\"",
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(" , "))),
            proptest::collection::vec(inner, 0..5).prop_map(|items| {
                let fields: Vec<_> = items.iter().enumerate().map(|(n, item)| format!("\"k{n}\" :{item}")).collect();
                format!("{{{}}}", fields.join(",\n"))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Strict reading agrees with the reference reader on what is JSON and what it says, also one edit away from it.
    #[test]
    fn strict_reading_agrees_with_the_reference(text in json_text(), at in any::<prop::sample::Index>(), edit in "[\\x00-\\x7f]{0,2}") {
        let mut edited = text.clone();
        let place = at.index(text.len());
        if text.is_char_boundary(place) && text.is_char_boundary(place + 1) {
            edited.replace_range(place..=place, &edit);
        }
        for text in [&text, &edited] {
            match (Json::read(text), serde_json::from_str::<Value>(text)) {
                (Ok(ours), Ok(theirs)) => prop_assert!(same(&ours, &theirs), "{text}"),
                (Err(_), Err(_)) => {}
                (Err(Malformed { what: TWICE, .. }), Ok(_)) => {}
                // The reference refuses numbers beyond its floats; they are kept as text here.
                (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("out of range"), "{text}: {error}"),
                (Err(fault), Ok(_)) => prop_assert!(false, "{text}: {fault:?}"),
            }
        }
    }

    #[test]
    fn tolerant_reading_never_panics_and_leaves_json_alone(text in "[\\[\\]{}\",:/\\\\a0-9 \n.eE+-]{0,60}") {
        let tolerant = Json::read_tolerant(&text);
        if let Ok(strict) = Json::read(&text) {
            prop_assert_eq!(tolerant, Ok((strict, false)));
        }
    }
}

#[test]
fn exactly_three_faults_are_forgiven() {
    let forgiven = [
        "{\"a\": \"1\"\n\"b\": 2}",
        "{\"a\": 1,}",
        "[1, 2,]",
        "{\"a\": [{\"b\": 1,}]\n}",
        "{\"a\": 1, // why\n \"url\": \"https://x//y\"}",
        "// before\n{}",
    ];
    for text in forgiven {
        assert!(Json::read(text).is_err(), "{text}");
        assert!(matches!(Json::read_tolerant(text), Ok((_, true))), "{text}");
    }
    let refused = [
        "{\"a\": 1 \"b\": 2}",
        "{\"a\": {} \"b\": 2}",
        "[\"a\" \"b\"]",
        "{\"a\": 0,,}",
        "{,}",
        "[,]",
        "{'a': 1}",
        "{a: 1}",
        "{\"a\": 1 /* why */}",
        "{\"a\": 1",
        "{\"a\": \"1",
        "{\"a\": 1}{}",
        "{\"a\": 1, \"a\": 1}",
        "{\"a\": 01}",
        "{\"a\": .5}",
        "{\"a\": NaN}",
        "\u{feff}{}",
        "",
    ];
    for text in refused {
        assert!(Json::read_tolerant(text).is_err(), "{text}");
    }
}

#[test]
fn a_slash_inside_a_text_survives() {
    let (json, repaired) = Json::read_tolerant("{\"url\": \"https://a//b\" // c\n}").expect("readable");
    assert!(repaired);
    assert_eq!(json.field("url").and_then(Json::text), Some("https://a//b"));
}

#[test]
fn depth_is_bounded_and_a_name_given_twice_is_refused_however_many_there_are() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(Json::read(&deep(MAX_DEPTH)).is_ok());
    assert_eq!(Json::read(&deep(MAX_DEPTH + 1)).map_err(|fault| fault.what), Err("nested too deeply"));
    assert!(Json::read(&deep(100_000)).is_err());
    let many = |count: usize| (0..count).map(|n| format!("\"k{n}\":1")).collect::<Vec<_>>().join(",");
    assert!(Json::read(&format!("{{{}}}", many(MAX_FIELDS))).is_ok());
    assert!(Json::read(&format!("{{{}}}", many(MAX_FIELDS + 1))).is_err());
    for twice in [0, 7, 500] {
        let text = format!("{{{},\"k{twice}\":2}}", many(600));
        assert_eq!(Json::read(&text).map_err(|fault| fault.what), Err(TWICE));
    }
}

#[test]
fn numbers_every_language_holds_stay_numbers_and_others_become_text() {
    let text = r#"[0,-1,9007199254740991,9007199254740992,1.50,1e3,-0]"#;
    let json = Json::read(text).expect("JSON");
    let printed = serde_json::to_string(&json).expect("prints");
    assert_eq!(printed, r#"[0,-1,9007199254740991,"9007199254740992","1.50","1e3","-0"]"#);
}

#[test]
fn what_ends_a_text_is_found_wherever_it_stands() {
    for special in 0..=255_u8 {
        for at in 0..20 {
            let mut text = vec![b'x'; 24];
            if let Some(byte) = text.get_mut(at) {
                *byte = special;
            }
            let first = text.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(text.len());
            assert_eq!(read::plain(&text), first, "{special} at {at}");
        }
    }
}
