//! What the later procedures ask of the model: an optional gate, symptoms, several restarts, material at an act.

use super::*;

const STOVE: &str = r#"
id = "GST"
version = 1
clause = "2.5"
label = { zh-Hans = "灶", zh-Hant = "灶", en = "Stove" }
acceptance = { zh-Hans = "好", zh-Hant = "好", en = "Good" }
materials = [{ item = "igniter", unit = "count", label = { zh-Hans = "点火器", zh-Hant = "點火器", en = "Igniter" } }]

[[steps]]
id = "GST-0"
added = true
kind = "inspect"
photo = "none"
label = { zh-Hans = "现象", zh-Hant = "現象", en = "Symptom" }
instruction = { zh-Hans = "现象", zh-Hant = "現象", en = "Symptom" }
records = [
    { name = "no_light", value = "yes_no", label = { zh-Hans = "不着", zh-Hant = "不著", en = "No light" } },
    { name = "red_flame", value = "yes_no", label = { zh-Hans = "红", zh-Hant = "紅", en = "Red" } },
]
accepts = [{ test = { any = [{ yes = "no_light" }, { yes = "red_flame" }] }, label = { zh-Hans = "选", zh-Hant = "選", en = "Choose" } }]
branches = [{ when = { yes = "no_light" }, opens = ["GST-A1"] }, { when = { yes = "red_flame" }, opens = ["GST-B1"] }]

[[steps]]
id = "GST-S"
added = true
kind = "safety"
sets_gate = true
optional = true
make_safe = true
label = { zh-Hans = "关气", zh-Hant = "關氣", en = "Gas off" }
instruction = { zh-Hans = "关气", zh-Hant = "關氣", en = "Gas off" }

[[steps]]
id = "GST-A1"
clause = "a"
kind = "inspect"
label = { zh-Hans = "火花", zh-Hant = "火花", en = "Spark" }
instruction = { zh-Hans = "火花", zh-Hant = "火花", en = "Spark" }
records = [{ name = "spark", value = "yes_no", label = { zh-Hans = "有", zh-Hant = "有", en = "Spark?" } }]
again_after = ["GST-A2"]
branches = [{ when = { no = "spark" }, opens = ["GST-A2"], repeat = true }]

[[steps]]
id = "GST-A2"
clause = "a"
kind = "replace"
label = { zh-Hans = "换", zh-Hant = "換", en = "Igniter" }
instruction = { zh-Hans = "换", zh-Hant = "換", en = "Igniter" }
material = { items = ["igniter"], quantity = { exactly = 1 }, same_specification = true }
needs = [{ gate = "GST-S" }]

[[steps]]
id = "GST-B1"
clause = "b"
kind = "act"
label = { zh-Hans = "清", zh-Hant = "清", en = "Clean" }
instruction = { zh-Hans = "清", zh-Hant = "清", en = "Clean" }
records = [{ name = "done", value = "ack", label = { zh-Hans = "好", zh-Hant = "好", en = "Done" } }]
photo = "required"
material = { items = ["igniter"], quantity = { at_least = 1 }, same_specification = false }

[[steps]]
id = "GST-O"
added = true
kind = "safety"
withdraws = ["GST-S"]
only_if = { touched = "GST-S" }
label = { zh-Hans = "开气", zh-Hant = "開氣", en = "Gas on" }
instruction = { zh-Hans = "开气", zh-Hant = "開氣", en = "Gas on" }
needs = ["closed_above"]

[[steps]]
id = "GST-F"
added = true
kind = "final"
label = { zh-Hans = "试", zh-Hant = "試", en = "Test" }
instruction = { zh-Hans = "试", zh-Hant = "試", en = "Test" }
records = [{ name = "lights", value = "yes_no", label = { zh-Hans = "着", zh-Hant = "著", en = "Lights?" } }]
needs = [{ any = [{ closed = "GST-O" }, { untouched = "GST-S" }] }, { released = "GST-S" }]
again_after = ["GST-O"]
passes = { yes = "lights" }
restart = ["GST-A1", "GST-B1"]
"#;

fn stove() -> Site {
    let mut library = Library::new();
    let procedure = parse(STOVE).unwrap();
    assert_eq!(lint(&procedure, STOVE, &library), []);
    library.insert(procedure);
    Site::with(library, "GST")
}

fn symptom(site: &mut Site, no_light: bool, red_flame: bool) {
    site.record(1, "GST-0", &[("no_light", YesNo(no_light)), ("red_flame", YesNo(red_flame))]).unwrap();
}

#[test]
fn an_optional_gate_that_was_never_set_needs_no_withdrawal() {
    let mut site = stove();
    symptom(&mut site, true, false);
    site.record(1, "GST-A1", &[("spark", YesNo(true))]).unwrap();
    assert_eq!(site.status("GST-O"), Status::NotApplicable { because: Because::NotNeeded });
    site.record(1, "GST-F", &[("lights", YesNo(true))]).unwrap();
    assert!(site.all().passed);
}

#[test]
fn an_optional_gate_that_was_set_has_to_be_withdrawn() {
    let mut site = stove();
    symptom(&mut site, true, false);
    site.record(1, "GST-A1", &[("spark", YesNo(false))]).unwrap();
    locks(site.fit(1, "GST-A2", "igniter"));
    site.set(1, "GST-S").unwrap();
    site.fit(1, "GST-A2", "igniter").unwrap();
    site.record(1, "GST-A1", &[("spark", YesNo(true))]).unwrap();
    assert!(
        locks(site.record(1, "GST-F", &[("lights", YesNo(true))]))
            .contains(&LockReason::GateHeld { gate: "GST-S".to_owned() })
    );
    site.on(1, "GST-O").unwrap();
    site.record(1, "GST-F", &[("lights", YesNo(true))]).unwrap();
    assert!(site.all().passed);
}

#[test]
fn a_round_restarts_at_the_entry_that_the_order_took() {
    let mut site = stove();
    symptom(&mut site, false, true);
    let mut clean = result("GST-B1", &[("done", Ack)]);
    assert_eq!(
        site.attempt(1, Written::Result(clean.clone())),
        Err(StepRefusal::PhotoRequired { step: "GST-B1".to_owned() })
    );
    clean.photos.push(a_photo(1));
    site.attempt(1, Written::Result(clean)).unwrap();
    // The material line of an act comes beside its values.
    let state = site.all().step("GST-B1").unwrap().clone();
    assert_eq!(state.status, Status::Failed);
    assert_eq!(state.requires[0], FollowUp::Material { items: vec!["igniter".to_owned()] });
    site.fit(1, "GST-B1", "igniter").unwrap();
    assert_eq!(site.status("GST-B1"), Status::Done);
    site.record(1, "GST-F", &[("lights", YesNo(false))]).unwrap();
    let stove = site.all();
    assert_eq!(stove.round, 2);
    assert_eq!(stove.step("GST-0").unwrap().kept_from, Some(1));
    assert_eq!(stove.step("GST-B1").unwrap().status, Status::Open);
    assert_eq!(
        stove.missing,
        [Missing::Step { step: "GST-B1".to_owned() }, Missing::Step { step: "GST-F".to_owned() }]
    );
}

#[test]
fn both_symptoms_open_both_branches() {
    let mut site = stove();
    assert!(matches!(
        site.record(1, "GST-0", &[("no_light", YesNo(false)), ("red_flame", YesNo(false))]),
        Err(StepRefusal::NotAccepted { .. })
    ));
    symptom(&mut site, true, true);
    assert_eq!(site.status("GST-A1"), Status::Open);
    assert_eq!(site.status("GST-B1"), Status::Open);
}

/// A procedure that names itself as its child. The linter refuses one, a bundle might hold it all the same.
const ENDLESS: &str = r#"
id = "END"
version = 1
clause = "x"
label = { zh-Hans = "套", zh-Hant = "套", en = "Nested" }
acceptance = { zh-Hans = "好", zh-Hant = "好", en = "Good" }

[[steps]]
id = "END-1"
kind = "inspect"
label = { zh-Hans = "查", zh-Hant = "查", en = "Look" }
instruction = { zh-Hans = "查", zh-Hant = "查", en = "Look" }
records = [{ name = "good", value = "yes_no", label = { zh-Hans = "好", zh-Hant = "好", en = "Good?" } }]
branches = [{ when = { no = "good" }, child = { id = "END", version = 1 }, repeat = true }]

[[steps]]
id = "END-2"
kind = "final"
label = { zh-Hans = "试", zh-Hant = "試", en = "Test" }
instruction = { zh-Hans = "试", zh-Hant = "試", en = "Test" }
records = [{ name = "works", value = "yes_no", label = { zh-Hans = "好", zh-Hant = "好", en = "Works?" } }]
passes = { yes = "works" }
restart = ["END-1"]
"#;

#[test]
fn chk_10_children_of_a_procedure_that_names_itself_end_at_a_depth() {
    let mut library = Library::new();
    library.insert(parse(ENDLESS).unwrap());
    let mut site = Site::with(library, "END");
    let mut path = "END".to_owned();
    for _ in 0..6 {
        let result = StepResult {
            checklist: path.clone(),
            step: "END-1".into(),
            values: values(&[("good", YesNo(false))]),
            photos: Vec::new(),
        };
        site.write(1, Some(1), Written::Result(result));
        path.push_str("/END.1");
    }
    let root = site.all();
    let deepest = root.at_path("END/END.1/END.1/END.1").expect("three below the first");
    assert!(deepest.children.is_empty());
    assert!(deepest.problems.iter().any(|problem| problem.kind == ProblemKind::ChildNotOpened));
    assert!(root.problems.iter().any(|problem| problem.kind == ProblemKind::UnknownChecklist));
}

#[test]
fn a_photo_where_none_belongs_is_refused_and_one_that_is_demanded_is_asked_for() {
    let photo = || PhotoRef { blob: BlobDigest::from_bytes([1; 32]), bytes: 9_000, taken_at: 1 };
    let mut site = stove();
    let mut symptoms = result("GST-0", &[("no_light", YesNo(false)), ("red_flame", YesNo(true))]);
    symptoms.photos.push(photo());
    let wanted = site.attempt(1, Written::Result(symptoms));
    assert_eq!(wanted, Err(StepRefusal::PhotoNotWanted { step: "GST-0".into() }));
    symptom(&mut site, false, true);
    let cleaned = result("GST-B1", &[("done", Ack)]);
    let missing = site.attempt(1, Written::Result(cleaned.clone()));
    assert_eq!(missing, Err(StepRefusal::PhotoRequired { step: "GST-B1".into() }));
    let shown = StepResult { photos: vec![photo()], ..cleaned };
    assert!(site.attempt(1, Written::Result(shown)).is_ok());
}
