//! Drawings that people made with a finger: signatures.

use super::assets;
use super::html::Html;
use super::look::Look;
use super::words::{figures as words, labels};

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

/// A field to sign on, whose strokes go into the input of this name. A script shows it; its page loads that once.
pub(super) fn pad(h: &mut Html, look: &Look, name: &str, now: &str) {
    h.void("input", &[("type", "hidden"), ("name", name), ("value", now)]);
    h.el("div", &[("class", "pad"), ("data-pad", name), ("hidden", "")], |h| {
        h.word("span", "", look.say(words::SIGN_HERE));
        let label =
            [("viewBox", "0 0 1000 400"), ("role", "img"), ("aria-label", look.say(words::SIGN_HERE))];
        h.el("svg", &label, |h| h.el("path", &[("d", "")], |_| {}));
        h.el("button", &[("type", "button"), ("class", "quiet")], |h| h.text(look.say(words::SIGN_AGAIN)));
    });
}

/// The script of the fields to sign on.
pub(super) fn script(h: &mut Html) {
    h.el("script", &[("src", &assets::pad()), ("defer", "")], |_| {});
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
