//! Quotes, confirmed prices and parts. Amounts are whole fen, written as yuan.

use super::super::html::Html;
use super::super::look::money;
use super::super::words::{labels, states};
use super::{Page, facts, origin};
use client_core::domain::order::Quote;

/// Quotes, consents, parts.
pub(super) fn section(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    if !order.quotes.is_empty() || !order.consents.is_empty() {
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(labels::PRICE));
            for quote in &order.quotes {
                one_quote(h, page, quote);
            }
            for consent in &order.consents {
                h.el("p", &[], |h| {
                    h.word(
                        "span",
                        "badge good",
                        look.say(states::kind(client_core::domain::entry::Kind::PriceConfirmed)),
                    );
                    h.typed(
                        &look.with(labels::CONSENT, &[&consent.confirmed_by, &money(consent.amount_fen)]),
                    );
                    h.text(" ");
                    origin::short(h, page, &consent.origin);
                });
            }
            if let Some(fen) = order.billable_fen {
                h.word("p", "strong", &look.with(labels::BILLABLE, &[&money(fen)]));
            }
        });
    }
    if !order.parts.is_empty() {
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(labels::PARTS));
            h.of("ul", "plain", |h| {
                for part in &order.parts {
                    h.el("li", &[], |h| {
                        h.word("b", "", &part.step);
                        h.text(" ");
                        h.typed(&facts::item_label(page, &part.item));
                        h.text(&format!(" × {} ", part.quantity));
                        h.typed(&part.old_specification);
                        h.text(" → ");
                        h.typed(&part.new_specification);
                        h.text(" · ");
                        h.text(look.say(states::source(part.source)));
                        h.text(" ");
                        origin::short(h, page, &part.origin);
                    });
                }
            });
        });
    }
}

fn one_quote(h: &mut Html, page: &Page<'_>, quote: &Quote) {
    let look = page.look;
    h.of("div", "item", |h| {
        h.word("h3", "", &look.with(labels::QUOTE, &[&quote.price_list_version.to_string()]));
        h.of("table", "amounts", |h| {
            h.el("thead", &[], |h| {
                h.el("tr", &[], |h| {
                    for text in [labels::ITEM, labels::QUANTITY, labels::UNIT_PRICE, labels::AMOUNT] {
                        h.el("th", &[("scope", "col")], |h| h.text(look.say(text)));
                    }
                });
            });
            h.el("tbody", &[], |h| {
                for line in &quote.lines {
                    h.el("tr", &[], |h| {
                        h.el("td", &[], |h| h.typed(&facts::item_label(page, &line.item)));
                        h.word("td", "", &line.quantity.to_string());
                        h.word("td", "", &money(line.unit_price_fen));
                        h.word("td", "", &line.amount_fen().map_or_else(|| "–".to_owned(), money));
                    });
                }
            });
            h.el("tfoot", &[], |h| {
                h.el("tr", &[], |h| {
                    h.el("th", &[("scope", "row"), ("colspan", "3")], |h| h.text(look.say(labels::SUM)));
                    h.word("td", "", &money(quote.amount_fen));
                });
            });
        });
        origin::short(h, page, &quote.origin);
    });
}
