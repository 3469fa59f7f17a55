//! The register: open ones first, by time waiting, with filters and a search in the address (PRI-2, CMP-16).

use super::super::follow_up::choice;
use super::super::html::Html;
use super::super::look::{Look, Viewer, percent};
use super::super::tables::sheet;
use super::super::words::{case_kinds, complaints as words, figures, labels};
use super::super::{Fields, shell, value};
use super::kinds::way;
use super::{badges, class, ends, harm_is_open, may_capture, reads_of_centre, urgency};
use crate::complaints::ComplaintLine;
use crate::http::case_kinds::list as kind_list;
use crate::http::complaints::{ComplaintParameters, as_file, find};
use crate::http::figures::zone;
use crate::http::files::{Asker, file_kind};
use crate::http::{AppState, Problem};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::complaint::{CaseKinds, ComplaintState};
use client_core::domain::deadline::{DeadlineId, Outcome, Stands};
use client_core::domain::entry::complaint::ComplaintClass;
use client_core::domain::entry::incident::Department;
use client_core::domain::words::{complaint as core, incident};

/// The page.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, &fields).await)
}

async fn answer(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<Response, Problem> {
    let given = |name: &str| Some(value(fields, name).trim().to_owned()).filter(|text| !text.is_empty());
    let filter = ComplaintParameters {
        state: given("state"),
        class: given("class"),
        department: given("department"),
        case_kind: given("case_kind"),
        month: given("month"),
        about_centre: match value(fields, "about_centre") {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        },
        received_month: given("received_month"),
        deadline: given("deadline"),
        // Of no kind of deadline there is no outcome: a form sends both fields.
        outcome: given("deadline").and_then(|_| given("outcome")),
        q: given("q"),
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
    let kinds = kind_list(state).await?;
    let look = &viewer.look;
    Ok(shell::page(look, Some(viewer), StatusCode::OK, look.say(words::COMPLAINTS), "board", |h| {
        h.of("header", "title", |h| {
            h.word("h1", "", look.say(words::COMPLAINTS));
            if may_capture(viewer) {
                h.link("button", "/complaints/new", look.say(words::NEW));
            }
            way(h, look);
        });
        filters(h, viewer, &filter, &kinds);
        list(h, look, &lines, &kinds);
        h.of("div", "pager", |h| {
            if filter.after.is_some() {
                h.link("button quiet", &filter.address(None, None), look.say(labels::FIRST_PAGE));
            }
            if let Some(last) = lines.last().filter(|_| more) {
                let next = filter.address(Some(&last.complaint.id.to_string()), None);
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

const fn about(about_centre: Option<bool>) -> Option<&'static str> {
    match about_centre {
        Some(true) => Some("1"),
        Some(false) => Some("0"),
        None => None,
    }
}

impl ComplaintParameters {
    fn address(&self, after: Option<&str>, format: Option<&str>) -> String {
        let all = [
            ("state", self.state.as_deref()),
            ("class", self.class.as_deref()),
            ("department", self.department.as_deref()),
            ("case_kind", self.case_kind.as_deref()),
            ("month", self.month.as_deref()),
            ("about_centre", about(self.about_centre)),
            ("received_month", self.received_month.as_deref()),
            ("deadline", self.deadline.as_deref()),
            ("outcome", self.outcome.as_deref()),
            ("q", self.q.as_deref()),
            ("after", after),
            ("format", format),
        ];
        let given = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let parts: Vec<String> = given.map(|(name, value)| format!("{name}={}", percent(value))).collect();
        if parts.is_empty() { "/complaints".to_owned() } else { format!("/complaints?{}", parts.join("&")) }
    }
}

fn filters(h: &mut Html, viewer: &Viewer, filter: &ComplaintParameters, kinds: &CaseKinds) {
    let look = &viewer.look;
    let attributes = [("class", "filters"), ("method", "get"), ("action", "/complaints"), ("role", "search")];
    h.el("form", &attributes, |h| {
        h.void(
            "input",
            &[
                ("type", "search"),
                ("name", "q"),
                ("value", filter.q.as_deref().unwrap_or_default()),
                ("maxlength", "200"),
                ("placeholder", look.say(words::SEARCH)),
                ("aria-label", look.say(words::SEARCH)),
            ],
        );
        let open = [("open", look.say(words::OPEN)), ("late", look.say(words::LATE))].into_iter();
        let states = ComplaintState::ALL.iter();
        let states = open.chain(states.map(|one| (one.as_str(), core::state(*one).get(look.language))));
        let (label, all) = (look.say(words::STATE), look.say(words::ANY_STATE));
        choice(h, "state", label, all, filter.state.as_deref().unwrap_or_default(), states);
        let classes = ComplaintClass::ALL.iter().rev();
        let classes = classes.map(|one| (one.as_str(), core::class(*one).get(look.language)));
        let (label, all) = (look.say(words::CLASS), look.say(words::ANY_CLASS));
        choice(h, "class", label, all, filter.class.as_deref().unwrap_or_default(), classes);
        let departments = Department::ALL.iter();
        let departments =
            departments.map(|one| (one.as_str(), incident::department(*one).get(look.language)));
        let (label, all) = (look.say(words::DEPARTMENT), look.say(words::ANY_DEPARTMENT));
        choice(h, "department", label, all, filter.department.as_deref().unwrap_or_default(), departments);
        deadlines(h, look, filter);
        let chosen = filter.case_kind.as_deref().unwrap_or_default();
        let of_kind = kinds.kinds.iter().map(|one| (one.code.as_str(), one.label.get(look.language)));
        let of_kind = of_kind.chain([("-", look.say(case_kinds::NO_KIND))]);
        choice(h, "case_kind", look.say(case_kinds::KIND), look.say(case_kinds::ANY_KIND), chosen, of_kind);
        let month = [
            ("type", "month"),
            ("name", "month"),
            ("value", filter.month.as_deref().unwrap_or_default()),
            ("aria-label", look.say(case_kinds::MONTH)),
        ];
        h.void("input", &month);
        // Nobody else finds a complaint about the centre here, but for one that he took down himself.
        if reads_of_centre(viewer) {
            let which = [("1", look.say(words::ABOUT_CENTRE)), ("0", look.say(words::NOT_ABOUT_CENTRE))];
            let label = look.say(words::ANY_ABOUT);
            let chosen = about(filter.about_centre).unwrap_or_default();
            choice(h, "about_centre", label, label, chosen, which.into_iter());
        }
        h.word("button", "quiet", look.say(labels::FILTER));
    });
}

/// Which deadline, what became of it, and of which month (STA-9).
fn deadlines(h: &mut Html, look: &Look, filter: &ComplaintParameters) {
    let kinds = DeadlineId::OF_COMPLAINTS.map(|id| (id, figures::deadline(id).get(look.language)));
    let kinds = kinds.iter().map(|(id, words)| (id.as_str(), *words));
    let (label, all) = (look.say(words::DEADLINE), look.say(words::ANY_DEADLINE));
    choice(h, "deadline", label, all, filter.deadline.as_deref().unwrap_or_default(), kinds);
    let outcomes = Outcome::ALL.iter().map(|one| (one.as_str(), look.say(words::outcome(*one))));
    let (label, all) = (look.say(words::OUTCOME), look.say(words::ANY_OUTCOME));
    choice(h, "outcome", label, all, filter.outcome.as_deref().unwrap_or_default(), outcomes);
    h.of("label", "check", |h| {
        h.text(look.say(words::RECEIVED_IN));
        let month = filter.received_month.as_deref().unwrap_or_default();
        h.void("input", &[("type", "month"), ("name", "received_month"), ("value", month)]);
    });
}

fn list(h: &mut Html, look: &Look, lines: &[ComplaintLine], kinds: &CaseKinds) {
    if lines.is_empty() {
        h.word("p", "empty", look.say(words::NOTHING));
        return;
    }
    h.of("section", "list", |h| {
        let headings = [
            words::COMPLAINANT,
            words::STATE,
            words::CLASS,
            case_kinds::KIND,
            words::DEPARTMENT,
            words::RESPONSIBLE,
            words::HEARD,
            words::NEXT,
        ];
        sheet(h, look, "orders", &headings, |h| {
            for one in lines {
                line(h, look, one, kinds);
            }
        });
    });
}

fn line(h: &mut Html, look: &Look, one: &ComplaintLine, kinds: &CaseKinds) {
    let complaint = &one.complaint;
    let stands = one.due.map_or(Stands::Ahead, |due| due.deadline.stands(look.now));
    let hot = stands == Stands::Late || harm_is_open(complaint) || !complaint.conflict.is_empty();
    h.el("tr", &[("class", if hot { "hot" } else { "" })], |h| {
        h.of("td", "number", |h| {
            let to = format!("/complaints/{}", complaint.id);
            h.el("a", &[("href", &to)], |h| match one.record.name.as_str() {
                "" => h.text(look.say(words::UNNAMED)),
                name => h.typed(name),
            });
        });
        h.of("td", "state", |h| badges(h, look, complaint));
        h.of("td", "class", |h| class(h, look, complaint.class));
        h.of("td", "class", |h| {
            if let Some(code) = complaint.case_kind() {
                h.typed(&case_kinds::kind_name(look.language, kinds, code));
            }
        });
        h.of("td", "class repair", |h| {
            if let Some(assignment) = complaint.assignment() {
                h.text(incident::department(assignment.department).get(look.language));
            }
        });
        h.of("td", "holder", |h| {
            let responsible = one.person_name.as_deref().or(one.heard_by_name.as_deref());
            h.typed(responsible.unwrap_or_default());
        });
        h.of("td", "changed", |h| look.put_time(h, complaint.capture.heard_at, true));
        h.of("td", "appointment", |h| {
            if let Some(due) = one.due {
                h.text(crate::notify::task(due.deadline.id).get(look.language));
                h.text(" ");
                look.put_time(h, ends(&due.deadline), true);
                urgency(h, look, stands);
            }
        });
    });
}
