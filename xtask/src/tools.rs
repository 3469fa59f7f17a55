//! Programs that tasks need beside Rust: Node with the app's packages, and a browser.
//!
//! What is missing is set up where that needs nobody's consent: with Debian's packages where the user is root,
//! and with Playwright's own browser in the user's cache. Otherwise the error names the one command that helps.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::TaskError;
use crate::process;

/// The oldest Node that the app's tools run on.
const NODE: (u32, u32) = (20, 19);

/// The folder of the technician's app.
pub(crate) fn app() -> PathBuf {
    process::root().join("web/app")
}

/// Makes sure that Node is there, and installs what the app's lock file names, once for each lock file.
pub(crate) fn packages() -> Result<(), TaskError> {
    packages_of(&app())
}

/// The same for the lock file of any folder.
pub(crate) fn packages_of(folder: &Path) -> Result<(), TaskError> {
    node()?;
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.undercroft");
    let wanted = fs::read(&lock).map_err(TaskError::file(&lock))?;
    if fs::read(&installed).is_ok_and(|known| known == wanted) {
        return Ok(());
    }
    println!("installing the packages of {}", folder.display());
    let quick = ["ci", "--prefer-offline", "--no-audit", "--no-fund"];
    process::run(Command::new("npm").args(quick).current_dir(folder))?;
    fs::write(&installed, wanted).map_err(TaskError::file(&installed))
}

fn node() -> Result<(), TaskError> {
    if usable_node().is_ok() {
        return Ok(());
    }
    if debian_root() {
        println!("installing Node");
        install(&["nodejs", "npm"])?;
    }
    usable_node().map_err(|found| TaskError::NoNode { found })
}

/// Fails with the version that is there, if any.
fn usable_node() -> Result<(), Option<String>> {
    let found = process::said(Command::new("node").arg("--version")).ok_or(None)?;
    let new_enough = version(&found).is_some_and(|version| version >= NODE);
    if new_enough && process::succeeds(Command::new("npm").arg("--version")) {
        return Ok(());
    }
    Err(Some(found))
}

/// Major and minor number of a version such as `v20.19.2`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().trim_start_matches('v').split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

/// Finds a browser, or sets one up.
pub(crate) fn chromium() -> Result<PathBuf, TaskError> {
    if let Some(there) = usual_chromium().or_else(playwright_chromium) {
        return Ok(there);
    }
    if debian_root() {
        println!("installing Chromium");
        install(&["chromium"])?;
        return usual_chromium().ok_or(TaskError::NoBrowser);
    }
    packages()?;
    println!("fetching Playwright's Chromium");
    let fetched = Command::new("npx").args(["playwright", "install", "chromium"]).current_dir(app()).status();
    let there = fetched.is_ok_and(|status| status.success()).then(playwright_chromium).flatten();
    there.ok_or(TaskError::NoBrowser)
}

/// What `CHROMIUM` names, or a browser under one of the names that systems give it; its whole path, because
/// Playwright takes no other.
fn usual_chromium() -> Option<PathBuf> {
    const NAMES: [&str; 6] = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).into_iter();
    let starts = |program: &PathBuf| process::succeeds(Command::new(program).arg("--version"));
    named.chain(NAMES.map(PathBuf::from)).find_map(|name| process::whole_path(&name).filter(starts))
}

/// Playwright's own, where it was fetched.
fn playwright_chromium() -> Option<PathBuf> {
    let ask = "process.stdout.write(require('@playwright/test').chromium.executablePath())";
    let path = process::said(Command::new("node").args(["-e", ask]).current_dir(app())).map(PathBuf::from)?;
    path.is_file().then_some(path)
}

/// True where Debian's packages can be installed without asking anybody.
fn debian_root() -> bool {
    Path::new("/etc/debian_version").exists()
        && process::said(Command::new("id").arg("-u")).is_some_and(|user| user == "0")
}

fn install(packages: &[&str]) -> Result<(), TaskError> {
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
        command
    };
    process::run(apt().arg("update"))?;
    process::run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

/// The one command that installs a program on this system.
pub(crate) fn how_to_install(debian: &str, homebrew: &str, elsewhere: &str) -> String {
    if Path::new("/etc/debian_version").exists() {
        format!("sudo apt-get install {debian}")
    } else if cfg!(target_os = "macos") {
        format!("brew install {homebrew}")
    } else {
        elsewhere.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{NODE, version};

    #[test]
    fn nodes_are_told_apart_by_their_numbers() {
        assert_eq!(version("v20.19.2\n"), Some((20, 19)));
        assert!(version("v18.20.4") < Some(NODE));
        assert!(version("v100.0.0") > Some(NODE));
        assert_eq!(version("none"), None);
    }
}
