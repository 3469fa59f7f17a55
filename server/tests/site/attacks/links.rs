//! Names, addresses and pages that lead somewhere else than they say.

use crate::support::browser::*;
use crate::support::hand::id_of;
use crate::support::*;
use std::io::{Read, Write};
use std::net::TcpStream;
use undercroft_server::ident::Role;

#[test]
fn attack_54_a_photo_has_no_name_but_its_digest_and_nothing_is_written_beside_the_database() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let order = desk.dispatched_until_slip();
    let technician = server.technician.to_string();
    desk.command(&order, &[("command", "assign"), ("technician", &technician)]);
    let phone = Phone::enrol(&server, 1);
    let bearer = format!("Bearer {}", phone.access);
    let document = id_of(&order);
    let files = || {
        let folder = server.store.path().parent().unwrap().to_owned();
        let mut names: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|one| one.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = files();
    let body = "\u{1}".repeat(40);
    for name in [
        "..%2F..%2Fx",
        "%2Fetc%2Fpasswd",
        "..%5C..%5Cx",
        "a%00b",
        "CON",
        "CON.jpg",
        "x%E2%80%AEgpj.exe",
        "x.jpg",
        &"4".repeat(4_096),
        &"a".repeat(63),
        "..",
        "%2E%2E",
    ] {
        for method in ["PATCH", "GET", "HEAD"] {
            let path = format!("/api/v1/documents/{document}/blobs/{name}");
            let headers = [
                ("Authorization", bearer.as_str()),
                ("Content-Type", "application/octet-stream"),
                ("Upload-Offset", "0"),
                ("Upload-Length", "40"),
            ];
            let reply = server.send(method, &path, &headers, if method == "PATCH" { &body } else { "" });
            assert_eq!(reply.status, 404, "{method} {path}: {reply:?}");
        }
    }
    assert_eq!(files(), before, "nothing lies beside the database");
    assert_eq!(server.count("SELECT count(*) FROM upload"), 0);
}

#[test]
fn attack_60_every_page_forbids_frames_and_copies_and_a_session_is_new_and_over() {
    let server = server();
    user(&server, "head", "主任", Role::OfficeHead);
    // A session that somebody else has chosen is not taken over by signing in.
    let reply = |cookie: &str| {
        let body = format!("user=wang&password={}&next=%2F", encode(PASSWORD));
        let headers = [
            ("Cookie", cookie),
            ("Origin", "http://jobs.example.org"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        server.send("POST", "/login", &headers, &body)
    };
    let chosen = format!("undercroft={}", "A".repeat(43));
    let (first, second) = (reply(&chosen), reply(&chosen));
    let cookie = |reply: &Reply| reply.headers["set-cookie"].split(';').next().unwrap().to_owned();
    assert_ne!(cookie(&first), chosen);
    assert_ne!(cookie(&first), cookie(&second));
    let me = |cookie: &str| server.send("GET", "/api/v1/me", &[("Cookie", cookie)], "").status;
    assert_eq!((me(&chosen), me(&cookie(&first)), me(&cookie(&second))), (401, 200, 200));
    // Signing in again with a session that counts gives another one, too.
    let third = reply(&cookie(&first));
    assert_ne!(cookie(&third), cookie(&first));

    let desk = Browser::signed_in(&server, "wang");
    let order = desk.register("陈女士", "灯不亮");
    let head = Browser::signed_in(&server, "head");
    let mut pages: Vec<String> =
        ["/", "/orders/new", "/incidents", "/complaints", "/procedures", "/notices", "/nowhere"]
            .map(str::to_owned)
            .to_vec();
    pages.extend([order.clone(), format!("/api/v1{order}"), "/api/v1/me".to_owned()]);
    // Whatever the pages lead to, as far as it is of this site.
    for page in ["/", order.as_str()] {
        for link in head.page(page).split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap().replace("&amp;", "&");
            if link.starts_with('/') && !link.starts_with("/assets") && !pages.contains(&link) {
                pages.push(link);
            }
        }
    }
    assert!(pages.len() > 15, "{pages:?}");
    for page in &pages {
        let reply = head.get(page);
        assert!(reply.headers["content-security-policy"].contains("frame-ancestors 'none'"), "{page}");
        assert_eq!(reply.headers["x-frame-options"], "DENY", "{page}");
        let kept = reply.headers["cache-control"].as_str();
        assert!(kept == "no-store" || page.starts_with("/app"), "{page}: {kept}");
    }
    // Back after signing out: the browser has nothing, and the server says no.
    let old = cookie(&second);
    let headers = [("Cookie", old.as_str()), ("Origin", "http://jobs.example.org")];
    assert_eq!(server.send("POST", "/sign-out", &headers, "").status, 303);
    assert_eq!(me(&old), 401);
    let back = server.send("GET", &order, &[("Cookie", &old)], "");
    assert_eq!(back.status, 303, "{back:?}");
    assert!(back.headers["location"].starts_with("/login?next="));
    assert!(!back.text.contains("陈女士"));
}

#[test]
fn attack_61_no_page_of_another_site_listens_and_no_token_stands_in_an_address() {
    let server = server();
    let login = server.login("wang", PASSWORD);
    let cookie = login.headers["set-cookie"].split(';').next().unwrap().to_owned();
    let token = login.body["access_token"].as_str().unwrap().to_owned();
    let listen = |headers: &[(&str, &str)]| {
        let mut request = "GET /api/v1/events HTTP/1.1\r\nHost: jobs.example.org\r\n".to_owned();
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        std::str::from_utf8(&status[9..]).unwrap().parse::<u16>().unwrap()
    };
    let with = ("Cookie", cookie.as_str());
    for foreign in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        assert_eq!(listen(&[with, foreign]), 403, "{foreign:?}");
    }
    assert_eq!(listen(&[with, ("Origin", "http://jobs.example.org")]), 200);
    assert_eq!(listen(&[with, ("Sec-Fetch-Site", "same-origin")]), 200);
    // There is no socket to be upgraded to.
    let upgrade = [
        with,
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    assert_eq!(listen(&upgrade), 200, "answered as any other request");
    for path in ["/api/v1/me", "/api/v1/events", "/api/v1/orders", "/", "/app/"] {
        for name in ["access_token", "token", "authorization", "session", "undercroft"] {
            let reply = server.send("GET", &format!("{path}?{name}={token}"), &[], "");
            let asks = reply.status == 401 || reply.status == 303 || path == "/app/";
            assert!(asks, "{path}?{name}: {reply:?}");
            assert!(!reply.text.contains("WANG"), "{path}");
        }
    }
    // A token as a cookie, and a session as a token, are neither.
    assert_eq!(server.get_as(cookie.split('=').nth(1).unwrap()).status, 401);
    let swapped = format!("undercroft={token}");
    assert_eq!(server.send("GET", "/api/v1/me", &[("Cookie", &swapped)], "").status, 401);
}
