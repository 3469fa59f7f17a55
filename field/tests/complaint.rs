//! Complaints through the binary: heard without a network, completed and handled by the service centre.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{LI, Phone, Relay, ZHAO};
use serde_json::{Value, json};

#[track_caller]
fn refused(phone: &Phone, typed: &[&str], code: &str) -> Value {
    let (exit, error) = phone.fails(&[&["complaint"], typed].concat());
    assert_eq!((exit, &error["code"]), (3, &json!(code)), "{typed:?} {error}");
    error["data"].clone()
}

#[track_caller]
fn does(phone: &Phone, typed: &[&str]) -> Value {
    phone.does(&[&["complaint"], typed].concat())
}

#[track_caller]
fn prints(phone: &Phone, typed: &[&str], wanted: &[&str]) {
    let said = phone.says(&[&["complaint"], typed].concat());
    for words in wanted {
        assert!(said.stdout.contains(words), "{words:?} is missing in\n{}", said.stdout);
    }
}

const HEARD: [&str; 9] = [
    "capture",
    "--handover",
    "accompanied",
    "--name",
    "Ms He",
    "--course",
    "nobody opened the gate",
    "--demand",
    "an apology",
];

/// Heard by the technician, and on the centre's device too; gives the start of its id.
fn heard(more: &[&str]) -> (Phone, Phone, Relay, String) {
    let (mut li, mut centre, mut relay) = (Phone::of(LI), Phone::of(ZHAO), Relay::default());
    let made = does(&li, &[&HEARD, more].concat());
    relay.sync(&mut li);
    relay.sync(&mut centre);
    (li, centre, relay, made["id"].as_str().unwrap()[..8].to_owned())
}

/// Completes the record and takes it on.
fn accepted(more: &[&str]) -> (Phone, String) {
    let (_, centre, _, id) = heard(more);
    let rest = ["--address", "3-1202", "--contact", "139", "--time", "last night", "--place", "gate"];
    let unknown = ["--unknown", "person=nobody saw him", "--unknown", "department=not said"];
    does(&centre, &[&["record", &id], &rest[..], &unknown[..]].concat());
    does(&centre, &["accept", &id]);
    (centre, id)
}

#[test]
fn cmp_01_cmp_03_a_complaint_is_taken_down_without_a_network_and_its_words_come_with_it() {
    let li = Phone::of(LI);
    let data = refused(&li, &["capture", "--handover", "direct", "--name", "Ms He"], "missing");
    assert_eq!(data["field"], "course");
    let relayed = ["capture", "--handover", "relayed", "--course", "x", "--seems", "serious"];
    assert_eq!(refused(&li, &relayed, "complaint"), json!("accompany_or_call"));
    let (exit, _) = li.fails(&["complaint", "capture", "--course", "x"]);
    assert_eq!(exit, 2, "how the person comes to the centre is asked for");
    prints(&li, &[], &["no complaint on this device"]);

    let (li, centre, mut relay, id) = heard(&["--harm", "--seems", "important"]);
    prints(&li, &["list"], &["nobody opened the gate", "not accepted yet !somebody is being harmed"]);
    prints(&li, &["show", &id], &["!!! Somebody is being harmed", "name: Ms He", "heard by Li"]);
    assert_eq!(refused(&li, &["accept", &id], "denied")["kind"], "complaint_accepted");
    refused(&li, &["show", "ffffffff"], "not_found");
    let shown = does(&centre, &["show", &id]);
    assert_eq!(shown["view"]["record"]["demand"], "an apology");

    let mut li = li;
    does(&li, &["measure", &id, "guard sent"]);
    does(&li, &["contacted", &id, "on-site", "he calmed down"]);
    let told = does(&li, &["handling", &id, "talked to the guard"]);
    assert_eq!(told["view"]["complaint"]["handling"][0]["words"], "talked to the guard");
    relay.sync(&mut li);
    let mut centre = centre;
    relay.sync(&mut centre);
    prints(&centre, &["show", &id], &["guard sent", "in person · he calmed down", "talked to the guard"]);
}

#[test]
fn cmp_05_a_record_is_completed_field_by_field_beside_what_was_captured() {
    let (_, centre, _, id) = heard(&[]);
    let data = refused(&centre, &["accept", &id], "complaint");
    assert_eq!(data, json!({ "record_incomplete": "address" }));
    let (exit, error) = centre.fails(&["complaint", "record", &id, "--unknown", "weather=wet"]);
    assert_eq!((exit, &error["code"]), (2, &json!("invalid_value")));
    does(&centre, &["record", &id, "--name", "Mrs He", "--unknown", "person=nobody saw him"]);
    prints(
        &centre,
        &["show", &id],
        &[
            "name: Mrs He (as it was taken down: Ms He)",
            "person complained of: nobody knows (nobody saw him)",
            "what is wanted: an apology",
        ],
    );
}

#[test]
fn cmp_02_one_about_the_centre_is_not_the_centres_to_accept() {
    let centre = Phone::of(ZHAO);
    let made = does(&centre, &[&HEARD[..], &["--about-centre"]].concat());
    let id = &made["id"].as_str().unwrap()[..8];
    refused(&centre, &["accept", id], "denied");
    prints(&centre, &["show", id], &["administration handles it"]);
}

#[test]
fn cmp_13_to_16_col_25_a_class_and_a_department_make_it_assigned() {
    let (centre, id) = accepted(&["--harm"]);
    assert_eq!(refused(&centre, &["classify", &id, "important"], "complaint"), json!("harm_first"));
    does(&centre, &["measure", &id, "guard sent"]);
    does(&centre, &["classify", &id, "important"]);
    let data = refused(&centre, &["classify", &id, "minor"], "complaint");
    assert_eq!(data, json!({ "lower_by_decision": "important" }));
    let lower = ["lower", &id, "minor", "--reason", "one guard", "--asked-for"];
    let (exit, _) = centre.fails(&[&["complaint"], &lower[..], &["soon"]].concat());
    assert_eq!(exit, 2);
    does(&centre, &[&lower[..], &["2026-12-10"]].concat());
    assert_eq!(refused(&centre, &["attribute", &id, "shared"], "complaint"), json!("two_departments"));
    let both = ["--department", "security", "--department", "operation-repair"];
    does(&centre, &[&["attribute", &id, "shared"], &both[..]].concat());
    let assigned = does(&centre, &["assign", &id, "security", "--person", "Li"]);
    assert_eq!(assigned["state"], "assigned");
    does(&centre, &["forward", &id, "department-head", "Captain Sun"]);
    prints(
        &centre,
        &["show", &id],
        &[
            "being dealt with · minor · security · Li",
            "important [replaced by a later one]",
            "minor · The resident asks for: 2026-12-10 · Reason: one guard [counts]",
            "shared · security, operation and repair",
            "department head · Captain Sun",
        ],
    );
}

#[test]
fn cmp_08_to_12_cmp_19_it_is_answered_resolved_and_told_and_may_be_opened_again() {
    let (centre, id) = accepted(&[]);
    let upset = does(&centre, &["call-supervisor", &id, "room 2", "--reason", "he is shouting"]);
    assert_eq!(upset["guidance"][0]["rules"], json!(["CMP-11"]));
    let plan = ["plan", &id, "new lock", "--told", "parts are ordered", "--superior", "the manager"];
    let planned = does(&centre, &[&plan[..], &["--cost", "120.50"]].concat());
    assert_eq!(planned["view"]["complaint"]["plans"][0]["cost"], 12_050);
    does(&centre, &["answer", &id, "the lock is replaced on Friday"]);
    refused(&centre, &["notify", &id, "result", "phone"], "complaint");
    does(&centre, &["notify", &id, "status", "phone", "--words", "content so far"]);
    does(&centre, &["attribute", &id, "company"]);
    let resolve =
        ["resolve", &id, "settled", "--cause", "a worn lock", "--course", "replaced", "--result", "opens"];
    assert_eq!(refused(&centre, &resolve, "missing")["field"], "apology");
    let sorry = ["--apology", "in person", "--agreed", "a new key"];
    let resolved = does(&centre, &[&resolve[..], &sorry].concat());
    assert_eq!(resolved["state"], "resolved");
    assert_eq!(does(&centre, &["notify", &id, "result", "on-site"])["state"], "closed");
    assert_eq!(does(&centre, &["reopen", &id, "it sticks again"])["state"], "accepted");
    let order = centre.registers();
    does(&centre, &["link", &id, &order]);
    refused(&centre, &["link", &id, &order], "complaint");
    prints(
        &centre,
        &["show", &id],
        &[
            "new lock · Cost: ¥120.50 · Reason as the resident was told: parts are ordered",
            "Apology: in person · Agreed with the resident: a new key [it was opened again]",
            "the result · in person [that result doesn't stand any more]",
            &order,
        ],
    );
}

#[test]
fn cmp_07_the_kinds_are_listed_and_the_department_follows_from_one() {
    let (_, centre, _, id) = heard(&["--kind", "public_order"]);
    prints(&centre, &["kinds"], &["public_order  public order · security", "Duties: The guard on duty"]);
    prints(&centre, &["show", &id], &["Kind of case: public order", "Steps: Go there at once"]);
    prints(&centre, &["list"], &["public order"]);
    let data = refused(&centre, &[&HEARD[..], &["--kind", "elevators"]].concat(), "invalid");
    assert_eq!(data["field"], "case_kind");
    let (centre, id) = accepted(&["--kind", "public_order"]);
    does(&centre, &["classify", &id, "minor"]);
    prints(&centre, &["show", &id], &["being dealt with · minor · security"]);
    does(&centre, &["assign", &id, "operation-repair"]);
    prints(&centre, &["show", &id], &["being dealt with · minor · operation and repair", "public order"]);
    does(&centre, &["assign", &id, "--kind", "refuse"]);
    prints(&centre, &["show", &id], &["being dealt with · minor · environment", "Kind of case: refuse"]);
}
