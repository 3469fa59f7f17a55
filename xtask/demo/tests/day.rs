//! The demo's offline day, as a test of the whole: it fails when the conflicts don't come out by their rules.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

#[test]
fn the_offline_day_ends_by_the_rules() {
    let demo = Path::new(env!("CARGO_BIN_EXE_undercroft-demo"));
    let programs = demo.parent().unwrap();
    // The programs that the demo starts, as a run of the whole workspace builds them.
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["test", "--workspace", "--no-run", "--quiet", "--test", "site", "--test", "cli"])
        .args(["--target-dir".as_ref(), programs.parent().unwrap().as_os_str()]);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            cargo.env_remove(name);
        }
    }
    assert!(cargo.status().unwrap().success());
    let played = Command::new(demo)
        .arg("--programs")
        .arg(programs)
        .args(["--listen", "127.0.0.1:0", "--offline-day", "--once"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&played.stdout);
    assert!(played.status.success(), "{said}\n{}", String::from_utf8_lossy(&played.stderr));
}
