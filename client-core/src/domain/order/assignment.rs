//! Who holds the slip: assignments, and what happens when two people assigned or somebody was already on his way
//! (DSP-11, COL-04, COL-05).

use super::conflicts::{Decisions, Outline, conflict, conflict_id};
use super::facts::{Facts, SHARED_KINDS, TECHNICIAN_KINDS, pick};
use super::{Assignment, Conflict};
use crate::domain::entry::Kind;
use crate::domain::id::UserId;
use crate::domain::policy::Role;
use planted::Bug;

const AUDIENCE: &[Role] = &[Role::Dispatcher, Role::FrontDesk];

/// The outcome of all assignments.
#[derive(Default)]
pub(super) struct Holding {
    pub(super) holder: Option<UserId>,
    pub(super) assignments: Vec<Assignment>,
    pub(super) conflicts: Vec<Conflict>,
}

/// An entry that gives the slip to somebody: an assignment, or a technician's own hand on what nobody held.
struct Given<'a> {
    technician: UserId,
    reason: Option<&'a str>,
}

fn given<'a>(facts: &Facts<'a>) -> Vec<(usize, Given<'a>)> {
    let mut given: Vec<(usize, Given<'a>)> = facts
        .data(Kind::Assigned, pick!(Assigned))
        .into_iter()
        .map(|(i, data)| (i, Given { technician: data.technician, reason: data.reason.as_deref() }))
        .collect();
    let taken = facts.of(Kind::PoolTaken).into_iter();
    given.extend(taken.map(|i| (i, Given { technician: facts.author(i), reason: None })));
    given.sort_unstable_by_key(|(i, _)| *i);
    given
}

/// Takes out of the pool count only where their author knew the slip, and nobody who held it. A return counts only of
/// somebody who was given the slip and hasn't gone to work on site.
fn strike_unfit_takes(facts: &mut Facts<'_>) {
    let slips = facts.of(Kind::SlipIssued);
    for i in facts.of_any(&[Kind::PoolTaken, Kind::AssignmentReturned]) {
        let all = given(facts);
        if facts.entry(i).entry.body.kind() == Some(Kind::PoolTaken) {
            let known: Vec<usize> =
                all.iter().map(|(g, _)| *g).filter(|g| *g != i && facts.saw(i, *g)).collect();
            let newest = facts.newest(&known);
            let back = |(g, one): &&(usize, Given<'_>)| handed_back(facts, *g, one.technician, Some(i));
            let (returned, standing): (Vec<_>, Vec<_>) =
                all.iter().filter(|(g, _)| newest.contains(g)).partition(back);
            // What a later assignment replaced holds nobody; of the newest ones none may stand, unless a person had
            // decided for one who gave it back since.
            let held = !standing.is_empty() && (returned.is_empty() || !decided_before(facts, i));
            if held || !slips.iter().any(|slip| facts.saw(i, *slip)) {
                facts.strike(i, "not_in_pool");
            }
        } else {
            let own = |(g, one): &(usize, Given<'_>)| one.technician == facts.author(i) && facts.saw(i, *g);
            let arrived = facts.of(Kind::Arrived);
            let on_site = arrived.iter().any(|a| facts.author(*a) == facts.author(i) && facts.saw(i, *a));
            if !all.iter().any(own) {
                facts.strike(i, "not_assigned");
            } else if on_site {
                facts.strike(i, "already_on_site");
            }
        }
    }
}

/// Whether the author of an entry knew of a person's decision on who holds the slip.
fn decided_before(facts: &Facts<'_>, by: usize) -> bool {
    facts.data(Kind::Decision, pick!(Decision)).into_iter().any(|(d, data)| {
        let role = facts.entry(d).entry.by.role;
        facts.saw(by, d)
            && (AUDIENCE.contains(&role) || role.rank() > 1)
            && (data.conflict.starts_with("COL-04:") || data.conflict.starts_with("COL-05:"))
    })
}

/// Whether a technician has given back what entry `given` gave him; `seen_by` limits it to what that author knew.
fn handed_back(facts: &Facts<'_>, given: usize, technician: UserId, seen_by: Option<usize>) -> bool {
    facts.of(Kind::AssignmentReturned).into_iter().any(|r| {
        facts.author(r) == technician && facts.saw(r, given) && seen_by.is_none_or(|by| facts.saw(by, r))
    })
}

/// A technician's entries that count only when he had seen his own assignment.
pub(super) fn strike_unassigned(facts: &mut Facts<'_>) {
    strike_unfit_takes(facts);
    let assigned: Vec<(usize, UserId)> =
        given(facts).into_iter().map(|(i, one)| (i, one.technician)).collect();
    for i in facts.of_any(TECHNICIAN_KINDS) {
        let author = facts.author(i);
        let holds = !planted::is(Bug::WorkIsDropped)
            || assigned.last().is_some_and(|(_, technician)| *technician == author);
        if !holds || !assigned.iter().any(|(a, technician)| *technician == author && facts.saw(i, *a)) {
            facts.strike(i, "not_assigned");
        }
    }
    for i in facts.of_any(SHARED_KINDS) {
        let author = facts.author(i);
        let technician = facts.entry(i).entry.by.role == Role::Technician;
        if technician && !assigned.iter().any(|(a, holder)| *holder == author && facts.saw(i, *a)) {
            facts.strike(i, "not_assigned");
        }
    }
}

/// Settles all assignments.
pub(super) fn settle(facts: &Facts<'_>, decisions: &Decisions<'_>) -> Holding {
    let all = given(facts);
    let indexes: Vec<usize> = all.iter().map(|(i, _)| *i).collect();
    let technician_of = |i: usize| all.iter().find(|(a, _)| *a == i).map(|(_, data)| data.technician);
    let newest = facts.newest(&indexes);
    // Whoever gave the slip back holds it no more; a question about it stays asked under the same id.
    let stands = |i: &usize| technician_of(*i).is_some_and(|who| !handed_back(facts, *i, who, None));
    let standing: Vec<usize> = newest.iter().copied().filter(stands).collect();

    // An earlier assignment whose technician was at work, unaware of the newest ones, stays in the running (COL-05).
    let overtaken: Vec<usize> = indexes
        .iter()
        .copied()
        .filter(|p| !newest.contains(p) && stands(p))
        .filter(|p| newest.iter().all(|n| technician_of(*n) != technician_of(*p)))
        .filter(|p| !own_work(facts, technician_of(*p), *p, &newest).is_empty())
        .collect();
    // Several assignments of one technician stand for one side: the last.
    let overtaken: Vec<usize> = overtaken
        .iter()
        .copied()
        .filter(|p| !overtaken.iter().any(|q| q > p && technician_of(*q) == technician_of(*p)))
        .collect();

    // Once the customer has signed, the slip is whose work he signed; later claims are history (P2).
    let signed = facts.counting_signature().and_then(|s| {
        let own = |a: &&usize| technician_of(**a) == Some(facts.author(s)) && facts.saw(s, **a);
        indexes.iter().rev().find(own).copied()
    });
    let rivals = |sides: &[usize]| {
        sides.iter().any(|i| Some(technician_of(*i)) != sides.first().map(|first| technician_of(*first)))
    };
    let mut conflicts = Vec::new();
    let mut holding = facts.earliest(&standing);

    let id = conflict_id(facts, "COL-04", &newest);
    let decided = if rivals(&newest) { decisions.on(facts, &id, &newest, AUDIENCE) } else { None };
    if decided.is_some() || rivals(&standing) {
        // Whom a decision chose and who then gave it back leaves it to the pool, not to whom it was taken from.
        let running = if decided.is_some() { &newest } else { &standing };
        let chosen = decided.as_ref().and_then(|d| d.chosen(facts, &newest));
        let arrived = first_by(facts, running, technician_of, Kind::Arrived);
        let received = first_by(facts, running, technician_of, Kind::SlipReceived);
        holding = chosen.or(arrived).or(received).or(facts.earliest(running));
        let outcome = match (chosen, arrived, received) {
            (Some(_), ..) => "decided_technician_holds",
            (None, Some(_), _) => "arrived_first_holds",
            (None, None, Some(_)) => "received_first_holds",
            (None, None, None) => "earlier_assignment_holds",
        };
        let told = newest.iter().filter_map(|i| technician_of(*i)).collect();
        let outline = Outline {
            rule: "COL-04",
            outcome: if signed.is_some() { "signed_for_holds" } else { outcome },
            key: &newest,
            sides: &newest,
            counts: &[],
            audience: AUDIENCE,
            told,
        };
        // Work of a third one asks the same question with more sides: it is asked once.
        if decided.is_some() || overtaken.is_empty() {
            let counts = signed.or(holding);
            let outline = Outline { counts: counts.as_slice(), ..outline };
            conflicts.push(conflict(facts, outline, decided.map(|d| d.settled)));
        }
    }

    if !overtaken.is_empty() {
        let mut candidates = newest.clone();
        candidates.extend(&overtaken);
        let works: Vec<(usize, Vec<usize>)> =
            overtaken.iter().map(|p| (*p, own_work(facts, technician_of(*p), *p, &newest))).collect();
        let mut sides = candidates.clone();
        sides.extend(works.iter().filter_map(|(_, work)| most_telling(facts, work)));
        let id = conflict_id(facts, "COL-05", &candidates);
        let decided = decisions.on(facts, &id, &sides, AUDIENCE);
        let left: Vec<usize> = candidates.iter().copied().filter(stands).collect();
        let chosen = decided.as_ref().and_then(|d| d.chosen(facts, &candidates));
        let on_site = |work: &[usize]| work.iter().any(|i| !on_the_way(facts.entry(*i).entry.body.kind()));
        let at_work: Vec<usize> = works.iter().filter(|(_, work)| on_site(work)).map(|(p, _)| *p).collect();
        let stays = facts.earliest(&at_work);
        holding = chosen.or(stays).or(holding);
        let outcome = match (chosen, stays) {
            _ if signed.is_some() => "signed_for_holds",
            (Some(_), _) => "decided_technician_holds",
            (None, Some(_)) => "first_technician_stays",
            (None, None) => "new_technician_holds",
        };
        let told = candidates.iter().filter_map(|i| technician_of(*i)).collect();
        // The outcome follows the holder's assignment, and the work that speaks for it.
        let holder = signed.or(holding);
        let mut counts: Vec<usize> = holder.into_iter().collect();
        let spoken_for = works.iter().filter(|(p, _)| holder == Some(*p));
        counts.extend(spoken_for.filter_map(|(_, work)| most_telling(facts, work)));
        let outline = Outline {
            rule: "COL-05",
            outcome,
            key: &candidates,
            sides: &sides,
            counts: &counts,
            audience: AUDIENCE,
            told,
        };
        // Where all but one have given it back there is nothing to choose.
        if decided.is_some() || rivals(&left) {
            conflicts.push(conflict(facts, outline, decided.map(|d| d.settled)));
        }
    }
    let holding = signed.or(holding.filter(stands));

    Holding {
        holder: holding.and_then(technician_of),
        assignments: all
            .iter()
            .map(|(i, data)| Assignment {
                origin: facts.origin(*i),
                technician: data.technician,
                reason: data.reason.map(str::to_owned),
                holds: holding == Some(*i),
            })
            .collect(),
        conflicts,
    }
}

/// What the technician of assignment `p` did without having seen any of `newest`.
fn own_work(facts: &Facts<'_>, technician: Option<UserId>, p: usize, newest: &[usize]) -> Vec<usize> {
    let Some(technician) = technician else { return Vec::new() };
    let mut kinds = TECHNICIAN_KINDS.to_vec();
    kinds.extend(SHARED_KINDS);
    facts
        .of_any(&kinds)
        .into_iter()
        .filter(|i| facts.author(*i) == technician && facts.entry(*i).entry.by.role == Role::Technician)
        .filter(|i| facts.saw(*i, p))
        .filter(|i| newest.iter().all(|n| facts.concurrent(*i, *n)))
        .collect()
}

/// Kinds that don't say that a technician is at the customer's now: written without having arrived, or when he left.
fn on_the_way(kind: Option<Kind>) -> bool {
    let before = [
        Kind::SlipReceived,
        Kind::ToolsChecked,
        Kind::EscalationOpened,
        Kind::DamageReported,
        Kind::LeftSite,
        Kind::CustomerAbsent,
    ];
    kind.is_some_and(|kind| before.contains(&kind) || SHARED_KINDS.contains(&kind))
}

/// The entry to show for a technician's work: his arrival, else his receipt, else the first one.
fn most_telling(facts: &Facts<'_>, work: &[usize]) -> Option<usize> {
    let of = |kind: Kind| work.iter().copied().find(|i| facts.entry(*i).entry.body.kind() == Some(kind));
    of(Kind::Arrived).or_else(|| of(Kind::SlipReceived)).or_else(|| work.first().copied())
}

/// Of the assignments whose technician recorded `kind` having seen his own one: that of the earliest such record.
fn first_by(
    facts: &Facts<'_>,
    assignments: &[usize],
    technician_of: impl Fn(usize) -> Option<UserId>,
    kind: Kind,
) -> Option<usize> {
    let records: Vec<(usize, usize)> = facts
        .of(kind)
        .into_iter()
        .filter_map(|i| {
            let own = |a: &&usize| technician_of(**a) == Some(facts.author(i)) && facts.saw(i, **a);
            assignments.iter().find(own).map(|a| (i, *a))
        })
        .collect();
    let earliest = facts.earliest(&records.iter().map(|(i, _)| *i).collect::<Vec<_>>())?;
    records.iter().find(|(i, _)| *i == earliest).map(|(_, a)| *a)
}
