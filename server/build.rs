//! Takes the technician's app in, as `cargo xtask web` has built it into `app/`. Where it hasn't, the list is
//! empty and the server says so on its page.

#![allow(clippy::panic, reason = "a build script has nobody to return an error to")]

use flate2::Compression;
use flate2::write::GzEncoder;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Files that gzip makes smaller.
const TEXT: [&str; 8] = ["css", "html", "js", "json", "map", "svg", "wasm", "webmanifest"];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    // The folder is always there, so an unchanged one causes no build.
    println!("cargo::rerun-if-changed=app");
    println!("cargo::rerun-if-changed=build.rs");
    let folder = root.join("app");
    let mut files = Vec::new();
    if let Err(error) = walk(&folder, &mut files) {
        panic!("{}: {error}", folder.display());
    }
    files.sort();
    let mut list = String::from("&[\n");
    for (number, file) in files.iter().enumerate() {
        let name = file.strip_prefix(&folder).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let packed = packed(file, &out.join(format!("app-{number}.gz")));
        let packed = packed.map_or_else(
            || "None".to_owned(),
            |packed| format!("Some(include_bytes!({:?}))", packed.display().to_string()),
        );
        let plain = file.display().to_string();
        // Writing to a String can't fail.
        let _ = writeln!(
            list,
            "    File {{ name: {name:?}, plain: include_bytes!({plain:?}), gzip: {packed} }},"
        );
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

/// The file after gzip, where that is worth it.
fn packed(file: &Path, target: &Path) -> Option<PathBuf> {
    let extension = file.extension()?.to_str()?;
    let plain = fs::read(file).ok()?;
    if !TEXT.contains(&extension) {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&plain).ok()?;
    let bytes = encoder.finish().ok()?;
    if bytes.len() + bytes.len() / 10 >= plain.len() {
        return None;
    }
    fs::write(target, bytes).ok()?;
    Some(target.to_owned())
}
