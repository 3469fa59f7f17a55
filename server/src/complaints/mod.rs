//! Complaints' projection: one row per complaint, written in the transaction of the change that moved it (CMP), and who
//! is given one that his posts alone don't let him read.

mod export;
mod find;
mod kinds;
mod list;
mod share;
mod tally;

pub use export::{case_kind_sheet, complaint_sheet};
pub use kinds::{CaseKindError, write_case_kind};
pub use list::{ComplaintLine, ComplaintQuery, OfKind, Which, lines, received};
pub use tally::{CaseKindLine, ComplaintCount, ComplaintTally, by_kind, tallies};

pub(crate) use find::{find, moved};
pub(crate) use share::{is_kept_from, share, show_to_new_head};

use crate::feed::{self, EngineError, FeedError, int};
use client_core::domain::blob::Blob;
use client_core::domain::calendar::Zone;
use client_core::domain::complaint::{Complaint, ComplaintRecord, fold_complaint};
use client_core::domain::deadline::{ComplaintDue, DeadlineSettings, Stands, complaint_due};
use client_core::domain::entry::complaint::{ComplaintClass, RecordField};
use client_core::domain::id::{BlobDigest, DocumentId, UserId};
use client_core::domain::journal::Journal;
use rusqlite::{Connection, params};

/// When complaints are looked at, and what their deadlines are reckoned with.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Now, milliseconds since 1970 UTC.
    pub now: i64,
    /// The site's zone.
    pub zone: Zone,
    /// Thresholds of the deadlines.
    pub settings: DeadlineSettings,
}

impl Clock {
    /// The deadlines that a complaint is under, the earliest first; none before it is accepted.
    pub fn due(&self, complaint: &Complaint) -> Vec<ComplaintDue> {
        let facts = complaint.deadline_facts();
        facts.map(|facts| complaint_due(&facts, self.zone, &self.settings)).unwrap_or_default()
    }

    /// The earliest deadline whose deed hasn't been done; none of a complaint that is closed.
    pub fn next_due(&self, complaint: &Complaint) -> Option<ComplaintDue> {
        let due = if complaint.state.is_open() { self.due(complaint) } else { Vec::new() };
        due.into_iter().find(|due| due.done_at.is_none())
    }

    /// Whether a deadline has passed and its deed hasn't been done.
    pub fn is_late(&self, due: &ComplaintDue) -> bool {
        due.done_at.is_none() && due.deadline.stands(self.now) == Stands::Late
    }
}

/// Writes the row of a complaint, whose record lies in `blobs`, and gives the complaint.
pub(crate) fn save(
    connection: &Connection,
    blobs: &Connection,
    journal: &Journal,
    seq: u64,
) -> Result<Option<Complaint>, EngineError> {
    let Some(complaint) = fold_complaint(journal) else { return Ok(None) };
    let record = latest_record(blobs, &complaint)?;
    let assignment = complaint.assignment();
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO complaint (document, about_centre, state, open, class, department, person, heard_by,
                 heard_at, received_at, ongoing_harm, words, content, last_seq, case_kind)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            complaint.id.as_bytes(),
            complaint.about_centre,
            complaint.state.as_str(),
            complaint.state.is_open(),
            complaint.class.map(ComplaintClass::as_str),
            assignment.map(|one| one.department.as_str()),
            assignment.and_then(|one| one.person.as_ref()).map(UserId::as_bytes),
            complaint.heard_by().as_bytes(),
            complaint.capture.heard_at,
            complaint.accepted.as_ref().map(|accepted| accepted.received_at),
            complaint.capture.ongoing_harm,
            words(&complaint, record.as_ref()),
            complaint.canonical_json(),
            int(seq),
            complaint.case_kind(),
        ])?;
    Ok(Some(complaint))
}

/// Puts what a record says into the search when its blob comes: a phone's come after the change that names them, and
/// may come with a later request.
pub(crate) fn record_came(
    connection: &Connection,
    document: DocumentId,
    digest: &BlobDigest,
) -> Result<(), EngineError> {
    let Some(complaint) = find(connection, document)? else { return Ok(()) };
    if !complaint.records.iter().any(|version| version.record == *digest) {
        return Ok(());
    }
    let record = latest_record(connection, &complaint)?;
    connection
        .prepare_cached("UPDATE complaint SET words = ?2 WHERE document = ?1")?
        .execute(params![document.as_bytes(), words(&complaint, record.as_ref())])?;
    Ok(())
}

/// A complaint as its row keeps it.
pub(crate) fn read(document: DocumentId, content: &str) -> Result<Complaint, EngineError> {
    serde_json::from_str(content).map_err(|_| FeedError::Damaged { what: "complaint", document }.into())
}

/// What this version of a record says; `None` where its blob is not here, or is something else.
pub(crate) fn record_in(
    blobs: &Connection,
    complaint: DocumentId,
    version: &BlobDigest,
) -> Result<Option<ComplaintRecord>, EngineError> {
    let bytes = feed::blob(blobs, complaint, version)?;
    Ok(bytes.and_then(|bytes| Blob::from_bytes(&bytes)).as_ref().and_then(ComplaintRecord::from_blob))
}

/// The newest version of the record whose words are here.
pub(crate) fn latest_record(
    blobs: &Connection,
    complaint: &Complaint,
) -> Result<Option<ComplaintRecord>, EngineError> {
    for version in complaint.records.iter().rev() {
        if let Some(record) = record_in(blobs, complaint.id, &version.record)? {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

/// What the search looks through.
fn words(complaint: &Complaint, record: Option<&ComplaintRecord>) -> String {
    let recorded =
        record.into_iter().flat_map(|record| RecordField::ALL.iter().map(|field| record.get(*field)));
    let said = [&complaint.measures, &complaint.handling, &complaint.answers];
    let done = complaint.capture.measure.iter().chain(said.into_iter().flatten().map(|said| &said.words));
    let results = complaint.resolutions.iter().flat_map(|one| [&one.cause, &one.course, &one.result]);
    let all: Vec<&str> = recorded.chain(done.chain(results).map(String::as_str)).collect();
    all.join("\n").to_lowercase()
}
