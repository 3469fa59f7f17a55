//! The caches follow from the log: they can be made again, and a damaged log or cache is found.

use crate::support;
use crate::support::{PASSWORD, Server, server};
use client_core::domain::procedure::Library;
use rusqlite::params;
use serde_json::json;
use undercroft_server::feed::EngineError;
use undercroft_server::feed::rebuild::{Difference, compare, derive, replace};

/// Three registered orders, one of them accepted.
fn with_orders() -> Server {
    let server = server();
    let token = server.login("wang", PASSWORD).ok()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    for n in 0..3 {
        let registration = json!({
            "customer_name": format!("C{n}"), "unit_no": "2-1203", "contact": "1", "content": "灯不亮",
            "appointment_at": support::START + 3_600_000, "received_at": support::START,
            "channel": "phone", "service_kind": "special", "service_class": "LMP"
        });
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let made = server.send("POST", "/api/v1/orders", &headers, &registration.to_string());
        assert_eq!(made.status, 201);
        server.advance(1_000);
        if n == 0 {
            let (id, tag) = (made.body["id"].as_str().unwrap(), made.body["etag"].as_str().unwrap());
            let headers = [headers[0], headers[1], ("if-match", tag)];
            let accept = json!({"command": "judge", "accepted": true}).to_string();
            server.send("POST", &format!("/api/v1/orders/{id}/commands"), &headers, &accept).ok();
        }
    }
    server
}

fn differences(server: &Server) -> Result<Vec<(&'static str, Difference)>, EngineError> {
    server.store.read_blocking(|connection| {
        let scratch = derive(connection, &Library::built_in().unwrap(), |_| ())?;
        compare(connection, &scratch)
    })
}

fn spoil(server: &Server, sql: &'static str) {
    server
        .store
        .write_blocking(move |connection| connection.execute_batch(sql).map_err(EngineError::from))
        .unwrap();
}

#[test]
fn p17_the_live_tables_are_those_that_follow_from_the_log() {
    let server = with_orders();
    for (table, difference) in differences(&server).unwrap() {
        assert!(difference.is_none(), "{table}: {difference:?}");
    }
}

#[test]
fn p17_a_spoilt_cache_is_found_and_replaced() {
    let server = with_orders();
    spoil(&server, "UPDATE board SET state = 'signed' WHERE state = 'accepted'");
    spoil(&server, "DELETE FROM entry WHERE kind = 'judged'");
    spoil(
        &server,
        "INSERT INTO customer (document, customer_name, unit_no, contact, unit_key)
                     VALUES (x'00112233445566778899aabbccddeeff', 'x', 'x', 'x', 'x')",
    );
    let found = differences(&server).unwrap();
    let of = |name: &str| found.iter().find(|(table, _)| *table == name).unwrap().1;
    assert_eq!(of("board"), Difference { different: 1, ..Difference::default() });
    assert_eq!(of("entry"), Difference { missing: 1, ..Difference::default() });
    assert_eq!(of("customer"), Difference { extra: 1, ..Difference::default() });
    let store = server.store.clone();
    let scratch =
        store.read_blocking(|connection| derive(connection, &Library::built_in().unwrap(), |_| ())).unwrap();
    store.write_blocking(move |connection| replace(connection, &scratch)).unwrap();
    assert!(differences(&server).unwrap().iter().all(|(_, difference)| difference.is_none()));
}

#[test]
fn p17_a_flipped_bit_anywhere_in_the_log_is_found() {
    let server = with_orders();
    let deep = std::env::var_os("UNDERCROFT_DEEP").is_some();
    let changes = if deep { server.count("SELECT count(*) FROM change") } else { 1 };
    let (step, masks): (usize, &[u8]) = if deep { (1, &[0x01, 0x04, 0x10, 0x80]) } else { (7, &[0x10]) };
    let mut flips = 0;
    for seq in 1..=changes {
        let length = move |connection: &rusqlite::Connection| {
            let sql = "SELECT length(bytes) FROM change WHERE seq = ?1";
            Ok::<i64, EngineError>(connection.query_row(sql, [seq], |row| row.get(0))?)
        };
        let length = usize::try_from(server.store.read_blocking(length).unwrap()).unwrap();
        for (at, mask) in (0..length).step_by(step).flat_map(|at| masks.iter().map(move |mask| (at, *mask))) {
            let flip = move |connection: &rusqlite::Connection| {
                let mut bytes: Vec<u8> =
                    connection
                        .query_row("SELECT bytes FROM change WHERE seq = ?1", [seq], |row| row.get(0))?;
                bytes[at] ^= mask;
                connection.execute("UPDATE change SET bytes = ?1 WHERE seq = ?2", params![bytes, seq])?;
                Ok::<_, EngineError>(())
            };
            server.store.write_blocking(flip).unwrap();
            assert!(differences(&server).is_err(), "change {seq}, byte {at}, {mask:#04x}");
            server.store.write_blocking(flip).unwrap();
            flips += 1;
        }
    }
    println!("{flips} flips, all found");
    assert!(differences(&server).is_ok());
    let knives = [
        "UPDATE change SET chain = zeroblob(32) WHERE seq = (SELECT max(seq) FROM change)",
        "UPDATE change SET chain = NULL WHERE seq = (SELECT max(seq) FROM change)",
        "UPDATE change SET seq = seq + 100000 WHERE seq = 1",
    ];
    for knife in knives {
        let cut = move |connection: &rusqlite::Connection| -> Result<bool, EngineError> {
            connection.execute_batch("SAVEPOINT whole")?;
            connection.execute(knife, [])?;
            let found = derive(connection, &Library::built_in().unwrap(), |_| ()).is_err();
            connection.execute_batch("ROLLBACK TO whole; RELEASE whole")?;
            Ok(found)
        };
        assert!(server.store.write_blocking(cut).unwrap(), "{knife}");
    }
}
