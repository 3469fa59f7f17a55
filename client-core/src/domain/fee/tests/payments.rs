//! Payments in any order, twice, in parts: the balance is bills less payments, and the late fee grows with time alone.

use super::*;
use crate::domain::entry::Body;
use crate::domain::entry::fee::{FeeOpeningSet, FeePaid, FeeTermsSet};
use crate::domain::entry::office::Received;
use crate::domain::fee::late_fee;
use proptest::prelude::*;

/// An office with two half years billed, the first one dunned to the end.
fn billed() -> Office {
    let mut office = Office::new();
    office.terms(FeePlan::HalfYear, 50_000, "2026-01").on("2025-12-01");
    office.delivers(FeeStage::Payment, "2026-H1");
    office.on("2026-01-01").delivers(FeeStage::Reminder, "2026-H1");
    office.on("2026-02-02").delivers(FeeStage::Final, "2026-H1");
    office.on("2026-06-01").delivers(FeeStage::Payment, "2026-H2");
    office.on("2026-09-01");
    office
}

/// Receipt (of few, so that they meet again), amount, and the day of the year.
fn paid() -> impl Strategy<Value = Vec<(u8, i64, i64)>> {
    proptest::collection::vec((0u8..6, 1i64..400_000, 0i64..240), 0..8)
}

/// The office, and the entries of these payments as people wrote them down who knew nothing of each other.
fn with(payments: &[(u8, i64, i64)]) -> (Office, usize) {
    let mut office = billed();
    let before = office.entries.len();
    let known = office.entries.clone();
    for (receipt, fen, days) in payments {
        let paid_at = office.zone.start_of(day("2026-01-01").add_days(*days)) + 12 * HOUR;
        let mut alone =
            Office { entries: known.clone(), random: Counting(office.random.0 + 1_000), ..billed() };
        alone.does(Role::Finance, &Office::payment(&format!("R{receipt}"), *fen, 0, Some(paid_at)));
        office.random.0 += 1_000;
        office.entries.push(alone.entries.pop().unwrap());
    }
    (office, before)
}

/// Folded with the payments in this order, each written by somebody who had seen none of the others.
fn folded(office: &Office, before: usize, order: &[usize]) -> FeeAccount {
    let mut entries = office.entries[..before].to_vec();
    entries.extend(order.iter().map(|n| office.entries[before + n].clone()));
    let saw = |n: usize| (0..n.min(before)).collect();
    fold_fee_account(&journal(&entries, saw)).unwrap()
}

#[test]
fn an_amount_or_a_month_that_cannot_be_counts_for_nothing_and_breaks_no_sum() {
    let mut office = billed();
    let known = office.statement();
    office.does(Role::Finance, &Office::payment("R1", 100, 0, None));
    let (_, entry) = office.entries.pop().unwrap();
    let forged = |n: u8, body: Body| (EntryId::new(entry.at.wall, [n; 10]), Entry { body, ..entry.clone() });
    let Body::FeePaid(paid) = entry.body.clone() else { unreachable!() };
    let terms = |from: &str, monthly_fen| {
        Body::FeeTermsSet(FeeTermsSet {
            account: ACCOUNT.into(),
            plan: FeePlan::Month,
            monthly_fen,
            trusteeship: false,
            from: from.parse().unwrap(),
        })
    };
    let late = FeePaid { receipt: "R2".into(), late_fee_fen: -1, ..paid.clone() };
    let huge = FeePaid { principal_fen: i64::MAX, ..paid.clone() };
    let bodies = [
        Body::FeePaid(huge),
        Body::FeePaid(late),
        terms("2027-01", i64::MAX),
        terms("0001-01", 1),
        terms("9999-01", 1),
        Body::FeeOpeningSet(FeeOpeningSet { amount_fen: i64::MIN, since: day("2025-01-01") }),
    ];
    for (n, body) in bodies.into_iter().enumerate() {
        office.entries.push(forged(u8::try_from(n).unwrap(), body));
    }
    let account = office.account().unwrap();
    assert_eq!(account.not_accepted.len(), 6, "{:?}", account.not_accepted);
    assert_eq!(office.statement(), known);
}

proptest! {
    #[test]
    fn fee_08_fee_10_col_26_payments_come_in_any_order_and_each_receipt_counts_once(
        payments in paid(),
        shuffle in any::<proptest::sample::Index>(),
    ) {
        let (office, before) = with(&payments);
        let straight: Vec<usize> = (0..payments.len()).collect();
        let mut turned = straight.clone();
        if !turned.is_empty() {
            let by = shuffle.index(turned.len());
            turned.rotate_left(by);
            turned.reverse();
        }
        let (one, other) = (folded(&office, before, &straight), folded(&office, before, &turned));
        let receipts: std::collections::BTreeSet<u8> = payments.iter().map(|(receipt, ..)| *receipt).collect();
        prop_assert_eq!(one.payments.len(), receipts.len());
        // Which of two papers with one number counts is the earlier one's; the sum of both orders is the same where
        // nothing but the order differs.
        let sum = |account: &FeeAccount| account.payments.iter().map(|one| one.principal_fen).sum::<i64>();
        prop_assert_eq!(one.receipt_conflicts.len(), other.receipt_conflicts.len());
        prop_assert_eq!(sum(&one), sum(&other));
        let clock = office.clock();
        let (a, b) = (statement(&one, &clock), statement(&other, &clock));
        prop_assert_eq!(&a.bills, &b.bills);
        prop_assert_eq!(a.unpaid_fen() - a.credit_fen(), a.billed_fen - a.paid_fen, "bills less payments");
        prop_assert!(a.bills.iter().all(|bill| (0..=bill.amount_fen).contains(&bill.paid_fen)));
        prop_assert!(a.unpaid_fen() == 0 || a.credit_fen() == 0, "nobody owes and has a credit");
    }

    #[test]
    fn fee_10_the_same_paper_twice_changes_nothing(payments in paid()) {
        // One paper for each number: two that differ are a conflict of their own.
        let mut numbers = std::collections::BTreeSet::new();
        let payments: Vec<_> = payments.into_iter().filter(|(receipt, ..)| numbers.insert(*receipt)).collect();
        let (office, before) = with(&payments);
        let order: Vec<usize> = (0..payments.len()).collect();
        let doubled: Vec<usize> = order.iter().chain(&order).copied().collect();
        let clock = office.clock();
        let once = statement(&folded(&office, before, &order), &clock);
        let mut twice = office.entries[..before].to_vec();
        for (n, place) in doubled.iter().enumerate() {
            let (_, entry) = office.entries[before + place].clone();
            twice.push((EntryId::new(entry.at.wall, [u8::try_from(n).unwrap(); 10]), entry));
        }
        let twice = fold_fee_account(&journal(&twice, |n| (0..n.min(before)).collect())).unwrap();
        let twice = statement(&twice, &clock);
        prop_assert_eq!(once.paid_fen, twice.paid_fen);
        prop_assert_eq!(once.bills, twice.bills);
    }

    #[test]
    fn dun_04_the_late_fee_only_grows_and_a_payment_only_slows_it(payments in paid(), days in 0i64..400, more in 1i64..50) {
        let since = day("2026-01-01");
        let mut left = 300_000;
        let mut parts = Vec::new();
        for (_, fen, on) in payments {
            let part = fen.min(left);
            left -= part;
            parts.push((since.add_days(on), part));
        }
        let (first, then) = (since.add_days(days), since.add_days(days + more));
        let (now, later) = (late_fee(since, 300_000, &parts, first), late_fee(since, 300_000, &parts, then));
        prop_assert!(now <= later);
        prop_assert!(later <= late_fee(since, 300_000, &[], then));
        prop_assert!(now >= 0);
        let settled = parts.iter().map(|(on, _)| *on).max();
        if let Some(settled) = settled.filter(|_| left == 0) {
            let end = late_fee(since, 300_000, &parts, settled);
            prop_assert_eq!(late_fee(since, 300_000, &parts, settled.add_days(more)), end, "what is paid grows no more");
        }
    }
}

#[test]
fn p10_a_payment_that_a_clock_a_year_ahead_wrote_down_was_made_no_later_than_it_arrived() {
    const YEAR_MS: i64 = 365 * 24 * HOUR;
    let mut office = billed();
    let made_at = office.now;
    office.does(Role::Finance, &Office::payment("R1", 100_000, 0, None));
    let (id, entry) = office.entries.last_mut().unwrap();
    entry.at = At { wall: made_at + YEAR_MS, offset: None, boot: None, seen: None };
    let Body::FeePaid(paid) = &mut entry.body else { unreachable!() };
    paid.paid_at = made_at + YEAR_MS;
    let (id, mut word) = (*id, entry.clone());
    assert_eq!(office.account().unwrap().payments[0].paid_at, made_at + YEAR_MS, "nobody knows better yet");
    word.by.role = Role::Server;
    word.at = At::known(made_at + HOUR);
    word.body = Body::Received(Received { entries: vec![id], at: made_at + HOUR, month_from: made_at });
    office.entries.push((EntryId::new(made_at, [77; 10]), word));
    assert_eq!(office.account().unwrap().payments[0].paid_at, made_at + HOUR);
}
