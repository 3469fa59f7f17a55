//! Whether a device lives twice: a copy of its files is at work beside it, or they were put back to an older state (P13).
//!
//! A device writes on everything that it has of a document. So a change that doesn't know what the same device wrote there
//! before says that whoever wrote it hasn't got it: the actors differ, because each run of the program has its own, and
//! nothing needs to be refused, but somebody should know.

use super::SyncError;
use crate::admit::{Admitted, DocumentFacts, Origin, Sender, by_slip};
use crate::alarms::{self, AlarmKind};
use crate::feed;
use client_core::domain::id::DocumentId;
use planted::Bug;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Raises an alarm for the first of the admitted changes that says so.
pub(super) fn look(
    connection: &Connection,
    sender: &Sender,
    documents: &BTreeMap<DocumentId, DocumentFacts>,
    admitted: &[Admitted],
    now: i64,
) -> Result<(), SyncError> {
    // Whoever writes by a slip or a ticket need not have the document, so he knows nothing of his own there either.
    let own = admitted.iter().filter(|change| change.origin == Origin::Device && !by_slip(&change.entries));
    for change in own.filter(|_| !planted::is(Bug::CopyUntold)) {
        let Some(facts) = documents.get(&change.document) else { continue };
        for actor in facts.known.unseen_by(&change.built.hash, sender.device) {
            // What a manager let in bears the author's name, and the author's device hears of it later.
            if feed::origin_of(connection, actor)? != Some(Origin::Device) {
                continue;
            }
            let detail = format!(
                "document {}: written without knowing what the same device wrote before",
                change.document
            );
            let (user, device) = (Some(sender.user), Some(sender.device));
            return Ok(alarms::raise(connection, now, AlarmKind::ActorFork, user, device, &detail)?);
        }
    }
    Ok(())
}
