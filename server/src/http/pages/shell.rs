//! The frame of every page: head, bar, language links, and the pages that say what went wrong.

use super::html::Html;
use super::look::{LANGUAGE_COOKIE, Look, Viewer, code};
use super::words::{
    admin as words_of_admin, audit as words_of_audit, case_kinds as words_of_case_kinds,
    complaints as words_of_complaints, departments as words_of_departments, desk as words_of_desk,
    directory as words_of_directory, fees as words_of_fees, figures as words_of_figures,
    finance as finance_words, incidents as words_of_incidents, labels, matters as words_of_matters,
    procedures as words_of_procedures, store as words, work_log as words_of_work_log,
};
use super::{
    assets, batch, board, complaints, directory, fees, finance, incidents, matters, rights, store, work_log,
};
use crate::http::{Problem, ProblemKind};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::policy::Action;
use client_core::domain::text::Language;

const LANGUAGES: &[(Language, &str)] =
    &[(Language::ZhHans, "简"), (Language::ZhHant, "繁"), (Language::En, "EN")];

/// A whole page. `body` writes what is inside `main`.
pub(super) fn page(
    look: &Look,
    viewer: Option<&Viewer>,
    status: StatusCode,
    title: &str,
    class: &str,
    body: impl FnOnce(&mut Html),
) -> Response {
    let mut h = Html::new();
    h.doctype();
    h.el("html", &[("lang", code(look.language))], |h| {
        h.el("head", &[], |h| {
            h.void("meta", &[("charset", "utf-8")]);
            h.void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
            h.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
            let full = format!("{title} · {}", look.site);
            h.word("title", "", &full);
            h.void("link", &[("rel", "stylesheet"), ("href", &assets::style())]);
            h.void("link", &[("rel", "icon"), ("type", "image/svg+xml"), ("href", &assets::sign())]);
            if viewer.is_some() {
                h.el("script", &[("src", &assets::script()), ("defer", "")], |_| {});
            }
        });
        let live = [
            ("class", class),
            ("data-live", look.say(labels::LIVE)),
            ("data-lost", look.say(labels::RECONNECTING)),
        ];
        h.el("body", &live, |h| {
            h.link("skip", "#main", look.say(labels::SKIP));
            bar(h, look, viewer);
            h.el("main", &[("id", "main")], body);
        });
    });
    respond(look, status, h)
}

fn bar(h: &mut Html, look: &Look, viewer: Option<&Viewer>) {
    h.of("header", "bar", |h| {
        h.el("a", &[("class", "brand"), ("href", "/")], |h| {
            h.void("img", &[("src", &assets::sign()), ("alt", ""), ("width", "24"), ("height", "24")]);
            h.word("span", "site", &look.site);
        });
        if let Some(viewer) = viewer {
            let menu = [("class", "quiet menu"), ("type", "button"), ("popovertarget", "places")];
            h.el("button", &menu, |h| h.text(look.say(labels::MENU)));
            let places = [
                ("class", "places"),
                ("id", "places"),
                ("popover", "auto"),
                ("aria-label", look.say(labels::PLACES)),
            ];
            h.el("nav", &places, |h| {
                if board::is_open_to(viewer) {
                    h.link("", "/", look.say(labels::BOARD));
                }
                if rights::may_register(&viewer.who.roles) {
                    h.link("", "/orders/new", look.say(labels::NEW_ORDER));
                }
                if work_log::is_open_to(viewer) {
                    h.link("", "/work-log", look.say(words_of_work_log::WORK_LOG));
                }
                if incidents::is_open_to(viewer) {
                    h.link("", "/incidents", look.say(words_of_incidents::INCIDENTS));
                }
                if complaints::is_open_to(viewer) {
                    h.link("", "/complaints", look.say(words_of_complaints::COMPLAINTS));
                }
                if viewer.departments {
                    h.link("", "/departments", look.say(words_of_departments::DEPARTMENTS));
                }
                if directory::may(viewer, Action::EditCaseKinds) {
                    h.link("", "/complaints/kinds", look.say(words_of_case_kinds::KINDS));
                }
                if matters::is_open_to(viewer) {
                    h.link("", "/matters", look.say(words_of_matters::MATTERS));
                }
                if batch::is_open_to(viewer) {
                    h.link("", "/desk/batch", look.say(words_of_desk::BATCH_PAGE));
                    h.link("", "/demand", look.say(words_of_desk::DEMAND_PAGE));
                }
                if directory::may(viewer, Action::ReadDirectory) {
                    h.link("", "/directory", look.say(words_of_directory::DIRECTORY));
                }
                if directory::may(viewer, Action::ReadFollowUps) {
                    h.link("", "/follow-up", look.say(words_of_figures::FOLLOW_UPS));
                }
                if directory::may(viewer, Action::ReadStatistics) {
                    h.link("", "/statistics", look.say(words_of_figures::STATISTICS));
                }
                if store::is_open_to(viewer) {
                    h.link("", "/store", look.say(words::STORE));
                }
                if finance::is_open_to(viewer) {
                    h.link("", "/finance", look.say(finance_words::FINANCE));
                }
                if fees::is_open_to(viewer) {
                    h.link("", "/fees", look.say(words_of_fees::FEES));
                }
                h.link("", "/procedures", look.say(words_of_procedures::PROCEDURES));
                if directory::may(viewer, Action::ManageAccounts) {
                    h.link("", "/people", look.say(words_of_admin::PEOPLE));
                }
                if directory::may(viewer, Action::WatchSite) {
                    h.link("", "/watch", look.say(words_of_admin::WATCH));
                }
                if directory::may(viewer, Action::ReadAudit) {
                    h.link("", "/audit", look.say(words_of_audit::AUDIT));
                }
                h.link("", "/notices", &look.notices(viewer.unread));
            });
            h.el("span", &[("class", "live"), ("id", "live-sign"), ("role", "status")], |h| {
                h.text(look.say(labels::BY_RELOAD));
            });
        }
        h.el("nav", &[("class", "tongues"), ("aria-label", look.say(labels::LANGUAGE))], |h| {
            for (language, name) in LANGUAGES {
                let to = look.here_in(*language);
                let current = if *language == look.language { "true" } else { "false" };
                let attributes =
                    [("href", to.as_str()), ("lang", code(*language)), ("aria-current", current)];
                h.el("a", &attributes, |h| h.text(name));
            }
        });
        if let Some(viewer) = viewer {
            h.el("form", &[("class", "who"), ("method", "post"), ("action", "/sign-out")], |h| {
                h.of("span", "name", |h| h.typed(&viewer.who.display_name));
                h.word("button", "quiet", look.say(labels::SIGN_OUT));
            });
        }
    });
}

/// A piece of a page, for the script.
pub(super) fn fragment(look: &Look, body: impl FnOnce(&mut Html)) -> Response {
    let mut h = Html::new();
    body(&mut h);
    respond(look, StatusCode::OK, h)
}

fn respond(look: &Look, status: StatusCode, h: Html) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Cookie, Accept-Language"),
        // With `no-referrer`, browsers name no origin when a form is sent, and a form without one is refused.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    let mut response = (status, headers, h.finish()).into_response();
    if look.remember {
        let cookie =
            format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax", code(look.language));
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

/// The answer, or the page that says why there is none.
pub(super) fn shown(viewer: &Viewer, answer: Result<Response, Problem>) -> Response {
    answer.unwrap_or_else(|fault| problem(&viewer.look, Some(viewer), &fault))
}

/// The page of a request that can't be answered.
pub(super) fn problem(look: &Look, viewer: Option<&Viewer>, problem: &Problem) -> Response {
    let kind = problem.kind();
    let words = match kind {
        ProblemKind::Forbidden => labels::FORBIDDEN,
        ProblemKind::NotFound => labels::NOT_FOUND,
        ProblemKind::CrossSite => labels::CROSS_SITE,
        ProblemKind::Busy | ProblemKind::NoSpace | ProblemKind::Timeout => labels::BUSY,
        _ if kind.status().is_server_error() => labels::BROKEN,
        _ => labels::BAD_REQUEST,
    };
    let number = kind.status().as_str().to_owned();
    page(look, viewer, kind.status(), look.say(words), "problem", |h| {
        h.of("section", "card narrow", |h| {
            h.word("p", "number", &number);
            h.word("h1", "", look.say(words));
            h.link("button", "/", look.say(labels::ERROR_HOME));
        });
    })
}
