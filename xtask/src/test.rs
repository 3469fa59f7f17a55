//! `cargo xtask test`: everything that must pass before a change is taken.

use std::process::Command;

use crate::error::TaskError;
use crate::process;
use crate::steps::{Outcome, Steps};
use crate::{fuzz, planted, power_off, simulate, specs, tiers, wasm, web};

/// The arguments of `cargo xtask test`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave out the browser (it is never left out by itself when its tools can be had)
    #[arg(long)]
    no_wasm: bool,
    /// The long forms too: every byte, every index, more seeds, fuzzing, bugs on purpose. Takes hours, and keeps the
    /// ledgers
    #[arg(long)]
    deep: bool,
    #[command(flatten)]
    wasm: wasm::Args,
}

/// Runs the steps, cheapest first, and stops at the first failure.
pub(crate) fn run(args: &Args) -> Result<(), TaskError> {
    let mut steps = Steps::new();
    steps.step("formatting", || passed(process::cargo().args(["fmt", "--all", "--check"])))?;
    steps.step("house rules", || passed(process::cargo().args(["test", "--package", "xtask", "--quiet"])))?;
    steps.optional("dependencies: bans, licences, sources", dependencies)?;
    let programs = process::beside(&mut compile_command(), "programs")?;
    steps.step("client-core in a browser", || in_browser(args, || wasm::check(&args.wasm).map(drop)))?;
    steps.step("the technician's app", || in_browser(args, || web::for_tests(&args.wasm)))?;
    steps.step("lints of the app", || in_browser(args, web::lint))?;
    steps.step("programs and tests, compiled and linted", || programs.end().map(|()| Outcome::Passed))?;
    steps.step("lints of what no test runs", lints)?;
    // Before the tests, so that the count of the tests is what a log closes with.
    steps.step("documentation examples", || {
        passed(linting().args(["test", "--workspace", "--doc", "--quiet"]))
    })?;
    let tested = steps.step("tests", || passed(&mut test_command(args.deep)));
    tiers::print(profile(args.deep));
    tested?;
    steps.step("app and pages in a browser", || in_browser(args, specs::play))?;
    if args.deep {
        deep(&mut steps)?;
    }
    steps.table();
    Ok(())
}

/// Seeds of the fleet, those whose server is put back to a backup, and minutes of each fuzz target, that the long form adds
/// to the ledgers.
const DEEP_SEEDS: u64 = 5_000;
const DEEP_PUT_BACK: u64 = 500;
const DEEP_MINUTES: u64 = 5;

fn deep(steps: &mut Steps) -> Result<(), TaskError> {
    steps.step("more seeds of the fleet", || {
        simulate::run(&simulate::Args::more(DEEP_SEEDS))?;
        simulate::run(&simulate::Args::more_put_back(DEEP_PUT_BACK)).map(|()| Outcome::Passed)
    })?;
    steps.optional("power cut off a machine", || match power_off::run(&power_off::Args::default()) {
        Ok(()) => Ok(Outcome::Passed),
        Err(error) if error.is_missing_tool() => Ok(Outcome::Skipped(error.to_string())),
        Err(error) => Err(error),
    })?;
    steps.step("fuzzing", || fuzz::run(&fuzz::Args::each(DEEP_MINUTES)).map(|()| Outcome::Passed))?;
    steps.step("bugs on purpose", || planted::run(&planted::Args::default()).map(|()| Outcome::Passed))
}

fn passed(command: &mut Command) -> Result<Outcome, TaskError> {
    process::run(command).map(|()| Outcome::Passed)
}

/// Cargo, with Clippy as the compiler of this workspace: it compiles as the compiler does, so that what is linted needn't
/// be compiled a second time. What is built in this way lies beside what another cargo builds; cargos that a test starts
/// build in this way too.
fn linting() -> Command {
    let mut command = process::cargo();
    command
        .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        .env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
    command
}

/// The lints of what [`compile_command`] leaves out: benches, the test that wants a machine, and the bugs on purpose.
fn lints() -> Result<Outcome, TaskError> {
    passed(linting().args([
        "test",
        "--workspace",
        "--quiet",
        "--no-run",
        "--benches",
        "--test",
        "power_off",
    ]))?;
    passed(process::cargo().args([
        "clippy",
        "--package",
        "planted",
        "--all-targets",
        "--all-features",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]))
}

/// Compiles what [`test_command`] runs.
fn compile_command() -> Command {
    let mut command = linting();
    if has("nextest") {
        command.args(["nextest", "run", "--workspace", "--no-run"]);
    } else {
        command.args(["test", "--workspace", "--all-targets", "--no-run"]);
    }
    command
}

/// Nextest's profile.
fn profile(deep: bool) -> &'static str {
    if deep { "deep" } else { "default" }
}

/// All tests but the documentation examples, which nextest can't run.
fn test_command(deep: bool) -> Command {
    let mut command = linting();
    if deep {
        command.env("UNDERCROFT_DEEP", "1");
    }
    if has("nextest") {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast", "--profile", profile(deep)]);
    } else {
        println!("cargo-nextest is not installed: running cargo test");
        command.args(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
    }
    command
}

fn dependencies() -> Result<Outcome, TaskError> {
    if !has("deny") {
        return Ok(Outcome::Skipped(
            "cargo-deny is not installed (cargo install --locked cargo-deny)".to_owned(),
        ));
    }
    passed(process::cargo().args([
        "deny",
        "--workspace",
        "--all-features",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))
}

/// A step that needs a browser's tools.
fn in_browser(args: &Args, step: impl FnOnce() -> Result<(), TaskError>) -> Result<Outcome, TaskError> {
    if args.no_wasm {
        return Ok(Outcome::Skipped("--no-wasm was given".to_owned()));
    }
    match step() {
        Ok(()) => Ok(Outcome::Passed),
        Err(error) if error.is_missing_tool() => Ok(Outcome::Skipped(error.to_string())),
        Err(error) => Err(error),
    }
}

/// True when cargo knows this subcommand.
fn has(subcommand: &str) -> bool {
    process::succeeds(process::cargo().args([subcommand, "--version"]))
}
