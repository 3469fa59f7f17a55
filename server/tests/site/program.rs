//! The program itself: its commands beside a running server, and its end.

use crate::support::{PASSWORD, enrolment, raw, send};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

pub fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_undercroft"));
    command.env_remove("RUST_LOG").arg("--data").arg(data);
    command
}

pub fn run(data: &Path, words: &str) -> Output {
    program(data).args(words.split(' ')).stdin(Stdio::null()).output().unwrap()
}

pub fn ok(data: &Path, words: &str) -> String {
    let output = run(data, words);
    assert!(output.status.success(), "{words}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

pub struct Running {
    pub child: Child,
    pub address: SocketAddr,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn start(data: &Path) -> Running {
    start_with(data, &[])
}

/// The same with more to say on the command line.
pub fn start_with(data: &Path, more: &[&str]) -> Running {
    let mut child = program(data)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(more)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
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

pub fn site() -> (tempfile::TempDir, PathBuf, String) {
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
#[expect(clippy::disallowed_methods, reason = "the promise is a time")]
fn p9_a_device_removed_beside_the_running_server_is_refused_at_once_and_its_stream_ends_within_five_seconds()
{
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
    let mut stream = std::net::TcpStream::connect(server.address).unwrap();
    write!(
        stream,
        "GET /api/v1/events HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: {bearer}\r\n\r\n",
        server.address
    )
    .unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut heard = [0; 12];
    stream.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"HTTP/1.1 200");
    let begun = Instant::now();
    ok(&data, &format!("device remove {device}"));
    me().expect(401, "device-revoked");
    stream.read_to_end(&mut Vec::new()).unwrap();
    assert!(begun.elapsed() <= Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn attack_49_the_program_goes_by_its_origins_name_by_those_it_is_given_and_by_no_other() {
    let (_folder, data, _) = site();
    let more =
        ["--public-origin", "https://garden.example", "--also-named", "garden", "--also-named", "desk.lan"];
    let server = start_with(&data, &more);
    let port = server.address.port();
    for (host, status) in [
        ("garden.example", 200),
        ("garden", 200),
        ("desk.lan", 200),
        ("localhost", 200),
        ("127.0.0.1", 200),
        ("evil", 421),
        ("garden.example.evil.example", 421),
    ] {
        let request = format!("GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
        assert_eq!(raw(server.address, request.as_bytes()).status, status, "{host}");
    }
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

#[test]
fn chk_01_a_version_that_is_published_beside_the_running_server_counts_from_the_next_slip_on() {
    let (folder, data, password) = site();
    ok(&data, &format!("user add wang --role dispatcher {password}"));
    let server = start(&data);
    let json_type = ("Content-Type", "application/json");
    let login = json!({ "user": "wang", "password": PASSWORD }).to_string();
    let token = send(server.address, "POST", "/api/v1/login", &[json_type], &login).ok();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let slip = || {
        let registration = json!({
            "customer_name": "C", "unit_no": "2-1203", "contact": "1", "content": "dark",
            "appointment_at": 1_790_003_600_000_i64, "received_at": 1_790_000_000_000_i64,
            "channel": "phone", "service_kind": "special", "service_class": "LMP"
        });
        let headers = [("Authorization", bearer.as_str()), json_type];
        let made = send(server.address, "POST", "/api/v1/orders", &headers, &registration.to_string());
        let (order, mut tag) =
            (made.body["id"].as_str().unwrap(), made.body["etag"].as_str().unwrap().to_owned());
        let path = format!("/api/v1/orders/{order}");
        for command in [json!({ "command": "judge", "accepted": true }), json!({ "command": "issue_slip" })] {
            let headers = [headers[0], headers[1], ("If-Match", tag.as_str())];
            let commands = format!("{path}/commands");
            let done = send(server.address, "POST", &commands, &headers, &command.to_string()).ok();
            tag = done["etag"].as_str().unwrap().to_owned();
        }
        path
    };
    let version = |path: &str| {
        let order = send(server.address, "GET", path, &[("Authorization", &bearer)], "").ok();
        let order = &order["order"];
        assert_eq!(order["slip"]["procedure_version"], order["checklist"]["version"]);
        order["checklist"]["version"].as_u64().unwrap()
    };
    let old = slip();
    let second = ok(&data, "procedure show LMP").replacen("version = 1", "version = 2", 1);
    let file = folder.path().join("lamp.toml");
    std::fs::write(&file, second).unwrap();
    assert!(ok(&data, &format!("procedure publish {}", file.display())).contains("published"));
    let new = slip();
    assert_eq!((version(&old), version(&new)), (1, 2));
}

/// Reads one request of a webhook, its head and its body.
fn hear(stream: &mut std::net::TcpStream) -> (String, String) {
    use std::io::Read;
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut delivery, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end().to_lowercase();
        if let Some(id) = line.strip_prefix("undercroft-delivery: ") {
            id.clone_into(&mut delivery);
        }
        if let Some(bytes) = line.strip_prefix("content-length: ") {
            length = bytes.parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (delivery, String::from_utf8(body).unwrap())
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a real process has the machine's clock, and is waited for")]
fn dsp_02_a_server_that_is_killed_while_it_sends_sends_the_notice_again_under_the_same_id() {
    let (_folder, data, password) = site();
    let sink = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let private = |name: &str, text: &str| {
        let file = data.join(name);
        let mut file = std::fs::File::options().write(true).create_new(true).mode(0o600).open(file).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    };
    private("hook.secret", "a secret of many bytes\n");
    private(
        "notify.toml",
        &format!(
            "[[webhook]]\nchannel = \"sms\"\nurl = \"http://{}/\"\nsecret_file = \"hook.secret\"\n",
            sink.local_addr().unwrap()
        ),
    );
    // The warning comes with the request, so that the test doesn't wait for the clock.
    private("jobs.toml", "[deadlines]\nreply_warning_minutes = 0\nreply_minutes = 600\n");
    ok(&data, &format!("user add wang --role dispatcher {password}"));
    ok(&data, "user contact wang sms +8613900000000 --language en");
    assert_eq!(ok(&data, "user contact wang"), "sms\t+8613900000000\n");

    let mut server = start(&data);
    let json_type = [("Content-Type", "application/json")];
    let login = json!({ "user": "wang", "password": PASSWORD }).to_string();
    let token = send(server.address, "POST", "/api/v1/login", &json_type, &login).ok();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let now = i64::try_from(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis(),
    )
    .unwrap();
    let request = json!({
        "customer_name": "Chen", "unit_no": "3-0702", "contact": "13800000046", "content": "no light",
        "appointment_at": now + 3_600_000, "received_at": now, "channel": "phone", "service_kind": "special",
        "service_class": "LMP",
    });
    let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
    let registered = send(server.address, "POST", "/api/v1/orders", &headers, &request.to_string());
    assert_eq!(registered.status, 201, "{registered:?}");

    let (mut stream, _) = sink.accept().unwrap();
    let (first, first_body) = hear(&mut stream);
    // The receiver has the message, and the server dies before it hears so.
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    drop(stream);
    let listed = ok(&data, "jobs list");
    assert!(listed.lines().any(|line| line.starts_with("waiting") && line.contains(&first)), "{listed}");

    let _again = start(&data);
    let (mut stream, _) = sink.accept().unwrap();
    let (second, second_body) = hear(&mut stream);
    assert_eq!((&first, &first_body), (&second, &second_body));
    stream.write_all(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n").unwrap();
    drop(stream);
    assert!(!first_body.contains("Chen") && !first_body.contains("13800000046"), "{first_body}");
    let (refused, error) = {
        let output = run(&data, "jobs run --public-origin http://127.0.0.1");
        (!output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    assert!(refused && error.contains("another server"), "two runners on one database: {error}");
    let done = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let listed = ok(&data, "jobs list --all");
        listed.lines().any(|line| line.starts_with("done") && line.contains(&first))
    });
    assert!(done, "the delivery is noted as done");
}

#[test]
fn p17_commands_and_settings_are_the_operator_s_in_the_audit() {
    let (folder, data, password) = site();
    ok(&data, &format!("user add li --display-name LI --role technician {password}"));
    ok(&data, "user role li add storekeeper");
    ok(&data, "user role li add storekeeper");
    ok(&data, "user contact li smtp li@example.org");
    ok(&data, "device code li");
    ok(&data, "department head operation_repair li");
    ok(&data, &format!("directory export {}", folder.path().join("all.csv").display()));
    let copy = folder.path().join("copy.db");
    ok(&data, &format!("backup {}", copy.display()));
    let kinds = |text: &str| -> Vec<String> {
        let told = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        told.map(|fields| format!("{} {}/{} {} {}", fields[2], fields[3], fields[4], fields[5], fields[6]))
            .collect()
    };
    let listed = kinds(&ok(&data, "audit list"));
    assert_eq!(
        listed,
        [
            "backup_taken -/command - undercroft.db",
            "data_exported -/command - directory",
            "head_named -/command LI operation_repair",
            "code_made -/command LI ",
            "contact_changed -/command LI smtp",
            "role_added -/command LI storekeeper",
            "role_added -/command LI technician",
            "user_made -/command LI li",
            "role_added -/command root administrator",
            "user_made -/command root root",
        ]
    );
    assert!(ok(&data, "audit check").starts_with("10 lines, whole"));
    // Other settings than before are seen at the start, once, and that they are gone again.
    for (text, lines) in
        [(Some("morning = \"07:30\" # earlier\n"), 1), (Some("morning = \"07:30\"\n"), 1), (None, 2)]
    {
        let file = data.join("jobs.toml");
        match text {
            Some(text) => std::fs::write(&file, text).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        drop(start(&data));
        let told = ok(&data, "audit list");
        assert_eq!(told.matches("settings_changed\t-\tserver\t-\tjobs.toml").count(), lines, "{told}");
        assert!(told.contains("morning = \"07:30\""), "{told}");
    }
    ok(&data, "rebuild");
    assert!(kinds(&ok(&data, "audit list"))[0].starts_with("tables_rebuilt -/command"));
    assert!(ok(&data, "audit check").starts_with("13 lines, whole"));
}
