//! What is done to the real program: its log, its files, its commands.

use crate::program::{ok, program, run, site};
use crate::support::{PASSWORD, b64, enrolment, raw, send};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::JoinHandle;

/// A server whose whole log is kept.
struct Logged {
    child: Child,
    address: SocketAddr,
    log: JoinHandle<Vec<String>>,
}

impl Logged {
    fn start(data: &Path, form: &str) -> Self {
        let mut child = program(data)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", form])
            .env("RUST_LOG", "trace")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let (tell, told) = std::sync::mpsc::channel();
        let log = std::thread::spawn(move || {
            let mut lines = Vec::new();
            for line in log.by_ref() {
                let line = line.unwrap();
                if line.contains("listening") && line.contains("127.0.0.1:") {
                    let address: String = line
                        .split("127.0.0.1:")
                        .nth(1)
                        .unwrap()
                        .chars()
                        .take_while(char::is_ascii_digit)
                        .collect();
                    tell.send(format!("127.0.0.1:{address}").parse().unwrap()).unwrap();
                }
                lines.push(line);
            }
            lines
        });
        let address = told.recv().unwrap();
        Self { child, address, log }
    }

    fn end(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.log.join().unwrap()
    }
}

#[test]
fn attack_66_and_61_what_strangers_send_forges_no_line_of_the_log_and_no_secret_stands_in_it() {
    let forged = "{\"level\":\"INFO\",\"fields\":{\"message\":\"forged\"}}";
    let evil = format!("x\r\n{forged}\r\n\u{1b}[31m\u{9b}2J\u{202e}\u{0}");
    for form in ["json", "text"] {
        let (_folder, data, password) = site();
        ok(&data, &format!("user add li --role technician {password}"));
        let code = ok(&data, "device code li").trim().to_owned();
        let server = Logged::start(&data, form);
        let json_type = ("Content-Type", "application/json");
        let key = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
        let mut body = enrolment(&code, &key, PASSWORD);
        body["device_name"] = json!(evil);
        let named = send(server.address, "POST", "/api/v1/enrol", &[json_type], &body.to_string());
        let enrolled = if named.status == 200 {
            named
        } else {
            // Refused for its name; the code is still good.
            assert_eq!(named.status, 400, "{named:?}");
            body["device_name"] = json!("phone");
            send(server.address, "POST", "/api/v1/enrol", &[json_type], &body.to_string())
        }
        .ok();
        let access = enrolled["access_token"].as_str().unwrap().to_owned();
        let refresh = enrolled["refresh_token"].as_str().unwrap().to_owned();
        let login = json!({ "user": "root", "password": PASSWORD }).to_string();
        let office = send(server.address, "POST", "/api/v1/login", &[json_type], &login);
        let cookie =
            office.headers["set-cookie"].split(';').next().unwrap().split('=').nth(1).unwrap().to_owned();
        let wrong = "a wrong password 7";
        for user in [evil.as_str(), "root", "nobody"] {
            let body = json!({ "user": user, "password": wrong }).to_string();
            send(server.address, "POST", "/api/v1/login", &[json_type], &body);
        }
        let secrets = [&access, &refresh, &cookie, &code, PASSWORD, wrong].map(str::to_owned);
        let bearer = format!("Bearer {access}");
        for secret in &secrets {
            let typed: String = secret.replace(' ', "+");
            for path in ["/api/v1/me", "/nowhere", "/login", "/api/v1/orders", "/app/", "/healthz"] {
                for query in ["token", "access_token", "password", "next"] {
                    let (address, place) = (server.address, format!("{path}?{query}={typed}"));
                    let headers = [("Authorization", bearer.as_str()), ("User-Agent", "\u{1b}[31mred")];
                    send(address, "GET", &place, &headers, "");
                    // That head is refused before anything of it is read; this one comes as far as the pages.
                    let read = send(address, "GET", &place, &headers[..1], "");
                    assert!(path != "/api/v1/me" || read.status == 200, "{read:?}");
                }
            }
        }
        // Heads that no client library would send.
        for head in [
            format!(
                "GET /x?t={access} HTTP/1.1\r\nHost: x\r\nX-Evil: \u{1b}[2J\r\nConnection: close\r\n\r\n"
            ),
            format!("GET /x\u{1b}[31m{access} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
            format!(
                "POST /api/v1/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {refresh}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            ),
        ] {
            raw(server.address, head.as_bytes());
        }
        let lines = server.end();
        assert!(lines.len() > 50, "{}", lines.len());
        for line in &lines {
            assert!(!line.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{0}']) || form == "text", "{line:?}");
            if form == "json" {
                let line: Value =
                    serde_json::from_str(line).unwrap_or_else(|_| panic!("no line of ours: {line}"));
                assert_ne!(line["fields"]["message"], "forged");
            } else {
                assert!(!line.starts_with(forged), "{line}");
            }
        }
        let whole = lines.join("\n");
        let private = std::fs::read_to_string(data.join("server.key")).unwrap();
        let key_line = private.lines().find(|line| line.len() > 30).unwrap_or(&private).to_owned();
        for secret in secrets.iter().chain([&key_line, &b64(&[9; 32])]) {
            assert!(!whole.contains(secret.as_str()), "{form}: {secret} stands in the log");
        }
        // What the operator's terminal is given moves no cursor either.
        for command in ["device list", "user list", "audit list", "quarantine list"] {
            let shown = ok(&data, command);
            assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{0}', '\r']), "{command}: {shown:?}");
            assert!(!shown.contains(&format!("\n{forged}")), "{command}");
        }
    }
}

#[test]
fn attack_65_no_other_door_than_the_managers_page_lets_a_refused_change_in() {
    let (_folder, data, _) = site();
    for words in ["quarantine accept 1", "quarantine delete 1", "quarantine release 1"] {
        let output = run(&data, words);
        assert!(!output.status.success(), "{words}");
    }
    let server = Logged::start(&data, "json");
    for path in ["/api/v1/quarantine/1/release", "/watch/refused/1", "/api/v1/refused/1"] {
        let status = send(server.address, "POST", path, &[], "").status;
        assert!([404, 405].contains(&status), "{path}: {status}");
    }
    // Nobody who isn't signed in comes as far as the page.
    let reply = send(server.address, "POST", "/watch/quarantine/1", &[], "");
    assert!([303, 401, 403].contains(&reply.status), "{}", reply.status);
    server.end();
}

#[test]
fn attack_63_a_backup_overwrites_nothing_and_a_file_that_is_no_site_of_this_program_is_not_served() {
    let (folder, data, _) = site();
    let copy = folder.path().join("copy.db");
    ok(&data, &format!("backup {}", copy.display()));
    let before = std::fs::read(&copy).unwrap();
    // Neither an earlier copy nor the live database is written over.
    for target in [&copy, &data.join("undercroft.db")] {
        let refused = run(&data, &format!("backup {}", target.display()));
        assert!(!refused.status.success());
        assert!(String::from_utf8_lossy(&refused.stderr).contains("never overwrites"), "{refused:?}");
    }
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    // A damaged copy put in the live file's place: the server says so and serves nothing.
    let live = data.join("undercroft.db");
    for damage in
        [&before[..before.len() / 3], &b"not a database at all, and long enough to be read as one"[..]]
    {
        std::fs::write(&live, damage).unwrap();
        let refused = run(&data, "serve --listen 127.0.0.1:0");
        assert!(!refused.status.success(), "a damaged database was served");
    }
    // The whole copy is a site again.
    std::fs::write(&live, &before).unwrap();
    assert!(ok(&data, "user list").contains("root"));
    assert!(ok(&data, "audit check").contains("whole"));
}
