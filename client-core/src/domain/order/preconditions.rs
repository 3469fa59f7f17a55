//! Preconditions of lifecycle section 3, asked again of what each author had seen. What doesn't meet them counts for
//! nothing and stays visible.

use super::facts::{Facts, pick};
use super::fold::evaluate;
use super::{Charge, Order, cases, shown};
use crate::domain::entry::site::{QuoteLine, Quoted};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::{EntryId, UserId};
use crate::domain::procedure::{Library, Step, needs_price};
use std::collections::BTreeMap;

/// More ends of work by one author than this are not weighed: nobody finishes an order so often, and each costs an
/// evaluation.
const MOST_FINISHES: usize = 64;
/// More trials, signatures, wishes or decisions of one kind by one author than this are not weighed.
const MOST_ANSWERS: usize = 256;

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
    strike_absent(facts);
    for (i, data) in facts.data(Kind::Quoted, pick!(Quoted)) {
        if matches!(order.charge, Some(Charge::Regular | Charge::Free)) {
            facts.strike(i, "not_priced");
        } else if !adds_up(data) {
            facts.strike(i, "amount_is_not_the_sum");
        }
    }
    let quotes: BTreeMap<EntryId, (usize, &Quoted)> = facts
        .data(Kind::Quoted, pick!(Quoted))
        .into_iter()
        .map(|(q, data)| (facts.entry(q).id, (q, data)))
        .collect();
    let mut refused: BTreeMap<EntryId, Vec<usize>> = BTreeMap::new();
    for (i, data) in facts.data(Kind::PriceRefused, pick!(PriceRefused)) {
        if quotes.get(&data.quote).is_some_and(|(q, _)| facts.saw(i, *q)) {
            refused.entry(data.quote).or_default().push(i);
        } else {
            facts.strike(i, "no_such_quote");
        }
    }
    for (i, data) in facts.data(Kind::PriceConfirmed, pick!(PriceConfirmed)) {
        let quote = quotes.get(&data.quote).filter(|(q, _)| facts.saw(i, *q));
        let reason = match quote {
            None => "no_such_quote",
            Some((_, quote)) if quote.amount_fen != data.amount_fen => "amount_differs_from_quote",
            Some((_, quote)) if quote.price_list_version != data.price_list_version => {
                "version_differs_from_quote"
            }
            Some((_, quote)) if shown::price_digest(quote) != data.shown => "shown_differs_from_quote",
            Some(_) if refused.get(&data.quote).is_some_and(|r| r.iter().any(|r| facts.saw(i, *r))) => {
                "price_refused"
            }
            Some(_) => continue,
        };
        facts.strike(i, reason);
    }
    let consents = facts.of(Kind::PriceConfirmed);
    if order.charge == Some(Charge::Paid) {
        for i in repair_entries(facts, library) {
            if !consents.iter().any(|c| facts.saw(i, *c)) {
                facts.strike(i, "price_not_agreed");
            }
        }
    }
}

/// Nobody speaks of what happened at the customer's who has never been there.
fn strike_absent(facts: &mut Facts<'_>) {
    let counting = facts.of(Kind::Arrived);
    strike_without(facts, &[Kind::NotRepaired, Kind::LeftSite, Kind::CustomerAbsent], &counting);
    // Each claim is judged by itself: an arrival that a person rejected takes the customer's word with it no more than
    // the end of the work (COL-32).
    let recorded = facts.of_or_rejected(Kind::Arrived);
    strike_without(facts, &[Kind::PriceConfirmed, Kind::WorkFinished, Kind::CustomerSigned], &recorded);
}

fn strike_without(facts: &mut Facts<'_>, kinds: &[Kind], arrivals: &[usize]) {
    let mut own: BTreeMap<UserId, Vec<usize>> = BTreeMap::new();
    for a in arrivals {
        own.entry(facts.author(*a)).or_default().push(*a);
    }
    for i in facts.of_any(kinds) {
        let own = own.get(&facts.author(i));
        if !own.is_some_and(|own| own.iter().any(|a| facts.saw(i, *a))) {
            facts.strike(i, "not_arrived");
        }
    }
}

/// Acceptance counts when its author had seen what it needs, whatever arrived since (P2).
pub(super) fn strike_unaccepted(facts: &mut Facts<'_>, library: &Library, order: &Order) {
    let mut written: BTreeMap<(UserId, Option<Kind>), usize> = BTreeMap::new();
    // In order, so that whatever an entry builds on has been judged before it.
    let kinds = [
        Kind::WorkFinished,
        Kind::InspectionResult,
        Kind::CustomerSigned,
        Kind::ReworkRequested,
        Kind::EscalationDecided,
    ];
    for i in facts.of_any(&kinds) {
        let kind = facts.entry(i).entry.body.kind();
        let count = written.entry((facts.author(i), kind)).or_default();
        *count += 1;
        let most = if kind == Some(Kind::WorkFinished) { MOST_FINISHES } else { MOST_ANSWERS };
        let unfit = match kind {
            _ if *count > most => "too_many",
            Some(Kind::WorkFinished) => match evaluate(facts, library, order, Some(i)) {
                Some(checklist) if !checklist.passed => "final_test_not_passed",
                _ => continue,
            },
            Some(Kind::ReworkRequested) if !cases::wish_is_founded(facts, i) => "work_not_finished",
            Some(Kind::EscalationDecided) if !cases::decision_is_founded(facts, i) => "nothing_escalated",
            Some(Kind::EscalationDecided) if cases::closes_unfinished(facts, i) => "work_not_finished",
            Some(Kind::InspectionResult) if !knew_basis(facts, i, &done(facts)) => "work_not_finished",
            Some(Kind::CustomerSigned) if !knew_basis(facts, i, &passed(facts)) => "not_inspected",
            _ => continue,
        };
        facts.strike(i, unfit);
    }
    cases::strike_outranked(facts);
}

/// What a trial builds on: the end of work, or a manager's word that the customer is content (ACC-6).
fn done(facts: &Facts<'_>) -> Vec<usize> {
    let mut done = facts.of(Kind::WorkFinished);
    done.extend(facts.contented());
    done
}

fn passed(facts: &Facts<'_>) -> Vec<usize> {
    let tried = facts.data(Kind::InspectionResult, pick!(InspectionResult));
    tried.into_iter().filter(|(_, data)| data.passed).map(|(i, _)| i).collect()
}

/// Whether an entry's author knew one of these entries that knew every call for rework that he knew.
fn knew_basis(facts: &Facts<'_>, entry: usize, basis: &[usize]) -> bool {
    let mut calls = facts.rework_calls();
    calls.retain(|call| facts.saw(entry, *call));
    basis.iter().any(|b| facts.saw(entry, *b) && calls.iter().all(|call| facts.saw(*b, *call)))
}

/// What was agreed is closed by the signature: a price written by somebody who knew of it, and of no dissatisfaction
/// since, counts for nothing (PRC-5).
pub(super) fn strike_signed_before(facts: &mut Facts<'_>) {
    let failed = facts.rework_calls();
    let kinds = [Kind::Quoted, Kind::PriceConfirmed, Kind::PriceRefused, Kind::NotRepaired];
    for i in facts.of_any(&kinds) {
        let closed =
            |s: &usize| facts.saw(i, *s) && !failed.iter().any(|f| facts.saw(i, *f) && !facts.saw(*s, *f));
        if facts.of(Kind::CustomerSigned).iter().any(closed) {
            facts.strike(i, "already_signed");
        }
    }
}

/// A write-off counts when it has a signature or a manager's reason, and knew of every dissatisfaction (DSP-9). Answers
/// those that dissatisfaction overtook (COL-31).
pub(super) fn strike_write_offs(facts: &mut Facts<'_>) -> Vec<usize> {
    let signatures = facts.of(Kind::CustomerSigned);
    let unsigned = facts.closed_unsigned();
    let finished = facts.of(Kind::WorkFinished);
    let failed = facts.rework_calls();
    let mut overtaken = Vec::new();
    for (i, data) in facts.data(Kind::DispatchWrittenOff, pick!(DispatchWrittenOff)) {
        // A signature that rework had overtaken, as the author knew, is none.
        let stands = |s: &usize| failed.iter().all(|f| !facts.saw(i, *f) || facts.saw(*s, *f));
        let signed = signatures.iter().any(|s| facts.saw(i, *s) && stands(s));
        let closed = unsigned.iter().any(|d| facts.saw(i, *d));
        if data.manager_reason.is_none() && !signed && !closed {
            facts.strike(i, "not_signed");
        } else if data.manager_reason.is_some() && facts.entry(i).entry.by.role.rank() < 2 {
            facts.strike(i, "not_a_manager");
        } else if !signed && !finished.iter().any(|f| facts.saw(i, *f)) {
            facts.strike(i, "work_not_finished");
        } else if !failed.iter().all(|f| facts.saw(i, *f)) {
            facts.strike(i, "overtaken_by_rework");
            overtaken.push(i);
        }
    }
    overtaken
}
