//! What seeds and targets can reach: all that the interface takes as JSON, and all kinds of documents and entries.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails")]

use client_core::domain::entry::{DocumentKind, Kind};
use std::collections::BTreeSet;
use undercroft_fuzz_harness::forge::Matter;
use undercroft_fuzz_harness::story::Story;
use undercroft_fuzz_harness::targets::json_api::route_of;
use undercroft_server::admit::Known;

/// Neither JSON nor an answer in JSON: it ends a browser's session.
const NO_INTERFACE: &str = "POST /logout";

#[test]
fn p8_every_json_body_of_the_interface_is_sent_by_its_target() {
    let api = serde_json::to_value(undercroft_server::http::openapi_document()).unwrap();
    let mut missing = Vec::new();
    let mut there = 0;
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let body = &operation["requestBody"];
            let json = body.is_null() || !body["content"]["application/json"].is_null();
            let place = format!("{} {path}", method.to_uppercase());
            if !["post", "put", "patch", "delete"].contains(&method.as_str())
                || !json
                || place == NO_INTERFACE
            {
                continue;
            }
            match route_of(&place) {
                Some(_) => there += 1,
                None => missing.push(place),
            }
        }
    }
    assert!(missing.is_empty(), "the target json_api lacks {missing:?}");
    assert!(there >= 29, "the interface's description shows {there} places that take JSON");
}

/// What can't come about on the one day of the story.
const ANOTHER_DAY: [Kind; 2] = [
    // Days after a call.
    Kind::FeeLetterSent,
    // After the final notice, months after the bill.
    Kind::FeeRecoveryDecided,
];

#[test]
fn p8_the_story_has_every_kind_of_document_and_every_entry_of_the_offices_parts() {
    let story = Story::new();
    let material = Matter::of(&story.site);
    let documents: BTreeSet<DocumentKind> = material.documents.values().map(|known| known.kind).collect();
    let missing: Vec<_> = DocumentKind::ALL.iter().filter(|kind| !documents.contains(kind)).collect();
    // A month is written at the office alone, which `json_api` does.
    assert_eq!(missing, [&DocumentKind::Month], "documents that the story lacks");
    let known = material.documents.values().flat_map(Known::entries);
    let entries: BTreeSet<Kind> = known.filter_map(|entry| entry.entry.body.kind()).collect();
    let office = ["fee_", "complain", "matter_", "immediate_measure", "supervisor_called", "remedy_"];
    let lacks = |kind: &&Kind| {
        office.iter().any(|begins| kind.as_str().starts_with(begins)) && !entries.contains(kind)
    };
    let missing: Vec<Kind> = Kind::ALL.iter().filter(lacks).copied().collect();
    assert_eq!(missing, ANOTHER_DAY, "entries that the story lacks");
}
