//! The way up: what is refused, and that it hurts nobody else.

use super::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::office::CustomerRecorded;
use client_core::domain::entry::site::Arrived;
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{ActorId, ChangeHash, CommandId, DocumentId, EntryId};
use client_core::domain::policy::Role;
use client_core::protocol::convert::to_wire;
use client_core::protocol::{Bytes, Outcome, QuarantineReason as Why, Run};
use client_core::replica::{ChangeRow, GENESIS_MAX_OP, build, genesis_actor};

pub(super) fn entry(n: u8, role: Role, body: Body) -> (EntryId, Entry) {
    use std::sync::atomic::{AtomicU8, Ordering};
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let entry = Entry {
        by: By { user: user(n), role, device: device(n) },
        at: At { wall: NOW, offset: None, boot: None, seen: None },
        round: None,
        after: None,
        command: CommandRef { id: CommandId::new(NOW, [id; 10]), documents: 1 },
        body,
    };
    (EntryId::new(NOW, [id; 10]), entry)
}

/// A world in which technician A holds an order and has it on his phone.
pub(super) fn assigned() -> (World, Phone, Phone, DocumentId) {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let order = office.dispatched(TECHNICIAN_A);
    let outcomes = office.sync(&mut world);
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Accepted), "{outcomes:?}");
    let mut phone = Phone::technician(TECHNICIAN_A);
    phone.sync(&mut world);
    assert!(phone.replicas.contains_key(&order));
    (world, office, phone, order)
}

/// One run of the phone's unsent work.
fn one_run(phone: &mut Phone) -> Run {
    let mut runs = phone.take_runs();
    assert_eq!(runs.len(), 1);
    runs.remove(0)
}

#[test]
fn honest_work_is_accepted_and_comes_down_to_others() {
    let (mut world, mut office, mut phone, order) = assigned();
    phone.run(order, Command::Receive { received_at: None });
    phone.run(order, Command::Arrive);
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);
    office.sync(&mut world);
    assert_eq!(office.order(order).canonical_json(), phone.order(order).canonical_json());
    assert_eq!(office.order(order).canonical_json(), world.order(order).canonical_json());
    let state: String = world.connection.query_row("SELECT state FROM board", [], |row| row.get(0)).unwrap();
    assert_eq!(state, world.order(order).state.as_str());
}

#[test]
fn attack_17_a_malformed_entry_is_kept_with_its_bytes_and_its_neighbours_pass() {
    let (mut world, mut office, mut phone, order) = assigned();
    let other = office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    phone.sync(&mut world);
    phone.note(order, "good");
    phone.note(other, "bad");
    let mut runs = phone.take_runs();
    let bad = runs.iter_mut().find(|run| run.document == other).unwrap();
    bad.rows[0].entries[0].1.0.truncate(20);
    let sent = client_core::protocol::to_bytes(&bad.rows[0]).unwrap();
    // The hash is that of the cut row, as a sender with a broken store would make it.
    let row = {
        let row = bad.rows[0].clone();
        let change = client_core::protocol::convert::from_wire(bad.actor, &row, None).unwrap();
        let start = phone.replicas[&other].rows().find(|(r, _)| r.actor == bad.actor).unwrap().1.start_op;
        client_core::replica::build(DocumentKind::Order, other, &change, start).unwrap()
    };
    bad.hash = row.hash;
    let outcomes = world.push(TECHNICIAN_A, runs);
    assert!(outcomes.contains(&Outcome::Accepted));
    assert!(outcomes.iter().any(|outcome| reason(outcome) == Some(Why::Malformed)), "{outcomes:?}");
    let kept: Vec<u8> =
        world.connection.query_row("SELECT bytes FROM quarantine", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, sent);
}

#[test]
fn attack_18_a_wrong_hash_is_asked_for_again_and_then_kept_apart() {
    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "one");
    phone.note(order, "two");
    phone.note(order, "three");
    let mut run = one_run(&mut phone);
    let good = with_hashes(&phone.replicas[&order], run.clone());
    // The second row was changed on the way.
    let note = run.rows[0].entries[0].1.clone();
    run.rows[1].entries[0].1 = note;
    assert_eq!(world.push(TECHNICIAN_A, vec![run.clone()]), [Outcome::Rehash]);
    assert_eq!((world.count("quarantine"), world.count("refused")), (0, 0), "nothing stored");
    run.hashes = good.hashes;
    let outcomes = world.push(TECHNICIAN_A, vec![run]);
    assert_eq!(outcomes[0], Outcome::Accepted);
    assert_eq!(outcomes[1..].iter().filter_map(reason).collect::<Vec<_>>(), [Why::Hash, Why::Follows]);
}

#[test]
fn attack_20_limits() {
    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "x");
    let mut run = one_run(&mut phone);
    run.rows[0].entries[0].1 = Bytes(vec![0; 5000]);
    run.hashes = None;
    let replica = &phone.replicas[&order];
    let start = replica.rows().find(|(r, _)| r.actor == run.actor).unwrap().1.start_op;
    let change = client_core::protocol::convert::from_wire(run.actor, &run.rows[0], None).unwrap();
    run.hash = client_core::replica::build(DocumentKind::Order, order, &change, start).unwrap().hash;
    assert_eq!(reason(&world.push(TECHNICIAN_A, vec![run])[0]), Some(Why::Limits));

    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "x");
    let mut run = one_run(&mut phone);
    let entry = run.rows[0].entries[0].clone();
    run.rows[0].entries = vec![entry; 257];
    assert_eq!(reason(&world.push(TECHNICIAN_A, vec![run])[0]), Some(Why::Limits));
}

#[test]
fn attack_21_and_33_another_devices_actor_is_refused_and_its_owner_goes_on() {
    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "mine");
    let recorded = one_run(&mut phone);
    assert_eq!(world.push(TECHNICIAN_A, vec![recorded.clone()]), [Outcome::Accepted]);
    assert_eq!(reason(&world.push(TECHNICIAN_B, vec![recorded.clone()])[0]), Some(Why::Actor));
    assert_eq!(world.count("alarm"), 1);
    assert_eq!(world.push(TECHNICIAN_A, vec![recorded]), [Outcome::Duplicate]);
    phone.note(order, "more");
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);

    phone.note(order, "genesis");
    let mut run = one_run(&mut phone);
    run.actor = genesis_actor(DocumentKind::Order, order);
    assert_eq!(reason(&world.push(TECHNICIAN_A, vec![run])[0]), Some(Why::Actor));
}

#[test]
fn attack_22_a_reused_seq_is_a_fork_and_everything_after_it_follows() {
    let (mut world, _, mut phone, order) = assigned();
    let clone_of_replicas = phone.replicas.clone();
    phone.note(order, "first life");
    let actor = phone.actors[&order];
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);
    let mut second = Phone::technician(TECHNICIAN_A);
    second.replicas = clone_of_replicas;
    second.actors.insert(order, actor);
    second.note(order, "second life");
    second.note(order, "and on");
    let run = one_run(&mut second);
    // The rows don't give the run's hash, because the second one builds on another first one than the log's.
    assert_eq!(world.push(TECHNICIAN_A, vec![run.clone()]), [Outcome::Rehash]);
    let outcomes = world.push(TECHNICIAN_A, vec![with_hashes(&second.replicas[&order], run)]);
    assert_eq!(outcomes.iter().filter_map(reason).collect::<Vec<_>>(), [Why::Fork, Why::Follows]);
    assert_eq!(
        world.connection.query_row("SELECT kind FROM alarm", [], |row| row.get::<_, String>(0)).unwrap(),
        "actor_fork"
    );
}

/// A run of one change that its author never could have written on an honest phone, with the hash of just that change.
fn forged(phone: &Phone, order: DocumentId, seq: u64, deps: Vec<ChangeHash>) -> Run {
    let replica = &phone.replicas[&order];
    let max_op = |dep: &ChangeHash| {
        let known = replica.rows().find(|(_, built)| built.hash == *dep);
        known.map_or(GENESIS_MAX_OP, |(_, built)| built.max_op)
    };
    let start = deps.iter().map(max_op).max().unwrap() + 1;
    let (id, arrived) = entry(phone.n, Role::Technician, Body::Arrived(Arrived {}));
    let entries = vec![(id, arrived.to_bytes().unwrap())];
    let row = ChangeRow { actor: phone.actors[&order], seq, deps, entries };
    let hash = build(DocumentKind::Order, order, &row, start).unwrap().hash;
    let rows = vec![to_wire(&row, None)];
    Run { document: order, kind: DocumentKind::Order, actor: row.actor, rows, hash, hashes: None }
}

#[test]
fn attack_22_a_change_that_forgets_its_own_past_is_refused_whatever_it_knows() {
    let (mut world, _, mut phone, order) = assigned();
    let before: Vec<ChangeHash> = phone.replicas[&order].heads().into_iter().collect();
    phone.note(order, "first");
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);
    let run = forged(&phone, order, 2, before);
    let log = world.log();
    assert_eq!(world.push(TECHNICIAN_A, vec![run]).iter().find_map(reason), Some(Why::OwnPast));
    assert_eq!(world.log(), log);
}

#[test]
fn attack_23_a_skipped_number_waits_though_all_that_it_names_is_there() {
    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "first");
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);
    let heads: Vec<ChangeHash> = phone.replicas[&order].heads().into_iter().collect();
    let log = world.log();
    for seq in [3, 4, 99] {
        let run = forged(&phone, order, seq, heads.clone());
        assert_eq!(world.push(TECHNICIAN_A, vec![run]), [Outcome::Pending], "{seq}");
    }
    assert_eq!((world.log(), world.count("quarantine")), (log, 0));
    assert_eq!(world.push(TECHNICIAN_A, vec![forged(&phone, order, 2, heads)]), [Outcome::Accepted]);
}

#[test]
fn attack_56_a_stranger_s_words_are_kept_beside_no_document() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    office.dispatched(TECHNICIAN_A);
    let mut words = request(Vec::new());
    words.blobs.clone_from(&office.blobs);
    assert!(!words.blobs.is_empty());
    office.sync_without_apply(&mut world);
    world.sync(TECHNICIAN_B, &words).unwrap();
    assert_eq!(world.count("blob"), 0, "he was never given the order");
    world.sync(DISPATCHER, &words).unwrap();
    assert_eq!(world.count("blob"), i64::try_from(words.blobs.len()).unwrap());
}

#[test]
fn attack_23_missing_pasts_are_pending_and_nothing_is_stored() {
    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "one");
    phone.note(order, "two");
    let mut run = one_run(&mut phone);
    run.rows.remove(0);
    let before = world.log();
    assert_eq!(world.push(TECHNICIAN_A, vec![run.clone()]), [Outcome::Pending]);
    run.rows[0].seq = 7;
    run.rows[0].deps = Some(vec![ChangeHash::from_bytes([3; 32])]);
    assert_eq!(world.push(TECHNICIAN_A, vec![run.clone()]), [Outcome::Pending]);
    assert_eq!((world.log(), world.count("quarantine")), (before, 0));

    let flood = (0..=client_core::protocol::MAX_PENDING)
        .map(|i| {
            let mut orphan = run.clone();
            let mut actor = [8; 16];
            actor[..8].copy_from_slice(&(i as u64).to_be_bytes());
            orphan.actor = ActorId::from_bytes(actor);
            orphan
        })
        .collect();
    assert!(matches!(
        world.sync(TECHNICIAN_A, &request(flood)),
        Err(super::super::SyncError::TooManyPending(_))
    ));
}

#[test]
fn attack_24_the_op_counter_follows_from_the_deps_and_cannot_be_padded() {
    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "x");
    let mut run = one_run(&mut phone);
    let row = phone.replicas[&order].rows().last().map(|(row, _)| row.clone()).unwrap();
    let padded = client_core::replica::build(DocumentKind::Order, order, &row, 1 << 20).unwrap();
    run.hash = padded.hash;
    run.hashes = Some(vec![padded.hash]);
    assert_eq!(reason(&world.push(TECHNICIAN_A, vec![run])[0]), Some(Why::Hash));
    let mut other = Phone::technician(TECHNICIAN_A);
    other.sync(&mut world);
    other.note(order, "still writable");
    assert_eq!(other.sync(&mut world), [Outcome::Accepted]);
}

#[test]
fn attack_26_and_27_kinds_that_the_role_may_not_write() {
    let (mut world, _, mut phone, order) = assigned();
    let body =
        Body::Assigned(client_core::domain::entry::office::Assigned { technician: user(2), reason: None });
    phone.write(DocumentKind::Order, order, &[entry(TECHNICIAN_A, Role::Technician, body)]);
    assert_eq!(phone.sync(&mut world).iter().filter_map(reason).collect::<Vec<_>>(), [Why::Forbidden]);

    let mut office = Phone::dispatcher();
    office.sync(&mut world);
    office.write(
        DocumentKind::Order,
        order,
        &[entry(DISPATCHER, Role::Dispatcher, Body::Arrived(Arrived {}))],
    );
    assert_eq!(office.sync(&mut world).iter().filter_map(reason).collect::<Vec<_>>(), [Why::Forbidden]);
}

#[test]
fn by_must_be_the_sender_in_a_role_that_he_holds() {
    for (n, role) in
        [(TECHNICIAN_B, Role::Technician), (TECHNICIAN_A, Role::Dispatcher), (TECHNICIAN_A, Role::Server)]
    {
        let (mut world, _, mut phone, order) = assigned();
        let mut forged = entry(n, role, Body::Arrived(Arrived {}));
        if n == TECHNICIAN_B {
            forged.1.by.device = device(TECHNICIAN_A);
        }
        phone.write(DocumentKind::Order, order, &[forged]);
        assert_eq!(
            phone.sync(&mut world).iter().filter_map(reason).collect::<Vec<_>>(),
            [Why::By],
            "{role:?}"
        );
    }
}

#[test]
fn attack_30_a_used_entry_id_is_refused() {
    let (mut world, _, mut phone, order) = assigned();
    let signed = phone.replicas[&order].journal().entries()[0].id;
    // The replica refuses it too, so the change is built by hand.
    phone.note(order, "x");
    let mut run = one_run(&mut phone);
    run.rows[0].entries[0].0 = signed;
    let start = phone.replicas[&order].rows().last().unwrap().1.start_op;
    let change = client_core::protocol::convert::from_wire(run.actor, &run.rows[0], None).unwrap();
    run.hash = client_core::replica::build(DocumentKind::Order, order, &change, start).unwrap().hash;
    assert_eq!(reason(&world.push(TECHNICIAN_A, vec![run])[0]), Some(Why::EntryIdUsed));
}

#[test]
fn a_kind_of_another_document_is_refused_and_an_unknown_one_waits_for_an_update() {
    let (mut world, _, mut phone, order) = assigned();
    let customer = CustomerRecorded {
        customer_name: "x".into(),
        unit_no: "x".into(),
        contact: "x".into(),
        department: None,
    };
    phone.write(
        DocumentKind::Order,
        order,
        &[entry(TECHNICIAN_A, Role::Technician, Body::CustomerRecorded(customer))],
    );
    assert_eq!(phone.sync(&mut world).iter().filter_map(reason).collect::<Vec<_>>(), [Why::DocumentKind]);

    let (mut world, _, mut phone, order) = assigned();
    let unknown = client_core::domain::entry::UnknownBody { kind: "hologram".into(), data: vec![0xa0] };
    phone.write(DocumentKind::Order, order, &[entry(TECHNICIAN_A, Role::Technician, Body::Unknown(unknown))]);
    phone.note(order, "after it");
    let before = world.log();
    assert_eq!(phone.sync(&mut world), [Outcome::Later]);
    assert_eq!((world.log(), world.count("quarantine")), (before, 0));
}

#[test]
fn attack_39_an_order_out_of_scope_answers_as_one_that_does_not_exist() {
    let (mut world, _, phone, order) = assigned();
    let mut stranger = Phone::technician(TECHNICIAN_B);
    stranger.replicas = phone.replicas.clone();
    stranger.write(
        DocumentKind::Order,
        order,
        &[entry(TECHNICIAN_B, Role::Technician, Body::Arrived(Arrived {}))],
    );
    let known = stranger.sync_without_apply(&mut world);
    let nowhere = DocumentId::from_bytes([0x55; 16]);
    stranger.write(
        DocumentKind::Order,
        nowhere,
        &[entry(TECHNICIAN_B, Role::Technician, Body::Arrived(Arrived {}))],
    );
    assert_eq!(known, stranger.sync_without_apply(&mut world));
    assert_eq!(known.iter().filter_map(reason).collect::<Vec<_>>(), [Why::Forbidden]);
}

#[test]
fn what_follows_a_refused_change_is_refused_in_later_requests_too_and_a_new_actor_goes_on() {
    let (mut world, _, mut phone, order) = assigned();
    let body =
        Body::Assigned(client_core::domain::entry::office::Assigned { technician: user(2), reason: None });
    phone.write(DocumentKind::Order, order, &[entry(TECHNICIAN_A, Role::Technician, body)]);
    phone.sync(&mut world);
    phone.note(order, "after");
    assert_eq!(phone.sync(&mut world).iter().filter_map(reason).collect::<Vec<_>>(), [Why::Follows]);
    let mut fresh = Phone::technician(TECHNICIAN_A);
    fresh.sync(&mut world);
    fresh.note(order, "again");
    assert_eq!(fresh.sync(&mut world), [Outcome::Accepted]);
}

#[test]
fn a_newer_protocol_waits_and_an_older_one_is_named() {
    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "x");
    let mut newer = request(vec![one_run(&mut phone)]);
    newer.version = 99;
    assert_eq!(world.sync(TECHNICIAN_A, &newer).unwrap().verdicts[0].outcome, Outcome::Later);
    newer.version = 0;
    assert!(matches!(world.sync(TECHNICIAN_A, &newer), Err(super::super::SyncError::Version(0))));
}
