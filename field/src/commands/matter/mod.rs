//! The office's other matters. None of it needs a server (MOV, TRU, REN, REC, VIS, EVT, CNV, ROL).

mod fill;
mod values;

use super::begins_with;
use crate::cli::matter::{
    AssignMatter, CloseMatter, LinkOrder, ListMatters, MatterArgs, MatterCommand as Typed, OpenMatter,
    StrikeRow,
};
use crate::fault::Fault;
use crate::print;
use crate::session::{Output, Session, to_json};
use crate::words::matter as words;
use client_core::device::{MatterRow, MatterView};
use client_core::domain::calendar::Day;
use client_core::domain::command::MatterCommand as Command;
use client_core::domain::decide::{Rejection, openable_forms};
use client_core::domain::id::DocumentId;
use client_core::domain::matter::{Form, Matter, MatterRefusal, MatterState, Row, Section, newest};
use client_core::domain::words::matter as core;
use pollster::block_on;
use serde_json::json;

/// Shows the list, or does what was typed.
pub fn matter(session: &mut Session, arguments: &MatterArgs) -> Result<Output, Fault> {
    let Some(command) = &arguments.command else { return list(session, &ListMatters::default()) };
    match command {
        Typed::List(one) => list(session, one),
        Typed::Forms(one) => match &one.form {
            Some(key) => form(session, key),
            None => forms(session),
        },
        Typed::Show(one) => show(session, &one.matter),
        Typed::Open(one) => open(session, one),
        Typed::Fill(one) => fill::fill(session, one),
        Typed::Strike(one) => strike(session, one),
        Typed::Assign(one) => assign(session, one),
        Typed::Note(one) => follow(session, &one.matter, Command::NoteMatter { words: one.text.clone() }),
        Typed::Link(one) => link(session, one),
        Typed::Close(one) => close(session, one),
        Typed::Reopen(one) => {
            follow(session, &one.matter, Command::ReopenMatter { reason: one.reason.clone() })
        }
    }
}

fn rows(session: &Session) -> Result<Vec<MatterRow>, Fault> {
    Ok(block_on(session.device.matters())?)
}

/// The matter that this text names: a unique start of its id.
fn find(session: &Session, text: &str) -> Result<DocumentId, Fault> {
    let ids = rows(session)?.into_iter().map(|row| row.id);
    begins_with(ids, text, || Fault::NoSuchMatter { text: text.to_owned() })
}

fn view(session: &mut Session, text: &str) -> Result<MatterView, Fault> {
    let id = find(session, text)?;
    block_on(session.device.matter(id))?.ok_or_else(|| Fault::NoSuchMatter { text: text.to_owned() })
}

/// A form by its key, whoever may begin it: who fills in a part of it looks up what it takes, too.
fn known_form(key: &str) -> Result<&'static Form, Fault> {
    let unknown = || Fault::Rejected(Rejection::Matter(MatterRefusal::UnknownForm(key.to_owned())));
    newest(key).ok_or_else(unknown)
}

/// The row that this text names: a unique start of the key of a row that counts.
fn row_named(matter: &Matter, section: &str, text: &str) -> Result<String, Fault> {
    let wanted = text.trim();
    let keys = matter.rows(section).filter_map(|row| row.row.as_deref());
    let found: Vec<&str> = keys.filter(|key| !wanted.is_empty() && key.starts_with(wanted)).collect();
    match found.as_slice() {
        [one] => Ok((*one).to_owned()),
        several if several.contains(&wanted) => Ok(wanted.to_owned()),
        [] => Err(Fault::Rejected(Rejection::Matter(MatterRefusal::NoSuchRow))),
        several => Err(Fault::Ambiguous {
            text: wanted.to_owned(),
            candidates: several.iter().map(ToString::to_string).collect(),
        }),
    }
}

fn day(option: &str, text: Option<&str>) -> Result<Option<Day>, Fault> {
    let read = |text: &str| text.trim().parse().map_err(|_| Fault::value(option, text, words::A_DAY));
    text.map(read).transpose()
}

fn list(session: &mut Session, one: &ListMatters) -> Result<Output, Fault> {
    let now = session.now_ms();
    let mut rows = rows(session)?;
    rows.retain(|row| {
        (one.all || row.state == MatterState::Open) && one.kind.is_none_or(|kind| kind == row.kind)
    });
    let names = session.staff_names();
    let text = print::matter::list(session.language, session.zone(), &rows, &names, now);
    let json = json!({
        "timezone": session.zone().name(),
        "matters": to_json(&rows)?,
        "names": to_json(&names)?,
    });
    Ok(Output::done(json, text))
}

fn forms(session: &Session) -> Result<Output, Fault> {
    let author = session.device.author().ok_or(Fault::NotEnrolled)?;
    let forms: Vec<&Form> = openable_forms(&author).collect();
    let language = session.language;
    let described: Vec<_> = forms
        .iter()
        .map(|form| {
            json!({
                "key": form.key,
                "kind": form.kind,
                "version": form.version,
                "title": form.title.get(language),
                "rules": form.rules,
                "of_unit": form.of_unit,
                "planned": form.planned,
                "every": form.every,
                "ends": form.ends,
            })
        })
        .collect();
    Ok(Output::done(json!({ "forms": described }), print::matter::form::list(language, &forms)))
}

fn form(session: &Session, key: &str) -> Result<Output, Fault> {
    let form = known_form(key)?;
    let text = print::matter::form::page(session.language, form);
    Ok(Output::done(json!({ "form": to_json(&form.describe(session.language))? }), text))
}

fn show(session: &mut Session, text: &str) -> Result<Output, Fault> {
    let view = view(session, text)?;
    let now = session.now_ms();
    let numbers = session.rows()?.into_iter().filter_map(|row| Some((row.id, row.number?))).collect();
    let (language, zone) = (session.language, session.zone());
    let page = print::matter::Page { language, zone, view: &view, numbers, now };
    let text = page.text();
    let json = json!({
        "id": view.matter.id,
        "form": view.matter.opening.form,
        "state": view.matter.state,
        "timezone": zone.name(),
        "view": to_json(&view)?,
    });
    Ok(Output::done(json, text))
}

fn open(session: &mut Session, one: &OpenMatter) -> Result<Output, Fault> {
    let form = known_form(&one.form)?;
    let named = |name: &String| session.person_for("--person", name);
    let command = Command::OpenMatter {
        form: one.form.clone(),
        title: one.title.clone(),
        unit_no: one.unit.clone(),
        period: one.period.clone(),
        person: one.person.as_ref().map(named).transpose()?,
        due: day("--due", one.due.as_deref())?,
    };
    let view = save(session, None, command, (Some(form), None))?;
    saved(session, &view, None)
}

fn strike(session: &mut Session, one: &StrikeRow) -> Result<Output, Fault> {
    let view = view(session, &one.matter)?;
    let row = row_named(&view.matter, &one.section, &one.row)?;
    let (section, reason) = (one.section.clone(), one.reason.clone());
    change(session, &view, Command::StrikeRow { section, row, reason })
}

fn assign(session: &mut Session, one: &AssignMatter) -> Result<Output, Fault> {
    let command = Command::AssignMatter {
        person: session.person_for("--person", &one.person)?,
        department: one.department.map(Into::into),
        due: day("--due", one.due.as_deref())?,
        words: one.words.clone(),
    };
    follow(session, &one.matter, command)
}

fn link(session: &mut Session, one: &LinkOrder) -> Result<Output, Fault> {
    let view = view(session, &one.matter)?;
    let order = session.find(&one.order)?;
    let row = match (&one.section, &one.row) {
        (Some(section), Some(row)) => Some(row_named(&view.matter, section, row)?),
        _ => None,
    };
    change(session, &view, Command::LinkOrder { order, section: one.section.clone(), row })
}

fn close(session: &mut Session, one: &CloseMatter) -> Result<Output, Fault> {
    let words = one.give_up.clone().or_else(|| one.words.clone());
    follow(session, &one.matter, Command::CloseMatter { done: one.give_up.is_none(), words })
}

/// Saves a command on the matter that this text names, and says so.
fn follow(session: &mut Session, text: &str, command: Command) -> Result<Output, Fault> {
    let view = view(session, text)?;
    change(session, &view, command)
}

fn change(session: &mut Session, view: &MatterView, command: Command) -> Result<Output, Fault> {
    let view = save(session, Some(view.matter.id), command, (view.matter.form(), None))?;
    saved(session, &view, None)
}

/// Form and section that give a refusal its names.
type Place = (Option<&'static Form>, Option<&'static Section>);

fn save(
    session: &mut Session,
    id: Option<DocumentId>,
    command: Command,
    (form, section): Place,
) -> Result<MatterView, Fault> {
    let saved = block_on(session.device.execute_matter(id, command));
    saved.map_err(|error| match (Fault::from(error), form) {
        (Fault::Rejected(rejection), Some(form)) => Fault::OfForm { rejection, form, section },
        (other, _) => other,
    })
}

/// What is said after a command was saved; `row` is the row that was filled in.
fn saved(session: &Session, view: &MatterView, row: Option<(&Section, &Row)>) -> Result<Output, Fault> {
    let (language, matter) = (session.language, &view.matter);
    let mut lines = vec![
        words::SAVED.with(language, &[&matter.id.to_string(), core::state(matter.state).get(language)]),
        words::UNSENT.with(language, &[&view.pending.len().to_string()]),
    ];
    if let Some((section, row)) = row {
        lines.extend(row.row.as_ref().map(|key| words::ROW.with(language, &[key])));
        lines.extend(print::matter::rows::still_empty(language, section, &row.missing));
    }
    let alarms = view.alarms.iter().map(|alarm| core::alarm(language, alarm, matter.form()));
    lines.extend(alarms.map(|alarm| format!("!!! {alarm}")));
    let json = json!({
        "saved": true,
        "id": matter.id,
        "form": matter.opening.form,
        "state": matter.state,
        "row": row.and_then(|(_, row)| row.row.as_ref()),
        "missing": row.map(|(_, row)| &row.missing),
        "unsent": view.pending.len(),
        "view": to_json(view)?,
    });
    Ok(Output::done(json, lines.join("\n") + "\n"))
}
