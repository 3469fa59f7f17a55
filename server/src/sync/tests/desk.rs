//! The pool, whoever took a request, and what the server says of two orders together (PRI-1, DSP-11, COL-07, COL-35).

use super::kit::*;
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::desk::PoolTaken;
use client_core::domain::entry::office::Choice;
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry, Kind};
use client_core::domain::id::{CommandId, DocumentId, EntryId};
use client_core::domain::order::{Conflict, Kinship, Order, OrderState};
use client_core::domain::policy::Role;
use client_core::protocol::Outcome;

const FRONT_DESK: u8 = 8;
const GUARD: u8 = 9;
const MANAGER: u8 = 10;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn accept() -> Command {
    Command::accept()
}

fn give_back() -> Command {
    Command::ReturnAssignment { reason: "ill".into(), proposed: None }
}

#[track_caller]
fn all_taken(outcomes: &[Outcome]) {
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Accepted), "{outcomes:?}");
}

/// An order in the pool, and the customer's document.
fn in_pool(world: &mut World, office: &mut Phone) -> (DocumentId, DocumentId) {
    let order = office.new_order();
    office.run(order, accept());
    office.run(order, Command::IssueSlip);
    all_taken(&office.sync(world));
    let customer = world.order(order).registered.unwrap().customer;
    (order, customer)
}

#[test]
fn dsp_11_every_technician_has_the_slips_of_the_pool_until_one_takes_them() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let (mut first, mut second) = (Phone::technician(TECHNICIAN_A), Phone::technician(TECHNICIAN_B));
    let (order, customer) = in_pool(&mut world, &mut office);
    for phone in [&mut first, &mut second] {
        phone.sync(&mut world);
        assert!(phone.replicas.contains_key(&order), "it lies in the pool");
        assert!(
            !phone.replicas.contains_key(&customer),
            "nobody reads the customer's data before he holds it"
        );
    }
    first.run(order, Command::TakeFromPool);
    all_taken(&first.sync(&mut world));
    assert!(first.replicas.contains_key(&customer) && first.removed.is_empty());
    assert_eq!(world.order(order).holder, Some(user(TECHNICIAN_A)));
    second.sync(&mut world);
    assert_eq!(second.removed, [order], "a colleague has taken it");

    // A device that comes new hears nothing of what was in the pool once.
    let mut fresh = Phone::technician(TECHNICIAN_B);
    fresh.sync(&mut world);
    assert!(fresh.removed.is_empty() && !fresh.replicas.contains_key(&order));

    // Given back, it lies there again, and who gave it back keeps it without the customer.
    first.run(order, give_back());
    all_taken(&first.sync(&mut world));
    assert_eq!(first.removed, [customer]);
    assert!(world.order(order).desk.in_pool);
    second.removed.clear();
    second.replicas.remove(&order);
    second.sync(&mut world);
    assert_eq!(second.order(order).canonical_json(), world.order(order).canonical_json(), "whole again");
    second.run(order, Command::TakeFromPool);
    all_taken(&second.sync(&mut world));
    assert!(second.replicas.contains_key(&customer) && second.removed.is_empty());
    first.sync(&mut world);
    assert_eq!(first.removed, [customer], "he has written in it, so he keeps the order");
    assert_eq!(first.order(order).holder, Some(user(TECHNICIAN_B)));
}

#[test]
fn dsp_11_a_technician_who_comes_later_has_the_pool_too_and_loses_it_with_his_post() {
    let mut world = World::new();
    world.add_user(GUARD, Role::GateGuard);
    let mut office = Phone::dispatcher();
    let (order, _) = in_pool(&mut world, &mut office);
    let (other, _) = in_pool(&mut world, &mut office);
    let mut late = Phone::new(GUARD, Role::GateGuard);
    late.sync(&mut world);
    assert!(late.replicas.is_empty());
    world.give_role(GUARD, Role::Technician);
    late.sync(&mut world);
    assert!(late.replicas.contains_key(&order) && late.replicas.contains_key(&other));
    let mut first = Phone::technician(TECHNICIAN_A);
    first.sync(&mut world);
    first.run(order, Command::TakeFromPool);
    first.sync(&mut world);
    late.sync(&mut world);
    assert_eq!(late.removed, [order]);
    world.now += 1;
    world.end_role(GUARD, Role::Technician, world.now);
    world.now += 1;
    late.removed.clear();
    late.sync(&mut world);
    assert!(late.removed.contains(&other), "{:?}", late.removed);
}

#[test]
fn col_04_two_who_took_one_slip_offline_are_no_claim_whoever_syncs_first() {
    for first_sends in [true, false] {
        let mut world = World::new();
        let mut office = Phone::dispatcher();
        let (mut first, mut second) = (Phone::technician(TECHNICIAN_A), Phone::technician(TECHNICIAN_B));
        let (order, customer) = in_pool(&mut world, &mut office);
        first.sync(&mut world);
        second.sync(&mut world);
        first.run(order, Command::TakeFromPool);
        second.wall += MINUTE;
        second.run(order, Command::TakeFromPool);
        if first_sends {
            all_taken(&first.sync(&mut world));
            all_taken(&second.sync(&mut world));
        } else {
            all_taken(&second.sync(&mut world));
            all_taken(&first.sync(&mut world));
        }
        for phone in [&mut office, &mut first, &mut second] {
            phone.sync(&mut world);
            assert_eq!(phone.order(order).canonical_json(), world.order(order).canonical_json());
        }
        let shown = world.order(order);
        // The clocks of these phones are unchecked: the place in the journal decides, the same everywhere.
        let holder = shown.holder.unwrap();
        let loser = if holder == user(TECHNICIAN_A) { &second } else { &first };
        assert_eq!(shown.conflicts.iter().map(|c| c.rule.as_str()).collect::<Vec<_>>(), ["COL-04"]);
        assert!(shown.claims.is_empty() && shown.not_accepted.is_empty());
        let without = !loser.replicas.contains_key(&customer) || loser.removed.contains(&customer);
        assert!(without, "whoever doesn't hold it has no customer's data");
    }
}

#[test]
fn attack_26_nobody_takes_a_slip_that_never_lay_in_the_pool() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let order = office.dispatched(TECHNICIAN_A);
    let mut forger = Phone::technician(TECHNICIAN_B);
    forger.replicas.insert(order, office.replicas[&order].clone());
    office.sync(&mut world);
    let entry = Entry {
        by: By { user: user(TECHNICIAN_B), role: Role::Technician, device: device(TECHNICIAN_B) },
        at: At { wall: NOW, offset: None, boot: None, seen: None },
        round: None,
        after: None,
        command: CommandRef { id: CommandId::new(NOW, [1; 10]), documents: 1 },
        body: Body::PoolTaken(PoolTaken {}),
    };
    forger.write(DocumentKind::Order, order, &[(EntryId::new(NOW, [7; 10]), entry)]);
    let outcomes = forger.sync_without_apply(&mut world);
    assert!(outcomes.iter().all(|outcome| reason(outcome).is_some()), "{outcomes:?}");
    assert_eq!(world.order(order).holder, Some(user(TECHNICIAN_A)));
}

fn sees(world: &World, roles: &[Role], document: DocumentId) -> bool {
    crate::feed::scope::may_see(&world.connection, user(GUARD), roles, document).unwrap()
}

/// Whoever took a request reads it until it is judged, whatever his post reads otherwise (PRI-1, PRI-4).
#[test]
fn pri_01_pri_04_who_took_a_request_reads_it_until_it_is_judged() {
    for (role, keeps_order) in [
        (Role::GateGuard, false),
        (Role::Contractor, false),
        (Role::Storekeeper, false),
        (Role::Technician, true),
        (Role::Finance, true),
        (Role::FeeCollector, true),
        (Role::AreaAssistant, true),
    ] {
        let mut world = World::new();
        world.add_user(GUARD, role);
        let mut office = Phone::dispatcher();
        office.sync(&mut world);
        let mut registrar = Phone::new(GUARD, role);
        registrar.sync(&mut world);
        let order = registrar.new_order();
        all_taken(&registrar.sync(&mut world));
        registrar.sync(&mut world);
        assert!(registrar.removed.is_empty(), "{role:?}: {:?}", registrar.removed);
        let customer = world.order(order).registered.unwrap().customer;
        assert!(sees(&world, &[role], order) && sees(&world, &[role], customer), "{role:?}");
        office.sync(&mut world);
        office.run(order, accept());
        all_taken(&office.sync(&mut world));
        registrar.sync(&mut world);
        assert_eq!(!registrar.removed.contains(&order), keeps_order, "{role:?}");
        let reads_customers = role == Role::AreaAssistant;
        assert_eq!(!registrar.removed.contains(&customer), reads_customers, "{role:?}");
        let seen = (sees(&world, &[role], order), sees(&world, &[role], customer));
        assert_eq!(seen, (keeps_order, reads_customers), "{role:?}");
    }
}

/// He answers for it also when his post is withdrawn, and for what he took before he knew of that; when it is judged,
/// nothing keeps it with him any more.
#[test]
fn pri_04_a_withdrawn_post_leaves_the_requests_that_nobody_has_judged() {
    for (before, after) in [
        (Role::FrontDesk, None),
        (Role::FrontDesk, Some(Role::GateGuard)),
        (Role::FrontDesk, Some(Role::Technician)),
        (Role::FrontDesk, Some(Role::Storekeeper)),
        (Role::FrontDesk, Some(Role::Finance)),
        (Role::Finance, None),
    ] {
        let mut world = World::new();
        world.add_user(GUARD, before);
        let mut office = Phone::dispatcher();
        office.sync(&mut world);
        let mut registrar = Phone::new(GUARD, before);
        registrar.sync(&mut world);
        let waits = registrar.new_order();
        let judged = registrar.new_order();
        all_taken(&registrar.sync(&mut world));
        office.sync(&mut world);
        office.run(judged, accept());
        all_taken(&office.sync(&mut world));
        let late = registrar.new_order();
        world.end_role(GUARD, before, world.now);
        let roles: Vec<Role> = after.into_iter().collect();
        for role in &roles {
            world.give_role(GUARD, *role);
        }
        registrar.sync(&mut world);
        let customer = |world: &World, order| world.order(order).registered.unwrap().customer;
        let reads_orders = after == Some(Role::Finance);
        for order in [waits, late] {
            for document in [order, customer(&world, order)] {
                assert!(!registrar.removed.contains(&document), "{before:?}, {after:?}");
                assert!(sees(&world, &roles, document), "{before:?}, {after:?}");
            }
        }
        assert_eq!(!registrar.removed.contains(&judged), reads_orders, "{before:?}, {after:?}");
        office.sync(&mut world);
        for order in [waits, late] {
            assert_eq!(registrar.order(order).canonical_json(), world.order(order).canonical_json());
            office.run(order, accept());
        }
        all_taken(&office.sync(&mut world));
        registrar.sync(&mut world);
        for order in [waits, late] {
            let customer = customer(&world, order);
            assert_eq!(!registrar.removed.contains(&order), reads_orders, "{before:?}, {after:?}");
            assert_eq!(sees(&world, &roles, order), reads_orders, "{before:?}, {after:?}");
            assert!(registrar.removed.contains(&customer), "{before:?}, {after:?}");
            assert!(!sees(&world, &roles, customer), "{before:?}, {after:?}");
        }
    }
}

/// What he read as the registrar alone he reads as everybody of his group does once he joins one; it goes when he leaves.
#[test]
fn pri_04_a_registrar_who_joins_a_group_keeps_the_order_as_long_as_the_group_gives_it() {
    let mut world = World::new();
    world.add_user(GUARD, Role::GateGuard);
    let mut office = Phone::dispatcher();
    let mut registrar = Phone::new(GUARD, Role::GateGuard);
    registrar.sync(&mut world);
    let order = registrar.new_order();
    all_taken(&registrar.sync(&mut world));
    let customer = world.order(order).registered.unwrap().customer;
    world.give_role(GUARD, Role::FrontDesk);
    registrar.sync(&mut world);
    office.sync(&mut world);
    office.run(order, accept());
    all_taken(&office.sync(&mut world));
    registrar.sync(&mut world);
    assert!(registrar.removed.is_empty(), "{:?}", registrar.removed);
    assert!(sees(&world, &[Role::FrontDesk], order) && sees(&world, &[Role::FrontDesk], customer));
    world.end_role(GUARD, Role::FrontDesk, world.now);
    registrar.sync(&mut world);
    for document in [order, customer] {
        assert!(registrar.removed.contains(&document));
        assert!(!sees(&world, &[Role::GateGuard], document));
    }
}

/// Two desks that took the same request without knowing of each other, and who sent first.
struct Twins {
    world: World,
    office: Phone,
    desk: Phone,
    orders: [DocumentId; 2],
}

impl Twins {
    fn of(first: Registration, second: Registration, office_first: bool) -> Self {
        let mut world = World::new();
        world.add_user(FRONT_DESK, Role::FrontDesk);
        world.add_user(MANAGER, Role::CscManager);
        let (mut office, mut desk) = (Phone::dispatcher(), Phone::new(FRONT_DESK, Role::FrontDesk));
        let orders = [office.register(first), desk.register(second)];
        let phones = if office_first { [&mut office, &mut desk] } else { [&mut desk, &mut office] };
        for phone in phones {
            all_taken(&phone.sync(&mut world));
        }
        let mut twins = Self { world, office, desk, orders };
        twins.sync();
        twins
    }

    fn sync(&mut self) {
        for _ in 0..2 {
            all_taken(&self.office.sync(&mut self.world));
            all_taken(&self.desk.sync(&mut self.world));
        }
        for order in self.orders {
            let json = self.world.order(order).canonical_json();
            assert_eq!(self.office.order(order).canonical_json(), json);
            assert_eq!(self.desk.order(order).canonical_json(), json);
        }
    }

    fn shown(&self) -> [Order; 2] {
        self.orders.map(|order| self.world.order(order))
    }

    fn kinship(&self) -> [Kinship; 2] {
        self.shown().map(|order| order.desk.twins[0].kinship)
    }

    fn words(&self) -> usize {
        let count = |order: &DocumentId| {
            let known = crate::feed::known(&self.world.connection, *order).unwrap().unwrap();
            known.entries().iter().filter(|e| e.entry.body.kind() == Some(Kind::Settled)).count()
        };
        self.orders.iter().map(count).sum()
    }
}

fn later(minutes: i64) -> Registration {
    Registration {
        received_at: NOW + minutes * MINUTE,
        channel: client_core::domain::entry::office::Channel::Visit,
        ..lamp()
    }
}

#[track_caller]
fn question(order: &Order) -> &Conflict {
    assert_eq!(order.conflicts.iter().map(|c| c.rule.as_str()).collect::<Vec<_>>(), ["COL-07"]);
    &order.conflicts[0]
}

fn decide(id: &str, choice: Choice) -> Command {
    Command::Decide { conflict: id.into(), choice, reason: "rang her up".into() }
}

#[test]
fn reg_10_col_07_two_requests_of_one_unit_and_day_are_asked_about_and_never_merged() {
    for office_first in [true, false] {
        let second = Registration { unit_no: "３栋1202室".into(), ..later(7) };
        let mut twins = Twins::of(lamp(), second, office_first);
        let shown = twins.shown();
        let ids: Vec<&str> = shown.iter().map(|order| question(order).id.as_str()).collect();
        assert_eq!(ids[0], ids[1], "one question in both");
        for (order, other) in [(&shown[0], &shown[1]), (&shown[1], &shown[0])] {
            assert_eq!(order.state, OrderState::Requested, "both stand");
            let found = question(order);
            assert_eq!((found.outcome.as_str(), found.settled.is_none()), ("both_orders_stand", true));
            assert_eq!(found.sides.len(), 2);
            let named = found.sides.iter().any(|side| {
                side.kind == Kind::Settled && side.value.to_string().contains(&other.id.to_string())
            });
            assert!(named, "the other order is named: {:?}", found.sides);
            let task = order.tasks.iter().find(|task| task.id == format!("settle:{}", found.id)).unwrap();
            assert_eq!(task.roles, [Role::Dispatcher, Role::FrontDesk]);
            assert_eq!(order.desk.twins[0].order, other.id);
        }
        assert_eq!(twins.words(), 2);
        twins.office.note(twins.orders[0], "she called once more");
        twins.sync();
        assert_eq!(twins.words(), 2, "it is asked once");
    }
}

#[test]
fn col_07_a_link_closes_the_question_in_both_orders_and_says_which_leads() {
    for office_first in [true, false] {
        let mut twins = Twins::of(lamp(), later(7), office_first);
        let id = question(&twins.shown()[1]).id.clone();
        twins.desk.run(twins.orders[1], decide(&id, Choice::Confirm));
        twins.sync();
        assert_eq!(twins.kinship(), [Kinship::Leads, Kinship::Follows], "the earlier registration leads");
        for order in twins.shown() {
            assert_eq!(order.desk.twins[0].since, Some(NOW), "the deadlines of the earlier one count");
            let settled = question(&order).settled.as_ref().unwrap();
            assert_eq!(settled.choice, Choice::Confirm);
            assert!(order.tasks.iter().all(|task| !task.id.contains("COL-07")), "{:?}", order.tasks);
            assert!(order.not_accepted.is_empty());
            assert_eq!(order.state, OrderState::Requested, "nothing is merged");
        }
    }
}

#[test]
fn col_07_the_order_with_the_more_advanced_work_leads() {
    let mut twins = Twins::of(lamp(), later(7), true);
    let id = question(&twins.shown()[0]).id.clone();
    twins.desk.run(twins.orders[1], accept());
    twins.sync();
    twins.office.run(twins.orders[0], decide(&id, Choice::Confirm));
    twins.sync();
    assert_eq!(twins.kinship(), [Kinship::Follows, Kinship::Leads]);
    assert_eq!(twins.shown()[1].desk.twins[0].since, Some(NOW));
}

#[test]
fn col_07_different_requests_stay_two_and_nobody_is_asked_again() {
    let mut twins = Twins::of(lamp(), later(7), true);
    let id = question(&twins.shown()[0]).id.clone();
    twins.office.run(twins.orders[0], decide(&id, Choice::Reject));
    twins.sync();
    assert_eq!(twins.kinship(), [Kinship::Different; 2]);
    for order in twins.shown() {
        assert_eq!(question(&order).settled.as_ref().unwrap().choice, Choice::Reject);
        assert_eq!(order.open_conflicts().count(), 0);
    }
}

/// P8: the manager's word counts in both orders, and the other one stays visible.
#[test]
fn col_07_of_two_decisions_the_higher_role_counts_in_both_orders() {
    for office_first in [true, false] {
        let mut twins = Twins::of(lamp(), later(7), true);
        let mut manager = Phone::new(MANAGER, Role::CscManager);
        manager.sync(&mut twins.world);
        let id = question(&twins.shown()[0]).id.clone();
        twins.office.run(twins.orders[0], decide(&id, Choice::Confirm));
        manager.wall += MINUTE;
        manager.run(twins.orders[1], decide(&id, Choice::Reject));
        if office_first {
            all_taken(&twins.office.sync(&mut twins.world));
            all_taken(&manager.sync(&mut twins.world));
        } else {
            all_taken(&manager.sync(&mut twins.world));
            all_taken(&twins.office.sync(&mut twins.world));
        }
        twins.sync();
        assert_eq!(twins.kinship(), [Kinship::Different; 2]);
        let [first, second] = twins.shown();
        assert_eq!(first.not_accepted[0].reason, "decision_without_effect");
        assert!(second.not_accepted.is_empty());
    }
}

#[test]
fn col_07_other_units_days_and_matters_are_not_asked_about() {
    let other_unit = Registration { unit_no: "3-1203".into(), ..later(7) };
    let other_day = Registration { received_at: NOW + 2 * DAY, ..later(0) };
    let other_matter =
        Registration { service_class: "TAP".into(), content: "the tap drips".into(), ..later(7) };
    for second in [other_unit, other_day, other_matter] {
        let twins = Twins::of(lamp(), second, true);
        assert_eq!(twins.words(), 0);
        assert!(twins.shown().iter().all(|order| order.conflicts.is_empty()));
    }
    let same_words = Registration { service_class: "TAP".into(), ..later(7) };
    let twins = Twins::of(lamp(), same_words, true);
    assert_eq!(twins.words(), 2, "the same words under another class");
}

/// What has ended is no duplicate of anything.
#[test]
fn col_07_a_request_that_has_ended_is_not_asked_about() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let first = office.register(lamp());
    let explanation = Some("not today".to_owned());
    office.run(
        first,
        Command::Judge {
            accepted: false,
            explanation,
            free_reason: None,
            tried: None,
            warranty_until: None,
            routed_to: None,
        },
    );
    office.sync(&mut world);
    let second = office.register(later(7));
    office.sync(&mut world);
    assert!(world.order(second).conflicts.is_empty() && world.order(first).conflicts.is_empty());
}

#[test]
fn col_35_the_later_one_of_two_equal_slip_numbers_gets_a_suffix() {
    let mut world = World::new();
    // Three installations that were given one prefix, as after a restore of a device that nobody noticed.
    let mut phones = [Phone::dispatcher(), Phone::dispatcher(), Phone::dispatcher()];
    let mut unit = 0;
    let orders = phones.each_mut().map(|phone| {
        unit += 1;
        let order = phone.register(Registration { unit_no: format!("9-{unit}"), ..lamp() });
        phone.run(order, accept());
        phone.run(order, Command::IssueSlip);
        order
    });
    let printed = phones[0].order(orders[0]).slip.unwrap().number;
    for phone in &mut phones {
        all_taken(&phone.sync(&mut world));
    }
    let numbers = orders.map(|order| world.order(order).slip.unwrap().number);
    assert_eq!(numbers, [printed.clone(), format!("{printed}-2"), format!("{printed}-3")]);
    for (place, order) in orders.iter().enumerate() {
        let shown = world.order(*order);
        let alias = (place > 0).then(|| printed.clone());
        assert_eq!(shown.desk.printed_number, alias, "what is printed stays known");
        let told = shown.problems.iter().any(|problem| problem.problem == "slip_renumbered");
        assert_eq!(told, place > 0);
    }
    let on_board: i64 =
        world.connection.query_row("SELECT count(DISTINCT number) FROM board", [], |row| row.get(0)).unwrap();
    assert_eq!(on_board, 3);
    phones[1].sync(&mut world);
    assert_eq!(phones[1].order(orders[1]).canonical_json(), world.order(orders[1]).canonical_json());
}
