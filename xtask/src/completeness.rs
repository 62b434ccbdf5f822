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
                let none = proving == 0 && entry["effect"] != "local";
                if none || other * 2 < proving {
                    lacks(format!(
                        "vectors/{name}.json has {proving} vectors that get as far as can be and {other} that do not"
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

/// Everything that the library says in the vectors, requests aside, searched for every credential of the account that was
/// asked with: as it is, and as it looks inside base64 at each of the three alignments.
#[test]
fn no_answer_in_the_vectors_holds_a_credential() {
    const SECRETS: [&str; 8] = [
        "private_key",
        "access_key",
        "merchant_key",
        "api_password",
        "api_token",
        "utoken",
        "x_client_id",
        "x_client_secret",
    ];
    let mut searched = 0;
    for path in vectors::files(&root()).expect("files") {
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON");
        for vector in file["vectors"].as_array().expect("a list") {
            let mut answer = vector["answer"].clone();
            if let Some(request) = answer.get_mut("request") {
                // What is sent must hold them; what is logged of it must not.
                *request = request["summary"].clone();
            }
            if file["about"].as_str().is_some_and(|about| about.contains("getToken")) {
                answer["outcome"]["value"] = Value::Null;
            }
            let told = answer.to_string();
            let call = vector["call"].as_object().into_iter().flat_map(|call| call.values());
            let given =
                call.flat_map(|question| SECRETS.map(|name| (&question["account"][name], &question["input"][name])));
            for secret in given
                .flat_map(|(one, other)| [one.as_str(), other.as_str()])
                .flatten()
                .filter(|secret| secret.len() > 8)
            {
                searched += 1;
                for trace in traces(secret) {
                    assert!(!told.contains(&trace), "{}: {}: {told}", path.display(), vector["name"]);
                }
            }
        }
    }
    assert!(searched > 500, "there is something to search for");
}

/// What an account declares as a [`sanspay::Secret`] is in the manifest's list of what no browser may hold, and all of that
/// list is in the account.
#[test]
fn the_manifest_names_every_secret_of_an_account() {
    let reference = serde_json::to_value(sanspay::schema::reference()).expect("schemas");
    let manifest = sanspay::operations();
    for (entry, _) in entries(&reference) {
        let name = entry["name"].as_str().expect("a name");
        let gateway = manifest.gateways.iter().find(|gateway| name.split('.').next() == Some(gateway.name));
        let secrets = gateway.expect("every gateway").secrets;
        let account = entry["account"]["$ref"].as_str().expect("a name").trim_start_matches("#/definitions/");
        let fields = reference["definitions"][account]["properties"].as_object();
        let fields = fields.cloned().unwrap_or_default();
        for (field, schema) in &fields {
            let secret = schema.to_string().contains("#/definitions/Secret\"");
            assert!(!secret || secrets.contains(&field.as_str()), "{account}.{field} is not in SECRETS");
        }
        assert!(secrets.iter().all(|secret| fields.contains_key(*secret)), "{account} has not all of {secrets:?}");
    }
}

/// A text itself, and the part of it that is the same in every base64 text it stands in, at each alignment.
fn traces(secret: &str) -> Vec<String> {
    use base64::Engine as _;
    let encoded = (0..3).map(|shift| {
        let padded = "\0".repeat(shift) + secret;
        let encoded = base64::engine::general_purpose::STANDARD.encode(&padded);
        encoded[(shift * 8).div_ceil(6)..padded.len() * 8 / 6].to_owned()
    });
    encoded.chain([secret.to_owned()]).collect()
}

fn entries(reference: &Value) -> impl Iterator<Item = (&Value, bool)> {
    let listed = |kind: &str| reference[kind].as_array().expect("a list").iter();
    listed("operations").map(|entry| (entry, true)).chain(listed("notices").map(|entry| (entry, false)))
}

/// How many vectors get as far as can be (`done`, or `pending` where no reply proves more; a notice that is understood), and
/// how many do not.
fn sides(file: &Value) -> (usize, usize) {
    let vectors = file["vectors"].as_array().expect("a list");
    let proves = |vector: &&Value| {
        let (outcome, notice) = (&vector["answer"]["outcome"], &vector["answer"]["notice"]);
        ["done", "pending"].contains(&outcome["verdict"].as_str().unwrap_or_default())
            || notice["authenticity"] == "verified"
            || (notice["authenticity"] == "unsigned" && notice["next"]["do"] == "ask")
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
