//! The list: open ones first, by what is due next, with filters in the address.

use super::super::follow_up::choice;
use super::super::html::Html;
use super::super::look::{Look, Viewer, percent};
use super::super::tables::sheet;
use super::super::words::{figures, labels, matters as words};
use super::super::{Fields, shell, value};
use super::{is_open_to, sees_duties};
use crate::http::figures::zone;
use crate::http::matters::{MatterParameters, as_file, find};
use crate::http::{AppState, Problem};
use crate::matters::MatterLine;
use crate::office::matter::may_declare_rain;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::decide::openable_forms;
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::matter::MatterState;
use client_core::domain::words::matter as core;

/// The page.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, &fields).await)
}

async fn answer(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<Response, Problem> {
    let given = |name: &str| Some(value(fields, name).to_owned()).filter(|text| !text.is_empty());
    let look = &viewer.look;
    let filter = MatterParameters {
        state: given("state"),
        kind: given("kind"),
        form: given("form"),
        unit_no: given("unit_no"),
        person: given("person"),
        department: given("department"),
        month: given("month"),
        q: given("q"),
        after: given("after"),
        limit: None,
        format: given("format"),
        language: Some(look.language),
    };
    let (lines, more) = find(state, &viewer.who, filter.query(&viewer.who, zone(state), look.now)?).await?;
    if let Some(response) = as_file(state, &viewer.who, &filter, &lines).await? {
        return Ok(response);
    }
    Ok(shell::page(look, Some(viewer), StatusCode::OK, look.say(words::MATTERS), "board", |h| {
        h.of("header", "title", |h| {
            h.word("h1", "", look.say(words::MATTERS));
            if may_open_any(viewer) {
                h.link("button", "/matters/new", look.say(words::NEW));
            }
            if sees_duties(viewer) {
                h.link("button quiet", "/duties", look.say(words::DUTIES));
            }
            if is_open_to(viewer) {
                h.link("button quiet", "/posts", look.say(words::POSTS));
            }
        });
        filters(h, look, &filter);
        list(h, look, &lines);
        h.of("div", "pager", |h| {
            if filter.after.is_some() {
                h.link("button quiet", &filter.address(None, None), look.say(labels::FIRST_PAGE));
            }
            if let Some(last) = lines.last().filter(|_| more) {
                let next = filter.address(Some(&last.matter.id.to_string()), None);
                h.link("button quiet", &next, look.say(labels::NEXT_PAGE));
            }
            for (format, word) in
                [("csv", figures::AS_CSV), ("xlsx", figures::AS_XLSX), ("pdf", figures::AS_PDF)]
            {
                let to = filter.address(filter.after.as_deref(), Some(format));
                h.link("button quiet", &to, look.say(word));
            }
        });
        if filter.kind.as_deref() == Some(MatterKind::Trusteeship.as_str())
            && may_declare_rain(&viewer.who.roles)
        {
            super::commands::rain_form(h, look);
        }
    }))
}

/// Whether somebody may begin a matter of some form.
pub(super) fn may_open_any(viewer: &Viewer) -> bool {
    openable_forms(&viewer.who.author()).next().is_some()
}

impl MatterParameters {
    fn address(&self, after: Option<&str>, format: Option<&str>) -> String {
        let all = [
            ("state", self.state.as_deref()),
            ("kind", self.kind.as_deref()),
            ("form", self.form.as_deref()),
            ("unit_no", self.unit_no.as_deref()),
            ("person", self.person.as_deref()),
            ("department", self.department.as_deref()),
            ("month", self.month.as_deref()),
            ("q", self.q.as_deref()),
            ("after", after),
            ("format", format),
        ];
        let given = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let parts: Vec<String> = given.map(|(name, value)| format!("{name}={}", percent(value))).collect();
        if parts.is_empty() { "/matters".to_owned() } else { format!("/matters?{}", parts.join("&")) }
    }
}

fn filters(h: &mut Html, look: &Look, filter: &MatterParameters) {
    let attributes = [("class", "filters"), ("method", "get"), ("action", "/matters"), ("role", "search")];
    h.el("form", &attributes, |h| {
        let special = [("late", look.say(words::LATE)), ("alarmed", look.say(words::ALARMED))];
        let states = MatterState::ALL.iter().map(|one| (one.as_str(), core::state(*one).get(look.language)));
        let (label, any) = (look.say(words::STATE), look.say(words::ANY_STATE));
        choice(
            h,
            "state",
            label,
            any,
            filter.state.as_deref().unwrap_or_default(),
            special.into_iter().chain(states),
        );
        let kinds =
            MatterKind::ALL.iter().map(|one| (one.as_str(), core::matter_kind(*one).get(look.language)));
        let (label, any) = (look.say(words::KIND), look.say(words::ANY_KIND));
        choice(h, "kind", label, any, filter.kind.as_deref().unwrap_or_default(), kinds);
        let mine = [("me", look.say(words::MINE))].into_iter();
        let (label, any) = (look.say(words::PERSON), look.say(words::ANYBODY));
        choice(h, "person", label, any, filter.person.as_deref().unwrap_or_default(), mine);
        let search = [
            ("type", "search"),
            ("name", "q"),
            ("value", filter.q.as_deref().unwrap_or_default()),
            ("placeholder", look.say(words::SEARCH)),
            ("aria-label", look.say(words::SEARCH)),
        ];
        h.void("input", &search);
        h.word("button", "quiet", look.say(labels::FILTER));
    });
}

fn list(h: &mut Html, look: &Look, lines: &[MatterLine]) {
    if lines.is_empty() {
        h.word("p", "empty", look.say(words::NOTHING));
        return;
    }
    h.of("section", "list", |h| {
        let headings = [
            words::TITLE,
            words::UNIT,
            words::FORM,
            words::STATE,
            words::PERSON,
            words::OPENED,
            words::NEXT_DUE,
        ];
        sheet(h, look, "orders", &headings, |h| {
            for one in lines {
                line(h, look, one);
            }
        });
    });
}

fn line(h: &mut Html, look: &Look, one: &MatterLine) {
    let matter = &one.matter;
    let late = one.next_due.is_some_and(|(at, _)| at < look.now);
    h.el("tr", &[("class", if late || one.alarmed { "hot" } else { "" })], |h| {
        h.of("td", "number", |h| {
            let to = format!("/matters/{}", matter.id);
            h.el("a", &[("href", &to)], |h| h.typed(&matter.opening.title));
        });
        h.of("td", "class", |h| h.typed(matter.opening.unit_no.as_deref().unwrap_or_default()));
        h.of("td", "class", |h| {
            h.text(core::form_title(look.language, &matter.opening.form));
            if let Some(period) = &matter.opening.period {
                h.text(" ");
                h.word("small", "soft", period);
            }
        });
        h.of("td", "state", |h| {
            badges(h, look, matter.state, one.alarmed && matter.state == MatterState::Open)
        });
        h.of("td", "holder", |h| h.typed(one.person_name.as_deref().unwrap_or_default()));
        h.of("td", "changed", |h| look.put_time(h, matter.opened_at(), true));
        h.of("td", "appointment", |h| {
            if let Some((at, of)) = one.next_due {
                look.put_time(h, at, true);
                h.text(" ");
                h.word(
                    "small",
                    if late { "badge alarm" } else { "soft" },
                    core::due_of(of).get(look.language),
                );
            }
        });
    });
}

/// The state, and whether somebody has to look at it.
pub(super) fn badges(h: &mut Html, look: &Look, state: MatterState, alarmed: bool) {
    let class = match state {
        MatterState::Open => "badge uncertain",
        MatterState::Done => "badge good",
        MatterState::GivenUp => "badge",
    };
    h.word("span", class, core::state(state).get(look.language));
    if alarmed {
        h.word("span", "badge alarm", look.say(words::ALARMED));
    }
}
