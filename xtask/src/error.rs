//! Everything that can go wrong in a task, in words for the person who started it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::tools;

/// Why a task failed.
#[derive(Debug)]
pub(crate) enum TaskError {
    /// A program ended with a failure; it has printed its own reasons.
    Failed {
        /// The command line.
        command: String,
        /// Its exit code; none if a signal ended it.
        code: Option<i32>,
    },
    /// A program could not be started.
    Start {
        /// The command line.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder could not be read or written.
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No compiler for wasm32 can be had here.
    NoToolchain {
        /// Each way that was tried and why it failed.
        tried: Vec<String>,
    },
    /// Debian's packages don't name what is looked for.
    NoPackage {
        /// The package whose dependencies were read.
        package: String,
        /// How the dependency's name begins.
        prefix: String,
    },
    /// There is no QEMU here.
    NoMachine,
    /// There is no Chromium here.
    NoBrowser,
    /// The browser's door for tools doesn't answer as expected.
    Devtools(String),
    /// There is no Node here that is new enough.
    NoNode {
        /// The version that is there.
        found: Option<String>,
    },
    /// The programs that the browser's tests start were never built.
    NoPrograms(PathBuf),
    /// Something is larger than its budget.
    TooLarge {
        /// What.
        what: String,
        /// Its size after gzip, in bytes.
        bytes: usize,
        /// At most so many.
        budget: usize,
    },
    /// Too many of the bugs that were planted are found by no test.
    PlantedUnfound,
    /// There is no cargo-sbom here.
    NoSbom,
    /// The fuzzer can't run, or has found something.
    Fuzz(String),
    /// The page reported a failed check.
    Check(String),
    /// The page reported nothing in time.
    CheckTimeout {
        /// How long it was given.
        waited: Duration,
        /// The end of the browser's log.
        log: String,
    },
    /// A step was left out where leaving out is not allowed.
    SkippedInCi {
        /// The step.
        step: String,
        /// Why it was left out.
        reason: String,
    },
}

impl TaskError {
    /// For `map_err` on operations with a path.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { path: path.to_owned(), source }
    }

    /// True when the machine lacks a tool and nothing is known to be wrong with the code.
    pub(crate) fn is_missing_tool(&self) -> bool {
        matches!(
            self,
            Self::NoToolchain { .. }
                | Self::NoPackage { .. }
                | Self::NoMachine
                | Self::NoBrowser
                | Self::NoNode { .. }
                | Self::NoSbom
        )
    }
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { command, code: Some(code) } => {
                write!(f, "`{command}` failed with exit code {code}")
            }
            Self::Failed { command, code: None } => write!(f, "`{command}` was ended by a signal"),
            Self::Start { command, source } => write!(f, "`{command}` could not be started: {source}"),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::NoToolchain { tried } => {
                write!(f, "no compiler for wasm32-unknown-unknown can be had here:")?;
                tried.iter().try_for_each(|line| write!(f, "\n  - {line}"))
            }
            Self::PlantedUnfound => {
                write!(f, "too few of the planted bugs are found: see {}", crate::planted::ledger().display())
            }
            Self::NoPackage { package, prefix } => {
                write!(f, "{package} names no {prefix}*; `apt-get update` may be missing")
            }
            Self::NoMachine => {
                let how = tools::how_to_install("qemu-system-x86", "qemu", "https://www.qemu.org/download");
                write!(f, "there is no qemu-system-x86_64 here. This helps: {how}")
            }
            Self::NoSbom => write!(f, "cargo-sbom is not installed (cargo install --locked cargo-sbom)"),
            Self::NoBrowser => {
                let elsewhere = "cd web/app && npx playwright install chromium";
                let how = tools::how_to_install("chromium", "--cask chromium", elsewhere);
                write!(f, "there is no Chromium here (CHROMIUM may name one). This helps: {how}")
            }
            Self::Devtools(detail) => write!(f, "the browser's tools: {detail}"),
            Self::NoNode { found } => {
                let how = tools::how_to_install("nodejs npm", "node", "the installer of https://nodejs.org");
                let found = found.as_deref().unwrap_or("none");
                write!(f, "Node 20.19 or newer with npm is needed, found: {found}. This helps: {how}")
            }
            Self::NoPrograms(folder) => {
                write!(f, "{} has no programs; the tests of the workspace build them", folder.display())
            }
            Self::TooLarge { what, bytes, budget } => {
                write!(f, "{what} has {bytes} bytes after gzip, and may have {budget}")
            }
            Self::Fuzz(what) => f.write_str(what),
            Self::Check(report) => write!(f, "client-core failed in the browser:\n{report}"),
            Self::CheckTimeout { waited, log } => {
                write!(
                    f,
                    "the browser reported nothing within {} s; its log ends with:\n{log}",
                    waited.as_secs()
                )
            }
            Self::SkippedInCi { step, reason } => {
                write!(f, "step `{step}` was skipped, which CI does not allow: {reason}")
            }
        }
    }
}

impl std::error::Error for TaskError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start { source, .. } | Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}
