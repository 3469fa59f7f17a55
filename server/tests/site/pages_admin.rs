//! The administrator's pages over real HTTP: people and their devices, alarms, refused changes.

use crate::support::browser::*;
use crate::support::*;
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{ActorId, DocumentId, EntryId};
use client_core::protocol::convert::to_wire;
use client_core::protocol::{Run, SyncRequest, to_bytes};
use client_core::replica::{ChangeRow, GENESIS_MAX_OP, build, genesis_hash};
use undercroft_server::accounts::{NewUser, create_user};
use undercroft_server::alarms::{self, AlarmKind};
use undercroft_server::audit::By;
use undercroft_server::ident::Role;

/// A phone sends a change whose entry can't be read. Gives the bytes that are kept.
fn refused_push(server: &Server, phone: &Phone) -> Vec<u8> {
    let (document, kind) = (DocumentId::from_bytes([4; 16]), DocumentKind::Order);
    let entries = vec![(EntryId::from_bytes([6; 16]), vec![0xff, 0x00])];
    let deps = vec![genesis_hash(kind, document)];
    let change = ChangeRow { actor: ActorId::from_bytes([5; 16]), seq: 1, deps, entries };
    let hash = build(kind, document, &change, GENESIS_MAX_OP + 1).unwrap().hash;
    let row = to_wire(&change, None);
    let kept = to_bytes(&row).unwrap();
    let run = Run { document, kind, actor: change.actor, rows: vec![row], hash, hashes: None };
    let request = SyncRequest {
        version: 1,
        app: "test".into(),
        nonce: [7; 16],
        cursor: None,
        push: vec![run],
        returned: Vec::new(),
        blobs: Vec::new(),
        announced: Vec::new(),
        keeps_own: false,
        budget: None,
        reference: 0,
    };
    let body = to_bytes(&request).unwrap();
    let head = format!(
        "POST /api/v1/sync HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\n\
         content-type: application/cbor\r\ncontent-length: {}\r\n\r\n",
        phone.access,
        body.len()
    );
    assert_eq!(server.raw(&[head.as_bytes(), &body].concat()).status, 200);
    kept
}

/// A site with an administrator and a manager beside its people.
pub fn staffed() -> Server {
    let server = server();
    server.write(|connection| {
        let hash: String = connection
            .query_row("SELECT password_hash FROM user WHERE name = 'wang'", [], |row| row.get(0))
            .unwrap();
        for (name, role) in [("root", Role::Administrator), ("chen", Role::CscManager)] {
            let user = NewUser {
                name: name.to_owned(),
                display_name: name.to_uppercase(),
                password_hash: hash.clone(),
                roles: vec![role],
            };
            create_user(
                connection,
                &undercroft_server::environment::SystemEntropy,
                &By::operator(START),
                user,
            )?;
        }
        Ok(())
    });
    server
}

pub fn page_of(people: &str, name: &str) -> String {
    // The bar names the viewer too, and those who can head a department stand below the list.
    let (_, list) = people.split_once("<ul class=\"plain\">").unwrap();
    let (before, _) = list.split_once(&format!(">{name}<")).unwrap();
    let start = before.rfind("/people/").unwrap();
    before[start..].split('"').next().unwrap().to_owned()
}

#[test]
fn an_administrator_adds_somebody_who_enrols_a_phone_and_shuts_it_out() {
    let server = staffed();
    let root = Browser::signed_in(&server, "root");
    let fields = [
        ("name", "zhao"),
        ("display_name", "赵师傅"),
        ("password", "correct horse 7"),
        ("role", "technician"),
        ("role", "storekeeper"),
    ];
    let reply = root.post("/people", &fields);
    assert_eq!(reply.status, 303, "{reply:?}");
    let person = reply.headers["location"].clone();
    has(&root.page("/people"), &["赵师傅", "维修人员、仓管员"]);
    let shown = root.post(&person, &[("command", "code")]);
    assert_eq!(shown.status, 200);
    has(&shown.text, &["<svg class=\"qr\"", "邀请码"]);
    let code = shown.text.split("<p class=\"code\">").nth(1).unwrap().split('<').next().unwrap();
    let key = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let answer = server.post("/api/v1/enrol", &enrolment(code, &key, "correct horse 7")).ok();
    let (device, token) = (answer["device"].as_str().unwrap(), answer["access_token"].as_str().unwrap());
    assert_eq!(server.get_as(token).status, 200);
    has(&root.page(&person), &["phone", "手机", device]);
    assert!(!root.page(&person).contains(code), "a code is shown once");

    assert_eq!(root.post(&person, &[("command", "remove"), ("device", device)]).status, 303);
    assert_eq!(server.get_as(token).status, 401, "its next request is refused");
    has(&root.page(&person), &["已撤销"]);
}

#[test]
fn roles_passwords_and_shutting_out_take_hold_at_once() {
    let server = staffed();
    let root = Browser::signed_in(&server, "root");
    let wang = page_of(&root.page("/people"), "WANG");
    let desk = Browser::signed_in(&server, "wang");
    assert_eq!(desk.get("/orders/new").status, 200);
    assert_eq!(root.post(&wang, &[("command", "roles"), ("role", "finance")]).status, 303);
    has(&root.page(&wang), &["value=\"finance\" checked"]);
    has(&root.page("/people"), &["财务人员"]);
    assert_eq!(server.count("SELECT count(*) FROM user_role WHERE role = 'dispatcher' AND until_at > 0"), 1);

    assert_eq!(root.post(&wang, &[("command", "password"), ("password", "short")]).status, 400);
    assert_eq!(root.post(&wang, &[("command", "password"), ("password", "long enough now")]).status, 303);
    assert_eq!(desk.get("/finance").status, 303, "the old session has ended");
    assert_eq!(server.login("wang", PASSWORD).status, 401);
    assert_eq!(server.login("wang", "long enough now").status, 200);
    assert_eq!(root.post(&wang, &[("command", "disable")]).status, 303);
    assert_eq!(server.login("wang", "long enough now").status, 401);
    has(&root.page(&wang), &["已停用"]);
}

#[test]
fn nobody_shuts_himself_out_and_a_refused_form_keeps_what_was_typed() {
    let server = staffed();
    let root = Browser::signed_in(&server, "root");
    let own = page_of(&root.page("/people"), "ROOT");
    for fields in [vec![("command", "disable")], vec![("command", "roles"), ("role", "technician")]] {
        let reply = root.post(&own, &fields);
        assert_eq!(reply.status, 403, "{fields:?}");
    }
    has(&root.page(&own), &["value=\"administrator\" checked"]);
    let fields = [
        ("name", "wang"),
        ("display_name", "第二个王"),
        ("password", "correct horse 7"),
        ("role", "finance"),
    ];
    let reply = root.post("/people", &fields);
    assert_eq!(reply.status, 409);
    has(&reply.text, &["已有同名", "value=\"第二个王\"", "value=\"finance\" checked"]);
    assert!(!reply.text.contains("correct horse 7"));
    for role in ["server", "king"] {
        let fields =
            [("name", role), ("display_name", role), ("password", "correct horse 7"), ("role", role)];
        assert_eq!(root.post("/people", &fields).status, 303);
    }
    assert_eq!(server.count("SELECT count(*) FROM user_role WHERE role IN ('server', 'king')"), 0);
}

#[test]
fn attack_39_others_see_neither_people_nor_what_was_refused() {
    let server = staffed();
    for user in ["wang", "li"] {
        let other = Browser::signed_in(&server, user);
        for path in ["/people", "/watch", "/watch/quarantine/1", "/people/00000000000000000000000000000000"] {
            assert_eq!(other.get(path).status, 403, "{user} {path}");
        }
        let fields = [("name", "x"), ("display_name", "x"), ("password", "correct horse 7")];
        assert_eq!(other.post("/people", &fields).status, 403);
        assert_eq!(other.post("/watch/alarms/1", &[]).status, 403);
        assert!(!other.page("/").contains("href=\"/people\""));
    }
    let manager = Browser::signed_in(&server, "chen");
    assert_eq!(manager.get("/people").status, 403);
    assert_eq!(manager.get("/watch").status, 200);
}

#[test]
fn alarms_are_dealt_with_once_and_refused_changes_are_read_by_managers() {
    let server = staffed();
    let phone = Phone::enrol(&server, 3);
    server.write(|connection| {
        alarms::raise(connection, START, AlarmKind::Rollback, None, None, "an old <b>backup</b>").unwrap();
        Ok(())
    });
    let garbage = refused_push(&server, &phone);
    let manager = Browser::signed_in(&server, "chen");
    let watch = manager.page("/watch");
    has(&watch, &["数据库退回了旧状态", "an old &lt;b&gt;backup&lt;/b&gt;", "LI", "格式不对"]);
    assert_eq!(manager.post("/watch/alarms/1", &[]).status, 303);
    has(&manager.page("/watch"), &["已处理:CHEN"]);
    let root = Browser::signed_in(&server, "root");
    assert_eq!(root.post("/watch/alarms/1", &[]).status, 303);
    has(&root.page("/watch"), &["已处理:CHEN"]);
    assert_eq!(root.post("/watch/alarms/99", &[]).status, 404);
    let bytes = client_core::domain::id::hex(&garbage);
    has(&manager.page("/watch/quarantine/1"), &["无法读出", &bytes]);
    let seen = root.page("/watch/quarantine/1");
    has(&seen, &["内容只给"]);
    assert!(!seen.contains(&bytes), "who runs the software reads no orders");
}

#[test]
fn signing_in_leads_everybody_to_something_that_he_may_read() {
    let server = staffed();
    user(&server, "men", "门岗", Role::GateGuard);
    for (name, place) in [("men", "/incidents"), ("root", "/people")] {
        let browser = Browser::signed_in(&server, name);
        let begins = browser.get("/");
        assert_eq!((begins.status, begins.headers["location"].as_str()), (303, place), "{name}");
        let page = browser.page(place);
        assert!(!page.contains("<a href=\"/\">"), "{name} is offered no board");
    }
    assert_eq!(Browser::signed_in(&server, "wang").get("/").status, 200);
}
