//! Everything that can go wrong in the demo, in words for the person who started it.

use client_core::device::ExecuteError;
use client_core::device::http::HttpError;
use client_core::device::store::StoreError;
use client_core::domain::procedure::ParseError;
use std::path::{Path, PathBuf};

/// Why the demo failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    /// A file or folder.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder isn't the demo's.
    #[error("{} holds something that is not a demo; choose another folder with --data", .0.display())]
    NotOurs(PathBuf),
    /// Another demo uses the folder.
    #[error("another demo is running in {}; end it first (Ctrl-C in its terminal)", .0.display())]
    Busy(PathBuf),
    /// The server of a demo that was killed goes on.
    #[error("the server of an earlier demo still runs as process {0}; end it with `kill {0}`")]
    StillRunning(u32),
    /// A program could not be started.
    #[error("`{command}` could not be started: {source}")]
    Start {
        /// Its command line.
        command: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program ended with a failure.
    #[error("`{command}` failed ({status}): {said}")]
    Program {
        /// Its command line.
        command: String,
        /// How it ended.
        status: String,
        /// What it said.
        said: String,
    },
    /// The server did not start.
    #[error("the server did not start (for another port: --listen PORT); its log ends with:\n{0}")]
    Server(String),
    /// An answer of the office API.
    #[error("{what}: {status} {answer}")]
    Office {
        /// What was asked for.
        what: String,
        /// HTTP status.
        status: u16,
        /// The body.
        answer: String,
    },
    /// No answer of the office API.
    #[error("{what}: {source}")]
    Connection {
        /// What was asked for.
        what: String,
        /// Why not.
        source: Box<ureq::Error>,
    },
    /// A device's command.
    #[error("{who}: {what}: {source}")]
    Execute {
        /// Whose device.
        who: String,
        /// The command.
        what: String,
        /// Why not.
        source: Box<ExecuteError>,
    },
    /// A device's enrolment or sync.
    #[error("{who}: {source}")]
    Device {
        /// Whose device.
        who: String,
        /// Why not.
        source: Box<HttpError>,
    },
    /// A device's store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The procedures of this build.
    #[error(transparent)]
    Library(#[from] ParseError),
    /// The site's database, before its server runs.
    #[error("the site's database: {0}")]
    Site(String),
    /// The machine gives no random bytes.
    #[error("the operating system gives no random bytes")]
    Entropy,
    /// What came out is not what the demo is there to show.
    #[error("the demo did not come out as it must: {0}")]
    Unexpected(String),
}

impl DemoError {
    /// For `map_err` on operations with a path.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { path: path.to_owned(), source }
    }
}
