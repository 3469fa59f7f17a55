//! Incidents of the office: commands on them, and what their page shows (PRI-9 to PRI-12, ROL-25, ISS-50).

use super::view::{arrivals, etag, names};
use super::{Desk, Known, OfficeError, OfficeOutcome, is_order, new_document, write, write_known};
use crate::admit::Sender;
use crate::feed::{self, EngineError, load_document_facts, reference, scope};
use client_core::domain::command::IncidentCommand;
use client_core::domain::decide::{Action, Author, Random, Rejection, decide_incident, incident_actions};
use client_core::domain::entry::{At, DocumentKind};
use client_core::domain::id::{ChangeHash, DocumentId, EntryId, UserId};
use client_core::domain::incident::{Incident, fold_incident};
use client_core::domain::policy::{ReadScope, Role, may_read};
use client_core::domain::procedure::Library;
use client_core::domain::stock::Ledger;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use std::collections::BTreeMap;

/// Why a command on an incident was not carried out. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum IncidentError {
    /// No such incident, or not for this person.
    #[error("no such incident")]
    NotFound,
    /// It has moved since the author saw it, and the present state refuses the command.
    #[error("the incident has changed since you saw it: {0}")]
    Stale(Rejection),
    /// The author may not, a field doesn't fit, or the database.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<EngineError> for IncidentError {
    fn from(error: EngineError) -> Self {
        Self::Office(error.into())
    }
}

impl From<crate::store::StoreError> for IncidentError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Office(error.into())
    }
}

/// Whether somebody with these roles reads incidents, all of them or his own.
pub fn reads_incidents(roles: &[Role]) -> bool {
    roles.iter().any(|role| may_read(*role, DocumentKind::Incident) != ReadScope::Nothing)
}

/// Reports an incident. Runs inside the caller's transaction; an error must undo it.
///
/// # Errors
/// Any [`IncidentError`].
pub fn report_incident(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    command: &IncidentCommand,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, IncidentError> {
    let id = new_document(random);
    let reference = reference::current(connection)?;
    let stock = Ledger::default();
    let desk = Desk { library, reference: &reference, stock: &stock, author, now };
    let decided = desk
        .ask("", random, |context| decide_incident(id, None, command, context))
        .map_err(OfficeError::Refused)?;
    Ok(write(connection, library, author, decided, &[], id, now, random)?)
}

/// Carries out a command on an incident; `if_match` are the heads that its author saw. Runs inside the caller's
/// transaction; an error must undo it.
///
/// # Errors
/// Any [`IncidentError`].
#[allow(clippy::too_many_arguments)]
pub fn execute_incident(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    (id, if_match): (DocumentId, &[ChangeHash]),
    command: &IncidentCommand,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, IncidentError> {
    if !scope::may_see(connection, author.user, &author.roles, id)?
        || feed::kind_of(connection, id)? != Some(DocumentKind::Incident)
    {
        return Err(IncidentError::NotFound);
    }
    let epoch = feed::epoch(connection)?;
    let facts = load_document_facts(connection, author, id, DocumentKind::Incident, epoch, random)?;
    let moved = facts.known.heads() != if_match;
    if if_match.is_empty() || !if_match.iter().all(|head| facts.known.contains(head)) {
        // Nobody can have seen such an incident here, for example after a restore.
        return Err(IncidentError::Stale(Rejection::NotFound));
    }
    let incident = fold_incident(&facts.known.journal()).ok_or(IncidentError::NotFound)?;
    if let IncidentCommand::LinkIncident { order } = command
        && !is_order(connection, author, *order)?
    {
        let detail = "no such order".to_owned();
        return Err(OfficeError::Refused(Rejection::Invalid { field: "order".to_owned(), detail }).into());
    }
    let reference = reference::current(connection)?;
    let stock = Ledger::default();
    let desk = Desk { library, reference: &reference, stock: &stock, author, now };
    let decided = match desk.ask("", random, |context| decide_incident(id, Some(&incident), command, context))
    {
        Ok(decided) => decided,
        Err(rejection) if moved => return Err(IncidentError::Stale(rejection)),
        Err(rejection) => return Err(OfficeError::Refused(rejection).into()),
    };
    let known = Known { facts: Some(facts), seen: &[(id, if_match)] };
    Ok(write_known(connection, library, author, decided, known, id, now, random)?)
}

/// The order with this slip number; `None` when there is none.
///
/// # Errors
/// The database.
pub fn order_numbered(connection: &Connection, number: &str) -> Result<Option<DocumentId>, EngineError> {
    Ok(connection
        .prepare_cached("SELECT document FROM board WHERE number = ?1")?
        .query_row([number], |row| Ok(DocumentId::from_bytes(row.get(0)?)))
        .optional()?)
}

/// An incident as its page and the interface show it.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentView {
    /// The incident.
    pub incident: Incident,
    /// What to send as `If-Match` with the next command.
    pub etag: String,
    /// Names of the people in it.
    pub names: BTreeMap<UserId, String>,
    /// When the server received each entry, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// Slip numbers of the orders that it names.
    pub numbers: BTreeMap<DocumentId, String>,
    /// What the reader may do now, and what not yet and why.
    pub commands: Vec<Action>,
}

/// An incident, for a person who may read it; `None` otherwise, and when there is none.
///
/// # Errors
/// The database, or something stored in it.
pub fn incident_view(
    connection: &Connection,
    reader: &Author,
    id: DocumentId,
    now: i64,
) -> Result<Option<IncidentView>, EngineError> {
    if !scope::may_see(connection, reader.user, &reader.roles, id)? {
        return Ok(None);
    }
    let known = feed::known(connection, id)?.filter(|known| known.kind == DocumentKind::Incident);
    let Some(known) = known else { return Ok(None) };
    let Some(incident) = fold_incident(&known.journal()) else { return Ok(None) };
    let mut numbers = BTreeMap::new();
    for linked in &incident.orders {
        let number: Option<Option<String>> = connection
            .prepare_cached("SELECT number FROM board WHERE document = ?1")?
            .query_row([linked.order.as_bytes()], |row| row.get(0))
            .optional()?;
        if let Some(number) = number.flatten() {
            numbers.insert(linked.order, number);
        }
    }
    let at = At::known(now);
    Ok(Some(IncidentView {
        etag: etag(&known.heads()),
        names: names(connection, &incident.people())?,
        received_at: arrivals(connection, id)?,
        commands: incident_actions(&incident, reader, at),
        numbers,
        incident,
    }))
}
