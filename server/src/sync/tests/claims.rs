//! Honest work whose ground has moved is admitted and marked; work that never was allowed is not.

use super::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::office::ClaimReason;
use client_core::domain::policy::Role;
use client_core::protocol::{Outcome, QuarantineReason as Why};

const DAY: i64 = 24 * 3_600_000;

fn reassign(to: u8) -> Command {
    Command::Assign { technician: user(to), reason: Some("he doesn't answer".into()) }
}

#[test]
fn attack_28_work_that_did_not_know_of_a_reassignment_is_a_claim_for_everybody() {
    let mut world = World::new();
    let (mut office, mut a, mut b) =
        (Phone::dispatcher(), Phone::technician(TECHNICIAN_A), Phone::technician(TECHNICIAN_B));
    let order = office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    a.sync(&mut world);
    office.run(order, reassign(TECHNICIAN_B));
    office.sync(&mut world);
    a.run(order, Command::Receive { received_at: None });
    a.run(order, Command::Arrive);
    assert_eq!(a.sync(&mut world), [Outcome::Accepted]);
    let claims = world.order(order).claims;
    assert!(!claims.is_empty());
    assert!(claims.iter().all(|claim| claim.reason == ClaimReason::NoLongerAssigned));
    office.sync(&mut world);
    b.sync(&mut world);
    for person in [&office, &a, &b] {
        assert_eq!(person.order(order).canonical_json(), world.order(order).canonical_json());
    }
}

#[test]
fn who_knows_that_the_order_was_given_away_writes_no_claim() {
    let mut world = World::new();
    let (mut office, mut a) = (Phone::dispatcher(), Phone::technician(TECHNICIAN_A));
    let order = office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    a.sync(&mut world);
    // Prepared while it was his, so that the command door lets it pass; built on what he knows later.
    let mut liar = Phone::technician(TECHNICIAN_A);
    liar.sync(&mut world);
    liar.run(order, Command::Receive { received_at: None });
    let entries: Vec<_> = {
        let journal = liar.replicas[&order].journal();
        let last = journal.entries().last().unwrap();
        vec![(last.id, last.entry.clone())]
    };
    office.run(order, reassign(TECHNICIAN_B));
    office.sync(&mut world);
    a.sync(&mut world);
    a.write(client_core::domain::entry::DocumentKind::Order, order, &entries);
    assert_eq!(a.sync(&mut world).iter().filter_map(reason).collect::<Vec<_>>(), [Why::Forbidden]);
    assert!(world.order(order).claims.is_empty());
}

#[test]
fn col_32_a_role_that_ended_lately_makes_claims_and_one_that_ended_long_ago_does_not() {
    for (days, accepted) in [(59, true), (61, false)] {
        let mut world = World::new();
        let (mut office, mut a) = (Phone::dispatcher(), Phone::technician(TECHNICIAN_A));
        let order = office.dispatched(TECHNICIAN_A);
        office.sync(&mut world);
        a.sync(&mut world);
        a.run(order, Command::Receive { received_at: None });
        world.end_role(TECHNICIAN_A, Role::Technician, NOW);
        world.now = NOW + days * DAY;
        let outcomes = a.sync(&mut world);
        if accepted {
            assert_eq!(outcomes, [Outcome::Accepted]);
            assert_eq!(world.order(order).claims[0].reason, ClaimReason::RoleWithdrawn);
        } else {
            assert_eq!(outcomes.iter().filter_map(reason).collect::<Vec<_>>(), [Why::By]);
            assert!(world.order(order).claims.is_empty());
        }
    }
}

#[test]
fn p8_a_forbidden_change_stops_nothing_else_of_the_same_request() {
    let mut world = World::new();
    let (mut office, mut a) = (Phone::dispatcher(), Phone::technician(TECHNICIAN_A));
    let (first, second) = (office.dispatched(TECHNICIAN_A), office.dispatched(TECHNICIAN_A));
    office.sync(&mut world);
    a.sync(&mut world);
    a.roles.push(Role::Dispatcher);
    a.run(first, Command::Note { text: "fine".into() });
    a.run(second, reassign(TECHNICIAN_B));
    a.roles.pop();
    let outcomes = a.sync(&mut world);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Accepted).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter_map(reason).collect::<Vec<_>>(), [Why::By]);
    assert_eq!(world.count("quarantine"), 1);
}
