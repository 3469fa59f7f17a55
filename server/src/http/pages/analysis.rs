//! The written analysis below a month's figures: the only part of the summary form that people write (STA-4, STA-7).

use super::html::Html;
use super::look::{Look, Viewer};
use super::words::figures as words;
use super::words::{labels, rejections, states};
use super::{Fields, shell, value};
use crate::http::analysis::{Written, attempt};
use crate::http::etag::heads_of;
use crate::http::figures::month_of;
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::analysis::AnalysisCommand;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::entry::Kind;
use client_core::domain::entry::follow_up::Cause;
use client_core::domain::order::Origin;
use client_core::domain::policy::{Relation, may_write};
use client_core::domain::statistics::{AnalysisState, MonthFigures, SimilarProblem};
use client_core::domain::words::office;
use std::collections::BTreeSet;

pub(super) const fn state_words(state: AnalysisState) -> super::words::Text {
    match state {
        AnalysisState::Draft => words::DRAFT,
        AnalysisState::Reviewed => words::REVIEWED,
        AnalysisState::Sent => words::SENT,
    }
}

/// The section.
pub(super) fn section(h: &mut Html, viewer: &Viewer, written: &Written, figures: &MonthFigures) {
    let look = &viewer.look;
    let may = |kind| viewer.who.roles.iter().any(|role| may_write(*role, kind, Relation::Site).is_ok());
    h.el("section", &[("class", "card"), ("id", "analysis")], |h| {
        h.el("h2", &[], |h| {
            h.text(look.say(words::ANALYSIS));
            h.word("span", "badge", look.say(state_words(written.analysis.state)));
        });
        for line in counts(look, written, figures) {
            h.word("p", "", &line);
        }
        let similar = written.similar(figures);
        let unexplained = written.analysis.unexplained_problems(&similar);
        for one in &similar {
            let class = if unexplained.contains(&one) { "late" } else { "" };
            h.el("p", &[("class", class), ("data-similar", one.cause.as_str())], |h| {
                h.text(&problem(look, one));
            });
        }
        for item in written.analysis.unexplained(&figures.opinions.discontent) {
            let cause =
                item.cause.map_or(look.say(words::NO_CAUSE), |one| office::cause(one).get(look.language));
            let subject = format!("{} · {cause}", item.service_class);
            h.word("p", "late", &look.with(words::UNEXPLAINED, &[&subject]));
        }
        h.of("ul", "plain", |h| {
            for note in &written.analysis.notes {
                h.el("li", &[], |h| {
                    if let Some(class) = &note.service_class {
                        h.word("span", "badge", class);
                    }
                    if let Some(cause) = note.cause {
                        h.word("span", "badge", office::cause(cause).get(look.language));
                    }
                    h.of("p", "words", |h| h.typed(&note.text));
                    by(h, look, written, &note.origin);
                });
            }
        });
        let steps = [(words::REVIEWED, &written.analysis.reviewed), (words::SENT, &written.analysis.sent)];
        for (word, origin) in steps {
            if let Some(origin) = origin {
                h.el("p", &[], |h| {
                    h.text(look.say(word));
                    h.text(" ");
                    by(h, look, written, origin);
                });
            }
        }
        if may(Kind::AnalysisRecorded) {
            form(h, look, written, "record", words::RECORD, |h| record(h, look, figures));
        }
        if may(Kind::AnalysisReviewed) && written.analysis.state == AnalysisState::Draft {
            form(h, look, written, "review", words::REVIEW, |_| {});
        }
        if may(Kind::AnalysisSent) && written.analysis.state == AnalysisState::Reviewed {
            form(h, look, written, "send", words::SEND, |_| {});
        }
    });
}

/// Follow-ups and visits of the month, each with how many were content.
pub(super) fn counts(look: &Look, written: &Written, figures: &MonthFigures) -> [String; 2] {
    let (satisfied, visits) = (&figures.opinions.satisfied, &written.visits);
    let numbers = [satisfied.whole().unwrap_or_default(), satisfied.number()].map(|count| count.to_string());
    let follow_ups = look.with(words::FOLLOW_UPS_MADE, &numbers.each_ref().map(String::as_str));
    let numbers = [visits.planned, visits.recorded, visits.content].map(|count| count.to_string());
    [follow_ups, look.with(words::VISITS, &numbers.each_ref().map(String::as_str))]
}

/// A frequent problem (STA-7).
pub(super) fn problem(look: &Look, one: &SimilarProblem) -> String {
    let cause = office::cause(one.cause).get(look.language);
    look.with(words::SIMILAR, &[cause, &one.follow_ups.to_string(), &one.visits.to_string()])
}

fn by(h: &mut Html, look: &Look, written: &Written, origin: &Origin) {
    h.of("span", "origin", |h| {
        h.typed(written.names.get(&origin.by.user).map(String::as_str).unwrap_or_default());
        h.text(" · ");
        h.text(look.say(states::role(origin.by.role)));
        h.text(" · ");
        look.put_time(h, origin.at.estimate(), true);
    });
}

fn form(
    h: &mut Html,
    look: &Look,
    written: &Written,
    command: &str,
    button: super::words::Text,
    inner: impl FnOnce(&mut Html),
) {
    let attributes = [("class", "command"), ("method", "post"), ("action", "/statistics/commands")];
    h.el("form", &attributes, |h| {
        let month = written.month.to_string();
        for (name, value) in
            [("month", month.as_str()), ("etag", written.etag.as_str()), ("command", command)]
        {
            h.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
        }
        inner(h);
        h.word("button", "main", look.say(button));
    });
}

fn record(h: &mut Html, look: &Look, figures: &MonthFigures) {
    let choose = |h: &mut Html, name: &str, title: &str, all: &mut dyn Iterator<Item = (&str, &str)>| {
        h.of("label", "field", |h| {
            h.word("span", "", title);
            h.el("select", &[("name", name)], |h| {
                h.el("option", &[("value", "")], |h| h.text(look.say(labels::ALL)));
                for (value, words) in all {
                    h.el("option", &[("value", value)], |h| h.text(words));
                }
            });
        });
    };
    let classes: BTreeSet<&str> =
        figures.opinions.discontent.iter().map(|one| one.service_class.as_str()).collect();
    choose(h, "service_class", look.say(words::CLASS), &mut classes.into_iter().map(|one| (one, one)));
    let mut causes = Cause::ALL.iter().map(|one| (one.as_str(), office::cause(*one).get(look.language)));
    choose(h, "cause", look.say(words::CAUSE), &mut causes);
    h.of("label", "field", |h| {
        h.word("span", "", look.say(words::ANALYSIS));
        let attributes = [("name", "text"), ("rows", "3"), ("maxlength", "2000"), ("required", "")];
        h.el("textarea", &attributes, |_| {});
    });
}

/// A form of the section.
pub(in crate::http) async fn command(
    State(state): State<AppState>,
    mut viewer: Viewer,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    "/statistics".clone_into(&mut viewer.look.here);
    shell::shown(&viewer, run(&state, &viewer, fields).await)
}

async fn run(
    state: &AppState,
    viewer: &Viewer,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let invalid = |detail: &str| Problem::new(ProblemKind::InvalidRequest, detail);
    let Form(fields) = fields.map_err(|_| invalid("no form"))?;
    let month = month_of(value(&fields, "month"))?;
    let seen = heads_of(value(&fields, "etag")).ok_or_else(|| invalid("no version"))?;
    let given = |name: &str| Some(value(&fields, name).to_owned()).filter(|text| !text.is_empty());
    let command = match value(&fields, "command") {
        "record" => AnalysisCommand::Record {
            service_class: given("service_class"),
            cause: match given("cause") {
                Some(cause) => Some(Cause::parse(&cause).ok_or_else(|| invalid("no cause"))?),
                None => None,
            },
            text: value(&fields, "text").to_owned(),
        },
        "review" => AnalysisCommand::Review,
        "send" => AnalysisCommand::Send,
        _ => return Err(invalid("no command")),
    };
    let done = attempt(state, viewer.who.clone(), month, seen, command, None).await?;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/statistics?month={month}#analysis")).into_response()),
        Err(OfficeError::Refused(rejection)) => {
            let status = match rejection {
                client_core::domain::decide::Rejection::Denied { .. } => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let look = &viewer.look;
            let why = rejections::rejection(look.language, &rejection);
            Ok(shell::page(look, Some(viewer), status, look.say(words::ANALYSIS), "problem", |h| {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| {
                    h.text(&look.with(labels::REFUSED, &[&why]));
                });
                h.link("button", &format!("/statistics?month={month}#analysis"), look.say(labels::RELOAD));
            }))
        }
        Err(error) => Err(error.into()),
    }
}
