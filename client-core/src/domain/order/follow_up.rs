//! Follow-ups, what they ask to be put right, and spot checks (FUP).

use super::facts::{Facts, pick};
use super::{Order, Origin};
use crate::domain::entry::Kind;
use crate::domain::entry::follow_up::{Cause, FollowUpBy, FollowUpWay, RepairClass};
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
    /// The first check of this follow-up by this manager: only that one counts (COL-34).
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
            let tested_at = data.tested_at.min(origin.at.estimate());
            LeakTrial { origin, passed: data.passed, tested_at }
        })
        .collect();
    let signature = facts.counting_signature();
    let closed = facts.data(Kind::CorrectiveClosed, pick!(CorrectiveClosed));
    let mut counting = Vec::new();
    let mut done: Vec<FollowedUp> = facts
        .data(Kind::FollowUp, pick!(FollowUp))
        .into_iter()
        .map(|(i, data)| {
            let phone = data.way != FollowUpWay::OnSite;
            let columns = data.opinion.is_some() && (phone || data.signature.is_some());
            let complete = columns || (!phone && data.refused.is_some());
            let current = signature.is_some_and(|s| facts.saw(i, s));
            if current && complete {
                counting.push(i);
            }
            FollowedUp {
                origin: facts.origin(i),
                way: data.way,
                satisfied: data.satisfied,
                opinion: data.opinion,
                signature: data.signature.filter(|_| !phone),
                refused: data.refused.clone(),
                cause: data.cause,
                complete,
                current,
                leads: false,
                after_correctives: closed.iter().all(|(c, _)| facts.saw(i, *c)),
            }
        })
        .collect();
    let newest: Vec<EntryId> = facts.newest(&counting).into_iter().map(|i| facts.entry(i).id).collect();
    for one in &mut done {
        one.leads = newest.contains(&one.origin.entry);
    }
    let asked = facts.data(Kind::FollowUp, pick!(FollowUp));
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
        let counts = !spot_checks.iter().any(again);
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
