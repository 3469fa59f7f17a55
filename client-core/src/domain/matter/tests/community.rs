//! Visits, the survey, events and notice boards (VIS-1 to VIS-4, EVT-1 to EVT-7).

use super::*;

const DESK: Role = Role::CsAssistant;
const VISITOR: Role = Role::AreaAssistant;

fn planned() -> Office {
    let mut office = Office::with("visit");
    office.does(
        DESK,
        &fill("plan", &[("way", one("visit")), ("name", private("陈静")), ("about", words("供暖"))]),
    );
    office
}

fn record(office: &Office) -> Vec<(&'static str, MatterInput)> {
    vec![
        ("visited_at", MatterInput::Time(office.now)),
        ("said", private("希望多开健身房")),
        ("opinion", words("转会所研究")),
        ("result", words("周末延长两小时")),
        ("satisfied", yes()),
    ]
}

#[test]
fn vis_01_every_planned_visit_has_a_person_a_day_and_a_result() {
    let mut office = Office::before("visit");
    let MatterCommand::OpenMatter { form, title, unit_no, period, person, due } = opening("visit") else {
        unreachable!()
    };
    for (person, due) in [(None, due), (person, None)] {
        let (form, title, unit_no, period) = (form.clone(), title.clone(), unit_no.clone(), period.clone());
        let command = MatterCommand::OpenMatter { form, title, unit_no, period, person, due };
        assert_eq!(office.refuses(DESK, &command), MatterRefusal::PlanNeeded);
    }
    let office = planned();
    let due = office.dues(office.now)[0].clone();
    assert_eq!((office.zone.day_of(due.due_at).to_string(), due.done_at), ("2026-03-10".to_owned(), None));
    assert_eq!((office.matter().person, office.matter().state), (user(VISITOR), MatterState::Open));
}

#[test]
fn vis_02_the_yearly_survey_is_one_a_year_has_a_return_rate_and_goes_to_the_office_head() {
    let mut office = Office::with("survey");
    assert_eq!(office.matter().opening.period.as_deref(), Some("2026"));
    assert_eq!(office.tries(DESK, &opening("survey")).unwrap_err(), Rejection::RecordedAlready);
    office.does(DESK, &fill("handed_out", &[("handed_out", number(400)), ("from", on("2026-10-01"))]));
    let returned = |returned, content| {
        fill(
            "returned",
            &[("returned", number(returned)), ("content", number(content)), ("until", on("2026-10-31"))],
        )
    };
    assert_eq!(office.refuses(DESK, &returned(401, 1)), MatterRefusal::TooMany("returned".into()));
    assert_eq!(office.refuses(DESK, &returned(300, 301)), MatterRefusal::TooMany("content".into()));
    office.does(DESK, &returned(318, 290));
    assert_eq!(office.matter().return_rate_per_mille(), Some(795));
    let sent = fill("sent", &[("sent_on", on("2026-11-20"))]);
    assert_eq!(office.refuses(Role::CscSupervisor, &sent), first("analysis"));
    let analysis = [("praised", words("保洁")), ("blamed", words("停车")), ("analysis", words("车位少"))];
    office.does(DESK, &fill("analysis", &analysis));
    office.denies(DESK, &sent);
    office.does(Role::CscSupervisor, &sent);
    assert_eq!(office.matter().state, MatterState::Done);
    // DL-22: the year is over on 31 December.
    let due = office.dues(office.now)[0].clone();
    assert_eq!(office.zone.shown(due.due_at), "2026-12-31 23:59");
}

#[test]
fn vis_03_the_words_for_a_visitor_stand_at_the_record() {
    let guidance = newest("visit").unwrap().section("record").unwrap().guidance.unwrap();
    for said in [guidance.0, guidance.1, guidance.2] {
        assert!(!said.is_empty());
    }
    assert!(guidance.2.contains("thanks") && guidance.2.contains("door"));
}

#[test]
fn vis_04_a_record_has_an_opinion_and_a_result_and_the_supervisor_sees_it() {
    for field in ["opinion", "result"] {
        let mut office = planned();
        let mut some = record(&office);
        some.retain(|(one, _)| *one != field);
        assert_eq!(office.refuses(VISITOR, &fill("record", &some)), incomplete("record", &[field]));
    }
    let mut office = planned();
    let all = fill("record", &record(&office));
    office.denies(Role::Technician, &all);
    office.does(VISITOR, &all);
    assert_eq!(office.matter().state, MatterState::Open, "the supervisor hasn't seen it");
    let seen = fill("seen", &[("words", words("同意"))]);
    office.denies(VISITOR, &seen);
    office.does(Role::CscSupervisor, &seen);
    assert_eq!(office.matter().state, MatterState::Done);
}

const PLAN: [&str; 11] = [
    "occasion",
    "theme",
    "items",
    "cost",
    "venue",
    "starts_at",
    "participants",
    "number",
    "schedule",
    "cooperation",
    "prizes",
];

fn plan(office: &Office) -> Vec<(&'static str, MatterInput)> {
    let starts = MatterInput::Time(office.moment("2026-04-04", 15, 0));
    PLAN.iter()
        .map(|field| {
            let value = match *field {
                "occasion" => one("festival"),
                "venue" => one("central_square"),
                "starts_at" => starts.clone(),
                "cost" => number(80_000),
                "number" => number(120),
                "prizes" => without("不设奖品"),
                _ => words("有"),
            };
            (*field, value)
        })
        .collect()
}

fn event() -> Office {
    let mut office = Office::with("event");
    let plan = plan(&office);
    office.does(DESK, &fill("plan", &plan));
    office
}

#[test]
fn evt_01_the_place_comes_from_the_list_of_venues() {
    let mut office = Office::with("event");
    let elsewhere = fill("plan", &[("venue", one("roof"))]);
    assert_eq!(office.refuses(DESK, &elsewhere), MatterRefusal::UnfitValue("venue".into()));
    for venue in
        ["notice_board", "central_square", "clubhouse", "recreation_centre", "courts", "gym", "library"]
    {
        office.does(DESK, &fill("plan", &[("venue", one(venue))]));
    }
}

#[test]
fn evt_02_a_board_changes_every_two_weeks() {
    let mut office = Office::with("notice_board");
    let change = |day: &str| {
        fill(
            "changes",
            &[("changed_on", on(day)), ("theme", one("community_news")), ("content", words("植树"))],
        )
    };
    office.does(DESK, &change("2026-03-02"));
    let due = |office: &Office| office.dues(office.now).last().unwrap().clone();
    assert_eq!(due(&office).of, DueOf::BoardChange);
    assert_eq!(office.zone.shown(due(&office).due_at), "2026-03-16 23:59");
    assert!(!due(&office).is_late(office.moment("2026-03-16", 23, 59)));
    assert!(due(&office).is_late(office.moment("2026-03-17", 0, 0)));
    office.at("2026-03-20", 9, 0).does(DESK, &change("2026-03-20"));
    let all = office.dues(office.now);
    assert_eq!(all.iter().map(|due| due.is_late(office.now)).collect::<Vec<_>>(), [true, false]);
    assert_eq!(office.zone.shown(due(&office).due_at), "2026-04-03 23:59");
    assert_eq!(office.refuses(DESK, &close()), MatterRefusal::EndsByItself, "a board goes on");
}

#[test]
fn evt_02_p10_a_change_by_a_clock_that_is_years_ahead_ends_no_fortnight() {
    let mut office = Office::with("notice_board");
    let values =
        [("changed_on", on("2029-06-01")), ("theme", one("community_news")), ("content", words("植树"))];
    office.at("2029-06-01", 10, 0).does(DESK, &fill("changes", &values));
    let (id, arrived) = (office.written.last().unwrap().id, office.moment("2026-03-03", 9, 0));
    office.received_at.insert(id, arrived);
    let due = office.next_due().map(|(at, of)| (office.zone.shown(at), of));
    assert_eq!(due, Some(("2026-03-16 23:59".to_owned(), DueOf::BoardChange)));
}

#[test]
fn evt_03_an_event_has_its_occasion() {
    let mut office = Office::with("event");
    let mut some = plan(&office);
    some.retain(|(field, _)| *field != "occasion");
    office.does(DESK, &fill("plan", &some));
    assert_eq!(missing(&office.matter(), "plan"), ["occasion"]);
}

#[test]
fn evt_04_a_plan_with_an_empty_field_is_not_approved() {
    for field in PLAN {
        let mut office = Office::with("event");
        let mut some = plan(&office);
        some.retain(|(one, _)| *one != field);
        office.does(DESK, &fill("plan", &some));
        let approve = fill("approval", &[("approved", yes())]);
        assert_eq!(office.refuses(Role::OfficeHead, &approve), first("plan"), "{field}");
    }
    let mut office = event();
    office.denies(DESK, &fill("approval", &[("approved", yes())]));
    office.does(Role::OfficeHead, &fill("approval", &[("approved", yes())]));
}

#[test]
fn evt_05_what_departments_set_up_is_ready_before_the_start() {
    let mut office = event();
    let starts = office.moment("2026-04-04", 15, 0);
    let set_up = |due: i64| {
        let department = MatterInput::Department(crate::domain::entry::incident::Department::OperationRepair);
        fill(
            "set_up",
            &[("department", department), ("what", words("舞台电源")), ("due_at", MatterInput::Time(due))],
        )
    };
    assert_eq!(office.refuses(DESK, &set_up(starts)), MatterRefusal::BeforeTheEvent);
    office.does(DESK, &set_up(starts - HOUR));
    let row = office.last_row();
    let due = office.dues(office.now)[0].clone();
    assert_eq!((due.of, due.due_at, due.is_late(starts)), (DueOf::SetUp, starts - HOUR, true));
    let done = MatterInput::Time(starts - 2 * HOUR);
    office.does(DESK, &fill_row("set_up_done", &row, &[("done_at", done)]));
    assert!(!office.dues(starts)[0].is_late(starts));
}

#[test]
fn evt_06_each_post_has_a_person() {
    let mut office = event();
    let post = [("post", words("签到")), ("duty", words("签到表两份"))];
    assert_eq!(office.refuses(DESK, &fill("posts", &post)), incomplete("posts", &["person"]));
    office.does(DESK, &fill("posts", &[post.to_vec(), vec![("person", person(VISITOR))]].concat()));
    assert!(office.matter().named_people().contains(&user(VISITOR)), "who stands there sees it");
}

#[test]
fn evt_07_it_ends_with_a_record_and_a_photo_or_a_reason() {
    let mut office = event();
    let done = [("record", words("到场 96 人"))];
    assert_eq!(office.refuses(DESK, &fill("record", &done)), first("approval"));
    office.does(Role::CscManager, &fill("approval", &[("approved", yes())]));
    office.does(DESK, &fill("record", &done));
    assert_eq!(office.refuses(DESK, &close()), incomplete("record", &["photo"]));
    office.does(DESK, &fill("record", &[("photo", without("相机进水"))])).does(DESK, &close());
    assert_eq!(office.matter().state, MatterState::Done);
}
