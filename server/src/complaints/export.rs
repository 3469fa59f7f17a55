//! The register as a table. Names of columns are those of the interface; what the record says begins with `record_`.

use super::{CaseKindLine, Clock, ComplaintLine};
use crate::table::{Cell, Sheet};
use client_core::domain::calendar::MonthOf;
use client_core::domain::entry::complaint::RecordField;

/// The lines as a table. Times are those of the site's zone.
pub fn complaint_sheet(lines: &[ComplaintLine], clock: &Clock) -> Sheet {
    let text = |value: &str| Cell::Text(value.to_owned());
    let yes = |holds: bool| text(if holds { "yes" } else { "" });
    let time = |at: Option<i64>| Cell::Text(at.map(|at| clock.zone.shown(at)).unwrap_or_default());
    let row = |line: &ComplaintLine| {
        let complaint = &line.complaint;
        let (capture, assignment) = (&complaint.capture, complaint.assignment());
        let result = complaint.resolution();
        let orders: Vec<String> = complaint.orders.iter().map(|linked| linked.order.to_string()).collect();
        let mut cells = vec![
            text(complaint.state.as_str()),
            yes(complaint.about_centre),
            text(complaint.class.map_or("", |class| class.as_str())),
            text(complaint.case_kind().unwrap_or_default()),
            text(complaint.attribution().map_or("", |one| one.attribution.as_str())),
            text(assignment.map_or("", |one| one.department.as_str())),
            text(line.person_name.as_deref().unwrap_or_default()),
            text(capture.channel.as_str()),
            text(capture.handover.as_str()),
            text(line.heard_by_name.as_deref().unwrap_or_default()),
            time(Some(capture.heard_at)),
            time(complaint.accepted.as_ref().map(|accepted| accepted.received_at)),
            time(complaint.first_contact_at()),
            yes(capture.ongoing_harm),
        ];
        cells.extend(RecordField::ALL.iter().map(|field| text(line.record.get(*field))));
        cells.extend([
            text(result.map_or("", |result| result.outcome.as_str())),
            text(result.map_or("", |result| result.result.as_str())),
            text(line.due.map_or("", |due| due.deadline.id.as_str())),
            time(line.due.map(|due| due.deadline.due)),
            yes(line.due.is_some_and(|due| clock.is_late(&due))),
            yes(!complaint.conflict.is_empty()),
            text(&orders.join(" ")),
            text(&complaint.id.to_string()),
        ]);
        cells
    };
    Sheet {
        name: "complaints",
        row: "complaint",
        columns: &[
            "state",
            "about_centre",
            "class",
            "case_kind",
            "attribution",
            "department",
            "person_name",
            "channel",
            "handover",
            "heard_by_name",
            "heard_at",
            "received_at",
            "first_contact_at",
            "ongoing_harm",
            "record_name",
            "record_address",
            "record_contact",
            "record_time",
            "record_place",
            "record_person",
            "record_department",
            "record_course",
            "record_demand",
            "outcome",
            "result",
            "due",
            "due_at",
            "late",
            "in_conflict",
            "orders",
            "id",
        ],
        rows: lines.iter().map(row).collect(),
    }
}

/// The kinds of cases as a table: what the complaints of each come to.
pub fn case_kind_sheet(month: MonthOf, lines: &[CaseKindLine]) -> Sheet {
    let text = |value: &str| Cell::Text(value.to_owned());
    let number = |value: u32| Cell::Number(value.to_string());
    let row = |line: &CaseKindLine| {
        let kind = line.kind.as_ref();
        vec![
            text(&month.to_string()),
            text(line.code.as_deref().unwrap_or_default()),
            text(kind.map_or("", |kind| kind.label.zh_hans.as_str())),
            text(kind.map_or("", |kind| kind.department.as_str())),
            number(line.count.heard),
            number(line.count.open),
            number(line.count.late),
            number(line.count.all),
        ]
    };
    Sheet {
        name: "case_kinds",
        row: "case_kind",
        columns: &["month", "code", "label", "department", "heard", "open", "late", "all"],
        rows: lines.iter().map(row).collect(),
    }
}
