//! Complaints: the list, and the page of one.

use super::checklist::line;
use super::table::table;
use crate::time::Zone;
use crate::words::{complaint as words, complaints, rejections};
use client_core::device::{ComplaintNext, ComplaintRow, ComplaintView};
use client_core::domain::complaint::{CaseKind, CaseKinds, ComplaintRecord, RecordVersion};
use client_core::domain::entry::complaint::RecordField;
use client_core::domain::id::UserId;
use client_core::domain::text::Language;
use client_core::domain::words::complaint as core;
use client_core::domain::words::incident::department;
use std::collections::BTreeMap;

/// The complaints of a device.
pub fn list(
    language: Language,
    zone: Zone,
    rows: &[ComplaintRow],
    names: &BTreeMap<UserId, String>,
    kinds: &CaseKinds,
    now: i64,
) -> String {
    if rows.is_empty() {
        return format!("{}\n", words::NONE.get(language));
    }
    let headings = [
        words::ID,
        words::STATE,
        words::CLASS,
        complaints::CASE_KIND,
        words::DEPARTMENT,
        words::WHAT,
        words::HEARD_BY,
        words::WAITING,
    ];
    let mut lines: Vec<Vec<String>> =
        vec![headings.iter().map(|heading| heading.get(language).to_owned()).collect()];
    for row in rows {
        let mut state = core::state(row.state).get(language).to_owned();
        if row.unmet_harm {
            state.push_str(" !");
            state.push_str(complaints::HARM.get(language));
        }
        let waiting = if row.state.is_open() {
            ((now - row.heard_at).max(0) / 60_000).to_string()
        } else {
            zone.show(row.heard_at)
        };
        let class = row.class.map_or("", |class| core::class(class).get(language));
        let in_charge = row.department.map_or("", |one| department(one).get(language));
        lines.push(vec![
            row.id.to_string().chars().take(8).collect(),
            state,
            class.to_owned(),
            row.case_kind
                .as_ref()
                .map(|code| complaints::kind_name(language, kinds, code))
                .unwrap_or_default(),
            in_charge.to_owned(),
            row.words.clone(),
            names.get(&row.heard_by).cloned().unwrap_or_default(),
            waiting,
        ]);
    }
    table(&lines)
}

/// The kinds of cases that the site offers, each with the department that answers for it (CMP-7).
pub fn kinds(language: Language, kinds: &CaseKinds) -> String {
    let mut text = String::new();
    for kind in kinds.offered() {
        let (name, answers) = (kind.label.get(language), department(kind.department).get(language));
        line(&mut text, 0, &format!("{}  {name} · {answers}", kind.code));
        texts(language, kind, &mut text);
    }
    text
}

/// Steps and duties of a kind of case.
fn texts(language: Language, kind: &CaseKind, text: &mut String) {
    for (label, words) in [(complaints::STEPS, &kind.steps), (complaints::DUTIES, &kind.duties)] {
        let words = words.get(language);
        if !words.is_empty() {
            line(text, 1, &format!("{}: {words}", label.get(language)));
        }
    }
}

/// One complaint with its record and its course, and what its reader may do.
pub fn page(
    language: Language,
    zone: Zone,
    view: &ComplaintView,
    next: &ComplaintNext,
    kinds: &CaseKinds,
) -> String {
    let mut text = String::new();
    head(language, zone, view, &mut text);
    if let Some(code) = view.complaint.case_kind() {
        let name = complaints::kind_name(language, kinds, code);
        line(&mut text, 0, &format!("{}: {name}", complaints::CASE_KIND.get(language)));
        kinds.get(code).into_iter().for_each(|kind| texts(language, kind, &mut text));
    }
    record(language, view, &mut text);
    let name = |user: &UserId| view.names.get(user).cloned().unwrap_or_default();
    for one in complaints::course(language, &view.complaint, name, kinds, |order| Some(order.to_string())) {
        let kind = core::kind(one.kind).map_or(one.kind.as_str(), |kind| kind.get(language));
        let mark = one.mark.map(|(_, words)| format!(" [{words}]")).unwrap_or_default();
        let (at, who) = (zone.show(one.origin.at.estimate()), name(&one.origin.by.user));
        line(&mut text, 1, &format!("{at}  {kind}  {who}: {}{mark}", one.words.join(" · ")));
    }
    super::guidance(language, &next.guidance.iter().map(|one| one.moment).collect::<Vec<_>>(), 0, &mut text);
    for (title, open) in [(words::MAY, true), (words::NOT_YET, false)] {
        let of: Vec<_> = next.commands.iter().filter(|one| one.refused.is_none() == open).collect();
        if of.is_empty() {
            continue;
        }
        line(&mut text, 0, title.get(language));
        for action in of {
            let kind = core::kind(action.action).map_or("", |kind| kind.get(language));
            match &action.refused {
                None => line(&mut text, 1, kind),
                Some(why) => line(&mut text, 1, &format!("{kind}: {}", rejections::rejection(language, why))),
            }
        }
    }
    text
}

/// Where it stands.
fn head(language: Language, zone: Zone, view: &ComplaintView, text: &mut String) {
    let complaint = &view.complaint;
    let name = |user: &UserId| view.names.get(user).map_or("", String::as_str);
    let mut head = vec![core::state(complaint.state).get(language)];
    head.extend(complaint.class.map(|class| core::class(class).get(language)));
    if let Some(assignment) = complaint.assignment() {
        head.push(department(assignment.department).get(language));
        head.extend(assignment.person.as_ref().map(name));
    }
    line(text, 0, &head.join(" · "));
    if complaint.about_centre {
        line(text, 0, complaints::ABOUT_CENTRE.get(language));
    }
    let heard_at = zone.show(complaint.capture.heard_at);
    line(text, 0, &words::HEARD.with(language, &[name(&complaint.heard_by()), &heard_at]));
    if let Some(accepted) = &complaint.accepted {
        line(text, 0, &words::RECEIVED.with(language, &[&zone.show(accepted.received_at)]));
    }
    if let Some(at) = complaint.first_contact_at() {
        let mut said = format!("{}: {}", complaints::FIRST_CONTACT.get(language), zone.show(at));
        if let Some(assignment) = complaint.assignment() {
            let minutes = (at - assignment.origin.at.estimate()).max(0) / 60_000;
            said.push_str(" · ");
            said.push_str(&complaints::SINCE_ASSIGNED.with(language, &[&minutes.to_string()]));
        }
        line(text, 0, &said);
    }
    let harmed = complaint.harm_is_open();
    for (is, words) in
        [(harmed, complaints::HARM_NOW), (!complaint.conflict.is_empty(), complaints::CONFLICT)]
    {
        if is {
            line(text, 0, &format!("!!! {}", words.get(language)));
        }
    }
}

/// What the complainant says; where somebody completed it, beside what was captured.
fn record(language: Language, view: &ComplaintView, text: &mut String) {
    line(text, 0, complaints::RECORD.get(language));
    let Some(record) = &view.record else {
        line(text, 1, complaints::RECORD_NOT_HERE.get(language));
        return;
    };
    for field in RecordField::ALL {
        let said = said(language, record, view.complaint.record(), *field);
        let first = view.captured.as_ref().map(|captured| captured.get(*field));
        let changed = first.filter(|first| *first != record.get(*field) && !first.is_empty());
        let beside = changed
            .map(|first| format!(" ({}: {first})", complaints::AS_CAPTURED.get(language)))
            .unwrap_or_default();
        line(text, 1, &format!("{}: {said}{beside}", core::field(*field).get(language)));
    }
}

fn said(
    language: Language,
    record: &ComplaintRecord,
    version: Option<&RecordVersion>,
    field: RecordField,
) -> String {
    let words = record.get(field);
    let mut unknown = version.into_iter().flat_map(|version| &version.unknown);
    match unknown.find(|unknown| unknown.field == field) {
        Some(unknown) if words.is_empty() => complaints::UNKNOWN.with(language, &[&unknown.reason]),
        _ => words.to_owned(),
    }
}
