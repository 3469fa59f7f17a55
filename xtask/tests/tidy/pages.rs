//! The page of each of client-core's four modules says what the module must never know.

use super::sources::{Complaint, Source};

const MODULES: &[&str] = &["domain", "replica", "protocol", "device"];
const PHRASE: &str = "must never know";

pub(crate) fn check(sources: &[Source]) -> Vec<Complaint> {
    MODULES.iter().filter_map(|module| complaint(sources, module)).collect()
}

fn complaint(sources: &[Source], module: &str) -> Option<Complaint> {
    let path = format!("client-core/src/{module}/mod.rs");
    let reason = match sources.iter().find(|source| source.path == path) {
        None => "the module has no page: this file is missing".to_owned(),
        Some(source) if page(&source.text).contains(PHRASE) => return None,
        Some(_) => format!("the module's page lacks a sentence with \"{PHRASE}\": what must stay out of it?"),
    };
    Some(Complaint { path, line: 0, reason })
}

/// The `//!` lines as one line of prose, because a sentence may be broken anywhere.
fn page(text: &str) -> String {
    let lines = text.lines().filter_map(|line| line.trim_start().strip_prefix("//!"));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_page_without_the_sentence_is_told() {
    let with = |module: &str, text: &str| Source::invented(&format!("client-core/src/{module}/mod.rs"), text);
    let good = "//! It must\n//! never know a clock.\n";
    let mut sources: Vec<Source> = MODULES.iter().map(|module| with(module, good)).collect();
    assert!(check(&sources).is_empty());
    sources[1] = with("replica", "//! Journals.\n// It must never know a clock.\n");
    assert_eq!(check(&sources).len(), 1);
    sources.remove(0);
    assert_eq!(check(&sources).len(), 2);
}
