//! Doing again only what something has changed since: a stamp holds a digest of what was last built from.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::tools::Result;

/// Whether a step has to be done, and the means to note that it was.
pub struct Stamp {
    path: PathBuf,
    digest: String,
}

impl Stamp {
    /// The stamp of a step that depends on these files and folders.
    pub fn new(root: &Path, step: &str, inputs: &[&str]) -> Result<Self> {
        let mut digest = DefaultHasher::new();
        for input in inputs {
            add(&root.join(input), &mut digest)?;
        }
        let path = root.join("target/xtask").join(step);
        Ok(Self { path, digest: format!("{:016x}", digest.finish()) })
    }

    /// Whether nothing has changed since the step was last done.
    pub fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|last| last == self.digest)
    }

    /// Notes that the step is done.
    pub fn set(&self) -> Result {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(&self.path, &self.digest)?)
    }
}

/// Adds a file's name and content, or those of everything in a folder, leaving out what is built into it.
fn add(path: &Path, digest: &mut DefaultHasher) -> Result {
    const BUILT: [&str; 4] = ["node_modules", "dist", "target", "__pycache__"];
    if path.is_file() {
        path.file_name().hash(digest);
        fs::read(path)?.hash(digest);
        return Ok(());
    }
    let mut entries = fs::read_dir(path)
        .map_err(|error| format!("{}: {error}", path.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    entries.retain(|entry| {
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        !BUILT.contains(&name.as_str()) && !name.starts_with('.') && !name.ends_with(".so") && !name.ends_with(".pyd")
    });
    entries.sort();
    entries.iter().try_for_each(|entry| add(entry, digest))
}
