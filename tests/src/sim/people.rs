//! What people do: a command that fits what they see, and now and then one that doesn't.

use super::checklist::{next_step, photo};
use super::rng::Rng;
use client_core::domain::command::{Command, QuoteRequest, Registration};
use client_core::domain::entry::cases::{DamageKind, EscalationOutcome};
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::desk::{Desk, SlipCopy};
use client_core::domain::entry::office::{CancelledBy, Channel, Choice, ServiceKind};
use client_core::domain::id::UserId;
use client_core::domain::order::{Charge, Claim, Conflict, Order, OrderState, Visit};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;

const HOUR: i64 = 3_600_000;

/// A registration as a desk takes it.
pub fn registration(library: &Library, number: u32, now: i64, rng: &mut Rng) -> Registration {
    let classes: Vec<&str> = library.iter().map(|procedure| procedure.id.as_str()).collect();
    // A business service is passed on, and nobody works on it any more.
    let kinds = [
        ServiceKind::Special,
        ServiceKind::Special,
        ServiceKind::Special,
        ServiceKind::Special,
        ServiceKind::Special,
        ServiceKind::Regular,
        ServiceKind::Regular,
        ServiceKind::Business,
    ];
    Registration {
        customer_name: format!("Customer {number}"),
        unit_no: format!("{}-{}", 1 + rng.below(9), 101 + rng.below(900)),
        contact: format!("138{:08}", rng.below(100_000_000)),
        department: None,
        content: "It doesn't work any more".to_owned(),
        appointment_at: now + HOUR,
        received_at: now,
        channel: *rng.pick(&[Channel::Phone, Channel::Letter, Channel::Visit]),
        service_kind: *rng.pick(&kinds),
        service_class: (*rng.pick(&classes)).to_owned(),
        urgency: client_core::domain::entry::office::Urgency::Normal,
    }
}

/// What somebody of the office does with an order; `None` when he leaves it.
pub fn office(order: &Order, role: Role, technicians: &[UserId], now: i64, rng: &mut Rng) -> Option<Command> {
    if matches!(role, Role::CscManager | Role::OfficeHead)
        && let Some(command) = answer(order, rng)
    {
        return Some(command);
    }
    if let Some(command) = settle(order, rng) {
        return Some(command);
    }
    if rng.chance(60) {
        return Some(Command::Note { text: format!("Note {}", rng.below(1000)) });
    }
    if rng.chance(25) && finished(order.state) {
        return Some(Command::RequestRework { words: "the customer called: it is broken again".to_owned() });
    }
    if matches!(role, Role::CscManager | Role::OfficeHead) {
        let reason = rng.chance(500).then(|| "agreed by telephone".to_owned());
        return match order.state {
            OrderState::Signed | OrderState::Inspection | OrderState::Escalated if rng.chance(300) => {
                Some(Command::WriteOff { manager_reason: reason })
            }
            _ if rng.chance(20) => Some(cancel(CancelledBy::Office)),
            _ => None,
        };
    }
    if let Some(command) = times(order, now, rng) {
        return Some(command);
    }
    if let Some(command) = counter(order, role, now, rng) {
        return Some(command);
    }
    desk(order, technicians, rng)
}

/// What the desks do beside bringing an order on: replies, batches, copies, what comes back, what was declined.
fn counter(order: &Order, role: Role, now: i64, rng: &mut Rng) -> Option<Command> {
    let day = ["2026-03-02", "2026-03-03"];
    match order.state {
        OrderState::Requested | OrderState::Accepted | OrderState::Dispatched
            if order.desk.replies.is_empty() && rng.chance(250) =>
        {
            Some(Command::ReplyCustomer { said: "somebody comes".to_owned(), replied_at: None })
        }
        OrderState::Signed | OrderState::WrittenOff if rng.chance(120) => {
            Some(Command::DeliverCopy { copy: *rng.pick(SlipCopy::ALL), received_by: "the owner".to_owned() })
        }
        OrderState::Signed if rng.chance(120) => {
            Some(Command::ReturnSlip { return_place: *rng.pick(Desk::ALL) })
        }
        OrderState::Declined if rng.chance(60) => {
            Some(Command::TellDemand { said: "we offer it now".to_owned() })
        }
        OrderState::Accepted if rng.chance(60) => {
            let technician = order.assignments.first().map(|assignment| assignment.technician)?;
            Some(Command::AgreeContentTime { technician, appointment_at: Some(now + HOUR) })
        }
        _ if order.slip.is_some() && rng.chance(30) => {
            let day = (*rng.pick(&day)).to_owned();
            Some(if role == Role::FrontDesk {
                Command::HandDeskBatch { day }
            } else {
                Command::TakeDeskBatch {
                    day: order.desk.batch.as_ref().map_or(day, |batch| batch.day.clone()),
                }
            })
        }
        _ => None,
    }
}

/// Gives an order to one of these.
pub fn assign(technicians: &[UserId], reason: Option<&str>, rng: &mut Rng) -> Option<Command> {
    (!technicians.is_empty())
        .then(|| Command::Assign { technician: *rng.pick(technicians), reason: reason.map(str::to_owned) })
}

/// What the desk does to bring an order on.
fn desk(order: &Order, technicians: &[UserId], rng: &mut Rng) -> Option<Command> {
    let assign = |rng: &mut Rng, reason| assign(technicians, reason, rng);
    match order.state {
        OrderState::Requested => {
            let accepted = rng.chance(930);
            let explanation = (!accepted).then(|| "not our part of the building".to_owned());
            let asked_for = order.registered.as_ref().map(|r| r.service_kind);
            let special = asked_for == Some(ServiceKind::Special);
            let business = accepted && asked_for == Some(ServiceKind::Business);
            let free = accepted && special && rng.chance(120);
            let free_reason = free.then(|| "covered by the guarantee".to_owned());
            Some(Command::Judge {
                accepted,
                explanation,
                free_reason,
                tried: None,
                warranty_until: None,
                routed_to: business.then(|| "the letting office".to_owned()),
            })
        }
        OrderState::Accepted if order.slip.is_none() => Some(Command::IssueSlip),
        // Some are left for the technicians to take.
        OrderState::Accepted if rng.chance(250) => None,
        OrderState::Accepted => assign(rng, Some("whoever is free")),
        OrderState::CancelOpen => Some(Command::ConfirmCancel),
        OrderState::Signed => Some(Command::WriteOff { manager_reason: None }),
        state if state.is_closed() || state == OrderState::Unknown => None,
        _ if rng.chance(120) => assign(rng, Some("the first one is ill")),
        _ if rng.chance(25) => Some(cancel(CancelledBy::Customer)),
        _ => None,
    }
}

const fn finished(state: OrderState) -> bool {
    matches!(state, OrderState::Inspection | OrderState::Signed | OrderState::WrittenOff)
}

/// A manager's answer to what only managers close.
fn answer(order: &Order, rng: &mut Rng) -> Option<Command> {
    if order.escalation.as_ref().is_some_and(|escalation| escalation.open) && rng.chance(700) {
        let outcome = *rng.pick(EscalationOutcome::ALL);
        return Some(Command::DecideEscalation { outcome, handling: "spoke with the customer".to_owned() });
    }
    let case = order.damages.iter().find(|case| case.settled.is_none())?;
    rng.chance(600).then(|| Command::SettleDamage {
        case: case.origin.entry,
        amount_fen: rng.range(0, 50_000),
        terms: "the customer buys it, we pay".to_owned(),
        agreed: rng.chance(600),
    })
}

/// Calls about the time and about what work waits for.
fn times(order: &Order, now: i64, rng: &mut Rng) -> Option<Command> {
    if order.time_open && rng.chance(600) {
        return Some(confirm_time(now, rng));
    }
    if order.waiting && rng.chance(400) {
        return Some(Command::Resume);
    }
    match rng.below(1000) {
        0..15 => Some(confirm_time(now, rng)),
        15..25 => Some(Command::CannotKeepTime { reason: "nobody is free".to_owned() }),
        25..35 => Some(wait(now, rng)),
        _ => None,
    }
}

fn confirm_time(now: i64, rng: &mut Rng) -> Command {
    Command::ConfirmAppointment {
        appointment_at: now + rng.range(1, 48) * HOUR,
        confirmed_by: "the owner".to_owned(),
    }
}

fn wait(now: i64, rng: &mut Rng) -> Command {
    Command::Wait {
        waiting_for: *rng.pick(WaitingFor::ALL),
        detail: rng.chance(500).then(|| "from the supplier".to_owned()),
        until: rng.chance(500).then(|| now + rng.range(1, 72) * HOUR),
    }
}

fn cancel(cancelled_by: CancelledBy) -> Command {
    Command::RequestCancel { cancelled_by, reason: "no longer wanted".to_owned() }
}

/// Settles an open conflict or reviews a claim.
fn settle(order: &Order, rng: &mut Rng) -> Option<Command> {
    let reason = "after a telephone call".to_owned();
    let mine = |claim: &&Claim| claim.reviewed.is_none() && claim.audience().contains(&Role::Dispatcher);
    if let Some(claim) = order.claims.iter().find(mine)
        && rng.chance(500)
    {
        let choice = if rng.chance(850) { Choice::Confirm } else { Choice::Reject };
        return Some(Command::Decide { conflict: format!("CLAIM:{}", claim.entry), choice, reason });
    }
    if rng.chance(500) {
        return None;
    }
    decide(order, rng)
}

/// Somebody's word on one of an order's open questions.
pub fn decide(order: &Order, rng: &mut Rng) -> Option<Command> {
    let open: Vec<&Conflict> = order.open_conflicts().collect();
    if open.is_empty() {
        return None;
    }
    let conflict = *rng.pick(&open);
    let side = rng.pick(&conflict.sides).origin.entry;
    let choices = [Choice::Confirm, Choice::Continue, Choice::CancelWithoutCharge, Choice::Entry(side)];
    let reason = "after a telephone call".to_owned();
    Some(Command::Decide { conflict: conflict.id.clone(), choice: rng.pick(&choices).clone(), reason })
}

/// What a technician does with an order; `None` when he leaves it.
pub fn technician(
    order: &Order,
    user: UserId,
    library: &Library,
    now: i64,
    rng: &mut Rng,
) -> Option<Command> {
    if rng.chance(40) {
        return Some(match rng.below(8) {
            0 => cancel(CancelledBy::Customer),
            1..=3 => Command::AddPhoto { photo: photo(rng) },
            _ => Command::Note { text: format!("Note {}", rng.below(1000)) },
        });
    }
    if order.desk.in_pool {
        return rng.chance(250).then_some(Command::TakeFromPool);
    }
    if matches!(order.state, OrderState::Dispatched | OrderState::Received) && rng.chance(30) {
        return Some(Command::ReturnAssignment {
            reason: "another job takes longer".to_owned(),
            proposed: None,
        });
    }
    let visit = order.visits.iter().find(|visit| visit.technician == user);
    let Some(visit) = visit.filter(|visit| visit.received.is_some()) else {
        return Some(Command::Receive { received_at: None });
    };
    if !visit.on_site {
        return Some(on_the_way(order, visit, now, rng));
    }
    if let Some(command) = interruption(order, now, rng) {
        return Some(command);
    }
    if order.findings.is_empty() {
        return Some(Command::Finding {
            content: "A part is worn out".to_owned(),
            materials: vec!["starter".to_owned()],
            tools: vec!["ladder".to_owned()],
        });
    }
    if order.charge == Some(Charge::Paid)
        && let Some(command) = price(order, library, rng)
    {
        return Some(command);
    }
    if order.state == OrderState::Inspection {
        let happy = order.inspections.last().is_some_and(|inspection| inspection.passed);
        return Some(if happy {
            Command::Sign { strokes: "M10 10 L200 40 L30 90".to_owned(), image: None }
        } else {
            let passed = rng.chance(800);
            Command::Inspect { passed, words: (!passed).then(|| "it still hums".to_owned()) }
        });
    }
    let list = order.checklist.as_ref()?;
    if list.passed {
        return Some(Command::FinishWork);
    }
    if rng.chance(8) {
        return Some(Command::NotRepaired { reason: "no part of this make".to_owned() });
    }
    next_step(list, library, rng)
}

/// Before the visit, and between two of them.
fn on_the_way(order: &Order, visit: &Visit, now: i64, rng: &mut Rng) -> Command {
    if order.waiting && rng.chance(400) {
        return Command::Resume;
    }
    if order.time_open && rng.chance(400) {
        return confirm_time(now, rng);
    }
    match rng.below(100) {
        0..4 => Command::CannotKeepTime { reason: "the other job takes longer".to_owned() },
        4..6 => confirm_time(now, rng),
        6..8 => wait(now, rng),
        8..20 if visit.tools.is_empty() => Command::CheckTools { tools: vec!["multimeter".to_owned()] },
        _ => Command::Arrive,
    }
}

/// What gets in the way on site.
fn interruption(order: &Order, now: i64, rng: &mut Rng) -> Option<Command> {
    Some(match rng.below(1000) {
        0..12 => Command::LeaveSite { reason: "fetches a part".to_owned() },
        12..18 => Command::CustomerAbsent { tried: "rang the bell, called".to_owned() },
        18..26 => wait(now, rng),
        26..36 => {
            let damage = *rng.pick(DamageKind::ALL);
            let photos = if rng.chance(850) { vec![photo(rng)] } else { Vec::new() };
            Command::ReportDamage { damage, description: "a tile broke".to_owned(), photos }
        }
        36..42 => Command::OpenEscalation { words: "he wants the manager".to_owned() },
        42..50 if finished(order.state) => Command::RequestRework { words: "once more, please".to_owned() },
        _ => return None,
    })
}

/// The next step towards an agreed price; `None` when there is one.
fn price(order: &Order, library: &Library, rng: &mut Rng) -> Option<Command> {
    let offered = order.quotes.last().map(|quote| quote.origin.entry);
    let refused = order.refusals.iter().any(|refusal| Some(refusal.quote) == offered);
    if offered.is_none() || refused || rng.chance(20) {
        let class = order.slip.as_ref().map_or("LMP", |slip| slip.service_class.as_str());
        let materials = library.newest(class).map(|procedure| procedure.materials.as_slice());
        let mut lines = vec![QuoteRequest { item: labour(class), quantity: 1 }];
        if let Some(materials) = materials.filter(|all| !all.is_empty() && rng.chance(700)) {
            lines.push(QuoteRequest { item: rng.pick(materials).item.clone(), quantity: 1 });
        }
        return Some(Command::Quote { lines });
    }
    if rng.chance(if order.consents.is_empty() { 150 } else { 5 }) {
        return Some(Command::RefusePrice { quote: None, reason: "too dear".to_owned() });
    }
    order.consents.is_empty().then(|| Command::ConfirmPrice {
        quote: None,
        confirmed_by: "the owner".to_owned(),
        strokes: rng.chance(300).then(|| "M10 10 L90 90".to_owned()),
    })
}

/// Code of the labour of a class in the fee standard.
pub fn labour(class: &str) -> String {
    format!("{}_repair", class.to_lowercase())
}

/// The command's name.
pub const fn name(command: &Command) -> &'static str {
    match command {
        Command::Register(_) => "Register",
        Command::Judge { .. } => "Judge",
        Command::IssueSlip => "IssueSlip",
        Command::Assign { .. } => "Assign",
        Command::Receive { .. } => "Receive",
        Command::Arrive => "Arrive",
        Command::Finding { .. } => "Finding",
        Command::Quote { .. } => "Quote",
        Command::ConfirmPrice { .. } => "ConfirmPrice",
        Command::RefusePrice { .. } => "RefusePrice",
        Command::SetGate { .. } => "SetGate",
        Command::WithdrawGate { .. } => "WithdrawGate",
        Command::RecordStep { .. } => "RecordStep",
        Command::ReplacePart { .. } => "ReplacePart",
        Command::FinishWork => "FinishWork",
        Command::NotRepaired { .. } => "NotRepaired",
        Command::Inspect { .. } => "Inspect",
        Command::Sign { .. } => "Sign",
        Command::RequestRework { .. } => "RequestRework",
        Command::OpenEscalation { .. } => "OpenEscalation",
        Command::DecideEscalation { .. } => "DecideEscalation",
        Command::ReportDamage { .. } => "ReportDamage",
        Command::SettleDamage { .. } => "SettleDamage",
        Command::CannotKeepTime { .. } => "CannotKeepTime",
        Command::ConfirmAppointment { .. } => "ConfirmAppointment",
        Command::CheckTools { .. } => "CheckTools",
        Command::LeaveSite { .. } => "LeaveSite",
        Command::CustomerAbsent { .. } => "CustomerAbsent",
        Command::Wait { .. } => "Wait",
        Command::Resume => "Resume",
        Command::RequestCancel { .. } => "RequestCancel",
        Command::ConfirmCancel => "ConfirmCancel",
        Command::WriteOff { .. } => "WriteOff",
        Command::Note { .. } => "Note",
        Command::AddPhoto { .. } => "AddPhoto",
        Command::Decide { .. } => "Decide",
        Command::NeedMaterial { .. } => "NeedMaterial",
        Command::AnswerNeed { .. } => "AnswerNeed",
        Command::IssueMaterial { .. } => "IssueMaterial",
        Command::ReceiveMaterial { .. } => "ReceiveMaterial",
        Command::ReturnMaterial { .. } => "ReturnMaterial",
        Command::UseMaterial { .. } => "UseMaterial",
        Command::LendTool { .. } => "LendTool",
        Command::ReturnTool { .. } => "ReturnTool",
        Command::HandOverTool { .. } => "HandOverTool",
        Command::ReportLost { .. } => "ReportLost",
        Command::WriteOffStore => "WriteOffStore",
        Command::AgreeContentTime { .. } => "AgreeContentTime",
        Command::ReplyCustomer { .. } => "ReplyCustomer",
        Command::TakeFromPool => "TakeFromPool",
        Command::ReturnAssignment { .. } => "ReturnAssignment",
        Command::ReturnSlip { .. } => "ReturnSlip",
        Command::HandDeskBatch { .. } => "HandDeskBatch",
        Command::TakeDeskBatch { .. } => "TakeDeskBatch",
        Command::DeliverCopy { .. } => "DeliverCopy",
        Command::TellDemand { .. } => "TellDemand",
        Command::Archive => "Archive",
        Command::ClassifyRepair { .. } => "ClassifyRepair",
        Command::TestLeak { .. } => "TestLeak",
        Command::AssignFollowUp { .. } => "AssignFollowUp",
        Command::FollowUp { .. } => "FollowUp",
        Command::OpenCorrective { .. } => "OpenCorrective",
        Command::CloseCorrective { .. } => "CloseCorrective",
        Command::SpotCheck { .. } => "SpotCheck",
        Command::RegisterByMethod { .. } => "RegisterByMethod",
        Command::ReportLine { .. } => "ReportLine",
        Command::ApproveLine { .. } => "ApproveLine",
        Command::ListInNotice { .. } => "ListInNotice",
        Command::ReceivePayment { .. } => "ReceivePayment",
        Command::Adjust { .. } => "Adjust",
        Command::AnswerAdjustment { .. } => "AnswerAdjustment",
        Command::WaiveCharge { .. } => "WaiveCharge",
    }
}
