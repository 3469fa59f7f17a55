//! Repeats, other orders of arrival, and commands that touch several documents.

use super::kit::*;
use client_core::protocol::{Outcome, QuarantineReason as Why, Run};

/// A registered and dispatched order as runs: one for the order, one for its customer.
fn runs() -> (World, Vec<Run>) {
    let mut office = Phone::dispatcher();
    office.dispatched(TECHNICIAN_A);
    let runs = office.take_runs();
    assert_eq!(runs.len(), 2);
    (World::new(), runs)
}

#[test]
fn attack_32_the_same_batch_a_hundred_times_is_stored_once() {
    let (mut world, runs) = runs();
    assert!(world.push(DISPATCHER, runs.clone()).iter().all(|outcome| *outcome == Outcome::Accepted));
    let (log, entries) = (world.log(), world.count("entry"));
    for _ in 0..100 {
        assert!(world.push(DISPATCHER, runs.clone()).iter().all(|outcome| *outcome == Outcome::Duplicate));
    }
    assert_eq!((world.log(), world.count("entry")), (log, entries));
}

#[test]
fn p4_rows_and_runs_in_reverse_order_are_accepted() {
    let (mut world, straight_batch) = runs();
    let mut batch = straight_batch.clone();
    batch.reverse();
    for run in &mut batch {
        run.rows.reverse();
    }
    let outcomes = world.push(DISPATCHER, batch);
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Accepted), "{outcomes:?}");
    let mut straight = World::new();
    straight.push(DISPATCHER, straight_batch);
    assert_eq!(world.log(), straight.log());
}

#[test]
fn a_part_of_a_command_waits_for_the_others() {
    let (mut world, batch) = runs();
    for run in &batch {
        let outcomes = world.push(DISPATCHER, vec![run.clone()]);
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Pending), "{outcomes:?}");
    }
    assert_eq!((world.count("change"), world.count("quarantine"), world.count("actor")), (0, 0, 0));
    assert!(world.push(DISPATCHER, batch).iter().all(|outcome| *outcome == Outcome::Accepted));
}

#[test]
fn a_command_is_refused_as_a_whole_when_one_part_is() {
    let (mut world, mut batch) = runs();
    let other = DISPATCHER + 100;
    world.add_user(other, client_core::domain::policy::Role::Dispatcher);
    // Somebody else's actor in the customer's document spoils that part alone.
    let mut stranger = Phone::new(other, client_core::domain::policy::Role::Dispatcher);
    stranger.new_order();
    stranger.sync(&mut world);
    let customer = batch.iter().position(|run| run.rows.len() == 1).unwrap();
    let taken = *stranger.actors.values().next().unwrap();
    batch[customer].actor = taken;
    let outcomes = world.push(DISPATCHER, batch);
    let reasons: Vec<_> = outcomes.iter().filter_map(reason).collect();
    assert!(reasons.contains(&Why::Actor) && !outcomes.contains(&Outcome::Accepted), "{outcomes:?}");
    assert_eq!(world.count("board"), 1, "only the stranger's own order");
}

#[test]
fn a_push_touches_as_many_rows_with_many_orders_as_with_few() {
    let touched = |orders: usize| {
        let mut world = World::new();
        let mut office = Phone::dispatcher();
        let order = (0..orders).map(|_| office.dispatched(TECHNICIAN_A)).last().unwrap();
        office.sync(&mut world);
        office.note(order, "one more");
        let runs = office.take_runs();
        let total = |world: &World| -> i64 {
            world.connection.query_row("SELECT total_changes()", [], |row| row.get(0)).unwrap()
        };
        let before = total(&world);
        assert_eq!(world.push(DISPATCHER, runs), [Outcome::Accepted]);
        total(&world) - before
    };
    assert_eq!(touched(2), touched(60));
}
