//! The small model of what crosses the door that every language is printed from.

use super::Result;

/// Everything that crosses the door.
pub struct Model {
    /// The gateways, in the order of their operations.
    pub gateways: Vec<Gateway>,
    /// The named types, in the order in which they are first met.
    pub types: Vec<Named>,
}

/// A gateway and all it can be asked.
pub struct Gateway {
    /// As in the names of operations: `atarapay`.
    pub name: String,
    /// As people write it: `AtaraPay`.
    pub title: String,
    /// The name of the account's type.
    pub account: String,
    pub operations: Vec<Operation>,
    pub notices: Vec<Notice>,
}

pub struct Operation {
    /// `gateway.group.verb`
    pub name: String,
    pub group: String,
    pub verb: String,
    pub effect: String,
    pub summary: String,
    pub account: String,
    /// The name of the input's type.
    pub input: String,
    pub value: Type,
}

pub struct Notice {
    /// `gateway.kind`
    pub name: String,
    pub kind: String,
    pub summary: String,
    pub doc: String,
    pub account: String,
    pub value: Type,
}

pub struct Named {
    pub name: String,
    pub doc: String,
    /// Whether hosts give it rather than get it.
    pub given: bool,
    pub shape: Shape,
}

pub enum Shape {
    Object(Vec<Field>),
    /// One of several objects, told apart by a field with a literal type or by which field there is.
    Union(Vec<Variant>),
    /// One of several texts.
    Choice(Vec<Choice>),
    Alias(Type),
}

pub struct Variant {
    pub name: String,
    pub doc: String,
    pub fields: Vec<Field>,
}

pub struct Choice {
    pub value: String,
    pub doc: String,
}

#[derive(Clone)]
pub struct Field {
    pub name: String,
    pub doc: String,
    pub of: Type,
    pub required: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Text,
    Boolean,
    /// Whether it may be larger than 32 bits.
    Integer {
        wide: bool,
    },
    /// An id: text, or a whole number that is taken as its digits.
    TextOrInteger,
    Literal(String),
    Null,
    Anything,
    /// The value of whichever operation or notice.
    Value,
    /// The name of any operation.
    OperationName,
    /// The input of any operation.
    OperationInput,
    Nullable(Box<Type>),
    List(Box<Type>),
    Tuple(Vec<Type>),
    /// From text to this.
    Map(Box<Type>),
    Named(String),
}

impl Model {
    /// The type of that name.
    pub fn named(&self, name: &str) -> Result<&Named> {
        let found = self.types.iter().find(|named| named.name == name);
        found.ok_or_else(|| format!("there is no definition of {name}").into())
    }

    /// The fields of the object of that name.
    pub fn fields(&self, name: &str) -> Result<&[Field]> {
        match &self.named(name)?.shape {
            Shape::Object(fields) => Ok(fields),
            _ => Err(format!("{name} must be an object with named fields").into()),
        }
    }

    /// The variants of the enum of that name.
    pub fn choices(&self, name: &str) -> Result<&[Choice]> {
        match &self.named(name)?.shape {
            Shape::Choice(choices) => Ok(choices),
            _ => Err(format!("{name} must be one of several texts").into()),
        }
    }

    /// Whether a name stands for a large number.
    pub fn is_wide(&self, name: &str) -> bool {
        self.named(name).is_ok_and(|named| matches!(named.shape, Shape::Alias(Type::Integer { wide: true })))
    }

    /// The documentation of an operation, and what it does to the world.
    pub fn doc(&self, operation: &Operation) -> Result<String> {
        let effects = self.choices("Effect")?;
        let effect = effects.iter().find(|effect| effect.value == operation.effect);
        let effect = effect.ok_or_else(|| format!("{}: there is no effect {}", operation.name, operation.effect))?;
        let doc = &self.named(&operation.input)?.doc;
        Ok(format!("{doc}\n\nOperation `{}`, effect `{}`: {}", operation.name, effect.value, lowered(&effect.doc)))
    }

    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.gateways.iter().flat_map(|gateway| &gateway.operations)
    }

    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.gateways.iter().flat_map(|gateway| &gateway.notices)
    }
}

impl Named {
    /// Whether it holds the value of whichever operation or notice.
    pub fn is_generic(&self) -> bool {
        self.fields().iter().any(|field| field.of.is_value())
    }

    /// Its documentation, with that of each choice where it is one of several texts.
    pub fn whole_doc(&self) -> String {
        let Shape::Choice(choices) = &self.shape else { return self.doc.clone() };
        let listed = choices.iter().filter(|choice| !choice.doc.is_empty());
        let listed = listed.map(|choice| format!("- `{}`: {}", choice.value, choice.doc.replace('\n', " ")));
        format!("{}\n\n{}", self.doc, listed.collect::<Vec<_>>().join("\n"))
    }

    /// All fields, of all variants.
    pub fn fields(&self) -> Vec<&Field> {
        match &self.shape {
            Shape::Object(fields) => fields.iter().collect(),
            Shape::Union(variants) => variants.iter().flat_map(|variant| &variant.fields).collect(),
            Shape::Choice(_) | Shape::Alias(_) => Vec::new(),
        }
    }

    /// The types it is made of.
    pub fn parts(&self) -> Vec<Type> {
        match &self.shape {
            Shape::Alias(of) => vec![of.clone()],
            _ => self.fields().into_iter().map(|field| field.of.clone()).collect(),
        }
    }
}

impl Variant {
    /// Whether it holds the value of whichever operation or notice.
    pub fn is_generic(&self) -> bool {
        self.fields.iter().any(|field| field.of.is_value())
    }
}

impl Type {
    /// Whether it is the value of whichever operation or notice, or null.
    pub fn is_value(&self) -> bool {
        match self {
            Self::Value => true,
            Self::Nullable(of) => of.is_value(),
            _ => false,
        }
    }
}

/// The operations of a gateway by group, both in the order in which they are first met.
pub fn groups(operations: &[Operation]) -> Vec<(&str, Vec<&Operation>)> {
    let mut groups: Vec<(&str, Vec<&Operation>)> = Vec::new();
    for operation in operations {
        match groups.iter_mut().find(|(group, _)| *group == operation.group) {
            Some((_, members)) => members.push(operation),
            None => groups.push((&operation.group, vec![operation])),
        }
    }
    groups
}

/// What a plain type is called beside the host's own things: these have other things of the same names.
pub fn host_name(name: &str) -> String {
    if ["Request", "Reply", "Error"].contains(&name) { format!("Plain{name}") } else { name.to_owned() }
}

/// `verify_payment` as `VerifyPayment`.
pub fn pascal(name: &str) -> String {
    let capital =
        |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
    name.split('_').map(capital).collect()
}

/// The text with a small letter first, to stand inside a sentence.
pub fn lowered(text: &str) -> String {
    text.chars().take(1).flat_map(char::to_lowercase).chain(text.chars().skip(1)).collect()
}
