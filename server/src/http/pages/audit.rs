//! The audit: who did what to the site, newest first, with filters in the address (ROL-49).

use super::directory::may;
use super::follow_up::choice;
use super::html::Html;
use super::look::{Look, Viewer, percent};
use super::store::{cell, table};
use super::words::{audit as words, figures, labels};
use super::{Fields, shell, value};
use crate::accounts::{self, StaffMember};
use crate::audit::{AuditKind, AuditLine};
use crate::http::audit::{AuditParameters, OPERATOR, as_file, find};
use crate::http::files::file_kind;
use crate::http::{AppState, Problem, ProblemKind};
use crate::ident::UserId;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::calendar::Zone;
use client_core::domain::policy::Action;

/// The page.
pub(super) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, &fields).await)
}

async fn answer(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<Response, Problem> {
    let given = |name: &str| Some(value(fields, name).to_owned()).filter(|text| !text.is_empty());
    let number = |text: String| {
        text.parse().map_err(|_| Problem::new(ProblemKind::InvalidParameter, "before: a line's number"))
    };
    let filter = AuditParameters {
        person: given("person"),
        kind: given("kind"),
        from: given("from"),
        to: given("to"),
        before: given("before").map(number).transpose()?,
        limit: None,
        format: given("format"),
        language: None,
    };
    let kind = file_kind(filter.format.as_deref(), viewer.look.language)?;
    let query = filter.query(Zone::from(state.site.timezone), kind.is_some())?;
    let (lines, more) = find(state, &viewer.who, query).await?;
    if let Some(kind) = kind {
        return as_file(state, &viewer.who, kind, &lines).await;
    }
    let staff = state.store.read(accounts::directory).await?;
    let look = &viewer.look;
    Ok(shell::page(look, Some(viewer), StatusCode::OK, look.say(words::AUDIT), "board audit", |h| {
        h.word("h1", "", look.say(words::AUDIT));
        h.word("p", "soft", look.say(words::AUDIT_EXPLAIN));
        filters(h, look, &filter, &staff);
        list(h, viewer, &lines);
        h.of("div", "pager", |h| {
            if filter.before.is_some() {
                h.link("button quiet", &filter.address(None, None), look.say(labels::FIRST_PAGE));
            }
            if let Some(last) = lines.last().filter(|_| more) {
                let next = filter.address(Some(last.number), None);
                h.link("button quiet", &next, look.say(labels::NEXT_PAGE));
            }
            for (format, word) in
                [("csv", figures::AS_CSV), ("xlsx", figures::AS_XLSX), ("pdf", figures::AS_PDF)]
            {
                h.link("button quiet", &filter.address(filter.before, Some(format)), look.say(word));
            }
        });
    }))
}

impl AuditParameters {
    fn address(&self, before: Option<i64>, format: Option<&str>) -> String {
        let before = before.map(|number| number.to_string());
        let all = [
            ("person", self.person.as_deref()),
            ("kind", self.kind.as_deref()),
            ("from", self.from.as_deref()),
            ("to", self.to.as_deref()),
            ("before", before.as_deref()),
            ("format", format),
        ];
        let given = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let parts: Vec<String> = given.map(|(name, value)| format!("{name}={}", percent(value))).collect();
        if parts.is_empty() { "/audit".to_owned() } else { format!("/audit?{}", parts.join("&")) }
    }
}

fn filters(h: &mut Html, look: &Look, filter: &AuditParameters, staff: &[StaffMember]) {
    let attributes = [("class", "filters"), ("method", "get"), ("action", "/audit")];
    h.el("form", &attributes, |h| {
        let ids: Vec<String> = staff.iter().map(|member| member.user.to_string()).collect();
        let people = ids.iter().zip(staff).map(|(id, member)| (id.as_str(), member.display_name.as_str()));
        let everybody = people.chain([(OPERATOR, look.say(words::operator()))]);
        let chosen = filter.person.as_deref().unwrap_or_default();
        choice(h, "person", look.say(words::WHO), look.say(words::ANYBODY), chosen, everybody);
        let kinds = AuditKind::ALL.iter().map(|kind| (kind.as_str(), look.say(words::kind(*kind))));
        let chosen = filter.kind.as_deref().unwrap_or_default();
        choice(h, "kind", look.say(words::WHAT), look.say(words::ANY_KIND), chosen, kinds);
        for (name, word, day) in [("from", figures::FROM, &filter.from), ("to", figures::TO, &filter.to)] {
            h.of("label", "check", |h| {
                h.text(look.say(word));
                let day = day.as_deref().unwrap_or_default();
                h.void("input", &[("type", "date"), ("name", name), ("value", day)]);
            });
        }
        h.word("button", "quiet", look.say(labels::FILTER));
    });
}

fn list(h: &mut Html, viewer: &Viewer, lines: &[AuditLine]) {
    let look = &viewer.look;
    if lines.is_empty() {
        h.word("p", "empty", look.say(words::NOTHING));
        return;
    }
    let headings = [words::WHEN, words::WHO, words::FROM_WHERE, words::WHAT, words::ABOUT, words::DETAIL];
    table(h, look, &headings, |h| {
        for line in lines {
            h.el("tr", &[], |h| one(h, viewer, line));
        }
    });
}

fn one(h: &mut Html, viewer: &Viewer, line: &AuditLine) {
    let look = &viewer.look;
    cell(h, look, words::WHEN, |h| look.put_time(h, line.at, false));
    cell(h, look, words::WHO, |h| match &line.actor {
        Some((user, name)) => person(h, viewer, *user, name),
        None => h.word("span", "soft", &words::doer(look.language, line)),
    });
    cell(h, look, words::FROM_WHERE, |h| h.typed(&words::way(look.language, line)));
    cell(h, look, words::WHAT, |h| {
        let said = words::said(look.language, line);
        match target(viewer, line) {
            Some(to) => h.link("", &to, &said),
            None => h.typed(&said),
        }
        if words::names_customers(line) {
            h.text(" ");
            h.word("span", "badge", look.say(words::CUSTOMERS));
        }
    });
    cell(h, look, words::ABOUT, |h| {
        if let Some((user, name)) = &line.person {
            person(h, viewer, *user, name);
        }
        if let Some((_, name)) = &line.device {
            h.text(" ");
            h.of("span", "soft", |h| h.typed(name));
        }
        if line.person.is_none() && line.device.is_none() {
            h.text("–");
        }
    });
    cell(h, look, words::DETAIL, |h| {
        h.of("span", "words", |h| h.typed(if line.detail.is_empty() { "–" } else { &line.detail }));
        if let Some((_, last)) = line.times.filter(|(count, _)| *count > 1) {
            h.text(" ");
            h.word("span", "soft", &look.with(words::LAST, &[&look.time(last)]));
        }
    });
}

/// A name, with the person's page for who may see it.
fn person(h: &mut Html, viewer: &Viewer, user: UserId, name: &str) {
    if may(viewer, Action::ManageAccounts) {
        h.el("a", &[("href", &format!("/people/{user}"))], |h| h.typed(name));
    } else {
        h.typed(name);
    }
}

/// The page of what a line is about, for who may see it; people have links of their own.
fn target(viewer: &Viewer, line: &AuditLine) -> Option<String> {
    match AuditKind::parse(&line.kind)? {
        AuditKind::ProcedurePublished => {
            Some(format!("/procedures/{}?version={}", percent(&line.matter), percent(&line.detail)))
        }
        AuditKind::AlarmSettled | AuditKind::BackupRestored if may(viewer, Action::WatchSite) => {
            Some("/watch".to_owned())
        }
        AuditKind::ChangeReleased if may(viewer, Action::WatchSite) => {
            Some(format!("/watch/quarantine/{}", line.detail))
        }
        AuditKind::HeadNamed | AuditKind::HeadRemoved if may(viewer, Action::ManageAccounts) => {
            Some("/people#heads".to_owned())
        }
        _ => None,
    }
}
