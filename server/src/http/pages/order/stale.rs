//! The order had moved before a form came: what its author saw and what is now, beside what he typed.

use super::super::html::Html;
use super::super::look::money;
use super::super::words::{Text, labels, rejections, states};
use super::{Page, facts};
use client_core::domain::entry::cases::EscalationOutcome;
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::order::Order;

/// A form that came too late.
pub(super) struct Stale {
    /// Why the present state refuses it.
    pub(super) why: String,
    /// What its author saw; `None` when the server doesn't know that version.
    pub(super) seen: Option<Box<Order>>,
    /// What is now.
    pub(super) current: Box<Order>,
}

/// Fields of forms that people fill in; the others are the page's own.
const TYPED: &[&str] = &[
    "accepted",
    "explanation",
    "technician",
    "free_reason",
    "warranty_until",
    "routed_to",
    "cancelled_by",
    "appointment_at",
    "confirmed_by",
    "waiting_for",
    "detail",
    "until",
    "words",
    "outcome",
    "handling",
    "choice",
    "amount",
    "terms",
    "agreed",
    "reason",
    "manager_reason",
    "text",
];

/// Both orders side by side.
pub(super) fn section(h: &mut Html, page: &Page<'_>, stale: &Stale) {
    let look = page.look;
    h.el("section", &[("class", "card stale"), ("role", "alert")], |h| {
        h.word("h2", "", look.say(labels::STALE));
        h.word("p", "", look.say(labels::STALE_EXPLAIN));
        h.word("p", "strong", &stale.why);
        h.of("table", "compare", |h| {
            h.el("thead", &[], |h| {
                h.el("tr", &[], |h| {
                    h.el("td", &[], |_| {});
                    h.el("th", &[("scope", "col")], |h| h.text(look.say(labels::YOU_SAW)));
                    h.el("th", &[("scope", "col")], |h| h.text(look.say(labels::NOW)));
                });
            });
            h.el("tbody", &[], |h| {
                let now = lines(page, &stale.current);
                let seen = stale.seen.as_deref().map(|order| lines(page, order));
                for (index, (label, now)) in now.iter().enumerate() {
                    let seen = seen.as_ref().and_then(|seen| seen.get(index)).map(|(_, seen)| seen.as_str());
                    let moved = seen.is_some_and(|seen| seen != now);
                    h.of("tr", if moved { "differs" } else { "" }, |h| {
                        h.el("th", &[("scope", "row")], |h| h.text(look.say(*label)));
                        h.el("td", &[], |h| h.typed(seen.unwrap_or(look.say(labels::UNKNOWN_VERSION))));
                        h.el("td", &[], |h| h.typed(now));
                    });
                }
            });
        });
        typed(h, page);
    });
}

/// What both columns say of an order, in the same order.
fn lines(page: &Page<'_>, order: &Order) -> Vec<(Text, String)> {
    let look = page.look;
    let nothing = || "–".to_owned();
    let mut state = look.say(states::state(order.state)).to_owned();
    if order.needs_decision {
        state = format!("{state} · {}", look.say(labels::NEEDS_DECISION));
    }
    let judgement = order.judgement.as_ref().map(|judgement| {
        let word = look.say(if judgement.accepted { labels::ACCEPTED } else { labels::DECLINED });
        let who = page.name(&judgement.origin.by.user);
        match &judgement.explanation {
            Some(explanation) => format!("{word} · {explanation} · {who}"),
            None => format!("{word} · {who}"),
        }
    });
    let cancelled =
        order.cancellations.iter().rfind(|cancellation| !cancellation.superseded).map(|cancellation| {
            format!("{} · {}", cancellation.reason, page.name(&cancellation.origin.by.user))
        });
    let price = order.billable_fen.map(money);
    vec![
        (labels::STATE, state),
        (labels::JUDGEMENT, judgement.unwrap_or_else(nothing)),
        (labels::SLIP, order.slip.as_ref().map_or_else(nothing, |slip| slip.number.clone())),
        (labels::HOLDER, order.holder.as_ref().map_or_else(nothing, |holder| page.name(holder))),
        (labels::APPOINTMENT, order.appointment().map_or_else(nothing, |one| look.time(one.appointment_at))),
        (labels::MONEY, format!("{} {}", look.say(states::money(order.money)), price.unwrap_or_default())),
        (labels::CANCELLATIONS, cancelled.unwrap_or_else(nothing)),
        (labels::CONFLICTS, order.open_conflicts().count().to_string()),
        (labels::NOTES, order.notes.len().to_string()),
    ]
}

/// What the form held: nothing of it is lost.
fn typed(h: &mut Html, page: &Page<'_>) {
    let Some(fields) = page.typed else { return };
    let filled: Vec<&(String, String)> = fields
        .iter()
        .filter(|(name, value)| TYPED.contains(&name.as_str()) && !value.trim().is_empty())
        .collect();
    if filled.is_empty() {
        return;
    }
    h.word("h3", "", page.look.say(labels::YOU_TYPED));
    h.of("dl", "facts typed", |h| {
        for (name, value) in filled {
            let label = rejections::field(page.look.language, name);
            super::origin::term(h, &label, |h| h.typed(&in_words(page, name, value)));
        }
    });
}

fn in_words(page: &Page<'_>, name: &str, value: &str) -> String {
    let look = page.look;
    match (name, value) {
        ("accepted", "yes") => look.say(labels::ACCEPTED).to_owned(),
        ("accepted", "no") => look.say(labels::DECLINED).to_owned(),
        ("agreed", "yes") => look.say(labels::AS_AGREEMENT).to_owned(),
        ("agreed", "no") => look.say(labels::AS_OFFER).to_owned(),
        ("outcome", name) => EscalationOutcome::parse(name)
            .map_or_else(|| name.to_owned(), |outcome| look.say(states::outcome(outcome)).to_owned()),
        ("waiting_for", name) => WaitingFor::parse(name)
            .map_or_else(|| name.to_owned(), |waits| look.say(states::waiting_for(waits)).to_owned()),
        ("appointment_at" | "until", time) => {
            look.read_time(time).map_or_else(|| time.to_owned(), |ms| look.time(ms))
        }
        ("technician", id) => id.parse().map_or_else(|_| id.to_owned(), |user| page.name(&user)),
        ("cancelled_by", by) => {
            let json = serde_json::json!({ "cancelled_by": by });
            facts::of(page, None, &json)
                .into_iter()
                .map(|(_, words)| words)
                .next()
                .unwrap_or_else(|| by.to_owned())
        }
        ("choice", _) => {
            let conflict = page.typed.map_or("", |fields| super::value(fields, "conflict"));
            super::commands::choice_of(page.typed.map_or(&[][..], Vec::as_slice))
                .map_or_else(|| value.to_owned(), |choice| super::conflicts::chosen(page, conflict, &choice))
        }
        _ => value.to_owned(),
    }
}
