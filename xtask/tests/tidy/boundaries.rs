//! Which names each part of the repository may not write, because of what it must not know.

use super::code::{code_only, product_code};
use super::paths::named;
use super::sources::{Complaint, Source};

struct Boundary {
    /// Files whose path starts so.
    area: &'static str,
    /// Paths (with everything below them) that these files never name.
    forbidden: &'static [&'static str],
    reason: &'static str,
    instead: &'static str,
}

const OUTER: &[&str] =
    &["rusqlite", "ureq", "tokio", "axum", "tower", "tower_http", "hyper", "http", "reqwest"];
const SYSTEM: &[&str] =
    &["std::fs", "std::net", "std::time", "std::thread", "std::env", "std::process", "getrandom", "rand"];
const ASYNC: &[&str] = &["async", "await", "std::future", "std::task"];
const UNORDERED: &[&str] =
    &["std::collections::HashMap", "std::collections::HashSet", "std::hash::RandomState"];
const SERVER: &[&str] = &["undercroft_server"];

const BOUNDARIES: &[Boundary] = &[
    Boundary {
        area: "client-core/src/domain/",
        forbidden: &["automerge", "crate::replica", "crate::protocol", "crate::device"],
        reason: "the business knows nothing of how it is stored, merged or sent",
        instead: "a value passed in by the caller",
    },
    Boundary {
        area: "client-core/src/domain/",
        forbidden: OUTER,
        reason: "the business does no input or output",
        instead: "a value passed in by the caller",
    },
    Boundary {
        area: "client-core/src/domain/",
        forbidden: SYSTEM,
        reason: "the business is a function of its arguments: no files, network, clock or chance",
        instead: "a value passed in by the caller",
    },
    Boundary {
        area: "client-core/src/domain/",
        forbidden: ASYNC,
        reason: "the business waits for nothing",
        instead: "a plain function",
    },
    Boundary {
        area: "client-core/src/domain/",
        forbidden: UNORDERED,
        reason: "every device must give the same bytes",
        instead: "BTreeMap or BTreeSet",
    },
    Boundary {
        area: "paper/src/",
        forbidden: OUTER,
        reason: "a paper is made of values, on the server and on a device alike",
        instead: "a value passed in by the caller",
    },
    Boundary {
        area: "paper/src/",
        forbidden: SYSTEM,
        reason: "equal values give equal bytes: no files, network, clock or chance",
        instead: "a value passed in by the caller",
    },
    Boundary {
        area: "paper/src/",
        forbidden: UNORDERED,
        reason: "equal values give equal bytes",
        instead: "BTreeMap or BTreeSet",
    },
    Boundary {
        area: "client-core/src/replica/",
        forbidden: &["crate::protocol", "crate::device"],
        reason: "a journal doesn't know who carries or keeps it",
        instead: "the domain's types, or the replica's own",
    },
    Boundary {
        area: "client-core/src/replica/",
        forbidden: OUTER,
        reason: "a journal lives in memory",
        instead: "values in and out, for the caller to store or send",
    },
    Boundary {
        area: "client-core/src/replica/",
        forbidden: SYSTEM,
        reason: "rebuilding a change must give the same bytes everywhere: no clock, no chance",
        instead: "a value passed in by the caller",
    },
    Boundary {
        area: "client-core/src/replica/",
        forbidden: ASYNC,
        reason: "a journal waits for nothing",
        instead: "a plain function",
    },
    Boundary {
        area: "client-core/src/replica/",
        forbidden: UNORDERED,
        reason: "every device must give the same bytes",
        instead: "BTreeMap or BTreeSet",
    },
    Boundary {
        area: "client-core/src/replica/",
        forbidden: &["crate::domain::decide", "crate::domain::policy", "crate::domain::order"],
        reason: "a journal holds entries and judges none",
        instead: "a function of the domain that takes the journal",
    },
    Boundary {
        area: "client-core/src/protocol/",
        forbidden: &["crate::device", "crate::domain::decide"],
        reason: "the wire's types hold no rule and no state",
        instead: "plain data, judged by domain, device or server",
    },
    Boundary {
        area: "client-core/src/protocol/",
        forbidden: OUTER,
        reason: "what is said doesn't depend on how HTTP carries it",
        instead: "plain data; device and server translate",
    },
    Boundary {
        area: "client-core/src/protocol/",
        forbidden: &["StatusCode", "HeaderMap", "HeaderName", "HeaderValue", "Uri", "Url"],
        reason: "what is said doesn't depend on how HTTP carries it",
        instead: "plain data; device and server translate",
    },
    Boundary {
        area: "client-core/src/protocol/",
        forbidden: SYSTEM,
        reason: "a wire type is data",
        instead: "a value passed in by the caller",
    },
    Boundary {
        area: "client-core/src/protocol/",
        forbidden: ASYNC,
        reason: "a wire type is data",
        instead: "a plain function",
    },
    Boundary {
        area: "client-core/",
        forbidden: SERVER,
        reason: "the device never sees the server's inside",
        instead: "client_core::protocol, or a test in the tests package",
    },
    Boundary {
        area: "field/",
        forbidden: SERVER,
        reason: "the device never sees the server's inside",
        instead: "client_core::protocol, or a test in the tests package",
    },
    Boundary {
        area: "web/",
        forbidden: SERVER,
        reason: "the device never sees the server's inside",
        instead: "client_core::protocol, or a test in the tests package",
    },
    Boundary {
        area: "web/core/src/",
        forbidden: SYSTEM,
        reason: "it runs in a browser: there the standard library's clocks, files and threads panic",
        instead: "the platform that is passed in",
    },
    Boundary {
        area: "web/core/src/core/",
        forbidden: &["web_sys", "js_sys", "wasm_bindgen"],
        reason: "the calls are tested without a browser",
        instead: "the platform that is passed in",
    },
    Boundary {
        area: "words/src/",
        forbidden: SYSTEM,
        reason: "words are made of values",
        instead: "a value passed in by the caller",
    },
    Boundary {
        area: "server/",
        forbidden: &["client_core::device"],
        reason: "the server never sees a device's inside",
        instead: "client_core::protocol and domain, or a test in the tests package",
    },
    Boundary {
        area: "server/",
        forbidden: &["automerge"],
        reason: "the server takes typed rows and rebuilds changes through the replica",
        instead: "client_core::replica",
    },
];

/// What each area names that it may not.
pub(crate) fn check(sources: &[Source]) -> Vec<Complaint> {
    let rust = sources.iter().filter(|source| source.has_extension(&["rs"]));
    rust.flat_map(|source| {
        let code = product_code(source);
        let rules = BOUNDARIES.iter().filter(|rule| source.path.starts_with(rule.area));
        rules.flat_map(|rule| breaches(source, &code, rule)).collect::<Vec<_>>()
    })
    .collect()
}

/// Where automerge may be named: one module, and what tests or compares the whole.
const AUTOMERGE_AREAS: &[&str] =
    &["client-core/src/replica/", "client-core/tests/replica", "tests/", "benches/"];

/// Automerge is named in one module; tests inside other modules included.
pub(crate) fn check_automerge(sources: &[Source]) -> Vec<Complaint> {
    let rule = Boundary {
        area: "",
        forbidden: &["automerge"],
        reason: "one module speaks to automerge, so that a new version is one module's change",
        instead: "client_core::replica",
    };
    let outside = sources.iter().filter(|source| {
        source.has_extension(&["rs"]) && !AUTOMERGE_AREAS.iter().any(|area| source.path.starts_with(area))
    });
    outside.flat_map(|source| breaches(source, &code_only(&source.text), &rule)).collect()
}

fn breaches(source: &Source, code: &str, rule: &Boundary) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for name in named(&source.path, code) {
        if let Some(forbidden) = rule.forbidden.iter().find(|forbidden| is_within(&name.path, forbidden)) {
            let reason = format!("names `{forbidden}`: {}; use {}", rule.reason, rule.instead);
            complaints.push(Complaint { path: source.path.clone(), line: name.line, reason });
        }
    }
    complaints
}

/// True for the forbidden path itself and for everything below it.
fn is_within(path: &str, forbidden: &str) -> bool {
    path.strip_prefix(forbidden).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn every_boundary_is_told_when_crossed() {
    for rule in BOUNDARIES {
        for forbidden in rule.forbidden {
            let path = format!("{}src/a.rs", rule.area.trim_end_matches("src/"));
            let path = if rule.area.contains("/src/") { format!("{}a.rs", rule.area) } else { path };
            let text = format!("//! Page.\nlet a = {forbidden}::b();\n");
            let complaints = check(&[Source::invented(&path, &text)]);
            assert!(complaints.iter().any(|c| c.line == 2), "{path} may name {forbidden} unnoticed");
        }
    }
}

#[test]
fn no_way_of_writing_a_path_gets_through() {
    for text in [
        "use std::{fs, fmt};",
        "use std::{collections::BTreeMap, fs::{self, File}};",
        "fn a() { ::automerge::b() }",
        "use super::super::super::replica::Replica;",
        "use crate::{domain::id, device::Device};",
        "pub async fn a() {}",
        "use automerge as am;",
    ] {
        let source = Source::invented("client-core/src/domain/entry/work.rs", text);
        assert!(!check(&[source]).is_empty(), "`{text}` gets through");
    }
}

#[test]
fn prose_tests_and_neighbours_are_free() {
    let text = "//! Knows no automerge, no std::fs.\nuse super::device_name;\nlet a = \"automerge\";\n\
                let fs = order.automerge_free();\n#[cfg(test)]\nmod tests { use std::fs; }\n";
    let complaints = check(&[Source::invented("client-core/src/domain/a.rs", text)]);
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn automerge_outside_of_its_module_is_told() {
    let text = "#[cfg(test)]\nmod tests { use automerge::Change; }";
    let told = |path: &str| check_automerge(&[Source::invented(path, text)]).len();
    assert_eq!(told("client-core/src/device/a.rs"), 1);
    assert_eq!(told("client-core/tests/device.rs"), 1);
    assert_eq!(told("xtask/src/demo/a.rs"), 1);
    assert_eq!(told("client-core/src/replica/a.rs") + told("tests/tests/a.rs"), 0);
}
