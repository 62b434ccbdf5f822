//! What the Python package offers, as mypy and pyright see it: `__init__.pyi`, and `types.py`, the plain data, which is there
//! when the program runs, too.

use super::Result;
use super::model::{Field, Gateway, Model, Named, Notice, Operation, Shape, Type, groups, host_name, pascal};

/// What is the same whatever there is to ask: the call, its request, the functions.
const HEAD: &str = include_str!("python.head.pyi");

const TYPES: &str = include_str!("python.types.py");

/// `types.py`: every type of plain data.
pub fn print_types(model: &Model) -> String {
    let plain = model.types.iter().filter(|named| !named.is_generic());
    let declarations: String = plain.map(|named| format!("\n\n{}", declaration(model, named))).collect();
    format!("{TYPES}{declarations}{}", table(model))
}

/// `__init__.pyi`: what has methods or attributes.
pub fn print_stub(model: &Model) -> Result<String> {
    let (head, functions) = HEAD.split_once("# The types.\n").ok_or("python.head.pyi has no place for the types")?;
    let mut out = format!("{head}from .types import (\n");
    let mut names: Vec<String> = model.types.iter().filter(|named| !named.is_generic()).flat_map(declared).collect();
    names.extend(["NoticeName", "OperationName"].map(str::to_owned));
    names.sort();
    out.extend(names.iter().map(|name| format!("    {name},\n")));
    out.push_str(&format!(")\n{functions}"));
    for named in model.types.iter().filter(|named| named.is_generic()) {
        out.push_str(&format!("\n{}", declaration(model, named)));
    }
    for gateway in &model.gateways {
        out.push_str(&class(model, gateway)?);
    }
    Ok(out)
}

/// The names that a declaration gives.
fn declared(named: &Named) -> Vec<String> {
    let name = name_in_python(&named.name);
    let arms = match &named.shape {
        Shape::Union(variants) => variants.iter().map(|variant| format!("{name}{}", pascal(&variant.name))).collect(),
        _ => Vec::new(),
    };
    [arms, vec![name]].concat()
}

fn declaration(model: &Model, named: &Named) -> String {
    let name = name_in_python(&named.name);
    match &named.shape {
        Shape::Object(fields) if named.is_generic() => object(model, &name, &named.doc, fields),
        Shape::Object(fields) => typed_dict(model, &name, &named.doc, fields, named.given),
        Shape::Union(variants) => {
            let (mut arms, mut names) = (String::new(), Vec::new());
            for variant in variants {
                let arm = format!("{name}{}", pascal(&variant.name));
                if named.is_generic() {
                    // To tell one verdict's outcome from another's; at run time all are of one class.
                    arms.push_str("@type_check_only\n");
                    arms.push_str(&object(model, &arm, &variant.doc, &variant.fields));
                    names.push(if variant.is_generic() { format!("{arm}[_V_co]") } else { arm });
                } else {
                    arms.push_str(&typed_dict(model, &arm, &variant.doc, &variant.fields, named.given));
                    names.push(arm);
                }
                arms.push('\n');
            }
            format!("{arms}{}", alias(&name, &format!("Union[{}]", names.join(", ")), &named.doc))
        }
        Shape::Choice(choices) => {
            let choices: Vec<String> = choices.iter().map(|choice| format!("{:?}", choice.value)).collect();
            alias(&name, &format!("Literal[{}]", choices.join(", ")), &named.whole_doc())
        }
        Shape::Alias(of) => alias(&name, &written(model, of, named.given), &named.doc),
    }
}

/// Plain data: a dict.
fn typed_dict(model: &Model, name: &str, doc: &str, fields: &[Field], given: bool) -> String {
    let field = |field: &Field| {
        let of = written(model, &field.of, given);
        let of = if field.required { of } else { format!("NotRequired[{of}]") };
        format!("    {}: {of}\n{}", field.name, docstring(&field.doc, "    "))
    };
    format!(
        "class {name}(TypedDict):\n{}{}",
        docstring(&or_name(doc, name), "    "),
        fields.iter().map(field).collect::<String>()
    )
}

/// An object with attributes, which nobody changes.
fn object(model: &Model, name: &str, doc: &str, fields: &[Field]) -> String {
    let field = |field: &Field| {
        format!("    {}: {}\n{}", field.name, written(model, &field.of, false), docstring(&field.doc, "    "))
    };
    let generic = if fields.iter().any(|field| field.of.is_value()) { "(Generic[_V_co])" } else { "" };
    let fields: String = fields.iter().map(field).collect();
    format!(
        "@final\n@dataclass(frozen=True)\nclass {name}{generic}:\n{}{fields}",
        docstring(&or_name(doc, name), "    ")
    )
}

fn alias(name: &str, of: &str, doc: &str) -> String {
    // As text it may name what is declared further down.
    let of = if of.starts_with("Literal[") { of.to_owned() } else { format!("\"{of}\"") };
    format!("{name}: TypeAlias = {of}\n{}", docstring(doc, ""))
}

/// What is asked by name.
fn table(model: &Model) -> String {
    let names = |names: Vec<&String>| names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    let operations = names(model.operations().map(|operation| &operation.name).collect());
    let notices = names(model.notices().map(|notice| &notice.name).collect());
    let inputs: Vec<&str> = model.operations().map(|operation| operation.input.as_str()).collect();
    [
        alias("OperationName", &format!("Literal[{operations}]"), "The name of an operation."),
        alias("NoticeName", &format!("Literal[{notices}]"), "The name of a notice."),
        alias("OperationInput", &format!("Union[{}]", inputs.join(", ")), "The input of an operation."),
    ]
    .map(|alias| format!("\n{alias}"))
    .concat()
}

/// A gateway: a class with its account's settings, and a class for each group of operations.
fn class(model: &Model, gateway: &Gateway) -> Result<String> {
    let (title, account) = (&gateway.title, model.named(&gateway.account)?);
    let settings = model.fields(&gateway.account)?;
    let mut out = String::new();
    let mut properties = String::new();
    for (group, operations) in groups(&gateway.operations) {
        let class = format!("_{title}{}", pascal(group));
        out.push_str(&format!("\n@type_check_only\n@final\nclass {class}:\n"));
        for operation in operations {
            out.push_str(&method(model, operation)?);
        }
        properties.push_str(&format!("    @property\n    def {group}(self) -> {class}: ...\n"));
    }
    let doc = docstring(&account.doc, "    ");
    let made = docstring(
        &with_arguments(
            "Everything that can be asked with this account. Nothing is sent before you send it.",
            settings,
        ),
        "        ",
    );
    out.push_str(&format!(
        "\n@final\nclass {title}(Gateway):\n{doc}    def __init__(self{}) -> None:\n{made}{properties}",
        arguments(model, settings)
    ));
    for Notice { name, kind, doc: told, value, .. } in &gateway.notices {
        let doc = docstring(&format!("{told}\n\nNotice `{name}`. A notice proves nothing: do its `next`."), "        ");
        let overload = if gateway.notices.len() > 1 { "    @overload\n" } else { "" };
        let value = written(model, value, false);
        out.push_str(&format!("{overload}    def receive(self, kind: Literal[\"{kind}\"], headers: object, body: bytes | str) -> Notice[{value}]:\n{doc}"));
    }
    Ok(out)
}

fn method(model: &Model, operation: &Operation) -> Result<String> {
    let fields = model.fields(&operation.input)?;
    let doc = docstring(&with_arguments(&model.doc(operation)?, fields), "        ");
    Ok(format!(
        "    def {}(self{}) -> Call[{}]:\n{doc}",
        operation.verb,
        arguments(model, fields),
        written(model, &operation.value, false)
    ))
}

/// Parameters, by name only; those that may be left out last.
fn arguments(model: &Model, fields: &[Field]) -> String {
    let argument = |field: &&Field| {
        let default = if field.required { "" } else { " = None" };
        format!(", {}: {}{default}", field.name, written(model, &field.of, true))
    };
    let (required, optional): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.required);
    let all: String = required.iter().chain(&optional).map(argument).collect();
    if all.is_empty() { all } else { format!(", *{all}") }
}

fn with_arguments(doc: &str, fields: &[Field]) -> String {
    let arguments: Vec<String> =
        fields.iter().map(|field| format!("    {}: {}", field.name, field.doc.replace('\n', "\n        "))).collect();
    if arguments.is_empty() { doc.to_owned() } else { format!("{doc}\n\nArgs:\n{}", arguments.join("\n")) }
}

/// A type. What hosts give may be any sequence, and a large number may be a `Decimal`.
fn written(model: &Model, of: &Type, given: bool) -> String {
    let list = if given { "Sequence" } else { "List" };
    match of {
        Type::Text => "str".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Integer { wide: true } if given => "int | Decimal".to_owned(),
        Type::Integer { .. } => "int".to_owned(),
        Type::TextOrInteger => "str | int".to_owned(),
        Type::Literal(text) => format!("Literal[{text:?}]"),
        Type::Null => "None".to_owned(),
        Type::Anything => "object".to_owned(),
        Type::Value => "_V_co".to_owned(),
        Type::OperationName => "OperationName".to_owned(),
        Type::OperationInput => "OperationInput".to_owned(),
        Type::Nullable(of) => format!("{} | None", written(model, of, given)),
        Type::List(of) => format!("{list}[{}]", written(model, of, given)),
        Type::Tuple(parts) => {
            // The door answers with a list; which is of which type cannot be said of one.
            let mut parts: Vec<String> = parts.iter().map(|part| written(model, part, given)).collect();
            parts.dedup();
            format!("{list}[{}]", parts.join(" | "))
        }
        Type::Map(of) => format!("Dict[str, {}]", written(model, of, given)),
        Type::Named(name) if given && model.is_wide(name) => format!("{} | Decimal", name_in_python(name)),
        Type::Named(name) => name_in_python(name),
    }
}

/// What a notice has become is an object there, and so has the better name.
fn name_in_python(name: &str) -> String {
    if name == "Received" { "Notice".to_owned() } else { host_name(name) }
}

/// A class needs something in it.
fn or_name(doc: &str, name: &str) -> String {
    if doc.is_empty() { format!("`{name}`.") } else { doc.to_owned() }
}

fn docstring(doc: &str, indent: &str) -> String {
    let doc = doc.trim().replace('\\', "\\\\").replace('"', "\\\"");
    match doc.lines().collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [line] => format!("{indent}\"\"\"{line}\"\"\"\n"),
        [first, rest @ ..] => {
            let rest: String = rest.iter().map(|line| format!("{indent}{line}").trim_end().to_owned() + "\n").collect();
            format!("{indent}\"\"\"{first}\n{rest}{indent}\"\"\"\n")
        }
    }
}
