//! What the desks did with a slip: reply, pool, return, batch, copies, archive (REG-5, DSP-2, DSP-7, DSP-8, FEE-2,
//! PRI-15, STA-5).

use super::facts::{Facts, pick};
use super::{Order, OrderState, Origin, Twin};
use crate::domain::entry::desk::{Desk, SlipCopy};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::UserId;
use serde::{Deserialize, Serialize};

/// Content and time as agreed with a service person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Origin.
    pub origin: Origin,
    /// The service person.
    pub technician: UserId,
    /// The time, milliseconds since 1970 UTC.
    pub appointment_at: i64,
}

/// A reply to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Origin.
    pub origin: Origin,
    /// What was said.
    pub said: String,
    /// When, milliseconds since 1970 UTC.
    pub replied_at: i64,
}

/// A slip that its holder gave back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedBack {
    /// Origin: the holder wrote it.
    pub origin: Origin,
    /// Why.
    pub reason: String,
    /// The colleague whom he proposes.
    pub proposed: Option<UserId>,
}

/// Where the slip came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Origin.
    pub origin: Origin,
    /// Where.
    pub return_place: Desk,
}

/// The batch of the front desk that the slip belongs to: the earliest, however often it was handed over (COL-24).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Origin.
    pub origin: Origin,
    /// Day in the site's zone.
    pub day: String,
    /// Dispatch has it.
    pub taken: Option<Origin>,
}

/// A delivered copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveredCopy {
    /// Origin.
    pub origin: Origin,
    /// Which.
    pub copy: SlipCopy,
    /// Who took it.
    pub received_by: String,
}

/// The archive's word, and what came after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Origin of the last word.
    pub origin: Origin,
    /// Entries that its author had not seen: the order is open again until they are looked at (COL-23).
    pub late: Vec<Origin>,
}

/// What the desks did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeskTrack {
    /// Content and time agreed with a service person.
    pub agreed: Option<Agreement>,
    /// Replies to the customer, the one that stops the clock first.
    pub replies: Vec<Reply>,
    /// Nobody holds the slip and a technician may take it.
    pub in_pool: bool,
    /// Slips given back by their holders.
    pub handed_back: Vec<HandedBack>,
    /// Where the slip came back.
    pub returned: Vec<Returned>,
    /// Batch of the front desk.
    pub batch: Option<Batch>,
    /// Copies that were delivered, the first of each.
    pub copies: Vec<DeliveredCopy>,
    /// The customer of a declined request was told that the service exists now.
    pub told: Option<Reply>,
    /// Other orders that may be the same request (COL-07).
    pub twins: Vec<Twin>,
    /// The number on the printed slip, where another slip had it already and this one got a suffix (COL-35).
    pub printed_number: Option<String>,
    /// Archive.
    pub archive: Option<Archive>,
}

/// Copies that nobody has delivered yet.
pub(super) fn missing_copies(order: &Order) -> impl Iterator<Item = SlipCopy> {
    let missing = |copy: &SlipCopy| !order.desk.copies.iter().any(|one| one.copy == *copy);
    SlipCopy::ALL.iter().copied().filter(missing)
}

pub(super) fn read(facts: &Facts<'_>, order: &mut Order) {
    let agreements = facts.data(Kind::ContentTimeAgreed, pick!(ContentTimeAgreed));
    order.desk.agreed = agreements.last().map(|(i, data)| Agreement {
        origin: facts.origin(*i),
        technician: data.technician,
        appointment_at: data.appointment_at,
    });
    let mut replies: Vec<Reply> = facts
        .data(Kind::CustomerReplied, pick!(CustomerReplied))
        .into_iter()
        .map(|(i, data)| {
            let origin = facts.origin(i);
            let replied_at = facts.told(i, data.replied_at).min(origin.at.estimate());
            Reply { origin, said: data.said.clone(), replied_at }
        })
        .collect();
    replies.sort_by_key(|reply| (reply.replied_at, reply.origin.entry));
    order.desk.replies = replies;
    order.desk.handed_back = facts
        .data(Kind::AssignmentReturned, pick!(AssignmentReturned))
        .into_iter()
        .map(|(i, data)| HandedBack {
            origin: facts.origin(i),
            reason: data.reason.clone(),
            proposed: data.proposed,
        })
        .collect();
    let returned = facts.data(Kind::SlipReturned, pick!(SlipReturned)).into_iter();
    order.desk.returned = returned
        .map(|(i, data)| Returned { origin: facts.origin(i), return_place: data.return_place })
        .collect();
    let handed = facts.data(Kind::DeskBatchHanded, pick!(DeskBatchHanded));
    let first = handed.iter().min_by(|(a, left), (b, right)| left.day.cmp(&right.day).then(a.cmp(b)));
    order.desk.batch = first.map(|(i, data)| {
        // Dispatch has the paper, whatever batch it came with.
        let taken = facts.earliest(&facts.of(Kind::DeskBatchTaken));
        Batch { origin: facts.origin(*i), day: data.day.clone(), taken: taken.map(|i| facts.origin(i)) }
    });
    for (i, data) in facts.data(Kind::CopyDelivered, pick!(CopyDelivered)) {
        if !order.desk.copies.iter().any(|one| one.copy == data.copy) {
            order.desk.copies.push(DeliveredCopy {
                origin: facts.origin(i),
                copy: data.copy,
                received_by: data.received_by.clone(),
            });
        }
    }
    order.desk.told = facts.data(Kind::DemandTold, pick!(DemandTold)).first().map(|(i, data)| {
        let origin = facts.origin(*i);
        Reply { origin, said: data.said.clone(), replied_at: origin.at.estimate() }
    });
}

/// Whether a late entry only says again what an earlier one has said (COL-23, COL-24).
fn repeats(late: &Body, known: &Body) -> bool {
    match (late, known) {
        (Body::CopyDelivered(late), Body::CopyDelivered(known)) => late.copy == known.copy,
        (Body::PaymentReceived(late), Body::PaymentReceived(known)) => late.receipt == known.receipt,
        _ => late == known,
    }
}

/// The archive (STA-5, COL-23). A second word of the archive, what was said before already, what the server says of other
/// documents, and that a customer heard of the service that he had waited for, open nothing.
pub(super) fn read_archive(facts: &Facts<'_>, order: &mut Order) {
    let archived = facts.of(Kind::Archived);
    let Some(last) = archived.last().copied() else { return };
    let seen = |i: usize| i == last || archived.contains(&i) || archived.iter().any(|a| facts.saw(*a, i));
    let (known, unseen): (Vec<usize>, Vec<usize>) =
        (0..facts.journal.entries().len()).partition(|i| seen(*i));
    let body = |i: usize| &facts.entry(i).entry.body;
    let by_server = |i: usize| matches!(body(i).kind(), Some(Kind::Marked | Kind::Received | Kind::Settled));
    // Money that was taken is in somebody's hands, whether the order owed it or not (P2).
    let matters = |i: usize| facts.counts(i) || body(i).kind() == Some(Kind::PaymentReceived);
    let late = unseen
        .into_iter()
        .filter(|i| matters(*i))
        .filter(|i| !matches!(body(*i).kind(), None | Some(Kind::DemandTold)) && !by_server(*i))
        .filter(|i| !known.iter().any(|k| body(*k).kind() == body(*i).kind() && repeats(body(*i), body(*k))))
        .map(|i| facts.origin(i))
        .collect();
    order.desk.archive = Some(Archive { origin: facts.origin(last), late });
}

/// The state of a closed order with an archive.
pub(super) fn archived_state(order: &Order, closed: OrderState) -> OrderState {
    match &order.desk.archive {
        Some(archive) if archive.late.is_empty() => OrderState::Archived,
        Some(_) => OrderState::Reopened,
        None => closed,
    }
}
