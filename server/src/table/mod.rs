//! Tables as files, CSV and XLSX: read row by row with the place of every error, written so that no spreadsheet
//! computes what somebody typed.

mod archive;
mod read;
mod write;

pub use read::{Fault, Fields, Form, Layout, MOST_BYTES, Place, Sink, each, each_of};
pub use write::{Cell, Sheet, bytes, escaped, plain, write};

use std::path::Path;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Comma-separated values in UTF-8.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Ending {
    /// The kind that a file's name says.
    ///
    /// # Errors
    /// [`TableError::Name`].
    pub fn of(file: &Path) -> Result<Self, TableError> {
        let ending = file.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("xlsx") => Ok(Self::Xlsx),
            _ => Err(TableError::Name(file.display().to_string())),
        }
    }

    /// The kind that a file's first bytes say: a workbook is a ZIP archive.
    pub fn sniffed(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK\x03\x04") { Self::Xlsx } else { Self::Csv }
    }
}

/// Why a file is no table, or can't be made.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Another ending.
    #[error("{0}: a name that ends in .csv or .xlsx")]
    Name(String),
    /// More bytes than a table of this program has.
    #[error("{name}: more than {most_mib} MiB is no such table")]
    TooLarge {
        /// The file.
        name: String,
        /// MiB that are read.
        most_mib: u64,
    },
    /// The bytes are no table.
    #[error("{0}")]
    Broken(String),
    /// The file system.
    #[error("{name}: {source}")]
    Io {
        /// The file.
        name: String,
        /// The system's answer.
        source: std::io::Error,
    },
}
