//! A person's command: decided here and now, saved in one transaction, sent later.

use super::environment::Draw;
use super::loaded::Documents;
use super::record::{Counters, META_COUNTERS, OutboxRecord, PhotoRecord, blob_key, large_photos, put};
use super::store::{Store, StoreError, Table, WriteSet};
use super::{ComplaintView, Device, Environment, FeeView, IncidentView, MatterView, OrderView};
use crate::domain::command::{
    Command, ComplaintCommand, FeeCommand, IncidentCommand, MatterCommand, StoreCommand,
};
use crate::domain::complaint::fold_complaint;
use crate::domain::decide::{
    Context, Decided, Rejection, decide, decide_complaint, decide_fee, decide_incident, decide_matter,
    decide_store, matter_id,
};
use crate::domain::entry::{DocumentKind, EntryError, MAX_ENTRY_BYTES};
use crate::domain::fee::fold_fee_account;
use crate::domain::id::{ActorId, DocumentId};
use crate::domain::incident::fold_incident;
use crate::domain::matter::fold_matter;
use crate::domain::order::{Order, fold};
use crate::domain::stock::Ledger;
use crate::replica::{Replica, ReplicaError};
use planted::Bug;

/// Why a command had no effect. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExecuteError {
    /// Nobody is enrolled on this device.
    #[error("this device is not enrolled")]
    NotEnrolled,
    /// The order's rules refuse it; the rejection says what is missing.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The store didn't take it: not saved.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The change can't be built, which only a fault of this program explains.
    #[error("the change can't be built: {0}")]
    Build(ReplicaError),
}

impl From<ReplicaError> for ExecuteError {
    fn from(error: ReplicaError) -> Self {
        match error {
            ReplicaError::Entry { source: EntryError::TooLong(_), .. } => {
                Self::Rejected(Rejection::EntryTooLong { max: MAX_ENTRY_BYTES })
            }
            other => Self::Build(other),
        }
    }
}

/// A random document id, marked as a random uuid.
fn document_id(mut random: [u8; 16]) -> DocumentId {
    random[6] = (random[6] & 0x0f) | 0x40;
    random[8] = (random[8] & 0x3f) | 0x80;
    DocumentId::from_bytes(random)
}

impl<S: Store, E: Environment> Device<S, E> {
    /// Does what a person says. When this returns the view, the work is durable; it is sent at the next sync.
    ///
    /// `order` is `None` for [`Command::Register`], which makes a new order.
    ///
    /// # Errors
    /// Any [`ExecuteError`]. After [`StoreError::Io`] open the device again to see whether the command was saved.
    pub async fn execute(
        &mut self,
        order: Option<DocumentId>,
        command: Command,
    ) -> Result<OrderView, ExecuteError> {
        let mut documents = Documents::default();
        let (id, known) = match (order, &command) {
            (Some(id), _) => {
                let known = match documents.load(&self.store, id).await? {
                    Some(loaded) if loaded.record.kind == DocumentKind::Order => {
                        fold(&loaded.full().journal(), &self.library)
                    }
                    None if answers_ticket(&command) => Order::empty(id),
                    _ => return Err(Rejection::NotFound.into()),
                };
                (id, known)
            }
            (None, Command::Register(_)) => {
                let id = document_id(self.environment.random());
                (id, Order::empty(id))
            }
            (None, _) => return Err(Rejection::NotFound.into()),
        };
        let stock = if command.asks_stock() { self.ledger().await? } else { Ledger::default() };
        let decided = self.decide_with(&stock, |context| decide(&known, &command, context))?;
        let view = self.save(Some(id), documents, decided).await?;
        view.ok_or_else(|| Rejection::NotFound.into())
    }

    /// Does what a person says about the store or about personal stock. When this returns the ledger, the work is
    /// durable; it is sent at the next sync.
    ///
    /// # Errors
    /// Any [`ExecuteError`].
    pub async fn execute_store(&mut self, command: StoreCommand) -> Result<Ledger, ExecuteError> {
        let stock = self.ledger().await?;
        let decided = self.decide_with(&stock, |context| decide_store(&command, context))?;
        self.save(None, Documents::default(), decided).await?;
        Ok(self.ledger().await?)
    }

    /// Does what a person says about an incident in a public area. When this returns the view, the work is durable; it is
    /// sent at the next sync.
    ///
    /// `incident` is `None` for [`IncidentCommand::ReportIncident`], which makes a new one.
    ///
    /// # Errors
    /// Any [`ExecuteError`].
    pub async fn execute_incident(
        &mut self,
        incident: Option<DocumentId>,
        command: IncidentCommand,
    ) -> Result<IncidentView, ExecuteError> {
        let mut documents = Documents::default();
        let (id, known) = match incident {
            Some(id) => {
                let loaded = documents.load(&self.store, id).await?.ok_or(Rejection::NotFound)?;
                (id, Some(fold_incident(&loaded.full().journal()).ok_or(Rejection::NotFound)?))
            }
            None => (document_id(self.environment.random()), None),
        };
        let decided = self.decide_with(&Ledger::default(), |context| {
            decide_incident(id, known.as_ref(), &command, context)
        })?;
        self.save(None, documents, decided).await?;
        self.incident(id).await?.ok_or_else(|| Rejection::NotFound.into())
    }

    /// Does what a person says about a complaint. When this returns the view, the work is durable; it is sent at the next
    /// sync.
    ///
    /// `complaint` is `None` for [`ComplaintCommand::CaptureComplaint`], which makes a new one.
    ///
    /// # Errors
    /// Any [`ExecuteError`].
    pub async fn execute_complaint(
        &mut self,
        complaint: Option<DocumentId>,
        command: ComplaintCommand,
    ) -> Result<ComplaintView, ExecuteError> {
        let mut documents = Documents::default();
        let (id, known) = match complaint {
            Some(id) => {
                let loaded = documents.load(&self.store, id).await?.ok_or(Rejection::NotFound)?;
                (id, Some(fold_complaint(&loaded.full().journal()).ok_or(Rejection::NotFound)?))
            }
            None => (document_id(self.environment.random()), None),
        };
        let decided = self.decide_with(&Ledger::default(), |context| {
            decide_complaint(id, known.as_ref(), &command, context)
        })?;
        self.save(None, documents, decided).await?;
        self.complaint(id).await?.ok_or_else(|| Rejection::NotFound.into())
    }

    /// Does what a person says about a customer's management-fee account, such as taking money at the door (FEE-9 to
    /// FEE-11). When this returns the view, the work is durable; it is sent at the next sync.
    ///
    /// `document` is [`fee_document`](crate::domain::fee::fee_document) of the customer's number. One that this device
    /// doesn't hold takes nothing but its first terms.
    ///
    /// # Errors
    /// Any [`ExecuteError`].
    pub async fn execute_fee(
        &mut self,
        document: DocumentId,
        command: FeeCommand,
    ) -> Result<FeeView, ExecuteError> {
        let mut documents = Documents::default();
        let loaded = documents.load(&self.store, document).await?;
        let known = loaded.and_then(|loaded| fold_fee_account(&loaded.full().journal()));
        let clock = self.fee_clock();
        let decided = self.decide_with(&Ledger::default(), |context| {
            decide_fee(document, known.as_ref(), &command, &clock, context)
        })?;
        self.save(None, documents, decided).await?;
        self.fee(document).await?.ok_or_else(|| Rejection::NotFound.into())
    }

    /// Does what a person says about one of the office's other matters. When this returns the view, the work is durable; it
    /// is sent at the next sync.
    ///
    /// `matter` is `None` for [`MatterCommand::OpenMatter`], which makes a new one; of a duty that comes again it is the
    /// period's own, which may be here already.
    ///
    /// # Errors
    /// Any [`ExecuteError`].
    pub async fn execute_matter(
        &mut self,
        matter: Option<DocumentId>,
        command: MatterCommand,
    ) -> Result<MatterView, ExecuteError> {
        let id = match (matter, &command) {
            (Some(id), _) => id,
            (None, MatterCommand::OpenMatter { form, period, .. }) => {
                matter_id(form, period.as_deref(), document_id(self.environment.random()))?
            }
            (None, _) => return Err(Rejection::NotFound.into()),
        };
        let mut documents = Documents::default();
        let loaded = documents.load(&self.store, id).await?;
        let known = loaded.and_then(|loaded| fold_matter(&loaded.full().journal()));
        let decided = self.decide_with(&Ledger::default(), |context| {
            decide_matter(id, known.as_ref(), &command, context)
        })?;
        self.save(None, documents, decided).await?;
        self.matter(id).await?.ok_or_else(|| Rejection::NotFound.into())
    }

    fn decide_with(
        &mut self,
        stock: &Ledger,
        decide: impl FnOnce(&mut Context<'_>) -> Result<Decided, Rejection>,
    ) -> Result<Decided, ExecuteError> {
        let author = self.author().ok_or(ExecuteError::NotEnrolled)?;
        let prefix = self.settings.identity.as_ref().map_or("", |identity| identity.slip_prefix.as_str());
        let next_slip_number = format!("{prefix}-{:04}", self.settings.counters.next_slip);
        let now = self.at();
        let mut context = Context {
            author: &author,
            now,
            reference: &self.settings.reference,
            library: &self.library,
            stock,
            next_slip_number: &next_slip_number,
            random: &mut Draw(&mut self.environment),
        };
        Ok(decide(&mut context)?)
    }

    pub(super) async fn save(
        &mut self,
        order: Option<DocumentId>,
        mut documents: Documents,
        decided: Decided,
    ) -> Result<Option<OrderView>, ExecuteError> {
        let place = self.settings.counters.next_order;
        let counters = Counters {
            next_order: place + 1,
            next_slip: self.settings.counters.next_slip
                + u64::from(decided.used_slip_number && !planted::is(Bug::SlipNumberAgain)),
        };
        let mut writes = WriteSet::default();
        let mut touched = Vec::new();
        let mut actors = Vec::new();
        for write in decided.writes.iter().filter(|write| !write.entries.is_empty()) {
            let fresh = ActorId::from_bytes(self.environment.random());
            let loaded = documents.load_or_new(&self.store, write.document, write.kind).await?;
            let actor = loaded.actor(fresh, &self.actors);
            actors.push(actor);
            let mut replica: Replica = loaded.full();
            let row = replica.write(actor, &write.entries)?;
            let hash = replica.last_of(&actor).map(|(_, hash)| hash).ok_or(ReplicaError::Shape)?;
            loaded.add_pending(place, hash, &row);
            documents.mark_changed(write.document);
            touched.push(write.document);
        }
        for (document, blob) in &decided.blobs {
            writes.put(Table::Blob, blob_key(*document, &blob.digest()), blob.to_bytes());
        }
        let photos: Vec<_> = decided
            .writes
            .iter()
            .flat_map(|write| write.entries.iter().map(|(_, entry)| (write.document, entry)))
            .flat_map(|(document, entry)| large_photos(entry).map(move |photo| (document, photo)))
            .collect();
        if !touched.is_empty() && !planted::is(Bug::OutboxForgotten) {
            documents.add_outbox(OutboxRecord {
                order: place,
                command: decided.command,
                what: what(&decided),
                documents: touched.clone(),
                open: touched,
                created_at: self.environment.now().wall_ms,
                stuck: None,
                photos: photos.clone(),
            });
        }
        put(&mut writes, Table::Meta, META_COUNTERS, &counters)?;
        let reference = &self.settings.reference;
        let view = match order {
            Some(id) => {
                documents.load_or_new(&self.store, id, DocumentKind::Order).await?;
                documents.view(&self.store, &self.library, reference, id, &decided.blobs).await?
            }
            None => None,
        };
        let user = self.settings.identity.as_ref().map(|identity| identity.user);
        documents.finish(&self.store, &self.library, reference, user, &mut writes).await?;
        // After `finish`, which doesn't know yet that these are here.
        for (document, photo) in photos {
            if planted::is(Bug::PhotoForgotten) {
                continue;
            }
            let record = PhotoRecord { bytes: photo.bytes, here: true, sent: 0 };
            put(&mut writes, Table::Photo, blob_key(document, &photo.blob), &record)?;
        }
        self.store.commit(writes).await?;
        self.settings.counters = counters;
        self.actors.extend(actors);
        self.sync.schedule.changed();
        Ok(view.map(|(view, _)| view))
    }
}

/// Whether a command is the other side of a movement whose ticket names the order: it may be one that this device never
/// saw.
const fn answers_ticket(command: &Command) -> bool {
    matches!(
        command,
        Command::IssueMaterial { code: Some(_), .. }
            | Command::ReturnMaterial { code: Some(_), .. }
            | Command::LendTool { code: Some(_), .. }
            | Command::ReturnTool { code: Some(_), .. }
            | Command::HandOverTool { code: Some(_), .. }
    )
}

/// Kind of the command's first entry: what the outbox calls it.
fn what(decided: &Decided) -> String {
    decided
        .writes
        .iter()
        .flat_map(|write| &write.entries)
        .find_map(|(_, entry)| entry.body.kind())
        .map_or("unknown", crate::domain::entry::Kind::as_str)
        .to_owned()
}
