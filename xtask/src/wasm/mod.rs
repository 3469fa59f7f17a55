//! `cargo xtask wasm`: client-core built for the browser, and tried in one.
//!
//! Four stages, each cached by what it makes under `target/`: a compiler for wasm32 ([`toolchain`]), the module
//! and its JavaScript glue ([`build`]), and a page in headless Chromium ([`browser`]) that is served by
//! [`server`] and reports back to it.

mod browser;
mod build;
mod server;
mod toolchain;

use crate::error::TaskError;
use crate::steps::{seconds, stopwatch};

pub(crate) use toolchain::Choice;

/// The arguments of `cargo xtask wasm`.
#[derive(Debug, Clone, clap::Args)]
// Named, because `cargo xtask test` takes these arguments beside its own.
#[group(id = "wasm")]
pub(crate) struct Args {
    /// Where the wasm32 compiler comes from
    #[arg(long, value_enum, default_value_t = Choice::Auto, env = "UNDERCROFT_WASM_TOOLCHAIN")]
    toolchain: Choice,
}

/// Builds the module, runs the smoke page and returns what it reported.
pub(crate) fn run(args: &Args) -> Result<String, TaskError> {
    let browser = browser::find()?;
    let toolchain = timed("wasm toolchain", || toolchain::find(args.toolchain))?;
    println!("using {toolchain}");
    let module = timed("module", || build::module(&toolchain))?;
    let package = timed("JavaScript glue", || build::glue(&module))?;
    let report = timed("browser", || browser::smoke(&browser, &package))?;
    print!("{report}");
    Ok(report)
}

/// Prints how long a stage took, so that a slow run can be read without a second one.
fn timed<T>(name: &str, stage: impl FnOnce() -> Result<T, TaskError>) -> Result<T, TaskError> {
    let start = stopwatch();
    let result = stage()?;
    println!("--- {name}: {}", seconds(start.elapsed()));
    Ok(result)
}
