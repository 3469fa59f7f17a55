//! Duties that come again and again: what was done of them, and what wasn't (ROL-12, ROL-28, ROL-29, ROL-31, VIS-2).

use super::super::follow_up::choice;
use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::store::hidden;
use super::super::tables::sheet;
use super::super::words::{labels, matters as words};
use super::super::{Fields, shell, value};
use super::open::labelled;
use crate::http::duties::{DutyParameters, RoundParameters, find, find_rounds};
use crate::http::{AppState, Problem, ProblemKind};
use crate::matters::{DutyLine, MissedRound, Stands};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::calendar::Day;
use client_core::domain::entry::incident::Department;
use client_core::domain::words::{incident, matter as core};

/// The page.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, &fields).await)
}

async fn answer(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<Response, Problem> {
    let look = &viewer.look;
    let day = |name: &str| -> Result<Option<Day>, Problem> {
        let text = Some(value(fields, name)).filter(|text| !text.is_empty());
        let wrong =
            |_| Problem::new(ProblemKind::InvalidParameter, format!("{name}: a day such as 2026-03-01"));
        text.map(|text| text.parse().map_err(wrong)).transpose()
    };
    let given = |name: &str| Some(value(fields, name).to_owned()).filter(|text| !text.is_empty());
    let wanted = DutyParameters {
        from: day("from")?,
        until: day("until")?,
        department: given("department"),
        form: given("form"),
        stands: given("stands"),
    };
    let found = find(state, &viewer.who, &wanted).await?;
    // They are no duty of a department or form, and nobody made them.
    let with_rounds = wanted.department.is_none()
        && wanted.form.is_none()
        && wanted.stands.as_deref().is_none_or(|stands| stands == "missing");
    let rounds = if with_rounds {
        find_rounds(state, &viewer.who, &RoundParameters { from: wanted.from, until: wanted.until }).await?
    } else {
        Vec::new()
    };
    Ok(shell::page(look, Some(viewer), StatusCode::OK, look.say(words::DUTIES), "board", |h| {
        h.of("header", "title", |h| {
            h.word("h1", "", look.say(words::DUTIES));
            h.word("p", "soft", look.say(words::DUTIES_HINT));
        });
        h.el("form", &[("class", "filters"), ("method", "get"), ("action", "/duties")], |h| {
            for (label, name) in [(words::FROM, "from"), (words::UNTIL, "until")] {
                labelled(h, look, label, None, |h| {
                    h.void("input", &[("type", "date"), ("name", name), ("value", value(fields, name))]);
                });
            }
            let departments = Department::ALL.iter();
            let departments =
                departments.map(|one| (one.as_str(), incident::department(*one).get(look.language)));
            let (label, all) = (look.say(words::DEPARTMENT), look.say(words::ANY_DEPARTMENT));
            choice(h, "department", label, all, value(fields, "department"), departments);
            // What an address narrows down further stays narrowed down.
            for name in ["form", "stands"] {
                if !value(fields, name).is_empty() {
                    hidden(h, name, value(fields, name));
                }
            }
            h.word("button", "quiet", look.say(labels::FILTER));
        });
        missed(h, look, &rounds);
        if found.is_empty() {
            h.word("p", "empty", look.say(words::NOTHING));
            return;
        }
        h.of("section", "list", |h| {
            let headings = [words::DUTY, words::PERIOD, words::DUE, words::STATE, words::WHERE];
            sheet(h, look, "orders", &headings, |h| {
                for one in &found {
                    line(h, look, one);
                }
            });
        });
    }))
}

/// Rounds of empty homes that nobody made (TRU-5).
fn missed(h: &mut Html, look: &Look, rounds: &[MissedRound]) {
    if rounds.is_empty() {
        return;
    }
    h.el("section", &[("class", "list"), ("id", "rounds")], |h| {
        h.word("h2", "", look.say(words::MISSED_ROUNDS));
        sheet(h, look, "orders", &[words::UNIT, words::DUTY, words::DUE, words::STATE], |h| {
            for one in rounds {
                h.el("tr", &[("class", "hot"), ("data-round", one.of.as_str())], |h| {
                    h.of("td", "number", |h| {
                        let home = one.unit_no.as_deref().unwrap_or(look.say(words::FORM));
                        h.link("", &format!("/matters/{}", one.document), home);
                    });
                    h.of("td", "class", |h| h.text(core::due_of(one.of).get(look.language)));
                    h.of("td", "appointment", |h| look.put_day(h, one.due_at));
                    let state = if one.missed { words::MISSED } else { words::OVERDUE };
                    h.of("td", "state", |h| h.word("span", "badge alarm", look.say(state)));
                });
            }
        });
    });
}

fn line(h: &mut Html, look: &Look, one: &DutyLine) {
    let (class, words_of) = match one.stands {
        Stands::Done => ("badge good", words::DONE),
        Stands::DoneLate => ("badge uncertain", words::DONE_LATE),
        Stands::Open => ("badge", words::IN_COURSE),
        Stands::Missing => ("badge alarm", words::NOT_DONE),
        Stands::GivenUp => ("badge", words::GIVEN_UP),
    };
    let hot = one.stands == Stands::Missing;
    h.el("tr", &[("class", if hot { "hot" } else { "" }), ("data-stands", one.stands.as_str())], |h| {
        h.of("td", "number", |h| h.text(one.form.title.get(look.language)));
        h.of("td", "class", |h| h.text(&one.period.to_string()));
        h.of("td", "appointment", |h| look.put_day(h, one.due_at));
        h.of("td", "state", |h| h.word("span", class, look.say(words_of)));
        h.of("td", "holder", |h| {
            if one.opened {
                h.link("", &format!("/matters/{}", one.document), look.say(words::FORM));
            } else {
                let to = format!("/matters/new?form={}&period={}", one.form.key, one.period);
                h.link("", &to, look.say(words::BEGIN));
            }
        });
    });
}
