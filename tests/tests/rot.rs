//! A phone whose disk gives other bytes back than were written, with the real programs: what the server has comes again,
//! and what only the phone has is neither lost nor taken away.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use client_core::domain::id::DocumentId;
use process::{Site, said};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

/// Tables of the device's store, by their numbers.
const DOCUMENT: i64 = 2;
const CHANGE: i64 = 3;
const PENDING: i64 = 4;
const ROW: i64 = 7;

/// Flips a bit in each record of a table that belongs to the order.
fn rot(site: &Site, who: &str, table: i64, order: &str) {
    let document: DocumentId = order.parse().unwrap();
    let disk = Connection::open(site.folder.path().join(who).join("device.db")).unwrap();
    let of = "SELECT key, value FROM record WHERE kind = ?1 AND substr(key, 1, 16) = ?2";
    let mut found = disk.prepare(of).unwrap();
    let rows = found.query_map(params![table, document.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)));
    let rows: Vec<(Vec<u8>, Vec<u8>)> = rows.unwrap().map(Result::unwrap).collect();
    assert!(!rows.is_empty(), "table {table} has nothing of the order");
    for (key, mut value) in rows {
        let middle = value.len() / 2;
        value[middle] ^= 16;
        let set = "UPDATE record SET value = ?3 WHERE kind = ?1 AND key = ?2";
        assert_eq!(disk.execute(set, params![table, key, value]).unwrap(), 1);
    }
}

/// What a command says that fails.
fn refused(site: &Site, who: &str, words: &[&str], exit: i32) -> Value {
    let output = site.field(who, words).output().unwrap();
    assert_eq!(output.status.code(), Some(exit), "{}", said(&output));
    serde_json::from_slice::<Value>(&output.stdout).unwrap()["error"].clone()
}

#[test]
fn p1_a_phone_with_a_damaged_order_says_so_once_and_has_everything_again_after_a_sync() {
    let (site, order) = Site::with_one_order();
    site.field_ok("li", &["receive", &order]);
    site.field_ok("li", &["sync"]);
    let whole = site.field_ok("li", &["show", &order]);
    site.field_ok("li", &["note", &order, "not sent yet"]);

    rot(&site, "li", CHANGE, &order);
    let told = refused(&site, "li", &["show", &order], 6);
    assert_eq!(told["code"], json!("mended"), "{told}");
    // Without a network the other things go on, and what waits to be sent is there.
    assert_eq!(site.field_ok("li", &["outbox"])["outbox"].as_array().unwrap().len(), 1);
    let synced = site.field_ok("li", &["sync"]);
    assert_eq!((&synced["unsent"], &synced["stuck"]), (&json!(0), &json!([])), "{synced}");
    let shown = site.field_ok("li", &["show", &order]);
    assert_eq!(shown["view"]["order"]["number"], whole["view"]["order"]["number"]);
    assert_eq!(site.notes("li", &order), ["not sent yet".to_owned()].into());
    assert_eq!(site.notes("zhao", &order).len(), 0, "zhao has not synced");
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.notes("zhao", &order), ["not sent yet".to_owned()].into());

    // Lists are made again at once, also without a network.
    rot(&site, "li", ROW, &order);
    assert_eq!(refused(&site, "li", &["list"], 6)["code"], json!("mended"));
    assert_eq!(site.field_ok("li", &["list"])["orders"].as_array().unwrap().len(), 1);
}

#[test]
fn p1_own_work_that_cant_be_read_is_left_for_a_person_and_nothing_else_is_touched() {
    let (site, order) = Site::with_one_order();
    site.field_ok("li", &["receive", &order]);
    site.field_ok("li", &["sync"]);
    site.field_ok("li", &["note", &order, "not sent yet"]);
    rot(&site, "li", PENDING, &order);
    for _ in 0..2 {
        let told = refused(&site, "li", &["sync"], 1);
        assert_eq!(told["code"], json!("damaged"), "{told}");
    }
    // Here it is put right by hand, as from a backup of the phone: it goes on as if nothing had been.
    rot(&site, "li", PENDING, &order);
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.notes("zhao", &order), ["not sent yet".to_owned()].into());

    // An order's own record goes only where nothing of it waits to be sent.
    rot(&site, "li", DOCUMENT, &order);
    assert_eq!(refused(&site, "li", &["show", &order], 6)["code"], json!("mended"));
    site.field_ok("li", &["sync"]);
    assert_eq!(site.notes("li", &order), ["not sent yet".to_owned()].into());
}
