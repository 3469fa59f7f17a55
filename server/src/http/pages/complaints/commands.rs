//! From a form of a complaint's page to its command. Whether the command is possible is asked of the core, not here.

use super::super::look::{Look, Viewer, fen};
use super::super::words::{complaints as words, rejections};
use super::super::{Fields, shell, value};
use super::capture::{case_kind, chosen, moment, record};
use super::complaint::render;
use super::forms::Refused;
use super::inputs::unknown_name;
use crate::http::complaints::{attempt, complaint_id};
use crate::http::etag::heads_of;
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::complaint::ComplaintError;
use crate::office::incident::order_numbered;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::calendar::Day;
use client_core::domain::command::ComplaintCommand;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::complaint::{
    Attribution, ComplaintClass, ComplaintOutcome, ForwardTo, NoticeOf, RecordField, SpokenTo,
};
use client_core::domain::entry::incident::Department;
use client_core::domain::id::ChangeHash;

/// Carries out a command of the page.
pub(in crate::http::pages) async fn command(
    State(state): State<AppState>,
    mut viewer: Viewer,
    Path(id): Path<String>,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    match carry(&state, &mut viewer, &id, fields.ok().map(|Form(fields)| fields)).await {
        Ok(response) => response,
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

async fn carry(
    state: &AppState,
    viewer: &mut Viewer,
    id: &str,
    fields: Option<Fields>,
) -> Result<Response, Problem> {
    let no_such = || Problem::new(ProblemKind::InvalidRequest, "no such command");
    let complaint = complaint_id(id)?;
    let fields = fields.ok_or_else(no_such)?;
    // What follows is the complaint's page, whatever comes of the command.
    viewer.look.here = format!("/complaints/{complaint}");
    let (viewer, language) = (&*viewer, viewer.look.language);
    let heads: Vec<ChangeHash> = heads_of(value(&fields, "etag")).ok_or_else(no_such)?;
    let kind = Kind::parse(value(&fields, "command")).ok_or_else(no_such)?;
    let read = if kind == Kind::ComplaintLinked {
        let number = value(&fields, "number").trim().to_owned();
        let found = state.store.read(move |connection| order_numbered(connection, &number)).await?;
        let no_order = || viewer.look.say(words::NO_SUCH_ORDER).to_owned();
        found.map(|order| ComplaintCommand::LinkComplaint { order }).ok_or_else(no_order)
    } else {
        read(&viewer.look, kind, &fields).ok_or_else(no_such)?
    };
    let command = match read {
        Ok(command) => command,
        Err(words) => {
            let refused = Refused { words, fields };
            return render(state, viewer, id, StatusCode::UNPROCESSABLE_ENTITY, Some(&refused)).await;
        }
    };
    let why = |rejection: &Rejection| words::refused(language, rejection, kind == Kind::ComplaintRecorded);
    match attempt(state, viewer.who.clone(), Some((complaint, heads)), command, None).await? {
        Ok(_) => Ok(Redirect::to(&viewer.look.here).into_response()),
        Err(ComplaintError::Stale(rejection)) => {
            let words = viewer.look.with(words::STALE, &[&why(&rejection)]);
            let refused = Refused { words, fields };
            render(state, viewer, id, StatusCode::PRECONDITION_FAILED, Some(&refused)).await
        }
        Err(ComplaintError::Office(OfficeError::Refused(rejection))) => {
            let denied = matches!(rejection, Rejection::Denied { .. });
            let status = if denied { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
            let refused = Refused { words: why(&rejection), fields };
            render(state, viewer, id, status, Some(&refused)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The command of a form, or what is wrong with it; `None` for a link, whose slip number has to be looked up, and for one
/// that no form of this page sends.
fn read(look: &Look, kind: Kind, fields: &Fields) -> Option<Result<ComplaintCommand, String>> {
    let text = |name| value(fields, name).trim().to_owned();
    let optional = |name| Some(text(name)).filter(|text| !text.is_empty());
    Some(match kind {
        Kind::ImmediateMeasureTaken => Ok(ComplaintCommand::MeetHarm { what: text("what") }),
        Kind::ComplaintRecorded => {
            let reasons = RecordField::ALL.iter().map(|field| (*field, value(fields, &unknown_name(*field))));
            let given = reasons.filter(|(_, reason)| !reason.trim().is_empty());
            let unknown = given.map(|(field, reason)| (field, reason.to_owned())).collect();
            Ok(ComplaintCommand::RecordComplaint { record: record(fields), unknown })
        }
        Kind::ComplaintAccepted => moment(look, fields, "received_at").map(|received_at| {
            ComplaintCommand::AcceptComplaint { received_at, case_kind: case_kind(fields) }
        }),
        Kind::ComplaintClassified => class(look, fields)
            .map(|(class, asked_for)| ComplaintCommand::ClassifyComplaint { class, asked_for }),
        Kind::ComplaintClassLowered => class(look, fields).map(|(class, asked_for)| {
            ComplaintCommand::LowerClass { class, asked_for, reason: text("reason") }
        }),
        Kind::ComplaintAttributed => {
            let named = fields.iter().filter(|(name, _)| name == "departments");
            let departments = named.filter_map(|(_, value)| Department::parse(value)).collect();
            chosen(look, fields, "attribution", Attribution::parse)
                .map(|attribution| ComplaintCommand::AttributeComplaint { attribution, departments })
        }
        Kind::ComplaintAssigned => assign(look, fields),
        Kind::SupervisorCalled => {
            Ok(ComplaintCommand::CallSupervisor { place: text("place"), reason: text("reason") })
        }
        Kind::ComplainantContacted => chosen(look, fields, "way", SpokenTo::parse)
            .map(|way| ComplaintCommand::ContactComplainant { way, words: text("words") }),
        Kind::HandlingReported => Ok(ComplaintCommand::ReportHandling { words: text("words") }),
        Kind::RemedyPlanned => amount(look, fields, "cost").map(|cost| ComplaintCommand::PlanRemedy {
            plan: text("plan"),
            cost,
            told: text("told"),
            superior: text("superior"),
        }),
        Kind::ComplaintForwarded => chosen(look, fields, "to", ForwardTo::parse)
            .map(|to| ComplaintCommand::ForwardComplaint { to, who: text("who") }),
        Kind::ComplaintAnswered => Ok(ComplaintCommand::AnswerComplaint { answer: text("answer") }),
        Kind::ComplainantNotified => notice(look, fields)
            .map(|(of, way)| ComplaintCommand::NotifyComplainant { of, way, words: optional("words") }),
        Kind::ComplaintResolved => chosen(look, fields, "outcome", ComplaintOutcome::parse).map(|outcome| {
            ComplaintCommand::ResolveComplaint {
                outcome,
                cause: text("cause"),
                course: text("course"),
                result: text("result"),
                apology: optional("apology"),
                agreed: optional("agreed"),
                explanation: optional("explanation"),
                help: optional("help"),
            }
        }),
        Kind::ComplaintReopened => Ok(ComplaintCommand::ReopenComplaint { reason: text("reason") }),
        _ => return None,
    })
}

fn class(look: &Look, fields: &Fields) -> Result<(ComplaintClass, Option<Day>), String> {
    let class = chosen(look, fields, "class", ComplaintClass::parse)?;
    let asked_for = match value(fields, "asked_for").trim() {
        "" => None,
        day => Some(day.parse::<Day>().map_err(|_| unfit(look, "asked_for", "a day"))?),
    };
    Ok((class, asked_for))
}

fn assign(look: &Look, fields: &Fields) -> Result<ComplaintCommand, String> {
    let person = match value(fields, "person") {
        "" => None,
        id => Some(id.parse().map_err(|_| unfit(look, "person", "a choice"))?),
    };
    let department = match value(fields, "department") {
        "" => None,
        _ => Some(chosen(look, fields, "department", Department::parse)?),
    };
    Ok(ComplaintCommand::AssignComplaint { department, person, case_kind: case_kind(fields) })
}

fn notice(look: &Look, fields: &Fields) -> Result<(NoticeOf, SpokenTo), String> {
    Ok((chosen(look, fields, "of", NoticeOf::parse)?, chosen(look, fields, "way", SpokenTo::parse)?))
}

/// Yuan as typed, in fen.
fn amount(look: &Look, fields: &Fields, name: &str) -> Result<i64, String> {
    fen(value(fields, name)).ok_or_else(|| unfit(look, name, "an amount"))
}

fn unfit(look: &Look, name: &str, detail: &str) -> String {
    rejections::unfit(look.language, &words::label(look.language, name, false), detail)
}
