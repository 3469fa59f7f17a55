//! A device behind lines that cut, repeat, invent and dribble, with the real programs: an answer is taken whole or not at
//! all, and a request is stored once (P4, P14).
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use process::{Site, said};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the line does to the next exchanges.
#[derive(Debug, Clone)]
enum Mood {
    Honest,
    /// Of the answer so many bytes arrive.
    CutAnswer(usize),
    /// Of the request so many bytes arrive.
    CutRequest(usize),
    /// The server gets the request, the phone these bytes.
    Instead(Vec<u8>),
    /// The server gets the request twice, the phone the second answer.
    Twice,
    /// The answer comes byte by byte.
    Dribble,
}

#[derive(Debug, Default)]
struct Seen {
    mood: Option<Mood>,
    /// The last request and the server's answer to it.
    request: Vec<u8>,
    answer: Vec<u8>,
}

struct Line {
    port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl Line {
    fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                let seen = Arc::clone(&shared);
                std::thread::spawn(move || exchanges(phone, server, &seen));
            }
        });
        Self { port, seen }
    }

    fn is(&self, mood: Mood) {
        self.seen.lock().unwrap().mood = Some(mood);
    }

    fn lengths(&self) -> (usize, usize) {
        let seen = self.seen.lock().unwrap();
        (seen.request.len(), seen.answer.len())
    }

    fn answer(&self) -> Vec<u8> {
        self.seen.lock().unwrap().answer.clone()
    }
}

fn exchanges(mut phone: TcpStream, server: u16, seen: &Mutex<Seen>) {
    while let Some(request) = message(&mut phone) {
        let mood = seen.lock().unwrap().mood.clone().unwrap_or(Mood::Honest);
        if let Mood::CutRequest(bytes) = mood {
            let mut server = TcpStream::connect(("127.0.0.1", server)).unwrap();
            let _ = server.write_all(&request[..bytes.min(request.len())]);
            break;
        }
        let times = if matches!(mood, Mood::Twice) { 2 } else { 1 };
        let mut answer = Vec::new();
        for _ in 0..times {
            answer = ask(server, &request);
        }
        {
            let mut seen = seen.lock().unwrap();
            (seen.request, seen.answer) = (request, answer.clone());
        }
        let done = match mood {
            Mood::CutAnswer(bytes) if bytes < answer.len() => {
                let _ = phone.write_all(&answer[..bytes]);
                break;
            }
            Mood::Instead(bytes) => {
                let _ = phone.write_all(&bytes);
                break;
            }
            Mood::Dribble => {
                phone.set_nodelay(true).unwrap();
                answer.iter().all(|byte| phone.write_all(&[*byte]).is_ok())
            }
            _ => phone.write_all(&answer).is_ok(),
        };
        if !done {
            break;
        }
    }
    let _ = phone.shutdown(Shutdown::Both);
}

fn ask(server: u16, request: &[u8]) -> Vec<u8> {
    let mut server = TcpStream::connect(("127.0.0.1", server)).unwrap();
    server.write_all(request).unwrap();
    message(&mut server).unwrap_or_default()
}

/// One whole message of HTTP: its head, and as much body as the head says.
fn message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    bytes.extend(body);
    Some(bytes)
}

/// A site with one order, and a further phone of its technician behind a bad line.
struct Basement {
    site: Site,
    order: String,
    line: Line,
}

impl Basement {
    fn new() -> Self {
        let (site, order) = Site::with_one_order();
        let line = Line::to(site.port);
        let (code, through, password) =
            (site.code("li"), format!("http://127.0.0.1:{}", line.port), site.password());
        site.field_ok("far", &["enrol", "--server", &through, "--code", &code, "--password-file", &password]);
        site.field_ok("far", &["sync"]);
        Self { site, order, line }
    }

    fn writes(&self, text: &str) {
        self.site.field_ok("far", &["note", &self.order, text]);
    }

    /// Tries to sync; whether the device says that it did.
    fn syncs(&self) -> bool {
        let output = self.site.field("far", &["sync"]).output().unwrap();
        assert!(!said(&output).contains("panicked"), "{}", said(&output));
        output.status.success()
    }

    fn waiting(&self) -> usize {
        self.site.field_ok("far", &["outbox"])["outbox"].as_array().unwrap().len()
    }

    /// Notes in the server's log of the order.
    fn stored(&self) -> usize {
        let journal = self.site.admin(&["order", "journal", &self.order]);
        let kinds = journal.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].clone());
        kinds.filter(|kind| kind == "note").count()
    }

    /// The line is good again: everything is there once, and the others see it.
    fn ends_well(&self, texts: &[&str]) {
        self.line.is(Mood::Honest);
        assert!(self.syncs());
        assert_eq!(self.waiting(), 0);
        assert_eq!(self.stored(), texts.len());
        self.site.field_ok("zhao", &["sync"]);
        let seen = self.site.notes("zhao", &self.order);
        assert_eq!(seen, texts.iter().map(|text| (*text).to_owned()).collect());
    }
}

/// Between two places where a line is cut: few enough for every push; `UNDERCROFT_DEEP` tries each byte.
fn stride(length: usize) -> usize {
    if std::env::var_os("UNDERCROFT_DEEP").is_some() { 1 } else { (length / 60).max(1) }
}

#[test]
fn p14_an_answer_that_is_cut_at_any_byte_is_taken_whole_or_not_at_all() {
    let far = Basement::new();
    far.writes("of the basement");
    far.line.is(Mood::CutAnswer(0));
    assert!(!far.syncs());
    let (_, length) = far.line.lengths();
    assert!(length > 200, "{length} bytes");
    let mut cuts = 0;
    for bytes in (0..).step_by(stride(length)) {
        far.line.is(Mood::CutAnswer(bytes));
        if far.syncs() {
            assert!(bytes >= far.line.lengths().1, "taken after {bytes} of {} bytes", far.line.lengths().1);
            break;
        }
        cuts += 1;
        assert_eq!(far.waiting(), 1, "{bytes} bytes");
    }
    assert!(cuts > 40, "{cuts}");
    far.ends_well(&["of the basement"]);
}

#[test]
fn p4_a_request_that_is_cut_at_any_byte_or_arrives_twice_is_stored_once() {
    let far = Basement::new();
    far.writes("one");
    far.line.is(Mood::CutAnswer(0));
    far.syncs();
    let (length, _) = far.line.lengths();
    far.writes("two");
    for bytes in (0..length).step_by(stride(length)) {
        far.line.is(Mood::CutRequest(bytes));
        assert!(!far.syncs(), "{bytes} bytes");
    }
    assert_eq!((far.waiting(), far.stored()), (2, 1));
    far.line.is(Mood::Twice);
    assert!(far.syncs());
    assert_eq!((far.waiting(), far.stored()), (0, 2));
    far.writes("three");
    far.line.is(Mood::Dribble);
    assert!(far.syncs());
    far.ends_well(&["one", "two", "three"]);
}

#[test]
fn p14_attack_41_whatever_else_the_line_says_changes_nothing() {
    let far = Basement::new();
    far.line.is(Mood::Honest);
    assert!(far.syncs());
    let earlier = far.line.answer();
    far.writes("it hums");
    far.line.is(Mood::CutAnswer(0));
    assert!(!far.syncs());
    let honest = far.line.answer();
    let head_ends = honest.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let (head, body) = honest.split_at(head_ends);
    let head = String::from_utf8(head.to_vec()).unwrap();
    let with_length = |length: usize| {
        let was = format!("content-length: {}", body.len());
        assert!(head.contains(&was), "{head}");
        [head.replace(&was, &format!("content-length: {length}")).as_bytes(), body].concat()
    };
    let mut flipped = honest.clone();
    flipped[head_ends + body.len() / 2] ^= 1;
    let page = "<html>Welcome to the free network. Accept the terms to go on.</html>";
    let html = |status: &str, more: &str| {
        let length = page.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: text/html\r\n{more}content-length: {length}\r\n\r\n{page}"
        )
        .into_bytes()
    };
    let lies = [
        ("a portal's page", html("200 OK", "")),
        ("a redirect", html("302 Found", "location: http://127.0.0.1:9/terms\r\n")),
        ("a page under the right type", {
            let text = String::from_utf8(html("200 OK", "undercroft-protocol: 1\r\n")).unwrap();
            text.replace("text/html", "application/cbor").into_bytes()
        }),
        ("nothing to say", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        ("a gateway's trouble", html("502 Bad Gateway", "")),
        ("a greater length", with_length(body.len() + 10)),
        ("a smaller length", with_length(body.len() - 1)),
        ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
        ("a bit that flipped", flipped),
        ("the answer to an earlier request", earlier),
        ("the answer to this one's forerunner", honest),
    ];
    for (what, bytes) in lies {
        far.line.is(Mood::Instead(bytes));
        assert!(!far.syncs(), "{what} was believed");
        assert_eq!(far.waiting(), 1, "{what}");
    }
    far.ends_well(&["it hums"]);
}
