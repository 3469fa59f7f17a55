//! What an incident is: a pure fold of its document.

use crate::domain::canonical::canonical_json;
use crate::domain::entry::incident::{Department, PublicArea};
use crate::domain::entry::{Body, DocumentKind, Kind};
use crate::domain::id::{DocumentId, EntryId, UserId};
use crate::domain::journal::Journal;
use crate::domain::order::{NotAccepted, Origin};
use crate::domain::policy::Role;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// How far an incident has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentState {
    /// The finder is there and waits for the department (PRI-10).
    FinderOnSite,
    /// The finder had to go, and nobody of the department has come: an alarm (PRI-10).
    NobodyOnSite,
    /// The department is there; nobody has reported the course yet.
    DepartmentOnSite,
    /// The course is reported: the superior decides (PRI-11).
    Reported,
    /// He has decided whether it is reported further.
    Decided,
}

impl IncidentState {
    /// All of them, in the order of an incident's life.
    pub const ALL: &'static [Self] =
        &[Self::FinderOnSite, Self::NobodyOnSite, Self::DepartmentOnSite, Self::Reported, Self::Decided];

    /// The state's name on the wire, in SQL and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FinderOnSite => "finder_on_site",
            Self::NobodyOnSite => "nobody_on_site",
            Self::DepartmentOnSite => "department_on_site",
            Self::Reported => "reported",
            Self::Decided => "decided",
        }
    }

    /// The state with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == name)
    }

    /// Whether somebody still has to do something: until a superior's decision counts (PRI-11).
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Decided)
    }
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentReport {
    /// Origin; its author is the finder.
    pub origin: Origin,
    /// Where.
    pub place: String,
    /// What kind of public matter.
    pub area: PublicArea,
    /// Whose it is.
    pub department: Department,
    /// What happened.
    pub what: String,
    /// It was a major one from the first word on.
    pub major: bool,
    /// What was done at once.
    pub measure: Option<String>,
}

/// Something that was said in a few words: a measure, who came, why the finder left, why it is major.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Origin.
    pub origin: Origin,
    /// The words.
    pub words: String,
}

/// A report of the course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseReport {
    /// Origin.
    pub origin: Origin,
    /// How it went.
    pub course: String,
    /// Whoever decided hadn't seen it.
    pub after_decision: bool,
}

/// What was found out (ROL-25).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Origin.
    pub origin: Origin,
    /// What caused it.
    pub cause: String,
    /// Who answers for it.
    pub responsibility: String,
    /// How it should be handled.
    pub proposal: String,
}

/// What a decision comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It counts.
    Counts,
    /// A later one knew it and stands in its place.
    Replaced,
    /// Another one that didn't know it counts: of the higher role, else the earlier one (P8).
    Outweighed,
}

/// A superior's decision (PRI-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentDecision {
    /// Origin.
    pub origin: Origin,
    /// It goes further up.
    pub report_further: bool,
    /// To whom.
    pub to: Option<String>,
    /// Why.
    pub reason: String,
    /// What it comes to.
    pub standing: Standing,
}

/// An order that was registered for it (ISS-50).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedOrder {
    /// Origin.
    pub origin: Origin,
    /// The order.
    pub order: DocumentId,
}

/// An incident in a public area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its document.
    pub id: DocumentId,
    /// How far it has come.
    pub state: IncidentState,
    /// The report.
    pub report: IncidentReport,
    /// A major one: head of department and office head are told (PRI-12).
    pub major: bool,
    /// Why it became a major one later.
    pub made_major: Vec<Said>,
    /// The finder waits for the department (PRI-10).
    pub finder_on_site: bool,
    /// Measures after the report, in order.
    pub measures: Vec<Said>,
    /// Who came from the department, in order.
    pub arrivals: Vec<Said>,
    /// Why the finder had to go before.
    pub left: Vec<Said>,
    /// The course as it was reported, in order.
    pub courses: Vec<CourseReport>,
    /// What was found out, in order; the last one says how it is seen now.
    pub verifications: Vec<Verification>,
    /// Decisions, in order.
    pub decisions: Vec<IncidentDecision>,
    /// Decisions that say different things and didn't know each other, the one that counts first; empty for none.
    pub conflict: Vec<EntryId>,
    /// Orders that were registered for it, in order.
    pub orders: Vec<LinkedOrder>,
    /// Entries that count for nothing.
    pub not_accepted: Vec<NotAccepted>,
    /// Entries of a newer version.
    pub newer: Vec<EntryId>,
}

impl Incident {
    /// The finder.
    pub fn finder(&self) -> UserId {
        self.report.origin.by.user
    }

    /// Best estimate of when it was reported, milliseconds since 1970 UTC.
    pub fn reported_at(&self) -> i64 {
        self.report.origin.at.estimate()
    }

    /// The decision that counts.
    pub fn decision(&self) -> Option<&IncidentDecision> {
        self.decisions.iter().find(|decision| decision.standing == Standing::Counts)
    }

    /// Whether all that is known of it was reported by this person: he doesn't decide it, unless he is the office head.
    pub fn is_known_by_alone(&self, user: UserId) -> bool {
        let reports = std::iter::once(&self.report.origin);
        let courses = self.courses.iter().map(|course| &course.origin);
        reports.chain(courses).all(|origin| origin.by.user == user)
    }

    /// Everybody who wrote something that counts.
    pub fn people(&self) -> BTreeSet<UserId> {
        let said = [&self.made_major, &self.measures, &self.arrivals, &self.left];
        std::iter::once(&self.report.origin)
            .chain(said.into_iter().flatten().map(|said| &said.origin))
            .chain(self.courses.iter().map(|one| &one.origin))
            .chain(self.verifications.iter().map(|one| &one.origin))
            .chain(self.decisions.iter().map(|one| &one.origin))
            .chain(self.orders.iter().map(|one| &one.origin))
            .chain(self.not_accepted.iter().map(|one| &one.origin))
            .map(|origin| origin.by.user)
            .collect()
    }

    /// Canonical JSON: replicas with the same changes give the same bytes.
    pub fn canonical_json(&self) -> String {
        canonical_json(self)
    }
}

/// The incident that follows from its document; `None` when the document is none, or nobody has reported anything in it.
pub fn fold_incident(journal: &Journal) -> Option<Incident> {
    if journal.kind != DocumentKind::Incident {
        return None;
    }
    let mut read = Reading::new(journal);
    let first = read.reports.first().copied()?;
    let Body::IncidentReported(data) = &journal.entries()[first].entry.body else { return None };
    let mut incident = Incident {
        id: journal.document,
        state: IncidentState::FinderOnSite,
        report: IncidentReport {
            origin: read.origin(first),
            place: data.place.clone(),
            area: data.area,
            department: data.department,
            what: data.what.clone(),
            major: data.major,
            measure: data.measure.clone(),
        },
        major: data.major,
        made_major: Vec::new(),
        finder_on_site: true,
        measures: Vec::new(),
        arrivals: Vec::new(),
        left: Vec::new(),
        courses: Vec::new(),
        verifications: Vec::new(),
        decisions: Vec::new(),
        conflict: Vec::new(),
        orders: Vec::new(),
        not_accepted: Vec::new(),
        newer: Vec::new(),
    };
    for i in 0..journal.entries().len() {
        read.take(i, &mut incident);
    }
    read.decide(&mut incident);
    incident.major |= !incident.made_major.is_empty();
    incident.finder_on_site = incident.arrivals.is_empty() && incident.left.is_empty();
    incident.state = state(&incident);
    incident.not_accepted = read.not_accepted();
    Some(incident)
}

fn state(incident: &Incident) -> IncidentState {
    if incident.decision().is_some() {
        IncidentState::Decided
    } else if incident.finder_on_site {
        IncidentState::FinderOnSite
    } else if incident.arrivals.is_empty() {
        IncidentState::NobodyOnSite
    } else if incident.courses.is_empty() {
        IncidentState::DepartmentOnSite
    } else {
        IncidentState::Reported
    }
}

struct Reading<'a> {
    journal: &'a Journal,
    reports: Vec<usize>,
    courses: Vec<usize>,
    /// Entries that the server admitted only as claims: their author's post had ended.
    claims: BTreeSet<EntryId>,
    decisions: Vec<usize>,
    struck: BTreeMap<usize, &'static str>,
}

impl<'a> Reading<'a> {
    fn new(journal: &'a Journal) -> Self {
        let entries = journal.entries();
        let of = |kind: Kind| -> Vec<usize> {
            (0..entries.len()).filter(|i| entries[*i].entry.body.kind() == Some(kind)).collect()
        };
        let claims = entries.iter().filter_map(|e| match &e.entry.body {
            Body::Marked(data) if e.entry.by.role == Role::Server => Some(data.entry),
            _ => None,
        });
        Self {
            journal,
            reports: of(Kind::IncidentReported),
            courses: Vec::new(),
            claims: claims.collect(),
            decisions: Vec::new(),
            struck: BTreeMap::new(),
        }
    }

    fn origin(&self, i: usize) -> Origin {
        let e = &self.journal.entries()[i];
        Origin { entry: e.id, by: e.entry.by, at: self.journal.at(i) }
    }

    fn saw_one_of(&self, i: usize, earlier: &[usize]) -> bool {
        earlier.iter().any(|one| self.journal.saw(i, *one))
    }

    /// Whether the author of the entry had seen one that counts already.
    fn saw_said(&self, i: usize, said: &[Said]) -> bool {
        let ids: BTreeSet<EntryId> = said.iter().map(|one| one.origin.entry).collect();
        let entries = self.journal.entries();
        (0..i).any(|earlier| ids.contains(&entries[earlier].id) && self.journal.saw(i, earlier))
    }

    fn take(&mut self, i: usize, incident: &mut Incident) {
        let e = &self.journal.entries()[i];
        let Some(kind) = e.entry.body.kind() else {
            incident.newer.push(e.id);
            return;
        };
        if kind == Kind::IncidentReported {
            if self.reports.first() != Some(&i) {
                self.struck.insert(i, "reported_already");
            }
            return;
        }
        if kind.belongs_to(DocumentKind::Incident)
            && !matches!(kind, Kind::Marked | Kind::Received | Kind::Decision)
            && !self.saw_one_of(i, &self.reports)
        {
            self.struck.insert(i, "not_reported");
            return;
        }
        let origin = self.origin(i);
        let said = |words: &str| Said { origin, words: words.to_owned() };
        match &e.entry.body {
            Body::EmergencyMeasureTaken(data) => incident.measures.push(said(&data.what)),
            Body::DepartmentArrived(data) => incident.arrivals.push(said(&data.who)),
            Body::FinderLeft(data) => {
                if self.saw_said(i, &incident.arrivals) {
                    self.struck.insert(i, "department_on_site");
                } else {
                    incident.left.push(said(&data.reason));
                }
            }
            Body::IncidentMadeMajor(data) => {
                if incident.report.major || self.saw_said(i, &incident.made_major) {
                    self.struck.insert(i, "major_already");
                } else {
                    incident.made_major.push(said(&data.reason));
                }
            }
            Body::CourseReported(data) => {
                self.courses.push(i);
                let course = data.course.clone();
                incident.courses.push(CourseReport { origin, course, after_decision: false });
            }
            Body::IncidentVerified(_) | Body::IncidentDecided(_) if self.claims.contains(&e.id) => {
                self.struck.insert(i, "role_withdrawn");
            }
            Body::IncidentVerified(data) => incident.verifications.push(Verification {
                origin,
                cause: data.cause.clone(),
                responsibility: data.responsibility.clone(),
                proposal: data.proposal.clone(),
            }),
            Body::IncidentDecided(_) => match self.unfit_decision(i) {
                Some(reason) => {
                    self.struck.insert(i, reason);
                }
                None => self.decisions.push(i),
            },
            Body::IncidentLinked(data) => {
                if incident.orders.iter().any(|one| one.order == data.order) {
                    self.struck.insert(i, "linked_already");
                } else {
                    incident.orders.push(LinkedOrder { origin, order: data.order });
                }
            }
            _ => {}
        }
    }

    /// Why a decision counts for nothing, by what its author had seen.
    fn unfit_decision(&self, i: usize) -> Option<&'static str> {
        let entries = self.journal.entries();
        let by = entries[i].entry.by;
        let seen = |all: &[usize]| -> Vec<usize> {
            all.iter().copied().filter(|one| self.journal.saw(i, *one)).collect()
        };
        let (reports, courses) = (seen(&self.reports), seen(&self.courses));
        if courses.is_empty() {
            return Some("no_course");
        }
        let alone = reports.iter().chain(&courses).all(|one| entries[*one].entry.by.user == by.user);
        (alone && by.role != Role::OfficeHead).then_some("own_report")
    }

    /// Of the decisions that nobody replaced knowingly, the higher role's counts, then the earlier one (P8).
    fn decide(&self, incident: &mut Incident) {
        let replaced = |i: usize| self.decisions.iter().any(|later| self.journal.saw(*later, i));
        let mut last: Vec<usize> = self.decisions.iter().copied().filter(|i| !replaced(*i)).collect();
        let rank = |i: usize| self.journal.entries()[i].entry.by.role.rank();
        let counting = last.iter().copied().min_by(|a, b| {
            let earlier = || self.journal.earlier(*a, *b).then(a.cmp(b));
            rank(*b).cmp(&rank(*a)).then_with(earlier)
        });
        for i in &self.decisions {
            let Body::IncidentDecided(data) = &self.journal.entries()[*i].entry.body else { continue };
            let standing = match counting {
                Some(one) if one == *i => Standing::Counts,
                _ if replaced(*i) => Standing::Replaced,
                _ => Standing::Outweighed,
            };
            incident.decisions.push(IncidentDecision {
                origin: self.origin(*i),
                report_further: data.report_further,
                to: data.to.clone(),
                reason: data.reason.clone(),
                standing,
            });
        }
        let Some(counting) = counting else { return };
        let saying = |i: usize| match &self.journal.entries()[i].entry.body {
            Body::IncidentDecided(data) => Some((data.report_further, data.to.as_deref())),
            _ => None,
        };
        if last.iter().any(|i| saying(*i) != saying(counting)) {
            last.sort_by_key(|i| if *i == counting { Ordering::Less } else { Ordering::Greater });
            incident.conflict = last.iter().map(|i| self.journal.entries()[*i].id).collect();
        }
        for (i, course) in self.courses.iter().zip(&mut incident.courses) {
            course.after_decision = !self.journal.saw(counting, *i);
        }
    }

    fn not_accepted(&self) -> Vec<NotAccepted> {
        let line = |(i, reason): (&usize, &&'static str)| {
            let kind = self.journal.entries()[*i].entry.body.kind()?;
            Some(NotAccepted { origin: self.origin(*i), kind, reason: (*reason).to_owned() })
        };
        self.struck.iter().filter_map(line).collect()
    }
}
