//! `cargo xtask web`: the technician's app as the server embeds it, and the checks of its core in a real
//! browser.
//!
//! Built is `web/app/dist`, and copied to `server/app`, where a release of the server takes it in, and where
//! a debug build reads it. Sizes after gzip are printed, and larger ones than the budgets are a failure.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::error::TaskError;
use crate::process;
use crate::tools;
use crate::wasm::{self, Module, timed};

/// The module, after gzip, in bytes.
const MODULE_BUDGET: usize = 1_060 * 1024;
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
    hand_over(&dist, &handed())?;
    within("the module", size(&module)?, MODULE_BUDGET)?;
    within("the first screen", first_screen(&dist)?, FIRST_SCREEN_BUDGET)
}

/// Builds the app for a server that is tried out: as people get it, without the checks of its core.
pub(crate) fn for_demo(args: &wasm::Args) -> Result<(), TaskError> {
    let (_, dist) = build(args, Module::App)?;
    hand_over(&dist, &handed())
}

/// Builds the app around the module that the checks ran in, so that a test of everything builds one module. The
/// module's size is told, not judged, because people get one that is made small and has no checks.
pub(crate) fn for_tests(args: &wasm::Args) -> Result<(), TaskError> {
    let (module, dist) = build(args, Module::Checks)?;
    hand_over(&dist, &handed())?;
    println!("the module with its checks: {} KB after gzip", size(&module)?.div_ceil(1024));
    within("the first screen", first_screen(&dist)?, FIRST_SCREEN_BUDGET)
}

/// Types, lints and format of the app's source.
pub(crate) fn lint() -> Result<(), TaskError> {
    tools::packages()?;
    process::run(Command::new("npm").args(["run", "--silent", "check"]).current_dir(tools::app()))
}

/// Builds the app around a module; returns the module and the app's folder.
fn build(args: &wasm::Args, which: Module) -> Result<(PathBuf, PathBuf), TaskError> {
    timed("packages", tools::packages)?;
    let module = wasm::app(args, which)?;
    let app = tools::app();
    let dist = app.join("dist");
    if changed(&app) >= changed(&dist.join("index.html")) {
        let mut pack = Command::new("npm");
        pack.args(["run", "--silent", "build"]).current_dir(&app);
        timed("app", || process::run(&mut pack))?;
    }
    Ok((module, dist))
}

/// When the newest file was written of which the app is made; of a file: when it was written.
fn changed(path: &Path) -> Option<SystemTime> {
    const OTHER: [&str; 6] = ["dist", "node_modules", "test-results", "e2e", "shots", ".module"];
    let Ok(entries) = fs::read_dir(path) else {
        return fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    };
    let source = |name: &OsStr| OTHER.iter().all(|other| name != *other);
    entries
        .flatten()
        .filter(|entry| source(&entry.file_name()))
        .filter_map(|entry| changed(&entry.path()))
        .max()
}

/// Where the server finds the app.
fn handed() -> PathBuf {
    process::root().join("server/app")
}

/// Makes one folder like another. What is equal stays untouched, because a release of the server is
/// built anew for a file that was written.
fn hand_over(from: &Path, to: &Path) -> Result<(), TaskError> {
    fs::create_dir_all(to).map_err(TaskError::file(to))?;
    for entry in fs::read_dir(to).map_err(TaskError::file(to))?.flatten() {
        let path = entry.path();
        if entry.file_name() == ".gitignore" || from.join(entry.file_name()).exists() {
            continue;
        }
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(TaskError::file(&path))?;
    }
    for entry in fs::read_dir(from).map_err(TaskError::file(from))?.flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            hand_over(&source, &target)?;
            continue;
        }
        let bytes = fs::read(&source).map_err(TaskError::file(&source))?;
        if !fs::read(&target).is_ok_and(|there| there == bytes) {
            fs::write(&target, bytes).map_err(TaskError::file(&target))?;
        }
    }
    Ok(())
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
    fn handing_over_writes_what_differs_and_removes_what_is_gone() {
        let folder = process::target_dir().join("tmp/hand-over");
        let (from, to) = (folder.join("from"), folder.join("to"));
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in [
            ("from/index.html", "new"),
            ("from/assets/a.js", "a"),
            ("to/index.html", "old"),
            ("to/assets/a.js", "a"),
            ("to/assets/gone.js", "x"),
            ("to/.gitignore", "*"),
        ] {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let before = changed(&to.join("assets/a.js"));
        hand_over(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("index.html")).unwrap(), "new");
        assert_eq!(changed(&to.join("assets/a.js")), before);
        assert!(to.join(".gitignore").exists() && !to.join("assets/gone.js").exists());
    }

    #[test]
    fn what_is_above_its_budget_fails() {
        assert!(within("x", 10, 10).is_ok());
        assert!(matches!(within("x", 11, 10), Err(TaskError::TooLarge { bytes: 11, .. })));
    }
}
