//! Everybody with an account, and the form for somebody new.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::words::{admin as words, labels, states};
use super::super::{Fields, shell, value};
use super::heads;
use super::roles;
use crate::accounts::{NewUser, Password, StaffMember, create_user, directory};
use crate::feed::reference::publish_staff;
use crate::http::directory::require;
use crate::http::{AppState, Problem, ProblemKind};
use crate::ident::role_from_name;
use crate::incidents::departments::{self, Heads};
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::policy::{Action, Role};

/// The page.
pub(in crate::http::pages) async fn show(State(state): State<AppState>, viewer: Viewer) -> Response {
    match load(&state, &viewer).await {
        Ok(known) => page(&viewer, StatusCode::OK, &known, &Fields::new(), None),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// Everybody with an account, and the heads of the departments.
struct Known {
    staff: Vec<StaffMember>,
    heads: Heads,
}

async fn load(state: &AppState, viewer: &Viewer) -> Result<Known, Problem> {
    require(&viewer.who, Action::ManageAccounts)?;
    let staff = state.store.read(directory).await?;
    Ok(Known { staff, heads: state.store.read(departments::heads).await? })
}

fn page(viewer: &Viewer, status: StatusCode, known: &Known, typed: &Fields, fault: Option<&str>) -> Response {
    let look = &viewer.look;
    shell::page(look, Some(viewer), status, look.say(words::PEOPLE), "people", |h| {
        h.word("h1", "", look.say(words::PEOPLE));
        h.of("ul", "plain", |h| {
            for member in &known.staff {
                h.el("li", &[], |h| {
                    h.el("a", &[("href", &format!("/people/{}", member.user))], |h| {
                        h.typed(&member.display_name);
                    });
                    h.text(" ");
                    h.of("span", "soft", |h| h.typed(&member.name));
                    h.text(" ");
                    if member.disabled {
                        h.word("span", "badge alarm", look.say(words::DISABLED));
                    }
                    if member.roles.is_empty() {
                        h.word("span", "soft", look.say(words::NO_ROLES));
                    } else {
                        h.text(&states::roles(look.language, &member.roles));
                    }
                });
            }
        });
        heads::put(h, look, &known.heads, &known.staff);
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(words::NEW_PERSON));
            if let Some(fault) = fault {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(fault));
            }
            h.el("form", &[("class", "command"), ("method", "post"), ("action", "/people")], |h| {
                for (name, label) in [("name", words::SIGN_IN_NAME), ("display_name", words::DISPLAY_NAME)] {
                    h.el("label", &[], |h| {
                        h.text(look.say(label));
                        let typed = value(typed, name);
                        h.void(
                            "input",
                            &[("name", name), ("value", typed), ("maxlength", "64"), ("autocomplete", "off")],
                        );
                    });
                }
                password_field(h, look, look.say(words::START_PASSWORD));
                let chosen: Vec<Role> = chosen_roles(typed);
                role_boxes(h, look, &chosen);
                h.word("button", "main", look.say(words::ADD));
            });
        });
    })
}

/// A field for a password that somebody chooses.
pub(super) fn password_field(h: &mut Html, look: &Look, label: &str) {
    h.el("label", &[("lang", super::super::look::code(look.language))], |h| {
        h.text(label);
        h.void("input", &[("name", "password"), ("type", "password"), ("autocomplete", "new-password")]);
    });
}

/// A box for each role.
pub(super) fn role_boxes(h: &mut Html, look: &Look, held: &[Role]) {
    h.el("fieldset", &[("class", "boxes")], |h| {
        h.word("legend", "", look.say(words::ROLES));
        for role in roles() {
            h.el("label", &[("class", "box")], |h| {
                let attributes = [("type", "checkbox"), ("name", "role"), ("value", role.as_str())];
                h.void_flagged("input", &attributes, &[("checked", held.contains(&role))]);
                h.text(" ");
                h.text(look.say(states::role(role)));
            });
        }
    });
}

/// The roles whose boxes were ticked.
pub(super) fn chosen_roles(fields: &Fields) -> Vec<Role> {
    let named = fields.iter().filter(|(name, _)| name == "role");
    named.filter_map(|(_, value)| role_from_name(value)).filter(|role| *role != Role::Server).collect()
}

/// Adds somebody.
pub(in crate::http::pages) async fn add(
    State(state): State<AppState>,
    viewer: Viewer,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    let look = &viewer.look;
    let known = match load(&state, &viewer).await {
        Ok(known) => known,
        Err(problem) => return shell::problem(look, Some(&viewer), &problem),
    };
    let Ok(Form(fields)) = fields else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "no form of a person");
        return shell::problem(look, Some(&viewer), &problem);
    };
    match create(&state, &viewer, &fields).await {
        Ok(user) => Redirect::to(&format!("/people/{user}")).into_response(),
        Err(problem) if problem.kind().status().is_server_error() => {
            shell::problem(look, Some(&viewer), &problem)
        }
        Err(problem) => {
            let fault = fault(look, &problem);
            page(&viewer, problem.kind().status(), &known, &fields, Some(&fault))
        }
    }
}

/// What is wrong with a form of a person, in the page's language as far as the form's rules go.
pub(super) fn fault(look: &Look, problem: &Problem) -> String {
    let words = if problem.kind() == ProblemKind::Conflict { labels::TAKEN } else { labels::BAD_REQUEST };
    format!("{} ({})", look.say(words), problem.detail())
}

async fn create(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<crate::ident::UserId, Problem> {
    let password = Password::chosen(value(fields, "password"))?;
    let user = NewUser {
        name: value(fields, "name").to_owned(),
        display_name: value(fields, "display_name").to_owned(),
        password_hash: state.accounts.hash(password).await?,
        roles: chosen_roles(fields),
    };
    let (entropy, now) = (std::sync::Arc::clone(&state.entropy), state.now_ms());
    let by = viewer.who.by(now);
    let made = state.store.write(move |connection| {
        let id = create_user(connection, &*entropy, &by, user)?;
        publish_staff(connection, now)?;
        Ok::<_, Problem>(id)
    });
    made.await
}
