//! The paths that Rust code names, with grouped imports written out and `self` and `super` resolved.

use super::code::is_word;

/// A path such as `crate::domain::entry`, and the line it stands in (from 1).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) line: usize,
    pub(crate) path: String,
}

#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Colons,
    Open,
    Close,
    Other,
}

/// Every path in code without comments and literals, as seen from the file at `file`.
pub(crate) fn named(file: &str, code: &str) -> Vec<Named> {
    let tokens = tokens(code);
    let own = module_of(file);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        at = collect(&tokens, at, &[], &own, &mut found);
    }
    found
}

/// Reads one path or token, with the group that may follow it; returns where to go on.
fn collect(
    tokens: &[(usize, Token<'_>)],
    mut at: usize,
    prefix: &[&str],
    own: &[&str],
    found: &mut Vec<Named>,
) -> usize {
    let Some((line, Token::Word(first))) = tokens.get(at) else { return at + 1 };
    let mut segments = prefix.to_vec();
    segments.push(first);
    at += 1;
    while let Some((_, Token::Colons)) = tokens.get(at) {
        match tokens.get(at + 1) {
            Some((_, Token::Word(word))) => {
                segments.push(word);
                at += 2;
            }
            Some((_, Token::Open)) => {
                at += 2;
                while at < tokens.len() && tokens[at].1 != Token::Close {
                    at = collect(tokens, at, &segments, own, found);
                }
                return at + 1;
            }
            _ => break,
        }
    }
    found.push(Named { line: *line, path: absolute(&segments, own) });
    at
}

/// Writes `self` and `super` out from the module of the file.
fn absolute(segments: &[&str], own: &[&str]) -> String {
    let mut module = own.to_vec();
    let mut rest = segments;
    let mut relative = false;
    while let Some((&first, tail)) = rest.split_first() {
        match first {
            "super" => drop(module.pop()),
            "self" => {}
            _ => break,
        }
        relative = true;
        rest = tail;
    }
    // `use a::{self, b}` names `a` itself.
    let rest = rest.iter().copied().filter(|&segment| segment != "self");
    if relative {
        std::iter::once("crate").chain(module).chain(rest).collect::<Vec<_>>().join("::")
    } else {
        rest.collect::<Vec<_>>().join("::")
    }
}

/// The module path of a file: `client-core/src/domain/entry/work.rs` is `domain`, `entry`, `work`.
fn module_of(file: &str) -> Vec<&str> {
    let inner = file.split_once("/src/").map_or(file, |(_, inner)| inner);
    let mut module: Vec<&str> = inner.trim_end_matches(".rs").split('/').collect();
    if matches!(module.last(), Some(&("mod" | "lib" | "main"))) {
        module.pop();
    }
    module
}

fn tokens(code: &str) -> Vec<(usize, Token<'_>)> {
    let mut tokens = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            let length =
                if is_word(c) { rest.find(|c| !is_word(c)).unwrap_or(rest.len()) } else { c.len_utf8() };
            let (token, length) = match c {
                _ if is_word(c) => (Some(Token::Word(&rest[..length])), length),
                _ if rest.starts_with("::") => (Some(Token::Colons), 2),
                '{' => (Some(Token::Open), 1),
                '}' => (Some(Token::Close), 1),
                _ if c.is_whitespace() => (None, length),
                _ => (Some(Token::Other), length),
            };
            tokens.extend(token.map(|token| (number + 1, token)));
            rest = &rest[length..];
        }
    }
    tokens
}

#[test]
fn groups_and_relative_paths_are_written_out() {
    let code = "use std::{fs, io::{self, Read}};\nuse super::super::replica::X;\nlet a = self::b::c();";
    let paths: Vec<String> =
        named("client-core/src/domain/entry/mod.rs", code).into_iter().map(|n| n.path).collect();
    for expected in ["std::fs", "std::io", "std::io::Read", "crate::replica::X", "crate::domain::entry::b::c"]
    {
        assert!(paths.iter().any(|path| path == expected), "{expected} is not in {paths:?}");
    }
}
