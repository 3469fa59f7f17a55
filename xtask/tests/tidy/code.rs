//! Rust text without its comments, literals and tests, line for line, so that a rule about code doesn't trip over
//! prose.

use super::sources::Source;

/// What of a file is compiled into the product: no comments, literals or tests.
pub(crate) fn product_code(source: &Source) -> String {
    // The files of `#[cfg(test)] mod tests;`, which don't say themselves that they are tests.
    if source.path.ends_with("/tests.rs") || source.path.contains("/tests/") {
        return String::new();
    }
    without_tests(&code_only(&source.text))
}

/// The code with comments and the contents of literals blanked.
pub(crate) fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = skipped(&chars, at);
        if end == at {
            code.push(chars[at]);
            at += 1;
        } else {
            code.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    code
}

/// Where the comment or literal that starts here ends; `at` itself if none starts here.
fn skipped(chars: &[char], at: usize) -> usize {
    let next = |offset: usize| chars.get(at + offset).copied().unwrap_or('\0');
    let in_word = at > 0 && is_word(chars[at - 1]);
    match next(0) {
        '/' if next(1) == '/' => (at..chars.len()).find(|&i| chars[i] == '\n').unwrap_or(chars.len()),
        '/' if next(1) == '*' => block_end(chars, at),
        '"' => string_end(chars, at + 1),
        '\'' if next(1) == '\\' || next(2) == '\'' => {
            // From after an escaped character, so that '\'' ends at its last quote.
            let from = at + if next(1) == '\\' { 3 } else { 2 };
            (from..chars.len()).find(|&i| chars[i] == '\'').map_or(chars.len(), |i| i + 1)
        }
        'r' | 'b' | 'c' if !in_word => raw_end(chars, at).unwrap_or(at),
        _ => at,
    }
}

fn block_end(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0_usize, start);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') if depth == 1 => return at + 2,
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    chars.len()
}

fn string_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of a raw string such as `br#"..."#`; none if no raw string starts here.
fn raw_end(chars: &[char], start: usize) -> Option<usize> {
    let mut at = start + usize::from(matches!(chars[start], 'b' | 'c'));
    if chars.get(at) != Some(&'r') {
        return None;
    }
    at += 1;
    let hashes = chars[at..].iter().take_while(|&&c| c == '#').count();
    at += hashes;
    if chars.get(at) != Some(&'"') {
        return None;
    }
    let closes = |i: usize| {
        chars[i] == '"' && chars[i + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes
    };
    Some((at + 1..chars.len()).find(|&i| closes(i)).map_or(chars.len(), |i| i + 1 + hashes))
}

/// The code without items under `#[cfg(test)]`; takes what [`code_only`] gave.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find(MARK) {
        kept.push_str(&rest[..start]);
        let item = &rest[start..];
        let end = item_end(item);
        kept.extend(item[..end].chars().filter(|&c| c == '\n'));
        rest = &item[end..];
    }
    kept.push_str(rest);
    kept
}

/// Where an item ends: at its first `;` outside of braces, or at the brace that closes its first one.
fn item_end(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in item.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

/// True for what a Rust name is made of.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[test]
fn comments_and_literals_are_blanked_and_lines_kept() {
    let text = "a /* b /* c */\n d */ e // f\n\"g\\\" h\" 'i' '\\'' b\"j\" r#\"k \" l\"# <'m> crate_b\"n\"";
    let code = code_only(text);
    let words: Vec<&str> = code.split(|c: char| !is_word(c)).filter(|word| !word.is_empty()).collect();
    assert_eq!(words, ["a", "e", "b", "m", "crate_b"]);
    assert_eq!(code.lines().count(), text.lines().count());
}

#[test]
fn test_modules_are_left_out() {
    let text = "use a;\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nuse d;\nfn e() {}";
    let code = without_tests(&code_only(text));
    assert_eq!(code.lines().count(), text.lines().count());
    assert!(["a", "c", "e"].iter().all(|name| code.contains(name)) && !code.contains('b'));
    assert!(!code.contains("use d"));
}
