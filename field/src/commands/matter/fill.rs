//! Filling in a section: each value is read by what its field holds, all of them before anything is saved.

use super::super::{read_photo, strokes};
use super::{row_named, save, saved, values, view};
use crate::cli::matter::FillMatter;
use crate::fault::Fault;
use crate::session::{Output, Session};
use crate::words::matter as words;
use client_core::domain::command::{MatterCommand as Command, MatterInput};
use client_core::domain::decide::Rejection;
use client_core::domain::matter::{
    Asked, Field, Form, Holds, Matter, MatterRefusal, Row, Section, offered_rows,
};
use std::collections::BTreeMap;
use std::path::Path;

/// Fills in what was typed.
pub fn fill(session: &mut Session, one: &FillMatter) -> Result<Output, Fault> {
    let view = view(session, &one.matter)?;
    let newer = || Fault::Rejected(Rejection::Matter(MatterRefusal::NewerForm));
    let form = view.matter.form().ok_or_else(newer)?;
    let section = section_named(form, &one.section)?;
    let rows_of = section.of.unwrap_or(section.key);
    if one.row.is_none() {
        ask_for_row(&view.matter, section)?;
    }
    let row = match &one.row {
        // Where people name rows, a name may be new.
        Some(name) if section.named => Some(name.trim().to_owned()),
        Some(row) => Some(row_named(&view.matter, rows_of, row)?),
        None => None,
    };
    let values = read(session, section, one)?;
    let command = Command::FillMatter { section: section.key.to_owned(), row, values };
    let view = save(session, Some(view.matter.id), command, (Some(form), Some(section)))?;
    // Its author had seen everything, so it is the last.
    let filling = view.matter.fillings.last().filter(|filling| filling.section == section.key);
    let row: Option<&Row> = filling.and_then(|filling| view.matter.row(section.key, filling.row.as_deref()));
    saved(session, &view, row.map(|row| (section, row)))
}

/// Of a section that says more about another one's rows, one of them has to be named.
fn ask_for_row(matter: &Matter, section: &Section) -> Result<(), Fault> {
    let keys: Vec<&str> = offered_rows(matter, section).filter_map(|row| row.row.as_deref()).collect();
    if keys.is_empty() { Ok(()) } else { Err(Fault::value("--row", "", keys.join("|"))) }
}

fn section_named(form: &'static Form, text: &str) -> Result<&'static Section, Fault> {
    let keys = || form.sections.iter().map(|section| section.key).collect::<Vec<_>>().join("|");
    form.section(text.trim()).ok_or_else(|| Fault::value("SECTION", text, keys()))
}

fn read(
    session: &mut Session,
    section: &'static Section,
    one: &FillMatter,
) -> Result<BTreeMap<String, MatterInput>, Fault> {
    let mut typed = Typed { session, section, values: BTreeMap::new() };
    typed.take("--set", &one.set, |session, field, text| match field.holds {
        Holds::Time => session.zone().read(field.key, text).map(MatterInput::Time),
        Holds::Person => session.person_for(field.key, text).map(MatterInput::Person),
        _ => values::of_text(session.language, field, text),
    })?;
    typed.take("--without", &one.without, |session, field, reason| {
        only(session, section, "--without", field, |field| field.asked == Asked::OrReason)?;
        Ok(MatterInput::Without(reason.to_owned()))
    })?;
    typed.take("--photo", &one.photo, |session, field, file| {
        only(session, section, "--photo", field, |field| field.holds == Holds::Photo)?;
        read_photo(session, Path::new(file)).map(MatterInput::Photo)
    })?;
    typed.take("--strokes", &one.strokes, |session, field, text| {
        only(session, section, "--strokes", field, |field| field.holds == Holds::Signature)?;
        strokes::read(text).map(MatterInput::Strokes)
    })?;
    Ok(typed.values)
}

/// An option that only some fields take.
fn only(
    session: &Session,
    section: &'static Section,
    option: &str,
    field: &Field,
    fits: impl Fn(&Field) -> bool,
) -> Result<(), Fault> {
    if fits(field) {
        return Ok(());
    }
    let keys: Vec<&str> = section.fields.iter().filter(|field| fits(field)).map(|field| field.key).collect();
    let none = words::NO_FIELD.get(session.language);
    let expected = if keys.is_empty() { none.to_owned() } else { keys.join("|") };
    Err(Fault::value(option, field.key, expected))
}

/// What was typed for the fields of a section.
struct Typed<'s> {
    session: &'s mut Session,
    section: &'static Section,
    values: BTreeMap<String, MatterInput>,
}

impl Typed<'_> {
    /// Takes the texts of one option, each a field and what it gets.
    fn take(
        &mut self,
        option: &str,
        texts: &[String],
        read: impl Fn(&mut Session, &'static Field, &str) -> Result<MatterInput, Fault>,
    ) -> Result<(), Fault> {
        for text in texts {
            let (name, value) =
                text.split_once('=').ok_or_else(|| Fault::value(option, text, "FIELD=VALUE"))?;
            let name = name.trim();
            let field = self.section.field(name).ok_or_else(|| Fault::UnknownField {
                section: self.section.key,
                name: name.to_owned(),
                fields: self.section.fields.iter().map(|field| field.key).collect(),
            })?;
            let input = read(self.session, field, value)?;
            if self.values.insert(field.key.to_owned(), input).is_some() {
                return Err(Fault::value(field.key, value, words::ONE_VALUE.get(self.session.language)));
            }
        }
        Ok(())
    }
}
