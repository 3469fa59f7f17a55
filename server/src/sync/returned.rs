//! What devices give back after this server was put back to a backup.

use super::{SyncEnv, SyncError};
use crate::admit::{self, Admitted, Origin, Sender};
use crate::alarms::{self, AlarmKind};
use crate::feed;
use crate::receipt::HandedOut;
use client_core::domain::decide::Random;
use client_core::domain::id::DocumentId;
use client_core::protocol::{MAX_ROWS, Outcome, QuarantineReason, ReturnedRun, SyncRequest, Verdict};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// What came of the returned runs.
#[derive(Debug, Default)]
pub(super) struct TakenBack {
    pub(super) verdicts: Vec<Verdict>,
    /// What went into the log.
    pub(super) admitted: Vec<Admitted>,
    /// Documents that the sender was given once, by a receipt of this server.
    pub(super) given: BTreeSet<DocumentId>,
}

/// Puts returned runs that bear this server's receipt back into the log, before anything else of the request is judged:
/// new work may depend on them. A run without one is refused and kept nowhere; it is nobody's unsent work.
pub(super) fn take_back(
    connection: &Connection,
    env: SyncEnv<'_>,
    sender: &Sender,
    request: &SyncRequest,
    now: i64,
    random: &mut dyn Random,
) -> Result<TakenBack, SyncError> {
    let mut taken = TakenBack::default();
    if request.returned.is_empty() {
        return Ok(taken);
    }
    let rows: usize = request.returned.iter().map(|returned| returned.run.rows.len()).sum();
    let (mut genuine, mut forged) = (Vec::new(), Vec::new());
    for returned in &request.returned {
        match origin_of(env, returned)? {
            Some(origin) if rows <= MAX_ROWS => genuine.push((returned.clone(), origin)),
            Some(_) => forged.push((returned, QuarantineReason::Limits, "too many rows in one request")),
            None => forged.push((returned, QuarantineReason::Actor, "no receipt of this server")),
        }
    }
    if forged.iter().any(|(_, reason, _)| *reason == QuarantineReason::Actor) {
        let detail = "a device shows receipts that are not this server's; was the key file replaced?";
        alarms::raise(connection, now, AlarmKind::Receipt, Some(sender.user), Some(sender.device), detail)?;
    }
    let epoch = feed::epoch(connection)?;
    let mut facts = feed::facts_for_returned(connection, sender, &genuine, epoch, random)?;
    let (verdicts, admitted) = admit::take_back(&genuine, &mut facts);
    if !admitted.is_empty() {
        feed::commit(connection, env.library, &facts.documents, &admitted, now, epoch)?;
    }
    taken.given = verdicts
        .iter()
        .filter(|verdict| !matches!(verdict.outcome, Outcome::Quarantined { .. }))
        .map(|verdict| verdict.document)
        .collect();
    taken.verdicts = verdicts;
    taken.verdicts.extend(forged.into_iter().map(|(returned, reason, detail)| Verdict {
        document: returned.document,
        actor: returned.run.actor,
        upto: returned.run.rows.last().map_or(0, |last| last.row.seq),
        outcome: Outcome::Quarantined { reason, detail: detail.to_owned() },
    }));
    taken.admitted = admitted;
    Ok(taken)
}

fn origin_of(env: SyncEnv<'_>, returned: &ReturnedRun) -> Result<Option<Origin>, SyncError> {
    let handed_out = HandedOut::of(returned.document, returned.kind, &returned.run);
    let (Some(handed_out), Some(receipt)) = (handed_out, &returned.run.receipt) else { return Ok(None) };
    Ok(handed_out.origin_by(env.keys, &receipt.0)?)
}
