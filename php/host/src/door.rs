//! One instance of the core, asked one question at a time, and as good as new after each.

use std::fmt;

use wasmtime::{Engine, Instance, Memory, Module, Result, Store, Trap, TypedFunc, bail};

use crate::fresh::Fresh;
use crate::limits::Limits;

/// What an answer's length takes, before the answer.
const PREFIX: usize = 4;
/// Room on the module's heap from the start. A question that fits leaves the memory as large as it was.
const HEAP: u32 = 96 << 10;
/// Enough to find that room.
const FUEL_TO_START: u64 = 1_000_000;

/// Why a call could not be finished. The numbers are the C interface's.
#[derive(Debug)]
pub enum Failure {
    /// It took more steps than it may.
    Fuel,
    /// It needed more memory than it may have.
    Memory,
    /// Something else went wrong inside, or with what the module handed over.
    Trap(String),
}

/// An instance of the core. One that a call has failed in must not be asked again.
pub struct Door {
    store: Store<Limits>,
    memory: Memory,
    alloc: TypedFunc<u32, u32>,
    call: TypedFunc<(u32, u32), u32>,
    fresh: Fresh,
}

impl Door {
    /// Makes one, and remembers what its memory looks like.
    pub fn new(engine: &Engine, module: &Module, memory_limit: usize) -> Result<Self> {
        let mut store = Store::try_new(engine, Limits { memory: memory_limit, denied: false })?;
        store.limiter(|limits| limits);
        store.set_fuel(FUEL_TO_START)?;
        let instance = Instance::new(&mut store, module, &[])?;
        let Some(memory) = instance.get_memory(&mut store, "memory") else {
            bail!("the module has no memory");
        };
        let alloc = instance.get_typed_func(&mut store, "alloc")?;
        let free = instance.get_typed_func::<(u32, u32), ()>(&mut store, "free")?;
        let call = instance.get_typed_func(&mut store, "call")?;
        let room = alloc.call(&mut store, HEAP)?;
        free.call(&mut store, (room, HEAP))?;
        let fresh = Fresh::keep(memory.data(&store));
        Ok(Self { store, memory, alloc, call, fresh })
    }

    /// Asks a question. Nothing in the module is freed: its memory is put back as a whole.
    pub fn ask(&mut self, question: &[u8], fuel: u64, memory_limit: usize, answer: &mut Vec<u8>) -> Outcome {
        *self.store.data_mut() = Limits { memory: memory_limit, denied: false };
        let given = self.give(question, fuel, answer);
        given.map_err(|error| match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => Failure::Fuel,
            _ if self.store.data().denied => Failure::Memory,
            _ => Failure::Trap(format!("{error:#}")),
        })
    }

    fn give(&mut self, question: &[u8], fuel: u64, answer: &mut Vec<u8>) -> Result<()> {
        self.store.set_fuel(fuel)?;
        let length = u32::try_from(question.len())?;
        let place = self.alloc.call(&mut self.store, length)?;
        if place == 0 {
            bail!("the module has no room for the question");
        }
        // Checked: a place outside of the module's memory is an error, whoever named it.
        self.memory.write(&mut self.store, place as usize, question)?;
        let start = self.call.call(&mut self.store, (place, length))?;
        if start == 0 {
            bail!("the module has no room for the answer");
        }
        let memory = self.memory.data(&self.store);
        let Some(text) = text_at(memory, start as usize) else {
            bail!("the module's answer lies outside of its memory");
        };
        answer.clear();
        answer.extend_from_slice(text);
        Ok(())
    }

    /// Makes it as good as new; false where it must be thrown away, since its memory grew and cannot shrink.
    pub fn reset(&mut self) -> bool {
        let memory = self.memory.data_mut(&mut self.store);
        let fits = self.fresh.fits(memory);
        if fits {
            self.fresh.restore(memory);
        }
        fits
    }
}

/// How a call ended.
pub type Outcome = std::result::Result<(), Failure>;

/// The answer that starts there, if all of it lies within the memory.
pub fn text_at(memory: &[u8], start: usize) -> Option<&[u8]> {
    let (length, rest) = memory.get(start..)?.split_first_chunk::<PREFIX>()?;
    rest.get(..u32::from_le_bytes(*length) as usize)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fuel => f.write_str("the call took more steps than one call may"),
            Self::Memory => f.write_str("the call needed more memory than one call may have"),
            Self::Trap(what) => write!(f, "the call broke off: {what}"),
        }
    }
}
