//! Real processes, real files, kill -9: what was shown as saved is there, and what was acknowledged is stored once.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

/// Folder with the binaries of this build, built if a narrow test run hasn't.
fn binaries() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "undercroft-server", "--package", "undercroft-field"])
            .args(["--target-dir".as_ref(), folder.parent().unwrap().as_os_str()])
            .status()
            .unwrap();
        assert!(status.success());
        folder
    })
}

/// Delays that a seed repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    #[expect(clippy::disallowed_methods, reason = "the processes under test run in real time")]
    fn wait_up_to_ms(&mut self, limit: u64) {
        std::thread::sleep(Duration::from_millis(self.below(limit)));
    }
}

struct Site {
    folder: tempfile::TempDir,
    port: u16,
    server: Option<Child>,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.kill_server();
    }
}

const FEES: &str = r#"
version = 1
basis = "test"
valid_from = "2026-01-01"
[[items]]
code = "lamp_repair"
unit = "piece"
price_yuan = "30.00"
label = { zh-Hans = "x", zh-Hant = "x", en = "x" }
"#;

impl Site {
    /// A running server, a dispatcher's and a technician's device, and one order in the technician's hands.
    fn with_one_order() -> (Self, String) {
        let folder = tempfile::tempdir().unwrap();
        let password = folder.path().join("password");
        let mut file =
            std::fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(&password).unwrap();
        file.write_all(b"correct horse battery\n").unwrap();
        std::fs::write(folder.path().join("fees.toml"), FEES).unwrap();
        let mut site = Self { folder, port: 0, server: None };
        site.admin(&[
            "init",
            "--site",
            "Test",
            "--admin",
            "root",
            "--password-file",
            password.to_str().unwrap(),
        ]);
        site.admin(&["reference", "import", site.folder.path().join("fees.toml").to_str().unwrap()]);
        for (name, role) in [("zhao", "dispatcher"), ("li", "technician")] {
            site.admin(&["user", "add", name, "--role", role, "--password-file", password.to_str().unwrap()]);
        }
        site.start_server();
        for name in ["zhao", "li"] {
            let code = site.admin(&["device", "code", name]);
            let code = code.split_whitespace().find(|word| word.len() > 20).unwrap().to_owned();
            let server = format!("http://127.0.0.1:{}", site.port);
            let file = password.to_str().unwrap();
            site.field_ok(name, &["enrol", "--server", &server, "--code", &code, "--password-file", file]);
        }
        site.field_ok("zhao", &["sync"]);
        let order = site.field_ok(
            "zhao",
            &[
                "register",
                "--name",
                "x",
                "--unit",
                "1-101",
                "--contact",
                "1",
                "--content",
                "dark",
                "--class",
                "LMP",
                "--appointment",
                "2026-12-01 14:00",
            ],
        )["id"]
            .as_str()
            .unwrap()
            .to_owned();
        site.field_ok("zhao", &["judge", "--accept", &order]);
        site.field_ok("zhao", &["slip", &order]);
        site.field_ok("zhao", &["assign", &order, "li"]);
        site.field_ok("zhao", &["sync"]);
        site.field_ok("li", &["sync"]);
        (site, order)
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("site/undercroft.db")
    }

    fn undercroft(&self) -> Command {
        let mut command = Command::new(binaries().join("undercroft"));
        command
            .arg("--data")
            .arg(self.folder.path().join("site"))
            .env_remove("RUST_LOG")
            .stdin(Stdio::null());
        command
    }

    fn admin(&self, words: &[&str]) -> String {
        let output = self.undercroft().args(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts the server on the port of its first start, which the devices know.
    fn start_server(&mut self) {
        let address = format!("127.0.0.1:{}", self.port);
        let mut child =
            self.undercroft().args(["serve", "--listen", &address]).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = loop {
            let line = log.next().expect("the server ended at its start").unwrap();
            let Ok(line) = serde_json::from_str::<Value>(&line) else { panic!("server: {line}") };
            if line["fields"]["message"] == "listening" {
                break line["fields"]["address"].as_str().unwrap().to_owned();
            }
        };
        self.port = listening.rsplit(':').next().unwrap().parse().unwrap();
        // Somebody must go on reading, or a full pipe would stop the server.
        std::thread::spawn(move || log.for_each(drop));
        self.server = Some(child);
    }

    fn kill_server(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    fn field(&self, who: &str, words: &[&str]) -> Command {
        let mut command = Command::new(binaries().join("field"));
        command.arg("--data").arg(self.folder.path().join(who)).args(["--json", "--lang", "en"]).args(words);
        command.stdin(Stdio::null());
        command
    }

    fn field_ok(&self, who: &str, words: &[&str]) -> Value {
        let output = self.field(who, words).output().unwrap();
        assert!(output.status.success(), "{who} {words:?}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Texts of all notes that the device shows on the order.
    fn notes(&self, who: &str, order: &str) -> BTreeSet<String> {
        let shown = self.field_ok(who, &["show", order]);
        let notes = shown["view"]["order"]["notes"].as_array().unwrap();
        let texts = &shown["view"]["texts"];
        notes.iter().map(|note| texts[note["blob"].as_str().unwrap()].as_str().unwrap().to_owned()).collect()
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Lets a process run for a while, kills it, and gives what it had said.
fn kill_soon(mut command: Command, dice: &mut Dice, limit_ms: u64) -> String {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    dice.wait_up_to_ms(limit_ms);
    let _ = child.kill();
    child.wait().unwrap();
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn p1_kill_9_of_the_device_loses_nothing_that_was_shown_as_saved() {
    let (site, order) = Site::with_one_order();
    let mut dice = Dice(1);
    let mut saved = BTreeSet::new();
    let mut cut = 0;
    // Follows the machine's speed, so that kills fall on both sides of saving wherever this runs.
    let mut limit_ms = 60;
    for n in 0..80 {
        let text = format!("note {n}");
        let said = kill_soon(site.field("li", &["note", &order, &text]), &mut dice, limit_ms);
        match serde_json::from_str::<Value>(&said) {
            Ok(answer) if answer["saved"] == true => {
                saved.insert(text);
                limit_ms = (limit_ms * 4 / 5).max(2);
            }
            _ => {
                cut += 1;
                limit_ms = limit_ms * 5 / 4 + 1;
            }
        }
    }
    assert!(
        cut > 5 && saved.len() > 5,
        "the kills must fall before and after saving: {cut} cut, {} saved",
        saved.len()
    );
    let recovered = site.notes("li", &order);
    assert!(saved.is_subset(&recovered), "lost: {:?}", saved.difference(&recovered));
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.notes("zhao", &order), recovered, "everything that survived reaches the others");
}

#[test]
fn p4_kill_9_of_server_or_device_between_any_steps_of_a_sync_stores_each_change_once() {
    let (mut site, order) = Site::with_one_order();
    let mut dice = Dice(2);
    let mut written = BTreeSet::new();
    for n in 0..40 {
        let text = format!("note {n}");
        site.field_ok("li", &["note", &order, &text]);
        written.insert(text);
        if dice.below(2) == 0 {
            kill_soon(site.field("li", &["sync"]), &mut dice, 60);
        } else {
            let mut sync =
                site.field("li", &["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            dice.wait_up_to_ms(60);
            site.kill_server();
            sync.wait().unwrap();
            site.start_server();
        }
    }
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.notes("zhao", &order), written);
    assert_eq!(site.notes("li", &order), written);
    site.kill_server();

    let database = rusqlite::Connection::open(site.database()).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT count(*) FROM entry WHERE kind = 'note'"), 40);
    assert_eq!(one("SELECT count(*) FROM change"), one("SELECT count(DISTINCT hash) FROM change"));
    assert_eq!(one("SELECT count(*) FROM quarantine"), 0);
    let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

#[test]
fn attack_64_a_second_server_on_the_same_file_refuses_to_start() {
    let (site, _) = Site::with_one_order();
    let output = site.undercroft().args(["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    assert!(!output.status.success());
    assert!(said(&output).contains("another server"), "{}", said(&output));
}
