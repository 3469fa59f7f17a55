//! Complaints of the office: commands on them, and what their page shows (CMP).
//!
//! One about the service centre itself is a document of its own kind, and a right to it is asked for as such: to the
//! centre's people it is not there (CMP-2).

use super::view::{arrivals, etag, names};
use super::{Desk, Known, OfficeError, OfficeOutcome, is_order, new_document, write, write_known};
use crate::admit::Sender;
use crate::complaints::{Clock, is_kept_from, record_in};
use crate::feed::{self, EngineError, load_document_facts, reference, scope};
use crate::incidents::departments::roles_of;
use client_core::domain::command::ComplaintCommand;
use client_core::domain::complaint::{CaseKind, Complaint, ComplaintRecord, fold_complaint};
use client_core::domain::deadline::ComplaintDue;
use client_core::domain::decide::{Action, Author, Random, Rejection, complaint_actions, decide_complaint};
use client_core::domain::entry::{At, DocumentKind};
use client_core::domain::id::{ChangeHash, DocumentId, EntryId, UserId};
use client_core::domain::policy::{ReadScope, Role, may_read};
use client_core::domain::procedure::Library;
use client_core::domain::stock::Ledger;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use std::collections::BTreeMap;

/// Why a command on a complaint was not carried out. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum ComplaintError {
    /// No such complaint, or not for this person.
    #[error("no such complaint")]
    NotFound,
    /// It has moved since the author saw it, and the present state refuses the command.
    #[error("the complaint has changed since you saw it: {0}")]
    Stale(Rejection),
    /// The author may not, a field doesn't fit, or the database.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<EngineError> for ComplaintError {
    fn from(error: EngineError) -> Self {
        Self::Office(error.into())
    }
}

impl From<crate::store::StoreError> for ComplaintError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Office(error.into())
    }
}

/// Whether somebody with these roles reads complaints of this kind, all of them or his own.
fn reads(roles: &[Role], kind: DocumentKind) -> bool {
    roles.iter().any(|role| may_read(*role, kind) != ReadScope::Nothing)
}

/// Whether somebody with these roles reads complaints, all of them or his own.
pub fn reads_complaints(roles: &[Role]) -> bool {
    reads(roles, DocumentKind::Complaint) || reads(roles, DocumentKind::CentreComplaint)
}

/// Takes a complaint down. Runs inside the caller's transaction; an error must undo it.
///
/// # Errors
/// Any [`ComplaintError`].
pub fn capture_complaint(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    command: &ComplaintCommand,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, ComplaintError> {
    let id = new_document(random);
    let reference = reference::current(connection)?;
    let stock = Ledger::default();
    let desk = Desk { library, reference: &reference, stock: &stock, author, now };
    let decided = desk
        .ask("", random, |context| decide_complaint(id, None, command, context))
        .map_err(OfficeError::Refused)?;
    Ok(write(connection, library, author, decided, &[], id, now, random)?)
}

/// Carries out a command on a complaint; `if_match` are the heads that its author saw. Runs inside the caller's
/// transaction; an error must undo it.
///
/// # Errors
/// Any [`ComplaintError`].
#[allow(clippy::too_many_arguments)]
pub fn execute_complaint(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    (id, if_match): (DocumentId, &[ChangeHash]),
    command: &ComplaintCommand,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, ComplaintError> {
    if !scope::may_see(connection, author.user, &author.roles, id)? {
        return Err(ComplaintError::NotFound);
    }
    let kind = feed::kind_of(connection, id)?.filter(|kind| kind.is_complaint());
    let kind = kind.ok_or(ComplaintError::NotFound)?;
    let epoch = feed::epoch(connection)?;
    let facts = load_document_facts(connection, author, id, kind, epoch, random)?;
    let moved = facts.known.heads() != if_match;
    if if_match.is_empty() || !if_match.iter().all(|head| facts.known.contains(head)) {
        // Nobody can have seen such a complaint here, for example after a restore.
        return Err(ComplaintError::Stale(Rejection::NotFound));
    }
    let complaint = fold_complaint(&facts.known.journal()).ok_or(ComplaintError::NotFound)?;
    let reference = reference::current(connection)?;
    let stock = Ledger::default();
    let desk = Desk { library, reference: &reference, stock: &stock, author, now };
    let decided =
        match desk.ask("", random, |context| decide_complaint(id, Some(&complaint), command, context)) {
            Ok(decided) => decided,
            Err(rejection) if moved => return Err(ComplaintError::Stale(rejection)),
            Err(rejection) => return Err(OfficeError::Refused(rejection).into()),
        };
    // Whoever may not give the command learns nothing of orders and people by it.
    names_what_is_there(connection, author, kind, command)?;
    let known = Known { facts: Some(facts), seen: &[(id, if_match)] };
    Ok(write_known(connection, library, author, decided, known, id, now, random)?)
}

/// Whether the order, or the person, that a command names is one that fits.
fn names_what_is_there(
    connection: &Connection,
    author: &Sender,
    kind: DocumentKind,
    command: &ComplaintCommand,
) -> Result<(), ComplaintError> {
    let unfit = |field: &str, detail: &str| {
        let (field, detail) = (field.to_owned(), detail.to_owned());
        Err(OfficeError::Refused(Rejection::Invalid { field, detail }).into())
    };
    match command {
        ComplaintCommand::LinkComplaint { order } if !is_order(connection, author, *order)? => {
            unfit("order", "no such order")
        }
        ComplaintCommand::AssignComplaint { person: Some(person), .. } => {
            let roles = roles_of(connection, *person)?;
            if !reads(&roles, kind) {
                return unfit("person", "nobody who reads complaints, or shut out");
            }
            if kind == DocumentKind::CentreComplaint && is_kept_from(&roles) {
                return unfit("person", "of the service centre, which the complaint is about");
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A complaint as its page and the interface show it.
#[derive(Debug, Clone, Serialize)]
pub struct ComplaintView {
    /// The complaint.
    pub complaint: Complaint,
    /// What the newest version of its record says; nothing where its words are not here.
    pub record: Option<ComplaintRecord>,
    /// What was captured first; nothing where its words are not here.
    pub captured: Option<ComplaintRecord>,
    /// Its kind of case with department, steps and duties; nothing of a complaint without one, or of one that the site's list
    /// doesn't know.
    pub case: Option<CaseKind>,
    /// What to send as `If-Match` with the next command.
    pub etag: String,
    /// Names of the people in it.
    pub names: BTreeMap<UserId, String>,
    /// When the server received each entry, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// Slip numbers of the orders that it names.
    pub numbers: BTreeMap<DocumentId, String>,
    /// The deadlines that it is under, the earliest first.
    pub due: Vec<ComplaintDue>,
    /// What the reader may do now, and what not yet and why.
    pub commands: Vec<Action>,
}

/// A complaint, for a person who may read it; `None` otherwise, and when there is none.
///
/// # Errors
/// The database, or something stored in it.
pub fn complaint_view(
    connection: &Connection,
    reader: &Author,
    id: DocumentId,
    clock: &Clock,
) -> Result<Option<ComplaintView>, EngineError> {
    if !scope::may_see(connection, reader.user, &reader.roles, id)? {
        return Ok(None);
    }
    let known = feed::known(connection, id)?.filter(|known| known.kind.is_complaint());
    let Some(known) = known else { return Ok(None) };
    let Some(complaint) = fold_complaint(&known.journal()) else { return Ok(None) };
    let mut numbers = BTreeMap::new();
    for linked in &complaint.orders {
        let number: Option<Option<String>> = connection
            .prepare_cached("SELECT number FROM board WHERE document = ?1")?
            .query_row([linked.order.as_bytes()], |row| row.get(0))
            .optional()?;
        if let Some(number) = number.flatten() {
            numbers.insert(linked.order, number);
        }
    }
    let says = |version: Option<&_>| match version {
        Some(version) => record_in(connection, id, version),
        None => Ok(None),
    };
    let reference = reference::current(connection)?;
    let at = At::known(clock.now);
    Ok(Some(ComplaintView {
        record: says(complaint.record().map(|version| &version.record))?,
        captured: says(complaint.records.first().map(|version| &version.record))?,
        case: complaint.case_kind().and_then(|code| reference.case_list().get(code)).cloned(),
        etag: etag(&known.heads()),
        names: names(connection, &complaint.people())?,
        received_at: arrivals(connection, id)?,
        due: clock.due(&complaint),
        commands: complaint_actions(&complaint, reader, at),
        numbers,
        complaint,
    }))
}
