//! The eight jobs from the slip to the signed slip on a phone that never reaches a server, as technicians type them.
//!
//! Each script in `jobs/` says what is done, what is refused, and which values the order has to hold afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{Phone, ZHAO};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Step ids of each procedure of the rule book.
const STEPS: &[(&str, &str)] = &[
    ("LMP", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15"),
    ("SWI", "1 2 3 4 5 6 7 8 9 10"),
    ("TAP", "1 2 3 4 5 6 7 O 8"),
    ("GWH", "A1 A2 A3 A4 A5 A6 A6s A7 B1 B2 B3 B4 B5 B6 F"),
    ("GST", "S A1 A2 A3 B1 B2 C1 C2 C3 C4 O F"),
    ("CIS", "S A1 A2 A3 A4 B1 B2 B3 O F"),
    ("ACU", "1 2 S 3 4 O 5 6 7 7R 8 9 10 L1 L2 L3 11"),
    ("WSP", "1 2 3 S 4 5 6 7 8 9 10 O 11"),
];

const PHOTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/jobs/photo.png");

/// Words of a line as a shell splits them: quotes keep words together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// A reading as `name=value` texts: values as typed in small units, parts and gates by their fields.
fn flat(reading: &Value) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let recorded = &reading["recorded"];
    match recorded["kind"].as_str().unwrap() {
        "gate_set" => drop(all.insert("gate".into(), "set".into())),
        "gate_withdrawn" => drop(all.insert("gate".into(), "withdrawn".into())),
        "part" => {
            let part = &recorded["part"];
            for (name, field) in [
                ("item", "item"),
                ("quantity", "quantity"),
                ("old", "old_specification"),
                ("new", "new_specification"),
                ("source", "source"),
            ] {
                let value = &part[field];
                all.insert(name.into(), value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            }
        }
        _ => {
            for (name, value) in recorded["values"].as_object().unwrap() {
                flat_value(name, value, &mut all);
            }
            all.insert("photos".into(), recorded["photos"].as_array().map_or(0, Vec::len).to_string());
        }
    }
    all
}

fn flat_value(name: &str, value: &Value, all: &mut BTreeMap<String, String>) {
    if value == "ack" {
        all.insert(name.to_owned(), "done".into());
        return;
    }
    let (kind, inner) = value.as_object().unwrap().iter().next().unwrap();
    let text = match kind.as_str() {
        "yes_no" => if inner == true { "yes" } else { "no" }.to_owned(),
        "number" => inner.to_string(),
        "list" => {
            for (index, row) in inner.as_array().unwrap().iter().enumerate() {
                for (field, value) in row.as_object().unwrap() {
                    flat_value(&format!("{name}.{index}.{field}"), value, all);
                }
            }
            return;
        }
        _ => inner.as_str().unwrap().to_owned(),
    };
    all.insert(name.to_owned(), text);
}

/// Every reading of a checklist and its children: path and step, round, values.
fn readings(checklist: &Value, all: &mut Vec<(String, u64, BTreeMap<String, String>)>) {
    let path = checklist["path"].as_str().unwrap();
    let past = checklist["rounds"].as_array().unwrap().iter();
    let rounds = past.map(|round| (&round["round"], &round["steps"]));
    for (round, steps) in rounds.chain([(&checklist["round"], &checklist["steps"])]) {
        // What was kept from an earlier round is a reading of that round.
        for step in steps.as_array().unwrap().iter().filter(|step| step["kept_from"].is_null()) {
            for reading in step["readings"].as_array().unwrap() {
                let name = format!("{path}:{}", step["id"].as_str().unwrap());
                all.push((name, round.as_u64().unwrap(), flat(reading)));
            }
        }
    }
    for child in checklist["children"].as_array().unwrap() {
        readings(child, all);
    }
}

/// Records of a definition that are always asked for, optional ones included.
fn asked(procedure: &Value) -> Vec<(String, String)> {
    let steps = procedure["steps"].as_array().unwrap().iter();
    steps
        .flat_map(|step| {
            let records = step["records"].as_array().unwrap().iter();
            records
                .filter(|record| record["when"].is_null())
                .map(|record| (step["id"].as_str().unwrap().into(), record["name"].as_str().unwrap().into()))
        })
        .collect()
}

/// Plays a script; gives the order as `show --json` prints it.
fn play(class: &str, script: &str) -> Value {
    let phone = Phone::of(ZHAO);
    let order = phone.dispatches_class(class, "Zhao");
    for line in script.lines() {
        let Some((sign, rest)) = line.split_once(' ') else { continue };
        let mut typed = words(rest);
        let code = (sign == "!").then(|| typed.remove(0));
        if !matches!(sign, ">" | "!") {
            continue;
        }
        typed.insert(1, order.clone());
        let typed: Vec<&str> =
            typed.iter().map(|word| if word == "@photo" { PHOTO } else { word.as_str() }).collect();
        match code {
            None => drop(phone.does(&typed)),
            Some(code) => {
                let (exit, error) = phone.fails(&typed);
                assert_eq!((exit, &error["code"]), (3, &Value::from(code)), "{line}: {error}");
            }
        }
    }
    let tested = phone.does(&["show", &order]);
    assert_eq!(tested["view"]["order"]["checklist"]["missing"], Value::Array(Vec::new()), "{class}");
    phone.does(&["finish", &order]);
    phone.does(&["accept", &order, "--pass", "--sign-later"]);
    let signed = phone.does(&["sign", &order, "--strokes", "M10 10 L400 300 L900 90", "--image", PHOTO]);
    assert_eq!(signed["state"], "signed");
    let shown = phone.does(&["show", &order]);
    let status = phone.does(&["status"]);
    assert_eq!(status["cursor"]["seq"], 0, "it never met a server");
    shown
}

fn whole_job(class: &str, script: &str) -> Value {
    let shown = play(class, script);
    let order = &shown["view"]["order"];
    let signature = &order["signatures"][0];
    for (field, value) in [("counts", true), ("bound", true), ("changed_since", false)] {
        assert_eq!(signature[field], value, "{field}: {signature}");
    }
    assert_eq!(signature["amount_fen"], order["billable_fen"]);
    assert_eq!((&order["problems"], &order["not_accepted"]), (&Value::Array(vec![]), &Value::Array(vec![])));

    let checklist = &order["checklist"];
    let mut recorded = Vec::new();
    readings(checklist, &mut recorded);
    let mut named = BTreeSet::new();
    for line in script.lines() {
        if let Some(steps) = line.strip_prefix("- ") {
            for id in steps.split(' ') {
                let steps = checklist["steps"].as_array().unwrap();
                let step = steps.iter().find(|step| step["id"] == id).unwrap();
                assert_eq!(step["status"]["is"], "not_applicable", "{id}");
                named.insert(id.to_owned());
            }
        }
        let Some(rest) = line.strip_prefix("= ") else { continue };
        let mut values = words(rest);
        let place = values.remove(0);
        let (step, round) = place.split_once('@').unwrap();
        let (path, id) = step.split_once(':').unwrap_or((class, step));
        let round: u64 = round.parse().unwrap();
        let wanted: BTreeMap<&str, &str> = values.iter().map(|one| one.split_once('=').unwrap()).collect();
        let fits = |(name, at, all): &(String, u64, BTreeMap<String, String>)| {
            *name == format!("{path}:{id}")
                && *at == round
                && wanted.iter().all(|(name, value)| all.get(*name).is_some_and(|v| v == value))
        };
        let there: Vec<_> = recorded.iter().filter(|(name, ..)| name.ends_with(&format!(":{id}"))).collect();
        assert!(recorded.iter().any(fits), "{line}\nthere is: {there:#?}");
        named.insert(id.to_owned());
    }
    for (procedure, steps) in STEPS.iter().filter(|(id, _)| named.iter().any(|step| step.starts_with(id))) {
        for step in steps.split(' ') {
            assert!(
                named.contains(&format!("{procedure}-{step}")),
                "the script says nothing of {procedure}-{step}"
            );
        }
    }
    for definition in shown["procedures"].as_array().unwrap() {
        let path = definition["path"].as_str().unwrap();
        for (step, record) in asked(&definition["procedure"]) {
            let held = recorded.iter().any(|(name, _, all)| {
                let rows = format!("{record}.0.");
                *name == format!("{path}:{step}")
                    && all.keys().any(|name| *name == record || name.starts_with(&rows))
            });
            assert!(held, "{path} {step} {record} is nowhere in the order");
        }
    }
    shown
}

#[test]
fn lmp_the_whole_job_offline_to_the_signed_slip_in_the_fourth_round() {
    let shown = whole_job("LMP", include_str!("jobs/lamp.job"));
    let order = &shown["view"]["order"];
    assert_eq!(order["checklist"]["round"], 4);
    assert_eq!(order["checklist"]["failed_rounds"], 3);
    assert_eq!(order["refusals"].as_array().unwrap().len(), 1);
    assert_eq!(order["consents"][0]["amount_fen"], 3_000 + 500 + 1_500 + 4_500);
    assert!(order["consents"][0]["strokes"].is_string());
    let received = &order["visits"][0];
    assert_ne!(received["received_at"], received["received"]["at"]["wall"], "both times are kept");
}

#[test]
fn swi_the_whole_job_offline_to_the_signed_slip() {
    let shown = whole_job("SWI", include_str!("jobs/switch.job"));
    assert_eq!(shown["view"]["order"]["checklist"]["round"], 2);
}

#[test]
fn tap_the_whole_job_offline_to_the_signed_slip() {
    let shown = whole_job("TAP", include_str!("jobs/tap.job"));
    let visit = &shown["view"]["order"]["visits"][0];
    assert_eq!(visit["arrivals"].as_array().unwrap().len(), 2);
    assert_eq!(visit["departures"][0]["reason"], "fetches a tap");
}

#[test]
fn gwh_the_whole_job_offline_to_the_signed_slip_with_a_gate_that_falls_open_again() {
    let shown = whole_job("GWH", include_str!("jobs/gas_heater.job"));
    let gates = shown["view"]["order"]["checklist"]["gates"].as_array().unwrap();
    assert!(gates.iter().all(|gate| gate["held"] == false && gate["withdrawn"].is_string()), "{gates:?}");
}

#[test]
fn gst_the_whole_job_offline_to_the_signed_slip() {
    let shown = whole_job("GST", include_str!("jobs/gas_stove.job"));
    assert_eq!(shown["view"]["order"]["checklist"]["round"], 2);
}

#[test]
fn cis_the_whole_job_offline_to_the_signed_slip() {
    let shown = whole_job("CIS", include_str!("jobs/cistern.job"));
    assert_eq!(shown["view"]["order"]["checklist"]["round"], 2);
}

#[test]
fn acu_the_whole_job_offline_to_the_signed_slip_with_a_leak_and_a_low_pressure() {
    let shown = whole_job("ACU", include_str!("jobs/air_conditioner.job"));
    let rounds = shown["view"]["order"]["checklist"]["rounds"].as_array().unwrap();
    let steps = rounds[0]["steps"].as_array().unwrap();
    let pressures = steps.iter().find(|step| step["id"] == "ACU-8").unwrap()["readings"].as_array().unwrap();
    assert_eq!(pressures[0]["marks"], serde_json::json!(["leak", "high_side_abnormal"]));
    assert_eq!(pressures[1]["marks"], serde_json::json!(["below_normal"]));
}

#[test]
fn wsp_the_whole_job_offline_to_the_signed_slip() {
    let shown = whole_job("WSP", include_str!("jobs/water_pipe.job"));
    let order = &shown["view"]["order"];
    assert_eq!(order["waits"][0]["waiting_for"], "owner_material");
    assert!(order["waits"][0]["resumed"].is_object());
    assert_eq!(order["parts"][0]["source"], "customer");
}
