//! The head of an order's page.

use super::{conduct, has_goods, title, track, words_of};
use crate::print::add;
use crate::print::checklist::line;
use crate::print::origin::Page;
use crate::print::table::table;
use crate::words::{self, cases, course, labels, list, states};
use client_core::domain::entry::office::Urgency;
use client_core::domain::guidance::Moment;
use client_core::domain::order::{Charge, OrderState};
use client_core::domain::procedure::Library;

/// What the order is, who holds it, what waits for somebody.
pub fn head(page: &Page<'_>, library: &Library, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    let mut title = format!("{}  {}", title(order), states::state(order.state).get(language));
    if order.needs_decision {
        add(&mut title, &["  [", labels::DECISION_FLAG.get(language), "]"]);
    }
    if order.time_open {
        add(&mut title, &["  [", course::TIME_OPEN.get(language), "]"]);
    }
    if order.waiting {
        add(&mut title, &["  [", course::STILL_WAITING.get(language), "]"]);
    }
    line(text, 0, &title);
    line(text, 0, &order.id.to_string());
    if !page.view.listed {
        line(text, 0, labels::NOT_LISTED.get(language));
    }
    let mut rows: Vec<(crate::words::Text, String)> = Vec::new();
    rows.push((
        labels::CUSTOMER,
        page.view.customer.as_ref().map_or_else(
            || labels::CUSTOMER_NOT_HERE.get(language).to_owned(),
            |customer| {
                let known = [&customer.customer_name, &customer.unit_no, &customer.contact];
                let known = known.into_iter().chain(&customer.department);
                known.map(String::as_str).collect::<Vec<_>>().join(" · ")
            },
        ),
    ));
    if let Some(registered) = &order.registered {
        rows.push((labels::CONTENT, words_of(page, &registered.content)));
        let class =
            library.newest(&registered.service_class).map_or("", |procedure| procedure.label.get(language));
        let service = format!(
            "{} {class} · {} · {}",
            registered.service_class,
            states::service_kind(registered.service_kind).get(language),
            states::channel(registered.channel).get(language)
        );
        let urgent = match registered.urgency {
            Urgency::Urgent => format!(" · {}", labels::URGENT_FLAG.get(language)),
            Urgency::Normal => String::new(),
        };
        rows.push((labels::SERVICE, service + &urgent));
        rows.push((course::APPOINTMENT, appointment(page)));
        let registered_line =
            format!("{} · {}", page.zone.show(registered.received_at), page.short(&registered.origin));
        rows.push((labels::REGISTERED, registered_line));
    }
    if let Some(judgement) = &order.judgement {
        let verdict = match (judgement.accepted, &judgement.routed_to) {
            (true, Some(_)) => OrderState::Routed,
            (true, None) => OrderState::Accepted,
            (false, _) => OrderState::Declined,
        };
        let explanation = judgement.routed_to.as_ref().or(judgement.explanation.as_ref());
        let explanation = explanation.map(String::as_str).unwrap_or_default();
        let verdict = states::state(verdict).get(language);
        rows.push((labels::JUDGED, format!("{verdict} {explanation} · {}", page.short(&judgement.origin))));
    }
    let holder =
        order.holder.as_ref().map_or_else(|| labels::NOBODY.get(language).to_owned(), |user| page.name(user));
    rows.push((labels::HOLDER, holder));
    rows.push((labels::MONEY, money_words(page)));
    if has_goods(order) {
        rows.push((words::store::TRACK, track(page)));
    }
    rows.push((labels::FOLLOW_UP, states::follow_up(order.follow_up).get(language).to_owned()));
    for task in &order.tasks {
        let roles = states::roles(language, &task.roles);
        rows.push((labels::TASKS, format!("{} ({roles})", states::task(language, &task.id))));
    }
    // What is missing before the archive says something only when nothing is left to do on site.
    let finished = order.state.is_closed() || matches!(order.state, OrderState::Signed);
    if finished && !order.archive_blocked_by.is_empty() {
        let blocks: Vec<String> =
            order.archive_blocked_by.iter().map(|word| cases::block(language, word)).collect();
        rows.push((cases::ARCHIVE, list(language, &blocks)));
    }
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(label, words)| vec![label.get(language).to_owned(), words]).collect();
    text.push_str(&table(&rows));
    former_appointments(page, text);
}

/// The appointment in force, who agreed to it, and whether it has to be agreed again (REG-6).
fn appointment(page: &Page<'_>) -> String {
    let (language, order) = (page.language, &page.view.order);
    let Some(appointment) = order.appointment() else { return "–".to_owned() };
    let mut words = format!("{} ({})", page.zone.show(appointment.appointment_at), page.zone.name());
    if let Some(by) = &appointment.confirmed_by {
        add(&mut words, &[" · ", &course::AGREED_BY.with(language, &[by])]);
        add(&mut words, &[" · ", &page.short(&appointment.origin)]);
    }
    if order.time_open {
        add(&mut words, &["  ! ", course::TIME_OPEN.get(language)]);
    }
    words
}

fn former_appointments(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    for former in order.appointments.iter().filter(|appointment| !appointment.counts) {
        let label = course::FORMER.get(language);
        line(text, 1, &format!("{label}: {}", page.zone.show(former.appointment_at)));
    }
    for question in &order.time_questions {
        let mut words = course::TIME_QUESTION.with(language, &[&question.reason]);
        if question.answered {
            add(&mut words, &[" — ", course::ANSWERED.get(language)]);
        }
        line(text, 1, &format!("{words} ({})", page.short(&question.origin)));
    }
    conduct(page, &[Moment::Absent], text);
}

/// Money track, and why nothing is charged.
fn money_words(page: &Page<'_>) -> String {
    let (language, order) = (page.language, &page.view.order);
    let mut words = states::money(order.money).get(language).to_owned();
    let free = order.judgement.as_ref().and_then(|judgement| judgement.free_reason.as_ref());
    match (order.charge, free) {
        (Some(Charge::Free), Some(reason)) => {
            add(&mut words, &[" · ", &cases::FREE.with(language, &[reason])])
        }
        (Some(Charge::Free), None) => {
            let warranty = order.judgement.as_ref().and_then(|judgement| judgement.warranty);
            let until = warranty.map(|warranty| warranty.until.to_string()).unwrap_or_default();
            add(&mut words, &[" · ", &cases::UNDER_WARRANTY.with(language, &[&until])]);
        }
        (Some(Charge::Regular), _) => add(&mut words, &[" · ", cases::REGULAR.get(language)]),
        _ => {}
    }
    if let Some(fen) = order.billable_fen {
        add(&mut words, &[" · ", &labels::BILLABLE.with(language, &[&crate::print::money(fen)])]);
    }
    if order.disputed {
        add(&mut words, &[" · ! ", cases::DISPUTED.get(language)]);
    }
    words
}
