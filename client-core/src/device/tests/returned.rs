//! P3: what a device shows a restored server of others' work.

use super::server::FakeServer;
use super::*;
use crate::protocol::{Outcome, QuarantineReason, SyncRequest};

/// How many runs came back in the requests since `before`.
fn shown(server: &FakeServer, before: usize) -> usize {
    server.requests[before..].iter().map(|request: &SyncRequest| request.returned.len()).sum()
}

/// A server that has lost everything, in a new life.
fn put_back(epoch: u8, back: Outcome) -> FakeServer {
    let mut server = FakeServer::new();
    server.epoch = [epoch; 8];
    server.back = back;
    server
}

/// A device with an order that somebody else registered.
fn holder() -> TestDevice {
    let mut other = device(2, &[Role::Dispatcher]);
    let mut server = FakeServer::new();
    registered(&mut other, &mut server);
    let mut desk = desk(1);
    sync(&mut desk, &mut server);
    desk
}

#[test]
fn p3_others_changes_come_back_once_and_own_ones_go_up_as_work() {
    let mut desk = holder();
    run(&mut desk, None, registration());
    let mut server = put_back(2, Outcome::Accepted);
    let report = sync(&mut desk, &mut server);
    assert_eq!(shown(&server, 0), 2, "the order and its customer");
    assert_eq!(report.applied.returned, 2);
    assert!(
        server
            .requests
            .iter()
            .flat_map(|request| &request.returned)
            .all(|returned| { returned.run.rows[0].row.deps.is_some() && returned.run.receipt.is_some() })
    );
    let before = server.requests.len();
    sync(&mut desk, &mut server);
    assert_eq!(shown(&server, before), 0);
}

#[test]
fn p3_what_waits_is_shown_again_also_after_a_restart() {
    let mut desk = holder();
    let mut server = put_back(2, Outcome::Pending);
    sync(&mut desk, &mut server);
    assert_eq!(shown(&server, 0), 2, "and not again and again");
    let store = desk.store().clone();
    drop(desk);
    let mut desk = open(&store, 1);
    server.back = Outcome::Accepted;
    let before = server.requests.len();
    assert_eq!(sync(&mut desk, &mut server).applied.returned, 2);
    assert_eq!(shown(&server, before), 2);
}

#[test]
fn p3_a_refused_receipt_waits_for_the_next_life_of_the_server() {
    let mut desk = holder();
    let refused =
        Outcome::Quarantined { reason: QuarantineReason::Actor, detail: "no receipt of this server".into() };
    let mut wrong_key = put_back(2, refused);
    sync(&mut desk, &mut wrong_key);
    assert_eq!(shown(&wrong_key, 0), 2);
    let store = desk.store().clone();
    drop(desk);
    let mut desk = open(&store, 1);
    let before = wrong_key.requests.len();
    sync(&mut desk, &mut wrong_key);
    assert_eq!(shown(&wrong_key, before), 0, "not in this life");
    let mut right_key = put_back(3, Outcome::Accepted);
    assert_eq!(sync(&mut desk, &mut right_key).applied.returned, 2);
}

#[test]
fn p3_a_copy_that_is_first_at_the_restored_server_stands_in_nobodys_way() {
    let (mut phone, mut desk) = (desk(1), device(2, &[Role::Dispatcher]));
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    let (files, backup) = (phone.store().snapshot(), server.clone());
    run(&mut phone, Some(id), note("备份之后"));
    sync(&mut phone, &mut server);
    sync(&mut desk, &mut server);
    let mut server = backup;
    server.epoch = [2; 8];
    let mut copy = open(&files, 88);
    run(&mut copy, Some(id), note("副本先到"));
    for _ in 0..2 {
        for device in [&mut copy, &mut phone, &mut desk] {
            assert_eq!(sync(device, &mut server).applied.problems, 0);
        }
    }
    assert_eq!(block(desk.show(id)).unwrap().unwrap().order.notes.len(), 2);
    assert_eq!(canonical(&phone, id), canonical(&copy, id));
    assert_eq!(canonical(&phone, id), canonical(&desk, id));
}

#[test]
fn p3_what_another_life_of_this_phone_wrote_comes_back_from_it_too() {
    let mut phone = desk(1);
    let mut server = FakeServer::new();
    let id = registered(&mut phone, &mut server);
    let (files, backup) = (phone.store().snapshot(), server.clone());
    run(&mut phone, Some(id), note("第一世"));
    sync(&mut phone, &mut server);
    // The phone is put back, and hears of its first life; the server is put back later.
    let mut phone = open(&files, 88);
    sync(&mut phone, &mut server);
    let mut server = backup;
    server.epoch = [2; 8];
    let before = server.requests.len();
    sync(&mut phone, &mut server);
    assert_eq!(shown(&server, before), 1, "it holds no command that it could send again");
}
