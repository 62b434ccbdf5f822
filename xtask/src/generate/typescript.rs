//! `types/index.d.cts`: what the JavaScript package offers, as TypeScript sees it.

use super::Result;
use super::model::{Field, Model, Named, Notice, Operation, Shape, Type, groups, host_name, pascal};

/// What is the same whatever there is to ask: the call, the functions, the door.
const HEAD: &str = include_str!("typescript.head.d.ts");

const RESUMES: &str = "A call as it was when `call.save()` was stored. A request that was under way then may have been \
sent, so it is not given out again: hand over its reply, or `send()`, which sends nothing more and concludes.";

const HANDLES: &str = "Such notices, for whatever hands over a `Request`: Hono, Next, Bun, Deno, workers; for node:http and \
Express through `listener` of `sanspay/node`.\n\nOnly POST (405), at most 1 MiB (413), and nothing forged (403) reaches \
your handler. What it throws is thrown on, so that the gateway sees the 500 that your framework makes of it.";

/// The whole file.
pub fn print(model: &Model) -> Result<String> {
    let mut out = String::from(HEAD);
    for gateway in &model.gateways {
        let (name, title, account) = (&gateway.name, &gateway.title, &gateway.account);
        let doc = format!("Everything {title} can be asked with this account. Nothing is sent before you send it.");
        let given = if model.fields(account)?.is_empty() {
            format!("account?: {account}")
        } else {
            format!("account: {account}, options?: GatewayOptions")
        };
        out.push_str(&format!("\n{}export function {name}({given}): {title};\n", comment(&doc, "")));
    }
    out.push_str(&format!("\n{}", comment("The same by the gateway's name.", "")));
    for gateway in &model.gateways {
        out.push_str(&format!(
            "export function gateway(name: \"{}\", account: {}, options?: GatewayOptions): {};\n",
            gateway.name, gateway.account, gateway.title
        ));
    }
    for gateway in &model.gateways {
        let doc = format!("What {} can be asked with an account.", gateway.title);
        out.push_str(&format!("\n{}export interface {} {{\n", comment(&doc, ""), gateway.title));
        for (group, operations) in groups(&gateway.operations) {
            out.push_str(&format!("  readonly {group}: {{\n"));
            for operation in operations {
                out.push_str(&method(model, operation)?);
            }
            out.push_str("  };\n");
        }
        let follows =
            "Follows the `next` of an outcome or notice where it says to ask something: where `next.do` is `ask`.";
        out.push_str(&comment(follows, "  "));
        out.push_str("  ask(next: Extract<Next, { do: \"ask\" }>): Call<unknown>;\n");
        out.push_str(&comment(RESUMES, "  "));
        out.push_str("  resume(saved: string): Call<unknown>;\n");
        for notice in &gateway.notices {
            let doc = format!("{}\n\nNotice `{}`. A notice proves nothing: do its `next`.", notice.doc, notice.name);
            let value = written(model, &notice.value, false);
            out.push_str(&comment(&doc, "  "));
            let kind = &notice.kind;
            out.push_str(&format!("  receive(kind: \"{kind}\", message: NoticeMessage): Received<{value}>;\n"));
            out.push_str(&comment(HANDLES, "  "));
            out.push_str(&format!(
                "  notices(kind: \"{kind}\", handler: NoticeHandler<{value}>): (request: Request) => Promise<Response>;\n"
            ));
        }
        out.push_str("}\n");
    }
    out.push_str(&table(model));
    for named in &model.types {
        out.push_str(&format!("\n{}", declaration(model, named)));
    }
    Ok(out)
}

fn method(model: &Model, operation: &Operation) -> Result<String> {
    let optional = if model.fields(&operation.input)?.iter().any(|field| field.required) { "" } else { "?" };
    let (verb, input, value) = (&operation.verb, &operation.input, written(model, &operation.value, false));
    let doc = comment(&model.doc(operation)?, "    ");
    Ok(format!("{doc}    {verb}(input{optional}: {input}): Call<{value}>;\n"))
}

/// Names to types, for what is asked by name.
fn table(model: &Model) -> String {
    let mut out = String::from("\n/** The types of every operation, by its name. */\nexport interface Operations {\n");
    for Operation { name, summary, account, input, value, .. } in model.operations() {
        let (doc, value) = (comment(summary, "  "), written(model, value, false));
        out.push_str(&format!("{doc}  \"{name}\": {{ account: {account}; input: {input}; value: {value} }};\n"));
    }
    out.push_str("}\n\n/** The name of an operation. */\nexport type OperationName = keyof Operations;\n");
    out.push_str("\n/** The types of every notice, by its name. */\nexport interface Notices {\n");
    for Notice { name, summary, account, value, .. } in model.notices() {
        let (doc, value) = (comment(summary, "  "), written(model, value, false));
        out.push_str(&format!("{doc}  \"{name}\": {{ account: {account}; value: {value} }};\n"));
    }
    out.push_str("}\n\n/** The name of a notice. */\nexport type NoticeName = keyof Notices;\n");
    out
}

fn declaration(model: &Model, named: &Named) -> String {
    let (doc, given) = (comment(&named.whole_doc(), ""), named.given);
    let generic = |is: bool| if is { "<V>" } else { "" };
    let name = format!("{}{}", host_name(&named.name), generic(named.is_generic()));
    match &named.shape {
        Shape::Object(fields) if fields.is_empty() => {
            format!("{doc}export type {name} = {{ readonly [field: string]: never }};\n")
        }
        Shape::Object(fields) => {
            format!("{doc}export interface {name} {{\n{}}}\n", members(model, fields, given, "  "))
        }
        Shape::Union(variants) => {
            let (mut arms, mut union) = (String::new(), format!("{doc}export type {name} ="));
            for variant in variants {
                let arm =
                    format!("{}{}{}", host_name(&named.name), pascal(&variant.name), generic(variant.is_generic()));
                let (doc, members) = (comment(&variant.doc, ""), members(model, &variant.fields, given, "  "));
                arms.push_str(&format!("{doc}export interface {arm} {{\n{members}}}\n\n"));
                union.push_str(&format!("\n  | {arm}"));
            }
            format!("{arms}{union};\n")
        }
        Shape::Choice(choices) => {
            let choices: Vec<String> = choices.iter().map(|choice| format!("{:?}", choice.value)).collect();
            format!("{doc}export type {name} = {};\n", choices.join(" | "))
        }
        Shape::Alias(of) => format!("{doc}export type {name} = {};\n", written(model, of, false)),
    }
}

fn members(model: &Model, fields: &[Field], given: bool, indent: &str) -> String {
    let member = |field: &Field| {
        let (doc, name, of) = (comment(&field.doc, indent), &field.name, written(model, &field.of, given));
        let readonly = if given { "" } else { "readonly " };
        // With `exactOptionalPropertyTypes` too, what is not known may be handed over as undefined.
        let (optional, undefined) = if field.required { ("", "") } else { ("?", " | undefined") };
        format!("{doc}{indent}{readonly}{name}{optional}: {of}{undefined};\n")
    };
    fields.iter().map(member).collect()
}

/// A type. What hosts give may be a bigint where it is a large number, and may be constant.
fn written(model: &Model, of: &Type, given: bool) -> String {
    let element = |of: &Type| {
        let of = written(model, of, given);
        if of.contains('|') || of.starts_with("readonly") { format!("({of})") } else { of }
    };
    let readonly = if given { "readonly " } else { "" };
    let bigint = if given { " | bigint" } else { "" };
    match of {
        Type::Text => "string".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Integer { wide: true } => format!("number{bigint}"),
        Type::Integer { wide: false } => "number".to_owned(),
        Type::TextOrInteger => format!("string | number{bigint}"),
        Type::Literal(text) => format!("{text:?}"),
        Type::Null => "null".to_owned(),
        Type::Anything => "unknown".to_owned(),
        Type::Value => "V".to_owned(),
        Type::OperationName => "OperationName".to_owned(),
        Type::OperationInput => "Operations[OperationName][\"input\"]".to_owned(),
        Type::Nullable(of) => format!("{} | null", written(model, of, given)),
        Type::List(of) => format!("{readonly}{}[]", element(of)),
        Type::Tuple(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| written(model, part, given)).collect();
            format!("{readonly}[{}]", parts.join(", "))
        }
        Type::Map(of) => format!("{{ {readonly}[key: string]: {} }}", written(model, of, given)),
        Type::Named(name) if model.is_wide(name) => format!("{}{bigint}", host_name(name)),
        Type::Named(name) => host_name(name),
    }
}

/// A TSDoc comment.
fn comment(doc: &str, indent: &str) -> String {
    let doc = doc.trim().replace("*/", "*\\/");
    match doc.lines().collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let lines: String =
                lines.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
            format!("{indent}/**\n{lines}{indent} */\n")
        }
    }
}
