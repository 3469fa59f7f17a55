//! `cargo xtask simulate`: seeds of the fleet, as many as there is time for, and the ledger of those that were clean.

use clap::Parser;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use undercroft_tests::ledger;
use undercroft_tests::sim::{Failure, Options, run};

/// Runs seeds of the simulated fleet.
#[derive(Debug, Parser)]
struct Args {
    /// How many seeds
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first one [default: after the last one of the ledger]
    #[arg(long)]
    from: Option<u64>,
    /// One seed alone; nothing is written down
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// Tell the seed's story while it happens
    #[arg(long, requires = "seed")]
    trace: bool,
    /// Worlds whose server is put back to a backup; they have a ledger of their own
    #[arg(long)]
    put_back: bool,
    /// Which source the ledger names
    #[arg(long, default_value = "unknown")]
    commit: String,
    /// Folder of the ledgers
    #[arg(long)]
    ledgers: PathBuf,
}

impl Args {
    fn options(&self) -> Options {
        if self.put_back { Options::put_back() } else { Options::default() }
    }

    /// Files of the clean seeds and of those that failed.
    fn files(&self) -> (PathBuf, PathBuf) {
        let (clean, failed) = if self.put_back {
            ("put_back.tsv", "failed_put_back.txt")
        } else {
            ("fleet.tsv", "failed_seeds.txt")
        };
        (self.ledgers.join(clean), self.ledgers.join(failed))
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    if let Some(seed) = args.seed {
        return match run(seed, Options { loud: args.trace, ..args.options() }) {
            Ok(summary) => {
                println!("seed {seed} is clean: {:?}", summary.counts);
                ExitCode::SUCCESS
            }
            Err(failure) => {
                println!("{failure}");
                ExitCode::FAILURE
            }
        };
    }
    match several(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a range of seeds on all cores; true when all were clean.
fn several(args: &Args) -> Result<bool, String> {
    let (ledger, failed_file) = args.files();
    let known = ledger::read(&std::fs::read_to_string(&ledger).unwrap_or_default())?;
    let first = args.from.unwrap_or_else(|| known.iter().map(|line| line.last + 1).max().unwrap_or(0));
    let end = first.saturating_add(args.seeds);
    println!("seeds {first} to {} of the fleet", end.saturating_sub(1));
    let (next, done) = (AtomicU64::new(first), AtomicU64::new(0));
    let failures: Mutex<Vec<Box<Failure>>> = Mutex::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    if let Err(failure) = run(seed, args.options()) {
                        println!("{failure}");
                        failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
                    }
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if done % 50 == 0 {
                        println!("{done} of {} done", args.seeds);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    let failed: Vec<u64> = failures.iter().map(|failure| failure.seed).collect();
    write_down((&ledger, &failed_file), &args.commit, first, end, &failed)?;
    let clean = args.seeds - failed.len() as u64;
    println!("{clean} of {} seeds were clean; the ledger has {}", args.seeds, total(&ledger)?);
    Ok(failed.is_empty())
}

/// The clean ranges between the failed seeds, and the failed ones, which tests run from now on.
fn write_down(
    (clean, stopped): (&Path, &Path),
    commit: &str,
    first: u64,
    end: u64,
    failed: &[u64],
) -> Result<(), String> {
    let mut failed = failed.to_vec();
    failed.sort_unstable();
    let mut text = String::new();
    for line in ledger::between(commit, first, end, &failed) {
        let _ = writeln!(text, "{line}");
    }
    append(clean, &text)?;
    let mut text = String::new();
    for seed in failed {
        let _ = writeln!(text, "{seed}");
    }
    append(stopped, &text)
}

fn append(file: &Path, text: &str) -> Result<(), String> {
    let opened = OpenOptions::new().append(true).create(true).open(file);
    let written = opened.and_then(|mut opened| opened.write_all(text.as_bytes()));
    written.map_err(|error| format!("{}: {error}", file.display()))
}

fn total(ledger: &Path) -> Result<u64, String> {
    let text = std::fs::read_to_string(ledger).unwrap_or_default();
    Ok(ledger::distinct(&ledger::read(&text)?))
}
