//! The page that says where each rule of the office lives: every rule once, and only tests and files that exist.

use super::reliability::tests;
use super::sources::{Complaint, Source};
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = "docs/rules.md";

/// Rules of the office.
const RULES: usize = 307;

/// What the page says of a group, or of all: rules, those with a test, those that are open.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    rules: usize,
    with_tests: usize,
    open: usize,
}

pub(crate) fn check(sources: &[Source]) -> Vec<Complaint> {
    let complaint = |line: usize, reason: String| Complaint { path: PAGE.to_owned(), line, reason };
    let Some(page) = sources.iter().find(|source| source.path == PAGE) else {
        return vec![complaint(0, "the page is missing".to_owned())];
    };
    let tests = tests(sources);
    let is_here = |path: &str| {
        sources.iter().any(|source| {
            source.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let mut complaints = Vec::new();
    let mut ids = BTreeSet::new();
    let mut counted: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut said: BTreeMap<&str, Counts> = BTreeMap::new();
    for (number, line) in (1..).zip(page.text.lines()) {
        let Some(cells) = line.strip_prefix('|') else { continue };
        let cells: Vec<&str> = cells.split('|').map(str::trim).collect();
        if let [group, rules, _, _, with_tests, open, ..] = cells[..]
            && let (Ok(rules), Ok(with_tests), Ok(open)) = (rules.parse(), with_tests.parse(), open.parse())
        {
            said.insert(group, Counts { rules, with_tests, open });
        }
        let [id, kind @ ("E" | "S" | "G"), _, place, named, ..] = cells[..] else { continue };
        if !ids.insert(id) {
            complaints.push(complaint(number, format!("{id} stands here twice")));
        }
        let group = id.split('-').next().unwrap_or(id);
        for name in [group, kind, "all"] {
            let counts = counted.entry(name).or_default();
            counts.rules += 1;
            counts.with_tests += usize::from(named != "–");
            counts.open += usize::from(place == "open");
        }
        let paths = ticked(place).filter(|path| path.contains('/') && !path.starts_with('/'));
        for path in paths.filter(|path| !is_here(path)) {
            complaints
                .push(complaint(number, format!("there is no `{path}`: name the file that carries {id}")));
        }
        for name in ticked(named).filter(|name| !tests.contains(name) || !names(name, id)) {
            complaints.push(complaint(number, format!("`{name}` is no test of {id}: name one that exists")));
        }
    }
    if ids.len() != RULES {
        complaints.push(complaint(0, format!("{} rules are here, and there are {RULES}", ids.len())));
    }
    for (name, counts) in &counted {
        if said.get(name) != Some(counts) {
            let said = said.get(name).copied().unwrap_or_default();
            complaints.push(complaint(0, format!("the counts of {name} are {counts:?}, not {said:?}")));
        }
    }
    complaints
}

/// What stands between backticks.
fn ticked(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Whether a test's name has the rule's id.
fn names(test: &str, id: &str) -> bool {
    let Some((group, number)) = id.split_once('-') else { return false };
    let group = group.to_lowercase();
    [format!("{group}_{number}_"), format!("{group}_{number:0>2}_")].iter().any(|id| test.contains(id))
}

#[test]
fn a_rule_that_is_missing_and_what_does_not_exist_are_told() {
    let code = Source::invented("server/src/a.rs", "#[test]\nfn abc_01_real() {}\n");
    let rows = (1..=RULES)
        .map(|n| format!("| ABC-{n} | E | words | `server/src/a.rs` | – |\n"))
        .collect::<Vec<_>>()
        .concat();
    let rows = rows.replacen("| – |", "| `abc_01_real` |", 1);
    let counts =
        "| ABC | 307 | 307 | 0 | 1 | 0 |\n| E | 307 | 307 | 0 | 1 | 0 |\n| all | 307 | 307 | 0 | 1 | 0 |\n";
    let whole = format!("{rows}{counts}");
    let told = |page: &str| check(&[Source::invented(PAGE, page), code.clone()]).len();
    assert_eq!(told(&whole), 0);
    assert_eq!(told(&whole.replacen("a.rs", "b.rs", 1)), 1);
    assert_eq!(told(&whole.replace("abc_01_real", "abc_01_invented")), 1);
    assert_eq!(told(&whole.replacen("| ABC | 307", "| ABC | 306", 1)), 1);
    assert_eq!(told(&whole.replace("| ABC-2 |", "| ABC-1 |")), 2);
    assert_eq!(check(std::slice::from_ref(&code)).len(), 1);
}
