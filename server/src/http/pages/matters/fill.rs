//! Filling in a section: one form for whatever fields it has, and the way from that form to its command.

use super::super::html::Html;
use super::super::look::Look;
use super::super::store::hidden;
use super::super::strokes::{drawable, pad};
use super::super::words::{matters as words, rejections};
use super::super::{Fields, value};
use super::matter::{Page, row_name};
use super::sent::Photos;
use client_core::domain::command::{MatterCommand, MatterInput};
use client_core::domain::entry::incident::Department;
use client_core::domain::entry::matter::MatterValue;
use client_core::domain::matter::{Asked, Field, Filled, Holds, Row, Section, departments, offered_rows};
use client_core::domain::money::decimal_of;
use client_core::domain::photo::PhotoInput;
use std::collections::BTreeMap;
use undercroft_words::decimal::scaled;

/// The form of a section. One of rows begins a new row, or goes on with one that is there.
pub(super) fn put(h: &mut Html, page: &Page<'_>, section: &'static Section, filled: &Filled) {
    let look = page.look;
    let typed =
        page.refused.map(|refused| &refused.fields).filter(|fields| value(fields, "section") == section.key);
    let closed = [("class", "fill"), ("data-fill", section.key)];
    let opened = [("class", "fill"), ("data-fill", section.key), ("open", "")];
    h.el("details", if typed.is_some() { &opened[..] } else { &closed[..] }, |h| {
        h.word("summary", "", look.say(words::FILL));
        let action = format!("/matters/{}/fill", page.view.matter.id);
        let plain = [("class", "command"), ("method", "post"), ("action", action.as_str())];
        let with_files = [plain[0], plain[1], plain[2], ("enctype", "multipart/form-data")];
        let photos = section.fields.iter().any(|field| field.holds == Holds::Photo);
        h.el("form", if photos { &with_files[..] } else { &plain[..] }, |h| {
            hidden(h, "etag", &page.view.etag);
            hidden(h, "section", section.key);
            if section.rows {
                rows(h, page, section, filled, typed.map_or("", |fields| value(fields, "row")));
            }
            for field in section.fields {
                put_field(h, page, section, field, typed);
            }
            h.word("button", "main", look.say(words::SAVE));
        });
        strike_form(h, page, section, filled);
    });
}

/// Whether a form of the page holds what was typed into a section's. Why a row is struck no form keeps.
pub(super) fn holds(page: &Page<'_>, fields: &Fields) -> bool {
    let section = value(fields, "section");
    value(fields, "reason").is_empty() && page.view.open.contains(&section)
}

fn rows(h: &mut Html, page: &Page<'_>, section: &'static Section, filled: &Filled, typed: &str) {
    let look = page.look;
    h.of("label", "field", |h| {
        h.word("span", "", look.say(words::ROW));
        let required = [("name", "row"), ("required", "")];
        h.el("select", if section.of.is_some() { &required[..] } else { &required[..1] }, |h| {
            let option = |h: &mut Html, key: &str, name: &str| {
                let selected = [("value", key), ("selected", "")];
                h.el("option", if typed == key { &selected[..] } else { &selected[..1] }, |h| h.text(name));
            };
            option(h, "", if section.of.is_some() { "–" } else { look.say(words::NEW_ROW) });
            let base =
                section.of.and_then(|base| Some((page.form?.section(base)?, page.view.matter.filled(base)?)));
            let (of, from) = base.unwrap_or((section, filled));
            let offered: Vec<_> = offered_rows(&page.view.matter, section).map(|row| &row.row).collect();
            let wanted = |row: &Row| match section.of {
                Some(_) => offered.contains(&&row.row),
                None => row.struck.is_none(),
            };
            for (n, row) in from.rows.iter().enumerate().filter(|(_, row)| wanted(row)) {
                if let Some(key) = &row.row {
                    option(h, key, &row_name(page, of, (n, row)));
                }
            }
        });
    });
}

fn strike_form(h: &mut Html, page: &Page<'_>, section: &'static Section, filled: &Filled) {
    let look = page.look;
    let standing: Vec<_> = filled.rows.iter().enumerate().filter(|(_, row)| row.struck.is_none()).collect();
    if !section.rows || standing.is_empty() {
        return;
    }
    h.el("details", &[("class", "fill")], |h| {
        h.word("summary", "", look.say(words::STRIKE));
        let action = format!("/matters/{}/strike", page.view.matter.id);
        h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
            hidden(h, "etag", &page.view.etag);
            hidden(h, "section", section.key);
            h.of("label", "field", |h| {
                h.word("span", "", look.say(words::ROW));
                h.el("select", &[("name", "row"), ("required", "")], |h| {
                    for (n, row) in standing {
                        let key = row.row.as_deref().unwrap_or_default();
                        h.el("option", &[("value", key)], |h| h.text(&row_name(page, section, (n, row))));
                    }
                });
            });
            h.of("label", "field", |h| {
                h.word("span", "", look.say(words::WORDS));
                h.void_flagged(
                    "input",
                    &[("type", "text"), ("name", "reason"), ("maxlength", "500")],
                    &[("required", true)],
                );
            });
            h.word("button", "quiet", look.say(words::STRIKE));
        });
    });
}

/// What stands in a field now, as its input shows it; rows begin empty.
fn known(page: &Page<'_>, section: &Section, field: &Field) -> String {
    if section.rows {
        return String::new();
    }
    let value = page.view.matter.value(section.key, None, field.key);
    value.map(|value| shown(page, field, value)).unwrap_or_default()
}

fn shown(page: &Page<'_>, field: &Field, value: &MatterValue) -> String {
    match value {
        MatterValue::Is(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        MatterValue::One(text) | MatterValue::Words(text) => text.clone(),
        MatterValue::Number(number) => match field.holds {
            Holds::Number(counted) | Holds::Reading(counted) => decimal_of(*number, counted.places()),
            _ => number.to_string(),
        },
        MatterValue::Day(day) => day.to_string(),
        MatterValue::Time(at) => page.look.time(*at).replace(' ', "T"),
        MatterValue::Person(person) => person.to_string(),
        MatterValue::Department(department) => department.as_str().to_owned(),
        MatterValue::Blob(blob) => page.view.words.get(blob).cloned().unwrap_or_default(),
        MatterValue::Photo(_) | MatterValue::Without(_) => String::new(),
    }
}

fn put_field(
    h: &mut Html,
    page: &Page<'_>,
    section: &'static Section,
    field: &'static Field,
    typed: Option<&Fields>,
) {
    let look = page.look;
    if field.holds == Holds::Signature {
        return sign(h, page, field, typed);
    }
    let now = match typed {
        Some(fields) => value(fields, field.key).to_owned(),
        None => known(page, section, field),
    };
    let unit = match field.holds {
        Holds::Number(counted) | Holds::Reading(counted) => counted.unit().get(look.language),
        _ => "",
    };
    h.el("label", &[("class", "field"), ("data-field", field.key)], |h| {
        h.el("span", &[], |h| {
            h.text(field.label.get(look.language));
            if !unit.is_empty() {
                h.word("small", "soft", unit);
            }
        });
        input(h, page, field, &now);
    });
    if field.asked == Asked::OrReason {
        let name = format!("without:{}", field.key);
        let reason = typed.map_or("", |fields| value(fields, &name));
        h.of("label", "field", |h| {
            h.word(
                "small",
                "soft",
                &format!("{} – {}", field.label.get(look.language), look.say(words::NONE_BECAUSE)),
            );
            h.void("input", &[("type", "text"), ("name", &name), ("value", reason), ("maxlength", "500")]);
        });
    }
}

/// A signature is drawn; who can't draw types the name.
fn sign(h: &mut Html, page: &Page<'_>, field: &'static Field, typed: Option<&Fields>) {
    let look = page.look;
    let now = |name: &str| typed.map_or("", |fields| value(fields, name));
    h.el("div", &[("class", "field"), ("data-field", field.key)], |h| {
        h.word("span", "", field.label.get(look.language));
        pad(h, look, field.key, now(field.key));
        h.of("label", "field", |h| {
            h.word("small", "soft", look.say(words::TYPED_NAME));
            let name = name_of(field);
            h.void(
                "input",
                &[("type", "text"), ("name", &name), ("value", now(&name)), ("maxlength", "100")],
            );
        });
    });
}

/// The input in which a signer's name is typed.
fn name_of(field: &Field) -> String {
    format!("name:{}", field.key)
}

fn input(h: &mut Html, page: &Page<'_>, field: &'static Field, now: &str) {
    let look = page.look;
    let name = ("name", field.key);
    let select = |h: &mut Html, options: &[(String, String)]| {
        h.el("select", &[name], |h| {
            h.el("option", &[("value", "")], |h| h.text("–"));
            for (key, label) in options {
                let selected = [("value", key.as_str()), ("selected", "")];
                h.el("option", if now == key { &selected[..] } else { &selected[..1] }, |h| h.text(label));
            }
        });
    };
    let owned = |(key, words): (&str, client_core::domain::words::Words)| {
        (key.to_owned(), words.get(look.language).to_owned())
    };
    match field.holds {
        Holds::Confirm | Holds::Passed | Holds::Mark => {
            let options = [("yes", words::YES), ("no", words::NO)];
            select(h, &options.map(|(key, label)| (key.to_owned(), look.say(label).to_owned())));
        }
        Holds::Choice(choices) => select(h, &choices.iter().copied().map(owned).collect::<Vec<_>>()),
        Holds::Department => select(h, &departments().map(owned).collect::<Vec<_>>()),
        Holds::Person => {
            let staff = page.staff.iter().filter(|one| !one.disabled);
            select(h, &staff.map(|one| (one.user.to_string(), one.display_name.clone())).collect::<Vec<_>>());
        }
        Holds::Words | Holds::Private => {
            h.el("textarea", &[name, ("rows", "2"), ("maxlength", "500")], |h| h.text(now));
        }
        Holds::Number(_) | Holds::Reading(_) => {
            h.void("input", &[("type", "text"), ("inputmode", "decimal"), name, ("value", now)]);
        }
        Holds::Day => h.void("input", &[("type", "date"), name, ("value", now)]),
        Holds::Time => h.void("input", &[("type", "datetime-local"), name, ("value", now)]),
        Holds::Photo => {
            h.void("input", &[("type", "file"), name, ("accept", "image/jpeg,image/png")]);
            h.word("small", "soft", look.say(words::PHOTO_HINT));
        }
        Holds::Signature => {}
    }
}

/// The command of a section's form, or what is wrong with it. What stays as it is isn't written again.
pub(super) fn read(
    page: &Page<'_>,
    section: &'static Section,
    fields: &Fields,
    mut photos: Photos,
) -> Result<MatterCommand, String> {
    let look = page.look;
    let row = Some(value(fields, "row").to_owned()).filter(|row| section.rows && !row.is_empty());
    let mut values = BTreeMap::new();
    for field in section.fields {
        let reason = value(fields, &format!("without:{}", field.key)).trim();
        if !reason.is_empty() {
            values.insert(field.key.to_owned(), MatterInput::Without(reason.to_owned()));
            continue;
        }
        if field.holds == Holds::Photo {
            let photo = photos.remove(field.key).map(PhotoInput::taken_now).map(MatterInput::Photo);
            values.extend(photo.map(|photo| (field.key.to_owned(), photo)));
            continue;
        }
        let text = value(fields, field.key).trim();
        if field.holds == Holds::Signature && text.is_empty() {
            let name = value(fields, &name_of(field)).trim();
            let signed = (!name.is_empty() && !drawable(name)).then(|| MatterInput::Private(name.to_owned()));
            values.extend(signed.map(|signed| (field.key.to_owned(), signed)));
            continue;
        }
        if text.is_empty() || text == known(page, section, field) {
            continue;
        }
        let unfit = || rejections::unfit(look.language, field.label.get(look.language), "");
        let input = input_of(look, field, text).ok_or_else(unfit)?;
        values.insert(field.key.to_owned(), input);
    }
    Ok(MatterCommand::FillMatter { section: section.key.to_owned(), row, values })
}

fn input_of(look: &Look, field: &Field, text: &str) -> Option<MatterInput> {
    Some(match field.holds {
        Holds::Confirm | Holds::Passed | Holds::Mark => match text {
            "yes" => MatterInput::Is(true),
            "no" => MatterInput::Is(false),
            _ => return None,
        },
        Holds::Choice(_) => MatterInput::One(text.to_owned()),
        Holds::Words => MatterInput::Words(text.to_owned()),
        Holds::Private => MatterInput::Private(text.to_owned()),
        Holds::Number(counted) | Holds::Reading(counted) => {
            MatterInput::Number(scaled(text, i32::try_from(counted.places()).ok()?).ok()?)
        }
        Holds::Day => MatterInput::Day(text.parse().ok()?),
        Holds::Time => MatterInput::Time(look.read_time(text)?),
        Holds::Person => MatterInput::Person(text.parse().ok()?),
        Holds::Department => MatterInput::Department(Department::parse(text)?),
        Holds::Signature => MatterInput::Strokes(text.to_owned()),
        Holds::Photo => return None,
    })
}
