//! Two devices and a server under any interleaving of work, sync, loss and kill end with the same orders.

use super::*;
use crate::device::store::Fault;
use crate::protocol::QuarantineReason;
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Debug, Clone)]
enum Event {
    Register,
    Note(u8),
    Judge(u8),
    Sync,
    /// The request arrives, the answer doesn't.
    AnswerLost,
    /// The app is killed and started again.
    Kill,
    /// Killed while an answer is stored.
    KillInReply(bool),
    /// The newest entry of an order will be refused.
    Refuse(u8),
}

fn event() -> impl Strategy<Value = (usize, Event)> {
    let event = prop_oneof![
        2 => Just(Event::Register),
        6 => any::<u8>().prop_map(Event::Note),
        2 => any::<u8>().prop_map(Event::Judge),
        4 => Just(Event::Sync),
        2 => Just(Event::AnswerLost),
        1 => Just(Event::Kill),
        1 => any::<bool>().prop_map(Event::KillInReply),
        1 => any::<u8>().prop_map(Event::Refuse),
    ];
    (0..2_usize, event)
}

fn pick(device: &TestDevice, n: u8) -> Option<DocumentId> {
    let rows = block(device.list()).unwrap();
    (!rows.is_empty()).then(|| rows[usize::from(n) % rows.len()].id)
}

fn restart(device: &mut TestDevice, life: &mut u8) {
    *life += 1;
    let store = device.store().clone();
    *device = open(&store, *life);
}

fn play(events: &[(usize, Event)], page: usize) {
    let mut devices = [desk(1), desk(2)];
    let mut server = FakeServer::new();
    server.page = page;
    let mut life = 100;
    let mut saved = BTreeSet::new();
    for (who, event) in events {
        let device = &mut devices[*who];
        match event {
            Event::Register => saved.extend(run(device, None, registration()).pending),
            Event::Note(n) => {
                if let Some(id) = pick(device, *n) {
                    saved.extend(
                        block(device.execute(Some(id), note("记录"))).into_iter().flat_map(|v| v.pending),
                    );
                }
            }
            Event::Judge(n) => {
                if let Some(id) = pick(device, *n) {
                    let judge = Command::accept();
                    saved.extend(block(device.execute(Some(id), judge)).into_iter().flat_map(|v| v.pending));
                }
            }
            Event::Sync => {
                sync(device, &mut server);
            }
            Event::AnswerLost => {
                let lost = request(device);
                server.sync(&lost.bytes);
                device.failed(FailureKind::Timeout);
            }
            Event::Kill => restart(device, &mut life),
            Event::KillInReply(after) => {
                device.store().fail_commit(1, if *after { Fault::DieAfter } else { Fault::DieBefore });
                let _ = block(device.sync(&mut server));
                restart(device, &mut life);
            }
            Event::Refuse(n) => {
                if let Some(id) = pick(device, *n) {
                    let view = block(device.show(id)).unwrap().unwrap();
                    server
                        .refuse
                        .extend(view.pending.last().map(|entry| (*entry, QuarantineReason::Forbidden)));
                }
            }
        }
    }
    // What was given up for a person counts as told; everything else must arrive.
    for _ in 0..3 {
        for device in &mut devices {
            sync(device, &mut server);
        }
    }
    let lists = [0, 1].map(|i| {
        block(devices[i].list())
            .unwrap()
            .into_iter()
            .filter(|row| row.entries > 0)
            .map(|row| row.id)
            .collect::<Vec<_>>()
    });
    assert_eq!(lists[0], lists[1]);
    for id in &lists[0] {
        assert_eq!(canonical(&devices[0], *id), canonical(&devices[1], *id));
        let journals = [0, 1].map(|i| block(devices[i].replica(*id)).unwrap().unwrap());
        assert_eq!(
            crate::replica::canonical_journal(&journals[0]),
            crate::replica::canonical_journal(&journals[1])
        );
        assert_eq!(journals[0].heads(), server.replica(*id).heads());
    }
    let mut kept = BTreeSet::new();
    for row in devices.iter().flat_map(|device| block(device.list()).unwrap()) {
        if let Some(replica) = server.find(row.id) {
            kept.extend(replica.rows().flat_map(|(row, _)| row.entries.iter().map(|(id, _)| *id)));
        }
        for device in &devices {
            let stuck = block(device.show(row.id)).unwrap().map(|view| view.stuck).unwrap_or_default();
            kept.extend(stuck.into_iter().flat_map(|stuck| stuck.entries).map(|(id, ..)| id));
        }
    }
    assert!(saved.is_subset(&kept), "what was shown as saved is with the server, or here for a person");
    for device in &devices {
        for item in block(device.outbox()).unwrap() {
            assert!(matches!(item.status, crate::device::OutboxStatus::Stuck { .. }), "{item:?}");
        }
        for row in block(device.list()).unwrap() {
            let view = block(device.show(row.id)).unwrap().unwrap();
            assert_eq!(view.order.state, row.state, "the ready-made row says what the fold says");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_of_two_devices_ends_with_byte_identical_orders(
        events in prop::collection::vec(event(), 1..60),
        page in prop_oneof![Just(usize::MAX), 1..5_usize],
    ) {
        play(&events, page);
    }
}
