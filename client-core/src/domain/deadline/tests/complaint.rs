//! Deadlines of complaints (DL-10 to DL-16), to the minute and the day.

use super::*;
use crate::domain::deadline::{ComplaintDue, ComplaintFacts, complaint_due};
use crate::domain::entry::complaint::ComplaintClass;

/// Received on 3 March 2026 at 16:00, and nothing done.
fn received(class: Option<ComplaintClass>) -> ComplaintFacts {
    ComplaintFacts {
        received_at: at("2026-03-03 16:00"),
        class,
        asked_for: None,
        office_head_at: None,
        department_head_at: None,
        answered_at: None,
        resolved_at: None,
        told_at: None,
        result_told_at: None,
    }
}

fn due(facts: &ComplaintFacts, zone: Zone) -> Vec<ComplaintDue> {
    complaint_due(facts, zone, &printed())
}

fn one(facts: &ComplaintFacts, id: DeadlineId) -> Deadline {
    let all = due(facts, shanghai());
    all.iter().find(|one| one.deadline.id == id).unwrap_or_else(|| panic!("no {id}: {all:?}")).deadline
}

/// 24:00 of a day.
fn end(text: &str) -> i64 {
    shanghai().end_of(day(text))
}

#[test]
fn cmp_13_a_serious_complaint_is_forwarded_the_same_day_answered_in_two_and_solved_in_ten() {
    let facts = received(Some(ComplaintClass::Serious));
    assert_eq!(one(&facts, DeadlineId::SeriousForward).until, end("2026-03-03"));
    assert_eq!(one(&facts, DeadlineId::SeriousForward).warn_from, facts.received_at, "at once");
    assert_eq!(one(&facts, DeadlineId::SeriousAnswer).until, end("2026-03-05"));
    assert_eq!(one(&facts, DeadlineId::SeriousAnswer).warn_from, at("2026-03-04 00:00"));
    assert_eq!(one(&facts, DeadlineId::SeriousSolved).until, end("2026-03-13"));
    assert_eq!(one(&facts, DeadlineId::SeriousSolved).warn_from, at("2026-03-11 00:00"));
}

#[test]
fn cmp_14_an_important_complaint_is_forwarded_within_the_hour_and_finished_in_three_days() {
    let facts = received(Some(ComplaintClass::Important));
    let forward = one(&facts, DeadlineId::ImportantForward);
    assert_eq!((forward.warn_from, forward.due), (at("2026-03-03 16:45"), at("2026-03-03 17:00")));
    assert!(forward.kept_by(at("2026-03-03 17:00")) && !forward.kept_by(at("2026-03-03 17:00:01")));
    assert_eq!(one(&facts, DeadlineId::ImportantFinish).until, end("2026-03-06"));
}

#[test]
fn cmp_15_a_minor_complaint_has_two_days_or_the_residents_own() {
    let facts = received(Some(ComplaintClass::Minor));
    assert_eq!(one(&facts, DeadlineId::Minor).until, end("2026-03-05"));
    let asked = ComplaintFacts { asked_for: Some(day("2026-03-20")), ..facts };
    assert_eq!(one(&asked, DeadlineId::Minor).until, end("2026-03-20"));
    let sooner = ComplaintFacts { asked_for: Some(day("2026-03-04")), ..facts };
    assert_eq!(one(&sooner, DeadlineId::Minor).until, end("2026-03-04"));
}

#[test]
fn cmp_19_the_complainant_is_told_on_the_day_of_the_intake_and_on_the_day_of_the_result() {
    let facts = received(None);
    let notices = |facts: &ComplaintFacts| -> Vec<(i64, i64, Option<i64>)> {
        let all = due(facts, shanghai()).into_iter();
        let notices = all.filter(|one| one.deadline.id == DeadlineId::ResultNotice);
        notices.map(|one| (one.deadline.warn_from, one.deadline.until, one.done_at)).collect()
    };
    assert_eq!(notices(&facts), [(at("2026-03-03 17:00"), end("2026-03-03"), None)], "how it stands");
    let told = at("2026-03-03 18:00");
    let known = ComplaintFacts { told_at: Some(told), resolved_at: Some(at("2026-03-05 11:00")), ..facts };
    let result = (at("2026-03-05 17:00"), end("2026-03-05"), None);
    assert_eq!(notices(&known), [(at("2026-03-03 17:00"), end("2026-03-03"), Some(told)), result]);
}

#[test]
fn cmp_13_days_are_those_of_the_sites_zone_and_leap_years_have_one_more() {
    let facts =
        ComplaintFacts { received_at: at("2028-02-27 16:00"), ..received(Some(ComplaintClass::Serious)) };
    assert_eq!(one(&facts, DeadlineId::SeriousAnswer).until, end("2028-02-29"));
    assert_eq!(one(&facts, DeadlineId::SeriousSolved).until, end("2028-03-08"));
    let auckland = Zone::parse("Pacific/Auckland").unwrap();
    let late = ComplaintFacts { received_at: at("2026-03-03 20:30"), ..facts };
    let all = due(&late, auckland);
    let forward = all.iter().find(|one| one.deadline.id == DeadlineId::SeriousForward).unwrap();
    assert_eq!(forward.deadline.until, auckland.end_of(day("2026-03-04")), "it is the fourth there already");
}
