//! The house rules, as tests over the repository's own files.
//!
//! Each rule is a function from sources to complaints, so that it can be shown a made-up bad snippet as well: a rule
//! that can't complain is no rule. A complaint says what is wrong, why, and what to write instead.

#![expect(clippy::expect_used, reason = "in a test's helper a failed expectation is the test's failure")]

mod boundaries;
mod code;
mod manifests;
mod pages;
mod paths;
mod reliability;
mod rules;
mod size;
mod sources;
mod words;

use sources::{Complaint, repository};

/// Fails with every complaint at once, so that one run is enough to mend them all.
fn assert_tidy(complaints: &[Complaint]) {
    let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} complaints:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn no_file_is_longer_than_a_sitting() {
    assert_tidy(&size::check(&repository()));
}

#[test]
fn no_banned_word_is_written() {
    assert_tidy(&words::check(&repository()));
}

#[test]
fn modules_name_only_what_they_may_know() {
    assert_tidy(&boundaries::check(&repository()));
}

#[test]
fn automerge_is_named_in_one_module() {
    assert_tidy(&boundaries::check_automerge(&repository()));
}

#[test]
fn packages_depend_only_on_what_they_may_know() {
    assert_tidy(&manifests::check(&manifests::metadata()));
}

#[test]
fn every_module_page_says_what_it_must_never_know() {
    assert_tidy(&pages::check(&repository()));
}

#[test]
fn the_page_of_promises_has_every_row_and_names_tests_that_exist() {
    assert_tidy(&reliability::check(&repository()));
}

#[test]
fn the_page_of_rules_has_each_rule_once_and_names_what_exists() {
    assert_tidy(&rules::check(&repository()));
}
