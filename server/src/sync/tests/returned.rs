//! P3: after a restore the fleet gives back what the server had lost, whoever wrote it.

use super::kit::*;
use crate::admit::{Origin, SERVER_USER};
use crate::feed;
use crate::keys::ServerKeys;
use client_core::domain::command::Command;
use client_core::domain::id::DocumentId;
use client_core::domain::order::OrderState;
use client_core::domain::policy::Role;
use client_core::protocol::{Bytes, Outcome, QuarantineReason, ReturnedRun, SyncAnswer};
use std::collections::BTreeMap;

/// A site that was put back to its first day: the same people and key, none of the work, a new epoch.
fn put_back() -> World {
    let world = World::new();
    world.connection.execute("UPDATE site SET epoch = ?1", [[2u8; 8]]).unwrap();
    world
}

/// What a technician's device holds of one order after the office gave it to him, as returned runs.
fn held(world: &mut World) -> (DocumentId, Vec<ReturnedRun>) {
    let mut office = Phone::dispatcher();
    let order = office.dispatched(TECHNICIAN_A);
    office.sync(world);
    world.now += 60_000;
    let mut technician = Phone::technician(TECHNICIAN_A);
    technician.sync(world);
    technician.run(order, Command::Receive { received_at: None });
    technician.sync(world);
    // Reassigned meanwhile: what he writes is a claim, and the server's mark of it is among the news.
    office.sync(world);
    office.wall += 3_600_000;
    office.run(order, Command::Assign { technician: user(TECHNICIAN_B), reason: Some("ill".into()) });
    office.sync(world);
    technician.note(order, "the stairs are blocked");
    assert_eq!(technician.sync(world), [Outcome::Accepted]);
    let answer = world.sync(DISPATCHER, &request(Vec::new())).unwrap();
    (order, runs_of(&answer))
}

fn runs_of(answer: &SyncAnswer) -> Vec<ReturnedRun> {
    let mut hashes = BTreeMap::new();
    let mut returned = Vec::new();
    for page in &answer.documents {
        for run in &page.runs {
            let mut run = run.clone();
            let first = &mut run.rows[0].row;
            if first.deps.is_none() {
                first.deps = Some(vec![hashes[&(run.actor, first.seq - 1)]]);
            }
            hashes.insert((run.actor, run.rows.last().unwrap().row.seq), run.hash);
            returned.push(ReturnedRun { document: page.document, kind: page.kind, run });
        }
    }
    returned
}

fn give_back(world: &mut World, n: u8, returned: Vec<ReturnedRun>) -> Vec<Outcome> {
    let mut request = request(Vec::new());
    request.returned = returned;
    let answer = world.sync(n, &request).unwrap();
    answer.returned.into_iter().map(|verdict| verdict.outcome).collect()
}

fn received(world: &World) -> Vec<(Vec<u8>, i64)> {
    let mut statement =
        world.connection.prepare("SELECT hash, received_at FROM change ORDER BY hash").unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[test]
fn p3_what_the_office_and_the_server_wrote_comes_back_from_one_phone_as_it_was() {
    let mut world = World::new();
    let (order, mut runs) = held(&mut world);
    let before = world.order(order);
    let mut restored = put_back();
    restored.now = world.now + 86_400_000;
    // In any order: each waits for what it builds on.
    runs.reverse();
    let outcomes = give_back(&mut restored, TECHNICIAN_A, runs.clone());
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Accepted), "{outcomes:?}");
    assert_eq!(received(&restored), received(&world), "with the times of the first arrival");
    let after = restored.order(order);
    assert_eq!(after.canonical_json(), before.canonical_json());
    assert_eq!(after.state, OrderState::Dispatched);
    let state: String =
        restored.connection.query_row("SELECT state FROM board", [], |row| row.get(0)).unwrap();
    assert_eq!(state, "dispatched");
    // Another device says the same.
    let again = give_back(&mut restored, TECHNICIAN_B, runs);
    assert!(again.iter().all(|outcome| *outcome == Outcome::Duplicate), "{again:?}");
    assert_eq!(restored.count("quarantine") + restored.count("alarm"), 0);
}

#[test]
fn p3_the_restored_server_goes_on_with_an_actor_of_its_own() {
    let mut world = World::new();
    let (order, runs) = held(&mut world);
    let mut restored = put_back();
    give_back(&mut restored, TECHNICIAN_A, runs);
    let actor = |world: &World| {
        let epoch = feed::epoch(&world.connection).unwrap();
        feed::actor_of(&world.connection, order, Origin::Server, SERVER_USER, epoch).unwrap()
    };
    assert!(actor(&world).is_some(), "it had marked a claim");
    assert_eq!(actor(&restored), None, "another phone may still hold more of the old actor");
    assert_eq!(restored.count("actor"), world.count("actor"));
}

#[test]
fn attack_33_what_bears_no_receipt_of_this_server_is_not_taken_back() {
    let mut world = World::new();
    let (_, runs) = held(&mut world);
    let mut restored = put_back();
    let ways: [fn(&mut ReturnedRun); 5] = [
        |returned| returned.run.receipt = None,
        |returned| returned.run.receipt = Some(Bytes(vec![0; 16])),
        |returned| returned.run.rows[0].received_at += 1,
        |returned| returned.run.receipt.as_mut().unwrap().0.truncate(8),
        |returned| returned.document = DocumentId::from_bytes([9; 16]),
    ];
    let forged: Vec<ReturnedRun> = ways
        .into_iter()
        .map(|forge| {
            let mut returned = runs[0].clone();
            forge(&mut returned);
            returned
        })
        .collect();
    let refused = |outcomes: &[Outcome], wanted| outcomes.iter().all(|o| reason(o) == Some(wanted));
    let outcomes = give_back(&mut restored, TECHNICIAN_A, forged);
    assert!(refused(&outcomes, QuarantineReason::Actor), "{outcomes:?}");
    // A genuine receipt vouches for the rows that it went out with, and for no others.
    let mut changed = runs[0].clone();
    changed.run.rows[0].row.entries[0].1.0.push(0);
    let outcomes = give_back(&mut restored, TECHNICIAN_A, vec![changed]);
    let refused_whole =
        matches!(reason(&outcomes[0]), Some(QuarantineReason::Hash | QuarantineReason::Malformed));
    assert!(refused_whole, "{outcomes:?}");
    assert_eq!(restored.count("change") + restored.count("quarantine"), 0, "nothing of it is kept");
    assert_eq!(restored.count("alarm"), 1);
    restored.keys = ServerKeys::from_seed(&[6; 32]).unwrap();
    let outcomes = give_back(&mut restored, TECHNICIAN_A, runs);
    assert!(refused(&outcomes, QuarantineReason::Actor), "another key: {outcomes:?}");
}

#[test]
fn p3_new_work_in_the_same_request_builds_on_what_comes_back() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let order = office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    let answer = world.sync(TECHNICIAN_A, &request(Vec::new())).unwrap();
    let mut technician = Phone::technician(TECHNICIAN_A);
    technician.apply(&answer);
    technician.run(order, Command::Receive { received_at: None });
    let mut restored = put_back();
    let mut both = request(technician.take_runs());
    let lonely = restored.sync(TECHNICIAN_A, &both).unwrap();
    assert_eq!(lonely.verdicts[0].outcome, Outcome::Pending);
    both.returned = runs_of(&answer);
    let taken = restored.sync(TECHNICIAN_A, &both).unwrap();
    assert_eq!(taken.verdicts[0].outcome, Outcome::Accepted);
    assert_eq!(restored.order(order).state, OrderState::Received);
}

#[test]
fn p3_what_a_person_without_a_post_gives_back_leaves_his_phone_also_where_he_wrote_in_it() {
    const CLERK: u8 = 40;
    let (mut world, mut restored) = (World::new(), put_back());
    world.add_user(CLERK, Role::Dispatcher);
    let mut office = Phone::dispatcher();
    let order = office.new_order();
    office.sync(&mut world);
    let first = world.sync(CLERK, &request(Vec::new())).unwrap();
    let mut clerk = Phone::new(CLERK, Role::Dispatcher);
    clerk.apply(&first);
    clerk.note(order, "called twice");
    let own = clerk.take_runs();
    assert_eq!(world.push(CLERK, own.clone()), [Outcome::Accepted]);
    let everything = runs_of(&world.sync(DISPATCHER, &request(Vec::new())).unwrap());
    // The backup is from before he came; he is added again without a post, and another phone was faster.
    restored.add_user(CLERK, Role::Dispatcher);
    restored.end_role(CLERK, Role::Dispatcher, 0);
    give_back(&mut restored, DISPATCHER, everything);
    let mut both = request(own);
    both.returned = runs_of(&first);
    let answer = restored.sync(CLERK, &both).unwrap();
    assert_eq!(answer.verdicts[0].outcome, Outcome::Duplicate);
    assert!(answer.removed.contains(&order), "{:?}", answer.removed);
}
