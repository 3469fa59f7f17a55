//! `cargo xtask planted`: bugs on purpose, one at a time, and whether the tests of every push find them.
//!
//! `tests/ledgers/planted.tsv` names for each bug where to look (a filter of cargo-nextest) and the test that
//! found it last, which is tried first; `docs/planted-bugs.md` is made of it. Each bug's line is written as soon as
//! it is known, so the task can be stopped and goes on where it was with `--missing`.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use planted::{Bug, VARIABLE};

use crate::error::TaskError;
use crate::process;

/// So many of the bugs must be found.
const FOUND_PER_HUNDRED: usize = 95;

/// The arguments of `cargo xtask planted`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// Only these bugs
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Only those that nothing has found yet
    #[arg(long)]
    missing: bool,
    /// Look only where the ledger says, and not everywhere else
    #[arg(long)]
    quick: bool,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    bug: Bug,
    /// Where to look: a filter of cargo-nextest; everywhere where it is empty.
    area: String,
    /// The test that found it.
    found_by: Option<String>,
}

/// Plants them, runs the tests, writes down what was found.
pub(crate) fn run(args: &Args) -> Result<(), TaskError> {
    let file = process::root().join("tests/ledgers/planted.tsv");
    let mut lines = read(&fs::read_to_string(&file).map_err(TaskError::file(&file))?);
    process::run(nextest().arg("--no-run"))?;
    for at in 0..lines.len() {
        let line = lines[at].clone();
        let name = line.bug.as_str();
        let wanted = args.only.is_empty() || args.only.iter().any(|only| only == name);
        if !wanted || (args.missing && line.found_by.is_some()) {
            continue;
        }
        println!("[{}/{}] {name}: {}", at + 1, lines.len(), line.bug.what());
        lines[at].found_by = find(&line, args.quick)?;
        println!("    {}", lines[at].found_by.as_deref().unwrap_or("NOT FOUND"));
        fs::write(&file, written(&lines)).map_err(TaskError::file(&file))?;
        let page = process::root().join("docs/planted-bugs.md");
        fs::write(&page, page_of(&lines)).map_err(TaskError::file(&page))?;
    }
    let found = lines.iter().filter(|line| line.found_by.is_some()).count();
    println!("{found} of {} bugs are found", lines.len());
    if found * 100 >= lines.len() * FOUND_PER_HUNDRED { Ok(()) } else { Err(TaskError::PlantedUnfound) }
}

fn nextest() -> Command {
    let mut command = process::cargo();
    command.args(["nextest", "run", "--workspace", "--features", "planted/bugs", "--cargo-quiet"]);
    command
}

/// The first test that fails with the bug awake: the one that did the last time, else one of its area, else any.
fn find(line: &Line, quick: bool) -> Result<Option<String>, TaskError> {
    let known = line.found_by.as_ref().map(|test| format!("test(={test})"));
    let area = Some(line.area.clone()).filter(|area| !area.is_empty());
    let everywhere = (!quick).then(|| "all()".to_owned());
    for filter in known.into_iter().chain(area).chain(everywhere) {
        let mut command = nextest();
        command.args([
            "--fail-fast",
            "--status-level",
            "fail",
            "--final-status-level",
            "none",
            "-E",
            &filter,
        ]);
        command.env(VARIABLE, line.bug.as_str()).env("NEXTEST_COLOR", "never").stdin(Stdio::null());
        let said = command
            .output()
            .map_err(|source| TaskError::Start { command: process::line(&command), source })?;
        let text = String::from_utf8_lossy(&said.stderr);
        if let Some(test) = text.lines().find_map(failed) {
            return Ok(Some(test));
        }
        // No test passes the filter (4): the one that found it has another name now.
        if !said.status.success() && said.status.code() != Some(4) {
            eprint!("{text}");
            return Err(TaskError::Failed { command: process::line(&command), code: said.status.code() });
        }
    }
    Ok(None)
}

/// The test that a line of cargo-nextest says has failed.
fn failed(line: &str) -> Option<String> {
    const ENDS: [&str; 5] = ["FAIL [", "ABORT [", "SIGABRT [", "SIGSEGV [", "TIMEOUT ["];
    let rest = line.trim_start();
    let (_, rest) = ENDS.iter().find_map(|end| rest.starts_with(end).then(|| rest.split_once(']')))??;
    rest.split_whitespace().last().map(str::to_owned)
}

/// The ledger's lines, in the order of the bugs; those that it doesn't name have no area yet.
fn read(text: &str) -> Vec<Line> {
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let of = |bug: &Bug| {
        let row = rows.iter().find(|row| row.first() == Some(&bug.as_str()));
        let column =
            |n: usize| row.and_then(|row| row.get(n)).map(|text| text.trim()).unwrap_or_default().to_owned();
        Line { bug: *bug, area: column(1), found_by: Some(column(2)).filter(|test| !test.is_empty()) }
    };
    Bug::ALL.iter().map(of).collect()
}

fn written(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let found_by = line.found_by.as_deref().unwrap_or_default();
        // Writing into a string can't fail.
        let _ = writeln!(text, "{}\t{}\t{found_by}", line.bug.as_str(), line.area);
    }
    text
}

fn page_of(lines: &[Line]) -> String {
    let found = lines.iter().filter(|line| line.found_by.is_some()).count();
    let mut text = format!(
        "# Bugs on purpose\n\nWhat a test can find is shown by bugs. `cargo xtask planted` wakes each of these in turn (the \
         crate `planted` says where)\nand runs the tests of every push until one fails; at least {FOUND_PER_HUNDRED} of \
         100 must be found. Of {} bugs {found} are found so\nfar. The page is made by that task.\n\n| bug | what goes wrong | \
         found by |\n|---|---|---|\n",
        lines.len()
    );
    for line in lines {
        let found_by = line.found_by.as_ref().map_or("none yet".to_owned(), |test| format!("`{test}`"));
        let _ = writeln!(text, "| {} | {} | {found_by} |", line.bug.as_str(), line.bug.what());
    }
    text
}

/// Where the ledger lies, for messages.
pub(crate) fn ledger() -> PathBuf {
    PathBuf::from("tests/ledgers/planted.tsv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_test_is_read_from_its_line() {
        let line = "        FAIL [   0.151s] (12/90) undercroft-server admit::tests::attack_21_it_is_refused";
        assert_eq!(failed(line).as_deref(), Some("admit::tests::attack_21_it_is_refused"));
        assert_eq!(failed("     SIGABRT [   1.0s] undercroft-server x::y").as_deref(), Some("x::y"));
        assert_eq!(failed("        PASS [   0.151s] undercroft-server x::y"), None);
    }

    #[test]
    fn the_ledger_is_read_as_it_was_written_and_has_every_bug() {
        let text = format!("{}\tbinary(site)\tx::y\nNo bug any more\t\t\n", Bug::ALL[1].as_str());
        let lines = read(&text);
        assert_eq!(lines.len(), Bug::ALL.len());
        assert_eq!((lines[1].area.as_str(), lines[1].found_by.as_deref()), ("binary(site)", Some("x::y")));
        assert_eq!(lines[0].found_by, None);
        assert_eq!(read(&written(&lines)), lines);
    }

    #[test]
    fn the_page_and_the_ledger_have_every_bug_and_what_found_it() {
        let file = process::root().join(ledger());
        let lines = read(&fs::read_to_string(file).unwrap());
        let page = fs::read_to_string(process::root().join("docs/planted-bugs.md")).unwrap();
        assert_eq!(page, page_of(&lines), "cargo xtask planted --missing");
    }
}
