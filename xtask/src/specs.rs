//! The app and the office's pages in a browser, on a demo site of their own: tests, and pictures for people.

use std::path::PathBuf;
use std::process::Command;

use crate::error::TaskError;
use crate::process;
use crate::tools;
use crate::{wasm, web};

/// The arguments of `cargo xtask screenshots`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Every page at each size, in each look and language, into target/screenshots; without it the pictures of
    /// the documentation
    #[arg(long)]
    all: bool,
    /// With --all: only these looks and pages, such as "en dark 360 /store"
    #[arg(long, requires = "all", value_name = "WORDS")]
    only: Option<String>,
    #[command(flatten)]
    wasm: wasm::Args,
}

/// Runs the tests in a browser, with the programs that the tests of the workspace have built: in two halves beside each
/// other, each with a site of its own, because a browser often waits for what it is told to wait for. On a site that runs
/// already they follow each other: a test may end its server.
pub(crate) fn play() -> Result<(), TaskError> {
    if std::env::var_os("UNDERCROFT_SITE").is_some() {
        return process::run(&mut playwright("playwright.config.ts")?);
    }
    let mut first = playwright("playwright.config.ts")?;
    first.args(["--project", "first-half", "--output", "test-results/first"]);
    let mut second = playwright("playwright.config.ts")?;
    second.args(["--project", "second-half", "--project", "injection", "--output", "test-results/second"]);
    let beside = process::beside(&mut first, "specs")?;
    let ended = process::run(&mut second);
    // Whatever became of the one, the other is heard: its browser ends by itself alone.
    beside.end().and(ended)
}

/// Takes pictures of a site that is made for them.
pub(crate) fn pictures(args: &Args) -> Result<(), TaskError> {
    web::for_demo(&args.wasm)?;
    process::run(process::cargo().args([
        "build",
        "-p",
        "undercroft-server",
        "-p",
        "undercroft-field",
        "-p",
        "undercroft-demo",
        "--bins",
    ]))?;
    let mut shots = playwright("playwright.shots.config.ts")?;
    shots.arg(if args.all { "look" } else { "readme" });
    if let Some(only) = &args.only {
        shots.env("UNDERCROFT_LOOK", only);
    }
    process::run(&mut shots)
}

fn playwright(config: &str) -> Result<Command, TaskError> {
    tools::packages()?;
    let mut command = Command::new("npx");
    command.args(["playwright", "test", "--config", config]).current_dir(tools::app());
    command.env("CHROMIUM", tools::chromium()?).env("UNDERCROFT_PROGRAMS", programs()?);
    Ok(command)
}

/// The folder of the programs that a site is made with.
fn programs() -> Result<PathBuf, TaskError> {
    let folder = process::target_dir().join("debug");
    let missing = ["undercroft", "field", "undercroft-demo"]
        .into_iter()
        .find(|name| !folder.join(name).with_extension(std::env::consts::EXE_EXTENSION).is_file());
    if missing.is_some() { Err(TaskError::NoPrograms(folder)) } else { Ok(folder) }
}
