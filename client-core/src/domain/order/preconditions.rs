//! Preconditions of lifecycle section 3, asked again of what each author had seen. What doesn't meet them counts for
//! nothing and stays visible.

use super::conflicts::Decisions;
use super::facts::{Facts, pick};
use super::fold::evaluate;
use super::{Order, Origin};
use crate::domain::entry::office::{Choice, ServiceKind};
use crate::domain::entry::site::{QuoteLine, Quoted};
use crate::domain::entry::{Body, Kind};
use crate::domain::policy::Role;
use crate::domain::procedure::{Library, Step, needs_price};

/// More ends of work than this are not weighed: nobody finishes an order so often, and each costs an evaluation.
const MOST_FINISHES: usize = 64;

/// The procedure step that an entry speaks of; the version matters only for its kind, which versions keep.
fn step_of<'l>(library: &'l Library, step: &str) -> Option<&'l Step> {
    library.iter().find_map(|procedure| procedure.step(step))
}

/// Entries of repairing: they need the price (PRC-2) and weigh against a cancellation (COL-03).
pub(super) fn repair_entries(facts: &Facts<'_>, library: &Library) -> Vec<usize> {
    facts
        .of_any(&[Kind::StepResult, Kind::PartReplaced])
        .into_iter()
        .filter(|i| match &facts.entry(*i).entry.body {
            Body::StepResult(data) => step_of(library, &data.step).is_some_and(needs_price),
            _ => true,
        })
        .collect()
}

/// A claim that a person rejected counts for nothing (COL-32).
pub(super) fn strike_rejected_claims(facts: &mut Facts<'_>, decisions: &Decisions<'_>) {
    for (m, data) in facts.data(Kind::Marked, pick!(Marked)) {
        let conflict = format!("CLAIM:{}", data.entry);
        let reviewed = decisions.on(facts, &conflict, &[m], &[Role::Dispatcher, Role::FrontDesk]);
        if reviewed.is_some_and(|d| d.settled.choice == Choice::Reject)
            && let Some(i) = facts.index_of(&data.entry)
        {
            facts.strike(i, "claim_rejected");
        }
    }
}

/// Whether a quote's amount is the sum of its lines.
fn adds_up(quote: &Quoted) -> bool {
    let sum = quote.lines.iter().try_fold(0_i64, |sum, line: &QuoteLine| {
        let sound = line.quantity >= 1 && line.unit_price_fen >= 0;
        sum.checked_add(line.amount_fen().filter(|_| sound)?)
    });
    !quote.lines.is_empty() && sum == Some(quote.amount_fen)
}

/// Price and site: what was quoted, agreed and done had what it needs.
pub(super) fn strike_unprepared(facts: &mut Facts<'_>, order: &Order, library: &Library) {
    let special = order.registered.as_ref().is_none_or(|r| r.service_kind == ServiceKind::Special);
    for (i, data) in facts.data(Kind::Quoted, pick!(Quoted)) {
        if !special {
            facts.strike(i, "not_priced");
        } else if !adds_up(data) {
            facts.strike(i, "amount_is_not_the_sum");
        }
    }
    for (i, data) in facts.data(Kind::PriceConfirmed, pick!(PriceConfirmed)) {
        let quotes = facts.data(Kind::Quoted, pick!(Quoted));
        let quote = quotes.iter().find(|(q, _)| facts.entry(*q).id == data.quote && facts.saw(i, *q));
        match quote {
            None => facts.strike(i, "no_such_quote"),
            Some((_, quote)) if quote.amount_fen != data.amount_fen => {
                facts.strike(i, "amount_differs_from_quote");
            }
            Some((_, quote)) if quote.price_list_version != data.price_list_version => {
                facts.strike(i, "version_differs_from_quote");
            }
            Some(_) => {}
        }
    }
    if order.registered.as_ref().is_some_and(|r| r.service_kind == ServiceKind::Special) {
        let consents = facts.of(Kind::PriceConfirmed);
        for i in repair_entries(facts, library) {
            if !consents.iter().any(|c| facts.saw(i, *c)) {
                facts.strike(i, "price_not_agreed");
            }
        }
    }
    let arrivals = facts.of(Kind::Arrived);
    for i in facts.of(Kind::NotRepaired) {
        if !arrivals.iter().any(|a| facts.author(*a) == facts.author(i) && facts.saw(i, *a)) {
            facts.strike(i, "not_arrived");
        }
    }
}

/// Acceptance counts when its author had seen what it needs, whatever arrived since (P2).
pub(super) fn strike_unaccepted(facts: &mut Facts<'_>, library: &Library, order: &Order) {
    for (n, i) in facts.of(Kind::WorkFinished).into_iter().enumerate() {
        if n >= MOST_FINISHES {
            facts.strike(i, "too_many");
        } else if evaluate(facts, library, order, Some(i)).is_some_and(|checklist| !checklist.passed) {
            facts.strike(i, "final_test_not_passed");
        }
    }
    // In order, so that whatever an entry builds on has been judged before it.
    for i in facts.of_any(&[Kind::InspectionResult, Kind::CustomerSigned]) {
        let inspections = facts.data(Kind::InspectionResult, pick!(InspectionResult));
        let failed: Vec<usize> =
            inspections.iter().filter(|(f, d)| !d.passed && facts.saw(i, *f)).map(|(f, _)| *f).collect();
        let signature = facts.entry(i).entry.body.kind() == Some(Kind::CustomerSigned);
        let basis: Vec<usize> = if signature {
            inspections.iter().filter(|(_, d)| d.passed).map(|(p, _)| *p).collect()
        } else {
            facts.of(Kind::WorkFinished)
        };
        if !basis.iter().any(|b| facts.saw(i, *b) && failed.iter().all(|f| facts.saw(*b, *f))) {
            facts.strike(i, if signature { "not_inspected" } else { "work_not_finished" });
        }
    }
}

/// What was agreed is closed by the signature: a price written by somebody who knew of it, and of no dissatisfaction
/// since, counts for nothing (PRC-5).
pub(super) fn strike_signed_before(facts: &mut Facts<'_>) {
    let failed = facts.failed_inspections();
    for i in facts.of_any(&[Kind::Quoted, Kind::PriceConfirmed, Kind::NotRepaired]) {
        let closed =
            |s: &usize| facts.saw(i, *s) && !failed.iter().any(|f| facts.saw(i, *f) && !facts.saw(*s, *f));
        if facts.of(Kind::CustomerSigned).iter().any(closed) {
            facts.strike(i, "already_signed");
        }
    }
}

/// The write-off that counts: it needs a signature or a manager's reason, and must know of every dissatisfaction
/// (DSP-9, COL-31).
pub(super) fn write_off(facts: &mut Facts<'_>) -> Option<Origin> {
    let signatures = facts.of(Kind::CustomerSigned);
    let finished = facts.of(Kind::WorkFinished);
    let failed = facts.failed_inspections();
    for (i, data) in facts.data(Kind::DispatchWrittenOff, pick!(DispatchWrittenOff)) {
        let signed = signatures.iter().any(|s| facts.saw(i, *s));
        if data.manager_reason.is_none() && !signed {
            facts.strike(i, "not_signed");
        } else if data.manager_reason.is_some() && facts.entry(i).entry.by.role.rank() < 2 {
            facts.strike(i, "not_a_manager");
        } else if !signed && !finished.iter().any(|f| facts.saw(i, *f)) {
            facts.strike(i, "work_not_finished");
        } else if !failed.iter().all(|f| facts.saw(i, *f)) {
            facts.strike(i, "overtaken_by_rework");
        }
    }
    facts.of(Kind::DispatchWrittenOff).first().map(|i| facts.origin(*i))
}
