//! Forms of the desk that nothing waits for: deliveries, scrap, inspections, the day's close.

use super::super::html::Html;
use super::super::words::{Text, store as words};
use super::Desk;
use super::parts::{form, label, radio, select, text};
use client_core::domain::entry::Kind;
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::words as core;

/// The forms that the viewer may use.
pub(super) fn section(h: &mut Html, desk: &Desk<'_>) {
    let look = desk.look;
    if !desk.writes(Kind::StoreWrittenOff) {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "work")], |h| {
        folded(h, desk, words::CLOSE_DAY, |h| {
            h.word("p", "soft", look.say(words::CLOSE_HINT));
            form(h, look, "close", words::CLOSE_DAY, |h| {
                h.of("label", "field", |h| {
                    h.word("span", "", look.say(words::DAY));
                    let today: String = look.time(look.now).chars().take(10).collect();
                    let attributes = [("type", "date"), ("name", "day"), ("value", today.as_str())];
                    h.void_flagged("input", &attributes, &[("required", true)]);
                });
            });
        });
        folded(h, desk, words::RECEIVE, |h| {
            form(h, look, "receive", words::SAVE, |h| {
                goods(h, desk);
                text(h, look, "origin", words::ORIGIN, true);
            });
        });
        folded(h, desk, words::SCRAP, |h| {
            form(h, look, "scrap", words::SAVE, |h| {
                goods(h, desk);
                text(h, look, "reason", words::REASON, true);
            });
            form(h, look, "scrap_tool", words::SAVE, |h| {
                tools(h, desk);
                text(h, look, "reason", words::REASON, true);
            });
        });
        folded(h, desk, words::INSPECT, |h| {
            form(h, look, "inspect", words::SAVE, |h| {
                tools(h, desk);
                for condition in ToolCondition::ALL {
                    radio(h, "condition", condition.as_str(), core::condition(*condition).get(look.language));
                }
                h.of("label", "field", |h| {
                    h.word("span", "", look.say(words::INSPECTION));
                    h.void("input", &[("type", "datetime-local"), ("name", "due_at")]);
                });
            });
        });
    });
}

fn folded(h: &mut Html, desk: &Desk<'_>, title: Text, inner: impl FnOnce(&mut Html)) {
    h.el("details", &[], |h| {
        h.word("summary", "", desk.look.say(title));
        inner(h);
    });
}

fn goods(h: &mut Html, desk: &Desk<'_>) {
    let (look, catalogue) = (desk.look, &desk.view.catalogue);
    let options = catalogue.materials.iter().map(|material| {
        let unit = core::unit(material.unit).get(look.language);
        let name = label(look, catalogue, &material.code);
        (material.code.as_str(), format!("{name} {} ({unit})", material.specification))
    });
    select(h, look, "item", words::ITEM, options);
    text(h, look, "quantity", words::QUANTITY, true);
    text(h, look, "batch", words::BATCH, false);
}

fn tools(h: &mut Html, desk: &Desk<'_>) {
    let options =
        desk.view.catalogue.tools.iter().map(|card| {
            (card.asset.as_str(), format!("{} {}", card.asset, card.label.get(desk.look.language)))
        });
    select(h, desk.look, "tool", words::TOOL, options);
}
