//! The corpus of every target is replayed: seeds, what the fuzzer has found, and every input that ever failed.
//!
//! `UPDATE_SNAPSHOTS=1` writes the seeds again; what else lies in `tests/corpus` stays, and real messages that are there do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]

use cap::Cap;
use std::alloc::System;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use undercroft_fuzz_harness::{Reached, TARGETS, seeds, target};

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// What one input may take beside what was there before, in bytes. One that takes more ends the process.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Targets follow each other where they share a process: memory is everybody's.
static ALONE: Mutex<()> = Mutex::new(());

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus")
}

fn files(name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder().join(name)).expect("the target has a corpus");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Runs every file of a target's corpus; they must come to all of these things, each in one run or another.
fn replay(name: &str, expected: &[&str]) {
    let target = target(name).unwrap();
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // What a target sets up at its first run is nobody's input.
    (target.run)(&[]);
    let mut reached = Reached::new();
    for file in files(name) {
        // The name of a file that fails is what is wanted to know of it.
        println!("{}", file.display());
        let bytes = std::fs::read(&file).unwrap();
        MEMORY.set_limit(MEMORY.allocated() + MOST_BYTES).unwrap();
        let come_to = (target.run)(&bytes);
        MEMORY.set_limit(usize::MAX).unwrap();
        reached.extend(come_to);
    }
    println!("{name} comes to {reached:?}");
    let missing: Vec<&&str> = expected.iter().filter(|one| !reached.contains(**one)).collect();
    assert!(missing.is_empty(), "no input comes to {missing:?}; they come to {reached:?}");
}

#[test]
fn p8_inflate() {
    replay(
        "inflate",
        &[
            "inflated",
            "refused 400",
            "refused 413",
            "refused 415",
            "answer inflated",
            "columns",
            "answer refused",
            "bomb refused",
        ],
    );
}

#[test]
fn p8_admission() {
    replay(
        "admission",
        &[
            "accepted",
            "pending",
            "rehash",
            "later",
            "news",
            "malformed",
            "limits",
            "actor",
            "entry_id_used",
            "hash",
            "by",
            "forbidden",
            "document_kind",
            "follows",
        ],
    );
}

#[test]
fn p8_sync_request() {
    replay(
        "sync_request",
        &[
            "accepted",
            "duplicate",
            "pending",
            "rehash",
            "news",
            "malformed",
            "limits",
            "actor",
            "by",
            "too many pending",
            "version",
        ],
    );
}

#[test]
fn p8_sync_answer() {
    replay(
        "sync_answer",
        &[
            "taken",
            "not taken",
            "accepted",
            "stuck",
            "reissued",
            "pulled",
            "problems",
            "removed",
            "new epoch",
            "not our server",
            "a complaint",
            "a matter",
            "an account",
        ],
    );
}

#[test]
fn p8_json_api() {
    replay(
        "json_api",
        &[
            "201 /api/v1/orders",
            "200 /api/v1/orders/{id}/commands",
            "200 /api/v1/store/commands",
            "201 /api/v1/incidents",
            "200 /api/v1/months/2026-02/commands",
            "201 /api/v1/directory/buildings",
            "200 /api/v1/directory/buildings/9",
            "200 /api/v1/directory/units/9-101",
            "200 /api/v1/directory/parties/C-1",
            "201 /api/v1/complaints",
            "200 /api/v1/complaints/{complaint}/commands",
            "200 /api/v1/complaints/kinds/public_order",
            "201 /api/v1/matters",
            "200 /api/v1/matters/{matter}/commands",
            "201 /api/v1/matters/{matter}/repairs",
            "200 /api/v1/matters/rain",
            "200 /api/v1/fees/accounts/{account}/commands",
            "200 /api/v1/fees/send",
            "200 /api/v1/fees/prepare",
            "200 /api/v1/login",
            "400 invalid-json",
            "400 unknown-field",
            "401 sign-in-required",
            "403 forbidden",
            "422 command-refused",
        ],
    );
}

#[test]
fn p8_tokens() {
    replay(
        "tokens",
        &[
            "garbage",
            "changed",
            "honest",
            "expired",
            "invalid",
            "signed, refused",
            "signed, taken",
            "no session",
            "no refresh token",
            "signed in",
            "invalid-token",
        ],
    );
}

#[test]
fn p8_tables() {
    replay(
        "tables",
        &[
            "imported",
            "400 invalid-request",
            "422 refused",
            "catalogue",
            "faults in a catalogue",
            "no catalogue",
        ],
    );
}

#[test]
fn p8_procedures() {
    replay("procedures", &["published", "was there", "unsound", "not read"]);
}

#[test]
fn p8_images() {
    replay("images", &["image/jpeg", "image/png", "no picture", "no blob", "photo in JSON", "no photo"]);
}

#[test]
fn p8_the_seeds_are_kept_and_the_corpus_is_small() {
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    if update {
        for seed in seeds::all() {
            let folder = folder().join(seed.target);
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join(&seed.name);
            // An older device's messages stay as it sends them.
            if !(seed.name.starts_with("real-") && file.exists()) {
                std::fs::write(file, seed.bytes).unwrap();
            }
        }
    }
    let mut bytes = 0;
    for target in TARGETS {
        let files = files(target.name);
        assert!(files.len() >= 10, "{} has {} inputs", target.name, files.len());
        bytes += files.iter().map(|file| std::fs::metadata(file).unwrap().len()).sum::<u64>();
    }
    assert!(bytes < 1024 * 1024, "the corpus has {bytes} bytes");
}

#[test]
fn p8_every_target_has_a_program_a_corpus_and_a_line_in_the_ledger() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    let names: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    for name in &names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        let program = std::fs::read_to_string(fuzz.join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(program.contains(&format!("\"{name}\"")), "{name} runs another target");
    }
    let ledger = std::fs::read_to_string(folder().join("../ledgers/fuzz.tsv")).unwrap();
    let run = ledger.lines().map(|line| line.split('\t').next().unwrap().to_owned());
    assert_eq!(run.collect::<BTreeSet<_>>(), names, "the ledger");
    let folders = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(folders.map(|name| name.into_string().unwrap()).collect::<BTreeSet<_>>(), names);
}
