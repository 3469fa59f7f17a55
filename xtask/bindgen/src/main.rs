//! Writes the JavaScript glue of a wasm module: `undercroft-bindgen MODULE.wasm OUT_FOLDER`.
//!
//! It is the library behind the `wasm-bindgen` command with the settings that this repository uses.

mod alike;
mod order;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(module), Some(out), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        eprintln!("usage: undercroft-bindgen MODULE.wasm OUT_FOLDER");
        return ExitCode::FAILURE;
    };
    match write(&module, &out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn write(module: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?;
    // Names give the functions their order before they go.
    bindgen.input_path(module).out_name("undercroft_web").typescript(true).demangle(false);
    bindgen.remove_producers_section(true).generate(out)?;
    let written = out.join("undercroft_web_bg.wasm");
    let ordered = order::by_name(&fs::read(&written)?)?;
    fs::write(&written, ordered)?;
    Ok(())
}
