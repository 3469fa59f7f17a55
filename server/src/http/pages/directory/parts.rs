//! Small pieces that several pages of the directory use.

use super::super::html::Html;
use super::super::look::{Look, percent};
use super::super::store::{cell, table};
use super::super::words::{directory as words, labels};
use crate::directory::{Change, UnitOrder, exchange};
use client_core::domain::directory::{CustomerKind, Party, Relation, UnitKind};
use serde_json::Value;

/// A customer's name, as a link to his page.
pub(super) fn name(h: &mut Html, party: &Party) {
    let to = format!("/directory/customers/{}", percent(&party.number));
    h.el("a", &[("href", &to)], |h| h.typed(&party.name));
}

/// A customer's relation to the unit, and that he is an enterprise.
pub(super) fn relation_badge(h: &mut Html, look: &Look, party: &Party, over: bool) {
    h.word("span", "badge", look.say(words::relation(party.relation)));
    if party.customer_kind == CustomerKind::Enterprise {
        h.word("span", "badge", look.say(words::customer_kind(party.customer_kind)));
    }
    if over {
        h.word("span", "badge uncertain", look.say(words::FORMER));
    }
}

/// Phones that a phone dials when they are touched.
pub(super) fn phones(h: &mut Html, party: &Party) {
    for phone in &party.phones {
        let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        h.of("span", "phone", |h| {
            h.el("a", &[("href", &format!("tel:{dialled}"))], |h| h.typed(phone));
        });
    }
}

/// Where a request of this customer is registered.
pub(super) fn register(party: &Party) -> String {
    format!("/orders/new?customer={}", percent(&party.number))
}

/// The page of a unit.
pub(super) fn unit_page(key: &str) -> String {
    format!("/directory/units/{}", percent(key))
}

/// Orders of a unit, each a link.
pub(super) fn order_list(h: &mut Html, look: &Look, orders: &[UnitOrder]) {
    let headings = [labels::NUMBER, labels::STATE, labels::CLASS, words::CUSTOMER, labels::APPOINTMENT];
    table(h, look, &headings, |h| {
        for order in orders {
            h.el("tr", &[], |h| {
                cell(h, look, labels::NUMBER, |h| {
                    let number = order.number.as_deref().unwrap_or(look.say(labels::NO_NUMBER));
                    h.link("", &format!("/orders/{}", order.id), number);
                });
                cell(h, look, labels::STATE, |h| {
                    super::super::board::chip(h, look.language, &order.state);
                });
                cell(h, look, labels::CLASS, |h| h.text(order.service_class.as_deref().unwrap_or("–")));
                cell(h, look, words::CUSTOMER, |h| h.typed(&order.customer_name));
                cell(h, look, labels::APPOINTMENT, |h| {
                    if let Some(at) = order.appointment_at {
                        look.put_time(h, at, true);
                    }
                });
            });
        }
    });
}

/// The changes of a row: who, when, and each field that is another than before (ROL-2).
pub(super) fn history(h: &mut Html, look: &Look, changes: &[Change]) {
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(words::HISTORY));
        h.of("ol", "timeline", |h| {
            for change in changes {
                h.el("li", &[], |h| {
                    h.el("p", &[], |h| {
                        look.put_time(h, change.at, false);
                        h.text(" ");
                        match &change.author_name {
                            Some(name) => h.typed(name),
                            None => h.text(look.say(words::OPERATOR)),
                        }
                        if change.before.is_none() {
                            h.text(" ");
                            h.word("span", "badge good", look.say(words::ADDED));
                        }
                    });
                    for (field, before, after) in change.fields() {
                        h.of("p", "words", |h| {
                            h.text(&words::field(look.language, field));
                            h.text(": ");
                            if change.before.is_some() {
                                h.el("del", &[], |h| h.typed(&shown(look, field, before)));
                                h.text(" → ");
                            }
                            h.typed(&shown(look, field, after));
                        });
                    }
                });
            }
        });
    });
}

/// A stored value for a person.
fn shown(look: &Look, field: &str, value: &Value) -> String {
    let nothing = || "–".to_owned();
    match (field, value) {
        ("area_dm2", Value::Number(area)) => area.as_i64().map_or_else(nothing, exchange::square_metres),
        ("relation", Value::String(name)) => Relation::parse(name)
            .map_or_else(|| name.clone(), |relation| look.say(words::relation(relation)).to_owned()),
        ("customer_kind", Value::String(name)) => CustomerKind::parse(name)
            .map_or_else(|| name.clone(), |kind| look.say(words::customer_kind(kind)).to_owned()),
        ("kind", Value::String(name)) => UnitKind::parse(name)
            .map_or_else(|| name.clone(), |kind| look.say(words::unit_kind(kind)).to_owned()),
        (_, Value::String(text)) if !text.is_empty() => text.clone(),
        (_, Value::Array(list)) if !list.is_empty() => {
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
        }
        _ => nothing(),
    }
}

/// A link back to the search.
pub(super) fn back(h: &mut Html, look: &Look) {
    h.of("p", "away", |h| h.link("button quiet", "/directory", look.say(words::BACK)));
}
