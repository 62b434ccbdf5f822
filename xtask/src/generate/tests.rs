use std::collections::BTreeSet;

use serde_json::json;

use super::*;

fn reference() -> Value {
    serde_json::to_value(sanspay::schema::reference()).expect("a reference is plain data")
}

/// The reference with an operation, a notice and types that no gateway has, of every shape that there may be.
fn extended() -> Value {
    let mut reference = reference();
    let operation = json!({
        "name": "newpay.things.list", "effect": "moves_money", "summary": "Lists things.",
        "account": { "$ref": "#/definitions/NewPayAccount" },
        "input": { "$ref": "#/definitions/NewPayThingsList" },
        "value": { "type": "array", "items": { "$ref": "#/definitions/NewPayThing" } },
    });
    reference["operations"].as_array_mut().expect("a list").push(operation);
    let notice = |name: &str| {
        json!({ "name": name, "summary": "Something came.", "doc": "Something came.", "account": { "$ref": "#/definitions/NewPayAccount" },
            "value": { "$ref": "#/definitions/NewPayThing" } })
    };
    reference["notices"].as_array_mut().expect("a list").extend([notice("newpay.thing"), notice("newpay.other")]);
    let types = json!({
        "NewPayAccount": { "type": "object", "properties": {}, "additionalProperties": false },
        "NewPayThingsList": { "type": "object", "additionalProperties": false, "description": "Lists */ things.\n\n\"\"\" \\ it", "properties": {
            "way": { "$ref": "#/definitions/NewPayWay" },
            "tags": { "type": ["array", "null"], "items": { "type": ["string", "null"] } },
            "notes": { "type": "object", "additionalProperties": { "type": "integer", "format": "int64" } },
            "exactly": { "type": "boolean" },
        }, "required": ["way", "notes", "exactly"] },
        "NewPayWay": { "oneOf": [
            { "type": "object", "properties": { "bank": { "$ref": "#/definitions/NewPayBank" } }, "required": ["bank"], "additionalProperties": false },
            { "type": "object", "properties": { "cash": { "type": "boolean" } }, "required": ["cash"], "additionalProperties": false, "description": "In cash." },
        ] },
        "NewPayBank": { "type": "object", "properties": { "ifsc": { "type": "string" } }, "required": ["ifsc"] },
        "NewPayThing": { "type": "object", "properties": {
            "parts": { "type": "array", "items": { "$ref": "#/definitions/NewPayThing" } },
            "flag": { "$ref": "#/definitions/NewPayFlag" },
            "nothing": { "type": "null" },
            "pair": { "type": "array", "minItems": 2, "maxItems": 2, "items": [{ "type": "string" }, { "type": "integer", "format": "uint8" }] },
        }, "required": ["parts", "flag", "nothing", "pair"] },
        "NewPayFlag": { "oneOf": [{ "type": "string", "enum": ["a", "b"] }, { "type": "string", "const": "c", "description": "The | third." }] },
    });
    let definitions = reference["definitions"].as_object_mut().expect("an object");
    definitions.extend(types.as_object().expect("an object").clone());
    reference
}

fn outputs(reference: Value) -> Vec<(String, String)> {
    print(reference).expect("every shape is known")
}

#[test]
fn the_same_types_give_the_same_files() {
    assert_eq!(outputs(reference()), outputs(reference()));
}

#[test]
fn every_operation_notice_type_and_field_is_in_every_file() {
    for reference in [reference(), extended()] {
        let names = |list: &str| {
            reference[list]
                .as_array()
                .expect("a list")
                .iter()
                .map(|entry| entry["name"].as_str().expect("a name").to_owned())
        };
        let dotted: Vec<String> = names("operations").chain(names("notices")).collect();
        let definitions = reference["definitions"].as_object().expect("an object").clone();
        let fields = definitions
            .values()
            .filter_map(|of| of["properties"].as_object())
            .flat_map(|fields| fields.keys().cloned());
        let fields: Vec<String> = fields.collect();
        let outputs = outputs(reference);
        let plain_data = outputs.iter().find(|(path, _)| path.ends_with("types.py")).expect("the file").1.clone();
        let classes = outputs.iter().filter(|(path, _)| path.ends_with(".php"));
        let classes: String = classes.map(|(_, content)| content.as_str()).collect();
        for (path, content) in outputs {
            // In Python they stand in two files, in PHP in one for each class.
            let content = match path.as_str() {
                path if path.ends_with("types.py") || path.contains("truth.") || path.contains("Sandbox/") => continue,
                path if path.ends_with(".pyi") => content + &plain_data,
                path if path.ends_with("Types.php") => classes.clone(),
                path if path.ends_with(".php") => continue,
                _ => content,
            };
            for name in dotted.iter().chain(&fields) {
                assert!(content.contains(name), "{name} is not in {path}");
            }
            for (name, of) in &definitions {
                // The reference describes an input under its operation's name; Python calls a notice after what it is.
                let under_operation = path.ends_with(".md")
                    && of["description"].as_str().is_some_and(|doc| content.contains(&without_rust(doc)));
                let renamed = (path.ends_with(".pyi") || path.ends_with(".php")) && name == "Received";
                assert!(under_operation || renamed || content.contains(name), "{name} is not in {path}");
            }
        }
    }
}

#[test]
fn a_new_operation_is_offered_in_every_language() {
    let outputs = outputs(extended());
    let content = |path: &str| outputs.iter().find(|(name, _)| *name == path).expect("the file").1.as_str();
    let typescript = content("npm/types/index.d.cts");
    for line in [
        "export function newpay(account?: NewPayAccount): NewPay;",
        "    list(input: NewPayThingsList): Call<NewPayThing[]>;",
        "  receive(kind: \"thing\", message: NoticeMessage): Received<NewPayThing>;",
        "  tags?: readonly (string | null)[] | null | undefined;",
        "  notes: { readonly [key: string]: number | bigint };",
        "  | NewPayWayBank\n  | NewPayWayCash;",
        " * Lists *\\/ things.",
        "  readonly pair: [string, number];",
    ] {
        assert!(typescript.contains(line), "{line}");
    }
    let python =
        [content("bindings-python/python/sanspay/__init__.pyi"), content("bindings-python/python/sanspay/types.py")]
            .concat();
    for line in [
        "    def list(self, *, way: NewPayWay, notes: Dict[str, int | Decimal], exactly: bool, tags: Sequence[str | None] | None = None) -> Call[List[NewPayThing]]:",
        "    @overload\n    def receive(self, kind: Literal[\"other\"], headers: object, body: bytes | str) -> Notice[NewPayThing]:",
        "class NewPay(Gateway):",
        "        \\\"\\\"\\\" \\\\ it",
        "    pair: List[str | int]",
    ] {
        assert!(python.contains(line), "{line}");
    }
    for (path, line) in [
        ("php/src/NewPay.php", " * @extends Gateway<array{thing: NewPayThing, other: NewPayThing}>\n"),
        ("php/src/NewPay.php", " * @property-read NewPay\\Things $things\n"),
        (
            "php/src/NewPay/Things.php",
            " * @method Call<list<NewPayThing>> list(NewPayThingsList $input) Lists things.\n",
        ),
        ("php/src/Types.php", " *   tags?: list<string|null>|null,\n *   notes: array<string, int>,\n"),
        ("php/src/NewPay/Things.php", " * @phpstan-import-type NewPayThingsList from Types\n"),
        ("php/src/NewPay/Things.php", " * Lists *\\/ things.\n"),
        ("php/src/Types.php", " * @phpstan-type NewPayWay NewPayWayBank|NewPayWayCash\n"),
        ("php/src/Types.php", " *   pair: array{string, int},\n"),
        ("php/src/Types.php", " * @phpstan-type NewPayFlag 'a'|'b'|'c'\n"),
    ] {
        assert!(content(path).contains(line), "{path}: {line}");
    }
}

#[test]
fn every_link_of_the_reference_leads_to_its_one_heading() {
    let outputs = outputs(extended());
    let (_, content) = outputs.iter().find(|(path, _)| path.ends_with(".md")).expect("the reference");
    let headings = content.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let mut anchors = BTreeSet::new();
    for heading in headings {
        let anchor = heading.to_lowercase().replace('.', "").replace(' ', "-");
        assert!(anchors.insert(anchor), "two headings are {heading}");
    }
    let links: Vec<&str> = content.split("](#").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() > 30);
    for link in links {
        assert!(anchors.contains(link), "#{link} leads nowhere");
    }
}

#[test]
fn what_is_not_known_is_an_error_that_names_the_place() {
    let definition = |name: &str, field: &str| format!("/definitions/{name}/properties/{field}");
    let cases = [
        ("/definitions/Kobo/pattern".to_owned(), json!("^1"), "Kobo: what \"pattern\" means"),
        ("/definitions/Kobo/type".to_owned(), json!("number"), "Kobo: the type [\"number\"]"),
        (
            "/definitions/AtaraPayEnvironment/oneOf/0/const".to_owned(),
            json!(1),
            "AtaraPayEnvironment[0]: a choice must be a text",
        ),
        ("/definitions/AtaraPayOrdersStatus/additionalProperties".to_owned(), json!({}), "AtaraPayOrdersStatus"),
        (
            "/definitions/AtaraPayOrdersStatus/required/0".to_owned(),
            json!("id"),
            "\"id\" is required and not described",
        ),
        (
            definition("AtaraPayOrdersStatus", "class"),
            json!({ "type": "string" }),
            "AtaraPayOrdersStatus.class: \"class\" cannot be a name",
        ),
        (
            definition("AtaraPayOrdersStatus", "order"),
            json!({ "type": "object", "properties": {} }),
            "AtaraPayOrdersStatus.order: an object with fields must be a named type",
        ),
        (
            definition("AtaraPayOrdersStatus", "order"),
            json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] }),
            "AtaraPayOrdersStatus.order: anyOf",
        ),
        (
            definition("AtaraPayOrdersStatus", "order"),
            json!({ "allOf": [{ "type": "string" }, { "type": "string" }] }),
            "AtaraPayOrdersStatus.order: allOf",
        ),
        (
            definition("AtaraPayOrdersStatus", "order"),
            json!({ "type": "array" }),
            "AtaraPayOrdersStatus.order[]: a list must say what of",
        ),
        (
            definition("AtaraPayOrdersStatus", "order"),
            json!({ "$ref": "#/definitions/Nowhere" }),
            "no definition of Nowhere",
        ),
        (definition("AtaraPayOrder", "status"), json!(true), "AtaraPayOrder: a field that may be anything"),
        (
            definition("AtaraPayOrdersStatus", "order"),
            json!({ "$ref": "#/definitions/AtaraPayOrder" }),
            "AtaraPayOrder is both given and got",
        ),
        (
            "/definitions/Next/oneOf/1/properties/do".to_owned(),
            json!({ "type": "string" }),
            "Next[1]: nothing tells this variant",
        ),
        (
            "/definitions/Next/oneOf/1/properties/do/const".to_owned(),
            json!("fix"),
            "Next[2]: there is another variant fix",
        ),
        (
            "/definitions/Next/oneOf/0/properties/operation".to_owned(),
            json!({ "type": "boolean" }),
            "the field operation",
        ),
        (
            definition("Outcome", "verdict"),
            json!({ "type": "string", "minLength": 1 }),
            "Outcome.verdict: what \"minLength\" means",
        ),
        (
            "/operations/0/name".to_owned(),
            json!("atarapay.create"),
            "atarapay.create: an operation is named gateway.group.verb",
        ),
        ("/operations/0/effect".to_owned(), json!("magic"), "there is no effect magic"),
        ("/operations/0/value".to_owned(), json!({}), "atarapay.projects.create.value"),
        (
            "/operations/0/account".to_owned(),
            json!({ "$ref": "#/definitions/AtMoonAccount" }),
            "the account of atarapay must be named like it",
        ),
        (
            "/operations/1/account".to_owned(),
            json!({ "$ref": "#/definitions/AtMoonAccount" }),
            "atarapay has two accounts",
        ),
    ];
    assert!(print(reference()).is_ok());
    for (pointer, value, expected) in cases {
        let mut reference = reference();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match reference.pointer_mut(parent) {
            Some(Value::Object(map)) => drop(map.insert(key.to_owned(), value)),
            Some(Value::Array(list)) => list[key.parse::<usize>().expect("an index")] = value,
            _ => panic!("there is no {parent}"),
        }
        let error = print(reference).map(drop).expect_err(&pointer).to_string();
        assert!(error.contains(expected), "{pointer}: {error}");
    }
}

#[test]
fn documentation_loses_what_only_rust_understands() {
    let doc = "A [`Secret`] of [`crate::X`](super::X).\n\n```\nlet a = 1;\n```\n\nSee [`y`](https://example.com) and [z](#z).";
    assert_eq!(without_rust(doc), "A `Secret` of `crate::X`.\n\nSee [`y`](https://example.com) and [z](#z).");
}

#[test]
fn a_stale_or_missing_file_is_named_with_the_line_that_differs() {
    let root = std::env::temp_dir().join(format!("sanspay-generate-{}", std::process::id()));
    let files = types(&root).expect("types");
    let check = |root| fresh(root, &files);
    let error = check(&root).expect_err("nothing is there").to_string();
    assert!(error.contains("npm/types/index.d.cts cannot be read") && error.contains("docs/operations.md"), "{error}");
    written(&files).expect("the folder can be written");
    check(&root).expect("all is fresh");
    let path = root.join("docs/operations.json");
    let content = fs::read_to_string(&path).expect("it was written");
    fs::write(&path, content.replacen("\"operations\"", "\"ops\"", 1)).expect("it can be written");
    let error = check(&root).expect_err("one is stale").to_string();
    fs::remove_dir_all(&root).expect("it can be removed");
    assert_eq!(
        error,
        "docs/operations.json is stale: line 2 is \"  \\\"ops\\\": [\" and should be \"  \\\"operations\\\": [\"\n\
         Run `cargo xtask bindings`, and commit what it writes."
    );
}
