//! The repository's files, and what is wrong with them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file under the repository's root.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Relative to the root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// A made-up file for a rule's own test.
    pub(crate) fn invented(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|own| extensions.iter().any(|extension| own.eq_ignore_ascii_case(extension)))
    }
}

/// One breach of a rule.
#[derive(Debug)]
pub(crate) struct Complaint {
    pub(crate) path: String,
    /// From 1; 0 for the file as a whole.
    pub(crate) line: usize,
    /// What is wrong, why, and what to write instead.
    pub(crate) reason: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.reason),
            line => write!(f, "{}:{line}: {}", self.path, self.reason),
        }
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the package lies in the repository").to_owned()
}

/// Every text file that is tracked or about to be: what git doesn't ignore.
pub(crate) fn repository() -> Vec<Source> {
    let listing = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the repository's files");
    assert!(listing.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listing.stderr));
    let names = String::from_utf8(listing.stdout).expect("file names are UTF-8");
    let sources: Vec<Source> = names
        .split_terminator('\0')
        // A file deleted since the last commit is still listed; a picture is no text. Neither is a source.
        .filter_map(|path| {
            let text = std::fs::read_to_string(root().join(path)).ok()?;
            Some(Source { path: path.to_owned(), text })
        })
        .collect();
    assert!(
        sources.iter().any(|source| source.path == "Cargo.toml"),
        "the listing is not of this repository"
    );
    sources
}
