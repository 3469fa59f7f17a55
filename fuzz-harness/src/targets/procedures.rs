//! Procedures as text: the reader, the linter, and publishing on a site.

use super::one;
use crate::Reached;
use crate::meter::measured;
use crate::site::{NOW, Site};
use client_core::domain::procedure::{Facts, Procedure, evaluate, lint, parse};
use client_core::domain::reference::Reference;
use std::collections::BTreeMap;
use undercroft_server::audit::By;
use undercroft_server::feed::reference;
use undercroft_server::procedures::{Draft, PublishError, Published, to_file};

thread_local! {
    static SITE: Site = Site::new();
}

/// Runs one input.
pub fn run(data: &[u8]) -> Reached {
    let Ok(text) = std::str::from_utf8(data) else { return one("no text") };
    SITE.with(|site| site.undone(|site| judged(site, text)))
}

fn judged(site: &Site, text: &str) -> Reached {
    let draft = match measured(|| Draft::read(text)) {
        Ok(draft) => draft,
        Err(error) => {
            let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
            assert!(
                error.line.is_none_or(|line| (1..=lines).contains(&line)),
                "line {:?} of {lines}",
                error.line
            );
            assert!(!error.message.is_empty());
            return one("not read");
        }
    };
    let procedure = draft.procedure();
    let file = to_file(procedure).expect("what was read can be written");
    let again = parse(&file).expect("what was written is read");
    assert_eq!(&again, procedure, "a procedure survives its file");
    let before = reference::current(&site.connection).expect("the reference data");
    let findings = measured(|| draft.findings(&site.library, &Reference::default()));
    evaluated(site, procedure);
    match measured(|| draft.publish(&site.connection, &site.library, &By::operator(NOW))) {
        Ok(published) => {
            assert!(findings.is_empty(), "unsound, and published: {findings:?}");
            let after = reference::current(&site.connection).expect("the reference data");
            let library = site.library.with(&after.procedures);
            let loaded = library.get(&procedure.reference()).expect("it counts now");
            assert_eq!(loaded, procedure, "what counts is what was written");
            assert!(lint(loaded, text, &site.library).is_empty(), "what is loaded passes the linter");
            one(if published == Published::Already { "was there" } else { "published" })
        }
        Err(error) => {
            let after = reference::current(&site.connection).expect("the reference data");
            assert_eq!(after, before, "a refusal changes nothing");
            match error {
                PublishError::Unsound(_) => one("unsound"),
                PublishError::TooMuch { .. } => one("too much"),
                PublishError::TooDeep => one("too deep"),
                PublishError::Engine(error) => panic!("the engine: {error}"),
            }
        }
    }
}

/// A checklist is judged whatever is odd about it.
fn evaluated(site: &Site, procedure: &Procedure) {
    let library = site.library.with(std::slice::from_ref(procedure));
    let facts = Facts { facts: &[], saw: &|_, _| false, visits: &BTreeMap::new() };
    let checklist = evaluate(&library, &procedure.reference(), &facts).expect("it is in the library");
    assert_eq!(checklist.procedure, procedure.id);
    assert_eq!(checklist.failed_rounds, 0, "nobody has done anything yet");
}
