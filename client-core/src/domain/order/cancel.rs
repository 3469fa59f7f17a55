//! Cancellation against what had happened on site (COL-01, COL-02, COL-03).

use super::conflicts::{Decided, Decisions, Outline, conflict, conflict_id};
use super::facts::{Facts, pick};
use super::{Cancellation, Conflict, Order, Settled};
use crate::domain::entry::Kind;
use crate::domain::entry::office::{CancelledBy, Choice};
use crate::domain::id::UserId;
use crate::domain::policy::Role;

const AUDIENCE: &[Role] = &[Role::Dispatcher, Role::FrontDesk];

/// Begins what a decision names that withdraws a cancellation which crossed nothing: `CANCEL:<its entry>`.
const WITHDRAWAL: &str = "CANCEL";

impl Order {
    /// Cancellations that a decision on `CANCEL:<entry>` may withdraw: not confirmed, and no conflict asks about them or
    /// made them, because that one is the place to answer (lifecycle section 2, DSP-6).
    pub fn withdrawable(&self) -> impl Iterator<Item = &Cancellation> {
        self.cancellations.iter().filter(|cancellation| {
            let entry = cancellation.origin.entry;
            let mut named = self.conflicts.iter().flat_map(|conflict| {
                let settled = conflict.settled.iter().map(|settled| settled.origin.entry);
                conflict.sides.iter().map(|side| side.origin.entry).chain(settled)
            });
            !cancellation.superseded && cancellation.confirmed.is_none() && !named.any(|id| id == entry)
        })
    }
}

/// The outcome of all cancellations.
#[derive(Default)]
pub(super) struct Cancelling {
    pub(super) cancellations: Vec<Cancellation>,
    pub(super) conflicts: Vec<Conflict>,
    /// A cancellation stands: the order ends without a signature.
    pub(super) active: bool,
    /// At least one of them waits for nobody's decision.
    settled: bool,
    /// The desk confirmed it.
    pub(super) confirmed: bool,
    /// People must settle it first.
    pub(super) needs_decision: bool,
    /// Amount that the customer confirmed for a cancellation, in fen.
    pub(super) charge_fen: Option<i64>,
}

/// Settles all cancellations. `repairs` are entries of repairing (`act`, `replace`, `final` steps, parts).
pub(super) fn settle(facts: &mut Facts<'_>, decisions: &Decisions<'_>, repairs: &[usize]) -> Cancelling {
    let mut outcome = Cancelling::default();
    for (c, data) in facts.data(Kind::CancelRequested, pick!(CancelRequested)) {
        if knew_signed(facts, c) {
            facts.strike(c, "already_signed");
            continue;
        }
        let against = |entries: Vec<usize>| -> Vec<usize> {
            entries.into_iter().filter(|i| facts.concurrent(*i, c)).collect()
        };
        let signatures = against(facts.of(Kind::CustomerSigned));
        let mut committed = against(facts.of(Kind::PriceConfirmed));
        committed.extend(against(repairs.to_vec()));
        committed.sort_unstable();
        let on_the_way = against(facts.of_any(&[Kind::SlipReceived, Kind::Arrived, Kind::Finding]));

        let confirms: Vec<usize> = facts
            .data(Kind::CancelConfirmed, pick!(CancelConfirmed))
            .into_iter()
            .filter(|(i, confirm)| confirm.cancellation == facts.entry(c).id && facts.saw(*i, c))
            .map(|(i, _)| i)
            .collect();
        // What somebody knew to be confirmed he can't withdraw any more.
        let open_to = |i: usize, choice: &Choice| {
            *choice != Choice::Continue || !confirms.iter().any(|k| facts.saw(i, *k))
        };
        // A withdrawal holds whatever else turns out to have crossed the cancellation.
        let withdrawn = || {
            ["COL-02", WITHDRAWAL].into_iter().find_map(|rule| {
                let goes_on = |i: usize, choice: &Choice| *choice == Choice::Continue && open_to(i, choice);
                decisions.on_where(facts, &conflict_id(facts, rule, &[c]), &[c], AUDIENCE, goes_on)
            })
        };
        let mut superseded = false;
        let mut open_decision = false;
        let mut charge = None;
        if let Some(first) = facts.earliest(&facts.first(&signatures)) {
            superseded = true;
            outcome.conflicts.push(signature_stands(facts, decisions, c, first));
        } else if let Some(first) = committed.first().copied() {
            let sides = [c, first];
            let id = conflict_id(facts, "COL-03", &[c]);
            let decided = decisions.on(facts, &id, &sides, AUDIENCE).or_else(withdrawn);
            let mut word = "needs_decision";
            match decided.as_ref().map(|d| &d.settled.choice) {
                Some(Choice::Continue) => (superseded, word) = (true, "work_goes_on"),
                Some(Choice::CancelWithCharge(fen)) => (charge, word) = (Some(*fen), "cancelled_with_charge"),
                Some(_) => word = "cancelled_without_charge",
                None => open_decision = true,
            }
            let told = workers(facts, &committed);
            let counts: &[usize] = if open_decision {
                &[]
            } else if superseded {
                &sides[1..]
            } else {
                &sides[..1]
            };
            outcome.conflicts.push(conflict(
                facts,
                Outline {
                    rule: "COL-03",
                    outcome: word,
                    key: &[c],
                    sides: &sides,
                    counts,
                    audience: AUDIENCE,
                    told,
                },
                decided.map(|d| d.settled),
            ));
        } else if let Some(first) = on_the_way.first().copied() {
            let sides = [c, first];
            let id = conflict_id(facts, "COL-02", &[c]);
            let decided = decisions.on_where(facts, &id, &sides, AUDIENCE, open_to).or_else(withdrawn);
            superseded = decided.as_ref().is_some_and(|d| d.settled.choice == Choice::Continue);
            let (word, counts) =
                if superseded { ("work_goes_on", first) } else { ("cancelled_no_charge", c) };
            let told = workers(facts, &on_the_way);
            outcome.conflicts.push(conflict(
                facts,
                Outline {
                    rule: "COL-02",
                    outcome: word,
                    key: &[c],
                    sides: &sides,
                    counts: &[counts],
                    audience: AUDIENCE,
                    told,
                },
                decided.map(|d| d.settled),
            ));
        } else {
            superseded = withdrawn().is_some();
        }

        let confirmed = confirms.first().map(|i| facts.origin(*i));
        if !superseded {
            outcome.cancel(open_decision, confirmed.is_some(), charge.map(|fen| agreed_at_most(facts, fen)));
        }
        if !superseded || !signatures.is_empty() {
            strike_after(facts, c, &signatures);
        }
        outcome.cancellations.push(Cancellation {
            origin: facts.origin(c),
            cancelled_by: data.cancelled_by,
            reason: data.reason.clone(),
            superseded,
            confirmed,
        });
    }
    outcome
}

impl Cancelling {
    /// A cancellation stands, or waits for people. One that is settled goes before all that wait.
    fn cancel(&mut self, waits: bool, confirmed: bool, charge_fen: Option<i64>) {
        self.active = true;
        if waits {
            self.needs_decision = !self.settled;
            return;
        }
        // In doubt the customer pays less: nothing, as soon as one cancellation is without charge (P3).
        self.charge_fen = if self.settled { self.charge_fen.min(charge_fen) } else { charge_fen };
        self.settled = true;
        self.needs_decision = false;
        self.confirmed |= confirmed;
    }
}

/// Whether a question about the end of the order was there for somebody who decided it, and his to decide.
pub(super) fn is_asked(facts: &Facts<'_>, decision: usize, conflict: &str) -> bool {
    let (kind, asking) = match conflict.split_once(':') {
        Some(("COL-03", asking)) => (Kind::CancelRequested, asking),
        Some(("NOT-REPAIRED", asking)) => (Kind::NotRepaired, asking),
        _ => return false,
    };
    let asks = |i: &usize| facts.saw(decision, *i) && facts.entry(*i).id.to_string() == asking;
    let role = facts.entry(decision).entry.by.role;
    (AUDIENCE.contains(&role) || role.rank() > 1) && facts.of(kind).iter().any(asks)
}

/// A charge is never above what the customer had agreed to (PRC-5).
fn agreed_at_most(facts: &Facts<'_>, fen: i64) -> i64 {
    let agreed = facts.data(Kind::PriceConfirmed, pick!(PriceConfirmed));
    fen.clamp(0, agreed.iter().map(|(_, data)| data.amount_fen).min().unwrap_or(0).max(0))
}

/// Whether an entry's author knew that the customer had signed. A signature that dissatisfaction has overtaken closes
/// nothing any more (COL-14, ACC-4).
fn knew_signed(facts: &Facts<'_>, entry: usize) -> bool {
    let failed = facts.rework_calls();
    let signatures = facts.of(Kind::CustomerSigned);
    signatures
        .into_iter()
        .any(|s| facts.saw(entry, s) && !failed.iter().any(|f| facts.saw(entry, *f) && !facts.saw(s, *f)))
}

/// COL-01: the customer signed before anybody there knew that the order was ended.
fn signature_stands<'a>(
    facts: &Facts<'a>,
    decisions: &Decisions<'a>,
    cancellation: usize,
    signature: usize,
) -> Conflict {
    let sides = [cancellation, signature];
    let id = conflict_id(facts, "COL-01", &[cancellation]);
    let decided = decisions.on(facts, &id, &sides, AUDIENCE);
    let outline = Outline {
        rule: "COL-01",
        outcome: "signature_stands",
        key: &[cancellation],
        sides: &sides,
        counts: &[signature],
        audience: AUDIENCE,
        told: vec![facts.author(signature)],
    };
    conflict(facts, outline, decided.map(|d| d.settled))
}

/// "Not repaired" waits for a decision like a cancellation that came from the site. The decision ends the order like a
/// cancellation too: whoever knew of it can't go on (COL-03), a signature that didn't know of it stands (COL-01).
pub(super) fn settle_not_repaired(
    facts: &mut Facts<'_>,
    decisions: &Decisions<'_>,
    outcome: &mut Cancelling,
) {
    if outcome.settled {
        // The order ended otherwise: the reason stays on record and asks nobody.
        return;
    }
    let mut all: Vec<(usize, Option<Decided>)> = Vec::new();
    let mut answers = Vec::new();
    for n in facts.of(Kind::NotRepaired) {
        if !facts.counts(n) {
            continue;
        }
        let id = conflict_id(facts, "NOT-REPAIRED", &[n]);
        let Some(decided) = decisions.on(facts, &id, &[n], AUDIENCE) else {
            all.push((n, None));
            continue;
        };
        let d = decided.index;
        answers.push(d);
        let settled = decided.settled.clone();
        all.push((n, Some(decided)));
        if knew_signed(facts, d) {
            facts.strike(d, "decision_without_effect");
            continue;
        }
        let charge = match &settled.choice {
            Choice::CancelWithoutCharge => None,
            Choice::CancelWithCharge(fen) => Some(agreed_at_most(facts, *fen)),
            _ => {
                outcome.conflicts.push(not_repaired(facts, n, "work_goes_on", Some(&settled)));
                continue;
            }
        };
        // A call for rework by somebody who knew of the end takes no signature away.
        let calls: Vec<usize> =
            facts.rework_calls().into_iter().filter(|call| !facts.saw(*call, d)).collect();
        let signatures: Vec<usize> = facts
            .of(Kind::CustomerSigned)
            .into_iter()
            .filter(|s| facts.concurrent(*s, d) && calls.iter().all(|call| facts.saw(*s, *call)))
            .collect();
        let stands = facts.earliest(&facts.first(&signatures));
        let confirmed = facts
            .data(Kind::CancelConfirmed, pick!(CancelConfirmed))
            .into_iter()
            .find(|(_, confirm)| confirm.cancellation == facts.entry(d).id)
            .map(|(i, _)| facts.origin(i));
        strike_after(facts, d, &signatures);
        outcome.cancellations.push(Cancellation {
            origin: facts.origin(d),
            cancelled_by: CancelledBy::Office,
            reason: settled.reason.clone(),
            superseded: stands.is_some(),
            confirmed,
        });
        let word = if let Some(signature) = stands {
            outcome.conflicts.push(signature_stands(facts, decisions, d, signature));
            "signature_stands"
        } else {
            outcome.cancel(false, confirmed.is_some(), charge);
            "cancelled"
        };
        outcome.conflicts.push(not_repaired(facts, n, word, Some(&settled)));
    }
    if facts.counting_signature().is_some() {
        // The customer signed: a reason that nobody has answered stays on record and asks nobody.
        return;
    }
    // How the order goes on is asked once: not beside a cancellation that asks it, nor by two who wrote the same, nor
    // of somebody who knew of this one when he answered another.
    let asked =
        outcome.settled || outcome.conflicts.iter().any(|c| c.rule == "COL-03" && c.settled.is_none());
    let open = all
        .iter()
        .find(|(n, decided)| decided.is_none() && !answers.iter().any(|answer| facts.saw(*answer, *n)));
    if let Some((n, _)) = open.filter(|_| !asked) {
        outcome.needs_decision = true;
        outcome.conflicts.push(not_repaired(facts, *n, "needs_decision", None));
    }
}

fn not_repaired(facts: &Facts<'_>, n: usize, word: &'static str, settled: Option<&Settled>) -> Conflict {
    let outline = Outline {
        rule: "NOT-REPAIRED",
        outcome: word,
        key: &[n],
        sides: &[n],
        counts: if word == "signature_stands" { &[] } else { &[n] },
        audience: AUDIENCE,
        told: vec![facts.author(n)],
    };
    conflict(facts, outline, settled.cloned())
}

fn workers(facts: &Facts<'_>, entries: &[usize]) -> Vec<UserId> {
    entries.iter().map(|i| facts.author(*i)).collect()
}

/// What was written by people who knew of a cancellation counts for nothing, unless they knew one of the signatures that
/// stand against it; gates stay, because making a place safe is always right (COL-03).
fn strike_after(facts: &mut Facts<'_>, cancellation: usize, signatures: &[usize]) {
    let kinds = [
        Kind::PriceConfirmed,
        Kind::StepResult,
        Kind::PartReplaced,
        Kind::WorkFinished,
        Kind::InspectionResult,
        Kind::CustomerSigned,
        Kind::NotRepaired,
        Kind::ReworkRequested,
    ];
    for i in facts.of_any(&kinds) {
        if facts.saw(i, cancellation) && !signatures.iter().any(|s| facts.saw(i, *s)) {
            facts.strike(i, "cancelled_before");
        }
    }
}
