//! P13: a device that lives twice is told to the administrators, and everything that both lives write is taken.

use super::kit::*;
use client_core::domain::id::DocumentId;
use client_core::domain::policy::Role;
use client_core::protocol::Outcome;

/// A second installation with what the server has: a copy of the dispatcher's phone.
fn copy(world: &mut World) -> Phone {
    let mut copy = Phone::new(DISPATCHER, Role::Dispatcher);
    copy.sync(world);
    copy
}

fn alarms(world: &World) -> Vec<String> {
    let mut statement = world.connection.prepare("SELECT kind FROM alarm").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn order(world: &mut World) -> (Phone, DocumentId) {
    let mut phone = Phone::dispatcher();
    let order = phone.new_order();
    phone.sync(world);
    (phone, order)
}

#[test]
fn p13_a_copy_of_a_phone_that_writes_on_is_told_to_the_administrators() {
    let mut world = World::new();
    let (mut phone, order) = order(&mut world);
    let mut copy = copy(&mut world);
    phone.note(order, "from the phone");
    copy.note(order, "from its copy");
    assert_eq!(phone.sync(&mut world), [Outcome::Accepted]);
    assert_eq!(alarms(&world), [""; 0]);
    assert_eq!(copy.sync(&mut world), [Outcome::Accepted], "its work is as good as any");
    assert_eq!(alarms(&world), ["actor_fork"]);
}

#[test]
fn p13_a_phone_that_was_started_again_or_heard_of_its_other_life_first_raises_no_alarm() {
    let mut world = World::new();
    let (mut phone, order) = order(&mut world);
    phone.note(order, "before");
    phone.sync(&mut world);
    phone.actors.clear();
    phone.note(order, "after it was started again");
    phone.note(order, "and on");
    assert!(phone.sync(&mut world).iter().all(|outcome| *outcome == Outcome::Accepted));
    let mut copy = copy(&mut world);
    copy.note(order, "put back, and it has heard of all this");
    assert_eq!(copy.sync(&mut world), [Outcome::Accepted]);
    assert_eq!(alarms(&world), [""; 0]);
}
