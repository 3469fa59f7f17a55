//! What stands in a field, as people read it.

use super::super::html::Html;
use super::super::look::Look;
use super::super::strokes::{drawable, drawing};
use super::super::words::matters as words;
use crate::office::matter::MatterView;
use client_core::domain::entry::matter::MatterValue;
use client_core::domain::matter::{Field, Holds};
use client_core::domain::words::{incident, matter as core};

/// Yes or no.
pub(super) fn yes_no(look: &Look, yes: bool) -> &'static str {
    look.say(if yes { words::YES } else { words::NO })
}

/// A value in one line; signatures and photos have none.
pub(super) fn said(look: &Look, view: &MatterView, field: Option<&Field>, value: &MatterValue) -> String {
    match value {
        MatterValue::Is(yes) => yes_no(look, *yes).to_owned(),
        MatterValue::One(key) => match field.map(|field| field.holds) {
            Some(Holds::Choice(choices)) => {
                let known = choices.iter().find(|(one, _)| one == key);
                known.map_or_else(|| key.clone(), |(_, words)| words.get(look.language).to_owned())
            }
            _ => key.clone(),
        },
        MatterValue::Words(text) => text.clone(),
        MatterValue::Number(number) => match field.map(|field| field.holds) {
            Some(Holds::Number(counted) | Holds::Reading(counted)) => {
                core::counted(look.language, counted, *number)
            }
            _ => number.to_string(),
        },
        MatterValue::Day(day) => day.to_string(),
        MatterValue::Time(at) => look.time(*at),
        MatterValue::Person(person) => view.names.get(person).cloned().unwrap_or_else(|| person.to_string()),
        MatterValue::Department(department) => {
            incident::department(*department).get(look.language).to_owned()
        }
        MatterValue::Blob(blob) => {
            view.words.get(blob).cloned().unwrap_or_else(|| look.say(words::PRIVATE_GONE).to_owned())
        }
        MatterValue::Photo(_) => look.say(words::PHOTO).to_owned(),
        MatterValue::Without(reason) => look.with(words::WITHOUT, &[reason]),
    }
}

/// Writes a value.
pub(super) fn put(h: &mut Html, look: &Look, view: &MatterView, field: Option<&Field>, value: &MatterValue) {
    match (field.map(|field| field.holds), value) {
        (Some(Holds::Signature), MatterValue::Blob(blob)) => {
            let name = view.words.get(blob).filter(|text| !drawable(text));
            if let Some(name) = name {
                return h.typed(&look.with(words::SIGNED_BY_NAME, &[name]));
            }
            drawing(h, look, view.words.get(blob).map(String::as_str), look.say(words::SIGNATURE));
        }
        (_, MatterValue::Photo(photo)) => {
            let to = format!("/api/v1/matters/{}/photos/{}", view.matter.id, photo.blob);
            h.el("a", &[("href", &to)], |h| {
                h.void(
                    "img",
                    &[("src", &to), ("alt", look.say(words::PHOTO)), ("loading", "lazy"), ("class", "photo")],
                );
            });
        }
        (Some(Holds::Private | Holds::Words), _) => h.typed(&said(look, view, field, value)),
        _ => h.text(&said(look, view, field, value)),
    }
}
