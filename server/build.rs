//! Takes the technician's app into a release, as `cargo xtask web` has built it into `app/`. Where it hasn't, the list
//! is empty and the server says so on its page. A debug build reads the folder itself.

#![allow(clippy::panic, reason = "a build script has nobody to return an error to")]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(carries_app)");
    if env::var_os("PROFILE").is_none_or(|profile| profile != "release") {
        return;
    }
    println!("cargo::rustc-cfg=carries_app");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    // The folder is always there, so an unchanged one causes no build.
    println!("cargo::rerun-if-changed=app");
    let folder = root.join("app");
    let mut files = Vec::new();
    if let Err(error) = walk(&folder, &mut files) {
        panic!("{}: {error}", folder.display());
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&folder).unwrap_or(file).to_string_lossy().replace('\\', "/");
        // Writing to a String can't fail.
        let _ = writeln!(list, "    ({name:?}, include_bytes!({:?})),", file.display().to_string());
    }
    list.push(']');
    let target = out.join("app.rs");
    if let Err(error) = fs::write(&target, list) {
        panic!("{}: {error}", target.display());
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.file_name().is_some_and(|name| name != ".gitignore") {
            files.push(path);
        }
    }
    Ok(())
}
