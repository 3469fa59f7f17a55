//! What waits at the desk: loans, discrepancies, needs, and what the day's close did.

use super::super::html::Html;
use super::super::words::{Text, labels, rejections, states, store as words};
use super::parts::{cell, form, hidden, line, radio, section, table, text};
use super::{Desk, parts, say};
use crate::office::store::{CloseReport, KeptOpen};
use client_core::domain::entry::Kind;
use client_core::domain::id::DocumentId;
use client_core::domain::stock::{Cause, Discrepancy, Loan};
use client_core::domain::words as core;

/// A loan that is due within this time is marked, in milliseconds.
const SOON_MS: i64 = 3_600_000;

/// Every open loan with its holder, order and due time.
pub(super) fn loans(h: &mut Html, desk: &Desk<'_>) {
    let loans = desk.view.open_loans();
    section(h, "loans", say(desk, words::LOANS), loans.len(), |h| {
        if loans.is_empty() {
            h.word("p", "soft", say(desk, words::NO_LOANS));
            return;
        }
        let headings = [words::TOOL, words::WHO_HAS_IT, labels::ORDER, words::DUE, labels::STATE];
        table(h, desk.look, &headings, |h| {
            for loan in loans {
                row(h, desk, loan);
            }
        });
    });
}

fn row(h: &mut Html, desk: &Desk<'_>, loan: &Loan) {
    let look = desk.look;
    let late = loan.due_at < look.now;
    h.el("tr", &[("class", if late { "hot" } else { "" })], |h| {
        cell(h, look, words::TOOL, |h| tool_name(h, desk, &loan.tool));
        cell(h, look, words::WHO_HAS_IT, |h| h.typed(&desk.name(loan.borrower)));
        cell(h, look, labels::ORDER, |h| order_link(h, desk, loan.document));
        cell(h, look, words::DUE, |h| {
            h.of("span", if late { "late" } else { "" }, |h| look.put_time(h, loan.due_at, true));
            if late {
                h.word("span", "badge alarm", look.say(words::OVERDUE));
            } else if loan.due_at - look.now <= SOON_MS {
                h.word("span", "badge uncertain", look.say(words::DUE_SOON));
            }
        });
        cell(h, look, labels::STATE, |h| {
            h.text(core::loan(loan.state).get(look.language));
            if loan.one_sided() {
                h.word("span", "badge alarm", look.say(words::ONE_SIDED));
            }
            if loan.carried_over {
                h.word("span", "badge", look.say(words::CARRIED_OVER));
            }
            let question = format!("LOAN:{}", loan.movement);
            if !loan.carried_over && desk.answers(&question) {
                h.el("details", &[], |h| {
                    h.word("summary", "", look.say(words::CARRY_OVER));
                    form(h, look, "decide", words::SAVE, |h| {
                        into(h, desk, loan.document);
                        hidden(h, "conflict", &question);
                        hidden(h, "choice", "continue");
                        text(h, look, "reason", words::REASON, true);
                    });
                });
            }
        });
    });
}

pub(super) fn tool_name(h: &mut Html, desk: &Desk<'_>, asset: &str) {
    h.link("", &format!("/store/tools/{asset}"), asset);
    if let Some(card) = desk.view.catalogue.tool(asset) {
        h.text(" ");
        h.typed(card.label.get(desk.look.language));
    }
}

fn order_link(h: &mut Html, desk: &Desk<'_>, order: DocumentId) {
    h.link("", &format!("/orders/{order}"), &desk.number(order));
}

/// The document that a form writes into, and its version that the form was made of.
fn into(h: &mut Html, desk: &Desk<'_>, document: DocumentId) {
    hidden(h, "document", &document.to_string());
    hidden(h, "etag", desk.etags.get(&document).map_or("", String::as_str));
    if desk.view.ledger.is_kit_open(document) {
        hidden(h, "kit", "1");
    }
}

/// Every discrepancy with its cause, both sides' facts, and the form that answers it.
pub(super) fn discrepancies(h: &mut Html, desk: &Desk<'_>) {
    let all = &desk.view.ledger.discrepancies;
    section(h, "discrepancies", say(desk, words::DISCREPANCIES), all.len(), |h| {
        if all.is_empty() {
            h.word("p", "soft", say(desk, words::NO_DISCREPANCIES));
        }
        for one in all {
            h.of("div", "item", |h| discrepancy(h, desk, one));
        }
    });
}

fn discrepancy(h: &mut Html, desk: &Desk<'_>, one: &Discrepancy) {
    let look = desk.look;
    h.el("h3", &[], |h| {
        h.word("span", "badge alarm", core::cause(one.cause).get(look.language));
        h.text(" ");
        if let Some(item) = &one.item {
            h.link("", &format!("/store/items/{item}"), parts::label(look, &desk.view.catalogue, item));
            h.text(" ");
            h.text(&parts::amount(look, &desk.view.catalogue, item, one.quantity));
        }
        if let Some(tool) = &one.tool {
            tool_name(h, desk, tool);
        }
    });
    h.of("p", "origin", |h| {
        if let Some(document) = one.document.filter(|id| !desk.view.ledger.is_kit_open(*id)) {
            h.text(look.say(labels::ORDER));
            h.text(" ");
            order_link(h, desk, document);
            if !one.people.is_empty() {
                h.text(" · ");
            }
        }
        for person in &one.people {
            h.typed(&desk.name(*person));
            h.text(" ");
        }
    });
    facts(h, desk, one);
    answer(h, desk, one);
}

fn facts(h: &mut Html, desk: &Desk<'_>, one: &Discrepancy) {
    let look = desk.look;
    let lines: Vec<_> = desk.view.facts_of(one).collect();
    h.word("p", "soft", look.say(words::BOTH_SIDES));
    h.of("ul", "plain", |h| {
        for fact in &lines {
            h.el("li", &[], |h| {
                let kind = fact.kind.map_or("–", |kind| look.say(states::kind(kind)));
                h.word("b", "", kind);
                h.text(" ");
                h.of("span", "origin", |h| {
                    h.typed(&desk.name(fact.by));
                    h.text(" · ");
                    h.text(look.say(states::role(fact.role)));
                    h.text(" · ");
                    look.put_time(h, fact.at, true);
                    if desk.view.orders.contains_key(&fact.document) {
                        h.text(" · ");
                        order_link(h, desk, fact.document);
                    }
                });
            });
        }
        if lines.len() < 2 && matches!(one.cause, Cause::OneSided | Cause::ReturnUnconfirmed) {
            h.word("li", "unsure", look.say(words::OTHER_SIDE_MISSING));
        }
    });
}

/// The choices that answer a question with a yes or a no; none where something has to be done instead.
const fn choices(cause: Cause) -> &'static [(&'static str, Text)] {
    match cause {
        Cause::OneSided | Cause::ReturnUnconfirmed => {
            &[("confirm", words::COUNTS), ("reject", words::COUNTS_NOT)]
        }
        Cause::UsedWithoutIssue | Cause::Excess => &[("confirm", words::ACCEPTED)],
        Cause::SeenAgain | Cause::CodeUsedAgain => &[("confirm", words::ONCE)],
        Cause::Loss => &[("confirm", words::LOSS_ACCEPTED), ("reject", words::LOSS_REFUSED)],
        Cause::StockNegative | Cause::KitOverdrawn | Cause::TwoLoans => &[],
    }
}

fn answer(h: &mut Html, desk: &Desk<'_>, one: &Discrepancy) {
    let look = desk.look;
    let counts = desk.writes(Kind::StockCounted);
    match one.cause {
        Cause::StockNegative if counts => h.link("button quiet", "/store/count", look.say(words::COUNT_IT)),
        Cause::KitOverdrawn if counts => {
            if let Some(owner) = one.people.first() {
                h.link("button quiet", &format!("/store/count?kit={owner}"), look.say(words::COUNT_IT));
            }
        }
        Cause::TwoLoans if desk.answers(&one.id) => two_loans(h, desk, one),
        cause => {
            let (Some(document), true) = (one.document, desk.answers(&one.id)) else { return };
            form(h, look, "decide", words::DECIDE, |h| {
                into(h, desk, document);
                hidden(h, "conflict", &one.id);
                for (choice, label) in choices(cause) {
                    radio(h, "choice", choice, look.say(*label));
                }
                text(h, look, "reason", words::REASON, true);
            });
        }
    }
}

/// Who has it? Each answer goes into the order of the loan that holds.
fn two_loans(h: &mut Html, desk: &Desk<'_>, one: &Discrepancy) {
    let look = desk.look;
    for ((document, entry), person) in one.entries.iter().zip(&one.people) {
        h.el("details", &[], |h| {
            let has = look.with(words::HAS_IT, &[&desk.name(*person), &desk.number(*document)]);
            h.el("summary", &[], |h| h.typed(&has));
            form(h, look, "decide", words::DECIDE, |h| {
                into(h, desk, *document);
                hidden(h, "conflict", &one.id);
                hidden(h, "choice", &format!("entry:{entry}"));
                text(h, look, "reason", words::REASON, true);
            });
        });
    }
}

/// Needs that nobody has answered.
pub(super) fn needs(h: &mut Html, desk: &Desk<'_>) {
    let look = desk.look;
    let orders = &desk.view.ledger.orders;
    let open: Vec<_> = orders
        .iter()
        .flat_map(|(order, goods)| goods.needs.iter().map(move |need| (*order, need)))
        .filter(|(_, need)| need.approved.is_none())
        .collect();
    if open.is_empty() {
        return;
    }
    section(h, "needs", look.say(words::NEEDS), open.len(), |h| {
        for (order, need) in open {
            h.of("div", "item", |h| {
                h.el("h3", &[], |h| {
                    order_link(h, desk, order);
                    h.text(" ");
                    h.typed(&desk.name(need.technician));
                    h.text(" ");
                    look.put_time(h, need.at, true);
                });
                h.of("ul", "plain", |h| {
                    for goods in &need.lines {
                        h.el("li", &[], |h| h.typed(&line(look, &desk.view.catalogue, goods)));
                    }
                    for tool in &need.tools {
                        h.el("li", &[], |h| h.typed(tool));
                    }
                });
                if desk.writes(Kind::MaterialApproved) {
                    form(h, look, "answer_need", words::SAVE, |h| {
                        into(h, desk, order);
                        hidden(h, "need", &need.entry.to_string());
                        radio(h, "approved", "yes", look.say(words::APPROVE));
                        radio(h, "approved", "no", look.say(words::REFUSE));
                        text(h, look, "reason", words::REASON_IF_REFUSED, false);
                    });
                }
            });
        }
    });
}

/// What the day's close did, and why other orders stay open.
pub(super) fn report(h: &mut Html, desk: &Desk<'_>, report: &CloseReport) {
    let look = desk.look;
    h.el("section", &[("class", "card"), ("id", "closed"), ("role", "status")], |h| {
        h.word("p", "strong", &look.with(words::CLOSED_N, &[&report.closed.len().to_string()]));
        if report.kept.is_empty() {
            return;
        }
        h.word("p", "", &look.with(words::KEPT_N, &[&report.kept.len().to_string()]));
        h.of("ul", "plain", |h| {
            for (order, why) in &report.kept {
                h.el("li", &[], |h| {
                    order_link(h, desk, *order);
                    h.text(" ");
                    let rejection = match why {
                        KeptOpen::Goods(open) => {
                            let open = open.iter().map(|one| open_thing(desk, one)).collect();
                            client_core::domain::decide::Rejection::GoodsOpen { open }
                        }
                        KeptOpen::Refused(rejection) => rejection.clone(),
                    };
                    h.typed(&rejections::rejection(look.language, &rejection));
                });
            }
        });
    });
}

/// An item by its name; a question by its cause where it is one of those listed.
fn open_thing(desk: &Desk<'_>, one: &str) -> String {
    let cause = desk.view.ledger.discrepancies.iter().find(|known| known.id == one);
    match cause {
        Some(known) => core::cause(known.cause).get(desk.look.language).to_owned(),
        None => parts::label(desk.look, &desk.view.catalogue, one).to_owned(),
    }
}
