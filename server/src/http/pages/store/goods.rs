//! What there is: stock, personal stock, tools.

use super::super::html::Html;
use super::super::words::store as words;
use super::parts::{amount, cell, label, number, section, table};
use super::{Desk, say};
use client_core::domain::entry::Kind;
use client_core::domain::id::UserId;
use client_core::domain::stock::{KitLine, ToolWhere};
use client_core::domain::words as core;
use std::collections::BTreeMap;

/// Stock figures per item.
pub(super) fn stock(h: &mut Html, desk: &Desk<'_>) {
    let (look, catalogue) = (desk.look, &desk.view.catalogue);
    let items = desk.view.items();
    section(h, "stock", say(desk, words::STOCK), items.len(), |h| {
        if items.is_empty() {
            h.word("p", "soft", say(desk, words::NO_ITEMS));
            return;
        }
        if desk.writes(Kind::StockCounted) {
            h.of("p", "away", |h| h.link("button quiet", "/store/count", say(desk, words::STOCKTAKE)));
        }
        let headings = [words::ITEM, words::SPECIFICATION, words::ON_HAND, words::LOW_LEVEL];
        table(h, look, &headings, |h| {
            for item in items {
                let material = catalogue.material(item);
                let on_hand = desk.view.ledger.on_hand(item);
                let low = material.is_some_and(|one| one.low_level > 0 && on_hand <= one.low_level);
                h.el("tr", &[("class", if on_hand < 0 { "hot" } else { "" })], |h| {
                    cell(h, look, words::ITEM, |h| {
                        h.link("", &format!("/store/items/{item}"), label(look, catalogue, item));
                        h.word("small", "soft", &format!(" {item}"));
                        if material.is_none() {
                            h.word("span", "badge", look.say(words::NOT_LISTED));
                        }
                    });
                    cell(h, look, words::SPECIFICATION, |h| {
                        h.typed(material.map_or("", |one| one.specification.as_str()));
                    });
                    h.el("td", &[("class", "n"), ("data-label", look.say(words::ON_HAND))], |h| {
                        let class = if on_hand < 0 { "late" } else { "" };
                        h.word("span", class, &amount(look, catalogue, item, on_hand));
                        if on_hand < 0 {
                            h.word("span", "badge alarm", look.say(words::NEGATIVE));
                        } else if low {
                            h.word("span", "badge uncertain", look.say(words::LOW));
                        }
                        batches(h, desk, item);
                    });
                    let level = material.filter(|one| one.low_level > 0);
                    let level =
                        level.map_or("–".to_owned(), |one| amount(look, catalogue, item, one.low_level));
                    number(h, look, words::LOW_LEVEL, "", &level);
                });
            }
        });
    });
}

fn batches(h: &mut Html, desk: &Desk<'_>, item: &str) {
    let line = desk.view.ledger.stock.iter().find(|line| line.item == item);
    for (batch, quantity) in line.map(|line| &line.batches).into_iter().flatten() {
        h.of("div", "soft", |h| {
            h.typed(batch);
            h.text(" ");
            h.text(&amount(desk.look, &desk.view.catalogue, item, *quantity));
        });
    }
}

/// Personal stock, per technician.
pub(super) fn kits(h: &mut Html, desk: &Desk<'_>) {
    let mut kits: BTreeMap<UserId, Vec<&KitLine>> = BTreeMap::new();
    for line in desk.view.ledger.kits.iter().filter(|line| line.on_hand != 0) {
        kits.entry(line.technician).or_default().push(line);
    }
    section(h, "kits", say(desk, words::KITS), kits.len(), |h| {
        if kits.is_empty() {
            h.word("p", "soft", say(desk, words::NO_KITS));
        }
        for (owner, lines) in kits {
            h.of("div", "item", |h| {
                h.el("h3", &[], |h| h.typed(&desk.name(owner)));
                kit(h, desk, owner, &lines);
            });
        }
    });
}

/// The personal stock of one person, where there is any.
pub(super) fn kit_of(h: &mut Html, desk: &Desk<'_>, owner: UserId) {
    let lines: Vec<&KitLine> =
        desk.view.ledger.kits.iter().filter(|line| line.technician == owner && line.on_hand != 0).collect();
    if !lines.is_empty() {
        h.word("h3", "", say(desk, words::KITS));
        kit(h, desk, owner, &lines);
    }
}

fn kit(h: &mut Html, desk: &Desk<'_>, owner: UserId, lines: &[&KitLine]) {
    let (look, catalogue) = (desk.look, &desk.view.catalogue);
    h.of("ul", "plain", |h| {
        for line in lines {
            h.el("li", &[], |h| {
                h.typed(label(look, catalogue, &line.item));
                h.text(" ");
                let class = if line.on_hand < 0 { "late" } else { "" };
                h.word("span", class, &amount(look, catalogue, &line.item, line.on_hand));
            });
        }
    });
    if desk.writes(Kind::StockCounted) {
        let to = format!("/store/count?kit={owner}");
        h.link("button quiet", &to, look.say(words::COUNT_KIT));
    }
}

/// Every numbered tool with its condition and where it is.
pub(super) fn tools(h: &mut Html, desk: &Desk<'_>) {
    let look = desk.look;
    let assets = desk.view.assets();
    section(h, "tools", say(desk, words::TOOLS), assets.len(), |h| {
        let headings = [words::TOOL, words::PLACE, words::CONDITION, words::INSPECTION];
        table(h, look, &headings, |h| {
            for asset in assets {
                h.el("tr", &[], |h| {
                    cell(h, look, words::TOOL, |h| {
                        h.link("", &format!("/store/tools/{asset}"), asset);
                        if let Some(card) = desk.view.catalogue.tool(asset) {
                            h.text(" ");
                            h.typed(card.label.get(look.language));
                        }
                    });
                    cell(h, look, words::PLACE, |h| whereabouts(h, desk, asset));
                    cell(h, look, words::CONDITION, |h| condition(h, desk, asset));
                    cell(h, look, words::INSPECTION, |h| inspection(h, desk, asset));
                });
            }
        });
    });
}

/// Where a tool is.
pub(super) fn whereabouts(h: &mut Html, desk: &Desk<'_>, asset: &str) {
    let look = desk.look;
    match desk.view.ledger.tools.tool(asset).map(|tool| &tool.place) {
        None | Some(ToolWhere::Store) => h.text(look.say(words::IN_STORE)),
        Some(ToolWhere::OnLoan { borrower, order, due_at }) => {
            h.typed(&desk.name(*borrower));
            h.text(" ");
            h.link("", &format!("/orders/{order}"), &desk.number(*order));
            h.text(" ");
            let class = if *due_at < look.now { "late" } else { "" };
            h.of("span", class, |h| look.put_time(h, *due_at, true));
        }
        Some(ToolWhere::Unclear { people }) => {
            let names: Vec<String> = people.iter().map(|person| desk.name(*person)).collect();
            let names = super::super::words::list(look.language, &names);
            h.el("span", &[("class", "late")], |h| h.typed(&look.with(words::UNCLEAR, &[&names])));
        }
        Some(ToolWhere::Lost) => h.word("span", "late", look.say(words::LOST)),
        Some(ToolWhere::Scrapped) => h.word("span", "soft", look.say(words::SCRAPPED)),
    }
}

/// How a tool is: as last reported, else as it was registered.
pub(super) fn condition(h: &mut Html, desk: &Desk<'_>, asset: &str) {
    let reported = desk.view.ledger.tools.tool(asset).and_then(|tool| tool.condition);
    let registered = desk.view.catalogue.tool(asset).map(|card| card.condition);
    if let Some(condition) = reported.or(registered) {
        let worst = condition == client_core::domain::entry::store::ToolCondition::Damaged;
        let class = if worst { "late" } else { "" };
        h.word("span", class, core::condition(condition).get(desk.look.language));
    }
}

/// When a tool is due for inspection.
pub(super) fn inspection(h: &mut Html, desk: &Desk<'_>, asset: &str) {
    let look = desk.look;
    let said = desk.view.ledger.tools.tool(asset).and_then(|tool| tool.inspection_due);
    let listed = desk.view.catalogue.tool(asset).and_then(|card| card.due_at);
    let Some(due) = said.or(listed) else { return };
    let late = due < look.now;
    h.of("span", if late { "late" } else { "" }, |h| look.put_day(h, due));
    if late {
        h.word("span", "badge alarm", look.say(words::INSPECTION_LATE));
    }
}
