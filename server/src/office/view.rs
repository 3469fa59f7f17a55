//! What the consoles read of one order: its fold, the customer, the words of its blobs, and who is who.

use crate::feed::{self, EngineError, scope};
use client_core::domain::blob::Blob;
use client_core::domain::customer::{Customer, fold_customer};
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{BlobDigest, ChangeHash, DeviceId, DocumentId, EntryId, UserId};
use client_core::domain::order::{Order, fold};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use rusqlite::Connection;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An order as a console shows it.
#[derive(Debug, Clone, Serialize)]
pub struct OrderView {
    /// The heads that this view was made of; send them back as `If-Match`.
    pub heads: Vec<ChangeHash>,
    /// The order.
    pub order: Order,
    /// The customer; absent where the reader may not know him.
    pub customer: Option<Customer>,
    /// Texts of blobs.
    pub texts: BTreeMap<BlobDigest, String>,
    /// When each entry arrived, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// Names of people.
    pub names: BTreeMap<UserId, String>,
    /// Names of devices.
    pub devices: BTreeMap<DeviceId, String>,
}

/// One entry of a journal, for people.
#[derive(Debug, Clone, Serialize)]
pub struct JournalLine {
    /// The entry.
    pub id: EntryId,
    /// Its kind.
    pub kind: String,
    /// Op counter.
    pub counter: u64,
    /// Author, role and device.
    pub by: client_core::domain::entry::By,
    /// The author's clocks.
    pub at: client_core::domain::entry::At,
    /// When it arrived, milliseconds since 1970 UTC.
    pub received_at: Option<i64>,
    /// Entries of the same command bear the same id.
    pub command: client_core::domain::id::CommandId,
    /// Entries that its author had not seen and whose author had not seen it.
    pub concurrent_with: Vec<EntryId>,
    /// Its data.
    pub data: serde_json::Value,
}

/// The heads as an entity tag, without its quotes.
pub fn etag(heads: &[ChangeHash]) -> String {
    heads.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

/// Reads what [`etag`] wrote, with or without quotes; `None` when it is anything else.
pub fn heads_of_etag(text: &str) -> Option<Vec<ChangeHash>> {
    let text = text.trim();
    let text = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    // An order has as many heads as people wrote at once; a long list is no order of ours.
    let heads: Vec<ChangeHash> =
        text.split('.').take(65).map(|hash| hash.parse().ok()).collect::<Option<_>>()?;
    (heads.len() <= 64).then_some(heads)
}

/// An order, for a person who may read it; `None` otherwise, and when there is none.
pub fn order_view(
    connection: &Connection,
    library: &Library,
    user: UserId,
    roles: &[Role],
    document: DocumentId,
) -> Result<Option<OrderView>, EngineError> {
    if !scope::may_see(connection, user, roles, document)? {
        return Ok(None);
    }
    let Some(known) = feed::known(connection, document)?.filter(|known| known.kind == DocumentKind::Order)
    else {
        return Ok(None);
    };
    let order = fold(&known.journal(), library);
    let customer = match order.registered.as_ref().map(|registered| registered.customer) {
        Some(id) if scope::may_see(connection, user, roles, id)? => {
            feed::known(connection, id)?.and_then(|known| fold_customer(&known.journal()))
        }
        _ => None,
    };
    let mut texts = BTreeMap::new();
    let mut people = BTreeSet::new();
    let mut devices = BTreeMap::new();
    for entry in known.entries() {
        people.insert(entry.entry.by.user);
        devices.insert(entry.entry.by.device, String::new());
        for digest in entry.entry.body.small_blobs() {
            if let Some(blob) =
                feed::small_blob(connection, document, &digest)?.and_then(|bytes| Blob::from_bytes(&bytes))
                && let Some(text) = blob.as_text()
            {
                texts.insert(digest, text.to_owned());
            }
        }
    }
    people.extend(order.assignments.iter().map(|assignment| assignment.technician));
    Ok(Some(OrderView {
        heads: known.heads(),
        customer,
        texts,
        received_at: arrivals(connection, document)?,
        names: names(connection, &people)?,
        devices: device_names(connection, devices)?,
        order,
    }))
}

/// The journal of an order, entry by entry; `None` when the log has nothing of it. No right is checked here.
pub fn journal(
    connection: &Connection,
    document: DocumentId,
) -> Result<Option<Vec<JournalLine>>, EngineError> {
    let Some(known) = feed::known(connection, document)? else { return Ok(None) };
    let arrivals = arrivals(connection, document)?;
    let journal = known.journal();
    let entries = journal.entries();
    let lines = entries
        .iter()
        .enumerate()
        .map(|(i, e)| JournalLine {
            id: e.id,
            kind: e.entry.body.kind().map_or_else(|| "unknown".to_owned(), |kind| kind.as_str().to_owned()),
            counter: e.position.counter,
            by: e.entry.by,
            at: e.entry.at,
            received_at: arrivals.get(&e.id).copied(),
            command: e.entry.command.id,
            concurrent_with: (0..entries.len())
                .filter(|other| journal.concurrent(i, *other))
                .map(|other| entries[other].id)
                .collect(),
            data: e.entry.body.to_json(),
        })
        .collect();
    Ok(Some(lines))
}

pub(super) fn arrivals(
    connection: &Connection,
    document: DocumentId,
) -> Result<BTreeMap<EntryId, i64>, EngineError> {
    feed::arrivals(connection, connection, document)
}

/// Names of people, as far as they have accounts.
pub fn names(
    connection: &Connection,
    people: &BTreeSet<UserId>,
) -> Result<BTreeMap<UserId, String>, EngineError> {
    let mut statement = connection.prepare_cached("SELECT display_name FROM user WHERE id = ?1")?;
    let mut names = BTreeMap::new();
    for user in people {
        let mut rows = statement.query([user.as_bytes()])?;
        if let Some(row) = rows.next()? {
            names.insert(*user, row.get(0)?);
        }
    }
    Ok(names)
}

fn device_names(
    connection: &Connection,
    devices: BTreeMap<DeviceId, String>,
) -> Result<BTreeMap<DeviceId, String>, EngineError> {
    let mut statement = connection.prepare_cached("SELECT name FROM device WHERE id = ?1")?;
    let mut names = BTreeMap::new();
    for device in devices.into_keys() {
        let mut rows = statement.query([device.as_bytes()])?;
        if let Some(row) = rows.next()? {
            names.insert(device, row.get(0)?);
        }
    }
    Ok(names)
}
