//! What a person lets in after all: judged again, once, as its author's.

use super::super::{Release, release};
use super::kit::*;
use super::push::{assigned, entry};
use crate::audit::{By, Origin};
use client_core::domain::command::Command;
use client_core::domain::entry::site::Arrived;
use client_core::domain::entry::{Body, DocumentKind};
use client_core::domain::id::{DocumentId, EntryId};
use client_core::domain::policy::Role;
use client_core::protocol::convert::from_wire;
use client_core::protocol::{Bytes, Outcome, QuarantineReason as Why};
use client_core::replica::build;

const MANAGER: u8 = 9;

fn by_manager() -> By {
    By { at: NOW + 60_000, origin: Origin::Page, user: Some(user(MANAGER)), device: None }
}

fn let_in(world: &mut World, id: i64) -> Option<Release> {
    release(&world.connection, &world.library, id, &by_manager(), &mut world.random).unwrap()
}

/// The entry's bytes in the log, with the author that the log names.
fn logged(world: &World, id: EntryId) -> Option<(Vec<u8>, Vec<u8>)> {
    let sql =
        "SELECT entry.bytes, change.user FROM entry JOIN change ON change.seq = entry.change WHERE ulid = ?1";
    world.connection.query_row(sql, [id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).ok()
}

fn why(release: Option<Release>) -> Why {
    match release {
        Some(Release::Refused { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

/// Technician B has got hold of A's order and says twice that he is there. Gives his entries.
fn uninvited() -> (World, Phone, DocumentId, Vec<(EntryId, Bytes)>) {
    let (mut world, office, phone, order) = assigned();
    let mut other = Phone::technician(TECHNICIAN_B);
    other.replicas.clone_from(&phone.replicas);
    for _ in 0..2 {
        let arrived = entry(TECHNICIAN_B, Role::Technician, Body::Arrived(Arrived {}));
        other.write(DocumentKind::Order, order, &[arrived]);
    }
    let runs = other.take_runs();
    let entries: Vec<_> = runs[0].rows.iter().flat_map(|row| row.entries.clone()).collect();
    let outcomes = world.push(TECHNICIAN_B, runs);
    assert_eq!(outcomes.iter().filter_map(reason).collect::<Vec<_>>(), [Why::Forbidden, Why::Follows]);
    (world, office, order, entries)
}

#[test]
fn attack_65_what_its_author_may_not_write_today_nobody_lets_in() {
    let (mut world, _, _, entries) = uninvited();
    let log = world.log();
    assert_eq!(why(let_in(&mut world, 1)), Why::Forbidden);
    assert_eq!(why(let_in(&mut world, 2)), Why::Forbidden);
    assert_eq!((world.log(), world.count("quarantine")), (log, 2), "nothing was done");
    assert_eq!(world.count("audit"), 0);
    assert!(logged(&world, entries[0].0).is_none());
    assert_eq!(let_in(&mut world, 3), None, "there is no third");
}

#[test]
fn attack_65_what_is_let_in_keeps_its_ids_its_bytes_and_its_author_and_is_let_in_once() {
    let (mut world, mut office, order, entries) = uninvited();
    office.run(order, Command::Assign { technician: user(TECHNICIAN_B), reason: Some("he is there".into()) });
    assert_eq!(office.sync(&mut world), [Outcome::Accepted]);
    for id in [1, 2] {
        assert_eq!(let_in(&mut world, id), Some(Release::Done));
        let changes = world.log();
        assert_eq!(let_in(&mut world, id), Some(Release::Already));
        assert_eq!(world.log(), changes);
    }
    for (id, bytes) in &entries {
        assert_eq!(logged(&world, *id), Some((bytes.0.clone(), user(TECHNICIAN_B).as_bytes().to_vec())));
    }
    assert_eq!(world.count("audit WHERE kind = 'change_released' AND detail = '1'"), 1);
    assert_eq!(world.count("quarantine WHERE released_by IS NOT NULL AND released_as IS NOT NULL"), 2);
    // The work had arrived when it was refused, and the second entry knew of the first.
    let later = format!("change JOIN entry ON entry.change = change.seq WHERE received_at > {NOW}");
    assert_eq!(world.count(&format!("{later} AND entry.kind <> 'received'")), 0);
    let mut phone = Phone::technician(TECHNICIAN_B);
    phone.sync(&mut world);
    let journal = phone.replicas[&order].journal();
    let at = |id: EntryId| journal.entries().iter().position(|entry| entry.id == id).unwrap();
    assert!(journal.saw(at(entries[1].0), at(entries[0].0)));
    // Nobody knows his clock, so the server says when that was (P10).
    let arrived: Vec<_> =
        entries.iter().map(|(id, _)| journal.bounds(at(*id)).map(|one| one.before)).collect();
    assert_eq!(arrived, [Some(NOW), Some(NOW)]);
}

#[test]
fn attack_36_a_command_of_several_documents_is_let_in_as_a_whole_with_its_words() {
    let mut world = World::new();
    world.add_user(7, Role::Storekeeper);
    let mut clerk = Phone::new(7, Role::Dispatcher);
    let order = clerk.new_order();
    let words = i64::try_from(clerk.blobs.len()).unwrap();
    assert!(words > 0);
    let outcomes = clerk.sync_with_blobs(&mut world);
    assert_eq!(outcomes.iter().filter_map(reason).count(), 2, "{outcomes:?}");
    assert_eq!((world.count("change"), world.count("quarantine")), (0, 2));
    let first = why(let_in(&mut world, 1));
    assert!([Why::By, Why::Group].contains(&first), "{first:?}");
    world.give_role(7, Role::Dispatcher);
    assert_eq!(let_in(&mut world, 2), Some(Release::Done));
    assert_eq!(let_in(&mut world, 1), Some(Release::Already), "it came in with the other part");
    assert_eq!((world.count("board"), world.count("customer")), (1, 1));
    assert!(world.order(order).registered.is_some());
    assert_eq!(world.count("blob"), words, "nobody asks the phone for them again");
    assert_eq!(world.count("audit WHERE kind = 'change_released'"), 2);
}

#[test]
fn attack_36_the_words_of_a_refused_change_stay_beside_it() {
    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "my last word");
    let (before, words) = (world.count("blob"), phone.blobs.len());
    assert!(words > 0);
    // His role ended long before it arrives.
    world.end_role(TECHNICIAN_A, Role::Technician, NOW - 61 * 24 * 3_600_000);
    let refused: Vec<_> = phone.sync_with_blobs(&mut world).iter().filter_map(reason).collect();
    assert_eq!(refused, [Why::By]);
    assert_eq!(world.count("blob"), before + i64::try_from(words).unwrap());
    assert!(world.order(order).notes.is_empty());
    world.give_role(TECHNICIAN_A, Role::Technician);
    assert_eq!(let_in(&mut world, 1), Some(Release::Done));
    assert_eq!(world.order(order).notes.len(), 1);
}

#[test]
fn attack_65_bytes_that_nobody_can_read_are_let_in_by_nobody() {
    let (mut world, _, mut phone, order) = assigned();
    phone.note(order, "good");
    let mut run = phone.take_runs().remove(0);
    run.rows[0].entries[0].1 = Bytes(vec![0xff; 9]);
    // With the hash of just these bytes: what is wrong with it is that they say nothing.
    let change = from_wire(run.actor, &run.rows[0], None).unwrap();
    let start = phone.replicas[&order].rows().find(|(row, _)| row.actor == run.actor).unwrap().1.start_op;
    run.hash = build(DocumentKind::Order, order, &change, start).unwrap().hash;
    assert_eq!(world.push(TECHNICIAN_A, vec![run]).iter().find_map(reason), Some(Why::Malformed));
    assert_eq!(why(let_in(&mut world, 1)), Why::Malformed);
    assert_eq!(world.count("quarantine WHERE released_at IS NULL"), 1);
}

#[test]
fn attack_65_what_came_by_another_way_meanwhile_is_only_marked() {
    let (mut world, mut office, order, entries) = uninvited();
    office.run(order, Command::Assign { technician: user(TECHNICIAN_B), reason: Some("he is there".into()) });
    office.sync(&mut world);
    // The phone sends it again by itself, under a new actor, before anybody looks.
    let mut phone = Phone::technician(TECHNICIAN_B);
    phone.sync(&mut world);
    let again = client_core::domain::entry::Entry::from_bytes(&entries[0].1.0).unwrap();
    phone.write(DocumentKind::Order, order, &[(entries[0].0, again)]);
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);
    let log = world.log();
    assert_eq!(let_in(&mut world, 1), Some(Release::Done));
    assert_eq!(world.log(), log);
    assert_eq!(world.count("quarantine WHERE released_at IS NOT NULL AND released_as IS NULL"), 1);
}
