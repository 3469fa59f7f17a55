//! The generator: 2,000 orders as journals of the people who write them.

use super::site::*;
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::decide::Random as _;
use client_core::domain::entry::finance::{PaymentMethod, RegisteredByMethod};
use client_core::domain::entry::office::{
    Assigned, CancelConfirmed, CancelRequested, CancelledBy, Channel, Choice, Decision, Judged,
    RequestRegistered, ServiceKind, SlipIssued,
};
use client_core::domain::entry::site::{
    Arrived, CustomerSigned, Finding, InspectionResult, NotRepaired, PriceConfirmed, PriceItemKind,
    QuoteLine, Quoted, SlipReceived, WorkFinished,
};
use client_core::domain::entry::work::{GateSet, GateWithdrawn, RecordValue, StepResult};
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{ActorId, BlobDigest, CommandId, DocumentId, EntryId};
use client_core::domain::order::{Shown, price_digest};
use client_core::domain::policy::Role;
use client_core::protocol::{Outcome, Run};
use client_core::replica::Replica;
use std::collections::BTreeMap;
use undercroft_server::sync::HashRandom;

/// What becomes of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
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
pub struct Job {
    pub number: String,
    pub fate: Fate,
    /// First signature, or the decision that ended it.
    pub at: i64,
    pub fen: i64,
    pub method: PaymentMethod,
    pub document: DocumentId,
    pub replica: Replica,
    /// Signature that counts now, as the generator knows.
    pub signed_at: Option<i64>,
    pub items: Vec<EntryId>,
    pub lines: Vec<QuoteLine>,
    pub paid: i64,
}

/// Writes entries of people past their phones, as journals.
pub struct Pen {
    pub random: HashRandom,
    /// The technician's clock was never measured, and is ahead by so much.
    pub ahead: Option<i64>,
}

impl Pen {
    pub fn id(&mut self, at: i64) -> EntryId {
        EntryId::new(at, ten(self.random.bytes()))
    }

    /// One change of a person in an order. Gives the ids of its entries.
    pub fn write(
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

    pub fn write_as(
        &mut self,
        job: &mut Job,
        n: u8,
        role: Role,
        at: i64,
        ids: &[EntryId],
        bodies: Vec<(Option<u32>, Body)>,
    ) {
        let command = CommandRef { id: CommandId::new(at, ten(self.random.bytes())), documents: 1 };
        let by = By { user: user(n), role, device: device(n) };
        let at = match self.ahead.filter(|_| role == Role::Technician) {
            Some(ahead) => At { wall: at + ahead, offset: None, boot: None, seen: None },
            None => At::known(at),
        };
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

pub fn fate(n: usize) -> Fate {
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

pub fn step(step: &str, values: &[(&str, RecordValue)]) -> Body {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Body::StepResult(StepResult { checklist: "LMP".into(), step: step.into(), values, photos: Vec::new() })
}

/// The lamp's checklist, the end of work and the customer's trial.
pub fn work(round: u32) -> Vec<(Option<u32>, Body)> {
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

pub fn signature(job: &Job, round: u32) -> Body {
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
pub fn dispatch(pen: &mut Pen, job: &mut Job) {
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
        urgency: client_core::domain::entry::office::Urgency::Normal,
    };
    let free_reason = (job.fate == Fate::Free).then(|| "under warranty".to_owned());
    let judged = Judged {
        accepted: true,
        price_list_version: 3,
        explanation: None,
        free_reason,
        tried: None,
        warranty: None,
        routed_to: None,
    };
    let slip = SlipIssued { number: job.number.clone(), service_class: "LMP".into(), procedure_version: 1 };
    let bodies = vec![
        (None, Body::RequestRegistered(registered)),
        (None, Body::Judged(judged)),
        (None, Body::SlipIssued(slip)),
        (None, Body::Assigned(Assigned { technician: user(TECHNICIAN), reason: None })),
    ];
    let ids = pen.write(job, DISPATCHER, Role::Dispatcher, at, bodies);
    job.items = vec![ids[2]];
}

/// From the slip to the first signature, or to "not repaired".
pub fn visit(pen: &mut Pen, job: &mut Job) {
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
        pen.write_as(job, TECHNICIAN, Role::Technician, job.at - HOUR, &ids, bodies);
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
    pen.write_as(job, TECHNICIAN, Role::Technician, job.at - HOUR, &ids, bodies);
    let signed = signature(job, 1);
    pen.write(job, TECHNICIAN, Role::Technician, job.at, vec![(Some(1), signed)]);
    job.signed_at = Some(job.at);
}

pub fn rework(pen: &mut Pen, job: &mut Job, at: i64) {
    let words = BlobDigest::from_bytes([3; 32]);
    let wish = client_core::domain::entry::cases::ReworkRequested { words };
    pen.write(job, DISPATCHER, Role::Dispatcher, at, vec![(Some(1), Body::ReworkRequested(wish))]);
    job.signed_at = None;
}

pub fn sign_again(pen: &mut Pen, job: &mut Job, at: i64) {
    pen.write(job, TECHNICIAN, Role::Technician, at - HOUR, work(2));
    let signed = signature(job, 2);
    pen.write(job, TECHNICIAN, Role::Technician, at, vec![(Some(2), signed)]);
    job.signed_at = Some(at);
}

pub fn generate(pen: &mut Pen, zone: Zone, march: MonthOf) -> Vec<Job> {
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

/// Sends what each person wrote since the last time, in requests of [`BATCH`] orders, in the order of writing: what one
/// person wrote in a row goes up at once, as from a phone.
pub fn send(world: &mut World, jobs: &[Job], sent: &mut BTreeMap<DocumentId, usize>) {
    let mut turns: Vec<BTreeMap<u8, Vec<Run>>> = Vec::new();
    for job in jobs {
        // Rows in causal order: nobody here writes beside somebody else.
        let mut rows: Vec<_> = job.replica.rows().map(|(row, built)| (built.max_op, row)).collect();
        rows.sort_by_key(|(op, _)| *op);
        let done = sent.insert(job.document, rows.len()).unwrap_or(0);
        let rows: Vec<_> = rows.into_iter().skip(done).map(|(_, row)| row).collect();
        for (turn, own) in rows.chunk_by(|a, b| a.actor == b.actor).enumerate() {
            if turns.len() <= turn {
                turns.push(BTreeMap::new());
            }
            let author = own[0].actor.as_bytes()[0];
            turns[turn].entry(author).or_default().push(run_of(&job.replica, own));
        }
    }
    for (author, runs) in turns.into_iter().flatten() {
        let mut runs = runs.into_iter().peekable();
        while runs.peek().is_some() {
            let batch: Vec<Run> = runs.by_ref().take(BATCH).collect();
            for outcome in world.push(author, batch) {
                assert_eq!(outcome, Outcome::Accepted);
            }
        }
    }
}
