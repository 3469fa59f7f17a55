//! The binary as operators and scripts use it, without a server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{LI, NINE, Phone, QIAN, Relay, Said, WANG, ZHAO, field, run, said, start};
use serde_json::{Value, json};

fn step<'a>(shown: &'a Value, id: &str) -> &'a Value {
    let steps = shown["view"]["order"]["checklist"]["steps"].as_array().unwrap();
    steps.iter().find(|step| step["id"] == id).unwrap()
}

#[test]
fn the_whole_lamp_job_is_done_offline() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    assert_eq!(order, "T1-0001");
    phone.goes_and_agrees(&order);
    phone.repairs(&order);
    let tested = phone.does(&["step", &order, "LMP-15", "flashes=2", "lit=yes"]);
    assert_eq!(tested["view"]["order"]["checklist"]["passed"], true);
    assert_eq!(phone.does(&["finish", &order])["state"], "inspection");
    let accepted = phone.does(&["accept", &order, "--pass"]);
    assert_eq!(accepted["state"], "signed");
    assert_eq!(accepted["view"]["order"]["signatures"][0]["amount_fen"], 3_500);
    assert_eq!(phone.does(&["write-off", &order])["state"], "written_off");

    let list = phone.does(&["list"]);
    assert_eq!(list["orders"][0]["number"], "T1-0001");
    assert_eq!(list["orders"][0]["customer_name"], "陈女士");
    let outbox = phone.does(&["outbox"]);
    let outbox = outbox["outbox"].as_array().unwrap();
    assert_eq!(outbox.len(), 23, "every command is one item, but for the acceptance, which is two");
    assert!(outbox.iter().all(|item| item["status"] == "queued"));
    let status = phone.does(&["status"]);
    assert_eq!(status["unsent"], 23);
    assert_eq!(status["slip_prefix"], "T1");
    assert_eq!(status["cursor"]["seq"], 0);
}

#[test]
fn show_prints_what_a_technician_needs_in_three_languages() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.goes_and_agrees(&order);
    phone.does(&["note", &order, "mind the dog"]);
    let text = phone.says(&["show", &order]).stdout;
    for words in [
        "陈女士 · 2栋1203 · 13800000000",
        "客厅灯不亮",
        "2026-03-02 14:00 (Asia/Shanghai)",
        "owner agreed on ¥35.00",
        "[ ] LMP-1 Voltage at the tube (measure) — open",
        "normal=  yes/no  Is the voltage normal?",
        "voltage=  whole number in 0.1 V, or such as 221.0V (0..10000)  Reading (optional)",
        "[#] LMP-3 Starter pins (look) — locked",
        "gate LMP-2 is not set",
        "mind the dog",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
    let text = phone.says(&["--lang", "zh-Hans", "show", &order]).stdout;
    assert!(text.contains("LMP-2 未隔离") && text.contains("价格已确认"), "{text}");
    let text = phone.says(&["--lang", "zh-Hant", "show", &order]).stdout;
    assert!(text.contains("LMP-2 未隔離") && text.contains("價格已確認"), "{text}");

    let shown = phone.does(&["show", &order]);
    assert_eq!(step(&shown, "LMP-1")["status"]["is"], "open");
    assert_eq!(shown["procedures"][0]["path"], "LMP");
    let records = &shown["procedures"][0]["procedure"]["steps"][0]["records"];
    assert_eq!(records[1]["value"]["number"]["unit"], "decivolt");
    assert_eq!(shown["view"]["customer"]["unit_no"], "2栋1203");
}

#[test]
fn orders_are_found_by_number_and_by_the_start_of_their_id() {
    let phone = Phone::of(ZHAO);
    let number = phone.dispatches("Li");
    let id = phone.does(&["show", &number])["id"].as_str().unwrap().to_owned();
    assert_eq!(phone.does(&["show", &id[..8]])["number"], number.as_str());
    assert_eq!(phone.does(&["show", &number.to_lowercase()])["id"], id.as_str());
    let (exit, error) = phone.fails(&["show", "T9-0001"]);
    assert_eq!((exit, &error["code"], &error["data"]["order"]), (3, &json!("not_found"), &json!("T9-0001")));
    let (exit, error) = phone.fails(&["arrive", "00000000-0000-4000-8000-000000000000"]);
    assert_eq!((exit, &error["code"]), (3, &json!("not_found")));
    let (exit, _) = phone.fails(&["show", ""]);
    assert_eq!(exit, 3);
}

#[test]
fn a_refused_command_has_exit_code_3_its_data_and_writes_nothing() {
    let phone = Phone::of(ZHAO);
    let (exit, error) =
        phone.fails(&["register", "--name", "x", "--unit", "y", "--content", "z", "--class", "LMP"]);
    assert_eq!((exit, &error["code"], &error["data"]["field"]), (3, &json!("missing"), &json!("contact")));
    assert!(error["message"].as_str().unwrap().contains("--contact"));

    let order = phone.dispatches("Zhao");
    let unsent = phone.does(&["status"])["unsent"].clone();
    let refused = |arguments: &[&str], code: &str| {
        let (exit, error) = phone.fails(arguments);
        assert_eq!((exit, &error["code"]), (3, &json!(code)), "{arguments:?} {error}");
        error
    };
    let error = refused(&["arrive", &order], "wrong_state");
    assert_eq!(error["data"], json!({ "state": "dispatched", "needs": "slip_received" }));
    refused(&["judge", &order, "--accept"], "wrong_state");
    refused(&["assign", &order, "Li"], "missing");
    refused(&["write-off", &order], "wrong_state");
    refused(&["step", &order, "LMP-99"], "step");
    refused(&["decide", &order, "COL-04", "confirm", "--reason", "x"], "unknown_conflict");
    phone.does(&["receive", &order]);
    phone.does(&["arrive", &order]);
    let error = refused(&["step", &order, "LMP-3", "good_contact=yes"], "step");
    assert_eq!(error["data"]["is"], "locked");
    assert_eq!(error["data"]["reasons"][0], json!({ "is": "gate_open", "gate": "LMP-2" }));
    phone.does(&["finding", &order, "x"]);
    let error = refused(&["quote", &order, "gold=1"], "unknown_item");
    assert_eq!(error["data"]["item"], "gold");
    let error = refused(&["step", &order, "LMP-1", "normal=yes", "voltage=99999"], "step");
    assert_eq!(error["data"]["fault"]["is"], "impossible");
    assert_eq!(phone.does(&["status"])["unsent"], json!(unsent.as_i64().unwrap() + 3));

    let people = phone.says(&["--lang", "zh-Hans", "finish", &order]);
    assert_eq!((people.exit, people.stdout.as_str()), (3, ""));
    assert!(people.stderr.starts_with("错误: "), "{people:?}");
}

#[test]
fn rights_are_the_cores() {
    let mut relay = Relay::default();
    let (mut desk, mut li, mut wang) = (Phone::of(ZHAO), Phone::of(LI), Phone::of(WANG));
    let order = desk.dispatches("Li");
    relay.sync(&mut desk);
    relay.sync(&mut li);
    relay.sync(&mut wang);
    li.does(&["receive", &order]);
    let (exit, error) = wang.fails(&["receive", &order]);
    assert_eq!(exit, 3);
    assert_eq!(error["data"], json!({ "kind": "slip_received", "denial": "not_assigned" }));
    let (_, error) = li.fails(&["judge", &order, "--accept"]);
    assert_eq!(error["data"]["denial"], "role");
}

#[test]
fn malformed_values_have_exit_code_2_and_say_what_can_be_typed() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.goes_and_agrees(&order);
    let malformed = |arguments: &[&str], code: &str| {
        let (exit, error) = phone.fails(arguments);
        assert_eq!((exit, &error["code"]), (2, &json!(code)), "{arguments:?} {error}");
        error
    };
    let error = malformed(&["step", &order, "LMP-1", "normal=perhaps"], "invalid_value");
    assert_eq!(error["data"]["expected"], "yes/no");
    let error = malformed(&["step", &order, "LMP-1", "nomal=yes"], "unknown_value");
    assert_eq!(error["data"]["names"], json!(["normal", "voltage"]));
    malformed(&["step", &order, "LMP-1", "normal=yes", "voltage=2.5"], "invalid_value");
    malformed(&["step", &order, "LMP-1", "normal"], "invalid_value");
    let error = malformed(&["step", &order, "LMP-6"], "part_needed");
    assert_eq!(error["data"]["items"], json!(["starter"]));
    malformed(&["quote", &order, "starter"], "invalid_value");
    malformed(&["assign", &order, "Nobody"], "invalid_value");
    malformed(&["receive", &order, "--at", "tomorrow"], "invalid_value");
    malformed(&["photo", &order, "no-such-file"], "file");
    malformed(&["consent", &order, "--by", "owner", "--quote", "x"], "invalid_value");
    malformed(&["dance"], "usage");
    malformed(&["judge", &order], "usage");
    malformed(&["judge", &order, "--accept", "--decline"], "usage");
    assert_eq!(phone.says(&["dance"]).exit, 2);
}

#[test]
fn help_names_the_exit_codes() {
    let phone = Phone::of(LI);
    let help = phone.says(&["--help"]);
    assert_eq!(help.exit, 0);
    assert!(help.stdout.contains("Exit codes:") && help.stdout.contains("7  synced"), "{}", help.stdout);
    assert_eq!(phone.says(&["--version"]).exit, 0);
}

#[test]
fn a_folder_without_a_device_is_left_alone() {
    let base = tempfile::tempdir().unwrap();
    let folder = base.path().join("none");
    for command in ["list", "sync", "status", "login"] {
        let said = said(&folder, &[command, "--json"]);
        assert_eq!(said.exit, 4, "{command}: {said:?}");
        assert_eq!(said.json()["error"]["code"], "not_enrolled");
    }
    assert!(!folder.exists());
}

#[test]
fn a_second_process_on_the_same_folder_is_told() {
    let phone = Phone::of(LI);
    let open = phone.open();
    let second: Said = field(&phone.folder, &["list", "--json"]).output().unwrap().into();
    let error = &second.json()["error"];
    assert_eq!((second.exit, &error["code"]), (6, &json!("locked")));
    assert!(error["message"].as_str().unwrap().contains("another process"));
    drop(open);
    assert_eq!(phone.says(&["list"]).exit, 0);
}

#[test]
fn a_damaged_store_is_told_and_left_as_it_is() {
    let phone = Phone::of(LI);
    for name in ["device.db-wal", "device.db-shm"] {
        let _ = std::fs::remove_file(phone.folder.join(name));
    }
    std::fs::write(phone.folder.join("device.db"), vec![7; 8_192]).unwrap();
    let (exit, error) = phone.fails(&["list"]);
    assert_eq!((exit, &error["code"]), (1, &json!("damaged")));
    assert_eq!(std::fs::read(phone.folder.join("device.db")).unwrap(), vec![7; 8_192]);
}

#[test]
fn without_a_server_sync_has_exit_code_5_and_work_is_kept() {
    let phone = Phone::of(ZHAO);
    phone.registers();
    let (exit, error) = phone.fails(&["sync"]);
    assert_eq!((exit, &error["code"]), (5, &json!("offline")), "{error}");
    assert_eq!(phone.does(&["outbox"])["outbox"].as_array().unwrap().len(), 1);
    // Nobody listens there; the folder and the key of a failed enrolment stay for the next try.
    let base = tempfile::tempdir().unwrap();
    let folder = base.path().join("new");
    let password = base.path().join("password");
    std::fs::write(&password, "secret words\n").unwrap();
    let arguments = [
        "enrol",
        "--server",
        "http://127.0.0.1:9",
        "--code",
        "X",
        "--json",
        "--password-file",
        password.to_str().unwrap(),
    ];
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let refused = said(&folder, &arguments);
        assert_eq!(
            (refused.exit, &refused.json()["error"]["code"]),
            (2, &json!("file")),
            "others can read it"
        );
        std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    let first = said(&folder, &arguments);
    assert_eq!(first.exit, 5, "{first:?}");
    let key = std::fs::read(folder.join("device.key")).unwrap();
    assert_eq!(said(&folder, &arguments).exit, 5);
    assert_eq!(std::fs::read(folder.join("device.key")).unwrap(), key);
    assert_eq!(said(&folder, &["list"]).exit, 4);
}

#[test]
fn a_collision_is_shown_with_both_values_and_settled() {
    let mut relay = Relay::default();
    let (mut zhao, mut qian) = (Phone::of(ZHAO), Phone::of(QIAN));
    let id = zhao.registers();
    zhao.does(&["judge", &id, "--accept"]);
    let order = zhao.does(&["slip", &id])["number"].as_str().unwrap().to_owned();
    relay.sync(&mut zhao);
    relay.sync(&mut qian);
    zhao.does(&["assign", &order, "Li"]);
    qian.does(&["assign", &order, "Wang"]);
    relay.sync(&mut zhao);
    relay.sync(&mut qian);
    relay.sync(&mut zhao);

    let shown = zhao.does(&["show", &order]);
    let conflict = &shown["view"]["order"]["conflicts"][0];
    assert_eq!(conflict["rule"], "COL-04");
    assert_eq!(conflict["sides"].as_array().unwrap().len(), 2);
    let text = zhao.says(&["show", &order]).stdout;
    for words in [
        "COL-04 assigned to two technicians",
        "technician: Li",
        "technician: Wang",
        "Zhao (dispatcher), this device",
        "Qian (dispatcher), device 02020202",
        "arrived 2026-03-02 09:01",
        "open, for dispatcher, front desk",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
    assert!(zhao.says(&["list"]).stdout.contains("conflict"));

    let (exit, _) = zhao.fails(&["decide", &order, "COL-04", "Z", "--reason", "x"]);
    assert_eq!(exit, 2);
    let (exit, error) = zhao.fails(&["decide", &order, "COL-04", "continue", "--reason", "x"]);
    assert_eq!((exit, &error["code"]), (3, &json!("unfit_choice")));
    let wang = conflict["sides"]
        .as_array()
        .unwrap()
        .iter()
        .position(|side| side["value"]["technician"] == kit::user(WANG).to_string());
    let letter = ["A", "B"][wang.unwrap()];
    let settled = zhao.does(&["decide", &order, "COL-04", letter, "--reason", "he is nearer"]);
    assert_eq!(settled["view"]["order"]["holder"], kit::user(WANG).to_string());
    assert!(zhao.says(&["show", &order]).stdout.contains("he is nearer"));
}

#[test]
fn what_the_server_refused_is_in_the_outbox_with_its_reason() {
    let mut phone = Phone::of(ZHAO);
    let order = phone.dispatches("Li");
    let mut relay = Relay::default();
    relay.refuses = true;
    relay.sync(&mut phone);
    let outbox = phone.does(&["outbox"]);
    assert!(outbox["outbox"].as_array().unwrap().iter().any(|item| item["status"] == "stuck"), "{outbox}");
    let text = phone.says(&["outbox"]).stdout;
    assert!(text.contains("it was never allowed to its author"), "{text}");
    assert!(phone.does(&["status"])["stuck"].as_i64().unwrap() > 0);
    drop(order);
}

#[test]
fn a_customer_who_is_not_satisfied_opens_a_new_round() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.goes_and_agrees(&order);
    phone.repairs(&order);
    phone.does(&["step", &order, "LMP-15", "flashes=1", "lit=yes"]);
    phone.does(&["finish", &order]);
    let failed = phone.does(&["accept", &order, "--fail", "it still flickers"]);
    assert_eq!((&failed["state"], &failed["view"]["order"]["round"]), (&json!("rework"), &json!(2)));
    assert!(phone.says(&["show", &order]).stdout.contains("not satisfied: it still flickers"));
    assert!(phone.says(&["list"]).stdout.contains("round 2"));
    let (exit, _) = phone.fails(&["accept", &order, "--pass"]);
    assert_eq!(exit, 3);
}

#[test]
fn an_acceptance_that_was_interrupted_goes_on_with_the_signature() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.goes_and_agrees(&order);
    phone.repairs(&order);
    phone.does(&["step", &order, "LMP-15", "flashes=1", "lit=yes"]);
    phone.does(&["finish", &order]);
    let (exit, error) = phone.fails(&["accept", &order, "--pass", "--strokes", "scribble"]);
    assert_eq!((exit, &error["data"]["field"]), (3, &json!("strokes")));
    let strokes = phone.folder.join("strokes.svg");
    std::fs::write(&strokes, "M1 1 L2 2\n").unwrap();
    let accepted = phone.does(&["accept", &order, "--pass", "--signature", strokes.to_str().unwrap()]);
    assert_eq!(accepted["state"], "signed");
    assert_eq!(accepted["view"]["order"]["inspections"].as_array().unwrap().len(), 1);
}

#[test]
fn orders_are_cancelled_declined_and_given_up() {
    let phone = Phone::of(ZHAO);
    let declined = phone.registers();
    let (exit, error) = phone.fails(&["judge", &declined, "--decline"]);
    assert_eq!((exit, &error["data"]["field"]), (3, &json!("explanation")));
    assert_eq!(
        phone.does(&["judge", &declined, "--decline", "--explanation", "no parts"])["state"],
        "declined"
    );
    let order = phone.dispatches("Li");
    assert_eq!(
        phone.does(&["cancel", &order, "--reason", "moved out", "--by", "office"])["state"],
        "cancel_open"
    );
    assert_eq!(phone.does(&["confirm-cancel", &order])["state"], "cancelled");
    let order = phone.dispatches("Zhao");
    phone.goes_and_agrees(&order);
    let given_up = phone.does(&["not-repaired", &order, "--reason", "no spare"]);
    assert_eq!(given_up["view"]["order"]["needs_decision"], true);
    assert_eq!(
        phone.does(&["decide", &order, "NOT-REP", "cancel", "--reason", "agreed"])["state"],
        "cancel_open"
    );
}

#[test]
fn another_specification_needs_a_reason_and_consent() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.goes_and_agrees(&order);
    phone.does(&["step", &order, "LMP-1", "normal=yes"]);
    phone.does(&["step", &order, "LMP-2"]);
    phone.does(&["step", &order, "LMP-3", "good_contact=yes"]);
    phone.does(&["step", &order, "LMP-5", "capacitor_broken_down=yes", "glass_blackened=no"]);
    let part = ["step", &order, "LMP-6", "--item", "starter", "--old", "FS-2", "--new", "FS-4"];
    let (exit, error) = phone.fails(&part);
    assert_eq!((exit, &error["data"]["is"]), (3, &json!("deviation_missing")));
    let (exit, _) = phone.fails(&[&part[..], &["--reason", "sold out"]].concat());
    assert_eq!(exit, 3);
    let agreed = [&part[..], &["--reason", "sold out", "--customer-agreed"]].concat();
    let (exit, error) = phone.fails(&[&agreed[..], &["--source", "customer"]].concat());
    assert_eq!((exit, &error["code"]), (3, &json!("part_is_charged")), "the starter is in the agreed price");
    let done = phone.does(&agreed);
    assert_eq!(done["view"]["order"]["parts"][0]["source"], "store");
}

#[test]
fn a_child_checklist_is_found_by_its_steps() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    phone.goes_and_agrees(&order);
    phone.does(&["step", &order, "LMP-1", "normal=no"]);
    let done = phone.does(&["step", &order, "SWI-1", "load=900", "limit=2000"]);
    assert_eq!(done["view"]["order"]["checklist"]["children"][0]["path"], "LMP/SWI.1");
    let (exit, error) = phone.fails(&["step", &order, "SWI-1", "load=1", "--checklist", "LMP/SWI.9"]);
    assert_eq!((exit, &error["data"]["is"]), (3, &json!("unknown_checklist")));
    let shown = phone.does(&["show", &order]);
    assert_eq!(shown["procedures"][1]["path"], "LMP/SWI.1");
}

/// A PNG of one pixel.
#[rustfmt::skip]
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53,
    0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0x00,
    0x00, 0x03, 0x01, 0x01, 0x00, 0xc9, 0xfe, 0x92, 0xef, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];

#[test]
fn a_photo_is_taken_when_it_is_one() {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    let file = phone.folder.join("photo.jpg");
    std::fs::write(&file, PIXEL).unwrap();
    let path = file.to_str().unwrap();
    assert_eq!(phone.does(&["photo", &order, path])["view"]["order"]["photos"].as_array().unwrap().len(), 1);
    std::fs::write(&file, "no photo").unwrap();
    let (exit, error) = phone.fails(&["photo", &order, path]);
    assert_eq!((exit, &error["code"]), (2, &json!("not_a_picture")));
}

#[test]
fn a_rehearsal_shifts_the_clock() {
    let phone = Phone::of(ZHAO);
    let now = phone.does(&["status"])["clock"]["wall_ms"].as_i64().unwrap();
    let later = phone.does(&["--clock-offset-ms", "3600000", "status"])["clock"]["wall_ms"].as_i64().unwrap();
    assert!((3_600_000..3_660_000).contains(&(later - now)));
    let shift = (NINE - now).to_string();
    let order = phone.dispatches("Zhao");
    phone.does(&["receive", &order, "--clock-offset-ms", &shift]);
    let shown = phone.does(&["show", &order]);
    let received = shown["view"]["order"]["visits"][0]["received_at"].as_i64().unwrap();
    assert!((NINE..NINE + 60_000).contains(&received), "{received}");
}

#[test]
fn the_language_comes_from_the_environment() {
    let phone = Phone::of(LI);
    for (lang, words) in [("zh_CN.UTF-8", "没有订单\n"), ("zh_TW.UTF-8", "沒有訂單\n")] {
        assert_eq!(run(field(&phone.folder, &["list"]).env("LANG", lang)).stdout, words);
    }
    assert_eq!(phone.says(&["list"]).stdout, "no orders\n");
}

/// What was said to be saved is there after a kill at any instant; what wasn't is there whole or not at all.
#[cfg(unix)]
#[test]
fn a_kill_at_any_instant_loses_nothing_that_was_said_to_be_saved() {
    use std::time::Duration;
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches("Zhao");
    let mut said_saved = Vec::new();
    for round in 0..24_u64 {
        let text = format!("note {round}");
        let mut child = start(&mut field(&phone.folder, &["note", &order, &text, "--json"]));
        let waiting = std::thread::spawn(move || {
            std::thread::park_timeout(Duration::from_millis(round * 2));
            let _ = child.kill();
            child.wait_with_output().unwrap()
        });
        let output = waiting.join().unwrap();
        if serde_json::from_slice::<Value>(&output.stdout).is_ok_and(|json| json["saved"] == true) {
            said_saved.push(text);
        }
    }
    let shown = phone.does(&["show", &order]);
    let texts: Vec<&str> =
        shown["view"]["texts"].as_object().unwrap().values().filter_map(Value::as_str).collect();
    for text in &said_saved {
        assert!(texts.contains(&text.as_str()), "{text} was said to be saved");
    }
    let notes = shown["view"]["order"]["notes"].as_array().unwrap();
    assert!(notes.iter().all(|note| shown["view"]["texts"].get(note["blob"].as_str().unwrap()).is_some()));
}
