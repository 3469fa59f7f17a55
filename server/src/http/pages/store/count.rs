//! The stocktake sheet: a form per item, and a page that can be printed and taken to the shelves.

use super::super::html::Html;
use super::super::shell;
use super::super::words::store as words;
use super::Desk;
use super::parts::{amount, back, cell, form, hidden, label, number, table, text};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::entry::Kind;
use client_core::domain::id::UserId;

/// The sheet of the store, or of a technician's kit.
pub(super) fn sheet(desk: &Desk<'_>, kit: Option<UserId>) -> Response {
    let look = desk.look;
    let title = match kit {
        Some(owner) => look.with(words::STOCKTAKE_OF, &[&desk.name(owner)]),
        None => look.say(words::STOCKTAKE).to_owned(),
    };
    shell::page(look, Some(desk.viewer), StatusCode::OK, &title, "store", |h| {
        back(h, desk);
        h.of("section", "card", |h| {
            h.el("h1", &[], |h| h.typed(&title));
            h.of("p", "soft", |h| {
                h.text(look.say(words::COUNT_HINT));
                h.text(" ");
                h.text(look.say(words::PRINT_HINT));
                h.text(" ");
                look.put_time(h, look.now, false);
            });
            if desk.writes(Kind::StockCounted) {
                form(h, look, "count", words::SAVE, |h| {
                    if let Some(owner) = kit {
                        hidden(h, "kit", &owner.to_string());
                    }
                    lines(h, desk, kit);
                    text(h, look, "reason", words::REASON, true);
                });
            } else {
                lines(h, desk, kit);
            }
        });
    })
}

fn lines(h: &mut Html, desk: &Desk<'_>, kit: Option<UserId>) {
    let look = desk.look;
    let ledger = &desk.view.ledger;
    let headings = [words::ITEM, words::SPECIFICATION, words::BATCH, words::EXPECTED, words::COUNTED];
    table(h, look, &headings, |h| {
        for material in &desk.view.catalogue.materials {
            let code = material.code.as_str();
            let known = ledger.stock.iter().find(|line| line.item == code);
            match (kit, known) {
                (Some(owner), _) => {
                    let expected = ledger.in_kit(owner, code);
                    if expected != 0 {
                        line(h, desk, code, &material.specification, None, expected);
                    }
                }
                (None, Some(known)) if material.batch_tracked => {
                    for (batch, expected) in &known.batches {
                        line(h, desk, code, &material.specification, Some(batch), *expected);
                    }
                }
                (None, _) if material.batch_tracked => {}
                (None, _) => {
                    line(h, desk, code, &material.specification, None, ledger.on_hand(code));
                }
            }
        }
    });
}

fn line(
    h: &mut Html,
    desk: &Desk<'_>,
    code: &str,
    specification: &str,
    batch: Option<&String>,
    expected: i64,
) {
    let (look, catalogue) = (desk.look, &desk.view.catalogue);
    h.el("tr", &[], |h| {
        cell(h, look, words::ITEM, |h| {
            h.typed(label(look, catalogue, code));
            h.word("small", "soft", &format!(" {code}"));
        });
        cell(h, look, words::SPECIFICATION, |h| h.typed(specification));
        cell(h, look, words::BATCH, |h| h.typed(batch.map_or("", String::as_str)));
        number(h, look, words::EXPECTED, "", &amount(look, catalogue, code, expected));
        cell(h, look, words::COUNTED, |h| {
            hidden(h, "item", code);
            hidden(h, "batch", batch.map_or("", String::as_str));
            let name = label(look, catalogue, code);
            let attributes = [
                ("type", "text"),
                ("inputmode", "decimal"),
                ("name", "counted"),
                ("autocomplete", "off"),
                ("aria-label", name),
            ];
            h.void("input", &attributes);
        });
    });
}
