//! The web server's general behaviour over real HTTP.

use crate::support::*;
use serde_json::json;
use std::io::{Read, Write};

#[test]
fn a_server_says_that_it_lives_and_that_it_works() {
    let server = server();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(server.send("GET", path, &[], "").ok()["status"], "ok");
    }
    assert_eq!(server.send("GET", "/openapi.json", &[], "").ok()["openapi"], "3.1.0");
}

#[test]
fn unknown_pages_and_methods_are_problems() {
    let server = server();
    server.send("GET", "/no/such/page?token=secret", &[], "").expect(404, "not-found");
    let reply = server.send("DELETE", "/api/v1/me", &[], "").expect(405, "method-not-allowed");
    assert!(reply.headers["allow"].contains("GET"), "{reply:?}");
    server.send("GET", "/api/v1/me", &[], "").expect(401, "sign-in-required");
    // A browser gets a page that says so; a program a problem, and the interface nothing else.
    let html = [("Accept", "text/html,application/xhtml+xml;q=0.9")];
    let page = server.send("GET", "/no/such/page", &html, "");
    assert_eq!((page.status, page.headers["content-type"].as_str()), (404, "text/html; charset=utf-8"));
    assert!(page.text.contains("<h1>"), "{page:?}");
    server.send("GET", "/api/v1/nothing", &html, "").expect(404, "not-found");
}

#[test]
fn every_answer_carries_the_security_headers() {
    let server = server();
    for path in ["/healthz", "/nowhere"] {
        let headers = server.send("GET", path, &[], "").headers;
        assert!(headers["content-security-policy"].contains("frame-ancestors 'none'"));
        assert!(!headers["content-security-policy"].contains("unsafe"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["x-request-id"].len(), 16);
        assert!(!headers.contains_key("access-control-allow-origin"));
    }
}

#[test]
fn bodies_are_read_strictly() {
    let server = server();
    let json_type = [("Content-Type", "application/json")];
    let ask = |body: &str| server.send("POST", "/api/v1/login", &json_type, body);
    ask("{").expect(400, "invalid-json");
    ask("\u{feff}{}").expect(400, "invalid-json");
    ask(&"[".repeat(10_000)).expect(400, "invalid-request");
    ask("{}").expect(400, "invalid-request");
    ask(r#"{"user":"li","user":"li","password":"x"}"#).expect(400, "invalid-request");
    ask(r#"{"user":"li","password":"x","role":"administrator"}"#).expect(400, "unknown-field");
    ask(r#"{"user":"\ud800","password":"x"}"#).expect(400, "invalid-json");
    ask(r#"{"user":1e400,"password":"x"}"#).problem();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"] {
        server.send("POST", "/api/v1/login", &[("Content-Type", kind)], "{}").expect(415, "unsupported-type");
    }
}

#[test]
fn attack_59_a_form_of_another_site_changes_nothing() {
    let server = server();
    let reply = server.login("wang", PASSWORD);
    let cookie = reply.headers["set-cookie"].clone();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let me = || server.send("GET", "/api/v1/me", &[("Cookie", &cookie)], "").status;
    assert_eq!(me(), 200);
    let logout =
        |name: &str, value: &str| server.send("POST", "/logout", &[("Cookie", &cookie), (name, value)], "");
    logout("Sec-Fetch-Site", "cross-site").expect(403, "cross-site");
    logout("Origin", "https://evil.example").expect(403, "cross-site");
    assert_eq!(me(), 200);
    assert_eq!(logout("Origin", "http://jobs.example.org").status, 204);
    assert_eq!(me(), 401);
    let body = json!({ "user": "wang", "password": PASSWORD }).to_string();
    let evil = [("Content-Type", "application/json"), ("Sec-Fetch-Site", "cross-site")];
    server.send("POST", "/api/v1/login", &evil, &body).expect(403, "cross-site");
}

#[test]
fn an_office_session_ends_after_twelve_hours() {
    let server = server();
    let reply = server.login("wang", PASSWORD);
    let cookie = reply.headers["set-cookie"].split(';').next().unwrap().to_owned();
    server.advance(12 * 60 * MINUTE - 1);
    server.send("GET", "/api/v1/me", &[("Cookie", &cookie)], "").ok();
    server.advance(1);
    server.send("GET", "/api/v1/me", &[("Cookie", &cookie)], "").expect(401, "token-expired");
}

#[test]
fn a_stopping_server_finishes_what_it_began() {
    let server = server();
    let mut stream = std::net::TcpStream::connect(server.address).unwrap();
    let body = json!({ "user": "wang", "password": PASSWORD }).to_string();
    let head = format!(
        "POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The request is under way: another answer from the same server proves that it was accepted.
    server.send("GET", "/healthz", &[], "").ok();
    let stopped = std::thread::spawn(move || drop(server));
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    stopped.join().unwrap();
}

#[test]
fn every_described_path_is_routed() {
    let server = server();
    let api = serde_json::to_value(undercroft_server::http::openapi_document()).unwrap();
    for (path, methods) in api["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            // Any id will do: what matters is that the route exists, also when nothing is found.
            let path = path.replace(['{', '}'], "");
            let reply = server.send(&method.to_uppercase(), &path, &[], "");
            let unrouted = reply.body["detail"] == "no such page" || reply.status == 405;
            assert!(!unrouted, "{method} {path}: {reply:?}");
        }
    }
}
