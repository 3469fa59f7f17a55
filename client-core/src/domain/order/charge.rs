//! What the money of an order rests on, asked again of what each author had seen. What doesn't meet it counts for
//! nothing and stays visible (FEE-5, FEE-8, FEE-14, P2 to P4).

use super::facts::{Facts, pick};
use super::{Order, cancel};
use crate::domain::entry::finance::{Adjustment, LineReported, PaymentReceived};
use crate::domain::entry::office::{Choice, ServiceKind};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::EntryId;
use crate::domain::month::is_month;
use std::collections::BTreeMap;

/// Entries of one kind by one author beyond these are not weighed: no order is reported, paid or corrected so often.
const MOST_OF_ONE: usize = 256;

/// What somebody might bill for, as he saw the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Basis {
    /// The signature, or the decision that ended the order with a charge.
    pub(super) entry: usize,
    /// The most that may be billed, in fen: what the customer agreed to last and signed for (PRC-5).
    pub(super) most_fen: i64,
}

/// How somebody saw the charge of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Nobody had signed or ended it with a charge.
    Nothing,
    /// The customer had signed and asked for rework since.
    Disputed,
    /// It could be billed.
    Charge(Basis),
}

/// The charge as the author of an entry saw it.
pub(super) fn seen_by(facts: &Facts<'_>, entry: usize) -> Seen {
    let mut calls = facts.rework_calls();
    calls.retain(|call| facts.saw(entry, *call));
    let mut signed = facts.of(Kind::CustomerSigned);
    signed.retain(|s| facts.saw(entry, *s));
    let standing: Vec<usize> =
        signed.iter().copied().filter(|s| calls.iter().all(|call| facts.saw(*s, *call))).collect();
    let consents: Vec<usize> =
        facts.of(Kind::PriceConfirmed).into_iter().filter(|c| facts.saw(entry, *c)).collect();
    let fen = |c: &usize| match &facts.entry(*c).entry.body {
        Body::PriceConfirmed(data) => data.amount_fen,
        _ => 0,
    };
    if let Some(s) = facts.earliest(&facts.first(&standing)) {
        let agreed = facts.newest(&consents).iter().map(fen).max().unwrap_or(0);
        let shown = match &facts.entry(s).entry.body {
            Body::CustomerSigned(data) => data.amount_fen,
            _ => 0,
        };
        return Seen::Charge(Basis { entry: s, most_fen: agreed.min(shown) });
    }
    if let Some((d, charge)) = ended_with_charge(facts, entry) {
        let agreed = consents.iter().map(fen).min().unwrap_or(0);
        return Seen::Charge(Basis { entry: d, most_fen: charge.min(agreed).max(0) });
    }
    if signed.is_empty() { Seen::Nothing } else { Seen::Disputed }
}

/// The decision that ended the order with a charge, as the author of an entry knew it, and the charge in fen: of several
/// questions the lowest (P3). A decision about nothing that was there, or of somebody who isn't asked, is none.
fn ended_with_charge(facts: &Facts<'_>, entry: usize) -> Option<(usize, i64)> {
    let mut by_question: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (d, data) in facts.data(Kind::Decision, pick!(Decision)) {
        let says = matches!(
            data.choice,
            Choice::Continue | Choice::CancelWithoutCharge | Choice::CancelWithCharge(_)
        );
        if says && facts.saw(entry, d) && cancel::is_asked(facts, d, &data.conflict) {
            by_question.entry(&data.conflict).or_default().push(d);
        }
    }
    let winners = by_question.values().filter_map(|all| {
        let winner = facts.first_by_rank(all)?;
        match &facts.entry(winner).entry.body {
            Body::Decision(data) => match data.choice {
                Choice::CancelWithCharge(fen) => Some((winner, fen)),
                _ => None,
            },
            _ => None,
        }
    });
    let winners: Vec<(usize, i64)> = winners.collect();
    let (last, _) = *winners.last()?;
    Some((last, winners.iter().map(|(_, fen)| *fen).min()?))
}

/// Strikes what has no ground, in an order in which whatever an entry builds on was judged before it.
pub(super) fn strike_unfounded(facts: &mut Facts<'_>, order: &Order) {
    let kinds = [
        Kind::RegisteredByMethod,
        Kind::LineReported,
        Kind::LineApproved,
        Kind::NoticeLineListed,
        Kind::PaymentReceived,
        Kind::Adjustment,
        Kind::AdjustmentApproved,
        Kind::ChargeWaived,
    ];
    let special = order.registered.as_ref().is_some_and(|one| one.service_kind == ServiceKind::Special);
    let mut written: BTreeMap<_, usize> = BTreeMap::new();
    for i in facts.of_any(&kinds) {
        let count = written.entry((facts.author(i), facts.entry(i).entry.body.kind())).or_default();
        *count += 1;
        let unfit = if !special || !priced_for(facts, i) {
            Some("not_priced")
        } else if *count > MOST_OF_ONE {
            Some("too_many")
        } else {
            unfit(facts, i)
        };
        if let Some(reason) = unfit {
            facts.strike(i, reason);
        }
    }
    strike_second_answers(facts);
    strike_second_approvals(facts);
    strike_overtaken_waivers(facts);
}

/// Whether the order was to be paid for, as the author of an entry knew: who judges it free later takes nothing away from
/// what was approved (REG-8, P4).
fn priced_for(facts: &Facts<'_>, entry: usize) -> bool {
    let mut judged = facts.data(Kind::Judged, pick!(Judged));
    judged.retain(|(j, _)| facts.saw(entry, *j));
    let newest = facts.newest(&judged.iter().map(|(j, _)| *j).collect::<Vec<_>>());
    judged.iter().any(|(j, data)| newest.contains(j) && data.accepted && !data.is_free())
}

/// Why an entry about money has no ground; `None` when it has.
fn unfit(facts: &Facts<'_>, i: usize) -> Option<&'static str> {
    match &facts.entry(i).entry.body {
        Body::RegisteredByMethod(_) => (seen_by(facts, i) == Seen::Nothing).then_some("no_charge"),
        Body::PaymentReceived(data) => unfit_payment(facts, i, data),
        Body::LineReported(data) => unfit_line(facts, i, data),
        Body::LineApproved(data) => unfit_approval(facts, i, data.line, &data.month),
        Body::NoticeLineListed(data) => unfit_notice(facts, i, &data.month, data.amount_fen),
        Body::Adjustment(data) => unfit_adjustment(facts, i, data),
        Body::AdjustmentApproved(data) => {
            let asked = index(facts, i, data.adjustment, Kind::Adjustment);
            match asked {
                None => Some("no_such_adjustment"),
                Some(a) if facts.author(a) == facts.author(i) => Some("own_proposal"),
                Some(_) => None,
            }
        }
        Body::ChargeWaived(_) => match seen_by(facts, i) {
            Seen::Nothing => Some("no_charge"),
            _ if approved_line(facts, i).is_some() => Some("line_is_approved"),
            _ => None,
        },
        _ => None,
    }
}

fn unfit_payment(facts: &Facts<'_>, i: usize, data: &PaymentReceived) -> Option<&'static str> {
    if seen_by(facts, i) == Seen::Nothing {
        Some("no_charge")
    } else if data.receipt.trim().is_empty() {
        Some("no_receipt")
    } else if data.amount_fen <= 0 {
        Some("amount_is_not_positive")
    } else {
        None
    }
}

fn unfit_line(facts: &Facts<'_>, i: usize, data: &LineReported) -> Option<&'static str> {
    if !is_month(&data.month) {
        return Some("no_such_month");
    }
    if let Some(id) = data.adjustment {
        return match index(facts, i, id, Kind::Adjustment) {
            None => Some("no_such_adjustment"),
            Some(a) => {
                let Body::Adjustment(asked) = &facts.entry(a).entry.body else { return None };
                if !taken(facts, i, id) {
                    Some("adjustment_not_approved")
                } else if asked.difference_fen != data.amount_fen {
                    Some("amount_differs_from_adjustment")
                } else if data.month < asked.month {
                    Some("month_not_later")
                } else {
                    None
                }
            }
        };
    }
    match seen_by(facts, i) {
        Seen::Nothing => Some("no_charge"),
        Seen::Disputed => Some("under_rework"),
        Seen::Charge(_) if approved_line(facts, i).is_some() => Some("line_is_approved"),
        Seen::Charge(_) if data.amount_fen < 0 => Some("amount_is_negative"),
        Seen::Charge(_) if data.amount_fen > 0 && knew_waived(facts, i) => Some("charge_is_waived"),
        Seen::Charge(basis) if data.amount_fen > basis.most_fen => Some("amount_above_billable"),
        Seen::Charge(_) => None,
    }
}

/// The office head approves the last line that he saw, of somebody else, about an order that was not under rework.
fn unfit_approval(facts: &Facts<'_>, i: usize, line: EntryId, month: &str) -> Option<&'static str> {
    let found = index(facts, i, line, Kind::LineReported);
    let Some((l, data)) = found.and_then(|l| Some((l, reported(facts, l)?))) else {
        return Some("no_such_line");
    };
    let newer = facts.data(Kind::LineReported, pick!(LineReported)).into_iter().any(|(other, one)| {
        other != l && one.adjustment == data.adjustment && facts.saw(i, other) && facts.saw(other, l)
    });
    if data.month != month {
        Some("no_such_line")
    } else if facts.author(l) == facts.author(i) {
        Some("own_proposal")
    } else if newer {
        Some("line_is_replaced")
    } else if data.adjustment.is_none() && seen_by(facts, i) == Seen::Disputed {
        Some("under_rework")
    } else {
        None
    }
}

fn unfit_notice(facts: &Facts<'_>, i: usize, month: &str, amount_fen: i64) -> Option<&'static str> {
    let Some(line) = approved_line(facts, i) else { return Some("no_approved_line") };
    let raised = facts.data(Kind::Adjustment, pick!(Adjustment)).into_iter();
    let raised = raised.filter(|(a, data)| data.difference_fen > 0 && taken(facts, i, facts.entry(*a).id));
    let most = raised.fold(line.amount_fen, |sum, (_, data)| sum.saturating_add(data.difference_fen));
    if !is_month(month) {
        Some("no_such_month")
    } else if seen_by(facts, i) == Seen::Disputed {
        Some("under_rework")
    } else if amount_fen <= 0 {
        Some("amount_is_not_positive")
    } else if amount_fen > most {
        Some("amount_above_billable")
    } else {
        None
    }
}

fn unfit_adjustment(facts: &Facts<'_>, i: usize, data: &Adjustment) -> Option<&'static str> {
    match approved_line(facts, i) {
        None => Some("no_approved_line"),
        Some(_) if data.difference_fen == 0 => Some("amount_is_not_positive"),
        Some(line) if !is_month(&data.month) || data.month <= line.month => Some("month_not_later"),
        Some(_) => None,
    }
}

/// The index of an entry of this kind that counts and that the author of `by` had seen.
fn index(facts: &Facts<'_>, by: usize, id: EntryId, kind: Kind) -> Option<usize> {
    let right = |i: &usize| facts.entry(*i).entry.body.kind() == Some(kind);
    facts.index_of(&id).filter(|i| facts.counts(*i) && facts.saw(by, *i) && right(i))
}

fn reported<'a>(facts: &Facts<'a>, line: usize) -> Option<&'a LineReported> {
    match &facts.entry(line).entry.body {
        Body::LineReported(data) => Some(data),
        _ => None,
    }
}

/// The line of the order's own charge that the author of an entry knew to be approved.
pub(super) fn approved_line<'a>(facts: &Facts<'a>, by: usize) -> Option<&'a LineReported> {
    let approvals = facts.data(Kind::LineApproved, pick!(LineApproved)).into_iter();
    let lines = approvals.filter(|(a, _)| facts.saw(by, *a)).filter_map(|(_, data)| {
        let line = facts.index_of(&data.line)?;
        reported(facts, line).filter(|line| line.adjustment.is_none())
    });
    lines.into_iter().next()
}

/// Whether a correction had been approved, as the author of an entry knew.
fn taken(facts: &Facts<'_>, by: usize, adjustment: EntryId) -> bool {
    let answers = facts.data(Kind::AdjustmentApproved, pick!(AdjustmentApproved)).into_iter();
    let mut own = answers.filter(|(a, data)| data.adjustment == adjustment && facts.saw(by, *a));
    own.next().is_some_and(|(_, data)| data.approved)
}

fn knew_waived(facts: &Facts<'_>, by: usize) -> bool {
    facts.of(Kind::ChargeWaived).into_iter().any(|w| facts.saw(by, w))
}

/// Each correction has one answer: of those that did not know each other the higher role's, then the earlier one (P8).
fn strike_second_answers(facts: &mut Facts<'_>) {
    let mut by_adjustment: BTreeMap<EntryId, Vec<usize>> = BTreeMap::new();
    for (a, data) in facts.data(Kind::AdjustmentApproved, pick!(AdjustmentApproved)) {
        by_adjustment.entry(data.adjustment).or_default().push(a);
    }
    for answers in by_adjustment.into_values() {
        let winner = facts.first(&answers).into_iter().min_by(|a, b| {
            let rank = |i: &usize| facts.entry(*i).entry.by.role.rank();
            rank(b).cmp(&rank(a)).then_with(|| facts.earlier(*a, *b))
        });
        for answer in answers.into_iter().filter(|a| Some(*a) != winner) {
            facts.strike(answer, "decided_otherwise");
        }
    }
}

/// The own charge is approved once, and each correction once: the first approval is frozen (P4, FEE-5).
fn strike_second_approvals(facts: &mut Facts<'_>) {
    let mut by_subject: BTreeMap<Option<EntryId>, Vec<usize>> = BTreeMap::new();
    for (a, data) in facts.data(Kind::LineApproved, pick!(LineApproved)) {
        let line = facts.index_of(&data.line).and_then(|line| reported(facts, line));
        if let Some(line) = line {
            by_subject.entry(line.adjustment).or_default().push(a);
        }
    }
    for approvals in by_subject.into_values() {
        let first = facts.earliest(&facts.first(&approvals));
        for approval in approvals.into_iter().filter(|a| Some(*a) != first) {
            facts.strike(approval, "line_is_approved");
        }
    }
}

/// What was approved meanwhile is corrected by an adjustment, not let go (P4).
fn strike_overtaken_waivers(facts: &mut Facts<'_>) {
    let approvals = facts.data(Kind::LineApproved, pick!(LineApproved)).into_iter();
    let own: Vec<usize> = approvals
        .filter(|(_, data)| {
            let line = facts.index_of(&data.line).and_then(|line| reported(facts, line));
            line.is_some_and(|line| line.adjustment.is_none() && line.amount_fen > 0)
        })
        .map(|(a, _)| a)
        .collect();
    for w in facts.of(Kind::ChargeWaived) {
        if own.iter().any(|a| facts.concurrent(*a, w)) {
            facts.strike(w, "line_is_approved");
        }
    }
}
