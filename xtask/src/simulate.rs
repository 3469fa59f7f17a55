//! `cargo xtask simulate`: seeds of the simulated fleet, and the ledger of those that were clean.

use std::process::Command;

use crate::error::TaskError;
use crate::process;

/// The arguments of `cargo xtask simulate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many seeds
    #[arg(long)]
    seeds: Option<u64>,
    /// The first one [default: after the last one of the ledger]
    #[arg(long)]
    from: Option<u64>,
    /// One seed alone; nothing is written down
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// Tell the seed's story while it happens
    #[arg(long, requires = "seed")]
    trace: bool,
    /// Worlds whose server is put back to a backup
    #[arg(long)]
    put_back: bool,
}

impl Args {
    /// So many seeds after the last one of the ledger.
    pub(crate) fn more(seeds: u64) -> Self {
        Self { seeds: Some(seeds), from: None, seed: None, trace: false, put_back: false }
    }

    /// The same, of worlds whose server is put back.
    pub(crate) fn more_put_back(seeds: u64) -> Self {
        Self { put_back: true, ..Self::more(seeds) }
    }
}

/// Runs them.
pub(crate) fn run(args: &Args) -> Result<(), TaskError> {
    // As the tests build it: `cargo run` would compile the dependencies once more, with fewer features.
    process::run(process::cargo().args(["test", "--quiet", "--workspace", "--no-run", "--test", "fleet"]))?;
    let program = process::target_dir().join("debug/undercroft-simulate");
    let mut simulate = Command::new(program.with_extension(std::env::consts::EXE_EXTENSION));
    simulate.arg("--ledgers").arg(process::root().join("tests/ledgers"));
    for (name, value) in [("--seeds", args.seeds), ("--from", args.from), ("--seed", args.seed)] {
        if let Some(value) = value {
            simulate.args([name, &value.to_string()]);
        }
    }
    for (name, said) in [("--trace", args.trace), ("--put-back", args.put_back)] {
        if said {
            simulate.arg(name);
        }
    }
    if let Some(commit) = commit() {
        simulate.args(["--commit", &commit]);
    }
    process::run(&mut simulate)
}

/// The commit that is checked out, with a `+` where files differ from it.
fn commit() -> Option<String> {
    let git = |words: &[&str]| process::said(Command::new("git").args(words).current_dir(process::root()));
    let commit = git(&["rev-parse", "--short", "HEAD"])?;
    let changed = git(&["status", "--porcelain", "--untracked-files=no", "--", ":!tests/ledgers"])?;
    Some(if changed.is_empty() { commit } else { format!("{commit}+") })
}
