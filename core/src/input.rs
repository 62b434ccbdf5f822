//! Plain data into typed input, with every problem named at once.
//!
//! serde's derived readers stop at the first mistake and name Rust types. This deserializer does neither: where a
//! value does not fit it notes the problem under the field's path, hands the reader a stand-in, and goes on. What was
//! read with a stand-in in it may only be checked for further problems, never used: the problems are there to tell.

mod derived;

use std::cell::RefCell;
use std::fmt;

use serde::de::DeserializeOwned;

use self::derived::{Choice, Entries, Fields, Items};
use crate::check::Problems;
use crate::json::Json;

/// The name of the one input type that takes a whole number as well as a text; see [`crate::check::Id`].
pub(crate) const TEXT_OR_NUMBER: &str = "Id";

/// Reads `json` as a `T`, its fields named under `root` (empty for the input itself). What is wrong is added to
/// `problems`; a field with a problem holds a stand-in.
pub(crate) fn read<T: DeserializeOwned>(root: &str, json: Option<&Json<'_>>, problems: &mut Problems) -> T {
    let noted = RefCell::new(std::mem::take(problems));
    let node = Node {
        json,
        path: Path { parent: None, step: Step::Name(root) },
        noted: &noted,
        number_as_text: false,
        muted: false,
    };
    let Ok(value) = T::deserialize(node);
    give_back(noted, problems);
    value
}

// For all types the same, and so never copied into each reader.
#[inline(never)]
fn give_back(noted: RefCell<Problems>, problems: &mut Problems) {
    *problems = noted.into_inner();
}

/// The way from the root to a value, kept on the stack and spelled out only when something is wrong there.
#[derive(Clone, Copy)]
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Name(&'p str),
    Index(usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Name(name) => {
                let first = self.parent.is_none_or(Path::is_empty_root);
                if first { f.write_str(name) } else { write!(f, ".{name}") }
            }
        }
    }
}

impl Path<'_> {
    fn is_empty_root(&self) -> bool {
        self.parent.is_none() && matches!(self.step, Step::Name(""))
    }
}

/// One value, or the place where one is missing.
#[derive(Clone, Copy)]
struct Node<'n> {
    json: Option<&'n Json<'n>>,
    path: Path<'n>,
    noted: &'n RefCell<Problems>,
    number_as_text: bool,
    /// Below something that does not fit, nothing more is worth saying.
    muted: bool,
}

impl<'n> Node<'n> {
    fn child<'c>(&'c self, json: Option<&'c Json<'c>>, step: Step<'c>) -> Node<'c> {
        Node {
            json,
            path: Path { parent: Some(&self.path), step },
            noted: self.noted,
            number_as_text: false,
            muted: self.muted,
        }
    }

    /// The same place with nothing in it and nothing to say, for reading on past a value that does not fit.
    fn stand_in(self) -> Self {
        Node { json: None, muted: true, ..self }
    }

    fn problem(&self, message: &str) {
        if self.muted {
            return;
        }
        // An absent whole (the account, the input) is told by its own name, not by that of nothing.
        let path = if self.path.is_empty_root() { "input".to_owned() } else { self.path.to_string() };
        self.noted.borrow_mut().add(&path, message);
    }

    /// Notes that something else stands here than what was wanted.
    fn unfit(&self, wanted: &str) {
        match self.json {
            None => self.problem("is required"),
            Some(Json::Null) => self.problem(&format!("is required: {wanted}")),
            Some(json) => self.problem(&format!("must be {wanted}, not {}", json.kind())),
        }
    }

    fn whole(&self, largest: u64) -> u64 {
        let number = match self.json {
            Some(Json::Number(text)) => text.parse::<u64>().ok().filter(|number| *number <= largest),
            _ => None,
        };
        number.unwrap_or_else(|| {
            match self.json {
                Some(Json::Inexact) => self.problem(
                    "must be a whole number, without a fraction; amounts are in minor units: 49900 for 499.00",
                ),
                Some(Json::Number(text)) if text.contains(['.', 'e', 'E']) => {
                    self.problem(
                        "must be a whole number, without a fraction; amounts are in minor units: 49900 for 499.00",
                    );
                }
                Some(Json::Number(_)) => self.problem(&format!("must be from 0 to {largest}")),
                _ => self.unfit("a whole number"),
            }
            0
        })
    }

    fn flag(&self) -> bool {
        let Some(Json::Bool(value)) = self.json else {
            self.unfit("true or false");
            return false;
        };
        *value
    }

    fn text(&self) -> &str {
        match self.json {
            Some(Json::Text(text)) => text,
            Some(Json::Number(text)) if self.number_as_text => {
                if !text.contains(['.', 'e', 'E', '-']) {
                    return text;
                }
                self.problem("must be a text, or a number written with digits alone");
                ""
            }
            _ => {
                self.unfit(if self.number_as_text { "a text or a whole number" } else { "a text" });
                ""
            }
        }
    }

    /// The declared fields of a struct. What is given beside them is noted.
    fn fields(self, names: &'static [&'static str]) -> Fields<'n> {
        let given = match self.json {
            Some(Json::Object(given)) => given.as_slice(),
            // An input or account whose fields are all optional may be left out whole.
            None => &[],
            Some(_) => {
                self.unfit("an object");
                return Fields { node: self.stand_in(), names: names.iter() };
            }
        };
        for (name, _) in given {
            if !names.contains(&name.as_ref()) {
                let known = names.join(", ");
                let known = if known.is_empty() { "there are no fields here".to_owned() } else { known };
                self.child(None, Step::Name(name)).problem(&format!("is not a field; known: {known}"));
            }
        }
        Fields { node: self, names: names.iter() }
    }

    fn entries(self) -> Entries<'n> {
        let given = if let Some(Json::Object(given)) = self.json {
            given.as_slice()
        } else {
            self.unfit("an object");
            &[]
        };
        Entries { node: self, given: given.iter(), current: None }
    }

    fn items(self) -> Items<'n> {
        let given = if let Some(Json::List(items)) = self.json {
            items.as_slice()
        } else {
            self.unfit("a list");
            &[]
        };
        Items { node: self, given, places: 0..given.len() }
    }

    fn tuple(self, length: usize) -> Items<'n> {
        match self.json {
            Some(Json::List(items)) if items.len() == length => self.items(),
            _ => {
                self.problem(&format!("must be a list of {length}"));
                Items { node: self.stand_in(), given: &[], places: 0..length }
            }
        }
    }

    fn choice(&self, variants: &'static [&'static str]) -> Choice<'_> {
        let (name, inner) = match self.json {
            Some(Json::Text(word)) => (Some(word.as_ref()), None),
            Some(Json::Object(fields)) => match fields.as_slice() {
                [(name, inner)] => (Some(name.as_ref()), Some(inner)),
                _ => (None, None),
            },
            _ => (None, None),
        };
        if let Some(name) = name.and_then(|name| variants.iter().find(|variant| **variant == name)) {
            return Choice { name, node: self.child(inner, Step::Name(name)) };
        }
        let known = variants.join(", ");
        match self.json {
            None | Some(Json::Null) => self.problem(&format!("is required: one of {known}")),
            Some(Json::Object(_)) => self.problem(&format!("must be an object with exactly one of {known}")),
            Some(_) => self.problem(&format!("must be one of {known}")),
        }
        Choice { name: variants.first().copied().unwrap_or_default(), node: self.stand_in() }
    }
}
