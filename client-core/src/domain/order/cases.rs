//! Cases beside the work: refused prices, rework, escalation, damage (ACC-3 to ACC-6, DMG-1 to DMG-3).

use super::conflicts::{Decisions, Outline, conflict, conflict_id};
use super::facts::{Facts, pick};
use super::{Conflict, Order, Origin, Settled};
use crate::domain::entry::cases::{DamageKind, EscalationOutcome};
use crate::domain::entry::office::Choice;
use crate::domain::entry::{Body, Kind};
use crate::domain::id::{BlobDigest, EntryId};
use crate::domain::photo::PhotoRef;
use crate::domain::policy::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MANAGERS: &[Role] = &[Role::CscManager, Role::OfficeHead];

/// A quote that the customer refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Origin.
    pub origin: Origin,
    /// The quote.
    pub quote: EntryId,
    /// Why.
    pub reason: String,
}

/// A wish for rework that came outside a trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReworkWish {
    /// Origin.
    pub origin: Origin,
    /// The customer's words: a text blob.
    pub words: BlobDigest,
}

/// Why managers are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationCause {
    /// The second dissatisfaction, or the call by hand.
    pub origin: Origin,
    /// Kind of that entry.
    pub kind: Kind,
    /// What was said: a text blob.
    pub words: Option<BlobDigest>,
    /// Whether a manager's decision has answered it.
    pub answered: bool,
}

/// A manager's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationDecision {
    /// Origin.
    pub origin: Origin,
    /// Outcome.
    pub outcome: EscalationOutcome,
    /// How the matter was handled.
    pub handling: String,
}

/// The escalation of an order (ACC-5, ACC-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Why managers are called, in order.
    pub causes: Vec<EscalationCause>,
    /// Decisions that count, in order.
    pub decisions: Vec<EscalationDecision>,
    /// Whether a cause waits for a manager.
    pub open: bool,
    /// The last decision closed the order without a signature, and nobody has called for anything since.
    pub closed_unsigned: bool,
}

/// An offer or agreement on compensation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compensation {
    /// Origin.
    pub origin: Origin,
    /// Compensation in fen.
    pub amount_fen: i64,
    /// Terms in words.
    pub terms: String,
    /// Agreed by both sides; otherwise an offer.
    pub agreed: bool,
}

/// A case of damaged or lost property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DamageCase {
    /// Origin; its entry names the case.
    pub origin: Origin,
    /// Damaged or lost.
    pub damage: DamageKind,
    /// Description: a text blob.
    pub description: BlobDigest,
    /// Photos.
    pub photos: Vec<PhotoRef>,
    /// Offers and agreements, in order.
    pub compensations: Vec<Compensation>,
    /// The agreement that closed the case.
    pub settled: Option<Compensation>,
}

impl Order {
    /// A manager has closed it without a signature, and nothing has called him again since (ACC-6).
    pub fn closed_unsigned(&self) -> bool {
        self.escalation.as_ref().is_some_and(|escalation| escalation.closed_unsigned)
    }
}

/// Dissatisfactions that came after rework was done: each calls the managers by itself (ACC-5). Two people who wrote
/// down the same one are no escalation (COL-15), nor are two calls within one round.
pub(super) fn repeated(facts: &Facts<'_>) -> Vec<usize> {
    let all = facts.complaints();
    let mut reworked = facts.of(Kind::WorkFinished);
    reworked.retain(|f| all.iter().any(|earlier| facts.saw(*f, *earlier)));
    all.iter().copied().filter(|later| reworked.iter().any(|f| facts.saw(*later, *f))).collect()
}

/// Cases need what they build on.
pub(super) fn strike_unfounded(facts: &mut Facts<'_>) {
    let received = facts.of(Kind::SlipReceived);
    for i in facts.of_any(&[Kind::DamageReported, Kind::EscalationOpened]) {
        if !received.iter().any(|r| facts.saw(i, *r)) {
            facts.strike(i, "not_received");
        }
    }
    let cases: BTreeMap<EntryId, usize> =
        facts.of(Kind::DamageReported).into_iter().map(|c| (facts.entry(c).id, c)).collect();
    for (i, data) in facts.data(Kind::DamageSettled, pick!(DamageSettled)) {
        if !cases.get(&data.case).is_some_and(|c| facts.saw(i, *c)) {
            facts.strike(i, "no_such_case");
        } else if data.amount_fen < 0 {
            facts.strike(i, "amount_is_negative");
        }
    }
}

/// Whether a wish for rework is about work that its author knew to be done.
pub(super) fn wish_is_founded(facts: &Facts<'_>, wish: usize) -> bool {
    facts.of(Kind::WorkFinished).iter().any(|f| facts.saw(wish, *f))
}

/// Whether the author of a decision knew of something that called him.
pub(super) fn decision_is_founded(facts: &Facts<'_>, decision: usize) -> bool {
    let opened = facts.of(Kind::EscalationOpened);
    repeated(facts).iter().chain(&opened).any(|cause| facts.saw(decision, *cause))
}

/// Whether a decision ends unsigned what its author did not know to be finished: that is cancelled instead.
pub(super) fn closes_unfinished(facts: &Facts<'_>, decision: usize) -> bool {
    let unsigned = matches!(
        &facts.entry(decision).entry.body,
        Body::EscalationDecided(data) if data.outcome == EscalationOutcome::ClosedUnsigned
    );
    unsigned && !wish_is_founded(facts, decision)
}

/// Of managers' decisions that did not know each other the higher role's counts, then the earlier one (P8).
pub(super) fn strike_outranked(facts: &mut Facts<'_>) {
    for kind in [Kind::EscalationDecided, Kind::DamageSettled] {
        let all = facts.of(kind);
        for i in &all {
            let beaten = all.iter().any(|other| {
                let rank = |i: usize| facts.entry(i).entry.by.role.rank();
                let order = || rank(*other).cmp(&rank(*i)).then_with(|| facts.earlier(*i, *other));
                facts.concurrent(*other, *i)
                    && same_matter(facts, *other, *i)
                    && order() == std::cmp::Ordering::Greater
            });
            if beaten {
                facts.strike(*i, "decided_otherwise");
            }
        }
    }
}

/// Offers to one case stand side by side; agreements of one case, and decisions of one escalation, don't.
fn same_matter(facts: &Facts<'_>, a: usize, b: usize) -> bool {
    match (&facts.entry(a).entry.body, &facts.entry(b).entry.body) {
        (Body::DamageSettled(a), Body::DamageSettled(b)) => a.case == b.case && a.agreed && b.agreed,
        (Body::EscalationDecided(_), Body::EscalationDecided(_)) => true,
        _ => false,
    }
}

/// Reads the cases into the order; answers the collisions in which they stand beside a signature.
pub(super) fn read(facts: &Facts<'_>, decisions: &Decisions<'_>, order: &mut Order) -> Vec<Conflict> {
    order.refusals = facts
        .data(Kind::PriceRefused, pick!(PriceRefused))
        .into_iter()
        .map(|(i, data)| Refusal { origin: facts.origin(i), quote: data.quote, reason: data.reason.clone() })
        .collect();
    order.rework_wishes = facts
        .data(Kind::ReworkRequested, pick!(ReworkRequested))
        .into_iter()
        .map(|(i, data)| ReworkWish { origin: facts.origin(i), words: data.words })
        .collect();
    let mut conflicts = read_escalation(facts, decisions, order);
    conflicts.extend(read_damages(facts, decisions, order));
    conflicts
}

fn read_escalation(facts: &Facts<'_>, decisions: &Decisions<'_>, order: &mut Order) -> Vec<Conflict> {
    let opened = facts.data(Kind::EscalationOpened, pick!(EscalationOpened));
    let inspections = facts.data(Kind::InspectionResult, pick!(InspectionResult));
    let wishes = facts.data(Kind::ReworkRequested, pick!(ReworkRequested));
    let decided = facts.data(Kind::EscalationDecided, pick!(EscalationDecided));
    let mut causes = repeated(facts);
    causes.extend(opened.iter().map(|(i, _)| *i));
    causes.sort_unstable();
    if causes.is_empty() {
        return Vec::new();
    }
    let words = |i: usize| {
        let called = opened.iter().find(|(o, _)| *o == i).map(|(_, data)| data.words);
        let wished = wishes.iter().find(|(w, _)| *w == i).map(|(_, data)| data.words);
        let tried = inspections.iter().find(|(t, _)| *t == i).and_then(|(_, data)| data.words);
        called.or(wished).or(tried)
    };
    let mut causes: Vec<(usize, EscalationCause)> = causes
        .into_iter()
        .filter_map(|i| {
            let kind = facts.entry(i).entry.body.kind()?;
            let answered = decided.iter().any(|(d, _)| facts.saw(*d, i));
            Some((i, EscalationCause { origin: facts.origin(i), kind, words: words(i), answered }))
        })
        .collect();
    let mut conflicts = Vec::new();
    let signatures = facts.of(Kind::CustomerSigned);
    for (e, cause) in causes.iter_mut().filter(|(_, cause)| cause.kind == Kind::EscalationOpened) {
        let Some(s) = signatures.iter().copied().find(|s| facts.concurrent(*s, *e)) else { continue };
        // COL-19: the managers still look at it, although the customer signed meanwhile.
        let sides = [*e, s];
        let id = conflict_id(facts, "COL-19", &[*e]);
        let answer = decided.iter().find(|(d, _)| sides.iter().all(|side| facts.saw(*d, *side)));
        let answer = answer.map(|(d, data)| Settled {
            origin: facts.origin(*d),
            choice: Choice::Confirm,
            reason: data.handling.clone(),
        });
        let settled = answer.or_else(|| decisions.on(facts, &id, &sides, MANAGERS).map(|d| d.settled));
        // One action closes both: the look at it is the answer to the call.
        cause.answered |= settled.is_some();
        let outline = Outline {
            rule: "COL-19",
            outcome: "escalation_stays_open",
            key: &[*e],
            sides: &sides,
            counts: &sides,
            audience: MANAGERS,
            told: vec![facts.author(*e)],
        };
        conflicts.push(conflict(facts, outline, settled));
    }
    let causes: Vec<EscalationCause> = causes.into_iter().map(|(_, cause)| cause).collect();
    let open = causes.iter().any(|cause| !cause.answered);
    let calls = facts.rework_calls();
    let last = decided.last().map(|(i, data)| (*i, data.outcome));
    let closed_unsigned = !open
        && last.is_some_and(|(d, outcome)| {
            outcome == EscalationOutcome::ClosedUnsigned && calls.iter().all(|call| facts.saw(d, *call))
        });
    order.escalation = Some(Escalation {
        closed_unsigned,
        open,
        causes,
        decisions: decided
            .into_iter()
            .map(|(i, data)| EscalationDecision {
                origin: facts.origin(i),
                outcome: data.outcome,
                handling: data.handling.clone(),
            })
            .collect(),
    });
    conflicts
}

fn read_damages(facts: &Facts<'_>, decisions: &Decisions<'_>, order: &mut Order) -> Vec<Conflict> {
    let settlements = facts.data(Kind::DamageSettled, pick!(DamageSettled));
    let signatures = facts.of(Kind::CustomerSigned);
    let lines = facts.of_any(&[Kind::LineReported, Kind::LineApproved]);
    let mut conflicts = Vec::new();
    for (i, data) in facts.data(Kind::DamageReported, pick!(DamageReported)) {
        let own: Vec<_> = settlements.iter().filter(|(_, s)| s.case == facts.entry(i).id).collect();
        let agreed: Vec<usize> = own.iter().filter(|(_, s)| s.agreed).map(|(s, _)| *s).collect();
        let last = facts.earliest(&facts.newest(&agreed));
        let compensation = |(s, data): &(usize, &crate::domain::entry::cases::DamageSettled)| Compensation {
            origin: facts.origin(*s),
            amount_fen: data.amount_fen,
            terms: data.terms.clone(),
            agreed: data.agreed,
        };
        let settled = own.iter().find(|(s, _)| Some(*s) == last).map(|one| compensation(one));
        let crossed = |entries: &[usize]| entries.iter().copied().find(|s| facts.concurrent(*s, i));
        if let Some(s) = crossed(&signatures).or_else(|| crossed(&lines)) {
            // COL-18: both stand; the case is the managers' and doesn't touch the price. Finance gets a note.
            let sides = [i, s];
            let mut told = vec![facts.author(i)];
            told.extend(lines.iter().map(|line| facts.author(*line)));
            let id = conflict_id(facts, "COL-18", &[i]);
            let closed = settled.as_ref().map(|agreement| Settled {
                origin: agreement.origin,
                choice: Choice::Confirm,
                reason: agreement.terms.clone(),
            });
            let closed = closed.or_else(|| decisions.on(facts, &id, &sides, MANAGERS).map(|d| d.settled));
            let outline = Outline {
                rule: "COL-18",
                outcome: "both_stand",
                key: &[i],
                sides: &sides,
                counts: &sides,
                audience: MANAGERS,
                told,
            };
            conflicts.push(conflict(facts, outline, closed));
        }
        order.damages.push(DamageCase {
            origin: facts.origin(i),
            damage: data.damage,
            description: data.description,
            photos: data.photos.clone(),
            compensations: own.iter().map(|one| compensation(one)).collect(),
            settled,
        });
    }
    conflicts
}
