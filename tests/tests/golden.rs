//! P12: what a release leaves behind, a later one takes over whole: the site's database, and a phone that was in a basement
//! while the office updated. `tests/golden/make.sh` makes one for each release.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use client_core::domain::id::DocumentId;
use process::desk::Desk;
use process::{Site, said};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Where the phones of all releases know their server.
const PORT: u16 = 18_761;

fn golden() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

fn unpacked(file: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(file).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

fn private(file: &Path, bytes: &[u8]) {
    std::fs::write(file, bytes).unwrap();
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// The site and the phone of a release, laid out for today's programs.
fn laid_out(release: &Path, port: u16) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let site = Site { folder, port, server: None };
    let root = site.folder.path();
    for name in ["site", "li"] {
        std::fs::create_dir(root.join(name)).unwrap();
        std::fs::set_permissions(root.join(name), std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    private(&root.join("password"), b"correct horse battery\n");
    private(&root.join("site/undercroft.db"), &unpacked(&release.join("undercroft.db.gz")));
    private(&root.join("site/server.key"), &std::fs::read(release.join("server.key")).unwrap());
    private(&root.join("li/device.db"), &unpacked(&release.join("device.db.gz")));
    for name in ["device.seal", "device.key"] {
        private(&root.join("li").join(name), &std::fs::read(release.join(name)).unwrap());
    }
    site
}

fn read_only(database: &Path) -> Connection {
    Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn schema(database: &Connection) -> u32 {
    database.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// Everything that a database holds: what its tables are, and each row of each.
fn contents(database: &Connection) -> BTreeMap<String, Vec<Vec<Value>>> {
    let rows = |sql: &str| -> Vec<Vec<Value>> {
        let mut all = database.prepare(sql).unwrap();
        let columns = all.column_count();
        let row = all.query_map([], |row| (0..columns).map(|place| row.get(place)).collect());
        row.unwrap().map(Result::unwrap).collect()
    };
    let made = rows("SELECT name, type, sql FROM sqlite_schema ORDER BY name");
    let tables = made.iter().filter(|row| row[1] == Value::Text("table".to_owned()));
    let names = tables.map(|row| if let Value::Text(name) = &row[0] { name.clone() } else { String::new() });
    let mut contents: BTreeMap<_, _> = names
        .map(|name| {
            let mut all = rows(&format!("SELECT * FROM \"{name}\""));
            all.sort_by_cached_key(|row| format!("{row:?}"));
            (name, all)
        })
        .collect();
    contents.insert("what there is".to_owned(), made);
    contents
}

/// The copies that were kept before migrations.
fn kept(site: &Site) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(site.folder.path().join("site")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut kept: Vec<PathBuf> =
        paths.filter(|path| path.to_string_lossy().contains("before-migration")).collect();
    kept.sort();
    kept
}

#[test]
fn p12_what_a_release_left_is_kept_whole_for_its_own_program_before_it_is_migrated() {
    for release in golden() {
        let mut site = laid_out(&release, 0);
        let golden = site.folder.path().join("golden.db");
        private(&golden, &unpacked(&release.join("undercroft.db.gz")));
        let golden = read_only(&golden);
        let (was, before) = (schema(&golden), contents(&golden));
        assert!(before["entry"].len() > 10, "{}", release.display());
        site.start_server();
        let now = schema(&read_only(&site.database()));
        if was == now {
            assert_eq!(kept(&site), Vec::<PathBuf>::new(), "{}: nothing to migrate", release.display());
            continue;
        }
        assert!(was < now);
        let [copy] = &kept(&site)[..] else { panic!("{}: {:?}", release.display(), kept(&site)) };
        assert_eq!(std::fs::metadata(copy).unwrap().permissions().mode() & 0o777, 0o600);
        let copy = copy.clone();
        assert_eq!(schema(&read_only(&copy)), was, "{}: its own program reads it", release.display());
        assert!(contents(&read_only(&copy)) == before, "{}: every row of every table", release.display());

        // Work goes on, and so do starts, without another copy and without a word in the first one.
        let order: Vec<u8> = read_only(&site.database())
            .query_row("SELECT id FROM document WHERE kind = 'order' LIMIT 1", [], |row| row.get(0))
            .unwrap();
        let order = DocumentId::from_slice(&order).unwrap();
        let note = json!({ "command": "note", "text": "of the newer program" });
        Desk::of(&site, "zhao").does(&format!("/api/v1/orders/{order}"), &note);
        site.kill_server();
        site.start_server();
        site.kill_server();
        assert_eq!(kept(&site), std::slice::from_ref(&copy));
        assert!(contents(&read_only(&copy)) == before, "{}", release.display());

        // Whoever goes back puts the copy in the database's place. Today's program takes it up once more.
        for tail in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{tail}", site.database().display()));
        }
        std::fs::copy(&copy, site.database()).unwrap();
        site.start_server();
        site.kill_server();
        let [first, second] = &kept(&site)[..] else { panic!("the next upgrade keeps its own") };
        for copy in [first, second] {
            assert!(contents(&read_only(copy)) == before, "{}: {}", release.display(), copy.display());
        }
    }
}

#[test]
fn p12_a_database_of_a_newer_program_is_refused_untouched_by_every_command_and_each_says_what_to_do() {
    for release in golden() {
        let site = laid_out(&release, 0);
        let golden = Connection::open(site.database()).unwrap();
        let newer = 1_000;
        // As a server leaves it; a backup has another form of journal.
        golden.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
        golden.pragma_update(None, "user_version", newer).unwrap();
        golden.close().unwrap();
        let backup = site.folder.path().join("backup.db");
        std::fs::copy(site.database(), &backup).unwrap();
        let bytes = std::fs::read(site.database()).unwrap();
        let copy = backup.to_str().unwrap();
        let elsewhere = site.folder.path().join("elsewhere.db");
        let commands: [&[&str]; 8] = [
            &["serve", "--listen", "127.0.0.1:0"],
            &["doctor"],
            &["backup", elsewhere.to_str().unwrap()],
            &["rebuild", "--check"],
            &["audit", "verify"],
            &["user", "list"],
            &["device", "code", "li"],
            &["restore", "--new-epoch", copy],
        ];
        for words in commands {
            let output = site.undercroft().args(words).output().unwrap();
            let said = said(&output);
            assert!(!output.status.success(), "{words:?}: {said}");
            assert!(
                said.contains("schema 1000") && said.contains("use a newer program"),
                "{words:?}: {said}"
            );
        }
        assert!(std::fs::read(site.database()).unwrap() == bytes, "not a byte of it was changed");
        assert!(std::fs::read(&backup).unwrap() == bytes);
        assert_eq!((kept(&site), elsewhere.exists()), (Vec::new(), false));
        let files = std::fs::read_dir(site.folder.path().join("site")).unwrap();
        let names: Vec<_> = files.map(|entry| entry.unwrap().file_name()).collect();
        assert!(!names.iter().any(|name| name.to_string_lossy().contains("restor")), "{names:?}");
    }
}

#[test]
fn p12_the_database_and_the_phone_of_every_release_go_on_with_todays_programs() {
    for release in golden() {
        let mut site = laid_out(&release, PORT);
        let expected = std::fs::read_to_string(release.join("journal.jsonl")).unwrap();
        let orders: Vec<String> = {
            let listed = site.field_ok("li", &["list"]);
            let rows = listed["orders"].as_array().unwrap();
            rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(orders.len(), 3, "{}: the phone shows its orders without a server", release.display());
        site.start_server();
        let journals = |site: &Site| -> Vec<String> {
            let all = orders.iter().flat_map(|order| {
                let lines = site.admin(&["order", "journal", order]);
                lines.lines().map(str::to_owned).collect::<Vec<_>>()
            });
            all.collect()
        };
        let before = journals(&site);
        let mut sorted: Vec<&str> = before.iter().map(String::as_str).collect();
        let mut known: Vec<&str> = expected.lines().collect();
        sorted.sort_unstable();
        known.sort_unstable();
        assert_eq!(sorted, known, "{}: every entry is what it was", release.display());
        for check in [&["rebuild", "--check"][..], &["audit", "check"]] {
            let output = site.undercroft().args(check).output().unwrap();
            assert!(output.status.success(), "{}: {check:?}: {}", release.display(), said(&output));
        }
        let password = site.password();
        site.field_ok("li", &["login", "--password-file", &password]);
        site.field_ok("li", &["sync"]);
        assert_eq!(site.field_ok("li", &["outbox"])["outbox"].as_array().unwrap().len(), 0);
        let after = journals(&site);
        assert_eq!(after.len(), before.len() + 2, "{}: what waited has arrived, once", release.display());
        let late = after.iter().filter(|line| line.contains("\"note\"")).count();
        assert!(late >= 2, "{after:?}");
        let output = site.undercroft().args(["rebuild", "--check"]).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
}
