//! Work that comes late, what was signed, what is sent again, and cursors.

use super::rows::*;
use crate::support::browser::*;
use crate::support::hand::*;
use crate::support::work::*;
use crate::support::*;
use client_core::domain::entry::site::{PriceConfirmed, PriceItemKind, QuoteLine, Quoted};
use client_core::domain::entry::{Body, Entry};
use client_core::domain::id::{DocumentId, EntryId};
use client_core::domain::order::price_digest;
use client_core::protocol::{Cursor, Run, SyncAnswer, SyncRequest, to_bytes};
use client_core::replica::{ChangeRow, Replica};
use serde_json::{Value, json};
use undercroft_server::ident::Role;
use undercroft_server::store::StoreError;

/// An order as the desk reads it.
fn shown(desk: &Browser<'_>, order: &str) -> Value {
    desk.get(&format!("/api/v1{order}")).ok()["order"].clone()
}

fn tasks(order: &Value) -> Vec<String> {
    let tasks = order["tasks"].as_array().unwrap().iter();
    tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn attack_28_work_that_knew_of_no_reassignment_is_kept_marked_and_reviewed_and_what_knew_of_it_is_refused() {
    let server = server();
    let zhao = user(&server, "zhao", "赵师傅", Role::Technician);
    let (desk, [first, second]) = two_orders(&server);
    let mut hand = Hand::new(&server, 1);
    let (mut mine, mut other) = (hand.fetch(id_of(&first)), hand.fetch(id_of(&second)));
    desk.order_json(&first, &json!({ "command": "assign", "technician": zhao, "reason": "病了" }));
    let before = held(&server);
    let late = noted(&mut hand, &mut mine, 7, "before he knew");
    let beside = noted(&mut hand, &mut other, 8, "beside it");
    let answer = push(&hand, &[&late, &beside]);
    assert_eq!(said(&answer, &late), [(1, "accepted")]);
    assert_eq!(said(&answer, &beside), [(1, "accepted")]);
    // His entry, the server's word on it, and the entry beside it.
    assert_eq!(held(&server), plus(before, [3, 3, 2, 0, 0, 0]));
    let order = shown(&desk, &first);
    let entry = late.rows[0].entries[0].0.to_string();
    let claims = order["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 1, "{claims:?}");
    assert_eq!((&claims[0]["entry"], &claims[0]["reason"]), (&json!(entry), &json!("no_longer_assigned")));
    assert_eq!(claims[0]["reviewed"], Value::Null);
    assert_eq!(order["holder"], json!(zhao));
    // One task: the collision of the two assignments asks what the review of the claim would.
    let asked = tasks(&order);
    assert_eq!(asked.iter().filter(|task| task.starts_with("settle:COL-05:")).count(), 1, "{asked:?}");
    assert!(asked.iter().all(|task| !task.starts_with("review:")), "{asked:?}");
    assert_eq!(server.count("SELECT sum(claims) FROM board"), 1);
    assert_eq!(server.count("SELECT count(*) FROM entry WHERE kind = 'marked'"), 1);
    // Whoever holds the order now reads it with its mark.
    let journal = Browser::signed_in(&server, "zhao").get(&format!("/api/v1{first}/journal")).ok();
    let journal = journal.as_array().unwrap();
    assert!(journal.iter().any(|line| line["data"]["reason"] == "before he knew"));
    assert!(journal.iter().any(|line| line["kind"] == "marked" && line["data"]["entry"] == entry.as_str()));
    // The same again says nothing twice; what he writes knowing of it is no claim.
    assert_eq!(said(&push(&hand, &[&late]), &late), [(1, "duplicate")]);
    let mut known = hand.fetch(id_of(&first));
    let knowing = noted(&mut hand, &mut known, 9, "and he knew");
    let beside = noted(&mut hand, &mut other, 8, "beside that");
    let answer = push(&hand, &[&knowing, &beside]);
    assert_eq!(said(&answer, &knowing), [(1, "forbidden")]);
    assert_eq!(said(&answer, &beside), [(2, "accepted")]);
    assert_eq!(held(&server), plus(before, [4, 4, 2, 1, 1, 0]));
    assert_eq!(words(&desk, &first), ["before he knew"]);
}

/// An order that the customer has signed for the price of one lamp, and another one beside it.
fn signed_order(server: &Server) -> (Browser<'_>, Technician<'_>, [String; 2]) {
    let (desk, li) = (Browser::signed_in(server, "wang"), Technician::new(server));
    let first = dispatched(server, &desk, &[]);
    let second = dispatched_at(server, &desk, "5栋0101", "林先生");
    signed(&li, &first);
    server.advance(MINUTE);
    (desk, li, [first, second])
}

/// The bytes of an entry as they are stored.
fn stored(server: &Server, document: DocumentId, entry: EntryId) -> Vec<u8> {
    let read = server.store.read_blocking(move |connection| -> Result<Vec<u8>, StoreError> {
        let sql = "SELECT bytes FROM entry WHERE document = ?1 AND ulid = ?2";
        Ok(connection.query_row(sql, [document.as_bytes(), entry.as_bytes()], |row| row.get(0))?)
    });
    read.unwrap()
}

#[test]
fn attack_30_nothing_is_written_over_what_was_signed_and_what_comes_with_the_attempt_is_judged_by_itself() {
    let server = with_prices();
    let (desk, _, [first, second]) = signed_order(&server);
    let order = id_of(&first);
    let mut hand = Hand::new(&server, 1);
    let (mine, mut other) = (hand.fetch(order), hand.fetch(id_of(&second)));
    let journal = mine.journal();
    let signature = journal.entries().iter().find(|e| matches!(e.entry.body, Body::CustomerSigned(_)));
    let signature = signature.unwrap().id;
    let (was, bytes) = (shown(&desk, &first), stored(&server, order, signature));
    let before = held(&server);
    let fresh = hand.note("x").0;
    // In the signature's place, behind an honest entry, and twice in one row.
    let attempts = [vec![signature], vec![fresh, signature], vec![fresh, fresh]];
    for (n, ids) in (1..).zip(&attempts) {
        let mut entries: Vec<(EntryId, Entry)> = ids.iter().map(|_| hand.note("nothing to pay")).collect();
        let command = entries[0].1.command;
        for (_, entry) in &mut entries {
            entry.command = command;
        }
        let mut copy = mine.clone();
        let mut bad = hand.run(&mut copy, 20 + n, &entries);
        // The replica refuses such a row as well, so it gets its ids afterwards, and the hash that belongs to them.
        for (entry, id) in bad.rows[0].entries.iter_mut().zip(ids) {
            entry.0 = *id;
        }
        let bad = rehashed(&copy, bad);
        let beside = noted(&mut hand, &mut other, 8, "beside it");
        let answer = push(&hand, &[&bad, &beside]);
        assert_eq!(said(&answer, &bad), [(1, "entry_id_used")], "{ids:?}");
        assert_eq!(said(&answer, &beside), [(u64::from(n), "accepted")]);
        assert_eq!(kept(&server).last().unwrap().2, to_bytes(&bad.rows[0]).unwrap());
    }
    assert_eq!(held(&server), plus(before, [3, 3, 1, 3, 3, 0]));
    assert_eq!(stored(&server, order, signature), bytes);
    assert_eq!(shown(&desk, &first), was);
    can_be_loaded(&server, 2, order);
}

#[test]
fn attack_30_prc_05_a_price_that_comes_after_the_signature_is_kept_and_shown_and_never_billed() {
    let server = with_prices();
    let (desk, li, [first, second]) = signed_order(&server);
    let mut hand = Hand::new(&server, 1);
    let (mine, mut other) = (hand.fetch(id_of(&first)), hand.fetch(id_of(&second)));
    let was = shown(&desk, &first);
    assert_eq!((&was["state"], &was["billable_fen"]), (&json!("signed"), &json!(3_000)));
    assert_eq!(was["signatures"][0]["changed_since"], false);
    // The doors for honest programs are shut.
    let entries = server.count("SELECT count(*) FROM entry");
    let ten = json!({ "command": "quote", "lines": [{ "item": "lamp_repair", "quantity": 10 }] });
    let refused = li.send(&first, &ten).expect(422, "command-refused");
    assert_eq!(refused.body["rejection"]["code"], "wrong_state");
    assert_eq!(server.count("SELECT count(*) FROM entry"), entries);
    // A phone that goes past them: what knew of the signature is kept and counts for nothing.
    let [quote, consent] = dearer(&mut hand, &mut mine.clone(), 7);
    let beside = noted(&mut hand, &mut other, 8, "beside it");
    let answer = push(&hand, &[&quote, &consent, &beside]);
    assert_eq!(said(&answer, &quote), [(2, "accepted")]);
    assert_eq!(said(&answer, &beside), [(1, "accepted")]);
    let now = shown(&desk, &first);
    let named = now["not_accepted"].as_array().unwrap().iter();
    let named: Vec<_> = named.map(|one| (&one["origin"]["entry"], one["reason"].as_str().unwrap())).collect();
    let [quote, consent] = [&quote, &consent].map(|run| json!(run.rows[0].entries[0].0));
    assert_eq!(named, [(&quote, "already_signed"), (&consent, "already_signed")]);
    assert_eq!((&now["signatures"], &now["billable_fen"]), (&was["signatures"], &json!(3_000)));
    assert_eq!(tasks(&now), tasks(&was));
    // What didn't know of it is billed no more, and somebody is asked to look.
    let [quote, consent] = dearer(&mut hand, &mut unsigned(&mine), 9);
    assert_eq!(said(&push(&hand, &[&quote, &consent]), &quote), [(2, "accepted")]);
    let now = shown(&desk, &first);
    assert_eq!((&now["state"], &now["billable_fen"]), (&json!("signed"), &json!(3_000)));
    assert_eq!(now["signatures"][0]["amount_fen"], 3_000);
    assert_eq!(now["signatures"][0]["counts"], true);
    assert_eq!(now["signatures"][0]["changed_since"], true);
    assert!(tasks(&now).contains(&"changed_after_signature".to_owned()), "{:?}", now["tasks"]);
    assert_eq!(server.count("SELECT count(*) FROM entry"), entries + 5);
    assert_eq!(server.count("SELECT count(*) FROM quarantine"), 0);
}

/// Ten times the price, and the customer's word for it, written on what the replica has.
fn dearer(hand: &mut Hand<'_>, replica: &mut Replica, actor: u8) -> [Run; 2] {
    let lamps = QuoteLine {
        item: "lamp_repair".to_owned(),
        kind: PriceItemKind::Labour,
        quantity: 10,
        unit_price_fen: 3_000,
    };
    let quoted = Quoted { price_list_version: 3, lines: vec![lamps], amount_fen: 30_000 };
    let quote = hand.entry(Body::Quoted(quoted.clone()));
    let consent = hand.entry(Body::PriceConfirmed(PriceConfirmed {
        quote: quote.0,
        amount_fen: 30_000,
        price_list_version: 3,
        shown: price_digest(&quoted),
        confirmed_by: "业主".to_owned(),
        strokes: None,
    }));
    [quote, consent].map(|entry| hand.run(replica, actor, &[entry]))
}

/// The document as it was before the customer signed.
fn unsigned(replica: &Replica) -> Replica {
    let signs = |row: &ChangeRow| {
        let mut bodies = row.entries.iter().map(|(_, bytes)| Entry::from_bytes(bytes).unwrap().body);
        bodies.any(|body| matches!(body, Body::CustomerSigned(_)))
    };
    let mut earlier = Replica::new(replica.kind(), replica.document());
    for (row, _) in replica.rows().take_while(|(row, _)| !signs(row)) {
        earlier.insert(row.clone()).unwrap();
    }
    earlier
}

#[test]
fn attack_28_and_30_col_23_work_that_knew_of_no_archive_opens_it_again_and_moves_no_report() {
    let server = with_prices();
    for (name, shown, role) in [
        ("cai", "财务甲", Role::Finance),
        ("zhao", "主任", Role::OfficeHead),
        ("dang", "档案员", Role::RecordsAdmin),
    ] {
        user(&server, name, shown, role);
    }
    let (desk, _, [first, second]) = signed_order(&server);
    let hand = Hand::new(&server, 1);
    let (mut mine, mut other) = (hand.fetch(id_of(&first)), hand.fetch(id_of(&second)));
    desk.command(
        &first,
        &[("command", "follow_up"), ("way", "phone"), ("satisfied", "yes"), ("opinion", "灯很亮")],
    );
    desk.order_json(&first, &json!({ "command": "write_off" }));
    for copy in ["owner", "csc", "finance"] {
        let delivered = json!({ "command": "deliver_copy", "copy": copy, "received_by": "周文" });
        desk.order_json(&first, &delivered);
    }
    let cash = json!({ "command": "register_by_method", "method": "cash" });
    Browser::signed_in(&server, "cai").order_json(&first, &cash);
    server.advance(20 * DAY);
    let signed_in = |name| Browser::signed_in(&server, name);
    let (cai, head, records, desk) =
        (signed_in("cai"), signed_in("zhao"), signed_in("dang"), signed_in("wang"));
    let month = "/api/v1/months/2026-09";
    for (browser, step) in [(&cai, "submit"), (&head, "approve")] {
        let seen = browser.get(month).headers["etag"].clone();
        browser.json(&format!("{month}/commands"), &seen, &json!({ "command": step })).ok();
    }
    let payment = json!({
        "command": "receive_payment", "receipt": "R-1", "amount_fen": 3_000, "method": "cash",
        "paid_at": START + 20 * DAY,
    });
    cai.order_json(&first, &payment);
    records.order_json(&first, &json!({ "command": "archive" }));
    let (was, report) = (shown(&desk, &first), cai.get(month).ok());
    assert_eq!(was["state"], "archived");
    let journal = desk.get(&format!("/api/v1{first}/journal")).ok();
    // Whoever sees the archive changes nothing that is in it.
    let entries = server.count("SELECT count(*) FROM entry");
    let path = format!("/api/v1{first}");
    let seen = desk.get(&path).headers["etag"].clone();
    for command in [
        json!({ "command": "judge", "accepted": true }),
        json!({ "command": "request_cancel", "cancelled_by": "customer", "reason": "x" }),
    ] {
        desk.json(&format!("{path}/commands"), &seen, &command).expect(422, "command-refused");
    }
    assert_eq!(server.count("SELECT count(*) FROM entry"), entries);
    // The phone has been away all the while.
    let mut hand = Hand::new(&server, 2);
    let late = noted(&mut hand, &mut mine, 7, "written before the archive");
    let beside = noted(&mut hand, &mut other, 8, "beside it");
    let answer = push(&hand, &[&late, &beside]);
    assert_eq!(said(&answer, &late), [(1, "accepted")]);
    assert_eq!(said(&answer, &beside), [(1, "accepted")]);
    assert_eq!(server.count("SELECT count(*) FROM entry"), entries + 2);
    assert_eq!(server.count("SELECT count(*) FROM quarantine"), 0);
    let now = shown(&desk, &first);
    assert_eq!(now["state"], "reopened");
    assert_eq!(now["desk"]["archive"]["late"].as_array().unwrap().len(), 1);
    assert!(tasks(&now).contains(&"late_facts".to_owned()), "{:?}", now["tasks"]);
    for part in ["signatures", "billable_fen", "account", "follow_ups"] {
        assert_eq!(now[part], was[part], "{part}");
    }
    assert_eq!(cai.get(month).ok(), report);
    let after = desk.get(&format!("/api/v1{first}/journal")).ok();
    let ids = |journal: &Value| -> Vec<(Value, Value)> {
        let lines = journal.as_array().unwrap().iter();
        lines.map(|line| (line["id"].clone(), line["data"].clone())).collect()
    };
    let (journal, after) = (ids(&journal), ids(&after));
    assert!(journal.iter().all(|line| after.contains(line)) && after.len() == journal.len() + 1);
}

#[test]
fn attack_32_the_same_batch_a_thousand_times_is_stored_once() {
    let server = server();
    let (desk, [first, second]) = two_orders(&server);
    let mut hand = Hand::new(&server, 1);
    let (mut mine, mut other) = (hand.fetch(id_of(&first)), hand.fetch(id_of(&second)));
    let before = held(&server);
    let one = noted(&mut hand, &mut mine, 7, "once");
    let two = noted(&mut hand, &mut other, 8, "and once");
    let answer = push(&hand, &[&one, &two]);
    assert_eq!((said(&answer, &one), said(&answer, &two)), (vec![(1, "accepted")], vec![(1, "accepted")]));
    let feed = server.count("SELECT seq FROM feed");
    for n in 1..1_000 {
        let answer = push(&hand, &[&one, &two]);
        assert_eq!(said(&answer, &one), [(1, "duplicate")], "{n}");
        assert_eq!(said(&answer, &two), [(1, "duplicate")], "{n}");
    }
    assert_eq!(held(&server), plus(before, [2, 2, 2, 0, 0, 0]));
    assert_eq!(server.count("SELECT seq FROM feed"), feed);
    assert_eq!((words(&desk, &first), words(&desk, &second)), (vec!["once".into()], vec!["and once".into()]));
}

#[test]
fn attack_32_a_key_serves_one_request_and_whoever_repeats_it_meanwhile_waits_for_the_same_answer() {
    let server = server();
    let token = server.login("wang", PASSWORD).ok()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let send = |key: &str, content: &str| {
        let body = json!({
            "customer_name": "陈女士", "unit_no": "3-502", "contact": "139", "content": content,
            "appointment_at": START + 60 * MINUTE, "received_at": START, "channel": "phone",
            "service_kind": "special", "service_class": "LMP",
        });
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
            ("Idempotency-Key", key),
        ];
        server.send("POST", "/api/v1/orders", &headers, &body.to_string())
    };
    // Nobody is told that the key is in use: there is one writer, and the others' turn comes after the answer is kept.
    let replies: Vec<Reply> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| send("k", "灯不亮"))).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(
        replies.iter().all(|reply| (reply.status, &reply.body) == (201, &replies[0].body)),
        "{replies:?}"
    );
    let counts = || {
        ["SELECT count(*) FROM board", "SELECT count(*) FROM answer", "SELECT count(*) FROM entry"]
            .map(|sql| server.count(sql))
    };
    let once = counts();
    assert_eq!(once[..2], [1, 1]);
    send("k", "水管漏水").expect(422, "key-reused");
    assert_eq!(counts(), once);
    let again = send("k", "灯不亮");
    assert_eq!((again.status, &again.body), (201, &replies[0].body));
    assert_eq!(counts(), once);
    // Another key is another request, whatever became of that one.
    let other = send("l", "水管漏水");
    assert_eq!(other.status, 201, "{other:?}");
    assert_eq!(counts()[..2], [2, 2]);
}

/// The server's answer to a request of the phone with this cursor.
fn at(hand: &Hand<'_>, cursor: Cursor, runs: &[&Run]) -> SyncAnswer {
    hand.ask(&SyncRequest { cursor: Some(cursor), ..request(runs) }).unwrap()
}

#[test]
fn attack_37_a_cursor_of_another_life_begins_anew_and_the_push_is_taken() {
    let server = server();
    let (_desk, [first, _]) = two_orders(&server);
    let mut hand = Hand::new(&server, 1);
    let all = hand.ask(&idle()).unwrap();
    assert!(!all.documents.is_empty() && !all.new_epoch);
    let before = held(&server);
    let mut count = 0;
    let mut mine = hand.fetch(id_of(&first));
    // Numbers that this life has reached, that it hasn't, and that no feed ever reaches.
    for seq in [0, 1, all.cursor.seq, 1_000_000, u64::MAX] {
        for check in [None, all.cursor.check, Some([9; 8])] {
            let run = noted(&mut hand, &mut mine, 7, "whatever its cursor says");
            count += 1;
            let answer = at(&hand, Cursor { epoch: [99; 8], seq, check }, &[&run]);
            assert!(answer.new_epoch, "{seq}");
            assert_eq!(said(&answer, &run), [(u64::try_from(count).unwrap(), "accepted")], "{seq}");
            assert_eq!(answer.documents.len(), all.documents.len(), "from the start");
            assert_eq!(answer.cursor.epoch, all.cursor.epoch);
        }
    }
    assert_eq!(held(&server), plus(before, [count, count, 1, 0, 0, 0]));
    assert_eq!(server.count("SELECT epoch = x'0606060606060606' FROM site"), 1);
}

#[test]
fn attack_37_a_forged_cursor_begins_one_new_life_with_an_alarm_and_nobody_begins_another_within_the_hour() {
    let server = server();
    let (desk, [first, second]) = two_orders(&server);
    let (mut liar, mut honest) = (Hand::new(&server, 1), Hand::new(&server, 2));
    let (mut mine, mut other) = (liar.fetch(id_of(&first)), honest.fetch(id_of(&second)));
    let cursor = honest.ask(&idle()).unwrap().cursor;
    // Who has seen what is here goes on, and so does who doesn't send the chain.
    for cursor in [cursor, Cursor { check: None, ..cursor }] {
        let answer = at(&honest, cursor, &[]);
        assert!(!answer.new_epoch && answer.documents.is_empty());
    }
    let before = held(&server);
    let run = noted(&mut liar, &mut mine, 7, "with a forged cursor");
    let forged = Cursor { check: Some([9; 8]), ..cursor };
    let answer = at(&liar, forged, &[&run]);
    assert!(answer.new_epoch);
    assert_ne!(answer.cursor.epoch, cursor.epoch);
    assert_eq!(said(&answer, &run), [(1, "accepted")]);
    let named = ("rollback".to_owned(), liar.device().to_string());
    assert_eq!(alarms(&server), std::slice::from_ref(&named));
    assert_eq!(held(&server), plus(before, [1, 1, 1, 0, 0, 1]));
    assert_eq!(server.count("SELECT count(*) FROM audit WHERE kind = 'backup_restored'"), 1);
    // The others begin again and lose nothing.
    let his = noted(&mut honest, &mut other, 8, "with the cursor of before");
    let heard = at(&honest, cursor, &[&his]);
    assert!(heard.new_epoch && heard.cursor.epoch == answer.cursor.epoch);
    assert_eq!(said(&heard, &his), [(1, "accepted")]);
    assert!(heard.documents.iter().any(|page| page.document == id_of(&first)));
    // Again within the hour, by its chain or by its number: nothing is stored, and the life goes on.
    let now = heard.cursor;
    let more = noted(&mut liar, &mut mine, 7, "with another one");
    let held_then = held(&server);
    for forged in [Cursor { check: Some([9; 8]), ..now }, Cursor { seq: u64::MAX, check: None, ..now }] {
        let body = to_bytes(&SyncRequest { cursor: Some(forged), ..request(&[&more]) }).unwrap();
        let reply = refused(&server, &liar, &body).expect(429, "rate-limited");
        assert_eq!(reply.headers["retry-after"], "600");
    }
    assert_eq!(held(&server), held_then);
    let answer = at(&honest, now, &[]);
    assert!(!answer.new_epoch && answer.cursor.epoch == now.epoch);
    assert_eq!(said(&at(&liar, now, &[&more]), &more), [(2, "accepted")]);
    assert_eq!(alarms(&server), [named]);
    assert_eq!(words(&desk, &first), ["with a forged cursor", "with another one"]);
    assert_eq!(words(&desk, &second), ["with the cursor of before"]);
}

#[test]
fn attack_37_what_is_no_cursor_is_named_and_nothing_that_came_with_it_is_stored() {
    let server = server();
    let (desk, [first, _]) = two_orders(&server);
    let mut hand = Hand::new(&server, 1);
    let mut mine = hand.fetch(id_of(&first));
    let run = noted(&mut hand, &mut mine, 7, "with an odd cursor");
    let before = held(&server);
    let cursor = Cursor { epoch: [6; 8], seq: 5, check: None };
    let good = to_bytes(&SyncRequest { cursor: Some(cursor), ..request(&[&run]) }).unwrap();
    let written = to_bytes(&cursor).unwrap();
    let place = good.windows(written.len()).position(|window| window == written).unwrap();
    let with = |cursor: &[u8]| [&good[..place], cursor, &good[place + written.len()..]].concat();
    // Its number last, its epoch as eight numbers before that.
    let (number, epoch) =
        (written.len() - 1, written.windows(9).position(|w| w == b"\x88\x06\x06\x06\x06\x06\x06\x06\x06"));
    let epoch = epoch.unwrap();
    assert_eq!(written[number], 5);
    let numbered = |seq: &[u8]| [&written[..number], seq].concat();
    let of = |life: &[u8]| [&written[..epoch], life, &written[epoch + 9..]].concat();
    let odd = [
        numbered(b"\x20"),
        numbered(b"\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"),
        numbered(b"\xc2\x49\x01\x00\x00\x00\x00\x00\x00\x00\x00"),
        numbered(b"\xfb\x40\x14\x00\x00\x00\x00\x00\x00"),
        numbered(b"\x615"),
        numbered(b"\xf6"),
        of(b"\x87\x06\x06\x06\x06\x06\x06\x06"),
        of(b"\x89\x06\x06\x06\x06\x06\x06\x06\x06\x06"),
        of(b"\x88\x06\x06\x06\x06\x06\x06\x06\x20"),
        of(b"\x60"),
        b"\xa0".to_vec(),
        b"\x80".to_vec(),
        b"\x05".to_vec(),
        b"\x6b../etc/site".to_vec(),
    ];
    for cursor in &odd {
        let reply = refused(&server, &hand, &with(cursor)).expect(400, "invalid-cursor");
        assert!(!reply.body["detail"].as_str().unwrap().is_empty());
    }
    assert_eq!(held(&server), before);
    // Whatever else is wrong is named as that, with a cursor and without.
    let mut broken = good.clone();
    let nonce = broken.windows(5).position(|window| window == b"nonce").unwrap();
    broken[nonce + 5] = 0xf6;
    for body in [&broken[..], &good[..good.len() - 1], &with(b"\xff"), b"\xa0", b"\x05", b""] {
        refused(&server, &hand, body).expect(400, "invalid-request");
    }
    assert_eq!(held(&server), before);
    assert_eq!(said(&push(&hand, &[&run]), &run), [(1, "accepted")]);
    assert_eq!(words(&desk, &first), ["with an odd cursor"]);
}
