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
use crate::tools;

pub(crate) use build::Module;
pub(crate) use toolchain::Choice;
use toolchain::Panics;

/// The arguments of `cargo xtask wasm`.
#[derive(Debug, Clone, clap::Args)]
// Named, because `cargo xtask test` takes these arguments beside its own.
#[group(id = "wasm")]
pub(crate) struct Args {
    /// Where the wasm32 compiler comes from
    #[arg(long, value_enum, default_value_t = Choice::Auto, env = "UNDERCROFT_WASM_TOOLCHAIN")]
    toolchain: Choice,
    /// Build checks whose panics say what failed, in a target folder of their own
    #[arg(long)]
    speaking: bool,
}

impl Args {
    fn panics(&self, which: Module) -> Panics {
        if self.speaking && which == Module::Checks { Panics::Speaking } else { Panics::Silent }
    }
}

/// Builds the module with its checks and runs them in a browser; returns what they reported.
pub(crate) fn check(args: &Args) -> Result<String, TaskError> {
    let browser = tools::chromium()?;
    let module = module(args, Module::Checks)?;
    let package = process::target_dir().join("wasm/checks");
    timed("JavaScript glue", || build::glue(&module, &package))?;
    let report = timed("browser", || browser::check(&browser, &package))?;
    print!("{report}");
    Ok(report)
}

/// Builds a module into the app's source; returns the module's path.
pub(crate) fn app(args: &Args, which: Module) -> Result<PathBuf, TaskError> {
    let module = module(args, which)?;
    let package = process::root().join("web/app/src/core/pkg");
    timed("JavaScript glue", || build::glue(&module, &package))?;
    Ok(package.join("undercroft_web_bg.wasm"))
}

fn module(args: &Args, which: Module) -> Result<PathBuf, TaskError> {
    let toolchain = timed("wasm toolchain", || toolchain::find(args.toolchain))?;
    println!("using {toolchain}");
    let name = if which == Module::Checks { "module with checks" } else { "module" };
    timed(name, || build::module(&toolchain, which, args.panics(which)))
}

/// Prints how long a stage took, so that a slow run can be read without a second one.
pub(crate) fn timed<T>(name: &str, stage: impl FnOnce() -> Result<T, TaskError>) -> Result<T, TaskError> {
    let start = stopwatch();
    let result = stage()?;
    println!("--- {name}: {}", seconds(start.elapsed()));
    Ok(result)
}
