//! Every command of the technician's job through the binary: what it does, and what refuses it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{LI, Phone, Relay, ZHAO};
use serde_json::{Value, json};

const PHOTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/jobs/photo.png");

#[track_caller]
fn refused(phone: &Phone, typed: &[&str], code: &str) -> Value {
    let (exit, error) = phone.fails(typed);
    assert_eq!((exit, &error["code"]), (3, &json!(code)), "{typed:?} {error}");
    error["data"].clone()
}

#[track_caller]
fn malformed(phone: &Phone, typed: &[&str], code: &str) -> Value {
    let (exit, error) = phone.fails(typed);
    assert_eq!((exit, &error["code"]), (2, &json!(code)), "{typed:?} {error}");
    error["data"].clone()
}

#[track_caller]
fn prints(phone: &Phone, typed: &[&str], wanted: &[&str]) {
    let said = phone.says(typed);
    for words in wanted {
        assert!(said.stdout.contains(words), "{words:?} is missing in\n{}", said.stdout);
    }
}

/// A phone whose order is worked to the end of the round.
fn worked() -> (Phone, String) {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.goes_and_agrees(&order);
    phone.repairs(&order);
    phone.does(&["step", &order, "LMP-15", "flashes=1", "lit=yes"]);
    phone.does(&["finish", &order]);
    (phone, order)
}

#[test]
fn dsp_03_a_receipt_that_is_set_back_shows_both_times() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    refused(&phone, &["receive", &order, "--at", "2099-01-01 08:00"], "invalid");
    phone.does(&["receive", &order, "--at", "2026-03-02 08:30"]);
    prints(&phone, &["show", &order], &["slip taken 2026-03-02 08:30 (written down "]);
}

#[test]
fn dsp_04_arrival_is_ahead_or_not_ahead_of_the_appointment_in_force() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.does(&["receive", &order]);
    phone.does(&["appointment", &order, "2099-01-01 08:00", "--by", "owner"]);
    phone.does(&["arrive", &order]);
    prints(&phone, &["show", &order], &["— ahead (Appointment 2099-01-01 08:00)"]);
    let order = phone.dispatches("Zhao");
    phone.does(&["receive", &order]);
    phone.does(&["arrive", &order]);
    prints(&phone, &["show", &order], &["— not ahead (Appointment 2026-03-02 14:00)"]);
}

#[test]
fn mat_07_tools_that_are_not_ticked_are_a_warning_before_departure() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    prints(&phone, &["receive", &order], &["[ ] multimeter Multimeter", "! NOT TICKED before departure: "]);
    malformed(&phone, &["tools", &order], "usage");
    let data = malformed(&phone, &["tools", &order, "multimetre"], "invalid_value");
    assert!(data["expected"].as_str().unwrap().contains("multimeter"));
    let ticked = phone.does(&["tools", &order, "multimeter", "ladder"]);
    assert_eq!(ticked["view"]["missing_tools"], json!(["screwdriver"]));
    prints(&phone, &["show", &order], &["[x] multimeter", "[ ] screwdriver", "departure: Screwdriver"]);
    prints(&phone, &["next", &order], &["Check your tools before you leave"]);
    let ticked = phone.does(&["tools", &order, "--all"]);
    assert_eq!(ticked["view"]["missing_tools"], json!([]));
    prints(&phone, &["show", &order], &["all tools are ticked"]);
    assert_eq!(phone.does(&["tools", &order, "--none"])["view"]["order"]["visits"][0]["tools"], json!([]));
}

#[test]
fn reg_06_a_time_that_is_not_kept_is_agreed_again() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.does(&["receive", &order]);
    let open = phone.does(&["cannot-keep-time", &order, "--reason", "the lift is stuck"]);
    assert_eq!(open["view"]["order"]["time_open"], true);
    prints(
        &phone,
        &["show", &order],
        &[
            "the time must be agreed again",
            "the time was not kept: the lift is stuck",
            "Ring and call before",
        ],
    );
    malformed(&phone, &["appointment", &order, "soon", "--by", "owner"], "invalid_value");
    let agreed = phone.does(&["appointment", &order, "2026-03-03 09:00", "--by", "owner"]);
    assert_eq!(agreed["view"]["order"]["time_open"], false);
    prints(
        &phone,
        &["show", &order],
        &["2026-03-03 09:00 (Asia/Shanghai) · agreed by owner", "before: 2026-03-02"],
    );
    phone.does(&["arrive", &order]);
    let data = refused(&phone, &["cannot-keep-time", &order, "--reason", "x"], "wrong_state");
    assert_eq!(data["needs"], "not_on_site");
}

#[test]
fn an_absent_customer_ends_the_visit_and_opens_the_time() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.does(&["receive", &order]);
    refused(&phone, &["absent", &order, "--tried", "rang"], "wrong_state");
    phone.does(&["arrive", &order]);
    refused(&phone, &["absent", &order, "--tried", " "], "missing");
    let gone = phone.does(&["absent", &order, "--tried", "rang twice, called"]);
    assert_eq!(gone["view"]["order"]["time_open"], true);
    assert_eq!(gone["view"]["order"]["visits"][0]["on_site"], false);
    prints(&phone, &["show", &order], &["nobody there", "rang twice, called"]);
}

#[test]
fn leaving_and_waiting_are_shown_until_it_goes_on() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.does(&["receive", &order]);
    refused(&phone, &["leave", &order, "--reason", "x"], "wrong_state");
    refused(&phone, &["resume", &order], "wrong_state");
    phone.does(&["arrive", &order]);
    malformed(&phone, &["wait", &order, "weather"], "usage");
    let until = ["--detail", "ballast EB-18", "--until", "2026-03-03 10:00"];
    let waits = phone.does(&[&["wait", &order, "part"], &until[..]].concat());
    assert_eq!(waits["view"]["order"]["waiting"], true);
    prints(
        &phone,
        &["leave", &order, "--reason", "until the part is here"],
        &["Before you leave: water, power"],
    );
    prints(
        &phone,
        &["show", &order],
        &[
            "a part: ballast EB-18, until 2026-03-03 10:00 — still waiting",
            "left ",
            ": until the part is here",
        ],
    );
    assert_eq!(phone.does(&["resume", &order])["view"]["order"]["waiting"], false);
    prints(&phone, &["show", &order], &["— resumed"]);
}

#[test]
fn prc_05_a_refused_price_is_quoted_again_and_subtotals_are_shown() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    refused(&phone, &["refuse-price", &order, "--reason", "x"], "wrong_state");
    phone.does(&["receive", &order]);
    phone.does(&["arrive", &order]);
    phone.does(&["finding", &order, "starter is bad"]);
    phone.does(&["quote", &order, "lamp_repair=1", "starter=2"]);
    let refusal = phone.does(&["refuse-price", &order, "--reason", "two starters are too many"]);
    assert_eq!(refusal["view"]["order"]["price_refused"], true);
    prints(
        &phone,
        &["show", &order],
        &[
            "fee standard version 3",
            "lamp_repair (labour) 1 × ¥30.00 = ¥30.00",
            "labour ¥30.00, material ¥10.00",
            "refused: two starters are too many",
            "the customer refused this price",
            "Don't argue or press",
        ],
    );
    let data = refused(&phone, &["consent", &order, "--by", "owner"], "wrong_state");
    assert_eq!(data["needs"], "new_quote");
    phone.does(&["quote", &order, "lamp_repair=1", "starter=1"]);
    refused(&phone, &["consent", &order, "--by", "owner", "--strokes", "C1 1"], "invalid");
    phone.does(&["consent", &order, "--by", "owner", "--strokes", "M1 1 L2 2"]);
    let shown = phone.does(&["show", &order]);
    assert_eq!(shown["view"]["order"]["billable_fen"], 3_500);
    prints(
        &phone,
        &["show", &order],
        &["owner agreed on ¥35.00, with strokes", "at most ¥35.00 may be billed"],
    );
}

#[test]
fn reg_08_a_special_service_may_be_judged_free() {
    let phone = Phone::of(ZHAO);
    let id = phone.registers();
    malformed(&phone, &["judge", &id, "--decline", "--free", "x"], "usage");
    let judged = phone.does(&["judge", &id, "--accept", "--free", "goodwill after the flood"]);
    assert_eq!(judged["view"]["order"]["charge"], "free");
    prints(&phone, &["show", &id], &["not charged · free: goodwill after the flood"]);
    let regular = phone.registers_class("LMP", "regular");
    refused(&phone, &["judge", &regular, "--accept", "--free", "x"], "wrong_state");
    let declined = phone.registers();
    prints(
        &phone,
        &["judge", &declined, "--decline", "--explanation", "not offered"],
        &["Never give a bare no", "REG-4, PRI-13"],
    );
}

#[test]
fn acc_02_the_signature_is_a_command_of_its_own() {
    let (phone, order) = worked();
    let data = refused(&phone, &["sign", &order, "--strokes", "M1 1 L2 2"], "wrong_state");
    assert_eq!(data["needs"], "inspection_passed");
    prints(&phone, &["next", &order], &["Ask the customer to try it", "field accept T1-0001 --pass"]);
    phone.does(&["accept", &order, "--pass", "--sign-later"]);
    malformed(&phone, &["sign", &order, "--strokes", "none.svg"], "file");
    let drawing = phone.folder.join("hand.svg");
    std::fs::write(&drawing, "<svg viewBox=\"0 0 1000 400\"><path d=\"M1 1 L2 2\"/></svg>").unwrap();
    let drawing = drawing.to_str().unwrap();
    let signed = phone.does(&["sign", &order, "--strokes", drawing, "--image", PHOTO]);
    let signature = &signed["view"]["order"]["signatures"][0];
    assert!(signature["image"].is_string());
    assert_eq!(signed["view"]["texts"][signature["strokes"].as_str().unwrap()], "M1 1 L2 2");
    prints(
        &phone,
        &["show", &order],
        &[
            "this signature counts, bound to what was shown, with a picture",
            "Before archiving",
            "write it off",
        ],
    );
}

#[test]
fn acc_04_rework_and_acc_05_the_second_dissatisfaction_call_a_manager_who_settles_it() {
    let (phone, order) = worked();
    prints(&phone, &["accept", &order, "--fail", "it flickers"], &["Apologise first", "ACC-3, ACC-4"]);
    phone.repairs(&order);
    phone.does(&["step", &order, "LMP-15", "flashes=1", "lit=yes"]);
    phone.does(&["finish", &order]);
    refused(&phone, &["settle-escalation", &order, "--outcome", "rework", "--handling", "x"], "wrong_state");
    let called = phone.does(&["rework", &order, "it hums now"]);
    assert_eq!(called["state"], "escalated");
    prints(
        &phone,
        &["show", &order],
        &[
            "wants it done again: it hums now",
            "dissatisfied again after rework: it hums now — waits for a manager",
            "deal with the escalation",
            "The managers are called.",
            "round 2: 10 steps recorded, began with LMP-1",
        ],
    );
    malformed(&phone, &["settle-escalation", &order, "--outcome", "shrug", "--handling", "x"], "usage");
    let typed = ["settle-escalation", &order, "--outcome", "rework", "--handling", "sent a second man"];
    assert_eq!(phone.does(&typed)["state"], "rework");
    prints(&phone, &["show", &order], &["→ another round of work: sent a second man", "— answered"]);
}

#[test]
fn pri_05_managers_are_called_by_hand() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    refused(&phone, &["escalate", &order, "he shouts"], "wrong_state");
    phone.does(&["receive", &order]);
    prints(&phone, &["escalate", &order, "he shouts"], &["Don't quarrel. Stop at once", "PRI-6"]);
    prints(&phone, &["show", &order], &["called by hand: he shouts — waits for a manager"]);
    let typed = ["settle-escalation", &order, "--outcome", "customer-satisfied", "--handling", "called him"];
    assert_eq!(phone.does(&typed)["view"]["order"]["escalation"]["open"], false);
}

#[test]
fn dmg_01_damage_needs_a_photo_and_dmg_02_only_managers_settle_it() {
    let mut relay = Relay::default();
    let (mut desk, mut li) = (Phone::of(ZHAO), Phone::of(LI));
    let order = desk.dispatches("Li");
    relay.sync(&mut desk);
    relay.sync(&mut li);
    refused(&li, &["damage", &order, "lost", "a key"], "wrong_state");
    li.does(&["receive", &order]);
    let data = refused(&li, &["damage", &order, "damaged", "a vase fell"], "missing");
    assert_eq!(data["field"], "photos");
    malformed(&li, &["damage", &order, "damaged", "a vase fell", "--photo", "none.jpg"], "file");
    prints(
        &li,
        &["damage", &order, "damaged", "a vase fell", "--photo", PHOTO],
        &["Stop, apologise, take photos", "DMG-1"],
    );
    let shown = li.does(&["show", &order]);
    let case = shown["view"]["order"]["damages"][0]["origin"]["entry"].as_str().unwrap().to_owned();
    let settle = ["settle-damage", &order, &case, "120.50", "--terms", "cash", "--agreed"];
    assert_eq!(refused(&li, &settle, "denied")["denial"], "role");
    relay.sync(&mut li);
    relay.sync(&mut desk);
    malformed(
        &desk,
        &["settle-damage", &order, &case, "120.505", "--terms", "cash", "--offer"],
        "invalid_value",
    );
    malformed(&desk, &["settle-damage", &order, &case, "5", "--terms", "cash"], "usage");
    malformed(&desk, &["settle-damage", &order, "x", "5", "--terms", "cash", "--offer"], "invalid_value");
    refused(&desk, &["settle-damage", &order, &case, "-5", "--terms", "cash", "--offer"], "invalid");
    desk.does(&["settle-damage", &order, &case[..20], "100", "--terms", "a new vase", "--offer"]);
    prints(
        &desk,
        &["show", &order],
        &["[open]", "damaged: a vase fell, photos: 1", "the office offers ¥100.00: a new vase"],
    );
    let settled = desk.does(&settle);
    assert_eq!(settled["view"]["order"]["damages"][0]["settled"]["amount_fen"], 12_050);
    prints(&desk, &["show", &order], &["[settled]", "both sides agreed on ¥120.50: cash"]);
    assert_eq!(refused(&desk, &settle, "wrong_state")["needs"], "open_case");
}

#[test]
fn dsp_06_a_technician_cancels_and_only_the_desk_closes_it() {
    let mut relay = Relay::default();
    let (mut desk, mut li) = (Phone::of(ZHAO), Phone::of(LI));
    let order = desk.dispatches("Li");
    relay.sync(&mut desk);
    relay.sync(&mut li);
    li.does(&["receive", &order]);
    assert_eq!(li.does(&["cancel", &order, "--reason", "he repaired it himself"])["state"], "cancel_open");
    assert_eq!(refused(&li, &["confirm-cancel", &order], "denied")["denial"], "role");
    relay.sync(&mut li);
    relay.sync(&mut desk);
    assert_eq!(desk.does(&["confirm-cancel", &order])["state"], "cancelled");
}

#[test]
fn next_says_what_may_be_done_and_what_not_yet_and_why() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    prints(
        &phone,
        &["next", &order],
        &["Open now", "field receive T1-0001", "Not now", "arrival: take the slip first"],
    );
    phone.goes_and_agrees(&order);
    prints(
        &phone,
        &["next", &order],
        &[
            "Steps that are open",
            "LMP-1 Voltage at the tube",
            "field step T1-0001 LMP-1 NAME=VALUE..",
            "normal=  yes/no  Is the voltage normal?",
            "Steps that wait",
            "LMP-2 Lamp circuit off: LMP-1 comes first",
            "LMP-3 Starter pins: gate LMP-2 is not set\n",
            "work finished: the round is not finished; missing: ",
            "missing: LMP-1",
        ],
    );
    let next = phone.does(&["next", &order]);
    let steps = next["next"]["steps"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["step"] == "LMP-1" && step["refused"].is_null()));
    assert!(steps.iter().any(|step| step["step"] == "LMP-3" && step["refused"]["code"] == "step"));
    let text = phone.says(&["--lang", "zh-Hans", "next", &order]).stdout;
    assert!(text.contains("现在可做") && text.contains("可做的步骤"), "{text}");
    refused(&phone, &["next", "T9-9999"], "not_found");
}

#[test]
fn checklists_are_read_at_home_in_three_languages() {
    let phone = Phone::of(LI);
    let all = phone.does(&["procedures"]);
    assert_eq!(all["procedures"].as_array().unwrap().len(), 8);
    prints(&phone, &["procedures"], &["LMP", "Fluorescent lamp", "WSP"]);
    prints(
        &phone,
        &["procedure", "acu"],
        &[
            "ACU Air conditioner, version 1 (clause 2.7)",
            "manifold_gauge Manifold gauge",
            "refrigerant Refrigerant (g)",
            "low=  whole number in kPa (0..10000)  Low side",
            "if low ≤ 399 kPa → ACU-L1, ACU-L2, ACU-L3, ACU-8 again",
            "! Low side below normal: ",
            "may be left out (--skip REASON), but not while ACU-5: as_warm_as_ambient=yes",
            "needs ACU-O done",
            "if not good, a new round begins with ACU-2",
            "Acceptance",
        ],
    );
    for (lang, words) in [("zh-Hans", "合格标准"), ("zh-Hant", "合格標準")] {
        for procedure in ["LMP", "SWI", "TAP", "GWH", "GST", "CIS", "ACU", "WSP"] {
            prints(&phone, &["--lang", lang, "procedure", procedure], &[words]);
        }
    }
    assert_eq!(phone.does(&["procedure", "SWI"])["procedure"]["id"], "SWI");
    refused(&phone, &["procedure", "XYZ"], "unknown_class");
    refused(&phone, &["procedure", "LMP", "--procedure-version", "9"], "unknown_class");
}

#[test]
fn prc_06_prices_name_version_basis_validity_and_kind() {
    let phone = Phone::of(LI);
    prints(
        &phone,
        &["prices"],
        &[
            "Fee standard version 3, by Price bureau 2026/1",
            "valid from 1970-01-01 08:00 until 2099-01-01 08:00",
            "lamp_repair",
            "labour",
            "material",
        ],
    );
    assert_eq!(phone.does(&["prices"])["validity"], "in_force");
    let shift = |year: i64| (year * 365 * 86_400_000).to_string();
    prints(&phone, &["--clock-offset-ms", &shift(80), "prices"], &["ITS TIME IS OVER"]);
    assert_eq!(phone.does(&["--clock-offset-ms", &shift(80), "prices"])["validity"], "over");
    assert_eq!(phone.does(&["--clock-offset-ms", &shift(-57), "prices"])["validity"], "not_yet");
    prints(&phone, &["--clock-offset-ms", &shift(-57), "--lang", "zh-Hans", "prices"], &["尚未生效"]);
}

#[test]
fn chk_77_a_pressure_is_typed_with_its_unit_and_marked() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches_class("ACU", "Zhao");
    phone.does(&["receive", &order]);
    phone.does(&["arrive", &order]);
    phone.does(&["step", &order, "ACU-1", "fault=warm"]);
    phone.does(&["step", &order, "ACU-2", "abnormal_sound=no", "abnormal_smell=no"]);
    phone.does(&["step", &order, "acu-s"]);
    phone.does(&["step", &order, "ACU-3", "scorched=no", "loose=no"]);
    phone.does(&["step", &order, "ACU-4", "oil=no"]);
    phone.does(&["step", &order, "ACU-O"]);
    let pressures = |low: &str| {
        phone.says(&["step", &order, "ACU-8", low, "high=1200", "ambient=30C", "refrigerant=r22", "--json"])
    };
    for (low, problem) in
        [("low=0.395", "unit_needed"), ("low=0.3955MPa", "too_fine"), ("low=4A", "other_unit")]
    {
        let said = pressures(low);
        let error = &said.json()["error"];
        assert_eq!((said.exit, &error["data"]["problem"]), (2, &json!(problem)), "{error}");
        assert_eq!((&error["data"]["unit"], &error["data"]["max"]), (&json!("kilopascal"), &json!(10_000)));
    }
    let impossible = pressures("low=99999");
    assert_eq!(
        (impossible.exit, &impossible.json()["error"]["data"]["fault"]["is"]),
        (3, &json!("impossible"))
    );
    assert_eq!(pressures("low=0.395MPa").exit, 0);
    prints(
        &phone,
        &["show", &order],
        &["low=395 kPa", "! Low side so low that it leaks", "> do ACU-L1 next", "> record it again"],
    );
}

#[test]
fn p14_data_of_a_newer_app_are_named_and_keep_nothing_else_from_syncing() {
    let mut phone = Phone::of(ZHAO);
    let words = "update this one; the old data serve on";
    assert_eq!(phone.does(&["status"])["needs_update"], json!(false));
    assert!(!phone.says(&["status"]).stdout.contains(words));
    phone.dispatches("Zhao");
    let mut relay = Relay::default();
    relay.newer_form = true;
    relay.sync(&mut phone);
    let status = phone.does(&["status"]);
    assert_eq!((&status["needs_update"], &status["unsent"]), (&json!(true), &json!(0)), "{status}");
    prints(&phone, &["status"], &[words]);
}

#[test]
fn dsp_11_a_slip_is_taken_from_the_pool_and_handed_back() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    refused(&phone, &["take-slip", &order], "wrong_state");
    refused(&phone, &["hand-back", &order, "--reason", " "], "missing");
    let back = phone.does(&["hand-back", &order, "--reason", "another job", "--to", "Zhao"]);
    assert_eq!(
        (&back["state"], &back["view"]["order"]["desk"]["in_pool"]),
        (&json!("accepted"), &json!(true))
    );
    prints(&phone, &["next", &order], &["take-slip T1-"]);
    let taken = phone.does(&["take-slip", &order]);
    assert_eq!(taken["state"], json!("dispatched"));
    prints(&phone, &["next", &order], &["hand-back T1-"]);
    phone.does(&["receive", &order]);
    phone.does(&["arrive", &order]);
    refused(&phone, &["hand-back", &order, "--reason", "too far"], "wrong_state");
}

#[test]
fn dsp_02_the_desk_replies_and_agrees_on_a_terminal() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    let agreed = phone.does(&["agree", &order, "Zhao"]);
    assert!(agreed["view"]["order"]["desk"]["agreed"]["appointment_at"].is_i64(), "{agreed}");
    refused(&phone, &["reply", &order, "he comes at two", "--at", "2099-01-01 08:00"], "invalid");
    malformed(&phone, &["reply", &order, "he comes at two", "--at", "soon"], "invalid_value");
    let replied = phone.does(&["reply", &order, "he comes at two"]);
    assert_eq!(replied["view"]["order"]["desk"]["replies"][0]["said"], json!("he comes at two"));
}

#[test]
fn fee_02_dsp_08_slip_and_copies_on_a_terminal() {
    let (phone, order) = worked();
    refused(&phone, &["copy", &order, "owner", "--by", "owner"], "wrong_state");
    refused(&phone, &["slip-back", &order, "front-desk"], "wrong_state");
    phone.does(&["accept", &order, "--pass"]);
    let copied = phone.does(&["copy", &order, "owner", "--by", "owner"]);
    assert_eq!(copied["view"]["order"]["desk"]["copies"][0]["copy"], json!("owner"));
    let back = phone.does(&["slip-back", &order, "front-desk"]);
    assert_eq!(back["view"]["order"]["desk"]["returned"][0]["return_place"], json!("front_desk"));
}

#[test]
fn pri_09_pri_10_pri_11_an_incident_without_an_order_and_without_a_network() {
    let phone = Phone::of(ZHAO);
    let area = ["--area", "engineering", "--department", "operation-repair"];
    let typed = [&["incident", "report", "garage B1", "burst pipe"], &area[..]].concat();
    let made = phone.does(&typed);
    let id = made["id"].as_str().unwrap().to_owned();
    assert_eq!((&made["state"], &made["unsent"]), (&json!("finder_on_site"), &json!(1)));
    assert_eq!(made["guidance"][0]["rules"], json!(["PRI-8"]));
    malformed(&phone, &["incident", "report", "garage", "pipe", "--area", "water"], "usage");
    refused(&phone, &[&["incident", "report", " ", "burst pipe"], &area[..]].concat(), "missing");
    refused(&phone, &["incident", "show", "ffffffff"], "not_found");
    let start = &id[..8];
    phone.does(&["incident", "measure", start, "valve closed"]);
    prints(&phone, &["incident"], &["garage B1", "finder on site", "operation and repair"]);
    phone.does(&["incident", "left", start, "called away"]);
    prints(&phone, &["incident", "show", start], &["!!! Nobody is on site", "valve closed", "called away"]);
    let came = phone.does(&["incident", "arrived", start, "two of repair"]);
    assert_eq!(came["state"], json!("department_on_site"));
    refused(&phone, &["incident", "left", start, "called away"], "incident");
    phone.does(&["incident", "major", start, "somebody is hurt"]);
    refused(&phone, &["incident", "major", start, "again"], "incident");
    let told = phone.does(&["incident", "course", start, "pipe replaced, nobody else hurt"]);
    assert_eq!(told["state"], json!("reported"));
    let shown = phone.does(&["incident", "show", start]);
    assert_eq!(shown["view"]["incident"]["courses"][0]["course"], json!("pipe replaced, nobody else hurt"));
    // He is a manager too; what he alone found somebody else decides.
    let data = refused(&phone, &["incident", "decide", start, "--reason", "x"], "incident");
    assert_eq!(data, json!("own_report"));
    assert!(phone.does(&["list"])["orders"].as_array().unwrap().is_empty(), "there is no order");
}
