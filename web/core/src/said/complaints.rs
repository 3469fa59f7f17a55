//! Complaints in words: `ComplaintList` and `SaidOfComplaint` of `shown.ts`.

use client_core::device::{ComplaintNext, ComplaintRow, ComplaintView};
use client_core::domain::complaint::{CaseKind, CaseKinds, ComplaintRecord};
use client_core::domain::entry::complaint::RecordField;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::text::Language;
use client_core::domain::words::complaint as core;
use client_core::domain::words::incident::department;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use undercroft_words::complaints as words;
use undercroft_words::{refusals, rejections};

/// A line of the list.
pub fn row(
    language: Language,
    row: &ComplaintRow,
    names: &BTreeMap<UserId, &str>,
    kinds: &CaseKinds,
) -> Value {
    json!({
        "id": row.id,
        "state": row.state,
        "state_text": core::state(row.state).get(language),
        "open": row.state.is_open(),
        "alarm": row.unmet_harm || row.in_conflict || row.stuck > 0,
        "about_centre": row.about_centre,
        "unmet_harm": row.unmet_harm,
        "class_text": row.class.map(|class| core::class(class).get(language)),
        "case_kind_text": row.case_kind.as_ref().map(|code| words::kind_name(language, kinds, code)),
        "department_text": row.department.map(|one| department(one).get(language)),
        "channel_text": core::channel(row.channel).get(language),
        "words": row.words,
        "heard_by": names.get(&row.heard_by).copied().unwrap_or_default(),
        "heard_at": row.heard_at,
        "unsent": row.pending > 0,
    })
}

/// What a kind of case asks for, each with its name; nothing of what the site left empty.
fn case(language: Language, kind: &CaseKind) -> Vec<Value> {
    let texts = [(words::STEPS, &kind.steps), (words::DUTIES, &kind.duties)];
    let given = texts.into_iter().filter(|(_, text)| !text.get(language).is_empty());
    given.map(|(name, text)| json!({ "name": name.get(language), "words": text.get(language) })).collect()
}

/// The kinds of cases that a form offers: code, name, and the department that answers for it.
pub fn kinds(language: Language, kinds: &CaseKinds) -> Vec<Value> {
    let item = |kind: &CaseKind| {
        json!({
            "code": kind.code,
            "name": kind.label.get(language),
            "department": department(kind.department).get(language),
        })
    };
    kinds.offered().map(item).collect()
}

/// What the page of a complaint says.
pub fn page(
    language: Language,
    view: &ComplaintView,
    next: &ComplaintNext,
    numbers: &BTreeMap<DocumentId, String>,
    kinds: &CaseKinds,
) -> Value {
    let complaint = &view.complaint;
    let capture = &complaint.capture;
    let alarm = if complaint.harm_is_open() {
        Some(words::HARM_NOW)
    } else if complaint.conflict.is_empty() {
        None
    } else {
        Some(words::CONFLICT)
    };
    let name = |user: &UserId| view.names.get(user).cloned().unwrap_or_default();
    let course = words::course(language, complaint, name, kinds, |order| numbers.get(&order).cloned());
    let course = course.into_iter().map(|line| {
        let kind = core::kind(line.kind).map_or(line.kind.as_str(), |kind| kind.get(language));
        json!({
            "entry": line.origin.entry,
            "kind": kind,
            "who": name(&line.origin.by.user),
            "at": line.origin.at.estimate(),
            "certain": line.origin.at.is_certain(),
            "arrived_at": view.received_at.get(&line.origin.entry),
            "unsent": view.pending.contains(&line.origin.entry),
            "words": line.words,
            "mark": line.mark.map(|(mark, text)| json!({ "is": super::mark_name(mark), "text": text })),
        })
    });
    let commands = next.commands.iter().filter_map(|one| {
        let name = words::action(one.action)?.get(language);
        let refused = one.refused.as_ref().map(|why| rejections::rejection(language, why));
        Some(json!({ "action": one.action, "name": name, "refused": refused }))
    });
    let stuck = view
        .stuck
        .iter()
        .map(|stuck| format!("{}: {}", refusals::quarantine(stuck.reason).get(language), stuck.detail));
    let assignment = complaint.assignment();
    json!({
        "title": title(view),
        "state": core::state(complaint.state).get(language),
        "open": complaint.state.is_open(),
        "about_centre": complaint.about_centre.then(|| words::ABOUT_CENTRE.get(language)),
        "channel": core::channel(capture.channel).get(language),
        "class": complaint.class.map(|class| core::class(class).get(language)),
        "case_kind": complaint.case_kind().map(|code| words::kind_name(language, kinds, code)),
        "case": complaint.case_kind().and_then(|code| kinds.get(code)).map(|kind| case(language, kind)),
        "department": assignment.map(|one| department(one.department).get(language)),
        "person": assignment.and_then(|one| one.person.as_ref()).map(name),
        "heard_by": name(&complaint.heard_by()),
        "heard_at": capture.heard_at,
        "received_at": complaint.accepted.as_ref().map(|one| one.received_at),
        "assigned_at": assignment.map(|one| one.origin.at.estimate()),
        "first_contact_at": complaint.first_contact_at(),
        "alarm": alarm.map(|text| text.get(language)),
        "record": record(language, view),
        "course": course.collect::<Vec<_>>(),
        "commands": commands.collect::<Vec<_>>(),
        "stuck": stuck.collect::<Vec<_>>(),
        "guidance": next.guidance.iter().map(|one| one.text.get(language)).collect::<Vec<_>>(),
    })
}

/// What the page is called: the complainant's name, or the start of the id where nobody knows it.
fn title(view: &ComplaintView) -> String {
    let name = view.record.as_ref().map(|record| record.name.as_str()).filter(|name| !name.is_empty());
    name.map_or_else(|| view.complaint.id.to_string().chars().take(8).collect(), str::to_owned)
}

/// The record field by field, with why a field is empty, and what was captured where it was something else; nothing where
/// its words aren't here.
fn record(language: Language, view: &ComplaintView) -> Option<Vec<Value>> {
    let record = view.record.as_ref()?;
    let unknown = view.complaint.record().map_or(&[][..], |version| version.unknown.as_slice());
    let line = |field: &RecordField| {
        let said = record.get(*field);
        let why = unknown.iter().find(|one| one.field == *field).filter(|_| said.is_empty());
        json!({
            "field": field,
            "name": super::sentence(core::field(*field).get(language)),
            "words": said,
            "unknown": why.map(|one| words::UNKNOWN.with(language, &[&one.reason])),
            "captured": captured(view.captured.as_ref(), record, *field),
        })
    };
    Some(RecordField::ALL.iter().map(line).collect())
}

fn captured(first: Option<&ComplaintRecord>, now: &ComplaintRecord, field: RecordField) -> Option<String> {
    let words = first?.get(field);
    (words != now.get(field) && !words.is_empty()).then(|| words.to_owned())
}
