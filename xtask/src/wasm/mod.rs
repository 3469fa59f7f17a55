//! client-core for the browser: built, and tried in one.
//!
//! Each stage is cached by what it makes under `target/`: a compiler for wasm32 ([`toolchain`]), the module
//! and its JavaScript glue ([`build`]), and a page in headless Chromium ([`browser`]) that is served by
//! [`server`], reports back to it, and has its disk filled through [`devtools`].

mod browser;
mod build;
mod devtools;
mod server;
mod toolchain;

use std::path::PathBuf;

use crate::error::TaskError;
use crate::process;
use crate::steps::{seconds, stopwatch};

use build::Module;
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

/// Builds the module with its checks and runs them in a browser; returns what they reported.
pub(crate) fn check(args: &Args) -> Result<String, TaskError> {
    let browser = browser::find()?;
    let toolchain = timed("wasm toolchain", || toolchain::find(args.toolchain))?;
    println!("using {toolchain}");
    let module = timed("module with checks", || build::module(&toolchain, Module::Checks))?;
    let package = process::target_dir().join("wasm/checks");
    timed("JavaScript glue", || build::glue(&module, &package))?;
    let report = timed("browser", || browser::check(&browser, &package))?;
    print!("{report}");
    Ok(report)
}

/// Builds the module that people get into the app's source; returns the module's path.
pub(crate) fn app(args: &Args) -> Result<PathBuf, TaskError> {
    let toolchain = timed("wasm toolchain", || toolchain::find(args.toolchain))?;
    println!("using {toolchain}");
    let module = timed("module", || build::module(&toolchain, Module::App))?;
    let package = process::root().join("web/app/src/core/pkg");
    timed("JavaScript glue", || build::glue(&module, &package))?;
    Ok(package.join("undercroft_web_bg.wasm"))
}

/// Prints how long a stage took, so that a slow run can be read without a second one.
pub(crate) fn timed<T>(name: &str, stage: impl FnOnce() -> Result<T, TaskError>) -> Result<T, TaskError> {
    let start = stopwatch();
    let result = stage()?;
    println!("--- {name}: {}", seconds(start.elapsed()));
    Ok(result)
}
