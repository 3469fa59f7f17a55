//! One matter: how it stands, what is due, what is filled in, its course, and what the reader may do.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::register;
use super::super::shell;
use super::super::strokes::script;
use super::super::value;
use super::super::words::{Text, labels, matters as words};
use super::cells::{put, said};
use super::commands;
use super::fill;
use super::list::badges;
use crate::accounts::{StaffMember, directory};
use crate::http::matters::{load, matter_document_id};
use crate::http::{AppState, Problem};
use crate::office::matter::MatterView;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::matter::{Counted, Filled, Form, MatterState, Row, Section};
use client_core::domain::money::yuan_of;
use client_core::domain::order::Origin;
use client_core::domain::words::matter as core;

/// What a page of a matter is made of.
pub(super) struct Page<'p> {
    pub(super) look: &'p Look,
    pub(super) view: &'p MatterView,
    /// Its form; nothing where it is of a newer program.
    pub(super) form: Option<&'static Form>,
    pub(super) staff: &'p [StaffMember],
    pub(super) refused: Option<&'p Refused>,
    /// Classes that a repair can have, with their names.
    pub(super) classes: &'p [(String, String)],
}

/// What was refused, with everything that was typed.
pub(super) struct Refused {
    /// Why.
    pub(super) words: String,
    /// What was typed: nothing of it is lost.
    pub(super) fields: super::super::Fields,
}

/// The page.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Response {
    shell::shown(&viewer, render(&state, &viewer, &id, StatusCode::OK, None).await)
}

/// The page, with what was refused.
pub(super) async fn render(
    state: &AppState,
    viewer: &Viewer,
    id: &str,
    status: StatusCode,
    refused: Option<&Refused>,
) -> Result<Response, Problem> {
    let view = load(state, &viewer.who, matter_document_id(id)?).await?;
    let staff = state.store.read(directory).await?;
    let library = state.procedures.clone();
    let library = state.store.read(move |connection| library.at(connection)).await?;
    let look = &viewer.look;
    let classes: Vec<(String, String)> = register::classes(&library, look).into_iter().collect();
    let page =
        Page { look, form: view.matter.form(), view: &view, staff: &staff, refused, classes: &classes };
    let title = format!(
        "{} · {}",
        core::form_title(look.language, &view.matter.opening.form),
        view.matter.opening.title
    );
    Ok(shell::page(look, Some(viewer), status, &title, "matter", |h| {
        if let Some(refused) = refused {
            refusal(h, &page, refused);
        }
        top(h, &page);
        h.of("div", "columns", |h| {
            h.of("div", "", |h| {
                dues(h, &page);
                defects(h, &page);
                if let Some(form) = page.form {
                    for section in form.sections {
                        put_section(h, &page, section);
                    }
                } else {
                    h.word("p", "fault", look.say(words::NEWER));
                }
                course(h, &page);
            });
            commands::put(h, &page);
        });
        script(h);
    }))
}

/// Why the last form was refused, with what was typed where no form holds it any more.
fn refusal(h: &mut Html, page: &Page<'_>, refused: &Refused) {
    h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(&refused.words));
    let (look, fields) = (page.look, &refused.fields);
    if commands::hold(page, fields) || fill::holds(page, fields) {
        return;
    }
    let typed = |name: &str| !matches!(name, "etag" | "command" | "section" | "row" | "service_class");
    let typed: Vec<_> = fields.iter().filter(|(name, text)| typed(name) && !text.trim().is_empty()).collect();
    if typed.is_empty() {
        return;
    }
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(labels::YOU_TYPED));
        h.of("dl", "facts", |h| {
            for (name, text) in typed {
                h.el("div", &[], |h| {
                    let bare = |start: &str| name.strip_prefix(start);
                    let key = bare("without:").or_else(|| bare("name:")).unwrap_or(name);
                    let known = commands::label(key).map(|label| look.say(label));
                    let section = value(fields, "section");
                    h.word(
                        "dt",
                        "",
                        known.unwrap_or_else(|| core::field_label(look.language, section, key, page.form)),
                    );
                    h.el("dd", &[], |h| h.typed(text));
                });
            }
        });
    });
}

fn fact(h: &mut Html, look: &Look, label: Text, inner: impl FnOnce(&mut Html)) {
    h.el("div", &[], |h| {
        h.word("dt", "", look.say(label));
        h.el("dd", &[], inner);
    });
}

fn top(h: &mut Html, page: &Page<'_>) {
    let (look, matter) = (page.look, &page.view.matter);
    h.of("section", "card top", |h| {
        h.el("header", &[], |h| {
            h.el("h1", &[], |h| h.typed(&matter.opening.title));
            badges(h, look, matter.state, !page.view.alarms.is_empty() && matter.state == MatterState::Open);
        });
        for alarm in &page.view.alarms {
            h.el("p", &[("class", "fault"), ("role", "alert")], |h| {
                h.text(&core::alarm(look.language, alarm, page.form));
            });
        }
        h.of("dl", "facts wide", |h| {
            fact(h, look, words::FORM, |h| h.text(core::form_title(look.language, &matter.opening.form)));
            if let Some(unit_no) = &matter.opening.unit_no {
                fact(h, look, words::UNIT, |h| h.typed(unit_no));
            }
            if let Some(period) = &matter.opening.period {
                fact(h, look, words::PERIOD, |h| h.text(period));
            }
            fact(h, look, words::PERSON, |h| {
                h.typed(page.view.names.get(&matter.person).map_or("", String::as_str));
            });
            fact(h, look, words::OPENED, |h| look.put_time(h, matter.opened_at(), false));
            if let Some(due) = matter.due {
                fact(h, look, words::LAST_DAY, |h| h.text(&due.to_string()));
            }
            for linked in &matter.orders {
                fact(h, look, words::ORDER, |h| {
                    let number =
                        page.view.numbers.get(&linked.order).map_or(look.say(words::ORDER), String::as_str);
                    h.link("", &format!("/orders/{}", linked.order), number);
                });
            }
        });
        if let Some(used) = &page.view.meter_use {
            let water = core::counted(look.language, Counted::CentiCubicMetres, used.water);
            let electricity = core::counted(look.language, Counted::DeciKilowattHours, used.electricity);
            h.word("p", "strong", &look.with(words::METERS, &[&water, &electricity]));
        }
        if let Some(rate) = page.view.return_rate_per_mille {
            let percent = client_core::domain::money::decimal_of(rate, 1);
            h.word("p", "strong", &look.with(words::RETURN_RATE, &[&percent]));
        }
        if let Some(difference) = page.view.billing_difference_fen {
            h.word("p", "strong", &look.with(words::DIFFERENCE, &[&yuan_of(difference)]));
        }
    });
}

fn dues(h: &mut Html, page: &Page<'_>) {
    let (look, dues) = (page.look, &page.view.dues);
    if dues.is_empty() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "dues")], |h| {
        h.word("h2", "", look.say(words::DUES));
        h.of("ul", "plain", |h| {
            // The latest matter most; a long life has many.
            for due in dues.iter().rev().take(12) {
                h.el("li", &[], |h| {
                    h.text(core::due_of(due.of).get(look.language));
                    h.text(" · ");
                    look.put_time(h, due.due_at, false);
                    if let Some(done_at) = due.done_at {
                        h.text(" ");
                        h.word("small", "soft", &look.with(words::DONE_AT, &[&look.time(done_at)]));
                    }
                    if due.is_late(look.now) {
                        let late = if due.missed { words::MISSED } else { words::OVERDUE };
                        h.word("span", "badge alarm", look.say(late));
                    }
                });
            }
        });
    });
}

fn defects(h: &mut Html, page: &Page<'_>) {
    let (look, defects) = (page.look, &page.view.defects);
    if defects.is_empty() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "defects")], |h| {
        h.word("h2", "", look.say(words::DEFECTS));
        for defect in defects {
            h.of("div", "item", |h| {
                h.el("h3", &[], |h| {
                    h.typed(&format!("{}: {}", defect.room, defect.defect));
                    h.text(" ");
                    h.word("span", "badge uncertain", core::defect(defect.state).get(look.language));
                });
                match defect.order {
                    Some(order) => {
                        let number =
                            page.view.numbers.get(&order).map_or(look.say(words::ORDER), String::as_str);
                        h.link("", &format!("/orders/{order}"), number);
                    }
                    None => commands::repair_form(h, page, &defect.row),
                }
            });
        }
    });
}

fn put_section(h: &mut Html, page: &Page<'_>, section: &'static Section) {
    let look = page.look;
    let Some(filled) = page.view.matter.filled(section.key) else { return };
    if !filled.applies && filled.rows.is_empty() {
        return;
    }
    let attributes = [
        ("class", "card"),
        ("id", section.key),
        ("data-rule", &*section.rules.join(" ")),
        ("data-section", section.key),
    ];
    h.el("section", &attributes, |h| {
        h.el("header", &[], |h| {
            h.word("h2", "", section.title.get(look.language));
            standing(h, page, section, filled);
        });
        if let Some(guidance) = section.guidance {
            h.word("p", "conduct", guidance.get(look.language));
        }
        for (n, row) in filled.rows.iter().enumerate() {
            put_row(h, page, section, (n, row));
        }
        if page.view.open.contains(&section.key) {
            fill::put(h, page, section, filled);
        }
    });
}

fn standing(h: &mut Html, page: &Page<'_>, section: &'static Section, filled: &Filled) {
    let look = page.look;
    if filled.complete && !filled.rows.is_empty() {
        h.word("span", "badge good", look.say(words::COMPLETE));
    } else if !filled.ready {
        let first = section.after.iter().find(|before| !page.view.matter.is_complete(before)).unwrap_or(&"");
        let title = core::section_title(look.language, first, page.form);
        h.word("span", "badge", &look.with(words::WAITS_FOR, &[title]));
    } else if filled.rows.is_empty() {
        h.word("span", if section.needed { "badge uncertain" } else { "badge" }, look.say(words::EMPTY));
    }
}

fn put_row(h: &mut Html, page: &Page<'_>, section: &'static Section, (n, row): (usize, &Row)) {
    let (look, view) = (page.look, page.view);
    h.of("div", if row.struck.is_some() { "item struck" } else { "item" }, |h| {
        if section.rows {
            h.word("h3", "", &row_name(page, section, (n, row)));
        }
        h.of("dl", "facts", |h| {
            for field in section.fields {
                let Some(cell) = row.cells.get(field.key) else { continue };
                h.el("div", &[("data-field", field.key)], |h| {
                    h.word("dt", "", field.label.get(look.language));
                    h.el("dd", &[], |h| {
                        put(h, look, view, Some(field), &cell.value);
                        if !cell.against.is_empty() {
                            let others: Vec<String> = cell
                                .against
                                .iter()
                                .map(|one| said(look, view, Some(field), &one.value))
                                .collect();
                            let others = super::super::words::list(look.language, &others);
                            h.word("p", "fault", &look.with(words::AGAINST, &[&others]));
                        }
                    });
                });
            }
        });
        if let Some(struck) = &row.struck {
            h.word("p", "soft", &look.with(words::STRUCK, &[&struck.words]));
        } else if !row.missing.is_empty() {
            let labels: Vec<String> = row
                .missing
                .iter()
                .map(|key| core::field_label(look.language, section.key, key, page.form).to_owned())
                .collect();
            let labels = super::super::words::list(look.language, &labels);
            h.word("p", "soft", &look.with(words::MISSING, &[&labels]));
        }
        origin(h, page, &row.origin);
    });
}

/// A row by its number and its first words; one of another section's row by the words of that one.
pub(super) fn row_name(page: &Page<'_>, section: &'static Section, (n, row): (usize, &Row)) -> String {
    let base = section.of.and_then(|base| {
        let section = page.form?.section(base)?;
        let rows = &page.view.matter.filled(base)?.rows;
        let place = rows.iter().position(|one| one.row == row.row)?;
        Some(row_name(page, section, (place, &rows[place])))
    });
    base.unwrap_or_else(|| {
        let told = section.fields.iter().filter_map(|field| {
            let cell = row.cells.get(field.key)?;
            Some(said(page.look, page.view, Some(field), &cell.value))
        });
        let words: Vec<String> = told.take(2).collect();
        format!("{}. {}", n + 1, words.join(" · "))
    })
}

/// Who wrote something, and when.
fn origin(h: &mut Html, page: &Page<'_>, origin: &Origin) {
    h.of("p", "origin", |h| {
        h.typed(page.view.names.get(&origin.by.user).map_or("", String::as_str));
        h.text(" · ");
        page.look.put_time(h, origin.at.estimate(), true);
    });
}

fn course(h: &mut Html, page: &Page<'_>) {
    let (look, matter) = (page.look, &page.view.matter);
    let quiet = matter.notes.is_empty()
        && matter.assignments.is_empty()
        && matter.ends.is_empty()
        && matter.not_accepted.is_empty();
    if quiet {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "course")], |h| {
        h.word("h2", "", look.say(words::COURSE));
        for note in &matter.notes {
            h.of("div", "item", |h| {
                h.word("h3", "", look.say(words::NOTE));
                h.of("p", "words", |h| h.typed(&note.words));
                origin(h, page, &note.origin);
            });
        }
        for one in &matter.assignments {
            h.of("div", "item", |h| {
                let name = page.view.names.get(&one.person).map_or("", String::as_str);
                h.word("h3", "", &format!("{} · {name}", look.say(words::ASSIGN)));
                h.of("p", "words", |h| h.typed(&one.words));
                origin(h, page, &one.origin);
            });
        }
        for end in &matter.ends {
            h.of("div", "item", |h| {
                h.word("h3", "", core::state(end.state).get(look.language));
                if let Some(words) = &end.words {
                    h.of("p", "words", |h| h.typed(words));
                }
                origin(h, page, &end.origin);
            });
        }
        for one in &matter.not_accepted {
            h.of("div", "item struck", |h| {
                let kind = core::kind(one.kind).map_or(one.kind.as_str(), |kind| kind.get(look.language));
                let why = core::not_accepted(look.language, &one.reason);
                h.word("h3", "", &format!("{} · {kind} · {why}", look.say(words::NOT_ACCEPTED)));
                origin(h, page, &one.origin);
            });
        }
    });
}
