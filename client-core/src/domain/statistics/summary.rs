//! What an order comes to, as far as figures and queues ask.

use crate::domain::calendar::Zone;
use crate::domain::deadline::{DeadlineSettings, FollowUpDue, FollowUpFacts, follow_up_due};
use crate::domain::entry::desk::Desk;
use crate::domain::entry::follow_up::{FollowUpBy, RepairClass};
use crate::domain::entry::office::{Channel, ServiceKind};
use crate::domain::id::{DocumentId, EntryId, UserId};
use crate::domain::order::{CountedFollowUp, FollowUpTrack, Order, OrderState};
use serde::{Deserialize, Serialize};

/// Goods that were fitted or used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsedMaterial {
    /// Code of the catalogue.
    pub item: String,
    /// Quantity in the smallest unit of the item.
    pub quantity: i64,
}

/// A spot check that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedCheck {
    /// The check.
    pub entry: EntryId,
    /// The manager.
    pub by: UserId,
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
}

/// What an order comes to. Instants are milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderSummary {
    /// The order.
    pub order: DocumentId,
    /// Slip number.
    pub number: Option<String>,
    /// Work track.
    pub state: OrderState,
    /// Service class.
    pub service_class: String,
    /// Kind of service.
    pub service_kind: ServiceKind,
    /// How the request came.
    pub channel: Channel,
    /// Who holds the slip.
    pub holder: Option<UserId>,
    /// What the repair was about.
    pub repair_class: RepairClass,
    /// When the request arrived.
    pub requested_at: i64,
    /// When the customer had his reply (DSP-2).
    pub replied_at: Option<i64>,
    /// First arrival.
    pub arrived_at: Option<i64>,
    /// Last end of work.
    pub finished_at: Option<i64>,
    /// The signature that counts.
    pub signed_at: Option<i64>,
    /// Rounds of work.
    pub rounds: u32,
    /// When the slip came back at the front desk first (DSP-8).
    pub returned_at: Option<i64>,
    /// Day of the front desk's batch (DSP-7).
    pub batch_day: Option<String>,
    /// Follow-up track.
    pub follow_up: FollowUpTrack,
    /// Who follows up (FUP-2).
    pub follow_up_by: FollowUpBy,
    /// The person, where one is named.
    pub follow_up_person: Option<UserId>,
    /// When it was followed up, for its deadlines.
    pub followed_at: Option<i64>,
    /// When the repaired leak was found to hold (FUP-12).
    pub leak_holds_since: Option<i64>,
    /// Every follow-up that is counted.
    pub follow_ups: Vec<CountedFollowUp>,
    /// Every spot check that counts.
    pub spot_checks: Vec<CountedCheck>,
    /// What has to be put right still.
    pub correctives_open: u32,
    /// What is to be paid, in fen.
    pub due_fen: i64,
    /// Goods that were fitted or used up.
    pub materials: Vec<UsedMaterial>,
}

impl OrderSummary {
    /// What this order comes to; `None` before its registration is known.
    pub fn of(order: &Order) -> Option<Self> {
        let registered = order.registered.as_ref()?;
        let duty = order.follow_ups.duty.as_ref();
        let arrivals = order.visits.iter().flat_map(|visit| &visit.arrivals);
        let signed = order.signatures.iter().find(|signature| signature.counts);
        let front = order.desk.returned.iter().filter(|one| one.return_place == Desk::FrontDesk);
        let open = order.follow_ups.correctives.iter().filter(|task| task.closed.is_none()).count();
        let mut materials: Vec<UsedMaterial> = Vec::new();
        let parts = order.parts.iter().map(|part| (&part.item, part.quantity));
        for (item, quantity) in parts.chain(order.goods.consumed.iter().map(|(item, sum)| (item, *sum))) {
            match materials.iter_mut().find(|line| line.item == *item) {
                Some(line) => line.quantity = line.quantity.saturating_add(quantity),
                None => materials.push(UsedMaterial { item: item.clone(), quantity }),
            }
        }
        let checks = order.follow_ups.spot_checks.iter().filter(|check| check.counts);
        Some(Self {
            order: order.id,
            number: order.slip.as_ref().map(|slip| slip.number.clone()),
            state: order.state,
            service_class: registered.service_class.clone(),
            service_kind: registered.service_kind,
            channel: registered.channel,
            holder: order.holder,
            repair_class: order.follow_ups.class(),
            requested_at: registered.received_at,
            replied_at: order.desk.replies.iter().map(|reply| reply.replied_at).min(),
            arrived_at: arrivals.map(|arrival| arrival.origin.at.estimate()).min(),
            finished_at: order.finished.last().map(|end| end.at.estimate()),
            signed_at: signed.map(|signature| signature.origin.at.estimate()),
            rounds: order.round,
            returned_at: front.map(|one| one.origin.at.estimate()).min(),
            batch_day: order.desk.batch.as_ref().map(|batch| batch.day.clone()),
            follow_up: order.follow_up,
            follow_up_by: duty.map_or(FollowUpBy::DispatchCentre, |duty| duty.follow_up_by),
            follow_up_person: duty.and_then(|duty| duty.person),
            followed_at: order.follow_ups.followed_at(),
            leak_holds_since: order.follow_ups.leak_holds_since(),
            follow_ups: order.follow_ups.counted(),
            spot_checks: checks
                .map(|check| CountedCheck {
                    entry: check.origin.entry,
                    by: check.origin.by.user,
                    at: check.origin.at.estimate(),
                })
                .collect(),
            correctives_open: u32::try_from(open).unwrap_or(u32::MAX),
            due_fen: order.account.due_fen,
            materials,
        })
    }

    /// The first and the last instant that any figure could ask for.
    pub fn span(&self) -> (i64, i64) {
        let one = [
            Some(self.requested_at),
            self.replied_at,
            self.arrived_at,
            self.finished_at,
            self.signed_at,
            self.returned_at,
        ];
        let many = self.follow_ups.iter().map(|one| one.at).chain(self.spot_checks.iter().map(|one| one.at));
        let all = || one.iter().copied().flatten().chain(many.clone());
        (all().min().unwrap_or_default(), all().max().unwrap_or_default())
    }

    /// By when it is to be followed up (FUP-16); `None` before a signature counts.
    pub fn follow_up_due(&self, zone: Zone, settings: &DeadlineSettings) -> Option<FollowUpDue> {
        let facts = FollowUpFacts {
            signed_at: self.signed_at?,
            repair: Some(self.repair_class),
            leak_test_at: self.leak_holds_since,
        };
        Some(follow_up_due(facts, zone, settings))
    }
}
