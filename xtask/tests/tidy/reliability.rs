//! The page of promises and attacks: every row is there, and every test that it names.

use super::sources::{Complaint, Source};
use std::collections::BTreeSet;

const PAGE: &str = "docs/reliability.md";

/// Attacks of the list.
const ATTACKS: u32 = 67;
/// Promises.
const PROMISES: u32 = 17;

pub(crate) fn check(sources: &[Source]) -> Vec<Complaint> {
    let complaint = |line: usize, reason: String| Complaint { path: PAGE.to_owned(), line, reason };
    let Some(page) = sources.iter().find(|source| source.path == PAGE) else {
        return vec![complaint(0, "the page is missing".to_owned())];
    };
    let tests = tests(sources);
    let mut rows = BTreeSet::new();
    let mut complaints = Vec::new();
    for (number, line) in (1..).zip(page.text.lines()) {
        let Some(cells) = line.strip_prefix('|') else { continue };
        let cells: Vec<&str> = cells.split('|').map(str::trim).collect();
        rows.insert(cells[0].to_owned());
        // What stands between backticks in a row is a test's name.
        for name in line.split('`').skip(1).step_by(2) {
            if !tests.contains(name) {
                complaints
                    .push(complaint(number, format!("there is no test `{name}`: name one that exists")));
            }
        }
    }
    let attacks = (1..=ATTACKS).map(|number| number.to_string());
    let promises = (1..=PROMISES).map(|number| format!("P{number}"));
    for row in attacks.chain(promises).filter(|row| !rows.contains(row)) {
        complaints.push(complaint(0, format!("row {row} is missing: say what checks it, or \"none\"")));
    }
    complaints
}

/// Names of all functions of Rust sources that are tests or stand in a macro that makes them.
pub(crate) fn tests(sources: &[Source]) -> BTreeSet<&str> {
    let rust = sources.iter().filter(|source| source.has_extension(&["rs"]));
    rust.flat_map(|source| source.text.split("fn ").skip(1))
        .filter_map(|rest| {
            rest.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')).next()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn a_missing_row_and_an_invented_test_are_told() {
    let rows = (1..=ATTACKS).map(|n| format!("| {n} | none |\n")).collect::<Vec<_>>().concat();
    let promises = (1..=PROMISES).map(|n| format!("| P{n} | `p1_real` |\n")).collect::<Vec<_>>().concat();
    let code = Source::invented("server/src/a.rs", "#[test]\nfn p1_real() {}\n");
    let page = |text: &str| [Source::invented(PAGE, text), code.clone()];
    let whole = format!("{rows}{promises}");
    assert!(check(&page(&whole)).is_empty());
    assert_eq!(check(&page(&whole.replace("p1_real", "p1_invented"))).len(), PROMISES as usize);
    assert_eq!(check(&page(&whole.replace("| 66 |", "| x |"))).len(), 1);
    assert_eq!(check(&[code]).len(), 1);
}
