//! The way down: nothing is skipped, and nobody gets what he may not see.

use super::super::SyncError;
use super::kit::*;
use client_core::domain::command::Command;
use client_core::domain::policy::Role;
use client_core::protocol::{Cursor, Outcome, SyncRequest};

#[test]
fn p6_small_pages_skip_nothing_while_others_write_on() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    for _ in 0..15 {
        office.dispatched(TECHNICIAN_A);
    }
    office.sync(&mut world);
    let mut phone = Phone::technician(TECHNICIAN_A);
    phone.budget = Some(1_500);
    let mut request = request(Vec::new());
    request.budget = phone.budget;
    let mut pages = 0;
    loop {
        request.cursor = phone.cursor;
        let answer = world.sync(TECHNICIAN_A, &request).unwrap();
        phone.apply(&answer);
        pages += 1;
        if pages < 6 {
            office.dispatched(TECHNICIAN_A);
            office.sync(&mut world);
        }
        if !answer.more {
            break;
        }
    }
    assert!(pages > 5, "{pages} pages");
    assert_eq!(phone.replicas.len(), 2 * 20);
    for (document, replica) in &office.replicas {
        assert_eq!(phone.replicas[document].heads(), replica.heads());
    }
}

#[test]
fn p6_each_change_comes_down_once_however_small_the_pages_are() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let orders: Vec<_> = (0..4).map(|_| office.dispatched(TECHNICIAN_A)).collect();
    office.sync(&mut world);
    let mut phone = Phone::technician(TECHNICIAN_A);
    phone.sync(&mut world);
    for round in 0..3 {
        for order in &orders {
            for n in 0..3 {
                phone.note(*order, &format!("round {round}, note {n}"));
            }
        }
        phone.sync(&mut world);
    }
    for budget in [1, 700, 5_000, 1_000_000] {
        let mut fresh = Phone::technician(TECHNICIAN_A);
        let mut request = request(Vec::new());
        request.budget = Some(budget);
        let mut rows = Vec::new();
        loop {
            request.cursor = fresh.cursor;
            let answer = world.sync(TECHNICIAN_A, &request).unwrap();
            for page in &answer.documents {
                for run in &page.runs {
                    rows.extend(run.rows.iter().map(|pulled| (page.document, run.actor, pulled.row.seq)));
                }
            }
            fresh.apply(&answer);
            if !answer.more {
                break;
            }
        }
        let all = rows.len();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), all, "something came twice, with a budget of {budget}");
        assert_eq!(i64::try_from(all).unwrap(), world.count("change"), "with a budget of {budget}");
    }
}

#[test]
fn p4_what_came_up_in_this_request_comes_down_as_its_number_alone() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let order = office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    let mut phone = Phone::technician(TECHNICIAN_A);
    phone.sync(&mut world);
    phone.note(order, "one");
    phone.note(order, "two");
    let mut request = request(phone.take_runs());
    request.cursor = phone.cursor;
    let rows = |world: &mut World, request: &SyncRequest| -> Vec<_> {
        let answer = world.sync(TECHNICIAN_A, request).unwrap();
        let runs = answer.documents.into_iter().flat_map(|page| page.runs);
        runs.flat_map(|run| run.rows).map(|pulled| (pulled.row.entries.len(), pulled.row.deps)).collect()
    };
    request.keeps_own = true;
    assert_eq!(rows(&mut world, &request), [(0, None), (0, None)]);
    // The same again, after a lost answer.
    assert_eq!(rows(&mut world, &request), [(0, None), (0, None)]);
    // Who doesn't say that he keeps it gets it whole, and so does who hasn't sent it now.
    let whole =
        |rows: Vec<(usize, Option<_>)>| rows.into_iter().map(|(entries, _)| entries).collect::<Vec<_>>();
    let silent = SyncRequest { keeps_own: false, ..request.clone() };
    assert_eq!(whole(rows(&mut world, &silent)), [1, 1]);
    request.push.clear();
    assert_eq!(whole(rows(&mut world, &request)), [1, 1]);
}

#[test]
fn attack_39_a_technician_gets_his_own_orders_alone() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let (mine, other) = (office.dispatched(TECHNICIAN_A), office.dispatched(TECHNICIAN_B));
    office.sync(&mut world);
    let mut phone = Phone::technician(TECHNICIAN_A);
    phone.sync(&mut world);
    assert!(phone.replicas.contains_key(&mine) && !phone.replicas.contains_key(&other));
    assert_eq!(phone.replicas.len(), 2, "the order and its customer");
    world.add_user(50, Role::Administrator);
    let mut administrator = Phone::new(50, Role::Administrator);
    administrator.sync(&mut world);
    assert!(administrator.replicas.is_empty(), "who runs the software reads no orders");
    world.add_user(51, Role::Finance);
    let mut finance = Phone::new(51, Role::Finance);
    finance.sync(&mut world);
    let customers = finance.replicas.values().filter(|r| r.kind().as_str() == "customer").count();
    assert_eq!((finance.replicas.len(), customers), (2, 0), "orders without personal data");
}

#[test]
fn the_customer_leaves_the_phone_of_who_lost_the_order_and_comes_to_who_got_it() {
    let mut world = World::new();
    let (mut office, mut a, mut b) =
        (Phone::dispatcher(), Phone::technician(TECHNICIAN_A), Phone::technician(TECHNICIAN_B));
    let order = office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    a.sync(&mut world);
    let customer = a.order(order).registered.unwrap().customer;
    assert!(a.replicas.contains_key(&customer));
    office.run(order, Command::Assign { technician: user(TECHNICIAN_B), reason: Some("ill".into()) });
    office.sync(&mut world);
    a.sync(&mut world);
    b.sync(&mut world);
    assert!(a.removed.contains(&customer));
    let lines = |world: &World, n: u8, roles: &[Role]| {
        let query = crate::board::BoardQuery { limit: 10, ..Default::default() };
        crate::board::page(&world.connection, user(n), roles, &query).unwrap()
    };
    let old = lines(&world, TECHNICIAN_A, &[Role::Technician]);
    assert_eq!((old.len(), &old[0].unit_no, &old[0].customer_name), (1, &None, &None), "nor on his board");
    let both = lines(&world, 77, &[Role::Finance, Role::Technician]);
    assert!(both.iter().all(|line| line.unit_no.is_none()), "two roles are no more than each of them");
    assert_eq!(lines(&world, TECHNICIAN_B, &[Role::Technician])[0].unit_no.as_deref(), Some("1-1200"));
    assert_eq!(lines(&world, DISPATCHER, &[Role::Dispatcher])[0].customer_name.as_deref(), Some("Lin"));
    assert!(b.replicas.contains_key(&order) && b.replicas.contains_key(&customer));
}

#[test]
fn a_new_role_brings_what_was_there_before() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let order = office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    let mut b = Phone::technician(TECHNICIAN_B);
    b.sync(&mut world);
    assert!(b.replicas.is_empty());
    world.give_role(TECHNICIAN_B, Role::Dispatcher);
    b.sync(&mut world);
    assert!(b.replicas.contains_key(&order));
}

#[test]
fn reference_data_go_out_when_their_version_differs_or_the_epoch_is_new() {
    let mut world = World::new();
    let version = crate::feed::reference::publish_staff(&world.connection, world.now).unwrap();
    assert!(version > 0);
    let cursor = world.sync(DISPATCHER, &request(Vec::new())).unwrap().cursor;
    let other = Cursor { epoch: [9; 8], ..cursor };
    let mut sent = |reference, cursor| {
        let asked = SyncRequest { reference, cursor: Some(cursor), ..request(Vec::new()) };
        world.sync(DISPATCHER, &asked).unwrap().reference.and_then(|bundle| bundle.version())
    };
    assert_eq!(sent(version, cursor), None);
    assert_eq!(sent(version - 1, cursor), Some(version));
    assert_eq!(sent(version + 1, cursor), Some(version), "the device's is of a life that is over");
    assert_eq!(sent(version, other), Some(version), "the number is the same, the data may not be");
}

#[test]
fn attack_37_a_cursor_of_another_epoch_starts_again_and_the_push_is_taken() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    let order = office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    office.note(order, "after the restore");
    let mut request = request(office.take_runs());
    request.cursor = Some(Cursor { epoch: [99; 8], seq: 1_000_000, check: None });
    let answer = world.sync(DISPATCHER, &request).unwrap();
    assert!(answer.new_epoch);
    assert_eq!(answer.verdicts[0].outcome, Outcome::Accepted);
    assert_eq!(answer.documents.len(), 2, "from the start");
    assert_eq!(answer.cursor.epoch, [1; 8]);
    // A number that this life has reached as well means other changes here.
    request.push.clear();
    request.cursor = Some(Cursor { epoch: [99; 8], seq: 1, check: None });
    let answer = world.sync(DISPATCHER, &request).unwrap();
    assert!(answer.new_epoch);
    assert_eq!(answer.documents.len(), 2, "from the start");
}

#[test]
fn p6_a_cursor_beyond_the_end_shows_a_rollback_and_starts_a_new_epoch() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    office.dispatched(TECHNICIAN_A);
    office.sync(&mut world);
    let mut request = request(Vec::new());
    request.cursor = Some(Cursor { epoch: [1; 8], seq: 1_000_000, check: None });
    let answer = world.sync(DISPATCHER, &request).unwrap();
    assert!(answer.new_epoch);
    assert_ne!(answer.cursor.epoch, [1; 8]);
    assert_eq!(world.count("alarm"), 1);
    request.cursor = Some(answer.cursor);
    assert!(!world.sync(DISPATCHER, &request).unwrap().new_epoch, "once");
}

#[test]
fn p6_a_feed_that_was_put_back_and_has_grown_past_a_cursor_is_noticed() {
    let mut lost = World::new();
    let mut office = Phone::dispatcher();
    office.dispatched(TECHNICIAN_A);
    office.sync(&mut lost);
    let seen = office.cursor.unwrap();
    // The same site as on its first day, put back by hand, and busier since.
    let mut world = World::new();
    let mut others = Phone::dispatcher();
    for _ in 0..5 {
        others.dispatched(TECHNICIAN_B);
        others.sync(&mut world);
    }
    let mut request = request(Vec::new());
    request.cursor = others.cursor;
    assert!(!world.sync(DISPATCHER, &request).unwrap().new_epoch, "who has seen this life goes on");
    assert!(others.cursor.unwrap().seq > seen.seq && others.cursor.unwrap().epoch == seen.epoch);
    request.cursor = Some(seen);
    let answer = world.sync(DISPATCHER, &request).unwrap();
    assert!(answer.new_epoch && answer.cursor.epoch != seen.epoch);
    assert_eq!(world.count("alarm"), 1);
    request.cursor = Some(answer.cursor);
    assert!(!world.sync(DISPATCHER, &request).unwrap().new_epoch, "once");
    // An app that doesn't send the chain is served as before.
    request.cursor = Some(Cursor { check: None, ..answer.cursor });
    assert!(!world.sync(DISPATCHER, &request).unwrap().new_epoch);
    // Nobody makes the whole fleet send its work again as often as he likes.
    request.cursor = Some(Cursor { seq: 1_000_000, ..answer.cursor });
    assert!(matches!(world.sync(DISPATCHER, &request), Err(SyncError::EpochAgain)));
    world.now += 3_600_001;
    assert!(world.sync(DISPATCHER, &request).unwrap().new_epoch, "a database can be put back twice");
}

#[test]
fn an_idle_pull_carries_nothing_whatever_the_number_of_orders() {
    let mut world = World::new();
    let mut office = Phone::dispatcher();
    for _ in 0..100 {
        office.new_order();
    }
    office.sync(&mut world);
    let mut request = request(Vec::new());
    request.cursor = office.cursor;
    let answer = world.sync(DISPATCHER, &request).unwrap();
    assert!(answer.documents.is_empty() && answer.removed.is_empty() && !answer.more);
    assert_eq!(Some(answer.cursor), office.cursor);
}
