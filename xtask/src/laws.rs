//! A law that no mistake could break would be no law: each is broken once, in a copy of the core, and its property
//! must notice.

use std::fs;
use std::path::Path;

use crate::tools::{Result, command, output, say};

/// One deliberate mistake: where it is made, and what it puts in the place of what.
pub struct Mistake {
    /// The property that must notice it, or the beginning of its name.
    pub law: &'static str,
    file: &'static str,
    right: &'static str,
    wrong: &'static str,
}

/// One for each law.
pub const MISTAKES: &[Mistake] = &[
    Mistake {
        law: "law_1_total_any_reply",
        file: "page.rs",
        right: "Err(_) => return Err(unreadable(ReasonCode::NotJson, not_json(text))),",
        wrong: "Err(_) => unreachable!(\"no gateway sends that\"),",
    },
    Mistake {
        law: "law_2",
        file: "atmoon/codes.rs",
        right: "let agree = all_states(page).into_iter().all(|state| agrees(meaning, state));",
        wrong: "let agree = true;",
    },
    Mistake {
        law: "law_3",
        file: "atarapay/envelope.rs",
        right: "_ => return None,\n    })\n}",
        wrong: "_ => ReasonCode::InputRefused,\n    })\n}",
    },
    Mistake {
        law: "law_4",
        file: "exchange.rs",
        right: "let next = if outcome.next == Next::SendAgain { Next::Review } else { outcome.next };",
        wrong: "let next = outcome.next;",
    },
    Mistake {
        law: "law_5",
        file: "http.rs",
        right: "let Some(status) = self.status else {",
        wrong: "static ASKED: std::sync::atomic::AtomicU16 = std::sync::atomic::AtomicU16::new(0);\n        \
            let asked = ASKED.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 2;\n        \
            let Some(status) = self.status.map(|status| status + asked * 300) else {",
    },
    Mistake {
        law: "law_6",
        file: "redact.rs",
        right: "let encoded = (0..3_usize).map(|shift| {",
        wrong: "let encoded = (0..1_usize).map(|shift| {",
    },
    Mistake {
        law: "law_7",
        file: "exchange.rs",
        right: "if page.repaired {",
        wrong: "if page.repaired && page.status != 200 {",
    },
    Mistake {
        law: "law_8",
        file: "money.rs",
        right: "        _ => return None,\n    };\n    let major",
        wrong: "        _ => fraction.get(..2)?.parse().ok()?,\n    };\n    let major",
    },
    Mistake {
        law: "law_9",
        file: "atarapay/notice.rs",
        right: "if account.security_token(&id, &amount).is_some_and(|own| own.equals(token)) =>",
        wrong: "if token.starts_with(\"cHVi\") =>",
    },
    Mistake {
        law: "law_10",
        file: "outcome.rs",
        right: "_ if matches!(seen.0, Pending | Failed) || seen.1.are_proven() => (Stands::Known, true),",
        wrong: "_ if matches!(seen.0, Pending | Failed) || seen.1.are_proven() => (Stands::Seen, false),",
    },
];

impl Mistake {
    /// As a difference, for whoever reads.
    pub fn shown(&self) -> String {
        let lines = |sign: char, code: &str| code.lines().map(|line| format!("{sign} {line}\n")).collect::<String>();
        format!("```diff\n  core/src/{}\n{}{}```", self.file, lines('-', self.right), lines('+', self.wrong))
    }
}

/// Breaks every law once.
pub fn run(root: &Path) -> Result {
    let copy = root.join("target/laws");
    let source = copy.join("core/src");
    say("copying the core, and seeing that its laws hold");
    if copy.join("core").exists() {
        fs::remove_dir_all(copy.join("core"))?;
    }
    copy_folder(&root.join("core"), &copy.join("core"))?;
    let workspace = fs::read_to_string(root.join("Cargo.toml"))?;
    fs::write(copy.join("Cargo.toml"), only_core(&workspace))?;
    fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock"))?;
    fs::copy(root.join("README.md"), copy.join("README.md"))?;
    output(test(&copy, "law_")).map_err(|problem| format!("the laws do not hold to begin with:\n{problem}"))?;

    let mut unnoticed = Vec::new();
    for mistake in MISTAKES {
        let path = source.join(mistake.file);
        let right = fs::read_to_string(&path)?;
        if right.matches(mistake.right).count() != 1 {
            return Err(
                format!("{}: the place to break in core/src/{} is not there once", mistake.law, mistake.file).into()
            );
        }
        fs::write(&path, right.replace(mistake.right, mistake.wrong))?;
        let noticed =
            output(test(&copy, mistake.law)).is_err_and(|problem| problem.to_string().contains("test result: FAILED"));
        fs::write(&path, right)?;
        println!("{:<24} {}", mistake.law, if noticed { "noticed the mistake" } else { "DID NOT NOTICE" });
        if !noticed {
            unnoticed.push(mistake.law);
        }
    }
    if unnoticed.is_empty() { Ok(()) } else { Err(format!("not noticed: {}", unnoticed.join(", ")).into()) }
}

fn test(copy: &Path, law: &str) -> std::process::Command {
    let mut cargo = command("cargo", ["test", "--package", "sanspay", "--test", "laws", "--", law], copy);
    cargo.env("CARGO_TARGET_DIR", copy.join("target")).env("RUST_BACKTRACE", "0");
    cargo
}

/// The workspace as it is, with the core as its only member.
fn only_core(workspace: &str) -> String {
    let kept =
        workspace.lines().filter(|line| !line.starts_with("default-members") && !line.contains("{ path = \"sandbox\""));
    kept.map(|line| if line.starts_with("members = ") { "members = [\"core\"]" } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

fn copy_folder(from: &Path, to: &Path) -> Result {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
