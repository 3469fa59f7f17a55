//! After a refusal: what is refused waits for a person, the rest is sent as it was meant.

use super::*;
use crate::device::OutboxStatus;
use crate::domain::decide::{Decided, DocumentWrite};
use crate::domain::entry::office::{CancelRequested, CancelledBy};
use crate::domain::entry::site::CustomerSigned;
use crate::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use crate::domain::id::{BlobDigest, CommandId, EntryId};
use crate::protocol::QuarantineReason;
use std::collections::BTreeSet;

/// Saves an entry as if a command had decided it, so that a test needn't walk a whole order.
fn write(device: &mut TestDevice, order: DocumentId, n: u8, role: Role, body: Body) -> EntryId {
    let author = device.author().unwrap();
    let entry = Entry {
        by: By { user: author.user, role, device: author.device },
        at: At { wall: 1_790_000_000_000, offset: None, boot: None, seen: None },
        round: None,
        after: None,
        command: CommandRef { id: CommandId::from_bytes([n; 16]), documents: 1 },
        body,
    };
    let id = EntryId::new(1, [n; 10]);
    let decided = Decided {
        command: entry.command.id,
        writes: vec![DocumentWrite {
            kind: DocumentKind::Order,
            document: order,
            entries: vec![(id, entry)],
        }],
        blobs: Vec::new(),
        used_slip_number: false,
    };
    let mut documents = crate::device::loaded::Documents::default();
    block(documents.load(device.store(), order)).unwrap();
    block(device.save(Some(order), documents, decided)).unwrap();
    id
}

fn signed() -> Body {
    let digest = BlobDigest::from_bytes([1; 32]);
    Body::CustomerSigned(CustomerSigned {
        strokes: digest,
        shown: digest,
        amount_fen: 0,
        image: None,
        items: Vec::new(),
    })
}

fn cancelled() -> Body {
    Body::CancelRequested(CancelRequested { cancelled_by: CancelledBy::Customer, reason: "不修了".into() })
}

fn last_note(device: &mut TestDevice, order: DocumentId, text: &str) -> EntryId {
    run(device, Some(order), note(text)).order.notes.last().unwrap().origin.entry
}

fn index(device: &TestDevice, order: DocumentId, entry: EntryId) -> usize {
    block(device.journal(order)).unwrap().unwrap().entries().iter().position(|e| e.id == entry).unwrap()
}

fn stuck(device: &TestDevice) -> Vec<QuarantineReason> {
    let outbox = block(device.outbox()).unwrap();
    outbox
        .iter()
        .filter_map(|item| match &item.status {
            OutboxStatus::Stuck { reason, .. } => Some(*reason),
            _ => None,
        })
        .collect()
}

#[test]
fn a_signature_that_did_not_see_the_cancellation_still_did_not_after_a_re_issue() {
    let (mut phone, mut desk) = (desk(1), desk(2));
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    sync(&mut phone, &mut server);
    let refused = last_note(&mut phone, id, "被拒绝的一条");
    let signature = write(&mut phone, id, 51, Role::Technician, signed());
    let cancel = write(&mut desk, id, 52, Role::Dispatcher, cancelled());
    sync(&mut desk, &mut server);
    server.refuse.insert(refused, QuarantineReason::Forbidden);
    // The cancellation comes down with the very answer that refuses.
    let report = sync(&mut phone, &mut server);
    assert_eq!((report.applied.stuck, report.applied.reissued), (1, 1));
    sync(&mut desk, &mut server);
    for device in [&phone, &desk] {
        let journal = block(device.journal(id)).unwrap().unwrap();
        let (a, b) = (index(device, id, signature), index(device, id, cancel));
        assert!(journal.concurrent(a, b), "neither had seen the other (COL-01)");
        assert!(journal.entries().iter().all(|e| e.id != refused));
    }
    assert_eq!(canonical(&phone, id), canonical(&desk, id));
    assert_eq!(stuck(&phone), [QuarantineReason::Forbidden]);
    let view = block(phone.show(id)).unwrap().unwrap();
    assert_eq!(view.stuck[0].entries[0].0, refused, "kept with its data for a person");
    assert_eq!(block(phone.list()).unwrap()[0].stuck, 1);
}

#[test]
fn a_re_issued_change_keeps_its_entry_ids_and_bytes_under_a_new_actor() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    let refused = last_note(&mut phone, id, "一");
    let kept = [last_note(&mut phone, id, "二"), last_note(&mut phone, id, "三")];
    let before = block(phone.replica(id)).unwrap().unwrap();
    let bytes = |replica: &crate::replica::Replica, entry: EntryId| {
        replica.rows().find_map(|(row, _)| {
            let (_, bytes) = row.entries.iter().find(|(id, _)| *id == entry)?;
            Some((row.actor, bytes.clone()))
        })
    };
    server.refuse.insert(refused, QuarantineReason::By);
    sync(&mut phone, &mut server);
    for entry in kept {
        let (old, old_bytes) = bytes(&before, entry).unwrap();
        let (new, new_bytes) = bytes(server.replica(id), entry).unwrap();
        assert_eq!(old_bytes, new_bytes);
        assert_ne!(old, new);
    }
    let journal = block(phone.journal(id)).unwrap().unwrap();
    assert!(journal.saw(index(&phone, id, kept[1]), index(&phone, id, kept[0])), "own order is kept");
    assert_eq!(stuck(&phone), [QuarantineReason::By]);
    let next = last_note(&mut phone, id, "四");
    sync(&mut phone, &mut server);
    assert!(bytes(server.replica(id), next).is_some(), "work goes on");
}

#[test]
fn a_group_that_is_refused_in_one_document_is_stuck_as_a_whole() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let view = run(&mut desk, None, registration());
    let id = view.order.id;
    run(&mut desk, Some(id), note("跟着"));
    server.refuse.insert(view.pending[0], QuarantineReason::Forbidden);
    let report = sync(&mut desk, &mut server);
    assert_eq!(report.applied.stuck, 2, "order and customer");
    let outbox = block(desk.outbox()).unwrap();
    assert_eq!(outbox.len(), 1, "the note was sent without it");
    assert_eq!(outbox[0].documents.len(), 2);
    assert!(matches!(outbox[0].status, OutboxStatus::Stuck { reason: QuarantineReason::Forbidden, .. }));
    assert_eq!(server.changes(), 1);
}

#[test]
fn a_group_that_only_follows_a_refused_change_is_sent_again_as_a_whole() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    let refused = last_note(&mut desk, id, "坏的");
    let follows = last_note(&mut desk, id, "好的");
    server.refuse.insert(refused, QuarantineReason::Malformed);
    server.refuse.insert(follows, QuarantineReason::Group);
    // Said to have fallen with another part that isn't there: only the server knows why, so a person looks.
    sync(&mut desk, &mut server);
    assert_eq!(stuck(&desk), [QuarantineReason::Malformed, QuarantineReason::Group]);
}

#[test]
fn forks_actors_and_hashes_are_answered_with_a_new_actor_and_no_hot_loop() {
    for reason in
        [QuarantineReason::Fork, QuarantineReason::Actor, QuarantineReason::Hash, QuarantineReason::OwnPast]
    {
        let mut desk = desk(1);
        let mut server = FakeServer::new();
        let id = registered(&mut desk, &mut server);
        let entry = last_note(&mut desk, id, "一");
        server.refuse.insert(entry, reason);
        let report = sync(&mut desk, &mut server);
        assert!(report.requests <= 4, "{reason:?}: {report:?}");
        assert_eq!(stuck(&desk), [], "{reason:?} never makes work stuck");
        server.refuse.clear();
        sync(&mut desk, &mut server);
        assert_eq!(block(desk.outbox()).unwrap(), []);
        assert_eq!(block(desk.show(id)).unwrap().unwrap().order.notes.len(), 1);
    }
}

#[test]
fn stuck_work_survives_a_restart_and_is_never_sent_again_by_itself() {
    let mut desk = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut desk, &mut server);
    let entry = last_note(&mut desk, id, "被拒绝");
    server.refuse.insert(entry, QuarantineReason::Forbidden);
    sync(&mut desk, &mut server);
    let store = desk.store().clone();
    drop(desk);
    let mut desk = open(&store, 9);
    server.requests.clear();
    sync(&mut desk, &mut server);
    assert!(server.requests.iter().all(|request| request.push.is_empty()));
    assert_eq!(stuck(&desk), [QuarantineReason::Forbidden]);
    let view = block(desk.show(id)).unwrap().unwrap();
    assert_eq!((view.order.notes.len(), view.stuck.len()), (0, 1));
}

/// A copy of a phone's files that goes on as the actors of its twin, as a copy of a running machine's memory would.
fn twin(store: &crate::device::store::MemoryStore, of: &TestDevice, life: u8) -> TestDevice {
    let mut twin = open(store, life);
    twin.actors.clone_from(&of.actors);
    twin
}

#[test]
fn p13_a_program_that_is_started_again_writes_as_a_new_actor() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    run(&mut phone, Some(id), note("同一次运行"));
    let mut phone = open(phone.store(), 88);
    run(&mut phone, Some(id), note("重新启动"));
    run(&mut phone, Some(id), note("又一条"));
    sync(&mut phone, &mut server);
    let actors: Vec<_> = server.replica(id).rows().map(|(row, _)| row.actor).collect();
    assert_eq!(actors[0], actors[1], "one actor for each document in a run");
    assert_ne!(actors[1], actors[2]);
    assert_eq!(actors[2], actors[3]);
    let journal = block(phone.journal(id)).unwrap().unwrap();
    assert!(
        (1..journal.entries().len()).all(|i| journal.saw(i, i - 1)),
        "the next run has seen the last one"
    );
    assert!(block(phone.outbox()).unwrap().is_empty());
}

#[test]
fn p13_what_many_runs_of_the_program_wrote_is_acknowledged_by_one_sync() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    for life in 20..28 {
        phone = open(phone.store(), life);
        run(&mut phone, Some(id), note("又一次运行"));
    }
    let report = sync(&mut phone, &mut server);
    assert_eq!((report.requests, report.applied.accepted), (1, 8));
    assert!(block(phone.outbox()).unwrap().is_empty());
}

#[test]
fn p13_copies_of_a_phones_files_never_write_as_one_actor() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    let mut copy = open(&phone.store().snapshot(), 88);
    for i in 0..3 {
        run(&mut phone, Some(id), note(&format!("原机{i}")));
        run(&mut copy, Some(id), note(&format!("副本{i}")));
    }
    assert_eq!(sync(&mut phone, &mut server).applied.reissued, 0);
    assert_eq!(sync(&mut copy, &mut server).applied.reissued, 0);
    sync(&mut phone, &mut server);
    assert_eq!(block(phone.show(id)).unwrap().unwrap().order.notes.len(), 6);
    assert_eq!(canonical(&phone, id), canonical(&copy, id));
}

#[test]
fn p13_a_phone_restored_from_a_backup_keeps_the_work_of_both_lives() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    run(&mut phone, Some(id), note("备份之前"));
    sync(&mut phone, &mut server);
    let backup = phone.store().snapshot();
    run(&mut phone, Some(id), note("第一世"));
    sync(&mut phone, &mut server);
    let mut phone = twin(&backup, &phone, 88);
    run(&mut phone, Some(id), note("第二世"));
    run(&mut phone, Some(id), note("第二世又一条"));
    sync(&mut phone, &mut server);
    let view = block(phone.show(id)).unwrap().unwrap();
    assert_eq!(view.order.notes.len(), 4, "both lives");
    assert_eq!(block(phone.outbox()).unwrap(), []);
    assert_eq!(server.changes(), 6);
    let mut desk = desk(2);
    sync(&mut desk, &mut server);
    assert_eq!(canonical(&desk, id), canonical(&phone, id));
}

#[test]
fn p13_two_copies_of_one_phone_both_deliver_their_work() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    run(&mut phone, Some(id), note("克隆之前"));
    sync(&mut phone, &mut server);
    let mut clone = twin(&phone.store().snapshot(), &phone, 99);
    for i in 0..3 {
        run(&mut phone, Some(id), note(&format!("原机{i}")));
        run(&mut clone, Some(id), note(&format!("克隆{i}")));
        sync(&mut phone, &mut server);
        sync(&mut clone, &mut server);
    }
    sync(&mut phone, &mut server);
    assert_eq!(block(phone.show(id)).unwrap().unwrap().order.notes.len(), 7);
    assert_eq!(canonical(&phone, id), canonical(&clone, id));
}

#[test]
fn entries_that_the_server_has_already_are_dropped_and_not_stuck() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    let bad = last_note(&mut phone, id, "坏");
    last_note(&mut phone, id, "好");
    let backup = phone.store().snapshot();
    server.refuse.insert(bad, QuarantineReason::Forbidden);
    sync(&mut phone, &mut server);
    assert_eq!(server.changes(), 3);
    // The backup still has the same entries as pending changes of the refused actor.
    let mut again = open(&backup, 66);
    sync(&mut again, &mut server);
    assert_eq!(stuck(&again), [QuarantineReason::Forbidden]);
    assert_eq!(server.changes(), 3, "nothing came twice");
    assert_eq!(block(again.show(id)).unwrap().unwrap().order.notes.len(), 1);
    assert_eq!(block(again.outbox()).unwrap().len(), 1);
}

#[test]
fn p13_no_actor_is_used_by_two_lives_once_a_copy_is_noticed() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    let backup = phone.store().snapshot();
    run(&mut phone, Some(id), note("第一世"));
    sync(&mut phone, &mut server);
    let first_life: BTreeSet<_> = server.replica(id).rows().map(|(row, _)| row.actor).collect();
    let mut copy = twin(&backup, &phone, 88);
    run(&mut copy, Some(id), note("发现之前"));
    // The push is put off, so the copy learns of its other life from what comes down alone.
    server.put_off = Some(crate::protocol::Outcome::Pending);
    assert_eq!(sync(&mut copy, &mut server).applied.reissued, 1);
    server.put_off = None;
    run(&mut copy, Some(id), note("发现之后"));
    sync(&mut copy, &mut server);
    assert!(block(copy.outbox()).unwrap().is_empty());
    let actors: Vec<_> = server.replica(id).rows().map(|(row, _)| row.actor).collect();
    assert_eq!(actors.len(), 4);
    assert!(actors[2..].iter().all(|actor| !first_life.contains(actor)));
}

#[test]
fn attack_65_what_a_person_has_let_in_is_stuck_no_more() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    let refused = last_note(&mut phone, id, "放行的一条");
    server.refuse.insert(refused, QuarantineReason::Forbidden);
    sync(&mut phone, &mut server);
    assert_eq!(stuck(&phone), [QuarantineReason::Forbidden]);
    let rows = block(phone.show(id)).unwrap().unwrap().stuck;
    assert_eq!(rows.len(), 1);
    let kept: Vec<u8> = {
        let stuck = block(crate::device::record::range::<_, crate::device::record::StuckRecord>(
            phone.store(),
            crate::device::store::Table::Stuck,
            id.as_bytes(),
        ));
        stuck.unwrap()[0].pending.row.entries[0].1.0.clone()
    };
    let other = last_note(&mut phone, id, "下一条");
    sync(&mut phone, &mut server);
    assert_eq!(stuck(&phone).len(), 1, "it waits until somebody lets it in");
    server.let_in(id, refused, &kept);
    sync(&mut phone, &mut server);
    assert!(stuck(&phone).is_empty());
    assert!(block(phone.outbox()).unwrap().is_empty());
    let view = block(phone.show(id)).unwrap().unwrap();
    assert!(view.stuck.is_empty());
    let notes: Vec<EntryId> = view.order.notes.iter().map(|note| note.origin.entry).collect();
    assert!(notes.contains(&refused) && notes.contains(&other), "{notes:?}");
    assert_eq!(block(phone.list()).unwrap()[0].stuck, 0);
}
