//! Files that must be what they were when the package was built.

use std::fs::{File, metadata};
use std::io::{self, Read as _, Seek as _};
use std::os::unix::fs::MetadataExt as _;

use sha2::{Digest as _, Sha256};

/// Which file it is, and since when it has been as it is.
#[derive(PartialEq, Eq)]
pub struct Identity([u64; 3], [i64; 4]);

impl Identity {
    /// That of the file which is at the path now.
    pub fn of(path: &str) -> io::Result<Self> {
        let file = metadata(path)?;
        let times = [file.mtime(), file.mtime_nsec(), file.ctime(), file.ctime_nsec()];
        Ok(Self([file.dev(), file.ino(), file.size()], times))
    }
}

/// Opens a file that has this SHA-256, in hexadecimal; or says why not.
pub fn open_checked(path: &str, sha256: &str) -> Result<File, String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let (found, length) = digest(&mut file).map_err(|error| error.to_string())?;
    if found != sha256 {
        return Err(format!(
            "its {length} bytes have the SHA-256 {found}, but {sha256} is this package's. It is incomplete, or of another \
             version: install the package anew"
        ));
    }
    Ok(file)
}

/// In pieces: a worker's memory is not to grow by what is only looked at.
fn digest(file: &mut File) -> io::Result<(String, usize)> {
    let mut digest = Sha256::new();
    let mut length = 0;
    let mut piece = [0; 16 << 10];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        digest.update(&piece[..read]);
        length += read;
    }
    file.rewind()?;
    let hex = digest.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    Ok((hex, length))
}
