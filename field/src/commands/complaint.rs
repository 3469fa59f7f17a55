//! Complaints. None of it needs a server.

use super::{begins_with, yuan};
use crate::cli::complaint::{
    AssignComplaint, AttributeComplaint, CaptureComplaint, ComplaintArgs, ComplaintCommand as Typed,
    NotifyComplainant, PlanRemedy, RecordArgs, RecordComplaint, ResolveComplaint,
};
use crate::fault::Fault;
use crate::print;
use crate::session::{Output, Session, to_json};
use crate::words::complaint as words;
use client_core::device::{ComplaintRow, ComplaintView};
use client_core::domain::calendar::Day;
use client_core::domain::command::ComplaintCommand as Command;
use client_core::domain::complaint::ComplaintRecord;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::complaint::RecordField;
use client_core::domain::guidance::{Guidance, Moment};
use client_core::domain::id::DocumentId;
use pollster::block_on;
use serde_json::json;
use std::collections::BTreeMap;

/// Shows the list, or does what was typed.
pub fn complaint(session: &mut Session, arguments: &ComplaintArgs) -> Result<Output, Fault> {
    let (complaint, command) = match arguments.command.as_ref().unwrap_or(&Typed::List) {
        Typed::List => return list(session),
        Typed::Kinds => return kinds(session),
        Typed::Show(one) => return show(session, &one.complaint),
        Typed::Capture(one) => {
            let command = capture(session, one)?;
            return save(session, None, command);
        }
        Typed::CallSupervisor(one) => {
            let (place, reason) = (one.place.clone(), one.reason.clone());
            (&one.complaint, Command::CallSupervisor { place, reason })
        }
        Typed::Measure(one) => (&one.complaint, Command::MeetHarm { what: one.words.clone() }),
        Typed::Contacted(one) => {
            (&one.complaint, Command::ContactComplainant { way: one.way.into(), words: one.words.clone() })
        }
        Typed::Handling(one) => (&one.complaint, Command::ReportHandling { words: one.words.clone() }),
        Typed::Accept(one) => {
            let received_at = time(session, "--at", one.at.as_deref())?;
            (&one.complaint, Command::AcceptComplaint { received_at, case_kind: one.kind.clone() })
        }
        Typed::Record(one) => (&one.complaint, record(session, one)?),
        Typed::Classify(one) => {
            let (class, asked_for) = (one.class.into(), day(one.asked_for.as_deref())?);
            (&one.complaint, Command::ClassifyComplaint { class, asked_for })
        }
        Typed::Lower(one) => {
            let (class, asked_for) = (one.class.into(), day(one.asked_for.as_deref())?);
            (&one.complaint, Command::LowerClass { class, asked_for, reason: one.reason.clone() })
        }
        Typed::Attribute(one) => (&one.complaint, attribute(one)),
        Typed::Assign(one) => (&one.complaint, assign(session, one)?),
        Typed::Forward(one) => {
            (&one.complaint, Command::ForwardComplaint { to: one.to.into(), who: one.who.clone() })
        }
        Typed::Plan(one) => (&one.complaint, plan(one)?),
        Typed::Answer(one) => (&one.complaint, Command::AnswerComplaint { answer: one.words.clone() }),
        Typed::Notify(one) => (&one.complaint, notify(one)),
        Typed::Resolve(one) => (&one.complaint, resolve(one)),
        Typed::Reopen(one) => (&one.complaint, Command::ReopenComplaint { reason: one.words.clone() }),
        Typed::Link(one) => (&one.complaint, Command::LinkComplaint { order: session.find(&one.order)? }),
    };
    let id = find(session, complaint)?;
    save(session, Some(id), command)
}

/// The conduct that a command's own moment asks for.
const fn moments_of(command: &Command) -> &'static [Moment] {
    match command {
        Command::CaptureComplaint { ongoing_harm: true, .. } => &[Moment::Harm, Moment::Complaint],
        Command::CaptureComplaint { .. } => &[Moment::Complaint],
        Command::MeetHarm { .. } => &[Moment::Harm],
        Command::CallSupervisor { .. } => &[Moment::Upset],
        _ => &[],
    }
}

fn attribute(one: &AttributeComplaint) -> Command {
    let departments = one.departments.iter().map(|department| (*department).into()).collect();
    Command::AttributeComplaint { attribution: one.whose.into(), departments }
}

fn assign(session: &Session, one: &AssignComplaint) -> Result<Command, Fault> {
    let person = one.person.as_deref().map(|name| session.person(name)).transpose()?;
    let (department, case_kind) = (one.department.map(Into::into), one.kind.clone());
    Ok(Command::AssignComplaint { department, person, case_kind })
}

fn plan(one: &PlanRemedy) -> Result<Command, Fault> {
    Ok(Command::PlanRemedy {
        plan: one.plan.clone(),
        cost: yuan(&one.cost)?,
        told: one.told.clone(),
        superior: one.superior.clone(),
    })
}

fn notify(one: &NotifyComplainant) -> Command {
    Command::NotifyComplainant { of: one.of.into(), way: one.way.into(), words: one.words.clone() }
}

fn resolve(one: &ResolveComplaint) -> Command {
    Command::ResolveComplaint {
        outcome: one.outcome.into(),
        cause: one.cause.clone(),
        course: one.course.clone(),
        result: one.result.clone(),
        apology: one.apology.clone(),
        agreed: one.agreed.clone(),
        explanation: one.explanation.clone(),
        help: one.helped.clone(),
    }
}

fn capture(session: &Session, one: &CaptureComplaint) -> Result<Command, Fault> {
    Ok(Command::CaptureComplaint {
        about_centre: one.about_centre,
        channel: one.channel.into(),
        handover: one.handover.into(),
        record: written(&one.record, ComplaintRecord::default()),
        heard_at: time(session, "--heard-at", one.heard_at.as_deref())?,
        seems: one.seems.map(Into::into),
        ongoing_harm: one.harm,
        measure: one.measure.clone(),
        case_kind: one.kind.clone(),
    })
}

/// The record with the fields that were typed in place of the ones that are known.
fn record(session: &Session, one: &RecordComplaint) -> Result<Command, Fault> {
    let id = find(session, &one.complaint)?;
    let known = block_on(session.device.complaint(id))?.and_then(|view| view.record).unwrap_or_default();
    let mut unknown = BTreeMap::new();
    for text in &one.unknown {
        let (field, reason) = text.split_once('=').unwrap_or((text, ""));
        let field = RecordField::parse(field.trim()).ok_or_else(|| {
            let names: Vec<&str> = RecordField::ALL.iter().map(|field| field.as_str()).collect();
            Fault::value("--unknown", text, format!("FIELD=REASON ({})", names.join(", ")))
        })?;
        unknown.insert(field, reason.trim().to_owned());
    }
    Ok(Command::RecordComplaint { record: written(&one.record, known), unknown })
}

fn written(typed: &RecordArgs, known: ComplaintRecord) -> ComplaintRecord {
    RecordField::ALL.iter().fold(known, |record, field| {
        let words = match field {
            RecordField::Name => &typed.name,
            RecordField::Address => &typed.address,
            RecordField::Contact => &typed.contact,
            RecordField::Time => &typed.time,
            RecordField::Place => &typed.place,
            RecordField::Person => &typed.person,
            RecordField::Department => &typed.department,
            RecordField::Course => &typed.course,
            RecordField::Demand => &typed.demand,
        };
        match words {
            Some(words) => record.with(*field, words),
            None => record,
        }
    })
}

fn time(session: &Session, field: &str, text: Option<&str>) -> Result<Option<i64>, Fault> {
    text.map(|text| session.zone().read(field, text)).transpose()
}

fn day(text: Option<&str>) -> Result<Option<Day>, Fault> {
    let read = |text: &str| text.trim().parse().map_err(|_| Fault::value("--asked-for", text, "2026-03-10"));
    text.map(read).transpose()
}

fn rows(session: &Session) -> Result<Vec<ComplaintRow>, Fault> {
    Ok(block_on(session.device.complaints())?)
}

/// The complaint that this text names: a unique start of its id.
fn find(session: &Session, text: &str) -> Result<DocumentId, Fault> {
    let ids = rows(session)?.into_iter().map(|row| row.id);
    begins_with(ids, text, || Fault::NoSuchComplaint { text: text.to_owned() })
}

fn list(session: &mut Session) -> Result<Output, Fault> {
    let now = session.now_ms();
    let rows = rows(session)?;
    let names = session.staff_names();
    let text = {
        let kinds = session.device.reference().case_list();
        print::complaint::list(session.language, session.zone(), &rows, &names, kinds, now)
    };
    let json = json!({ "complaints": to_json(&rows)?, "names": to_json(&names)? });
    Ok(Output::done(json, text))
}

/// The kinds of cases that the site offers (CMP-7).
fn kinds(session: &Session) -> Result<Output, Fault> {
    let list = session.device.reference().case_list();
    let text = print::complaint::kinds(session.language, list);
    Ok(Output::done(json!({ "kinds": to_json(&list.offered().collect::<Vec<_>>())? }), text))
}

fn show(session: &mut Session, complaint: &str) -> Result<Output, Fault> {
    let id = find(session, complaint)?;
    let missing = || Fault::NoSuchComplaint { text: complaint.to_owned() };
    let view = block_on(session.device.complaint(id))?.ok_or_else(missing)?;
    let next = session.device.complaint_next(&view.complaint);
    let kinds = session.device.reference().case_list();
    let text = print::complaint::page(session.language, session.zone(), &view, &next, kinds);
    Ok(Output::done(json!({ "id": id, "view": to_json(&view)?, "next": to_json(&next)? }), text))
}

fn save(session: &mut Session, complaint: Option<DocumentId>, command: Command) -> Result<Output, Fault> {
    let moments = moments_of(&command);
    let saved = block_on(session.device.execute_complaint(complaint, command));
    let view: ComplaintView = saved.map_err(|error| match Fault::from(error) {
        Fault::Rejected(Rejection::NotFound) => {
            Fault::NoSuchComplaint { text: complaint.map(|id| id.to_string()).unwrap_or_default() }
        }
        other => other,
    })?;
    let id = view.complaint.id.to_string();
    let language = session.language;
    let state = client_core::domain::words::complaint::state(view.complaint.state).get(language);
    let mut text = words::SAVED.with(language, &[&id, state]);
    text.push('\n');
    text.push_str(&crate::words::labels::SAVED_UNSENT.with(language, &[&view.pending.len().to_string()]));
    text.push('\n');
    print::guidance(language, moments, 0, &mut text);
    let guidance: Vec<Guidance> = moments.iter().copied().map(Guidance::from).collect();
    let json = json!({
        "saved": true,
        "id": view.complaint.id,
        "state": view.complaint.state,
        "unsent": view.pending.len(),
        "guidance": to_json(&guidance)?,
        "view": to_json(&view)?,
    });
    Ok(Output::done(json, text))
}
