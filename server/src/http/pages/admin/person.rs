//! One person: roles, password, devices, and a code for a new phone.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::words::admin as words;
use super::super::{Fields, shell, value};
use super::people::{chosen_roles, fault, password_field, role_boxes};
use crate::accounts::{
    AccountError, Device, DeviceKind, EnrolmentCode, Password, StaffMember, add_role, create_code, devices,
    directory, disable_user, end_role, remove_device, set_password,
};
use crate::feed::reference::publish_staff;
use crate::http::directory::require;
use crate::http::{AppState, Problem, ProblemKind};
use crate::ident::UserId;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::policy::{Action, Role};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

struct Person {
    member: StaffMember,
    devices: Vec<Device>,
}

async fn load(state: &AppState, viewer: &Viewer, user: &str) -> Result<Person, Problem> {
    require(&viewer.who, Action::ManageAccounts)?;
    let nobody = || Problem::new(ProblemKind::NotFound, "no such person");
    let user: UserId = user.parse().map_err(|_| nobody())?;
    let found = state.store.read(move |connection| {
        let member = directory(connection)?.into_iter().find(|member| member.user == user);
        let mut own = devices(connection)?;
        own.retain(|device| device.user == user);
        Ok::<_, AccountError>((member, own))
    });
    let (member, devices) = found.await?;
    Ok(Person { member: member.ok_or_else(nobody)?, devices })
}

/// The page.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(user): Path<String>,
) -> Response {
    match load(&state, &viewer, &user).await {
        Ok(person) => page(&state, &viewer, StatusCode::OK, &person, None, None),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

fn page(
    state: &AppState,
    viewer: &Viewer,
    status: StatusCode,
    person: &Person,
    code: Option<&EnrolmentCode>,
    fault: Option<&str>,
) -> Response {
    let look = &viewer.look;
    let member = &person.member;
    shell::page(look, Some(viewer), status, &member.display_name, "people", |h| {
        h.el("h1", &[], |h| h.typed(&member.display_name));
        h.el("p", &[], |h| {
            h.of("span", "soft", |h| h.typed(&member.name));
            if member.disabled {
                h.text(" ");
                h.word("span", "badge alarm", look.say(words::DISABLED));
            }
        });
        if let Some(fault) = fault {
            h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(fault));
        }
        if let Some(code) = code {
            h.of("section", "card", |h| {
                h.word("h2", "", look.say(words::ENROL));
                h.word("p", "", look.say(words::ENROL_EXPLAIN));
                let link = format!("{}/app/#/?code={}", state.http.public_origin, code.typed());
                qr(h, look.say(words::ENROL), &link);
                h.word("p", "code", &code.typed());
            });
        }
        device_list(h, look, person);
        let action = format!("/people/{}", member.user);
        if !member.disabled {
            form(h, &action, "roles", |h| {
                role_boxes(h, look, &member.roles);
                h.word("button", "main", look.say(words::SAVE_ROLES));
            });
            form(h, &action, "password", |h| {
                h.word("p", "soft", look.say(words::PASSWORD_EXPLAIN));
                password_field(h, look, look.say(words::NEW_PASSWORD));
                h.word("button", "main", look.say(words::SET_PASSWORD));
            });
            form(h, &action, "disable", |h| {
                h.word("p", "soft", look.say(words::DISABLE_EXPLAIN));
                h.word("button", "danger", look.say(words::DISABLE));
            });
        }
    })
}

fn form(h: &mut Html, action: &str, command: &str, inner: impl FnOnce(&mut Html)) {
    h.of("section", "card", |h| {
        h.el("form", &[("class", "command"), ("method", "post"), ("action", action)], |h| {
            h.void("input", &[("type", "hidden"), ("name", "command"), ("value", command)]);
            inner(h);
        });
    });
}

fn device_list(h: &mut Html, look: &Look, person: &Person) {
    let action = format!("/people/{}", person.member.user);
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(words::DEVICES));
        if person.devices.is_empty() {
            h.word("p", "soft", look.say(words::NO_DEVICES));
        }
        h.of("ul", "plain", |h| {
            for device in &person.devices {
                h.el("li", &[], |h| {
                    h.of("strong", "", |h| h.typed(&device.name));
                    h.text(" ");
                    let kind = match device.kind {
                        DeviceKind::Field => words::PHONE,
                        DeviceKind::Office => words::OFFICE_PLACE,
                    };
                    h.text(look.say(kind));
                    if let Some(prefix) = &device.prefix {
                        h.text(&format!(" · {} {prefix}", look.say(words::SLIP_PREFIX)));
                    }
                    h.text(&format!(" · {} ", look.say(words::SINCE)));
                    look.put_time(h, device.enrolled_at, true);
                    h.text(" ");
                    if device.removed_at.is_some() {
                        h.word("span", "badge alarm", look.say(words::REMOVED));
                    } else if device.kind == DeviceKind::Field {
                        let id = device.id.to_string();
                        h.el("form", &[("class", "inline"), ("method", "post"), ("action", &action)], |h| {
                            for (name, value) in [("command", "remove"), ("device", id.as_str())] {
                                h.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
                            }
                            h.word("button", "quiet", look.say(words::REMOVE));
                        });
                    }
                });
            }
        });
        if !person.member.disabled {
            h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
                h.void("input", &[("type", "hidden"), ("name", "command"), ("value", "code")]);
                h.word("button", "main", look.say(words::ENROL));
            });
        }
    });
}

/// A QR code as a drawing of the page. Too long a text has none; the code below it can be typed.
fn qr(h: &mut Html, label: &str, text: &str) {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return };
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (place % width + 4, place / width + 4);
            // Writing to a string can't fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    let view = format!("0 0 {0} {0}", width + 8);
    h.el("svg", &[("class", "qr"), ("viewBox", &view), ("role", "img"), ("aria-label", label)], |h| {
        h.el("path", &[("class", "paper"), ("d", &format!("M0 0h{0}v{0}h-{0}z", width + 8))], |_| {});
        h.el("path", &[("class", "ink"), ("d", &path)], |_| {});
    });
}

/// One of the page's forms.
pub(in crate::http::pages) async fn command(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(user): Path<String>,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    let look = &viewer.look;
    let person = match load(&state, &viewer, &user).await {
        Ok(person) => person,
        Err(problem) => return shell::problem(look, Some(&viewer), &problem),
    };
    let Ok(Form(fields)) = fields else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "no form of a person");
        return shell::problem(look, Some(&viewer), &problem);
    };
    if value(&fields, "command") == "code" {
        return match new_code(&state, &viewer, person.member.user).await {
            Ok(code) => page(&state, &viewer, StatusCode::OK, &person, Some(&code), None),
            Err(problem) => shell::problem(look, Some(&viewer), &problem),
        };
    }
    match change(&state, &viewer, &person, &fields).await {
        Ok(()) => Redirect::to(&format!("/people/{}", person.member.user)).into_response(),
        Err(problem) => {
            let fault = fault(look, &problem);
            page(&state, &viewer, problem.kind().status(), &person, None, Some(&fault))
        }
    }
}

async fn new_code(state: &AppState, viewer: &Viewer, user: UserId) -> Result<EnrolmentCode, Problem> {
    let code = EnrolmentCode::generate(&*state.entropy)?;
    let (life, stored) = (state.accounts.config().code_ms, code.clone());
    let by = viewer.who.by(state.now_ms());
    state.store.write(move |connection| create_code(connection, &by, life, user, &stored)).await?;
    Ok(code)
}

async fn change(state: &AppState, viewer: &Viewer, person: &Person, fields: &Fields) -> Result<(), Problem> {
    let (user, now) = (person.member.user, state.now_ms());
    let (own, by) = (user == viewer.who.user, viewer.who.by(now));
    let himself = || Problem::new(ProblemKind::Forbidden, viewer.look.say(words::NOT_YOURSELF));
    match value(fields, "command") {
        "roles" => {
            let (held, chosen) = (person.member.roles.clone(), chosen_roles(fields));
            // A site without an administrator could only be helped on its server.
            if own && !chosen.contains(&Role::Administrator) {
                return Err(himself());
            }
            let job = state.store.write(move |connection| {
                for role in chosen.iter().filter(|role| !held.contains(role)) {
                    add_role(connection, &by, user, *role)?;
                }
                for role in held.iter().filter(|role| !chosen.contains(role)) {
                    end_role(connection, &by, user, *role)?;
                }
                publish_staff(connection, now)?;
                Ok::<_, Problem>(())
            });
            job.await?;
        }
        "password" => {
            let hash = state.accounts.hash(Password::chosen(value(fields, "password"))?).await?;
            state.store.write(move |connection| set_password(connection, &by, user, &hash)).await?;
        }
        "disable" if own => return Err(himself()),
        "disable" => {
            let job = state.store.write(move |connection| {
                disable_user(connection, &by, user)?;
                publish_staff(connection, now)?;
                Ok::<_, Problem>(())
            });
            job.await?;
        }
        "remove" => {
            let named = value(fields, "device");
            let device = person.devices.iter().find(|device| device.id.to_string() == named);
            let Some(device) = device.map(|device| device.id) else {
                return Err(Problem::new(ProblemKind::NotFound, "no such device of this person"));
            };
            state.store.write(move |connection| remove_device(connection, &by, device)).await?;
        }
        _ => return Err(Problem::new(ProblemKind::InvalidRequest, "command")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_for_a_phone_is_drawn_with_a_quiet_zone() {
        let mut h = Html::new();
        qr(&mut h, "a phone", "https://site.example/app/#/?code=01234-56789");
        let page = h.finish();
        assert!(page.contains("<svg class=\"qr\" viewBox=\"0 0 "), "{page}");
        assert!(page.contains("M4 4h1v1h-1z"), "the finder begins after four empty modules");
        assert!(!page.contains("M3 4h1"));
    }
}
