//! The lines as a table. Names of columns are those of the interface.

use super::AuditLine;
use crate::table::{Cell, Sheet};
use client_core::domain::calendar::Zone;

/// What a line says of a file that was taken out: its form, and how many rows it has.
pub fn export_detail(form: &str, rows: usize) -> String {
    format!("{form} · {rows}")
}

/// The lines as a table. Times are those of the site's zone.
pub fn audit_sheet(lines: &[AuditLine], zone: Zone) -> Sheet {
    let text = |value: &str| Cell::Text(value.to_owned());
    let row = |line: &AuditLine| {
        let name = |who: &Option<(_, String)>| text(who.as_ref().map_or("", |(_, name)| name.as_str()));
        let device = |one: &Option<(_, String)>| text(one.as_ref().map_or("", |(_, name)| name.as_str()));
        let (count, last) = match line.times {
            Some((count, last)) => (Cell::Number(count.to_string()), zone.shown(last)),
            None => (text(""), String::new()),
        };
        vec![
            Cell::Number(line.number.to_string()),
            text(&zone.shown(line.at)),
            text(&line.kind),
            text(&line.origin),
            name(&line.actor),
            device(&line.place),
            name(&line.person),
            device(&line.device),
            text(&line.matter),
            text(&line.detail),
            count,
            text(&last),
        ]
    };
    Sheet {
        name: "audit",
        row: "line",
        columns: &[
            "number",
            "at",
            "kind",
            "origin",
            "actor_name",
            "place_name",
            "person_name",
            "device_name",
            "matter",
            "detail",
            "count",
            "last_at",
        ],
        rows: lines.iter().map(row).collect(),
    }
}
