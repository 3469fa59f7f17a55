//! What the desk does beside repairs (REC-1 to REC-5, CNV-1 to CNV-7, FEE-12, FEE-13, ACC-8).

use super::*;
use crate::domain::matter::MatterAlarm;
use crate::domain::policy::{ReadScope, may_read};

const DESK: Role = Role::CsAssistant;
const GUARD: Role = Role::GateGuard;

fn entry(answered: &str) -> Vec<(&'static str, MatterInput)> {
    let answered = MatterInput::One(answered.to_owned());
    vec![
        ("channel", one("phone")),
        ("caller", one("resident")),
        ("purpose", words("问停车位月租")),
        ("answered", answered),
    ]
}

#[test]
fn rec_01_a_question_has_its_purpose_and_an_answer_or_a_promise() {
    let mut office = Office::with("enquiry");
    assert_eq!(office.refuses(DESK, &fill("entry", &entry("at_once"))), incomplete("entry", &["answer"]));
    let mut aimless = entry("at_once");
    aimless.retain(|(field, _)| *field != "purpose");
    assert_eq!(office.refuses(DESK, &fill("entry", &aimless)), incomplete("entry", &["purpose", "answer"]));
    office.does(DESK, &fill("entry", &[entry("at_once"), vec![("answer", words("每月 300 元"))]].concat()));
    assert_eq!(office.matter().state, MatterState::Done);
    // Whoever of the staff is asked writes it down.
    let mut office = Office::before("enquiry");
    office.does(GUARD, &opening("enquiry"));
    office.does(GUARD, &fill("entry", &[entry("at_once"), vec![("answer", words("前台办理"))]].concat()));
}

#[test]
fn rec_02_a_promised_reply_has_a_specialist_and_a_time_and_is_overdue_after_it() {
    let mut office = Office::with("enquiry");
    let asked = fill("entry", &entry("specialist"));
    assert_eq!(office.refuses(DESK, &asked), incomplete("entry", &["contact", "specialist", "reply_at"]));
    let reply_at = office.moment("2026-03-02", 16, 0);
    let promise = [
        entry("specialist"),
        vec![
            ("contact", private("13800000000")),
            ("specialist", person(Role::Technician)),
            ("reply_at", MatterInput::Time(reply_at)),
        ],
    ];
    office.does(DESK, &fill("entry", &promise.concat()));
    let due = &office.dues(office.now)[0];
    assert_eq!((due.of, due.due_at), (DueOf::Reply, reply_at));
    assert!(!due.is_late(reply_at) && due.is_late(reply_at + 1));
    assert_eq!(office.matter().state, MatterState::Open);
    assert!(office.matter().named_people().contains(&user(Role::Technician)), "the specialist sees it");
    let told_at = MatterInput::Time(office.moment("2026-03-02", 15, 30));
    office.does(DESK, &fill("reply", &[("answer", words("可以加装")), ("told_at", told_at)]));
    assert_eq!(office.matter().state, MatterState::Done);
    assert!(!office.dues(reply_at + HOUR)[0].is_late(reply_at + HOUR));
}

#[test]
fn rec_03_an_official_visitor_is_handed_over_to_somebody_who_is_named() {
    let mut office = Office::with("enquiry");
    let official = |answered: &str| {
        let mut values = entry(answered);
        values.retain(|(field, _)| !matches!(*field, "caller" | "channel"));
        [values, vec![("caller", one("official")), ("channel", one("visit"))]].concat()
    };
    let by_himself = [official("at_once"), vec![("answer", words("好"))]].concat();
    assert_eq!(office.refuses(DESK, &fill("entry", &by_himself)), MatterRefusal::ReceiverNeeded);
    assert_eq!(
        office.refuses(DESK, &fill("entry", &official("handed_over"))),
        incomplete("entry", &["receiver"])
    );
    let handed = [official("handed_over"), vec![("receiver", person(Role::OfficeHead))]].concat();
    office.does(DESK, &fill("entry", &handed));
    assert!(office.matter().named_people().contains(&user(Role::OfficeHead)));
}

#[test]
fn rec_04_an_official_call_too_and_the_words_for_it_are_shown() {
    let mut office = Office::with("enquiry");
    let mut call = entry("handed_over");
    call.retain(|(field, _)| *field != "caller");
    let call = [call, vec![("caller", one("official"))]].concat();
    assert_eq!(office.refuses(DESK, &fill("entry", &call)), incomplete("entry", &["receiver"]));
    let guidance = newest("enquiry").unwrap().section("entry").unwrap().guidance.unwrap();
    assert!(guidance.2.contains("hold") && guidance.0.contains("转接"));
}

fn released(office: &mut Office) -> (i64, i64) {
    let applied = [
        ("from", one("resident")),
        ("name", private("陈静")),
        ("contact", private("138")),
        ("reason", one("moving_out")),
    ];
    office.does(DESK, &fill("application", &applied));
    office.does(DESK, &fill("goods", &[("what", words("冰箱")), ("quantity", number(1))]));
    let (from, until) = (office.moment("2026-03-02", 13, 0), office.moment("2026-03-02", 18, 0));
    let pass = [
        ("number", words("FX-7")),
        ("valid_from", MatterInput::Time(from)),
        ("valid_until", MatterInput::Time(until)),
    ];
    office.does(DESK, &fill("pass", &pass));
    (from, until)
}

fn gate(at: i64, result: &str) -> MatterCommand {
    fill("gate", &[("at", MatterInput::Time(at)), ("result", one(result))])
}

#[test]
fn rec_05_goods_leave_once_on_a_valid_pass_and_a_mismatch_stays_inside() {
    assert_eq!(
        may_read(GUARD, DocumentKind::Matter(crate::domain::entry::matter::MatterKind::GoodsRelease)),
        ReadScope::Site
    );
    let mut office = Office::with("goods_release");
    assert_eq!(office.refuses(GUARD, &gate(office.now, "released")), first("pass"));
    let (from, until) = released(&mut office);
    office.denies(DESK, &gate(from, "released"));
    office.now = from + HOUR;
    assert_eq!(office.refuses(GUARD, &gate(from - 1, "released")), MatterRefusal::PassNotValid);
    assert_eq!(office.refuses(GUARD, &gate(until + 1, "released")), MatterRefusal::PassNotValid);
    assert_eq!(office.refuses(GUARD, &gate(from, "mismatch")), incomplete("gate", &["words"]));
    let wrong =
        [("at", MatterInput::Time(from)), ("result", one("mismatch")), ("words", words("多出一台电视"))];
    office.does(GUARD, &fill("gate", &wrong));
    assert_eq!(office.matter().alarms(), [MatterAlarm::GoodsMismatch]);
    assert_eq!(office.matter().state, MatterState::Open, "nothing was released");
    office.does(GUARD, &gate(from + 60_000, "released"));
    assert_eq!((office.matter().state, office.matter().alarms()), (MatterState::Done, vec![]));
    assert_eq!(office.refuses(GUARD, &gate(from + 120_000, "released")), MatterRefusal::PassUsed);
}

#[test]
fn rec_05_two_gates_without_network_that_used_one_pass_are_seen() {
    let mut office = Office::with("goods_release");
    let (from, _) = released(&mut office);
    office.now = from + HOUR;
    let seen: Vec<usize> = (0..office.written.len()).collect();
    for minute in [1, 2] {
        office.tries_seeing(&seen, GUARD, &gate(from + minute * 60_000, "released")).unwrap();
    }
    assert_eq!(office.matter().alarms(), [MatterAlarm::PassUsedTwice]);
    assert!(office.matter().not_accepted.is_empty(), "what happened, happened");
}

#[test]
fn rec_05_a_release_that_was_a_mistake_leaves_the_pass_to_be_used() {
    let mut office = Office::with("goods_release");
    let (from, _) = released(&mut office);
    office.now = from + HOUR;
    office.does(GUARD, &gate(from + 60_000, "released"));
    let row = office.last_row();
    office.does(
        GUARD,
        &MatterCommand::StrikeRow { section: "gate".into(), row: row.clone(), reason: "别家".into() },
    );
    assert_eq!(office.matter().state, MatterState::Open);
    office.does(GUARD, &gate(from + 120_000, "released"));
    assert_eq!(office.matter().not_accepted, [], "what the guard was let do counts");
    assert_eq!((office.matter().state, office.matter().alarms()), (MatterState::Done, vec![]));
    // The other way to take it back: the row says something else now.
    let mut office = Office::with("goods_release");
    let (from, _) = released(&mut office);
    office.now = from + HOUR;
    office.does(GUARD, &gate(from + 60_000, "released"));
    let row = office.last_row();
    let corrected = [("result", one("mismatch")), ("words", words("多出一台电视"))];
    office.does(GUARD, &fill_row("gate", &row, &corrected));
    office.does(GUARD, &gate(from + 120_000, "released"));
    assert_eq!(office.matter().not_accepted, []);
    assert_eq!(office.refuses(GUARD, &gate(from + 180_000, "released")), MatterRefusal::PassUsed);
}

fn requested() -> Office {
    let mut office = Office::with("convenience");
    let at = MatterInput::Time(office.moment("2026-03-03", 10, 0));
    let asked = [
        ("service", one("convenience")),
        ("name", private("陈静")),
        ("address", private("3-1-502")),
        ("contact", private("13800000000")),
        ("content", words("擦窗")),
        ("wished_at", at),
    ];
    office.does(DESK, &fill("request", &asked));
    office
}

fn agreed() -> Office {
    let mut office = requested();
    let at = MatterInput::Time(office.moment("2026-03-03", 14, 0));
    let details = [
        ("way", one("spoken")),
        ("items", words("外窗 6 扇")),
        ("area", without("按扇计")),
        ("at", at),
        ("fee", number(12_000)),
        ("effect", words("无水痕")),
    ];
    office.does(DESK, &fill("details", &details));
    office
}

fn assigned() -> Office {
    let mut office = agreed();
    let assign = MatterCommand::AssignMatter {
        person: user(Role::Contractor),
        department: Some(crate::domain::entry::incident::Department::Administration),
        due: None,
        words: "请派人".into(),
    };
    office.does(DESK, &assign);
    office
}

#[test]
fn cnv_01_the_list_of_services_has_a_day_and_a_version() {
    let mut office = Office::with("service_list");
    office.does(DESK, &fill("offers", &[("service", words("擦窗")), ("terms", words("每扇 20 元"))]));
    office.does(Role::OfficeHead, &fill("approval", &[("approved", yes())]));
    let undated = fill("published", &[("place", words("宣传栏"))]);
    assert_eq!(office.refuses(DESK, &undated), incomplete("published", &["published_on", "version"]));
    let dated = [("published_on", on("2026-03-03")), ("version", number(4)), ("place", words("宣传栏"))];
    office.does(DESK, &fill("published", &dated));
    assert_eq!(office.matter().state, MatterState::Done);
}

#[test]
fn cnv_02_the_same_fields_as_of_any_request() {
    for field in ["name", "address", "contact", "content", "wished_at"] {
        let MatterCommand::FillMatter { section, mut values, .. } = ({
            let office = Office::with("convenience");
            let at = MatterInput::Time(office.now);
            fill(
                "request",
                &[
                    ("service", one("entrusted")),
                    ("name", private("陈静")),
                    ("address", private("3-1-502")),
                    ("contact", private("138")),
                    ("content", words("代收快递")),
                    ("wished_at", at),
                ],
            )
        }) else {
            unreachable!()
        };
        values.remove(field);
        let mut office = Office::with("convenience");
        let refused = office.refuses(DESK, &MatterCommand::FillMatter { section, row: None, values });
        assert_eq!(refused, incomplete("request", &[field]));
    }
}

#[test]
fn cnv_03_nobody_is_sent_before_the_five_details_are_agreed_or_not_applicable() {
    let mut office = requested();
    office.does(DESK, &fill("details", &[("way", one("written")), ("items", words("外窗"))]));
    assert_eq!(missing(&office.matter(), "details"), ["area", "at", "fee", "effect"]);
    let at = MatterInput::Time(office.now);
    let send = fill("staffing", &[("person", person(Role::Technician)), ("at", at.clone())]);
    assert_eq!(office.refuses(Role::CscManager, &send), first("details"));
    let rest = [("area", number(2_400)), ("at", at), ("fee", number(12_000)), ("effect", without("无要求"))];
    office.does(DESK, &fill("details", &rest)).does(Role::CscManager, &send);
}

#[test]
fn cnv_04_it_goes_to_the_head_of_the_department_and_says_which() {
    let office = assigned();
    let matter = office.matter();
    assert_eq!(matter.person, user(Role::Contractor));
    assert!(matter.assignments[0].department.is_some());
    let mut office = agreed();
    let command =
        MatterCommand::AssignMatter { person: user(DESK), department: None, due: None, words: "x".into() };
    office.denies(Role::Technician, &command);
}

#[test]
fn cnv_05_only_the_head_to_whom_it_went_names_the_people() {
    let mut office = assigned();
    let at = MatterInput::Time(office.moment("2026-03-03", 14, 0));
    let send = fill("staffing", &[("person", person(Role::Technician)), ("at", at)]);
    office.denies(DESK, &send);
    office.denies(Role::Technician, &send);
    office.does(Role::Contractor, &send);
    assert_eq!(office.matter().time("staffing", None, "at"), Some(office.moment("2026-03-03", 14, 0)));
}

#[test]
fn cnv_06_acc_08_acceptance_then_the_fee_then_the_receipt() {
    let mut office = assigned();
    let at = MatterInput::Time(office.moment("2026-03-03", 14, 0));
    office.does(Role::Contractor, &fill("staffing", &[("person", person(Role::Technician)), ("at", at)]));
    let pay = [("amount", number(12_000)), ("receipt", words("R-9"))];
    assert_eq!(office.refuses(DESK, &fill("payment", &pay)), first("acceptance"));
    office.does(Role::Technician, &fill("acceptance", &[("accepted", no()), ("words", words("有水痕"))]));
    assert_eq!(office.refuses(DESK, &fill("payment", &pay)), first("acceptance"));
    office.does(Role::Technician, &fill("acceptance", &[("accepted", yes()), ("signature", signature())]));
    assert_eq!(office.refuses(DESK, &fill("payment", &pay[..1])), incomplete("payment", &["receipt"]));
    office.does(DESK, &fill("payment", &pay));
    assert_eq!(office.matter().state, MatterState::Done);
}

#[test]
fn cnv_07_a_change_of_the_list_needs_an_approver() {
    let mut office = Office::with("service_list");
    office.does(DESK, &fill("offers", &[("service", words("擦窗")), ("terms", words("每扇 20 元"))]));
    let publish = [("published_on", on("2026-03-03")), ("version", number(4)), ("place", words("宣传栏"))];
    assert_eq!(office.refuses(DESK, &fill("published", &publish)), first("approval"));
    office.denies(DESK, &fill("approval", &[("approved", yes())]));
    office.does(Role::CscManager, &fill("approval", &[("approved", no())]));
    assert_eq!(office.refuses(DESK, &fill("published", &publish)), first("approval"));
}

#[test]
fn fee_12_published_accounts_name_their_period_and_their_source() {
    for field in ["period", "source"] {
        let mut office = Office::with("accounts");
        let mut figures = vec![
            ("period", words("2026 年第一季度")),
            ("source", words("计划财务部月报")),
            ("income", number(12_345_600)),
            ("expenditure", number(11_000_000)),
        ];
        figures.retain(|(one, _)| *one != field);
        assert_eq!(
            office.refuses(Role::Finance, &fill("figures", &figures)),
            incomplete("figures", &[field])
        );
        let publish = fill("published", &[("published_on", on("2026-04-10")), ("place", words("宣传栏"))]);
        assert_eq!(office.refuses(Role::Finance, &publish), first("figures"));
    }
}

#[test]
fn fee_13_what_the_meters_say_stands_beside_what_was_billed() {
    let mut office = Office::with("meter_check");
    let by = Role::CscManager;
    office.does(by, &fill("head", &[("period", words("2026-02"))]));
    for (metered, billed) in [(100_000, 99_500), (40_000, 40_000)] {
        let line = [
            ("building", words("3 栋")),
            ("of", one("water")),
            ("metered", number(metered)),
            ("billed", number(billed)),
        ];
        office.does(by, &fill("lines", &line));
    }
    assert_eq!(office.matter().billing_difference_fen(), Some(-500));
}

/// PRI-5: whoever works here calls for somebody above him, and only somebody above him answers.
#[test]
fn pri_05_anybody_of_the_staff_calls_a_superior_and_only_a_superior_answers() {
    let mut office = Office::with("superior_call");
    let answer = fill("answer", &[("outcome", one("came")), ("words", words("已当面致歉"))]);
    assert_eq!(office.refuses(Role::CscManager, &answer), first("call"));
    assert_eq!(
        office.refuses(GUARD, &fill("call", &[("place", words("东门"))])),
        incomplete("call", &["what", "tried"])
    );
    let call = [
        ("place", words("东门")),
        ("what", words("访客要求放行,与门岗争执")),
        ("tried", words("已说明规定并致歉")),
    ];
    office.does(GUARD, &fill("call", &call));
    let called = MatterAlarm::SuperiorCalled("访客要求放行,与门岗争执".into());
    assert_eq!(office.matter().alarms(), [called]);
    office.denies(DESK, &answer);
    office.does(Role::CscManager, &answer);
    assert_eq!((office.matter().state, office.matter().alarms()), (MatterState::Done, vec![]));
}
