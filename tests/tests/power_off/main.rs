//! A server on a machine whose power is cut while phones sync: what a phone was told to be safe is on the disk (P2).
//!
//! Killed processes leave their writes to the kernel, so only a machine that ends with its kernel shows what was waited for.
//! Beyond that the disk may lose, whole or in part, whatever nobody asked it to flush.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod log;
mod machine;
#[path = "../process/mod.rs"]
mod process;

use client_core::domain::blob::Blob;
use log::Luck;
use machine::{Machine, Parts, done};
use process::{Dice, Site, said};
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

const PHONES: usize = 3;

/// The folder of the machine's parts.
const PARTS: &str = "UNDERCROFT_MACHINE";
/// How many cuts.
const CUTS: &str = "UNDERCROFT_CUTS";

fn phone(number: usize) -> String {
    format!("li-{number}")
}

/// Phones that write notes into one order and sync as fast as they can, until they are told to stop. What a sync that
/// succeeded has taken along counts as acknowledged.
fn busy(site: &Site, order: &str, cut: usize, stop: &AtomicBool, acknowledged: &Mutex<BTreeSet<String>>) {
    std::thread::scope(|scope| {
        for number in 0..PHONES {
            scope.spawn(move || {
                let mut written = BTreeSet::new();
                for note in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let text = format!("[cut {cut}, phone {number}, note {note}]");
                    site.field_ok(&phone(number), &["note", order, &text]);
                    written.insert(text);
                    let mut sync = site.field(&phone(number), &["sync"]);
                    let ended = sync.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
                    if ended.success() && !stop.load(Ordering::SeqCst) {
                        acknowledged.lock().unwrap().append(&mut written);
                    }
                }
            });
        }
    });
}

/// The site as it lies on a disk after its file system was brought in order.
fn taken_off(disk: &[u8], folder: &Path) -> PathBuf {
    let image = folder.join("left");
    let out = folder.join("left-files");
    let _ = std::fs::remove_dir_all(&out);
    std::fs::create_dir(&out).unwrap();
    std::fs::write(&image, disk).unwrap();
    let checked = Command::new("e2fsck").arg("-fy").arg(&image).output().unwrap();
    // 1: mended, which replaying the journal is.
    assert!(checked.status.code().is_some_and(|code| code <= 1), "{}", said(&checked));
    let dump = format!("rdump /site {}", out.display());
    done(Command::new("debugfs").args(["-R", &dump]).arg(&image));
    out.join("site")
}

/// Texts of the notes that a site has: a change in the log with an entry, which names the words that lie beside it.
fn notes(site: &Path) -> BTreeSet<String> {
    let database = rusqlite::Connection::open(site.join("undercroft.db")).unwrap();
    let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let all =
        "SELECT entry.bytes FROM entry JOIN change ON change.seq = entry.change WHERE entry.kind = 'note'";
    let mut entries = database.prepare(all).unwrap();
    let entries = entries.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    let named: HashSet<Vec<u8>> = entries
        .flat_map(|entry| entry.unwrap().windows(32).map(<[u8]>::to_vec).collect::<Vec<_>>())
        .collect();
    let mut blobs = database.prepare("SELECT digest, bytes FROM blob").unwrap();
    let blobs =
        blobs.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))).unwrap();
    let texts = blobs.map(Result::unwrap).filter(|(digest, _)| named.contains(digest));
    texts.map(|(_, bytes)| String::from_utf8(Blob::from_bytes(&bytes).unwrap().content).unwrap()).collect()
}

#[test]
fn p2_a_machine_whose_power_is_cut_has_what_was_acknowledged() {
    let parts = std::env::var_os(PARTS).expect("`cargo xtask power-off` runs this test with its machine");
    let cuts: usize = std::env::var(CUTS).map_or(3, |cuts| cuts.parse().unwrap());
    let (mut site, order) = Site::with_one_order();
    for number in 0..PHONES {
        let (code, server, file) = (site.code("li"), site.url(), site.password());
        site.field_ok(
            &phone(number),
            &["enrol", "--server", &server, "--code", &code, "--password-file", &file],
        );
        site.field_ok(&phone(number), &["sync"]);
    }
    site.kill_server();
    let work = tempfile::tempdir().unwrap();
    let parts = Parts { folder: parts.into(), server: process::program("undercroft") };
    let mut machine = Machine::built(work.path(), &parts, &site.folder.path().join("site"), site.port);
    let mut dice = Dice(5);
    let acknowledged: Mutex<BTreeSet<String>> = Mutex::default();
    let mut losses = 0;
    for cut in 0..cuts {
        let before = machine.disk();
        let stop = AtomicBool::new(false);
        machine.start();
        std::thread::scope(|scope| {
            scope.spawn(|| busy(&site, &order, cut, &stop, &acknowledged));
            // However slow this machine is, a cut falls among syncs that succeed.
            let known = acknowledged.lock().unwrap().len();
            for _ in 0..600 {
                if acknowledged.lock().unwrap().len() > known {
                    break;
                }
                dice.wait_up_to_ms(100);
            }
            dice.wait_up_to_ms(3_000);
            stop.store(true, Ordering::SeqCst);
            machine.cut();
        });
        let acknowledged = acknowledged.lock().unwrap();
        let calls = log::read(&machine.log());
        let draws = [Luck::Nothing, Luck::Some, Luck::Some, Luck::Everything];
        let goes_on = dice.below(draws.len() as u64);
        for (draw, luck) in draws.into_iter().enumerate() {
            let mut disk = before.clone();
            log::replay(&mut disk, &calls, luck, &mut dice);
            let left = taken_off(&disk, work.path());
            let there = notes(&left);
            let lost: Vec<&String> = acknowledged.difference(&there).collect();
            assert!(lost.is_empty(), "cut {cut}, {luck:?}: acknowledged and lost: {lost:?}");
            losses += 1;
            if draw as u64 == goes_on {
                let check = Site::undercroft_in(&left).args(["rebuild", "--check"]).output().unwrap();
                assert!(check.status.success(), "cut {cut}, {luck:?}: {}", said(&check));
                machine.take_disk(&disk);
            }
        }
        println!("cut {cut}: {} notes acknowledged so far, {losses} disks looked at", acknowledged.len());
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(
        acknowledged.len() >= cuts,
        "the phones hardly worked: {} notes in {cuts} cuts",
        acknowledged.len()
    );
    machine.start();
    for number in 0..PHONES {
        site.field_ok(&phone(number), &["sync"]);
    }
    let everywhere = site.notes(&phone(0), &order);
    assert!(acknowledged.is_subset(&everywhere));
    println!("power-off: {cuts} cuts, {losses} disks, {} notes acknowledged, none lost", acknowledged.len());
}
