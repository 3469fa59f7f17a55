//! The offline client: everything a person does is saved here first and sent later.
//!
//! A command is decided on the order as this device knows it, stored in **one** durable transaction, and only then
//! shown as saved. What the server has (the mirror) and what it hasn't acknowledged (pending) are kept apart, so that
//! a refused change can be set aside for a person and the others sent again. Lists come from ready-made rows.
//!
//! Read in this order: [`store`] (where records lie), [`Device`] and [`Device::execute`] (what a person does),
//! [`sync`] (what goes up and comes down), `reissue` (what happens after a refusal).
//!
//! This module must never know automerge, the server's code, HTTP (but for the driver of the feature `http`), a clock
//! or randomness of its own, threads, or what an entry means: rules are the domain's.
//!
//! Driving a device by hand, without HTTP:
//!
//! ```ignore
//! let mut device = Device::open(MemoryStore::new(), environment, Library::built_in()?).await?;
//! device.enrol(identity, None).await?;
//! let view = device.execute(None, Command::Register(registration)).await?;
//! loop {
//!     match device.tick().await? {
//!         Step::Send(request) => device.reply(&my_server.sync(&request.bytes)).await?, // bytes of a SyncAnswer
//!         Step::Blob(request) => device.blob_reply(my_server.blob(&request)).await?,
//!         Step::Wait { .. } => break,
//!     }
//! }
//! ```

mod complaint;
pub mod draft;
mod environment;
mod execute;
mod fee;
pub mod http;
mod identity;
mod incident;
mod loaded;
mod matter;
mod mend;
mod record;
mod reissue;
#[cfg(feature = "sealing")]
pub mod sealing;
pub mod store;
pub mod sync;
mod view;

#[cfg(test)]
mod tests;

pub use complaint::{ComplaintNext, ComplaintRow, ComplaintView};
pub use environment::{Environment, Now};
pub use execute::ExecuteError;
pub use fee::{FeeRow, FeeRowVisit, FeeView};
pub use identity::{Granted, Identity, Tokens};
pub use incident::{IncidentNext, IncidentRow, IncidentView};
pub use matter::{MatterRow, MatterView};
pub use view::{HeldProblem, NextView, OrderRow, OrderView, OutboxItem, OutboxStatus, StuckChange};

use crate::domain::blob::Blob;
use crate::domain::deadline::arrival_due;
use crate::domain::decide::{Author, actions};
use crate::domain::entry::{At, DocumentKind};
use crate::domain::guidance::{Guidance, moments};
use crate::domain::id::{ActorId, BlobDigest, DocumentId};
use crate::domain::order::{FOLD_VERSION, Order};
use crate::domain::procedure::{Library, ProcedureRef};
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;
use crate::protocol::Cursor;
use environment::ClockReading;
use loaded::Documents;
use planted::{Bug, Point, point};
use record::{
    Counters, META_CLOCK, META_COUNTERS, META_CURSOR, META_FOLD, META_IDENTITY, META_PROCEDURES,
    META_REFERENCE, META_RETURNING, META_SERVER_SEEN, META_TOKENS, META_UNREAD, OutboxRecord, UnreadBundle,
    get, put, range,
};
use std::collections::BTreeSet;
use store::{Query, Store, StoreError, Table, WriteSet};

/// App name and version: for the operator, and to know a newer app.
const APP: &str = concat!("undercroft/", env!("CARGO_PKG_VERSION"));

/// Why a device can't be enrolled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// Work of another person or site waits to be sent. Send it first; nothing is deleted.
    #[error("{0} unsent items of another enrolment must be sent first")]
    UnsentWork(usize),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the small records hold, as last committed.
#[derive(Debug, Clone)]
struct Settings {
    identity: Option<Identity>,
    tokens: Option<Tokens>,
    cursor: Option<Cursor>,
    reference: Reference,
    unread: Option<UnreadBundle>,
    clock: Option<ClockReading>,
    /// The server's time in the last answer that was taken.
    server_seen: Option<i64>,
    counters: Counters,
    /// A restored server may lack changes that this device has from it.
    returning: bool,
}

impl Settings {
    async fn read<S: Store>(store: &S) -> Result<Self, StoreError> {
        Ok(Self {
            identity: get(store, Table::Meta, META_IDENTITY).await?,
            tokens: get(store, Table::Meta, META_TOKENS).await?,
            cursor: get(store, Table::Meta, META_CURSOR).await?,
            reference: get(store, Table::Meta, META_REFERENCE).await?.unwrap_or_default(),
            unread: get(store, Table::Meta, META_UNREAD).await?,
            clock: get(store, Table::Meta, META_CLOCK).await?,
            server_seen: get(store, Table::Meta, META_SERVER_SEEN).await?,
            counters: get(store, Table::Meta, META_COUNTERS).await?.unwrap_or(Counters::FIRST),
            returning: get(store, Table::Meta, META_RETURNING).await?.unwrap_or(false),
        })
    }
}

/// An installation of the app.
#[derive(Debug)]
pub struct Device<S, E> {
    store: S,
    environment: E,
    /// The procedures that the app brought.
    base: Library,
    /// Those, and the site's own as last received.
    library: Library,
    settings: Settings,
    /// Whether this run has read the server's clock itself.
    clock_of_this_run: bool,
    /// What this run of the program writes as: each was drawn by it.
    actors: BTreeSet<ActorId>,
    sync: sync::State,
}

/// Everything of a device but its clock, which is nobody's.
fn forget_person(writes: &mut WriteSet) {
    for table in Table::ALL.into_iter().filter(|table| *table != Table::Meta) {
        writes.clear(table, Vec::new());
    }
    for key in [META_CURSOR, META_REFERENCE, META_UNREAD, META_COUNTERS, META_RETURNING, META_PROCEDURES] {
        writes.delete(Table::Meta, key);
    }
}

impl<S: Store, E: Environment> Device<S, E> {
    /// Opens the device that this store holds; an empty store is a device that isn't enrolled yet. Damage that shows here is
    /// set right as [`Device::mend`] does.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn open(mut store: S, environment: E, library: Library) -> Result<Self, StoreError> {
        let settings = match Settings::read(&store).await {
            Err(StoreError::Corrupt(_)) if mend::mend_store(&mut store).await? > 0 => {
                Settings::read(&store).await?
            }
            read => read?,
        };
        let mut device = Self {
            store,
            environment,
            library: library.with(&settings.reference.procedures),
            base: library,
            settings,
            clock_of_this_run: false,
            actors: BTreeSet::new(),
            sync: sync::State::default(),
        };
        match device.follow().await {
            Err(StoreError::Corrupt(_)) if device.mend().await? > 0 => {}
            followed => followed?,
        }
        Ok(device)
    }

    /// Brings what is made ready up to what this program would make of the documents, and looks whether there is work to
    /// send.
    async fn follow(&mut self) -> Result<(), StoreError> {
        let fold: Option<u32> = get(&self.store, Table::Meta, META_FOLD).await?;
        let judged_with: Option<Vec<ProcedureRef>> = get(&self.store, Table::Meta, META_PROCEDURES).await?;
        if fold != Some(FOLD_VERSION) || judged_with != Some(self.library.references()) {
            self.refresh_all_rows().await?;
        }
        let first = Query::Prefix { table: Table::Outbox, prefix: Vec::new(), limit: Some(1) };
        if !self.store.read(first).await?.is_empty() {
            self.sync.schedule.changed();
        }
        Ok(())
    }

    /// Goes on from what the store holds now.
    async fn reload(&mut self) -> Result<(), StoreError> {
        self.settings = Settings::read(&self.store).await?;
        self.library = self.base.with(&self.settings.reference.procedures);
        let online = self.sync.schedule.is_online();
        self.sync = sync::State::default();
        if !online {
            self.offline();
        }
        self.follow().await
    }

    /// After an update of the app the ready-made rows follow the new fold and the new procedures.
    async fn refresh_all_rows(&mut self) -> Result<(), StoreError> {
        let mut writes = WriteSet::default();
        let mut documents = Documents::default();
        for id in self.document_ids().await? {
            documents.load(&self.store, id).await?;
            documents.mark_changed(id);
        }
        let user = self.settings.identity.as_ref().map(|identity| identity.user);
        documents.finish(&self.store, &self.library, &self.settings.reference, user, &mut writes).await?;
        put(&mut writes, Table::Meta, META_FOLD, &FOLD_VERSION)?;
        put(&mut writes, Table::Meta, META_PROCEDURES, &self.library.references())?;
        self.store.commit(writes).await
    }

    async fn document_ids(&self) -> Result<Vec<DocumentId>, StoreError> {
        let all = Query::Prefix { table: Table::Document, prefix: Vec::new(), limit: None };
        self.store.read(all).await?.iter().map(|record| record::document_of(&record.key)).collect()
    }

    /// Stores who this device is. Where it is handed on to another person, or to another site, what its last person could read
    /// goes with him (P15): the server has all of it, and gives the next one his own.
    ///
    /// # Errors
    /// [`EnrolError::UnsentWork`] when another person's work waits here; [`EnrolError::Store`].
    pub async fn enrol(&mut self, identity: Identity, tokens: Option<Tokens>) -> Result<(), EnrolError> {
        let handed_on = self
            .settings
            .identity
            .as_ref()
            .is_some_and(|old| old.user != identity.user || old.site_url != identity.site_url);
        let mut writes = WriteSet::default();
        if handed_on {
            let unsent = self.outbox().await?.len();
            if unsent > 0 {
                return Err(EnrolError::UnsentWork(unsent));
            }
            if !planted::is(Bug::HandedOnKeeps) {
                forget_person(&mut writes);
            }
        }
        put(&mut writes, Table::Meta, META_IDENTITY, &identity)?;
        match &tokens {
            Some(tokens) => put(&mut writes, Table::Meta, META_TOKENS, tokens)?,
            None => writes.delete(Table::Meta, META_TOKENS),
        }
        point(Point::DeviceCodeSpent);
        self.store.commit(writes).await?;
        point(Point::DeviceEnrolled);
        if handed_on {
            self.settings.cursor = None;
            self.settings.reference = Reference::default();
            self.settings.unread = None;
            self.settings.counters = Counters::FIRST;
            self.settings.returning = false;
            self.library = self.base.with(&[]);
            self.sync = sync::State::default();
        }
        self.settings.identity = Some(identity);
        self.settings.tokens = tokens;
        self.sync.schedule.changed();
        Ok(())
    }

    /// Stores new tokens, and what the server says of this device with them. They are kept before they are used, so that none
    /// is lost with the process.
    ///
    /// # Errors
    /// Any [`StoreError`]; the old tokens stay then.
    pub async fn set_granted(&mut self, granted: Granted) -> Result<(), StoreError> {
        let Granted { tokens, slip_prefix, enrolment_receipt } = granted;
        let mut writes = WriteSet::default();
        put(&mut writes, Table::Meta, META_TOKENS, &tokens)?;
        let mut identity = self.settings.identity.clone();
        if let Some(identity) = &mut identity {
            identity.slip_prefix = slip_prefix.unwrap_or_else(|| identity.slip_prefix.clone());
            identity.enrolment_receipt = enrolment_receipt.or_else(|| identity.enrolment_receipt.take());
            put(&mut writes, Table::Meta, META_IDENTITY, &*identity)?;
        }
        self.store.commit(writes).await?;
        self.settings.tokens = Some(tokens);
        self.settings.identity = identity;
        Ok(())
    }

    /// Who this device is; `None` before enrolment.
    pub fn identity(&self) -> Option<&Identity> {
        self.settings.identity.as_ref()
    }

    /// Its tokens.
    pub fn tokens(&self) -> Option<&Tokens> {
        self.settings.tokens.as_ref()
    }

    /// The site's reference data as last received.
    pub fn reference(&self) -> &Reference {
        &self.settings.reference
    }

    /// Whether the server has newer reference data, of a form that only a newer app reads. Until then this device works
    /// on with [`Device::reference`].
    pub fn needs_update(&self) -> bool {
        self.unread_here().is_some()
    }

    /// The bundle that this very program couldn't read.
    fn unread_here(&self) -> Option<&UnreadBundle> {
        self.settings.unread.as_ref().filter(|unread| unread.app == APP)
    }

    /// The procedures: those of the app, and the site's own as last received.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// How far this device has the server's feed.
    pub fn cursor(&self) -> Option<Cursor> {
        self.settings.cursor
    }

    /// The clocks and randomness.
    pub fn environment(&mut self) -> &mut E {
        &mut self.environment
    }

    /// The store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The clocks of an entry that would be written now.
    pub fn at(&mut self) -> At {
        let now = self.environment.now();
        let counts_sleep = self.environment.counts_sleep();
        let (reading, seen) = (self.settings.clock.as_ref(), self.settings.server_seen);
        ClockReading::at(reading, seen, self.clock_of_this_run, counts_sleep, now)
    }

    /// The author of this device's commands, with the roles that the staff list gives him.
    pub fn author(&self) -> Option<Author> {
        let identity = self.settings.identity.as_ref()?;
        let staff = self.settings.reference.staff.iter().find(|member| member.user == identity.user);
        let roles = staff.map_or_else(|| identity.roles.clone(), |member| member.roles.clone());
        Some(Author { user: identity.user, device: identity.device, roles })
    }

    /// All orders in this device's view, from ready-made rows.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn list(&self) -> Result<Vec<OrderRow>, StoreError> {
        range(&self.store, Table::Row, &[]).await
    }

    /// The store, tools and kits as far as this device knows them, from ready-made rows.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn ledger(&self) -> Result<Ledger, StoreError> {
        let all = Query::Prefix { table: Table::Goods, prefix: Vec::new(), limit: None };
        let mut facts = Vec::new();
        for record in self.store.read(all).await? {
            facts.extend(record::GoodsRecord::facts(&record)?);
        }
        Ok(Ledger::of(&facts))
    }

    /// One order; `None` when this device doesn't hold it.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn show(&self, id: DocumentId) -> Result<Option<OrderView>, StoreError> {
        let mut documents = Documents::default();
        if documents.load(&self.store, id).await?.is_none_or(|order| order.record.kind != DocumentKind::Order)
        {
            return Ok(None);
        }
        let view = documents.view(&self.store, &self.library, &self.settings.reference, id, &[]).await?;
        Ok(view.map(|(view, _)| view))
    }

    /// What this device's user may do with an order now; nothing before enrolment.
    pub fn next(&mut self, order: &Order) -> NextView {
        let guidance = moments(order).into_iter().map(Guidance::from).collect();
        let now = self.at();
        let actions = self
            .author()
            .map(|author| actions(order, &author, now, &self.settings.reference, &self.library))
            .unwrap_or_default();
        let appointment = order.appointment().map(|appointment| appointment.appointment_at);
        let warning = self.settings.reference.arrival_warning_ms();
        let arrival = arrival_due(order.state, order.time_open, appointment, warning, now.estimate());
        NextView { actions, arrival, guidance }
    }

    /// Commands with something unsent, in the order in which they were given.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn outbox(&self) -> Result<Vec<OutboxItem>, StoreError> {
        let records: Vec<OutboxRecord> = range(&self.store, Table::Outbox, &[]).await?;
        let mut items = Vec::with_capacity(records.len());
        for record in records {
            let photo = self.waits_for(&record).await?;
            items.push(OutboxItem {
                status: match (record.stuck, photo) {
                    (Some(note), _) => OutboxStatus::Stuck {
                        document: note.document,
                        reason: note.reason,
                        detail: note.detail,
                    },
                    (None, _) if self.sync.is_sent(record.order) => OutboxStatus::SentWaiting,
                    (None, Some((blob, sent, bytes, trouble))) => OutboxStatus::UploadingPhoto {
                        document: blob.document,
                        blob: blob.digest,
                        sent,
                        bytes,
                        trouble: trouble.map(|trouble| trouble.to_string()),
                    },
                    (None, None) => OutboxStatus::Queued,
                },
                command: record.command,
                what: record.what,
                documents: record.documents,
                created_at: record.created_at,
            });
        }
        Ok(items)
    }

    /// What the server sent and this device can't use (yet). It is kept and tried again with the document's next news.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn problems(&self) -> Result<Vec<HeldProblem>, StoreError> {
        let records =
            self.store.read(Query::Prefix { table: Table::Held, prefix: Vec::new(), limit: None }).await?;
        let problem = |record: &store::Record| {
            let held: record::HeldRecord = record::decode(record)?;
            let document = record::document_of(&record.key)?;
            Ok(HeldProblem { document, actor: held.run.actor, rows: held.run.rows.len(), why: held.why })
        };
        records.iter().map(problem).collect()
    }

    /// A blob beside a document, where this device holds it.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn blob(&self, document: DocumentId, digest: &BlobDigest) -> Result<Option<Blob>, StoreError> {
        let key = record::blob_key(document, digest);
        Ok(record::get_bytes(&self.store, Table::Blob, &key)
            .await?
            .and_then(|bytes| Blob::from_bytes(&bytes)))
    }

    /// The journal of a document, with pending changes, where this device holds it.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn journal(
        &self,
        id: DocumentId,
    ) -> Result<Option<crate::domain::journal::Journal>, StoreError> {
        Ok(self.replica(id).await?.map(|replica| replica.journal()))
    }

    /// The replica of a document, with pending changes, where this device holds it.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn replica(&self, id: DocumentId) -> Result<Option<crate::replica::Replica>, StoreError> {
        let mut documents = Documents::default();
        Ok(documents.load(&self.store, id).await?.map(|loaded| loaded.full()))
    }

    /// Forgets the tokens. Everything saved stays, and the same person goes on after a login.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn log_out(&mut self) -> Result<(), StoreError> {
        let mut writes = WriteSet::default();
        writes.delete(Table::Meta, META_TOKENS);
        self.store.commit(writes).await?;
        self.settings.tokens = None;
        Ok(())
    }
}
