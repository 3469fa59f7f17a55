//! One complaint: what was said, how it stands to its deadlines, who deals with it, its course, and what the reader may do.

use super::super::html::Html;
use super::super::incidents::{guidance, lasting, waited};
use super::super::look::{Look, Viewer};
use super::super::shell;
use super::super::words::complaints::{self as words, Mark};
use super::super::words::{Text, case_kinds};
use super::forms::{self, Refused};
use super::kinds::texts;
use super::{badges, class, ends, harm_is_open, reads_of_centre, urgency};
use crate::accounts::{StaffMember, directory};
use crate::complaints::is_kept_from;
use crate::http::case_kinds::list;
use crate::http::complaints::{complaint_id, load};
use crate::http::{AppState, Problem};
use crate::office::complaint::ComplaintView;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::complaint::{CaseKinds, Complaint, ComplaintRecord, RecordVersion};
use client_core::domain::entry::complaint::RecordField;
use client_core::domain::entry::{DocumentKind, Kind};
use client_core::domain::guidance::Moment;
use client_core::domain::id::UserId;
use client_core::domain::incident::Standing;
use client_core::domain::order::Origin;
use client_core::domain::policy::{ReadScope, may_read};
use client_core::domain::words::{complaint as core, incident, office};

/// What a page of a complaint is made of.
pub(super) struct Page<'p> {
    pub(super) look: &'p Look,
    pub(super) view: &'p ComplaintView,
    /// The site's kinds of cases (CMP-7).
    pub(super) kinds: &'p CaseKinds,
    /// Who may be made responsible; nobody where the reader doesn't assign.
    pub(super) people: &'p [(UserId, String)],
    pub(super) refused: Option<&'p Refused>,
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
    let view = load(state, &viewer.who, complaint_id(id)?).await?;
    let assigns = view.commands.iter().any(|one| one.action == Kind::ComplaintAssigned);
    let staff = if assigns { state.store.read(directory).await? } else { Vec::new() };
    let people = responsible(&view.complaint, staff);
    let kinds = list(state).await?;
    let look = &viewer.look;
    let page = Page { look, view: &view, kinds: &kinds, people: &people, refused };
    let title = format!("{} · {}", look.say(words::COMPLAINT), name_of(&page));
    Ok(shell::page(look, Some(viewer), status, &title, "complaint", |h| {
        forms::refusal(h, &page);
        top(h, viewer, &page);
        h.of("div", "columns", |h| {
            h.of("div", "", |h| {
                conflict(h, &page);
                deadlines(h, &page);
                case(h, &page);
                record(h, &page);
                course(h, &page);
            });
            forms::put(h, &page);
        });
    }))
}

/// Those with a post who may deal with it; of one about the centre nobody of the centre (CMP-2).
fn responsible(complaint: &Complaint, staff: Vec<StaffMember>) -> Vec<(UserId, String)> {
    let kind = if complaint.about_centre { DocumentKind::CentreComplaint } else { DocumentKind::Complaint };
    let fits = |one: &StaffMember| {
        let reads = one.roles.iter().any(|role| may_read(*role, kind) != ReadScope::Nothing);
        reads && !one.disabled && !(complaint.about_centre && is_kept_from(&one.roles))
    };
    staff.into_iter().filter(fits).map(|one| (one.user, one.display_name)).collect()
}

fn name_of<'p>(page: &Page<'p>) -> &'p str {
    let record = page.view.record.as_ref().or(page.view.captured.as_ref());
    record
        .map(|record| record.name.as_str())
        .filter(|name| !name.is_empty())
        .unwrap_or(page.look.say(words::UNNAMED))
}

fn top(h: &mut Html, viewer: &Viewer, page: &Page<'_>) {
    let (look, complaint) = (page.look, &page.view.complaint);
    h.of("section", "card top", |h| {
        h.el("header", &[], |h| {
            h.el("h1", &[], |h| h.typed(name_of(page)));
            class(h, look, complaint.class);
            badges(h, look, complaint);
        });
        if harm_is_open(complaint) {
            h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(look.say(words::HARM_NOW)));
        }
        if complaint.about_centre && !reads_of_centre(viewer) {
            h.el("p", &[("class", "strong"), ("id", "administration")], |h| {
                h.text(look.say(words::GONE_TO_ADMINISTRATION));
            });
        }
        if complaint.state.is_open() {
            guidance(h, look, Moment::Complaint);
        }
        h.of("dl", "facts wide", |h| facts(h, page));
    });
}

fn facts(h: &mut Html, page: &Page<'_>) {
    let (look, complaint) = (page.look, &page.view.complaint);
    let (language, capture) = (look.language, &complaint.capture);
    let fact = |h: &mut Html, label: Text, text: &str| term(h, look.say(label), |h| h.typed(text));
    fact(h, words::CHANNEL, core::channel(capture.channel).get(language));
    fact(h, words::HANDOVER, core::handover(capture.handover).get(language));
    fact(h, words::HEARD_BY, name(page, &capture.origin.by.user));
    term(h, look.say(words::HEARD), |h| look.put_time(h, capture.heard_at, false));
    if let Some(seems) = capture.seems {
        fact(h, words::SEEMS, core::class(seems).get(language));
    }
    match &complaint.accepted {
        Some(accepted) => {
            term(h, look.say(words::RECEIVED), |h| look.put_time(h, accepted.received_at, false));
            fact(h, words::RECEIVER, name(page, &accepted.origin.by.user));
        }
        None => fact(h, words::WAITING, &waited(look, capture.heard_at)),
    }
    if let Some(day) = complaint.asked_for {
        fact(h, words::ASKED_FOR, &day.to_string());
    }
    if let Some(attributed) = complaint.attribution() {
        let mut words = vec![core::attribution(attributed.attribution).get(language)];
        words.extend(attributed.departments.iter().map(|one| incident::department(*one).get(language)));
        fact(h, words::ATTRIBUTION, &words.join(" · "));
    }
    if let Some(code) = complaint.case_kind() {
        fact(h, case_kinds::KIND, &case_kinds::kind_name(language, page.kinds, code));
    }
    if let Some(assignment) = complaint.assignment() {
        fact(h, words::DEPARTMENT, incident::department(assignment.department).get(language));
        let person = assignment.person.as_ref().map(|person| name(page, person));
        fact(h, words::PERSON, person.unwrap_or(look.say(words::NOBODY)));
    }
    contact(h, page);
    for linked in &complaint.orders {
        term(h, look.say(words::ORDER), |h| {
            let number = page.view.numbers.get(&linked.order).map_or(look.say(words::ORDER), String::as_str);
            h.link("", &format!("/orders/{}", linked.order), number);
        });
    }
}

/// How long it took from the first assignment until somebody spoke with the complainant (CMP-17).
fn contact(h: &mut Html, page: &Page<'_>) {
    let (look, complaint) = (page.look, &page.view.complaint);
    let assigned = complaint.assignments.iter().map(|one| one.origin.at.estimate()).min();
    let words = match (assigned, complaint.first_contact_at()) {
        (Some(assigned), Some(contact)) if contact < assigned => {
            look.say(words::BEFORE_ASSIGNMENT).to_owned()
        }
        (Some(assigned), Some(contact)) => {
            look.with(words::AFTER_ASSIGNMENT, &[&lasting(look, contact - assigned)])
        }
        (None, Some(contact)) => look.time(contact),
        (Some(assigned), None) if complaint.state.is_open() => {
            look.with(words::NO_CONTACT, &[&waited(look, assigned)])
        }
        _ => return,
    };
    h.el("div", &[("id", "first-contact")], |h| {
        h.word("dt", "", look.say(words::FIRST_CONTACT));
        h.word("dd", "", &words);
    });
}

/// A name with its value.
pub(super) fn term(h: &mut Html, label: &str, inner: impl FnOnce(&mut Html)) {
    h.el("div", &[], |h| {
        h.word("dt", "", label);
        h.el("dd", &[], inner);
    });
}

fn name<'v>(page: &Page<'v>, user: &UserId) -> &'v str {
    page.view.names.get(user).map_or("", String::as_str)
}

fn origin(h: &mut Html, page: &Page<'_>, origin: &Origin) {
    h.of("p", "origin", |h| {
        h.typed(name(page, &origin.by.user));
        h.text(" · ");
        page.look.put_time(h, origin.at.estimate(), true);
    });
}

/// Assignments that crossed, side by side (P8).
fn conflict(h: &mut Html, page: &Page<'_>) {
    let (look, complaint) = (page.look, &page.view.complaint);
    if complaint.conflict.is_empty() {
        return;
    }
    h.el("section", &[("class", "card conflict open"), ("id", "conflict")], |h| {
        h.word("p", "", look.say(words::CONFLICT));
        h.of("div", "sides", |h| {
            for entry in &complaint.conflict {
                let Some(one) = complaint.assignments.iter().find(|one| one.origin.entry == *entry) else {
                    continue;
                };
                let counts = one.standing == Standing::Counts;
                h.of("div", if counts { "side counts" } else { "side" }, |h| {
                    h.el("p", &[], |h| {
                        h.text(incident::department(one.department).get(look.language));
                        h.text(" · ");
                        let person = one.person.as_ref().map(|person| name(page, person));
                        h.typed(person.unwrap_or(look.say(words::NOBODY)));
                    });
                    origin(h, page, &one.origin);
                });
            }
        });
    });
}

/// What is due, what was done, and what is late (CMP-13 to CMP-15, CMP-19).
fn deadlines(h: &mut Html, page: &Page<'_>) {
    let (look, view) = (page.look, page.view);
    h.el("section", &[("class", "card"), ("id", "deadlines")], |h| {
        h.word("h2", "", look.say(words::DEADLINES));
        if view.due.is_empty() {
            h.word("p", "soft", look.say(words::NO_DEADLINE));
            return;
        }
        let headings = [words::DEADLINE, words::DUE, words::DONE];
        super::super::store::table(h, look, &headings, |h| {
            for due in &view.due {
                let deadline = &due.deadline;
                let late = deadline.breached(due.done_at, look.now);
                let attributes =
                    [("data-deadline", deadline.id.as_str()), ("class", if late { "hot" } else { "" })];
                h.el("tr", &attributes, |h| {
                    cell(h, look, words::DEADLINE, |h| {
                        h.text(crate::notify::task(deadline.id).get(look.language));
                    });
                    cell(h, look, words::DUE, |h| look.put_time(h, ends(deadline), false));
                    cell(h, look, words::DONE, |h| match due.done_at {
                        Some(done_at) => {
                            look.put_time(h, done_at, false);
                            let (badge, word) = if late {
                                ("badge alarm", words::DONE_LATE)
                            } else {
                                ("badge good", words::IN_TIME)
                            };
                            h.word("span", badge, look.say(word));
                        }
                        None => urgency(h, look, deadline.stands(look.now)),
                    });
                });
            }
        });
    });
}

fn cell(h: &mut Html, look: &Look, heading: Text, inner: impl FnOnce(&mut Html)) {
    super::super::store::cell(h, look, heading, |h| h.el("div", &[], inner));
}

/// What its kind of case asks for: steps and duties (CMP-7).
fn case(h: &mut Html, page: &Page<'_>) {
    let Some(kind) = &page.view.case else { return };
    if kind.steps.get(page.look.language).is_empty() && kind.duties.get(page.look.language).is_empty() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "case")], |h| {
        h.el("h2", &[], |h| h.typed(kind.label.get(page.look.language)));
        texts(h, page.look, kind);
    });
}

/// The record as it is seen now, and what was captured where that differs (CMP-5, PRI-16).
fn record(h: &mut Html, page: &Page<'_>) {
    let (look, view) = (page.look, page.view);
    let version = view.complaint.record();
    h.el("section", &[("class", "card"), ("id", "record")], |h| {
        h.word("h2", "", look.say(words::RECORD));
        if view.record.is_none() {
            h.word("p", "soft", look.say(words::RECORD_ELSEWHERE));
        }
        let nothing = ComplaintRecord::default();
        let seen = view.record.as_ref().unwrap_or(&nothing);
        h.of("dl", "facts", |h| {
            for field in RecordField::ALL {
                term(h, core::field(*field).get(look.language), |h| {
                    let unknown = version.and_then(|one| one.unknown.iter().find(|one| one.field == *field));
                    match (seen.get(*field), unknown) {
                        ("", Some(unknown)) => h.typed(&look.with(words::UNKNOWN, &[&unknown.reason])),
                        ("", None) => h.text("–"),
                        (words, _) => h.of("p", "words", |h| h.typed(words)),
                    }
                    captured(h, page, *field, seen);
                });
            }
        });
        if view.complaint.accepted.is_none()
            && let Some(lacks) = version.and_then(RecordVersion::lacks)
        {
            let words = look.with(words::LACKS, &[core::field(lacks).get(look.language)]);
            h.word("p", "soft", &words);
        }
    });
}

fn captured(h: &mut Html, page: &Page<'_>, field: RecordField, seen: &ComplaintRecord) {
    let Some(captured) = &page.view.captured else { return };
    if page.view.record.is_some() && captured.get(field) != seen.get(field) {
        let words = if captured.get(field).is_empty() { "–" } else { captured.get(field) };
        h.of("p", "soft", |h| {
            h.text(page.look.say(words::AS_CAPTURED));
            h.text(": ");
            h.typed(words);
        });
    }
}

fn course(h: &mut Html, page: &Page<'_>) {
    let (look, view) = (page.look, page.view);
    h.el("section", &[("class", "card"), ("id", "course")], |h| {
        h.word("h2", "", look.say(words::COURSE));
        let known = |user: &UserId| name(page, user).to_owned();
        for line in words::course(look.language, &view.complaint, known, page.kinds, |order| {
            view.numbers.get(&order).cloned()
        }) {
            h.of("div", "item", |h| {
                h.el("h3", &[], |h| {
                    let kind = office::kind(line.kind).map(|kind| kind.get(look.language));
                    h.text(kind.unwrap_or(line.kind.as_str()));
                    if let Some((mark, words)) = &line.mark {
                        let class = match mark {
                            Mark::Good => "badge good",
                            Mark::Uncertain => "badge uncertain",
                            Mark::Bad => "badge alarm",
                        };
                        h.text(" ");
                        h.word("span", class, words);
                    }
                });
                for words in &line.words {
                    h.of("p", "words", |h| h.typed(words));
                }
                origin(h, page, &line.origin);
            });
        }
        if !view.complaint.newer.is_empty() {
            let number = view.complaint.newer.len().to_string();
            h.word("p", "soft", &look.with(words::NEWER, &[&number]));
        }
    });
}
