//! Drawings that people made with a finger: signatures.

use super::html::Html;
use super::look::Look;
use super::words::labels;

/// Whether strokes are a path of lines and nothing else: only such are drawn.
pub(super) fn drawable(path: &str) -> bool {
    path.starts_with('M')
        && path.chars().all(|c| c.is_ascii_digit() || matches!(c, 'M' | 'L' | ' ' | ',' | '-'))
}

/// The strokes, where they are here and can be drawn.
pub(super) fn drawing(h: &mut Html, look: &Look, path: Option<&str>, label: &str) {
    match path.filter(|path| drawable(path)) {
        Some(path) => {
            let attributes = [("viewBox", "0 0 1000 400"), ("role", "img"), ("aria-label", label)];
            h.el("svg", &attributes, |h| {
                h.el("path", &[("d", path), ("class", "stroke")], |_| {});
            });
        }
        None => h.word("p", "soft", look.say(labels::NOT_DRAWN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_are_drawn() {
        assert!(drawable("M 10 10 L 20,30 L -5 7"));
        for bad in ["", "L 1 1", "M 1 1\"/><script>", "M1 1url(x)", "M 1 1\nL 2 2"] {
            assert!(!drawable(bad), "{bad}");
        }
    }
}
