//! The server's log as the tables hold it, read by SQL and by automerge alone.

use super::Violation;
use super::cbor::{Entries, Hash, Id, SeenEntry, entry, short, ulid};
use automerge::legacy::{Key, OpType};
use automerge::{Change, ScalarValue};
use rusqlite::{Connection, OpenFlags, params};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A change of the log.
#[derive(Debug, Clone)]
pub struct Logged {
    /// Feed number.
    pub seq: u64,
    /// Hash.
    pub hash: Hash,
    /// The document.
    pub document: Id,
    /// The author.
    pub actor: Id,
    /// Its number among the actor's changes.
    pub actor_seq: u64,
    /// What it depends on.
    pub deps: Vec<Hash>,
    /// Op counter of its last op.
    pub max_op: u64,
    /// The device's user.
    pub user: Id,
    /// Id and bytes of each entry.
    pub entries: Entries,
    /// The same, read.
    pub read: Vec<SeenEntry>,
}

/// A document of the log.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// `order` or `customer`.
    pub kind: String,
    /// Its changes, as places in [`Log::changes`].
    pub changes: Vec<usize>,
    /// Entry ids with the place of their change.
    pub entries: BTreeMap<Id, usize>,
}

/// What the log holds.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// In feed order.
    pub changes: Vec<Logged>,
    /// By id.
    pub documents: BTreeMap<Id, Document>,
    /// Place of the change with this number of this actor in this document.
    pub places: BTreeMap<(Id, Id, u64), usize>,
    /// Customer documents, each with the order that names it.
    pub order_of_customer: BTreeMap<Id, Id>,
    by_hash: BTreeMap<Hash, usize>,
}

fn broken(detail: String) -> Violation {
    Violation::new("the log is whole", detail)
}

impl Log {
    /// Opens the server's file for reading, beside the server.
    pub fn open(path: &Path) -> Connection {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(path, flags).expect("the database can be read")
    }

    /// Last feed number that a change has.
    pub fn last(&self) -> u64 {
        self.changes.last().map_or(0, |change| change.seq)
    }

    /// Reads what came since the last time, and checks it by itself.
    ///
    /// # Errors
    /// A [`Violation`] of what every change must hold.
    pub fn follow(&mut self, connection: &Connection) -> Result<(), Violation> {
        let after = self.last();
        let mut fresh = Vec::new();
        {
            let mut statement = connection
                .prepare_cached(
                    "SELECT seq, hash, document, kind, actor, actor_seq, deps, max_op, user, bytes FROM change
                     WHERE seq > ?1 ORDER BY seq",
                )
                .expect("the log's columns");
            let mut rows = statement.query([after as i64]).expect("the log");
            while let Some(row) = rows.next().expect("a row") {
                let deps: Vec<u8> = row.get(6).expect("deps");
                let change = Logged {
                    seq: row.get::<_, i64>(0).expect("seq") as u64,
                    hash: row.get(1).expect("hash"),
                    document: row.get(2).expect("document"),
                    actor: row.get(4).expect("actor"),
                    actor_seq: row.get::<_, i64>(5).expect("actor_seq") as u64,
                    deps: deps.chunks(32).map(|dep| dep.try_into().expect("a hash")).collect(),
                    max_op: row.get::<_, i64>(7).expect("max_op") as u64,
                    user: row.get(8).expect("user"),
                    entries: Vec::new(),
                    read: Vec::new(),
                };
                let kind: String = row.get(3).expect("kind");
                let bytes: Vec<u8> = row.get(9).expect("bytes");
                fresh.push((change, kind, bytes));
            }
        }
        for (mut change, kind, bytes) in fresh {
            change.entries = entries_of(connection, change.seq);
            check_bytes(&change, bytes)?;
            self.add(change, kind)?;
        }
        Ok(())
    }

    fn add(&mut self, mut change: Logged, kind: String) -> Result<(), Violation> {
        let place = self.changes.len();
        let at = format!("change {} of {}", change.seq, short(&change.document));
        for (id, bytes) in &change.entries {
            let read =
                entry(bytes).ok_or_else(|| broken(format!("{at}: entry {} can't be read", short(id))))?;
            if read.kind == "request_registered"
                && let Some(customer) = super::cbor::bytes(&read.data, "customer")
            {
                self.order_of_customer.insert(customer, change.document);
            }
            change.read.push(read);
        }
        let document = self.documents.entry(change.document).or_default();
        document.kind = kind;
        document.changes.push(place);
        for (id, _) in &change.entries {
            if document.entries.insert(*id, place).is_some() {
                return Err(Violation::new(
                    "each change is stored once",
                    format!("{at}: entry {} is there twice", short(id)),
                ));
            }
        }
        if self.by_hash.insert(change.hash, place).is_some() {
            return Err(Violation::new(
                "each change is stored once",
                format!("{at}: its hash is there twice"),
            ));
        }
        if self.places.insert((change.document, change.actor, change.actor_seq), place).is_some() {
            return Err(Violation::new(
                "each change is stored once",
                format!("{at}: its number is there twice"),
            ));
        }
        if change.actor_seq > 1
            && !self.places.contains_key(&(change.document, change.actor, change.actor_seq - 1))
        {
            return Err(broken(format!("{at}: the actor's change before it is missing")));
        }
        // The first change of a document depends on the creating change, which isn't in the log.
        let known = change.deps.iter().filter(|dep| self.by_hash.contains_key(*dep)).count();
        if known + 1 < change.deps.len() {
            return Err(broken(format!("{at}: it depends on changes that the log doesn't have")));
        }
        self.changes.push(change);
        Ok(())
    }

    /// Whether change `later` had seen change `earlier`, both as places.
    pub fn saw(&self, later: usize, earlier: usize) -> bool {
        let mut open = vec![later];
        let mut done = BTreeSet::new();
        while let Some(place) = open.pop() {
            for dep in &self.changes[place].deps {
                let Some(dep) = self.by_hash.get(dep) else { continue };
                if *dep == earlier {
                    return true;
                }
                if done.insert(*dep) {
                    open.push(*dep);
                }
            }
        }
        false
    }

    /// Heads of a document and the op counter of the last op.
    pub fn heads(&self, document: &Id) -> (Vec<Hash>, u64) {
        let Some(known) = self.documents.get(document) else { return (Vec::new(), 0) };
        let changes: Vec<&Logged> = known.changes.iter().map(|place| &self.changes[*place]).collect();
        let named: BTreeSet<Hash> = changes.iter().flat_map(|change| change.deps.iter().copied()).collect();
        let mut heads: Vec<Hash> =
            changes.iter().map(|change| change.hash).filter(|hash| !named.contains(hash)).collect();
        heads.sort_unstable();
        (heads, changes.iter().map(|change| change.max_op).max().unwrap_or(0))
    }

    /// The change of an entry.
    pub fn change_of(&self, document: &Id, entry: &Id) -> Option<&Logged> {
        Some(&self.changes[*self.documents.get(document)?.entries.get(entry)?])
    }

    /// Bytes of an entry.
    pub fn bytes_of(&self, document: &Id, entry: &Id) -> Option<&[u8]> {
        let change = self.change_of(document, entry)?;
        change.entries.iter().find(|(id, _)| id == entry).map(|(_, bytes)| bytes.as_slice())
    }
}

fn entries_of(connection: &Connection, seq: u64) -> Entries {
    let mut statement = connection
        .prepare_cached("SELECT ulid, bytes FROM entry WHERE change = ?1 ORDER BY counter")
        .expect("the entry table");
    let rows = statement.query_map([seq as i64], |row| Ok((row.get(0)?, row.get(1)?))).expect("entries");
    rows.collect::<Result<_, _>>().expect("entries")
}

/// The raw bytes are the truth: hash, author, dependencies and entries must follow from them.
fn check_bytes(change: &Logged, bytes: Vec<u8>) -> Result<(), Violation> {
    let at = format!("change {} of {}", change.seq, short(&change.document));
    let Ok(raw) = Change::from_bytes(bytes) else {
        return Err(broken(format!("{at}: its bytes can't be read")));
    };
    let mut deps: Vec<Hash> = raw.deps().iter().map(|dep| dep.0).collect();
    deps.sort_unstable();
    let same = raw.hash().0 == change.hash
        && raw.actor_id().to_bytes() == change.actor
        && raw.seq() == change.actor_seq
        && raw.max_op() == change.max_op
        && raw.timestamp() == 0
        && deps == change.deps;
    if !same {
        return Err(broken(format!("{at}: the columns say something else than the bytes")));
    }
    let ops = raw.decode().operations;
    let expected: Vec<(String, &[u8])> =
        change.entries.iter().map(|(id, bytes)| (ulid(id), bytes.as_slice())).collect();
    let found: Vec<(String, Vec<u8>)> = ops
        .into_iter()
        .filter_map(|op| match (op.key, op.action) {
            (Key::Map(key), OpType::Put(ScalarValue::Bytes(bytes))) => Some((key.to_string(), bytes)),
            _ => None,
        })
        .collect();
    let equal = expected.len() == found.len()
        && expected
            .iter()
            .zip(&found)
            .all(|((id, bytes), (key, found))| id == key && *bytes == found.as_slice());
    if equal {
        Ok(())
    } else {
        Err(broken(format!("{at}: the entry table says something else than the bytes")))
    }
}

/// Bytes that the quarantine keeps from a device in a document.
pub fn quarantined(connection: &Connection, device: &Id, document: &Id) -> Vec<Vec<u8>> {
    let mut statement = connection
        .prepare_cached("SELECT bytes FROM quarantine WHERE device = ?1 AND document = ?2")
        .expect("the quarantine");
    let rows = statement.query_map(params![device, document], |row| row.get(0)).expect("the quarantine");
    rows.collect::<Result<_, _>>().expect("the quarantine")
}

/// Holder of each order on the board.
pub fn board(connection: &Connection) -> BTreeMap<Id, (String, Option<Id>)> {
    let mut statement =
        connection.prepare_cached("SELECT document, state, holder FROM board").expect("the board");
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).expect("the board");
    rows.collect::<Result<_, _>>().expect("the board")
}

/// How many changes a device has written after a feed number.
pub fn written_after(connection: &Connection, device: &Id, seq: u64) -> usize {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM change WHERE device = ?1 AND seq > ?2")
        .and_then(|mut count| count.query_row(params![device, seq as i64], |row| row.get(0)))
        .expect("the log");
    count as usize
}

/// Which life the server leads.
pub fn epoch(connection: &Connection) -> [u8; 8] {
    connection.query_row("SELECT epoch FROM site", [], |row| row.get(0)).expect("the site")
}
