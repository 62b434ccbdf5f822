//! Reading draft-07 JSON Schemas, as far as the Rust types have any use for them. Every keyword must be understood.

use serde_json::{Map, Value};

use super::Result;
use super::model::{Choice, Field, Named, Shape, Type, Variant};

/// A named type from its definition.
pub fn read_named(name: &str, schema: &Value) -> Result<Named> {
    let name = identifier("definitions", name)?;
    let mut keys = Keys::of(&name, schema)?;
    let doc = keys.doc()?;
    let shape = if let Some(members) = keys.take("oneOf") {
        one_of(&mut keys, array(&name, &members)?)?
    } else if keys.map.contains_key("enum") {
        keys.must_be("type", "string")?;
        Shape::Choice(choices(&mut keys, "")?)
    } else if keys.map.get("type").is_some_and(|of| of == "object") && !is_map(&keys.map) {
        Shape::Object(fields(&mut keys)?)
    } else {
        return Ok(Named { shape: Shape::Alias(read(&name, schema)?), name, doc, given: false });
    };
    keys.end()?;
    Ok(Named { name, doc, given: false, shape })
}

/// The name that a schema refers to.
pub fn named(at: &str, schema: &Value) -> Result<String> {
    match read(at, schema)? {
        Type::Named(name) => Ok(name),
        other => Err(format!("{at}: must be a named type, and is {other:?}").into()),
    }
}

/// The type of an operation's or notice's value.
pub fn value(at: &str, schema: &Value) -> Result<Type> {
    match read(at, schema)? {
        Type::Anything => Err(format!("{at}: a value that may be anything says nothing").into()),
        of => Ok(of),
    }
}

/// The text under a key.
pub fn text<'v>(of: &'v Value, key: &str) -> Result<&'v str> {
    of[key].as_str().ok_or_else(|| format!("{key} must be a text: {of}").into())
}

/// The list under a key.
pub fn list<'v>(of: &'v Value, key: &str) -> Result<&'v [Value]> {
    array(key, &of[key])
}

/// A name that can be one in every language.
pub fn identifier(at: &str, name: &str) -> Result<String> {
    let mut letters = name.chars();
    let starts = letters.next().is_some_and(|first| first.is_ascii_alphabetic());
    if starts && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_') && !RESERVED.contains(&name) {
        Ok(name.to_owned())
    } else {
        Err(format!("{at}: {name:?} cannot be a name in every language").into())
    }
}

/// What cannot be the name of a parameter or a class in Python. JavaScript's words can all be fields.
const RESERVED: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "self", "try", "while", "with",
];

/// A schema's keywords, each of which must be taken.
struct Keys {
    at: String,
    map: Map<String, Value>,
}

impl Keys {
    fn of(at: &str, schema: &Value) -> Result<Self> {
        let map = schema.as_object().ok_or_else(|| format!("{at}: must be an object, and is {schema}"))?;
        Ok(Self { at: at.to_owned(), map: map.clone() })
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.map.shift_remove(key)
    }

    fn must_be(&mut self, key: &str, expected: impl Into<Value>) -> Result<()> {
        let (found, expected) = (self.take(key), expected.into());
        if found.as_ref() == Some(&expected) {
            Ok(())
        } else {
            Err(format!("{}: {key} must be {expected}, and is {found:?}", self.at).into())
        }
    }

    fn doc(&mut self) -> Result<String> {
        match self.take("description") {
            None => Ok(String::new()),
            Some(Value::String(doc)) => Ok(doc),
            Some(other) => Err(format!("{}: a description must be a text, and is {other}", self.at).into()),
        }
    }

    fn end(self) -> Result<()> {
        match self.map.keys().next() {
            None => Ok(()),
            Some(key) => Err(format!("{}: what {key:?} means here is not known to the generator", self.at).into()),
        }
    }
}

fn one_of(keys: &mut Keys, members: &[Value]) -> Result<Shape> {
    let at = keys.at.clone();
    if members.iter().all(|member| member["type"] == "string") {
        let mut all = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let mut member = Keys::of(&format!("{at}[{index}]"), member)?;
            member.must_be("type", "string")?;
            let doc = member.doc()?;
            all.extend(choices(&mut member, &doc)?);
            member.end()?;
        }
        return Ok(Shape::Choice(all));
    }
    let mut variants: Vec<Variant> = Vec::new();
    for (index, member) in members.iter().enumerate() {
        let mut member = Keys::of(&format!("{at}[{index}]"), member)?;
        let doc = member.doc()?;
        let closed = member.map.contains_key("additionalProperties");
        let fields = fields(&mut member)?;
        member.end()?;
        let tag =
            fields.iter().find_map(|field| if let Type::Literal(tag) = &field.of { Some(tag.clone()) } else { None });
        let name = match (tag, fields.as_slice()) {
            (Some(tag), _) => tag,
            (None, [only]) if closed && only.required => only.name.clone(),
            _ => return Err(format!("{at}[{index}]: nothing tells this variant from the others").into()),
        };
        if variants.iter().any(|variant| variant.name == name) {
            return Err(format!("{at}[{index}]: there is another variant {name}").into());
        }
        variants.push(Variant { name: identifier(&at, &name)?, doc, fields });
    }
    Ok(Shape::Union(variants))
}

/// `const`, or `enum` with several texts.
fn choices(keys: &mut Keys, doc: &str) -> Result<Vec<Choice>> {
    let values = match (keys.take("const"), keys.take("enum")) {
        (Some(value), None) => vec![value],
        (None, Some(Value::Array(values))) => values,
        _ => return Err(format!("{}: must have either const or enum", keys.at).into()),
    };
    let choice = |value: Value| match value {
        Value::String(value) => Ok(Choice { value, doc: doc.to_owned() }),
        other => Err(format!("{}: a choice must be a text, and is {other}", keys.at).into()),
    };
    values.into_iter().map(choice).collect()
}

fn fields(keys: &mut Keys) -> Result<Vec<Field>> {
    keys.must_be("type", "object")?;
    if keys.map.contains_key("additionalProperties") {
        keys.must_be("additionalProperties", false)?;
    }
    let required = keys.take("required").unwrap_or_else(|| Value::Array(Vec::new()));
    let required = array(&keys.at, &required)?;
    let properties = keys.take("properties").unwrap_or_else(|| Value::Object(Map::new()));
    let properties = Keys::of(&format!("{}.properties", keys.at), &properties)?.map;
    if let Some(name) = required.iter().find(|name| !name.as_str().is_some_and(|name| properties.contains_key(name))) {
        return Err(format!("{}: {name} is required and not described", keys.at).into());
    }
    let field = |(name, schema): (&String, &Value)| {
        let at = format!("{}.{name}", keys.at);
        let required = required.iter().any(|required| required == name);
        let doc = if *schema == Value::Bool(true) { String::new() } else { Keys::of(&at, schema)?.doc()? };
        let of = match read(&at, schema)? {
            Type::Anything => Type::Nullable(Box::new(Type::Value)),
            of => of,
        };
        Ok(Field { name: identifier(&at, name)?, doc, of, required })
    };
    properties.iter().map(field).collect()
}

/// A type where it is used.
fn read(at: &str, schema: &Value) -> Result<Type> {
    if *schema == Value::Bool(true) {
        return Ok(Type::Anything);
    }
    let mut keys = Keys::of(at, schema)?;
    keys.doc()?;
    let of = if let Some(target) = keys.take("$ref") {
        let name = target.as_str().and_then(|target| target.strip_prefix("#/definitions/"));
        let name = name.ok_or_else(|| format!("{at}: {target} leads nowhere"))?;
        Type::Named(identifier(at, name)?)
    } else if let Some(members) = keys.take("allOf") {
        match array(at, &members)? {
            [only] => read(at, only)?,
            _ => return Err(format!("{at}: allOf of more than one type is not known to the generator").into()),
        }
    } else if let Some(members) = keys.take("anyOf") {
        match array(at, &members)? {
            [of, null] if null["type"] == "null" => Type::Nullable(Box::new(read(at, of)?)),
            _ => {
                return Err(format!("{at}: anyOf of anything but a type and null is not known to the generator").into());
            }
        }
    } else if keys.map.is_empty() {
        Type::Anything
    } else {
        simple(&mut keys)?
    };
    keys.end()?;
    Ok(of)
}

/// What `type` says, with the keywords that belong to it.
fn simple(keys: &mut Keys) -> Result<Type> {
    let names = match keys.take("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().map(|name| name.as_str().unwrap_or("?").to_owned()).collect(),
        other => return Err(format!("{}: the type {other:?} is not known to the generator", keys.at).into()),
    };
    let nullable = names.len() > 1 && names.iter().any(|name| name == "null");
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| !nullable || *name != "null").collect();
    let of = match names.as_slice() {
        ["string"] => match keys.take("const") {
            None => Type::Text,
            Some(Value::String(literal)) => Type::Literal(literal),
            Some(other) => return Err(format!("{}: {other} is no text", keys.at).into()),
        },
        ["string", "integer"] => Type::TextOrInteger,
        ["integer"] => {
            let format = keys.take("format");
            // Languages without such bounds have no type for them; the door checks them.
            keys.take("minimum");
            keys.take("maximum");
            let narrow = ["int8", "uint8", "int16", "uint16", "int32", "uint32"];
            Type::Integer { wide: !format.is_some_and(|format| narrow.iter().any(|narrow| format == *narrow)) }
        }
        ["boolean"] => Type::Boolean,
        ["null"] => Type::Null,
        ["array"] => elements(keys)?,
        ["object"] => match keys.take("additionalProperties") {
            Some(of) if of != Value::Bool(false) => Type::Map(Box::new(read(&format!("{}.*", keys.at), &of)?)),
            _ => return Err(format!("{}: an object with fields must be a named type", keys.at).into()),
        },
        _ => return Err(format!("{}: the type {names:?} is not known to the generator", keys.at).into()),
    };
    Ok(if nullable { Type::Nullable(Box::new(of)) } else { of })
}

fn elements(keys: &mut Keys) -> Result<Type> {
    let at = format!("{}[]", keys.at);
    match keys.take("items") {
        Some(Value::Array(parts)) => {
            keys.must_be("minItems", parts.len())?;
            keys.must_be("maxItems", parts.len())?;
            Ok(Type::Tuple(parts.iter().map(|part| read(&at, part)).collect::<Result<_>>()?))
        }
        Some(of) => Ok(Type::List(Box::new(read(&at, &of)?))),
        None => Err(format!("{at}: a list must say what of").into()),
    }
}

fn is_map(map: &Map<String, Value>) -> bool {
    map.get("additionalProperties").is_some_and(|of| *of != Value::Bool(false))
}

fn array<'v>(at: &str, of: &'v Value) -> Result<&'v [Value]> {
    Ok(of.as_array().ok_or_else(|| format!("{at}: must be a list, and is {of}"))?)
}
