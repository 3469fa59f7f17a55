//! The list: open ones first, by time waiting, with filters in the address (PRI-2).

use super::super::follow_up::choice;
use super::super::html::Html;
use super::super::look::{Look, Viewer, percent};
use super::super::tables::sheet;
use super::super::words::{figures, incidents as words, labels};
use super::super::{Fields, shell, value};
use super::{badges, may_report, waited};
use crate::http::figures::zone;
use crate::http::files::{Asker, file_kind};
use crate::http::incidents::{IncidentParameters, as_file, find};
use crate::http::{AppState, Problem};
use crate::incidents::IncidentLine;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::incident::IncidentState;
use client_core::domain::words::incident as core;

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
    let filter = IncidentParameters {
        state: given("state"),
        area: given("area"),
        department: given("department"),
        major: matches!(value(fields, "major"), "1" | "true" | "on"),
        of_contractor: matches!(value(fields, "of_contractor"), "1" | "true" | "on"),
        month: given("month"),
        after: given("after"),
        limit: None,
        format: given("format"),
        language: None,
    };
    let kind = file_kind(filter.format.as_deref(), viewer.look.language)?;
    let (lines, more) = find(state, &viewer.who, filter.query(zone(state))?).await?;
    if let Some(kind) = kind {
        return as_file(Asker::new(state, &viewer.who), state, kind, &lines).await;
    }
    let look = &viewer.look;
    Ok(shell::page(look, Some(viewer), StatusCode::OK, look.say(words::INCIDENTS), "board", |h| {
        h.of("header", "title", |h| {
            h.word("h1", "", look.say(words::INCIDENTS));
            if may_report(viewer) {
                h.link("button", "/incidents/new", look.say(words::NEW));
            }
        });
        filters(h, look, &filter);
        list(h, look, &lines);
        h.of("div", "pager", |h| {
            if filter.after.is_some() {
                h.link("button quiet", &filter.address(None, None), look.say(labels::FIRST_PAGE));
            }
            if let Some(last) = lines.last().filter(|_| more) {
                let next = filter.address(Some(&last.incident.id.to_string()), None);
                h.link("button quiet", &next, look.say(labels::NEXT_PAGE));
            }
            for (format, word) in
                [("csv", figures::AS_CSV), ("xlsx", figures::AS_XLSX), ("pdf", figures::AS_PDF)]
            {
                let to = filter.address(filter.after.as_deref(), Some(format));
                h.link("button quiet", &to, look.say(word));
            }
        });
    }))
}

impl IncidentParameters {
    fn address(&self, after: Option<&str>, format: Option<&str>) -> String {
        let all = [
            ("state", self.state.as_deref()),
            ("area", self.area.as_deref()),
            ("department", self.department.as_deref()),
            ("major", self.major.then_some("1")),
            ("of_contractor", self.of_contractor.then_some("1")),
            ("month", self.month.as_deref()),
            ("after", after),
            ("format", format),
        ];
        let given = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let parts: Vec<String> = given.map(|(name, value)| format!("{name}={}", percent(value))).collect();
        if parts.is_empty() { "/incidents".to_owned() } else { format!("/incidents?{}", parts.join("&")) }
    }
}

fn filters(h: &mut Html, look: &Look, filter: &IncidentParameters) {
    let attributes = [("class", "filters"), ("method", "get"), ("action", "/incidents")];
    h.el("form", &attributes, |h| {
        let open = [("open", look.say(words::OPEN))].into_iter();
        let states = IncidentState::ALL.iter();
        let states = open.chain(states.map(|one| (one.as_str(), core::state(*one).get(look.language))));
        choice(
            h,
            "state",
            look.say(words::STATE),
            look.say(words::ANY_STATE),
            filter.state.as_deref().unwrap_or_default(),
            states,
        );
        let areas = PublicArea::ALL.iter().map(|one| (one.as_str(), core::area(*one).get(look.language)));
        choice(
            h,
            "area",
            look.say(words::AREA),
            look.say(words::ANY_AREA),
            filter.area.as_deref().unwrap_or_default(),
            areas,
        );
        let all = Department::ALL.iter();
        let all = all.map(|one| (one.as_str(), core::department(*one).get(look.language)));
        let department = look.say(words::DEPARTMENT);
        choice(
            h,
            "department",
            department,
            department,
            filter.department.as_deref().unwrap_or_default(),
            all,
        );
        h.of("label", "check", |h| {
            let attributes = [("type", "checkbox"), ("name", "major"), ("value", "1")];
            h.void_flagged("input", &attributes, &[("checked", filter.major)]);
            h.text(look.say(words::ONLY_MAJOR));
        });
        h.of("label", "check", |h| {
            let attributes = [("type", "checkbox"), ("name", "of_contractor"), ("value", "1")];
            h.void_flagged("input", &attributes, &[("checked", filter.of_contractor)]);
            h.text(look.say(words::ONLY_CONTRACTORS));
        });
        let month = [
            ("type", "month"),
            ("name", "month"),
            ("value", filter.month.as_deref().unwrap_or_default()),
            ("aria-label", look.say(words::MONTH)),
        ];
        h.void("input", &month);
        h.word("button", "quiet", look.say(labels::FILTER));
    });
}

fn list(h: &mut Html, look: &Look, lines: &[IncidentLine]) {
    if lines.is_empty() {
        h.word("p", "empty", look.say(words::NOTHING));
        return;
    }
    h.of("section", "list", |h| {
        let headings = [
            words::PLACE,
            words::STATE,
            words::AREA,
            words::DEPARTMENT,
            words::FINDER,
            words::REPORTED,
            words::WAITING,
        ];
        sheet(h, look, "orders", &headings, |h| {
            for one in lines {
                line(h, look, one);
            }
        });
    });
}

fn line(h: &mut Html, look: &Look, one: &IncidentLine) {
    let incident = &one.incident;
    let hot = incident.state == IncidentState::NobodyOnSite || !incident.conflict.is_empty();
    h.el("tr", &[("class", if hot { "hot" } else { "" })], |h| {
        h.of("td", "number", |h| {
            let to = format!("/incidents/{}", incident.id);
            h.el("a", &[("href", &to)], |h| h.typed(&incident.report.place));
        });
        h.of("td", "state", |h| badges(h, look, incident));
        h.of("td", "class", |h| h.text(core::area(incident.report.area).get(look.language)));
        h.of("td", "class repair", |h| {
            h.text(core::department(incident.report.department).get(look.language));
        });
        h.of("td", "holder", |h| h.typed(one.finder_name.as_deref().unwrap_or_default()));
        h.of("td", "changed", |h| look.put_time(h, incident.reported_at(), true));
        h.of("td", "appointment", |h| {
            if incident.state.is_open() {
                h.text(&waited(look, incident.reported_at()));
            }
        });
    });
}
