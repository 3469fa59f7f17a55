//! `cargo xtask bench-peers`: the same work on Undercroft and on other sync systems, and its table in
//! `docs/performance.md`.

use std::fs;
use std::process::Command;

use crate::error::TaskError;
use crate::process;
use crate::tools;

/// The arguments of `cargo xtask bench-peers`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Runs of each workload; figures are medians
    #[arg(long, default_value_t = 5)]
    runs: u32,
    /// Only these systems, separated by commas: undercroft, automerge-repo, hocuspocus, pouchdb
    #[arg(long)]
    systems: Option<String>,
    /// Only these workloads, separated by commas: w0, w1-1000, w1-10000, w2, w3, w3-500, w4
    #[arg(long)]
    only: Option<String>,
}

/// Around the table in the document.
const BEGIN: &str = "<!-- bench-peers -->";
const END: &str = "<!-- /bench-peers -->";

/// Builds, measures and prints; writes the document's table when everything was measured.
pub(crate) fn run(args: &Args) -> Result<(), TaskError> {
    let peers = process::root().join("benches/peers");
    tools::packages_of(&peers)?;
    let packages = ["build", "--release", "-p", "undercroft-server", "-p", "undercroft-benches", "--bins"];
    process::run(process::cargo().args(packages))?;
    let programs = process::target_dir().join("release");
    let mut bench =
        Command::new(programs.join("bench-peers").with_extension(std::env::consts::EXE_EXTENSION));
    bench.arg("--programs").arg(&programs).arg("--peers").arg(&peers);
    bench.args(["--runs", &args.runs.to_string()]);
    for (name, value) in [("--systems", &args.systems), ("--only", &args.only)] {
        if let Some(value) = value {
            bench.args([name, value]);
        }
    }
    bench.stderr(std::process::Stdio::inherit());
    let table = process::output(&mut bench)?;
    println!("{table}");
    if args.systems.is_some() || args.only.is_some() {
        println!("\nnot everything was measured: docs/performance.md stays as it is");
        return Ok(());
    }
    let page = process::root().join("docs/performance.md");
    let text = fs::read_to_string(&page).map_err(TaskError::file(&page))?;
    fs::write(&page, with_table(&text, &table)).map_err(TaskError::file(&page))
}

/// The page with another table; where its marks are gone, the table comes last.
fn with_table(page: &str, table: &str) -> String {
    let (before, after) = match (page.split_once(BEGIN), page.split_once(END)) {
        (Some((before, _)), Some((_, after))) => (before, after),
        _ => (page, "\n"),
    };
    format!("{before}{BEGIN}\n\n{table}\n\n{END}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_last_one() {
        let page = "words\n<!-- bench-peers -->\nold\n<!-- /bench-peers -->\nmore\n";
        let new = "words\n<!-- bench-peers -->\n\n| new |\n\n<!-- /bench-peers -->\nmore\n";
        assert_eq!(with_table(page, "| new |"), new);
        assert_eq!(with_table(new, "| new |"), new);
        assert_eq!(with_table("words\n", "x"), "words\n<!-- bench-peers -->\n\nx\n\n<!-- /bench-peers -->\n");
    }
}
