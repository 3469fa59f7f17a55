//! The office's other matters through the binary, without a network: filled in section by section, refused while something
//! is missing, and shown to whoever comes after.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{FU, LI, MEN, Phone, Relay, ZHAO};
use serde_json::{Value, json};

const PHOTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/jobs/photo.png");

#[track_caller]
fn does(phone: &Phone, typed: &[&str]) -> Value {
    phone.does(&[&["matter"], typed].concat())
}

/// What isn't done: its exit code and error.
#[track_caller]
fn fails(phone: &Phone, typed: &[&str], exit: i32, code: &str) -> Value {
    let (real, error) = phone.fails(&[&["matter"], typed].concat());
    assert_eq!((real, &error["code"]), (exit, &json!(code)), "{typed:?} {error}");
    error
}

/// What a matter's rules refuse: the data of the refusal.
#[track_caller]
fn refused(phone: &Phone, typed: &[&str], refusal: &str) -> Value {
    let error = fails(phone, typed, 3, "matter");
    assert_eq!(error["data"]["refusal"], refusal, "{typed:?} {error}");
    error["data"]["data"].clone()
}

#[track_caller]
fn prints(phone: &Phone, typed: &[&str], wanted: &[&str]) {
    let said = phone.says(&[&["matter"], typed].concat());
    for words in wanted {
        assert!(said.stdout.contains(words), "{words:?} is missing in\n{}", said.stdout);
    }
}

/// Options that set these fields.
fn set<'t>(fields: &[&'t str]) -> Vec<&'t str> {
    fields.iter().flat_map(|field| ["--set", *field]).collect()
}

/// Fills in a section.
#[track_caller]
fn fill(phone: &Phone, id: &str, section: &str, fields: &[&str]) -> Value {
    does(phone, &[&["fill", id, section], &set(fields)[..]].concat())
}

fn unsent(phone: &Phone) -> Value {
    phone.does(&["status"])["unsent"].clone()
}

const PAPERS: [&str; 6] = [
    "applicant=owner",
    "owner_name=陈静",
    "contact=13800000000",
    "id_card_owner=yes",
    "move_in_notice=yes",
    "purchase_deed=yes",
];

/// A move-in whose papers were shown; gives the start of its id.
#[track_caller]
fn move_in(phone: &Phone) -> String {
    let made = does(phone, &["open", "move_in", "--title", "3-1-502 moves in", "--unit", "3-1-502"]);
    let id = made["id"].as_str().unwrap()[..8].to_owned();
    fill(phone, &id, "applicant", &PAPERS);
    id
}

/// The same on a technician's phone, and with the customer service's that opened it.
fn move_in_at_the_technicians() -> (Phone, Phone, Relay, String) {
    let (mut fu, mut li, mut relay) = (Phone::of(FU), Phone::of(LI), Relay::default());
    let id = move_in(&fu);
    relay.sync(&mut fu);
    relay.sync(&mut li);
    (li, fu, relay, id)
}

#[test]
fn mov_07_mov_08_a_technician_inspects_a_home_and_reads_its_meters_without_a_network() {
    let (li, ..) = move_in_at_the_technicians();
    let id = does(&li, &["list"])["matters"][0]["id"].as_str().unwrap()[..8].to_owned();
    prints(&li, &[], &["Move-in", "3-1-502 moves in", "open", "Fu"]);
    let passed = fill(&li, &id, "inspection", &["room=客厅", "item=floor", "passed=yes"]);
    assert_eq!((&passed["missing"], &passed["unsent"]), (&json!([]), &json!(1)));

    let failed = ["room=主卧", "item=water", "passed=no"];
    let typed = [&["fill", &id, "inspection"], &set(&failed)[..]].concat();
    let data = refused(&li, &typed, "incomplete");
    assert_eq!(data, json!({ "section": "inspection", "missing": ["defect"] }));
    let said = li.says(&[&["--lang", "zh-Hans", "matter"], &typed[..]].concat());
    assert!(said.stderr.contains("逐项验房 未填:缺陷"), "{said:?}");
    let photo = format!("photo={PHOTO}");
    let whole = [&typed[..], &["--set", "defect=龙头滴水", "--photo", &photo]].concat();
    let found = does(&li, &whole);
    let row = found["row"].as_str().unwrap();
    prints(
        &li,
        &["show", &id],
        &[
            "Move-in: 3-1-502 moves in · 3-1-502",
            "!!! No repair was opened for: 龙头滴水",
            "主卧, water supply: 龙头滴水 [no repair yet]",
            &format!("row {row} — Li, "),
            "Passed: no",
            "Photo: photo taken ",
            "[ ] inspection_signed",
        ],
    );
    prints(&li, &["list"], &["!!! look at once, 2 unsent"]);

    let meters = ["water=12.04", "electricity=3.5kWh", "gas=0", "owner_confirmed=yes"];
    let typed = [&["fill", &id, "meters"], &set(&meters)[..]].concat();
    let data = refused(&li, &typed, "incomplete");
    assert_eq!(data, json!({ "section": "meters", "missing": ["staff_confirmed"] }));
    assert_eq!(unsent(&li), 2, "nothing was written");
    let read = does(&li, &[&typed[..], &["--set", "staff_confirmed=yes"]].concat());
    assert_eq!(read["row"], Value::Null);
    prints(
        &li,
        &["show", &id],
        &["[x] meters", "Water meter: 12.04 m³", "Electricity meter: 3.5 kWh", "The staff confirm: yes"],
    );
    let refused = fails(&li, &["fill", &id, "handover", "--set", "keys=3"], 3, "denied");
    assert_eq!(refused["data"]["kind"], "matter_filled");
}

#[test]
fn rec_05_a_gate_guard_lets_goods_out_once() {
    let (mut fu, mut men, mut relay) = (Phone::of(FU), Phone::of(MEN), Relay::default());
    let made = does(&fu, &["open", "goods_release", "--title", "a sofa leaves"]);
    let id = &made["id"].as_str().unwrap()[..8];
    fill(&fu, id, "application", &["from=resident", "name=何先生", "contact=139", "reason=goods_out"]);
    fill(&fu, id, "goods", &["what=sofa", "quantity=1"]);
    let pass = ["number=F-7", "valid_from=2026-03-02 08:00", "valid_until=2099-12-31 20:00"];
    fill(&fu, id, "pass", &pass);
    relay.sync(&mut fu);
    relay.sync(&mut men);

    prints(
        &men,
        &["show", id],
        &["You may now fill in", "gate At the gate", "Valid until: 2099-12-31 20:00"],
    );
    let released = ["at=2026-03-02 10:00", "result=released"];
    let early = [&["fill", id, "gate"], &set(&["at=2026-03-01 10:00", "result=released"])[..]].concat();
    refused(&men, &early, "pass_not_valid");
    assert_eq!(fill(&men, id, "gate", &released)["state"], "done");
    let again = [&["fill", id, "gate"], &set(&released)[..]].concat();
    refused(&men, &again, "pass_used");
    assert_eq!(unsent(&men), 1);
    prints(&men, &[], &["no matter on this device"]);
    prints(&men, &["list", "--all"], &["Goods at the gate", "a sofa leaves", "done", "1 unsent"]);
    prints(&men, &["list", "--all", "--kind", "visit"], &["no matter on this device"]);
}

#[test]
fn a_wrong_value_names_its_field_and_nothing_is_written() {
    let phone = Phone::of(ZHAO);
    let id = move_in(&phone);
    let before = unsent(&phone);
    let typed = |fields: &[&'static str]| [&["fill", &id, "meters"], &set(fields)[..]].concat();
    let error = fails(&phone, &typed(&["gas=0", "water=12.045"]), 2, "invalid_value");
    assert_eq!((&error["data"]["field"], &error["data"]["value"]), (&json!("water"), &json!("12.045")));
    assert!(error["message"].as_str().unwrap().contains("number in m³, decimals: at most 2"));
    let error = fails(&phone, &typed(&["gas=0", "steam=1"]), 2, "unknown_field");
    assert_eq!((&error["data"]["section"], &error["data"]["name"]), (&json!("meters"), &json!("steam")));
    assert_eq!(error["data"]["fields"][0], "water");
    fails(&phone, &typed(&["gas"]), 2, "invalid_value");
    fails(&phone, &typed(&["gas=0", "gas=1"]), 2, "invalid_value");
    let error = fails(&phone, &typed(&["owner_confirmed=maybe"]), 2, "invalid_value");
    assert_eq!(error["data"]["expected"], "yes/no");
    let said = phone.says(&["--lang", "zh-Hant", "matter", "fill", &id, "meters", "--set", "steam=1"]);
    assert!(said.stderr.contains("meters 部分沒有欄目「steam」"), "{said:?}");
    let error = fails(&phone, &["fill", &id, "metres", "--set", "gas=0"], 2, "invalid_value");
    assert!(error["data"]["expected"].as_str().unwrap().contains("inspection_signed|meters"));
    assert_eq!(fails(&phone, &["fill", &id, "meters"], 3, "missing")["data"]["field"], "meters");

    let inspector = [&["fill", &id, "inspection_signed"], &set(&["inspector=Nobody"])[..]].concat();
    let error = fails(&phone, &inspector, 2, "invalid_value");
    assert_eq!(error["data"]["field"], "inspector");
    let inspection = |more: &[&'static str]| [&["fill", &id, "inspection"], more].concat();
    let error = fails(&phone, &inspection(&["--photo", "room=x.jpg"]), 2, "invalid_value");
    assert_eq!((&error["data"]["field"], &error["data"]["expected"]), (&json!("--photo"), &json!("photo")));
    fails(&phone, &inspection(&["--photo", "photo=none.jpg"]), 2, "file");
    let error = fails(&phone, &inspection(&["--set", "photo=none.jpg"]), 2, "invalid_value");
    assert_eq!(error["data"]["expected"], "--photo photo=FILE");
    let error = fails(&phone, &inspection(&["--without", "room=none"]), 2, "invalid_value");
    assert_eq!(error["data"]["expected"], "(no field of this section)");
    let error = fails(&phone, &inspection(&["--set", "room= "]), 3, "missing");
    assert_eq!(error["message"], "Room is empty");
    refused(&phone, &inspection(&["--row", "ffff", "--set", "room=x"]), "no_such_row");
    fails(&phone, &["fill", "ffffffff", "meters", "--set", "gas=0"], 3, "not_found");
    assert_eq!(unsent(&phone), before);
}

#[test]
fn a_struck_row_stays_to_be_seen_and_differing_values_are_all_shown() {
    let (mut li, mut fu, mut relay, id) = move_in_at_the_technicians();
    let wrong = fill(&li, &id, "inspection", &["room=客厅", "item=floor", "passed=yes"]);
    let row = wrong["row"].as_str().unwrap();
    does(&li, &["strike", &id, "inspection", &row[..6], "--reason", "another home"]);
    let again = ["fill", &id, "inspection", "--row", row, "--set", "room=x"];
    refused(&li, &again, "no_such_row");
    let both = ["owner_confirmed=yes", "staff_confirmed=yes", "gas=0", "electricity=3.5"];
    fill(&li, &id, "meters", &[&both[..], &["water=12.04"]].concat());
    fill(&fu, &id, "meters", &[&both[..], &["water=12.40"]].concat());
    relay.sync(&mut li);
    relay.sync(&mut fu);
    relay.sync(&mut li);
    prints(
        &li,
        &["show", &id],
        &[
            "!!! Meters read by both: people filled Water meter differently",
            "Water meter: 12.40 m³",
            "!!! somebody else wrote 12.04 m³ (Li, ",
            &format!("~ row {row} — Li, "),
            "[struck: another home (Li, ",
            "~ Room: 客厅",
        ],
    );
}

#[test]
fn mov_09_a_defect_gets_its_order_and_a_matter_ends_is_given_up_and_taken_up_again() {
    let phone = Phone::of(ZHAO);
    let id = move_in(&phone);
    let failed = ["room=主卧", "item=water", "passed=no", "defect=龙头滴水"];
    let row = fill(&phone, &id, "inspection", &failed)["row"].as_str().unwrap().to_owned();
    let order = phone.dispatches("Zhao");
    let typed = ["link", &id, "--order", &order, "--section", "inspection", "--row", &row[..5]];
    does(&phone, &typed);
    refused(&phone, &typed, "linked_already");
    fails(&phone, &typed[..6], 2, "usage");
    prints(
        &phone,
        &["show", &id],
        &[&format!("[in repair, {order}] row {row}"), &format!("{order}: The home, item by item, row {row}")],
    );
    let error = fails(&phone, &["fill", &id, "recheck", "--set", "passed=yes"], 2, "invalid_value");
    assert_eq!(error["data"], json!({ "field": "--row", "value": "", "expected": row }));
    let recheck = ["fill", &id, "recheck", "--row", &row[..5], "--set", "passed=yes"];
    assert_eq!(does(&phone, &recheck)["view"]["defects"][0]["state"], "rechecked");

    let given = ["--person", "Li", "--department", "operation-repair", "--due", "2020-01-02"];
    does(&phone, &[&["assign", &id], &given[..], &["--words", "mend the tap"]].concat());
    fails(&phone, &["assign", &id, "--person", "Li", "--due", "soon", "--words", "x"], 2, "invalid_value");
    does(&phone, &["note", &id, "the owner is abroad"]);
    prints(&phone, &["list"], &["2020-01-02 23:59", "Li", "late"]);
    assert_eq!(refused(&phone, &["close", &id], "incomplete")["section"], "register");
    fails(&phone, &["close", &id, "--give-up", "x", "--words", "y"], 2, "usage");
    refused(&phone, &["reopen", &id, "--reason", "x"], "not_over");
    assert_eq!(does(&phone, &["close", &id, "--give-up", "sold again"])["state"], "given_up");
    refused(&phone, &["close", &id], "over");
    assert_eq!(does(&phone, &["reopen", &id, "--reason", "not sold after all"])["state"], "open");
    prints(
        &phone,
        &["show", &id],
        &[
            "open · Li answers for it · until 2020-01-02",
            "[ ] 2020-01-02 23:59 last day !late",
            "Li · operation and repair · until 2020-01-02 · mend the tap (Zhao, ",
            "the owner is abroad (Zhao, ",
            "given up: sold again (Zhao, ",
            "open: not sold after all (Zhao, ",
        ],
    );
}

#[test]
fn what_there_is_not_is_said_with_a_reason_and_signatures_are_strokes() {
    let phone = Phone::of(ZHAO);
    let made = does(&phone, &["open", "event", "--title", "lantern evening"]);
    let id = &made["id"].as_str().unwrap()[..8];
    let plan = set(&["occasion=festival", "starts_at=2026-03-03 19:00", "cost=120.50", "number=80"]);
    let none = ["--without", "prizes=no contest", "--without", "venue=in the yard"];
    let planned = does(&phone, &[&["fill", id, "plan"], &plan[..], &none[..]].concat());
    assert_eq!(planned["missing"], json!(["theme", "items", "participants", "schedule", "cooperation"]));
    prints(
        &phone,
        &["show", id],
        &[
            "Prizes: none: no contest",
            "Cost: 120.50 yuan",
            "Begins: 2026-03-03 19:00",
            "still empty: Theme, ",
        ],
    );
    let id = move_in(&phone);
    let register = ["fill", &id, "register", "--strokes"];
    fails(&phone, &[&register[..], &["signature=none.svg"]].concat(), 2, "file");
    let error = fails(&phone, &[&register[..], &["signature=C1 1"]].concat(), 3, "invalid");
    assert!(error["message"].as_str().unwrap().starts_with("signature (--strokes) is not valid"), "{error}");
    does(&phone, &[&register[..], &["signature=M1 1 L2 2"]].concat());
    prints(&phone, &["show", &id], &["Owner's signature: signed", "Owner's name: 陈静"]);
}

#[test]
fn rol_28_a_duty_is_opened_once_for_each_period() {
    let phone = Phone::of(ZHAO);
    let weekly = ["open", "weekly_meeting", "--title", "Monday", "--period"];
    does(&phone, &[&weekly[..], &["2026-W10"]].concat());
    fails(&phone, &[&weekly[..], &["2026-W10"]].concat(), 3, "recorded_already");
    refused(&phone, &[&weekly[..], &["2026-03"]].concat(), "wrong_period");
    refused(&phone, &["open", "visit", "--title", "x", "--unit", "1-1"], "plan_needed");
    prints(&phone, &[], &["Weekly meeting 2026-W10", "2026-03-08 23:59"]);
    assert_eq!(refused(&phone, &["open", "moving", "--title", "x"], "unknown_form"), "moving");
    let error = fails(&phone, &["open", "move_in", "--title", " ", "--unit", "1-1"], 3, "missing");
    assert_eq!(error["message"], "title (--title) is empty");
}

#[test]
fn forms_say_what_is_asked_for_and_who_begins_them() {
    let (men, fu) = (Phone::of(MEN), Phone::of(FU));
    let own = does(&men, &["forms"]);
    let keys: Vec<_> = own["forms"].as_array().unwrap().iter().map(|form| form["key"].clone()).collect();
    assert_eq!(keys, ["enquiry", "superior_call"], "{own}");
    fails(&men, &["open", "move_in", "--title", "x", "--unit", "1-1"], 3, "denied");
    prints(&fu, &["forms"], &["move_in", "--title WORDS --unit UNIT", "REC-5"]);
    prints(
        &men,
        &["forms", "move_in"],
        &[
            "move_in: Move-in, version 1 (MOV-1, ",
            "begun with: --title WORDS --unit UNIT",
            "somebody ends it when everything is there",
            "inspection  The home, item by item (MOV-7) [in rows, filled as a whole, after: Papers]",
            "  paid=  paid (paid) | arrears (recorded as arrears)  First management fee\n",
            "  defect=  words that name nobody  Defect [only when inspection.passed=no]",
            "  photo=  --photo photo=FILE  Photo [optional]",
            "  water=  number in m³, decimals: at most 2, 0 to 10000000.00  Water meter",
            "recheck  Our own recheck (MOV-10) [one for each row of The home, item by item",
        ],
    );
    prints(
        &men,
        &["forms", "event"],
        &["  prizes=  words that name nobody  Prizes [or --without prizes=REASON]"],
    );
    prints(&men, &["forms", "visit"], &["☞ Be warm and gentle"]);
    let form = does(&men, &["forms", "goods_release"]);
    assert_eq!(form["form"]["sections"][3]["fields"][1]["choices"][0]["key"], "released");
    refused(&men, &["forms", "moving"], "unknown_form");
}

#[test]
fn a_phone_without_matters_says_so_in_three_languages() {
    let li = Phone::of(LI);
    prints(&li, &[], &["no matter on this device"]);
    for (language, words) in [("zh-Hans", "没有事项"), ("zh-Hant", "沒有事項")] {
        let said = li.says(&["--lang", language, "matter"]);
        assert!(said.stdout.contains(words), "{said:?}");
    }
    fails(&li, &["show", "ffffffff"], 3, "not_found");
    fails(&li, &["list", "--kind", "weather"], 2, "usage");
}
