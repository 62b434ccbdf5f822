//! Nothing is half there: every operation and notice has documentation, vectors, and an answer from the sandbox. What is
//! missing is named with the step of CONTRIBUTING.md that was forgotten.

use std::fs;

use serde_json::Value;

use crate::tools::root;
use crate::vectors;

#[test]
fn every_operation_and_notice_is_complete() {
    let reference = serde_json::to_value(sanspay::schema::reference()).expect("schemas");
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).expect("a changelog");
    let mut missing = Vec::new();
    for (entry, is_operation) in entries(&reference) {
        let name = entry["name"].as_str().expect("a name");
        let mut lacks = |what: String| missing.push(format!("{name}: {what}"));
        let file = root().join("vectors").join(format!("{name}.json"));
        match fs::read_to_string(&file).map(|text| serde_json::from_str::<Value>(&text)) {
            Ok(Ok(file)) => {
                let (proving, other) = sides(&file);
                if proving == 0 || other < proving {
                    lacks(format!(
                        "vectors/{name}.json has {proving} vectors that prove something and {other} that prove nothing"
                    ));
                }
            }
            _ => lacks(format!("there is no vectors/{name}.json (step 3)")),
        }
        if is_operation && entry["effect"] != "local" && !sanspay_sandbox::answers().contains(&name) {
            lacks("the sandbox does not answer it (step 4)".to_owned());
        }
        let short = name.split_once('.').map_or(name, |(_, rest)| rest);
        if !changelog.contains(short) {
            lacks(format!("CHANGELOG.md does not tell of `{short}` (step 5)"));
        }
        let documentation = documentation(&reference, entry, is_operation);
        if documentation.lines().next() != entry["summary"].as_str() {
            lacks(format!("SUMMARY is not the first line of its documentation: {documentation:?} (step 1)"));
        }
        if documentation.lines().count() < 3 {
            lacks("its documentation says no more than its summary (step 1)".to_owned());
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn the_vectors_hold_in_rust() {
    vectors::check(&root()).expect("the vectors hold");
}

#[test]
fn every_vector_has_a_name_of_its_own() {
    for path in vectors::files(&root()).expect("files") {
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON");
        let mut names: Vec<&str> =
            file["vectors"].as_array().expect("a list").iter().map(|v| v["name"].as_str().expect("a name")).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{}", path.display());
    }
}

fn entries(reference: &Value) -> impl Iterator<Item = (&Value, bool)> {
    let listed = |kind: &str| reference[kind].as_array().expect("a list").iter();
    listed("operations").map(|entry| (entry, true)).chain(listed("notices").map(|entry| (entry, false)))
}

/// How many vectors prove something (a request, a verdict of `done`, a verified notice), and how many do not.
fn sides(file: &Value) -> (usize, usize) {
    let vectors = file["vectors"].as_array().expect("a list");
    let proves = |vector: &&Value| {
        vector["answer"]["outcome"]["verdict"] == "done" && vector["answer"]["outcome"]["funds"] != "in_doubt"
            || vector["answer"]["notice"]["authenticity"] == "verified"
    };
    let proving = vectors.iter().filter(proves).count();
    let other = vectors.iter().filter(|vector| vector["answer"]["request"].is_null() && !proves(vector)).count();
    (proving, other)
}

fn documentation(reference: &Value, entry: &Value, is_operation: bool) -> String {
    if !is_operation {
        return entry["doc"].as_str().unwrap_or_default().to_owned();
    }
    let name = entry["input"]["$ref"].as_str().unwrap_or_default().trim_start_matches("#/definitions/");
    reference["definitions"][name]["description"].as_str().unwrap_or_default().to_owned()
}
