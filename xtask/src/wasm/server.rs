//! The few files of the checks' page on a loopback port, and the requests that bring its wishes and its
//! outcome.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::error::TaskError;

/// More than any report; a page gone mad must not fill the memory.
const MAX_BODY: u64 = 1 << 20;

/// Chromium trusts the room that it has once seen for 30 seconds.
const FORGETS: Duration = Duration::from_secs(31);

/// Between the bytes of an answer that dribbles.
const DRIBBLES: Duration = Duration::from_millis(500);

type Pages = BTreeMap<&'static str, (&'static str, Vec<u8>)>;

/// What the page asks of the task.
#[derive(Debug)]
pub(super) enum Asked {
    /// To take note of its report.
    Outcome(String),
    /// To take the room for its storage away, or to give it back.
    Quota {
        /// Away.
        full: bool,
        /// Where to say that it is done.
        done: Sender<()>,
    },
}

/// A server for one page; its thread ends with the task.
pub(super) struct Server {
    address: SocketAddr,
    /// What the page asks.
    pub(super) asked: Receiver<Asked>,
}

impl Server {
    /// Reads the files and listens on a free port.
    pub(super) fn start(files: &[(&'static str, PathBuf, &'static str)]) -> Result<Self, TaskError> {
        let mut pages = Pages::new();
        for (path, file, kind) in files {
            pages.insert(*path, (*kind, fs::read(file).map_err(TaskError::file(file))?));
        }
        let loopback = Path::new("a port on 127.0.0.1");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(TaskError::file(loopback))?;
        let address = listener.local_addr().map_err(TaskError::file(loopback))?;
        let (sender, asked) = channel();
        let pages = Arc::new(pages);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (pages, sender) = (Arc::clone(&pages), sender.clone());
                // A thread each, because browsers open connections in advance and leave them silent.
                thread::spawn(move || answer(&stream, &pages, &sender));
            }
        });
        Ok(Self { address, asked })
    }

    /// The page's address.
    pub(super) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

fn answer(stream: &TcpStream, pages: &Pages, asked: &Sender<Asked>) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    reader.by_ref().take(MAX_BODY).read_line(&mut head)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.by_ref().take(MAX_BODY).read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        length = content_length(&line).unwrap_or(length);
    }
    let mut words = head.split_whitespace();
    match (words.next(), words.next()) {
        (Some("GET"), Some(line @ ("/mute" | "/silent" | "/dribble"))) => bad_line(&mut reader, line),
        (Some("GET"), Some(path)) => match pages.get(path) {
            Some((kind, body)) => respond(stream, "200 OK", kind, body),
            None => respond(stream, "404 Not Found", "text/plain", b"not found"),
        },
        (Some("POST"), Some("/outcome")) => {
            let mut body = Vec::new();
            reader.take(length.min(MAX_BODY)).read_to_end(&mut body)?;
            respond(stream, "204 No Content", "text/plain", b"")?;
            // The task may have given up already; then nobody is left to be told.
            let _ = asked.send(Asked::Outcome(String::from_utf8_lossy(&body).into_owned()));
            Ok(())
        }
        (Some("POST"), Some(path @ ("/quota/full" | "/quota/free"))) => {
            let (done, is_done) = channel();
            let _ = asked.send(Asked::Quota { full: path == "/quota/full", done });
            match is_done.recv_timeout(Duration::from_secs(20)) {
                Ok(()) => {
                    if path == "/quota/full" {
                        wait(FORGETS);
                    }
                    respond(stream, "204 No Content", "text/plain", b"")
                }
                Err(_) => respond(stream, "500 Internal Server Error", "text/plain", b"no quota"),
            }
        }
        _ => respond(stream, "400 Bad Request", "text/plain", b""),
    }
}

/// Only waits: nobody sends anything.
fn wait(time: Duration) {
    let (_sender, silence) = channel::<()>();
    let _ = silence.recv_timeout(time);
}

/// An answer that never begins, one that stops in its middle, and one whose seven bytes take three and a half seconds.
/// The first two end when the page gives up.
fn bad_line(reader: &mut BufReader<&TcpStream>, line: &str) -> io::Result<()> {
    let mut stream = *reader.get_ref();
    if line != "/mute" {
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\n")?;
        for byte in if line == "/dribble" { b"0123456".as_slice() } else { b"012" } {
            stream.write_all(&[*byte])?;
            wait(DRIBBLES);
        }
    }
    reader.read_to_end(&mut Vec::new()).map(drop)
}

fn content_length(header: &str) -> Option<u64> {
    let (name, value) = header.split_once(':')?;
    name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
}

fn respond(mut stream: &TcpStream, status: &str, kind: &str, body: &[u8]) -> io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(server: &Server, request: &str) -> String {
        let mut stream = TcpStream::connect(server.address).expect("the server listens");
        stream.write_all(request.as_bytes()).expect("the request is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the answer is text");
        answer
    }

    #[test]
    fn bad_lines_say_what_they_are_to_say() {
        let server = Server::start(&[]).expect("a free port");
        let heard = |line: &str| {
            let mut stream = TcpStream::connect(server.address).expect("the server listens");
            stream
                .write_all(format!("GET /{line} HTTP/1.1\r\n\r\n").as_bytes())
                .expect("the request is sent");
            stream.shutdown(std::net::Shutdown::Write).expect("the page gives up");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("the answer is text");
            answer
        };
        assert_eq!(heard("mute"), "");
        assert!(heard("silent").ends_with("\r\n\r\n012"));
        assert!(heard("dribble").ends_with("\r\n\r\n0123456"));
    }

    #[test]
    fn files_are_served_and_the_outcome_is_taken() {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let server = Server::start(&[("/", file, "text/html")]).expect("a free port");
        assert!(ask(&server, "GET / HTTP/1.1\r\n\r\n").contains("name = \"xtask\""));
        assert!(ask(&server, "GET /other HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404"));
        ask(&server, "POST /outcome HTTP/1.1\r\ncontent-length: 3\r\n\r\nok\n");
        assert!(matches!(server.asked.recv(), Ok(Asked::Outcome(text)) if text == "ok\n"));
    }
}
