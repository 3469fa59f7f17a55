//! `POST /api/v1/sync`, the events and the orders over real HTTP.

use crate::support;
use crate::support::hand::idle;
use crate::support::{PASSWORD, Phone, Server, raw, server};
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{ActorId, ChangeHash, DocumentId, EntryId, hex};
use client_core::protocol::{
    Bytes, MAX_REQUEST_BYTES, Row, Run, SyncAnswer, SyncRequest, WireBlob, columns, from_bytes, to_bytes,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

fn request(token: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "POST /api/v1/sync HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         content-length: {}\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

const CBOR: &str = "content-type: application/cbor\r\n";

/// Head and body of an answer, as bytes.
fn exchange(server: &Server, request: &[u8]) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(request).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    (String::from_utf8(bytes[..split].to_vec()).unwrap().to_lowercase(), bytes[split + 4..].to_vec())
}

#[test]
fn an_answer_can_be_told_from_a_captive_portal() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let plain = to_bytes(&idle()).unwrap();
    let (head, body) = exchange(&server, &request(&phone.access, CBOR, &plain));
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: application/cbor"), "{head}");
    assert!(head.contains("undercroft-protocol: 1"), "{head}");
    assert!(head.contains(&format!("undercroft-digest: {}", hex(&Sha256::digest(&body)))), "{head}");
    let answer: SyncAnswer = from_bytes(&body).unwrap();
    assert_eq!(answer.nonce, [7; 16]);
    // Nothing shows it as a page, and half a kilobyte about pages would be a third of an idle sync.
    assert!(head.contains("x-content-type-options: nosniff"), "{head}");
    assert!(!head.contains("content-security-policy") && !head.contains("referrer-policy"), "{head}");
}

#[test]
fn a_request_may_come_with_gzip_or_zstd() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let plain = to_bytes(&idle()).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&plain).unwrap();
    for (coding, body) in
        [("gzip", gzip.finish().unwrap()), ("zstd", zstd::encode_all(&plain[..], 3).unwrap())]
    {
        let headers = format!("{CBOR}content-encoding: {coding}\r\n");
        let (head, _) = exchange(&server, &request(&phone.access, &headers, &body));
        assert!(head.starts_with("http/1.1 200"), "{coding}: {head}");
    }
    let headers = format!("{CBOR}content-encoding: br\r\n");
    raw(server.address, &request(&phone.access, &headers, &plain)).expect(415, "unsupported-type");
}

/// The words of a request that comes as columns and takes them.
const COLUMNS: &str = "content-type: application/vnd.undercroft.columns\r\n\
                       accept: application/vnd.undercroft.columns, application/cbor\r\n";

#[test]
fn a_message_may_come_and_go_as_columns_and_says_the_same() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    // Many runs that wait for something else get many verdicts, and nothing is stored.
    let waiting = |n: u8| Run {
        document: DocumentId::from_bytes([n; 16]),
        kind: DocumentKind::Order,
        actor: ActorId::from_bytes([n; 16]),
        rows: vec![Row {
            seq: 1,
            deps: Some(vec![ChangeHash::from_bytes([n; 32])]),
            entries: vec![(EntryId::from_bytes([n; 16]), Bytes(vec![0xa0]))],
        }],
        hash: ChangeHash::from_bytes([n; 32]),
        hashes: None,
    };
    let plain = to_bytes(&SyncRequest { push: (1..40).map(waiting).collect(), ..idle() }).unwrap();
    exchange(&server, &request(&phone.access, CBOR, &plain));
    let (_, as_it_is) = exchange(&server, &request(&phone.access, CBOR, &plain));
    let (head, body) = exchange(&server, &request(&phone.access, COLUMNS, &columns::pack(&plain).unwrap()));
    assert!(head.contains("content-type: application/vnd.undercroft.columns"), "{head}");
    assert!(head.contains(&format!("undercroft-digest: {}", hex(&Sha256::digest(&body)))), "{head}");
    assert!(body.len() < as_it_is.len(), "{} of {} bytes", body.len(), as_it_is.len());
    let read = |bytes: &[u8]| SyncAnswer { server_time: 0, ..from_bytes(bytes).unwrap() };
    assert_eq!(read(&columns::unpack(&body, 1 << 20).unwrap()), read(&as_it_is));
    // Who doesn't say that it takes columns gets none.
    let silent = COLUMNS.split_inclusive("\r\n").next().unwrap();
    let (head, _) = exchange(&server, &request(&phone.access, silent, &columns::pack(&plain).unwrap()));
    assert!(head.contains("content-type: application/cbor"), "{head}");
}

#[test]
fn attack_16_columns_that_want_much_of_the_server_end_at_the_limit() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let mut bomb = idle();
    let (document, bytes) = (DocumentId::from_bytes([1; 16]), Bytes(vec![0xff; 4_000]));
    bomb.blobs = vec![WireBlob { document, bytes }; 10_000];
    let columns = columns::pack(&to_bytes(&bomb).unwrap()).unwrap();
    assert!(columns.len() < 200_000, "{} bytes for 40 MB", columns.len());
    raw(server.address, &request(&phone.access, COLUMNS, &columns)).expect(400, "invalid-request");
    for body in [&b""[..], &columns[..columns.len() - 1], &to_bytes(&idle()).unwrap()] {
        raw(server.address, &request(&phone.access, COLUMNS, body)).expect(400, "invalid-request");
    }
    let (head, _) = exchange(&server, &request(&phone.access, CBOR, &to_bytes(&idle()).unwrap()));
    assert!(head.starts_with("http/1.1 200"), "{head}");
}

#[test]
fn attack_15_a_request_above_the_limit_is_refused() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    raw(server.address, &request(&phone.access, CBOR, &vec![0; MAX_REQUEST_BYTES + 1]))
        .expect(413, "too-large");
}

#[test]
fn attack_16_a_bomb_is_inflated_only_to_the_limit() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let zeros = vec![0; 64 * 1024 * 1024];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&zeros).unwrap();
    for (coding, body) in
        [("gzip", gzip.finish().unwrap()), ("zstd", zstd::encode_all(&zeros[..], 3).unwrap())]
    {
        let headers = format!("{CBOR}content-encoding: {coding}\r\n");
        raw(server.address, &request(&phone.access, &headers, &body)).expect(413, "too-large");
    }
}

#[test]
fn attack_17_malformed_requests_are_problems_and_the_server_goes_on() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let plain = to_bytes(&idle()).unwrap();
    let mut trailing = plain.clone();
    trailing.push(0);
    let deep = vec![0x81; 100_000];
    for body in
        [&b""[..], b"{}", &plain[..plain.len() - 1], &trailing, &deep, &[0x5b, 0x0f, 0, 0, 0, 0, 0, 0, 0]]
    {
        raw(server.address, &request(&phone.access, CBOR, body)).expect(400, "invalid-request");
    }
    let headers = format!("{CBOR}content-encoding: gzip\r\n");
    raw(server.address, &request(&phone.access, &headers, &plain)).expect(400, "invalid-request");
    raw(server.address, &request(&phone.access, "content-type: text/plain\r\n", &plain))
        .expect(415, "unsupported-type");
    let (head, _) = exchange(&server, &request(&phone.access, CBOR, &plain));
    assert!(head.starts_with("http/1.1 200"));
}

#[test]
fn attack_06_a_removed_device_syncs_no_more() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let id = phone.id();
    server.write(move |connection| {
        undercroft_server::accounts::remove_device(
            connection,
            &undercroft_server::audit::By::operator(support::START),
            id,
        )
    });
    // A body that is still on its way when the server refuses must not turn the answer into a broken connection.
    for body in [to_bytes(&idle()).unwrap(), vec![0; 120_000]] {
        for _ in 0..20 {
            raw(server.address, &request(&phone.access, CBOR, &body)).expect(401, "device-revoked");
        }
    }
}

fn office(server: &Server) -> String {
    server.login("wang", PASSWORD).ok()["access_token"].as_str().unwrap().to_owned()
}

fn registration() -> Value {
    json!({
        "customer_name": "陈女士", "unit_no": "2-1203", "contact": "1", "content": "灯不亮",
        "appointment_at": support::START + 3_600_000, "received_at": support::START,
        "channel": "phone", "service_kind": "special", "service_class": "LMP"
    })
}

fn send(server: &Server, token: &str, path: &str, tag: Option<&str>, body: &Value) -> support::Reply {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
    headers.extend(tag.map(|tag| ("if-match", tag)));
    server.send("POST", path, &headers, &body.to_string())
}

#[test]
fn reg_01_rec_06_the_office_registers_and_a_missing_field_is_named() {
    let server = server();
    let token = office(&server);
    let reply = send(&server, &token, "/api/v1/orders", None, &registration());
    assert_eq!(reply.status, 201, "{reply:?}");
    let mut empty = registration();
    empty["contact"] = json!("");
    let refused = send(&server, &token, "/api/v1/orders", None, &empty).expect(422, "command-refused");
    assert_eq!(refused.body["rejection"], json!({"code": "missing", "data": {"field": "contact"}}));
    let mut assigned = registration();
    assigned["approved_by"] = json!("me");
    send(&server, &token, "/api/v1/orders", None, &assigned).expect(400, "unknown-field");
}

#[test]
fn attack_46_a_command_names_what_its_author_saw() {
    let server = server();
    let token = office(&server);
    let made = send(&server, &token, "/api/v1/orders", None, &registration());
    let (id, first) = (made.body["id"].as_str().unwrap(), made.body["etag"].as_str().unwrap());
    let path = format!("/api/v1/orders/{id}/commands");
    let accept = json!({"command": "judge", "accepted": true});
    send(&server, &token, &path, None, &accept).expect(428, "precondition-required");
    send(&server, &token, &path, Some("\"nonsense\""), &accept).expect(400, "invalid-request");
    send(&server, &token, &path, Some(first), &accept).ok();
    let stale = send(
        &server,
        &token,
        &path,
        Some(first),
        &json!({"command": "judge", "accepted": false, "explanation": "x"}),
    )
    .expect(412, "stale");
    assert_eq!(stale.body["seen"]["state"], "requested");
    assert_eq!(stale.body["current"]["state"], "accepted");
    assert_ne!(stale.body["etag"], first);
}

#[test]
fn attack_39_and_43_what_may_not_be_known_does_not_exist() {
    let server = server();
    let token = office(&server);
    let phone = Phone::enrol(&server, 1);
    let made = send(&server, &token, "/api/v1/orders", None, &registration());
    let id = made.body["id"].as_str().unwrap();
    let bearer = format!("Bearer {}", phone.access);
    let get = |path: &str| server.send("GET", path, &[("authorization", bearer.as_str())], "");
    for path in [id, "../x", "00000000-0000-0000-0000-000000000000"] {
        get(&format!("/api/v1/orders/{}", path.replace('/', "%2F"))).expect(404, "not-found");
    }
    get(&format!("/api/v1/orders/{id}/journal")).expect(404, "not-found");
    assert_eq!(get("/api/v1/orders").ok()["orders"], json!([]));
}

#[test]
fn attack_48_pages_have_a_size() {
    let server = server();
    let bearer = format!("Bearer {}", office(&server));
    let get = |path: &str| server.send("GET", path, &[("authorization", bearer.as_str())], "");
    for query in ["limit=1000000000", "limit=0", "limit=x", "holder=1", "sort=name"] {
        get(&format!("/api/v1/orders?{query}")).expect(400, "invalid-parameter");
    }
}

/// The feed numbers that a console hears of.
fn hears(server: &Server, token: &str) -> impl Iterator<Item = u64> + use<> {
    let mut stream = TcpStream::connect(server.address).unwrap();
    write!(stream, "GET /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n")
        .unwrap();
    BufReader::new(stream).lines().map_while(Result::ok).filter_map(|line| {
        let data = line.strip_prefix("data: ")?.to_owned();
        serde_json::from_str::<Value>(&data).unwrap()["seq"].as_u64()
    })
}

#[test]
fn listeners_hear_that_the_feed_has_moved_and_after_a_restart_where_it_stands() {
    let server = server();
    let token = office(&server);
    let mut numbers = hears(&server, &token);
    let before = numbers.next().unwrap();
    send(&server, &token, "/api/v1/orders", None, &registration());
    let after = numbers.next().unwrap();
    assert!(after > before);
    let server = server.restarted();
    assert_eq!(hears(&server, &office(&server)).next(), Some(after));
}
