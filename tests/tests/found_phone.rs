//! P16: whoever finds a device reads nothing of what it holds. Real programs, real files, killed in the middle of writing.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use client_core::device::sealing::{Entropy, PassphraseLock, SealedStore};
use client_core::device::store::{Query, SqliteStore, Store, Table};
use process::Site;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// Words that are on the device, each found nowhere else.
struct Planted(Vec<(&'static str, Vec<u8>)>);

impl Planted {
    fn word(&mut self, what: &'static str, word: &str) {
        self.0.push((what, word.as_bytes().to_vec()));
    }

    /// All that are in these bytes, plain or in a form that a program may have given them.
    fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        let found = self.0.iter().filter(|(_, word)| forms(word).iter().any(|form| contains(bytes, form)));
        found.map(|(what, word)| format!("{what} {}", String::from_utf8_lossy(word))).collect()
    }
}

/// The bytes as they are, in UTF-16, in hexadecimal, and in base64 wherever in a longer text they stand.
fn forms(word: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![word.to_vec()];
    if let Ok(text) = std::str::from_utf8(word) {
        forms.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        forms.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let hex = client_core::domain::id::hex(word);
    forms.push(hex.to_uppercase().into_bytes());
    forms.push(hex.into_bytes());
    for skipped in 0..3 {
        let shifted = [vec![0; skipped], word.to_vec()].concat();
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let text = engine.encode(&shifted);
            // The ends depend on what stands beside the word.
            let from = (skipped * 8).div_ceil(6);
            let upto = (shifted.len() * 8) / 6;
            forms.push(text.as_bytes()[from..upto].to_vec());
        }
    }
    forms
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    let first = part[0];
    bytes.windows(part.len()).any(|window| window[0] == first && window == part)
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

struct NoNonce;

impl Entropy for NoNonce {
    fn fill(&mut self, _: &mut [u8]) {
        panic!("nothing is written here");
    }
}

/// Everything that a device holds, for who knows its passphrase.
fn opened(folder: &Path, passphrase: &str) -> Vec<u8> {
    let seal: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("device.seal")).unwrap()).unwrap();
    let lock: PassphraseLock = serde_json::from_value(seal["lock"].clone()).unwrap();
    let key = lock.open(passphrase).unwrap();
    let store = SealedStore::new(SqliteStore::open(&folder.join("device.db")).unwrap(), key, NoNonce);
    let all = |table| Query::Prefix { table, prefix: Vec::new(), limit: None };
    let records = Table::ALL.iter().flat_map(|table| pollster::block_on(store.read(all(*table))).unwrap());
    records.flat_map(|record| record.value).collect()
}

/// The lowest byte.
fn low(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the processes under test run in real time")]
fn p16_a_found_device_says_nothing_in_any_file_also_where_it_was_killed_while_it_wrote() {
    let (site, order) = Site::with_one_order();
    let temp = site.folder.path().join("temp");
    std::fs::create_dir(&temp).unwrap();
    let folder = site.folder.path().join("li");
    let mut planted = Planted(Vec::new());
    let registration = [
        ("customer", "--name", "Aurelia Vandersteen"),
        ("unit", "--unit", "77-4093"),
        ("telephone", "--contact", "13911112222"),
        ("request", "--content", "the chandelier hums like a beehive"),
    ];
    let mut words = vec!["register", "--class", "LMP", "--appointment", "2026-12-01 14:00"];
    for (what, name, value) in registration {
        planted.word(what, value);
        words.extend([name, value]);
    }
    let second = site.field_ok("zhao", &words)["id"].as_str().unwrap().to_owned();
    site.field_ok("zhao", &["judge", "--accept", &second]);
    site.field_ok("zhao", &["slip", &second]);
    site.field_ok("zhao", &["assign", &second, "li"]);
    site.field_ok("zhao", &["sync"]);
    let li = |words: &[&str]| {
        let output = site.field("li", words).env("TMPDIR", &temp).env("RUST_LOG", "trace").output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", process::said(&output));
    };
    li(&["sync"]);
    for n in 0..40 {
        let note = format!("remark-{n}-{:08x}", 0x9e37_79b9_u32.wrapping_mul(n + 1));
        planted.word("note", &note);
        li(&["note", if n % 2 == 0 { &order } else { &second }, &note]);
    }
    let file = site.folder.path().join("scorched.png");
    image::RgbImage::from_fn(300, 200, |x, y| image::Rgb([x * 7 + y * 13, x * y, y].map(low)))
        .save(&file)
        .unwrap();
    li(&["photo", &second, file.to_str().unwrap()]);
    // What is sealed is there for who knows the passphrase: photo and tokens are taken from there.
    let passphrase = std::fs::read_to_string(site.password()).unwrap();
    let held = opened(&folder, &passphrase);
    let jpeg = held.windows(3).position(|bytes| bytes == [0xff, 0xd8, 0xff]).expect("a photo");
    planted.0.push(("photo", held[jpeg + 700..jpeg + 732].to_vec()));
    let text = String::from_utf8_lossy(&held);
    let token = text.split("refresh").nth(1).expect("a refresh token");
    let token: String =
        token.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).take(30).collect();
    planted.word("refresh token", &token[4..]);
    // Behind its header, which is the same for everybody.
    let access = text.split("eyJ").nth(2).expect("an access token");
    planted.word("access token", &access[..40]);
    assert!(planted.0.len() >= 45, "{}", planted.0.len());
    for (what, word) in &planted.0 {
        assert!(contains(&held, word), "{what} {} is not on the device", String::from_utf8_lossy(word));
    }
    planted.word("password", "correct horse battery");
    // Killed while it writes, at ten moments.
    for n in 0..10_u64 {
        let late = format!("cut-{n}-{:08x}", 0x85eb_ca6b_u64.wrapping_mul(n + 1));
        planted.word("note of a killed process", &late);
        let mut command = site.field("li", &["note", &second, &late]);
        let mut child =
            command.env("TMPDIR", &temp).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(15 + n * 20));
        let _ = child.kill();
        child.wait().unwrap();
    }
    let scanned: Vec<PathBuf> = files(&folder).into_iter().chain(files(&temp)).collect();
    let names: Vec<String> =
        scanned.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    for name in ["device.db", "device.seal", "device.key"] {
        assert!(names.iter().any(|found| found == name), "{names:?}");
    }
    for path in &scanned {
        let found = planted.found_in(&std::fs::read(path).unwrap());
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

#[test]
fn p16_another_passphrase_opens_nothing_and_a_forgotten_one_loses_nothing() {
    let (site, order) = Site::with_one_order();
    site.field_ok("li", &["note", &order, "written before it was forgotten"]);
    let wrong = site.folder.path().join("wrong");
    std::fs::copy(site.password(), &wrong).unwrap();
    std::fs::write(&wrong, "another dozen characters\n").unwrap();
    let with = |file: &Path, words: &[&str]| {
        let output = site.field("li", words).env("FIELD_PASSPHRASE_FILE", file).output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (output.status.code(), said)
    };
    for words in [&["show", &order][..], &["list"], &["sync"], &["outbox"]] {
        let (exit, said) = with(&wrong, words);
        assert_eq!(
            (exit, &said["error"]["code"]),
            (Some(4), &"wrong_passphrase".into()),
            "{words:?}: {said}"
        );
    }
    // The server gives the key that it keeps for this device, on a login alone.
    let (new, password) = (wrong.to_str().unwrap(), site.password());
    let forgotten = ["passphrase", "--forgotten", "--new-passphrase-file", new, "--password-file"];
    let (exit, said) = with(&wrong, &[&forgotten[..], &[new]].concat());
    assert_eq!((exit, &said["error"]["code"]), (Some(4), &"invalid_credentials".into()), "{said}");
    let (exit, said) = with(&wrong, &[&forgotten[..], &[password.as_str()]].concat());
    assert_eq!((exit, &said["passphrase_set"]), (Some(0), &true.into()), "{said}");
    let (exit, said) = with(Path::new(&site.password()), &["list"]);
    assert_eq!((exit, &said["error"]["code"]), (Some(4), &"wrong_passphrase".into()), "the last one is over");
    let (exit, _) = with(&wrong, &["sync"]);
    assert_eq!(exit, Some(0), "logged in as well");
    site.field_ok("zhao", &["sync"]);
    assert!(site.notes("zhao", &order).contains("written before it was forgotten"));
    let told = site.admin(&["audit", "list"]);
    assert!(told.contains("recovery_key_given"), "{told}");
    // Who knows it sets another one without the server.
    let (exit, said) = with(&wrong, &["passphrase", "--new-passphrase-file", &site.password()]);
    assert_eq!((exit, &said["passphrase_set"]), (Some(0), &true.into()), "{said}");
    site.field_ok("li", &["list"]);
}
