//! What a person does is saved first, in one transaction, and nothing that was shown as saved is ever lost.

use super::*;
use crate::device::store::{Fault, StoreError, Table};
use crate::device::{ExecuteError, OutboxStatus};
use crate::domain::decide::Rejection;
use crate::domain::order::OrderState;

#[test]
fn a_command_is_exactly_one_durable_transaction() {
    let mut desk = desk(1);
    let before = desk.store().commits();
    let id = run(&mut desk, None, registration()).order.id;
    assert_eq!(desk.store().commits(), before + 1, "order, customer, blob, outbox and row together");
    run(&mut desk, Some(id), note("第二次来电"));
    assert_eq!(desk.store().commits(), before + 2);
}

#[test]
fn a_registration_is_shown_with_its_customer_and_words() {
    let mut desk = desk(1);
    let view = run(&mut desk, None, registration());
    assert_eq!(view.order.state, OrderState::Requested);
    assert_eq!(view.customer.as_ref().unwrap().customer_name, "王小明");
    assert!(view.texts.values().any(|text| text == "客厅灯不亮"));
    assert_eq!(view.pending.len(), 1);
    assert_eq!(block(desk.show(view.order.id)).unwrap().unwrap(), view, "shown again, from the store");
    let rows = block(desk.list()).unwrap();
    assert_eq!((rows.len(), rows[0].customer_name.as_deref(), rows[0].pending), (1, Some("王小明"), 1));
    let outbox = block(desk.outbox()).unwrap();
    assert_eq!((outbox.len(), outbox[0].documents.len()), (1, 2), "one item for both documents");
    assert_eq!(outbox[0].status, OutboxStatus::Queued);
    assert!(serde_json::to_string(&view).is_ok() && serde_json::to_string(&outbox).is_ok());
}

#[test]
fn a_refused_command_writes_nothing() {
    let mut desk = desk(1);
    let id = run(&mut desk, None, registration()).order.id;
    let before = desk.store().commits();
    let error = block(desk.execute(Some(id), Command::IssueSlip)).unwrap_err();
    assert!(matches!(error, ExecuteError::Rejected(Rejection::WrongState { .. })), "{error}");
    let other = DocumentId::from_bytes([9; 16]);
    let error = block(desk.execute(Some(other), note("x"))).unwrap_err();
    assert_eq!(error, ExecuteError::Rejected(Rejection::NotFound));
    assert_eq!(desk.store().commits(), before);
    assert_eq!(block(desk.outbox()).unwrap().len(), 1);
}

#[test]
fn a_device_that_is_not_enrolled_does_nothing() {
    let mut stranger = open(&MemoryStore::new(), 1);
    assert_eq!(block(stranger.execute(None, registration())).unwrap_err(), ExecuteError::NotEnrolled);
    assert_eq!(block(stranger.tick()).unwrap(), Step::Wait { wake_at: None });
}

#[test]
fn on_a_full_disk_nothing_is_half_written_and_the_command_works_once_there_is_room() {
    let mut desk = desk(1);
    let id = run(&mut desk, None, registration()).order.id;
    let before = block(desk.show(id)).unwrap();
    desk.store().set_full(true);
    let error = block(desk.execute(Some(id), note("没有空间"))).unwrap_err();
    assert_eq!(error, ExecuteError::Store(StoreError::NotSaved));
    assert_eq!(block(desk.show(id)).unwrap(), before);
    assert_eq!(block(desk.outbox()).unwrap().len(), 1);
    desk.store().set_full(false);
    let view = run(&mut desk, Some(id), note("有空间了"));
    assert_eq!(view.order.notes.len(), 1);
    let reopened = open(&desk.store().clone(), 77);
    assert_eq!(block(reopened.show(id)).unwrap().unwrap(), view);
}

#[test]
fn a_kill_before_or_after_the_commit_leaves_the_whole_command_or_nothing_of_it() {
    for (fault, saved) in [(Fault::DieBefore, false), (Fault::DieAfter, true)] {
        let mut desk = desk(1);
        let id = run(&mut desk, None, registration()).order.id;
        let store = desk.store().clone();
        store.fail_commit(1, fault);
        assert!(matches!(
            block(desk.execute(Some(id), note("关机"))),
            Err(ExecuteError::Store(StoreError::Io(_)))
        ));
        drop(desk);
        let mut desk = open(&store, 2);
        let view = block(desk.show(id)).unwrap().unwrap();
        assert_eq!(view.order.notes.len(), usize::from(saved));
        assert_eq!(view.pending.len(), 1 + usize::from(saved));
        assert_eq!(block(desk.outbox()).unwrap().len(), 1 + usize::from(saved));
        assert_eq!(block(desk.list()).unwrap()[0].entries, 1 + u32::from(saved));
        let mut server = FakeServer::new();
        sync(&mut desk, &mut server);
        assert_eq!(server.changes(), 2 + usize::from(saved));
    }
}

#[test]
fn a_list_of_a_thousand_orders_loads_no_document() {
    let mut desk = desk(1);
    for _ in 0..1_000 {
        run(&mut desk, None, registration());
    }
    let store = desk.store().clone();
    drop(desk);
    let desk = open(&store, 2);
    let tables = [Table::Document, Table::Change, Table::Pending, Table::Blob, Table::Stuck];
    let before = tables.map(|table| store.reads(table));
    let rows = block(desk.list()).unwrap();
    assert_eq!(rows.len(), 1_000);
    assert!(rows.iter().all(|row| row.state == OrderState::Requested && row.customer_name.is_some()));
    assert_eq!(
        tables.map(|table| store.reads(table)),
        before,
        "opening the app and the list read rows alone"
    );
}

#[test]
fn slip_numbers_of_this_device_are_never_given_twice() {
    let mut desk = desk(1);
    let mut numbers = std::collections::BTreeSet::new();
    for life in 2..5 {
        let id = run(&mut desk, None, registration()).order.id;
        run(&mut desk, Some(id), Command::accept());
        desk.store().fail_commit(1, Fault::Full);
        assert!(block(desk.execute(Some(id), Command::IssueSlip)).is_err());
        let view = run(&mut desk, Some(id), Command::IssueSlip);
        assert!(numbers.insert(view.order.slip.unwrap().number));
        let store = desk.store().clone();
        drop(desk);
        desk = open(&store, life);
    }
    assert_eq!(numbers.iter().map(String::as_str).collect::<Vec<_>>(), ["D1-0001", "D1-0002", "D1-0003"]);
}

#[test]
fn p13_a_desk_that_is_put_back_gives_no_slip_number_out_again_once_it_has_heard_from_the_server() {
    let mut server = FakeServer::new();
    // The old numbers come in several answers.
    server.page = 3;
    let mut first = desk(1);
    let slip = |desk: &mut TestDevice| {
        let id = run(desk, None, registration()).order.id;
        run(desk, Some(id), Command::accept());
        run(desk, Some(id), Command::IssueSlip).order.slip.unwrap().number
    };
    assert_eq!(slip(&mut first), "D1-0001");
    sync(&mut first, &mut server);
    let copy = first.store().snapshot();
    let mut lost = [slip(&mut first), slip(&mut first), slip(&mut first)];
    lost.sort();
    assert_eq!(lost, ["D1-0002", "D1-0003", "D1-0004"]);
    sync(&mut first, &mut server);

    let mut second = open(&copy, 77);
    sync(&mut second, &mut server);
    drop(second);
    let mut second = open(&copy, 78);
    assert_eq!(slip(&mut second), "D1-0005");
    // What it writes before it has heard is as old as the copy; the server shows it under another number (COL-35).
    let mut third = open(&first.store().snapshot(), 79);
    sync(&mut second, &mut server);
    assert_eq!(slip(&mut third), "D1-0005");
    sync(&mut third, &mut server);
    assert_eq!(slip(&mut third), "D1-0006");
}

#[test]
fn another_persons_enrolment_waits_until_unsent_work_is_sent_and_log_out_deletes_nothing() {
    let mut desk = desk(1);
    run(&mut desk, None, registration());
    let mut other = desk.identity().unwrap().clone();
    other.user = user(2);
    assert!(block(desk.enrol(other.clone(), None)).is_err());
    block(desk.log_out()).unwrap();
    assert_eq!(block(desk.outbox()).unwrap().len(), 1);
    let mut server = FakeServer::new();
    sync(&mut desk, &mut server);
    block(desk.enrol(other, None)).unwrap();
}

#[cfg(feature = "sqlite")]
#[test]
fn a_device_on_sqlite_goes_on_where_it_was_after_a_restart() {
    use crate::device::store::SqliteStore;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("device.db");
    let environment = |seed| TestEnvironment { wall_ms: 1_790_000_000_000, boot_ms: 0, seed, drawn: 0 };
    let mut device =
        block(Device::open(SqliteStore::open(&file).unwrap(), environment(1), library())).unwrap();
    let mut identity = desk(1).identity().unwrap().clone();
    identity.slip_prefix = "S".into();
    block(device.enrol(identity, None)).unwrap();
    let view = block(device.execute(None, registration())).unwrap();
    drop(device);
    let mut device =
        block(Device::open(SqliteStore::open(&file).unwrap(), environment(2), library())).unwrap();
    assert_eq!(block(device.show(view.order.id)).unwrap().unwrap(), view);
    let mut server = FakeServer::new();
    block(device.sync(&mut server)).unwrap();
    assert_eq!(server.changes(), 2);
    drop(device);
    let device = block(Device::open(SqliteStore::open(&file).unwrap(), environment(3), library())).unwrap();
    assert_eq!(block(device.outbox()).unwrap(), []);
    assert_eq!(block(device.list()).unwrap()[0].pending, 0);
}
