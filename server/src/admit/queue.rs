//! The rows of a batch, sorted: one queue per document and actor, each row built as soon as its past is known.

use super::judge::{Refusal, group_of, read_entries};
use super::{Facts, Known};
use client_core::domain::entry::{DocumentKind, Entry};
use client_core::domain::id::{ActorId, ChangeHash, CommandId, DocumentId, EntryId};
use client_core::protocol::convert::{RowError, from_wire};
use client_core::protocol::{MAX_ENTRIES_PER_ROW, MAX_ROWS, Outcome, QuarantineReason, Row, Run};
use client_core::replica::{BuiltChange, ChangeRow, build};
use planted::Bug;
use std::collections::{BTreeMap, HashMap};

/// A change that was rebuilt from its row.
pub(super) struct Rebuilt {
    pub(super) row: ChangeRow,
    pub(super) built: BuiltChange,
    pub(super) entries: Result<Vec<(EntryId, Entry)>, Refusal>,
}

/// One row of the batch.
pub(super) struct Item {
    /// Index of the run that it came in.
    pub(super) run: usize,
    pub(super) row: Row,
    /// The hash that the sender names for it.
    named: Option<ChangeHash>,
    pub(super) rebuilt: Option<Rebuilt>,
    pub(super) refusal: Option<Refusal>,
    pub(super) outcome: Option<Outcome>,
}

/// All rows of one actor in one document, by `seq`.
pub(super) struct Queue {
    pub(super) document: DocumentId,
    pub(super) kind: DocumentKind,
    pub(super) actor: ActorId,
    pub(super) items: Vec<Item>,
    /// The first item without an outcome.
    pub(super) next: usize,
}

/// The whole batch.
#[allow(clippy::struct_field_names, reason = "the queues are what it is")]
pub(super) struct Queues {
    pub(super) queues: Vec<Queue>,
    /// Runs whose hash doesn't match, and which have to come again with a hash for each row.
    pub(super) rehash: Vec<bool>,
    /// Where the parts of each command that touches several documents are: queue and item.
    pub(super) groups: BTreeMap<CommandId, Vec<(usize, usize)>>,
}

impl Queues {
    /// Sorts the runs of a request and rebuilds every change whose past is known.
    pub(super) fn new(runs: Vec<Run>, facts: &Facts) -> Self {
        let count = runs.len();
        let too_many = runs.iter().map(|run| run.rows.len()).sum::<usize>() > MAX_ROWS;
        let mut sorted: BTreeMap<(DocumentId, ActorId), (DocumentKind, Vec<Item>)> = BTreeMap::new();
        let mut hashes = Vec::with_capacity(count);
        for (index, run) in runs.into_iter().enumerate() {
            hashes.push((run.document, run.actor, run.hash, run.hashes.is_some()));
            let kind = facts.documents.get(&run.document).map_or(run.kind, |known| known.known.kind);
            let mismatch = (kind != run.kind).then(|| {
                Refusal::new(QuarantineReason::DocumentKind, "a document with this id has another kind")
            });
            let refusal = if too_many {
                Some(Refusal::new(QuarantineReason::Limits, format!("a request has at most {MAX_ROWS} rows")))
            } else {
                mismatch
            };
            let queue = sorted.entry((run.document, run.actor)).or_insert_with(|| (run.kind, Vec::new()));
            queue.1.extend(items_of(index, run, refusal));
        }
        let queues = sorted
            .into_iter()
            .map(|((document, actor), (kind, mut items))| {
                items.sort_by_key(|item| (item.row.seq, item.run));
                Queue { document, kind, actor, items, next: 0 }
            })
            .collect();
        let mut queues = Self { queues, rehash: vec![false; count], groups: BTreeMap::new() };
        queues.rebuild(facts);
        queues.compare(&hashes);
        queues.find_groups();
        queues
    }

    /// Rebuilds rows in an order in which each follows its dependencies, whatever order they came in.
    fn rebuild(&mut self, facts: &Facts) {
        // What was rebuilt so far: by author for the own past, by hash for dependencies.
        let mut own: HashMap<(DocumentId, ActorId, u64), ChangeHash> = HashMap::new();
        let mut max_ops: HashMap<(DocumentId, ChangeHash), u64> = HashMap::new();
        let mut at = vec![0; self.queues.len()];
        loop {
            let mut progress = false;
            for (queue, at) in self.queues.iter_mut().zip(&mut at) {
                let Some(facts) = facts.documents.get(&queue.document) else { continue };
                while let Some(item) = queue.items.get_mut(*at) {
                    if item.refusal.is_some() {
                        // What follows a refused row is refused with it, so it needs no hash.
                        *at = queue.items.len();
                        break;
                    }
                    let (document, actor, seq) = (queue.document, queue.actor, item.row.seq);
                    let last = seq.checked_sub(1).and_then(|before| {
                        let logged = facts.known.change_of(&actor, before).map(|change| change.hash);
                        logged.or_else(|| own.get(&(document, actor, before)).copied())
                    });
                    let max_op = |dep: &ChangeHash| {
                        facts.known.max_op_of(dep).or_else(|| max_ops.get(&(document, *dep)).copied())
                    };
                    match rebuild(&facts.known, actor, &item.row, last, max_op) {
                        Ok(Some(rebuilt)) => {
                            own.insert((document, actor, seq), rebuilt.built.hash);
                            max_ops.insert((document, rebuilt.built.hash), rebuilt.built.max_op);
                            item.rebuilt = Some(rebuilt);
                        }
                        Ok(None) => break,
                        Err(refusal) => item.refusal = Some(refusal),
                    }
                    progress = true;
                    *at += 1;
                }
            }
            if !progress {
                break;
            }
        }
    }

    /// Compares each run's hash with that of the change that was rebuilt from its last row.
    fn compare(&mut self, hashes: &[(DocumentId, ActorId, ChangeHash, bool)]) {
        for queue in &mut self.queues {
            let mut runs: Vec<usize> = queue.items.iter().map(|item| item.run).collect();
            runs.sort_unstable();
            runs.dedup();
            for run in runs {
                let Some((_, _, closing, with_hashes)) = hashes.get(run) else { continue };
                let items: Vec<&mut Item> = queue.items.iter_mut().filter(|item| item.run == run).collect();
                if *with_hashes {
                    refuse_first_difference(items);
                    continue;
                }
                let refused = items.iter().position(|item| item.refusal.is_some());
                let last = items.last().and_then(|item| item.rebuilt.as_ref());
                self.rehash[run] = match (refused, last) {
                    // The first row is bad in itself: nothing in the run is worth a second look.
                    (Some(0), _) => false,
                    // Good rows before a bad one can only be trusted with hashes of their own.
                    (Some(_), _) => true,
                    (None, Some(last)) => last.built.hash != *closing && !planted::is(Bug::HashNotCompared),
                    // Something is missing, so the run's hash can't be told yet. With hashes of their own the rows
                    // before it needn't wait; where none comes before it the run waits as a whole.
                    (None, None) => {
                        let some = items.iter().any(|item| item.rebuilt.is_some());
                        for item in items {
                            item.rebuilt = None;
                        }
                        some
                    }
                };
            }
        }
    }

    fn find_groups(&mut self) {
        for (q, queue) in self.queues.iter().enumerate() {
            for (i, item) in queue.items.iter().enumerate() {
                let entries = item.rebuilt.as_ref().and_then(|rebuilt| rebuilt.entries.as_ref().ok());
                if let Some((command, _)) = entries.and_then(|entries| group_of(entries)) {
                    self.groups.entry(command).or_default().push((q, i));
                }
            }
        }
    }
}

fn items_of(index: usize, run: Run, refusal: Option<Refusal>) -> Vec<Item> {
    let malformed = |detail: &str| Some(Refusal::new(QuarantineReason::Malformed, detail));
    let refusal = refusal.or_else(|| match &run.hashes {
        Some(hashes) if hashes.len() != run.rows.len() => malformed("the run names another number of hashes"),
        Some(hashes) if hashes.last() != Some(&run.hash) => {
            malformed("the run's hashes don't end with its hash")
        }
        _ => None,
    });
    let mut named = run.hashes.unwrap_or_default().into_iter();
    let mut items: Vec<Item> = run
        .rows
        .into_iter()
        .map(|row| Item {
            run: index,
            row,
            named: named.next(),
            rebuilt: None,
            refusal: refusal.clone(),
            outcome: None,
        })
        .collect();
    items.sort_by_key(|item| item.row.seq);
    for i in 1..items.len() {
        if items[i].refusal.is_none() && items[i - 1].row.seq.checked_add(1) != Some(items[i].row.seq) {
            items[i].refusal = malformed("the run has a gap");
        }
    }
    items
}

/// Of a run with a hash for each row, the rows up to the first that differs are good.
fn refuse_first_difference(items: Vec<&mut Item>) {
    let different = items
        .into_iter()
        .find(|item| item.rebuilt.as_ref().is_some_and(|rebuilt| Some(rebuilt.built.hash) != item.named));
    if let Some(item) = different {
        item.refusal = Some(Refusal::new(QuarantineReason::Hash, "the rebuilt change has another hash"));
    }
}

/// The change of a row; `None` while something that it depends on is missing.
pub(super) fn rebuild(
    known: &Known,
    actor: ActorId,
    row: &Row,
    last: Option<ChangeHash>,
    max_op: impl Fn(&ChangeHash) -> Option<u64>,
) -> Result<Option<Rebuilt>, Refusal> {
    let limits = |detail: String| Refusal::new(QuarantineReason::Limits, detail);
    if row.entries.len() > MAX_ENTRIES_PER_ROW {
        return Err(limits(format!("a row has at most {MAX_ENTRIES_PER_ROW} entries")));
    }
    if row.deps.as_ref().is_some_and(|deps| deps.len() > MAX_ENTRIES_PER_ROW) {
        return Err(limits(format!("a row has at most {MAX_ENTRIES_PER_ROW} dependencies")));
    }
    let change = match from_wire(actor, row, last) {
        Ok(change) => change,
        Err(RowError::NoPrevious) if row.seq > 1 => return Ok(None),
        Err(error) => return Err(Refusal::new(QuarantineReason::Malformed, error.to_string())),
    };
    let mut start_op = 1;
    for dep in &change.deps {
        let Some(max_op) = max_op(dep) else { return Ok(None) };
        start_op = start_op.max(max_op.saturating_add(1));
    }
    let built = build(known.kind, known.document, &change, start_op)
        .ok_or_else(|| limits("the op counter or the seq is out of range".to_owned()))?;
    let entries = read_entries(&change);
    Ok(Some(Rebuilt { row: change, built, entries }))
}
