//! A month of 2,000 orders from the registration to the approved finance report, notices, payments and the archive. Every
//! figure is compared with plain loops over the generator's own list.

use super::kit::*;
use crate::admit::Sender;
use crate::feed::{self, EngineError};
use crate::office::month::{MonthCommand, MonthError, MonthOutcome, execute_month};
use crate::office::{OfficeError, execute};
use crate::settlement::OwnedBooks;
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::command::Command;
use client_core::domain::decide::Random;
use client_core::domain::entry::desk::{CopyDelivered, SlipCopy};
use client_core::domain::entry::finance::{PaymentMethod, PaymentReceived, RegisteredByMethod};
use client_core::domain::entry::follow_up::{FollowUp, FollowUpWay};
use client_core::domain::entry::office::{
    Assigned, CancelConfirmed, CancelRequested, CancelledBy, Channel, Choice, Decision, DispatchWrittenOff,
    Judged, RequestRegistered, ServiceKind, SlipIssued,
};
use client_core::domain::entry::site::{
    Arrived, CustomerSigned, Finding, InspectionResult, NotRepaired, PriceConfirmed, PriceItemKind,
    QuoteLine, Quoted, SlipReceived, WorkFinished,
};
use client_core::domain::entry::work::{GateSet, GateWithdrawn, RecordValue, StepResult};
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{ActorId, BlobDigest, CommandId, DocumentId, EntryId};
use client_core::domain::month::MonthState;
use client_core::domain::order::{OrderState, Shown, price_digest};
use client_core::domain::policy::Role;
use client_core::domain::settlement::{DifferenceKind, MonthRefusal};
use client_core::protocol::{Outcome, Run};
use client_core::replica::Replica;
use std::collections::BTreeMap;

const ORDERS: usize = 2_000;
/// Orders per request of a device.
const BATCH: usize = 100;

const FINANCE: u8 = 31;
const HEAD: u8 = 32;
const RECORDS: u8 = 33;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

const METHODS: [PaymentMethod; 5] = [
    PaymentMethod::MonthlyAccount,
    PaymentMethod::Cash,
    PaymentMethod::Transfer,
    PaymentMethod::Card,
    PaymentMethod::Mobile,
];

/// What becomes of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Regular,
    Free,
    CancelledFree,
    CancelledCharged,
    /// Signed once.
    Plain,
    /// Signed, worked again, signed again before the report.
    Reworked,
    /// Under rework when the report is made; signed again in April.
    Disputed,
}

/// One order as the generator has it.
struct Job {
    number: String,
    fate: Fate,
    /// First signature, or the decision that ended it.
    at: i64,
    fen: i64,
    method: PaymentMethod,
    document: DocumentId,
    replica: Replica,
    /// Signature that counts now, as the generator knows.
    signed_at: Option<i64>,
    items: Vec<EntryId>,
    lines: Vec<QuoteLine>,
    paid: i64,
}

/// Writes entries of people past their phones, as journals.
struct Pen {
    random: crate::sync::HashRandom,
}

impl Pen {
    fn id(&mut self, at: i64) -> EntryId {
        EntryId::new(at, crate::admit::ten(self.random.bytes()))
    }

    /// One change of a person in an order. Gives the ids of its entries.
    fn write(
        &mut self,
        job: &mut Job,
        n: u8,
        role: Role,
        at: i64,
        bodies: Vec<(Option<u32>, Body)>,
    ) -> Vec<EntryId> {
        let ids: Vec<EntryId> = bodies.iter().map(|_| self.id(at)).collect();
        self.write_as(job, n, role, at, &ids, bodies);
        ids
    }

    fn write_as(
        &mut self,
        job: &mut Job,
        n: u8,
        role: Role,
        at: i64,
        ids: &[EntryId],
        bodies: Vec<(Option<u32>, Body)>,
    ) {
        let command =
            CommandRef { id: CommandId::new(at, crate::admit::ten(self.random.bytes())), documents: 1 };
        let by = By { user: user(n), role, device: device(n) };
        let at = At { wall: at, offset: Some(0), boot: None };
        let entries: Vec<(EntryId, Entry)> = ids
            .iter()
            .zip(bodies)
            .map(|(id, (round, body))| (*id, Entry { by, at, round, after: None, command, body }))
            .collect();
        let mut actor = *job.document.as_bytes();
        actor[0] = n;
        job.replica.write(ActorId::from_bytes(actor), &entries).unwrap();
    }
}

fn fate(n: usize) -> Fate {
    match n {
        n if n % 10 == 0 => Fate::Regular,
        n if n % 10 == 1 => Fate::Free,
        n if n % 20 == 2 => Fate::CancelledFree,
        n if n % 40 == 13 => Fate::CancelledCharged,
        n if n % 25 == 4 => Fate::Reworked,
        n if n % 50 == 8 => Fate::Disputed,
        _ => Fate::Plain,
    }
}

fn step(step: &str, values: &[(&str, RecordValue)]) -> Body {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Body::StepResult(StepResult { checklist: "LMP".into(), step: step.into(), values, photos: Vec::new() })
}

/// The lamp's checklist, the end of work and the customer's trial.
fn work(round: u32) -> Vec<(Option<u32>, Body)> {
    let yes = RecordValue::YesNo(true);
    let no = RecordValue::YesNo(false);
    let lamp = |step: &str| ("LMP".to_owned(), step.to_owned());
    let (checklist, gate) = lamp("LMP-2");
    let set = Body::GateSet(GateSet { checklist, step: gate });
    let (checklist, gate) = lamp("LMP-14");
    let on = Body::GateWithdrawn(GateWithdrawn { checklist, step: gate });
    let bodies = vec![
        step("LMP-1", &[("normal", yes.clone())]),
        set,
        step("LMP-3", &[("good_contact", yes.clone())]),
        step("LMP-5", &[("capacitor_broken_down", no.clone()), ("glass_blackened", no.clone())]),
        step("LMP-7", &[("ends_blackened", no.clone()), ("filament_burnt_out", no.clone())]),
        step("LMP-9", &[("good_contact", yes.clone())]),
        step("LMP-12", &[("burnt_out", no.clone()), ("scorched", no.clone()), ("shorted", no)]),
        on,
        step("LMP-15", &[("flashes", RecordValue::Number(2)), ("lit", yes)]),
        Body::WorkFinished(WorkFinished {}),
        Body::InspectionResult(InspectionResult { passed: true, words: None }),
    ];
    bodies.into_iter().map(|body| (Some(round), body)).collect()
}

fn signature(job: &Job, round: u32) -> Body {
    let fen = if job.lines.is_empty() { 0 } else { job.fen };
    let shown = Shown {
        number: Some(job.number.clone()),
        round,
        amount_fen: fen,
        price_list_version: (!job.lines.is_empty()).then_some(3),
        lines: job.lines.clone(),
        parts: Vec::new(),
        items: job.items.clone(),
    };
    Body::CustomerSigned(CustomerSigned {
        strokes: BlobDigest::from_bytes([1; 32]),
        image: None,
        items: job.items.clone(),
        shown: shown.digest(),
        amount_fen: fen,
    })
}

/// Registered, accepted, given to a technician.
fn dispatch(pen: &mut Pen, job: &mut Job) {
    let at = job.at - 3 * HOUR;
    let service_kind = if job.fate == Fate::Regular { ServiceKind::Regular } else { ServiceKind::Special };
    let registered = RequestRegistered {
        customer: DocumentId::from_bytes([0xcc; 16]),
        channel: Channel::Phone,
        service_kind,
        service_class: "LMP".into(),
        content: BlobDigest::from_bytes([2; 32]),
        appointment_at: at + HOUR,
        received_at: at,
    };
    let free_reason = (job.fate == Fate::Free).then(|| "under warranty".to_owned());
    let judged =
        Judged { accepted: true, price_list_version: 3, explanation: None, free_reason, tried: None };
    let slip = SlipIssued { number: job.number.clone(), service_class: "LMP".into(), procedure_version: 1 };
    let bodies = vec![
        (None, Body::RequestRegistered(registered)),
        (None, Body::Judged(judged)),
        (None, Body::SlipIssued(slip)),
        (None, Body::Assigned(Assigned { technician: user(TECHNICIAN_A), reason: None })),
    ];
    let ids = pen.write(job, DISPATCHER, Role::Dispatcher, at, bodies);
    job.items = vec![ids[2]];
}

/// From the slip to the first signature, or to "not repaired".
fn visit(pen: &mut Pen, job: &mut Job) {
    let mut bodies = vec![
        (None, Body::SlipReceived(SlipReceived { received_at: job.at - 2 * HOUR })),
        (None, Body::Arrived(Arrived {})),
        (None, Body::Finding(Finding { content: "starter".into(), materials: vec![], tools: vec![] })),
    ];
    let priced = !matches!(job.fate, Fate::Regular | Fate::Free);
    let mut ids: Vec<EntryId> = bodies.iter().map(|_| pen.id(job.at - HOUR)).collect();
    if priced {
        let quoted = Quoted { price_list_version: 3, lines: job.lines.clone(), amount_fen: job.fen };
        let (quote, consent) = (pen.id(job.at - HOUR), pen.id(job.at - HOUR));
        let confirmed = PriceConfirmed {
            quote,
            amount_fen: job.fen,
            price_list_version: 3,
            shown: price_digest(&quoted),
            confirmed_by: "owner".into(),
            strokes: None,
        };
        bodies.push((None, Body::Quoted(quoted)));
        bodies.push((None, Body::PriceConfirmed(confirmed)));
        ids.extend([quote, consent]);
        job.items.extend([consent, quote]);
    }
    if job.fate == Fate::CancelledCharged {
        bodies.push((None, Body::NotRepaired(NotRepaired { reason: "no such part".into() })));
        ids.push(pen.id(job.at - HOUR));
        pen.write_as(job, TECHNICIAN_A, Role::Technician, job.at - HOUR, &ids, bodies);
        let conflict = format!("NOT-REPAIRED:{}", ids[ids.len() - 1]);
        let choice = Choice::CancelWithCharge(job.fen);
        let decision = Body::Decision(Decision { conflict, choice, reason: "visit".into() });
        let decided = pen.write(job, DISPATCHER, Role::Dispatcher, job.at, vec![(None, decision)]);
        let confirmed = Body::CancelConfirmed(CancelConfirmed { cancellation: decided[0] });
        pen.write(job, DISPATCHER, Role::Dispatcher, job.at + 1, vec![(None, confirmed)]);
        job.signed_at = Some(job.at);
        return;
    }
    bodies.extend(work(1));
    ids.extend(std::iter::repeat_with(|| pen.id(job.at - HOUR)).take(11));
    pen.write_as(job, TECHNICIAN_A, Role::Technician, job.at - HOUR, &ids, bodies);
    let signed = signature(job, 1);
    pen.write(job, TECHNICIAN_A, Role::Technician, job.at, vec![(Some(1), signed)]);
    job.signed_at = Some(job.at);
}

fn rework(pen: &mut Pen, job: &mut Job, at: i64) {
    let words = BlobDigest::from_bytes([3; 32]);
    let wish = client_core::domain::entry::cases::ReworkRequested { words };
    pen.write(job, DISPATCHER, Role::Dispatcher, at, vec![(Some(1), Body::ReworkRequested(wish))]);
    job.signed_at = None;
}

fn sign_again(pen: &mut Pen, job: &mut Job, at: i64) {
    pen.write(job, TECHNICIAN_A, Role::Technician, at - HOUR, work(2));
    let signed = signature(job, 2);
    pen.write(job, TECHNICIAN_A, Role::Technician, at, vec![(Some(2), signed)]);
    job.signed_at = Some(at);
}

fn generate(pen: &mut Pen, zone: Zone, march: MonthOf) -> Vec<Job> {
    let (start, end) = (zone.start_of_month(march), zone.end_of_month(march));
    let span = end - start + DAY;
    let edges = [start - 1, start, end - 1, end];
    let mut jobs = Vec::with_capacity(ORDERS);
    for n in 0..ORDERS {
        // Half a day before the month to half a day after it, and the last and first instants themselves.
        let at = if (15..19).contains(&n) {
            edges[n - 15]
        } else {
            start - DAY / 2 + span * i64::try_from(n).unwrap() / i64::try_from(ORDERS).unwrap()
        };
        let fate = fate(n);
        let parts = i64::try_from(n % 7).unwrap();
        let line = |item: &str, kind, quantity, unit_price_fen| QuoteLine {
            item: item.into(),
            kind,
            quantity,
            unit_price_fen,
        };
        let mut lines = vec![line("visit", PriceItemKind::Labour, 1, 3_001)];
        if parts > 0 {
            lines.push(line("starter", PriceItemKind::Material, parts, 517));
        }
        let priced = !matches!(fate, Fate::Regular | Fate::Free);
        let document = DocumentId::from_bytes(pen.random.bytes());
        let mut job = Job {
            number: format!("A1-{n:05}"),
            fate,
            at,
            fen: 3_001 + parts * 517,
            method: METHODS[n % 5],
            document,
            replica: Replica::new(DocumentKind::Order, document),
            signed_at: None,
            items: Vec::new(),
            lines: if priced { lines } else { Vec::new() },
            paid: 0,
        };
        dispatch(pen, &mut job);
        if fate == Fate::CancelledFree {
            let request = CancelRequested { cancelled_by: CancelledBy::Customer, reason: "gone".into() };
            let at = job.at - 2 * HOUR;
            let ids = pen.write(
                &mut job,
                DISPATCHER,
                Role::Dispatcher,
                at,
                vec![(None, Body::CancelRequested(request))],
            );
            let confirmed = Body::CancelConfirmed(CancelConfirmed { cancellation: ids[0] });
            pen.write(&mut job, DISPATCHER, Role::Dispatcher, at + 1, vec![(None, confirmed)]);
        } else {
            visit(pen, &mut job);
        }
        if matches!(fate, Fate::Reworked | Fate::Disputed) {
            let after = job.at + 2 * HOUR;
            rework(pen, &mut job, after);
        }
        if fate == Fate::Reworked {
            let again = job.at + 6 * HOUR;
            sign_again(pen, &mut job, again);
        }
        if priced && fate != Fate::CancelledFree {
            let body = Body::RegisteredByMethod(RegisteredByMethod { method: job.method });
            let after = job.at + 7 * HOUR;
            pen.write(&mut job, FINANCE, Role::Finance, after, vec![(None, body)]);
        }
        jobs.push(job);
    }
    jobs
}

/// Sends what each person wrote since the last time, in requests of [`BATCH`] orders, in the order of writing.
fn send(world: &mut World, jobs: &[Job], sent: &mut BTreeMap<DocumentId, usize>) {
    let longest = jobs.iter().map(|job| job.replica.rows().count()).max().unwrap_or(0);
    for turn in 0..longest {
        let mut runs: BTreeMap<u8, Vec<Run>> = BTreeMap::new();
        for job in jobs {
            let done = sent.get(&job.document).copied().unwrap_or(0);
            if turn < done {
                continue;
            }
            // Rows in causal order: nobody here writes beside somebody else.
            let mut rows: Vec<_> = job.replica.rows().map(|(row, built)| (built.max_op, row)).collect();
            rows.sort_by_key(|(op, _)| *op);
            let Some((_, row)) = rows.get(turn) else { continue };
            let author = row.actor.as_bytes()[0];
            runs.entry(author).or_default().push(run_of(&job.replica, std::slice::from_ref(*row)));
        }
        for (author, runs) in runs {
            let mut runs = runs.into_iter().peekable();
            while runs.peek().is_some() {
                let batch: Vec<Run> = runs.by_ref().take(BATCH).collect();
                for outcome in world.push(author, batch) {
                    assert_eq!(outcome, Outcome::Accepted);
                }
            }
        }
    }
    for job in jobs {
        sent.insert(job.document, job.replica.rows().count());
    }
}

fn step_of(
    world: &mut World,
    n: u8,
    month: MonthOf,
    command: &MonthCommand,
) -> Result<MonthOutcome, MonthError> {
    let author: Sender = world.sender(n);
    let document = crate::settlement::document_of(month);
    let heads =
        feed::known(&world.connection, document).unwrap().map(|known| known.heads()).unwrap_or_default();
    world.connection.execute_batch("SAVEPOINT job").unwrap();
    let World { connection, library, random, now, .. } = world;
    let done = execute_month(connection, library, &author, (month, &heads), command, *now, random);
    let end = if done.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    connection.execute_batch(end).unwrap();
    done
}

#[track_caller]
fn refused(done: Result<MonthOutcome, MonthError>) -> MonthRefusal {
    match done {
        Err(MonthError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn command(world: &mut World, n: u8, document: DocumentId, command: &Command) -> Result<(), OfficeError> {
    let author = world.sender(n);
    let heads = feed::known(&world.connection, document).unwrap().unwrap().heads();
    world.connection.execute_batch("SAVEPOINT job").unwrap();
    let World { connection, library, random, now, .. } = world;
    let done = execute(connection, library, &author, document, &heads, command, *now, random);
    let end = if done.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    connection.execute_batch(end).unwrap();
    done.map(|_| ())
}

fn books(world: &World) -> OwnedBooks {
    OwnedBooks::read(&world.connection).unwrap()
}

/// Slips that belong into a month, by the generator: number, time, amount, method.
fn expected(jobs: &[Job], zone: Zone, month: MonthOf) -> BTreeMap<String, (i64, i64, PaymentMethod)> {
    let mut lines = BTreeMap::new();
    for job in jobs {
        let billed =
            matches!(job.fate, Fate::Plain | Fate::Reworked | Fate::Disputed | Fate::CancelledCharged);
        let Some(at) = job.signed_at.filter(|_| billed) else { continue };
        if at >= zone.start_of_month(month) && at < zone.end_of_month(month) {
            lines.insert(job.number.clone(), (at, job.fen, job.method));
        }
    }
    lines
}

#[track_caller]
fn compare(books: &OwnedBooks, month: MonthOf, lines: &BTreeMap<String, (i64, i64, PaymentMethod)>) {
    let report = books.books().report(month);
    let found: BTreeMap<_, _> = report
        .lines
        .iter()
        .map(|line| (line.number.clone(), (line.signed_at, line.amount_fen, line.method.unwrap())))
        .collect();
    assert_eq!(report.lines.len(), found.len(), "each slip once");
    assert_eq!(&found, lines);
    let mut total = 0;
    for method in METHODS {
        let mut sum = 0;
        for (_, fen, of) in lines.values() {
            if *of == method {
                sum += fen;
            }
        }
        let own = report.totals.iter().find(|total| total.method == Some(method));
        assert_eq!(own.map_or(0, |total| total.total_fen), sum, "{method:?}");
        total += sum;
    }
    assert_eq!(report.total_fen, total);
}

fn stage(name: &str, since: &mut std::time::Instant) {
    eprintln!("{name}: {:.1} s", since.elapsed().as_secs_f64());
    *since = std::time::Instant::now();
}

#[test]
fn fee_01_to_08_a_month_of_two_thousand_orders_adds_up_to_the_fen() {
    let mut clock = std::time::Instant::now();
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let march: MonthOf = "2026-03".parse().unwrap();
    let april = march.next();
    let end = zone.end_of_month(march);
    let mut world = World::new();
    for (n, role) in [(FINANCE, Role::Finance), (HEAD, Role::OfficeHead), (RECORDS, Role::RecordsAdmin)] {
        world.add_user(n, role);
    }
    let mut pen = Pen { random: crate::sync::HashRandom::new([3; 32]) };
    let mut jobs = generate(&mut pen, zone, march);
    stage("journals written", &mut clock);
    let mut sent = BTreeMap::new();
    world.now = end + 20 * HOUR;
    send(&mut world, &jobs, &mut sent);
    stage("taken in by sync", &mut clock);

    // Draft, differences and the check.
    let lines = expected(&jobs, zone, march);
    compare(&books(&world), march, &lines);
    let differences = books(&world).books().differences(march);
    assert!(differences.iter().all(|one| one.kind == DifferenceKind::SlipWithoutLine));
    assert_eq!(differences.len(), lines.len());
    let check = MonthCommand::Check { remark: Some("all slips are here".into()) };
    step_of(&mut world, FINANCE, march, &check).unwrap();
    world.now = end - 1;
    assert_eq!(
        refused(step_of(&mut world, FINANCE, march, &MonthCommand::Submit)),
        MonthRefusal::NotOver { month: march }
    );
    world.now = end + 20 * HOUR;
    assert!(matches!(
        step_of(&mut world, HEAD, march, &MonthCommand::Submit),
        Err(MonthError::Office(OfficeError::Refused(_)))
    ));
    assert_eq!(
        refused(step_of(&mut world, HEAD, march, &MonthCommand::Approve)),
        MonthRefusal::NothingSubmitted { month: march }
    );

    // Submitted; a line becomes disputed; sent back; submitted again; approved.
    let outcome = step_of(&mut world, FINANCE, march, &MonthCommand::Submit).unwrap();
    assert_eq!(outcome.orders, lines.len());
    stage("submitted", &mut clock);
    assert_eq!(
        refused(step_of(&mut world, FINANCE, march, &MonthCommand::Submit)),
        MonthRefusal::Submitted { month: march }
    );
    assert!(books(&world).books().differences(march).is_empty());
    let late =
        jobs.iter().position(|job| job.fate == Fate::Plain && lines.contains_key(&job.number)).unwrap();
    rework(&mut pen, &mut jobs[late], end + 10 * HOUR);
    send(&mut world, &jobs, &mut sent);
    let numbers = vec![jobs[late].number.clone()];
    assert_eq!(
        refused(step_of(&mut world, HEAD, march, &MonthCommand::Approve)),
        MonthRefusal::Disputed { numbers }
    );
    let back = MonthCommand::SendBack { reason: "one line is under rework".into() };
    step_of(&mut world, HEAD, march, &back).unwrap();
    assert_eq!(books(&world).month(march).state, MonthState::SentBack);
    let lines = expected(&jobs, zone, march);
    let outcome = step_of(&mut world, FINANCE, march, &MonthCommand::Submit).unwrap();
    assert_eq!(outcome.orders, 0, "no line has changed");
    stage("sent back and submitted again", &mut clock);
    let outcome = step_of(&mut world, HEAD, march, &MonthCommand::Approve).unwrap();
    assert_eq!(outcome.orders, lines.len());
    stage("approved", &mut clock);
    assert_eq!(
        refused(step_of(&mut world, HEAD, march, &MonthCommand::Approve)),
        MonthRefusal::Approved { month: march }
    );
    compare(&books(&world), march, &lines);
    let frozen = books(&world).books().frozen(march).canonical();
    let approved = books(&world).month(march).approved().unwrap().clone();
    assert_eq!(approved.digest, books(&world).books().frozen(march).digest());
    assert_eq!(usize::try_from(approved.lines).unwrap(), lines.len());
    assert_eq!(approved.total_fen, lines.values().map(|(_, fen, _)| fen).sum::<i64>());

    // Handed over by the 1st, and once.
    let bundle = MonthCommand::HandBundle { received_by: "Zhou".into() };
    step_of(&mut world, DISPATCHER, march, &bundle).unwrap();
    assert_eq!(
        refused(step_of(&mut world, DISPATCHER, march, &bundle)),
        MonthRefusal::HandedOver { month: march }
    );
    let bundle = books(&world).month(march).bundles[0].clone();
    assert_eq!((usize::try_from(bundle.slips).unwrap(), bundle.total_fen), (lines.len(), approved.total_fen));
    assert!(bundle.origin.at.estimate() < zone.end_of(april.first_day()));

    // Rework on approved lines, later signatures, late slips: the report stays.
    let settled: Vec<usize> = (0..jobs.len()).filter(|n| lines.contains_key(&jobs[*n].number)).collect();
    for n in settled.iter().skip(7).step_by(100) {
        if matches!(jobs[*n].fate, Fate::Plain) {
            rework(&mut pen, &mut jobs[*n], end + 30 * HOUR);
        }
    }
    for (n, job) in jobs.iter_mut().enumerate() {
        if (job.fate == Fate::Disputed || n == late) && job.signed_at.is_none() {
            sign_again(&mut pen, job, end + 40 * HOUR);
        }
    }
    send(&mut world, &jobs, &mut sent);
    assert_eq!(books(&world).books().frozen(march).canonical(), frozen);
    compare(&books(&world), april, &expected_open(&jobs, zone, april, &lines));
    stage("rework and April's signatures", &mut clock);

    // The notice of April: every approved line that isn't disputed, once.
    let mut notice = BTreeMap::new();
    for job in &jobs {
        if lines.contains_key(&job.number) && job.signed_at.is_some() {
            notice.insert(job.number.clone(), job.fen);
        }
    }
    let listed: BTreeMap<_, _> =
        books(&world).books().notice(april).into_iter().map(|line| (line.number, line.amount_fen)).collect();
    assert_eq!(listed, notice);
    world.now = zone.start_of(april.day(10));
    let outcome = step_of(&mut world, FINANCE, april, &MonthCommand::ListNotice).unwrap();
    assert_eq!(outcome.orders, notice.len());
    let outcome = step_of(&mut world, FINANCE, april, &MonthCommand::ListNotice).unwrap();
    assert_eq!(outcome.orders, 0, "nothing twice");
    stage("listed in the notice", &mut clock);

    // Payments in full, in two parts, twice, and not at all; write-off, copies, follow-up.
    world.now = zone.start_of(april.day(20));
    let paid_at = zone.start_of(april.day(18));
    for (n, job) in jobs.iter_mut().enumerate() {
        let settled = notice.contains_key(&job.number);
        let pays: Vec<(String, i64)> = match n % 8 {
            _ if !settled => Vec::new(),
            0 => vec![(format!("R{n}a"), 1_000), (format!("R{n}b"), job.fen - 1_000)],
            1 => vec![(format!("R{n}"), job.fen), (format!("R{n}"), job.fen)],
            2 => vec![(format!("R{n}"), 500)],
            3 => Vec::new(),
            4 if n % 80 == 4 => vec![(format!("R{n}a"), job.fen), (format!("R{n}b"), job.fen)],
            _ => vec![(format!("R{n}"), job.fen)],
        };
        let mut receipts = BTreeMap::new();
        let mut bodies = Vec::new();
        for (receipt, amount_fen) in pays {
            receipts.insert(receipt.clone(), amount_fen);
            let method = PaymentMethod::Transfer;
            bodies.push((
                None,
                Body::PaymentReceived(PaymentReceived { receipt, amount_fen, method, paid_at }),
            ));
        }
        job.paid = receipts.values().sum();
        if !bodies.is_empty() {
            pen.write(job, FINANCE, Role::Finance, paid_at, bodies);
        }
        if job.signed_at.is_some() && job.fate != Fate::CancelledCharged {
            let mut bodies =
                vec![(None, Body::DispatchWrittenOff(DispatchWrittenOff { manager_reason: None }))];
            for copy in [SlipCopy::Owner, SlipCopy::Csc, SlipCopy::Finance] {
                let received_by = "Zhou".to_owned();
                bodies.push((None, Body::CopyDelivered(CopyDelivered { copy, received_by })));
            }
            let follow_up = FollowUp {
                way: FollowUpWay::Phone,
                satisfied: true,
                opinion: None,
                signature: None,
                refused: None,
                cause: None,
            };
            bodies.push((None, Body::FollowUp(follow_up)));
            pen.write(job, DISPATCHER, Role::Dispatcher, paid_at + HOUR, bodies);
        }
    }
    send(&mut world, &jobs, &mut sent);
    stage("payments, copies, follow-ups", &mut clock);
    let accounts: BTreeMap<String, (i64, i64)> = books(&world)
        .accounts
        .iter()
        .map(|account| (account.number.clone(), (account.paid_fen, account.balance_fen())))
        .collect();
    for job in &jobs {
        if notice.contains_key(&job.number) {
            assert_eq!(accounts[&job.number], (job.paid, job.fen - job.paid), "{}", job.number);
        }
    }
    let unpaid: BTreeMap<String, i64> = jobs
        .iter()
        .filter(|job| notice.contains_key(&job.number) && job.paid < job.fen)
        .map(|job| (job.number.clone(), job.fen - job.paid))
        .collect();
    let listed: BTreeMap<_, _> = books(&world)
        .books()
        .notice(april.next())
        .into_iter()
        .map(|line| (line.number, line.amount_fen))
        .collect();
    assert_eq!(listed, unpaid);

    // The archive takes what is settled, and nothing else.
    let mut archived = 0;
    for job in &jobs {
        let twice = job.paid > job.fen;
        let free = matches!(job.fate, Fate::Regular | Fate::Free | Fate::CancelledFree);
        let settled = free || (notice.contains_key(&job.number) && job.paid == job.fen);
        let done = command(&mut world, RECORDS, job.document, &Command::Archive);
        assert_eq!(done.is_ok(), settled && !twice, "{} {:?}: {done:?}", job.number, job.fate);
        archived += usize::from(done.is_ok());
    }
    stage("archived", &mut clock);
    let stored: i64 = world
        .connection
        .query_row("SELECT count(*) FROM board WHERE state = ?1", [OrderState::Archived.as_str()], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(usize::try_from(stored).unwrap(), archived);
    assert!(archived > ORDERS / 3);

    // Whatever happened since: the report is what it was, also when everything is made again from the log.
    assert_eq!(books(&world).books().frozen(march).canonical(), frozen);
    let scratch = feed::rebuild::derive(&world.connection, &world.library, |_| ()).unwrap();
    for (table, difference) in feed::rebuild::compare(&world.connection, &scratch).unwrap() {
        assert!(difference.is_none(), "{table}: {difference:?}");
    }
    let again: Result<_, EngineError> = crate::settlement::accounts(&scratch);
    assert_eq!(again.unwrap(), books(&world).accounts);
    stage("made again from the log", &mut clock);
}

/// What the report of a month that isn't approved holds: slips of approved lines are settled already.
fn expected_open(
    jobs: &[Job],
    zone: Zone,
    month: MonthOf,
    settled: &BTreeMap<String, (i64, i64, PaymentMethod)>,
) -> BTreeMap<String, (i64, i64, PaymentMethod)> {
    let mut lines = expected(jobs, zone, month);
    lines.retain(|number, _| !settled.contains_key(number));
    lines
}
