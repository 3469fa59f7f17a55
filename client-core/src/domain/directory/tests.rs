//! What is found by what, for any text.

use super::*;
use crate::domain::calendar::Day;
use proptest::prelude::*;

fn party(name: &str) -> Party {
    Party {
        number: "C-0042".into(),
        name: name.into(),
        relation: Relation::Owner,
        customer_kind: CustomerKind::Household,
        building: "3".into(),
        unit_no: "0502".into(),
        phones: vec!["138 0000 0046".into()],
        since: None,
        until: None,
        area_assistant: None,
        note: String::new(),
    }
}

/// The best answer of a row to a question.
fn found(keys: &std::collections::BTreeSet<Key>, question: &str) -> Option<Match> {
    let lookups = lookups(question);
    keys.iter().flat_map(|key| lookups.iter().filter_map(|lookup| matched(key, lookup))).min()
}

fn finds(name: &str, question: &str) -> bool {
    found(&party_keys(&party(name)), question).is_some()
}

#[test]
fn reg_01_ways_to_write_a_unit_are_one() {
    for text in [
        "3-502",
        "3栋502",
        "３－５０２",
        "3栋0502",
        "3号楼 502室",
        "3 幢 502 房",
        "3#502",
        "Bldg 3, Unit 502",
        "３棟５０２號",
    ] {
        assert_eq!(unit_key(text), "3-502", "{text}");
    }
    assert_eq!(unit_key("3栋1单元502室"), unit_key("3-1-502"));
    assert_eq!(unit_key("A座12B"), "a-12b");
    assert_eq!(unit_key("桂园502"), "桂园-502");
    assert_eq!((unit_key("00-0"), unit_key("栋"), unit_key("0x")), ("0-0".into(), "栋".into(), "0x".into()));
    assert_ne!(unit_key("3-502"), unit_key("35-02"));
    assert_eq!((unit_label("3栋", "0502"), unit_label("A", "12")), ("3栋0502".into(), "A-12".into()));
}

#[test]
fn units_stand_in_the_order_of_their_numbers() {
    let mut keys = ["3-1002", "a-2", "3-502", "12-1", "3-502b"];
    keys.sort_by_key(|key| unit_order(key));
    assert_eq!(keys, ["3-502", "3-502b", "3-1002", "12-1", "a-2"]);
}

#[test]
fn reg_01_ways_to_write_a_phone_are_one() {
    for text in [
        "13800000046",
        "138-0000-0046",
        "＋86 138 0000 0046",
        "+86138 00000046",
        "０１３８",
        "0086 13800000046",
    ] {
        let wanted = if text == "０１３８" { "0138" } else { "13800000046" };
        assert_eq!(phone_key(text), wanted, "{text}");
    }
    // A short number that begins so is no prefix.
    assert_eq!(phone_key("86123456"), "86123456");
}

#[test]
fn reg_01_a_name_is_found_by_its_initials_and_by_its_pinyin() {
    for question in
        ["李小明", "小明", "李", "lxm", "LXM", "lx", "xm", "lixiaoming", "Li Xiaoming", "xiaoming", "ｌｘｍ"]
    {
        assert!(finds("李小明", question), "{question}");
    }
    for question in ["lxn", "liming", "王", "李明", "mxl"] {
        assert!(!finds("李小明", question), "{question}");
    }
    // ü is typed as v.
    assert!(finds("吕绿", "lvlv") && finds("吕绿", "lü") && finds("吕绿", "ll"));
    assert!(finds("Anna O'Neill", "o'neill") && finds("Anna O'Neill", "anna oneill"));
}

#[test]
fn reg_01_every_reading_of_a_character_counts() {
    for (name, questions) in [
        ("单重阳", ["dcy", "szy", "scy", "shanchongyang"]),
        ("曾国华", ["zgh", "cgh", "zengguohua", "cengguohua"]),
        ("解晓东", ["jxd", "xxd", "xiexiaodong", "jiexiaodong"]),
    ] {
        for question in questions {
            assert!(finds(name, question), "{name} {question}");
        }
    }
}

#[test]
fn reg_01_four_digits_of_a_phone_are_enough_and_three_are_not() {
    for question in ["13800000046", "138 0000", "0046", "00000046", "8000 0004"] {
        assert!(finds("李小明", question), "{question}");
    }
    for question in ["046", "1", "9999"] {
        assert!(!finds("李小明", question), "{question}");
    }
    assert!(finds("李小明", "c-0042") && finds("李小明", "C-00"));
}

#[test]
fn reg_01_the_whole_unit_stands_before_parts_and_the_start_of_a_name_before_its_inside() {
    let building = Building { code: "3".into(), name: "桂园".into() };
    let unit =
        Unit { building: "3".into(), unit_no: "0502".into(), kind: UnitKind::Dwelling, area_dm2: None };
    let keys = unit_keys(&building, &unit);
    let exact = Match { nearness: search::Nearness::Exact, field: Field::Unit };
    for question in ["3-502", "桂园502", "桂园 0502", "3栋502室"] {
        assert_eq!(found(&keys, question), Some(exact), "{question}");
    }
    // Somebody types the first digits; a whole number with its zeros is no start of another.
    for (question, answers) in [("3-05", true), ("05", true), ("3-5", true), ("0002", false), ("02", false)] {
        assert_eq!(found(&keys, question).is_some(), answers, "{question}");
    }
    let (start, inside) = (found(&keys, "桂园").unwrap(), found(&keys, "502").unwrap());
    assert!(exact < start && start < inside);
    let keys = party_keys(&party("李小明"));
    assert!(found(&keys, "李小明") < found(&keys, "李小"));
    assert!(found(&keys, "李小") < found(&keys, "小明"));
    assert!(found(&keys, "lxm") < found(&keys, "lixiao"));
    assert!(lookups("  ").is_empty());
}

#[test]
fn rol_02_what_is_wrong_with_a_row_is_named_field_by_field() {
    let fields = |faults: Vec<FieldFault>| faults.into_iter().map(|one| one.field).collect::<Vec<_>>();
    assert!(party("李小明").faults().is_empty());
    let wrong = Party {
        number: "C 1".into(),
        name: " ".into(),
        unit_no: "a\nb".into(),
        phones: vec!["138abc".into()],
        since: "2026-02-01".parse().ok(),
        until: "2026-01-31".parse().ok(),
        note: "x".repeat(201),
        ..party("")
    };
    assert_eq!(fields(wrong.faults()), ["number", "name", "unit_no", "phones", "until", "note"]);
    let unit = Unit { building: String::new(), unit_no: "1".into(), kind: UnitKind::Shop, area_dm2: Some(0) };
    assert_eq!(fields(unit.faults()), ["building", "area_m2"]);
    assert_eq!(
        fields(Building { code: "x".repeat(41), name: "\t".into() }.faults()),
        ["building", "building_name"]
    );
    let over = Party { until: "2026-01-31".parse().ok(), ..party("李") };
    assert!(over.is_over("2026-02-01".parse().unwrap()) && !over.is_over("2026-01-31".parse().unwrap()));
}

/// Names as people have them, and as they may be typed.
fn name() -> impl Strategy<Value = String> {
    let chinese = proptest::collection::vec(
        prop_oneof![
            Just('李'),
            Just('单'),
            Just('曾'),
            Just('重'),
            Just('解'),
            Just('乐'),
            Just('行'),
            Just('吕'),
            Just('区'),
            proptest::char::range('\u{4e00}', '\u{9fa5}')
        ],
        1..20,
    );
    prop_oneof![
        chinese.prop_map(|letters| letters.into_iter().collect()),
        "[A-Za-z ·'李明]{1,30}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn reg_01_any_row_is_found_by_its_own_name_phone_unit_and_initials(
        name in name(), phone in "[0-9０-９+() -]{5,20}", building in any::<String>(), unit_no in any::<String>(),
    ) {
        let mut row = party(&name);
        row.phones = vec![phone.clone()];
        row.building.clone_from(&building);
        row.unit_no.clone_from(&unit_no);
        let keys = party_keys(&row);
        prop_assert!(keys.len() < 2_000);
        let faults = row.faults();
        if !name_key(&name).is_empty() {
            prop_assert!(found(&keys, &name).is_some(), "{name:?}");
        }
        for way in reading::initials(&name_key(&name)) {
            prop_assert!(found(&keys, &way.concat()).is_some(), "{way:?}");
        }
        for way in reading::readings(&name_key(&name)) {
            prop_assert!(found(&keys, &way.concat()).is_some(), "{way:?}");
        }
        if !faults.iter().any(|one| one.field == "phones") {
            prop_assert!(found(&keys, &phone).is_some(), "{phone:?}");
        }
        let unit = Unit { building: building.clone(), unit_no: unit_no.clone(), kind: UnitKind::Other, area_dm2: None };
        let at = Building { code: building.clone(), name: building.clone() };
        let keys = unit_keys(&at, &unit);
        let asked = format!("{building}-{unit_no}");
        prop_assert_eq!(found(&keys, &asked).map(|one| one.nearness), Some(search::Nearness::Exact), "{:?}", asked);
    }

    #[test]
    fn reg_01_no_text_makes_the_directory_panic(text in any::<String>()) {
        let (unit, name, phone) = (unit_key(&text), name_key(&text), phone_key(&text));
        // A key is its own key, but for words of an address that only came together in it.
        prop_assert_eq!(name_key(&name), name.clone());
        prop_assert_eq!(phone_key(&phone).len() <= phone.len(), true);
        prop_assert_eq!(unit.is_empty(), text.trim().is_empty() && unit.is_empty());
        let _ = (lookups(&text), text.parse::<Day>(), unit_label(&text, &text));
        for way in reading::readings(&name) {
            prop_assert!(!way.is_empty());
        }
    }
}
