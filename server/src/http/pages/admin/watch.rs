//! What was refused and what went wrong: for a person to look at.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::words::states;
use super::super::words::{self as all_words, admin as words, labels};
use super::super::{directory, shell};
use crate::accounts::{self, StaffMember};
use crate::alarms::{self, Alarm};
use crate::complaints;
use crate::feed::{self, QuarantineLine, quarantine_bytes, quarantine_list};
use crate::http::directory::require;
use crate::http::engine::job_random;
use crate::http::{AppState, Problem, ProblemKind};
use crate::ident::UserId;
use crate::sync::{self, Release, SyncError};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::entry::{Entry, Kind};
use client_core::domain::id::hex;
use client_core::domain::policy::Action;
use client_core::protocol::{Row, from_bytes};

/// Lines of one page.
const PER_PAGE: u32 = 200;

struct Watched {
    staff: Vec<StaffMember>,
    alarms: Vec<Alarm>,
    refused: Vec<QuarantineLine>,
}

async fn load(state: &AppState, viewer: &Viewer) -> Result<Watched, Problem> {
    require(&viewer.who, Action::WatchSite)?;
    let staff = state.store.read(accounts::directory).await?;
    let alarms = state.store.read(|connection| alarms::list(connection, PER_PAGE)).await?;
    let mut refused = state.store.read(|connection| quarantine_list(connection, PER_PAGE)).await?;
    refused.retain(|line| !is_kept_from_viewer(viewer, line));
    Ok(Watched { staff, alarms, refused })
}

/// Nobody of the service centre learns of complaints about it, refused ones neither (CMP-2).
fn is_kept_from_viewer(viewer: &Viewer, line: &QuarantineLine) -> bool {
    line.about_centre && complaints::is_kept_from(&viewer.who.roles)
}

fn name(staff: &[StaffMember], user: Option<UserId>) -> String {
    let member = user.and_then(|user| staff.iter().find(|member| member.user == user));
    member.map_or_else(|| "–".to_owned(), |member| member.display_name.clone())
}

/// The page.
pub(in crate::http::pages) async fn show(State(state): State<AppState>, viewer: Viewer) -> Response {
    let look = &viewer.look;
    let Watched { staff, alarms, refused } = match load(&state, &viewer).await {
        Ok(found) => found,
        Err(problem) => return shell::problem(look, Some(&viewer), &problem),
    };
    shell::page(look, Some(&viewer), StatusCode::OK, look.say(words::WATCH), "watch", |h| {
        h.word("h1", "", look.say(words::WATCH));
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(words::ALARMS));
            if alarms.is_empty() {
                h.word("p", "empty", look.say(words::NO_ALARMS));
            }
            h.of("ul", "plain", |h| {
                for alarm in &alarms {
                    h.el("li", &[], |h| one_alarm(h, look, &staff, alarm));
                }
            });
        });
        h.of("section", "card", |h| {
            h.word("h2", "", look.say(words::QUARANTINE));
            h.word("p", "soft", look.say(words::QUARANTINE_EXPLAIN));
            if refused.is_empty() {
                h.word("p", "empty", look.say(words::NO_QUARANTINE));
            }
            h.of("ul", "plain", |h| {
                for line in &refused {
                    h.el("li", &[], |h| {
                        look.put_time(h, line.received_at, true);
                        h.text(" ");
                        let reason = all_words::of(words::REASONS, look.language, &line.reason);
                        h.link("", &format!("/watch/quarantine/{}", line.id), &reason);
                        h.text(" ");
                        h.of("span", "soft", |h| h.typed(&name(&staff, Some(line.user))));
                        released(h, look, &staff, line);
                    });
                }
            });
        });
    })
}

fn released(h: &mut Html, look: &Look, staff: &[StaffMember], line: &QuarantineLine) {
    let Some(at) = line.released_at else { return };
    h.text(" ");
    h.of("span", "badge", |h| h.typed(&look.with(words::RELEASED, &[&name(staff, line.released_by)])));
    h.text(" ");
    look.put_time(h, at, true);
}

fn one_alarm(h: &mut Html, look: &Look, staff: &[StaffMember], alarm: &Alarm) {
    look.put_time(h, alarm.at, true);
    h.text(" ");
    let kind = all_words::of(words::ALARM_KINDS, look.language, &alarm.kind);
    let class = if alarm.settled_at.is_some() { "badge" } else { "badge alarm" };
    h.word("span", class, &kind);
    h.text(" ");
    if alarm.user.is_some() {
        h.of("span", "soft", |h| h.typed(&name(staff, alarm.user)));
        h.text(" ");
    }
    h.of("span", "words", |h| h.typed(&alarm.detail));
    if let Some(at) = alarm.settled_at {
        h.text(" ");
        h.of("span", "soft", |h| {
            h.typed(&look.with(words::SETTLED, &[&name(staff, alarm.settled_by)]));
            h.text(" ");
            look.put_time(h, at, true);
        });
    } else {
        let action = format!("/watch/alarms/{}", alarm.number);
        h.el("form", &[("class", "inline"), ("method", "post"), ("action", &action)], |h| {
            h.word("button", "quiet", look.say(words::SETTLE));
        });
    }
}

/// Somebody has dealt with an alarm.
pub(in crate::http::pages) async fn settle(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Response {
    let settled = async {
        require(&viewer.who, Action::WatchSite)?;
        let missing = || Problem::new(ProblemKind::NotFound, "no such alarm");
        let number: i64 = number.parse().map_err(|_| missing())?;
        let by = viewer.who.by(state.now_ms());
        let job = state.store.write(move |connection| alarms::settle(connection, &by, number));
        if job.await? { Ok(()) } else { Err(missing()) }
    };
    match settled.await {
        Ok(()) => Redirect::to("/watch").into_response(),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// One refused change. What it says is for those who read orders.
pub(in crate::http::pages) async fn change(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Response {
    match refused(&state, &viewer, &id).await {
        Ok(found) => change_page(&viewer, &found, None),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// Lets a refused change in.
pub(in crate::http::pages) async fn release(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Response {
    let look = &viewer.look;
    let tried = async {
        require(&viewer.who, Action::ReadRefused)?;
        let found = refused(&state, &viewer, &id).await?;
        let number = found.1.id;
        let (by, procedures) = (viewer.who.by(state.now_ms()), state.procedures.clone());
        let mut random = job_random(&state)?;
        let job = state.store.write(move |connection| {
            let library = procedures.at(connection)?;
            let release = sync::release(connection, &library, number, &by, &mut random)?;
            Ok::<_, SyncError>((release, feed::seq(connection)?))
        });
        let (release, seq) = job.await?;
        Ok::<_, Problem>((found, release.ok_or_else(missing)?, seq))
    };
    match tried.await {
        Ok((_, Release::Done | Release::Already, seq)) => {
            state.moved(seq);
            Redirect::to(&format!("/watch/quarantine/{id}")).into_response()
        }
        Ok((found, Release::Refused { reason, detail }, _)) => {
            let reason = all_words::of(words::REASONS, look.language, reason.as_str());
            let why = look.with(words::RELEASE_REFUSED, &[&format!("{reason} ({detail})")]);
            change_page(&viewer, &found, Some(&why))
        }
        Ok((found, Release::Waits, _)) => change_page(&viewer, &found, Some(look.say(words::RELEASE_WAITS))),
        Err(problem) => shell::problem(look, Some(&viewer), &problem),
    }
}

fn missing() -> Problem {
    Problem::new(ProblemKind::NotFound, "no such refused change")
}

type Found = (Vec<StaffMember>, QuarantineLine, Vec<u8>);

async fn refused(state: &AppState, viewer: &Viewer, id: &str) -> Result<Found, Problem> {
    require(&viewer.who, Action::WatchSite)?;
    let staff = state.store.read(accounts::directory).await?;
    let id: i64 = id.parse().map_err(|_| missing())?;
    let found = state.store.read(move |connection| quarantine_bytes(connection, id)).await?;
    let (line, bytes) = found.filter(|(line, _)| !is_kept_from_viewer(viewer, line)).ok_or_else(missing)?;
    Ok((staff, line, bytes))
}

/// `stays_out` is why it wasn't let in just now.
fn change_page(viewer: &Viewer, (staff, line, bytes): &Found, stays_out: Option<&str>) -> Response {
    let look = &viewer.look;
    let reason = all_words::of(words::REASONS, look.language, &line.reason);
    let status = if stays_out.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    shell::page(look, Some(viewer), status, &reason, "watch", |h| {
        h.word("h1", "", &reason);
        if let Some(why) = stays_out {
            h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.typed(why));
        }
        h.el("dl", &[("class", "facts")], |h| {
            h.word("dt", "", look.say(words::REASON));
            h.of("dd", "words", |h| h.typed(&line.detail));
            h.word("dt", "", look.say(words::SENT_BY));
            h.el("dd", &[], |h| {
                h.typed(&name(staff, Some(line.user)));
                h.text(" ");
                look.put_time(h, line.received_at, false);
                released(h, look, staff, line);
            });
            h.word("dt", "", look.say(labels::ORDER));
            h.el("dd", &[], |h| {
                h.link("", &format!("/orders/{}", line.document), &line.document.to_string())
            });
        });
        if !directory::may(viewer, Action::ReadRefused) {
            h.word("p", "soft", look.say(words::FOR_MANAGERS));
            return;
        }
        if line.released_at.is_none() {
            let action = format!("/watch/quarantine/{}", line.id);
            h.el("form", &[("method", "post"), ("action", &action)], |h| {
                h.word("p", "soft", look.say(words::RELEASE_EXPLAIN));
                h.word("button", "", look.say(words::RELEASE));
            });
        }
        h.word("h2", "", look.say(words::ENTRIES));
        entries(h, look, bytes);
        h.word("h2", "", look.say(words::BYTES));
        h.word("pre", "bytes", &hex(bytes));
    })
}

fn entries(h: &mut Html, look: &Look, bytes: &[u8]) {
    let Ok(row) = from_bytes::<Row>(bytes) else {
        h.word("p", "soft", look.say(words::UNREADABLE));
        return;
    };
    h.of("ul", "plain", |h| {
        for (_, bytes) in &row.entries {
            h.el("li", &[], |h| match Entry::from_bytes(&bytes.0) {
                Ok(entry) => {
                    h.word("strong", "", entry.body.kind().map_or("unknown", Kind::as_str));
                    h.text(" ");
                    h.text(look.say(states::role(entry.by.role)));
                    let data = serde_json::to_string_pretty(&entry.body.to_json()).unwrap_or_default();
                    h.of("pre", "words", |h| h.typed(&data));
                }
                Err(error) => {
                    h.text(look.say(words::UNREADABLE));
                    h.text(": ");
                    h.typed(&error.to_string());
                }
            });
        }
    });
}
