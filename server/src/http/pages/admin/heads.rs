//! Heads of departments: who is told of the incidents in public areas (PRI-9).

use super::super::html::Html;
use super::super::look::Look;
use super::super::words::incidents as words;
use super::super::{Fields, shell, value};
use crate::accounts::StaffMember;
use crate::http::directory::require;
use crate::http::{AppState, Problem, ProblemKind};
use crate::incidents::departments::{HeadError, Heads, name_head, remove_head};
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::incident::Department;
use client_core::domain::policy::{Action, ReadScope, may_read};
use client_core::domain::words::incident as core;

/// The section of the page of people.
pub(super) fn put(h: &mut Html, look: &Look, heads: &Heads, staff: &[StaffMember]) {
    h.el("section", &[("class", "card"), ("id", "heads")], |h| {
        h.word("h2", "", look.say(words::HEADS));
        h.word("p", "soft", look.say(words::HEADS_TOLD));
        for (department, head) in heads {
            h.el("form", &[("class", "pair"), ("method", "post"), ("action", "/people/heads")], |h| {
                super::super::store::hidden(h, "department", department.as_str());
                h.of("label", "field", |h| {
                    h.word("span", "", core::department(*department).get(look.language));
                    h.el("select", &[("name", "user")], |h| {
                        h.el("option", &[("value", "")], |h| h.text(look.say(words::NO_HEAD)));
                        for member in staff.iter().filter(|member| may_lead(member)) {
                            let chosen = head.as_ref().is_some_and(|(user, _)| *user == member.user);
                            let selected = [("value", member.name.as_str()), ("selected", "")];
                            let attributes = if chosen { &selected[..] } else { &selected[..1] };
                            h.el("option", attributes, |h| h.text(&member.display_name));
                        }
                    });
                });
                h.word("button", "quiet", look.say(words::NAME_HEAD));
            });
        }
    });
}

fn may_lead(member: &StaffMember) -> bool {
    let reads = |role: &client_core::domain::policy::Role| {
        may_read(*role, DocumentKind::Incident) != ReadScope::Nothing
    };
    !member.disabled && member.roles.iter().any(reads)
}

/// Names the head of a department, or leaves it without one.
pub(in crate::http::pages) async fn name(
    State(state): State<AppState>,
    viewer: super::super::look::Viewer,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    match carry(&state, &viewer, fields.ok().map(|Form(fields)| fields)).await {
        Ok(()) => Redirect::to("/people#heads").into_response(),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

async fn carry(
    state: &AppState,
    viewer: &super::super::look::Viewer,
    fields: Option<Fields>,
) -> Result<(), Problem> {
    require(&viewer.who, Action::ManageAccounts)?;
    let no_form = || Problem::new(ProblemKind::InvalidRequest, "no form of a department");
    let fields = fields.ok_or_else(no_form)?;
    let department = Department::parse(value(&fields, "department")).ok_or_else(no_form)?;
    let user = value(&fields, "user").to_owned();
    let by = viewer.who.by(state.now_ms());
    let named = state.store.write(move |connection| match user.as_str() {
        "" => remove_head(connection, &by, department).map(|_| ()).map_err(HeadError::from),
        user => name_head(connection, &by, department, user),
    });
    named.await.map_err(Problem::from)
}

impl From<HeadError> for Problem {
    fn from(error: HeadError) -> Self {
        match error {
            HeadError::Account(error) => error.into(),
            HeadError::NoPost(_) => Self::new(ProblemKind::InvalidRequest, error.to_string()),
            HeadError::Engine(error) => error.into(),
        }
    }
}
