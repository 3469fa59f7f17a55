//! Incidents in public areas in words: `IncidentList` and `SaidOfIncident` of `contract.ts`.

use client_core::device::{IncidentNext, IncidentRow, IncidentView};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::incident::IncidentState;
use client_core::domain::text::Language;
use client_core::domain::words::incident as core;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use undercroft_words::incidents as words;
use undercroft_words::{refusals, rejections};

/// A line of the list.
pub fn row(language: Language, row: &IncidentRow, names: &BTreeMap<UserId, &str>) -> Value {
    json!({
        "id": row.id,
        "state": row.state,
        "state_text": core::state(row.state).get(language),
        "open": row.state.is_open(),
        "alarm": row.state == IncidentState::NobodyOnSite || row.in_conflict || row.stuck > 0,
        "major": row.major,
        "area_text": core::area(row.area).get(language),
        "department_text": core::department(row.department).get(language),
        "place": row.place,
        "finder": names.get(&row.finder).copied().unwrap_or_default(),
        "reported_at": row.reported_at,
        "unsent": row.pending > 0,
    })
}

/// What the page of an incident says.
pub fn page(
    language: Language,
    view: &IncidentView,
    next: &IncidentNext,
    numbers: &BTreeMap<DocumentId, String>,
) -> Value {
    let incident = &view.incident;
    let alarm = if incident.state == IncidentState::NobodyOnSite {
        Some(words::NOBODY_ON_SITE)
    } else if incident.conflict.is_empty() {
        None
    } else {
        Some(words::CONFLICT)
    };
    let name = |user: &UserId| view.names.get(user).map_or("", String::as_str);
    let course = words::course(language, incident, |order| numbers.get(&order).cloned());
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
    json!({
        "state": core::state(incident.state).get(language),
        "open": incident.state.is_open(),
        "area": core::area(incident.report.area).get(language),
        "department": core::department(incident.report.department).get(language),
        "finder": name(&incident.finder()),
        "reported_at": incident.reported_at(),
        "alarm": alarm.map(|text| text.get(language)),
        "finder_on_site": incident.finder_on_site.then(|| words::FINDER_ON_SITE.get(language)),
        "course": course.collect::<Vec<_>>(),
        "commands": commands.collect::<Vec<_>>(),
        "stuck": stuck.collect::<Vec<_>>(),
        "guidance": next.guidance.iter().map(|one| one.text.get(language)).collect::<Vec<_>>(),
    })
}
