//! What journals say about the store, taken out of them.

use crate::domain::entry::{Body, Entry, Kind};
use crate::domain::id::{ActorId, DocumentId, EntryId};
use crate::domain::journal::Journal;
use std::cmp::Ordering;

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

    /// One order for all facts, whatever way they came: by the time of the event, then by place and id. Times of two
    /// documents can be compared by nothing else (P7).
    pub fn order(&self, other: &Self) -> Ordering {
        let key = |fact: &Self| (fact.at(), fact.counter, fact.actor, fact.id, fact.document);
        key(self).cmp(&key(other))
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

/// Sorts facts, drops what came twice, and what people have rejected.
pub(super) fn counting(facts: &[StockFact]) -> Vec<&StockFact> {
    let mut sorted: Vec<&StockFact> = facts.iter().collect();
    sorted.sort_by(|a, b| a.order(b));
    sorted.dedup_by(|a, b| a.id == b.id && a.document == b.document);
    sorted
}
