//! Photos over real HTTP: in pieces up, in ranges down, and what is refused.

use crate::support;
use crate::support::hand::{Hand, idle};
use crate::support::{PASSWORD, Phone, Server, server, server_changed};
use client_core::domain::blob::{Blob, digest_of};
use client_core::domain::entry::Body;
use client_core::domain::entry::site::PhotoAdded;
use client_core::domain::id::hex;
use client_core::domain::photo::PhotoRef;
use client_core::protocol::{BLOB_CHUNK_BYTES, Bytes, Outcome, SyncRequest, WireBlob};
use faulty_disk::{Fault, FaultyDisk};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::net::TcpStream;

fn photo(bytes: usize) -> Vec<u8> {
    let mut content = vec![0xff, 0xd8, 0xff, 0xe0];
    content.extend((4..bytes).map(|i| u8::try_from(i * i % 251).unwrap()));
    Blob { salt: [3; 16], media_type: "image/jpeg".to_owned(), content }.to_bytes()
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let split = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..split].to_vec()).unwrap().to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head, body: bytes[split + 4..].to_vec() }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    #[track_caller]
    fn is(&self, status: u16, problem: &str) {
        let body: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!((self.status, &body["type"]), (status, &json!(format!("/problems/{problem}"))));
    }

    #[track_caller]
    fn stands(&self, offset: usize, complete: bool) {
        assert_eq!(self.status, 204, "{}", self.head);
        assert_eq!(self.header("upload-offset"), Some(offset.to_string().as_str()));
        assert_eq!(self.header("upload-complete"), Some(if complete { "?1" } else { "?0" }));
    }
}

/// One document, as somebody with a token sees its blobs.
struct Place<'s> {
    server: &'s Server,
    token: String,
    document: String,
}

impl Place<'_> {
    fn head_of(&self, method: &str, digest: &str, headers: &str) -> String {
        format!(
            "{method} /api/v1/documents/{}/blobs/{digest} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
             authorization: Bearer {}\r\n{headers}\r\n",
            self.document, self.token
        )
    }

    fn ask(&self, method: &str, digest: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(self.server.address).unwrap();
        stream.write_all(self.head_of(method, digest, headers).as_bytes()).unwrap();
        Answer::read(&mut stream)
    }

    fn begin_put(&self, digest: &str, offset: usize, total: usize, length: usize) -> TcpStream {
        let mut stream = TcpStream::connect(self.server.address).unwrap();
        let headers = format!(
            "content-type: application/octet-stream\r\nupload-offset: {offset}\r\nupload-length: {total}\r\n\
             content-length: {length}\r\n"
        );
        stream.write_all(self.head_of("PATCH", digest, &headers).as_bytes()).unwrap();
        stream
    }

    fn put(&self, digest: &str, offset: usize, total: usize, bytes: &[u8]) -> Answer {
        let mut stream = self.begin_put(digest, offset, total, bytes.len());
        // A refusal may come before everything was read.
        let _ = stream.write_all(bytes);
        Answer::read(&mut stream)
    }

    fn get(&self, digest: &str, range: Option<(usize, usize)>) -> Answer {
        let headers = range.map_or_else(String::new, |(a, b)| format!("range: bytes={a}-{b}\r\n"));
        self.ask("GET", digest, &headers)
    }
}

fn command(server: &Server, token: &str, id: &str, tag: &str, body: &Value) -> String {
    let bearer = format!("Bearer {token}");
    let headers =
        [("authorization", bearer.as_str()), ("content-type", "application/json"), ("if-match", tag)];
    let path = format!("/api/v1/orders/{id}/commands");
    server.send("POST", &path, &headers, &body.to_string()).ok()["etag"].as_str().unwrap().to_owned()
}

/// An order with a slip and its `ETag`, and the office's token.
/// An order without a slip: no technician may know it yet.
fn accepted(server: &Server) -> (String, String, String) {
    let token = server.login("wang", PASSWORD).ok()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let registration = json!({
        "customer_name": "陈女士", "unit_no": "2-1203", "contact": "1", "content": "灯不亮",
        "appointment_at": support::START + 3_600_000, "received_at": support::START,
        "channel": "phone", "service_kind": "special", "service_class": "LMP"
    });
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let made = server.send("POST", "/api/v1/orders", &headers, &registration.to_string());
    let (id, tag) = (made.body["id"].as_str().unwrap(), made.body["etag"].as_str().unwrap());
    let tag = command(server, &token, id, tag, &json!({"command": "judge", "accepted": true}));
    (id.to_owned(), tag, token)
}

fn order(server: &Server) -> (String, String, String) {
    let (id, tag, token) = accepted(server);
    let tag = command(server, &token, &id, &tag, &json!({"command": "issue_slip"}));
    (id, tag, token)
}

fn assign(server: &Server, id: &str, tag: &str, token: &str) -> String {
    let technician = server.technician.to_string();
    command(server, token, id, tag, &json!({"command": "assign", "technician": technician}))
}

#[test]
fn attack_52_an_upload_cut_in_every_piece_is_resumed_and_read_by_another_phone_and_the_office() {
    let server = server();
    let (id, tag, office) = order(&server);
    assign(&server, &id, &tag, &office);
    let phones = [Phone::enrol(&server, 1), Phone::enrol(&server, 2)];
    let place = |token: &str| Place { server: &server, token: token.to_owned(), document: id.clone() };
    let (first, second, desk) = (place(&phones[0].access), place(&phones[1].access), place(&office));
    let bytes = photo(700_000);
    let digest = digest_of(&bytes).to_string();
    first.ask("HEAD", &digest, "").is_head(404);
    let mut at = 0;
    while at < bytes.len() {
        let end = (at + BLOB_CHUNK_BYTES).min(bytes.len());
        // The line is cut in the middle of the piece: nothing of it is taken.
        let mut cut = first.begin_put(&digest, at, bytes.len(), end - at);
        cut.write_all(&bytes[at..usize::midpoint(at, end)]).unwrap();
        drop(cut);
        if at > 0 {
            first.ask("HEAD", &digest, "").stands(at, false);
        }
        first.put(&digest, at, bytes.len(), &bytes[at..end]).stands(end, end == bytes.len());
        let again = first.put(&digest, at, bytes.len(), &bytes[at..end]);
        if end < bytes.len() {
            again.is(409, "offset-mismatch");
            assert_eq!(again.header("upload-offset"), Some(end.to_string().as_str()));
        } else {
            again.stands(end, true);
        }
        at = end;
    }
    for reader in [&second, &desk] {
        let mut read = Vec::new();
        while read.len() < bytes.len() {
            let piece = reader.get(&digest, Some((read.len(), read.len() + 99_999)));
            assert_eq!(piece.status, 206);
            assert_eq!(piece.header("undercroft-digest"), Some(hex(&Sha256::digest(&piece.body)).as_str()));
            let last = read.len() + piece.body.len() - 1;
            let range = format!("bytes {}-{last}/{}", read.len(), bytes.len());
            assert_eq!(piece.header("content-range"), Some(range.as_str()));
            read.extend(piece.body);
        }
        assert!(read == bytes);
        let all = reader.get(&digest, None);
        assert!(all.status == 200 && all.body == bytes);
        reader.get(&digest, Some((bytes.len(), bytes.len() + 9))).is(416, "invalid-range");
    }
}

#[test]
fn attack_57_a_disk_that_fills_while_a_photo_comes_costs_that_piece_alone() {
    let folder = tempfile::tempdir().unwrap();
    let disk = FaultyDisk::at(folder.path()).unwrap();
    let server = support::server_in(folder);
    let (id, tag, token) = order(&server);
    let place = Place { server: &server, token: token.clone(), document: id.clone() };
    let bytes = photo(300_000);
    let digest = digest_of(&bytes).to_string();
    place.put(&digest, 0, bytes.len(), &bytes[..100_000]).stands(100_000, false);
    let mut refused = 0;
    for nth in [1, 2, 7, 30, 40] {
        disk.fail(Fault::Full, nth);
        for _ in 0..2 {
            let answer = place.put(&digest, 100_000, bytes.len(), &bytes[100_000..200_000]);
            answer.is(507, "no-space");
            assert!(answer.header("retry-after").is_some());
            refused += 1;
        }
        place.ask("HEAD", &digest, "").stands(100_000, false);
        let bearer = format!("Bearer {token}");
        let headers =
            [("authorization", bearer.as_str()), ("content-type", "application/json"), ("if-match", &tag)];
        let assign = json!({"command": "assign", "technician": server.technician.to_string()}).to_string();
        let path = format!("/api/v1/orders/{id}/commands");
        server.send("POST", &path, &headers, &assign).expect(507, "no-space");
        disk.free();
    }
    assert_eq!(refused, 10);
    // Space again: changes are taken, and the photo goes on from where it stood.
    assign(&server, &id, &tag, &token);
    place.put(&digest, 100_000, bytes.len(), &bytes[100_000..200_000]).stands(200_000, false);
    place.put(&digest, 200_000, bytes.len(), &bytes[200_000..]).stands(bytes.len(), true);
    assert!(place.get(&digest, None).body == bytes);
}

#[test]
fn attack_57_photos_leave_the_last_of_the_disk_to_changes() {
    // More than any disk has.
    let server = server_changed(|state| state.blob_limits.reserved_bytes = u64::MAX);
    let (id, tag, token) = order(&server);
    let place = Place { server: &server, token: token.clone(), document: id.clone() };
    let bytes = photo(50_000);
    let answer = place.put(&digest_of(&bytes).to_string(), 0, bytes.len(), &bytes);
    answer.is(507, "no-space");
    assert!(answer.header("retry-after").is_some());
    assign(&server, &id, &tag, &token);
}

impl Answer {
    /// An answer to HEAD has no body that could say more.
    #[track_caller]
    fn is_head(&self, status: u16) {
        assert_eq!((self.status, self.body.as_slice()), (status, &b""[..]));
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
    }
}

#[test]
fn attack_51_a_wrong_digest_is_told_and_the_right_bytes_are_taken_afterwards() {
    let server = server();
    let (id, _, token) = order(&server);
    let place = Place { server: &server, token, document: id };
    let bytes = photo(40_000);
    let digest = digest_of(&bytes).to_string();
    let mut other = bytes.clone();
    other[39_000] ^= 1;
    place.put(&digest, 0, other.len(), &other).is(422, "digest-mismatch");
    place.ask("HEAD", &digest, "").is_head(404);
    place.put(&digest, 0, bytes.len(), &bytes).stands(bytes.len(), true);
}

#[test]
fn attack_52_two_writers_and_more_bytes_than_declared() {
    let server = server();
    let (id, _, token) = order(&server);
    let place = Place { server: &server, token, document: id };
    let bytes = photo(400_000);
    let digest = digest_of(&bytes).to_string();
    let tried = (0..20).find_map(|_| {
        let mut slow = place.begin_put(&digest, 0, bytes.len(), 200_000);
        slow.write_all(&bytes[..150_000]).ok()?;
        // Until the first writer's head has been read, the second would be the first; and where the second was in the
        // first one's way, that one begins again.
        let mut answers = (0..1_000).map(|_| place.put(&digest, 5, bytes.len(), &bytes[5..50]));
        let refused = answers.find(|answer| answer.body.windows(11).any(|w| w == b"in-progress"))?;
        Some((slow, refused))
    });
    let (mut slow, refused) = tried.expect("one writer at a time");
    refused.is(409, "in-progress");
    slow.write_all(&bytes[150_000..200_000]).unwrap();
    Answer::read(&mut slow).stands(200_000, false);
    let mut more = bytes[200_000..].to_vec();
    more.push(0);
    place.put(&digest, 200_000, bytes.len(), &more).is(413, "too-large");
    place.put(&digest, 200_000, bytes.len() + 1, &more).is(413, "too-large");
    let other = digest_of(b"other").to_string();
    place.put(&other, 0, 2 * 1024 * 1024, &bytes[..1_000]).is(413, "too-large");
    let bad = "content-type: application/octet-stream\r\nupload-offset: -1\r\ncontent-length: 0\r\n";
    place.ask("PATCH", &digest, bad).is(400, "invalid-request");
}

#[test]
fn attack_53_only_pictures_are_taken_and_what_is_served_never_runs() {
    let server = server();
    let (id, _, token) = order(&server);
    let place = Place { server: &server, token: token.clone(), document: id.clone() };
    let svg = Blob { salt: [0; 16], media_type: "image/svg+xml".into(), content: b"<svg/>".to_vec() };
    for blob in [svg.clone(), Blob { media_type: "image/jpeg".into(), ..svg }] {
        let bytes = blob.to_bytes();
        place.put(&digest_of(&bytes).to_string(), 0, bytes.len(), &bytes).is(415, "unsupported-type");
    }
    let bytes = photo(10_000);
    let digest = digest_of(&bytes).to_string();
    place.put(&digest, 0, bytes.len(), &bytes).stands(bytes.len(), true);
    let stored = place.get(&digest, None);
    assert_eq!(stored.header("content-type"), Some("application/octet-stream"));
    assert_eq!(stored.header("content-disposition"), Some("attachment"));
    let bearer = format!("Bearer {token}");
    let path = format!("/api/v1/orders/{id}/photos/{digest}");
    let shown = server.send("GET", &path, &[("authorization", &bearer)], "");
    assert_eq!((shown.status, shown.headers["content-type"].as_str()), (200, "image/jpeg"));
    let policy = Some(shown.headers["content-security-policy"].as_str());
    assert_eq!(policy, Some("default-src 'none'; sandbox"));
    assert_eq!(stored.header("content-security-policy"), policy);
    assert_eq!(shown.headers["x-content-type-options"], "nosniff");
}

#[test]
fn attack_53_a_picture_that_is_a_page_too_is_shown_as_a_picture_and_runs_nothing() {
    let server = server();
    let (id, _, token) = order(&server);
    let place = Place { server: &server, token: token.clone(), document: id.clone() };
    let page = b"\xff\xd8\xff\xe0<!DOCTYPE html><html><script>alert(1)</script></html>".to_vec();
    let bytes = Blob { salt: [4; 16], media_type: "image/jpeg".into(), content: page.clone() }.to_bytes();
    let digest = digest_of(&bytes).to_string();
    place.put(&digest, 0, bytes.len(), &bytes).stands(bytes.len(), true);
    let bearer = format!("Bearer {token}");
    let path = format!("/api/v1/orders/{id}/photos/{digest}");
    for accepted in ["text/html", "image/*"] {
        let shown = server.send("GET", &path, &[("authorization", &bearer), ("accept", accepted)], "");
        let field = |name: &str| shown.headers[name].as_str();
        assert_eq!((shown.status, field("content-type")), (200, "image/jpeg"));
        assert_eq!(field("x-content-type-options"), "nosniff");
        assert_eq!(field("content-security-policy"), "default-src 'none'; sandbox");
    }
    let stored = place.get(&digest, None);
    assert_eq!(stored.header("content-type"), Some("application/octet-stream"));
    assert_eq!(stored.header("content-disposition"), Some("attachment"));
}

/// A PNG's header that promises so many pixels.
fn promising(width: u32, height: u32, bytes: usize) -> Vec<u8> {
    let mut content = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    content.extend_from_slice(&width.to_be_bytes());
    content.extend_from_slice(&height.to_be_bytes());
    content.resize(bytes, 0);
    Blob { salt: [5; 16], media_type: "image/png".into(), content }.to_bytes()
}

#[test]
fn attack_55_a_picture_of_900_million_pixels_is_taken_from_nobody_and_nothing_of_it_is_kept() {
    let server = server();
    let (id, _, token) = order(&server);
    let place = Place { server: &server, token, document: id };
    let huge = promising(30_000, 30_000, 40_000);
    let digest = digest_of(&huge).to_string();
    place.put(&digest, 0, huge.len(), &huge).is(422, "unprocessable-image");
    place.ask("HEAD", &digest, "").is_head(404);
    // The header may come in one piece and the judgement with the last one.
    place.put(&digest, 0, huge.len(), &huge[..20_000]).stands(20_000, false);
    place.put(&digest, 20_000, huge.len(), &huge[20_000..]).is(422, "unprocessable-image");
    place.ask("HEAD", &digest, "").is_head(404);
    let camera = promising(8_192, 8_192, 40_000);
    place.put(&digest_of(&camera).to_string(), 0, camera.len(), &camera).stands(camera.len(), true);
}

#[test]
fn attack_55_a_small_picture_of_900_million_pixels_is_kept_with_its_change_and_shown_to_nobody() {
    let server = server();
    let (id, tag, office) = order(&server);
    assign(&server, &id, &tag, &office);
    let mut hand = Hand::new(&server, 1);
    let mut replica = hand.fetch(id.parse().unwrap());
    let huge = promising(30_000, 30_000, 100);
    let digest = digest_of(&huge);
    let photo =
        PhotoRef { blob: digest, bytes: u32::try_from(huge.len()).unwrap(), taken_at: support::START };
    let entry = hand.entry(Body::PhotoAdded(PhotoAdded { photo }));
    let push = vec![hand.run(&mut replica, 9, &[entry])];
    let blobs = vec![WireBlob { document: replica.document(), bytes: Bytes(huge.clone()) }];
    let answer = hand.ask(&SyncRequest { push, blobs, ..idle() }).unwrap();
    assert_eq!(answer.verdicts[0].outcome, Outcome::Accepted);
    let place = Place { server: &server, token: office.clone(), document: id.clone() };
    assert!(place.get(&digest.to_string(), None).body == huge, "nothing is thrown away");
    let path = format!("/api/v1/orders/{id}/photos/{digest}");
    let shown = server.send("GET", &path, &[("authorization", &format!("Bearer {office}"))], "");
    shown.expect(422, "unprocessable-image");
}

#[test]
fn attack_57_photos_that_nothing_names_have_a_quota_and_changes_are_taken_as_before() {
    let server = server_changed(|state| state.blob_limits.unnamed_bytes = 50_000);
    let (id, tag, token) = order(&server);
    let place = Place { server: &server, token: token.clone(), document: id.clone() };
    let send = |bytes: &[u8]| place.put(&digest_of(bytes).to_string(), 0, bytes.len(), bytes);
    let (first, second) = (photo(30_000), photo(30_001));
    send(&first).stands(first.len(), true);
    send(&second).is(413, "quota");
    send(&first).stands(first.len(), true);
    let tag = assign(&server, &id, &tag, &token);
    command(&server, &token, &id, &tag, &json!({"command": "note", "text": "goes on"}));
}

#[test]
fn attack_56_a_blob_of_an_order_that_one_may_not_know_looks_like_none() {
    let server = server();
    let (id, tag, office) = accepted(&server);
    let phone = Phone::enrol(&server, 1);
    let desk = Place { server: &server, token: office.clone(), document: id.clone() };
    let bytes = photo(20_000);
    let digest = digest_of(&bytes).to_string();
    desk.put(&digest, 0, bytes.len(), &bytes).stands(bytes.len(), true);
    let stranger = Place { server: &server, token: phone.access.clone(), document: id.clone() };
    let unknown = digest_of(b"nothing").to_string();
    let bearer = format!("Bearer {}", phone.access);
    for digest in [digest.as_str(), unknown.as_str(), "..%2Fx", "0"] {
        stranger.get(digest, None).is(404, "not-found");
        stranger.get(digest, Some((0, 9))).is(404, "not-found");
        stranger.ask("HEAD", digest, "").is_head(404);
        stranger.put(digest, 0, bytes.len(), &bytes).is(404, "not-found");
        let path = format!("/api/v1/orders/{id}/photos/{digest}");
        server.send("GET", &path, &[("authorization", &bearer)], "").expect(404, "not-found");
    }
    let tag = command(&server, &office, &id, &tag, &json!({"command": "issue_slip"}));
    assign(&server, &id, &tag, &office);
    assert!(stranger.get(&digest, None).body == bytes, "his order now");
}
