//! Cases that only managers close: escalations (ACC-5, ACC-6), and damaged or lost property (DMG-1 to DMG-3).

use super::super::html::Html;
use super::super::look::money;
use super::super::words::{labels, states};
use super::forms::{self, Form};
use super::{Page, origin, photos};
use client_core::domain::entry::Kind;
use client_core::domain::entry::cases::EscalationOutcome;
use client_core::domain::order::{Compensation, DamageCase};

/// Why managers were called, and what they decided.
pub(super) fn escalation(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    let Some(escalation) = &page.order().escalation else { return };
    h.el("section", &[("class", "card"), ("id", "escalation")], |h| {
        h.el("h2", &[], |h| {
            h.text(look.say(labels::ESCALATION));
            let (class, word) = if escalation.open {
                ("badge alarm", labels::NOT_ANSWERED)
            } else {
                ("badge good", labels::ANSWERED)
            };
            h.word("span", class, look.say(word));
        });
        h.of("ul", "plain", |h| {
            for cause in &escalation.causes {
                h.el("li", &[], |h| {
                    h.word("b", "", look.say(states::kind(cause.kind)));
                    h.text(" ");
                    if let Some(words) = cause.words.and_then(|words| page.sheet.view.texts.get(&words)) {
                        h.typed(words);
                        h.text(" ");
                    }
                    if !cause.answered {
                        h.word("span", "badge alarm", look.say(labels::NOT_ANSWERED));
                        h.text(" ");
                    }
                    origin::short(h, page, &cause.origin);
                });
            }
            for decision in &escalation.decisions {
                h.el("li", &[], |h| {
                    h.word("span", "badge good", look.say(states::outcome(decision.outcome)));
                    h.typed(&decision.handling);
                    h.text(" ");
                    origin::short(h, page, &decision.origin);
                });
            }
        });
    });
}

/// A manager's answer to an escalation.
pub(super) fn decide_escalation(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "decide_escalation", command: "decide_escalation" };
    form.put(h, labels::DECIDE_ESCALATION, |h, form| {
        h.of("div", "choices stacked", |h| {
            for outcome in EscalationOutcome::ALL {
                form.radio(h, "outcome", outcome.as_str(), page.look.say(states::outcome(*outcome)));
            }
        });
        form.area(h, "handling", 500);
    });
}

/// Cases of harm, each with the managers' form while it is open.
pub(super) fn damages(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    if page.order().damages.is_empty() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "damages")], |h| {
        h.word("h2", "", look.say(labels::DAMAGES));
        for case in &page.order().damages {
            h.of("div", "item", |h| one_case(h, page, case));
        }
    });
}

fn one_case(h: &mut Html, page: &Page<'_>, case: &DamageCase) {
    let look = page.look;
    h.el("p", &[], |h| {
        h.word("b", "", look.say(states::damage(case.damage)));
        let (class, word) = if case.settled.is_some() {
            ("badge good", labels::CASE_SETTLED)
        } else {
            ("badge alarm", labels::CASE_OPEN)
        };
        h.word("span", class, look.say(word));
    });
    photos::strip(h, page, &case.photos);
    let description = page.sheet.view.texts.get(&case.description).map_or("–", String::as_str);
    h.of("p", "words", |h| h.typed(description));
    origin::short(h, page, &case.origin);
    if !case.compensations.is_empty() {
        h.of("ul", "plain inset", |h| {
            for one in &case.compensations {
                h.el("li", &[], |h| compensation(h, page, one, case.settled.as_ref() == Some(one)));
            }
        });
    }
    if case.settled.is_none() && page.may(Kind::DamageSettled) {
        settle(h, page, case);
    }
}

fn compensation(h: &mut Html, page: &Page<'_>, one: &Compensation, counts: bool) {
    let look = page.look;
    let label = if one.agreed { labels::AGREEMENT } else { labels::OFFER };
    h.word("span", if counts { "badge good" } else { "badge" }, &look.with(label, &[&money(one.amount_fen)]));
    h.typed(&one.terms);
    h.text(" ");
    origin::short(h, page, &one.origin);
}

/// DMG-2: offers and agreements are the managers'.
fn settle(h: &mut Html, page: &Page<'_>, case: &DamageCase) {
    let entry = case.origin.entry.to_string();
    let id = format!("settle_damage:{entry}");
    forms::fold(h, page, &id, labels::SETTLE_DAMAGE, |h| {
        Form { page, id: &id, command: "settle_damage" }.put(h, labels::SETTLE_DAMAGE, |h, form| {
            h.void("input", &[("type", "hidden"), ("name", "case"), ("value", &entry)]);
            form.amount(h);
            form.area(h, "terms", 500);
            h.of("div", "choices stacked", |h| {
                form.radio(h, "agreed", "no", page.look.say(labels::AS_OFFER));
                form.radio(h, "agreed", "yes", page.look.say(labels::AS_AGREEMENT));
            });
        });
    });
}
