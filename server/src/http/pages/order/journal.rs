//! The journal as a time line, the newest entry first.

use super::super::html::Html;
use super::super::words::{labels, states};
use super::{Page, facts, origin};
use client_core::domain::entry::Kind;
use client_core::domain::order::Origin;

/// Every entry that the server has.
pub(super) fn section(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    h.of("section", "card journal", |h| {
        h.el("h2", &[], |h| {
            h.text(look.say(labels::JOURNAL));
            h.word("span", "soft", &page.sheet.journal.len().to_string());
        });
        h.of("ol", "timeline", |h| {
            for line in page.sheet.journal.iter().rev() {
                h.el("li", &[("id", &line.id.to_string())], |h| {
                    h.word("b", "", &states::kind_named(look.language, &line.kind));
                    h.of("p", "words", |h| {
                        let facts = facts::of(page, Kind::parse(&line.kind), &line.data);
                        let text: Vec<String> =
                            facts.into_iter().map(|(name, value)| format!("{name} {value}")).collect();
                        h.typed(&text.join(" · "));
                    });
                    if !line.concurrent_with.is_empty() {
                        let count = line.concurrent_with.len().to_string();
                        h.word("span", "badge", &look.with(labels::CONCURRENT, &[&count]));
                    }
                    origin::short(h, page, &Origin { entry: line.id, by: line.by, at: line.at });
                });
            }
        });
        let to = format!("/api/v1/orders/{}/journal", page.order().id);
        h.link("soft", &to, look.say(labels::AS_JSON));
    });
}
