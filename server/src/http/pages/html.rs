//! HTML that cannot be forgotten to be escaped: tags and attribute names are words of this program, everything else
//! goes through one escape (attack 58).

/// A piece of HTML under construction.
#[derive(Debug, Default)]
pub(super) struct Html(String);

/// Attributes of an element: names of this program, values of anybody.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Html {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self(String::with_capacity(16 * 1024))
    }

    /// Text of anybody.
    pub(super) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' => self.0.push(character),
                // Characters that no page may hold, and a carriage return that would become a line end.
                control if control.is_control() => self.0.push('\u{fffd}'),
                other => self.0.push(other),
            }
        }
    }

    /// Words that somebody typed: kept apart from the text around them, so that characters that turn the direction of
    /// writing can't turn ours.
    pub(super) fn typed(&mut self, text: &str) {
        self.el("bdi", &[], |h| h.text(text));
    }

    /// An element with its content.
    pub(super) fn el(
        &mut self,
        tag: &'static str,
        attributes: Attributes<'_>,
        inner: impl FnOnce(&mut Self),
    ) {
        self.open(tag, attributes);
        inner(self);
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
    }

    /// An element of a class.
    pub(super) fn of(&mut self, tag: &'static str, class: &str, inner: impl FnOnce(&mut Self)) {
        self.el(tag, &[("class", class)], inner);
    }

    /// An element of a class that holds only text.
    pub(super) fn word(&mut self, tag: &'static str, class: &str, text: &str) {
        if class.is_empty() {
            self.el(tag, &[], |h| h.text(text));
        } else {
            self.of(tag, class, |h| h.text(text));
        }
    }

    /// A link inside the site; `to` is made of this program's own paths.
    pub(super) fn link(&mut self, class: &str, to: &str, text: &str) {
        self.el("a", &[("class", class), ("href", to)], |h| h.text(text));
    }

    /// An element without content.
    pub(super) fn void(&mut self, tag: &'static str, attributes: Attributes<'_>) {
        self.open(tag, attributes);
    }

    /// An element without content, with attributes that need no value.
    pub(super) fn void_flagged(
        &mut self,
        tag: &'static str,
        attributes: Attributes<'_>,
        flags: &[(&'static str, bool)],
    ) {
        self.0.push('<');
        self.0.push_str(tag);
        self.attributes(attributes);
        for (flag, _) in flags.iter().filter(|(_, set)| *set) {
            self.0.push(' ');
            self.0.push_str(flag);
        }
        self.0.push('>');
    }

    /// The first line of every page.
    pub(super) fn doctype(&mut self) {
        self.0.push_str("<!doctype html>\n");
    }

    /// The text of the page.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn open(&mut self, tag: &'static str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(tag);
        self.attributes(attributes);
        self.0.push('>');
    }

    fn attributes(&mut self, attributes: Attributes<'_>) {
        // Callers that have no class for this one say so with an empty word.
        for (name, value) in attributes.iter().filter(|(name, value)| *name != "class" || !value.is_empty()) {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_58_text_and_attributes_are_escaped() {
        let mut html = Html::new();
        let payload = "<img src=x onerror=alert(1)>\"'&\u{0}";
        html.el("p", &[("title", payload)], |h| h.typed(payload));
        let text = html.finish();
        let safe = "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\u{fffd}";
        assert_eq!(text, format!("<p title=\"{safe}\"><bdi>{safe}</bdi></p>"));
    }

    #[test]
    fn flags_stand_without_a_value() {
        let mut html = Html::new();
        html.void_flagged("input", &[("name", "x")], &[("required", true), ("checked", false)]);
        assert_eq!(html.finish(), "<input name=\"x\" required>");
    }
}
