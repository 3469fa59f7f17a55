//! What screens are given: plain values made for them.

use crate::domain::customer::Customer;
use crate::domain::deadline::{ArrivalDue, arrival_due};
use crate::domain::decide::Actions;
use crate::domain::entry::{
    Body,
    office::{ServiceKind, Urgency},
};
use crate::domain::guidance::Guidance;
use crate::domain::id::{ActorId, BlobDigest, CommandId, DocumentId, EntryId, UserId};
use crate::domain::journal::Journal;
use crate::domain::order::{FollowUpTrack, MoneyTrack, Order, OrderState, StoreTrack};
use crate::domain::reference::Reference;
use crate::protocol::QuarantineReason;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An order as a line of a list. Stored ready-made, so that a list loads no document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// The order.
    pub id: DocumentId,
    /// Slip number, once issued.
    pub number: Option<String>,
    /// Work track.
    pub state: OrderState,
    /// People must settle a collision.
    pub needs_decision: bool,
    /// Money track.
    pub money: MoneyTrack,
    /// Follow-up track.
    pub follow_up: FollowUpTrack,
    /// Store track.
    pub store: StoreTrack,
    /// Service class.
    pub service_class: Option<String>,
    /// Kind of service.
    pub service_kind: Option<ServiceKind>,
    /// Customer's name, where this device holds it.
    pub customer_name: Option<String>,
    /// Building and unit, where this device holds it.
    pub unit_no: Option<String>,
    /// Appointment in force, milliseconds since 1970 UTC.
    pub appointment_at: Option<i64>,
    /// The time must be agreed again with the customer (REG-6).
    pub time_open: bool,
    /// Somebody is needed at once (PRI-4).
    pub urgent: bool,
    /// Work waits for something.
    pub waiting: bool,
    /// Signed once, and under rework or in doubt now.
    pub disputed: bool,
    /// The technician who holds the slip.
    pub holder: Option<UserId>,
    /// Present round.
    pub round: u32,
    /// Ids of the tasks that wait for somebody.
    pub tasks: Vec<String>,
    /// Open conflicts.
    pub open_conflicts: u32,
    /// Own entries that are saved here and not yet with the server.
    pub pending: u32,
    /// Own changes that the server refused.
    pub stuck: u32,
    /// Entries in the journal.
    pub entries: u32,
    /// Best estimate of the last entry's time, milliseconds since 1970 UTC.
    pub changed_at: Option<i64>,
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl OrderRow {
    /// How the next arrival stands to the appointment at this moment, milliseconds since 1970 UTC (DSP-4). `warning_ms`
    /// is the site's, from its reference data.
    pub fn arrival_due(&self, warning_ms: i64, now: i64) -> Option<ArrivalDue> {
        arrival_due(self.state, self.time_open, self.appointment_at, warning_ms, now)
    }

    pub(super) fn of(view: &OrderView, journal: &Journal) -> Self {
        let order = &view.order;
        Self {
            id: order.id,
            number: order.slip.as_ref().map(|slip| slip.number.clone()),
            state: order.state,
            needs_decision: order.needs_decision,
            money: order.money,
            follow_up: order.follow_up,
            store: order.store,
            service_class: order.registered.as_ref().map(|r| r.service_class.clone()),
            service_kind: order.registered.as_ref().map(|r| r.service_kind),
            customer_name: view.customer.as_ref().map(|c| c.customer_name.clone()),
            unit_no: view.customer.as_ref().map(|c| c.unit_no.clone()),
            appointment_at: order.appointment().map(|appointment| appointment.appointment_at),
            time_open: order.time_open,
            urgent: order.registered.as_ref().is_some_and(|registered| registered.urgency == Urgency::Urgent),
            waiting: order.waiting,
            disputed: order.disputed,
            holder: order.holder,
            round: order.round,
            tasks: order.tasks.iter().map(|task| task.id.clone()).collect(),
            open_conflicts: count(order.open_conflicts().count()),
            pending: count(view.pending.len()),
            stuck: count(view.stuck.len()),
            entries: count(journal.entries().len()),
            changed_at: journal.entries().len().checked_sub(1).map(|last| journal.at(last).estimate()),
        }
    }
}

/// A refused change of one document, with its data for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StuckChange {
    /// Why the server refused it.
    pub reason: QuarantineReason,
    /// In more words.
    pub detail: String,
    /// Its entries: id, kind and data as JSON.
    pub entries: Vec<(EntryId, String, serde_json::Value)>,
}

/// An order as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderView {
    /// The order.
    pub order: Order,
    /// Its customer, where this device holds the document.
    pub customer: Option<Customer>,
    /// Texts and signature strokes that the journal names, where this device holds them.
    pub texts: BTreeMap<BlobDigest, String>,
    /// When the server received an entry, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// Names of the people in it.
    pub names: BTreeMap<UserId, String>,
    /// Tools of the checklist that the holder hasn't ticked: a warning before he leaves for the job (MAT-7).
    pub missing_tools: Vec<String>,
    /// Own entries that are saved here and not yet with the server.
    pub pending: Vec<EntryId>,
    /// Own changes that the server refused. They are not part of `order`.
    pub stuck: Vec<StuckChange>,
    /// Whether the order is still in this device's view; one that left it stays until its work is sent.
    pub listed: bool,
}

/// What this device's user may do with an order now, and the conduct that the moment asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextView {
    /// Commands and steps, open ones and those that something else comes before.
    #[serde(flatten)]
    pub actions: Actions,
    /// How the next arrival stands to the appointment (DSP-4).
    pub arrival: Option<ArrivalDue>,
    /// Words for the present moment.
    pub guidance: Vec<Guidance>,
}

/// How far a command of the outbox is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum OutboxStatus {
    /// Waits for a connection.
    Queued,
    /// Is in the request whose answer hasn't come.
    SentWaiting,
    /// Waits for a photo that it names; the photo goes up first. Later work on the same order waits with it.
    UploadingPhoto {
        /// The document.
        document: DocumentId,
        /// The photo.
        blob: BlobDigest,
        /// Bytes that the server has, as far as known.
        sent: u32,
        /// Bytes of the whole.
        bytes: u32,
        /// Why it doesn't move, when it doesn't.
        trouble: Option<String>,
    },
    /// The server refused it: a person must look at it.
    Stuck {
        /// The document whose change was refused.
        document: DocumentId,
        /// Why.
        reason: QuarantineReason,
        /// In more words.
        detail: String,
    },
}

/// A command with something unsent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutboxItem {
    /// The command.
    pub command: CommandId,
    /// Kind of its first entry, such as `customer_signed`.
    pub what: String,
    /// The documents that it wrote to.
    pub documents: Vec<DocumentId>,
    /// When, by this device's wall clock, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// How far it is.
    #[serde(flatten)]
    pub status: OutboxStatus,
}

/// Changes that the server sent and this device can't use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldProblem {
    /// The document.
    pub document: DocumentId,
    /// Who wrote them.
    pub actor: ActorId,
    /// How many.
    pub rows: usize,
    /// What is wrong with them.
    pub why: String,
}

/// Blobs of an entry that can be shown as text: words and signature strokes.
pub(super) fn text_blobs(body: &Body) -> Vec<BlobDigest> {
    body.small_blobs()
}

/// The people that an order names.
pub(super) fn names(order: &Order, journal: &Journal, reference: &Reference) -> BTreeMap<UserId, String> {
    let mut users: BTreeSet<UserId> = journal.entries().iter().map(|e| e.entry.by.user).collect();
    users.extend(order.assignments.iter().map(|assignment| assignment.technician));
    users.extend(order.holder);
    users.extend(order.goods.movements.iter().map(|movement| movement.technician));
    users.extend(order.tools.loans.iter().flat_map(|loan| [loan.lent_to, loan.borrower]));
    users.extend(order.tools.hand_overs.iter().flat_map(|one| [one.from, one.to]));
    users.into_iter().map(|user| (user, reference.name_of(&user))).collect()
}
