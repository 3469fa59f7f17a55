//! The fold is total and doesn't depend on the order of arrival, whatever people (or liars) wrote.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]

mod kit;

use client_core::domain::entry::office::{
    Assigned, CancelConfirmed, CancelRequested, CancelledBy, Channel, Choice, ClaimReason, CustomerRecorded,
    Decision, DispatchWrittenOff, Judged, Marked, RequestRegistered, ServiceKind, SlipIssued,
};
use client_core::domain::entry::site::{
    Arrived, CustomerSigned, Finding, InspectionResult, NotRepaired, Note, PriceConfirmed, PriceItemKind,
    QuoteLine, Quoted, SlipReceived, WorkFinished,
};
use client_core::domain::entry::work::{
    GateSet, GateWithdrawn, PartReplaced, PartSource, RecordValue, StepResult,
};
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry, UnknownBody};
use client_core::domain::id::{ActorId, BlobDigest, CommandId, DeviceId, DocumentId, EntryId};
use client_core::domain::order::fold;
use client_core::domain::policy::Role;
use client_core::replica::{ChangeRow, Replica};
use kit::{library, order_id, user};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// One thing that somebody writes; numbers pick among what exists.
#[derive(Debug, Clone)]
struct Writing {
    who: u8,
    what: u8,
    pick: u16,
    yes: bool,
    certain: bool,
    wall: i64,
}

#[derive(Debug, Clone)]
enum Event {
    Write(Writing),
    Hear { who: u8, from: u8 },
}

fn writing() -> impl Strategy<Value = Writing> {
    (
        0..4_u8,
        0..27_u8,
        any::<u16>(),
        any::<bool>(),
        any::<bool>(),
        prop_oneof![Just(i64::MIN), Just(i64::MAX), -9..9_i64],
    )
        .prop_map(|(who, what, pick, yes, certain, wall)| Writing {
            who,
            what,
            pick,
            yes,
            certain,
            wall,
        })
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => writing().prop_map(Event::Write),
        1 => (0..4_u8, 0..4_u8).prop_map(|(who, from)| Event::Hear { who, from }),
    ]
}

const STEPS: &[&str] =
    &["LMP-1", "LMP-2", "LMP-5", "LMP-6", "LMP-14", "LMP-15", "SWI-3", "SWI-4", "SWI-10", "NO-1"];
const PATHS: &[&str] = &["LMP", "LMP/SWI.1", "LMP/SWI.2", "SWI", ""];

fn body(w: &Writing, known: &[EntryId]) -> Body {
    let pick = usize::from(w.pick);
    let entry = known.get(pick % known.len().max(1)).copied().unwrap_or(EntryId::from_bytes([0; 16]));
    let blob = BlobDigest::from_bytes([1; 32]);
    let checklist = PATHS[pick % PATHS.len()].to_owned();
    let step = STEPS[pick % STEPS.len()].to_owned();
    let values = BTreeMap::from([
        ("normal".to_owned(), RecordValue::YesNo(w.yes)),
        ("lit".to_owned(), RecordValue::YesNo(true)),
        ("flashes".to_owned(), RecordValue::Number(i64::from(w.pick % 6))),
    ]);
    match w.what {
        0 => Body::RequestRegistered(RequestRegistered {
            customer: DocumentId::from_bytes([9; 16]),
            channel: Channel::Phone,
            service_kind: if w.yes { ServiceKind::Special } else { ServiceKind::Regular },
            service_class: "LMP".into(),
            content: blob,
            appointment_at: w.wall,
            received_at: w.wall,
        }),
        1 => Body::Judged(Judged {
            accepted: w.yes,
            price_list_version: 1,
            explanation: None,
            free_reason: None,
        }),
        2 => Body::SlipIssued(SlipIssued {
            number: "X".into(),
            service_class: if w.pick.is_multiple_of(7) { "???".into() } else { "LMP".into() },
            procedure_version: 1,
        }),
        3 | 4 => {
            Body::Assigned(Assigned { technician: user(u8::try_from(w.pick % 4).unwrap()), reason: None })
        }
        5 => Body::SlipReceived(SlipReceived { received_at: w.wall }),
        6 => Body::Arrived(Arrived {}),
        7 => Body::Finding(Finding { content: "x".into(), materials: Vec::new(), tools: Vec::new() }),
        8 => Body::Quoted(Quoted {
            price_list_version: 1,
            lines: vec![QuoteLine {
                item: "x".into(),
                kind: PriceItemKind::Labour,
                quantity: i64::MAX,
                unit_price_fen: i64::MAX,
            }],
            amount_fen: i64::from(w.pick),
        }),
        9 => Body::PriceConfirmed(PriceConfirmed {
            quote: entry,
            amount_fen: i64::from(w.pick),
            price_list_version: 1,
            shown: blob,
            confirmed_by: "x".into(),
            strokes: None,
        }),
        10 => Body::GateSet(GateSet { checklist, step }),
        11 => Body::GateWithdrawn(GateWithdrawn { checklist, step }),
        12..=14 => Body::StepResult(StepResult { checklist, step, values, photos: Vec::new() }),
        15 => Body::PartReplaced(PartReplaced {
            checklist,
            step,
            item: "starter".into(),
            quantity: 1,
            old_specification: "a".into(),
            new_specification: "b".into(),
            source: PartSource::Store,
            deviation: None,
        }),
        16 => Body::WorkFinished(WorkFinished {}),
        17 => Body::NotRepaired(NotRepaired { reason: "x".into() }),
        18 => Body::InspectionResult(InspectionResult { passed: w.yes, words: None }),
        19 => Body::CustomerSigned(CustomerSigned {
            strokes: blob,
            shown: blob,
            amount_fen: 1,
            image: None,
            items: Vec::new(),
        }),
        20 => {
            Body::CancelRequested(CancelRequested { cancelled_by: CancelledBy::Customer, reason: "x".into() })
        }
        21 => Body::CancelConfirmed(CancelConfirmed { cancellation: entry }),
        22 => Body::DispatchWrittenOff(DispatchWrittenOff { manager_reason: w.yes.then(|| "x".into()) }),
        23 => Body::Note(Note { text: blob }),
        24 => Body::Marked(Marked { entry, reason: ClaimReason::NoLongerAssigned }),
        25 => {
            let rule = ["COL-01", "COL-03", "COL-04", "COL-05", "COL-06", "NOT-REPAIRED", "CLAIM"][pick % 7];
            let choice = [
                Choice::Confirm,
                Choice::Continue,
                Choice::CancelWithoutCharge,
                Choice::CancelWithCharge(i64::from(w.pick)),
                Choice::Entry(entry),
            ][pick % 5]
                .clone();
            Body::Decision(Decision { conflict: format!("{rule}:{entry}"), choice, reason: "x".into() })
        }
        _ if w.yes => Body::Unknown(UnknownBody { kind: "later".into(), data: vec![0xa0] }),
        _ => Body::CustomerRecorded(CustomerRecorded {
            customer_name: "x".into(),
            unit_no: "x".into(),
            contact: "x".into(),
        }),
    }
}

fn play(events: &[Event]) -> Vec<ChangeRow> {
    let mut replicas = vec![Replica::new(DocumentKind::Order, order_id()); 4];
    let mut n: u32 = 0;
    for event in events {
        match event {
            Event::Write(w) => {
                n += 1;
                let mut random = [0; 10];
                random[..4].copy_from_slice(&n.to_be_bytes());
                let replica = &mut replicas[usize::from(w.who)];
                let known: Vec<_> = replica.journal().entries().iter().map(|e| e.id).collect();
                let role = if w.who < 2 { Role::Technician } else { Role::Dispatcher };
                let entry = Entry {
                    by: By { user: user(w.who), role, device: DeviceId::from_bytes([w.who; 16]) },
                    at: At { wall: w.wall, offset: w.certain.then_some(w.wall), boot: None },
                    round: (w.pick.is_multiple_of(3)).then_some(u32::from(w.pick)),
                    after: None,
                    command: CommandRef { id: CommandId::new(0, random), documents: 1 },
                    body: body(w, &known),
                };
                let actor = ActorId::from_bytes([w.who + 1; 16]);
                replica.write(actor, &[(EntryId::new(0, random), entry)]).unwrap();
            }
            Event::Hear { who, from } => {
                let rows: Vec<_> = replicas[usize::from(*from)].rows().map(|(row, _)| row.clone()).collect();
                for row in rows {
                    replicas[usize::from(*who)].insert(row).unwrap();
                }
            }
        }
    }
    let mut all: Vec<ChangeRow> = Vec::new();
    for (row, _) in replicas.iter().flat_map(Replica::rows) {
        if !all.contains(row) {
            all.push(row.clone());
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn equal_sets_give_equal_orders_and_nothing_panics(
        events in proptest::collection::vec(event(), 1..40),
        turn in any::<usize>(),
    ) {
        let library = library();
        let rows = play(&events);
        let mut forward = Replica::new(DocumentKind::Order, order_id());
        let mut other = Replica::new(DocumentKind::Order, order_id());
        for row in &rows {
            forward.insert(row.clone()).unwrap();
        }
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len().max(1));
        for row in turned.iter().rev() {
            other.insert(row.clone()).unwrap();
        }
        prop_assert_eq!(other.waiting(), 0);
        let journal = forward.journal();
        let order = fold(&journal, &library);
        let entries = journal.entries().len();
        prop_assert_eq!(order.canonical_json(), fold(&other.journal(), &library).canonical_json());
        for change in 0..rows.len() {
            let before = journal.before(change);
            prop_assert!(before.entries().len() < entries);
            let _ = fold(&before, &library);
        }
        // P11: every open conflict has exactly one task, and no conflict is listed twice.
        for conflict in order.open_conflicts() {
            let id = format!("settle:{}", conflict.id);
            prop_assert_eq!(order.tasks.iter().filter(|task| task.id == id).count(), 1);
        }
        let mut ids: Vec<_> = order.conflicts.iter().map(|c| &c.id).collect();
        ids.dedup();
        prop_assert_eq!(ids.len(), order.conflicts.len());
    }
}
