//! What a complaint is: a pure fold of its document.

use super::case::is_case_code;
use super::state::{
    Acceptance, Attributed, Capture, Classification, Complaint, ComplaintAssignment, ComplaintState, Contact,
    Forwarded, Notified, RecordVersion, RemedyPlan, Resolution, SupervisorCall,
};
use crate::domain::entry::complaint::{
    Attribution, ComplaintClass, ComplaintOutcome, ComplaintResolved, NoticeOf,
};
use crate::domain::entry::{Body, DocumentKind, Kind};
use crate::domain::incident::{LinkedOrder, Said, Standing};
use crate::domain::journal::Journal;
use crate::domain::order::Origin;
use crate::domain::reading::Reading;
use std::collections::BTreeMap;

const ACCEPTED_ALREADY: &str = "accepted_already";

/// The complaint that follows from its document; `None` when the document is none, or nobody has captured anything in it.
pub fn fold_complaint(journal: &Journal) -> Option<Complaint> {
    if !journal.kind.is_complaint() {
        return None;
    }
    let mut fold = Fold::new(journal);
    let first = *fold.captures.first()?;
    let Body::ComplaintCaptured(data) = &journal.entries()[first].entry.body else { return None };
    let origin = fold.read.origin(first);
    let mut complaint = Complaint {
        id: journal.document,
        about_centre: journal.kind == DocumentKind::CentreComplaint,
        state: ComplaintState::Captured,
        capture: Capture {
            origin,
            channel: data.channel,
            handover: data.handover,
            heard_at: journal.told(first, data.heard_at),
            seems: data.seems,
            ongoing_harm: data.ongoing_harm,
            measure: data.measure.clone(),
            case_kind: data.case_kind.clone().filter(|code| is_case_code(code)),
        },
        records: vec![RecordVersion {
            origin,
            record: data.record,
            given: data.given.clone(),
            unknown: Vec::new(),
        }],
        accepted: None,
        class: None,
        asked_for: None,
        classifications: Vec::new(),
        attributions: Vec::new(),
        assignments: Vec::new(),
        conflict: Vec::new(),
        measures: Vec::new(),
        supervisor_calls: Vec::new(),
        contacts: Vec::new(),
        handling: Vec::new(),
        plans: Vec::new(),
        forwarded: Vec::new(),
        answers: Vec::new(),
        notices: Vec::new(),
        resolutions: Vec::new(),
        reopened: Vec::new(),
        orders: Vec::new(),
        not_accepted: Vec::new(),
        newer: Vec::new(),
    };
    for i in 0..journal.entries().len() {
        fold.take(i, &mut complaint);
    }
    fold.classify(&mut complaint);
    fold.assign(&mut complaint);
    fold.close(&mut complaint);
    complaint.state = state(&complaint);
    complaint.not_accepted = fold.read.not_accepted();
    Some(complaint)
}

fn state(complaint: &Complaint) -> ComplaintState {
    if complaint.resolution().is_some() {
        let told = complaint.notices.iter().any(|notice| notice.of == NoticeOf::Result && notice.stands);
        if told { ComplaintState::Closed } else { ComplaintState::Resolved }
    } else if complaint.accepted.is_none() {
        ComplaintState::Captured
    } else if complaint.class.is_none() || complaint.assignment().is_none() {
        ComplaintState::Accepted
    } else {
        ComplaintState::Assigned
    }
}

struct Fold<'a> {
    read: Reading<'a>,
    captures: Vec<usize>,
    /// Places of entries that count so far, by what they are.
    records: Vec<usize>,
    acceptances: Vec<usize>,
    measures: Vec<usize>,
    classes: Vec<usize>,
    attributions: Vec<usize>,
    assignments: Vec<usize>,
    resolutions: Vec<usize>,
    reopenings: Vec<usize>,
    notices: Vec<usize>,
}

impl<'a> Fold<'a> {
    fn new(journal: &'a Journal) -> Self {
        let read = Reading::new(journal);
        let captures = read.of(Kind::ComplaintCaptured);
        Self {
            records: captures.first().copied().into_iter().collect(),
            captures,
            read,
            acceptances: Vec::new(),
            measures: Vec::new(),
            classes: Vec::new(),
            attributions: Vec::new(),
            assignments: Vec::new(),
            resolutions: Vec::new(),
            reopenings: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// Why an entry counts for nothing whatever it says, by what its author had seen and which post he had.
    fn unfit(&self, i: usize, kind: Kind) -> Option<&'static str> {
        if !self.read.saw_one_of(i, &self.captures) {
            return Some("not_captured");
        }
        let decides = matches!(
            kind,
            Kind::ComplaintAccepted
                | Kind::ComplaintClassified
                | Kind::ComplaintClassLowered
                | Kind::ComplaintAttributed
                | Kind::ComplaintAssigned
                | Kind::ComplaintForwarded
                | Kind::ComplaintResolved
                | Kind::ComplaintReopened
        );
        if decides && self.read.is_claim(i) {
            return Some("role_withdrawn");
        }
        // What people did and said stays a fact; what is decided is the centre's, and begins with acceptance (CMP-1).
        let handles = decides && kind != Kind::ComplaintAccepted;
        (handles && !self.read.saw_one_of(i, &self.acceptances)).then_some("before_acceptance")
    }

    fn take(&mut self, i: usize, complaint: &mut Complaint) {
        let e = &self.read.journal.entries()[i];
        let Some(kind) = e.entry.body.kind() else {
            complaint.newer.push(e.id);
            return;
        };
        if kind == Kind::ComplaintCaptured {
            if self.captures.first() != Some(&i) {
                self.read.strike(i, "captured_already");
            }
            return;
        }
        if !kind.belongs_to(DocumentKind::Complaint)
            || matches!(kind, Kind::Marked | Kind::Received | Kind::Decision)
        {
            return;
        }
        let refused = self.unfit(i, kind).or_else(|| self.unfit_now(i, &e.entry.body, complaint));
        if let Some(reason) = refused {
            self.read.strike(i, reason);
            if reason == ACCEPTED_ALREADY {
                // Whoever knew of this one knew that the centre has it.
                self.acceptances.push(i);
            }
        } else {
            self.add(i, &e.entry.body, complaint);
        }
    }

    /// Why an entry counts for nothing at this point of the complaint.
    fn unfit_now(&self, i: usize, body: &Body, complaint: &Complaint) -> Option<&'static str> {
        match body {
            Body::ComplaintAccepted(_) if !self.acceptances.is_empty() => Some(ACCEPTED_ALREADY),
            Body::ComplaintAccepted(_) => {
                // The last version of the record that its author had seen (CMP-5).
                let seen = self.read.seen(i, &self.records).last();
                let place = seen.and_then(|seen| self.records.iter().position(|one| *one == seen));
                let record = place.and_then(|place| complaint.records.get(place));
                record.is_none_or(|record| record.lacks().is_some()).then_some("record_incomplete")
            }
            Body::ComplaintClassified(_) => {
                let met = complaint.capture.measure.is_some() || self.read.saw_one_of(i, &self.measures);
                (complaint.capture.ongoing_harm && !met).then_some("harm_first")
            }
            Body::ComplaintClassLowered(data) => {
                let heavier = |one: usize| self.class_of(one).is_some_and(|class| class > data.class);
                (!self.read.seen(i, &self.classes).any(heavier)).then_some("nothing_to_lower")
            }
            Body::ComplaintAttributed(data) => (data.attribution == Attribution::Shared
                && data.departments.len() < 2)
                .then_some("two_departments"),
            Body::ComplaintResolved(data) => {
                if self.standing_results(i).next().is_some() {
                    return Some("resolved_already");
                }
                lacks(data, self.attribution_seen(i))
            }
            Body::ComplaintReopened(_) => self.standing_results(i).next().is_none().then_some("not_resolved"),
            Body::ComplainantNotified(data) if data.of == NoticeOf::Result => {
                (!self.read.saw_one_of(i, &self.resolutions)).then_some("not_resolved")
            }
            Body::ComplaintLinked(data) => {
                complaint.orders.iter().any(|one| one.order == data.order).then_some("linked_already")
            }
            _ => None,
        }
    }

    fn add(&mut self, i: usize, body: &Body, complaint: &mut Complaint) {
        let origin = self.read.origin(i);
        let said = |words: &str| Said { origin, words: words.to_owned() };
        match body {
            Body::ComplaintRecorded(data) => {
                self.records.push(i);
                complaint.records.push(RecordVersion {
                    origin,
                    record: data.record,
                    given: data.given.clone(),
                    unknown: data.unknown.clone(),
                });
            }
            Body::ComplaintAccepted(data) => {
                self.acceptances.push(i);
                complaint.accepted =
                    Some(Acceptance { origin, received_at: self.read.journal.told(i, data.received_at) });
            }
            Body::ComplaintClassified(_) | Body::ComplaintClassLowered(_) => self.classes.push(i),
            Body::ComplaintAttributed(_) => self.attributions.push(i),
            Body::ComplaintAssigned(_) => self.assignments.push(i),
            Body::ImmediateMeasureTaken(data) => {
                self.measures.push(i);
                complaint.measures.push(said(&data.what));
            }
            Body::SupervisorCalled(data) => {
                let (place, reason) = (data.place.clone(), data.reason.clone());
                complaint.supervisor_calls.push(SupervisorCall { origin, place, reason });
            }
            Body::ComplainantContacted(data) => {
                complaint.contacts.push(Contact { origin, way: data.way, words: data.words.clone() });
            }
            Body::HandlingReported(data) => complaint.handling.push(said(&data.words)),
            Body::RemedyPlanned(data) => complaint.plans.push(RemedyPlan {
                origin,
                plan: data.plan.clone(),
                cost: data.cost,
                told: data.told.clone(),
                superior: data.superior.clone(),
            }),
            Body::ComplaintForwarded(data) => {
                complaint.forwarded.push(Forwarded { origin, to: data.to, who: data.who.clone() });
            }
            Body::ComplaintAnswered(data) => complaint.answers.push(said(&data.answer)),
            Body::ComplainantNotified(data) => {
                self.notices.push(i);
                let (of, way, words) = (data.of, data.way, data.words.clone());
                complaint.notices.push(Notified { origin, of, way, words, stands: true });
            }
            Body::ComplaintResolved(data) => {
                self.resolutions.push(i);
                complaint.resolutions.push(resolution(origin, data));
            }
            Body::ComplaintReopened(data) => {
                self.reopenings.push(i);
                complaint.reopened.push(said(&data.reason));
            }
            Body::ComplaintLinked(data) => complaint.orders.push(LinkedOrder { origin, order: data.order }),
            _ => {}
        }
    }

    fn class_of(&self, i: usize) -> Option<ComplaintClass> {
        match &self.read.journal.entries()[i].entry.body {
            Body::ComplaintClassified(data) => Some(data.class),
            Body::ComplaintClassLowered(data) => Some(data.class),
            _ => None,
        }
    }

    /// Whose fault the author of `i` knew it to be.
    fn attribution_seen(&self, i: usize) -> Option<Attribution> {
        let seen: Vec<usize> = self.read.seen(i, &self.attributions).collect();
        let counts = self.read.standing(&seen).1.first().copied()?;
        match &self.read.journal.entries()[counts].entry.body {
            Body::ComplaintAttributed(data) => Some(data.attribution),
            _ => None,
        }
    }

    /// Results that the author of `i` knew, and knew of nobody who had opened the complaint after them.
    fn standing_results(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let reopened: Vec<usize> = self.read.seen(i, &self.reopenings).collect();
        let results: Vec<usize> = self.read.seen(i, &self.resolutions).collect();
        results
            .into_iter()
            .filter(move |result| !reopened.iter().any(|one| self.read.journal.saw(*one, *result)))
    }

    /// The gravest class counts, unless a superior who knew it has put a lighter one in its place (COL-25).
    fn classify(&self, complaint: &mut Complaint) {
        for i in &self.classes {
            let origin = self.read.origin(*i);
            let (class, asked_for, lowered) = match &self.read.journal.entries()[*i].entry.body {
                Body::ComplaintClassified(data) => (data.class, data.asked_for, None),
                Body::ComplaintClassLowered(data) => (data.class, data.asked_for, Some(data.reason.clone())),
                _ => continue,
            };
            let replaced = self.classes.iter().any(|later| {
                let lowers =
                    matches!(self.read.journal.entries()[*later].entry.body, Body::ComplaintClassLowered(_));
                lowers && self.read.journal.saw(*later, *i)
            });
            complaint.classifications.push(Classification { origin, class, asked_for, lowered, replaced });
        }
        let standing = || complaint.classifications.iter().filter(|one| !one.replaced);
        complaint.class = standing().map(|one| one.class).max();
        complaint.asked_for = match complaint.class {
            Some(ComplaintClass::Minor) => standing().filter_map(|one| one.asked_for).min(),
            _ => None,
        };
    }

    fn assign(&self, complaint: &mut Complaint) {
        let (standing, _) = self.read.standing(&self.attributions);
        for i in &self.attributions {
            if let Body::ComplaintAttributed(data) = &self.read.journal.entries()[*i].entry.body {
                complaint.attributions.push(Attributed {
                    origin: self.read.origin(*i),
                    attribution: data.attribution,
                    departments: data.departments.clone(),
                    standing: stands(&standing, *i),
                });
            }
        }
        let (standing, last) = self.read.standing(&self.assignments);
        let said = |i: usize| match &self.read.journal.entries()[i].entry.body {
            Body::ComplaintAssigned(data) => {
                Some((data.department, data.person, data.case_kind.clone().filter(|code| is_case_code(code))))
            }
            _ => None,
        };
        for i in &self.assignments {
            if let Some((department, person, case_kind)) = said(*i) {
                complaint.assignments.push(ComplaintAssignment {
                    origin: self.read.origin(*i),
                    department,
                    person,
                    case_kind,
                    standing: stands(&standing, *i),
                });
            }
        }
        let first = last.first().copied().and_then(said);
        if last.iter().any(|i| said(*i) != first) {
            complaint.conflict = last.iter().map(|i| self.read.journal.entries()[*i].id).collect();
        }
    }

    /// Which results stand, and which notices tell of one that stands.
    fn close(&self, complaint: &mut Complaint) {
        let reopened = |i: usize| self.reopenings.iter().any(|one| self.read.journal.saw(*one, i));
        for (i, result) in self.resolutions.iter().zip(&mut complaint.resolutions) {
            result.stands = !reopened(*i);
        }
        for (i, notice) in self.notices.iter().zip(&mut complaint.notices) {
            let tells = self.read.seen(*i, &self.resolutions).any(|result| !reopened(result));
            notice.stands = notice.of == NoticeOf::Status || tells;
        }
    }
}

fn stands(standing: &BTreeMap<usize, Standing>, i: usize) -> Standing {
    standing.get(&i).copied().unwrap_or(Standing::Replaced)
}

/// What a result lacks that its outcome or the attribution asks for (CMP-8, CMP-9, CMP-21).
fn lacks(data: &ComplaintResolved, attribution: Option<Attribution>) -> Option<&'static str> {
    match (data.outcome, attribution) {
        (ComplaintOutcome::Unfounded, _) => data.help.is_none().then_some("help_missing"),
        (_, Some(Attribution::Company)) => {
            (data.apology.is_none() || data.agreed.is_none()).then_some("apology_missing")
        }
        (_, Some(Attribution::Resident)) => data.explanation.is_none().then_some("explanation_missing"),
        _ => None,
    }
}

fn resolution(origin: Origin, data: &ComplaintResolved) -> Resolution {
    Resolution {
        origin,
        outcome: data.outcome,
        cause: data.cause.clone(),
        course: data.course.clone(),
        result: data.result.clone(),
        apology: data.apology.clone(),
        agreed: data.agreed.clone(),
        explanation: data.explanation.clone(),
        help: data.help.clone(),
        stands: true,
    }
}
