//! `cargo xtask types`: TypeScript's view of client-core's values.

use crate::error::TaskError;
use crate::process;

/// Writes it. The program that does it is a crate of its own, because it reads Rust.
pub(crate) fn run() -> Result<(), TaskError> {
    process::run(process::cargo().args(["run", "--quiet", "--package", "undercroft-types"]))
}
