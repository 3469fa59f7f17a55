//! FUP-2 to FUP-15 as people of the office meet them: whose the follow-up is, its columns, what has to be put right,
//! spot checks, deadlines.

use crate::kit::*;
use client_core::domain::calendar::Zone;
use client_core::domain::command::Command;
use client_core::domain::deadline::{DeadlineId, DeadlineSettings};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::follow_up::{FollowUpBy, FollowUpWay, RepairClass};
use client_core::domain::entry::office::ServiceKind;
use client_core::domain::order::{FollowUpTrack, Order, OrderState, follow_up_deadlines};
use client_core::domain::policy::Role;

const DAY: i64 = 24 * HOUR;

fn phone(satisfied: bool, corrective: Option<&str>) -> Command {
    Command::FollowUp {
        way: FollowUpWay::Phone,
        satisfied,
        opinion: Some("灯很亮".into()),
        strokes: None,
        refused: None,
        cause: None,
        corrective: corrective.map(str::to_owned),
    }
}

fn on_site(opinion: Option<&str>, strokes: Option<&str>, refused: Option<&str>) -> Command {
    Command::FollowUp {
        way: FollowUpWay::OnSite,
        satisfied: true,
        opinion: opinion.map(str::to_owned),
        strokes: strokes.map(str::to_owned),
        refused: refused.map(str::to_owned),
        cause: None,
        corrective: None,
    }
}

fn missing(field: &str) -> Rejection {
    Rejection::Missing { field: field.into() }
}

/// The lamp's slip signed, and everybody knows.
fn signed() -> World {
    let mut world = World::signed();
    world.sync();
    world
}

/// Another person of the office, who knows what everybody knows.
fn colleague(world: &mut World, n: u8, role: Role) -> Phone {
    let mut phone = Phone::new(&world.clock, n, role);
    phone.syncs(&mut world.exchange);
    phone.order = world.desk.order;
    phone
}

#[test]
fn fup_02_the_intake_place_says_who_follows_up_and_a_change_is_recorded() {
    let mut world = signed();
    let duty = world.desk.shows().follow_ups.duty.unwrap();
    assert_eq!((duty.follow_up_by, duty.changed), (FollowUpBy::DispatchCentre, None));
    let task = world.desk.task("follow_up").unwrap();
    assert_eq!(task.roles, [Role::DispatchAssistant, Role::Dispatcher]);

    let assigned = |note: &str| Command::AssignFollowUp {
        follow_up_by: FollowUpBy::AreaAssistant,
        person: Some(user(33)),
        note: note.into(),
    };
    assert_eq!(world.desk.is_refused(assigned(" ")), missing("note"));
    let order = world.desk.does(assigned("片区助理正好在楼内"));
    let duty = order.follow_ups.duty.unwrap();
    assert_eq!((duty.follow_up_by, duty.person), (FollowUpBy::AreaAssistant, Some(user(33))));
    let (origin, note) = duty.changed.unwrap();
    assert_eq!((origin.by.user, note.as_str()), (user(DISPATCHER), "片区助理正好在楼内"));
    assert_eq!(world.desk.task("follow_up").unwrap().roles, [Role::AreaAssistant]);

    let mut world = World::new();
    let mut front = colleague(&mut world, 34, Role::FrontDesk);
    let order = front.does(registration("LMP", ServiceKind::Special));
    assert_eq!(order.follow_ups.duty.unwrap().follow_up_by, FollowUpBy::AreaAssistant);
}

#[test]
fn fup_04_the_way_is_named_and_fup_15_a_repair_has_only_two() {
    let mut world = signed();
    let other = Command::FollowUp {
        way: FollowUpWay::Other,
        satisfied: true,
        opinion: Some("短信".into()),
        strokes: None,
        refused: None,
        cause: None,
        corrective: None,
    };
    let refused = world.desk.is_refused(other);
    assert!(matches!(refused, Rejection::Invalid { ref field, .. } if field == "way"), "{refused:?}");
    let order = world.desk.does(phone(true, None));
    assert_eq!(order.follow_ups.done[0].way, FollowUpWay::Phone);
    assert_eq!(order.follow_up, FollowUpTrack::Done);
}

#[test]
fn fup_06_on_site_the_customer_signs_and_writes_or_his_refusal_is_recorded() {
    let mut world = signed();
    let strokes = "M10 10 L200 40 L30 90";
    assert_eq!(world.desk.is_refused(on_site(None, Some(strokes), None)), missing("opinion"));
    assert_eq!(world.desk.is_refused(on_site(Some("满意"), None, None)), missing("strokes"));
    assert_eq!(world.desk.is_refused(on_site(None, None, Some(" "))), missing("refused"));
    let order = world.desk.does(on_site(None, None, Some("不愿签字")));
    let first = &order.follow_ups.done[0];
    assert!(first.complete && first.signature.is_none() && first.opinion.is_none());
    assert_eq!(first.refused.as_deref(), Some("不愿签字"));
    let order = world.desk.does(on_site(Some("满意"), Some(strokes), None));
    let second = &order.follow_ups.done[1];
    assert!(second.complete && second.leads && !order.follow_ups.done[0].leads);
    assert_eq!(world.desk.view().texts[&second.signature.unwrap()], strokes);
    assert_eq!(world.desk.view().texts[&second.opinion.unwrap()], "满意");
}

#[test]
fn fup_07_nobody_signs_by_phone() {
    let mut world = signed();
    let signed_call = Command::FollowUp {
        way: FollowUpWay::Phone,
        satisfied: true,
        opinion: Some("很好".into()),
        strokes: Some("M10 10 L20 20".into()),
        refused: None,
        cause: None,
        corrective: None,
    };
    let refused = world.desk.is_refused(signed_call);
    assert!(matches!(refused, Rejection::Invalid { ref field, .. } if field == "strokes"), "{refused:?}");
    let silent = Command::FollowUp {
        way: FollowUpWay::Phone,
        satisfied: true,
        opinion: None,
        strokes: None,
        refused: Some("不愿多说".into()),
        cause: None,
        corrective: None,
    };
    assert_eq!(world.desk.is_refused(silent), missing("opinion"));
    let order = world.desk.does(phone(true, None));
    let call = &order.follow_ups.done[0];
    assert!(call.complete && call.signature.is_none());
    assert_eq!(call.origin.by.user, user(DISPATCHER), "the caller stands for it");
}

#[test]
fn fup_08_each_manager_counts_his_first_check_of_what_somebody_else_did() {
    let mut world = signed();
    let follow_up = world.desk.does(phone(true, None)).follow_ups.done[0].origin.entry;
    world.sync();
    let check = |confirmed, remark: &str| Command::SpotCheck { follow_up, confirmed, remark: remark.into() };
    let denied = world.desk.is_refused(check(true, "x"));
    assert!(matches!(denied, Rejection::Denied { .. }), "{denied:?}");
    assert_eq!(world.manager.is_refused(check(true, "")), missing("remark"));
    world.manager.does(check(true, "属实"));
    world.manager.does(check(false, "再问一次,记录不全"));
    world.head.does(check(true, "属实"));
    world.sync();
    let checks = world.desk.shows().follow_ups.spot_checks;
    let counts = |n: u8| {
        let own = checks.iter().filter(|check| check.origin.by.user == user(n));
        own.map(|check| check.counts).collect::<Vec<_>>()
    };
    assert_eq!((counts(MANAGER), counts(HEAD)), (vec![true, false], vec![true]));
}

#[test]
fn fup_09_dissatisfied_is_saved_with_what_has_to_be_put_right_and_ends_with_a_new_follow_up() {
    let mut world = signed();
    assert_eq!(world.desk.is_refused(phone(false, None)), missing("corrective"));
    assert_eq!(world.desk.is_refused(phone(false, Some("  "))), missing("corrective"));
    let order = world.desk.does(phone(false, Some("灯座松动,重新固定")));
    assert_eq!(order.follow_up, FollowUpTrack::CorrectiveOpen);
    let corrective = order.follow_ups.correctives[0].clone();
    assert_eq!(corrective.follow_up, Some(order.follow_ups.done[0].origin.entry), "linked");
    assert!(world.desk.task("follow_up").is_none(), "first it is put right");
    world.sync();

    let close =
        |done: &str| Command::CloseCorrective { corrective: corrective.origin.entry, done: done.into() };
    assert_eq!(world.li.is_refused(close("")), missing("done"));
    let order = world.li.does(close("已固定"));
    assert_eq!(order.follow_up, FollowUpTrack::Due, "asked again");
    assert_eq!(world.li.is_refused(close("again")), Rejection::NotFound);
    world.sync();
    assert!(world.desk.task("follow_up").is_some());
    assert!(world.desk.shows().archive_blocked_by.contains(&"follow_up".to_owned()));
    let order = world.desk.does(phone(true, None));
    assert_eq!(order.follow_up, FollowUpTrack::Done);
    assert!(world.desk.task("follow_up").is_none());
}

#[test]
fn fup_14_what_has_to_be_put_right_is_a_task_on_the_technician_s_device() {
    let mut world = signed();
    let order = world.desk.does(phone(false, Some("灯座松动")));
    let id = format!("corrective:{}", order.follow_ups.correctives[0].origin.entry);
    world.sync();
    let task = world.li.task(&id).unwrap();
    assert_eq!(task.roles, [Role::Technician, Role::DispatchAssistant, Role::Dispatcher]);
    let corrective = world.li.shows().follow_ups.correctives[0].origin.entry;
    world.li.does(Command::CloseCorrective { corrective, done: "已固定".into() });
    assert!(world.li.task(&id).is_none());
}

fn due(order: &Order) -> Vec<(DeadlineId, i64)> {
    let due = follow_up_deadlines(order, Zone::parse("Asia/Shanghai").unwrap(), &DeadlineSettings::default());
    due.unwrap().deadlines.iter().map(|deadline| (deadline.id, deadline.until)).collect()
}

/// 24:00 of this day of March 2026 in Shanghai; from 32 on it is April.
fn end_of(day: i64) -> i64 {
    NINE - 9 * HOUR + (day - 2 + 1) * DAY
}

/// The lamp's slip signed on 3 March.
fn signed_on_the_third() -> World {
    let mut world = World::finished();
    world.clock.set(NINE + DAY);
    world.li.does(tried(true, None));
    world.li.does(sign());
    world.sync();
    world
}

#[test]
fn fup_11_fup_13_rec_10_two_days_and_fup_16_the_month_asks_too_and_the_earliest_alarms() {
    let mut world = signed_on_the_third();
    let other = [(DeadlineId::FollowUpOther, end_of(5)), (DeadlineId::FollowUpMonth, end_of(41))];
    assert_eq!(due(&world.desk.shows()), other);
    let safety = Command::ClassifyRepair { repair_class: RepairClass::Safety };
    let order = world.desk.does(safety);
    assert_eq!(
        due(&order),
        [(DeadlineId::FollowUpSafety, end_of(5)), (DeadlineId::FollowUpMonth, end_of(41))]
    );
    world.clock.set(end_of(5) - 1);
    let order = world.desk.does(phone(true, None));
    let due =
        follow_up_deadlines(&order, Zone::parse("Asia/Shanghai").unwrap(), &DeadlineSettings::default());
    let alarming = *due.unwrap().alarming().unwrap();
    let followed = order.follow_ups.followed_at();
    assert_eq!(followed, Some(end_of(5) - 1));
    assert!(!alarming.breached(followed, end_of(20)), "kept in its last moment");
    assert!(alarming.breached(None, end_of(5)) && !alarming.breached(None, end_of(5) - 1));
}

#[test]
fn fup_12_three_days_from_a_test_that_the_leak_holds_and_before_it_the_test_is_missing() {
    let mut world = signed_on_the_third();
    let test = |passed| Command::TestLeak { passed, tested_at: None };
    let refused = world.li.is_refused(test(true));
    assert!(matches!(refused, Rejection::WrongState { .. }), "only of a leak: {refused:?}");
    world.desk.does(Command::ClassifyRepair { repair_class: RepairClass::Leak });
    world.sync();
    let missing = |order: &Order| {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        follow_up_deadlines(order, zone, &DeadlineSettings::default()).unwrap().leak_test_missing
    };
    let order = world.li.shows();
    assert!(missing(&order) && world.li.task("leak_test").is_some());
    assert_eq!(due(&order), [(DeadlineId::FollowUpMonth, end_of(41))], "no deadline before the test");
    let order = world.li.does(test(false));
    assert!(missing(&order), "a test that failed begins nothing");
    world.clock.set(NINE + 2 * DAY);
    let order = world.li.does(test(true));
    assert!(!missing(&order) && world.li.task("leak_test").is_none());
    assert_eq!(due(&order)[0], (DeadlineId::FollowUpLeak, end_of(7)), "tested on the 4th");
    world.clock.set(NINE + 2 * DAY + HOUR);
    assert!(missing(&world.li.does(test(false))), "it leaks again");
}

#[test]
fn fup_03_march_is_followed_up_by_the_tenth_of_april() {
    let world = signed_on_the_third();
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let due = follow_up_deadlines(&world.desk.shows(), zone, &DeadlineSettings::default()).unwrap();
    let month = due.deadlines.iter().find(|one| one.id == DeadlineId::FollowUpMonth).unwrap();
    assert_eq!(zone.shown(month.until), "2026-04-11 00:00");
    assert!(month.kept_by(month.until - 1) && !month.kept_by(month.until));
    assert_eq!(world.desk.shows().state, OrderState::Signed);
}

#[test]
fn fup_03_nothing_is_due_before_the_customer_signed() {
    let mut world = World::finished();
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    assert!(follow_up_deadlines(&world.li.shows(), zone, &DeadlineSettings::default()).is_none());
    world.sync();
    let refused = world.desk.is_refused(phone(true, None));
    assert!(matches!(refused, Rejection::WrongState { ref needs, .. } if needs == "customer_signed"));
}
