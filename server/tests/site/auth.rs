//! Attacks 1 to 14 on signing in, each over real HTTP.

use crate::support::*;
use ed25519_dalek::Signer;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use undercroft_server::accounts::{self, PasswordCost};
use undercroft_server::audit::By;
use undercroft_server::ident::Role;

/// A token with this header and these claims, signed with the server's real key.
fn signed(header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", b64(header.to_string().as_bytes()), b64(claims.to_string().as_bytes()));
    let signature = ed25519_dalek::SigningKey::from_bytes(&SEED).sign(message.as_bytes()).to_bytes();
    format!("{message}.{}", b64(&signature))
}

fn header() -> Value {
    json!({ "typ": "at+jwt", "alg": "EdDSA" })
}

fn claims(phone: &Phone) -> Value {
    let second = START / 1000;
    json!({
        "iss": ISSUER, "aud": "undercroft-api", "exp": second + 600, "nbf": second, "iat": second,
        "sub": phone.answer["user"], "dev": phone.device,
    })
}

fn changed(value: &Value, name: &str, to: Value) -> Value {
    let mut value = value.clone();
    value[name] = to;
    value
}

#[test]
fn a_token_as_the_server_makes_it_is_accepted() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    server.get_as(&signed(&header(), &claims(&phone))).ok();
    let me = server.get_as(&phone.access).ok();
    assert_eq!(me["roles"], json!(["technician"]));
    assert_eq!(me["display_name"], "LI");
    assert_eq!(phone.answer["prefix"], "A1");
    assert_eq!(Phone::enrol(&server, 2).answer["prefix"], "A2");
}

#[test]
fn attack_01_another_algorithm_is_refused() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let claims = claims(&phone);
    let body = b64(claims.to_string().as_bytes());
    for alg in ["none", "None", "NONE", ""] {
        let header = b64(json!({ "typ": "at+jwt", "alg": alg }).to_string().as_bytes());
        for signature in ["", "AAAA"] {
            server.get_as(&format!("{header}.{body}.{signature}")).expect(401, "invalid-token");
        }
    }
    let public = ed25519_dalek::SigningKey::from_bytes(&SEED).verifying_key();
    for secret in [public.as_bytes().to_vec(), b64(public.as_bytes()).into_bytes()] {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some("at+jwt".to_owned());
        let token = encode(&header, &claims, &EncodingKey::from_secret(&secret)).unwrap();
        server.get_as(&token).expect(401, "invalid-token");
    }
}

#[test]
fn attack_02_nothing_in_the_header_chooses_a_key() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    for (name, value) in [
        ("kid", json!("../../../../dev/null")),
        ("kid", json!("x' UNION SELECT 'secret")),
        ("kid", json!("http://127.0.0.1:1/key")),
        ("jku", json!("http://127.0.0.1:1/jwks")),
        ("x5u", json!("file:///etc/passwd")),
        ("jwk", json!({ "kty": "OKP", "crv": "Ed25519", "x": b64(&[1; 32]) })),
        ("crit", json!(["exp"])),
    ] {
        let token = signed(&changed(&header(), name, value), &claims(&phone));
        server.get_as(&token).expect(401, "invalid-token");
    }
}

#[test]
fn attack_03_times_of_a_wrong_type_are_refused() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let good = claims(&phone);
    let second = START / 1000;
    for exp in [
        json!("x"),
        json!((second + 600).to_string()),
        json!(1_790_000_600.5),
        json!(-1),
        json!(9_223_372_036_854_775_808_u64),
        json!(i64::MAX),
        json!(null),
        json!([second + 600]),
        json!(second + 100_000),
    ] {
        server.get_as(&signed(&header(), &changed(&good, "exp", exp))).expect(401, "invalid-token");
    }
    let mut missing = good.clone();
    missing.as_object_mut().unwrap().remove("exp");
    server.get_as(&signed(&header(), &missing)).expect(401, "invalid-token");
    for nbf in [json!(second + 31), json!(i64::MAX), json!("0")] {
        server.get_as(&signed(&header(), &changed(&good, "nbf", nbf))).expect(401, "invalid-token");
    }
    server.get_as(&signed(&header(), &changed(&good, "nbf", json!(second + 30)))).ok();
    let twice = good.to_string().replacen('{', "{\"exp\":1,", 1);
    let message = format!("{}.{}", b64(header().to_string().as_bytes()), b64(twice.as_bytes()));
    let signature = ed25519_dalek::SigningKey::from_bytes(&SEED).sign(message.as_bytes()).to_bytes();
    server.get_as(&format!("{message}.{}", b64(&signature))).expect(401, "invalid-token");
}

#[test]
fn attack_04_a_token_for_something_else_is_refused() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let good = claims(&phone);
    for (name, value) in [
        ("iss", json!("undercroft/06060606-0606-0606-0606-060606060606")),
        ("iss", json!(null)),
        ("aud", json!("photo-upload")),
        ("aud", json!(["undercroft-api"])),
        ("sub", json!("nobody")),
        ("dev", json!("07070707-0707-0707-0707-070707070707")),
        ("role", json!("administrator")),
    ] {
        let reply = server.get_as(&signed(&header(), &changed(&good, name, value)));
        assert_eq!(reply.status, 401, "{name}: {reply:?}");
    }
    for typ in [json!("JWT"), json!("rt+jwt"), json!("AT+JWT"), json!(null)] {
        server.get_as(&signed(&changed(&header(), "typ", typ), &good)).expect(401, "invalid-token");
    }
    server.get_as(&signed(&json!({ "alg": "EdDSA" }), &good)).expect(401, "invalid-token");
    server.get_as(&phone.refresh).expect(401, "invalid-token");
    // Another user's name on a device's token.
    let other = Phone::enrol(&server, 2);
    let wang = server.login("wang", PASSWORD).ok();
    let mixed = changed(&claims(&other), "sub", wang["user"].clone());
    server.get_as(&signed(&header(), &mixed)).expect(401, "invalid-token");
}

#[test]
fn attack_05_an_expired_token_is_refused_after_thirty_seconds() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    server.advance(10 * MINUTE + SECOND);
    server.get_as(&phone.access).ok();
    server.advance(29 * SECOND);
    server.get_as(&phone.access).ok();
    server.advance(31 * SECOND);
    server.get_as(&phone.access).expect(401, "token-expired");
}

#[test]
fn attack_06_revocation_and_roles_come_from_the_database() {
    let server = server();
    let (removed, kept) = (Phone::enrol(&server, 1), Phone::enrol(&server, 2));
    let user = server.technician;
    server.write(move |c| accounts::add_role(c, &By::operator(START + 1), user, Role::Storekeeper));
    server.write(move |c| accounts::end_role(c, &By::operator(START + 1), user, Role::Technician));
    assert_eq!(server.get_as(&kept.access).ok()["roles"], json!(["storekeeper"]));
    let id = removed.id();
    server.write(move |c| accounts::remove_device(c, &By::operator(START + 2), id));
    server.get_as(&removed.access).expect(401, "device-revoked");
    removed.renew(&server, &removed.refresh).expect(401, "device-revoked");
    removed.login(&server, PASSWORD).expect(401, "device-revoked");
    server.get_as(&kept.access).ok();
    server.write(move |c| accounts::disable_user(c, &By::operator(START + 3), user));
    server.get_as(&kept.access).expect(401, "device-revoked");
    kept.renew(&server, &kept.refresh).expect(401, "device-revoked");
    server.login("li", PASSWORD).expect(401, "invalid-credentials");
    let held = server.store.read_blocking(|c| accounts::roles_held(c, user, START)).unwrap();
    assert_eq!(held.len(), 2);
    assert_eq!((held[0].role, held[0].until), (Role::Technician, Some(START + 1)));
}

#[test]
fn attack_06_a_revoked_browser_is_refused() {
    let server = server();
    let reply = server.login("wang", PASSWORD);
    let cookie = reply.headers["set-cookie"].split(';').next().unwrap().to_owned();
    let me = || server.send("GET", "/api/v1/me", &[("Cookie", &cookie)], "");
    let device = me().ok()["device"].as_str().unwrap().parse().unwrap();
    server.write(move |c| accounts::remove_device(c, &By::operator(START + 1), device));
    assert_eq!(me().status, 401);
    server.login("wang", PASSWORD).ok();
    assert_eq!(me().status, 401);
}

#[test]
fn attack_07_a_refresh_token_needs_its_own_device() {
    let server = server();
    let (a, b) = (Phone::enrol(&server, 1), Phone::enrol(&server, 2));
    b.renew(&server, &a.refresh).expect(401, "invalid-grant");
    assert_eq!(server.count("SELECT count(*) FROM alarm WHERE kind = 'token_of_another_device'"), 1);
    let unsigned = json!({ "refresh_token": a.refresh, "nonce": server.nonce(), "signature": b64(&[0; 64]) });
    server.post("/api/v1/token", &unsigned).expect(401, "invalid-grant");
    let without = json!({ "refresh_token": a.refresh, "nonce": server.nonce() });
    server.post("/api/v1/token", &without).expect(400, "invalid-request");
    // A signature for another nonce, a nonce twice, an old nonce, an invented nonce.
    let renewal = a.renewal(&server.nonce(), &a.refresh);
    server
        .post("/api/v1/token", &changed(&renewal, "nonce", json!(server.nonce())))
        .expect(401, "invalid-grant");
    server.post("/api/v1/token", &renewal).ok();
    server.post("/api/v1/token", &renewal).expect(400, "invalid-nonce");
    let late = a.renewal(&server.nonce(), &a.refresh);
    server.advance(5 * MINUTE);
    server.post("/api/v1/token", &late).expect(400, "invalid-nonce");
    server.post("/api/v1/token", &a.renewal(&b64(&[0; 40]), &a.refresh)).expect(400, "invalid-nonce");
    // A token that was tampered with.
    let forged = a.refresh.replacen(".0.", ".7.", 1);
    a.renew(&server, &forged).expect(401, "invalid-grant");
    a.renew(&server, &a.refresh).ok();
}

#[test]
fn attack_08_predecessor_refresh_token_gives_the_same_successor() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let lost = phone.renew(&server, &phone.refresh).ok();
    for wait in [SECOND, MINUTE, 21 * DAY, 90 * DAY] {
        server.advance(wait);
        let again = phone.renew(&server, &phone.refresh).ok();
        assert_eq!(again["refresh_token"], lost["refresh_token"]);
        server.get_as(again["access_token"].as_str().unwrap()).ok();
    }
    let next = phone.renew(&server, lost["refresh_token"].as_str().unwrap()).ok();
    assert_ne!(next["refresh_token"], lost["refresh_token"]);
}

#[test]
fn attack_09_predecessor_after_its_successor_was_used_ends_the_family() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let second = phone.renew(&server, &phone.refresh).ok()["refresh_token"].as_str().unwrap().to_owned();
    let third = phone.renew(&server, &second).ok()["refresh_token"].as_str().unwrap().to_owned();
    let refused = phone.renew(&server, &phone.refresh).expect(401, "invalid-grant");
    assert_eq!(refused.body["reason"], "ended");
    assert_eq!(server.count("SELECT count(*) FROM alarm WHERE kind = 'token_reused'"), 1);
    for token in [&second, &third] {
        phone.renew(&server, token).expect(401, "invalid-grant");
    }
    // The same person on the same device goes on after one login.
    phone.login(&server, "wrong password").expect(401, "invalid-credentials");
    let fresh = phone.login(&server, PASSWORD).ok();
    server.get_as(fresh["access_token"].as_str().unwrap()).ok();
    phone.renew(&server, fresh["refresh_token"].as_str().unwrap()).ok();
}

#[test]
fn an_expired_refresh_token_asks_for_a_login_and_deletes_nothing() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    server.advance(181 * DAY);
    let refused = phone.renew(&server, &phone.refresh).expect(401, "invalid-grant");
    assert_eq!(refused.body["reason"], "expired");
    phone.login(&server, PASSWORD).ok();
}

#[test]
fn attack_10_two_parallel_refreshes_get_the_same_successor() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    let renewals: Vec<Value> = (0..8).map(|_| phone.renewal(&server.nonce(), &phone.refresh)).collect();
    let tokens: Vec<Value> = std::thread::scope(|scope| {
        let threads: Vec<_> = renewals
            .iter()
            .map(|renewal| {
                scope.spawn(|| server.post("/api/v1/token", renewal).ok()["refresh_token"].clone())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(tokens.windows(2).all(|pair| pair[0] == pair[1]), "{tokens:?}");
}

#[test]
fn attack_11_guessing_is_slowed_down_and_never_locks_the_device_out() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    // One account, from many connections at once.
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..30)
            .map(|n| {
                scope.spawn({
                    let server = &server;
                    move || server.login("li", &format!("guess {n}")).status
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 10);
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 20);
    let limited = server.login("li", PASSWORD).expect(429, "rate-limited");
    let wait: i64 = limited.headers["retry-after"].parse().unwrap();
    assert!((1..=601).contains(&wait), "{wait}");
    // Many accounts from one address: the address is used up too.
    server.login("wang", PASSWORD).expect(429, "rate-limited");
    // The enrolled phone works, renews, and even logs in.
    server.get_as(&phone.access).ok();
    phone.renew(&server, &phone.refresh).ok();
    phone.login(&server, PASSWORD).ok();
    server.advance(wait * SECOND);
    server.login("li", PASSWORD).ok();
}

#[test]
fn attack_12_an_unknown_user_looks_like_a_wrong_password() {
    // The real cost: with a cheap hash a difference in time couldn't be seen.
    let server = server_with(PasswordCost::default());
    // What the processor does for an answer, client and all: the clock on the wall tells of other programs, too.
    let worked = || std::time::Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap();
    let ask = |user: &str| {
        // One request at a time, and the limiter never in the way.
        server.advance(11 * MINUTE);
        let before = worked();
        let reply = server.login(user, "not the password");
        (reply.expect(401, "invalid-credentials").body["detail"].clone(), worked().saturating_sub(before))
    };
    let (known_text, _) = ask("li");
    let (unknown_text, _) = ask("nobody");
    assert_eq!(known_text, unknown_text);
    // The least of each: a neighbour in the processor's cache can only add to it.
    let limit = std::time::Duration::from_millis(5);
    let (mut known, mut unknown) = (std::time::Duration::MAX, std::time::Duration::MAX);
    for round in 0..120 {
        known = known.min(ask("li").1);
        unknown = unknown.min(ask("nobody").1);
        if round >= 10 && known.abs_diff(unknown) < limit {
            break;
        }
    }
    assert!(known > limit, "{known:?}");
    assert!(known.abs_diff(unknown) < limit, "{known:?} {unknown:?}");
}

#[test]
fn attack_13_an_enrolment_code_serves_one_phone() {
    let server = server();
    let key = |seed| ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
    let enrol = |code: &str, seed, password: &str| {
        server.post("/api/v1/enrol", &enrolment(code, &key(seed), password))
    };
    let code = server.code();
    let first = enrol(&code, 1, PASSWORD).ok();
    enrol(&code, 2, PASSWORD).expect(410, "code-used");
    // The same phone, whose answer was lost.
    let again = enrol(&code, 1, PASSWORD).ok();
    assert_eq!(first["device"], again["device"]);
    assert_eq!(first["refresh_token"], again["refresh_token"]);
    enrol(&code, 1, "wrong password").expect(410, "code-used");
    // Guessed, malformed, expired.
    enrol("00000-00000-00000-00000-00000-0", 3, PASSWORD).expect(401, "invalid-code");
    enrol("short", 3, PASSWORD).expect(401, "invalid-code");
    let old = server.code();
    server.advance(DAY);
    enrol(&old, 3, PASSWORD).expect(401, "invalid-code");
    // Five wrong passwords kill a code.
    let code = server.code();
    for _ in 0..5 {
        enrol(&code, 4, "wrong password").expect(401, "invalid-credentials");
    }
    enrol(&code, 4, PASSWORD).expect(401, "invalid-code");
    // Guessing from one address is slowed down.
    server.advance(DAY);
    for _ in 0..10 {
        enrol("00000-00000-00000-00000-00000-0", 5, PASSWORD).expect(401, "invalid-code");
    }
    enrol("00000-00000-00000-00000-00000-0", 5, PASSWORD).expect(429, "rate-limited");
    assert_eq!(server.count("SELECT count(*) FROM device"), 1);
}

#[test]
fn attack_13_a_weak_or_known_key_is_not_enrolled() {
    let server = server();
    let phone = Phone::enrol(&server, 1);
    server
        .post("/api/v1/enrol", &enrolment(&server.code(), &phone.key, PASSWORD))
        .expect(400, "invalid-request");
    let mut identity = [0; 32];
    identity[0] = 1;
    for key in [b64(&identity), b64(&[1; 31]), "?".to_owned()] {
        let mut request = enrolment(&server.code(), &phone.key, PASSWORD);
        request["public_key"] = json!(key);
        server.post("/api/v1/enrol", &request).expect(400, "invalid-request");
    }
}

#[test]
fn attack_14_odd_passwords_cost_nothing() {
    let server = server_with(PasswordCost { memory_kib: 256 * 1024, passes: 4 });
    #[allow(clippy::disallowed_methods)]
    let started = std::time::Instant::now();
    for password in ["x".repeat(10_000), "x".repeat(1_025), "a\0b".to_owned(), String::new()] {
        server.login("li", &password).expect(400, "invalid-request");
    }
    let huge = json!({ "user": "li", "password": "x".repeat(100_000) });
    server.post("/api/v1/login", &huge).expect(413, "too-large");
    let headers = [("Content-Type", "application/json"), ("X-Odd", &"y".repeat(9_000))];
    server.send("POST", "/api/v1/login", &headers, "{}").expect(431, "headers-too-large");
    // One hash of this cost takes longer than all of these requests.
    assert!(started.elapsed() < std::time::Duration::from_millis(500));
}

#[test]
fn attack_14_the_same_characters_are_the_same_password() {
    let server = server();
    let user = server.technician;
    let hasher = accounts::Hasher::new(
        PasswordCost { memory_kib: 64, passes: 1 },
        std::sync::Arc::new(undercroft_server::environment::SystemEntropy),
    )
    .unwrap();
    let composed = accounts::Password::chosen("caf\u{e9} au lait").unwrap();
    let hash = hasher.hash_blocking(&composed).unwrap();
    server.write(move |c| accounts::set_password(c, &By::operator(START), user, &hash));
    server.login("li", "cafe\u{301} au lait").ok();
    server.login(" LI ", "caf\u{e9} au lait").ok();
}
