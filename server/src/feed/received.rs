//! The server's word on when it received what was written by a clock that nobody knows (P10): nothing of it happened later.

use super::{EngineError, known};
use crate::admit::{Admitted, Origin};
use crate::settlement;
use client_core::domain::entry::office::{MOST_RECEIVED, Received};
use client_core::domain::entry::{At, Body, Entry, Kind};
use client_core::domain::id::{DocumentId, EntryId};
use planted::Bug;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// A clock that is known may be ahead of this server's by so much, in milliseconds; one that is more so is wrong, whatever
/// was measured of it (attack 25).
pub(crate) const CLOCK_SLACK_MS: i64 = 5 * 60 * 1000;

/// The words that follow from changes that were just put into the log, by document.
pub(super) fn words(
    connection: &Connection,
    admitted: &[Admitted],
) -> Result<BTreeMap<DocumentId, Vec<Body>>, EngineError> {
    let mut by_time: BTreeMap<DocumentId, BTreeMap<i64, Vec<EntryId>>> = BTreeMap::new();
    let fits = |change: &&Admitted| {
        change.origin != Origin::Server
            && Kind::Received.belongs_to(change.kind)
            && !planted::is(Bug::ArrivalUntold)
    };
    for change in admitted.iter().filter(fits) {
        let unknown = change.entries.iter().filter(|(_, entry)| needs_word(entry.at, change.received_at));
        let ids: Vec<EntryId> = unknown.map(|(id, _)| *id).collect();
        if !ids.is_empty() {
            by_time.entry(change.document).or_default().entry(change.received_at).or_default().extend(ids);
        }
    }
    let mut words: BTreeMap<DocumentId, Vec<Body>> = BTreeMap::new();
    if by_time.is_empty() {
        return Ok(words);
    }
    let zone = settlement::zone(connection)?;
    for (document, times) in by_time {
        let Some(known) = known(connection, document)? else { continue };
        // After a restore a phone may bring the word of the earlier life together with what it is about.
        let said: BTreeSet<EntryId> = known.entries().iter().flat_map(|one| received(&one.entry)).collect();
        for (at, mut ids) in times {
            ids.retain(|id| !said.contains(id));
            let month_from = zone.start_of_month(zone.month_of(at));
            let bodies = ids
                .chunks(MOST_RECEIVED)
                .map(|ids| Body::Received(Received { entries: ids.to_vec(), at, month_from }));
            words.entry(document).or_default().extend(bodies);
        }
    }
    words.retain(|_, bodies| !bodies.is_empty());
    Ok(words)
}

fn needs_word(at: At, received_at: i64) -> bool {
    !at.is_certain() || at.estimate() > received_at.saturating_add(CLOCK_SLACK_MS)
}

fn received(entry: &Entry) -> Vec<EntryId> {
    match &entry.body {
        Body::Received(data) => data.entries.clone(),
        _ => Vec::new(),
    }
}
