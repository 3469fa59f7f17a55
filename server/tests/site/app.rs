//! What the technician's app asks of a server besides sync: its files, and the key that opens its sealed
//! data.

use crate::support::*;
use ed25519_dalek::Signer;
use serde_json::{Value, json};
use undercroft_server::accounts;

fn login(server: &Server, phone: &Phone, password: &str, recovery: Option<bool>) -> Reply {
    let nonce = server.nonce();
    let signature = phone.key.sign(&accounts::device_login_message(&nonce, phone.id())).to_bytes();
    let mut body = json!({
        "device": phone.device, "password": password, "nonce": nonce, "signature": b64(&signature),
    });
    if let Some(recovery) = recovery {
        body["recovery"] = recovery.into();
    }
    server.post("/api/v1/login/device", &body)
}

const GIVEN: &str = "SELECT count(*) FROM device_recovery_given";

#[test]
fn the_recovery_key_comes_with_the_enrolment_and_again_only_on_a_login_that_asks_for_it() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let key = phone.answer["recovery_key"].as_str().unwrap().to_owned();
    assert_eq!(key.len(), 43, "32 bytes in base64url");
    assert_eq!(server.count(GIVEN), 1);
    assert_eq!(login(&server, &phone, PASSWORD, None).ok()["recovery_key"], Value::Null);
    assert_eq!(login(&server, &phone, PASSWORD, Some(false)).ok()["recovery_key"], Value::Null);
    assert_eq!(server.count(GIVEN), 1);
    assert_eq!(login(&server, &phone, PASSWORD, Some(true)).ok()["recovery_key"], key.as_str());
    assert_eq!(server.count(GIVEN), 2, "each time is written down");
    let renewed = phone.renew(&server, &phone.refresh);
    assert_eq!(renewed.body["recovery_key"], Value::Null);
    let lines = server.store.read_blocking(accounts::recovery_given).unwrap();
    let whys: Vec<accounts::RecoveryWhy> = lines.iter().map(|line| line.why).collect();
    assert_eq!(whys, [accounts::RecoveryWhy::Login, accounts::RecoveryWhy::Enrolment]);
    assert!(lines.iter().all(|line| line.device == phone.id() && line.user == server.technician));
}

#[test]
fn each_device_has_a_recovery_key_of_its_own() {
    let server = server();
    let (first, second) = (Phone::enrol(&server, 1), Phone::enrol(&server, 2));
    assert_ne!(first.answer["recovery_key"], second.answer["recovery_key"]);
}

#[test]
fn nobody_gets_the_recovery_key_by_a_wrong_password_another_key_or_from_a_removed_device() {
    let server = server();
    let (phone, mut thief) = (Phone::enrol(&server, 1), Phone::enrol(&server, 2));
    login(&server, &phone, "wrong", Some(true)).expect(401, "invalid-credentials");
    thief.device = phone.device.clone();
    login(&server, &thief, PASSWORD, Some(true)).expect(401, "invalid-grant");
    let (now, id) = (START, phone.id());
    server.write(move |connection| {
        accounts::remove_device(connection, &undercroft_server::audit::By::operator(now), id)
    });
    login(&server, &phone, PASSWORD, Some(true)).expect(401, "device-revoked");
    assert_eq!(server.count(GIVEN), 2, "the two enrolments");
}

#[test]
fn a_device_that_was_enrolled_before_there_were_keys_gets_one_at_its_login() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    server.write(|connection| {
        connection.execute("DELETE FROM device_recovery", [])?;
        Ok(())
    });
    let first = login(&server, &phone, PASSWORD, Some(true)).ok()["recovery_key"].clone();
    assert!(first.is_string());
    assert_eq!(login(&server, &phone, PASSWORD, Some(true)).ok()["recovery_key"], first);
}

#[test]
fn the_app_is_under_its_own_path_with_a_strict_policy_or_says_how_to_build_it() {
    let server = server();
    let moved = server.send("GET", "/app", &[], "");
    assert_eq!((moved.status, moved.headers["location"].as_str()), (308, "/app/"));
    let page = server.send("GET", "/app/", &[], "");
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    let policy = &page.headers["content-security-policy"];
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    match page.status {
        200 => {
            assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
            assert_eq!(page.headers["cache-control"], "no-cache");
            assert!(!page.text.contains("<script>"), "a script inside the page would not run");
            let tag = page.headers["etag"].as_str();
            assert_eq!(server.send("GET", "/app/", &[("If-None-Match", tag)], "").status, 304);
        }
        404 => assert!(page.text.contains("cargo xtask web"), "{}", page.text),
        other => panic!("{other}"),
    }
    for path in ["/app/../Cargo.toml", "/app/%2e%2e/Cargo.toml", "/app/.gitignore", "/app/nothing.js"] {
        assert_eq!(server.send("GET", path, &[], "").status, 404, "{path}");
    }
    assert_eq!(server.send("POST", "/app/", &[], "").status, 405);
}
