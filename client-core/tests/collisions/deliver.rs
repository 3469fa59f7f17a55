//! Delivers what people wrote without hearing each other in every order in which it can arrive.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::office::{Choice, Decision};
use client_core::domain::entry::{Body, DocumentKind};
use client_core::domain::id::EntryId;
use client_core::domain::order::{Conflict, Order, Side, fold};
use client_core::domain::policy::Role;
use client_core::replica::{ChangeRow, Replica};
use std::collections::BTreeMap;

/// More interleavings than this are a scenario that has to be cut: none is left out silently.
const MOST_ORDERS: usize = 3_000;
/// So many rows are delivered in every permutation, causal or not.
const FEW: usize = 5;

/// What everybody sees once all rows have arrived. Checked on fresh replicas to be the same
/// - in every interleaving of what each device wrote, each row twice; rows wait for what they build on;
/// - for up to five rows in every permutation, for more in every rotation backwards, so that all have to wait;
/// - on every person's own device.
#[track_caller]
pub fn in_every_order(people: &[&Person]) -> Order {
    let all: Vec<Vec<ChangeRow>> = people.iter().map(|person| person.rows()).collect();
    let common: Vec<&ChangeRow> =
        all[0].iter().filter(|row| all.iter().all(|rows| rows.contains(row))).collect();
    let mut rest: Vec<ChangeRow> =
        all.iter().flatten().filter(|row| !common.contains(row)).cloned().collect();
    rest.sort_by_key(|row| (row.actor, row.seq));
    rest.dedup();
    let mut base = Replica::new(DocumentKind::Order, order_id());
    for row in common {
        base.insert(row.clone()).unwrap();
    }
    let mut devices: BTreeMap<_, Vec<ChangeRow>> = BTreeMap::new();
    for row in &rest {
        devices.entry(row.actor).or_default().push(row.clone());
    }
    let devices: Vec<Vec<ChangeRow>> = devices.into_values().collect();

    let mut seen = Seen::default();
    let count = interleavings(&devices);
    assert!(count <= MOST_ORDERS, "{count} interleavings: let the people hear each other earlier");
    deliver_merged(&base, &devices, &mut vec![0; devices.len()], &mut seen);
    assert_eq!(seen.orders, count);
    for order in backwards(&rest) {
        let mut replica = base.clone();
        for row in &order {
            replica.insert(row.clone()).unwrap();
        }
        seen.check(&replica);
    }
    for person in people {
        let mut replica = person.replica.clone();
        for row in rest.iter().rev() {
            replica.insert(row.clone()).unwrap();
        }
        seen.check(&replica);
    }
    seen.order.expect("at least one order")
}

/// The first outcome, against which all others are compared.
#[derive(Default)]
struct Seen {
    json: Option<String>,
    order: Option<Order>,
    orders: usize,
}

impl Seen {
    #[track_caller]
    fn check(&mut self, replica: &Replica) {
        assert_eq!(replica.waiting(), 0, "everything has arrived");
        let order = fold(&replica.journal(), built_in());
        let json = order.canonical_json();
        if let Some(first) = &self.json {
            assert_eq!(first, &json);
        } else {
            self.json = Some(json);
            self.order = Some(order);
        }
        self.orders += 1;
    }
}

fn interleavings(devices: &[Vec<ChangeRow>]) -> usize {
    let mut count: usize = 1;
    let mut placed = 0;
    for device in devices {
        for i in 1..=device.len() {
            placed += 1;
            count = count.saturating_mul(placed) / i;
        }
    }
    count
}

/// Walks the tree of interleavings; a branch shares what has arrived so far.
#[track_caller]
fn deliver_merged(base: &Replica, devices: &[Vec<ChangeRow>], next: &mut Vec<usize>, seen: &mut Seen) {
    let mut last = true;
    for i in 0..devices.len() {
        let Some(row) = devices[i].get(next[i]) else { continue };
        last = false;
        let mut replica = base.clone();
        replica.insert(row.clone()).unwrap();
        replica.insert(row.clone()).unwrap();
        next[i] += 1;
        deliver_merged(&replica, devices, next, seen);
        next[i] -= 1;
    }
    if last {
        seen.check(base);
    }
}

fn backwards(rows: &[ChangeRow]) -> Vec<Vec<ChangeRow>> {
    if rows.len() <= FEW {
        return permutations(rows);
    }
    let rotated = (0..rows.len()).map(|turn| {
        let mut order = rows.to_vec();
        order.rotate_left(turn);
        order.reverse();
        order
    });
    rotated.collect()
}

fn permutations(rows: &[ChangeRow]) -> Vec<Vec<ChangeRow>> {
    if rows.is_empty() {
        return vec![Vec::new()];
    }
    let mut orders = Vec::new();
    for first in 0..rows.len() {
        let mut others = rows.to_vec();
        let row = others.remove(first);
        for mut order in permutations(&others) {
            order.insert(0, row.clone());
            orders.push(order);
        }
    }
    orders
}

/// The one conflict of this rule. Both sides say who, in which role, on which device and when; as long as nobody has
/// settled it exactly one task names it, for the roles whose matter it is.
#[track_caller]
pub fn conflict(order: &Order, rule: &str) -> Conflict {
    let rules: Vec<&str> = order.conflicts.iter().map(|c| c.rule.as_str()).collect();
    let found: Vec<&Conflict> = order.conflicts.iter().filter(|c| c.rule == rule).collect();
    assert_eq!(found.len(), 1, "one {rule} among {rules:?}");
    let conflict = found[0].clone();
    assert!(conflict.sides.len() > 1 || rule == "NOT-REPAIRED");
    for side in &conflict.sides {
        assert!(side.origin.at.wall > NINE && side.value.is_object(), "readable: {side:?}");
    }
    // Another conflict may be named after the same entry; a case or a claim that is one of the sides may not ask too.
    let about = |id: &str| {
        let names_side = conflict.sides.iter().any(|side| id.ends_with(&side.origin.entry.to_string()));
        (names_side && !id.starts_with("settle:")) || id == format!("settle:{}", conflict.id)
    };
    let tasks: Vec<_> = order.tasks.iter().filter(|task| about(&task.id)).collect();
    if conflict.settled.is_none() {
        assert_eq!(tasks.len(), 1, "exactly one task: {tasks:?}");
        assert_eq!(tasks[0].id, format!("settle:{}", conflict.id));
        assert_eq!(tasks[0].roles, conflict.audience);
    } else {
        assert!(tasks.iter().all(|task| !task.id.starts_with("settle:")), "{tasks:?}");
    }
    conflict
}

/// The same, and the order has no other conflict.
#[track_caller]
pub fn only_conflict(order: &Order, rule: &str) -> Conflict {
    let found = conflict(order, rule);
    assert_eq!(order.conflicts.iter().map(|c| c.rule.as_str()).collect::<Vec<_>>(), [rule]);
    found
}

/// Kinds of the sides with whether the outcome follows them, sorted.
pub fn side_kinds(conflict: &Conflict) -> Vec<(&'static str, bool)> {
    let mut kinds: Vec<_> = conflict.sides.iter().map(|side| (side.kind.as_str(), side.counts)).collect();
    kinds.sort_unstable();
    kinds
}

/// The side that this person wrote.
#[track_caller]
pub fn side_of(conflict: &Conflict, author: u8) -> &Side {
    conflict.sides.iter().find(|side| side.origin.by.user == user(author)).expect("a side of this author")
}

pub fn decide(conflict: &Conflict, choice: Choice) -> Command {
    Command::Decide { conflict: conflict.id.clone(), choice, reason: "已与客户商定".into() }
}

pub fn forged_decision(conflict: &Conflict, choice: Choice) -> Body {
    Body::Decision(Decision { conflict: conflict.id.clone(), choice, reason: "x".into() })
}

/// Entries that count for nothing, with the reason.
pub fn struck(order: &Order) -> Vec<(EntryId, &str)> {
    order.not_accepted.iter().map(|entry| (entry.origin.entry, entry.reason.as_str())).collect()
}

/// `judge` hears everybody and decides. The task is gone everywhere and the choice holds in every order of delivery.
#[track_caller]
pub fn decided(judge: &mut Person, people: &[&Person], rule: &str, choice: Choice) -> Order {
    for person in people {
        judge.hears(person);
    }
    let open = conflict(&judge.order(), rule);
    judge.does(decide(&open, choice.clone()));
    let mut all = people.to_vec();
    all.push(judge);
    let order = in_every_order(&all);
    let settled = order.conflicts.iter().find(|c| c.id == open.id).and_then(|c| c.settled.clone());
    let settled = settled.expect("the decision holds");
    assert_eq!((settled.choice, settled.origin.by.user), (choice, judge.author.user));
    assert!(order.tasks.iter().all(|task| !task.id.contains(&open.id)), "{:?}", order.tasks);
    order
}

/// Decisions that settle nothing: by a role whose matter it isn't, and by somebody who had seen only his own side.
/// They are listed, and the task stays.
#[track_caller]
pub fn nobody_else_decides(people: &[&Person], rule: &str, choice: Choice) {
    let before = in_every_order(people);
    let open = conflict(&before, rule);
    let mut stranger = Person::new(77, Role::CsAssistant, order_id());
    for person in people {
        stranger.hears(person);
    }
    stranger.is_refused(decide(&open, choice.clone()));
    let by_stranger = stranger.forge(forged_decision(&open, choice.clone()));
    let mut blind = Person::new(78, Role::OfficeHead, order_id());
    blind.hears(people[0]);
    blind.is_refused(decide(&open, choice.clone()));
    let by_blind = blind.forge(forged_decision(&open, choice));
    // The long work of the others is delivered once, these two in every order beside it.
    let mut heard: Vec<Person> = Vec::new();
    for _ in 0..2 {
        let mut person = Person::new(79, Role::FrontDesk, order_id());
        for other in people {
            person.hears(other);
        }
        heard.push(person);
    }
    stranger.hears(&heard[0]);
    let mut deciding = heard.remove(0);
    deciding.hears(&blind);
    let order = in_every_order(&[&deciding, &stranger, &heard[0]]);
    let after = conflict(&order, rule);
    assert_eq!((after.settled.is_none(), &after.outcome), (true, &open.outcome));
    for entry in [by_stranger, by_blind] {
        assert!(struck(&order).contains(&(entry, "decision_without_effect")), "{:?}", struck(&order));
    }
}

/// Two people decide otherwise without hearing each other: `winner`'s choice holds, the other is listed (P8).
#[track_caller]
pub fn of_two_decisions(
    winner: (&mut Person, Choice),
    loser: (&mut Person, Choice),
    people: &[&Person],
    rule: &str,
) -> Order {
    for person in people {
        winner.0.hears(person);
        loser.0.hears(person);
    }
    let open = conflict(&winner.0.order(), rule);
    winner.0.does(decide(&open, winner.1.clone()));
    loser.0.does(decide(&open, loser.1));
    let order = in_every_order(&[winner.0, loser.0]);
    let settled = order.conflicts.iter().find(|c| c.id == open.id).and_then(|c| c.settled.clone());
    let settled = settled.expect("one of them holds");
    assert_eq!((settled.choice, settled.origin.by.user), (winner.1, winner.0.author.user));
    assert_eq!(order.not_accepted.iter().filter(|e| e.reason == "decision_without_effect").count(), 1);
    order
}
