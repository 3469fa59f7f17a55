//! From the tables to the facts that admission judges by. No automerge document is loaded.

use super::quarantine::refused_from;
use super::{EngineError, FeedError, hashes_from_blob, kind_of, scope, uint};
use crate::admit::{ActorBinding, DocumentFacts, Facts, Known, KnownChange, Origin, Sender};
use client_core::domain::decide::Random;
use client_core::domain::entry::{DocumentKind, Entry as JournalEntry};
use client_core::domain::id::{ActorId, ChangeHash, DeviceId, DocumentId, EntryId, UserId};
use client_core::domain::policy::Role;
use client_core::protocol::{ReturnedRun, Run};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;
use std::collections::btree_map::Entry;

/// Everything that the log has of a document; `None` when that is nothing.
pub fn known(connection: &Connection, document: DocumentId) -> Result<Option<Known>, EngineError> {
    let Some(kind) = kind_of(connection, document)? else { return Ok(None) };
    let damaged = |what| EngineError::from(FeedError::Damaged { what, document });
    let mut entries: HashMap<i64, Vec<(i64, EntryId, JournalEntry)>> = HashMap::new();
    let mut statement =
        connection.prepare_cached("SELECT change, counter, ulid, bytes FROM entry WHERE document = ?1")?;
    let mut rows = statement.query([document.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(3)?.as_blob().map_err(|_| damaged("entry"))?;
        let entry = JournalEntry::from_stored(bytes).map_err(|_| damaged("entry"))?;
        entries.entry(row.get(0)?).or_default().push((row.get(1)?, EntryId::from_bytes(row.get(2)?), entry));
    }
    let mut known = Known::new(kind, document);
    let mut statement = connection.prepare_cached(
        "SELECT seq, hash, actor, actor_seq, deps, start_op, max_op FROM change WHERE document = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([document.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let mut own = entries.remove(&row.get::<_, i64>(0)?).unwrap_or_default();
        own.sort_by_key(|(counter, ..)| *counter);
        let deps = row.get_ref(4)?.as_blob().map_err(|_| damaged("deps"))?;
        let change = KnownChange {
            hash: ChangeHash::from_bytes(row.get(1)?),
            actor: ActorId::from_bytes(row.get(2)?),
            seq: uint(row.get(3)?),
            deps: hashes_from_blob(deps).ok_or_else(|| damaged("deps"))?,
            start_op: uint(row.get(5)?),
            max_op: uint(row.get(6)?),
        };
        known.push(change, own.into_iter().map(|(_, id, entry)| (id, entry)));
    }
    Ok(Some(known))
}

/// The facts that the runs of a request are judged by.
pub fn facts_for(
    connection: &Connection,
    sender: &Sender,
    runs: &[Run],
    epoch: [u8; 8],
    random: &mut dyn Random,
) -> Result<Facts, EngineError> {
    let mut facts = Facts::default();
    for run in runs {
        if let Entry::Vacant(place) = facts.documents.entry(run.document) {
            place.insert(document_facts(connection, sender, run.document, run.kind, epoch, random)?);
        }
        if let Some(binding) = binding(connection, run.actor)? {
            facts.actors.insert(run.actor, binding);
        }
        if let Some(refused) = refused_from(connection, sender.device, run.document, run.actor)? {
            facts.refused.insert((run.document, run.actor), refused);
        }
    }
    Ok(facts)
}

/// The facts that returned runs are taken back by.
pub fn facts_for_returned(
    connection: &Connection,
    sender: &Sender,
    runs: &[(ReturnedRun, Origin)],
    epoch: [u8; 8],
    random: &mut dyn Random,
) -> Result<Facts, EngineError> {
    let mut facts = Facts::default();
    for (returned, _) in runs {
        let (document, kind) = (returned.document, returned.kind);
        if let Entry::Vacant(place) = facts.documents.entry(document) {
            place.insert(document_facts(connection, sender, document, kind, epoch, random)?);
        }
        if let Some(binding) = binding(connection, returned.run.actor)? {
            facts.actors.insert(returned.run.actor, binding);
        }
    }
    Ok(facts)
}

/// The facts of one document; `kind` is what the sender says of one that the log doesn't have.
pub fn document_facts(
    connection: &Connection,
    sender: &Sender,
    document: DocumentId,
    kind: DocumentKind,
    epoch: [u8; 8],
    random: &mut dyn Random,
) -> Result<DocumentFacts, EngineError> {
    let known = known(connection, document)?.unwrap_or_else(|| Known::new(kind, document));
    let in_scope = scope::ever_in_scope(connection, sender, document)?;
    let server_actor = actor_of(connection, document, Origin::Server, crate::admit::SERVER_USER, epoch)?;
    // Random, so that no life of the database that was put back uses the actor of another one.
    let server_actor = server_actor.unwrap_or_else(|| ActorId::from_bytes(random.bytes()));
    Ok(DocumentFacts { known, in_scope, server_actor })
}

/// The actor that the server uses in a document for a person, or for itself, in this epoch.
pub fn actor_of(
    connection: &Connection,
    document: DocumentId,
    origin: Origin,
    user: UserId,
    epoch: [u8; 8],
) -> Result<Option<ActorId>, EngineError> {
    let actor = connection
        .prepare_cached(
            "SELECT actor FROM actor WHERE document = ?1 AND origin = ?2 AND user = ?3 AND epoch = ?4",
        )?
        .query_row(params![document.as_bytes(), origin.as_str(), user.as_bytes(), epoch], |row| row.get(0))
        .optional()?;
    Ok(actor.map(ActorId::from_bytes))
}

/// Who made an actor of the log.
pub fn origin_of(connection: &Connection, actor: ActorId) -> Result<Option<Origin>, EngineError> {
    let name: Option<String> = connection
        .prepare_cached("SELECT origin FROM actor WHERE actor = ?1")?
        .query_row([actor.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(name.as_deref().and_then(Origin::parse))
}

fn binding(connection: &Connection, actor: ActorId) -> Result<Option<ActorBinding>, EngineError> {
    let binding = connection
        .prepare_cached("SELECT document, device, origin FROM actor WHERE actor = ?1")?
        .query_row([actor.as_bytes()], |row| {
            Ok(ActorBinding {
                document: DocumentId::from_bytes(row.get(0)?),
                device: DeviceId::from_bytes(row.get(1)?),
                of_server: row.get_ref(2)?.as_str()? != Origin::Device.as_str(),
            })
        })
        .optional()?;
    Ok(binding)
}

/// The sender of a request with the roles that he holds now and held within `grace_ms` before `now`.
pub fn sender(
    connection: &Connection,
    user: UserId,
    device: DeviceId,
    now: i64,
    grace_ms: i64,
) -> Result<Sender, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT role, until_at FROM user_role WHERE user = ?1 AND (until_at IS NULL OR until_at >= ?2)",
    )?;
    let mut rows = statement.query(params![user.as_bytes(), now.saturating_sub(grace_ms)])?;
    let mut sender = Sender { user, device, roles: Vec::new(), recent_roles: Vec::new() };
    while let Some(row) = rows.next()? {
        // A role that only a newer program knows gives no rights here.
        let Some(role) = Role::parse(row.get_ref(0)?.as_str().unwrap_or_default()) else { continue };
        let until: Option<i64> = row.get(1)?;
        if until.is_none() { &mut sender.roles } else { &mut sender.recent_roles }.push(role);
    }
    sender.roles.sort_unstable();
    sender.recent_roles.retain(|role| !sender.roles.contains(role));
    sender.recent_roles.sort_unstable();
    sender.recent_roles.dedup();
    Ok(sender)
}
