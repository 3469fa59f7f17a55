//! `cargo xtask advisories`: known faults of what a release is made of. They change without a commit here, so a schedule asks,
//! and no change waits for the answer.

use std::process::Command;

use crate::error::TaskError;
use crate::{process, tools};

/// Asks for the crates and for the app's packages; an answer that can't be had is a failure, too.
pub(crate) fn run() -> Result<(), TaskError> {
    let crates =
        process::run(process::cargo().args(["deny", "--workspace", "--all-features", "check", "advisories"]));
    let mut npm = Command::new("npm");
    npm.args(["audit", "--package-lock-only", "--omit", "dev"]);
    let packages = process::run(npm.current_dir(tools::app()));
    crates.and(packages)
}
