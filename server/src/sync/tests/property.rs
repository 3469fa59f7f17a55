//! However honest changes are cut into requests, repeated and shuffled: the log holds the same set, the board the same.

use super::kit::*;
use client_core::domain::command::Command;
use client_core::protocol::{Outcome, Run};
use proptest::prelude::*;

/// Two people's work, part of it concurrent, as single-row runs in the order of writing.
fn work() -> Vec<(u8, Run)> {
    let mut world = World::new();
    let (mut office, mut a) = (Phone::dispatcher(), Phone::technician(TECHNICIAN_A));
    let order = office.dispatched(TECHNICIAN_A);
    let mut runs: Vec<(u8, Run)> = Vec::new();
    let mut keep = |phone: &mut Phone, world: &mut World| {
        let rows: Vec<_> = phone.unsent.clone();
        for (document, row) in rows {
            runs.push((phone.n, run_of(&phone.replicas[&document], &[row])));
        }
        phone.sync(world);
    };
    keep(&mut office, &mut world);
    a.sync(&mut world);
    a.run(order, Command::Receive { received_at: None });
    a.run(order, Command::Arrive);
    a.note(order, "dark down here");
    office.note(order, "customer called");
    office.run(order, Command::Assign { technician: user(TECHNICIAN_B), reason: Some("no answer".into()) });
    keep(&mut office, &mut world);
    keep(&mut a, &mut world);
    office.sync(&mut world);
    office.note(order, "seen both");
    keep(&mut office, &mut world);
    runs
}

fn board(world: &World) -> String {
    let mut order = serde_json::Value::Null;
    let sql = "SELECT id FROM document WHERE kind = 'order'";
    let id: [u8; 16] = world.connection.query_row(sql, [], |row| row.get(0)).unwrap();
    let folded = world.order(client_core::domain::id::DocumentId::from_bytes(id));
    order["line"] = serde_json::to_value(crate::board::BoardLine::of(&folded)).unwrap();
    // What the server marks as a claim depends on what had arrived before, as it should; the rest must not.
    order["line"]["claims"] = serde_json::Value::Null;
    order["line"]["desk"]["claims_open"] = serde_json::Value::Null;
    order["line"]["tasks"] = serde_json::Value::Null;
    order.to_string()
}

/// Hashes of people's changes; the server's own marks are beside them.
fn log(world: &World) -> Vec<Vec<u8>> {
    let sql = "SELECT hash FROM change JOIN actor USING (actor) WHERE actor.origin = 'device' ORDER BY hash";
    let mut statement = world.connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn p4_p5_any_cutting_and_order_of_delivery_ends_the_same(seeds in proptest::collection::vec(any::<u32>(), 24)) {
        let runs = work();
        let mut straight = World::new();
        for n in [DISPATCHER, TECHNICIAN_A] {
            for _ in 0..3 {
                straight.push(n, runs.iter().filter(|(who, _)| *who == n).map(|(_, run)| run.clone()).collect());
            }
        }
        straight.push(DISPATCHER, runs.iter().filter(|(who, _)| *who == DISPATCHER).map(|(_, r)| r.clone()).collect());
        let mut world = World::new();
        let mut seeds = seeds.into_iter().cycle();
        let mut next = |limit: usize| usize::try_from(seeds.next().unwrap()).unwrap() % limit;
        let mut accepted = 0;
        for turn in 0..400 {
            let from = if turn < 30 { next(runs.len()) } else { 0 };
            let size = if turn < 30 { 1 + next(4) } else { runs.len() };
            let n = [DISPATCHER, TECHNICIAN_A][turn % 2];
            let mut batch: Vec<Run> =
                runs.iter().skip(from).filter(|(who, _)| *who == n).take(size).map(|(_, run)| run.clone()).collect();
            let length = batch.len();
            batch.rotate_left(next(length.max(1)).min(length));
            let outcomes = world.push(n, batch);
            prop_assert!(outcomes.iter().all(|o| reason(o).is_none()), "{outcomes:?}");
            accepted += outcomes.iter().filter(|outcome| **outcome == Outcome::Accepted).count();
            if turn > 40 && log(&world).len() == log(&straight).len() {
                break;
            }
        }
        prop_assert!(accepted > 0);
        prop_assert_eq!(log(&world), log(&straight));
        prop_assert_eq!(board(&world), board(&straight));
    }
}
