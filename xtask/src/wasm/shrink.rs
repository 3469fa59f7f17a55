//! The optimiser for wasm, `wasm-opt` of binaryen: the machine's own where it is new enough, else the one that npm brings
//! with the app's packages. Without either the module works and is larger; the budget then says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::TaskError;
use crate::process;

/// What browsers since 2022 know and rustc uses.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The optimiser that the app's packages bring.
fn bundled() -> PathBuf {
    process::root().join("web/app/node_modules/binaryen/bin/wasm-opt")
}

/// Makes a module smaller, in place; once for each module.
pub(super) fn shrink(module: &Path) -> Result<(), TaskError> {
    let done = module.with_extension("shrunk");
    let bytes = fs::read(module).map_err(TaskError::file(module))?;
    if fs::read(&done).is_ok_and(|known| known == bytes.len().to_string().as_bytes()) {
        return Ok(());
    }
    let bundled = bundled();
    let mut command = if bundled.is_file() {
        let mut node = Command::new("node");
        node.arg(bundled);
        node
    } else if process::succeeds(Command::new("wasm-opt").arg("--version")) {
        Command::new("wasm-opt")
    } else {
        println!("no wasm-opt found: the module stays as the compiler made it");
        return Ok(());
    };
    let draft = module.with_extension("draft");
    process::run(command.arg("-Oz").args(FEATURES).arg(module).arg("-o").arg(&draft))?;
    fs::rename(&draft, module).map_err(TaskError::file(module))?;
    let length = fs::metadata(module).map_err(TaskError::file(module))?.len();
    fs::write(&done, length.to_string()).map_err(TaskError::file(&done))
}
