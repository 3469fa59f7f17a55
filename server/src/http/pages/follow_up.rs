//! The queue of follow-ups: the oldest completion first, filters in the address, deadlines, and what the month still
//! asks for on site and of the managers.

use super::html::Html;
use super::look::{Look, Viewer, percent};
use super::tables::sheet;
use super::words::figures as words;
use super::words::labels;
use super::{Fields, reports, shell, value};
use crate::figures::{QueueLine, callers, queue_sheet};
use crate::http::figures::{Kept, QueueParameters, load_compliance, load_queue, zone};
use crate::http::files::{Asker, file, file_kind};
use crate::http::{AppState, Problem};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::calendar::MonthOf;
use client_core::domain::entry::follow_up::{FollowUpBy, RepairClass};
use client_core::domain::id::UserId;
use client_core::domain::order::FollowUpTrack;
use client_core::domain::policy::{Action, may_do};
use client_core::domain::words::office;

struct Queue {
    filter: QueueParameters,
    lines: Vec<QueueLine>,
    more: bool,
    /// The present month's shares, for those who read statistics.
    kept: Option<Kept>,
    last_day: String,
    /// Who follows up here.
    people: Vec<(UserId, String)>,
    month: MonthOf,
}

/// The queue's page.
pub(in crate::http) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, &fields).await)
}

async fn answer(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<Response, Problem> {
    let given = |name: &str| Some(value(fields, name).to_owned()).filter(|text| !text.is_empty());
    let filter = QueueParameters {
        state: given("state"),
        whose: given("whose"),
        class: given("class"),
        overdue: matches!(value(fields, "overdue"), "1" | "true" | "on"),
        month: given("month"),
        person: given("person"),
        after: given("after"),
        limit: None,
        format: given("format"),
        language: Some(viewer.look.language),
    };
    let kind = file_kind(filter.format.as_deref(), viewer.look.language)?;
    let (lines, more) = load_queue(state, &viewer.who, filter.query()?).await?;
    if let Some(kind) = kind {
        let sheets = || vec![queue_sheet(&lines, zone(state))];
        let paper = |language| reports::figures::queue(state, language, &lines);
        return file(Asker::new(state, &viewer.who), kind, "follow-ups", sheets, paper).await;
    }
    let month = zone(state).month_of(state.now_ms());
    let reads = viewer.who.roles.iter().any(|role| may_do(*role, Action::ReadStatistics));
    let kept = if reads { Some(load_compliance(state, &viewer.who, month).await?) } else { None };
    let last_day = month.last_day().to_string();
    let people = state.store.read(callers).await?;
    let queue = Queue { filter, lines, more, kept, last_day, people, month };
    let look = &viewer.look;
    Ok(shell::page(look, Some(viewer), StatusCode::OK, look.say(words::FOLLOW_UPS), "board", |h| {
        h.word("h1", "unseen", look.say(words::FOLLOW_UPS));
        shares(h, look, &queue);
        filters(h, look, &queue.filter, &queue.people);
        list(h, look, &queue);
    }))
}

impl QueueParameters {
    fn address(&self, more: &[(&str, &str)]) -> String {
        let own = [
            ("state", self.state.as_deref()),
            ("whose", self.whose.as_deref()),
            ("class", self.class.as_deref()),
            ("overdue", self.overdue.then_some("1")),
            ("month", self.month.as_deref()),
            ("person", self.person.as_deref()),
        ];
        let own = own.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let parts: Vec<String> = own
            .chain(more.iter().copied())
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
        if parts.is_empty() { "/follow-up".to_owned() } else { format!("/follow-up?{}", parts.join("&")) }
    }
}

/// What the month still asks for (FUP-5, FUP-8), reckoned ahead.
fn shares(h: &mut Html, look: &Look, queue: &Queue) {
    let Some(kept) = &queue.kept else { return };
    let on_site = &kept.compliance.on_site;
    h.of("section", "card", |h| {
        h.el("p", &[], |h| {
            let to = format!("/statistics/slips?figure=on_site&month={}", queue.month);
            h.link("", &to, look.say(words::ON_SITE));
            let whole = on_site.figure.whole().unwrap_or_default();
            h.text(&format!(" {} / {whole} ", on_site.figure.number()));
            missing(h, look, on_site.missing, &queue.last_day);
        });
        for one in &kept.compliance.spot_checks {
            h.el("p", &[], |h| {
                let to =
                    format!("/statistics/slips?figure=spot_checks:{}&month={}", one.manager, queue.month);
                h.link("", &to, look.say(words::SPOT_CHECKS));
                h.text(" ");
                let name = kept.managers.iter().find(|(id, _)| *id == one.manager);
                h.typed(name.map(|(_, name)| name.as_str()).unwrap_or_default());
                h.text(&format!(" {} ", one.figure.number()));
                if one.missing > 0 {
                    let words = look.with(words::MISSING_N, &[&one.missing.to_string()]);
                    h.word("span", "badge alarm", &words);
                } else {
                    h.word("span", "badge good", look.say(words::ENOUGH));
                }
            });
        }
    });
}

fn missing(h: &mut Html, look: &Look, missing: u32, last_day: &str) {
    if missing > 0 {
        let words = look.with(words::ON_SITE_MISSING, &[last_day, &missing.to_string()]);
        h.word("span", "badge alarm", &words);
    } else {
        h.word("span", "badge good", look.say(words::ENOUGH));
    }
}

fn filters(h: &mut Html, look: &Look, filter: &QueueParameters, people: &[(UserId, String)]) {
    let attributes = [("class", "filters"), ("method", "get"), ("action", "/follow-up")];
    h.el("form", &attributes, |h| {
        let tracks = FollowUpTrack::ALL.iter().filter(|track| **track != FollowUpTrack::NotDue);
        let tracks = tracks.map(|track| (track.as_str(), office::follow_up(*track).get(look.language)));
        let state = filter.state.as_deref().unwrap_or_default();
        choice(h, "state", look.say(words::STATE), look.say(words::WAITING), state, tracks);
        let by = FollowUpBy::ALL.iter().map(|by| (by.as_str(), office::follow_up_by(*by).get(look.language)));
        let whose = filter.whose.as_deref().unwrap_or_default();
        choice(h, "whose", look.say(words::WHOSE), look.say(words::ANY_WHOSE), whose, by);
        let classes = RepairClass::ALL.iter();
        let classes = classes.map(|one| (one.as_str(), office::repair_class(*one).get(look.language)));
        let class = filter.class.as_deref().unwrap_or_default();
        choice(h, "class", look.say(words::REPAIR_CLASS), look.say(words::ANY_CLASS), class, classes);
        let chosen = filter.person.as_deref().unwrap_or_default();
        let people: Vec<(String, &str)> =
            people.iter().map(|(id, name)| (id.to_string(), name.as_str())).collect();
        let nobody = [("none", look.say(words::NOBODY))].into_iter();
        let people = nobody.chain(people.iter().map(|(id, name)| (id.as_str(), *name)));
        choice(h, "person", look.say(words::PERSON), look.say(words::ANYBODY), chosen, people);
        h.of("label", "check", |h| {
            h.text(look.say(words::MONTH));
            let month = filter.month.as_deref().unwrap_or_default();
            h.void("input", &[("type", "month"), ("name", "month"), ("value", month)]);
        });
        h.of("label", "check", |h| {
            let attributes = [("type", "checkbox"), ("name", "overdue"), ("value", "1")];
            h.void_flagged("input", &attributes, &[("checked", filter.overdue)]);
            h.text(look.say(words::ONLY_OVERDUE));
        });
        h.word("button", "quiet", look.say(labels::FILTER));
    });
}

/// A filter of a list: everything, or one of these.
pub(super) fn choice<'t>(
    h: &mut Html,
    name: &str,
    label: &str,
    all: &str,
    chosen: &str,
    options: impl Iterator<Item = (&'t str, &'t str)>,
) {
    h.el("select", &[("name", name), ("aria-label", label)], |h| {
        h.el("option", &[("value", "")], |h| h.text(all));
        for (value, words) in options {
            let selected = [("value", value), ("selected", "")];
            let attributes = if value == chosen { &selected[..] } else { &selected[..1] };
            h.el("option", attributes, |h| h.text(words));
        }
    });
}

fn list(h: &mut Html, look: &Look, queue: &Queue) {
    if queue.lines.is_empty() {
        h.word("p", "empty", look.say(words::NOTHING));
        return;
    }
    h.of("section", "list", |h| {
        let headings = [
            labels::NUMBER,
            words::STATE,
            labels::CLASS,
            words::REPAIR_CLASS,
            words::WHOSE,
            words::COMPLETED,
            words::DUE,
        ];
        sheet(h, look, "orders", &headings, |h| {
            for one in &queue.lines {
                line(h, look, one);
            }
        });
    });
    h.of("div", "pager", |h| {
        for (format, word) in [("csv", words::AS_CSV), ("xlsx", words::AS_XLSX), ("pdf", words::AS_PDF)] {
            h.link("button quiet", &queue.filter.address(&[("format", format)]), look.say(word));
        }
        if queue.filter.after.is_some() {
            h.link("button quiet", &queue.filter.address(&[]), look.say(labels::FIRST_PAGE));
        }
        if let Some(last) = queue.lines.last().filter(|_| queue.more) {
            let next = queue.filter.address(&[("after", &last.cursor().to_string())]);
            h.link("button quiet", &next, look.say(labels::NEXT_PAGE));
        }
    });
}

fn line(h: &mut Html, look: &Look, one: &QueueLine) {
    let summary = &one.summary;
    h.el("tr", &[("class", if one.overdue { "hot" } else { "" })], |h| {
        h.of("td", "number", |h| {
            let number = summary.number.as_deref().unwrap_or(look.say(labels::NO_NUMBER));
            h.link("", &format!("/orders/{}#follow-ups", summary.order), number);
        });
        h.of("td", "state", |h| {
            let class = match summary.follow_up {
                FollowUpTrack::CorrectiveOpen => "badge alarm",
                FollowUpTrack::Done => "badge good",
                FollowUpTrack::Due | FollowUpTrack::NotDue => "badge uncertain",
            };
            h.word("span", class, office::follow_up(summary.follow_up).get(look.language));
            if one.due.leak_test_missing {
                h.word("span", "badge alarm", look.say(words::TEST_MISSING));
            }
        });
        h.of("td", "class", |h| h.text(&summary.service_class));
        h.of("td", "class repair", |h| h.text(office::repair_class(summary.repair_class).get(look.language)));
        h.of("td", "holder", |h| h.text(office::follow_up_by(summary.follow_up_by).get(look.language)));
        h.of("td", "changed", |h| look.put_time(h, one.completed_at, false));
        h.of("td", "appointment", |h| {
            let Some(alarm) = one.alarm() else { return };
            let title = look.say(words::deadline(alarm.id));
            h.el("span", &[("class", if one.overdue { "late" } else { "" }), ("title", title)], |h| {
                // 24:00 of a day is said by its last minute.
                look.put_time(h, alarm.until - 1, false);
                if one.overdue {
                    h.text(" ");
                    h.text(look.say(words::OVERDUE));
                }
            });
        });
    });
}
