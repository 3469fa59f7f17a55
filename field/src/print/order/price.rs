//! Price: quotes with their subtotals, refusals, consents, what may be billed; parts.

use super::{conduct, heading, is_moment};
use crate::print::checklist::line;
use crate::print::origin::Page;
use crate::print::{add, money};
use crate::words::{cases, labels, states};
use client_core::domain::guidance::Moment;
use client_core::domain::order::Quote;

const MOMENTS: &[Moment] = &[Moment::Price, Moment::PriceRefused];

/// Quotes with what became of them, and parts.
pub fn price(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    let any = !order.quotes.is_empty() || !order.consents.is_empty() || order.billable_fen.is_some();
    if any || is_moment(page, MOMENTS) {
        heading(page, labels::PRICE, text);
    }
    for quote in &order.quotes {
        one_quote(page, quote, text);
    }
    if order.price_refused {
        line(text, 1, &format!("! {}", cases::PRICE_REFUSED.get(language)));
    }
    if let Some(fen) = order.billable_fen {
        line(text, 1, &labels::BILLABLE.with(language, &[&money(fen)]));
    }
    conduct(page, MOMENTS, text);
    if !order.parts.is_empty() {
        heading(page, labels::PARTS, text);
    }
    for part in &order.parts {
        let source = states::source(part.source).get(language);
        let words = format!(
            "{} {} × {}: {} → {}, {source} ({})",
            part.step,
            part.item,
            part.quantity,
            part.old_specification,
            part.new_specification,
            page.short(&part.origin)
        );
        line(text, 1, &words);
    }
}

fn one_quote(page: &Page<'_>, quote: &Quote, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    let label = labels::QUOTE.get(language);
    let version = cases::FEE_VERSION.with(language, &[&quote.price_list_version.to_string()]);
    let words = format!(
        "{label} {}: {} ({version}; {})",
        quote.origin.entry,
        money(quote.amount_fen),
        page.short(&quote.origin)
    );
    line(text, 1, &words);
    for item in &quote.lines {
        let amount = item.amount_fen().map_or_else(String::new, money);
        let kind = cases::price_kind(item.kind).get(language);
        let unit_price = money(item.unit_price_fen);
        line(text, 2, &format!("{} ({kind}) {} × {unit_price} = {amount}", item.item, item.quantity));
    }
    let subtotals = [money(quote.labour_fen), money(quote.material_fen)];
    line(text, 2, &cases::SUBTOTALS.with(language, &[&subtotals[0], &subtotals[1]]));
    for refusal in order.refusals.iter().filter(|refusal| refusal.quote == quote.origin.entry) {
        let words = cases::REFUSED.with(language, &[&refusal.reason]);
        line(text, 2, &format!("{words} ({})", page.short(&refusal.origin)));
    }
    for consent in order.consents.iter().filter(|consent| consent.quote == quote.origin.entry) {
        let mut words = labels::CONSENT.with(language, &[&consent.confirmed_by, &money(consent.amount_fen)]);
        if consent.strokes.is_some() {
            add(&mut words, &[", ", cases::STROKES.get(language)]);
        }
        line(text, 2, &format!("{words} ({})", page.short(&consent.origin)));
    }
}
