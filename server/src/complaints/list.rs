//! The register of complaints: what each reader may see of it, the open ones first, by time waiting (PRI-2, CMP-16).

use super::{Clock, latest_record, read};
use crate::feed::{EngineError, scope};
use client_core::domain::complaint::{Complaint, ComplaintRecord, ComplaintState};
use client_core::domain::deadline::{ComplaintDue, ComplaintFacts, DeadlineId, Outcome, complaint_outcome};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::complaint::ComplaintClass;
use client_core::domain::entry::incident::Department;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::statistics::Span;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Which complaints are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All of them, the open ones first.
    #[default]
    All,
    /// Those of which somebody still has to do something.
    Open,
    /// Those in one state.
    State(ComplaintState),
    /// Open ones with a deadline that has passed.
    Late,
}

/// Which kind of case is wanted (CMP-7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfKind {
    /// The one with this code.
    Code(String),
    /// Complaints without a kind.
    Without,
}

/// A question to the register.
#[derive(Debug, Clone, Default)]
pub struct ComplaintQuery {
    /// By state.
    pub which: Which,
    /// Of this class only.
    pub class: Option<ComplaintClass>,
    /// Of which this department is in charge.
    pub department: Option<Department>,
    /// Of this kind of case.
    pub case_kind: Option<OfKind>,
    /// Heard in this span.
    pub heard: Option<Span>,
    /// About the service centre itself, or not about it.
    pub about_centre: Option<bool>,
    /// Received by the centre in this span.
    pub received: Option<Span>,
    /// Those under a deadline of this kind, and with an outcome only those that came to it (STA-9).
    pub deadline: Option<(DeadlineId, Option<Outcome>)>,
    /// Each of these words stands in the record, or in what was done.
    pub words: Option<String>,
    /// Those after the line of this complaint: the last one of the page before.
    pub after: Option<DocumentId>,
    /// How many at most.
    pub limit: u32,
}

/// A complaint as a line of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintLine {
    /// The complaint.
    pub complaint: Complaint,
    /// What its record says, as far as it is here.
    pub record: ComplaintRecord,
    /// Name of whoever heard it.
    pub heard_by_name: Option<String>,
    /// Name of the person directly responsible.
    pub person_name: Option<String>,
    /// The earliest deadline whose deed hasn't been done.
    pub due: Option<ComplaintDue>,
}

/// Whoever doesn't read all complaints sees those that are his; one about the centre is of a kind of its own (CMP-2).
pub(super) fn only_readable(sql: &mut String, values: &mut Vec<Value>, user: UserId, roles: &[Role]) {
    let groups = scope::groups(roles);
    let whole = |kind| groups.contains(&scope::group(kind));
    let (all, apart) = (whole(DocumentKind::Complaint), whole(DocumentKind::CentreComplaint));
    if all && apart {
        return;
    }
    sql.push_str(" AND (");
    if all {
        sql.push_str("c.about_centre = 0 OR ");
    }
    if apart {
        sql.push_str("c.about_centre = 1 OR ");
    }
    sql.push_str(
        "c.document IN (SELECT document FROM scope
                        WHERE removed_seq IS NULL AND reason = 'work' AND principal = ?))",
    );
    values.push(Value::Blob(user.as_bytes().to_vec()));
}

/// Complaints that a person may read, the open ones first, by time waiting.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn lines(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    query: &ComplaintQuery,
    clock: &Clock,
) -> Result<Vec<ComplaintLine>, EngineError> {
    let mut sql = "SELECT c.document, c.content, hearer.display_name, person.display_name FROM complaint c
                   LEFT JOIN user hearer ON hearer.id = c.heard_by
                   LEFT JOIN user person ON person.id = c.person WHERE 1"
        .to_owned();
    let mut values = Vec::new();
    only_readable(&mut sql, &mut values, user, roles);
    let text = |text: &str| Value::Text(text.to_owned());
    match query.which {
        Which::All => {}
        Which::Open | Which::Late => sql.push_str(" AND c.open = 1"),
        Which::State(state) => {
            sql.push_str(" AND c.state = ?");
            values.push(text(state.as_str()));
        }
    }
    if let Some(class) = query.class {
        sql.push_str(" AND c.class = ?");
        values.push(text(class.as_str()));
    }
    if let Some(department) = query.department {
        sql.push_str(" AND c.department = ?");
        values.push(text(department.as_str()));
    }
    match &query.case_kind {
        Some(OfKind::Code(code)) => {
            sql.push_str(" AND c.case_kind = ?");
            values.push(text(code));
        }
        Some(OfKind::Without) => sql.push_str(" AND c.case_kind IS NULL"),
        None => {}
    }
    if let Some(span) = query.heard {
        sql.push_str(" AND c.heard_at >= ? AND c.heard_at < ?");
        values.extend([Value::Integer(span.from), Value::Integer(span.until)]);
    }
    if let Some(about_centre) = query.about_centre {
        sql.push_str(" AND c.about_centre = ?");
        values.push(Value::from(about_centre));
    }
    if let Some(span) = query.received {
        sql.push_str(" AND c.received_at >= ? AND c.received_at < ?");
        values.extend([Value::Integer(span.from), Value::Integer(span.until)]);
    }
    for word in query.words.iter().flat_map(|words| words.split_whitespace()) {
        sql.push_str(" AND instr(c.words, ?) > 0");
        values.push(Value::Text(word.to_lowercase()));
    }
    if let Some(after) = query.after {
        sql.push_str(
            " AND (1 - c.open, c.heard_at, c.document) >
                  (SELECT 1 - open, heard_at, document FROM complaint WHERE document = ?)",
        );
        values.push(Value::Blob(after.as_bytes().to_vec()));
    }
    sql.push_str(" ORDER BY c.open DESC, c.heard_at, c.document");
    // What became of a deadline is a matter of the clock: it is asked of each one that the rest of the question finds.
    if query.which != Which::Late && query.deadline.is_none() {
        sql.push_str(" LIMIT ?");
        values.push(Value::Integer(i64::from(query.limit)));
    }
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut lines = Vec::new();
    while lines.len() < query.limit as usize
        && let Some(row) = rows.next()?
    {
        let document = DocumentId::from_bytes(row.get(0)?);
        let complaint = read(document, row.get_ref(1)?.as_str().unwrap_or_default())?;
        let due = clock.next_due(&complaint);
        if query.which == Which::Late && !due.as_ref().is_some_and(|due| clock.is_late(due)) {
            continue;
        }
        if let Some((id, wanted)) = query.deadline {
            let came = complaint_outcome(&clock.due(&complaint), id, clock.now);
            if came.is_none_or(|came| wanted.is_some_and(|wanted| wanted != came)) {
                continue;
            }
        }
        lines.push(ComplaintLine {
            record: latest_record(connection, &complaint)?.unwrap_or_default(),
            heard_by_name: row.get(2)?,
            person_name: row.get(3)?,
            due,
            complaint,
        });
    }
    Ok(lines)
}

/// The complaints that the centre received in a span and that a person may read, with what their deadlines depend on. Those
/// about the centre are counted only for whoever reads them (CMP-2).
///
/// # Errors
/// The database, or a row that can't be read.
pub fn received(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    span: Span,
) -> Result<Vec<(DocumentId, ComplaintFacts)>, EngineError> {
    let mut sql =
        "SELECT c.document, c.content FROM complaint c WHERE c.received_at >= ? AND c.received_at < ?"
            .to_owned();
    let mut values = vec![Value::Integer(span.from), Value::Integer(span.until)];
    only_readable(&mut sql, &mut values, user, roles);
    sql.push_str(" ORDER BY c.received_at, c.document");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let complaint = read(document, row.get_ref(1)?.as_str().unwrap_or_default())?;
        found.extend(complaint.deadline_facts().map(|facts| (document, facts)));
    }
    Ok(found)
}
