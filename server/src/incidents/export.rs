//! The list as a table. Names of columns are those of the interface.

use super::IncidentLine;
use crate::table::{Cell, Sheet};
use client_core::domain::calendar::Zone;

/// The lines as a table. Times are those of the site's zone.
pub fn incident_sheet(lines: &[IncidentLine], zone: Zone) -> Sheet {
    let text = |value: &str| Cell::Text(value.to_owned());
    let yes = |holds: bool| text(if holds { "yes" } else { "" });
    let row = |line: &IncidentLine| {
        let incident = &line.incident;
        let orders: Vec<String> = incident.orders.iter().map(|linked| linked.order.to_string()).collect();
        vec![
            text(incident.state.as_str()),
            yes(incident.major),
            text(incident.report.area.as_str()),
            text(incident.report.department.as_str()),
            text(&incident.report.place),
            text(&incident.report.what),
            text(line.finder_name.as_deref().unwrap_or_default()),
            text(&zone.shown(incident.reported_at())),
            yes(!incident.conflict.is_empty()),
            text(&orders.join(" ")),
            text(&incident.id.to_string()),
        ]
    };
    Sheet {
        name: "incidents",
        row: "incident",
        columns: &[
            "state",
            "major",
            "area",
            "department",
            "place",
            "what",
            "finder_name",
            "reported_at",
            "in_conflict",
            "orders",
            "id",
        ],
        rows: lines.iter().map(row).collect(),
    }
}
