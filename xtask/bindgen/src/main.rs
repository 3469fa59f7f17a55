//! Writes the JavaScript glue of a wasm module: `undercroft-bindgen MODULE.wasm OUT_FOLDER`.
//!
//! It is the library behind the `wasm-bindgen` command with the settings that this repository uses.

use std::path::PathBuf;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(module), Some(out), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        eprintln!("usage: undercroft-bindgen MODULE.wasm OUT_FOLDER");
        return ExitCode::FAILURE;
    };
    let mut bindgen = Bindgen::new();
    let written =
        bindgen.web(true).and_then(|bindgen| {
            let bindgen = bindgen.input_path(module).out_name("undercroft_web").typescript(true);
            // Names of functions are a tenth of the module, and say nothing to a phone.
            bindgen.remove_name_section(true).remove_producers_section(true).generate(out)
        });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
