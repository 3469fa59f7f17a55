//! Goods and tools of an order: what was asked for, what changed hands, what is open, and whether the store has
//! written it off.

use super::heading;
use crate::goods;
use crate::print::add;
use crate::print::checklist::line;
use crate::print::origin::Page;
use crate::words::store as words;
use client_core::domain::entry::store::Goods;
use client_core::domain::order::{Order, StoreTrack};
use client_core::domain::stock::{Catalogue, GoodsAccount, Loan, LossCase, NeedLine, OrderMovement};
use client_core::domain::words as core_words;

/// Store track, and whether something doesn't agree.
pub fn track(page: &Page<'_>) -> String {
    let order = &page.view.order;
    let mut text = core_words::track(order.store).get(page.language).to_owned();
    if order.store_discrepancy {
        add(&mut text, &["  ", words::DISCREPANCY.get(page.language)]);
    }
    text
}

/// Whether the order's goods are worth a section.
pub fn has_goods(order: &Order) -> bool {
    order.store != StoreTrack::None || !order.goods.needs.is_empty() || !order.tools.loans.is_empty()
}

/// The section.
pub fn store(page: &Page<'_>, catalogue: &Catalogue, text: &mut String) {
    let order = &page.view.order;
    if !has_goods(order) {
        return;
    }
    heading(page, words::GOODS, text);
    order.goods.needs.iter().for_each(|one| need(page, catalogue, one, text));
    order.goods.movements.iter().for_each(|one| movement(page, catalogue, one, text));
    order.goods.accounts.iter().for_each(|one| account(page, catalogue, one, text));
    order.tools.loans.iter().for_each(|one| loan(page, catalogue, one, text));
    for one in order.tools.hand_overs.iter().filter(|one| !one.counts() && one.decided.is_none()) {
        let people = format!("{} → {}", page.name(&one.from), page.name(&one.to));
        line(text, 1, &format!("{} {people} — {}", one.tool, waits(page, &one.code.to_string())));
    }
    order.goods.losses.iter().for_each(|one| loss(page, catalogue, one, text));
}

fn waits(page: &Page<'_>, code: &str) -> String {
    let code = words::CODE.with(page.language, &[code]);
    format!("{}, {code}", words::ONE_SIDED.get(page.language))
}

fn need(page: &Page<'_>, catalogue: &Catalogue, need: &NeedLine, text: &mut String) {
    let language = page.language;
    let mut goods: Vec<String> =
        need.lines.iter().map(|one| goods::printed(language, catalogue, one)).collect();
    goods.extend(need.tools.iter().cloned());
    let answer = match (need.approved, &need.reason) {
        (None, _) => words::NEED_OPEN.get(language).to_owned(),
        (Some(true), _) => words::APPROVED.get(language).to_owned(),
        (Some(false), reason) => words::REFUSED.with(language, &[reason.as_deref().unwrap_or_default()]),
    };
    let goods = crate::words::list(language, &goods);
    let who = format!("{}, {}", page.name(&need.technician), page.zone.show(need.at));
    line(text, 1, &format!("{}: {goods} — {answer} ({who})", states_need(page)));
    line(text, 2, &need.entry.to_string());
}

fn states_need(page: &Page<'_>) -> &'static str {
    let kind = core_words::kind(client_core::domain::entry::Kind::MaterialNeeded);
    kind.map_or("", |words| words.get(page.language))
}

fn movement(page: &Page<'_>, catalogue: &Catalogue, one: &OrderMovement, text: &mut String) {
    let language = page.language;
    let what = words::exchange(one.exchange).get(language);
    let goods = goods::printed_all(language, catalogue, &one.lines);
    let who = format!("{}, {}", page.name(&one.technician), page.zone.show(one.at));
    let mut said = format!("{what}: {goods} ({who})");
    if one.one_sided() {
        add(&mut said, &[" — ", &waits(page, &one.code.to_string())]);
    }
    match one.decided {
        Some(true) => add(&mut said, &[" — ", words::COUNTS.get(language)]),
        Some(false) => add(&mut said, &[" — ", words::COUNTS_NOT.get(language)]),
        None => {}
    }
    line(text, 1, &said);
}

fn account(page: &Page<'_>, catalogue: &Catalogue, one: &GoodsAccount, text: &mut String) {
    let language = page.language;
    let shown = |quantity| goods::quantity(language, catalogue, &one.item, quantity);
    let sums = [one.issued, one.used, one.returned, one.lost, one.open].map(shown);
    let mut said =
        format!("{}: {}", one.item, words::ACCOUNT.with(language, &sums.each_ref().map(String::as_str)));
    if one.unconfirmed > 0 {
        add(&mut said, &[", ", &words::UNCONFIRMED.with(language, &[&shown(one.unconfirmed)])]);
    }
    if one.excess > 0 {
        add(&mut said, &["  ", &words::EXCESS.with(language, &[&shown(one.excess)])]);
        if one.accepted {
            add(&mut said, &[" (", words::COUNTS.get(language), ")"]);
        }
    }
    line(text, 1, &said);
}

fn loan(page: &Page<'_>, catalogue: &Catalogue, loan: &Loan, text: &mut String) {
    let language = page.language;
    let mut said = format!(
        "{} {}: {}, {}, {}",
        loan.tool,
        goods::label(language, catalogue, &loan.tool),
        core_words::loan(loan.state).get(language),
        page.name(&loan.borrower),
        words::DUE.with(language, &[&page.zone.show(loan.due_at)])
    );
    if loan.one_sided() {
        add(&mut said, &[" — ", &waits(page, &loan.code.to_string())]);
    }
    if loan.carried_over {
        add(&mut said, &[" — ", words::CARRIED_OVER.get(language)]);
    }
    line(text, 1, &said);
}

fn loss(page: &Page<'_>, catalogue: &Catalogue, loss: &LossCase, text: &mut String) {
    let language = page.language;
    let goods = match &loss.goods {
        Goods::Material(one) => goods::printed(language, catalogue, one),
        Goods::Tool(tool) => tool.clone(),
    };
    let what = crate::words::cases::damage(loss.damage).get(language);
    let standing = match loss.decided {
        None => crate::words::cases::WAITS_FOR_MANAGER.get(language),
        Some(true) => words::COUNTS.get(language),
        Some(false) => words::COUNTS_NOT.get(language),
    };
    let who = format!("{}, {}", page.name(&loss.technician), page.zone.show(loss.at));
    line(text, 1, &format!("{what}: {goods} — {standing} ({who})"));
}
