//! Refresh tokens through every wait, with answers that were lost, from several requests at once, and in a thief's hands.

use crate::support::*;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use undercroft_server::accounts;
use undercroft_server::audit::By;
use undercroft_server::ident::UserId;

const WAITS: [i64; 7] = [SECOND, MINUTE, 60 * MINUTE, DAY, 30 * DAY, 60 * DAY, 90 * DAY];

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap().to_owned()
}

/// Renews in several requests at once.
fn at_once(server: &Server, phone: &Phone, token: &str, requests: usize) -> Vec<Value> {
    let renewals: Vec<Value> = (0..requests).map(|_| phone.renewal(&server.nonce(), token)).collect();
    std::thread::scope(|scope| {
        let threads: Vec<_> = renewals
            .iter()
            .map(|renewal| scope.spawn(|| server.post("/api/v1/token", renewal).ok()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn attack_08_and_10_whatever_was_lost_and_however_long_it_took_the_phone_goes_on() {
    let server = server();
    let mut seed = 10;
    for wait in WAITS {
        for lost in 0..3 {
            for requests in [1, 3] {
                seed += 1;
                let phone = Phone::enrol(&server, seed);
                let mut answers = Vec::new();
                for _ in 0..=lost {
                    server.advance(wait);
                    answers.extend(at_once(&server, &phone, &phone.refresh, requests));
                }
                let place = format!("{wait} ms, {lost} lost, {requests} at once");
                let successors: Vec<String> = answers.iter().map(|one| text(one, "refresh_token")).collect();
                assert!(successors.iter().all(|one| *one == successors[0]), "{place}");
                server.get_as(&text(answers.last().unwrap(), "access_token")).ok();
                server.advance(wait);
                let next = text(&phone.renew(&server, &successors[0]).ok(), "refresh_token");
                assert_ne!(next, successors[0], "{place}");
            }
        }
    }
    assert_eq!(server.count("SELECT count(*) FROM alarm"), 0, "nobody did anything wrong");
}

#[test]
fn attack_07_and_09_a_stolen_token_gives_its_thief_nothing_at_any_time() {
    let server = server();
    let thief = Phone::enrol(&server, 1);
    let mut seed = 100;
    for wait in WAITS {
        for turned in [false, true] {
            seed += 1;
            let phone = Phone::enrol(&server, seed);
            let stolen = phone.refresh.clone();
            let mut own = stolen.clone();
            if turned {
                own = text(&phone.renew(&server, &own).ok(), "refresh_token");
                own = text(&phone.renew(&server, &own).ok(), "refresh_token");
            }
            server.advance(wait);
            // The token alone: its device's key is missing, so the owner's family isn't even touched.
            thief.renew(&server, &stolen).expect(401, "invalid-grant");
            for _ in 0..2 {
                own = text(&phone.renew(&server, &own).ok(), "refresh_token");
            }
            // With a copy of the whole phone an old token ends the family for both, and the owner's password
            // begins another one.
            let copied = phone.renew(&server, &stolen);
            assert_eq!(copied.status, 401, "after {wait} ms, turned: {turned}");
            phone.renew(&server, &own).expect(401, "invalid-grant");
            let fresh = phone.login(&server, PASSWORD).ok();
            phone.renew(&server, &text(&fresh, "refresh_token")).ok();
        }
    }
    assert!(server.count("SELECT count(*) FROM alarm WHERE kind = 'token_of_another_device'") > 0);
    assert!(server.count("SELECT count(*) FROM alarm WHERE kind = 'token_reused'") > 0);
}

/// Takes everything about a phone out of the database, as a restore to before its enrolment does.
fn undo(server: &Server, phone: &Phone) {
    let id = phone.id();
    server.write(move |connection| {
        for sql in [
            "DELETE FROM device_recovery_given WHERE device = ?1",
            "DELETE FROM device_recovery WHERE device = ?1",
            "DELETE FROM refresh_family WHERE device = ?1",
            "UPDATE enrolment_code SET device = NULL WHERE device = ?1",
            "DELETE FROM device WHERE id = ?1",
        ] {
            connection.execute(sql, [id.as_bytes()])?;
        }
        Ok(())
    });
}

/// Renews with the receipt of an enrolment.
fn back(server: &Server, phone: &Phone, token: &str, receipt: &str) -> Reply {
    let mut renewal = phone.renewal(&server.nonce(), token);
    renewal["enrolment_receipt"] = receipt.into();
    server.post("/api/v1/token", &renewal)
}

#[test]
fn p3_a_phone_that_the_backup_does_not_know_goes_on_by_itself_under_its_own_id() {
    let server = server();
    let early = Phone::enrol(&server, 1);
    let phone = Phone::enrol(&server, 2);
    let own = text(&phone.renew(&server, &phone.refresh).ok(), "refresh_token");
    let receipt = text(&phone.answer, "enrolment_receipt");
    undo(&server, &phone);
    server.get_as(&phone.access).expect(401, "device-revoked");
    phone.renew(&server, &own).expect(401, "invalid-grant");
    // Somebody else gets the prefix that is free again.
    let newer = Phone::enrol(&server, 3);
    assert_eq!(newer.answer["prefix"], phone.answer["prefix"]);

    let lost = back(&server, &phone, &own, &receipt).ok();
    let again = phone.renew(&server, &own).ok();
    assert_eq!(lost["refresh_token"], again["refresh_token"], "a lost answer costs nothing");
    for answer in [&lost, &again] {
        let prefix = &answer["slip_prefix"];
        assert!(prefix != &phone.answer["prefix"] && prefix != &early.answer["prefix"], "{prefix}");
    }
    let me = server.get_as(&text(&again, "access_token")).ok();
    assert_eq!((&me["device"], &me["user"]), (&phone.answer["device"], &phone.answer["user"]));
    phone.renew(&server, &text(&again, "refresh_token")).ok();
    let known = phone.login_with(&server, PASSWORD, &json!({ "recovery": true })).ok();
    assert_eq!(known["recovery_key"], phone.answer["recovery_key"], "what it sealed still opens");
    assert_eq!(server.count("SELECT count(*) FROM alarm WHERE kind = 'device_readmitted'"), 1);
    assert_eq!(server.count("SELECT count(*) FROM audit WHERE kind = 'device_readmitted'"), 1);
    // The next one enrolled gets one that nobody has.
    let last = Phone::enrol(&server, 4);
    assert_eq!(
        server.count("SELECT count(*) - count(DISTINCT prefix) FROM device WHERE prefix IS NOT NULL"),
        0
    );
    server.get_as(&last.access).ok();
}

#[test]
fn p3_p16_who_was_signed_out_or_forgot_his_pin_comes_back_by_a_login() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    undo(&server, &phone);
    phone.login(&server, PASSWORD).expect(401, "device-revoked");
    let receipt = json!({ "recovery": true, "enrolment_receipt": phone.answer["enrolment_receipt"] });
    phone.login_with(&server, "wrong password", &receipt).expect(401, "invalid-credentials");
    assert_eq!(server.count("SELECT count(*) FROM device WHERE kind = 'field'"), 0);
    let answer = phone.login_with(&server, PASSWORD, &receipt).ok();
    assert_eq!(answer["recovery_key"], phone.answer["recovery_key"]);
    phone.renew(&server, &text(&answer, "refresh_token")).ok();
    // Another device's receipt is nobody's word for this one.
    let other = Phone::enrol(&server, 2);
    undo(&server, &phone);
    let foreign = json!({ "enrolment_receipt": other.answer["enrolment_receipt"] });
    phone.login_with(&server, PASSWORD, &foreign).expect(401, "device-revoked");
}

#[test]
fn attack_06_and_07_a_receipt_lets_nobody_in_but_its_own_phone_and_no_one_who_was_shut_out() {
    let server = server();
    let (phone, other) = (Phone::enrol(&server, 1), Phone::enrol(&server, 2));
    let readmitted = || server.count("SELECT count(*) FROM alarm WHERE kind = 'device_readmitted'");

    // While it is known: a family that ended stays ended, one of another life needs a login, and who was removed stays out.
    let first = text(&phone.answer, "enrolment_receipt");
    let next = text(&phone.renew(&server, &phone.refresh).ok(), "refresh_token");
    phone.renew(&server, &next).ok();
    back(&server, &phone, &phone.refresh, &first).expect(401, "invalid-grant");
    let login = phone.login(&server, PASSWORD).ok();
    let (fresh, receipt) = (text(&login, "refresh_token"), text(&login, "enrolment_receipt"));
    back(&server, &phone, &next, &first).expect(401, "invalid-grant");
    server.write(|connection| {
        connection.execute("DELETE FROM refresh_family WHERE ended_at IS NULL", [])?;
        Ok(())
    });
    back(&server, &phone, &fresh, &receipt).expect(401, "invalid-grant");
    let removed = phone.id();
    server.write(move |connection| accounts::remove_device(connection, &By::operator(START), removed));
    back(&server, &phone, &fresh, &receipt).expect(401, "invalid-grant");
    // A restore takes its row away, and the audit still tells of it.
    undo(&server, &phone);
    back(&server, &phone, &fresh, &receipt).expect(401, "device-revoked");

    let phone = Phone::enrol(&server, 3);
    let first = text(&phone.answer, "enrolment_receipt");
    let login = phone.login(&server, PASSWORD).ok();
    let (fresh, receipt) = (text(&login, "refresh_token"), text(&login, "enrolment_receipt"));
    undo(&server, &phone);
    // Another phone with this receipt and this token, another phone's receipt, an earlier one, changed ones.
    back(&server, &other, &fresh, &receipt).expect(401, "invalid-grant");
    for wrong in [&text(&other.answer, "enrolment_receipt"), &first] {
        back(&server, &phone, &fresh, wrong).expect(401, "invalid-grant");
    }
    for wrong in ["", "e1.", &receipt[..receipt.len() - 2], &receipt.replacen("e1.", "e1.A", 1)] {
        back(&server, &phone, &fresh, wrong).expect(401, "invalid-grant");
    }
    let mut unsigned = phone.renewal(&server.nonce(), &fresh);
    unsigned["enrolment_receipt"] = receipt.clone().into();
    unsigned["signature"] = b64(&[0; 64]).into();
    server.post("/api/v1/token", &unsigned).expect(401, "invalid-grant");
    // A token that this server never made.
    back(&server, &phone, &fresh.replacen("r1.", "r1.A", 1), &receipt).expect(401, "invalid-grant");
    assert_eq!(readmitted(), 0);
    assert_eq!(server.count("SELECT count(*) FROM device WHERE kind = 'field'"), 1);
    // All that was right but for it.
    back(&server, &phone, &fresh, &receipt).ok();
    assert_eq!(readmitted(), 1);

    // A password that was set since ends its tokens, and the login that is asked for takes it in.
    undo(&server, &phone);
    server.advance(SECOND);
    let person: UserId = phone.answer["user"].as_str().unwrap().parse().unwrap();
    let cost = accounts::PasswordCost { memory_kib: 64, passes: 1 };
    let entropy = std::sync::Arc::new(undercroft_server::environment::SystemEntropy);
    let hasher = accounts::Hasher::new(cost, entropy).unwrap();
    let hash = hasher.hash_blocking(&accounts::Password::chosen(PASSWORD).unwrap()).unwrap();
    server.write(move |connection| {
        accounts::set_password(connection, &By::operator(START + SECOND), person, &hash)
    });
    back(&server, &phone, &fresh, &receipt).expect(401, "invalid-grant");
    let shown = json!({ "enrolment_receipt": receipt });
    phone.login_with(&server, PASSWORD, &shown).ok();
    // Its person is shut out.
    undo(&server, &phone);
    server.write(move |connection| accounts::disable_user(connection, &By::operator(START + SECOND), person));
    back(&server, &phone, &fresh, &receipt).expect(401, "device-revoked");
    phone.login_with(&server, PASSWORD, &shown).expect(401, "device-revoked");
}

/// A token with this header that this key has signed for a phone, right in all else.
fn forged(key: &SigningKey, phone: &Phone, header: &Value) -> String {
    let second = START / 1000;
    let claims = json!({
        "iss": ISSUER, "aud": "undercroft-api", "exp": second + 600, "nbf": second, "iat": second,
        "sub": phone.answer["user"], "dev": phone.device,
    });
    let message = format!("{}.{}", b64(header.to_string().as_bytes()), b64(claims.to_string().as_bytes()));
    format!("{message}.{}", b64(&key.sign(message.as_bytes()).to_bytes()))
}

#[test]
fn attack_02_an_address_or_a_file_that_a_header_names_is_never_asked_for_a_key() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let (own, evil) = (SigningKey::from_bytes(&SEED), SigningKey::from_bytes(&[66; 32]));
    // Whoever comes here for a key is noticed: the system takes the connection without being asked to.
    let shop = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    shop.set_nonblocking(true).unwrap();
    let address = shop.local_addr().unwrap();
    // And a key lies in files, as it is and in each form that a key may have.
    let folder = tempfile::tempdir().unwrap();
    let public = evil.verifying_key();
    let jwk =
        json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "evil", "x": b64(public.as_bytes()) });
    let file = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let keys = [
        file("raw", public.as_bytes()),
        file("key", b64(public.as_bytes()).as_bytes()),
        file("jwk.json", jwk.to_string().as_bytes()),
        file("jwks.json", json!({ "keys": [jwk] }).to_string().as_bytes()),
    ];
    let mut headers: Vec<(&str, Value)> =
        vec![("jwk", jwk.clone()), ("x5c", json!([b64(public.as_bytes())]))];
    let urls = ["", "jwks.json", ".well-known/jwks.json", ".well-known/openid-configuration"];
    for name in ["jku", "x5u", "kid", "iss", "url", "typ", "cty"] {
        headers.extend(urls.iter().map(|path| (name, json!(format!("http://{address}/{path}")))));
        headers.extend(keys.iter().map(|key| (name, json!(key))));
        headers.extend(keys.iter().map(|key| (name, json!(format!("file://{key}")))));
        headers.extend(keys.iter().map(|key| (name, json!(format!("../../../../../../../..{key}")))));
    }
    let modified = |key: &String| std::fs::metadata(key).unwrap().accessed().ok();
    let before: Vec<_> = keys.iter().map(modified).collect();
    for (name, value) in &headers {
        let mut header = json!({ "typ": "at+jwt", "alg": "EdDSA" });
        header[name] = value.clone();
        for key in [&own, &evil] {
            server.get_as(&forged(key, &phone, &header)).expect(401, "invalid-token");
        }
    }
    let asked = shop.accept().map(|(_, from)| from);
    assert_eq!(
        asked.map_err(|error| error.kind()),
        Err(std::io::ErrorKind::WouldBlock),
        "somebody came for a key"
    );
    assert_eq!(before, keys.iter().map(modified).collect::<Vec<_>>(), "somebody read a key");
    // All that was right but for it.
    server.get_as(&forged(&own, &phone, &json!({ "typ": "at+jwt", "alg": "EdDSA" }))).ok();
    server
        .get_as(&forged(&evil, &phone, &json!({ "typ": "at+jwt", "alg": "EdDSA" })))
        .expect(401, "invalid-token");
}
