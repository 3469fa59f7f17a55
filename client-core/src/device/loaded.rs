//! Documents in memory while one command or one answer is worked on, and the writes that follow from them.

use super::record::{
    ChangeRecord, DocumentRecord, GoodsRecord, HeldRecord, OutboxRecord, PendingRecord, PhotoRecord,
    ReceiptRecord, StoredRow, StuckNote, StuckRecord, blob_key, change_key, get, get_bytes, held_key,
    large_photos, order_key, pending_key, put, range,
};
use super::store::{Query, Store, StoreError, Table, WriteSet};
use super::view::{OrderRow, OrderView, StuckChange, names, text_blobs};
use super::{complaint, fee, incident, matter};
use crate::domain::blob::Blob;
use crate::domain::customer::{Customer, fold_customer};
use crate::domain::entry::{DocumentKind, Entry};
use crate::domain::id::{ActorId, ChangeHash, DocumentId, EntryId, UserId};
use crate::domain::journal::Journal;
use crate::domain::order::{Order, fold};
use crate::domain::procedure::Library;
use crate::domain::reference::Reference;
use crate::replica::{ChangeRow, Inserted, Replica};
use planted::Bug;
use std::collections::{BTreeMap, BTreeSet};

/// One document: the mirror of what the server has, and this device's own work on top of it.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) id: DocumentId,
    pub(super) record: DocumentRecord,
    pub(super) mirror: Replica,
    /// What is known of each change of the mirror beside its content.
    pub(super) marks: BTreeMap<ChangeHash, Mark>,
    pub(super) pending: BTreeMap<u64, PendingRecord>,
    pub(super) stuck: BTreeMap<u64, StuckRecord>,
    pub(super) held: Vec<HeldRecord>,
    /// Receipts that just came, by key.
    pub(super) receipts: Vec<(Vec<u8>, ReceiptRecord)>,
    stored: Stored,
}

/// When the server received a change, and which own command it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mark {
    pub(super) received_at: Option<i64>,
    pub(super) order: Option<u64>,
}

/// What the store holds, to write only what differs.
#[derive(Debug, Default)]
struct Stored {
    record: Option<DocumentRecord>,
    marks: BTreeMap<ChangeHash, Mark>,
    pending: BTreeMap<u64, PendingRecord>,
    stuck: BTreeMap<u64, StuckRecord>,
    held: BTreeSet<ChangeHash>,
}

/// Whether all entries of a change are there, with equal bytes.
fn are_known(pending: &PendingRecord, known: &BTreeMap<EntryId, (&[u8], ChangeHash)>) -> bool {
    let mut entries = pending.row.entries.iter();
    entries.all(|(id, bytes)| known.get(id).is_some_and(|(have, _)| *have == bytes.0))
}

fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}

/// Tables whose keys begin with a document: they go when it goes.
const BY_DOCUMENT: [Table; 9] = [
    Table::Change,
    Table::Pending,
    Table::Stuck,
    Table::Blob,
    Table::Held,
    Table::Photo,
    Table::Part,
    Table::Goods,
    Table::Receipt,
];

impl Loaded {
    fn new(id: DocumentId, kind: DocumentKind) -> Self {
        Self {
            id,
            record: DocumentRecord { kind, listed: true, actor: None, retired: Vec::new() },
            mirror: Replica::new(kind, id),
            marks: BTreeMap::new(),
            pending: BTreeMap::new(),
            stuck: BTreeMap::new(),
            held: Vec::new(),
            receipts: Vec::new(),
            stored: Stored::default(),
        }
    }

    async fn read<S: Store>(store: &S, id: DocumentId) -> Result<Option<Self>, StoreError> {
        let prefix = id.as_bytes();
        let Some(record) = get::<S, DocumentRecord>(store, Table::Document, prefix).await? else {
            return Ok(None);
        };
        let mut loaded = Self::new(id, record.kind);
        loaded.record = record;
        for change in range::<S, ChangeRecord>(store, Table::Change, prefix).await? {
            match loaded.mirror.insert(change.row.to_change()) {
                Ok(Inserted::New(hash) | Inserted::Duplicate(hash)) => {
                    let mark = Mark { received_at: change.received_at, order: change.order };
                    loaded.marks.insert(hash, mark);
                }
                Ok(Inserted::Waiting(_)) => return Err(corrupt(format!("document {id} has a gap"))),
                Err(error) => return Err(corrupt(format!("document {id}: {error}"))),
            }
        }
        let pending: Vec<PendingRecord> = range(store, Table::Pending, prefix).await?;
        loaded.pending = pending.into_iter().map(|pending| (pending.order, pending)).collect();
        let stuck: Vec<StuckRecord> = range(store, Table::Stuck, prefix).await?;
        loaded.stuck = stuck.into_iter().map(|stuck| (stuck.pending.order, stuck)).collect();
        loaded.held = range(store, Table::Held, prefix).await?;
        loaded.stored = Stored {
            record: Some(loaded.record.clone()),
            marks: loaded.marks.clone(),
            pending: loaded.pending.clone(),
            stuck: loaded.stuck.clone(),
            held: loaded.held.iter().map(|held| held.run.hash).collect(),
        };
        Ok(Some(loaded))
    }

    /// Mirror and pending together: what this device knows.
    pub(super) fn full(&self) -> Replica {
        let mut replica = self.mirror.clone();
        for pending in self.pending.values() {
            // A pending change always fits: whatever arrives that it clashes with leads to a re-issue.
            let _ = replica.insert(pending.row.to_change());
        }
        replica
    }

    /// Entries of the mirror by id, each with its change.
    pub(super) fn mirror_entries(&self) -> BTreeMap<EntryId, (&[u8], ChangeHash)> {
        self.mirror
            .rows()
            .flat_map(|(row, built)| {
                row.entries.iter().map(move |(id, bytes)| (*id, (bytes.as_slice(), built.hash)))
            })
            .collect()
    }

    /// Whether the mirror has the entries of a pending change, with equal bytes.
    pub(super) fn has_entries(&self, order: u64) -> bool {
        let known = self.mirror_entries();
        self.pending.get(&order).is_some_and(|pending| are_known(pending, &known))
    }

    /// Takes refused changes away whose entries the server has after all, and gives their places in the outbox: somebody
    /// let them in.
    pub(super) fn take_let_in(&mut self) -> Vec<u64> {
        if self.stuck.is_empty() {
            return Vec::new();
        }
        let known = self.mirror_entries();
        let let_in = self.stuck.iter().filter(|(_, stuck)| are_known(&stuck.pending, &known));
        let orders: Vec<u64> = let_in.map(|(order, _)| *order).collect();
        for order in &orders {
            self.stuck.remove(order);
        }
        orders
    }

    /// The actor for the next own change: that of the last one if it is among `of_this_run`, or else `fresh`. A copy of this
    /// device's files may be at work somewhere, and a server that is put back to a backup couldn't tell whose change
    /// was there first; nobody has a copy of what this run has drawn (P13).
    pub(super) fn actor(&mut self, fresh: ActorId, of_this_run: &BTreeSet<ActorId>) -> ActorId {
        match self.record.actor {
            Some(actor) if of_this_run.contains(&actor) || planted::is(Bug::ActorOutlivesRun) => actor,
            _ => {
                self.new_actor(fresh);
                fresh
            }
        }
    }

    /// Whether this device writes, or wrote, as this actor.
    pub(super) fn is_own(&self, actor: ActorId) -> bool {
        self.record.actor == Some(actor) || self.record.retired.contains(&actor)
    }

    /// Takes another actor from here on.
    pub(super) fn new_actor(&mut self, fresh: ActorId) {
        if let Some(old) = self.record.actor.replace(fresh) {
            self.record.retired.push(old);
        }
    }

    /// Moves an own change into the mirror: the server has it.
    pub(super) fn acknowledge(&mut self, order: u64) -> bool {
        let Some(pending) = self.pending.get(&order) else { return false };
        match self.mirror.insert(pending.row.to_change()) {
            Ok(Inserted::New(hash) | Inserted::Duplicate(hash)) => {
                self.marks.entry(hash).or_default().order = Some(order);
            }
            // It stays pending and is a duplicate for the server next time, when what it depends on is here.
            Ok(Inserted::Waiting(_)) | Err(_) => return false,
        }
        self.pending.remove(&order);
        true
    }

    /// Adds an own change that the server hasn't.
    pub(super) fn add_pending(&mut self, order: u64, hash: ChangeHash, row: &ChangeRow) {
        self.pending.insert(order, PendingRecord { order, hash, row: StoredRow::of(row) });
    }

    /// Whether nothing of this document waits to be sent or to be looked at.
    pub(super) fn is_quiet(&self) -> bool {
        self.pending.is_empty() && self.stuck.is_empty()
    }

    fn save(&self, writes: &mut WriteSet) -> Result<(), StoreError> {
        let prefix = self.id.as_bytes().as_slice();
        if !self.record.listed && self.is_quiet() {
            for table in BY_DOCUMENT {
                writes.clear(table, prefix);
            }
            writes.delete(Table::Document, prefix);
            writes.delete(Table::Row, prefix);
            writes.delete(Table::Incident, prefix);
            writes.delete(Table::Complaint, prefix);
            writes.delete(Table::Fee, prefix);
            writes.delete(Table::Matter, prefix);
            return Ok(());
        }
        if self.stored.record.as_ref() != Some(&self.record) {
            put(writes, Table::Document, prefix, &self.record)?;
        }
        for (row, built) in self.mirror.rows() {
            let mark = self.marks.get(&built.hash).copied().unwrap_or_default();
            if self.stored.marks.get(&built.hash) != Some(&mark) {
                let record = ChangeRecord {
                    row: StoredRow::of(row),
                    received_at: mark.received_at,
                    order: mark.order,
                };
                put(writes, Table::Change, change_key(self.id, built.start_op, &built.hash), &record)?;
            }
        }
        for order in self.stored.pending.keys().filter(|order| !self.pending.contains_key(order)) {
            writes.delete(Table::Pending, pending_key(self.id, *order));
        }
        for (order, pending) in &self.pending {
            if self.stored.pending.get(order) != Some(pending) {
                put(writes, Table::Pending, pending_key(self.id, *order), pending)?;
            }
        }
        for order in self.stored.stuck.keys().filter(|order| !self.stuck.contains_key(order)) {
            writes.delete(Table::Stuck, pending_key(self.id, *order));
        }
        for (order, stuck) in &self.stuck {
            if self.stored.stuck.get(order) != Some(stuck) {
                put(writes, Table::Stuck, pending_key(self.id, *order), stuck)?;
            }
        }
        let held: BTreeSet<ChangeHash> = self.held.iter().map(|held| held.run.hash).collect();
        for hash in self.stored.held.difference(&held) {
            writes.delete(Table::Held, held_key(self.id, hash));
        }
        for held in self.held.iter().filter(|held| !self.stored.held.contains(&held.run.hash)) {
            put(writes, Table::Held, held_key(self.id, &held.run.hash), held)?;
        }
        for (key, receipt) in &self.receipts {
            put(writes, Table::Receipt, key.clone(), receipt)?;
        }
        Ok(())
    }

    /// Own entries that the server hasn't.
    pub(super) fn pending_entries(&self) -> Vec<EntryId> {
        self.pending.values().flat_map(|p| p.row.entries.iter().map(|(id, _)| *id)).collect()
    }

    /// When the server received each entry that it has.
    pub(super) fn received_at(&self) -> BTreeMap<EntryId, i64> {
        self.mirror
            .rows()
            .filter_map(|(row, built)| Some((row, self.marks.get(&built.hash)?.received_at?)))
            .flat_map(|(row, at)| row.entries.iter().map(move |(id, _)| (*id, at)))
            .collect()
    }

    pub(super) fn stuck_changes(&self) -> Vec<StuckChange> {
        let entry = |(id, bytes): &(EntryId, crate::protocol::Bytes)| match Entry::from_bytes(&bytes.0) {
            Ok(entry) => {
                let kind = entry.body.kind().map_or("unknown", crate::domain::entry::Kind::as_str);
                (*id, kind.to_owned(), entry.body.to_json())
            }
            Err(error) => (*id, "unreadable".to_owned(), serde_json::Value::String(error.to_string())),
        };
        self.stuck
            .values()
            .map(|stuck| StuckChange {
                reason: stuck.reason,
                detail: stuck.detail.clone(),
                entries: stuck.pending.row.entries.iter().map(entry).collect(),
            })
            .collect()
    }
}

/// The documents and outbox items that one command or one answer touches.
#[derive(Debug, Default)]
pub(super) struct Documents {
    loaded: BTreeMap<DocumentId, Loaded>,
    changed: BTreeSet<DocumentId>,
    outbox: BTreeMap<u64, OutboxRecord>,
    requeued: bool,
}

impl Documents {
    /// Says that work was queued that the outbox didn't hold before.
    pub(super) fn set_requeued(&mut self) {
        self.requeued = true;
    }

    /// Whether work was queued that the outbox didn't hold before.
    pub(super) fn requeued(&self) -> bool {
        self.requeued
    }

    /// The document, read at first use; `None` when this device doesn't hold it.
    pub(super) async fn load<S: Store>(
        &mut self,
        store: &S,
        id: DocumentId,
    ) -> Result<Option<&mut Loaded>, StoreError> {
        if !self.loaded.contains_key(&id)
            && let Some(loaded) = Loaded::read(store, id).await?
        {
            self.loaded.insert(id, loaded);
        }
        Ok(self.loaded.get_mut(&id))
    }

    /// The document, made where this device doesn't hold it yet.
    pub(super) async fn load_or_new<S: Store>(
        &mut self,
        store: &S,
        id: DocumentId,
        kind: DocumentKind,
    ) -> Result<&mut Loaded, StoreError> {
        self.load(store, id).await?;
        Ok(self.loaded.entry(id).or_insert_with(|| Loaded::new(id, kind)))
    }

    /// A document that is loaded.
    pub(super) fn get(&self, id: DocumentId) -> Option<&Loaded> {
        self.loaded.get(&id)
    }

    /// A document that is loaded.
    pub(super) fn get_mut(&mut self, id: DocumentId) -> Option<&mut Loaded> {
        self.loaded.get_mut(&id)
    }

    /// Says that what a screen shows of this document may differ now.
    pub(super) fn mark_changed(&mut self, id: DocumentId) {
        self.changed.insert(id);
    }

    /// Whether anything was marked.
    pub(super) fn changed(&self) -> &BTreeSet<DocumentId> {
        &self.changed
    }

    /// A command of the outbox.
    pub(super) async fn outbox<S: Store>(
        &mut self,
        store: &S,
        order: u64,
    ) -> Result<Option<&mut OutboxRecord>, StoreError> {
        if !self.outbox.contains_key(&order)
            && let Some(record) = get(store, Table::Outbox, &order_key(order)).await?
        {
            self.outbox.insert(order, record);
        }
        Ok(self.outbox.get_mut(&order))
    }

    /// A new command of the outbox.
    pub(super) fn add_outbox(&mut self, record: OutboxRecord) {
        self.outbox.insert(record.order, record);
    }

    /// The server has this document's part of a command.
    pub(super) async fn done<S: Store>(
        &mut self,
        store: &S,
        order: u64,
        document: DocumentId,
    ) -> Result<(), StoreError> {
        if let Some(record) = self.outbox(store, order).await? {
            record.open.retain(|open| *open != document);
            if record.stuck.as_ref().is_some_and(|note| note.document == document) {
                record.stuck = None;
            }
        }
        Ok(())
    }

    /// The server refused a command.
    pub(super) async fn stick<S: Store>(
        &mut self,
        store: &S,
        order: u64,
        note: StuckNote,
    ) -> Result<(), StoreError> {
        if let Some(record) = self.outbox(store, order).await? {
            record.stuck.get_or_insert(note);
        }
        Ok(())
    }

    async fn texts<S: Store>(
        store: &S,
        order: DocumentId,
        journal: &Journal,
        fresh: &[(DocumentId, Blob)],
    ) -> Result<BTreeMap<crate::domain::id::BlobDigest, String>, StoreError> {
        let mut texts = BTreeMap::new();
        for digest in journal.entries().iter().flat_map(|e| text_blobs(&e.entry.body)) {
            let blob = match fresh.iter().find(|(_, blob)| blob.digest() == digest) {
                Some((_, blob)) => Some(blob.clone()),
                None => get_bytes(store, Table::Blob, &blob_key(order, &digest))
                    .await?
                    .and_then(|bytes| Blob::from_bytes(&bytes)),
            };
            if let Some(text) = blob.and_then(|blob| String::from_utf8(blob.content).ok()) {
                texts.insert(digest, text);
            }
        }
        Ok(texts)
    }

    async fn customer<S: Store>(
        &mut self,
        store: &S,
        customer: DocumentId,
    ) -> Result<Option<Customer>, StoreError> {
        let Some(loaded) = self.load(store, customer).await? else { return Ok(None) };
        if loaded.record.kind != DocumentKind::Customer {
            return Ok(None);
        }
        if !loaded.record.listed {
            return Ok(None);
        }
        Ok(fold_customer(&loaded.full().journal()))
    }

    /// The view of a loaded order; `fresh` are blobs that aren't stored yet.
    pub(super) async fn view<S: Store>(
        &mut self,
        store: &S,
        library: &Library,
        reference: &Reference,
        id: DocumentId,
        fresh: &[(DocumentId, Blob)],
    ) -> Result<Option<(OrderView, Journal)>, StoreError> {
        let Some(loaded) = self.get(id) else { return Ok(None) };
        let replica = loaded.full();
        let journal = replica.journal();
        let order = fold(&journal, library);
        let mut view = OrderView {
            names: names(&order, &journal, reference),
            received_at: loaded.received_at(),
            missing_tools: order.missing_tools(library),
            pending: loaded.pending_entries(),
            stuck: loaded.stuck_changes(),
            listed: loaded.record.listed,
            customer: None,
            texts: Self::texts(store, id, &journal, fresh).await?,
            order,
        };
        if let Some(customer) = view.order.registered.as_ref().map(|registered| registered.customer) {
            view.customer = self.customer(store, customer).await?;
        }
        Ok(Some((view, journal)))
    }

    /// All writes that follow: documents, the outbox, and the rows of the orders that look different now.
    pub(super) async fn finish<S: Store>(
        &mut self,
        store: &S,
        library: &Library,
        reference: &Reference,
        user: Option<UserId>,
        writes: &mut WriteSet,
    ) -> Result<(), StoreError> {
        let mut orders = BTreeSet::new();
        for id in self.changed.clone() {
            match self.get(id).map(|loaded| loaded.record.kind) {
                Some(DocumentKind::Order) => {
                    orders.insert(id);
                }
                Some(DocumentKind::Customer) => {
                    if let Some(order) = get::<S, DocumentId>(store, Table::Link, id.as_bytes()).await? {
                        self.load(store, order).await?;
                        orders.insert(order);
                    }
                }
                Some(DocumentKind::Incident) => {
                    let row = self.get(id).and_then(|loaded| incident::row_of(loaded, reference));
                    match row {
                        Some(row) => put(writes, Table::Incident, id.as_bytes().as_slice(), &row)?,
                        None => writes.delete(Table::Incident, id.as_bytes().as_slice()),
                    }
                }
                Some(DocumentKind::Complaint | DocumentKind::CentreComplaint) => {
                    if let Some(loaded) = self.get(id) {
                        complaint::keep_row(store, loaded, reference, writes).await?;
                    }
                }
                Some(DocumentKind::FeeAccount) => {
                    if let Some(loaded) = self.get(id) {
                        fee::keep_row(store, loaded, writes).await?;
                    }
                }
                Some(DocumentKind::Matter(_)) => {
                    if let Some(loaded) = self.get(id) {
                        matter::keep_row(loaded, reference, writes)?;
                    }
                }
                Some(DocumentKind::Kit | DocumentKind::Store | DocumentKind::Month) | None => {}
            }
        }
        let mut rows = Vec::with_capacity(orders.len());
        for id in orders {
            if let Some((view, journal)) = self.view(store, library, reference, id, &[]).await? {
                if let Some(registered) = &view.order.registered {
                    let link = registered.customer.as_bytes().as_slice();
                    if view.listed {
                        put(writes, Table::Link, link, &id)?;
                    } else {
                        writes.delete(Table::Link, link);
                    }
                }
                if view.listed && view.order.holder.is_some() && view.order.holder == user {
                    want_photos(store, &view.order, &journal, writes).await?;
                }
                rows.push((id, view.listed.then(|| OrderRow::of(&view, &journal))));
            }
        }
        for (id, row) in rows {
            match row {
                Some(row) => put(writes, Table::Row, id.as_bytes().as_slice(), &row)?,
                None => writes.delete(Table::Row, id.as_bytes().as_slice()),
            }
        }
        for loaded in self.changed.iter().filter_map(|id| self.loaded.get(id)) {
            match GoodsRecord::of(&loaded.full().journal())? {
                Some(goods) => put(writes, Table::Goods, loaded.id.as_bytes().as_slice(), &goods)?,
                None => writes.delete(Table::Goods, loaded.id.as_bytes().as_slice()),
            }
        }
        for loaded in self.loaded.values() {
            loaded.save(writes)?;
        }
        for (order, record) in &self.outbox {
            if record.open.is_empty() {
                writes.delete(Table::Outbox, order_key(*order));
            } else {
                put(writes, Table::Outbox, order_key(*order), record)?;
            }
        }
        Ok(())
    }
}

/// Marks the photos of an order that its holder still works on as wanted, where they aren't here.
async fn want_photos<S: Store>(
    store: &S,
    order: &Order,
    journal: &Journal,
    writes: &mut WriteSet,
) -> Result<(), StoreError> {
    let photos: Vec<_> = journal.entries().iter().flat_map(|entry| large_photos(&entry.entry)).collect();
    if photos.is_empty() || order.state.is_closed() {
        return Ok(());
    }
    let prefix = order.id.as_bytes().to_vec();
    let known = store.read(Query::Prefix { table: Table::Photo, prefix, limit: None }).await?;
    let known: BTreeSet<Vec<u8>> = known.into_iter().map(|record| record.key).collect();
    for photo in photos {
        let key = blob_key(order.id, &photo.blob);
        if !known.contains(&key) {
            put(writes, Table::Photo, key, &PhotoRecord { bytes: photo.bytes, here: false, sent: 0 })?;
        }
    }
    Ok(())
}
