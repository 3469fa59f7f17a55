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
                "GET /x?t={access} HTTP/1.1\r\nHost: localhost\r\nX-Evil: \u{1b}[2J\r\nConnection: close\r\n\r\n"
            ),
            format!("GET /x\u{1b}[31m{access} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
            format!(
                "POST /api/v1/sync HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {refresh}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            ),
        ] {
            raw(server.address, head.as_bytes());
        }
        let lines = server.end();
        assert!(lines.len() > 50, "{}", lines.len());
        for line in &lines {
            assert!(!line.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{0}', '\r']), "{form}: {line:?}");
            if form == "json" {
                let line: Value =
                    serde_json::from_str(line).unwrap_or_else(|_| panic!("no line of ours: {line}"));
                assert_ne!(line["fields"]["message"], "forged");
            } else {
                // Every line is one of ours: a time and a level.
                let (time, rest) = line.trim_start().split_once(' ').unwrap_or((line, ""));
                assert!(time.len() == 27 && time.ends_with('Z'), "no line of ours: {line}");
                let level = rest.trim_start().split(' ').next().unwrap();
                assert!(["TRACE", "DEBUG", "INFO", "WARN", "ERROR"].contains(&level), "{line}");
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

/// What a process has held of the machine's memory at most since [`forget_peak`], in bytes.
#[cfg(target_os = "linux")]
fn peak(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() * 1_024
}

#[cfg(target_os = "linux")]
fn forget_peak(process: u32) {
    std::fs::write(format!("/proc/{process}/clear_refs"), "5").unwrap();
}

/// So many megabytes of zeros as gzip, made from one: each piece ends at a byte and looks back at nothing.
#[cfg(target_os = "linux")]
fn zeros_as_gzip(megabytes: usize) -> Vec<u8> {
    let mut deflate = flate2::Compress::new(flate2::Compression::best(), false);
    let mut piece = Vec::with_capacity(64 * 1_024);
    deflate.compress_vec(&vec![0; 1 << 20], &mut piece, flate2::FlushCompress::Full).unwrap();
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    // The last block is empty; of the sum behind it nobody comes to ask.
    [&head[..], &piece.repeat(megabytes), &[3, 0], &[0; 8]].concat()
}

/// The same as a frame of zstd: a block of one byte repeated 131,072 times is four bytes long.
#[cfg(target_os = "linux")]
fn zeros_as_zstd(megabytes: usize) -> Vec<u8> {
    let (head, block, last) = ([0x28, 0xb5, 0x2f, 0xfd, 0, 0x50], [0x02, 0, 0x10, 0], [0x03, 0, 0x10, 0]);
    [&head[..], &block.repeat(8 * megabytes - 1), &last].concat()
}

#[test]
#[cfg(target_os = "linux")]
fn attack_16_a_bomb_costs_the_server_no_more_memory_than_a_request_may() {
    use crate::program::start;
    use std::io::Read;

    const BOMB: usize = 192;
    const AT_ONCE: usize = 4;
    let (_folder, data, password) = site();
    ok(&data, &format!("user add li --role technician {password}"));
    let code = ok(&data, "device code li").trim().to_owned();
    let server = start(&data);
    let key = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let json_type = [("Content-Type", "application/json")];
    let body = enrolment(&code, &key, PASSWORD).to_string();
    let enrolled = send(server.address, "POST", "/api/v1/enrol", &json_type, &body).ok();
    let access = enrolled["access_token"].as_str().unwrap();
    let sync = |coding: &str, body: &[u8]| {
        let head = format!(
            "POST /api/v1/sync HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {access}\r\n\
             Content-Type: application/cbor\r\nContent-Encoding: {coding}\r\nContent-Length: {}\r\n\r\n",
            server.address,
            body.len()
        );
        raw(server.address, &[head.as_bytes(), body].concat())
    };
    let (gzip, zstd) = (zeros_as_gzip(BOMB), zeros_as_zstd(BOMB));
    // Both are what they seem, and small.
    let plain = zstd::stream::decode_all(&zeros_as_zstd(3)[..]).unwrap();
    assert!(plain.len() == 3 << 20 && plain.iter().all(|byte| *byte == 0));
    let mut unpacked = Vec::new();
    let _ = flate2::read::GzDecoder::new(&zeros_as_gzip(3)[..]).read_to_end(&mut unpacked);
    assert_eq!(unpacked, plain);
    assert!(gzip.len() < 400_000 && zstd.len() < 400_000, "{} {}", gzip.len(), zstd.len());
    for (coding, bomb) in [("gzip", &gzip), ("zstd", &zstd)] {
        // What it needs anyway, once.
        sync(coding, &bomb[..bomb.len() / 64]);
        forget_peak(server.child.id());
        let before = peak(server.child.id());
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| sync(coding, bomb).expect(413, "too-large"));
            }
        });
        let grown = peak(server.child.id()).saturating_sub(before);
        assert!(grown < 64 << 20, "{coding}: {AT_ONCE} bombs of {BOMB} MB cost {} MB", grown >> 20);
    }
    assert_eq!(send(server.address, "GET", "/healthz", &[], "").status, 200);
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
