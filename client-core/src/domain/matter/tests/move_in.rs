//! Move-in (MOV-1 to MOV-12, ACC-7).

use super::*;
use crate::domain::matter::{DefectState, MatterAlarm, defects};

const DESK: Role = Role::CsAssistant;

fn papers(applicant: &str) -> Vec<(&'static str, MatterInput)> {
    let applicant = MatterInput::One(applicant.to_owned());
    vec![
        ("applicant", applicant),
        ("owner_name", private("陈静")),
        ("contact", private("13800000000")),
        ("id_card_owner", yes()),
        ("move_in_notice", yes()),
        ("purchase_deed", yes()),
    ]
}

const REGISTER: [(&str, MatterInput); 2] = [("resident_register", yes()), ("signed_agreement", yes())];

fn admitted() -> Office {
    let mut office = Office::with("move_in");
    office.does(DESK, &fill("applicant", &papers("owner")));
    office
}

fn meters() -> Vec<(&'static str, MatterInput)> {
    vec![
        ("water", number(1_204)),
        ("electricity", number(35)),
        ("gas", number(0)),
        ("owner_confirmed", yes()),
        ("staff_confirmed", yes()),
    ]
}

fn item(room: &str, item: &str, defect: Option<&str>) -> Vec<(&'static str, MatterInput)> {
    let mut values =
        vec![("room", words(room)), ("item", one(item)), ("passed", MatterInput::Is(defect.is_none()))];
    values.extend(defect.map(|defect| ("defect", words(defect))));
    values
}

/// One item passed, one failed and has a repair.
fn with_defect() -> (Office, String) {
    let mut office = admitted();
    office.does(Role::Technician, &fill("inspection", &item("客厅", "floor", None)));
    office.does(Role::Technician, &fill("inspection", &item("主卧", "water", Some("龙头滴水"))));
    let row = office.last_row();
    (office, row)
}

fn repair(office: &mut Office, row: &str, order: u8) -> Result<EntryId, Rejection> {
    let order = DocumentId::from_bytes([order; 16]);
    let (section, row) = (Some("inspection".to_owned()), Some(row.to_owned()));
    office.tries(DESK, &MatterCommand::LinkOrder { order, section, row })
}

#[test]
fn mov_01_the_next_step_waits_for_card_notice_and_deed() {
    for paper in ["id_card_owner", "move_in_notice", "purchase_deed"] {
        let mut office = Office::with("move_in");
        let mut shown = papers("owner");
        shown.retain(|(field, _)| *field != paper);
        office.does(DESK, &fill("applicant", &shown));
        assert_eq!(missing(&office.matter(), "applicant"), [paper]);
        assert_eq!(office.refuses(DESK, &fill("register", &REGISTER)), first("applicant"));
        // A paper that was asked for and not there is missing, too.
        office.does(DESK, &fill("applicant", &[(paper, no())]));
        assert_eq!(office.refuses(DESK, &fill("register", &REGISTER)), first("applicant"));
        office.does(DESK, &fill("applicant", &[(paper, yes())])).does(DESK, &fill("register", &REGISTER));
    }
}

#[test]
fn mov_02_a_proxy_brings_his_power_of_attorney_and_his_own_card_too() {
    let mut office = Office::with("move_in");
    office.does(DESK, &fill("applicant", &papers("proxy")));
    assert_eq!(missing(&office.matter(), "applicant"), ["power_of_attorney", "id_card_proxy"]);
    assert_eq!(office.refuses(DESK, &fill("register", &REGISTER)), first("applicant"));
    office.does(DESK, &fill("applicant", &[("power_of_attorney", yes()), ("id_card_proxy", yes())]));
    assert!(office.matter().is_complete("applicant"));
}

#[test]
fn mov_03_for_an_organisation_its_certificate_and_a_personal_card_are_asked() {
    let mut office = Office::with("move_in");
    office.does(DESK, &fill("applicant", &papers("organisation")));
    assert_eq!(missing(&office.matter(), "applicant"), ["organisation_certificate", "id_card_person"]);
    office.does(DESK, &fill("applicant", &[("organisation_certificate", yes()), ("id_card_person", yes())]));
    assert!(office.matter().is_complete("applicant"));
}

#[test]
fn mov_04_register_and_agreement_are_both_recorded_before_anything_is_handed_out() {
    let mut office = admitted();
    office.does(DESK, &fill("register", &REGISTER[..1]));
    assert_eq!(missing(&office.matter(), "register"), ["signed_agreement"]);
    let keys = [("keys", number(3)), ("keys_confirmed", yes())];
    assert_eq!(office.refuses(DESK, &fill("handover", &keys)), first("register"));
    office.does(DESK, &fill("register", &REGISTER[1..])).does(DESK, &fill("handover", &keys));
}

#[test]
fn mov_05_three_things_are_confirmed_with_the_number_of_keys() {
    let mut office = admitted();
    office.does(DESK, &fill("register", &REGISTER));
    let refused = office.refuses(DESK, &fill("handover", &[("keys", number(0))]));
    assert_eq!(refused, MatterRefusal::UnfitValue("keys".into()));
    office.does(DESK, &fill("handover", &[("resident_handbook", yes()), ("keys_confirmed", yes())]));
    assert_eq!(missing(&office.matter(), "handover"), ["keys", "utility_plan"]);
    office.does(DESK, &fill("handover", &[("keys", number(3)), ("utility_plan", yes())]));
    assert!(office.matter().is_complete("handover"));
}

#[test]
fn mov_06_the_first_fee_is_paid_against_a_receipt_or_recorded_as_arrears() {
    let mut office = admitted();
    let paid = [("paid", one("paid")), ("amount", number(30_000))];
    assert_eq!(office.refuses(DESK, &fill("fee", &paid)), incomplete("fee", &["receipt"]));
    let owed = [("paid", one("arrears")), ("amount", number(30_000))];
    assert_eq!(office.refuses(DESK, &fill("fee", &owed)), incomplete("fee", &["reason"]));
    assert!(office.matter().lacks().iter().any(|section| section.key == "fee"), "it doesn't end without");
    office.denies(Role::Technician, &fill("fee", &paid));
    office.does(DESK, &fill("fee", &[paid.to_vec(), vec![("receipt", words("R-0001"))]].concat()));
    assert!(office.matter().is_complete("fee"));
}

#[test]
fn mov_07_every_item_passes_or_fails_and_a_failure_says_what_is_wrong() {
    let mut office = admitted();
    let mut open = item("客厅", "floor", None);
    open.retain(|(field, _)| *field != "passed");
    assert_eq!(
        office.refuses(Role::Technician, &fill("inspection", &open)),
        incomplete("inspection", &["passed"])
    );
    let mut failed = item("客厅", "floor", Some("空鼓"));
    failed.pop();
    assert_eq!(
        office.refuses(Role::Technician, &fill("inspection", &failed)),
        incomplete("inspection", &["defect"])
    );
    let sign = [
        ("instruments", words("空鼓锤")),
        ("inspector", person(Role::Technician)),
        ("signature", signature()),
    ];
    assert_eq!(office.refuses(Role::Technician, &fill("inspection_signed", &sign)), first("inspection"));
    office.does(Role::Technician, &fill("inspection", &item("客厅", "floor", None)));
    office.does(Role::Technician, &fill("inspection_signed", &sign));
    assert!(office.matter().is_complete("inspection_signed"));
}

#[test]
fn mov_08_three_readings_and_both_confirmations_or_none() {
    for field in ["water", "electricity", "gas", "owner_confirmed", "staff_confirmed"] {
        let mut office = admitted();
        let mut read = meters();
        read.retain(|(one, _)| *one != field);
        assert_eq!(office.refuses(Role::Technician, &fill("meters", &read)), incomplete("meters", &[field]));
        assert!(office.matter().rows("meters").next().is_none(), "nothing was kept");
        office.does(Role::Technician, &fill("meters", &meters()));
    }
}

#[test]
fn mov_09_each_failed_item_yields_one_repair() {
    let (mut office, row) = with_defect();
    let found = MatterAlarm::DefectWithoutRepair("龙头滴水".into());
    assert_eq!(office.matter().alarms(), [found]);
    let passed = office.matter().rows("inspection").next().unwrap().row.clone().unwrap();
    assert_eq!(repair(&mut office, &passed, 1).unwrap_err(), Rejection::Matter(MatterRefusal::NotADefect));
    repair(&mut office, &row, 1).unwrap();
    assert_eq!(repair(&mut office, &row, 2).unwrap_err(), Rejection::Matter(MatterRefusal::LinkedAlready));
    assert_eq!(defects(&office.matter())[0].order, Some(DocumentId::from_bytes([1; 16])));
    assert!(office.matter().alarms().is_empty());
    // Two desks that didn't know of each other: one repair counts, the other is listed.
    let (mut office, row) = with_defect();
    let seen: Vec<usize> = (0..office.written.len()).collect();
    for order in [1, 2] {
        let order = DocumentId::from_bytes([order; 16]);
        let (section, row) = (Some("inspection".to_owned()), Some(row.clone()));
        office.tries_seeing(&seen, DESK, &MatterCommand::LinkOrder { order, section, row }).unwrap();
    }
    assert_eq!((office.matter().orders.len(), office.matter().not_accepted.len()), (1, 1));
}

#[test]
fn mov_10_the_owner_is_asked_after_our_own_recheck_passed() {
    let (mut office, row) = with_defect();
    repair(&mut office, &row, 1).unwrap();
    let at = MatterInput::Time(office.moment("2026-03-09", 14, 0));
    let appointment =
        fill_row("second_appointment", &row, &[("at", at), ("accompanied_by", person(Role::Technician))]);
    assert_eq!(office.refuses(DESK, &appointment), MatterRefusal::RecheckFirst);
    let failed = [("passed", no()), ("remark", words("仍渗水"))];
    office.does(Role::Technician, &fill_row("recheck", &row, &failed));
    assert_eq!(office.refuses(DESK, &appointment), MatterRefusal::RecheckFirst);
    office.does(Role::Technician, &fill_row("recheck", &row, &[("passed", yes())])).does(DESK, &appointment);
    assert_eq!(defects(&office.matter())[0].state, DefectState::Appointed);
    let technician = user(Role::Technician);
    assert!(office.matter().named_people().contains(&technician), "repair is told to come along");
}

#[test]
fn mov_11_acc_07_the_repair_of_a_defect_ends_with_the_owners_signature_and_a_failure_reopens_it() {
    let (mut office, row) = with_defect();
    repair(&mut office, &row, 1).unwrap();
    let signed = [("passed", yes()), ("signature", signature())];
    assert_eq!(
        office.refuses(Role::Technician, &fill_row("second_inspection", &row, &signed)),
        MatterRefusal::RecheckFirst
    );
    let at = MatterInput::Time(office.moment("2026-03-09", 14, 0));
    let appointment =
        fill_row("second_appointment", &row, &[("at", at), ("accompanied_by", person(Role::Technician))]);
    let recheck = fill_row("recheck", &row, &[("passed", yes())]);
    office.does(Role::Technician, &recheck);
    assert_eq!(
        office.refuses(Role::Technician, &fill_row("second_inspection", &row, &signed)),
        MatterRefusal::AppointmentFirst
    );
    office.does(DESK, &appointment);
    let unsigned = fill_row("second_inspection", &row, &signed[..1]);
    assert_eq!(office.refuses(Role::Technician, &unsigned), incomplete("second_inspection", &["signature"]));
    let failed = [("passed", no()), ("words", words("还在滴"))];
    office.does(Role::Technician, &fill_row("second_inspection", &row, &failed));
    assert_eq!(defects(&office.matter())[0].state, DefectState::InRepair);
    assert_eq!(office.refuses(DESK, &appointment), MatterRefusal::RecheckFirst);
    office.does(Role::Technician, &recheck).does(DESK, &appointment);
    office.does(Role::Technician, &fill_row("second_inspection", &row, &signed));
    assert_eq!(defects(&office.matter())[0].state, DefectState::Signed);
    assert_eq!(office.refuses(Role::Technician, &recheck), MatterRefusal::SignedAlready);
}

#[test]
fn mov_12_it_ends_when_each_paper_is_filed_or_not_applicable() {
    let (mut office, row) = with_defect();
    office.does(DESK, &fill("register", &REGISTER));
    let handed = [
        ("keys", number(3)),
        ("keys_confirmed", yes()),
        ("resident_handbook", yes()),
        ("utility_plan", yes()),
    ];
    office.does(DESK, &fill("handover", &handed));
    office.does(
        DESK,
        &fill("fee", &[("paid", one("paid")), ("amount", number(30_000)), ("receipt", words("R-1"))]),
    );
    let sign = [
        ("instruments", words("空鼓锤")),
        ("inspector", person(Role::Technician)),
        ("signature", signature()),
    ];
    office
        .does(Role::Technician, &fill("inspection_signed", &sign))
        .does(Role::Technician, &fill("meters", &meters()));
    let filed = ["move_in_notice", "id_card_owner", "resident_register", "signed_agreement"]
        .map(|paper| (paper, one("filed")));
    office.does(Role::RecordsAdmin, &fill("filing", &filed));
    assert_eq!(
        office.refuses(DESK, &close()),
        incomplete("filing", &["id_card_proxy", "organisation_certificate"])
    );
    let lost = fill("filing", &[("move_in_notice", one("not_applicable"))]);
    assert_eq!(office.refuses(DESK, &lost), MatterRefusal::PaperNeeded("move_in_notice".into()));
    let other = ["id_card_proxy", "organisation_certificate"].map(|paper| (paper, one("not_applicable")));
    office.does(DESK, &fill("filing", &other));
    assert_eq!(office.refuses(DESK, &close()), MatterRefusal::RepairFirst("龙头滴水".into()));
    repair(&mut office, &row, 1).unwrap();
    assert_eq!(office.refuses(DESK, &close()), MatterRefusal::RecheckFirst);
    let at = MatterInput::Time(office.moment("2026-03-09", 14, 0));
    office.does(Role::Technician, &fill_row("recheck", &row, &[("passed", yes())]));
    office.does(
        DESK,
        &fill_row("second_appointment", &row, &[("at", at), ("accompanied_by", person(Role::Technician))]),
    );
    let signed = [("passed", yes()), ("signature", signature())];
    office.does(Role::Technician, &fill_row("second_inspection", &row, &signed)).does(DESK, &close());
    assert_eq!(office.matter().state, MatterState::Done);
    assert_eq!(office.refuses(DESK, &fill("register", &REGISTER)), MatterRefusal::Over);
    office
        .does(DESK, &MatterCommand::ReopenMatter { reason: "漏登记".into() })
        .does(DESK, &fill("register", &REGISTER));
}
