//! What the server alone knows and says in documents: when it received what no clock tells (P10), and its word on collisions
//! across orders (COL-07, COL-09, COL-10, COL-11, COL-35, FEE-10). It sees their facts together, and says in each order what
//! holds there, so that a phone with one of the orders shows what a phone with both does.

use super::{EngineError, actor_of, commit, known, received, stock, twins};
use crate::admit::{Admitted, DocumentFacts, Origin, SERVER_DEVICE, SERVER_USER, ten};
use crate::receipt_numbers;
use client_core::domain::decide::Random;
use client_core::domain::entry::store::SettledAcross;
use client_core::domain::entry::{At, Body, By, CommandRef, Entry};
use client_core::domain::id::{ActorId, CommandId, DocumentId, EntryId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::domain::stock::{Ledger, verdicts};
use client_core::replica::build;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// Writes what follows from changes that were just put into the log. Gives the documents that it wrote in. Runs inside
/// the caller's transaction.
///
/// # Errors
/// The database, or something stored in it.
pub fn settle(
    connection: &Connection,
    library: &Library,
    admitted: &[Admitted],
    now: i64,
    epoch: [u8; 8],
    random: &mut dyn Random,
) -> Result<BTreeSet<DocumentId>, EngineError> {
    let mut told = say(connection, library, received::words(connection, admitted)?, now, epoch, random)?;
    // After the times: of two requests the earlier one leads.
    let mut words = twins::words(connection, library, admitted)?;
    receipt_numbers::ask(connection, library, admitted, &mut words)?;
    let mut entries = admitted.iter().flat_map(|change| &change.entries);
    if entries.any(|(_, entry)| stock::touches_store(entry)) {
        let facts = stock::facts(connection)?;
        for verdict in verdicts(&facts, &Ledger::of(&facts)) {
            words.entry(verdict.document).or_default().push(verdict.settled);
        }
    }
    let bodies = |words: Vec<SettledAcross>| words.into_iter().map(Body::Settled).collect();
    let words = words.into_iter().map(|(document, words)| (document, bodies(words))).collect();
    told.extend(say(connection, library, words, now, epoch, random)?);
    Ok(told)
}

/// So many words go into one change, which may hold 256 entries.
const MOST_WORDS: usize = 100;

/// Writes the server's words. Gives the documents that it wrote in.
fn say(
    connection: &Connection,
    library: &Library,
    words: BTreeMap<DocumentId, Vec<Body>>,
    now: i64,
    epoch: [u8; 8],
    random: &mut dyn Random,
) -> Result<BTreeSet<DocumentId>, EngineError> {
    let mut told = BTreeSet::new();
    let mut left = words;
    while !left.is_empty() {
        let mut documents = BTreeMap::new();
        let mut written = Vec::new();
        for (document, words) in &mut left {
            let now_said: Vec<Body> = words.drain(..words.len().min(MOST_WORDS)).collect();
            if let Some((facts, change)) = word(connection, *document, now_said, now, epoch, random)? {
                documents.insert(*document, facts);
                written.push(change);
            }
        }
        if !written.is_empty() {
            commit(connection, library, &documents, &written, now, epoch)?;
        }
        told.extend(documents.into_keys());
        left.retain(|_, words| !words.is_empty());
    }
    Ok(told)
}

/// One change of the server in a document, with all that it has to say there.
fn word(
    connection: &Connection,
    document: DocumentId,
    words: Vec<Body>,
    now: i64,
    epoch: [u8; 8],
    random: &mut dyn Random,
) -> Result<Option<(DocumentFacts, Admitted)>, EngineError> {
    let Some(mut known) = known(connection, document)? else { return Ok(None) };
    let actor = actor_of(connection, document, Origin::Server, SERVER_USER, epoch)?;
    // Random, so that no life of the database that was put back uses the actor of another one.
    let server_actor = actor.unwrap_or_else(|| ActorId::from_bytes(random.bytes()));
    let by = By { user: SERVER_USER, role: Role::Server, device: SERVER_DEVICE };
    let at = At::known(now);
    let command = CommandRef { id: CommandId::new(now, ten(random.bytes())), documents: 1 };
    let mut entries = Vec::with_capacity(words.len());
    let mut bytes = Vec::with_capacity(words.len());
    for body in words {
        let entry = Entry { by, at, round: None, after: None, command, body };
        let id = EntryId::new(now, ten(random.bytes()));
        // A word has so few other entries that it always has bytes.
        let Ok(encoded) = entry.to_bytes() else { continue };
        bytes.push((id, encoded));
        entries.push((id, entry));
    }
    let Some((row, start_op)) = known.row_at(server_actor, &known.heads(), bytes) else { return Ok(None) };
    let Some(built) = build(known.kind, document, &row, start_op) else { return Ok(None) };
    let change = Admitted {
        document,
        kind: known.kind,
        row,
        built,
        entries,
        user: SERVER_USER,
        device: SERVER_DEVICE,
        origin: Origin::Server,
        received_at: now,
        earlier_life: false,
    };
    known.push(change.known(), change.entries.iter().cloned());
    Ok(Some((DocumentFacts { known, in_scope: true, server_actor }, change)))
}
