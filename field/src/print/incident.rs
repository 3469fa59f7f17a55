//! Incidents in public areas: the list, and the page of one.

use super::checklist::line;
use super::table::table;
use crate::time::Zone;
use crate::words::{incident as words, rejections};
use client_core::device::{IncidentNext, IncidentRow, IncidentView};
use client_core::domain::entry::Kind;
use client_core::domain::id::{EntryId, UserId};
use client_core::domain::incident::{Incident, IncidentDecision, IncidentState, Standing};
use client_core::domain::order::Origin;
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
    if incident.state == IncidentState::NobodyOnSite {
        line(&mut text, 0, words::NOBODY_ON_SITE.get(language));
    } else if incident.finder_on_site {
        line(&mut text, 0, words::FINDER_ON_SITE.get(language));
    }
    if !incident.conflict.is_empty() {
        line(&mut text, 0, words::CONFLICT.get(language));
    }
    for (origin, kind, words) in course(language, incident) {
        let name = view.names.get(&origin.by.user).map_or("", String::as_str);
        let kind = core::kind(kind).map_or(kind.as_str(), |kind| kind.get(language));
        line(&mut text, 1, &format!("{}  {kind}  {name}: {words}", zone.show(origin.at.estimate())));
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

fn decided(language: Language, decision: &IncidentDecision) -> String {
    let what = match &decision.to {
        Some(to) if decision.report_further => words::FURTHER.with(language, &[to]),
        _ => words::NOT_FURTHER.get(language).to_owned(),
    };
    let standing = match decision.standing {
        Standing::Counts => words::COUNTS,
        Standing::Replaced => words::REPLACED,
        Standing::Outweighed => words::OUTWEIGHED,
    };
    format!("{what} · {} [{}]", decision.reason, standing.get(language))
}

/// What happened, in order of time.
fn course(language: Language, incident: &Incident) -> Vec<(Origin, Kind, String)> {
    let report = &incident.report;
    let mut what = report.what.clone();
    if let Some(measure) = &report.measure {
        what.push_str(" · ");
        what.push_str(&words::MEASURE.with(language, &[measure]));
    }
    let mut lines = vec![(report.origin, Kind::IncidentReported, what)];
    for (all, kind) in [
        (&incident.measures, Kind::EmergencyMeasureTaken),
        (&incident.arrivals, Kind::DepartmentArrived),
        (&incident.left, Kind::FinderLeft),
        (&incident.made_major, Kind::IncidentMadeMajor),
    ] {
        lines.extend(all.iter().map(|one| (one.origin, kind, one.words.clone())));
    }
    for one in &incident.courses {
        let late = format!(" [{}]", words::AFTER_DECISION.get(language));
        let words = format!("{}{}", one.course, if one.after_decision { late.as_str() } else { "" });
        lines.push((one.origin, Kind::CourseReported, words));
    }
    for one in &incident.verifications {
        let words = [one.cause.as_str(), &one.responsibility, &one.proposal].join(" · ");
        lines.push((one.origin, Kind::IncidentVerified, words));
    }
    for one in &incident.decisions {
        lines.push((one.origin, Kind::IncidentDecided, decided(language, one)));
    }
    for one in &incident.orders {
        lines.push((one.origin, Kind::IncidentLinked, one.order.to_string()));
    }
    for one in &incident.not_accepted {
        let why = core::not_accepted(&one.reason).map_or(one.reason.as_str(), |why| why.get(language));
        lines.push((one.origin, one.kind, words::NOT_ACCEPTED.with(language, &[why])));
    }
    lines.sort_by_key(|(origin, ..): &(Origin, Kind, String)| -> (i64, EntryId) {
        (origin.at.estimate(), origin.entry)
    });
    lines
}
