//! The guides in `docs/` stay true: every contradiction in a guide's ledger is held by a vector, every setting that
//! decides one is named there, and nothing that its gateway can be asked is left out. What is missing is named.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::tools::root;
use crate::vectors;

/// A guide to a gateway.
struct Guide {
    file: &'static str,
    /// Whose operations and notices it tells of.
    gateways: &'static [&'static str],
    /// The account whose settings its ledger decides.
    account: &'static str,
}

const GUIDES: [Guide; 2] = [
    Guide { file: "docs/atarapay.md", gateways: &["atarapay"], account: "AtaraPayAccount" },
    Guide { file: "docs/atmoon.md", gateways: &["atmoon", "upi"], account: "AtMoonAccount" },
];

const HEADING: &str = "## The ledger of contradictions";
/// What the columns of the ledger are, the last two of which are held against the code.
const COLUMNS: [&str; 6] = ["what", "one source says", "the other says", "sanspay does", "setting", "vectors"];

/// A line of the ledger.
struct Line<'d> {
    what: &'d str,
    settings: Vec<&'d str>,
    vectors: Vec<&'d str>,
}

/// What the code knows, for a guide to be held against.
struct Known {
    /// The names of the vectors in each file, by the file's name without `.json`.
    vectors: BTreeMap<String, BTreeSet<String>>,
    /// The account's settings, and whether each is required.
    settings: BTreeMap<String, bool>,
    /// Every operation and notice of the guide's gateways.
    names: BTreeSet<String>,
}

/// The lines of the ledger, or what is wrong with it as a table.
fn lines(document: &str) -> Result<Vec<Line<'_>>, String> {
    let (_, ledger) = document.split_once(HEADING).ok_or(format!("there is no {HEADING:?}"))?;
    let rows = ledger.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let mut rows = rows.map(|row| row.trim().trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    if rows.next().as_deref() != Some(&COLUMNS) {
        return Err(format!("the ledger's columns are not {COLUMNS:?}"));
    }
    let lines = rows.skip(1).map(|cells| match cells.as_slice() {
        [what, _, _, _, settings, vectors] => {
            Ok(Line { what, settings: in_backticks(settings), vectors: in_backticks(vectors) })
        }
        _ => Err(format!("a line of the ledger has {} cells instead of {}: {cells:?}", cells.len(), COLUMNS.len())),
    });
    lines.collect()
}

fn in_backticks(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Where a ledger names a vector that is not there, or no vector at all.
fn without_vector(lines: &[Line<'_>], known: &Known) -> Vec<String> {
    let mut missing = Vec::new();
    for Line { what, vectors, .. } in lines {
        if vectors.is_empty() {
            missing.push(format!("{what}: the line names no vector"));
        }
        for reference in vectors {
            let Some((file, name)) = reference.split_once(": ") else {
                missing.push(format!("{what}: `{reference}` is no `file: name`"));
                continue;
            };
            match known.vectors.get(file) {
                None => missing.push(format!("{what}: there is no vectors/{file}.json")),
                Some(names) if !names.contains(name) => {
                    missing.push(format!("{what}: vectors/{file}.json has no vector named \"{name}\""));
                }
                Some(_) => {}
            }
        }
    }
    missing
}

/// Where a ledger names a setting that is none, or leaves out an optional one. `base_url` decides no contradiction.
fn without_setting(lines: &[Line<'_>], known: &Known) -> Vec<String> {
    let named: BTreeSet<&str> = lines.iter().flat_map(|line| line.settings.iter().copied()).collect();
    let none = named.iter().filter(|name| !known.settings.contains_key(**name));
    let optional = known.settings.iter().filter(|(name, required)| !**required && *name != "base_url");
    let left_out = optional.filter(|(name, _)| !named.contains(name.as_str()));
    none.map(|name| format!("`{name}` is no setting of the account"))
        .chain(left_out.map(|(name, _)| format!("no line of the ledger names the setting `{name}`")))
        .collect()
}

/// Which operations and notices a guide leaves out, and which it tells of though there are none.
fn without_name(document: &str, guide: &Guide, known: &Known) -> Vec<String> {
    let told: BTreeSet<&str> = in_backticks(document)
        .into_iter()
        .filter(|text| guide.tells_of(text) && !text.contains(char::is_whitespace))
        .collect();
    let left_out = known.names.iter().filter(|name| !told.contains(name.as_str()));
    let invented = told.iter().filter(|name| !known.names.contains(**name));
    left_out
        .map(|name| format!("`{name}` is nowhere in the document"))
        .chain(invented.map(|name| format!("`{name}` is no operation and no notice")))
        .collect()
}

impl Guide {
    fn read(&self) -> String {
        fs::read_to_string(root().join(self.file)).expect(self.file)
    }

    /// Whether it is this guide's to tell of what has that name.
    fn tells_of(&self, name: &str) -> bool {
        name.split_once('.').is_some_and(|(gateway, _)| self.gateways.contains(&gateway))
    }

    fn known(&self) -> Known {
        let reference = serde_json::to_value(sanspay::schema::reference()).expect("schemas");
        let account = &reference["definitions"][self.account];
        // An account of which nothing is required has no such list.
        let required: Vec<&str> =
            account["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let settings = account["properties"].as_object().expect("properties").keys();
        let listed =
            |kind: &str| reference[kind].as_array().expect("a list").iter().filter_map(|it| it["name"].as_str());
        let names = listed("operations").chain(listed("notices")).filter(|name| self.tells_of(name));
        Known {
            vectors: vectors::files(&root()).expect("vectors").iter().map(|path| vector_names(path)).collect(),
            settings: settings.map(|name| (name.clone(), required.contains(&name.as_str()))).collect(),
            names: names.map(str::to_owned).collect(),
        }
    }
}

/// A file's name without `.json`, and the names of its vectors.
fn vector_names(path: &std::path::Path) -> (String, BTreeSet<String>) {
    let file: Value = serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON");
    let names = file["vectors"].as_array().expect("a list").iter().filter_map(|vector| vector["name"].as_str());
    let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
    (stem.to_owned(), names.map(str::to_owned).collect())
}

/// Holds every guide against what the code knows, and names all that is missing in any.
fn hold(missing: impl Fn(&str, &Guide, &Known) -> Vec<String>) {
    let missing: Vec<String> = GUIDES
        .iter()
        .flat_map(|guide| {
            missing(&guide.read(), guide, &guide.known()).into_iter().map(|what| format!("{}: {what}", guide.file))
        })
        .collect();
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn every_contradiction_has_its_vector() {
    hold(|document, _, known| without_vector(&lines(document).expect("a ledger"), known));
}

#[test]
fn every_setting_is_in_the_ledger() {
    hold(|document, _, known| without_setting(&lines(document).expect("a ledger"), known));
}

/// The chapter on the laws names vectors too, as the ledgers do.
#[test]
fn every_vector_that_shows_a_law_is_there() {
    let known = GUIDES[0].known();
    let chapter = fs::read_to_string(root().join("docs/laws.md")).expect("a chapter");
    let named = in_backticks(&chapter).into_iter().filter_map(|text| text.split_once(": "));
    let named: Vec<_> = named.filter(|(file, _)| !file.contains(char::is_whitespace)).collect();
    assert!(named.len() > 20, "{named:?}");
    for (file, name) in named {
        assert!(known.vectors.get(file).is_some_and(|names| names.contains(name)), "there is no vector {file}: {name}");
    }
}

#[test]
fn every_operation_and_notice_is_told_of() {
    hold(without_name);
}

#[test]
fn what_is_missing_is_named() {
    let row = |setting: &str, vectors: &str| format!("| method | POST | PUT | PUT | {setting} | {vectors} |\n");
    for (guide, file, setting, name) in [
        (&GUIDES[0], "atarapay.banks.list", "order_path", "atarapay.order"),
        (&GUIDES[1], "upi.link.read", "payout_url", "upi.link.write"),
    ] {
        let ledger = format!(
            "{HEADING}\n\n| {} |\n|---|---|---|---|---|---|\n{}{}",
            COLUMNS.join(" | "),
            row("`nowhere`", "none"),
            row("none", &format!("`{file}.nothing: request`, `{file}: nothing`, `request`")),
        );
        let (read, known) = (lines(&ledger).expect("a ledger"), guide.known());
        let missing = [
            "method: the line names no vector".to_owned(),
            format!("method: there is no vectors/{file}.nothing.json"),
            format!("method: vectors/{file}.json has no vector named \"nothing\""),
            "method: `request` is no `file: name`".to_owned(),
        ];
        assert_eq!(without_vector(&read, &known), missing);
        let settings = without_setting(&read, &known);
        assert!(settings.contains(&"`nowhere` is no setting of the account".to_owned()), "{settings:?}");
        assert!(settings.contains(&format!("no line of the ledger names the setting `{setting}`")), "{settings:?}");
        let names = without_name(&format!("`{name}.not`"), guide, &known);
        assert!(names.contains(&format!("`{name}` is nowhere in the document")), "{names:?}");
        assert!(names.contains(&format!("`{name}.not` is no operation and no notice")), "{names:?}");
        assert!(lines("# Another").is_err() && lines(&ledger.replacen("| POST ", "", 1)).is_err());
    }
}
