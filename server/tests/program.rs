//! The program itself: its commands beside a running server, and its end.
#![allow(missing_docs, clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use support::{PASSWORD, enrolment, send};

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_undercroft"));
    command.env_remove("RUST_LOG").arg("--data").arg(data);
    command
}

fn run(data: &Path, words: &str) -> Output {
    program(data).args(words.split(' ')).stdin(Stdio::null()).output().unwrap()
}

fn ok(data: &Path, words: &str) -> String {
    let output = run(data, words);
    assert!(output.status.success(), "{words}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

struct Running {
    child: Child,
    address: SocketAddr,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(data: &Path) -> Running {
    let mut child =
        program(data).args(["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = loop {
        let line: Value = serde_json::from_str(&log.next().unwrap().unwrap()).unwrap();
        if line["fields"]["message"] == "listening" {
            break line["fields"]["address"].as_str().unwrap().parse().unwrap();
        }
    };
    // Somebody must go on reading, or the server's log would block it.
    std::thread::spawn(move || log.for_each(drop));
    Running { child, address }
}

fn site() -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    let mut password = std::fs::File::options().write(true).create_new(true).mode(0o600).open(&file).unwrap();
    writeln!(password, "{PASSWORD}").unwrap();
    let data = folder.path().join("data");
    let option = format!("--password-file {}", file.display());
    ok(&data, &format!("init --site Garden --admin root {option}"));
    (folder, data, option)
}

#[test]
fn a_device_removed_beside_the_running_server_is_refused_at_once() {
    let (_folder, data, password) = site();
    let server = start(&data);
    assert_eq!(send(server.address, "GET", "/readyz", &[], "").status, 200);
    ok(&data, &format!("user add li --role technician {password}"));
    let code = ok(&data, "device code li");
    let key = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let body = enrolment(code.trim(), &key, PASSWORD).to_string();
    let json_type = [("Content-Type", "application/json")];
    let enrolled = send(server.address, "POST", "/api/v1/enrol", &json_type, &body).ok();
    let bearer = format!("Bearer {}", enrolled["access_token"].as_str().unwrap());
    let me = || send(server.address, "GET", "/api/v1/me", &[("Authorization", &bearer)], "");
    assert_eq!(me().ok()["roles"], json!(["technician"]));
    let device = enrolled["device"].as_str().unwrap();
    assert!(ok(&data, "device list").contains(device));
    ok(&data, &format!("device remove {device}"));
    me().expect(401, "device-revoked");
}

#[test]
fn attack_64_a_second_server_on_the_same_data_is_refused() {
    let (_folder, data, _) = site();
    let server = start(&data);
    let second = run(&data, "serve --listen 127.0.0.1:0");
    assert!(!second.status.success());
    assert!(String::from_utf8(second.stderr).unwrap().contains("another server"));
    drop(server);
    // A killed server leaves nothing behind that stops the next one.
    drop(start(&data));
}

#[test]
fn a_terminated_server_ends_well() {
    let (_folder, data, _) = site();
    let mut server = start(&data);
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(server.child.wait().unwrap().success());
    // The log was copied back into the file: nothing is left beside it.
    let left = std::fs::metadata(data.join("undercroft.db-wal")).map_or(0, |wal| wal.len());
    assert_eq!(left, 0);
}

#[test]
fn attack_62_without_a_terminal_or_a_file_no_password_is_taken() {
    let (_folder, data, _) = site();
    let mut child = program(&data)
        .args(["user", "add", "li"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(b"");
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success());
    assert!(!ok(&data, "user list").contains("li\t"));
}
