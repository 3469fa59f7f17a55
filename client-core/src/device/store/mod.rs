//! Where a device keeps everything: records in a few tables, written in one durable transaction at a time.
//!
//! A store knows keys and opaque values, so that a sealing layer can wrap it. It must never know what a value means.
//! A store is finished when [`conformance`] passes.

#[doc(hidden)]
pub mod conformance;
mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use memory::{Fault, MemoryStore};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Table {
    /// Identity, cursor, reference data, counters.
    Meta = 1,
    /// One per document: its kind and the actor that this device uses in it.
    Document = 2,
    /// Changes that the server has, by document: the mirror.
    Change = 3,
    /// Own changes that the server hasn't acknowledged, by document.
    Pending = 4,
    /// Own commands with something unsent, in the order in which they were given.
    Outbox = 5,
    /// Own changes that the server refused, by document, for a person.
    Stuck = 6,
    /// One line per order, as lists show it.
    Row = 7,
    /// Blobs, by document.
    Blob = 8,
    /// What the server sent and this device can't use yet, by document.
    Held = 9,
    /// The order that a customer document belongs to, so that news of the customer find the order's row.
    Link = 10,
    /// Photos that travel by themselves, by document: here or wanted.
    Photo = 11,
    /// Pieces of wanted photos that have come down so far, by document.
    Part = 12,
    /// What a document says of the store, so that the store's page loads no document.
    Goods = 13,
    /// The server's receipts for runs that came down, by document, actor and last change.
    Receipt = 14,
    /// One line per incident, as lists show it.
    Incident = 15,
    /// Half-filled forms, by the screens' own keys.
    Draft = 16,
    /// One line per complaint, as lists show it.
    Complaint = 17,
    /// One line per management-fee account, as lists show it.
    Fee = 18,
    /// One line per other matter of the office, as lists show it.
    Matter = 19,
}

impl Table {
    /// All tables.
    pub const ALL: [Table; 19] = [
        Table::Meta,
        Table::Document,
        Table::Change,
        Table::Pending,
        Table::Outbox,
        Table::Stuck,
        Table::Row,
        Table::Blob,
        Table::Held,
        Table::Link,
        Table::Photo,
        Table::Part,
        Table::Goods,
        Table::Receipt,
        Table::Incident,
        Table::Draft,
        Table::Complaint,
        Table::Fee,
        Table::Matter,
    ];
}

/// A stored record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its key inside the table.
    pub key: Vec<u8>,
    /// Its value.
    pub value: Vec<u8>,
}

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// The record with this key, if there is one.
    Get {
        /// Table.
        table: Table,
        /// Key.
        key: Vec<u8>,
    },
    /// The records whose keys begin with `prefix`, in the order of their keys' bytes.
    Prefix {
        /// Table.
        table: Table,
        /// Beginning of the keys; empty for the whole table.
        prefix: Vec<u8>,
        /// At most so many.
        limit: Option<usize>,
    },
}

/// One write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Stores a record, in place of one with the same key.
    Put {
        /// Table.
        table: Table,
        /// Key.
        key: Vec<u8>,
        /// Value.
        value: Vec<u8>,
    },
    /// Deletes the record with this key, if there is one.
    Delete {
        /// Table.
        table: Table,
        /// Key.
        key: Vec<u8>,
    },
    /// Deletes every record whose key begins with `prefix`.
    Clear {
        /// Table.
        table: Table,
        /// Beginning of the keys.
        prefix: Vec<u8>,
    },
}

/// Writes that become durable together or not at all; later ones win over earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WriteSet {
    writes: Vec<Write>,
}

impl WriteSet {
    /// Stores a record.
    pub fn put(&mut self, table: Table, key: impl Into<Vec<u8>>, value: Vec<u8>) {
        self.writes.push(Write::Put { table, key: key.into(), value });
    }

    /// Deletes a record.
    pub fn delete(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.writes.push(Write::Delete { table, key: key.into() });
    }

    /// Deletes all records with this beginning.
    pub fn clear(&mut self, table: Table, prefix: impl Into<Vec<u8>>) {
        self.writes.push(Write::Clear { table, prefix: prefix.into() });
    }

    /// The writes in their order.
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }
}

/// Records of which some were damaged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Salvaged {
    /// Those that can be read, in the order of their keys.
    pub records: Vec<Record>,
    /// Keys of those that can't.
    pub damaged: Vec<Vec<u8>>,
}

/// Why a store didn't do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room. Nothing was written; everything stored earlier is intact. Free some space and try again.
    #[error("not saved: there is no space left on this device")]
    NotSaved,
    /// Another process or tab has the store open. Close it, or show this one as a view of the other.
    #[error("another program has this data open")]
    Locked,
    /// What is stored can't be read. [`Device::mend`](super::Device::mend) sets right what the server has as well; where it
    /// can't, nothing is to be written: a person has to look at it.
    #[error("stored data are damaged: {0}")]
    Corrupt(String),
    /// The disk failed. Whether the last commit is durable shows when the store is opened again.
    #[error("the store failed: {0}")]
    Io(String),
}

/// A durable store of records. Its futures need not be `Send`: a browser has one thread.
#[expect(async_fn_in_trait, reason = "callers are generic; a bound on the futures would shut browsers out")]
pub trait Store {
    /// Reads records.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] or [`StoreError::Io`].
    async fn read(&self, query: Query) -> Result<Vec<Record>, StoreError>;

    /// Reads all records of a table whose key begins with `prefix`, and tells apart which of them are damaged. A store
    /// that only knows it of a whole file says so as [`Store::read`] does.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] or [`StoreError::Io`].
    async fn salvage(&self, table: Table, prefix: &[u8]) -> Result<Salvaged, StoreError> {
        let records = self.read(Query::Prefix { table, prefix: prefix.to_vec(), limit: None }).await?;
        Ok(Salvaged { records, damaged: Vec::new() })
    }

    /// Makes all writes durable in one transaction before it returns.
    ///
    /// # Errors
    /// Any [`StoreError`]; after all but [`StoreError::Io`] nothing was written.
    async fn commit(&mut self, writes: WriteSet) -> Result<(), StoreError>;
}
