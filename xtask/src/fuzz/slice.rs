//! One program for some minutes, and what it says of itself.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::error::TaskError;
use crate::process;
use crate::steps::stopwatch;

/// The built programs.
#[derive(Debug)]
pub(super) struct Programs {
    folder: PathBuf,
    release: PathBuf,
    address: bool,
}

/// What came of a slice.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Whole minutes that were run.
    pub(super) minutes: u64,
    /// Inputs that were run.
    pub(super) executions: u64,
    /// Features of coverage.
    pub(super) features: u64,
    /// The input that failed.
    pub(super) failed: Option<PathBuf>,
}

/// How often progress is printed.
const TELL_EVERY: Duration = Duration::from_mins(1);
/// Inputs are at most so long, in bytes; a limit of the product beyond that has tests of its own.
const MOST_BYTES: u32 = 16 * 1024;

impl Programs {
    /// The programs below a target folder.
    pub(super) fn find(folder: PathBuf, address: bool) -> Result<Self, TaskError> {
        let entries = fs::read_dir(&folder).map_err(TaskError::file(&folder))?;
        let release =
            entries.flatten().map(|entry| entry.path().join("release/inflate")).find(|at| at.is_file());
        let release = release.and_then(|program| program.parent().map(Path::to_owned));
        match release {
            Some(release) => Ok(Self { folder, release, address }),
            None => Err(TaskError::Fuzz(format!("no program was built in {}", folder.display()))),
        }
    }

    fn program(&self, target: &str) -> Command {
        let mut command = Command::new(self.release.join(target));
        // Beyond these bounds the fuzzer gives up by itself. Each program bounds memory and processor time of an input
        // more closely; what a site needs in memory before the first input comes on top.
        let memory = if self.address { 4_096 } else { 1_024 };
        command.args(["-timeout=60", &format!("-rss_limit_mb={memory}"), "-malloc_limit_mb=64"]);
        command.arg(format!("-max_len={MOST_BYTES}"));
        let dictionary = process::root().join(format!("fuzz/dictionaries/{target}.dict"));
        if dictionary.is_file() {
            command.arg(format!("-dict={}", dictionary.display()));
        }
        command.current_dir(&self.folder);
        command
    }

    fn made(&self, kind: &str, target: &str) -> Result<PathBuf, TaskError> {
        let folder = self.folder.join(kind).join(target);
        fs::create_dir_all(&folder).map_err(TaskError::file(&folder))?;
        Ok(folder)
    }

    /// Runs a target; what it finds is kept in the target folder until it is merged.
    pub(super) fn run(&self, target: &str, seeds: &Path, minutes: u64) -> Result<Done, TaskError> {
        let (found, failed) = (self.made("found", target)?, self.made("failed", target)?);
        let log = self.folder.join(format!("{target}.log"));
        let mut log_file = File::create(&log).map_err(TaskError::file(&log))?;
        let before = newest(&failed);
        let mut command = self.program(target);
        command.arg(&found).arg(seeds).arg("-print_final_stats=1");
        command.arg(format!("-max_total_time={}", minutes * 60));
        command.arg(format!("-artifact_prefix={}/", failed.display()));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let start = |source| TaskError::Start { command: target.to_owned(), source };
        let mut child = command.spawn().map_err(start)?;
        let begun = stopwatch();
        let (mut done, mut told) = (Done::default(), stopwatch());
        if let Some(said) = child.stderr.take() {
            for line in BufReader::new(said).split(b'\n') {
                let line = line.map_err(TaskError::file(&log))?;
                let line = String::from_utf8_lossy(&line);
                writeln!(log_file, "{line}").map_err(TaskError::file(&log))?;
                done.hear(&line);
                if told.elapsed() >= TELL_EVERY && line.starts_with('#') {
                    println!("  {}", line.trim());
                    told = stopwatch();
                }
            }
        }
        let status = child.wait().map_err(start)?;
        done.minutes = begun.elapsed().as_secs() / 60;
        let after = newest(&failed);
        if status.success() {
            println!("{target}: {} executions, {} features", done.executions, done.features);
        } else {
            done.failed = after.filter(|input| before.as_ref() != Some(input));
            let told = done.failed.as_ref().map_or_else(String::new, |input| input.display().to_string());
            println!("{target}: FAILED; {told}; the fuzzer's words are in {}", log.display());
            if done.failed.is_none() {
                return Err(TaskError::Fuzz(format!(
                    "{target} ended without an input; see {}",
                    log.display()
                )));
            }
        }
        Ok(done)
    }

    /// A folder with the inputs that add coverage to the seeds.
    pub(super) fn merge(&self, target: &str, seeds: &Path) -> Result<PathBuf, TaskError> {
        let (found, merged) = (self.made("found", target)?, self.made("merged", target)?);
        fs::remove_dir_all(&merged).map_err(TaskError::file(&merged))?;
        copy_all(seeds, &self.made("merged", target)?)?;
        let mut command = self.program(target);
        command.args(["-merge=1", "-verbosity=0"]).arg(&merged).arg(&found);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        process::run(&mut command)?;
        Ok(merged)
    }
}

impl Done {
    /// Takes from a line of the fuzzer what the ledger wants.
    fn hear(&mut self, line: &str) {
        let after = |mark: &str| {
            let rest = line.split(mark).nth(1)?.trim_start();
            rest.split_whitespace().next()?.parse::<u64>().ok()
        };
        if let Some(executions) = after("stat::number_of_executed_units:") {
            self.executions = executions;
        } else if line.starts_with('#') {
            if let Some(features) = after(" ft: ") {
                self.features = self.features.max(features);
            }
            // A run that fails gives no summary.
            let number = line.get(1..).and_then(|rest| rest.split_whitespace().next());
            if let Some(executions) = number.and_then(|number| number.parse().ok()) {
                self.executions = self.executions.max(executions);
            }
        }
    }
}

fn newest(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    entries
        .max_by_key(|entry| entry.metadata().and_then(|known| known.modified()).ok())
        .map(|entry| entry.path())
}

fn copy_all(from: &Path, to: &Path) -> Result<(), TaskError> {
    for entry in fs::read_dir(from).map_err(TaskError::file(from))?.flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).map_err(TaskError::file(to))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Done;

    #[test]
    fn the_fuzzers_words_are_heard() {
        let mut done = Done::default();
        done.hear("#2048\tpulse  cov: 812 ft: 1290 corp: 31/2Kb lim: 4 exec/s: 1024 rss: 90Mb");
        done.hear("INFO: seed corpus: files: 9");
        assert_eq!((done.executions, done.features), (2_048, 1_290));
        done.hear("#4096\tREDUCE cov: 812 ft: 1285 corp: 31/2Kb");
        assert_eq!((done.executions, done.features), (4_096, 1_290));
        done.hear("stat::number_of_executed_units: 5000");
        assert_eq!(done.executions, 5_000);
    }
}
