//! What explains a figure: an item's postings, a tool's history.

use super::super::html::Html;
use super::super::shell;
use super::super::words::{Text, labels, states, store as words};
use super::parts::{amount, back, cell, label, number, place, table};
use super::{Desk, goods};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::stock::Place;
use client_core::domain::words as core;

/// One item: its balance at a moment, and the postings until then.
pub(super) fn item(desk: &Desk<'_>, code: &str, at: i64) -> Response {
    let (look, catalogue) = (desk.look, &desk.view.catalogue);
    let ledger = &desk.view.ledger;
    let title = label(look, catalogue, code).to_owned();
    shell::page(look, Some(desk.viewer), StatusCode::OK, &title, "store", |h| {
        back(h, desk);
        h.of("section", "card", |h| {
            h.el("h1", &[], |h| h.typed(&title));
            if let Some(material) = catalogue.material(code) {
                h.of("p", "soft", |h| h.typed(&format!("{code} · {}", material.specification)));
            }
            let balance = ledger.at(Place::Store, code, at);
            h.of("p", "strong", |h| {
                h.text(&look.with(words::BALANCE_AT, &[&look.time(at)]));
                h.text(" ");
                let class = if balance < 0 { "late" } else { "" };
                h.word("span", class, &amount(look, catalogue, code, balance));
            });
            h.el("form", &[("class", "filters"), ("method", "get")], |h| {
                h.of("label", "field", |h| {
                    h.word("span", "", look.say(words::MOMENT));
                    let local = look.time(at).replace(' ', "T");
                    h.void("input", &[("type", "datetime-local"), ("name", "at"), ("value", &local)]);
                });
                h.word("button", "quiet", look.say(words::SHOW));
            });
        });
        h.el("section", &[("class", "card"), ("id", "ledger")], |h| {
            h.word("h2", "", look.say(words::LEDGER));
            postings(h, desk, code, at);
        });
    })
}

fn postings(h: &mut Html, desk: &Desk<'_>, code: &str, at: i64) {
    let (look, catalogue) = (desk.look, &desk.view.catalogue);
    let mut balance = 0;
    let lines: Vec<_> = desk
        .view
        .ledger
        .explaining(Place::Store, code)
        .filter(|posting| posting.at <= at)
        .map(|posting| {
            balance += posting.change_of(Place::Store);
            (posting, balance)
        })
        .collect();
    if lines.is_empty() {
        h.word("p", "soft", look.say(words::NO_POSTINGS));
        return;
    }
    let headings: [Text; 7] =
        [words::WHEN, words::WHAT, words::FROM, words::TO, words::BY, words::CHANGE, words::BALANCE];
    table(h, look, &headings, |h| {
        // The newest first: what is looked for is mostly today's.
        for (posting, balance) in lines.into_iter().rev() {
            h.el("tr", &[], |h| {
                cell(h, look, words::WHEN, |h| look.put_time(h, posting.at, false));
                cell(h, look, words::WHAT, |h| {
                    h.text(look.say(states::kind(posting.what)));
                    if let Some(batch) = &posting.batch {
                        h.text(" ");
                        h.typed(batch);
                    }
                });
                cell(h, look, words::FROM, |h| place(h, desk, posting.from));
                cell(h, look, words::TO, |h| place(h, desk, posting.to));
                cell(h, look, words::BY, |h| h.typed(&desk.name(posting.by)));
                let change = posting.change_of(Place::Store);
                let sign = if change > 0 { "+" } else { "" };
                let change = format!("{sign}{}", amount(look, catalogue, code, change));
                number(h, look, words::CHANGE, "", &change);
                let class = if balance < 0 { "late" } else { "" };
                number(h, look, words::BALANCE, class, &amount(look, catalogue, code, balance));
            });
        }
    });
}

/// One tool: where it is, and who had it.
pub(super) fn tool(desk: &Desk<'_>, asset: &str) -> Response {
    let look = desk.look;
    shell::page(look, Some(desk.viewer), StatusCode::OK, asset, "store", |h| {
        back(h, desk);
        h.of("section", "card", |h| {
            h.el("h1", &[], |h| {
                h.text(asset);
                if let Some(card) = desk.view.catalogue.tool(asset) {
                    h.text(" ");
                    h.typed(card.label.get(look.language));
                }
            });
            h.of("dl", "facts", |h| {
                fact(h, look.say(words::PLACE), |h| goods::whereabouts(h, desk, asset));
                fact(h, look.say(words::CONDITION), |h| goods::condition(h, desk, asset));
                fact(h, look.say(words::INSPECTION), |h| goods::inspection(h, desk, asset));
            });
        });
        h.el("section", &[("class", "card"), ("id", "history")], |h| {
            h.word("h2", "", look.say(words::HISTORY));
            history(h, desk, asset);
        });
    })
}

fn fact(h: &mut Html, name: &str, value: impl FnOnce(&mut Html)) {
    h.el("div", &[], |h| {
        h.word("dt", "", name);
        h.el("dd", &[], value);
    });
}

fn history(h: &mut Html, desk: &Desk<'_>, asset: &str) {
    let look = desk.look;
    let events = desk.view.ledger.tools.tool(asset).map(|tool| tool.history.as_slice()).unwrap_or_default();
    if events.is_empty() {
        h.word("p", "soft", look.say(words::NO_HISTORY));
        return;
    }
    let headings: [Text; 6] =
        [words::WHEN, words::WHAT, words::PEOPLE, words::CONDITION, labels::ORDER, words::BY];
    table(h, look, &headings, |h| {
        for event in events.iter().rev() {
            h.el("tr", &[], |h| {
                cell(h, look, words::WHEN, |h| look.put_time(h, event.at, false));
                cell(h, look, words::WHAT, |h| {
                    h.text(look.say(states::kind(event.what)));
                    if event.seen_again {
                        h.word("span", "badge", look.say(words::SEEN_AGAIN));
                    }
                });
                cell(h, look, words::PEOPLE, |h| {
                    if let Some(person) = event.person {
                        h.typed(&desk.name(person));
                    }
                });
                cell(h, look, words::CONDITION, |h| {
                    if let Some(condition) = event.condition {
                        h.text(core::condition(condition).get(look.language));
                    }
                });
                cell(h, look, labels::ORDER, |h| {
                    if desk.view.orders.contains_key(&event.document) {
                        h.link("", &format!("/orders/{}", event.document), &desk.number(event.document));
                    }
                });
                cell(h, look, words::BY, |h| h.typed(&desk.name(event.by)));
            });
        }
    });
}
