//! The directory as files: in, out, and what is refused.

use super::Place;
use crate::directory::{Subject, UnitQuery, history, party, search, unit_lines};
use client_core::domain::directory::{Relation, UnitKind};
use std::fmt::Write;

const HEAD: &str = "row,building,building_name,unit_no,unit_kind,area_m2,number,name,relation,phones,since,until,\
                    area_assistant,note";
const GOOD: &str = "\
customer,3,,502,,,C-1,李小明,owner,138 0000 0001; 0571-88880000,2020-05-01,,,=cmd
unit,3,,0502,dwelling,85.5,,,,,,,,
unit,3,,1001,shop,,,,,,,,,
building,3,3栋,,,,,,,,,,,
customer,3,,1001,,,C-2,王芳,tenant,13800000002,,2026-08-31,,
";

impl Place {
    fn directory(&self) -> (i64, i64, i64) {
        let connection = self.data().connect().unwrap();
        let count = |table: &str| {
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        (count("building"), count("unit"), count("party"))
    }
}

#[test]
fn rol_02_a_directory_is_imported_twice_and_changes_once() {
    let place = Place::new();
    place.init();
    let file = place.file("in.csv", &format!("{HEAD}\n{GOOD}"));
    let said = place.run(&format!("directory import {file} --dry-run"));
    assert!(said.contains("customers: 2 new, 0 changed, 0 as they were"), "{said}");
    assert!(said.ends_with("nothing was imported\n"), "{said}");
    assert_eq!(place.directory(), (0, 0, 0));

    place.run(&format!("directory import {file}"));
    assert_eq!(place.directory(), (1, 2, 2));
    let connection = place.data().connect().unwrap();
    let today = "2026-09-01".parse().unwrap();
    let lines =
        unit_lines(&connection, UnitQuery { building: Some("3栋"), ..UnitQuery::default() }, today, 10)
            .unwrap();
    let labels: Vec<&str> = lines.iter().map(|line| line.unit.label.as_str()).collect();
    assert_eq!(labels, ["3栋0502", "3栋1001"]);
    assert_eq!((lines[0].unit.unit.kind, lines[0].unit.unit.area_dm2), (UnitKind::Dwelling, Some(8_550)));
    let owner = &lines[0].parties[0].value;
    assert_eq!(
        (owner.relation, owner.unit_no.as_str(), owner.note.as_str()),
        (Relation::Owner, "0502", "=cmd")
    );
    assert_eq!(owner.phones, ["138 0000 0001", "0571-88880000"]);
    assert!(lines[1].parties.is_empty(), "her relation is over");

    let said = place.run(&format!("directory import {file}"));
    assert!(said.contains("buildings: 0 new, 0 changed, 1 as they were"), "{said}");
    assert!(said.contains("customers: 0 new, 0 changed, 2 as they were"), "{said}");
    assert_eq!(history(&connection, Subject::Party, "C-1", 9).unwrap().len(), 1);

    // What the file doesn't name stays, and every change is remembered.
    let line = GOOD.lines().next().unwrap().replace("李小明", "李晓明");
    let file = place.file("one.csv", &format!("{HEAD}\n{line}\n"));
    assert!(place.run(&format!("directory import {file}")).contains("customers: 0 new, 1 changed, 0"));
    assert_eq!(place.directory(), (1, 2, 2));
    let changes = history(&connection, Subject::Party, "C-1", 9).unwrap();
    let fields: Vec<&str> = changes[0].fields().into_iter().map(|(name, ..)| name).collect();
    assert_eq!((changes.len(), fields, changes[0].author), (2, vec!["name"], None));
    for (question, found) in
        [("李小明", 0), ("李晓明", 1), ("lxm", 1), ("3-502", 1), ("0001", 1), ("8888", 1)]
    {
        let hits = search(&connection, question, today, 9).unwrap();
        assert_eq!(hits.iter().filter(|hit| hit.party.is_some()).count(), found, "{question}");
    }
    let text = place.run("directory list");
    assert!(text.contains("3栋0502\towner\tC-1\t李晓明\t138 0000 0001; 0571-88880000\n"), "{text}");
}

#[test]
fn rol_02_every_error_is_listed_with_row_and_column_and_nothing_is_imported() {
    let place = Place::new();
    place.init();
    let bad = "\
building,3,3栋,,,,,,,,,,,
building,3栋,again,,,,,,,,,,,
building,,nothing,,,,,,,,,,,
tower,4,,,,,,,,,,,,
unit,3,,101,castle,85.555,,,,,,,,
unit,9,,1,dwelling,,,,,,,,,
unit,3,,0102,dwelling,,,,,,,,,
unit,3栋,,102,dwelling,,,,,,,,,
customer,3,,101,,,C 1,,cousin,call me,2026-02-30,,,
customer,3,,102,,,C-2,王芳,owner,13800000002,2026-02-01,2026-01-01,nobody,
customer,3,,999,,,C-3,赵强,user,,,,,
customer,3,,102,,,C-2,王芳,owner,,,,,
customer,3,,102,,,c-4,王芳,owner,,,,,,too
";
    let file = place.file("bad.csv", &format!("{HEAD}\n{bad}"));
    let expected = [
        "row 3, building: 3栋 stands in row 2 already",
        "row 4, building: is missing",
        "row 5, row: building, unit or customer",
        "row 6, unit_kind: one of dwelling, shop",
        "row 6, area_m2: 85.555: not an area",
        "row 9, unit_no: 102 stands in row 8 already",
        "row 10, relation: one of owner, resident, tenant, user",
        "row 10, since: 2026-02-30: not a day",
        "row 10, number: letters A to Z",
        "row 10, name: is missing",
        "row 10, phones: call me: not a phone number",
        "row 11, until: before the first day",
        "row 13, number: C-2 stands in row 11 already",
        "row 14, column 15: a value without a heading",
        // Of the sound rows: their unit, building or assistant isn't there. Row 10's unit has an error of its own.
        "row 7, building: 9: there is none of this name",
        "row 12, unit_no: 999: there is none of this name",
    ];
    for dry_run in ["", " --dry-run"] {
        let (listed, error) = place.refused(&format!("directory import {file}{dry_run}"));
        for words in expected {
            assert!(listed.contains(words), "{words:?} is missing in {listed}");
        }
        assert_eq!(listed.lines().count(), expected.len(), "{listed}");
        assert_eq!(error, format!("{} errors; nothing was imported", expected.len()));
        assert_eq!(place.directory(), (0, 0, 0));
    }
    let assistant =
        "building,3,3栋,,,,,,,,,,,\nunit,3,,102,,,,,,,,,,\ncustomer,3,,102,,,C-2,王芳,owner,,,,nobody,\n";
    let file = place.file("assistant.csv", &format!("{HEAD}\n{assistant}"));
    let (listed, _) = place.refused(&format!("directory import {file}"));
    assert_eq!(listed.trim_end(), "row 4, area_assistant: nobody: there is none of this name");
    place.run("user add yang --display-name Yang --role area_assistant --password-file PASSWORD");
    let file = place.file("assistant.csv", &format!("{HEAD}\n{}", assistant.replace("nobody", "yang")));
    place.run(&format!("directory import {file}"));
    let kept = party(&place.data().connect().unwrap(), "c-2").unwrap().unwrap();
    assert_eq!(kept.value.area_assistant.as_deref(), Some("yang"));
    let empty = place.file("empty.csv", &format!("{HEAD}\n"));
    assert!(place.refused(&format!("directory import {empty}")).1.contains("the file has no rows"));
}

#[test]
fn rol_02_what_is_exported_is_imported_the_same_and_holds_no_formula() {
    let place = Place::new();
    place.init();
    let file = place.file("in.csv", &format!("{HEAD}\n{GOOD}"));
    place.run(&format!("directory import {file}"));
    for name in ["out.csv", "out.xlsx"] {
        let out = place.path(name);
        let said = place.run(&format!("directory export {out}"));
        assert!(said.contains("1 buildings, 2 units, 2 customers"), "{said}");
        let again = place.run(&format!("directory import {out}"));
        assert!(again.contains("customers: 0 new, 0 changed, 2 as they were"), "{name} {again}");
        assert!(again.contains("units: 0 new, 0 changed, 2 as they were"), "{name} {again}");
        // Another site takes it, too, and gives the same file.
        let other = Place::new();
        other.init();
        other.run(&format!("directory import {out}"));
        let copy = other.path("copy.csv");
        other.run(&format!("directory export {copy}"));
        let (first, second) = (place.path("first.csv"), copy);
        let _ = std::fs::remove_file(&first);
        place.run(&format!("directory export {first}"));
        assert_eq!(std::fs::read(first).unwrap(), std::fs::read(second).unwrap(), "{name}");
        assert!(place.refused(&format!("directory export {out}")).1.contains(name), "it is left alone");
    }
    let text = std::fs::read_to_string(place.path("out.csv")).unwrap();
    assert!(text.contains(",'=cmd") && !text.contains(",=cmd"), "{text}");
}

#[test]
fn rol_02_a_long_import_says_how_far_it_is_and_is_one_transaction() {
    let place = Place::new();
    place.init();
    let mut text = format!("{HEAD}\nbuilding,3,3栋,,,,,,,,,,,\n");
    for n in 1..=1_500 {
        writeln!(text, "unit,3,,{n},dwelling,,,,,,,,,").unwrap();
        writeln!(text, "customer,3,,{n},,,C-{n},李小明,owner,138{n:08},,,,").unwrap();
    }
    let broken = place.file("broken.csv", &format!("{text}customer,3,,1501,,,C-x,李,owner,,,,,\n"));
    let (listed, error) = place.refused(&format!("directory import {broken}"));
    assert!(listed.contains("2000 of 3002 rows") && listed.contains("row 3003, unit_no"), "{listed}");
    assert_eq!(error, "1 error; nothing was imported");
    assert_eq!(place.directory(), (0, 0, 0));
    let file = place.file("many.csv", &text);
    let said = place.run(&format!("directory import {file}"));
    assert!(said.contains("3000 of 3001 rows") && said.contains("customers: 1500 new"), "{said}");
    assert_eq!(place.directory(), (1, 1_500, 1_500));
}
