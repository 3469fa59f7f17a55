//! A refused change that a person lets in.
//!
//! It is judged again, as its author's and by the same rules as when it came: what nobody may write nobody can let in.
//! What may have changed is the world around it (a role that was given since, an order that was assigned), or the way
//! that it took (a removed phone's work, brought by another phone of the same person). Its entries keep their ids and
//! their bytes; the change around them is built anew under an actor of its own, at what its author had seen as far as
//! the log has that.

use super::{ROLE_GRACE_MS, SyncError};
use crate::admit::{Admission, Bench, Known, admit};
use crate::audit::{Act, AuditKind, By, record};
use crate::blobs;
use crate::feed::{self, RefusedChange};
use client_core::domain::decide::Random;
use client_core::domain::entry::Entry;
use client_core::domain::id::{ActorId, ChangeHash, DeviceId};
use client_core::domain::procedure::Library;
use client_core::protocol::convert::to_wire;
use client_core::protocol::{Outcome, QuarantineReason, Row, Run, from_bytes};
use client_core::replica::{build, genesis_hash};
use planted::Bug;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// What came of letting a refused change in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    /// It is in the log, and so are the other parts of its command.
    Done,
    /// Somebody has let it in before; nothing was done.
    Already,
    /// It is refused by today's rules, too. Nothing was done.
    Refused {
        /// Why.
        reason: QuarantineReason,
        /// For a person.
        detail: String,
    },
    /// Another part of its command is not here, or a program that is newer than this one wrote it. Nothing was done.
    Waits,
}

/// One refused change of the command that is let in.
struct Part {
    refused: RefusedChange,
    row: Row,
}

/// Lets the refused change with this number in, with the other parts of its command, for a person who may. `None` when
/// there is no such change. Runs inside the caller's transaction; an error must undo it.
///
/// # Errors
/// The database, or something stored in it.
pub fn release(
    connection: &Connection,
    library: &Library,
    id: i64,
    by: &By,
    random: &mut dyn Random,
) -> Result<Option<Release>, SyncError> {
    let Some(refused) = feed::refused_change(connection, id)? else { return Ok(None) };
    if refused.released && !planted::is(Bug::ReleasedTwice) {
        return Ok(Some(Release::Already));
    }
    let Some((device, parts)) = parts(connection, refused)? else {
        let detail = "its bytes can't be read".to_owned();
        return Ok(Some(Release::Refused { reason: QuarantineReason::Malformed, detail }));
    };
    let mut runs = Vec::new();
    let mut hashes = Vec::with_capacity(parts.len());
    for part in &parts {
        match run_of(connection, part, random)? {
            Rebuilt::Run(run) => {
                hashes.push(Some(run.hash));
                runs.push(*run);
            }
            Rebuilt::Known => hashes.push(None),
            Rebuilt::Unbuildable => {
                let detail = "no change can be made of it".to_owned();
                return Ok(Some(Release::Refused { reason: QuarantineReason::Limits, detail }));
            }
        }
    }
    if !runs.is_empty() {
        let author = parts[0].refused.user;
        let epoch = feed::epoch(connection)?;
        let sender = feed::sender(connection, author, device, by.at, ROLE_GRACE_MS)?;
        let mut facts = feed::facts_for(connection, &sender, &runs, epoch, random)?;
        let mut bench = Bench { sender: &sender, library, now: by.at, random };
        let mut admission = admit(runs, &mut facts, &mut bench)?;
        if let Some(unfit) = unfit(&admission)
            && !planted::is(Bug::ReleaseUnjudged)
        {
            return Ok(Some(unfit));
        }
        for change in &mut admission.admitted {
            let own = parts.iter().find(|part| part.refused.document == change.document);
            // The work lay here since then; what the server says of it, it says now.
            if let Some(part) = own.filter(|_| change.user == author) {
                change.received_at = part.refused.received_at;
            }
        }
        feed::commit(connection, library, &facts.documents, &admission.admitted, by.at, epoch)?;
        feed::settle(connection, library, &admission.admitted, by.at, epoch, random)?;
        for (document, facts) in &facts.documents {
            blobs::settle(connection, *document, || super::blobs_of(&facts.known))?;
        }
    }
    for (part, hash) in parts.iter().zip(hashes) {
        feed::mark_released(connection, part.refused.id, by, hash)?;
        let act = Act::of(AuditKind::ChangeReleased).about(part.refused.user).device(part.refused.device);
        record(connection, by, &act.detail(&part.refused.id.to_string()))?;
    }
    Ok(Some(Release::Done))
}

/// The change and the other refused parts of its command, with the device that its author wrote on; `None` when its
/// bytes can't be read.
fn parts(
    connection: &Connection,
    refused: RefusedChange,
) -> Result<Option<(DeviceId, Vec<Part>)>, SyncError> {
    let Some((row, first)) = readable(&refused) else { return Ok(None) };
    let own = feed::is_device_of(connection, first.by.device, refused.user)?;
    let device = if own { first.by.device } else { refused.device };
    let mut others = Vec::new();
    if first.command.documents > 1 {
        for other in feed::refused_beside(connection, &refused)? {
            if let Some((row, entry)) = readable(&other)
                && entry.command.id == first.command.id
                && other.document != refused.document
                && !others.iter().any(|part: &Part| part.refused.document == other.document)
            {
                others.push(Part { refused: other, row });
            }
        }
    }
    others.insert(0, Part { refused, row });
    Ok(Some((device, others)))
}

fn readable(refused: &RefusedChange) -> Option<(Row, Entry)> {
    let row: Row = from_bytes(&refused.bytes).ok()?;
    let entry = Entry::from_bytes(&row.entries.first()?.1.0).ok()?;
    Some((row, entry))
}

/// What a refused row becomes.
enum Rebuilt {
    Run(Box<Run>),
    /// The log has all its entries.
    Known,
    Unbuildable,
}

/// The row as a change of a new actor. What its author had seen and the log hasn't was refused as well: of that he
/// keeps what was let in.
fn run_of(connection: &Connection, part: &Part, random: &mut dyn Random) -> Result<Rebuilt, SyncError> {
    let RefusedChange { document, kind, actor, .. } = part.refused;
    let known = feed::known(connection, document)?.unwrap_or_else(|| Known::new(kind, document));
    let mut entries = Vec::with_capacity(part.row.entries.len());
    for (id, bytes) in &part.row.entries {
        if feed::entry_bytes(connection, document, *id)?.as_ref() != Some(&bytes.0) {
            entries.push((*id, bytes.0.clone()));
        }
    }
    if entries.is_empty() {
        return Ok(Rebuilt::Known);
    }
    let before = part.row.seq.checked_sub(1).and_then(|before| known.change_of(&actor, before));
    let seen =
        part.row.deps.clone().unwrap_or_else(|| before.map(|change| change.hash).into_iter().collect());
    let earlier = feed::released_before(connection, &part.refused, part.row.seq)?;
    let mut deps: BTreeSet<ChangeHash> =
        seen.into_iter().chain(earlier).filter(|dep| known.contains(dep)).collect();
    if deps.is_empty() {
        deps.insert(genesis_hash(kind, document));
    }
    let deps: Vec<ChangeHash> = deps.into_iter().collect();
    let fresh = ActorId::from_bytes(random.bytes());
    let Some((row, start_op)) = known.row_at(fresh, &deps, entries) else { return Ok(Rebuilt::Unbuildable) };
    let Some(built) = build(kind, document, &row, start_op) else { return Ok(Rebuilt::Unbuildable) };
    let rows = vec![to_wire(&row, None)];
    Ok(Rebuilt::Run(Box::new(Run { document, kind, actor: fresh, rows, hash: built.hash, hashes: None })))
}

/// Why not all of it may enter.
fn unfit(admission: &Admission) -> Option<Release> {
    admission.verdicts.iter().find_map(|verdict| match &verdict.outcome {
        Outcome::Accepted | Outcome::Duplicate => None,
        Outcome::Quarantined { reason, detail } => {
            Some(Release::Refused { reason: *reason, detail: detail.clone() })
        }
        Outcome::Later | Outcome::Pending | Outcome::Rehash => Some(Release::Waits),
    })
}
