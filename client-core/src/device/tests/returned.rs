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
