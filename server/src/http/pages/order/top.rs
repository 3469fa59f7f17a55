//! The order's header, its registration and how it was dispatched.

use super::super::board::chip;
use super::super::html::Html;
use super::super::look::{code, money};
use super::super::words::{conflicts, desk, labels, states};
use super::{Page, origin};
use client_core::domain::entry::office::Urgency;
use client_core::domain::order::MoneyTrack;
use client_core::domain::procedure::ProcedureRef;

/// Number, state, holder, customer, appointment.
pub(super) fn header(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    h.of("section", "card top", |h| {
        h.of("header", "", |h| {
            let number = order.slip.as_ref().map_or(look.say(labels::NO_NUMBER), |slip| slip.number.as_str());
            h.el("h1", &[], |h| {
                h.word("span", "unseen", look.say(labels::ORDER));
                h.typed(number);
            });
            chip(h, look.language, order.state.as_str());
            if order.needs_decision {
                h.word("span", "badge alarm", look.say(labels::NEEDS_DECISION));
            }
            for (set, class, word) in [
                (order.time_open, "badge alarm", labels::TIME_OPEN),
                (order.waiting, "badge uncertain", labels::IS_WAITING),
                (order.disputed && collects(order.money), "badge alarm", labels::DISPUTED),
            ] {
                if set {
                    h.word("span", class, look.say(word));
                }
            }
            let open = order.open_conflicts().count();
            if open > 0 {
                h.link("badge alarm", "#conflicts", &look.with(labels::CONFLICTS_N, &[&open.to_string()]));
            }
            if order.round > 1 {
                h.word("span", "badge", &look.with(labels::ROUND, &[&order.round.to_string()]));
            }
        });
        h.of("dl", "facts wide", |h| {
            origin::term(h, look.say(labels::HOLDER), |h| match &order.holder {
                Some(holder) => h.typed(&page.name(holder)),
                None => h.word("span", "soft", look.say(labels::NOBODY)),
            });
            if let Some(appointment) = order.appointment() {
                origin::term(h, look.say(labels::APPOINTMENT), |h| {
                    look.put_time(h, appointment.appointment_at, false);
                });
            }
            match &page.sheet.view.customer {
                Some(customer) => {
                    origin::term(h, look.say(labels::UNIT), |h| h.typed(&customer.unit_no));
                    origin::term(h, look.say(labels::CUSTOMER), |h| h.typed(&customer.customer_name));
                    origin::term(h, look.say(labels::CONTACT), |h| h.typed(&customer.contact));
                    if let Some(department) = &customer.department {
                        origin::term(h, look.say(labels::AFFILIATION), |h| h.typed(department));
                    }
                }
                None => origin::term(h, look.say(labels::CUSTOMER), |h| {
                    h.word("span", "soft", look.say(labels::CUSTOMER_HIDDEN));
                }),
            }
            origin::term(h, look.say(labels::MONEY), |h| {
                h.text(look.say(states::money(order.money)));
                if let Some(fen) = order.billable_fen {
                    h.text(" ");
                    h.word("b", "", &money(fen));
                }
            });
            origin::term(h, look.say(labels::FOLLOW_UP), |h| {
                h.text(look.say(states::follow_up(order.follow_up)))
            });
            if order.state.is_closed() && !order.archive_blocked_by.is_empty() {
                origin::term(h, look.say(labels::ARCHIVE), |h| {
                    let blocks: Vec<String> = order
                        .archive_blocked_by
                        .iter()
                        .map(|word| states::blocks(look.language, word))
                        .collect();
                    h.text(&super::super::words::list(look.language, &blocks));
                });
            }
        });
        if !order.needs_update.is_empty() {
            let kinds = super::super::words::list(look.language, &order.needs_update);
            h.word("p", "fault", &look.with(labels::NEEDS_UPDATE, &[&kinds]));
        }
    });
}

/// What was asked for, and how it was judged and dispatched.
pub(super) fn registration(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(labels::CONTENT));
        if let Some(registered) = &order.registered {
            let content = page.sheet.view.texts.get(&registered.content).map_or("–", String::as_str);
            h.of("p", "words", |h| h.typed(content));
            h.of("dl", "facts", |h| {
                origin::term(h, look.say(labels::CLASS), |h| {
                    h.text(&registered.service_class);
                    let version = order.slip.as_ref().map(|slip| slip.procedure_version);
                    let procedure = match version {
                        Some(version) => {
                            let reference = ProcedureRef { id: registered.service_class.clone(), version };
                            page.sheet.library.get(&reference)
                        }
                        None => page.sheet.library.newest(&registered.service_class),
                    };
                    if let Some(procedure) = procedure {
                        h.text(" ");
                        h.text(procedure.label.get(look.language));
                    }
                    h.text(" · ");
                    h.text(look.say(states::service_kind(registered.service_kind)));
                    if registered.urgency == Urgency::Urgent {
                        h.word("span", "badge alarm", look.say(states::urgency(registered.urgency)));
                    }
                });
                origin::term(h, look.say(labels::REGISTRATION), |h| {
                    h.text(look.say(states::channel(registered.channel)));
                    h.text(" ");
                    origin::short(h, page, &registered.origin);
                });
            });
        }
        h.of("dl", "facts", |h| {
            if let Some(judgement) = &order.judgement {
                origin::term(h, look.say(labels::JUDGEMENT), |h| {
                    h.text(look.say(if judgement.accepted { labels::ACCEPTED } else { labels::DECLINED }));
                    if let Some(reason) = &judgement.free_reason {
                        h.text(" · ");
                        h.typed(&look.with(labels::FREE_BECAUSE, &[reason]));
                    }
                    if let Some(warranty) = &judgement.warranty {
                        let words =
                            if warranty.covers { labels::UNDER_WARRANTY } else { labels::WARRANTY_OVER };
                        h.text(" · ");
                        h.text(&look.with(words, &[&warranty.until.to_string()]));
                    }
                    if let Some(to) = &judgement.routed_to {
                        h.text(" · ");
                        h.typed(&look.with(labels::ROUTED_TO, &[to]));
                    }
                    if let Some(explanation) = &judgement.explanation {
                        h.text(" · ");
                        h.typed(explanation);
                    }
                    if let Some(tried) = &judgement.tried {
                        h.text(" · ");
                        h.typed(&look.with(desk::TRIED, &[tried]));
                    }
                    h.text(" ");
                    origin::short(h, page, &judgement.origin);
                });
            }
            if let Some(slip) = &order.slip {
                origin::term(h, look.say(labels::SLIP), |h| {
                    h.typed(&slip.number);
                    h.text(" ");
                    let paper =
                        format!("/api/v1/orders/{}/slip.pdf?language={}", order.id, code(look.language));
                    h.link("", &paper, look.say(labels::PRINT_SLIP));
                    h.text(" ");
                    origin::short(h, page, &slip.origin);
                });
            }
            if !order.assignments.is_empty() {
                origin::term(h, look.say(labels::ASSIGNMENTS), |h| assignments(h, page));
            }
            if let Some(written_off) = &order.written_off {
                origin::term(h, look.say(labels::WRITE_OFF), |h| origin::short(h, page, written_off));
            }
        });
        for problem in &order.problems {
            let words = conflicts::problem(look.language, &problem.problem);
            h.word("p", "fault", &words);
        }
    });
}

fn assignments(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    h.of("ul", "plain", |h| {
        for assignment in &page.order().assignments {
            h.el("li", &[], |h| {
                h.typed(&page.name(&assignment.technician));
                let (class, word) = if assignment.holds {
                    ("badge good", labels::HOLDS)
                } else {
                    ("badge", labels::SUPERSEDED)
                };
                h.word("span", class, look.say(word));
                if let Some(reason) = &assignment.reason {
                    h.typed(reason);
                    h.text(" ");
                }
                origin::short(h, page, &assignment.origin);
            });
        }
    });
}

/// Whether there is something to collect at all: a dispute about nothing is none.
const fn collects(money: MoneyTrack) -> bool {
    !matches!(money, MoneyTrack::Waived | MoneyTrack::NotCharged)
}
