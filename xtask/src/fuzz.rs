//! `cargo xtask fuzz`: the fuzzer's programs one after the other, and the ledger of what they have run.
//!
//! Time is spent in slices, each of which is written down when it is over, so that a run can be stopped at any moment and
//! goes on the next time with what it has found.

mod ledger;
mod slice;

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::process;
use ledger::Ledger;
use slice::Programs;

/// The arguments of `cargo xtask fuzz`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Minutes for each target
    #[arg(long, default_value_t = 5)]
    minutes: u64,
    /// Only these targets [default: all of them]
    #[arg(long)]
    target: Vec<String>,
    /// With the address sanitizer: slower, and it looks into C code and unsafe code too
    #[arg(long)]
    address: bool,
    /// Run the programs as they were built the last time
    #[arg(long)]
    no_build: bool,
}

impl Args {
    /// All targets, so many minutes each.
    pub(crate) fn each(minutes: u64) -> Self {
        Self { minutes, target: Vec::new(), address: false, no_build: false }
    }
}

/// A slice is at most so long, in minutes: what is lost when somebody stops the run.
const SLICE: u64 = 5;
/// Inputs that the fuzzer has found, of one target, in the repository: all together, and each, in bytes.
const MOST_FOUND: u64 = 32 * 1024;
const MOST_FOUND_EACH: u64 = 2 * 1024;
/// As many files, at most, of one target.
const MOST_FOUND_FILES: usize = 48;

/// Builds the programs, runs them, keeps what they find.
pub(crate) fn run(args: &Args) -> Result<(), TaskError> {
    let targets = targets()?;
    if let Some(unknown) = args.target.iter().find(|name| !targets.contains(name)) {
        return Err(TaskError::Fuzz(format!(
            "there is no target {unknown}; there are {}",
            targets.join(", ")
        )));
    }
    let chosen = targets.iter().filter(|name| args.target.is_empty() || args.target.contains(name));
    let programs = build(args)?;
    let mut failed = Vec::new();
    for target in chosen {
        if let Some(input) = run_target(&programs, target, args.minutes)? {
            failed.push(input);
        } else {
            keep_found(&programs, target)?;
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = failed.iter().map(|path| path.display().to_string()).collect();
    Err(TaskError::Fuzz(format!(
        "inputs that failed were added to the corpus; give them names that say what they are, and mend:\n  {}",
        list.join("\n  ")
    )))
}

/// The names of the targets: each has a corpus.
fn targets() -> Result<Vec<String>, TaskError> {
    let folder = corpus();
    let entries = fs::read_dir(&folder).map_err(TaskError::file(&folder))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

fn corpus() -> PathBuf {
    process::root().join("tests/corpus")
}

fn build(args: &Args) -> Result<Programs, TaskError> {
    let address = args.address;
    // Not the compiler that built this task: the fuzzer needs another.
    let cargo = || {
        let mut command = process::proxied_cargo();
        command.arg("+nightly");
        command
    };
    let folder = process::target_dir().join(if address { "fuzzing-address" } else { "fuzzing" });
    if args.no_build {
        return Programs::find(folder, address);
    }
    if !process::succeeds(cargo().args(["fuzz", "--version"])) {
        let what = "the fuzzer isn't here: `rustup toolchain install nightly` and `cargo install cargo-fuzz`";
        return Err(TaskError::Fuzz(what.to_owned()));
    }
    let sanitizer = if address { "address" } else { "none" };
    let mut command = cargo();
    // The shipped code, as it is: `cfg(fuzzing)` would switch checks of some libraries off.
    command.args(["fuzz", "build", "--fuzz-dir", "fuzz", "--no-cfg-fuzzing", "--sanitizer", sanitizer]);
    command.arg("--target-dir").arg(&folder);
    process::run(&mut command)?;
    Programs::find(folder, address)
}

/// Runs a target for so many minutes. Gives the input that failed, where one did.
fn run_target(programs: &Programs, target: &str, minutes: u64) -> Result<Option<PathBuf>, TaskError> {
    let path = process::root().join("tests/ledgers/fuzz.tsv");
    let mut left = minutes;
    while left > 0 {
        let slice = left.min(SLICE);
        println!("{target}: {left} minutes to go");
        let done = programs.run(target, &corpus().join(target), slice)?;
        let mut ledger = Ledger::read(&path)?;
        ledger.add(target, done.minutes, done.executions, done.features);
        ledger.write(&path)?;
        if let Some(input) = done.failed {
            return keep_failed(target, &input).map(Some);
        }
        left -= slice;
    }
    Ok(None)
}

/// An input that failed stays in the corpus for ever; a person gives it a name.
fn keep_failed(target: &str, input: &Path) -> Result<PathBuf, TaskError> {
    let name = input.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let kept = corpus().join(target).join(format!("failed-{name}"));
    fs::copy(input, &kept).map_err(TaskError::file(&kept))?;
    Ok(kept)
}

/// Some of what adds coverage to the seeds is kept beside them: small inputs and longer ones, up to a number and a size.
fn keep_found(programs: &Programs, target: &str) -> Result<(), TaskError> {
    let seeds = corpus().join(target);
    let merged = programs.merge(target, &seeds)?;
    let mut found: Vec<(u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(&merged).map_err(TaskError::file(&merged))?.flatten() {
        let size = entry.metadata().map_err(TaskError::file(&entry.path()))?.len();
        if size <= MOST_FOUND_EACH && !seeds.join(entry.file_name()).exists() {
            found.push((size, entry.path()));
        }
    }
    found.sort();
    let (mut bytes, mut files) = (0, 0);
    for entry in fs::read_dir(&seeds).map_err(TaskError::file(&seeds))?.flatten() {
        if entry.file_name().to_string_lossy().starts_with("found-") {
            bytes += entry.metadata().map_err(TaskError::file(&entry.path()))?.len();
            files += 1;
        }
    }
    let room = MOST_FOUND_FILES.saturating_sub(files);
    let step = found.len().div_ceil(room.max(1)).max(1);
    let mut new = 0;
    for (size, path) in found.into_iter().step_by(step).take(room) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let place = seeds.join(format!("found-{}", name.get(..12).unwrap_or(&name)));
        if place.exists() || bytes + size > MOST_FOUND {
            continue;
        }
        bytes += size;
        fs::copy(&path, &place).map_err(TaskError::file(&place))?;
        new += 1;
    }
    println!("{target}: {new} inputs were added to the corpus");
    Ok(())
}
