//! A compiler for `wasm32-unknown-unknown`, from whichever source this machine has.
//!
//! rustup's toolchain is the first choice. Where only a distribution's packages can be had, Debian's build of
//! rustc for browsers is unpacked (not installed: it would conflict with nothing here, but needs no root this
//! way).
//!
//! Either compiles the standard library itself, because the module is a quarter smaller with one whose panics
//! say nothing. What that takes is locked in a released compiler and opened by `RUSTC_BOOTSTRAP`. Without the
//! standard library's source the module is built with the target's own, and is as much larger.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::error::TaskError;
use crate::process;

/// The target triple.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// Takes out what a phone doesn't need: where in the source a panic was, its words, and how values print for
/// engineers.
const SMALL: &str = "-Zlocation-detail=none -Zfmt-debug=none -Cpanic=immediate-abort -Zunstable-options";

/// Whether panics of a module say what went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panics {
    /// They end the module without a word.
    Silent,
    /// They print message and place, for whoever looks for a failed check; the module is a third larger.
    Speaking,
}

/// Which source of compilers to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Choice {
    /// rustup's if it can be had, otherwise Debian's
    Auto,
    /// The active toolchain, with what rustup adds to it
    Rustup,
    /// Debian's `rustc-web` packages, unpacked under `target/`
    Debian,
}

/// A compiler that can build for wasm32.
#[derive(Debug)]
pub(super) enum Toolchain {
    /// The active toolchain has the standard library's source.
    Active,
    /// The active toolchain has only the target's compiled standard library.
    Compiled,
    /// Debian's packages, unpacked.
    Unpacked {
        /// The folder that would be `/usr`.
        usr: PathBuf,
        /// The program that links wasm modules.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// Adds to a cargo command what makes it use this compiler.
    pub(super) fn apply(&self, cargo: &mut Command, panics: Panics) {
        cargo.args(["--target", TARGET]);
        if matches!(self, Self::Compiled) {
            return;
        }
        // The active cargo and Debian's compiler are releases, for which `-Z` is locked otherwise.
        cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        if panics == Panics::Silent {
            cargo
                .arg("-Zbuild-std-features=optimize_for_size")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", SMALL);
        }
        if let Self::Unpacked { usr, linker } = self {
            cargo
                .env("RUSTC", usr.join("bin/rustc"))
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                .env("LD_LIBRARY_PATH", library_path(usr))
                .env_remove("RUSTC_WRAPPER");
        }
    }

    /// A word that keeps the builds of different compilers apart.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Active | Self::Compiled => "rustup",
            Self::Unpacked { .. } => "debian",
        }
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Active => {
                write!(f, "the active toolchain, which compiles its standard library for {TARGET}")
            }
            Self::Compiled => write!(f, "the active toolchain's {TARGET}; the module is larger"),
            Self::Unpacked { usr, .. } => write!(f, "Debian's rustc-web in {}", usr.display()),
        }
    }
}

/// Finds or fetches a compiler.
pub(super) fn find(choice: Choice) -> Result<Toolchain, TaskError> {
    let mut tried = Vec::new();
    if choice != Choice::Debian {
        match active() {
            Ok(toolchain) => return Ok(toolchain),
            Err(error) => tried.push(format!("rustup: {error}")),
        }
    }
    if choice != Choice::Rustup {
        match debian() {
            Ok(toolchain) => return Ok(toolchain),
            Err(error) => tried.push(format!("Debian packages: {error}")),
        }
    }
    Err(TaskError::NoToolchain { tried })
}

/// The active toolchain, with the standard library's source added if rustup can, or else with the target.
fn active() -> Result<Toolchain, TaskError> {
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let parts = Path::new(&sysroot).join("lib/rustlib");
    let source = parts.join("src/rust/library/Cargo.lock");
    let add = |what: &[&str]| process::run(Command::new("rustup").args(what).current_dir(process::root()));
    if source.is_file() || (add(&["component", "add", "rust-src"]).is_ok() && source.is_file()) {
        return Ok(Toolchain::Active);
    }
    if !parts.join(TARGET).join("lib").is_dir() {
        add(&["target", "add", TARGET])?;
    }
    Ok(Toolchain::Compiled)
}

/// Debian's packages, unpacked once.
fn debian() -> Result<Toolchain, TaskError> {
    let home = process::target_dir().join("wasm-toolchain");
    let usr = home.join("root/usr");
    let ready = home.join("ready");
    if !ready.is_file() {
        let names = package_names()?;
        println!("unpacking {}", names.join(", "));
        debian::unpack(&names, &home.join("root"))?;
    }
    let version = process::output(
        Command::new(usr.join("bin/rustc")).arg("-V").env("LD_LIBRARY_PATH", library_path(&usr)),
    )?;
    fs::write(&ready, version).map_err(TaskError::file(&ready))?;
    let linker = linker(&usr)?;
    Ok(Toolchain::Unpacked { usr, linker })
}

/// The packages' names carry versions; only the first is fixed, the others are its dependencies.
fn package_names() -> Result<Vec<String>, TaskError> {
    let development = "libstd-rust-web-dev".to_owned();
    let library = debian::dependency(&development, "libstd-rust-web-")?;
    let llvm = debian::dependency(&library, "libllvm")?;
    let linker = llvm.replace("libllvm", "lld-");
    Ok(vec!["rustc-web".to_owned(), "rust-web-src".to_owned(), development, library, llvm, linker])
}

/// The wasm linker, which Debian names with its version.
fn linker(usr: &Path) -> Result<PathBuf, TaskError> {
    let is_linker =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("wasm-ld"));
    debian::files(&usr.join("bin"))?
        .into_iter()
        .find(is_linker)
        .ok_or_else(|| TaskError::NoToolchain { tried: vec!["the lld package has no wasm-ld".to_owned()] })
}

/// Where the unpacked compiler's own libraries are, before those that the caller's environment names.
fn library_path(usr: &Path) -> std::ffi::OsString {
    let inherited = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = debian::files(&usr.join("lib")).unwrap_or_default();
    folders.retain(|folder| folder.to_string_lossy().ends_with("-linux-gnu"));
    folders.extend(std::env::split_paths(&inherited).filter(|folder| !folder.as_os_str().is_empty()));
    std::env::join_paths(folders).unwrap_or(inherited)
}
