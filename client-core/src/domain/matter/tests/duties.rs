//! Duties of posts (ROL).

use super::*;
use crate::domain::matter::{Every, MatterPeriod, matter_document};
use crate::domain::policy::{ReadScope, may_read};

const HEAD: Role = Role::OfficeHead;
const DEPUTY: Role = Role::CscManager;

fn result() -> MatterCommand {
    fill("result", &[("done_on", on("2026-03-05")), ("result", words("已办"))])
}

#[test]
fn rol_03_a_task_has_its_assigner_a_last_day_and_a_result() {
    let mut office = Office::before("task");
    office.denies(Role::Technician, &opening("task"));
    office.does(HEAD, &opening("task")).does(HEAD, &fill("ask", &[("what", words("整理地下车库标识"))]));
    let matter = office.matter();
    assert_eq!(matter.opening.origin.by.user, user(HEAD));
    assert_eq!((matter.person, matter.due), (user(Role::AreaAssistant), Some(day("2026-03-10"))));
    // Whoever answers for it says what came of it; nobody else below a manager does.
    office.denies(Role::Technician, &result());
    office.does(Role::AreaAssistant, &result());
    assert_eq!(office.matter().state, MatterState::Done);
    let due = &office.dues(office.now)[0];
    assert!(!due.is_late(office.moment("2026-03-20", 9, 0)), "it was done in time, whenever one looks");
}

#[test]
fn rol_03_a_task_that_nobody_did_is_late_after_its_last_day() {
    let mut office = Office::with("task");
    office.does(HEAD, &fill("ask", &[("what", words("x"))]));
    let due = office.dues(office.now)[0].clone();
    assert!(
        !due.is_late(office.moment("2026-03-10", 23, 59)) && due.is_late(office.moment("2026-03-11", 0, 0))
    );
    let given_up = MatterCommand::CloseMatter { done: false, words: None };
    assert_eq!(office.tries(HEAD, &given_up).unwrap_err(), Rejection::Missing { field: "words".into() });
    office.does(HEAD, &MatterCommand::CloseMatter { done: false, words: Some("不再需要".into()) });
    assert_eq!(office.matter().state, MatterState::GivenUp);
    assert!(office.dues(office.now).is_empty());
}

#[test]
fn rol_08_buildings_are_taken_over_item_by_item_and_works_put_out_to_tender() {
    let mut office = Office::with("take_over");
    assert_eq!(office.refuses(HEAD, &result()), first("acceptance"));
    let failed = [("what", words("2 号水泵")), ("passed", no())];
    assert_eq!(office.refuses(HEAD, &fill("acceptance", &failed)), incomplete("acceptance", &["defects"]));
    office
        .does(HEAD, &fill("acceptance", &[("what", words("2 号水泵")), ("passed", yes())]))
        .does(HEAD, &result());
    assert_eq!(office.matter().state, MatterState::Done);
    let mut office = Office::with("tender");
    let award =
        [("winner", words("安达机电")), ("amount", number(5_000_000)), ("grounds", words("最低评标价"))];
    assert_eq!(office.refuses(HEAD, &fill("award", &award)), first("call"));
    let call = [("works", words("电梯大修")), ("bidders", number(3)), ("closes_on", on("2026-03-20"))];
    office.does(HEAD, &fill("call", &call)).does(HEAD, &fill("award", &award));
    assert_eq!(office.matter().state, MatterState::Done);
}

#[test]
fn rol_09_managers_read_the_list_of_assets_and_each_is_checked() {
    for role in [HEAD, DEPUTY] {
        assert_eq!(
            may_read(role, DocumentKind::Matter(crate::domain::entry::matter::MatterKind::Task)),
            ReadScope::Site
        );
    }
    let mut office = Office::with("asset");
    let what = [("asset", one("parking_space")), ("place", words("B1-017")), ("use", words("月租"))];
    office.does(HEAD, &fill("asset", &what));
    office.does(HEAD, &fill("checks", &[("checked_on", on("2026-03-05")), ("state", words("完好"))]));
    assert_eq!(office.matter().state, MatterState::Open, "an asset stays on the list");
}

#[test]
fn rol_12_fire_protection_is_checked_each_month() {
    let mut office = Office::with("fire_check");
    assert_eq!(office.matter().opening.period.as_deref(), Some("2026-03"));
    let mut check =
        vec![("checked_on", on("2026-03-05")), ("extinguishers", yes()), ("exits", no()), ("alarms", yes())];
    assert_eq!(office.refuses(HEAD, &fill("check", &check)), incomplete("check", &["found"]));
    check.push(("found", words("2 号楼通道堆物，已清")));
    office.does(HEAD, &fill("check", &check));
    assert_eq!(office.matter().state, MatterState::Done);
}

#[test]
fn rol_23_plans_and_budgets_are_approved_by_a_manager() {
    let mut office = Office::with("plan");
    let paper = [
        ("paper", one("budget")),
        ("period", words("2027")),
        ("budget", number(90_000_000)),
        ("cost", without("年初")),
        ("summary", words("保洁外包续签")),
        ("stored_at", words("档案柜 3")),
    ];
    office.does(Role::AdminHr, &fill("paper", &paper));
    office.denies(Role::AdminHr, &fill("approval", &[("approved", yes())]));
    office.does(HEAD, &fill("approval", &[("approved", yes())]));
    assert_eq!(office.matter().state, MatterState::Done);
}

#[test]
fn rol_24_a_drill_has_its_scenario_and_its_lessons() {
    let mut office = Office::with("drill");
    let drill = [("held_on", on("2026-03-05")), ("scenario", words("电梯困人")), ("present", number(14))];
    assert_eq!(office.refuses(HEAD, &fill("drill", &drill)), incomplete("drill", &["lessons"]));
}

#[test]
fn rol_26_cleaning_and_plants_get_scores() {
    let mut office = Office::with("scores");
    let score = |score: i64| {
        fill("scores", &[("area", words("中心广场")), ("of", one("cleaning")), ("score", number(score))])
    };
    assert_eq!(office.refuses(HEAD, &score(101)), MatterRefusal::UnfitValue("score".into()));
    office.does(HEAD, &score(92)).does(HEAD, &result());
    assert_eq!(office.matter().state, MatterState::Done);
}

fn minutes() -> MatterCommand {
    fill(
        "minutes",
        &[
            ("held_on", on("2026-03-05")),
            ("present", number(9)),
            ("policy", words("节前安全")),
            ("coordination", without("无")),
            ("training", words("消防器材")),
            ("minutes", words("见纪要 3 月 5 日")),
        ],
    )
}

#[test]
fn rol_28_a_week_and_a_month_without_a_meeting_are_overdue() {
    let mut office = Office::with("weekly_meeting");
    assert_eq!(office.matter().opening.period.as_deref(), Some("2026-W10"));
    let due = office.dues(office.now)[0].clone();
    // DL-23: Sunday 24:00.
    assert_eq!((due.of, office.zone.shown(due.due_at)), (DueOf::Matter, "2026-03-08 23:59".into()));
    assert!(!due.is_late(due.due_at) && due.is_late(due.due_at + 1));
    office.at("2026-03-05", 11, 0).does(DEPUTY, &minutes());
    assert_eq!(office.matter().state, MatterState::Done);
    assert!(!office.dues(office.now)[0].is_late(due.due_at + 1));
    let monthly = Office::with("monthly_meeting");
    let due = monthly.dues(monthly.now)[0].clone();
    assert_eq!(monthly.zone.shown(due.due_at), "2026-03-31 23:59");
    // Everybody writes into the same document of a week, and a second one is none.
    assert_eq!(office.id, matter_document("weekly_meeting", "2026-W10"));
    assert_eq!(office.tries(HEAD, &opening("weekly_meeting")).unwrap_err(), Rejection::RecordedAlready);
}

#[test]
fn rol_28_weeks_are_counted_as_iso_8601_does() {
    for (text, first, last) in [
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2028-W09", "2028-02-28", "2028-03-05"),
    ] {
        let period: MatterPeriod = text.parse().unwrap();
        assert_eq!(
            (period.first_day().to_string(), period.last_day().to_string()),
            (first.into(), last.into())
        );
        assert_eq!(MatterPeriod::of(Every::Week, day(last)).to_string(), text);
    }
    assert_eq!("2026-W53".parse::<MatterPeriod>().unwrap().next().to_string(), "2027-W01");
    for wrong in ["2025-W53", "2026-W00", "2026-13", "26", "2026-W1", "2026-03-02", ""] {
        assert!(wrong.parse::<MatterPeriod>().is_err(), "{wrong}");
    }
}

#[test]
fn rol_29_the_monthly_tour_ticks_every_area() {
    let mut office = Office::with("tour");
    let areas = ["buildings", "equipment", "security", "cleaning", "greening", "parking"];
    for area in &areas[..5] {
        office.does(DEPUTY, &fill("areas", &[(area, yes())]));
    }
    office.does(DEPUTY, &fill("areas", &[("toured_on", on("2026-03-25")), ("found", without("无"))]));
    assert_eq!(missing(&office.matter(), "areas"), ["parking"]);
    assert_eq!(office.matter().state, MatterState::Open);
    office.does(DEPUTY, &fill("areas", &[("parking", yes())]));
    assert_eq!(office.matter().state, MatterState::Done);
    let due = &office.dues(office.now)[0];
    assert_eq!(office.zone.shown(due.due_at), "2026-03-31 23:59");
}

#[test]
fn rol_30_training_names_who_was_trained_and_how_it_went() {
    let mut office = Office::with("training");
    let trained =
        [("person", person(Role::Technician)), ("subject", words("高处作业")), ("score", number(88))];
    assert_eq!(office.refuses(HEAD, &fill("people", &trained)), incomplete("people", &["assessment"]));
}

#[test]
fn rol_31_the_sales_site_has_three_parts_and_claims_are_signed_by_a_manager() {
    let mut office = Office::with("sales_site");
    let by = Role::CscSupervisor;
    office.does(by, &fill("figures", &[("figures", words("接待 420 组")), ("deviations", without("无"))]));
    office.does(by, &fill("receivables", &[("receivables", number(1_200_000)), ("urged", words("已发函"))]));
    let sign = fill("approval", &[("signed", yes())]);
    assert_eq!(office.refuses(HEAD, &sign), first("expenses"));
    office.does(by, &fill("expenses", &[("expenses", number(300_000)), ("claims", number(4))]));
    office.denies(by, &sign);
    assert_eq!(office.matter().state, MatterState::Open);
    office.does(HEAD, &sign);
    assert_eq!(office.matter().state, MatterState::Done);
}

#[test]
fn rol_32_the_sales_team_reports_staff_losses_and_quality() {
    let mut office = Office::with("sales_team");
    let report = [("staff", number(12)), ("losses", words("1 人，返乡")), ("support", without("无"))];
    assert_eq!(office.refuses(HEAD, &fill("report", &report)), incomplete("report", &["quality"]));
}

#[test]
fn rol_33_a_new_site_is_prepared_step_by_step_until_its_take_over() {
    let mut office = Office::with("new_site");
    let plan =
        [("take_over_on", on("2026-06-30")), ("staff", words("12 人")), ("developer", words("每周例会"))];
    office.does(HEAD, &fill("plan", &plan));
    let step = [("step", words("保洁招标")), ("due", on("2026-04-30")), ("person", person(DEPUTY))];
    office.does(HEAD, &fill("steps", &step));
    let row = office.last_row();
    let due = office.dues(office.now)[0].clone();
    assert_eq!((due.of, office.zone.shown(due.due_at)), (DueOf::Step, "2026-04-30 23:59".into()));
    assert_eq!(office.matter().state, MatterState::Open);
    office.does(DEPUTY, &fill_row("steps_done", &row, &[("done_on", on("2026-04-28"))]));
    assert_eq!(office.matter().state, MatterState::Done);
}

#[test]
fn rol_40_papers_of_handed_over_plant_say_where_they_are() {
    let mut office = Office::with("plant_papers");
    let papers = [("equipment", words("1 号电梯")), ("papers", words("竣工图")), ("copies", number(2))];
    assert_eq!(office.refuses(HEAD, &fill("papers", &papers)), incomplete("papers", &["stored_at"]));
}
