//! `precompile MODULE.wasm TARGET OUTPUT.cwasm`: compiles the module ahead, with the configuration that will run it.
//!
//! TARGET is `pulley64` or a Rust target such as `x86_64-unknown-linux-gnu`. A target that is named gets no feature of
//! the processor at hand, so the code runs on every processor of its family. `TARGET+FEATURE` adds one, for tests.

use std::error::Error;
use std::fs;

use wasmtime::{Engine, OptLevel};

#[allow(dead_code)]
#[path = "../config.rs"]
mod config;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, target, output] = arguments.as_slice() else {
        return Err("usage: precompile MODULE.wasm TARGET[+FEATURE] OUTPUT.cwasm".into());
    };
    let (target, feature) = target.split_once('+').map_or((target.as_str(), None), |(name, added)| (name, Some(added)));
    let mut config = config::config()?;
    config.target(target)?.cranelift_opt_level(OptLevel::SpeedAndSize);
    if let Some(feature) = feature {
        // SAFETY: what is compiled here is not run here, and what runs it looks whether the processor has the feature.
        #[allow(unsafe_code)]
        unsafe {
            config.cranelift_flag_enable(feature);
        }
    }
    let code = Engine::new(&config)?.precompile_module(&fs::read(module)?)?;
    fs::write(output, code)?;
    Ok(())
}
