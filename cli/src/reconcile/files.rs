//! The file that is read, and those that are written along.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write as _};
use std::path::Path;

use super::tally::Concluded;
use crate::args;
use crate::problem::{Problem, Result};

/// The file, or standard input, and how long it is where that is known.
pub fn open(path: &Path) -> Result<(Box<dyn Read + Send>, Option<u64>)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path).map_err(|error| Problem::file("read", path, &error))?;
    let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
    Ok((Box::new(file), length))
}

/// The files that are written along.
pub struct Files<'a> {
    in_doubt: Option<(&'a Path, BufWriter<File>)>,
    outcomes: Option<(&'a Path, BufWriter<File>)>,
}

impl<'a> Files<'a> {
    pub fn create(given: &'a args::Reconcile) -> Result<Self> {
        let written = [given.in_doubt.as_deref(), given.outcomes.as_deref()];
        spare(&given.file, written)?;
        Ok(Self { in_doubt: create(written[0])?, outcomes: create(written[1])? })
    }

    /// What is kept of a block, before which there are so many lines.
    pub fn write(&mut self, block: &Concluded, before: u64) -> Result<()> {
        for (file, kept) in [(&mut self.in_doubt, &block.in_doubt_text), (&mut self.outcomes, &block.outcomes_text)] {
            let Some((path, file)) = file else { continue };
            for (line, rest) in kept {
                let written = writeln!(file, "{{\"line\":{},{rest}", before + line);
                written.map_err(|error| Problem::file("written", path, &error))?;
            }
        }
        Ok(())
    }

    pub fn finish(self) -> Result<()> {
        for (path, mut file) in [self.in_doubt, self.outcomes].into_iter().flatten() {
            file.flush().map_err(|error| Problem::file("written", path, &error))?;
        }
        Ok(())
    }
}

fn create(path: Option<&Path>) -> Result<Option<(&Path, BufWriter<File>)>> {
    let Some(path) = path else { return Ok(None) };
    let file = File::create(path).map_err(|error| Problem::file("written", path, &error))?;
    Ok(Some((path, BufWriter::with_capacity(1 << 20, file))))
}

/// What is read is not written over, and not two things into one file.
fn spare(read: &Path, written: [Option<&Path>; 2]) -> Result<()> {
    let file = |path: &Path| path.canonicalize().ok().filter(|path| path.is_file());
    let read = file(if read == Path::new("-") { Path::new("/dev/stdin") } else { read });
    for path in written.into_iter().flatten() {
        if read.is_some() && file(path) == read {
            return Err(Problem::file("written", path, &"it is the file that is read"));
        }
    }
    match written {
        // What is no file, such as a terminal, takes both.
        [Some(one), Some(other)] if one == other && (one.is_file() || !one.exists()) => {
            Err(Problem::usage("--in-doubt and --outcomes name the same file"))
        }
        _ => Ok(()),
    }
}
