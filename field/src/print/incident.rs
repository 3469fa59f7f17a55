//! Incidents in public areas: the list, and the page of one.

use super::checklist::line;
use super::table::table;
use crate::time::Zone;
use crate::words::{Text, incident as words, incidents, rejections};
use client_core::device::{IncidentNext, IncidentRow, IncidentView};
use client_core::domain::id::UserId;
use client_core::domain::incident::IncidentState;
use client_core::domain::text::Language;
use client_core::domain::words::incident as core;
use std::collections::BTreeMap;

/// The incidents of a device.
pub fn list(
    language: Language,
    zone: Zone,
    rows: &[IncidentRow],
    names: &BTreeMap<UserId, String>,
    now: i64,
) -> String {
    if rows.is_empty() {
        return format!("{}\n", words::NONE.get(language));
    }
    let headings = [
        words::ID,
        words::PLACE,
        words::STATE,
        words::AREA,
        words::DEPARTMENT,
        words::FINDER,
        words::WAITING,
    ];
    let mut lines: Vec<Vec<String>> =
        vec![headings.iter().map(|heading| heading.get(language).to_owned()).collect()];
    for row in rows {
        let mut state = core::state(row.state).get(language).to_owned();
        if row.major {
            state.push_str(" !");
            state.push_str(words::MAJOR.get(language));
        }
        let waiting = if row.state.is_open() {
            ((now - row.reported_at).max(0) / 60_000).to_string()
        } else {
            zone.show(row.reported_at)
        };
        lines.push(vec![
            row.id.to_string().chars().take(8).collect(),
            row.place.clone(),
            state,
            core::area(row.area).get(language).to_owned(),
            core::department(row.department).get(language).to_owned(),
            names.get(&row.finder).cloned().unwrap_or_default(),
            waiting,
        ]);
    }
    table(&lines)
}

/// One incident with its course, and what its reader may do.
pub fn page(language: Language, zone: Zone, view: &IncidentView, next: &IncidentNext) -> String {
    let incident = &view.incident;
    let report = &incident.report;
    let mut text = String::new();
    line(&mut text, 0, &report.place);
    let mut head = vec![core::state(incident.state).get(language)];
    if incident.major {
        head.push(words::MAJOR.get(language));
    }
    head.push(core::area(report.area).get(language));
    head.push(core::department(report.department).get(language));
    line(&mut text, 0, &head.join(" · "));
    let loud = |words: Text| format!("!!! {}", words.get(language));
    if incident.state == IncidentState::NobodyOnSite {
        line(&mut text, 0, &loud(incidents::NOBODY_ON_SITE));
    } else if incident.finder_on_site {
        line(&mut text, 0, incidents::FINDER_ON_SITE.get(language));
    }
    if !incident.conflict.is_empty() {
        line(&mut text, 0, &loud(incidents::CONFLICT));
    }
    for one in incidents::course(language, incident, |order| Some(order.to_string())) {
        let name = view.names.get(&one.origin.by.user).map_or("", String::as_str);
        let kind = core::kind(one.kind).map_or(one.kind.as_str(), |kind| kind.get(language));
        let mark = one.mark.map(|(_, words)| format!(" [{words}]")).unwrap_or_default();
        let words = one.words.join(" · ");
        let at = zone.show(one.origin.at.estimate());
        line(&mut text, 1, &format!("{at}  {kind}  {name}: {words}{mark}"));
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
