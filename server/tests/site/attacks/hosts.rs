//! What a request says of where it comes from and of whom it is for: `Host`, `Origin`, `X-Forwarded-For`, and the cookie that
//! browsers send along.

use crate::support::browser::*;
use crate::support::*;
use serde_json::json;
use undercroft_server::http::HttpConfig;
use undercroft_server::store::StoreError;

const OWN: &str = "http://jobs.example.org";

fn asks(server: &Server, first_line: &str, hosts: &[&str], more: &str) -> Reply {
    let hosts: Vec<String> = hosts.iter().map(|host| format!("Host: {host}\r\n")).collect();
    let hosts = hosts.concat();
    server.raw(format!("{first_line} HTTP/1.1\r\n{hosts}Connection: close\r\n{more}\r\n").as_bytes())
}

/// A site that is called `https://jobs.example.org`, and `garden` in its own house.
fn named() -> Server {
    let mut http = HttpConfig::new("https://jobs.example.org:8443/");
    http.other_names = vec!["garden".to_owned()];
    server_on(http)
}

#[test]
fn attack_49_a_request_to_a_name_that_is_not_the_servers_is_misdirected() {
    let server = named();
    for own in [
        "jobs.example.org",
        "JOBS.example.org:8443",
        "jobs.example.org.",
        "garden",
        "garden:8080",
        "localhost:8080",
        "127.0.0.1:8080",
        "192.168.7.9",
        "[::1]:8080",
    ] {
        assert_eq!(asks(&server, "GET /healthz", &[own], "").status, 200, "{own}");
    }
    for foreign in [
        "evil",
        "evil.example",
        "evil.example:8443",
        "jobs.example.org.evil.example",
        "evil-jobs.example.org",
        "example.org",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "garden.evil.example",
    ] {
        for path in ["/healthz", "/login", "/", "/app/", "/api/v1/me", "/nowhere"] {
            let reply = asks(&server, &format!("GET {path}"), &[foreign], "");
            assert_eq!((reply.status, reply.problem().as_str()), (421, "misdirected"), "{foreign} {path}");
            assert!(!reply.headers.contains_key("location") && !reply.headers.contains_key("set-cookie"));
            assert!(!format!("{reply:?}").contains(foreign), "the name comes back: {reply:?}");
        }
        // An address in the first line goes before the field, whatever that says.
        let reply = asks(&server, &format!("GET http://{foreign}/healthz"), &["jobs.example.org"], "");
        assert_eq!((reply.status, reply.problem().as_str()), (421, "misdirected"), "{foreign}");
    }
    for nobody in [&["jobs.example.org", "evil.example"][..], &["a b"], &["jobs.example.org/x"], &[""]] {
        let reply = asks(&server, "GET /healthz", nobody, "");
        assert_eq!(reply.status, 400, "{nobody:?}: {reply:?}");
    }
}

#[test]
fn attack_49_a_name_that_somebody_let_lead_here_signs_nobody_in_and_takes_no_form() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let order = desk.register("陈女士", "灯不亮");
    let cookie = desk.cookie();
    let (changes, sessions) =
        (server.count("SELECT count(*) FROM change"), server.count("SELECT count(*) FROM web_session"));
    let form = "user=wang&password=correct+horse+7&next=%2F";
    let sent = |path: &str, body: &str| {
        let more = format!(
            "Origin: http://evil.example\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let head = format!("POST {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n");
        server.raw(format!("{head}{more}").as_bytes())
    };
    for (path, body) in [
        ("/login".to_owned(), form),
        (format!("{order}/commands"), "command=judge&accepted=yes"),
        ("/sign-out".to_owned(), ""),
    ] {
        let reply = sent(&path, body);
        assert_eq!((reply.status, reply.problem().as_str()), (421, "misdirected"), "{path}");
        assert!(!reply.headers.contains_key("set-cookie"), "{reply:?}");
    }
    assert_eq!(changes, server.count("SELECT count(*) FROM change"));
    assert_eq!(sessions, server.count("SELECT count(*) FROM web_session WHERE ended_at IS NULL"));
    assert_eq!(desk.get(&order).status, 200, "he is still signed in");
}

/// Where the newest sign-in came from, as the audit says.
fn signed_in_from(server: &Server) -> String {
    let newest = "SELECT detail FROM audit WHERE kind = 'signed_in' ORDER BY number DESC LIMIT 1";
    let found = server.store.read_blocking(|connection| -> Result<String, StoreError> {
        Ok(connection.query_row(newest, [], |row| row.get(0))?)
    });
    found.unwrap()
}

/// Signs in as the dispatcher; `forwarded` is what a proxy is said to have seen.
fn sign_in(server: &Server, user: &str, password: &str, forwarded: &[&str]) -> Reply {
    let mut headers = vec![("Content-Type", "application/json")];
    headers.extend(forwarded.iter().map(|from| ("X-Forwarded-For", *from)));
    server.send("POST", "/api/v1/login", &headers, &json!({ "user": user, "password": password }).to_string())
}

#[test]
fn attack_49_an_address_that_no_listed_proxy_names_is_an_invention() {
    let server = server();
    for invented in [&["203.0.113.9"][..], &["203.0.113.9, 127.0.0.1"], &["203.0.113.9", "198.51.100.7"]] {
        sign_in(&server, "wang", PASSWORD, invented).ok();
        assert_eq!(signed_in_from(&server), "127.0.0.1", "{invented:?}");
    }
    // Another address each time buys no further guess.
    let statuses: Vec<u16> = (0..14)
        .map(|n| {
            let (user, from) = (format!("guess{n}"), format!("203.0.113.{n}"));
            sign_in(&server, &user, "wrong password", &[&from]).status
        })
        .collect();
    assert_eq!(statuses, [[401; 10].as_slice(), &[429; 4]].concat());
    for name in ["Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"] {
        let body = json!({ "user": "wang", "password": PASSWORD }).to_string();
        let headers = [("Content-Type", "application/json"), (name, "203.0.113.77")];
        server.send("POST", "/api/v1/login", &headers, &body).expect(429, "rate-limited");
    }
}

#[test]
fn attack_49_a_listed_proxy_names_the_sender_and_nobody_left_of_him() {
    let mut http = http();
    http.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let server = server_on(http);
    for (said, from) in [
        (&["203.0.113.9"][..], "203.0.113.9"),
        (&["198.51.100.7, 203.0.113.9"], "203.0.113.9"),
        (&["198.51.100.7", "203.0.113.9"], "203.0.113.9"),
        (&["198.51.100.7, 203.0.113.9, 127.0.0.1"], "203.0.113.9"),
        (&["no address"], "127.0.0.1"),
        (&[], "127.0.0.1"),
    ] {
        sign_in(&server, "wang", PASSWORD, said).ok();
        assert_eq!(signed_in_from(&server), from, "{said:?}");
    }
    // Who guesses uses up his own address, whatever he writes left of it, and nobody else's.
    for n in 0..10 {
        let said = format!("198.51.100.{n}, 203.0.113.50");
        sign_in(&server, &format!("guess{n}"), "wrong password", &[&said]).expect(401, "invalid-credentials");
    }
    sign_in(&server, "wang", PASSWORD, &["198.51.100.99, 203.0.113.50"]).expect(429, "rate-limited");
    sign_in(&server, "wang", PASSWORD, &["203.0.113.51"]).ok();
}

#[test]
fn attack_49_and_59_a_form_from_another_origin_changes_nothing_and_no_answer_invites_it() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let order = desk.register("陈女士", "灯不亮");
    let etag = hidden(&desk.page(&order), "etag");
    let counted = || {
        let changes = server.count("SELECT count(*) FROM change");
        (changes, server.count("SELECT count(*) FROM web_session WHERE ended_at IS NULL"))
    };
    let before = counted();
    let judged = [("etag", etag.as_str()), ("form", "judge"), ("command", "judge"), ("accepted", "yes")];
    let registered = registration("陈女士", "灯不亮");
    let forms = [
        (format!("{order}/commands"), &judged[..]),
        ("/orders/new".to_owned(), &registered[..]),
        ("/login".to_owned(), &[("user", "wang"), ("password", PASSWORD)]),
        ("/sign-out".to_owned(), &[]),
        ("/logout".to_owned(), &[]),
        ("/notices/read".to_owned(), &[]),
    ];
    let foreign = [
        "https://evil.example",
        "http://evil",
        "evil",
        "null",
        "",
        "http://jobs.example.org.evil.example",
        "https://jobs.example.org",
        "http://jobs.example.org:81",
    ];
    let silent = |reply: &Reply| {
        let mut names = reply.headers.keys();
        assert!(!names.any(|name| name.starts_with("access-control-")), "{reply:?}");
    };
    for origin in foreign {
        for (path, fields) in &forms {
            let reply = desk.post_from(origin, path, fields);
            assert_eq!(reply.status, 403, "{origin:?} {path}: {reply:?}");
            silent(&reply);
        }
        // Neither what a script asks first nor what it would like to read.
        for path in ["/api/v1/orders", "/api/v1/me", "/healthz", "/", "/nowhere"] {
            let asked = [
                ("Origin", origin),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization"),
            ];
            silent(&server.send("OPTIONS", path, &asked, ""));
            silent(&server.send("GET", path, &[("Origin", origin), ("Cookie", &desk.cookie())], ""));
        }
    }
    assert_eq!(before, counted());
    // The same form from its own page.
    let reply = desk.post_from(OWN, &forms[0].0, forms[0].1);
    assert_eq!(reply.status, 303, "{reply:?}");
    assert_ne!(before, counted());
}

#[test]
fn attack_59_behind_https_the_session_is_a_cookie_of_this_host_alone_that_no_script_reads() {
    let server = named();
    let body = json!({ "user": "wang", "password": PASSWORD }).to_string();
    let form = format!("user=wang&password={}&next=%2F", encode(PASSWORD));
    let origin = ("Origin", "https://jobs.example.org:8443");
    for (path, kind, body, status) in [
        ("/api/v1/login", "application/json", body.as_str(), 200),
        ("/login", "application/x-www-form-urlencoded", &form, 303),
    ] {
        let reply = server.send("POST", path, &[origin, ("Content-Type", kind)], body);
        assert_eq!(reply.status, status, "{reply:?}");
        let set = &reply.headers["set-cookie"];
        let (pair, attributes) = set.split_once("; ").unwrap();
        let (name, session) = pair.split_once('=').unwrap();
        assert_eq!(name, "__Host-undercroft");
        assert!(
            session.len() == 43 && session.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        );
        // No Domain: the prefix forbids one, and wants the rest.
        assert_eq!(attributes, "Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(reply.headers["strict-transport-security"], "max-age=31536000");

        let me = |cookie: &str| server.send("GET", "/api/v1/me", &[("Cookie", cookie)], "").status;
        assert_eq!(me(pair), 200);
        // Under the name without the prefix anybody on the way could have set it.
        assert_eq!(me(&format!("undercroft={session}")), 401);
        let out = if path == "/login" { "/sign-out" } else { "/logout" };
        let over = server.send("POST", out, &[origin, ("Cookie", pair)], "");
        let ended = "__Host-undercroft=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(over.headers["set-cookie"], ended, "{over:?}");
        assert_eq!(me(pair), 401);
    }
}
