//! What comes down for one document. Rows are untrusted: one that doesn't fit is held and listed, never in the way.

use crate::device::loaded::Loaded;
use crate::device::record::{HeldRecord, ReceiptRecord, receipt_key};
use crate::domain::id::ChangeHash;
use crate::protocol::convert::from_wire;
use crate::protocol::{Epoch, PulledRow, PulledRun};
use crate::replica::{ChangeRow, Inserted};
use planted::Bug;

/// What the news did to a document.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// Changes that this device didn't have.
    pub(super) new: u32,
    /// Places in the outbox that the server turned out to have.
    pub(super) acknowledged: Vec<u64>,
    /// Somebody writes as this device's own actor: this is a copy of another life of it.
    pub(super) forked: bool,
}

/// Merges runs into the mirror, those that were held before included.
pub(super) fn merge(loaded: &mut Loaded, runs: Vec<PulledRun>, epoch: Epoch) -> Merged {
    let mut merged = Merged::default();
    let mut waiting = std::mem::take(&mut loaded.held);
    waiting.extend(runs.into_iter().map(|run| HeldRecord { run, why: String::new(), epoch: Some(epoch) }));
    loop {
        let mut again = Vec::new();
        let before = waiting.len();
        for held in waiting {
            match merge_run(loaded, &held.run, &mut merged) {
                Ok(()) => keep_receipt(loaded, &held),
                Err(why) => again.push(HeldRecord { why, ..held }),
            }
        }
        waiting = again;
        if waiting.is_empty() || waiting.len() == before {
            break;
        }
    }
    merged.acknowledged.extend(loaded.take_let_in());
    for held in waiting {
        let kept = !planted::is(Bug::HeldIsDropped);
        if kept && !loaded.held.iter().any(|known| known.run.hash == held.run.hash) {
            loaded.held.push(held);
        }
    }
    merged
}

fn keep_receipt(loaded: &mut Loaded, held: &HeldRecord) {
    let run = &held.run;
    // Own changes go up again by themselves, with their photos; those of another life of this device don't.
    if loaded.is_own(run.actor) && of_own_commands(loaded, run) {
        return;
    }
    let (Some(epoch), Some(receipt)) = (held.epoch, run.receipt.clone()) else { return };
    if planted::is(Bug::ReceiptDropped) {
        return;
    }
    if let (Some(first), Some(last)) = (run.rows.first(), run.rows.last()) {
        let received_at = run.rows.iter().map(|pulled| pulled.received_at).collect();
        let record = ReceiptRecord { first: first.row.seq, received_at, epoch, receipt, refused_in: None };
        loaded.receipts.push((receipt_key(loaded.id, run.actor, last.row.seq), record));
    }
}

/// Whether this device knows which of its commands each change of a run came from.
fn of_own_commands(loaded: &Loaded, run: &PulledRun) -> bool {
    let known = loaded.mirror.rows().filter(|(row, built)| {
        let place = loaded.marks.get(&built.hash).and_then(|mark| mark.order);
        row.actor == run.actor && place.is_some() && run.rows.iter().any(|pulled| pulled.row.seq == row.seq)
    });
    known.count() == run.rows.len()
}

/// All rows of a run or none: only the last one's hash says that they are what the server has.
fn merge_run(loaded: &mut Loaded, run: &PulledRun, merged: &mut Merged) -> Result<(), String> {
    let mut trial = loaded.mirror.clone();
    let mut inserted: Vec<(ChangeHash, bool)> = Vec::with_capacity(run.rows.len());
    for pulled in &run.rows {
        let previous = match inserted.last() {
            Some((hash, _)) => Some(*hash),
            None => own_last(loaded, run, pulled.row.seq),
        };
        let change = match held_here(loaded, run, pulled) {
            Some(change) => change,
            None => from_wire(run.actor, &pulled.row, previous).map_err(|e| e.to_string())?,
        };
        match trial.insert(change).map_err(|e| e.to_string())? {
            Inserted::New(hash) => inserted.push((hash, true)),
            Inserted::Duplicate(hash) => inserted.push((hash, false)),
            Inserted::Waiting(missing) => {
                return Err(format!("{} changes are missing before it", missing.len()));
            }
        }
    }
    if inserted.last().map(|(hash, _)| hash) != Some(&run.hash) {
        return Err("the hash of the changes is another".to_owned());
    }
    loaded.mirror = trial;
    for ((hash, new), pulled) in inserted.into_iter().zip(&run.rows) {
        let mark = loaded.marks.entry(hash).or_default();
        mark.received_at = Some(pulled.received_at);
        let own = loaded.pending.values().find(|pending| pending.hash == hash).map(|pending| pending.order);
        if let Some(order) = own {
            mark.order = Some(order);
            loaded.pending.remove(&order);
            merged.acknowledged.push(order);
        } else if new {
            merged.new += 1;
            merged.forked |= loaded.record.actor == Some(run.actor) && !planted::is(Bug::CopyUnnoticed);
        }
    }
    Ok(())
}

/// The change that a row without content speaks of: one that this device has sent.
fn held_here(loaded: &Loaded, run: &PulledRun, pulled: &PulledRow) -> Option<ChangeRow> {
    if !pulled.row.entries.is_empty() || pulled.row.deps.is_some() {
        return None;
    }
    let seq = pulled.row.seq;
    let waiting = loaded.pending.values().find(|held| held.row.actor == run.actor && held.row.seq == seq);
    waiting.map(|held| held.row.to_change()).or_else(|| {
        let mut mirrored = loaded.mirror.rows();
        mirrored.find(|(row, _)| row.actor == run.actor && row.seq == seq).map(|(row, _)| row.clone())
    })
}

/// Hash of the actor's change before `seq`, as far as this device has it.
fn own_last(loaded: &Loaded, run: &PulledRun, seq: u64) -> Option<ChangeHash> {
    let before = seq.checked_sub(1)?;
    match loaded.mirror.last_of(&run.actor) {
        Some((last, hash)) if last == before => return Some(hash),
        _ => {}
    }
    let mirrored = loaded.mirror.rows().find(|(row, _)| row.actor == run.actor && row.seq == before);
    mirrored.map(|(_, built)| built.hash).or_else(|| {
        let mut pending = loaded.pending.values();
        pending.find(|p| p.row.actor == run.actor && p.row.seq == before).map(|p| p.hash)
    })
}
