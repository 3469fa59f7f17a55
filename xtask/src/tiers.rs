//! What each kind of test took, from the report that nextest leaves.

use std::fs;
use std::time::Duration;

use crate::process;
use crate::steps::seconds;

/// Kinds of tests: words, and what a test's suite and name begin with or hold. The first that fits counts.
const TIERS: [(&str, &str, &[&str]); 8] = [
    ("the simulated fleet", "undercroft-tests::fleet", &[""]),
    ("the fleet's checker, shown bugs", "undercroft-tests::checker", &[""]),
    ("processes killed", "undercroft-tests::kill", &[""]),
    ("power lost, disks full and failing", "", &["durability::"]),
    ("whole processes", "undercroft-tests", &[""]),
    ("fuzzers' corpora", "undercroft-fuzz-harness", &[""]),
    ("who may write and read what", "", &["p7_every_"]),
    ("attacks over HTTP", "undercroft-server::site", &["attack_", "attacks::"]),
];
/// What no kind is asked for.
const REST: &str = "rules, collisions, units";

/// One test of a report: its suite, its name, and how long it took.
#[derive(Debug, PartialEq, Eq)]
struct Took<'a> {
    suite: &'a str,
    name: &'a str,
    time: Duration,
}

/// Prints the table of the last run with this profile, if it left a report. Tests run beside each other, so the times add up
/// to more than the run took.
pub(crate) fn print(profile: &str) {
    // Wherever cargo builds, nextest keeps its reports in the workspace.
    let report = process::root().join("target/nextest").join(profile).join("junit.xml");
    let Ok(text) = fs::read_to_string(report) else { return };
    println!("\n  seconds  tests  kind");
    for (kind, tests, time) in table(&text) {
        println!("{:>9}  {tests:>5}  {kind}", seconds(time));
    }
}

/// Kinds with the number of their tests and their time.
fn table(report: &str) -> Vec<(&'static str, usize, Duration)> {
    let kinds = TIERS.iter().map(|(kind, ..)| *kind).chain([REST]);
    let mut rows: Vec<_> = kinds.map(|kind| (kind, 0, Duration::ZERO)).collect();
    for test in report.split("<testcase ").skip(1).filter_map(took) {
        let fits = |(_, suite, names): &(_, &str, &[&str])| {
            test.suite.starts_with(suite) && names.iter().any(|name| test.name.contains(name))
        };
        let place = TIERS.iter().position(fits).unwrap_or(TIERS.len());
        if let Some((_, tests, time)) = rows.get_mut(place) {
            *tests += 1;
            *time += test.time;
        }
    }
    rows
}

fn took(case: &str) -> Option<Took<'_>> {
    let attribute = |name: &str| {
        let (_, rest) = case.split_once(&format!("{name}=\""))?;
        Some(rest.split_once('"')?.0)
    };
    let (whole, rest) = attribute(" time")?.split_once('.')?;
    let thousandths = rest.get(..3)?.parse().ok()?;
    let time = Duration::from_secs(whole.parse().ok()?) + Duration::from_millis(thousandths);
    let name = case.strip_prefix("name=\"")?.split_once('"')?.0;
    Some(Took { suite: attribute(" classname")?, name, time })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"<testsuites name="nextest-run" tests="3" time="9.000">
        <testcase name="fleet_one_seed" classname="undercroft-tests::fleet" timestamp="x" time="1.250"></testcase>
        <testcase name="attacks::sync::attack_06_x" classname="undercroft-server::site" timestamp="x" time="0.500">
        </testcase>
        <testcase name="sync::tests::durability::p2_x" classname="undercroft-server" timestamp="x" time="60.001"/>
        <testcase name="domain::photo::tests::bytes" classname="client-core" timestamp="x" time="0.017"/>"#;

    #[test]
    fn every_test_is_of_one_kind_and_its_time_counts_there() {
        let table = table(REPORT);
        let of = |kind: &str| table.iter().find(|row| row.0 == kind).map(|row| (row.1, row.2.as_millis()));
        assert_eq!(of("the simulated fleet"), Some((1, 1_250)));
        assert_eq!(of("attacks over HTTP"), Some((1, 500)));
        assert_eq!(of("power lost, disks full and failing"), Some((1, 60_001)));
        assert_eq!(of(REST), Some((1, 17)));
        assert_eq!(table.iter().map(|row| row.1).sum::<usize>(), 4);
    }
}
