//! Signing in and out with a browser.

use super::html::Html;
use super::look::Look;
use super::words::labels;
use super::{Fields, shell, value};
use crate::accounts::{AccountError, Password, Principal};
use crate::audit::Origin;
use crate::http::auth::cookie;
use crate::http::{AppState, PeerAddress, Problem, ProblemKind, SameOrigin, session_cookie};
use axum::Form;
use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

/// A path of this site to go on to: anything else could lead away (attack 60).
fn safe_next(next: &str) -> Option<&str> {
    let rest = next.strip_prefix('/')?;
    let leads_away = rest.starts_with(['/', '\\']) || next.chars().any(|c| c.is_control() || c == '\\');
    (!leads_away && next.len() <= 2_000).then_some(next)
}

/// The form.
pub(super) async fn show(State(state): State<AppState>, look: Look, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let query = Query::<Fields>::try_from_uri(&parts.uri).map(|Query(fields)| fields).unwrap_or_default();
    let next = match value(&query, "next") {
        "" => "/",
        next => match safe_next(next) {
            Some(next) => next,
            None => return bad_next(&look),
        },
    };
    if Principal::from_request_parts(&mut parts, &state).await.is_ok() {
        return Redirect::to(next).into_response();
    }
    form(&look, StatusCode::OK, "", next, None)
}

fn bad_next(look: &Look) -> Response {
    shell::problem(look, None, &Problem::new(ProblemKind::InvalidParameter, "next is no path of this site"))
}

fn form(look: &Look, status: StatusCode, user: &str, next: &str, fault: Option<&str>) -> Response {
    shell::page(look, None, status, look.say(labels::SIGN_IN), "login", |h| {
        h.el("form", &[("class", "card narrow"), ("method", "post"), ("action", "/login")], |h| {
            h.word("h1", "", look.say(labels::SIGN_IN));
            h.word("p", "soft", &look.site);
            if let Some(fault) = fault {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(fault));
            }
            h.void("input", &[("type", "hidden"), ("name", "next"), ("value", next)]);
            input(h, look.say(labels::USER), "text", "user", user, "username");
            input(h, look.say(labels::PASSWORD), "password", "password", "", "current-password");
            h.word("button", "main", look.say(labels::SIGN_IN));
        });
    })
}

fn input(h: &mut Html, label: &str, kind: &str, name: &str, value: &str, complete: &str) {
    h.of("label", "field", |h| {
        h.word("span", "", label);
        let attributes = [("type", kind), ("name", name), ("value", value), ("autocomplete", complete)];
        h.void_flagged("input", &attributes, &[("required", true), ("autofocus", name == "user")]);
    });
}

/// Signs in with name and password.
pub(super) async fn sign_in(
    State(state): State<AppState>,
    look: Look,
    same_origin: Result<SameOrigin, Problem>,
    PeerAddress(address): PeerAddress,
    form_fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    if let Err(problem) = same_origin {
        return shell::problem(&look, None, &problem);
    }
    let Ok(Form(fields)) = form_fields else {
        return shell::problem(&look, None, &Problem::new(ProblemKind::InvalidRequest, "no form"));
    };
    let next = match value(&fields, "next") {
        "" => "/",
        next => match safe_next(next) {
            Some(next) => next,
            None => return bad_next(&look),
        },
    };
    let user = value(&fields, "user");
    let login = match Password::new(value(&fields, "password")) {
        Ok(password) => state.accounts.login(user, &password, address, Origin::Page).await,
        Err(error) => Err(error),
    };
    let login = match login {
        Ok(login) => login,
        Err(AccountError::RateLimited { retry_after_s }) => {
            let words = look.with(labels::TOO_OFTEN, &[&retry_after_s.to_string()]);
            let mut response = form(&look, StatusCode::TOO_MANY_REQUESTS, user, next, Some(&words));
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
            return response;
        }
        Err(AccountError::InvalidCredentials | AccountError::Invalid { .. }) => {
            return form(&look, StatusCode::UNAUTHORIZED, user, next, Some(look.say(labels::WRONG_PASSWORD)));
        }
        Err(error) => return shell::problem(&look, None, &error.into()),
    };
    match cookie(&state, &login.session, login.session_s) {
        Ok(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response(),
        Err(problem) => shell::problem(&look, None, &problem),
    }
}

/// Ends the browser's session.
pub(super) async fn sign_out(
    State(state): State<AppState>,
    look: Look,
    same_origin: Result<SameOrigin, Problem>,
    headers: HeaderMap,
) -> Response {
    if let Err(problem) = same_origin {
        return shell::problem(&look, None, &problem);
    }
    if let Some(session) = session_cookie(&headers, state.http.cookie_name())
        && let Err(error) = state.accounts.logout(&session).await
    {
        return shell::problem(&look, None, &error.into());
    }
    match cookie(&state, "", 0) {
        Ok(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response(),
        Err(problem) => shell::problem(&look, None, &problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_60_only_paths_of_this_site_are_gone_on_to() {
        for good in ["/", "/orders/1?x=2", "/?state=signed"] {
            assert_eq!(safe_next(good), Some(good));
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:x",
            "/a\nb",
            "/\t/x",
        ] {
            assert_eq!(safe_next(bad), None, "{bad}");
        }
    }
}
