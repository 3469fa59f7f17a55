//! No file is longer than a person reads in one sitting.

use super::sources::{Complaint, Source};

const MAX_LINES: usize = 600;
const KINDS: &[&str] = &["rs", "toml", "md", "html", "css", "js", "ts", "tsx", "sh"];

/// Files that a program writes.
const MADE: &[&str] = &["web/app/src/core/types.ts"];

pub(crate) fn check(sources: &[Source]) -> Vec<Complaint> {
    let written = |source: &&Source| source.has_extension(KINDS) && !MADE.contains(&source.path.as_str());
    let long = sources.iter().filter(written).filter_map(|source| {
        let lines = source.text.lines().count();
        (lines > MAX_LINES).then(|| Complaint {
            path: source.path.clone(),
            line: 0,
            reason: format!("{lines} lines, more than {MAX_LINES}: split it where its subject changes"),
        })
    });
    long.collect()
}

#[test]
fn a_long_file_is_told() {
    let long = "// line\n".repeat(MAX_LINES + 1);
    let exact = "// line\n".repeat(MAX_LINES);
    assert_eq!(check(&[Source::invented("server/src/a.rs", &long)]).len(), 1);
    assert!(check(&[Source::invented("server/src/a.rs", &exact)]).is_empty());
    assert!(
        check(&[Source::invented("docs/openapi.json", &long), Source::invented("Cargo.lock", &long)])
            .is_empty()
    );
}
