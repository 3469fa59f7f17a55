//! Departments as a table, with the names of the interface.

use super::Departments;
use crate::table::{Cell, Sheet};

/// A line for each subject of each department.
pub fn department_sheet(found: &Departments) -> Sheet {
    let text = |value: &str| Cell::Text(value.to_owned());
    let number = |value: u32| Cell::Number(value.to_string());
    let month = found.month.to_string();
    let rows = found.departments.iter().flat_map(|view| {
        view.lines.iter().map(|line| {
            vec![
                text(&month),
                text(view.department.as_str()),
                text(view.head.as_deref().unwrap_or_default()),
                text(line.subject.as_str()),
                text(line.of.as_deref().unwrap_or_default()),
                number(line.count.open),
                number(line.count.late),
                number(line.count.month),
                number(line.count.done),
            ]
        })
    });
    Sheet {
        name: "departments",
        row: "department",
        columns: &["month", "department", "head", "subject", "of", "open", "late", "begun", "done"],
        rows: rows.collect(),
    }
}
