//! Small pieces that several sections of the store's pages use.

use super::super::html::Html;
use super::super::look::Look;
use super::super::tables::sheet;
use super::super::words::{Text, store as words};
use super::Desk;
use client_core::domain::entry::store::GoodsLine;
use client_core::domain::stock::{Catalogue, Place};
use client_core::domain::words as core;

/// A table whose cells carry their heading, so that a narrow screen shows them as a list.
pub(in crate::http::pages) fn table(
    h: &mut Html,
    look: &Look,
    headings: &[Text],
    rows: impl FnOnce(&mut Html),
) {
    sheet(h, look, "goods", headings, rows);
}

/// One cell.
pub(in crate::http::pages) fn cell(h: &mut Html, look: &Look, heading: Text, inner: impl FnOnce(&mut Html)) {
    h.el("td", &[("data-label", look.say(heading))], inner);
}

/// A number, right of its column.
pub(in crate::http::pages) fn number(h: &mut Html, look: &Look, heading: Text, class: &str, text: &str) {
    let class = format!("n {class}");
    h.el("td", &[("class", class.trim_end()), ("data-label", look.say(heading))], |h| h.text(text));
}

/// A quantity with its unit; as it is stored where the catalogue doesn't know the item.
pub(in crate::http::pages) fn amount(
    look: &Look,
    catalogue: &Catalogue,
    item: &str,
    quantity: i64,
) -> String {
    match catalogue.material(item) {
        Some(material) => {
            let unit = core::unit(material.unit).get(look.language);
            format!("{} {unit}", material.unit.format(quantity))
        }
        None => quantity.to_string(),
    }
}

/// Name of an item.
pub(in crate::http::pages) fn label<'c>(look: &Look, catalogue: &'c Catalogue, item: &'c str) -> &'c str {
    catalogue.material(item).map_or(item, |material| material.label.get(look.language))
}

/// A line of goods in one sentence.
pub(in crate::http::pages) fn line(look: &Look, catalogue: &Catalogue, line: &GoodsLine) -> String {
    let batch = line.batch.as_ref().map(|batch| format!(" [{batch}]")).unwrap_or_default();
    let name = label(look, catalogue, &line.item);
    format!("{name} × {}{batch}", amount(look, catalogue, &line.item, line.quantity))
}

/// A place, with the person or the order behind it.
pub(super) fn place(h: &mut Html, desk: &Desk<'_>, place: Place) {
    h.text(core::place(place).get(desk.look.language));
    match place {
        Place::Order(order) => {
            h.text(" ");
            h.link("", &format!("/orders/{order}"), &desk.number(order));
        }
        Place::Kit(user) => {
            h.text(" ");
            h.typed(&desk.name(user));
        }
        _ => {}
    }
}

/// A hidden field.
pub(in crate::http::pages) fn hidden(h: &mut Html, name: &str, value: &str) {
    h.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
}

/// A form of the desk.
pub(in crate::http::pages) fn form(
    h: &mut Html,
    look: &Look,
    command: &str,
    button: Text,
    inner: impl FnOnce(&mut Html),
) {
    h.el("form", &[("class", "command"), ("method", "post"), ("action", "/store/commands")], |h| {
        hidden(h, "command", command);
        inner(h);
        h.word("button", "main", look.say(button));
    });
}

/// A line of text.
pub(in crate::http::pages) fn text(h: &mut Html, look: &Look, name: &str, label: Text, required: bool) {
    h.of("label", "field", |h| {
        h.word("span", "", look.say(label));
        let attributes = [("type", "text"), ("name", name), ("maxlength", "500"), ("autocomplete", "off")];
        h.void_flagged("input", &attributes, &[("required", required)]);
    });
}

/// One of several choices.
pub(in crate::http::pages) fn radio(h: &mut Html, name: &str, value: &str, words: &str) {
    h.of("label", "check", |h| {
        let attributes = [("type", "radio"), ("name", name), ("value", value)];
        h.void_flagged("input", &attributes, &[("required", true)]);
        h.el("span", &[], |h| h.typed(words));
    });
}

/// A list to choose from.
pub(in crate::http::pages) fn select<'o>(
    h: &mut Html,
    look: &Look,
    name: &str,
    label: Text,
    options: impl Iterator<Item = (&'o str, String)>,
) {
    h.of("label", "field", |h| {
        h.word("span", "", look.say(label));
        h.el("select", &[("name", name), ("required", "")], |h| {
            h.el("option", &[("value", "")], |h| h.text("–"));
            for (value, text) in options {
                h.el("option", &[("value", value)], |h| h.text(&text));
            }
        });
    });
}

/// A section of the desk.
pub(super) fn section(h: &mut Html, id: &str, title: &str, count: usize, inner: impl FnOnce(&mut Html)) {
    h.el("section", &[("class", "card"), ("id", id)], |h| {
        h.el("h2", &[], |h| {
            h.text(title);
            h.word("span", "soft", &count.to_string());
        });
        inner(h);
    });
}

/// A link back to the desk, and the field for the next code.
pub(super) fn back(h: &mut Html, desk: &Desk<'_>) {
    h.of("p", "away", |h| h.link("button quiet", "/store", desk.look.say(words::BACK)));
    super::find::field(h, desk.look, "", true);
}
