//! Everything that follows from the log of changes, made again from the log, and from the blobs that it names.
//!
//! The log is the truth; entry rows, documents, the board and customers are caches. [`derive`] makes them again in a
//! scratch database, [`compare`] says where the live ones differ, [`replace`] puts the new ones in their place. The
//! log's chain and each change's bytes are checked first, so a flipped bit and a change that is gone are found too.

use super::log::kind_name;
use super::{EngineError, FeedError, chain, hashes_to_blob, int, save_document, uint};
use crate::admit::{Known, KnownChange};
use crate::{board, complaints, fees, incidents, matters, settlement};
use client_core::domain::entry::{DocumentKind, Entry};
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::domain::procedure::Library;
use client_core::replica::{build, read_change};
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

/// The caches, each with the number of columns that are its key.
const CACHES: [(&str, usize, &str); 12] = [
    ("entry", 2, "document, ulid, change, counter, actor, kind, bytes"),
    ("document", 1, "id, kind, heads, changes, max_op, first_seq, last_seq"),
    (
        "board",
        1,
        "document, fold_version, number, state, closed, needs_decision, holder, service_class, service_kind, customer,
         appointment_at, requested_at, conflicts, claims, tasks, updated_at, last_seq, time_open, waiting, disputed,
         money, open_tasks, lacks_procedure, replied_at, given_at, in_pool, held_at, batch_day, batch_taken, twins,
         claims_open, declined_because, declined_version, demand_told",
    ),
    ("settlement", 1, "document, number, signed_at, due_fen, paid_fen, disputed, account"),
    (
        "incident",
        1,
        "document, state, open, area, department, major, reported_major, finder, finder_on_site, reported_at, content,
         last_seq",
    ),
    (
        "complaint",
        1,
        "document, about_centre, state, open, class, department, person, heard_by, heard_at, received_at, ongoing_harm,
         words, content, last_seq",
    ),
    ("settlement_month", 1, "document, month, state, content"),
    ("fee_account", 1, "document, account, content, last_seq"),
    (
        "matter",
        1,
        "document, kind, form, state, title, unit_no, period, person, opened_at, next_due_at, due_of, alarmed,
         content, last_seq",
    ),
    ("receipt_number", 2, "receipt, document"),
    (
        "order_summary",
        1,
        "document, number, follow_up, follow_up_by, repair_class, completed_at, first_at, last_at, content",
    ),
    ("customer", 1, "document, customer_name, unit_no, contact, unit_key"),
];

/// How far a rebuild has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Documents done.
    pub done: u64,
    /// Documents in all.
    pub total: u64,
}

/// How a cache differs from what the log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Difference {
    /// Rows that should be there and are not.
    pub missing: u64,
    /// Rows that should not be there.
    pub extra: u64,
    /// Rows with another content.
    pub different: u64,
}

impl Difference {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Makes all caches again from the log of `live`, in a scratch database.
///
/// # Errors
/// [`FeedError::Damaged`] names the first change whose bytes don't have its hash.
pub fn derive(
    live: &Connection,
    library: &Library,
    mut progress: impl FnMut(Progress),
) -> Result<Connection, EngineError> {
    chain::verify(live)?;
    let scratch = crate::store::scratch()?;
    let total = uint(live.query_row("SELECT count(DISTINCT document) FROM change", [], |row| row.get(0))?);
    let mut statement = live.prepare("SELECT DISTINCT document FROM change ORDER BY document")?;
    let mut documents = statement.query([])?;
    let mut done = 0;
    // One transaction: the scratch database is thrown away when anything goes wrong.
    scratch.execute_batch("BEGIN")?;
    while let Some(row) = documents.next()? {
        derive_document(live, &scratch, library, DocumentId::from_bytes(row.get(0)?))?;
        done += 1;
        progress(Progress { done, total });
    }
    scratch.execute_batch("COMMIT")?;
    drop(documents);
    drop(statement);
    Ok(scratch)
}

fn derive_document(
    live: &Connection,
    scratch: &Connection,
    library: &Library,
    document: DocumentId,
) -> Result<(), EngineError> {
    let damaged = |what| EngineError::from(FeedError::Damaged { what, document });
    let mut statement = live.prepare_cached(
        "SELECT seq, hash, kind, start_op, max_op, received_at, bytes, deps FROM change WHERE document = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([document.as_bytes()])?;
    let mut known: Option<Known> = None;
    let (mut first, mut last, mut arrived) = (0, 0, 0);
    while let Some(row) = rows.next()? {
        let seq = uint(row.get(0)?);
        let hash = ChangeHash::from_bytes(row.get(1)?);
        let kind: String = row.get(2)?;
        let kind = DocumentKind::parse(&kind).ok_or_else(|| damaged("kind"))?;
        let (start_op, max_op) = (uint(row.get(3)?), uint(row.get(4)?));
        let bytes: Vec<u8> = row.get(6)?;
        let deps: Vec<u8> = row.get(7)?;
        let change = read_change(&bytes, &hash).ok_or_else(|| damaged("change"))?;
        let built = build(kind, document, &change, start_op).ok_or_else(|| damaged("change"))?;
        if built.hash != hash || built.max_op != max_op || hashes_to_blob(&change.deps) != deps {
            return Err(damaged("change"));
        }
        let mut entries = Vec::with_capacity(change.entries.len());
        for ((id, bytes), counter) in change.entries.iter().zip(start_op..) {
            let entry = Entry::from_bytes(bytes).map_err(|_| damaged("entry"))?;
            scratch
                .prepare_cached(
                    "INSERT INTO entry (document, ulid, change, counter, actor, kind, bytes)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    document.as_bytes(),
                    id.as_bytes(),
                    int(seq),
                    int(counter),
                    change.actor.as_bytes(),
                    kind_name(&entry.body),
                    bytes
                ])?;
            entries.push((*id, entry));
        }
        let row_of =
            KnownChange { hash, actor: change.actor, seq: change.seq, deps: change.deps, start_op, max_op };
        known.get_or_insert_with(|| Known::new(kind, document)).push(row_of, entries);
        first = if first == 0 { seq } else { first };
        (last, arrived) = (seq, row.get(5)?);
    }
    let Some(known) = known else { return Ok(()) };
    save_document(scratch, &known, first, last)?;
    match known.kind {
        DocumentKind::Order => {
            let order = client_core::domain::order::fold(&known.journal(), library);
            board::save(scratch, &order, arrived, last)?;
            settlement::save(scratch, &order)
        }
        DocumentKind::Customer => board::save_customer(scratch, &known.journal()),
        DocumentKind::Month => settlement::save_month(scratch, &known.journal()),
        DocumentKind::Incident => incidents::save(scratch, &known.journal(), last),
        // Blobs are no part of the log; the search finds what their words are here.
        DocumentKind::Complaint | DocumentKind::CentreComplaint => {
            complaints::save(scratch, live, &known.journal(), last).map(drop)
        }
        DocumentKind::FeeAccount => fees::save(scratch, &known.journal(), last).map(drop),
        DocumentKind::Matter(_) => matters::save(scratch, live, &known.journal(), last).map(drop),
        DocumentKind::Kit | DocumentKind::Store => Ok(()),
    }
}

/// Where the live caches differ from those of `scratch`, by table.
pub fn compare(
    live: &Connection,
    scratch: &Connection,
) -> Result<Vec<(&'static str, Difference)>, EngineError> {
    CACHES
        .iter()
        .map(|(table, key, columns)| Ok((*table, compare_table(live, scratch, table, *key, columns)?)))
        .collect()
}

fn compare_table(
    live: &Connection,
    scratch: &Connection,
    table: &str,
    key: usize,
    columns: &str,
) -> Result<Difference, EngineError> {
    let order = columns.split(',').take(key).collect::<Vec<_>>().join(",");
    let sql = format!("SELECT {columns} FROM {table} ORDER BY {order}");
    let (mut have, mut want) = (live.prepare(&sql)?, scratch.prepare(&sql)?);
    let width = have.column_count();
    let (mut have, mut want) = (have.query([])?, want.query([])?);
    let mut difference = Difference::default();
    let (mut left, mut right) = (values(have.next()?, width)?, values(want.next()?, width)?);
    loop {
        let order = match (&left, &right) {
            (None, None) => return Ok(difference),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(left), Some(right)) => keys(left, key).cmp(&keys(right, key)),
        };
        match order {
            std::cmp::Ordering::Less => difference.extra += 1,
            std::cmp::Ordering::Greater => difference.missing += 1,
            std::cmp::Ordering::Equal => difference.different += u64::from(left != right),
        }
        if order.is_le() {
            left = values(have.next()?, width)?;
        }
        if order.is_ge() {
            right = values(want.next()?, width)?;
        }
    }
}

fn values(row: Option<&rusqlite::Row<'_>>, width: usize) -> Result<Option<Vec<Value>>, EngineError> {
    let Some(row) = row else { return Ok(None) };
    Ok(Some((0..width).map(|column| row.get(column)).collect::<Result<_, _>>()?))
}

/// All keys are bytes, which sort here as SQLite sorts them.
fn keys(row: &[Value], key: usize) -> Vec<&[u8]> {
    row.iter()
        .take(key)
        .map(|value| if let Value::Blob(bytes) = value { bytes.as_slice() } else { &[] })
        .collect()
}

/// Puts the caches of `scratch` in the place of the live ones. Runs inside the caller's transaction.
pub fn replace(live: &Connection, scratch: &Connection) -> Result<(), EngineError> {
    for (table, _, columns) in CACHES {
        live.execute(&format!("DELETE FROM {table}"), [])?;
        let mut read = scratch.prepare(&format!("SELECT {columns} FROM {table}"))?;
        let width = read.column_count();
        let places = vec!["?"; width].join(", ");
        let mut write = live.prepare(&format!("INSERT INTO {table} ({columns}) VALUES ({places})"))?;
        let mut rows = read.query([])?;
        while let Some(row) = values(rows.next()?, width)? {
            write.execute(params_from_iter(row))?;
        }
    }
    Ok(())
}
