//! W5: a dispatcher's command, until it is on every console, on a connected phone and on the board.

use crate::system::{PASSWORD, Programs, Site, person};
use crate::workload::connected;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use undercroft_benches::told::Told;

/// Consoles that are connected, and how many of them one person has.
const CONSOLES: usize = 200;
const EACH: usize = 20;
/// Persons at consoles.
pub(crate) const PERSONS: usize = CONSOLES / EACH;
/// Commands that are measured.
const COMMANDS: usize = 200;

/// How long each command took, ms, the longest last.
pub(crate) struct Live {
    /// Until the last console has heard of it.
    pub(crate) heard: Vec<u64>,
    /// Until a phone has it.
    pub(crate) phone: Vec<u64>,
    /// Until a board shows it.
    pub(crate) board: Vec<u64>,
}

/// The name of the n-th person at a console.
pub(crate) fn dispatcher(n: usize) -> String {
    format!("console{n}")
}

struct Reply {
    head: String,
    body: String,
}

impl Reply {
    fn field(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (field, value) = line.split_once(':')?;
            field.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// One request on a connection of its own.
fn ask(port: u16, request: &str, fields: &[(&str, &str)], body: &str) -> Result<Reply, String> {
    let mut line = send(port, request, fields, Some(body)).map_err(|error| error.to_string())?;
    let mut answer = String::new();
    line.read_to_string(&mut answer).map_err(|error| error.to_string())?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("an answer without an end")?;
    if !head.starts_with("HTTP/1.1 2") {
        return Err(format!("{request}: {answer}"));
    }
    Ok(Reply { head: head.to_owned(), body: body.to_owned() })
}

fn send(port: u16, request: &str, fields: &[(&str, &str)], body: Option<&str>) -> std::io::Result<TcpStream> {
    let mut line = TcpStream::connect(("127.0.0.1", port))?;
    line.set_nodelay(true)?;
    let fields: String = fields.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
    let end = match body {
        Some(body) => format!("Connection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len()),
        None => "\r\n".to_owned(),
    };
    let text = format!("{request} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{fields}{end}");
    line.write_all(text.as_bytes())?;
    Ok(line)
}

/// A person's session: the bearer's field and the cookie.
fn login(port: u16, user: &str) -> Result<(String, String), String> {
    let body = json!({ "user": user, "password": PASSWORD }).to_string();
    let reply = ask(port, "POST /api/v1/login", &[("Content-Type", "application/json")], &body)?;
    let said: Value = serde_json::from_str(&reply.body).map_err(|error| error.to_string())?;
    let token = said["access_token"].as_str().ok_or("no token")?;
    let cookie = reply.field("set-cookie").and_then(|cookie| cookie.split(';').next()).ok_or("no cookie")?;
    Ok((format!("Bearer {token}"), cookie.to_owned()))
}

/// A console that says which feed number it has heard of, and when.
fn console(
    port: u16,
    bearer: &str,
    heard: Sender<(usize, u64, Instant)>,
    number: usize,
) -> Result<(), String> {
    let fields = [("Authorization", bearer), ("Accept", "text/event-stream")];
    let line = send(port, "GET /api/v1/events", &fields, None).map_err(|error| error.to_string())?;
    std::thread::spawn(move || {
        for text in BufReader::new(line).lines().map_while(Result::ok) {
            let event = text.strip_prefix("data:").and_then(|data| serde_json::from_str::<Value>(data).ok());
            if let Some(seq) = event.and_then(|event| event["seq"].as_u64())
                && heard.send((number, seq, Instant::now())).is_err()
            {
                return;
            }
        }
    });
    Ok(())
}

/// When each console first heard of something after `before`, or of anything; gives the newest number.
fn all_heard(heard: &Receiver<(usize, u64, Instant)>, before: Option<u64>) -> Result<(u64, Instant), String> {
    let (mut missing, mut newest, mut last) = (CONSOLES, before.unwrap_or_default(), None);
    let mut known = [false; CONSOLES];
    while missing > 0 {
        let (number, seq, at) = heard
            .recv_timeout(Duration::from_secs(30))
            .map_err(|_| format!("{missing} consoles hear nothing after {before:?}"))?;
        newest = newest.max(seq);
        if before.is_none_or(|before| seq > before) && !std::mem::replace(&mut known[number], true) {
            missing -= 1;
            last = Some(at);
        }
    }
    last.map(|last| (newest, last)).ok_or_else(|| "no console".to_owned())
}

fn ms(from: Instant, to: Instant) -> u64 {
    u64::try_from(to.saturating_duration_since(from).as_micros().div_ceil(1_000)).unwrap_or(u64::MAX)
}

/// Measures on a site with one technician, whose orders the commands are about.
pub(crate) fn live(programs: &Programs, site: &Site) -> Result<Live, String> {
    let (server, mut phone) = connected(programs, site)?;
    let port = server.port;
    let (say, heard) = channel();
    let mut sessions = Vec::new();
    for n in 0..PERSONS {
        sessions.push(login(port, &dispatcher(n))?);
    }
    for number in 0..CONSOLES {
        console(port, &sessions[number / EACH].0, say.clone(), number)?;
    }
    let (bearer, cookie) = sessions[0].clone();
    let mut seq = all_heard(&heard, None)?.0;
    let mut live = Live { heard: Vec::new(), phone: Vec::new(), board: Vec::new() };
    let orders = &site.orders[0];
    for n in 0..COMMANDS {
        let path = format!("/api/v1/orders/{}", orders[n % orders.len()]);
        let seen = ask(port, &format!("GET {path}"), &[("Authorization", &bearer)], "")?;
        let tag = seen.field("etag").ok_or("an order without a tag")?.to_owned();
        let key = format!("{}-{n}", person(0));
        let fields = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
            ("If-Match", &tag),
            ("Idempotency-Key", &key),
        ];
        let body = json!({ "command": "note", "text": format!("请先联系客户,第{n}次") }).to_string();
        let began = Instant::now();
        ask(port, &format!("POST {path}/commands"), &fields, &body)?;
        let (newest, last) = all_heard(&heard, Some(seq))?;
        seq = newest;
        live.heard.push(ms(began, last));
        let hinted = Instant::now();
        ask(port, "GET /board/rows", &[("Cookie", &cookie)], "")?;
        let shown = Instant::now();
        phone.devices.tell(&Told::Connect { devices: 1 })?;
        // Phone and board follow the same hint, each on its own.
        live.board.push(ms(began, last) + ms(hinted, shown));
        live.phone.push(ms(began, last) + ms(shown, Instant::now()));
    }
    server.process.end();
    for times in [&mut live.heard, &mut live.phone, &mut live.board] {
        times.sort_unstable();
    }
    Ok(live)
}

/// The median and the 99th of a hundred.
pub(crate) fn spread(times: &[u64]) -> (u64, u64) {
    let at = |percent: usize| times.get((times.len() * percent).div_ceil(100).max(1) - 1).copied();
    (at(50).unwrap_or_default(), at(99).unwrap_or_default())
}
