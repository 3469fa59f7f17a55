//! A line between a phone and its server that cuts, repeats, holds back, invents and dribbles.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// What the line does to the next exchanges.
#[derive(Debug, Clone)]
pub enum Mood {
    Honest,
    /// Of the answer so many bytes arrive.
    CutAnswer(usize),
    /// Of the request so many bytes arrive.
    CutRequest(usize),
    /// The server gets the request, the phone these bytes.
    Instead(Vec<u8>),
    /// The server gets the request twice, the phone the second answer.
    Twice,
    /// The last so many bytes of the answer come one by one, each after this pause.
    Dribble(usize, Duration),
    /// The request is lost on its way, and may turn up again.
    Lost,
    /// Of the requests from now on this one, counted from zero, is held back until the mood is another one.
    Held(usize),
}

#[derive(Debug, Default)]
struct Seen {
    mood: Option<Mood>,
    /// Every request, and the last answer of the server.
    requests: Vec<Vec<u8>>,
    answer: Vec<u8>,
    /// Requests since the mood was said.
    since: usize,
    /// Whether a request is held back now.
    holds: bool,
}

#[derive(Default)]
struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

impl Shared {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    /// What the line does to this request, once it has held back what it holds back.
    fn mood_for(&self, request: &[u8]) -> Mood {
        let mut seen = self.seen();
        seen.requests.push(request.to_vec());
        let number = seen.since;
        seen.since += 1;
        while matches!(seen.mood, Some(Mood::Held(held)) if held == number) {
            seen.holds = true;
            self.changed.notify_all();
            seen = self.changed.wait(seen).unwrap();
        }
        seen.holds = false;
        seen.mood.clone().unwrap_or(Mood::Honest)
    }
}

pub struct Line {
    pub port: u16,
    server: u16,
    shared: Arc<Shared>,
}

impl Line {
    pub fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let held = Arc::clone(&shared);
        std::thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                let shared = Arc::clone(&held);
                std::thread::spawn(move || exchanges(phone, server, &shared));
            }
        });
        Self { port, server, shared }
    }

    /// The server's address, as a phone at this end of the line knows it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn is(&self, mood: Mood) {
        let mut seen = self.shared.seen();
        (seen.mood, seen.since) = (Some(mood), 0);
        self.shared.changed.notify_all();
    }

    /// Waits until a request is held back; `false` where none was before `over` said that there will be none.
    pub fn holds(&self, mut over: impl FnMut() -> bool) -> bool {
        let mut seen = self.shared.seen();
        while !seen.holds {
            if over() {
                return false;
            }
            (seen, _) = self.shared.changed.wait_timeout(seen, Duration::from_millis(20)).unwrap();
        }
        true
    }

    /// Lengths of the last request and of the last answer.
    pub fn lengths(&self) -> (usize, usize) {
        let seen = self.shared.seen();
        (seen.requests.last().map_or(0, Vec::len), seen.answer.len())
    }

    /// The last answer of the server.
    pub fn answer(&self) -> Vec<u8> {
        self.shared.seen().answer.clone()
    }

    /// Every request so far, also those that were lost.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.shared.seen().requests.clone()
    }

    /// A request turns up at the server, whenever it was sent; gives the status of the answer, which nobody waits for.
    pub fn turns_up(&self, request: &[u8]) -> u16 {
        let answer = ask(self.server, request);
        let status = answer.get(9..12).expect("an answer");
        std::str::from_utf8(status).unwrap().parse().unwrap()
    }
}

fn exchanges(mut phone: TcpStream, server: u16, shared: &Shared) {
    while let Some(request) = message(&mut phone, true) {
        let mood = shared.mood_for(&request);
        if let Mood::CutRequest(bytes) = mood {
            let mut server = TcpStream::connect(("127.0.0.1", server)).unwrap();
            let _ = server.write_all(&request[..bytes.min(request.len())]);
            break;
        }
        if matches!(mood, Mood::Lost) {
            break;
        }
        let times = if matches!(mood, Mood::Twice) { 2 } else { 1 };
        let mut answer = Vec::new();
        for _ in 0..times {
            answer = ask(server, &request);
        }
        shared.seen().answer.clone_from(&answer);
        let done = match mood {
            Mood::CutAnswer(bytes) if bytes < answer.len() => {
                let _ = phone.write_all(&answer[..bytes]);
                break;
            }
            Mood::Instead(bytes) => {
                let _ = phone.write_all(&bytes);
                break;
            }
            Mood::Dribble(last, pause) => dribbles(&mut phone, &answer, last, pause),
            _ => phone.write_all(&answer).is_ok(),
        };
        if !done {
            break;
        }
    }
    let _ = phone.shutdown(Shutdown::Both);
}

#[expect(clippy::disallowed_methods, reason = "the processes under test run in real time")]
fn dribbles(phone: &mut TcpStream, answer: &[u8], last: usize, pause: Duration) -> bool {
    phone.set_nodelay(true).unwrap();
    let (at_once, slowly) = answer.split_at(answer.len().saturating_sub(last));
    let mut arrives = phone.write_all(at_once).is_ok();
    for byte in slowly {
        if !arrives {
            break;
        }
        std::thread::sleep(pause);
        arrives = phone.write_all(&[*byte]).is_ok();
    }
    arrives
}

fn ask(server: u16, request: &[u8]) -> Vec<u8> {
    let mut server = TcpStream::connect(("127.0.0.1", server)).unwrap();
    server.write_all(request).unwrap();
    // The answer to HEAD says how long a body would be that doesn't come.
    message(&mut server, !request.starts_with(b"HEAD ")).unwrap_or_default()
}

/// One whole message of HTTP: its head, and where it has one as much body as the head says.
fn message(stream: &mut TcpStream, has_body: bool) -> Option<Vec<u8>> {
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
    let mut body = vec![0; length.filter(|_| has_body).unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    bytes.extend(body);
    Some(bytes)
}
