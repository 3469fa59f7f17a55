//! Conflicts: both sides beside each other, the rule that chose, and the form by which a person settles them.

use super::super::html::Html;
use super::super::look::money;
use super::super::rights;
use super::super::words::{conflicts as words, desk, labels, states, store};
use super::forms::Form;
use super::{Page, account, facts, origin};
use client_core::domain::entry::Kind;
use client_core::domain::entry::office::Choice;
use client_core::domain::order::{Conflict, Side};

/// All conflicts, open ones first.
pub(super) fn section(h: &mut Html, page: &Page<'_>) {
    let order = page.order();
    if order.conflicts.is_empty() {
        return;
    }
    h.el("section", &[("class", "conflicts"), ("id", "conflicts")], |h| {
        h.word("h2", "", page.look.say(labels::CONFLICTS));
        let (open, settled): (Vec<&Conflict>, Vec<&Conflict>) =
            order.conflicts.iter().partition(|conflict| conflict.settled.is_none());
        for conflict in open.into_iter().chain(settled) {
            card(h, page, conflict);
        }
    });
}

fn card(h: &mut Html, page: &Page<'_>, conflict: &Conflict) {
    let look = page.look;
    let open = conflict.settled.is_none();
    let class = if open { "card conflict open" } else { "card conflict settled" };
    h.el("article", &[("class", class), ("data-conflict", &conflict.id)], |h| {
        h.of("header", "", |h| {
            h.word("span", "rule", &conflict.rule);
            h.word("h3", "", &words::rule(look.language, &conflict.rule));
            let (class, word) =
                if open { ("badge alarm", labels::OPEN) } else { ("badge good", labels::SETTLED) };
            h.word("span", class, look.say(word));
        });
        h.of("div", "sides", |h| {
            for (number, side) in conflict.sides.iter().enumerate() {
                one_side(h, page, conflict, side, number + 1);
            }
        });
        h.of("dl", "facts ruling", |h| {
            origin::term(h, look.say(labels::RULE), |h| {
                h.word("b", "", &conflict.rule);
                h.text(" ");
                h.text(&words::sentence(look.language, &conflict.rule));
            });
            origin::term(h, look.say(labels::OUTCOME), |h| {
                h.word("b", "", &words::outcome(look.language, &conflict.outcome));
            });
        });
        match &conflict.settled {
            Some(settled) => h.of("div", "decision", |h| {
                let name = page.name(&settled.origin.by.user);
                if settled.reason == "recorded_again" {
                    h.word("p", "", look.say(labels::SETTLED_BY_RECORD));
                } else if settled.reason == "decided_in_the_other_order" {
                    h.word("p", "", look.say(words::DECIDED_ELSEWHERE));
                } else {
                    let chosen = chosen(page, &conflict.id, &settled.choice);
                    h.el("p", &[], |h| h.typed(&look.with(labels::DECIDED_BY, &[&name, &chosen])));
                    h.of("p", "words", |h| h.typed(&settled.reason));
                }
                origin::short(h, page, &settled.origin);
            }),
            None => settle(h, page, conflict),
        }
    });
}

fn one_side(h: &mut Html, page: &Page<'_>, conflict: &Conflict, side: &Side, number: usize) {
    let look = page.look;
    let nobody_counts = conflict.sides.iter().all(|side| !side.counts);
    let class = if side.counts { "side counts" } else { "side" };
    h.of("section", class, |h| {
        h.of("header", "", |h| {
            h.word("span", "soft", &look.with(labels::SIDE, &[&number.to_string()]));
            h.word("h4", "", look.say(states::kind(side.kind)));
            let (class, word) = match (side.counts, nobody_counts) {
                (true, _) => ("badge good", labels::COUNTS),
                (false, true) => ("badge alarm", labels::OPEN_SIDE),
                (false, false) => ("badge", labels::COUNTS_NOT),
            };
            h.word("span", class, look.say(word));
        });
        let facts = facts::of(page, Some(side.kind), &side.value);
        if !facts.is_empty() {
            h.of("dl", "facts value", |h| {
                for (name, value) in facts {
                    origin::term(h, &name, |h| h.typed(&value));
                }
            });
        }
        // The other side of a word of the server stands in another order.
        let others = side.value.get("others").and_then(serde_json::Value::as_array);
        for other in others.into_iter().flatten().filter_map(|one| one.get(0)?.as_str()) {
            if conflict.rule == "COL-07" {
                h.link("", &format!("/orders/{other}"), look.say(desk::OTHER_ORDER));
            }
            if conflict.rule == "RECEIPT" {
                account::receipt_place(h, page, other.parse().ok());
            }
        }
        origin::full(h, page, &side.origin);
    });
}

/// What a person chose, in words.
pub(super) fn chosen(page: &Page<'_>, conflict: &str, choice: &Choice) -> String {
    let look = page.look;
    let twins = conflict.starts_with("COL-07:");
    let receipts = conflict.starts_with("RECEIPT:");
    match choice {
        Choice::Confirm if receipts => look.say(words::ONE_PAYMENT).to_owned(),
        Choice::Reject if receipts => look.say(words::TWO_RECEIPTS).to_owned(),
        Choice::Confirm if twins => look.say(words::LINK).to_owned(),
        Choice::Reject if twins => look.say(words::DIFFERENT).to_owned(),
        Choice::Confirm => look.say(words::CONFIRM).to_owned(),
        Choice::Continue => look.say(words::CONTINUE).to_owned(),
        Choice::Reject => look.say(words::REJECT).to_owned(),
        Choice::CancelWithoutCharge => look.say(words::WITHOUT_CHARGE).to_owned(),
        Choice::CancelWithCharge(fen) => look.with(words::WITH_CHARGE_OF, &[&money(*fen)]),
        Choice::Entry(entry) => {
            let conflict = page.order().conflicts.iter().find(|known| known.id == conflict);
            let sides = conflict.map_or(&[][..], |conflict| conflict.sides.as_slice());
            match sides.iter().enumerate().find(|(_, side)| side.origin.entry == *entry) {
                Some((index, side)) => side_in_words(page, index + 1, side),
                None => entry.to_string(),
            }
        }
    }
}

fn side_in_words(page: &Page<'_>, number: usize, side: &Side) -> String {
    let value = facts::of(page, Some(side.kind), &side.value).into_iter().map(|(_, value)| value).next();
    let words = format!(
        "{} {}",
        page.look.say(states::kind(side.kind)),
        value.unwrap_or_else(|| page.name(&side.origin.by.user))
    );
    page.look.with(words::SIDE_COUNTS, &[&number.to_string(), &words])
}

/// The choices that fit a conflict's rule, with their words.
fn choices(page: &Page<'_>, conflict: &Conflict) -> Vec<(String, String)> {
    let look = page.look;
    let fixed = |id: &str, text: super::super::words::Text| (id.to_owned(), look.say(text).to_owned());
    let side_kinds: &[Kind] = match conflict.rule.as_str() {
        "COL-04" | "COL-05" => &[Kind::Assigned, Kind::PoolTaken][..],
        "COL-06" => &[Kind::PriceConfirmed],
        "COL-10" => &[Kind::ToolLoaned],
        "APPOINTMENT" => &[Kind::AppointmentConfirmed],
        // Whatever its author had seen last may be one.
        "TIME" => Kind::ALL,
        _ => &[],
    };
    match conflict.rule.as_str() {
        "COL-02" => {
            let mut all = vec![fixed("confirm", words::CONFIRM)];
            // Only the desk's confirmation makes a cancellation final (DSP-6).
            let final_one = |side: &Side| {
                let mut confirmed = page.order().cancellations.iter().filter(|c| c.confirmed.is_some());
                confirmed.any(|c| c.origin.entry == side.origin.entry)
            };
            if !conflict.sides.iter().any(final_one) {
                all.push(fixed("continue", words::CONTINUE));
            }
            all
        }
        "COL-09" => vec![fixed("confirm", store::ONCE)],
        "COL-11" => vec![fixed("confirm", store::LOOKED_INTO)],
        "COL-12" => vec![fixed("confirm", store::ACCEPTED)],
        // Only the loan of this order is here; another one is chosen where it stands.
        "COL-07" => vec![fixed("confirm", words::LINK), fixed("reject", words::DIFFERENT)],
        "RECEIPT" => vec![fixed("confirm", words::ONE_PAYMENT), fixed("reject", words::TWO_RECEIPTS)],
        "COL-10" | "TIME" => sides_of(page, conflict, side_kinds),
        "COL-01" | "COL-08" | "COL-13" | "COL-14" | "COL-15" | "COL-16" | "COL-18" | "COL-19" | "COL-21"
        | "COL-26" | "COL-28" | "COL-29" | "COL-31" => {
            vec![fixed("confirm", words::CONFIRM)]
        }
        "COL-04" | "COL-05" | "COL-06" | "APPOINTMENT" => {
            let mut all = vec![fixed("confirm", words::CONFIRM)];
            all.extend(sides_of(page, conflict, side_kinds));
            all
        }
        "COL-03" | "NOT-REPAIRED" => {
            let mut all = vec![
                fixed("continue", words::CONTINUE),
                fixed("cancel_without_charge", words::WITHOUT_CHARGE),
            ];
            if page.order().billable_fen.is_some_and(|fen| fen > 0) {
                all.push(fixed("cancel_with_charge", words::WITH_CHARGE));
            }
            all
        }
        _ => Vec::new(),
    }
}

/// Each side of this kind as a choice.
fn sides_of(page: &Page<'_>, conflict: &Conflict, kinds: &[Kind]) -> Vec<(String, String)> {
    let sides = conflict.sides.iter().enumerate().filter(|(_, side)| kinds.contains(&side.kind));
    sides
        .map(|(index, side)| (format!("entry:{}", side.origin.entry), side_in_words(page, index + 1, side)))
        .collect()
}

fn settle(h: &mut Html, page: &Page<'_>, conflict: &Conflict) {
    let look = page.look;
    let choices = choices(page, conflict);
    if choices.is_empty() {
        h.word("p", "soft", look.say(words::RECORD_AGAIN));
        return;
    }
    if !rights::settles(conflict, &page.viewer.who.roles) {
        let roles = states::roles(look.language, &conflict.audience);
        h.word("p", "soft", &look.with(labels::FOR_ROLES, &[&roles]));
        return;
    }
    let form = Form { page, id: &format!("decide:{}", conflict.id), command: "decide" };
    form.put(h, labels::SETTLE, |h, form| {
        h.void("input", &[("type", "hidden"), ("name", "conflict"), ("value", &conflict.id)]);
        h.el("fieldset", &[], |h| {
            h.word("legend", "", look.say(labels::SETTLE));
            for (id, words) in &choices {
                form.radio(h, "choice", id, words);
                if id == "cancel_with_charge" {
                    let most = page.order().billable_fen.map(money).unwrap_or_default();
                    h.of("label", "field inset", |h| {
                        h.el("span", &[], |h| {
                            h.text(look.say(labels::YUAN));
                            h.word("small", "soft", &look.with(labels::BILLABLE, &[&most]));
                        });
                        let typed = form.typed("amount");
                        let attributes = [
                            ("type", "text"),
                            ("inputmode", "decimal"),
                            ("name", "amount"),
                            ("value", typed),
                        ];
                        h.void("input", &attributes);
                    });
                }
            }
        });
        form.text(h, "reason", true);
    });
}
