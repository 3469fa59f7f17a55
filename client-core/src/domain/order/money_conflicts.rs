//! Money against what its author had not seen: rework that crossed a report, one charge that was paid twice,
//! one receipt that stands on two payments of the site (COL-13, COL-26, FEE-10).

use super::conflicts::{Decisions, Outline, conflict, conflict_id, conflict_titled};
use super::facts::{Facts, pick};
use super::{Conflict, Order, Settled};
use crate::domain::entry::Kind;
use crate::domain::entry::office::Choice;
use crate::domain::entry::store::SettledOutcome;
use crate::domain::id::UserId;
use crate::domain::policy::Role;

const AUDIENCE: &[Role] = &[Role::Finance];

/// COL-13: finance reported a line, or the office head approved it, and neither knew that rework was asked for. The
/// report stays; nothing is collected until the customer signs again, which settles it.
pub(super) fn reworked<'a>(
    facts: &Facts<'a>,
    decisions: &Decisions<'a>,
    holder: Option<UserId>,
) -> Vec<Conflict> {
    let lines = facts.of_any(&[Kind::LineReported, Kind::LineApproved]);
    let signatures = facts.of(Kind::CustomerSigned);
    let mut conflicts = Vec::new();
    for calls in facts.groups(&facts.rework_calls()) {
        let mut crossed = lines.clone();
        crossed.retain(|i| calls.iter().any(|call| facts.concurrent(*i, *call)));
        if crossed.is_empty() {
            continue;
        }
        let mut sides = calls.clone();
        sides.extend(&crossed);
        let id = conflict_id(facts, "COL-13", &calls);
        let again = signatures.iter().find(|s| calls.iter().all(|call| facts.saw(**s, *call)));
        let answered = again.map(|s| Settled {
            origin: facts.origin(*s),
            choice: Choice::Entry(facts.entry(*s).id),
            reason: "signed_again".into(),
        });
        let decided = decisions.on(facts, &id, &sides, AUDIENCE).map(|d| d.settled);
        let mut told: Vec<UserId> = sides.iter().map(|i| facts.author(*i)).collect();
        told.extend(holder);
        let outline = Outline {
            rule: "COL-13",
            outcome: "report_stays_line_disputed",
            key: &calls,
            sides: &sides,
            counts: &sides,
            audience: AUDIENCE,
            told,
        };
        conflicts.push(conflict(facts, outline, decided.or(answered)));
    }
    conflicts
}

/// FEE-10: receipts whose number another payment of the site bears already. Both entries are kept, and one number is one
/// payment (COL-26): this one isn't counted, unless finance finds that there were two receipts.
pub(super) fn used_elsewhere<'a>(
    facts: &Facts<'a>,
    decisions: &Decisions<'a>,
    order: &mut Order,
) -> Vec<Conflict> {
    let mut conflicts: Vec<Conflict> = Vec::new();
    for (i, data) in facts.data(Kind::Settled, pick!(Settled)) {
        let known = conflicts.iter().any(|one| one.id == data.conflict);
        let own = facts.index_of(&data.entry).filter(|_| data.outcome == SettledOutcome::UsedElsewhere);
        let payments = &mut order.account.payments;
        let payment = payments.iter_mut().find(|one| one.origin.entry == data.entry);
        let (Some(own), Some(payment), false) = (own, payment, known) else { continue };
        let sides = [own, i];
        let settled = decisions.on(facts, &data.conflict, &sides, AUDIENCE).map(|decided| decided.settled);
        let two_receipts = settled.as_ref().is_some_and(|settled| settled.choice == Choice::Reject);
        payment.elsewhere = data.others.first().map(|(document, _)| *document);
        payment.counts &= two_receipts;
        let outline = Outline {
            rule: "RECEIPT",
            outcome: if two_receipts { "two_receipts" } else { "receipt_counts_elsewhere" },
            key: &sides[..1],
            sides: &sides,
            counts: if payment.counts { &sides[..1] } else { &[] },
            audience: AUDIENCE,
            told: vec![facts.author(own)],
        };
        conflicts.push(conflict_titled(facts, data.conflict.clone(), outline, settled));
    }
    conflicts
}

/// COL-26: payments that together are more than was ever due, or one receipt with two amounts. All money is real; the
/// surplus is the customer's credit until finance has looked at it.
pub(super) fn paid_twice<'a>(
    facts: &Facts<'a>,
    decisions: &Decisions<'a>,
    order: &Order,
    cancelled_fen: Option<i64>,
) -> Option<Conflict> {
    let account = &order.account;
    let charge = account.approved_line().map(|line| line.amount_fen);
    // A correction to less leaves a credit, and nobody paid twice.
    let raised = account.adjustments.iter().filter(|one| one.is_approved() && one.difference_fen > 0);
    let due = raised.fold(charge.or(cancelled_fen).or(order.billable_fen).unwrap_or(0), |sum, one| {
        sum.saturating_add(one.difference_fen)
    });
    let paid = account.payments.iter().filter(|one| one.counts);
    let paid = paid.fold(0_i64, |sum, one| sum.saturating_add(one.amount_fen));
    let index = |one: &super::Payment| facts.index_of(&one.origin.entry);
    let counting: Vec<usize> = account.payments.iter().filter(|one| one.counts).filter_map(index).collect();
    let differs = |one: &&super::Payment| {
        let first = account.payments.iter().find(|first| first.counts && first.receipt == one.receipt);
        !one.counts && first.is_some_and(|first| first.amount_fen != one.amount_fen)
    };
    let differing: Vec<usize> = account.payments.iter().filter(differs).filter_map(index).collect();
    let (outcome, sides) = if counting.len() > 1 && paid > due {
        ("surplus_is_credit", [counting.as_slice(), &differing].concat())
    } else if let Some(other) = differing.first() {
        let same = |one: &&super::Payment| {
            let twin =
                account.payments.iter().any(|two| index(two) == Some(*other) && two.receipt == one.receipt);
            one.counts && twin
        };
        let mut sides: Vec<usize> = account.payments.iter().filter(same).filter_map(index).collect();
        sides.extend(&differing);
        ("first_entry_of_receipt_counts", sides)
    } else {
        return None;
    };
    let key = &sides[..1];
    let id = conflict_id(facts, "COL-26", key);
    let decided = decisions.on(facts, &id, &sides, AUDIENCE);
    let told = sides.iter().map(|i| facts.author(*i)).collect();
    let outline =
        Outline { rule: "COL-26", outcome, key, sides: &sides, counts: &counting, audience: AUDIENCE, told };
    Some(conflict(facts, outline, decided.map(|d| d.settled)))
}
