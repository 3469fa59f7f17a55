//! What the reader may do: one form for each command that the one door for writing would let pass now.

use super::super::html::Html;
use super::super::incidents::guidance;
use super::super::store::hidden;
use super::super::words::{case_kinds, complaints as words, labels, rejections};
use super::super::{Fields, value};
use super::complaint::{Page, term};
use super::inputs::Inputs;
use client_core::domain::complaint::ComplaintRecord;
use client_core::domain::entry::Kind;
use client_core::domain::entry::complaint::{
    Attribution, ComplaintClass, ComplaintOutcome, ForwardTo, NoticeOf, RecordField, SpokenTo,
};
use client_core::domain::entry::incident::Department;
use client_core::domain::guidance::Moment;
use client_core::domain::words::{complaint as core, incident};

/// A form that was refused.
pub(super) struct Refused {
    /// Why.
    pub(super) words: String,
    /// What was typed: nothing of it is lost.
    pub(super) fields: Fields,
}

impl Refused {
    fn of(&self, kind: Kind) -> Option<&Fields> {
        (value(&self.fields, "command") == kind.as_str()).then_some(&self.fields)
    }
}

/// Why the last form was refused, with what was typed where there is no form for it any more.
pub(super) fn refusal(h: &mut Html, page: &Page<'_>) {
    let Some(refused) = page.refused else { return };
    h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(&refused.words));
    let offered =
        |kind: Kind| page.view.commands.iter().any(|one| one.action == kind && one.refused.is_none());
    if Kind::parse(value(&refused.fields, "command")).is_some_and(offered) {
        return;
    }
    let look = page.look;
    let recording = refused.of(Kind::ComplaintRecorded).is_some();
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(labels::YOU_TYPED));
        h.of("dl", "facts", |h| {
            for (name, text) in &refused.fields {
                if !["command", "etag"].contains(&name.as_str()) && !text.trim().is_empty() {
                    term(h, &words::label(look.language, name, recording), |h| h.typed(text));
                }
            }
        });
    });
}

/// The forms. What comes later is named with the reason.
pub(super) fn put(h: &mut Html, page: &Page<'_>) {
    let (look, view) = (page.look, page.view);
    if view.commands.is_empty() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "act")], |h| {
        h.word("h2", "", look.say(words::ACT));
        for action in &view.commands {
            let kind = action.action;
            let title = words::action(kind).map_or(kind.as_str(), |title| look.say(title));
            let typed = page.refused.and_then(|refused| refused.of(kind));
            let closed = [("data-kind", kind.as_str())];
            let opened = [("data-kind", kind.as_str()), ("open", "")];
            h.el("details", if typed.is_some() { &opened[..] } else { &closed[..] }, |h| {
                h.word("summary", "", title);
                match &action.refused {
                    None => form(h, page, kind, title, &Inputs { look, typed }),
                    Some(rejection) => {
                        let why = rejections::rejection(look.language, rejection);
                        h.word("p", "soft", &look.with(words::NOT_YET, &[&why]));
                    }
                }
            });
        }
    });
}

fn form(h: &mut Html, page: &Page<'_>, kind: Kind, title: &str, form: &Inputs<'_>) {
    let action = format!("/complaints/{}/commands", page.view.complaint.id);
    h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
        hidden(h, "command", kind.as_str());
        hidden(h, "etag", &page.view.etag);
        inputs(h, page, kind, form);
        h.word("button", "main", title);
    });
}

fn inputs(h: &mut Html, page: &Page<'_>, kind: Kind, form: &Inputs<'_>) {
    let look = page.look;
    match kind {
        Kind::ImmediateMeasureTaken => {
            guidance(h, look, Moment::Harm);
            form.area(h, "what", true);
        }
        Kind::ComplaintRecorded => record(h, page, form),
        Kind::ComplaintAccepted => {
            form.of_kind(h, "received_at", "datetime-local", false);
            form.case_kinds(h, page.kinds, case_kinds::NO_KIND, page.view.complaint.case_kind());
        }
        Kind::ComplaintClassified => class(h, form),
        Kind::ComplaintClassLowered => {
            class(h, form);
            form.area(h, "reason", true);
        }
        Kind::ComplaintAttributed => {
            let all = Attribution::ALL.iter();
            let all = all.map(|one| (one.as_str(), core::attribution(*one).get(look.language)));
            form.radios(h, "attribution", None, all);
            form.departments(h);
        }
        Kind::ComplaintAssigned => assign(h, page, form),
        Kind::SupervisorCalled => {
            guidance(h, look, Moment::Upset);
            form.line(h, "place", true);
            form.area(h, "reason", true);
        }
        Kind::ComplainantContacted => {
            way(h, form);
            form.area(h, "words", true);
        }
        Kind::HandlingReported => form.area_called(h, "words", words::HOW_IT_GOES, true),
        Kind::RemedyPlanned => {
            form.area(h, "plan", true);
            form.of_kind(h, "cost", "text", true);
            form.area(h, "told", true);
            form.line(h, "superior", true);
        }
        Kind::ComplaintForwarded => {
            let all = ForwardTo::ALL.iter();
            let all = all.map(|one| (one.as_str(), core::forward_to(*one).get(look.language)));
            form.radios(h, "to", None, all);
            form.line(h, "who", true);
        }
        Kind::ComplaintAnswered => form.area(h, "answer", true),
        Kind::ComplainantNotified => {
            let all = NoticeOf::ALL.iter().map(|one| (one.as_str(), core::notice(*one).get(look.language)));
            form.radios(h, "of", None, all);
            way(h, form);
            form.area(h, "words", false);
        }
        Kind::ComplaintResolved => {
            let all = ComplaintOutcome::ALL.iter();
            let all = all.map(|one| (one.as_str(), core::outcome(*one).get(look.language)));
            form.radios(h, "outcome", None, all);
            for name in ["cause", "course", "result"] {
                form.area(h, name, true);
            }
            for name in ["apology", "agreed", "explanation", "help"] {
                form.area(h, name, false);
            }
        }
        Kind::ComplaintReopened => form.area(h, "reason", true),
        Kind::ComplaintLinked => form.line(h, "number", true),
        _ => {}
    }
}

fn class(h: &mut Html, form: &Inputs<'_>) {
    let language = form.look.language;
    let all = ComplaintClass::ALL.iter().rev();
    form.radios(h, "class", None, all.map(|one| (one.as_str(), core::class(*one).get(language))));
    form.of_kind(h, "asked_for", "date", false);
}

fn way(h: &mut Html, form: &Inputs<'_>) {
    let language = form.look.language;
    let all = SpokenTo::ALL.iter().map(|one| (one.as_str(), core::way(*one).get(language)));
    form.radios(h, "way", None, all);
}

/// The whole record, with what is known of it.
fn record(h: &mut Html, page: &Page<'_>, form: &Inputs<'_>) {
    let nothing = ComplaintRecord::default();
    let known = page.view.record.as_ref().unwrap_or(&nothing);
    let unknown = page.view.complaint.record().map(|version| version.unknown.as_slice()).unwrap_or_default();
    for field in RecordField::ALL {
        form.recorded(h, *field, known.get(*field));
        let reason = unknown.iter().find(|one| one.field == *field);
        form.unknown(h, *field, reason.map_or("", |one| one.reason.as_str()));
    }
}

fn assign(h: &mut Html, page: &Page<'_>, form: &Inputs<'_>) {
    let language = page.look.language;
    let departments = Department::ALL.iter();
    let departments =
        departments.map(|one| (one.as_str().to_owned(), incident::department(*one).get(language)));
    let kind = page.view.complaint.case_kind();
    form.case_kinds(
        h,
        page.kinds,
        if kind.is_some() { case_kinds::AS_HEARD } else { case_kinds::NO_KIND },
        kind,
    );
    form.select(h, "department", (false, case_kinds::BY_KIND), departments);
    let people = page.people.iter().map(|(user, name)| (user.to_string(), name.as_str()));
    form.select(h, "person", (false, words::NOBODY), people);
}
