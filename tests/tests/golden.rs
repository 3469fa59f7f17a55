//! P12: what a release leaves behind, a later one takes over whole: the site's database, and a phone that was in a basement
//! while the office updated. `tests/golden/make.sh` makes one for each release.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use process::{Site, said};
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
fn laid_out(release: &Path) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let site = Site { folder, port: PORT, server: None };
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

#[test]
fn p12_the_database_and_the_phone_of_every_release_go_on_with_todays_programs() {
    for release in golden() {
        let mut site = laid_out(&release);
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
