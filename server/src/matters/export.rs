//! The list as a table. Names of columns are those of the interface.

use super::MatterLine;
use crate::table::{Cell, Sheet};
use client_core::domain::calendar::Zone;

/// The lines as a table. Times are those of the site's zone.
pub fn matter_sheet(lines: &[MatterLine], zone: Zone) -> Sheet {
    let text = |value: &str| Cell::Text(value.to_owned());
    let row = |line: &MatterLine| {
        let matter = &line.matter;
        let due = line.next_due.map(|(at, _)| zone.shown(at)).unwrap_or_default();
        vec![
            text(matter.kind.as_str()),
            text(&matter.opening.form),
            text(matter.state.as_str()),
            text(&matter.opening.title),
            text(matter.opening.unit_no.as_deref().unwrap_or_default()),
            text(matter.opening.period.as_deref().unwrap_or_default()),
            text(line.person_name.as_deref().unwrap_or_default()),
            text(&zone.shown(matter.opened_at())),
            text(&due),
            text(line.next_due.map_or("", |(_, of)| of.as_str())),
            text(if line.alarmed { "yes" } else { "" }),
            text(&matter.id.to_string()),
        ]
    };
    Sheet {
        name: "matters",
        row: "matter",
        columns: &[
            "kind",
            "form",
            "state",
            "title",
            "unit_no",
            "period",
            "person_name",
            "opened_at",
            "next_due_at",
            "due_of",
            "alarmed",
            "id",
        ],
        rows: lines.iter().map(row).collect(),
    }
}
