//! Complaints in the fleet: anybody takes one down, whoever may goes on with it, and everybody sees the same in the end.

use super::rng::Rng;
use super::world::World;
use crate::checker::phone::pending;
use crate::checker::{Books, Violation};
use client_core::device::ComplaintView;
use client_core::domain::command::ComplaintCommand;
use client_core::domain::complaint::ComplaintRecord;
use client_core::domain::entry::Kind;
use client_core::domain::entry::complaint::{
    Attribution, ComplaintChannel, ComplaintClass, ComplaintOutcome, ForwardTo, Handover, NoticeOf,
    RecordField, SpokenTo,
};
use client_core::domain::entry::incident::Department;
use client_core::domain::id::{DocumentId, UserId};
use pollster::block_on;
use std::collections::BTreeMap;

fn words(rng: &mut Rng) -> String {
    format!("words {}", rng.below(1_000))
}

fn record(rng: &mut Rng) -> ComplaintRecord {
    RecordField::ALL.iter().fold(ComplaintRecord::default(), |record, field| {
        let empty = *field == RecordField::Person && rng.chance(200);
        record.with(*field, &if empty { String::new() } else { words(rng) })
    })
}

fn capture(rng: &mut Rng) -> ComplaintCommand {
    ComplaintCommand::CaptureComplaint {
        about_centre: rng.chance(200),
        channel: *rng.pick(ComplaintChannel::ALL),
        handover: *rng.pick(Handover::ALL),
        record: record(rng),
        heard_at: None,
        seems: rng.chance(500).then(|| *rng.pick(ComplaintClass::ALL)),
        ongoing_harm: rng.chance(200),
        measure: rng.chance(300).then(|| words(rng)),
        case_kind: None,
    }
}

/// A command of this kind, with something in it.
fn command(kind: Kind, technicians: &[UserId], rng: &mut Rng) -> Option<ComplaintCommand> {
    let class = *rng.pick(ComplaintClass::ALL);
    let said = Some(words(rng));
    Some(match kind {
        Kind::ComplaintRecorded => ComplaintCommand::RecordComplaint {
            record: record(rng),
            unknown: BTreeMap::from([(RecordField::Person, words(rng))]),
        },
        Kind::ComplaintAccepted => ComplaintCommand::AcceptComplaint { received_at: None, case_kind: None },
        Kind::ComplaintClassified => ComplaintCommand::ClassifyComplaint { class, asked_for: None },
        Kind::ComplaintClassLowered => {
            ComplaintCommand::LowerClass { class: ComplaintClass::Minor, asked_for: None, reason: words(rng) }
        }
        Kind::ComplaintAttributed => ComplaintCommand::AttributeComplaint {
            attribution: *rng.pick(Attribution::ALL),
            departments: vec![*rng.pick(Department::ALL), *rng.pick(Department::ALL)],
        },
        Kind::ComplaintAssigned => ComplaintCommand::AssignComplaint {
            department: Some(*rng.pick(Department::ALL)),
            person: (rng.chance(500) && !technicians.is_empty()).then(|| *rng.pick(technicians)),
            case_kind: None,
        },
        Kind::ImmediateMeasureTaken => ComplaintCommand::MeetHarm { what: words(rng) },
        Kind::SupervisorCalled => ComplaintCommand::CallSupervisor { place: words(rng), reason: words(rng) },
        Kind::ComplainantContacted => {
            ComplaintCommand::ContactComplainant { way: *rng.pick(SpokenTo::ALL), words: words(rng) }
        }
        Kind::HandlingReported => ComplaintCommand::ReportHandling { words: words(rng) },
        Kind::RemedyPlanned => ComplaintCommand::PlanRemedy {
            plan: words(rng),
            cost: i64::from(u32::try_from(rng.below(100_000)).unwrap_or(0)),
            told: words(rng),
            superior: words(rng),
        },
        Kind::ComplaintForwarded => {
            ComplaintCommand::ForwardComplaint { to: *rng.pick(ForwardTo::ALL), who: words(rng) }
        }
        Kind::ComplaintAnswered => ComplaintCommand::AnswerComplaint { answer: words(rng) },
        Kind::ComplainantNotified => ComplaintCommand::NotifyComplainant {
            of: *rng.pick(NoticeOf::ALL),
            way: *rng.pick(SpokenTo::ALL),
            words: None,
        },
        Kind::ComplaintResolved => ComplaintCommand::ResolveComplaint {
            outcome: *rng.pick(ComplaintOutcome::ALL),
            cause: words(rng),
            course: words(rng),
            result: words(rng),
            apology: said.clone(),
            agreed: said.clone(),
            explanation: said.clone(),
            help: said,
        },
        Kind::ComplaintReopened => ComplaintCommand::ReopenComplaint { reason: words(rng) },
        _ => return None,
    })
}

impl World {
    /// A person hears a complaint, or goes on with one that his phone has.
    pub(super) fn complaint(&mut self, phone: usize) -> Result<(), Violation> {
        let now = self.now;
        let rows = block_on(self.phones[phone].device(now).complaints())
            .map_err(|error| Violation::new("a list can always be read", error.to_string()))?;
        if rows.is_empty() || self.rng.chance(300) {
            let heard = capture(&mut self.rng);
            self.execute_complaint(phone, None, heard)?;
            return Ok(());
        }
        let id = self.rng.pick(&rows).id;
        for _ in 0..=self.rng.below(3) {
            let Some(view) = self.shown_complaint(phone, id)? else { return Ok(()) };
            let next = self.phones[phone].device(now).complaint_next(&view.complaint);
            let open: Vec<Kind> =
                next.commands.iter().filter(|one| one.refused.is_none()).map(|one| one.action).collect();
            if open.is_empty() {
                return Ok(());
            }
            let kind = *self.rng.pick(&open);
            let Some(command) = command(kind, &self.cast.technicians, &mut self.rng) else { continue };
            self.execute_complaint(phone, Some(id), command)?;
            if !self.phones[phone].runs() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn shown_complaint(&mut self, phone: usize, id: DocumentId) -> Result<Option<ComplaintView>, Violation> {
        let now = self.now;
        block_on(self.phones[phone].device(now).complaint(id))
            .map_err(|error| Violation::new("a page can always be read", error.to_string()))
    }

    fn execute_complaint(
        &mut self,
        phone: usize,
        complaint: Option<DocumentId>,
        command: ComplaintCommand,
    ) -> Result<(), Violation> {
        let now = self.now;
        let words = format!("{command:?}");
        let before = pending(&self.phones[phone].store.memory());
        match block_on(self.phones[phone].device(now).execute_complaint(complaint, command)) {
            Ok(view) => {
                self.summary.count("commands");
                self.summary.count("complaint commands");
                self.say(format!("phone {phone}: {words} on {}", view.complaint.id));
                let shown: Vec<[u8; 16]> = view.pending.iter().map(|id| *id.as_bytes()).collect();
                let disk = pending(&self.phones[phone].store.memory());
                self.books.shown_saved(phone, now, *view.complaint.id.as_bytes(), &shown, &disk)
            }
            Err(error) => self.not_saved(phone, &words, error, &before),
        }
    }

    /// Equal sets give equal canonical bytes of complaints, and the server's row says the same.
    pub(super) fn same_complaints(&mut self, phone: usize) -> Result<(), Violation> {
        if self.may_hold_more() {
            return Ok(());
        }
        let now = self.now;
        let rows = block_on(self.phones[phone].device(now).complaints()).expect("the list can be read");
        for row in rows {
            let Some(view) = self.shown_complaint(phone, row.id)? else {
                let detail = format!("phone {phone} can't show {}", row.id);
                return Err(Violation::new("a list shows what is there", detail));
            };
            let Some(other) = self.server.complaint(row.id) else { continue };
            let text = view.complaint.canonical_json();
            self.trace.mix(text.as_bytes());
            Books::check_equal(row.id.as_bytes(), &format!("phone {phone}"), &text, &other)?;
        }
        Ok(())
    }
}
