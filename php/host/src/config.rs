//! The one configuration of wasmtime: what compiles the module and what runs it must agree on every line.

use wasmtime::{Config, ModuleVersionStrategy, Result};

/// What a module is compiled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Machine code for one processor family.
    Native,
    /// Bytecode, for hosts that forbid executable memory.
    Pulley,
}

/// What a module's code runs on by its target's name, where it is not this very system.
pub const PULLEY: &str = "pulley64";

/// Who may run a module: this release of the package on this very wasmtime. A module of another one is refused by name.
pub const VERSION: &str = concat!("sanspay ", env!("CARGO_PKG_VERSION"), " on wasmtime 48.0.8");

/// Everything but the target and the processor's features.
pub fn config() -> Result<Config> {
    let mut config = Config::new();
    config
        // No handler for SIGSEGV in a process that is PHP's: bounds are checked in code. So no memory need be reserved
        // around the module's own, and it runs where address space is rationed.
        .signals_based_traps(false)
        .memory_reservation(0)
        .memory_guard_size(0)
        .memory_reservation_for_growth(1 << 20)
        .guard_before_linear_memory(false)
        .memory_init_cow(false)
        // Nothing runs for ever.
        .consume_fuel(true)
        .max_wasm_stack(256 << 10)
        // What stands in a trace of the module is of no use to a shop.
        .wasm_backtrace_max_frames(None)
        .generate_address_map(false)
        .native_unwind_info(false)
        // The core uses neither, and without them the oldest of processors will do.
        .wasm_simd(false)
        .wasm_relaxed_simd(false)
        .concurrency_support(false)
        .module_version(ModuleVersionStrategy::Custom(VERSION.to_owned()))?;
    Ok(config)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_names_the_wasmtime_that_is_used() {
        let used = super::VERSION.split_once(" on wasmtime ").map(|(_, version)| format!("\"={version}\""));
        assert!(
            include_str!("../Cargo.toml").contains(&format!("wasmtime = {{ version = {}", used.expect("a version")))
        );
    }
}
