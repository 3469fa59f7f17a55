//! Sockets, heads and streams that want to wear the server out or to confuse it.

use crate::support::browser::*;
use crate::support::hand::{Hand, ORDER, idle};
use crate::support::*;
use client_core::domain::id::DocumentId;
use client_core::protocol::SyncRequest;
use serde_json::json;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use undercroft_server::accounts;
use undercroft_server::audit::By;
use undercroft_server::store::StoreError;

/// A server that waits half a second for a request's head.
fn impatient() -> Server {
    let mut http = http();
    http.header_timeout = Duration::from_millis(500);
    server_on(http)
}

/// What the server says on this socket until it closes it; `None` when it doesn't within ten seconds.
fn last_words(stream: &mut TcpStream) -> Option<String> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => None,
        _ => Some(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

fn connect(server: &Server, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is measured here is the time that a caller waits")]
fn attack_35_idle_sockets_and_dribbled_heads_are_closed_and_others_are_served_as_before() {
    let server = impatient();
    // Sockets that say nothing, that stop in their head, and that stay after their first request.
    let mut idle: Vec<TcpStream> = Vec::new();
    for text in
        ["", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"]
    {
        idle.extend((0..100).map(|_| connect(&server, text)));
    }
    let mut dribble = connect(&server, "GET /healthz HTTP/1.1\r\n");
    let begun = Instant::now();
    let mut served = 0;
    // A byte now and then doesn't keep a head open, and nobody else waits for it.
    while dribble.write_all(b"X").is_ok() && begun.elapsed() < Duration::from_secs(8) {
        let asked = Instant::now();
        assert_eq!(server.send("GET", "/healthz", &[], "").status, 200);
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
        served += 1;
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(served > 2 && begun.elapsed() < Duration::from_secs(8), "the dribbler was never cut");
    for stream in &mut idle {
        let said = last_words(stream).expect("the server closes a socket that brings nothing");
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 200"), "{said}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the promise is a time")]
fn attack_35_a_dribbled_body_is_answered_and_cut_and_a_slow_line_that_brings_something_is_not() {
    // What the program is built with: nobody holds a socket for longer than that.
    let shipped = undercroft_server::http::HttpConfig::new("http://jobs.example.org");
    assert_eq!(shipped.header_timeout, Duration::from_secs(30));
    assert_eq!(shipped.request_timeout, Duration::from_secs(30));

    let mut http = http();
    http.request_timeout = Duration::from_millis(500);
    let server = server_on(http);
    let login = json!({ "user": "wang", "password": PASSWORD }).to_string();
    // Bodies of two sizes on either side of what is read before a handler is asked.
    for size in [20_000, 200_000] {
        let head = format!(
            "POST /api/v1/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/cbor\r\nContent-Length: {size}\r\n\r\n",
            server.login("wang", PASSWORD).ok()["access_token"].as_str().unwrap()
        );
        let begun = Instant::now();
        let mut stream = connect(&server, &head);
        let mut writer = stream.try_clone().unwrap();
        let mut sent = 0;
        let said = std::thread::scope(|scope| {
            let said = scope.spawn(move || last_words(&mut stream));
            while sent < 200 && writer.write_all(b"x").is_ok() {
                sent += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
            said.join().unwrap()
        });
        let said = said.expect("its connection ends");
        assert!(said.starts_with("HTTP/1.1 408") && said.contains("/problems/timeout"), "{said}");
        assert!(sent < 200 && begun.elapsed() < Duration::from_secs(10), "{sent} bytes");
    }
    // 2,000 bytes a second are slow, and a body; it takes four times as long as nothing may.
    let body = format!("{login}{}", " ".repeat(4_000 - login.len()));
    let head = format!(
        "POST /api/v1/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    let begun = Instant::now();
    let mut stream = connect(&server, &head);
    for piece in body.as_bytes().chunks(100) {
        stream.write_all(piece).unwrap();
        std::thread::sleep(Duration::from_millis(50));
    }
    let said = last_words(&mut stream).unwrap();
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(begun.elapsed() > Duration::from_secs(1), "it was slow");
}

#[test]
fn attack_15_a_body_without_a_length_is_refused_where_it_passes_the_limit_and_not_read_on() {
    const PIECE: usize = 64 * 1024;
    const OFFERED: usize = 256 * 1024 * 1024;
    // What a system keeps between two programs on one machine.
    const UNDER_WAY: usize = 24 * 1024 * 1024;
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let piece = [format!("{PIECE:x}\r\n").as_bytes(), &vec![b'['; PIECE], b"\r\n"].concat();
    let most = client_core::protocol::MAX_REQUEST_BYTES;
    for (path, kind, limit) in [
        ("/api/v1/sync", "application/cbor", most),
        ("/api/v1/login", "application/json", 64 * 1024),
        ("/api/v1/incidents", "application/json", 64 * 1024),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {kind}\r\n\
             Transfer-Encoding: chunked\r\n\r\n",
            phone.access
        );
        let mut stream = connect(&server, &head);
        let mut writer = stream.try_clone().unwrap();
        let (said, sent) = std::thread::scope(|scope| {
            // Somebody listens while it is sent: what a closed connection has left to say is lost otherwise.
            let said = scope.spawn(move || last_words(&mut stream));
            let mut sent = 0;
            while sent < OFFERED && writer.write_all(&piece).is_ok() {
                sent += PIECE;
            }
            (said.join().unwrap(), sent)
        });
        let said = said.expect("its connection ends");
        assert!(said.starts_with("HTTP/1.1 413") && said.contains("/problems/too-large"), "{path}: {said}");
        assert!(sent < limit + UNDER_WAY, "{path}: {sent} bytes were taken");
    }
    assert_eq!(server.get_as(&phone.access).status, 200);
}

#[test]
fn attack_48_a_server_whose_disk_is_behind_says_busy_and_when_to_come_again() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let desk = Browser::signed_in(&server, "wang");
    let before = server.count("SELECT count(*) FROM board");
    // The one writer waits, as for a disk that stands still, and as many wait for him as may.
    let (go_on, held) = std::sync::mpsc::channel::<()>();
    let (tell, told) = std::sync::mpsc::channel();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let store = server.store.clone();
    let stuck = runtime.spawn(async move {
        let job = move |_: &rusqlite::Connection| {
            tell.send(()).unwrap();
            held.recv().unwrap();
            Ok::<_, StoreError>(())
        };
        store.write(job).await
    });
    told.recv().unwrap();
    let waiting: Vec<_> = (0..5_000)
        .map(|_| {
            let store = server.store.clone();
            runtime.spawn(async move { store.write(|_| Ok::<_, StoreError>(())).await })
        })
        .collect();
    // Those beyond the most are refused at once, which shows that all others wait.
    while !waiting.iter().any(tokio::task::JoinHandle::is_finished) {
        std::thread::yield_now();
    }
    let form = registration("陈女士", "灯不亮");
    let page = desk.post("/orders/new", &form);
    assert_eq!(page.status, 503, "{page:?}");
    let mut json: serde_json::Map<String, serde_json::Value> =
        serde_json::from_value(json!({ "appointment_at": START + 3_600_000, "received_at": START })).unwrap();
    for (name, value) in form.iter().filter(|(name, _)| *name != "appointment_at") {
        json.insert((*name).to_owned(), json!(value));
    }
    let token = format!("Bearer {}", phone.access);
    for reply in [desk.json("/api/v1/orders", "none", &json.into()), server.login("wang", PASSWORD)] {
        let reply = reply.expect(503, "busy");
        let wait: u32 = reply.headers["retry-after"].parse().unwrap();
        assert!((1..=60).contains(&wait), "{reply:?}");
    }
    let mut hand = Hand::new_of(&server, phone);
    let mut replica = client_core::replica::Replica::new(ORDER, DocumentId::from_bytes([0x44; 16]));
    let note = hand.note("what a phone has to say meanwhile");
    let run = hand.run(&mut replica, 7, &[note]);
    assert_eq!(hand.ask(&SyncRequest { push: vec![run], ..idle() }).unwrap_err(), "busy");
    // Reading goes on.
    assert_eq!(desk.get("/").status, 200);
    assert_eq!(server.send("GET", "/api/v1/me", &[("Authorization", &token)], "").status, 200);
    // The disk is there again: whoever comes again is served, and what was refused has left nothing.
    go_on.send(()).unwrap();
    runtime.block_on(stuck).unwrap().unwrap();
    let ends = waiting.into_iter().map(|one| runtime.block_on(one).unwrap());
    let refused = ends.filter(|end| matches!(end, Err(StoreError::Busy))).count();
    assert!((1..5_000).contains(&refused), "{refused}");
    assert_eq!(server.count("SELECT count(*) FROM board"), before);
    desk.register("陈女士", "灯不亮");
    assert_eq!(server.count("SELECT count(*) FROM board"), before + 1);
}

#[test]
fn attack_40_a_flood_of_streams_is_refused_and_later_the_newest_one_is_kept() {
    let server = server();
    let token = server.login("wang", PASSWORD).ok()["access_token"].as_str().unwrap().to_owned();
    let other = Phone::enrol(&server, 1);
    let open = |token: &str| {
        let head = format!(
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        let mut stream = connect(&server, &head);
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        (String::from_utf8(status.to_vec()).unwrap().split_off(9), stream)
    };
    let mut streams: Vec<_> = (0..100).map(|_| open(&token)).collect();
    let count = |status: &str| streams.iter().filter(|(given, _)| given == status).count();
    assert_eq!((count("200"), count("429")), (32, 68));
    let refused = streams.iter_mut().find(|(status, _)| status == "429").unwrap();
    let words = last_words(&mut refused.1).unwrap();
    assert!(words.to_lowercase().contains("retry-after: 10") && words.contains("rate-limited"), "{words}");
    // Another device isn't concerned.
    assert_eq!(open(&other.access).0, "200");
    // Listeners of some time ago are most likely gone: the oldest gives way, the newest hears the news.
    streams.retain(|(status, _)| status == "200");
    server.advance(11_000);
    let (status, mut newest) = open(&token);
    assert_eq!(status, "200");
    assert!(last_words(&mut streams[0].1).is_some(), "the oldest one ended");
    Browser::signed_in(&server, "wang").register("陈女士", "灯不亮");
    newest.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut heard = String::new();
    let mut piece = [0; 256];
    while heard.matches("event: feed").count() < 2 {
        let read = newest.read(&mut piece).unwrap();
        assert!(read > 0, "{heard}");
        heard.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
}

#[test]
fn attack_47_wrong_methods_types_and_charsets_are_named() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let order = format!("/api/v1{}", desk.register("陈女士", "灯不亮"));
    for (method, path) in [
        ("DELETE", order.as_str()),
        ("PUT", &order),
        ("PATCH", &order),
        ("GET", "/api/v1/sync"),
        ("POST", "/api/v1/me"),
        ("TRACE", "/api/v1/me"),
        ("BREW", "/api/v1/me"),
    ] {
        let reply = server.send(method, path, &[], "");
        assert_eq!((reply.status, reply.problem().as_str()), (405, "method-not-allowed"), "{method} {path}");
        assert!(reply.headers.contains_key("allow"), "{reply:?}");
    }
    for kind in ["text/plain", "application/xml", "application/json; charset=gbk", "application/jsonp", ""] {
        for path in [
            "/api/v1/orders",
            &format!("{order}/commands"),
            "/api/v1/incidents",
            "/api/v1/complaints",
            "/api/v1/login",
        ] {
            let reply = desk.upload(path, kind, b"{}");
            assert_eq!((reply.status, reply.problem().as_str()), (415, "unsupported-type"), "{kind} {path}");
        }
    }
    // Every method of every described path: what isn't described is 405, and nothing falls over.
    let api = serde_json::to_value(undercroft_server::http::openapi_document()).unwrap();
    for (path, methods) in api["paths"].as_object().unwrap() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let described = methods.get(method.to_lowercase()).is_some();
            if described {
                continue;
            }
            let reply = server.send(method, &path.replace(['{', '}'], ""), &[], "");
            assert_eq!(reply.status, 405, "{method} {path}");
        }
    }
}

#[test]
fn attack_47_what_two_servers_could_read_differently_is_no_second_request() {
    let server = server();
    let smuggled = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let heads = |text: &str| text.matches("HTTP/1.1 ").count();
    // Refused, and the connection ends with it.
    for head in [
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 5, 6\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length : 5\r\n",
        " Content-Length: 5\r\n",
        "X: a\r\n\tb: c\r\n",
    ] {
        let text = format!("POST /api/v1/login HTTP/1.1\r\nHost: x\r\n{head}\r\nhello{smuggled}");
        let said = last_words(&mut connect(&server, &text)).expect(head);
        assert!(said.starts_with("HTTP/1.1 400") && heads(&said) == 1, "{head:?}: {said}");
    }
    // A body in chunks ends the connection after its answer, whatever else its head claims: what follows it is not read
    // as a request.
    for head in [
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    ] {
        let text = format!("POST /api/v1/login HTTP/1.1\r\nHost: x\r\n{head}\r\n0\r\n\r\n{smuggled}");
        let said = last_words(&mut connect(&server, &text)).expect(head);
        assert!(said.starts_with("HTTP/1.1 4") && heads(&said) == 1, "{head:?}: {said}");
        assert!(said.to_lowercase().contains("connection: close"), "{said}");
    }
    // HTTP/2 is not spoken at all, so that no flood of its frames is either.
    let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let said = last_words(&mut connect(&server, preface)).expect("closed");
    assert!(!said.contains(" 200 "), "{said}");
    assert_eq!(server.send("GET", "/healthz", &[], "").status, 200);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a handler that reads a body tells nobody how far it is")]
fn attack_06_a_body_that_ends_after_its_device_was_removed_does_nothing() {
    let server = server();
    let wang = server.login("wang", PASSWORD).ok();
    let token = wang["access_token"].as_str().unwrap();
    let bearer = format!("Bearer {token}");
    let me = server.send("GET", "/api/v1/me", &[("authorization", &bearer)], "").ok();
    let device = me["device"].as_str().unwrap().parse().unwrap();
    let body = json!({
        "customer_name": "陈女士", "unit_no": "2-1203", "contact": "1", "content": "灯不亮",
        "appointment_at": START + 3_600_000, "received_at": START,
        "channel": "phone", "service_kind": "special", "service_class": "LMP"
    });
    let body = body.to_string().into_bytes();
    let (begun, rest) = body.split_at(40);
    // In chunks: such a body is read by the handler, who knows the sender by then.
    let head = format!(
        "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let mut stream = connect(&server, &head);
    let mut chunk = |bytes: &[u8]| {
        let framed = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
        stream.write_all(&framed).unwrap();
    };
    chunk(begun);
    std::thread::sleep(Duration::from_millis(700));
    server.write(move |c| accounts::remove_device(c, &By::operator(START + 1), device));
    chunk(rest);
    chunk(b"");
    let said = last_words(&mut stream).unwrap();
    assert!(said.starts_with("HTTP/1.1 401") && said.contains("/problems/device-revoked"), "{said}");
    assert_eq!(server.count("SELECT count(*) FROM change"), 0);
}
