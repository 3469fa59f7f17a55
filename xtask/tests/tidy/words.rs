//! Words that are not written here, each with the reason and what to write instead.

use super::code::{is_word, product_code};
use super::sources::{Complaint, Source};

/// Which part of which files a word is banned from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Every text file.
    Anywhere,
    /// Rust, comments included.
    Rust,
    /// Rust without comments, literals and tests, in the packages that are shipped.
    ProductCode,
}

struct Ban {
    words: &'static [&'static str],
    place: Place,
    reason: &'static str,
    instead: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        words: &["TODO", "FIXME", "XXX", "HACK"],
        place: Place::Anywhere,
        reason: "a note in the code is read by nobody who plans",
        instead: "do it, or open an issue",
    },
    Ban {
        words: &["unimplemented!", "todo!"],
        place: Place::Rust,
        reason: "it panics in the field",
        instead: "a typed error that says what is not built yet",
    },
    Ban {
        words: &["dbg!"],
        place: Place::Rust,
        reason: "it prints customers' data to a terminal",
        instead: "tracing in the server, an error in client-core",
    },
    Ban {
        words: &["#[ignore"],
        place: Place::Rust,
        reason: "a test that doesn't run proves nothing",
        instead: "make it quick and sure, or delete it",
    },
    Ban {
        words: &["/work/", "/root/", "/home/", "/Users/", "C:\\Users"],
        place: Place::Anywhere,
        reason: "a path of one machine",
        instead: "a path relative to the repository or a setting",
    },
    Ban {
        words: &["f32", "f64"],
        place: Place::ProductCode,
        reason: "money, hours and readings must be equal to the last digit on every device",
        instead: "integers of the smallest unit, or the types of client_core::domain",
    },
    Ban {
        words: &["last-writer", "last-write-wins", "last_writer", "last_write_wins", "LWW"],
        place: Place::Rust,
        reason: "nobody's work is overwritten: facts merge, and a collision of decisions has a rule",
        instead: "the rule's id (COL-..)",
    },
];

/// The packages that are shipped.
const PRODUCT: &[&str] =
    &["client-core/src/", "paper/src/", "server/src/", "field/src/", "web/core/src/", "words/src/"];
/// Where places on paper become the PDF writer's numbers; no amount comes here but as text.
const PLACES: &str = "paper/src/emit.rs";
const TEXT: &[&str] =
    &["rs", "toml", "md", "html", "css", "js", "ts", "tsx", "json", "sh", "sql", "yml", "yaml", "run"];

pub(crate) fn check(sources: &[Source]) -> Vec<Complaint> {
    // This folder must write the words that it bans.
    let judged = sources.iter().filter(|source| !source.path.starts_with("xtask/tests/tidy/"));
    judged.flat_map(|source| BANS.iter().flat_map(|ban| breaches(source, ban))).collect()
}

fn breaches(source: &Source, ban: &Ban) -> Vec<Complaint> {
    let is_rust = source.has_extension(&["rs"]);
    let text = match ban.place {
        Place::Anywhere if source.has_extension(TEXT) || source.path == ".ci/run" => source.text.clone(),
        Place::Rust if is_rust => source.text.clone(),
        Place::ProductCode
            if is_rust
                && source.path != PLACES
                && PRODUCT.iter().any(|area| source.path.starts_with(area)) =>
        {
            product_code(source)
        }
        _ => return Vec::new(),
    };
    let mut complaints = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for word in ban.words.iter().filter(|word| has_word(line, word)) {
            let reason = format!("`{word}`: {}; write {}", ban.reason, ban.instead);
            complaints.push(Complaint { path: source.path.clone(), line: number + 1, reason });
        }
    }
    complaints
}

/// True if the word stands in the line by itself, not within a longer name or path.
fn has_word(line: &str, word: &str) -> bool {
    let glued =
        |a: Option<char>, b: Option<char>| matches!((a, b), (Some(a), Some(b)) if is_word(a) && is_word(b));
    let rooted = word.starts_with('/');
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        // `/work/` is a machine's path only where a path begins.
        let inside_path = rooted && before.is_some_and(|c| is_word(c) || "./-}~*>)".contains(c));
        !glued(before, word.chars().next()) && !glued(word.chars().next_back(), after) && !inside_path
    })
}

#[test]
fn every_banned_word_is_told_where_it_is_banned() {
    for ban in BANS {
        for word in ban.words {
            let text = format!("fn a() {{}}\nlet b: {word} = 1; // c\n");
            let complaints = check(&[Source::invented("client-core/src/domain/a.rs", &text)]);
            assert!(complaints.iter().any(|c| c.line == 2 && c.reason.contains(word)), "{word} is not told");
        }
    }
}

#[test]
fn a_word_is_free_inside_a_name_and_where_it_is_not_banned() {
    let free = "let autodoc = \"f64\"; // an f32 in prose, api/v1/work/orders, TODOS_DONE\n";
    assert!(check(&[Source::invented("server/src/a.rs", free)]).is_empty());
    let in_test = "#[cfg(test)]\nmod tests { fn a(b: f64) {} }\n";
    assert!(check(&[Source::invented("server/src/a.rs", in_test)]).is_empty());
    assert!(check(&[Source::invented("xtask/src/a.rs", "fn a(b: f64) {}\n")]).is_empty());
    assert_eq!(check(&[Source::invented("README.md", "Later: TODO\n")]).len(), 1);
}
