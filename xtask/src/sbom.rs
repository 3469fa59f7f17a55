//! `cargo xtask sbom`: what a release is made of, as `CycloneDX`: the crates of its two programs, and the packages of the
//! app, each with version, licence and where it comes from.

use std::fs;
use std::process::Command;

use crate::error::TaskError;
use crate::process;
use crate::tools;

/// The programs of a release: package, and the name of the file.
const PROGRAMS: [(&str, &str); 2] = [("undercroft-server", "undercroft"), ("undercroft-field", "field")];

/// Writes one file for each part of a release into `target/sbom`.
pub(crate) fn run() -> Result<(), TaskError> {
    if !process::succeeds(process::cargo().args(["sbom", "--version"])) {
        return Err(TaskError::NoSbom);
    }
    let folder = process::target_dir().join("sbom");
    fs::create_dir_all(&folder).map_err(TaskError::file(&folder))?;
    for (package, name) in PROGRAMS {
        let mut sbom = process::cargo();
        sbom.args(["sbom", "--cargo-package", package, "--output-format", "cyclone_dx_json_1_6"]);
        write(&folder, name, sbom.current_dir(process::root()))?;
    }
    let mut app = Command::new("npm");
    app.args(["sbom", "--package-lock-only", "--omit", "dev", "--sbom-format", "cyclonedx"]);
    write(&folder, "app", app.current_dir(tools::app()))
}

fn write(folder: &std::path::Path, name: &str, command: &mut Command) -> Result<(), TaskError> {
    let file = folder.join(format!("{name}.cdx.json"));
    let text = process::output(command)?;
    fs::write(&file, text).map_err(TaskError::file(&file))?;
    println!("{}", file.display());
    Ok(())
}
