//! Deadlines of complaints on the clock: who is warned, who is told that one has passed, and what keeps it.

use super::kit::Site;
use crate::audit::By;
use crate::incidents::departments::name_head;
use crate::notify::NoticeBody;
use client_core::domain::complaint::{
    Acceptance, Capture, Classification, Complaint, ComplaintAssignment, ComplaintState, Forwarded, Notified,
    RecordVersion, Resolution,
};
use client_core::domain::entry::complaint::{
    ComplaintChannel, ComplaintClass, ComplaintOutcome, ForwardTo, Handover, NoticeOf, RecordField, SpokenTo,
};
use client_core::domain::entry::incident::Department;
use client_core::domain::entry::{At, By as Author};
use client_core::domain::id::{BlobDigest, DeviceId, DocumentId, EntryId};
use client_core::domain::incident::{Said, Standing};
use client_core::domain::order::Origin;
use client_core::domain::policy::Role;
use rusqlite::params;
use std::sync::Arc;

/// A complaint of a site, as its row keeps it.
struct Case {
    site: Site,
    complaint: Complaint,
    seq: i64,
}

impl Case {
    /// Accepted by the dispatcher at 16:00 on 3 March, and operation and repair, led by `chief`, deals with it.
    fn new(about_centre: bool) -> Self {
        let mut site = Site::new("Asia/Shanghai");
        name_head(&site.connection, &By::operator(0), Department::OperationRepair, "chief").unwrap();
        site.set("2026-03-03 08:00");
        site.round();
        site.set("2026-03-03 16:00");
        let heard = origin(&site, "wang", Role::Dispatcher);
        let complaint = Complaint {
            id: DocumentId::from_bytes([77; 16]),
            about_centre,
            state: ComplaintState::Assigned,
            capture: Capture {
                origin: heard,
                channel: ComplaintChannel::Phone,
                handover: Handover::Direct,
                heard_at: site.now,
                seems: None,
                ongoing_harm: false,
                measure: None,
                case_kind: None,
            },
            records: vec![RecordVersion {
                origin: heard,
                record: BlobDigest::from_bytes([1; 32]),
                given: RecordField::ALL.to_vec(),
                unknown: Vec::new(),
            }],
            accepted: Some(Acceptance { origin: heard, received_at: site.now }),
            class: None,
            asked_for: None,
            classifications: Vec::new(),
            attributions: Vec::new(),
            assignments: vec![ComplaintAssignment {
                origin: heard,
                department: Department::OperationRepair,
                person: None,
                case_kind: None,
                standing: Standing::Counts,
            }],
            conflict: Vec::new(),
            measures: Vec::new(),
            supervisor_calls: Vec::new(),
            contacts: Vec::new(),
            handling: Vec::new(),
            plans: Vec::new(),
            forwarded: Vec::new(),
            answers: Vec::new(),
            notices: Vec::new(),
            resolutions: Vec::new(),
            reopened: Vec::new(),
            orders: Vec::new(),
            not_accepted: Vec::new(),
            newer: Vec::new(),
        };
        Self { site, complaint, seq: 0 }
    }

    fn origin(&self) -> Origin {
        origin(&self.site, "wang", Role::Dispatcher)
    }

    /// The complaint changes, and its row is written anew.
    fn change(&mut self, change: impl FnOnce(&mut Complaint, Origin)) {
        let origin = self.origin();
        change(&mut self.complaint, origin);
        self.seq += 1;
        let (id, state) = (self.complaint.id, self.complaint.state);
        self.site
            .connection
            .execute(
                "INSERT OR REPLACE INTO complaint (document, about_centre, state, open, heard_by, heard_at, ongoing_harm,
                     words, content, last_seq) VALUES (?1, ?2, ?3, ?4, x'00', 0, 0, '', ?5, ?6)",
                params![
                    id.as_bytes(),
                    self.complaint.about_centre,
                    state.as_str(),
                    state.is_open(),
                    self.complaint.canonical_json(),
                    self.seq
                ],
            )
            .unwrap();
    }

    fn classify(&mut self, class: ComplaintClass) {
        self.change(|complaint, origin| {
            complaint.class = Some(class);
            let (asked_for, lowered, replaced) = (None, None, false);
            complaint.classifications.push(Classification { origin, class, asked_for, lowered, replaced });
        });
    }

    fn resolve(&mut self) {
        self.change(|complaint, origin| {
            complaint.state = ComplaintState::Resolved;
            complaint.resolutions.push(Resolution {
                origin,
                outcome: ComplaintOutcome::Settled,
                cause: "x".into(),
                course: "x".into(),
                result: "x".into(),
                apology: None,
                agreed: None,
                explanation: None,
                help: None,
                stands: true,
            });
        });
    }

    fn reopen(&mut self) {
        self.change(|complaint, origin| {
            complaint.state = ComplaintState::Assigned;
            complaint.resolutions.iter_mut().for_each(|one| one.stands = false);
            complaint.reopened.push(Said { origin, words: "x".into() });
        });
    }

    fn tell(&mut self, of: NoticeOf) {
        self.change(|complaint, origin| {
            complaint.notices.push(Notified { origin, of, way: SpokenTo::Phone, words: None, stands: true });
        });
    }

    fn forward(&mut self, to: ForwardTo) {
        self.change(|complaint, origin| complaint.forwarded.push(Forwarded { origin, to, who: "x".into() }));
    }

    /// A round at each of these moments.
    fn pass(&mut self, moments: &[&str]) {
        for moment in moments {
            self.site.set(moment);
            self.site.round();
        }
    }

    /// What was told of deadlines: when, to whom, what.
    fn told(&self) -> Vec<(String, String, String)> {
        let told = self.site.told().into_iter().filter_map(|one| {
            let (NoticeBody::ComplaintDue { deadline, .. } | NoticeBody::ComplaintLate { deadline, .. }) =
                &one.body
            else {
                return None;
            };
            let what = format!("{} {deadline}", one.body.kind());
            Some((self.site.context.zone.shown(one.at), one.user, what))
        });
        told.collect()
    }

    /// The same of one deadline.
    fn told_of(&self, deadline: &str) -> Vec<(String, String, String)> {
        self.told().into_iter().filter(|(.., what)| what.ends_with(deadline)).collect()
    }
}

fn origin(site: &Site, user: &str, role: Role) -> Origin {
    Origin {
        entry: EntryId::from_bytes([5; 16]),
        by: Author { user: site.user(user), role, device: DeviceId::from_bytes([1; 16]) },
        at: At::known(site.now),
    }
}

fn lines(all: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    let owned = |text: &&str| (*text).to_owned();
    all.iter().map(|(at, user, what)| (owned(at), owned(user), owned(what))).collect()
}

/// Every half day around the deadlines, and the moments before and at each.
const DAYS: &[&str] = &[
    "2026-03-03 16:44",
    "2026-03-03 16:45",
    "2026-03-03 17:00",
    "2026-03-03 17:01",
    "2026-03-03 23:59",
    "2026-03-04 00:00",
    "2026-03-04 12:00",
    "2026-03-05 00:00",
    "2026-03-05 23:59",
    "2026-03-06 00:00",
    "2026-03-06 23:59",
    "2026-03-07 00:00",
    "2026-03-08 00:00",
];

#[test]
fn cmp_14_an_important_complaint_goes_to_the_head_within_the_hour_and_is_finished_in_three_days() {
    let mut case = Case::new(false);
    case.classify(ComplaintClass::Important);
    case.tell(NoticeOf::Status);
    case.site.round();
    case.pass(DAYS);
    let wanted = [
        ("2026-03-03 16:45", "wang", "complaint_due DL-10"),
        ("2026-03-03 17:01", "supervisor", "complaint_late DL-10"),
        ("2026-03-05 00:00", "chief", "complaint_due DL-11"),
        ("2026-03-07 00:00", "head", "complaint_late DL-11"),
    ];
    assert_eq!(case.told(), lines(&wanted), "17:00:00 is in time, and 24:00 of 6 March is the end");
}

#[test]
fn cmp_14_what_was_done_in_time_is_told_to_nobody() {
    let mut case = Case::new(false);
    case.classify(ComplaintClass::Important);
    case.tell(NoticeOf::Status);
    case.site.round();
    case.site.set("2026-03-03 16:30");
    case.forward(ForwardTo::DepartmentHead);
    case.pass(&DAYS[..7]);
    assert_eq!(case.told(), [], "the head has it, and there is a day left");
    case.resolve();
    case.tell(NoticeOf::Result);
    case.pass(&DAYS[7..]);
    assert_eq!(case.told(), []);
    let waiting: i64 = case
        .site
        .connection
        .query_row("SELECT count(*) FROM job WHERE kind LIKE 'complaint%' AND state <> 'done'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(waiting, 0, "their jobs are done");
}

#[test]
fn cmp_13_a_serious_complaint_is_warned_of_at_once_and_its_three_dates_are_the_office_heads() {
    let mut case = Case::new(false);
    case.classify(ComplaintClass::Serious);
    case.tell(NoticeOf::Status);
    case.site.round();
    assert_eq!(case.told(), lines(&[("2026-03-03 16:00", "wang", "complaint_due DL-12")]));
    let serious: Vec<_> =
        case.site.told().into_iter().filter(|one| one.body.kind() == "complaint_serious").collect();
    assert_eq!(serious.iter().map(|one| one.user.as_str()).collect::<Vec<_>>(), ["head"]);
    case.pass(DAYS);
    case.pass(&["2026-03-10 23:59", "2026-03-11 00:00", "2026-03-13 23:59", "2026-03-14 00:00"]);
    let wanted = [
        ("2026-03-03 16:00", "wang", "complaint_due DL-12"),
        ("2026-03-04 00:00", "head", "complaint_late DL-12"),
        ("2026-03-04 00:00", "head", "complaint_due DL-13"),
        ("2026-03-06 00:00", "head", "complaint_late DL-13"),
        ("2026-03-11 00:00", "head", "complaint_due DL-14"),
        ("2026-03-14 00:00", "head", "complaint_late DL-14"),
    ];
    let mut told = case.told();
    told.sort();
    let mut wanted = lines(&wanted);
    wanted.sort();
    assert_eq!(told, wanted);
}

#[test]
fn cmp_15_the_resident_s_day_takes_the_place_of_the_two_days() {
    let mut case = Case::new(false);
    case.classify(ComplaintClass::Minor);
    case.tell(NoticeOf::Status);
    case.site.round();
    case.change(|complaint, _| complaint.asked_for = Some("2026-03-06".parse().unwrap()));
    case.pass(DAYS);
    let wanted = [
        ("2026-03-05 00:00", "wang", "complaint_due DL-15"),
        ("2026-03-07 00:00", "supervisor", "complaint_late DL-15"),
    ];
    assert_eq!(case.told(), lines(&wanted), "nothing of 5 March");
}

#[test]
fn cmp_19_the_receiver_is_reminded_at_17_00_to_tell_the_complainant_and_the_supervisor_of_a_day_without_word()
{
    let mut case = Case::new(false);
    case.change(|_, _| ());
    case.pass(&DAYS[..6]);
    let wanted = [
        ("2026-03-03 17:00", "wang", "complaint_due DL-16"),
        ("2026-03-04 00:00", "supervisor", "complaint_late DL-16"),
    ];
    assert_eq!(case.told(), lines(&wanted));
    // The result has a day of its own.
    case.site.set("2026-03-05 09:00");
    case.tell(NoticeOf::Status);
    case.resolve();
    case.pass(&["2026-03-05 16:59", "2026-03-05 17:00"]);
    case.tell(NoticeOf::Result);
    case.pass(&DAYS[8..]);
    assert_eq!(case.told()[2..], lines(&[("2026-03-05 17:00", "wang", "complaint_due DL-16")]));
}

#[test]
fn cmp_13_the_plan_follows_the_class() {
    let mut case = Case::new(false);
    case.tell(NoticeOf::Status);
    case.classify(ComplaintClass::Minor);
    case.pass(&DAYS[..3]);
    case.classify(ComplaintClass::Serious);
    case.pass(&DAYS[3..]);
    assert_eq!(case.told_of("DL-15"), [], "it is no minor one any more");
    assert_eq!(case.told_of("DL-12").len(), 2);
    let answer = [
        ("2026-03-04 00:00", "head", "complaint_due DL-13"),
        ("2026-03-06 00:00", "head", "complaint_late DL-13"),
    ];
    assert_eq!(case.told_of("DL-13"), lines(&answer));
}

#[test]
fn cmp_14_a_result_that_no_longer_stands_leaves_its_deadline_open_again() {
    let mut case = Case::new(false);
    case.classify(ComplaintClass::Important);
    case.tell(NoticeOf::Status);
    case.forward(ForwardTo::DepartmentHead);
    case.resolve();
    case.tell(NoticeOf::Result);
    case.pass(DAYS);
    assert_eq!(case.told(), []);
    case.reopen();
    case.site.round();
    assert_eq!(case.told(), lines(&[("2026-03-08 00:00", "head", "complaint_late DL-11")]));
}

#[test]
fn cmp_02_deadlines_of_a_complaint_about_the_centre_are_told_to_administration_and_the_office_head_alone() {
    for class in [ComplaintClass::Important, ComplaintClass::Serious, ComplaintClass::Minor] {
        let mut case = Case::new(true);
        case.classify(class);
        case.site.round();
        case.pass(DAYS);
        let told = case.site.told();
        let of_complaint = told.iter().filter(|one| one.body.kind().starts_with("complaint"));
        let mut people: Vec<&str> = of_complaint.map(|one| one.user.as_str()).collect();
        people.sort_unstable();
        people.dedup();
        assert_eq!(people, ["head", "hr"], "{class:?}");
    }
}

#[test]
fn cmp_13_planning_again_from_the_beginning_tells_nobody_twice() {
    let mut case = Case::new(false);
    case.classify(ComplaintClass::Serious);
    case.pass(&DAYS[..7]);
    let before = case.site.told();
    case.site.connection.execute("UPDATE job_plan SET complaint_seq = 0, complaint_rules = ''", []).unwrap();
    case.site.round();
    case.change(|_, _| ());
    case.site.round();
    assert_eq!(case.site.told(), before);
}

#[test]
fn cmp_14_other_thresholds_are_heeded_for_what_is_open_already() {
    let mut case = Case::new(false);
    case.classify(ComplaintClass::Important);
    case.tell(NoticeOf::Status);
    case.forward(ForwardTo::DepartmentHead);
    case.site.round();
    let mut settings = (*case.site.context.settings).clone();
    settings.deadlines.complaint_important_days = 1;
    case.site.context.settings = Arc::new(settings);
    case.pass(DAYS);
    let wanted = [
        ("2026-03-03 16:44", "chief", "complaint_due DL-11"),
        ("2026-03-05 00:00", "head", "complaint_late DL-11"),
    ];
    assert_eq!(case.told(), lines(&wanted), "one day, and nothing of the third");
}

#[test]
fn cmp_14_who_has_no_department_to_ask_asks_the_centre_and_who_left_is_told_nothing() {
    let mut case = Case::new(false);
    case.change(|complaint, _| complaint.assignments.clear());
    case.classify(ComplaintClass::Important);
    case.tell(NoticeOf::Status);
    let sql = "UPDATE user SET disabled_at = 1 WHERE name = 'wang'";
    case.site.connection.execute(sql, []).unwrap();
    case.pass(DAYS);
    assert_eq!(case.told_of("DL-10").len(), 1, "only that it is late: nobody dispatches");
    let mut warned: Vec<String> = case
        .told_of("DL-11")
        .into_iter()
        .filter(|(at, ..)| at.ends_with("05 00:00"))
        .map(|one| one.1)
        .collect();
    warned.sort();
    assert_eq!(warned, ["manager", "supervisor"]);
}
