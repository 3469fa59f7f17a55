//! Reading and linting: precise messages for the author of a procedure.

use super::*;

const LAMP: &str = include_str!("../../../../procedures/lamp.toml");

/// Kinds found in the lamp after a change of its text, with the steps that they name.
fn found(from: &str, to: &str) -> Vec<(FindingKind, Option<String>)> {
    found_in("lamp.toml", from, to)
}

/// The same for any procedure that is shipped.
fn found_in(name: &str, from: &str, to: &str) -> Vec<(FindingKind, Option<String>)> {
    let (_, text) = Library::built_in_texts().iter().find(|(file, _)| *file == name).unwrap();
    assert!(text.contains(from), "{from}");
    let text = text.replace(from, to);
    let procedure = parse(&text).unwrap();
    lint(&procedure, &text, &Library::built_in().unwrap())
        .into_iter()
        .map(|finding| {
            assert!(finding.step.is_none() || finding.line.is_some());
            (finding.kind, finding.step)
        })
        .collect()
}

#[test]
fn shipped_procedures_are_clean() {
    let library = Library::built_in().unwrap();
    for (name, text) in Library::built_in_texts() {
        let procedure = parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let findings: Vec<_> = lint(&procedure, text, &library).iter().map(ToString::to_string).collect();
        assert_eq!(findings, Vec::<String>::new(), "{name}");
    }
}

/// Steps of `procedures.md`, added ones marked with `+`; those with `*` are our own for what a rule asks for.
const STEPS: [(&str, &str); 8] = [
    ("LMP", "1 +2 3 4 5 6 7 8 9 10 11 12 13 +14 15"),
    ("SWI", "1 2 3 4 5 6 7 8 +9 10"),
    ("TAP", "1 2 3 4 5 6 7 +O 8"),
    ("GWH", "*0 B1 B2 B3 B4 B5 A1 A2 A3 +A6s A4 A5 A6 A7 B6 F"),
    ("GST", "*0 +S C1 C2 C3 C4 A1 A2 A3 B1 B2 +O +F"),
    ("CIS", "*0 +S A1 A2 A3 A4 B1 B2 B3 +O +F"),
    ("ACU", "1 2 +S 3 4 +O 5 6 7 7R 8 *8R 9 10 L1 L2 L3 11"),
    ("WSP", "1 2 3 +S 4 5 6 7 8 9 10 +O 11"),
];

#[test]
fn shipped_procedures_have_all_steps_of_the_source() {
    let library = Library::built_in().unwrap();
    assert_eq!(library.iter().count(), STEPS.len());
    for (id, wanted) in STEPS {
        let procedure = library.newest(id).unwrap();
        assert_eq!(procedure.version, 1);
        let steps: Vec<String> = procedure
            .steps
            .iter()
            .map(|step| format!("{}{}", if step.added { "+" } else { "" }, &step.id[4..]))
            .collect();
        assert_eq!(steps.join(" "), wanted.replace('*', "+"), "{id}");
    }
}

/// Printed gates and added ones: what is shut off is put on again, and both never wait for a price.
#[test]
fn shipped_gates_make_safe() {
    for procedure in Library::built_in().unwrap().iter() {
        for step in procedure.steps.iter().filter(|step| step.sets_gate) {
            assert!(step.make_safe, "{}", step.id);
        }
        assert!(procedure.steps.iter().any(|step| step.sets_gate), "{}", procedure.id);
        assert!(procedure.steps.iter().any(|step| !step.withdraws.is_empty()), "{}", procedure.id);
    }
}

#[test]
fn every_wording_is_there_in_three_languages() {
    fn walk(value: &serde_json::Value, seen: &mut usize) {
        match value {
            serde_json::Value::Object(fields) => {
                if let Some(hans) = fields.get("zh-Hans") {
                    *seen += 1;
                    for words in [Some(hans), fields.get("zh-Hant"), fields.get("en")] {
                        assert!(
                            words.and_then(|w| w.as_str()).is_some_and(|w| !w.trim().is_empty()),
                            "{value}"
                        );
                    }
                }
                fields.values().for_each(|value| walk(value, seen));
            }
            serde_json::Value::Array(values) => values.iter().for_each(|value| walk(value, seen)),
            _ => {}
        }
    }
    let mut seen = 0;
    for procedure in Library::built_in().unwrap().iter() {
        walk(&serde_json::to_value(procedure).unwrap(), &mut seen);
    }
    assert!(seen > 80, "{seen}");
}

#[test]
fn a_procedure_survives_the_wire() {
    for procedure in Library::built_in().unwrap().iter() {
        let json = serde_json::to_string(procedure).unwrap();
        assert_eq!(serde_json::from_str::<Procedure>(&json).unwrap(), *procedure);
        let mut wire = Vec::new();
        ciborium::into_writer(procedure, &mut wire).unwrap();
        assert_eq!(ciborium::from_reader::<Procedure, _>(wire.as_slice()).unwrap(), *procedure);
    }
}

#[test]
fn a_parse_error_names_line_and_step() {
    let line = |needle: &str| LAMP.lines().position(|line| line.contains(needle)).unwrap() + 1;
    let unknown_field = LAMP.replace("sets_gate = true", "sets_gates = true");
    let error = parse(&unknown_field).unwrap_err();
    assert_eq!((error.line, error.step.as_deref()), (Some(line("sets_gate = true")), Some("LMP-2")));
    assert!(error.message.contains("sets_gates"), "{error}");

    let unknown_unit = LAMP.replace("unit = \"decivolt\"", "unit = \"volts\"");
    let error = parse(&unknown_unit).unwrap_err();
    assert_eq!(error.step.as_deref(), Some("LMP-1"));
    assert!(error.to_string().starts_with(&format!("line {}: step LMP-1: ", line("decivolt"))), "{error}");

    assert_eq!(parse("id = ").unwrap_err().line, Some(1));
    assert!(parse("").is_err());
}

#[test]
fn the_linter_finds_what_would_trap_a_technician() {
    use FindingKind::{Dangling, DeadEnd, Final, Gate, Id, Kind as Wrong, NotForward};
    let at = |step: &str| Some(step.to_owned());
    assert_eq!(found("opens = [\"LMP-6\"]", "opens = [\"LMP-66\"]"), [(Dangling, at("LMP-5"))]);
    assert_eq!(found("opens = [\"LMP-6\"]", "opens = [\"LMP-3\"]"), [(NotForward, at("LMP-5"))]);
    assert_eq!(found("id = \"LMP-6\"", "id = \"LMP-7\"")[..1], [(Dangling, at("LMP-5"))]);
    assert!(found("id = \"LMP-4\"", "id = \"LMP-3\"").contains(&(Id, at("LMP-3"))));
    assert_eq!(found("{ no = \"good_now\" }", "{ no = \"good_soon\" }"), [(Dangling, at("LMP-10"))]);
    assert_eq!(found("{ yes = \"lit\" }", "{ yes = \"flashes\" }"), [(Dangling, at("LMP-15"))]);
    assert_eq!(found("kind = \"final\"", "kind = \"act\"")[..1], [(Final, None)]);
    assert_eq!(found("restart = [\"LMP-1\"]", "restart = [\"LMP-0\"]"), [(Dangling, at("LMP-15"))]);
    assert_eq!(found("restart = [\"LMP-1\"]", ""), [(Final, at("LMP-15"))]);
    assert_eq!(found("withdraws = [\"LMP-2\"]", ""), [(Gate, at("LMP-2")), (Wrong, at("LMP-14"))]);
    assert_eq!(found("withdraws = [\"LMP-2\"]", "withdraws = [\"LMP-3\"]").len(), 2);
    assert_eq!(found("[{ closed = \"LMP-1\" }]", "[{ closed = \"LMP-3\" }]"), [(DeadEnd, at("LMP-2"))]);
    assert_eq!(found("items = [\"ballast\"]", "items = [\"bulb\"]"), [(Dangling, at("LMP-13"))]);
    assert_eq!(found("id = \"SWI\", version = 1", "id = \"SWI\", version = 9"), [(Dangling, at("LMP-1"))]);
    assert_eq!(found("version = 1 }, repeat = true", "version = 1 }"), [(DeadEnd, at("LMP-1"))]);
    assert_eq!(found("min = 0, max = 999 ", "min = 5, max = 4 "), [(DeadEnd, at("LMP-15"))]);
}

#[test]
fn the_linter_knows_what_each_kind_of_step_may_hold() {
    use FindingKind::Kind as Wrong;
    let at = |step: &str| Some(step.to_owned());
    // The first `replace` step of the lamp.
    let text = LAMP.split("[[steps]]").find(|step| step.contains("id = \"LMP-6\"")).unwrap();
    let material = text.lines().find(|line| line.starts_with("material = ")).unwrap();
    let without = found(material, "");
    assert!(without.contains(&(Wrong, at("LMP-6"))), "{without:?}");
    let label = "{ zh-Hans = \"好\", zh-Hant = \"好\", en = \"Done\" }";
    let record = format!("{material}\nrecords = [{{ name = \"done\", value = \"ack\", label = {label} }}]");
    assert_eq!(found(material, &record), [(Wrong, at("LMP-6"))]);
    let branch = format!("{material}\nbranches = [{{ when = {{ yes = \"done\" }}, opens = [\"LMP-7\"] }}]");
    assert!(found(material, &branch).contains(&(Wrong, at("LMP-6"))));
}

#[test]
fn the_linter_knows_what_a_question_may_look_at() {
    use FindingKind::{Dangling, DeadEnd, Final, Gate, Id, Kind as Wrong};
    let at = |step: &str| Some(step.to_owned());
    let pipe = |from: &str, to: &str| found_in("water_pipe.toml", from, to);
    let unit = |from: &str, to: &str| found_in("air_conditioner.toml", from, to);
    let heater = |from: &str, to: &str| found_in("gas_heater.toml", from, to);
    let cistern = |from: &str, to: &str| found_in("cistern.toml", from, to);
    // Rows and fields of a list.
    let row = "rows = { list = \"lines\", test = { any = [{ yes = \"on_site\" }";
    assert_eq!(pipe(row, &row.replace("on_site", "there")), [(Dangling, at("WSP-2"))]);
    assert_eq!(pipe("when = { no = \"on_site\" }", "when = { no = \"pieces\" }"), [(Dangling, at("WSP-2"))]);
    assert_eq!(
        pipe("unit = \"count\", min = 1, max = 10000", "unit = \"count\", min = 1, max = 0"),
        [(DeadEnd, at("WSP-2"))]
    );
    // Other steps.
    let vertical = "test = { choice = { record = \"layout\", is = [\"vertical\"] } }";
    assert_eq!(pipe(vertical, &vertical.replace("vertical", "round")), [(Dangling, at("WSP-9"))]);
    let again = "again_if = [{ step = \"ACU-L2\", test = { no = \"tight\" } }]";
    assert_eq!(unit(again, &again.replace("L2", "L9")), [(Dangling, at("ACU-L1"))]);
    assert_eq!(unit(again, &again.replace("tight", "loose")), [(Dangling, at("ACU-L1"))]);
    assert_eq!(unit("shows = [\"ACU-8\"", "shows = [\"ACU-88\""), [(Dangling, at("ACU-11"))]);
    assert_eq!(unit("skippable_with_reason = true", ""), [(Wrong, at("ACU-L3"))]);
    assert_eq!(unit("id = \"below_normal\"", "id = \"leak\""), [(Id, at("ACU-8"))]);
    // What a record asks for has to be clear from the values beside it.
    let oil = "when = { yes = \"oil\" }, label = { zh-Hans = \"已拧紧\"";
    let elsewhere =
        oil.replace("{ yes = \"oil\" }", "{ at = { step = \"ACU-3\", test = { yes = \"loose\" } } }");
    assert_eq!(unit(oil, &elsewhere), [(Wrong, at("ACU-4"))]);
    // The round before: only a step that every round records may ask, and a final test judges by itself.
    assert_eq!(cistern("restart = [\"CIS-0\"]", "restart = [\"CIS-A1\"]"), vec![(Final, at("CIS-0")); 2]);
    assert_eq!(
        cistern("before = { no = \"flapper_tight\" }", "before = { no = \"flapper\" }"),
        [(Dangling, at("CIS-0"))]
    );
    assert_eq!(
        unit("passes = { yes = \"fault_gone\" }", "passes = { before = { yes = \"fault_gone\" } }"),
        [(Final, at("ACU-11"))]
    );
    // Gates.
    assert_eq!(
        heater("{ done_behind = \"GWH-A6s\" }", "{ done_behind = \"GWH-A5\" }"),
        [(Gate, at("GWH-B6"))]
    );
    assert_eq!(
        cistern("only_if = { touched = \"CIS-S\" }", "only_if = { done_behind = \"CIS-S\" }"),
        [(Gate, at("CIS-O"))]
    );
}
