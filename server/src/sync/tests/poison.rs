//! P8: what is bad stops nothing that is good, however it is mixed.

use super::kit::*;
use super::push::entry;
use client_core::domain::entry::site::Arrived;
use client_core::domain::entry::{Body, DocumentKind};
use client_core::domain::policy::Role;
use client_core::protocol::convert::from_wire;
use client_core::protocol::{Bytes, Outcome, QuarantineReason as Why, Run, to_bytes};
use client_core::replica::build;

const GOOD: usize = 1_000;

/// A new order's only run, not sent.
fn one(office: &mut Phone) -> Run {
    office.new_order();
    let mut runs = office.take_runs().into_iter();
    runs.find(|run| run.kind == DocumentKind::Order).unwrap()
}

/// A run with other bytes in its entry, and the hash of just these: a sender who knows the rules.
fn with_bytes(office: &mut Phone, bytes: Vec<u8>) -> Run {
    let mut run = one(office);
    run.rows[0].entries[0].1 = Bytes(bytes);
    let change = from_wire(run.actor, &run.rows[0], None).unwrap();
    let start = office.replicas[&run.document].rows().next().unwrap().1.start_op;
    run.hash = build(run.kind, run.document, &change, start).unwrap().hash;
    run
}

fn written(office: &mut Phone, n: u8, role: Role) -> Run {
    let run = one(office);
    let mut other = Phone::dispatcher();
    other.write(DocumentKind::Order, run.document, &[entry(n, role, Body::Arrived(Arrived {}))]);
    other.take_runs().remove(0)
}

/// What is wrong with each, and the run.
fn poison(office: &mut Phone) -> Vec<(Why, Run)> {
    let cut = one(office).rows[0].entries[0].1.0[..20].to_vec();
    let mut repeated = one(office);
    repeated.rows[0].entries = vec![repeated.rows[0].entries[0].clone(); 257];
    let mut changed = one(office);
    let note = one(office).rows[0].entries[0].1.clone();
    changed.rows[0].entries[0].1 = note;
    changed.hashes = Some(vec![changed.hash]);
    vec![
        (Why::Malformed, with_bytes(office, cut)),
        (Why::Malformed, with_bytes(office, vec![0x81; 600])),
        (Why::Malformed, with_bytes(office, vec![0xff; 64])),
        (Why::Limits, with_bytes(office, vec![0; 5_000])),
        (Why::Limits, repeated),
        (Why::Hash, changed),
        (Why::By, written(office, TECHNICIAN_A, Role::Technician)),
        (Why::Forbidden, written(office, DISPATCHER, Role::Dispatcher)),
    ]
}

#[test]
fn p8_poison_among_a_thousand_good_orders_stops_none_of_them_and_is_kept_byte_for_byte() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    for _ in 0..GOOD {
        office.new_order();
    }
    let mut runs = office.take_runs();
    let good_runs = runs.len();
    assert_eq!(good_runs, 2 * GOOD, "an order and its customer");
    let poison = poison(&mut office);
    let mut expected: Vec<Why> = poison.iter().map(|(why, _)| *why).collect();
    let mut sent: Vec<Vec<u8>> = poison.iter().map(|(_, run)| to_bytes(&run.rows[0]).unwrap()).collect();
    for (at, (_, run)) in poison.iter().enumerate() {
        runs.insert(at * good_runs / poison.len(), run.clone());
    }
    for again in [false, true] {
        let outcomes = world.push(DISPATCHER, runs.clone());
        let good = if again { Outcome::Duplicate } else { Outcome::Accepted };
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == good).count(), good_runs);
        let mut refused: Vec<Why> = outcomes.iter().filter_map(reason).collect();
        refused.sort_by_key(|why| why.as_str());
        expected.sort_by_key(|why| why.as_str());
        assert_eq!(refused, expected);
    }
    assert_eq!(world.count("board"), i64::try_from(GOOD).unwrap());
    let mut kept: Vec<Vec<u8>> = {
        let mut statement = world.connection.prepare("SELECT bytes FROM quarantine").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    kept.sort();
    sent.sort();
    assert_eq!(kept, sent, "each once, whole");
}
