//! STA-1 to STA-9 against plain loops over generated orders.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails")]

use super::*;
use crate::domain::calendar::{MonthOf, Zone};
use crate::domain::deadline::{DeadlineId, DeadlineSettings};
use crate::domain::entry::follow_up::{Cause, FollowUpBy, RepairClass};
use crate::domain::entry::office::{Channel, ServiceKind};
use crate::domain::id::UserId;
use crate::domain::order::{CountedFollowUp, FollowUpTrack, OrderState};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 2026-03-01 00:00 in Shanghai.
const MARCH: i64 = 1_772_294_400_000;
/// 2026-04-01 00:00 in Shanghai.
const APRIL: i64 = MARCH + 31 * DAY;
const CLASSES: [&str; 4] = ["LMP", "TAP", "SWI", "WSP"];

fn zone() -> Zone {
    Zone::parse("Asia/Shanghai").unwrap()
}

fn march() -> MonthOf {
    MonthOf::new(2026, 3).unwrap()
}

fn span() -> Span {
    Span { from: MARCH, until: APRIL }
}

fn february() -> Span {
    Span { from: MARCH - 28 * DAY, until: MARCH }
}

/// Repeats the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The high bits are the good ones, and times need more than 32 of them.
        u64::try_from((u128::from(self.0) * u128::from(most)) >> 64).unwrap()
    }

    fn time(&mut self, most: i64) -> i64 {
        i64::try_from(self.below(u64::try_from(most).unwrap())).unwrap()
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

fn id(n: u64) -> [u8; 16] {
    let mut bytes = [7; 16];
    bytes[8..].copy_from_slice(&n.to_be_bytes());
    bytes
}

fn blank(n: u64, requested_at: i64) -> OrderSummary {
    OrderSummary {
        order: DocumentId::from_bytes(id(n)),
        number: Some(format!("00-{n:05}")),
        state: OrderState::Signed,
        service_class: "LMP".into(),
        service_kind: ServiceKind::Special,
        channel: Channel::Phone,
        holder: None,
        repair_class: RepairClass::Other,
        requested_at,
        replied_at: None,
        arrived_at: None,
        finished_at: None,
        signed_at: None,
        rounds: 1,
        returned_at: None,
        batch_day: None,
        follow_up: FollowUpTrack::Due,
        follow_up_by: FollowUpBy::DispatchCentre,
        follow_up_person: None,
        followed_at: None,
        leak_holds_since: None,
        follow_ups: Vec::new(),
        spot_checks: Vec::new(),
        correctives_open: 0,
        due_fen: 0,
        materials: Vec::new(),
    }
}

fn asked(n: u64, at: i64, on_site: bool, satisfied: bool, cause: Option<Cause>) -> CountedFollowUp {
    CountedFollowUp {
        entry: EntryId::from_bytes(id(n)),
        at,
        by: UserId::from_bytes([3; 16]),
        on_site,
        satisfied,
        cause,
        current: true,
    }
}

/// Orders of three months, some in every state.
fn generated(seed: u64, count: u64) -> Vec<OrderSummary> {
    let mut dice = Dice(seed);
    let mut orders = Vec::new();
    for n in 0..count {
        let requested = MARCH - 40 * DAY + dice.time(90 * DAY);
        let mut one = blank(n, requested);
        CLASSES[usize::try_from(dice.below(4)).unwrap()].clone_into(&mut one.service_class);
        one.service_kind = [ServiceKind::Special, ServiceKind::Regular, ServiceKind::Business]
            [usize::try_from(dice.below(3)).unwrap()];
        one.channel =
            [Channel::Phone, Channel::Visit, Channel::Letter][usize::try_from(dice.below(3)).unwrap()];
        one.repair_class = [RepairClass::Safety, RepairClass::Leak, RepairClass::Other]
            [usize::try_from(dice.below(3)).unwrap()];
        one.replied_at = (!dice.one_in(5)).then(|| requested + dice.time(25 * MINUTE));
        if !dice.one_in(4) && one.service_kind != ServiceKind::Business {
            let arrived = requested + dice.time(2 * DAY);
            let finished = arrived + dice.time(3 * HOUR);
            let signed = finished + dice.time(HOUR);
            one.arrived_at = Some(arrived);
            one.finished_at = Some(finished);
            one.signed_at = Some(signed);
            one.rounds = if dice.one_in(6) { 2 } else { 1 };
            one.leak_holds_since = (!dice.one_in(3)).then(|| signed + dice.time(DAY));
            if dice.one_in(3) {
                one.returned_at = Some(signed + dice.time(HOUR));
                let late = dice.one_in(4);
                let day = zone().day_of(signed).add_days(if late { 4 } else { 0 });
                one.batch_day = (!dice.one_in(5)).then(|| day.to_string());
            }
            if !dice.one_in(4) {
                let at = signed + dice.time(5 * DAY);
                let satisfied = !dice.one_in(5);
                let cause =
                    [None, Some(Cause::Quality), Some(Cause::Time)][usize::try_from(dice.below(3)).unwrap()];
                one.follow_ups.push(asked(10_000 + n, at, dice.one_in(10), satisfied, cause));
                one.followed_at = Some(at);
                if dice.one_in(8) {
                    one.spot_checks.push(CountedCheck {
                        entry: EntryId::from_bytes(id(20_000 + n)),
                        by: UserId::from_bytes([if dice.one_in(2) { 21 } else { 22 }; 16]),
                        at: at + dice.time(DAY),
                    });
                }
            }
            one.materials.push(UsedMaterial { item: "starter".into(), quantity: 1 + dice.time(4) });
        }
        orders.push(one);
    }
    orders
}

fn in_march(at: i64) -> bool {
    (MARCH..APRIL).contains(&at)
}

#[test]
fn sta_01_every_number_is_that_of_its_slips_and_equals_a_plain_count() {
    for seed in 1..6 {
        let orders = generated(seed, 600);
        let figures = month_figures(&orders, span(), &[february()]);
        let (mut requests, mut business, mut completed, mut first, mut followed) = (0, 0, 0, 0, 0);
        for one in &orders {
            if in_march(one.requested_at) {
                if one.service_kind == ServiceKind::Business {
                    business += 1;
                } else {
                    requests += 1;
                }
            }
            if let Some(at) = one.signed_at
                && in_march(at)
            {
                completed += 1;
                if one.rounds == 1 {
                    first += 1;
                }
                if one.followed_at.is_some() {
                    followed += 1;
                }
            }
        }
        assert!(requests > 100 && completed > 50 && first < completed && followed < completed);
        assert_eq!(figures.requests.number(), requests);
        assert_eq!(figures.business.number(), business, "REG-9: counted apart");
        assert_eq!(figures.completed.number(), completed);
        assert_eq!((figures.first_time.number(), figures.first_time.whole()), (first, Some(completed)));
        assert_eq!(figures.reworked.number(), completed - first);
        assert_eq!(figures.followed_up.number(), followed);
        assert_eq!(figures.followed_up.rest().len(), completed - followed);
        let classes: usize = figures.by_class.iter().map(|(_, figure)| figure.number()).sum();
        assert_eq!(classes, completed);
        let channels: usize = figures.by_channel.iter().map(|(.., figure)| figure.number()).sum();
        assert_eq!(channels, requests + business);
    }
}

#[test]
fn sta_02_satisfaction_and_dissatisfaction_are_ranked_by_class_and_cause_with_the_month_before() {
    let orders = generated(11, 900);
    let opinions = month_figures(&orders, span(), &[february()]).opinions;
    for (satisfied, list) in [(true, &opinions.content), (false, &opinions.discontent)] {
        let mut seen = 0;
        let mut last = usize::MAX;
        for line in list {
            let mut here = 0;
            let mut before = 0;
            for one in &orders {
                for asked in &one.follow_ups {
                    if one.service_class == line.service_class
                        && asked.cause == line.cause
                        && asked.satisfied == satisfied
                    {
                        if in_march(asked.at) {
                            here += 1;
                        } else if asked.at >= MARCH - 28 * DAY && asked.at < MARCH {
                            before += 1;
                        }
                    }
                }
            }
            assert_eq!((line.figure.number(), line.before.as_slice()), (here, &[before][..]));
            assert!(here <= last, "the most frequent first");
            last = here;
            seen += here;
        }
        let all = orders.iter().flat_map(|one| &one.follow_ups);
        let all = all.filter(|asked| in_march(asked.at) && asked.satisfied == satisfied).count();
        assert_eq!(seen, all, "nobody is left out");
    }
}

#[test]
fn sta_06_median_and_ninth_decile_are_values_that_half_and_nine_of_ten_do_not_exceed() {
    let orders = generated(12, 500);
    let figures = month_figures(&orders, span(), &[]);
    let mut took = Vec::new();
    for one in &orders {
        if in_march(one.requested_at)
            && let Some(at) = one.replied_at
        {
            took.push(at - one.requested_at);
        }
    }
    let not_above = |most: i64| took.iter().filter(|one| **one <= most).count();
    let below = |most: i64| took.iter().filter(|one| **one < most).count();
    let (median, ninth) = (figures.reply.median_ms.unwrap(), figures.reply.ninth_decile_ms.unwrap());
    assert!(not_above(median) * 2 >= took.len() && below(median) * 2 < took.len());
    assert!(not_above(ninth) * 10 >= took.len() * 9 && below(ninth) * 10 < took.len() * 9);
    assert_eq!(figures.reply.figure.number(), took.len());
    let nobody = month_figures(&[], span(), &[]);
    assert_eq!((nobody.reply.median_ms, nobody.completed.number()), (None, 0));
    let mut used = 0;
    for one in &orders {
        if one.signed_at.is_some_and(in_march) {
            used += one.materials.iter().map(|line| line.quantity).sum::<i64>();
        }
    }
    assert_eq!(figures.materials.len(), 1);
    assert_eq!(figures.materials[0].quantity, used);
}

#[test]
fn sta_08_a_rate_is_in_per_mille_and_nothing_of_nothing_has_none() {
    let all: Vec<Counted> = generated(1, 3).iter().map(Counted::from).collect();
    let two = Figure::part(&all, |one| one.order != all[0].order);
    assert_eq!((two.number(), two.whole(), two.per_mille()), (2, Some(3), Some(666)));
    assert_eq!(two.rest(), [all[0]]);
    assert_eq!(Figure::part(&all, |_| true).per_mille(), Some(1_000));
    assert_eq!(Figure::part(&[], |_| true).per_mille(), None);
    assert_eq!(Figure::count(all).per_mille(), None);
}

#[test]
fn sta_08_rol_14_enterprise_customers_have_a_rate_and_a_target_of_their_own() {
    let orders: Vec<OrderSummary> = (0..5)
        .map(|n| {
            let mut one = blank(n, MARCH);
            one.follow_ups.push(asked(100 + n, MARCH + HOUR, false, n != 0, None));
            one
        })
        .collect();
    let enterprises = [0, 1, 2].map(|n: usize| orders[n].order).into_iter().collect();
    let mut month = month_figures(&orders, span(), &[]);
    assert_eq!(month.opinions.enterprise_satisfied.whole(), Some(0), "nobody has said who is one");
    month.keep_enterprises_apart(&enterprises);
    let pair = |figure: &Figure| (figure.number(), figure.whole().unwrap(), figure.per_mille());
    assert_eq!(pair(&month.opinions.satisfied), (4, 5, Some(800)));
    assert_eq!(pair(&month.opinions.enterprise_satisfied), (2, 3, Some(666)));
    let named = month.named();
    let (_, found) = named.iter().find(|(name, _)| name == "enterprise_satisfied").unwrap();
    assert_eq!(found.rest(), [Counted { order: orders[0].order, entry: Some(EntryId::from_bytes(id(100))) }]);
    let with = |all, enterprise_target_percent| StatisticsSettings {
        satisfaction_target_percent: all,
        enterprise_target_percent,
        ..StatisticsSettings::default()
    };
    let verdicts = |settings| (month.opinions.meets(settings), month.opinions.enterprises_meet(settings));
    assert_eq!(verdicts(with(None, None)), (None, None));
    assert_eq!(verdicts(with(Some(80), None)), (Some(true), None));
    assert_eq!(verdicts(with(None, Some(66))), (None, Some(true)));
    assert_eq!(verdicts(with(Some(81), Some(67))), (Some(false), Some(false)));
    month.keep_enterprises_apart(&std::collections::BTreeSet::new());
    assert_eq!(month.opinions.enterprises_meet(with(None, Some(1))), None, "of nobody there is no verdict");
    for wrong in [0, 101] {
        assert_eq!(
            with(None, Some(wrong)).check(),
            Err(InvalidTarget::Percent("enterprise_target_percent")),
            "{wrong}"
        );
    }
    let once = StatisticsSettings { frequent_from: 1, ..StatisticsSettings::default() };
    assert_eq!(once.check(), Err(InvalidTarget::Frequent));
}

#[test]
fn sta_07_problems_that_follow_ups_and_visits_share_are_counted_together() {
    let mut orders: Vec<OrderSummary> = Vec::new();
    // Two classes complain of the time, one of the price, and one says nothing of the cause.
    for (n, class, cause) in [
        (0, "LMP", Some(Cause::Time)),
        (1, "TAP", Some(Cause::Time)),
        (2, "TAP", Some(Cause::Price)),
        (3, "TAP", None),
        (4, "TAP", None),
        (5, "TAP", None),
    ] {
        let mut one = blank(n, MARCH);
        one.service_class = class.into();
        one.follow_ups.push(asked(100 + n, MARCH + HOUR, false, false, cause));
        orders.push(one);
    }
    let month = month_figures(&orders, span(), &[]);
    let visits = [(Cause::Time, 1), (Cause::Price, 3), (Cause::Attitude, 2)].into_iter().collect();
    let found = |from| {
        let all = similar_problems(&month.opinions.discontent, &visits, from);
        all.iter().map(|one| (one.cause, one.follow_ups, one.visits)).collect::<Vec<_>>()
    };
    assert_eq!(found(3), [(Cause::Price, 1, 3), (Cause::Time, 2, 1)]);
    assert_eq!(found(4), [(Cause::Price, 1, 3)]);
    assert_eq!(found(5), []);
    assert_eq!(similar_problems(&[], &std::collections::BTreeMap::new(), 0), [], "nothing is no problem");
}

fn comply(orders: &[OrderSummary], now: i64) -> Compliance {
    let managers = [UserId::from_bytes([21; 16]), UserId::from_bytes([22; 16])];
    compliance(orders, march(), &managers, None, zone(), &DeadlineSettings::default(), now)
}

#[test]
fn sta_09_the_month_s_compliance_equals_a_plain_count() {
    for seed in 20..24 {
        let orders = generated(seed, 700);
        let later = APRIL + 60 * DAY;
        let found = comply(&orders, later);
        let (mut in_time, mut all_replies) = (0, 0);
        let (mut kept_month, mut completed, mut batches, mut back) = (0, 0, 0, 0);
        let (mut safety, mut of_safety, mut leak, mut of_leak, mut untested) = (0, 0, 0, 0, 0);
        for one in &orders {
            if in_march(one.requested_at) && one.service_kind != ServiceKind::Business {
                all_replies += 1;
                let minute = one.requested_at / MINUTE * MINUTE;
                if one.replied_at.is_some_and(|at| at < minute + 15 * MINUTE + 1_000) {
                    in_time += 1;
                }
            }
            if let Some(at) = one.returned_at
                && in_march(at)
            {
                back += 1;
                let local = at + 8 * HOUR;
                let after = local % DAY >= 17 * HOUR + 30 * MINUTE + 1_000;
                let day = zone().day_of(at).add_days(i64::from(after)).to_string();
                if one.batch_day.as_ref().is_some_and(|handed| *handed <= day) {
                    batches += 1;
                }
            }
            let Some(signed) = one.signed_at.filter(|at| in_march(*at)) else { continue };
            completed += 1;
            if one.followed_at.is_some_and(|at| at < APRIL + 10 * DAY) {
                kept_month += 1;
            }
            // 24:00 of the second or third day after the day.
            let end = |from: i64, days: i64| ((from + 8 * HOUR) / DAY + days + 1) * DAY - 8 * HOUR;
            match (one.repair_class, one.leak_holds_since) {
                (RepairClass::Safety, _) => {
                    of_safety += 1;
                    if one.followed_at.is_some_and(|at| at < end(signed, 2)) {
                        safety += 1;
                    }
                }
                (RepairClass::Leak, Some(tested)) => {
                    of_leak += 1;
                    if one.followed_at.is_some_and(|at| at < end(tested, 3)) {
                        leak += 1;
                    }
                }
                (RepairClass::Leak, None) => untested += 1,
                (RepairClass::Other, _) => {}
            }
        }
        let pair = |figure: &Figure| (figure.number(), figure.whole().unwrap());
        assert_eq!(pair(&found.replies), (in_time, all_replies));
        assert_eq!(pair(&found.batches), (batches, back));
        assert_eq!(pair(&found.month_follow_ups), (kept_month, completed));
        let under = |id| found.repair_follow_ups.iter().find(|(one, _)| *one == id).unwrap();
        assert_eq!(pair(&under(DeadlineId::FollowUpSafety).1), (safety, of_safety));
        assert_eq!(pair(&under(DeadlineId::FollowUpLeak).1), (leak, of_leak));
        assert_eq!(found.leak_test_missing.number(), untested);
        assert!(in_time < all_replies && batches < back && safety < of_safety && leak < of_leak);
        assert_eq!(pair(&found.hand_over), (0, completed), "nobody handed the month over");
    }
}

#[test]
fn sta_09_what_is_not_due_yet_is_no_breach() {
    let mut one = blank(1, APRIL - DAY);
    one.signed_at = Some(APRIL - HOUR);
    let early = comply(&[one.clone()], APRIL);
    assert_eq!(early.month_follow_ups.whole(), Some(0));
    assert_eq!(early.hand_over.whole(), Some(0));
    let late = comply(&[one.clone()], APRIL + 10 * DAY);
    assert_eq!((late.month_follow_ups.number(), late.month_follow_ups.whole()), (0, Some(1)));
    one.followed_at = Some(APRIL + DAY);
    let kept = comply(&[one], APRIL + DAY);
    assert_eq!((kept.month_follow_ups.number(), kept.month_follow_ups.whole()), (1, Some(1)));
}

#[test]
fn fup_05_forty_one_follow_ups_need_three_on_site() {
    let made = |on_site: u64| -> Vec<OrderSummary> {
        let orders = (0..41).map(|n| {
            let mut one = blank(n, MARCH);
            one.follow_ups.push(asked(100 + n, MARCH + HOUR, n < on_site, true, None));
            one
        });
        orders.collect()
    };
    let two = comply(&made(2), APRIL).on_site;
    assert_eq!((two.figure.number(), two.figure.whole(), two.needed, two.missing), (2, Some(41), 3, 1));
    assert_eq!(comply(&made(3), APRIL).on_site.missing, 0);
    assert_eq!(comply(&[], APRIL).on_site.needed, 0);
}

#[test]
fn fup_08_a_manager_with_two_checks_misses_one_and_fup_10_a_rate_is_whole_only_when_nothing_is_left() {
    let mut one = blank(1, MARCH);
    one.signed_at = Some(MARCH + HOUR);
    one.spot_checks = (0..2)
        .map(|n| CountedCheck {
            entry: EntryId::from_bytes(id(n)),
            by: UserId::from_bytes([21; 16]),
            at: APRIL - 1,
        })
        .collect();
    let mut other = blank(2, MARCH);
    other.signed_at = Some(MARCH + HOUR);
    other.followed_at = Some(MARCH + 2 * HOUR);
    let found = comply(&[one.clone(), other.clone()], APRIL);
    let missing: Vec<u32> = found.spot_checks.iter().map(|one| one.missing).collect();
    assert_eq!(missing, [1, 3]);
    assert_eq!(found.repairs_followed_up.per_mille(), Some(500));
    assert_eq!(found.repairs_followed_up.rest(), [Counted::from(&one)]);
    assert_eq!(comply(&[other], APRIL).repairs_followed_up.per_mille(), Some(1_000));
}

#[test]
fn sta_09_cmp_13_cmp_14_cmp_15_cmp_19_complaints_of_a_month_stand_by_deadline_as_kept_late_or_not_due() {
    use crate::domain::deadline::{ComplaintFacts, Outcome};
    use crate::domain::entry::complaint::ComplaintClass::{Important, Minor, Serious};
    let settings = DeadlineSettings::default();
    let at_noon = MARCH + 12 * HOUR;
    let silent = |class| ComplaintFacts {
        received_at: at_noon,
        class,
        asked_for: None,
        office_head_at: None,
        department_head_at: None,
        answered_at: None,
        resolved_at: None,
        told_at: None,
        result_told_at: None,
    };
    let complaint = |n: u64| DocumentId::from_bytes(id(n));
    let serious = ComplaintFacts {
        office_head_at: Some(at_noon + HOUR),
        // The last instant of the second day, and the first one after the tenth.
        answered_at: Some(MARCH + 3 * DAY - 1),
        resolved_at: Some(MARCH + 11 * DAY),
        told_at: Some(at_noon + HOUR),
        ..silent(Some(Serious))
    };
    let important =
        ComplaintFacts { department_head_at: Some(at_noon + 61 * MINUTE), ..silent(Some(Important)) };
    let minor = ComplaintFacts {
        resolved_at: Some(at_noon + HOUR),
        told_at: Some(at_noon + HOUR),
        result_told_at: Some(at_noon + 2 * HOUR),
        ..silent(Some(Minor))
    };
    let all = [
        (complaint(1), serious),
        (complaint(2), important),
        (complaint(3), minor),
        (complaint(4), silent(None)),
    ];
    let counts = |complaints: &[(DocumentId, ComplaintFacts)],
                  now: i64|
     -> Vec<(DeadlineId, [Vec<u64>; 3])> {
        let found = complaint_times(complaints, zone(), &settings, now);
        let numbers = |ids: &[DocumentId]| (1..=4).filter(|n| ids.contains(&complaint(*n))).collect();
        let line = |one: &ComplaintTimes| {
            (one.deadline, [Outcome::Kept, Outcome::Late, Outcome::NotDue].map(|of| numbers(one.with(of))))
        };
        found.iter().map(line).collect()
    };
    // The evening of the day of the intake: nobody has told the second and the fourth yet, and there is time.
    let evening = counts(&all[1..], MARCH + 23 * HOUR);
    assert_eq!(evening[3], (DeadlineId::ImportantForward, [vec![], vec![2], vec![]]));
    assert_eq!(evening[4], (DeadlineId::ImportantFinish, [vec![], vec![], vec![2]]));
    assert_eq!(evening[6], (DeadlineId::ResultNotice, [vec![3], vec![], vec![2, 4]]));
    // Twelve days later everybody's time is over, also that for word of the first one's result.
    assert_eq!(
        counts(&all, MARCH + 13 * DAY),
        [
            (DeadlineId::SeriousForward, [vec![1], vec![], vec![]]),
            (DeadlineId::SeriousAnswer, [vec![1], vec![], vec![]]),
            (DeadlineId::SeriousSolved, [vec![], vec![1], vec![]]),
            (DeadlineId::ImportantForward, [vec![], vec![2], vec![]]),
            (DeadlineId::ImportantFinish, [vec![], vec![2], vec![]]),
            (DeadlineId::Minor, [vec![3], vec![], vec![]]),
            (DeadlineId::ResultNotice, [vec![3], vec![1, 2, 4], vec![]]),
        ]
    );
    let rates = complaint_times(&all, zone(), &settings, MARCH + 13 * DAY);
    let rates: Vec<Option<u32>> = rates.iter().map(ComplaintTimes::per_mille).collect();
    assert_eq!(rates, [Some(1_000), Some(1_000), Some(0), Some(0), Some(0), Some(1_000), Some(250)]);
    let none = complaint_times(&[], zone(), &settings, APRIL);
    assert!(none.iter().all(|one| one.per_mille().is_none()), "of nothing there is no rate");
}
