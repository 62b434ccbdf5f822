//! The modules that this process has opened. PHP forgets everything after a request; this does not.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use wasmtime::{Engine, Module};

use crate::checked::{Identity, open_checked};
use crate::config::{Kind, PULLEY, config};
use crate::door::{Door, Failure};
use crate::system;

/// A module that was checked and made ready, with the instances that wait for a question.
struct Opened {
    path: String,
    sha256: String,
    identity: Identity,
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

/// Opens a module, and says by what number it is known here from now on. A second time costs one look at the file: one
/// that was changed since is opened, and so checked, anew.
pub fn open(path: &str, sha256: &str, kind: Kind, memory_limit: usize) -> Result<usize, Refused> {
    let because = |what: &dyn fmt::Display| Refused::Because(format!("{path}: {what}"));
    let identity = Identity::of(path).map_err(|error| because(&error))?;
    let known = |modules: &[Opened]| {
        modules.iter().position(|one| one.identity == identity && one.path == path && one.sha256 == sha256)
    };
    if let Some(at) = known(&modules()) {
        return Ok(at);
    }
    let file = open_checked(path, sha256).map_err(|problem| because(&problem))?;
    let engine = engine(kind).map_err(|error| because(&format_args!("{error:#}")))?;
    // SAFETY: the file holds what wasmtime's compiler wrote: its digest is the one that came with the package. It is for
    // this version, configuration, system and processor, or this says why not. It stays as it is while it is in use, by
    // the rule of every library that a process maps: files are replaced, never written over. Whoever breaks that rule is
    // noticed by `Identity` when the next request opens the module.
    let module = unsafe { Module::deserialize_open_file(&engine, file) }.map_err(|error| match kind {
        Kind::Native if !system::may_execute() => Refused::NotExecutable(format!("{error:#}")),
        _ => because(&format_args!("{error:#}")),
    })?;
    // The first instance is made at once: what cannot start is no engine.
    let door = Door::new(&engine, &module, memory_limit).map_err(|error| because(&format_args!("{error:#}")))?;
    let mut modules = modules();
    Ok(known(&modules).unwrap_or_else(|| {
        let idle = vec![door];
        modules.push(Opened { path: path.to_owned(), sha256: sha256.to_owned(), identity, engine, module, idle });
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
    let mut door = take(number, memory_limit)?;
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

/// An instance that waits, or a new one.
fn take(number: usize, memory_limit: usize) -> Result<Door, Failure> {
    let (engine, module) = {
        let mut modules = modules();
        let unknown = || Failure::Trap(format!("no module was opened as {number}"));
        let opened = modules.get_mut(number).ok_or_else(unknown)?;
        if let Some(door) = opened.idle.pop() {
            return Ok(door);
        }
        (opened.engine.clone(), opened.module.clone())
    };
    Door::new(&engine, &module, memory_limit).map_err(|error| Failure::Trap(format!("{error:#}")))
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
