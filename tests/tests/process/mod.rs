//! A site of real processes: the server, and devices in folders of their own.
#![allow(dead_code, reason = "each test uses its part")]

pub mod desk;
pub mod line;

use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
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
        // As a run of the whole workspace builds them (these two tests run the programs), so that no dependency is
        // compiled again with other features.
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["test", "--workspace", "--no-run", "--quiet", "--test", "site", "--test", "cli"])
            .args(["--target-dir".as_ref(), folder.parent().unwrap().as_os_str()]);
        if planted::CAN_BE_WOKEN {
            cargo.args(["--features", "planted/bugs"]);
        }
        // Cargo tells a test about its own package; another cargo must not take that for its own.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
                cargo.env_remove(name);
            }
        }
        assert!(cargo.status().unwrap().success());
        folder
    })
}

/// Draws and delays that a seed repeats.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    #[expect(clippy::disallowed_methods, reason = "the processes under test run in real time")]
    pub fn wait_up_to_ms(&mut self, limit: u64) {
        std::thread::sleep(Duration::from_millis(self.below(limit)));
    }
}

/// A program of this build.
pub fn program(name: &str) -> PathBuf {
    binaries().join(name)
}

pub struct Site {
    pub folder: tempfile::TempDir,
    pub port: u16,
    pub server: Option<Child>,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.kill_server();
    }
}

const FEES: &str = include_str!("../../golden/fees.toml");

impl Site {
    /// A running server, a dispatcher's and a technician's device, and one order in the technician's hands.
    pub fn with_one_order() -> (Self, String) {
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
            let (code, server, file) = (site.code(name), site.url(), site.password());
            site.field_ok(name, &["enrol", "--server", &server, "--code", &code, "--password-file", &file]);
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

    /// Base address of the server.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The file with everybody's password.
    pub fn password(&self) -> String {
        self.folder.path().join("password").to_str().unwrap().to_owned()
    }

    /// A one-time code for this user.
    pub fn code(&self, user: &str) -> String {
        let said = self.admin(&["device", "code", user]);
        said.split_whitespace().find(|word| word.len() > 20).unwrap().to_owned()
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("site/undercroft.db")
    }

    pub fn undercroft(&self) -> Command {
        Self::undercroft_in(&self.folder.path().join("site"))
    }

    /// The server's program on a site of its own.
    pub fn undercroft_in(folder: &Path) -> Command {
        let mut command = Command::new(program("undercroft"));
        command.arg("--data").arg(folder).env_remove("RUST_LOG").stdin(Stdio::null());
        command
    }

    pub fn admin(&self, words: &[&str]) -> String {
        let output = self.undercroft().args(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts the server on the port of its first start, which the devices know.
    pub fn start_server(&mut self) {
        assert!(self.start_server_with(&[]), "the server ended at its start");
    }

    /// The same with these variables; `false` where the server ended at its start.
    pub fn start_server_with(&mut self, variables: &[(&str, &str)]) -> bool {
        let address = format!("127.0.0.1:{}", self.port);
        let mut command = self.undercroft();
        command.args(["serve", "--listen", &address]).envs(variables.iter().copied()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = loop {
            let Some(line) = log.next() else {
                self.server = Some(child);
                return false;
            };
            let line = line.unwrap();
            let Ok(line) = serde_json::from_str::<Value>(&line) else { panic!("server: {line}") };
            if line["fields"]["message"] == "listening" {
                break line["fields"]["address"].as_str().unwrap().to_owned();
            }
        };
        self.port = listening.rsplit(':').next().unwrap().parse().unwrap();
        // Somebody must go on reading, or a full pipe would stop the server.
        std::thread::spawn(move || log.for_each(drop));
        self.server = Some(child);
        true
    }

    pub fn kill_server(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    pub fn field(&self, who: &str, words: &[&str]) -> Command {
        let mut command = Command::new(program("field"));
        command.arg("--data").arg(self.folder.path().join(who)).args(["--json", "--lang", "en"]).args(words);
        // Whatever opens a device here: the file with everybody's password is as good as any.
        command.env("FIELD_PASSPHRASE_FILE", self.password()).stdin(Stdio::null());
        command
    }

    pub fn field_ok(&self, who: &str, words: &[&str]) -> Value {
        let output = self.field(who, words).output().unwrap();
        assert!(output.status.success(), "{who} {words:?}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Texts of all notes that the device shows on the order.
    pub fn notes(&self, who: &str, order: &str) -> BTreeSet<String> {
        let shown = self.field_ok(who, &["show", order]);
        let notes = shown["view"]["order"]["notes"].as_array().unwrap();
        let texts = &shown["view"]["texts"];
        notes.iter().map(|note| texts[note["blob"].as_str().unwrap()].as_str().unwrap().to_owned()).collect()
    }
}

pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
