//! A complaint's words travel beside its changes and are readable before and after; its line follows them.

use super::*;
use crate::device::ComplaintView;
use crate::device::store::{Query, Store, Table};
use crate::domain::command::ComplaintCommand;
use crate::domain::complaint::{ComplaintRecord, ComplaintState};
use crate::domain::entry::complaint::{ComplaintChannel, Handover, RecordField};
use crate::domain::entry::{DocumentKind, Kind};
use crate::domain::guidance::Moment;
use crate::protocol::{self, Outcome, SyncAnswer};
use std::collections::BTreeMap;

fn record() -> ComplaintRecord {
    ComplaintRecord {
        name: "何女士".into(),
        contact: "13800001111".into(),
        course: "叫了三次门\n才有人应".into(),
        ..ComplaintRecord::default()
    }
}

fn capture(about_centre: bool) -> ComplaintCommand {
    ComplaintCommand::CaptureComplaint {
        about_centre,
        channel: ComplaintChannel::Visit,
        handover: Handover::Accompanied,
        record: record(),
        heard_at: None,
        seems: None,
        ongoing_harm: true,
        measure: None,
        case_kind: None,
    }
}

fn does(device: &mut TestDevice, complaint: Option<DocumentId>, command: ComplaintCommand) -> ComplaintView {
    block(device.execute_complaint(complaint, command)).unwrap()
}

fn shown(device: &TestDevice, complaint: DocumentId) -> ComplaintView {
    block(device.complaint(complaint)).unwrap().unwrap()
}

#[test]
fn a_complaint_is_one_transaction_and_its_words_are_there_before_and_after_the_sync() {
    let mut guard = device(1, &[Role::GateGuard]);
    let before = guard.store().commits();
    let view = does(&mut guard, None, capture(false));
    let id = view.complaint.id;
    assert_eq!(guard.store().commits(), before + 1, "document, words, line and outbox together");
    assert_eq!((view.record.as_ref(), view.captured.as_ref()), (Some(&record()), Some(&record())));
    assert_eq!(shown(&guard, id), view, "shown again, from the store");
    let row = block(guard.complaints()).unwrap().remove(0);
    assert_eq!((row.words.as_str(), row.pending, row.unmet_harm), ("叫了三次门 才有人应", 1, true));

    let mut server = FakeServer::new();
    sync(&mut guard, &mut server);
    assert_eq!(server.requests[0].blobs.len(), 1, "the words go up with the change that names them");
    let sent = shown(&guard, id);
    assert_eq!((sent.record, sent.pending), (Some(record()), vec![]));

    let mut centre = desk(2);
    sync(&mut centre, &mut server);
    assert_eq!(shown(&centre, id).record, Some(record()));
    assert_eq!(block(centre.complaints()).unwrap()[0].words, row.words, "the line came with the words");
}

#[test]
fn cmp_05_what_was_captured_is_read_beside_the_completed_record() {
    let (mut guard, mut centre) = (device(1, &[Role::GateGuard]), desk(2));
    let mut server = FakeServer::new();
    let id = does(&mut guard, None, capture(false)).complaint.id;
    sync(&mut guard, &mut server);
    sync(&mut centre, &mut server);
    let whole = RecordField::ALL.iter().fold(record(), |whole, field| match whole.get(*field) {
        "" => whole.with(*field, "已核实"),
        _ => whole,
    });
    let complete = ComplaintCommand::RecordComplaint { record: whole.clone(), unknown: BTreeMap::new() };
    does(&mut centre, Some(id), complete);
    let view = does(&mut centre, Some(id), ComplaintCommand::MeetHarm { what: "请保安到场".into() });
    assert_eq!((view.record, view.captured), (Some(whole.clone()), Some(record())));
    sync(&mut centre, &mut server);
    sync(&mut guard, &mut server);
    let view = shown(&guard, id);
    assert_eq!((view.record, view.captured), (Some(whole), Some(record())));
    assert!(!block(guard.complaints()).unwrap()[0].unmet_harm);
}

#[test]
fn a_complaint_without_its_words_is_listed_and_shown_all_the_same() {
    let (mut guard, mut centre) = (device(1, &[Role::GateGuard]), desk(2));
    let mut server = FakeServer::new();
    let id = does(&mut guard, None, capture(false)).complaint.id;
    sync(&mut guard, &mut server);
    server.blobs.clear();
    sync(&mut centre, &mut server);
    let view = shown(&centre, id);
    assert_eq!((view.record, view.captured), (None, None));
    assert_eq!(view.complaint.state, ComplaintState::Captured);
    assert_eq!(block(centre.complaints()).unwrap()[0].words, "");
}

#[test]
fn a_complaint_that_left_the_view_takes_its_line_and_its_words_with_it_once_its_work_is_sent() {
    let mut guard = device(1, &[Role::GateGuard]);
    let mut server = FakeServer::new();
    let id = does(&mut guard, None, capture(false)).complaint.id;
    sync(&mut guard, &mut server);
    does(&mut guard, Some(id), ComplaintCommand::MeetHarm { what: "请保安到场".into() });
    server.removed.push(id);
    server.put_off = Some(Outcome::Pending);
    sync(&mut guard, &mut server);
    assert_eq!(block(guard.complaints()).unwrap(), []);
    assert!(!shown(&guard, id).listed, "unsent work stays");
    server.put_off = None;
    let push = request(&mut guard);
    let mut answer: SyncAnswer = protocol::from_bytes(&server.sync(&push.bytes)).unwrap();
    answer.documents.clear();
    answer.blobs.clear();
    block(guard.reply(&protocol::to_bytes(&answer).unwrap())).unwrap();
    assert_eq!(block(guard.complaint(id)).unwrap(), None);
    let all = Query::Prefix { table: Table::Blob, prefix: Vec::new(), limit: None };
    assert_eq!(block(guard.store().read(all)).unwrap(), []);
}

#[test]
fn cmp_02_a_complaint_about_the_centre_is_its_own_kind_of_document_and_offers_the_centre_nothing() {
    let mut guard = device(1, &[Role::GateGuard]);
    let mut server = FakeServer::new();
    let view = does(&mut guard, None, capture(true));
    assert!(view.complaint.about_centre);
    sync(&mut guard, &mut server);
    assert_eq!(server.requests[0].push[0].kind, DocumentKind::CentreComplaint);
    let accepts = |device: &mut TestDevice| {
        let next = device.complaint_next(&view.complaint);
        let moments: Vec<Moment> = next.guidance.iter().map(|one| one.moment).collect();
        assert_eq!(moments, [Moment::Harm, Moment::Complaint]);
        next.commands.iter().any(|one| one.action == Kind::ComplaintAccepted)
    };
    assert!(!accepts(&mut desk(2)));
    assert!(accepts(&mut device(3, &[Role::AdminHr])));
}

#[test]
fn a_list_of_complaints_loads_no_document_and_begins_with_who_has_waited_longest() {
    let mut centre = desk(1);
    let first = does(&mut centre, None, capture(false)).complaint.id;
    let second = does(&mut centre, None, capture(false)).complaint.id;
    let store = centre.store().clone();
    let tables = [Table::Document, Table::Change, Table::Pending, Table::Blob];
    let before = tables.map(|table| store.reads(table));
    let ids: Vec<DocumentId> = block(centre.complaints()).unwrap().iter().map(|row| row.id).collect();
    assert_eq!(ids, [first, second]);
    assert_eq!(tables.map(|table| store.reads(table)), before);
}
