//! Quotes, refused and confirmed prices, parts. Amounts are whole fen, written as yuan.

use super::super::html::Html;
use super::super::look::money;
use super::super::words::{labels, states};
use super::{Page, facts, origin, site};
use client_core::domain::entry::Kind;
use client_core::domain::entry::work::PartSource;
use client_core::domain::order::{Consent, Quote, Refusal};

/// Quotes, consents, parts.
pub(super) fn section(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    if !(order.quotes.is_empty() && order.consents.is_empty() && order.refusals.is_empty()) {
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(labels::PRICE));
            for quote in &order.quotes {
                one_quote(h, page, quote);
            }
            for refusal in &order.refusals {
                one_refusal(h, page, refusal);
            }
            for consent in &order.consents {
                one_consent(h, page, consent);
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
                        let own = part.source == PartSource::Customer;
                        let class = if own { "badge uncertain" } else { "" };
                        h.word("span", class, look.say(states::source(part.source)));
                        h.text(" ");
                        origin::short(h, page, &part.origin);
                    });
                }
            });
        });
    }
}

fn one_refusal(h: &mut Html, page: &Page<'_>, refusal: &Refusal) {
    let look = page.look;
    h.of("div", "item", |h| {
        h.word("span", "badge alarm", look.say(labels::REFUSED_PRICE));
        if let Some(quote) = page.order().quotes.iter().find(|quote| quote.origin.entry == refusal.quote) {
            h.word("span", "", &look.with(labels::REFUSED_QUOTE, &[&money(quote.amount_fen)]));
            h.text(" · ");
        }
        h.typed(&refusal.reason);
        h.text(" ");
        origin::short(h, page, &refusal.origin);
    });
}

/// PRC-3: who agreed to what, bound by the digest of what both saw.
fn one_consent(h: &mut Html, page: &Page<'_>, consent: &Consent) {
    let look = page.look;
    h.of("div", "item", |h| {
        h.word("span", "badge good", look.say(states::kind(Kind::PriceConfirmed)));
        h.typed(&look.with(labels::CONSENT, &[&consent.confirmed_by, &money(consent.amount_fen)]));
        h.text(" ");
        let version = consent.price_list_version.to_string();
        h.word("span", "soft", &look.with(labels::FEE_STANDARD, &[&version]));
        h.text(" ");
        origin::short(h, page, &consent.origin);
        site::digest(h, look.say(labels::DIGEST), &consent.shown);
        if let Some(strokes) = &consent.strokes {
            h.of("figure", "signature small", |h| {
                site::drawing(h, page, strokes, look.say(labels::CONSENT_STROKES));
                h.word("figcaption", "soft", look.say(labels::CONSENT_STROKES));
            });
        }
    });
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
                for (label, fen, class) in [
                    (labels::LABOUR_SUM, quote.labour_fen, "part"),
                    (labels::MATERIAL_SUM, quote.material_fen, "part"),
                    (labels::SUM, quote.amount_fen, ""),
                ] {
                    h.of("tr", class, |h| {
                        h.el("th", &[("scope", "row"), ("colspan", "3")], |h| h.text(look.say(label)));
                        h.word("td", "", &money(fen));
                    });
                }
            });
        });
        origin::short(h, page, &quote.origin);
    });
}
