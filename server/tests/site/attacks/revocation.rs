//! How soon somebody is out who was shut out, while the others work on (P9).

use crate::support::browser::*;
use crate::support::hand::{Hand, id_of, idle};
use crate::support::*;
use client_core::protocol::Outcome;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use undercroft_server::accounts;
use undercroft_server::audit::By;
use undercroft_server::ident::{DeviceId, UserId};

/// What is promised.
const SOON: Duration = Duration::from_secs(5);

fn stream_of(server: &Server, token: &str) -> TcpStream {
    let head = format!(
        "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
    stream
}

/// When a stream ended; `None` where it went on for four times as long as is promised.
#[expect(clippy::disallowed_methods, reason = "the promise is a time")]
fn end_of(mut stream: TcpStream) -> Option<Instant> {
    let begun = Instant::now();
    stream.set_read_timeout(Some(SOON)).unwrap();
    let mut piece = [0; 1_024];
    while begun.elapsed() < 4 * SOON {
        match stream.read(&mut piece) {
            Ok(0) => return Some(Instant::now()),
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return Some(Instant::now()),
        }
    }
    None
}

/// How long a shut-out device was served still: to its first refusal, and to the end of its last stream.
struct Served {
    request: Duration,
    stream: Option<Duration>,
}

/// Shuts a device out and measures.
#[expect(clippy::disallowed_methods, reason = "the promise is a time")]
fn shut_out(server: &Server, phone: &Phone, streams: Vec<TcpStream>, how: impl FnOnce()) -> Served {
    std::thread::scope(|scope| {
        let ends: Vec<_> = streams.into_iter().map(|stream| scope.spawn(|| end_of(stream))).collect();
        // From before the command, which itself waits for the writes of the others.
        let begun = Instant::now();
        how();
        let request = loop {
            let reply = server.get_as(&phone.access);
            if reply.status == 401 {
                assert_eq!(reply.problem(), "device-revoked");
                break begun.elapsed();
            }
            assert!(begun.elapsed() < 4 * SOON, "a shut-out device is served on: {reply:?}");
        };
        let ends: Option<Vec<Instant>> = ends.into_iter().map(|end| end.join().unwrap()).collect();
        Served { request, stream: ends.and_then(|ends| ends.into_iter().max()).map(|end| end - begun) }
    })
}

fn remove(server: &Server, device: DeviceId) {
    server.write(move |connection| accounts::remove_device(connection, &By::operator(START), device));
}

/// What the others do meanwhile: one registers orders, two phones write into one and sync.
struct Busy<'s> {
    server: &'s Server,
    order: String,
    over: AtomicBool,
    registered: AtomicUsize,
    written: AtomicUsize,
}

/// What a phone may write into a slip in this test.
const MOST_NOTES: usize = 200;

impl<'s> Busy<'s> {
    fn new(server: &'s Server) -> Self {
        let desk = Browser::signed_in(server, "wang");
        let order = desk.dispatched_until_slip();
        desk.command(&order, &[("command", "assign"), ("technician", &server.technician.to_string())]);
        let (over, registered, written) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
        Self { server, order, over, registered, written }
    }

    fn goes_on(&self) -> bool {
        !self.over.load(Ordering::SeqCst)
    }

    fn registers(&self) {
        let desk = Browser::signed_in(self.server, "wang");
        while self.goes_on() {
            let number = self.registered.fetch_add(1, Ordering::SeqCst);
            desk.register(&format!("customer {number}"), "灯不亮");
        }
    }

    fn syncs(&self, seed: u8) {
        let mut hand = Hand::new(self.server, seed);
        let mut replica = hand.fetch(id_of(&self.order));
        let mut made = 0;
        while self.goes_on() {
            if made == MOST_NOTES {
                hand.ask(&idle()).unwrap();
                continue;
            }
            made += 1;
            let note = hand.note(&format!("note {made} of {seed}"));
            let run = hand.run(&mut replica, seed, &[note]);
            assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);
            self.written.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn done(&self) -> (usize, usize) {
        (self.registered.load(Ordering::SeqCst), self.written.load(Ordering::SeqCst))
    }
}

#[test]
fn p9_of_two_hundred_streams_under_load_just_those_of_removed_devices_end_and_stay_out() {
    const DEVICES: u8 = 25;
    const STREAMS: usize = 8;
    let server = server();
    let phones: Vec<Phone> = (1..=DEVICES).map(|n| Phone::enrol(&server, n)).collect();
    let mut streams: Vec<Vec<TcpStream>> = phones
        .iter()
        .map(|phone| (0..STREAMS).map(|_| stream_of(&server, &phone.access)).collect())
        .collect();
    let removed: Vec<usize> = (0..phones.len()).filter(|n| n % 5 == 2).collect();
    let busy = Busy::new(&server);
    let served: Vec<Served> = std::thread::scope(|scope| {
        scope.spawn(|| busy.registers());
        scope.spawn(|| busy.syncs(101));
        scope.spawn(|| busy.syncs(102));
        while busy.done().0 == 0 || busy.done().1 == 0 {
            std::thread::yield_now();
        }
        let served = removed.iter().map(|gone| {
            let (phone, own) = (&phones[*gone], std::mem::take(&mut streams[*gone]));
            shut_out(&server, phone, own, || remove(&server, phone.id()))
        });
        // Whatever befalls the measuring, the others come to their end.
        let served = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| served.collect()));
        busy.over.store(true, Ordering::SeqCst);
        served.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    let (registered, written) = busy.done();
    assert!(registered > 5 && written > 5, "nobody worked meanwhile: {registered} {written}");
    for (gone, served) in removed.iter().zip(&served) {
        let ended = served.stream.expect("every stream of a removed device ends");
        assert!(ended <= SOON, "streams of removed device {gone} went on for {ended:?}");
        assert!(served.request <= SOON, "removed device {gone} was served for {:?}", served.request);
    }
    // The others hear what comes after, on the streams that they have.
    let desk = Browser::signed_in(&server, "wang");
    desk.register("the last one", "灯不亮");
    let last = format!("{{\"seq\":{}}}", server.count("SELECT seq FROM feed"));
    for (n, own) in streams.iter_mut().enumerate() {
        assert_eq!(own.len(), if removed.contains(&n) { 0 } else { STREAMS });
        for stream in own {
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let (mut heard, mut piece) = (String::new(), [0; 1_024]);
            while !heard.contains(&last) {
                let read = stream.read(&mut piece).unwrap();
                assert!(read > 0, "a stream of device {n} ended: {heard}");
                heard.push_str(&String::from_utf8_lossy(&piece[..read]));
            }
        }
    }
    drop(streams);
    let stay_out = |server: &Server| {
        for (n, phone) in phones.iter().enumerate() {
            let expected = if removed.contains(&n) { 401 } else { 200 };
            assert_eq!(server.get_as(&phone.access).status, expected, "device {n}");
        }
    };
    stay_out(&server);
    stay_out(&server.restarted());
}

#[test]
fn p9_the_streams_of_a_person_who_was_shut_out_end_and_so_do_those_of_an_office_place_that_was_removed() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let li: UserId = server.technician;
    let streams = vec![stream_of(&server, &phone.access)];
    let served = shut_out(&server, &phone, streams, || {
        server.write(move |connection| accounts::disable_user(connection, &By::operator(START), li));
    });
    assert!(served.request <= SOON && served.stream.is_some_and(|end| end <= SOON));
    // A desk's place, whose browsers listen by their cookie.
    let desk = Browser::signed_in(&server, "wang");
    let place: DeviceId = desk.get("/api/v1/me").ok()["device"].as_str().unwrap().parse().unwrap();
    let head = format!(
        "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {}\r\n\r\n",
        desk.cookie()
    );
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
    remove(&server, place);
    assert_eq!(desk.get("/api/v1/me").status, 401);
    assert!(end_of(stream).is_some(), "the place's stream goes on");
}
