//! What the chapter on the laws says of each that nobody writes there: the law as DESIGN.md has it, the properties that hold
//! it, and the mistake that they notice. So a law without a section, a property or a mistake cannot be.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::laws::{MISTAKES, Mistake};
use crate::tools::Result;

const DESIGN: &str = "DESIGN.md";
const PROPERTIES: &str = "core/tests/laws/main.rs";

/// A law: its name, and what it says.
struct Law {
    name: String,
    text: String,
}

/// The generated part of each law's section, by its name.
///
/// # Errors
/// Where a law lacks a property or a mistake, or there is one of either for no law.
pub fn parts(root: &Path) -> Result<BTreeMap<String, String>> {
    let laws = laws(&fs::read_to_string(root.join(DESIGN))?)?;
    let tests = fs::read_to_string(root.join(PROPERTIES))?;
    let properties: Vec<&str> =
        tests.lines().filter_map(|line| line.trim().strip_prefix("fn law_")?.split('(').next()).collect();
    let mut parts = BTreeMap::new();
    for (number, Law { name, text }) in (1..).zip(laws) {
        let of = |test: &&&str| test.split('_').next().is_some_and(|of| *of == number.to_string());
        let held: Vec<String> = properties.iter().filter(of).map(|test| format!("`law_{test}`")).collect();
        let broken: Vec<String> = MISTAKES
            .iter()
            .filter(|mistake| of(&&mistake.law.trim_start_matches("law_")))
            .map(Mistake::shown)
            .collect();
        if held.is_empty() || broken.is_empty() {
            return Err(format!(
                "law {number}, {name}, has {} properties in {PROPERTIES} and {} mistakes in xtask/src/laws.rs",
                held.len(),
                broken.len()
            )
            .into());
        }
        let (held, broken) = (held.join(", "), broken.join("\n\n"));
        let part =
            format!("## {number}. {name}\n\n> {text}\n\nHeld by {held}. Seen to notice this mistake:\n\n{broken}");
        parts.insert(format!("law {number}"), part);
    }
    let stray = properties.iter().find(|test| {
        let number = test.split('_').next().unwrap_or_default();
        !parts.contains_key(&format!("law {number}"))
    });
    match stray {
        Some(stray) => Err(format!("law_{stray} in {PROPERTIES} holds no law of {DESIGN}").into()),
        None => Ok(parts),
    }
}

/// The numbered list under "The laws".
fn laws(design: &str) -> Result<Vec<Law>> {
    let (_, list) = design.split_once("\n## The laws\n").ok_or("DESIGN.md has no laws")?;
    let list = list.split("\n## ").next().unwrap_or(list);
    let mut laws = Vec::new();
    for number in 1.. {
        let Some((_, law)) = list.split_once(&format!("\n{number}. **")) else { break };
        let next = format!("\n{}. **", number + 1);
        let law = law.split(next.as_str()).next().unwrap_or(law);
        let (name, text) = law.split_once(".**").ok_or_else(|| format!("law {number} has no name"))?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        laws.push(Law { name: name.to_owned(), text });
    }
    Ok(laws)
}
