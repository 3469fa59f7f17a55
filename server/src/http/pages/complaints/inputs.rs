//! Fields of the forms, each with what was typed before it was refused.

use super::super::html::Html;
use super::super::look::Look;
use super::super::words::{Text, complaints as words, labels};
use super::super::{Fields, value};
use client_core::domain::complaint::CaseKinds;
use client_core::domain::entry::complaint::RecordField;
use client_core::domain::entry::incident::Department;
use client_core::domain::words::{complaint as core, incident};

/// A form as it is written down.
pub(super) struct Inputs<'f> {
    pub(super) look: &'f Look,
    /// What was typed into this form; nothing where it is shown for the first time.
    pub(super) typed: Option<&'f Fields>,
}

impl<'f> Inputs<'f> {
    /// What was typed.
    pub(super) fn typed(&self, name: &str) -> &'f str {
        self.typed.map_or("", |fields| value(fields, name))
    }

    /// What was typed, or what is known already where nothing was.
    fn typed_or(&self, name: &str, known: &'f str) -> &'f str {
        if self.typed.is_some() { self.typed(name) } else { known }
    }

    /// The name of a field beside it.
    fn labelled(&self, h: &mut Html, label: Text, hint: Option<&str>, inner: impl FnOnce(&mut Html)) {
        h.of("label", "field", |h| {
            h.el("span", &[], |h| {
                h.text(self.look.say(label));
                if let Some(hint) = hint {
                    h.word("small", "soft", hint);
                }
            });
            inner(h);
        });
    }

    fn hint(&self, name: &str) -> Option<&'static str> {
        words::hint(name).map(|hint| self.look.say(hint))
    }

    fn label(name: &str) -> Text {
        words::field(name).unwrap_or(words::COMPLAINT)
    }

    /// A line of text.
    pub(super) fn line(&self, h: &mut Html, name: &str, required: bool) {
        self.labelled(h, Self::label(name), None, |h| {
            let attributes = [
                ("type", "text"),
                ("name", name),
                ("value", self.typed(name)),
                ("maxlength", "500"),
                ("autocomplete", "off"),
            ];
            h.void_flagged("input", &attributes, &[("required", required)]);
        });
    }

    /// Several lines of text.
    pub(super) fn area(&self, h: &mut Html, name: &str, required: bool) {
        self.area_called(h, name, Self::label(name), required);
    }

    /// The same under another name.
    pub(super) fn area_called(&self, h: &mut Html, name: &str, label: Text, required: bool) {
        self.labelled(h, label, self.hint(name), |h| {
            let mut attributes = vec![("name", name), ("rows", "3"), ("maxlength", "500")];
            if required {
                attributes.push(("required", ""));
            }
            h.el("textarea", &attributes, |h| h.text(self.typed(name)));
        });
    }

    /// A line of another kind: a day, a moment, an amount.
    pub(super) fn of_kind(&self, h: &mut Html, name: &str, kind: &str, required: bool) {
        let zone = self.look.with(labels::IN_ZONE, &[self.look.zone.name()]);
        let hint = if kind == "datetime-local" { Some(zone.as_str()) } else { self.hint(name) };
        self.labelled(h, Self::label(name), hint, |h| {
            let mode = if name == "cost" { "decimal" } else { "text" };
            let attributes =
                [("type", kind), ("inputmode", mode), ("name", name), ("value", self.typed(name))];
            h.void_flagged("input", &attributes, &[("required", required)]);
        });
    }

    /// A list to choose from; `none` is the choice of nothing.
    pub(super) fn select<'o>(
        &self,
        h: &mut Html,
        name: &str,
        (required, none): (bool, Text),
        options: impl Iterator<Item = (String, &'o str)>,
    ) {
        self.select_known(h, name, (required, none), "", options);
    }

    /// The same, with what is known already chosen until something else is.
    fn select_known<'o>(
        &self,
        h: &mut Html,
        name: &str,
        (required, none): (bool, Text),
        known: &str,
        options: impl Iterator<Item = (String, &'o str)>,
    ) {
        let chosen = if self.typed.is_some() { self.typed(name) } else { known };
        self.labelled(h, Self::label(name), None, |h| {
            let mut attributes = vec![("name", name)];
            if required {
                attributes.push(("required", ""));
            }
            h.el("select", &attributes, |h| {
                h.el("option", &[("value", "")], |h| h.text(self.look.say(none)));
                for (id, words) in options {
                    let selected = [("value", id.as_str()), ("selected", "")];
                    let attributes = if chosen == id { &selected[..] } else { &selected[..1] };
                    h.el("option", attributes, |h| h.text(words));
                }
            });
        });
    }

    /// The kinds of cases that the site offers, each with the department that answers for it (CMP-7); `known` is what is said
    /// already, and is offered whatever the list says.
    pub(super) fn case_kinds(&self, h: &mut Html, list: &CaseKinds, none: Text, known: Option<&str>) {
        let language = self.look.language;
        let kinds = list.kinds.iter().filter(|kind| !kind.retired || known == Some(kind.code.as_str()));
        let kinds: Vec<(String, String)> = kinds
            .map(|kind| {
                let department = incident::department(kind.department).get(language);
                (kind.code.clone(), format!("{} · {department}", kind.label.get(language)))
            })
            .collect();
        let options = kinds.iter().map(|(code, words)| (code.clone(), words.as_str()));
        self.select_known(h, "case_kind", (false, none), known.unwrap_or_default(), options);
    }

    /// One of a few.
    pub(super) fn radios<'o>(
        &self,
        h: &mut Html,
        name: &str,
        hint: Option<Text>,
        options: impl Iterator<Item = (&'o str, &'o str)>,
    ) {
        h.el("fieldset", &[], |h| {
            h.word("legend", "", self.look.say(Self::label(name)));
            if let Some(hint) = hint {
                h.word("p", "soft", self.look.say(hint));
            }
            h.of("div", "choices", |h| {
                for (id, words) in options {
                    h.of("label", "check", |h| {
                        let attributes = [("type", "radio"), ("name", name), ("value", id)];
                        let flags = [("required", true), ("checked", self.typed(name) == id)];
                        h.void_flagged("input", &attributes, &flags);
                        h.word("span", "", words);
                    });
                }
            });
        });
    }

    /// A box to tick.
    pub(super) fn tick(&self, h: &mut Html, name: &str, words: Text) {
        h.of("label", "check", |h| {
            let attributes = [("type", "checkbox"), ("name", name), ("value", "1")];
            h.void_flagged("input", &attributes, &[("checked", self.typed(name) == "1")]);
            h.word("span", "", self.look.say(words));
        });
    }

    /// A box for each department.
    pub(super) fn departments(&self, h: &mut Html) {
        let chosen = |one: &str| {
            let all = self.typed.map(Vec::as_slice).unwrap_or_default();
            all.iter().any(|(name, value)| name == "departments" && value == one)
        };
        h.el("fieldset", &[("class", "boxes")], |h| {
            h.el("legend", &[], |h| {
                h.text(self.look.say(Self::label("departments")));
                if let Some(hint) = self.hint("departments") {
                    h.text(" ");
                    h.word("small", "soft", hint);
                }
            });
            for department in Department::ALL {
                let one = department.as_str();
                h.of("label", "box", |h| {
                    let attributes = [("type", "checkbox"), ("name", "departments"), ("value", one)];
                    h.void_flagged("input", &attributes, &[("checked", chosen(one))]);
                    h.word("span", "", incident::department(*department).get(self.look.language));
                });
            }
        });
    }

    /// A field of the record; `known` is what it says already.
    pub(super) fn recorded(&self, h: &mut Html, field: RecordField, known: &'f str) {
        let (name, look) = (field.as_str(), self.look);
        let words = self.typed_or(name, known);
        h.of("label", "field", |h| {
            h.word("span", "", core::field(field).get(look.language));
            if matches!(field, RecordField::Course | RecordField::Demand) {
                let attributes = [("name", name), ("rows", "3"), ("maxlength", "2000")];
                h.el("textarea", &attributes, |h| h.text(words));
            } else {
                let attributes = [
                    ("type", "text"),
                    ("name", name),
                    ("value", words),
                    ("maxlength", "500"),
                    ("autocomplete", "off"),
                ];
                h.void("input", &attributes);
            }
        });
    }

    /// Why nobody knows what a field of the record would say.
    pub(super) fn unknown(&self, h: &mut Html, field: RecordField, known: &'f str) {
        let name = unknown_name(field);
        let label =
            format!("{}: {}", core::field(field).get(self.look.language), self.look.say(words::WHY_UNKNOWN));
        let attributes = [
            ("type", "text"),
            ("name", name.as_str()),
            ("value", self.typed_or(&name, known)),
            ("maxlength", "500"),
            ("autocomplete", "off"),
            ("aria-label", label.as_str()),
            ("placeholder", self.look.say(words::WHY_UNKNOWN)),
        ];
        h.void("input", &attributes);
    }
}

/// The name of the field for the reason.
pub(super) fn unknown_name(field: RecordField) -> String {
    format!("unknown_{}", field.as_str())
}
