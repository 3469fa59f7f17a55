//! Incidents in public areas. None of it needs a server, or an order.

use super::begins_with;
use crate::cli::{IncidentArgs, IncidentCommand as Typed};
use crate::fault::Fault;
use crate::print;
use crate::session::{Output, Session, to_json};
use crate::words::incident as words;
use client_core::device::{IncidentRow, IncidentView};
use client_core::domain::command::IncidentCommand;
use client_core::domain::guidance::{Guidance, Moment};
use client_core::domain::id::DocumentId;
use pollster::block_on;
use serde_json::json;

/// Shows the list, or does what was typed.
pub fn incident(session: &mut Session, arguments: &IncidentArgs) -> Result<Output, Fault> {
    let (incident, command) = match arguments.command.as_ref().unwrap_or(&Typed::List) {
        Typed::List => return list(session),
        Typed::Show(one) => return show(session, &one.incident),
        Typed::Report(one) => {
            let command = IncidentCommand::ReportIncident {
                place: one.place.clone(),
                area: one.area.into(),
                department: one.department.into(),
                what: one.what.clone(),
                major: one.major,
                measure: one.measure.clone(),
            };
            return save(session, None, command, &[Moment::Violence, Moment::PublicArea]);
        }
        Typed::Measure(one) => (&one.incident, IncidentCommand::TakeMeasure { what: one.words.clone() }),
        Typed::Arrived(one) => (&one.incident, IncidentCommand::DepartmentArrived { who: one.words.clone() }),
        Typed::Left(one) => (&one.incident, IncidentCommand::FinderLeft { reason: one.words.clone() }),
        Typed::Major(one) => (&one.incident, IncidentCommand::MakeMajor { reason: one.words.clone() }),
        Typed::Course(one) => (&one.incident, IncidentCommand::ReportCourse { course: one.words.clone() }),
        Typed::Verify(one) => {
            let command = IncidentCommand::VerifyIncident {
                cause: one.cause.clone(),
                responsibility: one.responsibility.clone(),
                proposal: one.proposal.clone(),
            };
            (&one.incident, command)
        }
        Typed::Decide(one) => {
            let (to, reason) = (one.further_to.clone(), one.reason.clone());
            let command = IncidentCommand::DecideIncident { report_further: to.is_some(), to, reason };
            (&one.incident, command)
        }
        Typed::Link(one) => {
            (&one.incident, IncidentCommand::LinkIncident { order: session.find(&one.order)? })
        }
    };
    let id = find(session, incident)?;
    save(session, Some(id), command, &[])
}

fn rows(session: &Session) -> Result<Vec<IncidentRow>, Fault> {
    Ok(block_on(session.device.incidents())?)
}

/// The incident that this text names: a unique start of its id.
fn find(session: &Session, text: &str) -> Result<DocumentId, Fault> {
    let ids = rows(session)?.into_iter().map(|row| row.id);
    begins_with(ids, text, || Fault::NoSuchIncident { text: text.to_owned() })
}

fn list(session: &mut Session) -> Result<Output, Fault> {
    let now = session.now_ms();
    let rows = rows(session)?;
    let names = session.staff_names();
    let text = print::incident::list(session.language, session.zone(), &rows, &names, now);
    let json = json!({ "incidents": to_json(&rows)?, "names": to_json(&names)? });
    Ok(Output::done(json, text))
}

fn show(session: &mut Session, incident: &str) -> Result<Output, Fault> {
    let id = find(session, incident)?;
    let missing = || Fault::NoSuchIncident { text: incident.to_owned() };
    let view = block_on(session.device.incident(id))?.ok_or_else(missing)?;
    let next = session.device.incident_next(&view.incident);
    let text = print::incident::page(session.language, session.zone(), &view, &next);
    Ok(Output::done(json!({ "id": id, "view": to_json(&view)?, "next": to_json(&next)? }), text))
}

fn save(
    session: &mut Session,
    incident: Option<DocumentId>,
    command: IncidentCommand,
    moments: &[Moment],
) -> Result<Output, Fault> {
    let saved = block_on(session.device.execute_incident(incident, command));
    let view: IncidentView = saved.map_err(|error| match Fault::from(error) {
        Fault::Rejected(client_core::domain::decide::Rejection::NotFound) => {
            Fault::NoSuchIncident { text: incident.map(|id| id.to_string()).unwrap_or_default() }
        }
        other => other,
    })?;
    let id = view.incident.id.to_string();
    let language = session.language;
    let state = client_core::domain::words::incident::state(view.incident.state).get(language);
    let mut text = words::SAVED.with(language, &[&id, state]);
    text.push('\n');
    text.push_str(&crate::words::labels::SAVED_UNSENT.with(language, &[&view.pending.len().to_string()]));
    text.push('\n');
    print::guidance(language, moments, 0, &mut text);
    let guidance: Vec<Guidance> = moments.iter().copied().map(Guidance::from).collect();
    let json = json!({
        "saved": true,
        "id": view.incident.id,
        "state": view.incident.state,
        "unsent": view.pending.len(),
        "guidance": to_json(&guidance)?,
        "view": to_json(&view)?,
    });
    Ok(Output::done(json, text))
}
