//! The checker is checked: faults that the product must not have are put in at its edges, and each must be found.

use std::collections::BTreeSet;
use undercroft_tests::sim::{Faults, Options, Tamper, run};

/// Seeds that may be tried until a world offers the fault its chance.
const SEEDS: u64 = 10;

/// Worlds in which little else goes wrong, so that it is the fault that is found.
fn faults() -> Faults {
    Faults {
        drop: 50,
        duplicate: 100,
        delay: 100,
        kill_phone: 60,
        hostile: 150,
        console: 50,
        ..Faults::default()
    }
}

/// Runs worlds with the fault; each one is found as `expected`, or had no chance to show.
#[track_caller]
fn finds(tamper: Tamper, expected: &[&str]) {
    let mut found = BTreeSet::new();
    for seed in 0..SEEDS {
        let options = Options { tamper, faults: Some(faults()), sessions: Some(60), ..Options::default() };
        if let Err(failure) = run(seed, options) {
            assert!(expected.contains(&failure.violation.invariant), "found as something else: {failure}");
            found.insert(failure.seed);
        }
    }
    assert!(found.len() >= 2, "{tamper:?} was found in seeds {found:?} alone");
}

#[test]
fn worlds_without_a_fault_of_the_product_are_clean() {
    for seed in 0..SEEDS {
        let options = Options { faults: Some(faults()), sessions: Some(60), ..Options::default() };
        if let Err(failure) = run(seed, options) {
            panic!("{failure}");
        }
    }
}

#[test]
fn checker_catches_an_early_acknowledgement() {
    finds(Tamper::EarlyAck, &["acknowledged is in the log"]);
}

#[test]
fn checker_catches_a_phone_that_doesnt_wait_for_its_disk() {
    // A page that is lost with its commit is missed too.
    finds(
        Tamper::LostPhoneCommit,
        &["shown as saved is recovered", "up to date means everything in scope", UP_TO_DATE],
    );
}

#[test]
fn checker_catches_a_server_that_doesnt_wait_for_its_disk() {
    finds(
        Tamper::LostServerCommit,
        &["acknowledged is in the log", "the log only grows", "what is refused is kept"],
    );
}

#[test]
fn checker_catches_a_page_that_leaves_a_document_out() {
    finds(Tamper::DroppedDocument, &["up to date means everything in scope", UP_TO_DATE]);
}

#[test]
fn checker_catches_a_page_that_leaves_a_change_out() {
    finds(Tamper::DroppedRow, &["up to date means everything in scope", UP_TO_DATE]);
}

#[test]
fn checker_catches_a_leaked_document() {
    finds(Tamper::Leak, &["nobody gets what is out of scope"]);
}

#[test]
fn checker_catches_a_leaked_blob() {
    finds(Tamper::LeakedBlob, &["nobody gets what is out of scope"]);
}

#[test]
fn checker_catches_a_change_that_is_stored_twice() {
    finds(Tamper::StoredTwice, &["each change is stored once", "the log is whole"]);
}

#[test]
fn checker_catches_a_changed_entry() {
    finds(Tamper::ChangedEntry, &["the log is whole"]);
}

#[test]
fn checker_catches_a_deleted_change() {
    finds(Tamper::DeletedChange, &["acknowledged is in the log", "the log only grows"]);
}

#[test]
fn checker_catches_a_forgery_in_the_log() {
    finds(Tamper::ForgedEntry, &["what is forged never enters the log"]);
}

#[test]
fn checker_catches_a_quarantine_that_forgets() {
    finds(Tamper::LostQuarantine, &["what is refused is kept"]);
}

#[test]
fn checker_catches_a_replica_that_says_something_else() {
    finds(Tamper::OtherFold, &["equal sets give equal canonical bytes"]);
}

#[test]
fn checker_catches_a_filling_that_a_matter_forgets() {
    finds(Tamper::LostFilling, &["every saved filling is in the course"]);
}

#[test]
fn checker_catches_a_figure_that_is_no_sum() {
    finds(Tamper::WrongFigure, &["figures are the sum of what moved"]);
}

#[test]
fn checker_catches_a_movement_that_the_ledger_leaves_out() {
    finds(Tamper::ForgottenMovement, &["the ledger has every movement once"]);
}

#[test]
fn checker_catches_a_tool_that_nobody_is_said_to_have() {
    finds(Tamper::ForgottenLoan, &["a tool is with whom the log says"]);
}

#[test]
fn checker_catches_a_bill_of_another_sum() {
    finds(Tamper::WrongBill, &["a bill is what was agreed and signed"]);
}

#[test]
fn checker_catches_an_acknowledgement_of_other_bytes() {
    finds(Tamper::OtherAck, &["acknowledged is in the log"]);
}

/// What a phone ends with that lacks something it can't ask for again.
const UP_TO_DATE: &str = "everybody is up to date within three syncs";
