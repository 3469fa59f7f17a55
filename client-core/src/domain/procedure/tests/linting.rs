//! Reading and linting: precise messages for the author of a procedure.

use super::*;

const LAMP: &str = include_str!("../../../../procedures/lamp.toml");

/// Kinds found in the lamp after a change of its text, with the steps that they name.
fn found(from: &str, to: &str) -> Vec<(FindingKind, Option<String>)> {
    assert!(LAMP.contains(from), "{from}");
    let text = LAMP.replace(from, to);
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

#[test]
fn shipped_procedures_have_all_steps_of_the_source() {
    let library = Library::built_in().unwrap();
    let added = |id: &str| -> Vec<String> {
        let steps = library.newest(id).unwrap().steps.iter();
        steps.filter(|step| step.added).map(|step| step.id.clone()).collect()
    };
    assert_eq!(library.newest("LMP").unwrap().steps.len(), 15);
    assert_eq!(library.newest("SWI").unwrap().steps.len(), 10);
    assert_eq!(added("LMP"), ["LMP-2", "LMP-14"]);
    assert_eq!(added("SWI"), ["SWI-9"]);
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
