//! What journals say about the store, taken out of them.

use crate::domain::entry::{Body, Entry, Kind};
use crate::domain::id::{ActorId, DocumentId, EntryId};
use crate::domain::journal::Journal;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of entries that the store's account is made of. Marks and decisions are among them: a rejected claim counts
/// for nothing, and people settle what facts leave open.
pub const STOCK_KINDS: &[Kind] = &[
    Kind::MaterialNeeded,
    Kind::MaterialApproved,
    Kind::MaterialIssued,
    Kind::MaterialReceived,
    Kind::MaterialUsed,
    Kind::MaterialReturned,
    Kind::PartReplaced,
    Kind::ToolLoaned,
    Kind::ToolReturned,
    Kind::ToolHandedOver,
    Kind::LostOrBroken,
    Kind::StoreWrittenOff,
    Kind::Settled,
    Kind::StockReceived,
    Kind::StockCounted,
    Kind::Scrapped,
    Kind::ToolInspected,
    Kind::KitOpened,
    Kind::KitIssued,
    Kind::KitReturned,
    Kind::KitTransferred,
    Kind::KitUsed,
    Kind::KitLost,
    Kind::Marked,
    Kind::Decision,
];

/// Whether an entry of this kind says something of goods. Claims and decisions do so only by what they are about, and
/// a collision that the server settles was opened by others.
pub fn is_goods_kind(kind: Kind) -> bool {
    STOCK_KINDS.contains(&kind) && !matches!(kind, Kind::Marked | Kind::Decision | Kind::Settled)
}

/// Whether an entry is a reason for the store desk to know its order: goods were asked for, or have moved.
pub fn concerns_store(body: &Body) -> bool {
    match body {
        Body::Finding(data) => !data.materials.is_empty() || !data.tools.is_empty(),
        other => other.kind().is_some_and(is_goods_kind),
    }
}

/// One entry of some journal that concerns the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockFact {
    /// Its document.
    pub document: DocumentId,
    /// Its id.
    pub id: EntryId,
    /// Its op counter.
    pub counter: u64,
    /// Its author's actor.
    pub actor: ActorId,
    /// The entry.
    pub entry: Entry,
}

impl StockFact {
    /// When it happened, as well as anybody knows: milliseconds since 1970 UTC.
    pub fn at(&self) -> i64 {
        self.entry.at.estimate()
    }
}

/// The facts of a journal that concern the store.
pub fn facts_of(journal: &Journal) -> Vec<StockFact> {
    journal
        .entries()
        .iter()
        .filter(|e| concerns(&e.entry.body, journal))
        .map(|e| StockFact {
            document: journal.document,
            id: e.id,
            counter: e.position.counter,
            actor: e.position.actor,
            entry: e.entry.clone(),
        })
        .collect()
}

fn concerns(body: &Body, journal: &Journal) -> bool {
    body.kind().is_some_and(|kind| STOCK_KINDS.contains(&kind) && kind.belongs_to(journal.kind))
}

/// Facts in their one order, whatever way they came, without repeats: by the time of the event, but never before what
/// the author names as known (`after`), then by place and id. Clocks of two documents can be compared by nothing else
/// (P7); a clock that stands still or lies behind doesn't put a count before the movements that the counter knew.
pub(super) fn counting<'a>(facts: impl IntoIterator<Item = &'a StockFact>) -> Vec<&'a StockFact> {
    let mut all: Vec<&StockFact> = facts.into_iter().collect();
    all.sort_by_key(|fact| (fact.id, fact.document));
    all.dedup_by_key(|fact| (fact.id, fact.document));
    let mut by_id: BTreeMap<EntryId, usize> = BTreeMap::new();
    for (place, fact) in all.iter().enumerate() {
        by_id.entry(fact.id).or_insert(place);
    }
    let before: Vec<Option<usize>> = all
        .iter()
        .enumerate()
        .map(|(place, fact)| {
            let named = fact.entry.after.and_then(|id| by_id.get(&id)).copied();
            named.filter(|named| *named != place)
        })
        .collect();
    let ranks = ranks(&all, &before);
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|place| {
        let fact = all[*place];
        (ranks[*place], fact.counter, fact.actor, fact.id, fact.document)
    });
    order.into_iter().map(|place| all[place]).collect()
}

/// Of each fact the time that it can't lie before, and its depth among facts of that time.
fn ranks(all: &[&StockFact], before: &[Option<usize>]) -> Vec<(i64, u32)> {
    let mut ranks: Vec<Option<(i64, u32)>> = vec![None; all.len()];
    for start in 0..all.len() {
        let mut path = Vec::new();
        let mut on_path = BTreeSet::new();
        let mut next = Some(start);
        // Entries that name each other in a circle are a liar's: the circle is cut where it closes.
        while let Some(place) = next.filter(|place| ranks[*place].is_none() && on_path.insert(*place)) {
            path.push(place);
            next = before[place];
        }
        for place in path.into_iter().rev() {
            let own = all[place].at();
            let known = before[place].and_then(|before| ranks[before]);
            ranks[place] = Some(match known {
                Some((at, depth)) if at >= own => (at, depth.saturating_add(1)),
                _ => (own, 0),
            });
        }
    }
    // Every place lies on a path.
    ranks.into_iter().map(Option::unwrap_or_default).collect()
}
