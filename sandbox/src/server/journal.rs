//! The state in a file: what it was on the first line, and below it every request since, appended before it is answered.
//! The same requests make the same state again, so that a sandbox that is killed comes back as it was. From time to time
//! the file is written anew, beside itself, and renamed: there is a whole one at every moment.
//!
//! Each line begins with a checksum. A kill can cut the last line only, and what it holds was never answered. What the
//! machine itself had not written when the power failed is lost, for waiting for the disk each time would take far longer
//! than answering.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::{Request, Sandbox};

/// How long the file grows before it is written anew, in bytes.
const LONGEST: u64 = 64 << 20;

/// The version of the file's format.
const FORMAT: u32 = 1;

/// Headers that no answer depends on, and that every program sends.
const WITHOUT_EFFECT: [&str; 9] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "cookie",
    "origin",
    "referer",
    "user-agent",
];

/// What has changed the state.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry {
    Asked { method: String, path: String, query: String, headers: Vec<(String, String)>, body: Body },
    Tried { number: u64, reply: Result<u16, String> },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    Text(String),
    Base64(String),
}

#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
    version: String,
    state: String,
}

/// The file, open and locked.
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    length: u64,
    _lock: File,
}

impl Journal {
    /// Opens a file, or makes it with this sandbox in it. Gives what is in it, and whether there was something.
    pub(crate) fn open(path: &Path, new: Sandbox) -> io::Result<(Self, Sandbox, bool)> {
        // What the system says names no file.
        let named = |error: io::Error| match error.raw_os_error() {
            Some(_) => told(path, &format!("cannot be used: {error}")),
            None => error,
        };
        Self::opened(path, new).map_err(named)
    }

    fn opened(path: &Path, new: Sandbox) -> io::Result<(Self, Sandbox, bool)> {
        let lock = File::create(beside(path, "lock"))?;
        lock.try_lock().map_err(|_| told(path, "belongs to a sandbox that is running"))?;
        let read = match File::open(path) {
            Ok(file) => Some(resumed(path, file)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let found = read.is_some();
        let sandbox = read.unwrap_or(new);
        let (file, length) = write_anew(path, &sandbox)?;
        Ok((Self { path: path.to_owned(), file, length, _lock: lock }, sandbox, found))
    }

    /// Notes a request that was just carried out.
    pub(crate) fn asked(&mut self, request: &Request, sandbox: &Sandbox) -> io::Result<()> {
        let Request { method, path, query, headers, body } = request.clone();
        let headers = headers
            .into_iter()
            .filter(|(name, _)| !WITHOUT_EFFECT.contains(&name.as_str()) && !name.starts_with("sec-"))
            .collect();
        let body = String::from_utf8(body).map_or_else(|not| Body::Base64(STANDARD.encode(not.as_bytes())), Body::Text);
        self.append(&Entry::Asked { method, path, query, headers, body }, sandbox)
    }

    /// Notes what came of posting a notice.
    pub(crate) fn tried(&mut self, number: u64, reply: Result<u16, String>, sandbox: &Sandbox) -> io::Result<()> {
        self.append(&Entry::Tried { number, reply }, sandbox)
    }

    /// Writes the file anew.
    pub(crate) fn start_over(&mut self, sandbox: &Sandbox) -> io::Result<()> {
        (self.file, self.length) = write_anew(&self.path, sandbox)?;
        Ok(())
    }

    fn append(&mut self, entry: &Entry, sandbox: &Sandbox) -> io::Result<()> {
        let line = line(entry)?;
        self.file.write_all(line.as_bytes())?;
        self.length += line.len() as u64;
        if self.length > LONGEST { self.start_over(sandbox) } else { Ok(()) }
    }
}

/// Replaces the file by one that holds the state alone. Where it is longer than is allowed to grow, that is its length 0.
fn write_anew(path: &Path, sandbox: &Sandbox) -> io::Result<(File, u64)> {
    let head = Head { format: FORMAT, version: env!("CARGO_PKG_VERSION").to_owned(), state: sandbox.saved() };
    let new = beside(path, "new");
    let mut file = File::create(&new)?;
    file.write_all(line(&head)?.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok((file, 0))
}

fn resumed(path: &Path, file: File) -> io::Result<Sandbox> {
    let mut lines = BufReader::new(file).split(b'\n');
    let head = lines.next().transpose()?.and_then(|line| read::<Head>(&line));
    let Some(head) = head.filter(|head| head.format == FORMAT) else {
        return Err(told(path, "holds no state of a sandbox of this version; move it away, or name another"));
    };
    let mut sandbox = Sandbox::resumed(&head.state).map_err(|error| told(path, &format!("cannot be read: {error}")))?;
    for line in lines {
        match read(&line?) {
            Some(Entry::Asked { method, path, query, headers, body }) => {
                let body = match body {
                    Body::Text(text) => text.into_bytes(),
                    Body::Base64(text) => STANDARD.decode(text).unwrap_or_default(),
                };
                sandbox.react(&Request { method, path, query, headers, body });
            }
            Some(Entry::Tried { number, reply }) => sandbox.notice_tried(number, reply),
            None => break,
        }
    }
    // Once more, so that what the requests made is posted where nobody has taken it, and nothing else.
    Sandbox::resumed(&sandbox.saved()).map_err(|error| told(path, &error))
}

/// A line with its checksum.
fn line(entry: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string(entry)?;
    Ok(format!("{:016x} {text}\n", checksum(text.as_bytes())))
}

/// What a line holds, where it is whole.
fn read<T: for<'de> Deserialize<'de>>(line: &[u8]) -> Option<T> {
    let (sum, text) = line.split_at_checked(17)?;
    let sum = u64::from_str_radix(std::str::from_utf8(sum).ok()?.trim_end(), 16).ok()?;
    (sum == checksum(text)).then(|| serde_json::from_slice(text).ok())?
}

/// FNV-1a.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn told(path: &Path, what: &str) -> io::Error {
    io::Error::other(format!("the state file {} {what}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advance(sandbox: &mut Sandbox, journal: &mut Journal, seconds: u64) {
        let request = Request::new("POST", &format!("/sandbox/advance?seconds={seconds}"));
        sandbox.react(&request);
        journal.asked(&request, sandbox).expect("written");
    }

    #[test]
    fn what_was_written_is_there_again_and_a_line_that_was_cut_is_not() {
        let folder = std::env::temp_dir().join(format!("sanspay-journal-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("state");
        let (mut journal, mut sandbox, found) = Journal::open(&path, Sandbox::new(7)).expect("a file");
        assert!(!found);
        let second = Journal::open(&path, Sandbox::new(7)).err().expect("locked").to_string();
        assert!(second.contains("is running"), "{second}");
        advance(&mut sandbox, &mut journal, 60);
        let truth = sandbox.truth();
        advance(&mut sandbox, &mut journal, 60);
        drop(journal);
        let whole = fs::read(&path).expect("a file");
        fs::write(&path, &whole[..whole.len() - 5]).expect("cut");
        let (mut journal, mut resumed, found) = Journal::open(&path, Sandbox::new(1)).expect("the file");
        assert!(found && resumed.truth() == truth);
        advance(&mut resumed, &mut journal, 60);
        assert_eq!(resumed.truth(), sandbox.truth());
        drop(journal);
        fs::write(&path, "something else\n").expect("written");
        assert!(Journal::open(&path, Sandbox::new(1)).is_err_and(|error| error.to_string().contains("no state")));
        fs::remove_dir_all(&folder).expect("gone");
    }
}
