//! Follow-ups, what they ask to be put right, and spot checks (FUP).

use super::conflicts::{Decisions, Outline, conflict, conflict_id};
use super::facts::{Facts, pick};
use super::{Conflict, FollowUpTrack, Order, Origin, Settled, Task};
use crate::domain::calendar::Zone;
use crate::domain::deadline::{DeadlineSettings, FollowUpDue, FollowUpFacts, follow_up_due};
use crate::domain::entry::Kind;
use crate::domain::entry::follow_up::{self as entry, Cause, FollowUpBy, FollowUpWay, RepairClass};
use crate::domain::entry::office::Choice;
use crate::domain::id::{BlobDigest, EntryId, UserId};
use crate::domain::policy::Role;
use serde::{Deserialize, Serialize};

/// A follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedUp {
    /// Origin.
    pub origin: Origin,
    /// How.
    pub way: FollowUpWay,
    /// Satisfied.
    pub satisfied: bool,
    /// Opinion column: a text blob.
    pub opinion: Option<BlobDigest>,
    /// The customer's own signature: strokes, a blob. Never of a call (FUP-7).
    pub signature: Option<BlobDigest>,
    /// Why the customer didn't sign or write.
    pub refused: Option<String>,
    /// What it is about.
    pub cause: Option<Cause>,
    /// Both columns are filled, or the refusal is recorded (FUP-6).
    pub complete: bool,
    /// It is about the signature that the order stands on; otherwise history of an earlier round (COL-17).
    pub current: bool,
    /// One of the last complete ones of this signature: of several the dissatisfied one leads (COL-16).
    pub leads: bool,
    /// Whoever asked knew that everything that had to be put right is.
    pub after_correctives: bool,
    /// The follow-up that somebody else made without knowing of this one, and that is counted for both (COL-16).
    pub twin_of: Option<EntryId>,
}

/// Something that has to be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrective {
    /// Origin.
    pub origin: Origin,
    /// The follow-up that it comes from.
    pub follow_up: Option<EntryId>,
    /// What has to be put right.
    pub demand: String,
    /// Who closed it, and with what.
    pub closed: Option<(Origin, String)>,
}

/// A manager's check of a follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Origin.
    pub origin: Origin,
    /// The follow-up.
    pub follow_up: EntryId,
    /// It says what the customer says.
    pub confirmed: bool,
    /// What was found.
    pub remark: String,
    /// The first check of somebody else's follow-up by this manager: only that one counts (FUP-8, COL-34).
    pub counts: bool,
}

/// A trial of a repaired leak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeakTrial {
    /// Origin.
    pub origin: Origin,
    /// It holds.
    pub passed: bool,
    /// When, milliseconds since 1970 UTC.
    pub tested_at: i64,
}

/// Who follows up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpDuty {
    /// Whose it is.
    pub follow_up_by: FollowUpBy,
    /// The person, where one is named.
    pub person: Option<UserId>,
    /// The entry that changed what the intake place says (FUP-2).
    pub changed: Option<(Origin, String)>,
}

/// Everything after the signature that isn't money.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FollowUps {
    /// Who follows up; absent before the registration is known.
    pub duty: Option<FollowUpDuty>,
    /// What the repair was about, where somebody said so.
    pub repair_class: Option<RepairClass>,
    /// Trials of a repaired leak.
    pub leak_tests: Vec<LeakTrial>,
    /// Follow-ups.
    pub done: Vec<FollowedUp>,
    /// What has to be put right.
    pub correctives: Vec<Corrective>,
    /// Spot checks.
    pub spot_checks: Vec<Checked>,
}

impl FollowUps {
    /// The last complete follow-ups of the signature that counts; several when their authors didn't know each other.
    pub fn leading(&self) -> impl Iterator<Item = &FollowedUp> {
        self.done.iter().filter(|one| one.leads)
    }

    /// The class that deadlines go by (FUP-11 to FUP-13).
    pub fn class(&self) -> RepairClass {
        self.repair_class.unwrap_or(RepairClass::Other)
    }

    /// When the repaired leak was found to hold: the last trial, if it passed. Milliseconds since 1970 UTC.
    pub fn leak_holds_since(&self) -> Option<i64> {
        let last = self.leak_tests.iter().max_by_key(|trial| (trial.tested_at, trial.origin.entry))?;
        last.passed.then_some(last.tested_at)
    }

    /// The complete follow-ups, those that were made at once as one: the first of them speaks for the time, one on site
    /// makes both on site, and a dissatisfied one both dissatisfied (COL-16).
    pub fn counted(&self) -> Vec<CountedFollowUp> {
        let own = self.done.iter().filter(|one| one.complete && one.twin_of.is_none());
        own.map(|one| {
            let both = || {
                let twins = self.done.iter().filter(|twin| twin.complete);
                twins.filter(|twin| twin.twin_of == Some(one.origin.entry)).chain([one])
            };
            let cause = both().find(|twin| !twin.satisfied).unwrap_or(one).cause;
            CountedFollowUp {
                entry: one.origin.entry,
                at: both().map(|twin| twin.origin.at.estimate()).min().unwrap_or_default(),
                by: one.origin.by.user,
                on_site: both().any(|twin| twin.way == FollowUpWay::OnSite),
                satisfied: both().all(|twin| twin.satisfied),
                cause,
                current: both().any(|twin| twin.current),
            }
        })
        .collect()
    }

    /// When the order was followed up, for its deadlines: the first complete follow-up of the signature that it stands
    /// on. Milliseconds since 1970 UTC.
    pub fn followed_at(&self) -> Option<i64> {
        self.counted().into_iter().filter(|one| one.current).map(|one| one.at).min()
    }
}

/// A follow-up as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedFollowUp {
    /// Its entry; of several the first.
    pub entry: EntryId,
    /// When it was made, milliseconds since 1970 UTC.
    pub at: i64,
    /// Who made it.
    pub by: UserId,
    /// A visit.
    pub on_site: bool,
    /// Satisfied.
    pub satisfied: bool,
    /// What it is about, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// It is about the signature that the order stands on.
    pub current: bool,
}

/// By when a signed order is to be followed up; `None` before a signature counts (FUP-3, FUP-11 to FUP-13, FUP-16).
/// It is kept or missed by [`FollowUps::followed_at`].
pub fn follow_up_deadlines(order: &Order, zone: Zone, settings: &DeadlineSettings) -> Option<FollowUpDue> {
    let signed = order.signatures.iter().find(|signature| signature.counts)?;
    let facts = FollowUpFacts {
        signed_at: signed.origin.at.estimate(),
        repair: Some(order.follow_ups.class()),
        leak_test_at: order.follow_ups.leak_holds_since(),
    };
    Some(follow_up_due(facts, zone, settings))
}

/// Follow-ups of customers who had signed nothing as far as the author knew count for nothing.
pub(super) fn strike_unfounded(facts: &mut Facts<'_>) {
    let signed = facts.of(Kind::CustomerSigned);
    for i in facts.of(Kind::FollowUp) {
        if !signed.iter().any(|s| facts.saw(i, *s)) {
            facts.strike(i, "nothing_signed");
        }
    }
}

/// Several people followed up without knowing of each other (COL-16). Somebody who knew them all and asked again has
/// answered it.
pub(super) fn conflicts<'a>(
    facts: &Facts<'a>,
    decisions: &Decisions<'a>,
    holder: Option<UserId>,
) -> Vec<Conflict> {
    let asked = facts.data(Kind::FollowUp, pick!(FollowUp));
    let satisfied = |i: &usize| asked.iter().any(|(f, data)| f == i && data.satisfied);
    let all: Vec<usize> = asked.iter().map(|(i, _)| *i).collect();
    let mut conflicts = Vec::new();
    for sides in facts.groups(&all).into_iter().filter(|group| group.len() > 1) {
        let (content, dissatisfied): (Vec<usize>, Vec<usize>) = sides.iter().partition(|i| satisfied(i));
        let differ = !content.is_empty() && !dissatisfied.is_empty();
        let audience: &[Role] =
            if differ { &[Role::DispatchAssistant, Role::CscManager] } else { &[Role::DispatchAssistant] };
        let (outcome, counts) = if differ {
            ("dissatisfied_leads", dissatisfied)
        } else {
            ("counted_once", facts.earliest(&sides).into_iter().collect())
        };
        let id = conflict_id(facts, "COL-16", &sides);
        let decided = decisions.on(facts, &id, &sides, audience).map(|decided| decided.settled);
        let again = all.iter().find(|i| sides.iter().all(|side| facts.saw(**i, *side)));
        let answered = again.map(|i| Settled {
            origin: facts.origin(*i),
            choice: Choice::Entry(facts.entry(*i).id),
            reason: "followed_up_again".into(),
        });
        let mut told: Vec<UserId> = sides.iter().map(|i| facts.author(*i)).collect();
        told.extend(holder.filter(|_| differ));
        let outline =
            Outline { rule: "COL-16", outcome, key: &sides, sides: &sides, counts: &counts, audience, told };
        conflicts.push(conflict(facts, outline, decided.or(answered)));
    }
    conflicts
}

const CENTRE: &[Role] = &[Role::DispatchAssistant, Role::Dispatcher];
const AREA: &[Role] = &[Role::AreaAssistant];

/// What the follow-up of an order asks of people: the follow-up itself, the trial of a leak, what has to be put right
/// (FUP-9, FUP-12, FUP-14).
pub(super) fn tasks(order: &Order) -> Vec<Task> {
    let duty = order.follow_ups.duty.as_ref().map(|duty| duty.follow_up_by);
    let callers = if duty == Some(FollowUpBy::AreaAssistant) { AREA } else { CENTRE };
    let beside = |role: Role| [&[role][..], callers].concat();
    let mut tasks = Vec::new();
    for task in order.follow_ups.correctives.iter().filter(|task| task.closed.is_none()) {
        let id = format!("corrective:{}", task.origin.entry);
        tasks.push(Task { id, roles: beside(Role::Technician) });
    }
    let due = matches!(order.follow_up, FollowUpTrack::Due | FollowUpTrack::CorrectiveOpen);
    let leak = order.follow_ups.repair_class == Some(RepairClass::Leak);
    if due && leak && order.follow_ups.leak_holds_since().is_none() {
        tasks.push(Task { id: "leak_test".into(), roles: beside(Role::Technician) });
    }
    if order.follow_up == FollowUpTrack::Due {
        tasks.push(Task { id: "follow_up".into(), roles: callers.to_vec() });
    }
    tasks
}

/// Both columns are filled, or the refusal is recorded (FUP-6, FUP-7); there is no third way (FUP-15).
fn is_complete(data: &entry::FollowUp) -> bool {
    match data.way {
        FollowUpWay::OnSite => data.refused.is_some() || (data.opinion.is_some() && data.signature.is_some()),
        FollowUpWay::Phone => data.opinion.is_some(),
        FollowUpWay::Other => false,
    }
}

pub(super) fn read(facts: &Facts<'_>, order: &mut Order) {
    let mut duty = order.registered.as_ref().map(|registered| FollowUpDuty {
        follow_up_by: match registered.origin.by.role {
            Role::FrontDesk => FollowUpBy::AreaAssistant,
            _ => FollowUpBy::DispatchCentre,
        },
        person: None,
        changed: None,
    });
    if let Some((i, data)) = facts.data(Kind::FollowUpAssigned, pick!(FollowUpAssigned)).last() {
        duty = Some(FollowUpDuty {
            follow_up_by: data.follow_up_by,
            person: data.person,
            changed: Some((facts.origin(*i), data.note.clone())),
        });
    }
    let classes = facts.data(Kind::RepairClassified, pick!(RepairClassified));
    let trials = facts.data(Kind::LeakTested, pick!(LeakTested)).into_iter();
    let leak_tests = trials
        .map(|(i, data)| {
            let origin = facts.origin(i);
            let tested_at = facts.told(i, data.tested_at).min(origin.at.estimate());
            LeakTrial { origin, passed: data.passed, tested_at }
        })
        .collect();
    let signature = facts.counting_signature();
    let opened = facts.of(Kind::CorrectiveOpened);
    let mut closed = facts.data(Kind::CorrectiveClosed, pick!(CorrectiveClosed));
    closed
        .retain(|(c, one)| opened.iter().any(|i| facts.entry(*i).id == one.corrective && facts.saw(*c, *i)));
    let groups = facts.groups(&facts.of(Kind::FollowUp));
    let asked = facts.data(Kind::FollowUp, pick!(FollowUp));
    let mut counting = Vec::new();
    let mut done: Vec<FollowedUp> = asked
        .iter()
        .map(|(i, data)| {
            let i = *i;
            let complete = is_complete(data);
            let counts = |f: &&usize| asked.iter().any(|(i, data)| i == *f && is_complete(data));
            let group = groups.iter().find(|group| group.contains(&i));
            let first = group.and_then(|group| group.iter().find(counts).copied());
            let current = signature.is_some_and(|s| facts.saw(i, s));
            if current && complete {
                counting.push(i);
            }
            FollowedUp {
                origin: facts.origin(i),
                way: data.way,
                satisfied: data.satisfied,
                opinion: data.opinion,
                signature: data.signature.filter(|_| data.way == FollowUpWay::OnSite),
                refused: data.refused.clone(),
                cause: data.cause,
                complete,
                current,
                leads: false,
                after_correctives: closed.iter().all(|(c, _)| facts.saw(i, *c)),
                twin_of: first.filter(|f| *f != i).map(|f| facts.entry(f).id),
            }
        })
        .collect();
    let newest: Vec<EntryId> = facts.newest(&counting).into_iter().map(|i| facts.entry(i).id).collect();
    for one in &mut done {
        one.leads = newest.contains(&one.origin.entry);
    }
    let by_command = |i: usize| {
        let same = |(f, _): &&(usize, _)| facts.entry(*f).entry.command.id == facts.entry(i).entry.command.id;
        asked.iter().find(same).map(|(f, _)| facts.entry(*f).id)
    };
    let correctives = facts
        .data(Kind::CorrectiveOpened, pick!(CorrectiveOpened))
        .into_iter()
        .map(|(i, data)| {
            let own = facts.entry(i).id;
            let closed = closed.iter().find(|(c, one)| one.corrective == own && facts.saw(*c, i));
            Corrective {
                origin: facts.origin(i),
                follow_up: by_command(i),
                demand: data.demand.clone(),
                closed: closed.map(|(c, one)| (facts.origin(*c), one.done.clone())),
            }
        })
        .collect();
    let mut spot_checks: Vec<Checked> = Vec::new();
    for (i, data) in facts.data(Kind::SpotCheck, pick!(SpotCheck)) {
        let again = |one: &Checked| one.follow_up == data.follow_up && one.origin.by.user == facts.author(i);
        let checked = done.iter().find(|one| one.origin.entry == data.follow_up);
        let of_another = checked.is_some_and(|one| one.origin.by.user != facts.author(i));
        let counts = of_another && !spot_checks.iter().any(again);
        spot_checks.push(Checked {
            origin: facts.origin(i),
            follow_up: data.follow_up,
            confirmed: data.confirmed,
            remark: data.remark.clone(),
            counts,
        });
    }
    order.follow_ups = FollowUps {
        duty,
        repair_class: classes.last().map(|(_, data)| data.repair_class),
        leak_tests,
        done,
        correctives,
        spot_checks,
    };
}
