//! Double entry: each movement takes a quantity from one place to another, so nothing is made and nothing vanishes (P6).

use crate::domain::entry::Kind;
use crate::domain::id::{DocumentId, EntryId, UserId};
use serde::Serialize;

/// Where material is, or where it came from and went to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "place", content = "of", rename_all = "snake_case")]
pub enum Place {
    /// Suppliers.
    Supplier,
    /// The store.
    Store,
    /// With a technician, against an order.
    Order(DocumentId),
    /// A technician's personal stock.
    Kit(UserId),
    /// Built in.
    Used,
    /// Lost or broken.
    Lost,
    /// Scrapped.
    Scrap,
    /// What a count found too much or too little.
    Counted,
    /// An opening balance whose past this replica doesn't hold.
    CarriedOver,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Posting {
    /// When it happened, milliseconds since 1970 UTC.
    pub at: i64,
    /// The entry behind it.
    pub entry: EntryId,
    /// Its document.
    pub document: DocumentId,
    /// Kind of entry.
    pub what: Kind,
    /// Who wrote it.
    pub by: UserId,
    /// Code of the catalogue.
    pub item: String,
    /// Batch, where one is named.
    pub batch: Option<String>,
    /// Quantity in the item's small unit. Negative only for a count that found less.
    pub quantity: i64,
    /// From here.
    pub from: Place,
    /// To here.
    pub to: Place,
}

impl Posting {
    /// What it adds to a place.
    pub fn change_of(&self, place: Place) -> i64 {
        let add = if self.to == place { self.quantity } else { 0 };
        let take = if self.from == place { self.quantity } else { 0 };
        add - take
    }
}
