//! What a hostile device sends to `POST /api/v1/sync`.

use crate::pages_admin::staffed;
use crate::support::browser::*;
use crate::support::hand::*;
use crate::support::*;
use client_core::domain::entry::desk::Archived;
use client_core::domain::entry::{At, Body, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{ActorId, ChangeHash, CommandId, DocumentId, EntryId};
use client_core::domain::policy::Role;
use client_core::protocol::{Bytes, Outcome, QuarantineReason as Why, SyncRequest, to_bytes};
use client_core::replica::Replica;
use serde_json::json;
use undercroft_server::accounts;
use undercroft_server::audit::By;

/// An order in the technician's hands.
fn order(server: &Server) -> (Browser<'_>, String, DocumentId) {
    let desk = Browser::signed_in(server, "wang");
    let order = desk.dispatched_until_slip();
    let technician = server.technician.to_string();
    desk.command(&order, &[("command", "assign"), ("technician", &technician)]);
    let id = id_of(&order);
    (desk, order, id)
}

fn journal(desk: &Browser<'_>, order: &str) -> serde_json::Value {
    desk.get(&format!("/api/v1{order}/journal")).ok()
}

#[test]
fn attack_19_no_flipped_bit_of_a_request_spoils_the_document_or_stops_the_server() {
    let server = server();
    let (desk, path, order) = order(&server);
    let mut hand = Hand::new(&server, 1);
    let mut replica = hand.fetch(order);
    let entry = hand.note("the honest one");
    let before = journal(&desk, &path);
    let request = |run| to_bytes(&SyncRequest { push: vec![run], ..idle() }).unwrap();
    // Four bits of every eighth byte.
    let flip = |good: &[u8], place: usize| {
        for bit in [0, 2, 5, 7] {
            let mut body = good.to_vec();
            body[place] ^= 1 << bit;
            let (status, _) = hand.raw(&body);
            assert!([200, 400, 413].contains(&status), "byte {place}, bit {bit}: {status}");
        }
    };
    // Within the run, whose hash is kept, none is let in.
    let run = hand.run(&mut replica, 8, std::slice::from_ref(&entry));
    let (inner, good) = (to_bytes(&run).unwrap(), request(run));
    let start = good.windows(inner.len()).position(|window| window == inner).unwrap();
    (start..start + inner.len()).step_by(8).for_each(|place| flip(&good, place));
    assert_eq!(journal(&desk, &path), before, "a run with a flipped bit was let in");
    // Some were refused for good, and their actor with them: a phone goes on under another one.
    let mut replica = hand.fetch(order);
    let good = request(hand.run(&mut replica, 9, &[entry]));
    (0..good.len()).step_by(8).for_each(|place| flip(&good, place));
    assert_eq!(hand.raw(&good).0, 200);
    let after = journal(&desk, &path);
    let (before, after) = (before.as_array().unwrap(), after.as_array().unwrap());
    assert_eq!(&after[..before.len()], &before[..], "what was there is as it was");
    // Whatever was flipped outside of the run let the honest entry pass; nothing else ever did.
    let new = &after[before.len()..];
    assert_eq!(new.len(), 1, "{new:?}");
    assert_eq!(new[0]["data"]["reason"], "the honest one");
    // A phone that comes anew builds the same document, and it can be saved and loaded.
    let fetched = Hand::new(&server, 2).fetch(order);
    let loaded = client_core::replica::Replica::from_snapshot(ORDER, order, &fetched.snapshot().unwrap());
    assert_eq!(loaded.unwrap().heads(), fetched.heads());
}

#[test]
fn attack_25_times_of_no_clock_are_taken_and_shown_as_uncertain() {
    let server = server();
    let (desk, path, order) = order(&server);
    let mut hand = Hand::new(&server, 1);
    let year = 365 * DAY;
    let odd = [
        (i64::MAX, Some(0)),
        (i64::MIN, Some(0)),
        (i64::MAX, Some(i64::MAX)),
        (946_684_799_999, Some(0)),
        (4_102_444_800_000, Some(0)),
        (START + 2 * year, Some(0)),
        (START, Some(9 * year)),
        (START, None),
    ];
    for (n, (wall, offset)) in (1_u8..).zip(odd) {
        hand.at = At { wall, offset, boot: None, seen: None };
        let mut replica = hand.fetch(order);
        let note = hand.note(&format!("odd {n}"));
        let run = hand.run(&mut replica, n, &[note]);
        assert_eq!(hand.push(vec![run]), [Outcome::Accepted], "{wall} {offset:?}");
    }
    let unsure = |page: &str, words: &str| {
        let mut lines = page.split("<li");
        lines.any(|line| line.contains(words) && line.contains("(时间不确定)"))
    };
    let page = desk.page(&path);
    for n in 1..=odd.len() {
        assert!(unsure(&page, &format!("odd {n}")), "odd {n}: {page}");
    }
    hand.at = At { wall: START - year, offset: Some(year), boot: None, seen: None };
    let mut replica = hand.fetch(order);
    let note = hand.note("a wrong clock that the server has measured");
    let run = hand.run(&mut replica, 99, &[note]);
    assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);
    let page = desk.page(&path);
    has(&page, &["that the server has measured"]);
    assert!(!unsure(&page, "that the server has measured"), "{page}");
}

#[test]
fn attack_31_ids_of_other_things_and_of_no_form_make_nothing() {
    let server = server();
    let (desk, path, order) = order(&server);
    let mut hand = Hand::new(&server, 1);
    let before = (server.count("SELECT count(*) FROM change"), journal(&desk, &path));
    // The id of an order under the name of another kind of document.
    for kind in [DocumentKind::Customer, DocumentKind::Kit, DocumentKind::Store, DocumentKind::Month] {
        let mut other = client_core::replica::Replica::new(kind, order);
        let note = hand.note("x");
        let run = hand.run(&mut other, 7, &[note]);
        let outcomes = hand.push(vec![run]);
        assert!(!outcomes.contains(&Outcome::Accepted), "{kind:?} {outcomes:?}");
    }
    // A new order that somebody may not make.
    let mut new = client_core::replica::Replica::new(ORDER, DocumentId::from_bytes([0x44; 16]));
    let note = hand.note("x");
    let run = hand.run(&mut new, 7, &[note]);
    assert_eq!(reasons(&hand.push(vec![run])), [Why::Forbidden]);
    // Ids that are none: the field is sixteen bytes, and nothing else is read as one.
    let mut replica = hand.fetch(order);
    let note = hand.note("x");
    let run = hand.run(&mut replica, 6, &[note]);
    let good = to_bytes(&SyncRequest { push: vec![run], ..idle() }).unwrap();
    let place = good.windows(16).position(|window| window == order.as_bytes()).unwrap();
    assert_eq!(good[place - 1], 0x50, "a byte string of sixteen");
    let ten_kb = [&[0x59, 0x28, 0x00][..], &[b'x'; 10_240]].concat();
    let text = [&[0x64][..], b"../x"].concat();
    let uuid = [&[0x78, 36][..], order.to_string().as_bytes()].concat();
    let shorter = [&[0x4f][..], &order.as_bytes()[..15]].concat();
    for id in [&[0x40][..], &[0x60], &[0xf6], &text, &uuid, &shorter, &ten_kb] {
        let body = [&good[..place - 1], id, &good[place + 16..]].concat();
        let (status, answer) = hand.raw(&body);
        assert_eq!(status, 400, "{id:?}");
        let problem: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(problem["type"], "/problems/invalid-request");
    }
    assert_eq!(before, (server.count("SELECT count(*) FROM change"), journal(&desk, &path)));
    // Nor in paths.
    for id in ["%2E%2E%2Fx", "x", &"1".repeat(5_000), "%00", "..%5Cx"] {
        for place in ["orders", "incidents", "complaints"] {
            let path = format!("/api/v1/{place}/{id}");
            let reply = desk.get(&path);
            assert_eq!((reply.status, reply.problem().as_str()), (404, "not-found"), "{path}");
        }
    }
}

#[test]
fn attack_34_a_newer_protocol_waits_and_one_that_never_was_is_named() {
    let server = server();
    let (_desk, _, order) = order(&server);
    let mut hand = Hand::new(&server, 1);
    let mut replica = hand.fetch(order);
    let note = hand.note("x");
    let run = hand.run(&mut replica, 7, &[note]);
    let stored = server.count("SELECT count(*) FROM change");
    for version in [2, 99, u16::MAX] {
        let request = SyncRequest { version, push: vec![run.clone()], ..idle() };
        let answer = hand.ask(&request).unwrap();
        let outcomes: Vec<_> = answer.verdicts.into_iter().map(|verdict| verdict.outcome).collect();
        assert_eq!(outcomes, [Outcome::Later], "{version}");
    }
    let older = SyncRequest { version: 0, push: vec![run.clone()], ..idle() };
    assert_eq!(hand.ask(&older).unwrap_err(), "invalid-request");
    assert_eq!(stored, server.count("SELECT count(*) FROM change"));
    assert_eq!(server.count("SELECT count(*) FROM quarantine"), 0);
    // The same work counts as soon as both speak one version.
    assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);
}

#[test]
fn attack_36_a_removed_device_delivers_nothing_and_a_manager_lets_its_work_in() {
    let server = staffed();
    let (desk, path, order) = order(&server);
    let mut hand = Hand::new(&server, 1);
    let mut replica = hand.fetch(order);
    hand.at.wall = START - 30 * DAY;
    let entries = [hand.note("a month's work")];
    let run = hand.run(&mut replica, 7, &entries);
    let lost = hand.device();
    server.write(move |connection| accounts::remove_device(connection, &By::operator(START), lost));
    let before = journal(&desk, &path);
    assert_eq!(hand.ask(&SyncRequest { push: vec![run.clone()], ..idle() }).unwrap_err(), "device-revoked");
    assert_eq!(server.count("SELECT count(*) FROM quarantine"), 0);
    // Another device of the same person can't send the removed one's rows in its name.
    let other = Hand::new(&server, 2);
    assert_eq!(reasons(&other.push(vec![run])), [Why::By]);
    assert_eq!(journal(&desk, &path), before);
    let kept = server.count("SELECT count(*) FROM quarantine WHERE reason = 'by'");
    assert_eq!(kept, 1, "its bytes are kept for a person");
    // Who may look at it without being a manager doesn't let it in; who is one does, once.
    for other in ["wang", "li", "root"] {
        assert_eq!(
            Browser::signed_in(&server, other).post("/watch/quarantine/1", &[]).status,
            403,
            "{other}"
        );
    }
    assert_eq!(journal(&desk, &path), before);
    let manager = Browser::signed_in(&server, "chen");
    has(&manager.page("/watch/quarantine/1"), &["放行", "a month&#39;s work"]);
    for _ in 0..2 {
        assert_eq!(manager.post("/watch/quarantine/1", &[]).status, 303);
    }
    let after = journal(&desk, &path);
    let (before, after) = (before.as_array().unwrap(), after.as_array().unwrap());
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after[before.len()]["data"]["reason"], "a month's work");
    has(&manager.page("/watch/quarantine/1"), &["已放行:CHEN"]);
    has(&manager.page("/watch"), &["已放行:CHEN"]);
    assert_eq!(server.count("SELECT count(*) FROM audit WHERE kind = 'change_released'"), 1);
    assert_eq!(manager.post("/watch/quarantine/2", &[]).status, 404);
}

#[test]
fn attack_65_a_forbidden_change_stays_out_whoever_asks_and_the_page_says_why() {
    let server = staffed();
    let (desk, path, order) = order(&server);
    let mut hand = Hand::new(&server, 1);
    let mut replica = hand.fetch(order);
    let closed = hand.entry(Body::Archived(Archived {}));
    let run = hand.run(&mut replica, 7, &[closed]);
    assert_eq!(reasons(&hand.push(vec![run])), [Why::Forbidden]);
    let before = journal(&desk, &path);
    let manager = Browser::signed_in(&server, "chen");
    for _ in 0..2 {
        let reply = manager.post("/watch/quarantine/1", &[]);
        assert_eq!(reply.status, 409);
        has(&reply.text, &["未放行:没有权限"]);
    }
    assert_eq!(journal(&desk, &path), before);
    assert_eq!(server.count("SELECT count(*) FROM audit WHERE kind = 'change_released'"), 0);
}

#[test]
fn attack_38_lists_of_no_entries_of_a_million_and_of_wrong_lengths_are_refused() {
    let server = server();
    let (_desk, _, order) = order(&server);
    let mut hand = Hand::new(&server, 1);
    let mut replica = hand.fetch(order);
    let note = hand.note("x");
    let good = hand.run(&mut replica, 7, &[note]);
    let actor = std::cell::Cell::new(100);
    let with = |change: &dyn Fn(&mut client_core::protocol::Run)| {
        let mut run = good.clone();
        // What follows a refused row of one actor is refused for that.
        actor.set(actor.get() + 1);
        run.actor = ActorId::from_bytes([actor.get(); 16]);
        change(&mut run);
        hand.ask(&SyncRequest { push: vec![run], ..idle() })
    };
    let hashes = |count: usize| vec![NO_HASH; count];
    // No rows: nothing to say anything of, and nothing to divide by.
    let answer = with(&|run| run.rows.clear()).unwrap();
    assert!(answer.verdicts.iter().all(|verdict| verdict.outcome != Outcome::Accepted), "{answer:?}");
    // No entries, hashes of another number, hashes that don't end with the run's.
    for bad in [
        with(&|run| run.rows[0].entries.clear()),
        with(&|run| run.hashes = Some(Vec::new())),
        with(&|run| run.hashes = Some(hashes(3))),
        with(&|run| run.hashes = Some(hashes(1))),
        with(&|run| run.rows[0].deps = Some(vec![NO_HASH; 2])),
        with(&|run| run.rows[0].seq = 0),
    ] {
        let outcomes: Vec<_> = bad.unwrap().verdicts.into_iter().map(|verdict| verdict.outcome).collect();
        assert_eq!(reasons(&outcomes), [Why::Malformed], "{outcomes:?}");
    }
    let outcomes = with(&|run| run.rows[0].deps = Some(sorted(257))).unwrap().verdicts;
    let outcomes: Vec<_> = outcomes.into_iter().map(|verdict| verdict.outcome).collect();
    assert_eq!(reasons(&outcomes), [Why::Limits]);
    // A million hashes don't fit a request; a length that promises them brings no memory with it.
    let most = client_core::protocol::MAX_REQUEST_BYTES;
    let million = SyncRequest { push: vec![run_with(&good, sorted(70_000))], ..idle() };
    let bytes = to_bytes(&million).unwrap();
    assert!(bytes.len() > most);
    let (status, _) = hand.raw(&bytes);
    assert_eq!(status, 413);
    let bytes = to_bytes(&SyncRequest { push: vec![good.clone()], ..idle() }).unwrap();
    let place = bytes.windows(5).position(|window| window == b"\x64push").unwrap() + 5;
    for promise in
        [&[0x9a, 0x00, 0x0f, 0x42, 0x40][..], &[0x9b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff], &[0x9f]]
    {
        let body = [&bytes[..place], promise, &bytes[place + 1..]].concat();
        assert_eq!(hand.raw(&body).0, 400, "{promise:?}");
    }
    assert_eq!(hand.push(vec![good]), [Outcome::Accepted], "the server goes on");
}

fn run_with(good: &client_core::protocol::Run, deps: Vec<ChangeHash>) -> client_core::protocol::Run {
    let mut run = good.clone();
    run.rows[0].deps = Some(deps);
    run
}

fn sorted(count: u32) -> Vec<ChangeHash> {
    let hash = |n: u32| {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        ChangeHash::from_bytes(bytes)
    };
    (0..count).map(hash).collect()
}

#[test]
fn attack_29_the_second_return_of_a_tool_is_answered_with_the_first_and_no_loan_ends_twice() {
    let server = crate::store_desk::with_store();
    user(&server, "cang2", "仓管员乙", undercroft_server::ident::Role::Storekeeper);
    let wang = Browser::signed_in(&server, "wang");
    let li = Browser::signed_in(&server, "li");
    let (cang, cang2) = (Browser::signed_in(&server, "cang"), Browser::signed_in(&server, "cang2"));
    let order = crate::store_desk::received(&server, &wang, &li);
    let technician = server.technician.to_string();
    let lend = json!({ "command": "lend_tool", "tool": "T-017", "due_at": START + DAY, "condition": "good" });
    li.order_json(&order, &lend);
    let path = format!("/api/v1{order}");
    let seen = cang.get(&path).headers["etag"].clone();
    let bring = |condition: &str| {
        json!({
            "command": "return_tool", "tool": "T-017", "technician": technician, "condition": condition,
            "photos": [],
        })
    };
    // Two storekeepers who saw the same state write the same return.
    cang.json(&format!("{path}/commands"), &seen, &bring("good")).ok();
    let second = cang2.json(&format!("{path}/commands"), &seen, &bring("damaged"));
    assert_eq!(second.status, 412, "the page shows the first return instead: {second:?}");
    let shown = wang.get(&path).ok();
    assert_eq!(shown["order"]["tools"]["loans"].as_array().unwrap().len(), 1);
    assert_eq!(shown["order"]["tools"]["loans"][0]["state"], "returned");
}

#[test]
fn attack_20_more_than_a_batch_may_hold_is_refused_row_by_row_and_neighbours_pass_later() {
    let server = server();
    let (_desk, _, order) = order(&server);
    let mut hand = Hand::new(&server, 1);
    let mut replica = hand.fetch(order);
    let note = hand.note("x");
    let good = hand.run(&mut replica, 7, &[note]);
    let mut many = good.clone();
    many.rows = (1..=5_001_u64)
        .map(|seq| client_core::protocol::Row {
            seq,
            deps: None,
            entries: vec![(many.rows[0].entries[0].0, Bytes(vec![0xa0]))],
        })
        .collect();
    many.actor = ActorId::from_bytes([3; 16]);
    let outcomes = hand.push(vec![many]);
    assert!(outcomes.iter().all(|outcome| *outcome != Outcome::Accepted));
    assert_eq!(reasons(&outcomes).first(), Some(&Why::Limits), "{outcomes:?}");
    assert_eq!(hand.push(vec![good]), [Outcome::Accepted]);
}

#[test]
fn attack_26_parts_of_one_command_hide_nothing_from_each_other() {
    let server = server();
    let (_, _, one) = order(&server);
    let (_, _, other) = order(&server);
    let mut hand = Hand::new(&server, 1);
    let (first, second) = (hand.fetch(one), hand.fetch(other));
    let mut part = |command: u8, text: &str| {
        let mut entry = hand.note(text);
        entry.1.command = CommandRef { id: CommandId::new(START, [command; 10]), documents: 2 };
        entry
    };
    let pieces = [part(1, "a"), part(1, "b"), part(1, "c")];
    let halves = [part(2, "d"), part(2, "e")];
    let changes = server.count("SELECT count(*) FROM change");
    let run = |replica: &Replica, actor, entry: &(EntryId, Entry)| {
        hand.run(&mut replica.clone(), actor, std::slice::from_ref(entry))
    };
    // Two parts in one document, each of an actor that has written nothing yet.
    let twice = vec![run(&first, 11, &pieces[0]), run(&first, 12, &pieces[1]), run(&second, 13, &pieces[2])];
    assert_eq!(reasons(&hand.push(twice)), [Why::Malformed; 3]);
    // One actor in two documents.
    let both = vec![run(&first, 14, &halves[0]), run(&second, 14, &halves[1])];
    assert_eq!(reasons(&hand.push(both)), [Why::Malformed; 2]);
    assert_eq!(server.count("SELECT count(*) FROM change"), changes);
    assert_eq!(server.count("SELECT count(*) FROM quarantine"), 5, "kept, like everything that is refused");
}

#[test]
fn attack_06_what_a_role_let_him_read_goes_with_the_role() {
    let server = server();
    let order = Browser::signed_in(&server, "wang").register("陈女士", "灯不亮");
    let hand = Hand::new(&server, 1);
    let (user, by) = (server.technician, By::operator(START + 1));
    hand.ask(&idle()).unwrap();
    server.write(move |c| accounts::add_role(c, &By::operator(START + 1), user, Role::Dispatcher));
    let read = |path: &str| server.send("GET", path, &[("authorization", hand.bearer().as_str())], "");
    assert!(read("/api/v1/orders").ok().to_string().contains("陈女士"));
    // His phone has had all of it.
    assert!(!hand.ask(&idle()).unwrap().documents.is_empty());
    server.write(move |c| accounts::end_role(c, &by, user, Role::Dispatcher));
    assert_eq!(read("/api/v1/orders").ok()["orders"], json!([]));
    for path in [format!("/api/v1{order}"), format!("/api/v1{order}/journal")] {
        read(&path).expect(404, "not-found");
    }
}
