//! One settlement month: who did what, what is open, totals, differences, lines.

use super::super::html::Html;
use super::super::look::{Look, Viewer, money};
use super::super::store::{cell, hidden, number, table, text};
use super::super::words::{Text, finance as words};
use super::{files, may};
use crate::http::months::MonthView;
use client_core::domain::calendar::MonthOf;
use client_core::domain::entry::Kind;
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::id::UserId;
use client_core::domain::month::MonthState;
use client_core::domain::order::Origin;
use client_core::domain::settlement::LineKind;
use client_core::domain::words::{money as core, office};
use std::collections::BTreeMap;

/// What the page is made of.
pub(super) struct Sheet<'a> {
    pub(super) viewer: &'a Viewer,
    pub(super) month: MonthOf,
    pub(super) view: &'a MonthView,
    pub(super) people: &'a BTreeMap<UserId, String>,
}

/// The whole month.
pub(super) fn put(h: &mut Html, sheet: &Sheet<'_>) {
    let look = &sheet.viewer.look;
    h.of("section", "card", |h| {
        h.word("p", "strong", core::month_state(sheet.view.month.state).get(look.language));
        if !sheet.view.disputed.is_empty() {
            let numbers = sheet.view.disputed.join(", ");
            h.word("p", "fault", &look.with(words::UNDER_REWORK, &[&numbers]));
        }
        let due = [words::CHECK_DUE, words::HAND_OVER_DUE, words::NOTICE_DUE];
        for (heading, deadline) in due.into_iter().zip(&sheet.view.deadlines) {
            h.of("p", "soft", |h| {
                h.text(look.say(heading));
                h.text(": ");
                // 24:00 of a day belongs to that day.
                look.put_day(h, deadline.due - 1);
            });
        }
        let next = sheet.month.next();
        h.link("", &format!("/finance/{next}/notice"), &look.with(words::NOTICE, &[&next.to_string()]));
        steps(h, sheet);
        forms(h, sheet);
    });
    h.of("section", "card", |h| totals(h, sheet));
    h.of("section", "card", |h| differences(h, sheet));
    h.of("section", "card", |h| lines(h, sheet));
}

fn steps(h: &mut Html, sheet: &Sheet<'_>) {
    let look = &sheet.viewer.look;
    let month = &sheet.view.month;
    let mut all: Vec<(Origin, String)> = Vec::new();
    for one in &month.checks {
        let mut words = look.with(words::CHECKED, &[&one.differences.to_string()]);
        if let Some(remark) = &one.remark {
            words.push_str(" · ");
            words.push_str(remark);
        }
        all.push((one.origin, words));
    }
    for one in &month.submissions {
        let words = look.with(words::SUBMITTED, &[&one.lines.to_string(), &money(one.total_fen)]);
        all.push((one.origin, words));
        if let Some(answer) = &one.answer {
            let words = match &answer.reason {
                Some(reason) if !answer.approved => look.with(words::SENT_BACK, &[reason]),
                _ => look.say(words::APPROVED).to_owned(),
            };
            all.push((answer.origin, words));
        }
    }
    for one in &month.bundles {
        let values = [one.slips.to_string(), money(one.total_fen), one.received_by.clone()];
        all.push((one.origin, look.with(words::HANDED, &values.each_ref().map(String::as_str))));
    }
    if all.is_empty() {
        return;
    }
    all.sort_by_key(|(origin, _)| (origin.at.estimate(), origin.entry));
    h.word("h2", "", look.say(words::STEPS));
    h.of("ol", "plain", |h| {
        for (origin, words) in all {
            h.el("li", &[], |h| {
                look.put_time(h, origin.at.estimate(), false);
                h.text(" · ");
                let name = sheet.people.get(&origin.by.user).map_or("", String::as_str);
                h.typed(name);
                h.text(" · ");
                h.typed(&words);
            });
        }
    });
}

fn forms(h: &mut Html, sheet: &Sheet<'_>) {
    let (viewer, look) = (sheet.viewer, &sheet.viewer.look);
    let month = &sheet.view.month;
    let put = |h: &mut Html, command, button, inner: &dyn Fn(&mut Html)| {
        form(h, look, sheet.month, &sheet.view.etag, command, button, inner);
    };
    let open = !matches!(month.state, MonthState::Approved | MonthState::Submitted);
    if open && may(viewer, Kind::MonthChecked) {
        put(h, "check", words::CHECK, &|h| text(h, look, "remark", words::REMARK, false));
    }
    if open && may(viewer, Kind::ReportSubmitted) {
        put(h, "submit", words::SUBMIT, &|_| {});
    }
    if month.open().is_some() && may(viewer, Kind::ReportApproved) {
        put(h, "approve", words::APPROVE, &|_| {});
        put(h, "send_back", words::SEND_BACK, &|h| text(h, look, "reason", words::REASON, true));
    }
    if month.bundles.is_empty() && may(viewer, Kind::BundleHanded) {
        put(h, "hand_bundle", words::HAND_BUNDLE, &|h| {
            text(h, look, "received_by", words::RECEIVED_BY, true);
        });
    }
}

/// A form of a month: it names the state that the viewer sees.
pub(super) fn form(
    h: &mut Html,
    look: &Look,
    month: MonthOf,
    etag: &str,
    command: &str,
    button: Text,
    inner: impl FnOnce(&mut Html),
) {
    let action = format!("/finance/{month}/commands");
    h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
        hidden(h, "command", command);
        hidden(h, "etag", etag);
        inner(h);
        h.word("button", "main", look.say(button));
    });
}

fn method(look: &Look, method: Option<PaymentMethod>) -> &'static str {
    method.map_or_else(|| look.say(words::NO_METHOD), |method| office::method(method).get(look.language))
}

fn totals(h: &mut Html, sheet: &Sheet<'_>) {
    let look = &sheet.viewer.look;
    h.word("h2", "", look.say(words::TOTALS));
    table(h, look, &[words::METHOD, words::LINES, words::TOTAL], |h| {
        for total in &sheet.view.report.totals {
            h.el("tr", &[], |h| {
                cell(h, look, words::METHOD, |h| h.text(method(look, total.method)));
                number(h, look, words::LINES, "", &total.lines.to_string());
                number(h, look, words::TOTAL, "", &money(total.total_fen));
            });
        }
    });
    let count = sheet.view.report.lines.len().to_string();
    let sum = format!("{} · {} {}", look.say(words::TOTAL), money(sheet.view.report.total_fen), count);
    h.word("p", "strong", &sum);
}

fn differences(h: &mut Html, sheet: &Sheet<'_>) {
    let look = &sheet.viewer.look;
    h.word("h2", "", look.say(words::DIFFERENCES));
    if sheet.view.differences.is_empty() {
        h.word("p", "soft", look.say(words::NO_DIFFERENCES));
        return;
    }
    let fen = |fen: Option<i64>| fen.map(money).unwrap_or_default();
    table(h, look, &[words::NUMBER, words::KIND, words::ON_SLIP, words::ON_LINE], |h| {
        for one in &sheet.view.differences {
            h.el("tr", &[], |h| {
                let to = format!("/orders/{}", one.order);
                cell(h, look, words::NUMBER, |h| h.link("", &to, &one.number));
                cell(h, look, words::KIND, |h| h.text(core::difference(one.kind).get(look.language)));
                number(h, look, words::ON_SLIP, "", &fen(one.slip_fen));
                number(h, look, words::ON_LINE, "", &fen(one.line_fen));
            });
        }
    });
}

fn lines(h: &mut Html, sheet: &Sheet<'_>) {
    let look = &sheet.viewer.look;
    h.word("h2", "", look.say(words::LINES));
    files(h, look, &format!("/api/v1/months/{}", sheet.month));
    let headings = [words::NUMBER, words::SIGNED, words::CLASS, words::METHOD, words::AMOUNT, words::KIND];
    table(h, look, &headings, |h| {
        for line in &sheet.view.report.lines {
            h.el("tr", &[], |h| {
                let to = format!("/orders/{}", line.order);
                cell(h, look, words::NUMBER, |h| h.link("", &to, &line.number));
                cell(h, look, words::SIGNED, |h| look.put_time(h, line.signed_at, false));
                cell(h, look, words::CLASS, |h| h.text(&line.service_class));
                cell(h, look, words::METHOD, |h| h.text(method(look, line.method)));
                number(h, look, words::AMOUNT, "", &money(line.amount_fen));
                let kind = match line.kind {
                    LineKind::Charge => words::CHARGE,
                    LineKind::Adjustment => words::ADJUSTMENT,
                };
                cell(h, look, words::KIND, |h| h.text(look.say(kind)));
            });
        }
    });
}
