//! Debian's packages, unpacked into a folder instead of installed: that needs no root, and is in nobody's way.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::TaskError;
use crate::process;

/// Fetches packages and unpacks them below `root`, which is made anew: what an interrupted run left there is not worth
/// telling apart.
pub(crate) fn unpack(names: &[String], root: &Path) -> Result<(), TaskError> {
    let packages = root.with_extension("packages");
    for folder in [&packages, &root.to_owned()] {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).map_err(TaskError::file(folder))?;
    }
    process::output(Command::new("apt-get").arg("download").args(names).current_dir(&packages))?;
    for archive in files(&packages)? {
        process::run(Command::new("dpkg").arg("-x").arg(&archive).arg(root))?;
    }
    let _ = fs::remove_dir_all(&packages);
    Ok(())
}

/// The dependency of a package whose name starts with `prefix`.
pub(crate) fn dependency(package: &str, prefix: &str) -> Result<String, TaskError> {
    let listing = process::output(Command::new("apt-cache").args(["depends", "--important", package]))?;
    first_dependency(&listing, prefix)
        .ok_or_else(|| TaskError::NoPackage { package: package.to_owned(), prefix: prefix.to_owned() })
}

fn first_dependency(listing: &str, prefix: &str) -> Option<String> {
    let names = listing.lines().filter_map(|line| line.trim().strip_prefix("Depends: "));
    names.map(str::trim).find(|name| name.starts_with(prefix)).map(str::to_owned)
}

/// The entries of a folder, sorted.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let entries = fs::read_dir(folder).map_err(TaskError::file(folder))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::first_dependency;

    #[test]
    fn a_versioned_dependency_is_found_by_its_stem() {
        let listing = "libstd-rust-web-1.96\n  Depends: libc6\n  Depends: libllvm22\n    libllvm22:i386\n";
        assert_eq!(first_dependency(listing, "libllvm").as_deref(), Some("libllvm22"));
        assert_eq!(first_dependency(listing, "lld-"), None);
    }
}
