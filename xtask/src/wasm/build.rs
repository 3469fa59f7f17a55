//! The module and its JavaScript glue.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::TaskError;
use crate::process;

use super::toolchain::{Panics, TARGET, Toolchain};

/// Which of the two modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Module {
    /// What people get.
    App,
    /// The same with the checks for a browser, made quickly instead of small.
    Checks,
}

impl Module {
    /// The cargo profile that it is built with.
    const fn profile(self) -> &'static str {
        match self {
            Self::App => "web",
            Self::Checks => "web-checks",
        }
    }
}

/// Builds a module; returns its path.
pub(super) fn module(toolchain: &Toolchain, which: Module, panics: Panics) -> Result<PathBuf, TaskError> {
    // A folder of its own: another compiler's build scripts in the shared one would undo each other's
    // caching, and its lock would make every other cargo command wait.
    // So would other flags for all crates.
    let label = match panics {
        Panics::Silent => toolchain.label().to_owned(),
        Panics::Speaking => format!("{}-speaking", toolchain.label()),
    };
    let target = process::target_dir().join("wasm").join(label);
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--package", "undercroft-web", "--lib", "--profile", which.profile()]);
    if which == Module::Checks {
        cargo.args(["--features", "checks"]);
    }
    cargo.arg("--target-dir").arg(&target);
    toolchain.apply(&mut cargo, panics);
    process::run(&mut cargo)?;
    Ok(target.join(TARGET).join(which.profile()).join("undercroft_web.wasm"))
}

/// Writes the glue that loads a module from a page into a folder.
pub(super) fn glue(module: &Path, package: &Path) -> Result<(), TaskError> {
    let crate_folder = process::root().join("xtask/bindgen");
    let target = process::target_dir().join("bindgen");
    process::run(
        process::cargo()
            .args(["build", "--locked", "--quiet", "--target-dir"])
            .arg(&target)
            .current_dir(&crate_folder),
    )?;
    let program = target.join("debug/undercroft-bindgen");
    // Written once for a module, however many folders want it: that takes long, and copying doesn't.
    let made = module.with_extension("glue");
    let whole = module.with_extension("glue-is-whole");
    if !(is_newer(&whole, module) && is_newer(&whole, &program)) {
        let _ = fs::remove_file(&whole);
        let _ = fs::remove_dir_all(&made);
        process::run(Command::new(&program).arg(module).arg(&made))?;
        fs::write(&whole, "").map_err(TaskError::file(&whole))?;
    }
    // Which of the two modules is in the folder is not told by any file's age.
    let origin = package.join(".module");
    let from = module.to_string_lossy();
    let current = fs::read(&origin).is_ok_and(|known| known == from.as_bytes());
    if !(current && is_newer(&origin, &whole)) {
        let _ = fs::remove_file(&origin);
        copy_all(&made, package)?;
        fs::write(&origin, from.as_bytes()).map_err(TaskError::file(&origin))?;
    }
    Ok(())
}

/// Copies a folder's files and the folders in it.
fn copy_all(from: &Path, to: &Path) -> Result<(), TaskError> {
    fs::create_dir_all(to).map_err(TaskError::file(to))?;
    for entry in fs::read_dir(from).map_err(TaskError::file(from))?.flatten() {
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_all(&path, &copy)?;
        } else {
            fs::copy(&path, &copy).map_err(TaskError::file(&path))?;
        }
    }
    Ok(())
}

/// True if both exist and the first was written after the second.
fn is_newer(made: &Path, from: &Path) -> bool {
    let written = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    written(made).zip(written(from)).is_some_and(|(made, from)| made > from)
}
