//! What is known of one document: the facts that admission needs, without an automerge document.

use client_core::domain::entry::{DocumentKind, Entry, Kind};
use client_core::domain::id::{ActorId, ChangeHash, DeviceId, DocumentId, EntryId, UserId};
use client_core::domain::journal::{ChangeSet, Journal, JournalEntry, Position};
use client_core::replica::{ChangeRow, GENESIS_MAX_OP, genesis_hash};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What the holder of a slip writes without moving it: who holds it follows from assignments, returns, people's decisions,
/// receipts, arrivals and signatures, and from work that somebody *else* does unaware of the holder.
const MOVES_NO_SLIP: &[Kind] = &[Kind::Note, Kind::PhotoAdded, Kind::StepResult];

/// A change of the log, without its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownChange {
    /// Its hash.
    pub hash: ChangeHash,
    /// Its author.
    pub actor: ActorId,
    /// Its number among the author's changes here.
    pub seq: u64,
    /// What it depends on.
    pub deps: Vec<ChangeHash>,
    /// Op counter of its first op.
    pub start_op: u64,
    /// Op counter of its last op.
    pub max_op: u64,
}

/// All changes of one document.
#[derive(Debug, Clone)]
pub struct Known {
    /// Kind of the document.
    pub kind: DocumentKind,
    /// Id of the document.
    pub document: DocumentId,
    genesis: ChangeHash,
    changes: Vec<KnownChange>,
    ancestors: Vec<ChangeSet>,
    by_hash: HashMap<ChangeHash, usize>,
    by_actor: BTreeMap<ActorId, Vec<usize>>,
    entry_ids: BTreeSet<EntryId>,
    entries: Vec<JournalEntry>,
    heads: BTreeSet<ChangeHash>,
    holder: Cell<Option<UserId>>,
}

impl Known {
    /// A document of which the log has nothing.
    pub fn new(kind: DocumentKind, document: DocumentId) -> Self {
        let genesis = genesis_hash(kind, document);
        Self {
            kind,
            document,
            genesis,
            changes: Vec::new(),
            ancestors: Vec::new(),
            by_hash: HashMap::new(),
            by_actor: BTreeMap::new(),
            entry_ids: BTreeSet::new(),
            entries: Vec::new(),
            heads: BTreeSet::from([genesis]),
            holder: Cell::new(None),
        }
    }

    /// Whether this person held the slip when somebody looked last, and nothing that could move it has come since. False
    /// says nothing.
    pub fn still_holds(&self, user: UserId) -> bool {
        self.holder.get() == Some(user)
    }

    /// Remembers that the fold of everything here says that this person holds the slip.
    pub fn remember_holder(&self, user: UserId) {
        self.holder.set(Some(user));
    }

    /// Adds a change of the log, or one that was just admitted. Its dependencies must be here.
    pub fn push(&mut self, change: KnownChange, entries: impl IntoIterator<Item = (EntryId, Entry)>) {
        let index = self.changes.len();
        self.ancestors.push(self.ancestors_of(&change.deps));
        for ((id, entry), counter) in entries.into_iter().zip(change.start_op..) {
            self.entry_ids.insert(id);
            let position = Position { counter, actor: change.actor };
            let moves_nothing = entry.body.kind().is_some_and(|kind| MOVES_NO_SLIP.contains(&kind));
            if !moves_nothing || !self.still_holds(entry.by.user) {
                self.holder.set(None);
            }
            self.entries.push(JournalEntry { id, position, change: index, entry });
        }
        self.heads.remove(&self.genesis);
        for dep in &change.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(change.hash);
        self.by_hash.insert(change.hash, index);
        self.by_actor.entry(change.actor).or_default().push(index);
        self.changes.push(change);
    }

    /// Whether the log has nothing of this document.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// How many changes the log has.
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// All changes in the order of the log.
    pub fn changes(&self) -> &[KnownChange] {
        &self.changes
    }

    /// Hashes that no other change depends on, sorted; the genesis hash when there are no changes.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.heads.iter().copied().collect()
    }

    /// Largest op counter.
    pub fn max_op(&self) -> u64 {
        self.changes.iter().map(|change| change.max_op).max().unwrap_or(GENESIS_MAX_OP)
    }

    /// Whether this change, or the genesis change, is here.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        *hash == self.genesis || self.by_hash.contains_key(hash)
    }

    /// Largest op counter of a change, the genesis change included; `None` when it isn't here.
    pub fn max_op_of(&self, hash: &ChangeHash) -> Option<u64> {
        if *hash == self.genesis {
            return Some(GENESIS_MAX_OP);
        }
        self.by_hash.get(hash).map(|index| self.changes[*index].max_op)
    }

    /// The actor's change with this number.
    pub fn change_of(&self, actor: &ActorId, seq: u64) -> Option<&KnownChange> {
        let position = usize::try_from(seq.checked_sub(1)?).ok()?;
        let index = self.by_actor.get(actor)?.get(position)?;
        Some(&self.changes[*index])
    }

    /// The actor's last change.
    pub fn last_of(&self, actor: &ActorId) -> Option<&KnownChange> {
        let index = self.by_actor.get(actor)?.last()?;
        Some(&self.changes[*index])
    }

    /// Whether the actor's last change is among these dependencies or their ancestors; true without one.
    pub fn follows_own(&self, actor: &ActorId, deps: &[ChangeHash]) -> bool {
        match self.by_actor.get(actor).and_then(|own| own.last()) {
            Some(own) => self.ancestors_of(deps).contains(*own),
            None => true,
        }
    }

    /// Authors of what this device wrote in changes that came before this one and that aren't among its ancestors.
    pub fn unseen_by(&self, change: &ChangeHash, device: DeviceId) -> BTreeSet<ActorId> {
        let Some(at) = self.by_hash.get(change) else { return BTreeSet::new() };
        let before = self.entries.iter().take_while(|entry| entry.change < *at);
        before
            .filter(|entry| entry.entry.by.device == device && !self.ancestors[*at].contains(entry.change))
            .map(|entry| entry.position.actor)
            .collect()
    }

    /// Whether the journal has an entry with this id.
    pub fn uses(&self, id: &EntryId) -> bool {
        self.entry_ids.contains(id)
    }

    /// The entries that are here, in the order of the log.
    pub fn entries(&self) -> &[JournalEntry] {
        &self.entries
    }

    /// The journal of everything here.
    pub fn journal(&self) -> Journal {
        Journal::new(self.kind, self.document, self.entries.clone(), self.ancestors.clone())
    }

    /// The journal as somebody knew it who had seen just these changes and their ancestors.
    pub fn journal_at(&self, heads: &[ChangeHash]) -> Journal {
        let seen = self.ancestors_of(heads);
        let entries = self.entries.iter().filter(|entry| seen.contains(entry.change)).cloned().collect();
        Journal::new(self.kind, self.document, entries, self.ancestors.clone())
    }

    /// The row of a change that `actor` writes having seen just `heads` and his own last change, with its start
    /// counter. `None` when one of the heads isn't here.
    pub fn row_at(
        &self,
        actor: ActorId,
        heads: &[ChangeHash],
        entries: Vec<(EntryId, Vec<u8>)>,
    ) -> Option<(ChangeRow, u64)> {
        let mut deps: BTreeSet<ChangeHash> = heads.iter().copied().collect();
        let last = self.last_of(&actor);
        if let Some(own) = last
            && !self.follows_own(&actor, heads)
        {
            deps.insert(own.hash);
        }
        let deps: Vec<ChangeHash> = deps.into_iter().collect();
        let start_op = self.start_op(&deps)?;
        let seq = last.map_or(1, |change| change.seq.saturating_add(1));
        Some((ChangeRow { actor, seq, deps, entries }, start_op))
    }

    /// 1 + the largest op counter of the dependencies; `None` when one of them isn't here.
    pub fn start_op(&self, deps: &[ChangeHash]) -> Option<u64> {
        deps.iter().try_fold(GENESIS_MAX_OP + 1, |start, dep| Some(start.max(self.max_op_of(dep)? + 1)))
    }

    /// The changes with these hashes and all their ancestors.
    fn ancestors_of(&self, deps: &[ChangeHash]) -> ChangeSet {
        let mut seen = ChangeSet::default();
        for dep in deps {
            if let Some(index) = self.by_hash.get(dep) {
                seen.insert(*index);
                seen.extend(&self.ancestors[*index]);
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::entry::course::LeftSite;
    use client_core::domain::entry::desk::AssignmentReturned;
    use client_core::domain::entry::site::Note;
    use client_core::domain::entry::{At, Body, By, CommandRef};
    use client_core::domain::id::{BlobDigest, CommandId, DeviceId};
    use client_core::domain::policy::Role;

    const HOLDER: UserId = UserId::from_bytes([1; 16]);
    const OTHER: UserId = UserId::from_bytes([2; 16]);

    /// Whether it is still known who holds the slip after somebody has written this.
    fn holds_after(user: UserId, body: Body) -> bool {
        let mut known = Known::new(DocumentKind::Order, DocumentId::from_bytes([3; 16]));
        known.remember_holder(HOLDER);
        let entry = Entry {
            by: By { user, role: Role::Technician, device: DeviceId::from_bytes([4; 16]) },
            at: At { wall: 0, offset: None, boot: None, seen: None },
            round: None,
            after: None,
            command: CommandRef { id: CommandId::new(0, [5; 10]), documents: 1 },
            body,
        };
        let change = KnownChange {
            hash: ChangeHash::from_bytes([6; 32]),
            actor: ActorId::from_bytes([7; 16]),
            seq: 1,
            deps: known.heads(),
            start_op: GENESIS_MAX_OP + 1,
            max_op: GENESIS_MAX_OP + 1,
        };
        known.push(change, [(EntryId::new(0, [8; 10]), entry)]);
        known.still_holds(HOLDER)
    }

    #[test]
    fn who_holds_the_slip_is_asked_again_after_all_that_could_move_it() {
        let note = || Body::Note(Note { text: BlobDigest::from_bytes([9; 32]) });
        assert!(holds_after(HOLDER, note()));
        assert!(!holds_after(OTHER, note()), "work of somebody else, unaware of the holder");
        let back = AssignmentReturned { reason: "ill".into(), proposed: None };
        assert!(!holds_after(HOLDER, Body::AssignmentReturned(back)));
        assert!(!holds_after(HOLDER, Body::LeftSite(LeftSite { reason: "parts".into() })));
    }
}
