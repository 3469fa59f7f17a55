//! What happened to a complaint, in order of time.

use super::{
    AGREED, APOLOGY, ASKED_FOR, CAUSE, COST, COUNTS, EXPLANATION, HANDLING, HARM, HELP, MEASURE,
    NOT_ACCEPTED, OPENED_AGAIN, OTHER_RESULT, OUTWEIGHED, REASON, REPLACED, RESULT, ROOM, SEEMS, SUPERIOR,
    TOLD, UNKNOWN,
};
use crate::incidents::{Line, Mark};
use crate::{Text, list, yuan};
use client_core::domain::complaint::{CaseKinds, Classification, Complaint, Resolution};
use client_core::domain::entry::Kind;
use client_core::domain::id::{DocumentId, EntryId, UserId};
use client_core::domain::incident::{Said, Standing};
use client_core::domain::order::Origin;
use client_core::domain::text::Language;
use client_core::domain::words::complaint as core;
use client_core::domain::words::incident::department;

/// The course of a complaint; `name` gives a person's name, `kinds` the names of kinds of cases, `number` the slip number of an order that is known. What the
/// complainant himself says isn't in it: that is the record.
pub fn course(
    language: Language,
    complaint: &Complaint,
    name: impl Fn(&UserId) -> String,
    kinds: &CaseKinds,
    number: impl Fn(DocumentId) -> Option<String>,
) -> Vec<Line> {
    let teller = Teller(language);
    let mut lines = teller.heard(complaint, kinds);
    lines.extend(teller.judged(complaint, kinds, name));
    lines.extend(teller.handled(complaint));
    for one in &complaint.orders {
        lines.push(plain(&one.origin, Kind::ComplaintLinked, number(one.order).into_iter().collect()));
    }
    for one in &complaint.not_accepted {
        let why = core::not_accepted(&one.reason).map_or(one.reason.as_str(), |why| why.get(language));
        let mark = (Mark::Bad, teller.labelled(NOT_ACCEPTED, why));
        lines.push(Line { mark: Some(mark), ..plain(&one.origin, one.kind, Vec::new()) });
    }
    lines.sort_by_key(|line| -> (i64, EntryId) { (line.origin.at.estimate(), line.origin.entry) });
    lines
}

/// The name of a kind of case; its code where the list doesn't know it.
pub fn kind_name(language: Language, kinds: &CaseKinds, code: &str) -> String {
    kinds.get(code).map_or_else(|| code.to_owned(), |kind| kind.label.get(language).to_owned())
}

fn plain(origin: &Origin, kind: Kind, words: Vec<String>) -> Line {
    Line { origin: *origin, kind, words, mark: None }
}

struct Teller(Language);

impl Teller {
    fn get(&self, text: Text) -> String {
        text.get(self.0).to_owned()
    }

    fn labelled(&self, label: Text, text: &str) -> String {
        format!("{}: {text}", label.get(self.0))
    }

    /// The given ones of several labelled texts.
    fn given(&self, parts: &[(Text, Option<&String>)]) -> Vec<String> {
        parts.iter().filter_map(|(label, text)| Some(self.labelled(*label, text.as_ref()?))).collect()
    }

    fn standing(&self, standing: Standing) -> (Mark, String) {
        let (mark, words) = match standing {
            Standing::Counts => (Mark::Good, COUNTS),
            Standing::Replaced => (Mark::Uncertain, REPLACED),
            Standing::Outweighed => (Mark::Bad, OUTWEIGHED),
        };
        (mark, self.get(words))
    }

    /// How it was heard, how the record grew, and who took it on.
    fn heard(&self, complaint: &Complaint, kinds: &CaseKinds) -> Vec<Line> {
        let capture = &complaint.capture;
        let channel = core::channel(capture.channel).get(self.0);
        let mut words = vec![format!("{channel} · {}", core::handover(capture.handover).get(self.0))];
        words.extend(capture.case_kind.iter().map(|code| kind_name(self.0, kinds, code)));
        words.extend(capture.seems.map(|class| self.labelled(SEEMS, core::class(class).get(self.0))));
        words.extend(capture.ongoing_harm.then(|| self.get(HARM)));
        words.extend(capture.measure.as_ref().map(|measure| self.labelled(MEASURE, measure)));
        let mut lines = vec![plain(&capture.origin, Kind::ComplaintCaptured, words)];
        for version in complaint.records.iter().skip(1) {
            let why = |reason: &str| UNKNOWN.with(self.0, &[reason]);
            let unknown = version.unknown.iter();
            let words =
                unknown.map(|one| format!("{}: {}", core::field(one.field).get(self.0), why(&one.reason)));
            lines.push(plain(&version.origin, Kind::ComplaintRecorded, words.collect()));
        }
        lines
            .extend(complaint.accepted.iter().map(|one| plain(&one.origin, Kind::ComplaintAccepted, vec![])));
        lines
    }

    /// How grave it is, whose fault, and who deals with it.
    fn judged(
        &self,
        complaint: &Complaint,
        kinds: &CaseKinds,
        name: impl Fn(&UserId) -> String,
    ) -> Vec<Line> {
        let departments = |all: &[_]| -> Vec<String> {
            all.iter().map(|one| department(*one).get(self.0).to_owned()).collect()
        };
        let mut lines: Vec<Line> =
            complaint.classifications.iter().map(|one| self.classified(complaint, one)).collect();
        for one in &complaint.attributions {
            let mut words = vec![core::attribution(one.attribution).get(self.0).to_owned()];
            if !one.departments.is_empty() {
                words.push(list(self.0, &departments(&one.departments)));
            }
            let line = plain(&one.origin, Kind::ComplaintAttributed, words);
            lines.push(Line { mark: Some(self.standing(one.standing)), ..line });
        }
        for one in &complaint.assignments {
            let mut words = departments(&[one.department]);
            words.extend(one.person.as_ref().map(&name));
            words.extend(one.case_kind.iter().map(|code| kind_name(self.0, kinds, code)));
            let line = plain(&one.origin, Kind::ComplaintAssigned, words);
            lines.push(Line { mark: Some(self.standing(one.standing)), ..line });
        }
        for one in &complaint.forwarded {
            let words = vec![format!("{} · {}", core::forward_to(one.to).get(self.0), one.who)];
            lines.push(plain(&one.origin, Kind::ComplaintForwarded, words));
        }
        lines
    }

    fn classified(&self, complaint: &Complaint, one: &Classification) -> Line {
        let lowered = one.lowered.is_some();
        let kind = if lowered { Kind::ComplaintClassLowered } else { Kind::ComplaintClassified };
        let mut words = vec![core::class(one.class).get(self.0).to_owned()];
        words.extend(one.asked_for.map(|day| self.labelled(ASKED_FOR, &day.to_string())));
        words.extend(one.lowered.as_ref().map(|reason| self.labelled(REASON, reason)));
        let standing = if one.replaced {
            Standing::Replaced
        } else if complaint.class == Some(one.class) {
            Standing::Counts
        } else {
            Standing::Outweighed
        };
        Line { mark: Some(self.standing(standing)), ..plain(&one.origin, kind, words) }
    }

    /// What was done about it, and what came of it.
    fn handled(&self, complaint: &Complaint) -> Vec<Line> {
        let said = |all: &[Said], kind| -> Vec<Line> {
            all.iter().map(|one| plain(&one.origin, kind, vec![one.words.clone()])).collect()
        };
        let way = |way| core::way(way).get(self.0);
        let mut lines = said(&complaint.measures, Kind::ImmediateMeasureTaken);
        lines.extend(said(&complaint.handling, Kind::HandlingReported));
        lines.extend(said(&complaint.answers, Kind::ComplaintAnswered));
        lines.extend(said(&complaint.reopened, Kind::ComplaintReopened));
        for one in &complaint.supervisor_calls {
            let words = vec![self.labelled(ROOM, &one.place), self.labelled(REASON, &one.reason)];
            lines.push(plain(&one.origin, Kind::SupervisorCalled, words));
        }
        for one in &complaint.contacts {
            let words = vec![format!("{} · {}", way(one.way), one.words)];
            lines.push(plain(&one.origin, Kind::ComplainantContacted, words));
        }
        for one in &complaint.plans {
            let parts = [(COST, &yuan(one.cost)), (TOLD, &one.told), (SUPERIOR, &one.superior)];
            let parts = parts.iter().map(|(label, text)| self.labelled(*label, text));
            let words = std::iter::once(one.plan.clone()).chain(parts).collect();
            lines.push(plain(&one.origin, Kind::RemedyPlanned, words));
        }
        for one in &complaint.notices {
            let mut words = vec![format!("{} · {}", core::notice(one.of).get(self.0), way(one.way))];
            words.extend(one.words.clone());
            let outdated = || (Mark::Uncertain, self.get(OTHER_RESULT));
            let line = plain(&one.origin, Kind::ComplainantNotified, words);
            lines.push(Line { mark: (!one.stands).then(outdated), ..line });
        }
        lines.extend(complaint.resolutions.iter().map(|one| self.resolved(one)));
        lines
    }

    fn resolved(&self, one: &Resolution) -> Line {
        let mut words = vec![core::outcome(one.outcome).get(self.0).to_owned()];
        words.extend(self.given(&[
            (CAUSE, Some(&one.cause)),
            (HANDLING, Some(&one.course)),
            (RESULT, Some(&one.result)),
            (APOLOGY, one.apology.as_ref()),
            (AGREED, one.agreed.as_ref()),
            (EXPLANATION, one.explanation.as_ref()),
            (HELP, one.help.as_ref()),
        ]));
        let mark = if one.stands { (Mark::Good, COUNTS) } else { (Mark::Uncertain, OPENED_AGAIN) };
        let line = plain(&one.origin, Kind::ComplaintResolved, words);
        Line { mark: Some((mark.0, self.get(mark.1))), ..line }
    }
}
