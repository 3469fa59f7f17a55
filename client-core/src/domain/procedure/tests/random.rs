//! Evaluation is total: whatever the facts and whoever saw what, it answers, and twice the same.

use super::*;
use proptest::prelude::*;

const PLACES: [(&str, &[&str]); 4] = [
    (
        "LMP",
        &[
            "LMP-1", "LMP-2", "LMP-3", "LMP-4", "LMP-5", "LMP-6", "LMP-9", "LMP-10", "LMP-14", "LMP-15",
            "LMP-99",
        ],
    ),
    (
        "LMP/SWI.1",
        &["SWI-1", "SWI-2", "SWI-3", "SWI-4", "SWI-5", "SWI-6", "SWI-7", "SWI-8", "SWI-9", "SWI-10"],
    ),
    ("LMP/SWI.2", &["SWI-3", "SWI-4", "SWI-9", "SWI-10"]),
    ("XYZ/../", &["LMP-1"]),
];
const NAMES: [&str; 12] = [
    "normal",
    "good_contact",
    "done",
    "good_now",
    "flashes",
    "lit",
    "load",
    "limit",
    "short",
    "needle_lifts",
    "capacitor_broken_down",
    SKIP_REASON,
];

/// Values that fit a step more often than not, so that rounds, children and loops really open.
fn fitting(step: &str, yes: bool, number: i64) -> BTreeMap<String, RecordValue> {
    let answer = YesNo(yes);
    match step {
        "LMP-1" | "SWI-10" => values(&[("normal", answer)]),
        "LMP-3" | "LMP-9" => values(&[("good_contact", answer)]),
        "LMP-4" => values(&[("done", Ack)]),
        "LMP-5" => values(&[("capacitor_broken_down", answer), ("glass_blackened", YesNo(false))]),
        "LMP-10" => values(&[("done", Ack), ("good_now", answer)]),
        "LMP-15" => values(&[("flashes", Number(number.rem_euclid(6))), ("lit", YesNo(true))]),
        "SWI-1" => values(&[("load", Number(number.rem_euclid(9))), ("limit", Number(5))]),
        "SWI-4" => values(&[("short", answer)]),
        "SWI-6" => values(&[("needle_lifts", answer)]),
        "SWI-8" => values(&[(SKIP_REASON, text("sound"))]),
        _ => BTreeMap::new(),
    }
}

fn any_value() -> impl Strategy<Value = RecordValue> {
    prop_oneof![
        any::<bool>().prop_map(YesNo),
        any::<i64>().prop_map(Number),
        ".{0,5}".prop_map(RecordValue::Text),
        Just(choice("reduced")),
        Just(Ack),
        Just(rows(&[&[("line", Ack)]])),
    ]
}

fn any_written() -> impl Strategy<Value = Written> {
    let odd = proptest::collection::btree_map(proptest::sample::select(&NAMES[..]), any_value(), 0..3);
    (0..PLACES.len(), any::<prop::sample::Index>(), 0..12_u8, any::<bool>(), any::<i64>(), odd).prop_map(
        |(path, step, kind, yes, number, odd)| {
            let (path, steps) = PLACES[path];
            let step = *step.get(steps);
            let (checklist, id) = (path.to_owned(), step.to_owned());
            match kind {
                0 => Written::Rework,
                1 | 2 => Written::Set(GateSet { checklist, step: id }),
                3 | 4 => Written::On(GateWithdrawn { checklist, step: id }),
                5 => Written::Part(PartReplaced {
                    checklist,
                    step: id,
                    quantity: number,
                    ..part("LMP-6", "starter")
                }),
                6 => {
                    let values = odd.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                    Written::Result(StepResult { checklist, step: id, values, photos: Vec::new() })
                }
                _ => {
                    let values = fitting(step, yes, number);
                    Written::Result(StepResult { checklist, step: id, values, photos: Vec::new() })
                }
            }
        },
    )
}

fn any_line() -> impl Strategy<Value = Line> {
    let round =
        prop_oneof![3 => Just(None), 3 => (0..4_u32).prop_map(Some), 1 => any::<u32>().prop_map(Some)];
    let seen = proptest::collection::btree_set(0..40_usize, 0..40);
    (0..3_u8, 0..3_u32, any::<i64>(), round, any_written(), seen)
        .prop_map(|(phone, visit, at_ms, round, what, seen)| Line { phone, visit, at_ms, round, what, seen })
}

/// A procedure, and entries at its steps: mostly values that one of its steps takes, at that step or another.
fn any_work() -> impl Strategy<Value = (String, Vec<Line>)> {
    let library = Library::built_in().unwrap();
    let procedures: Vec<Procedure> = library.iter().cloned().collect();
    let line = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..10_u8, any_line());
    (0..procedures.len(), proptest::collection::vec(line, 0..40)).prop_map(move |(which, picks)| {
        let procedure = &procedures[which];
        let lines = picks.into_iter().map(|(step, values, kind, mut line)| {
            let step = step.get(&procedure.steps);
            let (checklist, id) = (procedure.id.clone(), step.id.clone());
            let item = step.material.as_ref().map(|material| material.items[0].clone());
            line.what = match (step.kind, item) {
                _ if kind == 0 => Written::Rework,
                (Kind::Safety, _) if step.sets_gate => Written::Set(GateSet { checklist, step: id }),
                (Kind::Safety, _) => Written::On(GateWithdrawn { checklist, step: id }),
                (_, Some(item)) if kind < 4 || step.kind == Kind::Replace => {
                    Written::Part(PartReplaced { checklist, step: id, ..part("LMP-6", &item) })
                }
                _ if kind == 9 => {
                    let values = super::values(&[(SKIP_REASON, text("left"))]);
                    Written::Result(StepResult { checklist, step: id, values, photos: Vec::new() })
                }
                _ => {
                    let all =
                        super::walk::some(&step.records, &super::walk::own_questions(step), values.index(64));
                    Written::Result(StepResult { checklist, step: id, values: all, photos: Vec::new() })
                }
            };
            line
        });
        (procedure.id.clone(), lines.collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_procedure_answers_whatever_the_facts((id, lines) in any_work()) {
        let mut site = Site::new(&id);
        site.lines = lines;
        site.knows.insert(1, (0..site.lines.len()).collect());
        let all = site.all();
        prop_assert_eq!(&site.all(), &all);
        prop_assert_eq!(all.rounds.len() + 1, all.round as usize);
        prop_assert_eq!(all.passed, all.missing.is_empty());
        for state in &all.steps {
            let locked = matches!(state.status, Status::Locked);
            prop_assert!(!locked || !state.locks.is_empty(), "{} is locked without a reason", state.id);
        }
    }

    #[test]
    fn evaluation_answers_whatever_the_facts(
        lines in proptest::collection::vec(any_line(), 0..40),
        visits in proptest::collection::btree_map(0..3_u8, 0..3_u32, 0..3),
    ) {
        let mut site = Site::new("LMP");
        site.lines = lines;
        site.visits = visits;
        let lamp = site.all();
        prop_assert_eq!(&site.all(), &lamp);
        let check = |checklist: &Checklist| {
            assert_eq!(checklist.rounds.len() + 1, checklist.round as usize);
            assert!(checklist.failed_rounds < checklist.round);
            if checklist.passed {
                assert!(checklist.missing.is_empty());
                let last = checklist.steps.last().unwrap();
                assert_eq!(last.status, Status::Done);
            } else {
                assert!(!checklist.missing.is_empty());
            }
        };
        check(&lamp);
        lamp.children.iter().for_each(check);
        // Every fact is somewhere: in a round's readings or among the problems.
        let readings = |checklist: &Checklist| -> usize {
            (1..=checklist.round)
                .flat_map(|round| checklist.round_steps(round).unwrap())
                .filter(|step| step.kept_from.is_none())
                .map(|step| step.readings.len())
                .sum()
        };
        let placed: BTreeSet<EntryId> = std::iter::once(&lamp)
            .chain(&lamp.children)
            .flat_map(|list| (1..=list.round).flat_map(|round| list.round_steps(round).unwrap()))
            .flat_map(|step| step.readings.iter().map(|reading| reading.entry))
            .chain(std::iter::once(&lamp).chain(&lamp.children).flat_map(|list| list.problems.iter().map(|p| p.entry)))
            .collect();
        prop_assert!(readings(&lamp) <= site.lines.len());
        for (at, line) in site.lines.iter().enumerate() {
            prop_assert!(matches!(line.what, Written::Rework) || placed.contains(&entry(at)), "{at}");
        }
    }

    #[test]
    fn the_door_answers_whatever_is_asked(
        lines in proptest::collection::vec(any_line(), 0..20),
        asked in proptest::collection::vec(any_written(), 1..10),
    ) {
        let mut site = Site::new("LMP");
        site.lines = lines;
        let all: BTreeSet<usize> = (0..site.lines.len()).collect();
        site.knows.insert(1, all);
        for what in asked {
            let _ = site.attempt(1, what);
        }
    }
}
