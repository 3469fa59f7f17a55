//! The fold is total and doesn't depend on the order of arrival, whatever people (or liars) wrote.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]

mod kit;

use client_core::domain::command::Command;
use client_core::domain::entry::cases::{
    DamageKind, DamageReported, DamageSettled, EscalationDecided, EscalationOpened, EscalationOutcome,
    PriceRefused, ReworkRequested,
};
use client_core::domain::entry::course::{
    AppointmentConfirmed, CannotKeepTime, CustomerAbsent, LeftSite, Resumed, ToolsChecked, Waiting,
    WaitingFor,
};
use client_core::domain::entry::office::{
    Assigned, CancelConfirmed, CancelRequested, CancelledBy, Channel, Choice, ClaimReason, CustomerRecorded,
    Decision, DispatchWrittenOff, Judged, Marked, Received, RequestRegistered, ServiceKind, SlipIssued,
    Urgency,
};
use client_core::domain::entry::site::{
    Arrived, CustomerSigned, Finding, InspectionResult, NotRepaired, Note, PriceConfirmed, PriceItemKind,
    QuoteLine, Quoted, SlipReceived, WorkFinished,
};
use client_core::domain::entry::work::{
    GateSet, GateWithdrawn, PartReplaced, PartSource, RecordValue, StepResult,
};
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry, UnknownBody};
use client_core::domain::id::{BlobDigest, CommandId, DocumentId, EntryId};
use client_core::domain::order::{Order, fold};
use client_core::domain::policy::Role;
use client_core::replica::{ChangeRow, Replica};
use kit::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

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
    /// Past the command door.
    Write(Writing),
    /// Through the door; what it refuses isn't written.
    Act {
        who: u8,
        what: u8,
        yes: bool,
        pick: u16,
    },
    Hear {
        who: u8,
        from: u8,
    },
}

fn writing() -> impl Strategy<Value = Writing> {
    (
        0..4_u8,
        0..40_u8,
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
        3 => writing().prop_map(Event::Write),
        4 => (0..4_u8, 0..26_u8, any::<bool>(), any::<u16>())
            .prop_map(|(who, what, yes, pick)| Event::Act { who, what, yes, pick }),
        1 => (0..4_u8, 0..4_u8).prop_map(|(who, from)| Event::Hear { who, from }),
    ]
}

const STEPS: &[&str] =
    &["LMP-1", "LMP-2", "LMP-5", "LMP-6", "LMP-14", "LMP-15", "SWI-3", "SWI-4", "SWI-10", "NO-1"];
const RULES: &[&str] = &[
    "COL-01",
    "COL-03",
    "COL-04",
    "COL-05",
    "COL-06",
    "COL-14",
    "COL-15",
    "COL-18",
    "COL-19",
    "COL-21",
    "COL-31",
    "APPOINTMENT",
    "NOT-REPAIRED",
    "CLAIM",
    "CANCEL",
];
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
            service_kind: [ServiceKind::Special, ServiceKind::Regular, ServiceKind::Business][pick % 3],
            service_class: "LMP".into(),
            content: blob,
            appointment_at: w.wall,
            received_at: w.wall,
            urgency: if w.pick.is_multiple_of(5) { Urgency::Urgent } else { Urgency::Normal },
        }),
        1 => Body::Judged(Judged {
            accepted: w.yes,
            price_list_version: 1,
            explanation: None,
            free_reason: None,
            tried: None,
            warranty: None,
            routed_to: w.pick.is_multiple_of(3).then(|| "letting".to_owned()),
        }),
        2 => Body::SlipIssued(SlipIssued {
            number: "X".into(),
            service_class: if w.pick.is_multiple_of(7) { "???".into() } else { "LMP".into() },
            procedure_version: 1,
        }),
        3 | 4 => {
            let technician = [TECHNICIAN_LI, TECHNICIAN_WANG, TECHNICIAN_ZHAO, DISPATCHER][pick % 4];
            Body::Assigned(Assigned { technician: user(technician), reason: None })
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
        24 if w.yes => Body::Marked(Marked { entry, reason: ClaimReason::NoLongerAssigned }),
        24 => Body::Received(Received { entries: known.to_vec(), at: w.wall, month_from: w.wall / 2 }),
        25 => {
            let rule = RULES[pick % RULES.len()];
            let choice = [
                Choice::Confirm,
                Choice::Continue,
                Choice::CancelWithoutCharge,
                Choice::CancelWithCharge(w.wall),
                Choice::Entry(entry),
                Choice::Reject,
            ][pick % 6]
                .clone();
            Body::Decision(Decision { conflict: format!("{rule}:{entry}"), choice, reason: "x".into() })
        }
        26 => Body::CannotKeepTime(CannotKeepTime { reason: "x".into() }),
        27 => Body::AppointmentConfirmed(AppointmentConfirmed {
            appointment_at: w.wall,
            confirmed_by: "x".into(),
        }),
        28 => Body::LeftSite(LeftSite { reason: "x".into() }),
        29 => Body::CustomerAbsent(CustomerAbsent { tried: "x".into() }),
        30 => Body::Waiting(Waiting { waiting_for: WaitingFor::Part, detail: None, until: Some(w.wall) }),
        31 => Body::Resumed(Resumed {}),
        32 => Body::ToolsChecked(ToolsChecked { tools: vec!["x".into()] }),
        33 => Body::PriceRefused(PriceRefused { quote: entry, reason: "x".into() }),
        34 => Body::ReworkRequested(ReworkRequested { words: blob }),
        35 => Body::EscalationOpened(EscalationOpened { words: blob }),
        36 => Body::EscalationDecided(EscalationDecided {
            outcome: EscalationOutcome::ALL[pick % 3],
            handling: "x".into(),
        }),
        37 => Body::DamageReported(DamageReported {
            damage: DamageKind::Lost,
            description: blob,
            photos: Vec::new(),
        }),
        38 => Body::DamageSettled(DamageSettled {
            case: entry,
            amount_fen: w.wall,
            terms: "x".into(),
            agreed: w.yes,
        }),
        _ if w.yes => Body::Unknown(UnknownBody { kind: "later".into(), data: vec![0xa0] }),
        _ => Body::CustomerRecorded(CustomerRecorded {
            customer_name: "x".into(),
            unit_no: "x".into(),
            contact: "x".into(),
            department: None,
        }),
    }
}

/// What an honest person wants to do; the door says whether he may.
fn command(order: &Order, what: u8, yes: bool, pick: u16) -> Command {
    let pick = usize::from(pick);
    let reason = || "x".to_owned();
    match what {
        0 => assign([TECHNICIAN_LI, TECHNICIAN_WANG, TECHNICIAN_ZHAO][pick % 3], Some("x")),
        1 => receive(),
        2 => Command::Arrive,
        3 => finding(),
        4 => quote(&[("lamp_repair", 1 + i64::from(yes))]),
        5 => confirm(),
        6 => Command::RefusePrice { quote: None, reason: reason() },
        7 => [gate("LMP-2"), power_on(), starter("a", "a")][pick % 3].clone(),
        8 => step("LMP-3", &[("good_contact", yes)]),
        9 => final_test(2 + 3 * i64::from(!yes), true),
        10 => Command::FinishWork,
        11 => Command::NotRepaired { reason: reason() },
        12 => inspect(yes, Some("x")),
        13 => sign(),
        14 => Command::RequestRework { words: reason() },
        15 => Command::OpenEscalation { words: reason() },
        16 => Command::DecideEscalation { outcome: EscalationOutcome::ALL[pick % 3], handling: reason() },
        17 => Command::ReportDamage { damage: DamageKind::Lost, description: reason(), photos: Vec::new() },
        18 => match order.damages.get(pick % order.damages.len().max(1)) {
            Some(damage) => {
                let case = damage.origin.entry;
                Command::SettleDamage { case, amount_fen: 100, terms: reason(), agreed: yes }
            }
            None => Command::ConfirmAppointment { appointment_at: NINE, confirmed_by: reason() },
        },
        19 => Command::ConfirmAppointment {
            appointment_at: NINE + i64::try_from(pick).unwrap(),
            confirmed_by: reason(),
        },
        20 => [
            Command::CannotKeepTime { reason: reason() },
            Command::LeaveSite { reason: reason() },
            Command::CustomerAbsent { tried: reason() },
            Command::CheckTools { tools: vec![reason()] },
        ][pick % 4]
            .clone(),
        21 if yes => Command::Wait { waiting_for: WaitingFor::ALL[pick % 5], detail: None, until: None },
        21 => Command::Resume,
        22 => cancel("x"),
        23 => Command::ConfirmCancel,
        24 => Command::WriteOff { manager_reason: None },
        _ => {
            let open: Vec<_> = order.open_conflicts().collect();
            let Some(conflict) = open.get(pick % open.len().max(1)) else { return cancel("x") };
            let side = conflict.sides[pick % conflict.sides.len()].origin.entry;
            let choices =
                [Choice::Confirm, Choice::Continue, Choice::CancelWithoutCharge, Choice::Entry(side)];
            let choice = choices[pick / 7 % 4].clone();
            Command::Decide { conflict: conflict.id.clone(), choice, reason: reason() }
        }
    }
}

/// How far an order had come before the events: nothing, dispatched, price agreed, finished, signed.
fn beginnings() -> &'static [Vec<ChangeRow>] {
    static ROWS: OnceLock<Vec<Vec<ChangeRow>>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let dispatcher = dispatched_to(TECHNICIAN_LI);
        let mut li = li();
        li.hears(&dispatcher);
        let mut all = vec![Vec::new(), dispatcher.rows()];
        li.goes_and_agrees();
        all.push(li.rows());
        li.repairs();
        li.does(final_test(2, true));
        li.does(Command::FinishWork);
        all.push(li.rows());
        li.does(inspect(true, None));
        li.does(sign());
        all.push(li.rows());
        all
    })
}

fn play(beginning: usize, events: &[Event]) -> Vec<ChangeRow> {
    let mut people = [li(), wang(), second_dispatcher(), manager()];
    for (n, person) in people.iter_mut().enumerate() {
        // Fresh installations: nobody goes on as the actor that wrote the beginning.
        person.actor = client_core::domain::id::ActorId::from_bytes([200 + u8::try_from(n).unwrap(); 16]);
        for row in &beginnings()[beginning] {
            person.replica.insert(row.clone()).unwrap();
        }
        person.now += 24 * 3_600_000;
    }
    let mut n: u32 = 0;
    for event in events {
        match event {
            Event::Write(w) => {
                n += 1;
                let mut random = [0; 10];
                random[..4].copy_from_slice(&n.to_be_bytes());
                let person = &mut people[usize::from(w.who)];
                let known: Vec<_> = person.replica.journal().entries().iter().map(|e| e.id).collect();
                let entry = Entry {
                    by: By {
                        user: person.author.user,
                        // The server's words too: whoever writes them here.
                        role: if w.what == 24 { Role::Server } else { person.author.roles[0] },
                        device: person.author.device,
                    },
                    at: At { wall: w.wall, offset: w.certain.then_some(w.wall), boot: None, seen: None },
                    round: (w.pick.is_multiple_of(3)).then_some(u32::from(w.pick)),
                    after: None,
                    command: CommandRef { id: CommandId::new(0, random), documents: 1 },
                    body: body(w, &known),
                };
                person.replica.write(person.actor, &[(EntryId::new(0, random), entry)]).unwrap();
            }
            Event::Act { who, what, yes, pick } => {
                let person = &mut people[usize::from(*who)];
                let wish = command(&person.order(), *what, *yes, *pick);
                let _ = person.run(&wish);
            }
            Event::Hear { who, from } => {
                let rows = people[usize::from(*from)].rows();
                for row in rows {
                    people[usize::from(*who)].replica.insert(row).unwrap();
                }
            }
        }
    }
    let mut seen = BTreeSet::new();
    let rows = people.iter().flat_map(|person| person.replica.rows());
    rows.filter(|(_, built)| seen.insert(built.hash)).map(|(row, _)| row.clone()).collect()
}

/// So many cases, or more where `PROPTEST_CASES` says so.
fn at_least(cases: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig { cases: config.cases.max(cases), ..config }
}

proptest! {
    #![proptest_config(at_least(1_000))]

    #[test]
    fn equal_sets_give_equal_orders_and_nothing_panics(
        beginning in 0..5_usize,
        events in proptest::collection::vec(event(), 1..32),
        turn in any::<usize>(),
    ) {
        let rows = play(beginning, &events);
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
        let order = fold(&journal, built_in());
        let entries = journal.entries().len();
        prop_assert_eq!(order.canonical_json(), fold(&other.journal(), built_in()).canonical_json());
        for change in beginnings()[beginning].len()..rows.len() {
            let before = journal.before(change);
            prop_assert!(before.entries().len() < entries);
            let _ = fold(&before, built_in());
        }
        // P11: every open conflict has exactly one task, no conflict and no task is listed twice.
        for conflict in order.open_conflicts() {
            let id = format!("settle:{}", conflict.id);
            prop_assert_eq!(order.tasks.iter().filter(|task| task.id == id).count(), 1);
        }
        let ids: BTreeSet<_> = order.conflicts.iter().map(|c| &c.id).collect();
        prop_assert_eq!(ids.len(), order.conflicts.len());
        let tasks: BTreeSet<_> = order.tasks.iter().map(|task| &task.id).collect();
        prop_assert_eq!(tasks.len(), order.tasks.len());
        // One holder at most, and nobody is billed above a price that he agreed to (PRC-5).
        prop_assert!(order.assignments.iter().filter(|assignment| assignment.holds).count() <= 1);
        if let Some(fen) = order.billable_fen {
            let agreed = order.consents.iter().map(|consent| consent.amount_fen).max();
            prop_assert!(fen >= 0 && Some(fen) <= agreed.max(Some(0)), "{} of {:?}", fen, agreed);
        }
    }
}
