//! What goes up and comes down.

use super::*;
use crate::device::OutboxStatus;
use crate::device::store::{Fault, StoreError};
use crate::device::sync::SyncError;
use crate::domain::entry::DocumentKind;
use crate::domain::reference::{Reference, StaffMember};
use crate::protocol::{self, Outcome, SyncRequest};

#[test]
fn an_idle_request_has_at_most_400_bytes() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    for _ in 0..50 {
        run(&mut desk, None, registration());
    }
    sync(&mut desk, &mut server);
    let request = request(&mut desk);
    assert!(request.bytes.len() <= 400, "{} bytes", request.bytes.len());
}

#[test]
fn what_was_sent_leaves_the_outbox_and_shows_when_it_was_received() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let id = run(&mut desk, None, registration()).order.id;
    let pending = canonical(&desk, id);
    let request = request(&mut desk);
    assert_eq!(block(desk.outbox()).unwrap()[0].status, OutboxStatus::SentWaiting);
    let applied = block(desk.reply(&server.sync(&request.bytes))).unwrap();
    assert_eq!((applied.accepted, applied.pulled), (2, 0), "own rows that come down are no news");
    assert_eq!(block(desk.outbox()).unwrap(), []);
    let view = block(desk.show(id)).unwrap().unwrap();
    assert_eq!(view.pending, []);
    assert_eq!(view.received_at.len(), 1);
    assert_eq!(view.order.canonical_json(), pending, "acknowledgement changes nothing in the order");
    assert_eq!(server.blobs.len(), 1, "the words travelled with the change that names them");
}

#[test]
fn an_order_reaches_another_device_with_customer_words_and_row() {
    let (mut desk, mut other) = (desk(1), desk(2));
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    sync(&mut other, &mut server);
    assert_eq!(canonical(&desk, id), canonical(&other, id));
    let view = block(other.show(id)).unwrap().unwrap();
    assert_eq!(view.customer.unwrap().unit_no, "3-502");
    assert!(view.texts.values().any(|text| text == "客厅灯不亮"));
    assert_eq!(block(other.list()).unwrap()[0].unit_no.as_deref(), Some("3-502"));
}

#[test]
fn an_answer_is_exactly_one_durable_transaction() {
    let (mut desk, mut other) = (desk(1), desk(2));
    let mut server = FakeServer::new();
    for _ in 0..20 {
        run(&mut desk, None, registration());
    }
    sync(&mut desk, &mut server);
    let before = other.store().commits();
    sync(&mut other, &mut server);
    assert_eq!(other.store().commits(), before + 1);
    assert_eq!(block(other.list()).unwrap().len(), 20);
}

#[test]
fn pages_follow_each_other_until_there_is_no_more() {
    let (mut desk, mut other) = (desk(1), desk(2));
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    for i in 0..30 {
        run(&mut desk, Some(id), note(&format!("{i}")));
    }
    sync(&mut desk, &mut server);
    server.page = 4;
    let report = sync(&mut other, &mut server);
    assert!(report.requests >= 8, "{report:?}");
    assert_eq!(canonical(&desk, id), canonical(&other, id));
}

#[test]
fn a_big_outbox_goes_up_in_several_requests_and_groups_are_never_split() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    for i in 0..300 {
        let id = run(&mut desk, None, registration()).order.id;
        run(&mut desk, Some(id), note(&"长".repeat(500 + i)));
    }
    let report = sync(&mut desk, &mut server);
    assert!(report.requests > 1, "{report:?}");
    assert_eq!(block(desk.outbox()).unwrap(), []);
    assert_eq!(server.changes(), 900);
    for request in &server.requests {
        let of = |kind| request.push.iter().filter(move |run| run.kind == kind);
        let registrations = of(DocumentKind::Order).filter(|run| run.rows[0].seq == 1);
        assert_eq!(registrations.count(), of(DocumentKind::Customer).count());
    }
}

#[test]
fn p3_a_request_has_no_more_rows_than_a_restored_server_lets_wait() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    for n in 0..600 {
        run(&mut desk, Some(id), note(&n.to_string()));
    }
    let report = sync(&mut desk, &mut server);
    assert!(report.requests >= 3, "{report:?}");
    for request in &server.requests {
        let rows: usize = request.push.iter().map(|run| run.rows.len()).sum();
        assert!(rows <= protocol::MAX_PENDING, "{rows} rows");
    }
    assert_eq!(block(desk.outbox()).unwrap(), []);
}

#[test]
fn a_shift_goes_up_in_one_request() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let orders: Vec<_> = (0..20).map(|_| registered(&mut desk, &mut server)).collect();
    for id in orders {
        for n in 0..10 {
            run(&mut desk, Some(id), note(&format!("现场记录:第{n}次测量正常,接线紧固")));
        }
    }
    let report = sync(&mut desk, &mut server);
    assert_eq!(report.requests, 1, "{report:?}");
    let sent = server.requests.last().unwrap();
    let packed = protocol::columns::pack(&protocol::to_bytes(sent).unwrap()).unwrap();
    let half_a_minute = 60 * 1024;
    assert!(packed.len() < half_a_minute, "{} bytes before general compression", packed.len());
}

#[test]
fn a_removed_document_leaves_the_lists_at_once_and_the_store_when_its_work_is_sent() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    run(&mut desk, Some(id), note("还没有发送"));
    server.removed.push(id);
    server.put_off = Some(Outcome::Pending);
    sync(&mut desk, &mut server);
    assert_eq!(block(desk.list()).unwrap(), []);
    let view = block(desk.show(id)).unwrap().unwrap();
    assert!(!view.listed && view.pending.len() == 1, "unsent work stays");
    assert_eq!(block(desk.outbox()).unwrap().len(), 1);
    server.put_off = None;
    let push = request(&mut desk);
    let mut answer: protocol::SyncAnswer = protocol::from_bytes(&server.sync(&push.bytes)).unwrap();
    answer.documents.clear();
    answer.blobs.clear();
    block(desk.reply(&protocol::to_bytes(&answer).unwrap())).unwrap();
    assert_eq!(server.changes(), 3);
    assert_eq!(block(desk.show(id)).unwrap(), None);
    assert_eq!(block(desk.outbox()).unwrap(), []);
}

#[test]
fn a_new_epoch_resets_the_cursor_and_gives_the_server_back_what_it_lost() {
    let (mut desk, mut other) = (desk(1), desk(2));
    let mut server = FakeServer::new();
    let first = registered(&mut desk, &mut server);
    let mut restored = server.clone();
    restored.epoch = [2; 8];
    let second = registered(&mut desk, &mut server);
    run(&mut desk, Some(first), note("丢失前"));
    sync(&mut desk, &mut server);
    sync(&mut other, &mut server);
    run(&mut other, Some(second), note("别的设备"));
    sync(&mut other, &mut server);
    sync(&mut desk, &mut server);
    run(&mut desk, Some(second), note("看过别的设备"));
    sync(&mut desk, &mut server);
    run(&mut desk, Some(first), note("还没有发送"));
    let expected = [first, second].map(|id| canonical(&desk, id));
    let report = sync(&mut desk, &mut restored);
    assert!(report.applied.new_epoch);
    sync(&mut other, &mut restored);
    sync(&mut desk, &mut restored);
    sync(&mut other, &mut restored);
    assert_eq!([first, second].map(|id| canonical(&desk, id)), expected);
    assert_eq!([first, second].map(|id| canonical(&other, id)), expected);
    assert_eq!(restored.changes(), 8);
    assert_eq!(block(desk.outbox()).unwrap(), []);
    assert_eq!(block(other.outbox()).unwrap(), []);
}

#[test]
fn reference_data_of_a_restored_server_replace_those_of_the_same_version() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let named = |version, name: &str| {
        let staff = StaffMember { user: user(1), display_name: name.into(), roles: vec![Role::Technician] };
        Some(Reference { version, staff: vec![staff], ..Reference::default() })
    };
    server.reference = named(3, "李四");
    let id = registered(&mut desk, &mut server);
    let mut restored = server.clone();
    restored.epoch = [2; 8];
    restored.reference = named(3, "王五");
    sync(&mut desk, &mut restored);
    let store = desk.store().clone();
    drop(desk);
    let mut desk = open(&store, 3);
    assert_eq!(block(desk.show(id)).unwrap().unwrap().names[&user(1)], "王五");
    restored.reference = named(2, "赵六");
    sync(&mut desk, &mut restored);
    assert_eq!(block(desk.show(id)).unwrap().unwrap().names[&user(1)], "赵六", "an older one counts, too");
}

/// Everything else in the answer is taken; the site's newer data are asked for again by a newer app, and by no other.
#[test]
fn p14_reference_data_of_a_newer_form_cost_a_device_nothing_else() {
    let mut desk = desk(1);
    let mut other = device(2, &[Role::Dispatcher]);
    let mut server = FakeServer::new();
    let bundle = |version| Some(Reference { version, ..Reference::default() });
    let asked = |server: &FakeServer| server.requests.last().unwrap().reference;
    server.reference = bundle(3);
    sync(&mut desk, &mut server);
    assert!(!desk.needs_update());

    server.reference = bundle(4);
    server.newer_form = true;
    let id = registered(&mut other, &mut server);
    run(&mut desk, None, registration());
    let report = sync(&mut desk, &mut server);
    assert_eq!((report.applied.accepted, report.applied.problems), (2, 0));
    assert!(block(desk.show(id)).unwrap().is_some(), "the news came all the same");
    assert!(desk.needs_update());
    assert_eq!(desk.reference().version, 3, "the old ones serve on");

    let mut desk = open(&desk.store().clone(), 3);
    assert!(desk.needs_update(), "kept over a start of the app");
    sync(&mut desk, &mut server);
    assert_eq!(asked(&server), 4, "what can't be read isn't sent on every sync");
    desk.settings.unread.as_mut().unwrap().app = "undercroft/0".into();
    assert!(!desk.needs_update(), "this app may read them");
    sync(&mut desk, &mut server);
    assert_eq!(asked(&server), 3);
    assert!(desk.needs_update());

    server.reference = bundle(5);
    server.newer_form = false;
    sync(&mut desk, &mut server);
    assert_eq!((desk.reference().version, desk.needs_update()), (5, false));
    let desk = open(&desk.store().clone(), 4);
    assert_eq!((desk.reference().version, desk.needs_update()), (5, false));
}

#[test]
fn put_off_changes_stay_and_are_sent_again() {
    for outcome in [Outcome::Pending, Outcome::Later] {
        let mut desk = desk(1);
        let mut server = FakeServer::new();
        run(&mut desk, None, registration());
        server.put_off = Some(outcome);
        let report = sync(&mut desk, &mut server);
        assert_eq!((report.requests, report.applied.waiting), (1, 2), "no hot loop");
        assert_eq!(block(desk.outbox()).unwrap()[0].status, OutboxStatus::Queued);
        server.put_off = None;
        sync(&mut desk, &mut server);
        assert_eq!(server.changes(), 2);
    }
}

#[test]
fn a_run_whose_hash_is_doubted_is_sent_again_with_all_hashes() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    run(&mut desk, Some(id), note("一"));
    run(&mut desk, Some(id), note("二"));
    server.put_off = Some(Outcome::Rehash);
    sync(&mut desk, &mut server);
    let hashes = |request: &SyncRequest| request.push[0].hashes.as_ref().map(Vec::len);
    let last_two: Vec<_> = server.requests.iter().rev().take(2).map(hashes).collect();
    assert_eq!(last_two, [Some(2), None], "asked once, then not in a loop");
    server.put_off = None;
    sync(&mut desk, &mut server);
    assert_eq!(server.changes(), 4);
}

#[test]
fn the_reference_data_replace_the_roles_and_names_of_the_enrolment() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    let staff = StaffMember { user: user(1), display_name: "李四".into(), roles: vec![Role::Technician] };
    server.reference = Some(Reference { version: 3, staff: vec![staff], ..Reference::default() });
    sync(&mut desk, &mut server);
    assert_eq!(desk.author().unwrap().roles, [Role::Technician]);
    assert_eq!(block(desk.show(id)).unwrap().unwrap().names[&user(1)], "李四");
    assert!(desk.at().is_certain(), "the answer told the server's time");
}

#[test]
fn a_full_disk_while_a_page_is_stored_changes_nothing_and_the_page_comes_again() {
    let (mut desk, mut other) = (desk(1), desk(2));
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    other.store().set_full(true);
    assert_eq!(block(other.sync(&mut server)).unwrap_err(), SyncError::Store(StoreError::NotSaved));
    assert_eq!((other.cursor(), block(other.list()).unwrap()), (None, Vec::new()));
    other.store().set_full(false);
    sync(&mut other, &mut server);
    assert_eq!(canonical(&desk, id), canonical(&other, id));
}

#[test]
fn a_kill_at_any_step_of_a_sync_loses_nothing_that_was_shown_as_saved() {
    for fault in [Fault::DieBefore, Fault::DieAfter] {
        let (mut desk, mut other) = (desk(1), desk(2));
        let mut server = FakeServer::new();
        let id = registered(&mut other, &mut server);
        sync(&mut desk, &mut server);
        run(&mut desk, Some(id), note("甲"));
        run(&mut other, Some(id), note("乙"));
        sync(&mut other, &mut server);
        let store = desk.store().clone();
        // Killed after the request left and before its answer came.
        let push = request(&mut desk);
        server.sync(&push.bytes);
        drop(desk);
        let mut desk = open(&store, 3);
        assert_eq!(block(desk.outbox()).unwrap().len(), 1);
        // Killed while the answer is stored.
        store.fail_commit(1, fault);
        assert!(block(desk.sync(&mut server)).is_err());
        drop(desk);
        let mut desk = open(&store, 4);
        assert_eq!(
            block(desk.show(id)).unwrap().unwrap().order.notes.len(),
            if fault == Fault::DieAfter { 2 } else { 1 }
        );
        sync(&mut desk, &mut server);
        sync(&mut other, &mut server);
        assert_eq!(server.changes(), 4);
        assert_eq!(canonical(&desk, id), canonical(&other, id));
        assert_eq!(block(desk.outbox()).unwrap(), []);
    }
}

#[test]
fn a_document_that_the_server_puts_off_does_not_keep_the_others_from_being_sent() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let waits = registered(&mut desk, &mut server);
    for _ in 0..60 {
        run(&mut desk, Some(waits), note(&"长".repeat(1_000)));
    }
    let other = run(&mut desk, None, registration()).order.id;
    server.waits.insert(waits);
    let report = sync(&mut desk, &mut server);
    assert!(report.requests <= 4, "no hot loop: {report:?}");
    assert_eq!(block(desk.outbox()).unwrap().len(), 60);
    assert!(block(desk.show(other)).unwrap().unwrap().pending.is_empty());
    server.waits.clear();
    sync(&mut desk, &mut server);
    assert_eq!(block(desk.outbox()).unwrap(), []);
}
