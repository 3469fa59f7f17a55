//! Goods of the store: what was asked for, what changed hands, the account per item, tools, and the store track.

use super::super::html::Html;
use super::super::store::{amount, cell, label, line, number, table};
use super::super::words::{Text, labels, states, store as words};
use super::Page;
use client_core::domain::entry::store::Goods;
use client_core::domain::order::StoreTrack;
use client_core::domain::stock::{Exchange, NeedLine, OrderMovement, Sides};
use client_core::domain::words as core;

/// The section; nothing where nothing was said of goods.
pub(super) fn section(h: &mut Html, page: &Page<'_>) {
    let (look, order) = (page.look, page.order());
    let goods = &order.goods;
    let moved = !goods.movements.is_empty() || !goods.accounts.is_empty() || !goods.losses.is_empty();
    if !moved && goods.needs.is_empty() && order.tools.loans.is_empty() && order.tools.hand_overs.is_empty() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "goods")], |h| {
        h.el("h2", &[], |h| {
            h.text(look.say(words::GOODS));
            let class = match order.store {
                StoreTrack::Closed => "badge good",
                StoreTrack::Open => "badge uncertain",
                StoreTrack::None => "badge",
            };
            h.word("span", class, core::track(order.store).get(look.language));
            if order.store_discrepancy {
                h.word("span", "badge alarm", look.say(words::DISCREPANCIES));
            }
        });
        needs(h, page);
        movements(h, page);
        accounts(h, page);
        losses(h, page);
        loans(h, page);
        if order.store_discrepancy && super::super::store::is_open_to(page.viewer) {
            h.link("button quiet", "/store#discrepancies", look.say(words::SETTLE_AT_STORE));
        }
    });
}

fn needs(h: &mut Html, page: &Page<'_>) {
    let needs = &page.order().goods.needs;
    if needs.is_empty() {
        return;
    }
    h.word("h3", "", page.look.say(words::ASKED_FOR));
    h.of("ul", "plain", |h| {
        for need in needs {
            h.el("li", &[], |h| need_line(h, page, need));
        }
    });
}

fn need_line(h: &mut Html, page: &Page<'_>, need: &NeedLine) {
    let look = page.look;
    let catalogue = &page.sheet.reference.catalogue;
    let mut things: Vec<String> = need.lines.iter().map(|one| line(look, catalogue, one)).collect();
    things.extend(need.tools.iter().cloned());
    h.typed(&super::super::words::list(look.language, &things));
    let (class, word) = match need.approved {
        None => ("badge uncertain", words::NEED_OPEN),
        Some(true) => ("badge good", words::NEED_YES),
        Some(false) => ("badge alarm", words::NEED_NO),
    };
    h.word("span", class, look.say(word));
    if let Some(reason) = &need.reason {
        h.text(" ");
        h.typed(reason);
    }
    by(h, page, &need.technician, need.at);
}

fn by(h: &mut Html, page: &Page<'_>, user: &client_core::domain::id::UserId, at: i64) {
    h.text(" ");
    h.of("span", "origin", |h| {
        h.typed(&page.name(user));
        h.text(" · ");
        page.look.put_time(h, at, true);
    });
}

/// Who has written a movement, in words.
fn sides(sides: Sides, decided: Option<bool>) -> (&'static str, Text) {
    match (sides.both(), decided) {
        (true, _) => ("badge good", words::GIVEN_AND_TAKEN),
        (false, Some(true)) => ("badge good", words::DECIDED_YES),
        (false, Some(false)) => ("badge", words::DECIDED_NO),
        (false, None) if sides.given.is_some() => ("badge alarm", words::ONLY_GIVEN),
        (false, None) => ("badge alarm", words::ONLY_TAKEN),
    }
}

fn movements(h: &mut Html, page: &Page<'_>) {
    let movements = &page.order().goods.movements;
    if movements.is_empty() {
        return;
    }
    h.word("h3", "", page.look.say(words::MOVEMENTS));
    h.of("ul", "plain", |h| {
        for movement in movements {
            h.el("li", &[], |h| movement_line(h, page, movement));
        }
    });
}

fn movement_line(h: &mut Html, page: &Page<'_>, movement: &OrderMovement) {
    let look = page.look;
    let word = if movement.exchange == Exchange::Return { words::RETURN } else { words::ISSUE };
    h.word("b", "", look.say(word));
    h.text(" ");
    let catalogue = &page.sheet.reference.catalogue;
    let lines: Vec<String> = movement.lines.iter().map(|one| line(look, catalogue, one)).collect();
    h.typed(&super::super::words::list(look.language, &lines));
    let (class, word) = sides(movement.sides, movement.decided);
    h.word("span", class, look.say(word));
    by(h, page, &movement.technician, movement.at);
}

fn accounts(h: &mut Html, page: &Page<'_>) {
    let accounts = &page.order().goods.accounts;
    if accounts.is_empty() {
        return;
    }
    let look = page.look;
    let catalogue = &page.sheet.reference.catalogue;
    h.word("h3", "", look.say(words::ACCOUNT));
    let headings = [
        words::ITEM,
        words::ISSUED,
        words::USED,
        words::RETURNED,
        words::LOST_N,
        words::OPEN_N,
        words::EXCESS_N,
    ];
    table(h, look, &headings, |h| {
        for one in accounts {
            let hot = one.excess > 0 && !one.accepted;
            h.el("tr", &[("class", if hot { "hot" } else { "" })], |h| {
                cell(h, look, words::ITEM, |h| h.typed(label(look, catalogue, &one.item)));
                let put = |h: &mut Html, heading, class, quantity| {
                    number(h, look, heading, class, &amount(look, catalogue, &one.item, quantity));
                };
                put(h, words::ISSUED, "", one.issued);
                put(h, words::USED, "", one.used);
                cell(h, look, words::RETURNED, |h| {
                    h.text(&amount(look, catalogue, &one.item, one.returned));
                    if one.unconfirmed > 0 {
                        let waiting = amount(look, catalogue, &one.item, one.unconfirmed);
                        let waiting = look.with(words::UNCONFIRMED_N, &[&waiting]);
                        h.word("span", "badge uncertain", &waiting);
                    }
                });
                put(h, words::LOST_N, "", one.lost);
                put(h, words::OPEN_N, if one.open > 0 { "strong" } else { "" }, one.open);
                put(h, words::EXCESS_N, if hot { "late" } else { "" }, one.excess);
            });
        }
    });
}

fn losses(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    h.of("ul", "plain", |h| {
        for loss in &page.order().goods.losses {
            h.el("li", &[], |h| {
                h.word("b", "", look.say(states::damage(loss.damage)));
                h.text(" ");
                match &loss.goods {
                    Goods::Material(one) => h.typed(&line(look, &page.sheet.reference.catalogue, one)),
                    Goods::Tool(tool) => h.typed(tool),
                }
                let (class, word) = match loss.decided {
                    None => ("badge alarm", labels::NOT_ANSWERED),
                    Some(true) => ("badge", words::LOSS_ACCEPTED),
                    Some(false) => ("badge", words::LOSS_REFUSED),
                };
                h.word("span", class, look.say(word));
                by(h, page, &loss.technician, loss.at);
            });
        }
    });
}

fn loans(h: &mut Html, page: &Page<'_>) {
    let (look, tools) = (page.look, &page.order().tools);
    if tools.loans.is_empty() && tools.hand_overs.is_empty() {
        return;
    }
    h.word("h3", "", look.say(words::TOOL));
    h.of("ul", "plain", |h| {
        for loan in &tools.loans {
            h.el("li", &[], |h| {
                h.word("b", "", &loan.tool);
                h.text(" ");
                h.typed(&page.name(&loan.borrower));
                h.text(" ");
                h.text(core::loan(loan.state).get(look.language));
                if loan.state.is_open() {
                    h.text(" ");
                    h.text(look.say(words::DUE));
                    h.text(" ");
                    let late = loan.due_at < look.now;
                    h.of("span", if late { "late" } else { "" }, |h| look.put_time(h, loan.due_at, true));
                }
                if loan.one_sided() {
                    let (class, word) = sides(loan.sides, loan.decided);
                    h.word("span", class, look.say(word));
                }
                if loan.carried_over {
                    h.word("span", "badge", look.say(words::CARRIED_OVER));
                }
                let conditions = [Some(loan.condition_out), loan.condition_in];
                let conditions: Vec<String> = conditions
                    .into_iter()
                    .flatten()
                    .map(|one| core::condition(one).get(look.language).to_owned())
                    .collect();
                h.word("span", "soft", &format!(" {}", conditions.join(" → ")));
            });
        }
        for one in &tools.hand_overs {
            h.el("li", &[], |h| {
                h.word("b", "", &one.tool);
                h.text(" ");
                h.typed(&page.name(&one.from));
                h.text(" → ");
                h.typed(&page.name(&one.to));
                let (class, word) = sides(one.sides, one.decided);
                h.word("span", class, look.say(word));
                h.text(" ");
                look.put_time(h, one.at, true);
            });
        }
    });
}
