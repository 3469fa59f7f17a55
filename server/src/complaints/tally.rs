//! What the complaints that somebody may read come to, by kind of case and by department (CMP-7, ROL-11).

use super::list::only_readable;
use super::{Clock, read};
use crate::feed::EngineError;
use client_core::domain::complaint::{CaseKind, CaseKinds};
use client_core::domain::entry::incident::Department;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::statistics::Span;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// How many complaints there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ComplaintCount {
    /// Heard in the span.
    pub heard: u32,
    /// Somebody still has to do something, whenever they were heard.
    pub open: u32,
    /// Of these, a deadline has passed.
    pub late: u32,
    /// Heard in the span, and closed.
    pub closed: u32,
    /// All, whenever they were heard.
    pub all: u32,
}

impl AddAssign for ComplaintCount {
    fn add_assign(&mut self, other: Self) {
        self.heard += other.heard;
        self.open += other.open;
        self.late += other.late;
        self.closed += other.closed;
        self.all += other.all;
    }
}

/// The complaints of one kind of case in one department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintTally {
    /// The kind's code; nothing of complaints without one.
    pub case_kind: Option<String>,
    /// The department in charge; nothing while nobody is.
    pub department: Option<Department>,
    /// How many.
    pub count: ComplaintCount,
}

/// Counts the complaints that a person may read.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn tallies(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    span: Span,
    clock: &Clock,
) -> Result<Vec<ComplaintTally>, EngineError> {
    let mut sql = "SELECT c.document, c.case_kind, c.department, c.open, c.heard_at, c.content FROM complaint c WHERE 1"
        .to_owned();
    let mut values: Vec<Value> = Vec::new();
    only_readable(&mut sql, &mut values, user, roles);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut tallies: BTreeMap<(Option<String>, Option<Department>), ComplaintCount> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let case_kind: Option<String> = row.get(1)?;
        let department = row.get_ref(2)?.as_str_or_null().ok().flatten().and_then(Department::parse);
        let (open, heard_at): (bool, i64) = (row.get(3)?, row.get(4)?);
        // Lateness is a matter of the clock: it is asked of each open one, and those are few.
        let late = open && {
            let complaint =
                read(DocumentId::from_bytes(row.get(0)?), row.get_ref(5)?.as_str().unwrap_or_default())?;
            clock.next_due(&complaint).is_some_and(|due| clock.is_late(&due))
        };
        let count = ComplaintCount {
            heard: u32::from(span.has(heard_at)),
            open: u32::from(open),
            late: u32::from(late),
            closed: u32::from(!open && span.has(heard_at)),
            all: 1,
        };
        *tallies.entry((case_kind, department)).or_default() += count;
    }
    let tally = |((case_kind, department), count)| ComplaintTally { case_kind, department, count };
    Ok(tallies.into_iter().map(tally).collect())
}

/// What the complaints of a kind of case come to, as far as the reader may read them.
#[derive(Debug, Clone)]
pub struct CaseKindLine {
    /// The kind's code; nothing for complaints without one.
    pub code: Option<String>,
    /// The kind; nothing where the list doesn't know the code.
    pub kind: Option<CaseKind>,
    /// How many.
    pub count: ComplaintCount,
}

/// A line for each kind of the list, then for those that it doesn't know, and complaints without a kind.
pub fn by_kind(list: &CaseKinds, counts: &[ComplaintTally]) -> Vec<CaseKindLine> {
    let line = |code: &str, kind: Option<&CaseKind>| CaseKindLine {
        code: Some(code.to_owned()),
        kind: kind.cloned(),
        count: ComplaintCount::default(),
    };
    let mut lines: Vec<CaseKindLine> = list.kinds.iter().map(|kind| line(&kind.code, Some(kind))).collect();
    let mut places: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for (place, kind) in list.kinds.iter().enumerate() {
        places.insert(Some(&kind.code), place);
    }
    for one in counts {
        let place = *places.entry(one.case_kind.as_deref()).or_insert_with(|| {
            let (code, count) = (one.case_kind.clone(), ComplaintCount::default());
            lines.push(CaseKindLine { code, kind: None, count });
            lines.len() - 1
        });
        if let Some(line) = lines.get_mut(place) {
            line.count += one.count;
        }
    }
    // Complaints without a kind come last.
    lines.sort_by_key(|line| line.code.is_none());
    lines
}
