//! The service centre's work log (REC-6, ROL-18): what was taken down on a day, with the five fields of each call, who took
//! it, and how it stands. Nobody writes it: it is read from the documents that intake makes.

use crate::complaints;
use crate::feed::{self, EngineError};
use crate::matters;
use crate::office::view::names;
use crate::table::{Cell, Sheet};
use client_core::domain::blob::Blob;
use client_core::domain::calendar::Zone;
use client_core::domain::entry::matter::{MatterKind, MatterValue};
use client_core::domain::entry::office::Urgency;
use client_core::domain::id::{BlobDigest, DocumentId, UserId};
use client_core::domain::matter::Matter;
use client_core::domain::procedure::Library;
use rusqlite::{Connection, OptionalExtension, params};

/// A day has at most this many lines.
pub const MOST_LINES: usize = 2_000;

/// What was taken down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// A request for a repair or another service, in this state.
    Request(String),
    /// A complaint, in this state.
    Complaint(String),
    /// A matter of this form, in this state.
    Matter(String, String),
}

impl Taken {
    /// Its name on the wire: `request`, `complaint`, or the matter's form.
    pub fn name(&self) -> &str {
        match self {
            Self::Request(_) => "request",
            Self::Complaint(_) => "complaint",
            Self::Matter(form, _) => form,
        }
    }

    /// How it stands, by its name on the wire.
    pub fn state(&self) -> &str {
        match self {
            Self::Request(state) | Self::Complaint(state) | Self::Matter(_, state) => state,
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkLogLine {
    /// When it reached us, milliseconds since 1970 UTC.
    pub at: i64,
    /// What it is.
    pub taken: Taken,
    /// Its document.
    pub document: DocumentId,
    /// Somebody is needed at once (PRI-4).
    pub urgent: bool,
    /// Who took it down.
    pub by: UserId,
    /// His name.
    pub by_name: Option<String>,
    /// Whose it is; empty where nobody said.
    pub name: String,
    /// Building and unit, or an address.
    pub address: String,
    /// How he is reached.
    pub contact: String,
    /// What it is about.
    pub content: String,
    /// The time that suits him, milliseconds since 1970 UTC.
    pub wished_at: Option<i64>,
}

/// What was taken down from `from` until before `until`, milliseconds since 1970 UTC, in the order in which it came. Complaints
/// about the centre aren't in its own log (CMP-2). No right is checked here.
///
/// # Errors
/// The database, or something stored in it.
pub fn lines(
    connection: &Connection,
    library: &Library,
    (from, until): (i64, i64),
) -> Result<Vec<WorkLogLine>, EngineError> {
    let mut lines = requests(connection, library, from, until)?;
    lines.extend(complaints_of(connection, from, until)?);
    lines.extend(matters_of(connection, from, until)?);
    lines.sort_by_key(|line| (line.at, line.document));
    lines.truncate(MOST_LINES);
    let names = names(connection, &lines.iter().map(|line| line.by).collect())?;
    for line in &mut lines {
        line.by_name = names.get(&line.by).cloned();
    }
    Ok(lines)
}

fn documents(
    connection: &Connection,
    sql: &str,
    from: i64,
    until: i64,
) -> Result<Vec<DocumentId>, EngineError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement
        .query_map(params![from, until, i64::try_from(MOST_LINES).unwrap_or(i64::MAX)], |row| {
            Ok(DocumentId::from_bytes(row.get(0)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

fn requests(
    connection: &Connection,
    library: &Library,
    from: i64,
    until: i64,
) -> Result<Vec<WorkLogLine>, EngineError> {
    let sql = "SELECT document FROM board WHERE requested_at >= ?1 AND requested_at < ?2
               ORDER BY requested_at, document LIMIT ?3";
    let mut lines = Vec::new();
    for document in documents(connection, sql, from, until)? {
        let Some(order) = feed::order(connection, library, document)? else { continue };
        let Some(registered) = &order.registered else { continue };
        let customer: Option<(String, String, String)> = connection
            .prepare_cached("SELECT customer_name, unit_no, contact FROM customer WHERE document = ?1")?
            .query_row([registered.customer.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let (name, address, contact) = customer.unwrap_or_default();
        lines.push(WorkLogLine {
            at: registered.received_at,
            taken: Taken::Request(order.state.as_str().to_owned()),
            document,
            urgent: registered.urgency == Urgency::Urgent,
            by: registered.origin.by.user,
            by_name: None,
            name,
            address,
            contact,
            content: text_of(connection, document, &registered.content)?,
            wished_at: Some(registered.appointment_at),
        });
    }
    Ok(lines)
}

fn complaints_of(connection: &Connection, from: i64, until: i64) -> Result<Vec<WorkLogLine>, EngineError> {
    let sql = "SELECT document FROM complaint WHERE about_centre = 0 AND heard_at >= ?1 AND heard_at < ?2
               ORDER BY heard_at, document LIMIT ?3";
    let mut lines = Vec::new();
    for document in documents(connection, sql, from, until)? {
        let Some(complaint) = complaints::find(connection, document)? else { continue };
        let record = complaints::latest_record(connection, &complaint)?.unwrap_or_default();
        lines.push(WorkLogLine {
            at: complaint.capture.heard_at,
            taken: Taken::Complaint(complaint.state.as_str().to_owned()),
            document,
            urgent: complaint.capture.ongoing_harm,
            by: complaint.heard_by(),
            by_name: None,
            name: record.name,
            address: record.address,
            contact: record.contact,
            content: record.course,
            wished_at: None,
        });
    }
    Ok(lines)
}

fn matters_of(connection: &Connection, from: i64, until: i64) -> Result<Vec<WorkLogLine>, EngineError> {
    let kinds = [MatterKind::Enquiry, MatterKind::Convenience].map(MatterKind::as_str);
    let sql = format!(
        "SELECT document FROM matter WHERE kind IN ('{}') AND opened_at >= ?1 AND opened_at < ?2
         ORDER BY opened_at, document LIMIT ?3",
        kinds.join("', '")
    );
    let mut lines = Vec::new();
    for document in documents(connection, &sql, from, until)? {
        let Some(matter) = matters::find(connection, document)? else { continue };
        let said = |keys: &[&str]| said(connection, &matter, keys);
        let by = matter.opening.origin.by.user;
        lines.push(WorkLogLine {
            at: matter.opened_at(),
            taken: Taken::Matter(matter.opening.form.clone(), matter.state.as_str().to_owned()),
            document,
            urgent: false,
            by,
            by_name: None,
            name: said(&["name", "person"])?,
            address: matter.opening.unit_no.clone().map_or_else(|| said(&["address", "place"]), Ok)?,
            contact: said(&["contact"])?,
            content: said(&["purpose", "content", "what"])?,
            wished_at: match first(&matter, &["wished_at", "reply_at"]) {
                Some(MatterValue::Time(at)) => Some(*at),
                _ => None,
            },
        });
    }
    Ok(lines)
}

/// The value of the first of these fields that the matter's first section has.
fn first<'m>(matter: &'m Matter, keys: &[&str]) -> Option<&'m MatterValue> {
    let section = matter.form()?.sections.first()?.key;
    keys.iter().find_map(|key| matter.value(section, None, key))
}

fn said(connection: &Connection, matter: &Matter, keys: &[&str]) -> Result<String, EngineError> {
    match first(matter, keys) {
        Some(MatterValue::Words(words)) => Ok(words.clone()),
        Some(MatterValue::Blob(digest)) => text_of(connection, matter.id, digest),
        _ => Ok(String::new()),
    }
}

/// A text that lies in a blob; empty before it came.
fn text_of(
    connection: &Connection,
    document: DocumentId,
    digest: &BlobDigest,
) -> Result<String, EngineError> {
    let blob = feed::blob(connection, document, digest)?.and_then(|bytes| Blob::from_bytes(&bytes));
    Ok(blob.as_ref().and_then(Blob::as_text).unwrap_or_default().to_owned())
}

/// The log as a table. Names of columns are those of the interface, times those of the site's zone.
pub fn work_log_sheet(lines: &[WorkLogLine], zone: Zone) -> Sheet {
    let text = |value: &str| Cell::Text(value.to_owned());
    let row = |line: &WorkLogLine| {
        vec![
            text(&zone.shown(line.at)),
            text(line.taken.name()),
            text(line.taken.state()),
            text(if line.urgent { "yes" } else { "" }),
            text(&line.name),
            text(&line.address),
            text(&line.contact),
            text(&line.content),
            text(&line.wished_at.map(|at| zone.shown(at)).unwrap_or_default()),
            text(line.by_name.as_deref().unwrap_or_default()),
            text(&line.document.to_string()),
        ]
    };
    Sheet {
        name: "work-log",
        row: "line",
        columns: &[
            "at",
            "taken",
            "state",
            "urgent",
            "name",
            "address",
            "contact",
            "content",
            "wished_at",
            "by_name",
            "id",
        ],
        rows: lines.iter().map(row).collect(),
    }
}
