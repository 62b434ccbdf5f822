//! The modules that this process has opened. PHP forgets everything after a request; this does not.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fmt, fs};

use sha2::{Digest as _, Sha256};
use wasmtime::{Engine, Module};

use crate::config::{Kind, PULLEY, config};
use crate::door::{Door, Failure};
use crate::system;

/// A module that was checked and made ready, with the instances that wait for a question.
struct Opened {
    path: String,
    sha256: String,
    engine: Engine,
    module: Module,
    idle: Vec<Door>,
}

/// A thread takes an instance out, asks, and puts it back: the lock is never held during a call.
static MODULES: Mutex<Vec<Opened>> = Mutex::new(Vec::new());

/// More instances than this are not kept: a process has one for each thread that asks at a time.
const IDLE: usize = 16;

/// Why a module could not be opened.
#[derive(Debug)]
pub enum Refused {
    /// This system lets nobody make memory executable.
    NotExecutable(String),
    /// Something else, to be told.
    Because(String),
}

/// Opens a module, and says by what number it is known here from now on. A second time it costs nothing.
pub fn open(path: &str, sha256: &str, kind: Kind, memory_limit: usize) -> Result<usize, Refused> {
    let known = |modules: &[Opened]| modules.iter().position(|one| one.path == path && one.sha256 == sha256);
    if let Some(at) = known(&modules()) {
        return Ok(at);
    }
    let because = |what: &dyn fmt::Display| Refused::Because(format!("{path}: {what}"));
    let code = fs::read(Path::new(path)).map_err(|error| because(&error))?;
    let found = hex(&Sha256::digest(&code));
    if found != sha256 {
        return Err(because(&format!(
            "its {} bytes have the SHA-256 {found}, but {sha256} is this package's. It is incomplete, or of another \
             version: install the package anew",
            code.len()
        )));
    }
    let engine = engine(kind).map_err(|error| because(&format!("{error:#}")))?;
    let module = load(&engine, &code).map_err(|error| match kind {
        Kind::Native if !system::may_execute() => Refused::NotExecutable(format!("{error:#}")),
        _ => because(&format!("{error:#}")),
    })?;
    // The first instance is made at once: what cannot start is no engine.
    let door = Door::new(&engine, &module, memory_limit).map_err(|error| because(&format!("{error:#}")))?;
    let opened = Opened { path: path.to_owned(), sha256: found, engine, module, idle: vec![door] };
    let mut modules = modules();
    Ok(known(&modules).unwrap_or_else(|| {
        modules.push(opened);
        modules.len() - 1
    }))
}

/// Asks a module a question.
pub fn ask(
    number: usize,
    question: &[u8],
    fuel: u64,
    memory_limit: usize,
    answer: &mut Vec<u8>,
) -> Result<(), Failure> {
    let unknown = || Failure::Trap(format!("no module was opened as {number}"));
    let (idle, engine, module) = {
        let mut modules = modules();
        let opened = modules.get_mut(number).ok_or_else(unknown)?;
        (opened.idle.pop(), opened.engine.clone(), opened.module.clone())
    };
    let mut door = match idle {
        Some(door) => door,
        None => Door::new(&engine, &module, memory_limit).map_err(|error| Failure::Trap(format!("{error:#}")))?,
    };
    // An instance that failed is dropped here, with all that the call left in it.
    door.ask(question, fuel, memory_limit, answer)?;
    if door.reset() {
        let mut modules = modules();
        if let Some(opened) = modules.get_mut(number)
            && opened.idle.len() < IDLE
        {
            opened.idle.push(door);
        }
    }
    Ok(())
}

/// Nothing is left half done while the lock is held, so a thread that died with it harms nobody.
fn modules() -> MutexGuard<'static, Vec<Opened>> {
    MODULES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn engine(kind: Kind) -> wasmtime::Result<Engine> {
    let mut config = config()?;
    if kind == Kind::Pulley {
        config.target(PULLEY)?;
    }
    Engine::new(&config)
}

/// Takes the module out of its bytes: they are this process's own, so nothing that happens to the file can reach them.
fn load(engine: &Engine, code: &[u8]) -> wasmtime::Result<Module> {
    // SAFETY: these are bytes that wasmtime's compiler wrote: their digest is the one that came with the package. They are
    // for this version, configuration, system and processor, or `deserialize` says why not.
    unsafe { Module::deserialize(engine, code) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
