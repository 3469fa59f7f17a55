//! The module and its JavaScript glue.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::TaskError;
use crate::process;

use super::toolchain::{TARGET, Toolchain};

/// Builds the smoke crate, and client-core with it; returns the module's path.
pub(super) fn module(toolchain: &Toolchain) -> Result<PathBuf, TaskError> {
    // A folder of its own: another compiler's build scripts in the shared one would undo each other's caching,
    // and its lock would make every other cargo command wait.
    let target = process::target_dir().join("wasm").join(toolchain.label());
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--package", "wasm-smoke", "--target-dir"]).arg(&target);
    toolchain.apply(&mut cargo);
    process::run(&mut cargo)?;
    Ok(target.join(TARGET).join("debug/wasm_smoke.wasm"))
}

/// Writes the glue that loads a module from a page; returns the folder of both.
pub(super) fn glue(module: &Path) -> Result<PathBuf, TaskError> {
    let crate_folder = process::root().join("xtask/bindgen");
    let target = process::target_dir().join("bindgen");
    process::run(
        process::cargo()
            .args(["build", "--locked", "--quiet", "--target-dir"])
            .arg(&target)
            .current_dir(&crate_folder),
    )?;
    let package = process::target_dir().join("wasm/pkg");
    let loader = package.join("wasm_smoke.js");
    let program = target.join("debug/undercroft-bindgen");
    if !(is_newer(&loader, module) && is_newer(&loader, &program)) {
        process::run(Command::new(&program).arg(module).arg(&package))?;
    }
    Ok(package)
}

/// True if both exist and the first was written after the second.
fn is_newer(made: &Path, from: &Path) -> bool {
    let written = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    written(made).zip(written(from)).is_some_and(|(made, from)| made > from)
}
