//! Commands of the consoles: decided by the same door as on a phone, written into the same log.
//!
//! A command names the heads that its author saw. The change is built **with those heads as its dependencies**, by an
//! actor of its own per (epoch, document, person), so what happened meanwhile is concurrent and is settled by rule. Only
//! what the present state refuses is refused here.

pub mod analysis;
pub mod complaint;
pub mod fee;
pub mod incident;
pub mod matter;
pub mod month;
pub mod store;
pub mod view;

#[cfg(test)]
mod tests;

use crate::admit::{Admitted, DocumentFacts, Origin, Sender};
use crate::feed::{self, EngineError, load_document_facts, reference, scope};
use crate::receipt_numbers;
use client_core::domain::command::{Command, Registration};
use client_core::domain::decide::{Author, Context, Decided, Random, Rejection, decide};
use client_core::domain::entry::{At, DocumentKind};
use client_core::domain::fee::FeeRefusal;
use client_core::domain::id::{ActorId, ChangeHash, DocumentId};
use client_core::domain::order::{Order, fold};
use client_core::domain::procedure::Library;
use client_core::domain::reference::Reference;
use client_core::domain::stock::Ledger;
use client_core::replica::build;
use planted::Bug;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const TOO_LONG: Rejection = Rejection::EntryTooLong { max: client_core::domain::entry::MAX_ENTRY_BYTES };

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeOutcome {
    /// The order.
    pub document: DocumentId,
    /// Its heads now.
    pub heads: Vec<ChangeHash>,
    /// Feed number of the last change.
    pub seq: u64,
}

/// Why a command was not carried out. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// No such order, or not for this person.
    #[error("no such order")]
    NotFound,
    /// The order has moved since the author saw it, and the present state refuses the command.
    #[error("the order has changed since you saw it: {rejection}")]
    Stale {
        /// Why the present state refuses.
        rejection: Rejection,
        /// The order as the author saw it; `None` when the heads that he names are not of this order.
        seen: Option<Box<Order>>,
        /// The order now.
        current: Box<Order>,
        /// Its heads now.
        heads: Vec<ChangeHash>,
    },
    /// The state that the author saw refuses the command.
    #[error(transparent)]
    Refused(Rejection),
    /// The database, or something stored in it.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<rusqlite::Error> for OfficeError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error.into())
    }
}

impl From<crate::store::StoreError> for OfficeError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Engine(error.into())
    }
}

/// Carries out a command on an order. Runs inside the caller's transaction; an error must undo it.
///
/// # Errors
/// Any [`OfficeError`].
#[allow(clippy::too_many_arguments)]
pub fn execute(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    order: DocumentId,
    if_match: &[ChangeHash],
    command: &Command,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, OfficeError> {
    if !scope::may_see(connection, author.user, &author.roles, order)?
        || feed::kind_of(connection, order)? != Some(DocumentKind::Order)
    {
        return Err(OfficeError::NotFound);
    }
    let epoch = feed::epoch(connection)?;
    let facts = load_document_facts(connection, author, order, DocumentKind::Order, epoch, random)?;
    let heads = facts.known.heads();
    let moved = heads != if_match && !planted::is(Bug::StaleIsTaken);
    let current = fold(&facts.known.journal(), library);
    let known_heads = !if_match.is_empty() && if_match.iter().all(|head| facts.known.contains(head));
    if !known_heads {
        // Nobody can have seen such an order here, for example after a restore.
        let rejection = Rejection::NotFound;
        return Err(OfficeError::Stale { rejection, seen: None, current: Box::new(current), heads });
    }
    let decided = match decided(connection, library, author, &current, command, now, random)? {
        Ok(decided) => decided,
        Err(rejection) if moved => {
            let seen = fold(&facts.known.journal_at(if_match), library);
            return Err(OfficeError::Stale {
                rejection,
                seen: Some(Box::new(seen)),
                current: Box::new(current),
                heads,
            });
        }
        Err(rejection) => return Err(OfficeError::Refused(rejection)),
    };
    if let Command::ReceivePayment { receipt, .. } = command {
        receipt_is_free(connection, receipt, order)?;
    }
    let known = Known { facts: Some(facts), seen: &[(order, if_match)] };
    write_known(connection, library, author, decided, known, order, now, random)
}

/// A number stands on one paper of the whole site; whoever types it again is told on which (FEE-10).
fn receipt_is_free(connection: &Connection, receipt: &str, document: DocumentId) -> Result<(), OfficeError> {
    let receipt = receipt.trim();
    let Some(place) = receipt_numbers::elsewhere(connection, receipt, document)? else { return Ok(()) };
    let refusal = FeeRefusal::ReceiptUsedAt { receipt: receipt.to_owned(), place };
    Err(OfficeError::Refused(Rejection::Fee(refusal)))
}

/// Registers a request: a new order and its customer document.
///
/// # Errors
/// Any [`OfficeError`].
pub fn register(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    registration: Registration,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, OfficeError> {
    let order = new_document(random);
    let command = Command::Register(registration);
    let decided = decided(connection, library, author, &Order::empty(order), &command, now, random)?
        .map_err(OfficeError::Refused)?;
    write(connection, library, author, decided, &[], order, now, random)
}

/// A random version 4 uuid.
fn new_document(random: &mut dyn Random) -> DocumentId {
    let mut bytes = random.bytes();
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    DocumentId::from_bytes(bytes)
}

fn decided(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    order: &Order,
    command: &Command,
    now: i64,
    random: &mut dyn Random,
) -> Result<Result<Decided, Rejection>, EngineError> {
    // A number that a refused command drew goes back with the caller's transaction.
    let slip = if matches!(command, Command::IssueSlip) { feed::next_slip(connection)? } else { 0 };
    // Devices' prefixes begin with a letter, so the office's own range never meets theirs.
    let next_slip_number = format!("00-{slip:05}");
    let stock = if command.asks_stock() { feed::stock::ledger(connection)? } else { Ledger::default() };
    let reference = reference::current(connection)?;
    let desk = Desk { library, reference: &reference, stock: &stock, author, now };
    Ok(desk.ask(&next_slip_number, random, |context| decide(order, command, context)))
}

/// What a command of the office is decided with.
struct Desk<'a> {
    library: &'a Library,
    reference: &'a Reference,
    stock: &'a Ledger,
    author: &'a Sender,
    now: i64,
}

impl Desk<'_> {
    fn ask<T>(
        &self,
        next_slip_number: &str,
        random: &mut dyn Random,
        decide: impl FnOnce(&mut Context<'_>) -> T,
    ) -> T {
        let author = self.author;
        let person = Author { user: author.user, device: author.device, roles: author.roles.clone() };
        decide(&mut Context {
            author: &person,
            // The server's clock is the one that others are measured against.
            now: At::known(self.now),
            reference: self.reference,
            library: self.library,
            stock: self.stock,
            next_slip_number,
            random,
        })
    }
}

#[allow(clippy::too_many_arguments)]
fn write(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    decided: Decided,
    seen: &[(DocumentId, &[ChangeHash])],
    order: DocumentId,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, OfficeError> {
    write_known(connection, library, author, decided, Known { facts: None, seen }, order, now, random)
}

/// What a writer knows of the documents that he writes in.
struct Known<'a> {
    /// The facts of one of them, where they were read in this transaction already: reading a long journal twice costs as
    /// much as everything else of a write.
    facts: Option<DocumentFacts>,
    /// The heads that the author saw; those of now where none are named.
    seen: &'a [(DocumentId, &'a [ChangeHash])],
}

#[allow(clippy::too_many_arguments)]
fn write_known(
    connection: &Connection,
    library: &Library,
    author: &Sender,
    decided: Decided,
    Known { facts: mut read, seen }: Known<'_>,
    order: DocumentId,
    now: i64,
    random: &mut dyn Random,
) -> Result<OfficeOutcome, OfficeError> {
    let epoch = feed::epoch(connection)?;
    let mut documents: BTreeMap<DocumentId, DocumentFacts> = BTreeMap::new();
    let mut admitted = Vec::with_capacity(decided.writes.len());
    for write in decided.writes {
        let mut facts = match read.take_if(|facts| facts.known.document == write.document) {
            Some(facts) => facts,
            None => load_document_facts(connection, author, write.document, write.kind, epoch, random)?,
        };
        let actor = feed::actor_of(connection, write.document, Origin::Office, author.user, epoch)?
            .unwrap_or_else(|| ActorId::from_bytes(random.bytes()));
        let present = facts.known.heads();
        let heads =
            seen.iter().find(|(id, _)| *id == write.document).map_or(present.as_slice(), |(_, heads)| heads);
        let mut bytes = Vec::with_capacity(write.entries.len());
        for (id, entry) in &write.entries {
            let encoded = entry.to_bytes().map_err(|_| OfficeError::Refused(TOO_LONG))?;
            bytes.push((*id, encoded));
        }
        let built = facts.known.row_at(actor, heads, bytes).and_then(|(row, start_op)| {
            let built = build(facts.known.kind, write.document, &row, start_op)?;
            Some((row, built))
        });
        let Some((row, built)) = built else { return Err(OfficeError::Refused(TOO_LONG)) };
        let change = Admitted {
            document: write.document,
            kind: facts.known.kind,
            row,
            built,
            entries: write.entries,
            user: author.user,
            device: author.device,
            origin: Origin::Office,
            received_at: now,
            earlier_life: false,
        };
        facts.known.push(change.known(), change.entries.iter().cloned());
        documents.insert(write.document, facts);
        admitted.push(change);
    }
    for (document, blob) in &decided.blobs {
        feed::store_blob(connection, *document, &blob.to_bytes(), now)?;
    }
    feed::commit(connection, library, &documents, &admitted, now, epoch)?;
    let settled = feed::settle(connection, library, &admitted, now, epoch, random)?;
    let heads = match documents.get(&order) {
        Some(_) if settled.contains(&order) => feed::known(connection, order)?.map(|known| known.heads()),
        facts => facts.map(|facts| facts.known.heads()),
    };
    let seq = feed::seq(connection)?;
    Ok(OfficeOutcome { document: order, heads: heads.unwrap_or_default(), seq })
}

/// Whether this is an order that the author may see.
fn is_order(connection: &Connection, author: &Sender, order: DocumentId) -> Result<bool, EngineError> {
    Ok(feed::kind_of(connection, order)? == Some(DocumentKind::Order)
        && scope::may_see(connection, author.user, &author.roles, order)?)
}
