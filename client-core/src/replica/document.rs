//! A replica: the changes of one document that this device or server has, and the journal that follows from them.

use super::change::{BuiltChange, ChangeRow, build_in, genesis, row_of};
use super::{GENESIS_MAX_OP, genesis_actor, genesis_hash};
use crate::domain::entry::{DocumentKind, Entry, EntryError};
use crate::domain::id::{ActorId, ChangeHash, DocumentId, EntryId};
use crate::domain::journal::{ChangeSet, Journal, JournalEntry, Position};
use automerge::{Automerge, LoadOptions, ReadDoc, SaveOptions};
use std::collections::{BTreeMap, BTreeSet};

/// Why a change can't be inserted or built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplicaError {
    /// No entries, `seq` 0, or an op counter out of range.
    #[error("a change needs entries, a seq from 1 and an op counter in range")]
    Shape,
    /// Written in the name of the creating change's actor.
    #[error("nobody may write as the document's creating actor")]
    GenesisActor,
    /// The actor already has another change with this `seq`, or `seq` doesn't follow its last one.
    #[error("actor {actor} has {last} changes here, this one says seq {seq}")]
    Seq {
        /// The actor.
        actor: ActorId,
        /// What the change says.
        seq: u64,
        /// The actor's last `seq` here.
        last: u64,
    },
    /// The actor's own last change is not among the ancestors.
    #[error("the change doesn't follow the actor's own last one")]
    OwnPast,
    /// The journal already has an entry with this id.
    #[error("entry id {0} is already used")]
    EntryIdUsed(EntryId),
    /// An entry that can't be read.
    #[error("entry {id}: {source}")]
    Entry {
        /// The entry's id.
        id: EntryId,
        /// What is wrong.
        source: EntryError,
    },
}

/// Why a snapshot can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// automerge can't load it.
    #[error("snapshot can't be loaded: {0}")]
    Load(String),
    /// It is a document, but not one of ours.
    #[error("snapshot is not a {0} document of this id")]
    Shape(&'static str),
    /// One of its changes breaks a rule.
    #[error(transparent)]
    Change(#[from] ReplicaError),
}

/// What became of an inserted change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inserted {
    /// It is part of the document now.
    New(ChangeHash),
    /// It was there already.
    Duplicate(ChangeHash),
    /// These dependencies are not here yet; it waits for them in memory.
    Waiting(Vec<ChangeHash>),
}

#[derive(Debug, Clone)]
struct Node {
    row: ChangeRow,
    built: BuiltChange,
    entries: Vec<Entry>,
}

/// The changes of one document, in memory.
#[derive(Debug, Clone)]
pub struct Replica {
    kind: DocumentKind,
    document: DocumentId,
    genesis: ChangeHash,
    genesis_actor: ActorId,
    nodes: Vec<Node>,
    ancestors: Vec<ChangeSet>,
    by_hash: BTreeMap<ChangeHash, usize>,
    last_of_actor: BTreeMap<ActorId, usize>,
    entry_ids: BTreeSet<EntryId>,
    heads: BTreeSet<ChangeHash>,
    waiting: Vec<ChangeRow>,
}

impl Replica {
    /// An empty document: only its creating change.
    pub fn new(kind: DocumentKind, document: DocumentId) -> Self {
        let genesis = genesis_hash(kind, document);
        Self {
            kind,
            document,
            genesis,
            genesis_actor: genesis_actor(kind, document),
            nodes: Vec::new(),
            ancestors: Vec::new(),
            by_hash: BTreeMap::new(),
            last_of_actor: BTreeMap::new(),
            entry_ids: BTreeSet::new(),
            heads: BTreeSet::from([genesis]),
            waiting: Vec::new(),
        }
    }

    /// Kind of the document.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Id of the document.
    pub fn document(&self) -> DocumentId {
        self.document
    }

    /// Hashes that no other change depends on, sorted; the genesis hash when there are no changes.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.heads.iter().copied().collect()
    }

    /// Whether this change is part of the document.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.by_hash.contains_key(hash)
    }

    /// Changes in an order in which each follows its dependencies.
    pub fn rows(&self) -> impl Iterator<Item = (&ChangeRow, &BuiltChange)> {
        self.nodes.iter().map(|node| (&node.row, &node.built))
    }

    /// The actor's last change here: its `seq` and hash.
    pub fn last_of(&self, actor: &ActorId) -> Option<(u64, ChangeHash)> {
        let node = &self.nodes[*self.last_of_actor.get(actor)?];
        Some((node.row.seq, node.built.hash))
    }

    /// Changes that wait for a dependency.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Builds and inserts a change of `actor` that has seen everything here.
    ///
    /// # Errors
    /// Any [`ReplicaError`]; nothing is inserted then.
    pub fn write(&mut self, actor: ActorId, entries: &[(EntryId, Entry)]) -> Result<ChangeRow, ReplicaError> {
        self.write_at(actor, self.heads(), entries)
    }

    /// Builds and inserts a change of `actor` that has seen just `heads` and its own last change.
    ///
    /// # Errors
    /// Any [`ReplicaError`]; nothing is inserted then.
    pub fn write_at(
        &mut self,
        actor: ActorId,
        heads: Vec<ChangeHash>,
        entries: &[(EntryId, Entry)],
    ) -> Result<ChangeRow, ReplicaError> {
        let mut deps: BTreeSet<ChangeHash> = heads.into_iter().collect();
        let last = self.last_of(&actor);
        // automerge names the actor's own last change even beside a head that includes it.
        deps.extend(last.map(|(_, hash)| hash));
        let entries = entries
            .iter()
            .map(|(id, entry)| match entry.to_bytes() {
                Ok(bytes) => Ok((*id, bytes)),
                Err(source) => Err(ReplicaError::Entry { id: *id, source }),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let seq = last.map_or(1, |(seq, _)| seq + 1);
        let row = ChangeRow { actor, seq, deps: deps.into_iter().collect(), entries };
        match self.insert(row.clone())? {
            Inserted::New(_) => Ok(row),
            Inserted::Duplicate(_) | Inserted::Waiting(_) => Err(ReplicaError::Shape),
        }
    }

    /// Inserts a change, and those that waited for it.
    ///
    /// # Errors
    /// Any [`ReplicaError`]; the replica is as before then.
    pub fn insert(&mut self, row: ChangeRow) -> Result<Inserted, ReplicaError> {
        if row.actor == self.genesis_actor {
            return Err(ReplicaError::GenesisActor);
        }
        let missing = self.missing(&row);
        if !missing.is_empty() {
            if !self.waiting.contains(&row) {
                self.waiting.push(row);
            }
            return Ok(Inserted::Waiting(missing));
        }
        let inserted = self.insert_ready(row)?;
        if matches!(inserted, Inserted::New(_)) {
            self.release_waiting();
        }
        Ok(inserted)
    }

    fn missing(&self, row: &ChangeRow) -> Vec<ChangeHash> {
        row.deps
            .iter()
            .filter(|dep| **dep != self.genesis && !self.by_hash.contains_key(dep))
            .copied()
            .collect()
    }

    fn release_waiting(&mut self) {
        while let Some(ready) = (0..self.waiting.len()).find(|i| self.missing(&self.waiting[*i]).is_empty()) {
            let row = self.waiting.swap_remove(ready);
            // A change that turns out bad is dropped here as it would have been had it come later.
            let _ = self.insert_ready(row);
        }
    }

    fn insert_ready(&mut self, row: ChangeRow) -> Result<Inserted, ReplicaError> {
        let mut seen = ChangeSet::default();
        let mut start_op = GENESIS_MAX_OP + 1;
        for dep in &row.deps {
            if let Some(index) = self.by_hash.get(dep) {
                seen.insert(*index);
                seen.extend(&self.ancestors[*index]);
                start_op = start_op.max(self.nodes[*index].built.max_op + 1);
            }
        }
        let built = build_in(self.genesis_actor, &row, start_op).ok_or(ReplicaError::Shape)?;
        if self.by_hash.contains_key(&built.hash) {
            return Ok(Inserted::Duplicate(built.hash));
        }
        let last = self.last_of_actor.get(&row.actor).copied();
        let last_seq = last.map_or(0, |index| self.nodes[index].row.seq);
        if row.seq != last_seq + 1 {
            return Err(ReplicaError::Seq { actor: row.actor, seq: row.seq, last: last_seq });
        }
        if last.is_some_and(|index| !seen.contains(index)) {
            return Err(ReplicaError::OwnPast);
        }
        let mut ids = BTreeSet::new();
        let mut entries = Vec::with_capacity(row.entries.len());
        for (id, bytes) in &row.entries {
            if self.entry_ids.contains(id) || !ids.insert(*id) {
                return Err(ReplicaError::EntryIdUsed(*id));
            }
            entries.push(Entry::from_bytes(bytes).map_err(|source| ReplicaError::Entry { id: *id, source })?);
        }
        let index = self.nodes.len();
        let hash = built.hash;
        self.heads.remove(&self.genesis);
        for dep in &row.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(hash);
        self.by_hash.insert(hash, index);
        self.last_of_actor.insert(row.actor, index);
        self.entry_ids.extend(ids);
        self.ancestors.push(seen);
        self.nodes.push(Node { row, built, entries });
        Ok(Inserted::New(hash))
    }

    /// The journal of everything here.
    pub fn journal(&self) -> Journal {
        let entries = self
            .nodes
            .iter()
            .enumerate()
            .flat_map(|(change, node)| {
                node.row.entries.iter().zip(&node.entries).zip(node.built.start_op..).map(
                    move |(((id, _), entry), counter)| JournalEntry {
                        id: *id,
                        position: Position { counter, actor: node.row.actor },
                        change,
                        entry: entry.clone(),
                    },
                )
            })
            .collect();
        Journal::new(self.kind, self.document, entries, self.ancestors.clone())
    }

    /// The automerge document of everything here, uncompressed; a cache, never the truth.
    ///
    /// # Errors
    /// [`SnapshotError::Load`] when automerge refuses a change that we built.
    pub fn snapshot(&self) -> Result<Vec<u8>, SnapshotError> {
        let mut document = Automerge::new();
        let changes = std::iter::once(genesis(self.kind, self.document))
            .chain(self.nodes.iter().map(|node| node.built.change.clone()));
        document.apply_changes(changes).map_err(|e| SnapshotError::Load(e.to_string()))?;
        Ok(document.save_with_options(SaveOptions { deflate: false, retain_orphans: false }))
    }

    /// Reads a snapshot that the server sent or this device wrote.
    ///
    /// # Errors
    /// Any [`SnapshotError`]. Never give this bytes that came from a device.
    pub fn from_snapshot(
        kind: DocumentKind,
        document: DocumentId,
        bytes: &[u8],
    ) -> Result<Self, SnapshotError> {
        let loaded = Automerge::load_with_options(bytes, LoadOptions::new())
            .map_err(|e| SnapshotError::Load(e.to_string()))?;
        let id = loaded.get(automerge::ROOT, "id").ok().flatten();
        if id.as_ref().and_then(|(value, _)| value.as_str()) != Some(document.to_string().as_str()) {
            return Err(SnapshotError::Shape(kind.as_str()));
        }
        let genesis = genesis_hash(kind, document);
        let mut replica = Self::new(kind, document);
        for change in loaded.get_changes(&[]) {
            if change.hash().0 == *genesis.as_bytes() {
                continue;
            }
            let row = row_of(&change).ok_or(SnapshotError::Shape(kind.as_str()))?;
            replica.insert(row)?;
        }
        if replica.waiting() > 0 {
            return Err(SnapshotError::Shape(kind.as_str()));
        }
        Ok(replica)
    }
}
