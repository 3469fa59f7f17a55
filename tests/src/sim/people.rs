//! What people do: a command that fits what they see, and now and then one that doesn't.

use super::checklist::{next_step, photo};
use super::rng::Rng;
use client_core::domain::command::{Command, QuoteRequest, Registration};
use client_core::domain::entry::office::{CancelledBy, Channel, Choice, ServiceKind};
use client_core::domain::id::UserId;
use client_core::domain::order::{Order, OrderState};
use client_core::domain::photo::PhotoInput;
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;

/// A registration as a desk takes it.
pub fn registration(library: &Library, number: u32, now: i64, rng: &mut Rng) -> Registration {
    let classes: Vec<&str> = library.iter().map(|procedure| procedure.id.as_str()).collect();
    let kinds = [ServiceKind::Special, ServiceKind::Special, ServiceKind::Regular, ServiceKind::Business];
    Registration {
        customer_name: format!("Customer {number}"),
        unit_no: format!("{}-{}", 1 + rng.below(9), 101 + rng.below(900)),
        contact: format!("138{:08}", rng.below(100_000_000)),
        content: "The light in the hall stays dark".to_owned(),
        appointment_at: now + 3_600_000,
        received_at: now,
        channel: *rng.pick(&[Channel::Phone, Channel::Letter, Channel::Visit]),
        service_kind: *rng.pick(&kinds),
        service_class: (*rng.pick(&classes)).to_owned(),
    }
}

/// What somebody of the office does with an order; `None` when he leaves it.
pub fn office(order: &Order, role: Role, technicians: &[UserId], rng: &mut Rng) -> Option<Command> {
    if let Some(command) = settle(order, rng) {
        return Some(command);
    }
    if rng.chance(60) {
        return Some(Command::Note { text: format!("Note {}", rng.below(1000)) });
    }
    if matches!(role, Role::CscManager | Role::OfficeHead) {
        let reason = rng.chance(500).then(|| "agreed by telephone".to_owned());
        return match order.state {
            OrderState::Signed | OrderState::Inspection | OrderState::Escalated if rng.chance(500) => {
                Some(Command::WriteOff { manager_reason: reason })
            }
            _ if rng.chance(20) => Some(cancel(CancelledBy::Office)),
            _ => None,
        };
    }
    let assign = |rng: &mut Rng, reason: Option<&str>| {
        (!technicians.is_empty()).then(|| Command::Assign {
            technician: *rng.pick(technicians),
            reason: reason.map(str::to_owned),
        })
    };
    match order.state {
        OrderState::Requested => {
            let accepted = rng.chance(930);
            let explanation = (!accepted).then(|| "not our part of the building".to_owned());
            Some(Command::Judge { accepted, explanation, free_reason: None })
        }
        OrderState::Accepted if order.slip.is_none() => Some(Command::IssueSlip),
        OrderState::Accepted => assign(rng, None),
        OrderState::CancelOpen => Some(Command::ConfirmCancel),
        OrderState::Signed => Some(Command::WriteOff { manager_reason: None }),
        OrderState::Declined | OrderState::WrittenOff | OrderState::Cancelled | OrderState::Unknown => None,
        _ if rng.chance(150) => assign(rng, Some("the first one is ill")),
        _ if rng.chance(25) => Some(cancel(CancelledBy::Customer)),
        _ => None,
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
        return Some(Command::Decide {
            conflict: format!("CLAIM:{}", claim.entry),
            choice: Choice::Confirm,
            reason,
        });
    }
    let conflict = order.open_conflicts().next()?;
    if rng.chance(500) {
        return None;
    }
    let side = rng.pick(&conflict.sides).origin.entry;
    let choices = [Choice::Confirm, Choice::Continue, Choice::CancelWithoutCharge, Choice::Entry(side)];
    Some(Command::Decide { conflict: conflict.id.clone(), choice: rng.pick(&choices).clone(), reason })
}

/// What a technician does with an order; `None` when he leaves it.
pub fn technician(order: &Order, user: UserId, library: &Library, rng: &mut Rng) -> Option<Command> {
    if rng.chance(40) {
        return Some(match rng.below(8) {
            0 => cancel(CancelledBy::Customer),
            1..=3 => Command::AddPhoto { photo: PhotoInput::taken_now(photo(rng)) },
            _ => Command::Note { text: format!("Note {}", rng.below(1000)) },
        });
    }
    let visit = order.visits.iter().find(|visit| visit.technician == user);
    if visit.is_none_or(|visit| visit.received.is_none()) {
        return Some(Command::Receive { received_at: None });
    }
    if visit.is_some_and(|visit| visit.arrivals.is_empty()) {
        return Some(Command::Arrive);
    }
    if order.findings.is_empty() {
        return Some(Command::Finding {
            content: "The starter is worn out".to_owned(),
            materials: vec!["starter".to_owned()],
            tools: vec!["ladder".to_owned()],
        });
    }
    let paid = order.registered.as_ref().is_some_and(|r| r.service_kind == ServiceKind::Special);
    if paid && (order.quotes.is_empty() || rng.chance(30)) {
        let lines =
            ["lamp_repair", "starter"].map(|item| QuoteRequest { item: item.to_owned(), quantity: 1 });
        return Some(Command::Quote { lines: lines.to_vec() });
    }
    if paid && order.consents.is_empty() {
        return Some(Command::ConfirmPrice {
            quote: None,
            confirmed_by: "the owner".to_owned(),
            strokes: None,
        });
    }
    if order.state == OrderState::Inspection {
        let happy = order.inspections.last().is_some_and(|inspection| inspection.passed);
        return Some(if happy {
            Command::Sign { strokes: "M10 10 L200 40 L30 90".to_owned(), image: None }
        } else {
            let passed = rng.chance(850);
            Command::Inspect { passed, words: (!passed).then(|| "it still hums".to_owned()) }
        });
    }
    let list = order.checklist.as_ref()?;
    if list.passed {
        return Some(Command::FinishWork);
    }
    if rng.chance(15) {
        return Some(Command::NotRepaired { reason: "no part of this make".to_owned() });
    }
    next_step(list, library, rng)
}
