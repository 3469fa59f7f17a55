//! `cargo xtask web`: the technician's app as the server embeds it, and the checks of its core in a real
//! browser.
//!
//! Built is `web/app/dist`, and copied to `server/app`, where the server takes it in at its next build. Sizes
//! after gzip are printed, and larger ones than the budgets are a failure.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::TaskError;
use crate::process;
use crate::wasm::{self, Module, timed};

/// The module, after gzip, in bytes.
const MODULE_BUDGET: usize = 900 * 1024;
/// Everything that the technician's first screen needs but the module, after gzip, in bytes.
const FIRST_SCREEN_BUDGET: usize = 350 * 1024;

/// The arguments of `cargo xtask web`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave out the checks in a browser
    #[arg(long)]
    no_checks: bool,
    #[command(flatten)]
    wasm: wasm::Args,
}

/// Builds the app.
pub(crate) fn run(args: &Args) -> Result<(), TaskError> {
    if !args.no_checks {
        wasm::check(&args.wasm)?;
    }
    let (module, dist) = build(&args.wasm, Module::App)?;
    hand_over(&dist)?;
    within("the module", size(&module)?, MODULE_BUDGET)?;
    within("the first screen", first_screen(&dist)?, FIRST_SCREEN_BUDGET)
}

/// Builds the app around the module that the checks ran in, so that a test of everything links one module. It
/// isn't what people get: nothing is handed to the server, and the module's size is told, not judged.
pub(crate) fn try_out(args: &wasm::Args) -> Result<(), TaskError> {
    let (module, dist) = build(args, Module::Checks)?;
    println!("the module with its checks: {} KB after gzip", size(&module)?.div_ceil(1024));
    within("the first screen", first_screen(&dist)?, FIRST_SCREEN_BUDGET)
}

/// Builds the app around a module; returns the module and the app's folder.
fn build(args: &wasm::Args, which: Module) -> Result<(PathBuf, PathBuf), TaskError> {
    let app = process::root().join("web/app");
    if !process::succeeds(Command::new("npm").arg("--version")) {
        return Err(TaskError::NoNode);
    }
    timed("packages", || packages(&app))?;
    let module = wasm::app(args, which)?;
    timed("app", || process::run(Command::new("npm").args(["run", "--silent", "build"]).current_dir(&app)))?;
    Ok((module, app.join("dist")))
}

/// Puts the built app where the server takes it in.
fn hand_over(dist: &Path) -> Result<(), TaskError> {
    let target = process::root().join("server/app");
    for entry in fs::read_dir(&target).map_err(TaskError::file(&target))?.flatten() {
        let path = entry.path();
        if entry.file_name() == ".gitignore" {
            continue;
        }
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(TaskError::file(&path))?;
    }
    copy(dist, &target)
}

fn copy(from: &Path, to: &Path) -> Result<(), TaskError> {
    fs::create_dir_all(to).map_err(TaskError::file(to))?;
    for entry in fs::read_dir(from).map_err(TaskError::file(from))?.flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target)?;
        } else {
            fs::copy(&source, &target).map_err(TaskError::file(&source))?;
        }
    }
    Ok(())
}

/// Installs what the lock file names, once for each lock file.
fn packages(app: &Path) -> Result<(), TaskError> {
    let lock = app.join("package-lock.json");
    let installed = app.join("node_modules/.package-lock.undercroft");
    let wanted = fs::read(&lock).map_err(TaskError::file(&lock))?;
    if fs::read(&installed).is_ok_and(|known| known == wanted) {
        return Ok(());
    }
    let quick = ["ci", "--prefer-offline", "--no-audit", "--no-fund"];
    process::run(Command::new("npm").args(quick).current_dir(app))?;
    fs::write(&installed, wanted).map_err(TaskError::file(&installed))
}

fn within(what: &str, bytes: usize, budget: usize) -> Result<(), TaskError> {
    println!("{what}: {} KB after gzip, of {} KB", bytes.div_ceil(1024), budget / 1024);
    if bytes > budget {
        return Err(TaskError::TooLarge { what: what.to_owned(), bytes, budget });
    }
    Ok(())
}

/// Bytes of a file after gzip.
fn size(file: &Path) -> Result<usize, TaskError> {
    let mut gzip = Command::new("gzip");
    gzip.args(["-9", "-c"]).arg(file);
    let packed =
        gzip.output().map_err(|source| TaskError::Start { command: process::line(&gzip), source })?;
    Ok(packed.stdout.len())
}

/// What the page names by itself: its scripts and styles, with what those import at once.
fn first_screen(dist: &Path) -> Result<usize, TaskError> {
    let page = dist.join("index.html");
    let text = fs::read_to_string(&page).map_err(TaskError::file(&page))?;
    let mut all = size(&page)?;
    for name in named(&text) {
        let file = dist.join(name);
        if file.is_file() {
            all += size(&file)?;
        }
    }
    Ok(all)
}

/// Scripts and styles that a page names, as paths below its folder.
fn named(page: &str) -> Vec<&str> {
    let kind = |name: &str| Path::new(name).extension().and_then(|kind| kind.to_str()).map(str::to_owned);
    let parts = page.split(['"', '\'']);
    let mut names: Vec<&str> = parts
        .filter(|part| matches!(kind(part).as_deref(), Some("js" | "css")))
        .map(|part| part.trim_start_matches("./").trim_start_matches("/app/").trim_start_matches('/'))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_scripts_and_styles_once() {
        let page = r#"<script type="module" src="./assets/a-1.js"></script><link rel="modulepreload" href="/app/assets/b-2.js">
            <link rel="stylesheet" href="./assets/c-3.css"><script src="./assets/a-1.js"></script><a href="x.html">"#;
        assert_eq!(named(page), ["assets/a-1.js", "assets/b-2.js", "assets/c-3.css"]);
    }

    #[test]
    fn what_is_above_its_budget_fails() {
        assert!(within("x", 10, 10).is_ok());
        assert!(matches!(within("x", 11, 10), Err(TaskError::TooLarge { bytes: 11, .. })));
    }
}
