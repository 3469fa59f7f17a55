//! What a fold asks of the journal: who had seen what, and which of several words counts.

use crate::domain::entry::{Body, Kind};
use crate::domain::id::EntryId;
use crate::domain::incident::Standing;
use crate::domain::journal::Journal;
use crate::domain::order::{NotAccepted, Origin};
use crate::domain::policy::Role;
use std::collections::{BTreeMap, BTreeSet};

/// A journal while it is folded. Entries are named by their place in it.
pub(in crate::domain) struct Reading<'a> {
    pub(in crate::domain) journal: &'a Journal,
    /// Entries that the server admitted only as claims: their author's post had ended.
    claims: BTreeSet<EntryId>,
    struck: BTreeMap<usize, &'static str>,
}

impl<'a> Reading<'a> {
    pub(in crate::domain) fn new(journal: &'a Journal) -> Self {
        let claims = journal.entries().iter().filter_map(|e| match &e.entry.body {
            Body::Marked(data) if e.entry.by.role == Role::Server => Some(data.entry),
            _ => None,
        });
        Self { journal, claims: claims.collect(), struck: BTreeMap::new() }
    }

    /// Places of the entries of a kind.
    pub(in crate::domain) fn of(&self, kind: Kind) -> Vec<usize> {
        let entries = self.journal.entries();
        (0..entries.len()).filter(|i| entries[*i].entry.body.kind() == Some(kind)).collect()
    }

    pub(in crate::domain) fn origin(&self, i: usize) -> Origin {
        let e = &self.journal.entries()[i];
        Origin { entry: e.id, by: e.entry.by, at: self.journal.at(i) }
    }

    /// Whether only the server's mark keeps the entry: whoever wrote it had lost his post.
    pub(in crate::domain) fn is_claim(&self, i: usize) -> bool {
        self.claims.contains(&self.journal.entries()[i].id)
    }

    /// Of these, the ones that the author of `i` had seen.
    pub(in crate::domain) fn seen<'b>(
        &'b self,
        i: usize,
        earlier: &'b [usize],
    ) -> impl Iterator<Item = usize> + 'b {
        earlier.iter().copied().filter(move |one| self.journal.saw(i, *one))
    }

    pub(in crate::domain) fn saw_one_of(&self, i: usize, earlier: &[usize]) -> bool {
        self.seen(i, earlier).next().is_some()
    }

    /// Whether an entry was left out.
    pub(in crate::domain) fn is_struck(&self, i: usize) -> bool {
        self.struck.contains_key(&i)
    }

    /// Leaves an entry out, and says why.
    pub(in crate::domain) fn strike(&mut self, i: usize, reason: &'static str) {
        self.struck.insert(i, reason);
    }

    /// Of the words that nobody replaced knowingly, the higher role's counts, then the earlier one (P8); gives the places of
    /// those that stand against each other, the counting one first.
    pub(in crate::domain) fn standing(&self, all: &[usize]) -> (BTreeMap<usize, Standing>, Vec<usize>) {
        let replaced = |i: usize| all.iter().any(|later| self.journal.saw(*later, i));
        let mut last: Vec<usize> = all.iter().copied().filter(|i| !replaced(*i)).collect();
        let rank = |i: usize| self.journal.entries()[i].entry.by.role.rank();
        last.sort_by(|a, b| {
            rank(*b).cmp(&rank(*a)).then_with(|| self.journal.earlier(*a, *b)).then(a.cmp(b))
        });
        let standing = |i: usize| match last.first() {
            Some(first) if *first == i => Standing::Counts,
            _ if last.contains(&i) => Standing::Outweighed,
            _ => Standing::Replaced,
        };
        (all.iter().map(|i| (*i, standing(*i))).collect(), last)
    }

    pub(in crate::domain) fn not_accepted(&self) -> Vec<NotAccepted> {
        let line = |(i, reason): (&usize, &&'static str)| {
            let kind = self.journal.entries()[*i].entry.body.kind()?;
            Some(NotAccepted { origin: self.origin(*i), kind, reason: (*reason).to_owned() })
        };
        self.struck.iter().filter_map(line).collect()
    }
}
