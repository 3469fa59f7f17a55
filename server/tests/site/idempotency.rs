//! A write that is sent again because its answer was lost is done once.

use crate::support::browser::user;
use crate::support::*;
use client_core::domain::stock::{Material, Unit};
use client_core::domain::text::LocalText;
use serde_json::{Value, json};
use undercroft_server::feed::{EngineError, reference};
use undercroft_server::ident::Role;

fn token(server: &Server, user: &str) -> String {
    server.login(user, PASSWORD).ok()["access_token"].as_str().unwrap().to_owned()
}

fn registration(content: &str) -> Value {
    json!({
        "customer_name": "Zhang", "unit_no": "3-502", "contact": "139", "content": content,
        "appointment_at": START + 60 * MINUTE, "received_at": START, "channel": "phone",
        "service_kind": "special", "service_class": "LMP",
    })
}

fn send(server: &Server, token: &str, path: &str, key: &str, seen: Option<&str>, body: &Value) -> Reply {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key),
    ];
    headers.extend(seen.map(|tag| ("If-Match", tag)));
    server.send("POST", path, &headers, &body.to_string())
}

const ORDERS: &str = "/api/v1/orders";

fn entries(server: &Server) -> i64 {
    server.count("SELECT count(*) FROM entry")
}

#[test]
fn a_registration_that_is_sent_again_makes_one_order() {
    let server = server();
    let token = token(&server, "wang");
    let first = send(&server, &token, ORDERS, "k-1", None, &registration("dark"));
    assert_eq!(first.status, 201, "{first:?}");
    let stored = entries(&server);
    server.advance(13 * 24 * 60 * MINUTE);
    let token = self::token(&server, "wang");
    let again = send(&server, &token, ORDERS, "k-1", None, &registration("dark"));
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.headers["location"], first.headers["location"]);
    assert_eq!(entries(&server), stored);
    let other = send(&server, &token, ORDERS, "k-2", None, &registration("dark"));
    assert_ne!(other.body["id"], first.body["id"]);
}

#[test]
fn a_command_that_is_sent_again_is_answered_as_the_first_time() {
    let server = server();
    let token = token(&server, "wang");
    let made = send(&server, &token, ORDERS, "a", None, &registration("dark"));
    let (id, seen) = (made.body["id"].as_str().unwrap(), made.body["etag"].as_str().unwrap());
    let path = format!("{ORDERS}/{id}/commands");
    let accept = json!({ "command": "judge", "accepted": true });
    let first = send(&server, &token, &path, "b", Some(seen), &accept).ok();
    let stored = entries(&server);
    assert_eq!(send(&server, &token, &path, "b", Some(seen), &accept).ok(), first);
    assert_eq!(entries(&server), stored);
    // Without the key it is a command of its own, and refused: the order is accepted already.
    let refused = server.send(
        "POST",
        &path,
        &[
            ("Authorization", &format!("Bearer {token}")),
            ("Content-Type", "application/json"),
            ("If-Match", seen),
        ],
        &accept.to_string(),
    );
    refused.expect(412, "stale");
}

#[test]
fn a_key_belongs_to_one_request_and_to_one_person() {
    let server = server();
    let token = token(&server, "wang");
    let first = send(&server, &token, ORDERS, "k", None, &registration("dark"));
    send(&server, &token, ORDERS, "k", None, &registration("no water")).expect(422, "key-reused");
    let li = self::token(&server, "li");
    let other = send(&server, &li, ORDERS, "k", None, &registration("no water"));
    assert_eq!(other.status, 201, "{other:?}");
    assert_ne!(other.body["id"], first.body["id"]);
}

#[test]
fn what_was_refused_leaves_its_key_free() {
    let server = server();
    let token = token(&server, "wang");
    let mut empty = registration("dark");
    empty["contact"] = json!("");
    send(&server, &token, ORDERS, "k", None, &empty).expect(422, "command-refused");
    assert_eq!(send(&server, &token, ORDERS, "k", None, &registration("dark")).status, 201);
}

#[test]
fn keys_have_a_form() {
    let server = server();
    let token = token(&server, "wang");
    let long = "k".repeat(129);
    for key in ["", " ", "a b", &long] {
        send(&server, &token, ORDERS, key, None, &registration("dark")).expect(400, "invalid-request");
    }
}

#[test]
fn two_at_once_under_one_key_are_one() {
    let server = server();
    let token = token(&server, "wang");
    let ids: Vec<Value> = std::thread::scope(|scope| {
        let one = || send(&server, &token, ORDERS, "k", None, &registration("dark")).body["id"].clone();
        let all: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(ids[0].is_string(), "{ids:?}");
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(server.count("SELECT count(*) FROM board"), 1);
}

#[test]
fn a_delivery_that_is_sent_again_is_one_delivery() {
    let server = server();
    let material = Material {
        code: "starter".to_owned(),
        label: LocalText {
            zh_hans: "启辉器".to_owned(),
            zh_hant: "啟輝器".to_owned(),
            en: "starter".to_owned(),
        },
        unit: Unit::Piece,
        step: 1,
        specification: "S10".to_owned(),
        unit_price_fen: 300,
        low_level: 0,
        batch_tracked: false,
    };
    server
        .store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            let mut bundle = reference::current(connection)?;
            bundle.catalogue.version = 1;
            bundle.catalogue.materials = vec![material];
            reference::publish(connection, bundle, START)?;
            connection.execute("UPDATE user_role SET role = 'storekeeper' WHERE role = 'dispatcher'", [])?;
            Ok(())
        })
        .unwrap();
    let token = token(&server, "wang");
    let delivery = json!({
        "command": "receive_stock", "origin": "D-1", "lines": [{ "item": "starter", "quantity": 5 }],
    });
    let path = "/api/v1/store/commands";
    let first = send(&server, &token, path, "d", None, &delivery).ok();
    assert_eq!(send(&server, &token, path, "d", None, &delivery).ok(), first);
    assert_eq!(server.count("SELECT count(*) FROM entry WHERE kind = 'stock_received'"), 1);
}

#[test]
fn a_step_of_a_month_that_is_sent_again_is_taken_once_also_after_a_restart() {
    let server = server();
    user(&server, "cai", "财务甲", Role::Finance);
    let bearer = token(&server, "cai");
    let path = "/api/v1/months/2026-08/commands";
    let check = json!({ "command": "check", "remark": "all here" });
    let first = send(&server, &bearer, path, "m", Some("none"), &check).ok();
    let stored = entries(&server);
    // The month has moved by that very step, and the repeat is answered all the same.
    assert_eq!(send(&server, &bearer, path, "m", Some("none"), &check).ok(), first);
    let other = json!({ "command": "check", "remark": "one is missing" });
    send(&server, &bearer, path, "m", Some("none"), &other).expect(422, "key-reused");
    let seen = first["etag"].as_str().unwrap();
    send(&server, &bearer, path, "m", Some(seen), &check).expect(422, "key-reused");
    send(&server, &bearer, path, "n", Some("none"), &check).expect(412, "stale");
    let server = server.restarted();
    let bearer = token(&server, "cai");
    assert_eq!(send(&server, &bearer, path, "m", Some("none"), &check).ok(), first);
    assert_eq!(entries(&server), stored);
    assert_eq!(server.count("SELECT count(*) FROM entry WHERE kind = 'month_checked'"), 1);
}

#[test]
fn a_row_of_the_directory_that_is_sent_again_is_written_once_also_after_a_restart() {
    let server = server();
    user(&server, "jing", "经理", Role::CscManager);
    let bearer = token(&server, "jing");
    let building = json!({ "code": "3", "name": "3栋" });
    let unit = json!({ "building": "3", "unit_no": "0702", "kind": "dwelling" });
    let party = json!({ "name": "李小明", "relation": "owner", "building": "3", "unit_no": "0702" });
    let rows = [("buildings", building), ("units", unit), ("parties", party.clone())];
    let mut made = Vec::new();
    for (place, row) in &rows {
        let path = format!("/api/v1/directory/{place}");
        let first = send(&server, &bearer, &path, place, None, row);
        assert_eq!(first.status, 201, "{first:?}");
        let again = send(&server, &bearer, &path, place, None, row);
        assert_eq!((again.status, &again.body), (201, &first.body));
        assert_eq!(again.headers["location"], first.headers["location"]);
        made.push(first.body);
    }
    assert_eq!(server.count("SELECT count(*) FROM party"), 1);
    let mut other = party.clone();
    other["name"] = json!("李大明");
    send(&server, &bearer, "/api/v1/directory/parties", "parties", None, &other).expect(422, "key-reused");
    // The same body under another key is a second customer, and a building twice is refused.
    assert_eq!(send(&server, &bearer, "/api/v1/directory/parties", "p-2", None, &party).status, 201);
    send(&server, &bearer, "/api/v1/directory/buildings", "b-2", None, &rows[0].1).expect(409, "conflict");

    let path = made[2]["path"].as_str().unwrap().to_owned();
    let mut changed = other;
    changed["number"] = json!(path.rsplit('/').next().unwrap());
    let put = |server: &Server, bearer: &str, key: &str, row: &Value| {
        let bearer = format!("Bearer {bearer}");
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
            ("Idempotency-Key", key),
            ("If-Match", "\"1\""),
        ];
        server.send("PUT", &path, &headers, &row.to_string())
    };
    let first = put(&server, &bearer, "c", &changed).ok();
    assert_eq!(first["version"], 2);
    let server = server.restarted();
    let bearer = token(&server, "jing");
    assert_eq!(put(&server, &bearer, "c", &changed).ok(), first);
    put(&server, &bearer, "d", &changed).expect(412, "stale");
    let mut third = changed.clone();
    third["name"] = json!("李");
    put(&server, &bearer, "c", &third).expect(422, "key-reused");
    assert_eq!(send(&server, &bearer, "/api/v1/directory/parties", "parties", None, &party).body, made[2]);
    assert_eq!(server.count("SELECT count(*) FROM party"), 2);
}
