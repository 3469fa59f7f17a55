//! What an order is: the value that the fold of its journal gives.

use super::{
    Account, Appointment, Charge, DamageCase, DeskTrack, Escalation, FollowUpTrack, FollowUps, MoneyTrack,
    OrderState, Refusal, ReworkWish, StoreTrack, TimeQuestion, Visit, Wait,
};
use crate::domain::entry::office::{
    CancelledBy, Channel, Choice, ClaimReason, ServiceKind, Urgency, Warranty,
};
use crate::domain::entry::site::QuoteLine;
use crate::domain::entry::work::PartSource;
use crate::domain::entry::{At, By, Kind};
use crate::domain::id::{BlobDigest, DocumentId, EntryId, UserId};
use crate::domain::photo::PhotoRef;
use crate::domain::policy::{Relation, Role};
use crate::domain::procedure::Checklist;
use crate::domain::stock::{OrderGoods, Tools};
use serde::{Deserialize, Serialize};

/// Who wrote an entry, and when: what every line on a screen can say of its origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The entry.
    pub entry: EntryId,
    /// Author, role and device.
    pub by: By,
    /// The author's clocks.
    pub at: At,
}

/// The registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Origin.
    pub origin: Origin,
    /// The customer's document.
    pub customer: DocumentId,
    /// How the request came.
    pub channel: Channel,
    /// Kind of service.
    pub service_kind: ServiceKind,
    /// Service class.
    pub service_class: String,
    /// Content: a text blob.
    pub content: BlobDigest,
    /// Appointment, milliseconds since 1970 UTC.
    pub appointment_at: i64,
    /// When the request arrived, milliseconds since 1970 UTC.
    pub received_at: i64,
    /// How soon somebody is needed (PRI-4).
    #[serde(default, skip_serializing_if = "Urgency::is_normal")]
    pub urgency: Urgency,
}

impl Registered {
    /// How long the request lay before it was saved, in milliseconds (REG-2). Never below nothing: a forged entry
    /// may say that a request came later.
    pub fn lay_for(&self) -> i64 {
        self.origin.at.estimate().saturating_sub(self.received_at).max(0)
    }
}

/// The judgement that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Origin.
    pub origin: Origin,
    /// Accepted.
    pub accepted: bool,
    /// Version of the fee standard that it was made with (REG-3).
    pub price_list_version: u32,
    /// What was explained.
    pub explanation: Option<String>,
    /// Why the service is free; absent for paid work.
    pub free_reason: Option<String>,
    /// What was tried to help all the same, where it was not accepted (PRI-14).
    pub tried: Option<String>,
    /// Until when a warranty runs, and whether it covers the request (REC-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warranty: Option<Warranty>,
    /// Who deals with a business service (REG-9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routed_to: Option<String>,
}

/// The job slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// Origin.
    pub origin: Origin,
    /// Number.
    pub number: String,
    /// Service class.
    pub service_class: String,
    /// Version of its procedure (CHK-1).
    pub procedure_version: u32,
}

/// One assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Origin.
    pub origin: Origin,
    /// The technician.
    pub technician: UserId,
    /// Why he took over.
    pub reason: Option<String>,
    /// Whether this is the assignment that makes the holder.
    pub holds: bool,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingView {
    /// Origin.
    pub origin: Origin,
    /// What really has to be done.
    pub content: String,
    /// Materials needed.
    pub materials: Vec<String>,
    /// Tools needed.
    pub tools: Vec<String>,
}

/// A quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Origin.
    pub origin: Origin,
    /// Version of the fee standard.
    pub price_list_version: u32,
    /// Lines.
    pub lines: Vec<QuoteLine>,
    /// Part of the sum that is for work, in fen.
    pub labour_fen: i64,
    /// Part of the sum that is for material, in fen.
    pub material_fen: i64,
    /// Sum in fen.
    pub amount_fen: i64,
}

/// A confirmed price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Origin.
    pub origin: Origin,
    /// The quote.
    pub quote: EntryId,
    /// Amount in fen.
    pub amount_fen: i64,
    /// Version of the fee standard.
    pub price_list_version: u32,
    /// Digest of what both sides saw.
    pub shown: BlobDigest,
    /// Who agreed for the customer.
    pub confirmed_by: String,
    /// The customer's strokes under the price, where there are any: a blob.
    pub strokes: Option<BlobDigest>,
}

/// A part that was exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartLine {
    /// Origin.
    pub origin: Origin,
    /// Step.
    pub step: String,
    /// Item.
    pub item: String,
    /// Number.
    pub quantity: i64,
    /// Specification taken out.
    pub old_specification: String,
    /// Specification fitted.
    pub new_specification: String,
    /// Where it came from.
    pub source: PartSource,
}

/// The customer's trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// Origin.
    pub origin: Origin,
    /// Satisfied.
    pub passed: bool,
    /// Whether its author knew of every call for rework: otherwise it tried an earlier round.
    pub current: bool,
    /// The customer's words: a text blob.
    pub words: Option<BlobDigest>,
}

/// The customer's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Origin.
    pub origin: Origin,
    /// Strokes: a blob.
    pub strokes: BlobDigest,
    /// Picture: a blob.
    pub image: Option<BlobDigest>,
    /// The entries that were shown.
    pub items: Vec<EntryId>,
    /// Digest of what was shown.
    pub shown: BlobDigest,
    /// Amount shown in fen.
    pub amount_fen: i64,
    /// Whether the digest is that of the entries named: otherwise nobody can say what was signed.
    pub bound: bool,
    /// Whether what was signed has changed since (ACC-2).
    pub changed_since: bool,
    /// Whether it is the signature that the order stands on; otherwise history of an earlier round or another visit.
    pub counts: bool,
}

/// A cancellation and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// Origin.
    pub origin: Origin,
    /// On whose word.
    pub cancelled_by: CancelledBy,
    /// Why.
    pub reason: String,
    /// Overtaken by what had happened on site, or by a decision.
    pub superseded: bool,
    /// The desk's confirmation.
    pub confirmed: Option<Origin>,
}

/// One side of a conflict: an entry with the value that it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Origin: who, which device, when it happened.
    pub origin: Origin,
    /// Kind of entry.
    pub kind: Kind,
    /// Its data as JSON: the value to show.
    pub value: serde_json::Value,
    /// Whether the present outcome follows this side.
    pub counts: bool,
}

/// Two or more decisions that nobody had weighed against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Stable id: the rule and the first side's entry id, such as `COL-04:01J…`.
    pub id: String,
    /// The rule that chose, such as `COL-04`.
    pub rule: String,
    /// The present outcome, as a word that screens translate.
    pub outcome: String,
    /// Both sides, or more.
    pub sides: Vec<Side>,
    /// The roles whose task it is.
    pub audience: Vec<Role>,
    /// The technicians who are told.
    pub told: Vec<UserId>,
    /// The decision that settled it.
    pub settled: Option<Settled>,
}

/// A person's decision on a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Origin.
    pub origin: Origin,
    /// What was chosen.
    pub choice: Choice,
    /// Why.
    pub reason: String,
}

/// An entry that counts for nothing, and why. It stays visible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAccepted {
    /// Origin.
    pub origin: Origin,
    /// Kind.
    pub kind: Kind,
    /// Why, as a word that screens translate.
    pub reason: String,
}

/// An entry that was admitted only as a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The entry.
    pub entry: EntryId,
    /// Its origin, where this replica has it.
    pub origin: Option<Origin>,
    /// Its kind, where this replica has it.
    pub kind: Option<Kind>,
    /// Why.
    pub reason: ClaimReason,
    /// A person's review: a decision on `CLAIM:<entry>`.
    pub reviewed: Option<Settled>,
}

/// What waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What, as a word that screens translate: `judge`, `issue_slip`, `assign`, `reply`, `confirm_cancel`,
    /// `write_off`, `escalation`, `damage:…`, `alarm`, `settle:COL-04:…`, `review:…`.
    pub id: String,
    /// Whose.
    pub roles: Vec<Role>,
}

/// Something odd in the journal that no rule expects. Nothing is lost by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The entry.
    pub entry: EntryId,
    /// What is odd, as a word that screens translate.
    pub problem: String,
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Origin.
    pub origin: Origin,
    /// The blob.
    pub blob: BlobDigest,
}

/// A photo beside the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhotoLine {
    /// The entry.
    pub origin: Origin,
    /// Blob, size, and when it was taken.
    #[serde(flatten)]
    pub photo: PhotoRef,
}

/// What an order is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Order {
    /// Version of the fold that made this value.
    pub fold_version: u32,
    /// The order's id.
    pub id: DocumentId,
    /// Work track.
    pub state: OrderState,
    /// A collision that people must settle (lifecycle section 4).
    pub needs_decision: bool,
    /// The time must be agreed again with the customer (REG-6).
    pub time_open: bool,
    /// Work waits for something.
    pub waiting: bool,
    /// Whether and why it is priced; unknown before registration.
    pub charge: Option<Charge>,
    /// What finance decided about when the charge arose, where clocks left its month open: milliseconds since 1970 UTC (P10).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge_decided_at: Option<i64>,
    /// The earliest and the latest that the charge can have arisen, while finance is asked for its month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge_between: Option<(i64, i64)>,
    /// Money track.
    pub money: MoneyTrack,
    /// Signed once, and under rework or in doubt now: nothing may be collected.
    pub disputed: bool,
    /// Follow-up track.
    pub follow_up: FollowUpTrack,
    /// Store track.
    pub store: StoreTrack,
    /// Sides or sums of the order's goods don't agree.
    pub store_discrepancy: bool,
    /// Registration.
    pub registered: Option<Registered>,
    /// Judgement.
    pub judgement: Option<Judgement>,
    /// Slip.
    pub slip: Option<Slip>,
    /// The technician who holds the slip (DSP-11).
    pub holder: Option<UserId>,
    /// All assignments in order.
    pub assignments: Vec<Assignment>,
    /// Times that the customer agreed to, the registered one first.
    pub appointments: Vec<Appointment>,
    /// Times that could not be kept, visits that met nobody.
    pub time_questions: Vec<TimeQuestion>,
    /// What each technician did.
    pub visits: Vec<Visit>,
    /// What work waits or waited for.
    pub waits: Vec<Wait>,
    /// Findings.
    pub findings: Vec<FindingView>,
    /// Quotes.
    pub quotes: Vec<Quote>,
    /// Confirmed prices.
    pub consents: Vec<Consent>,
    /// Refused prices.
    pub refusals: Vec<Refusal>,
    /// The price offered last was refused: cancel, or quote again.
    pub price_refused: bool,
    /// The amount that may be billed at most, in fen: never more than the customer confirmed (PRC-5).
    pub billable_fen: Option<i64>,
    /// Present round, from 1.
    pub round: u32,
    /// The checklist of the service class.
    pub checklist: Option<Checklist>,
    /// Parts exchanged.
    pub parts: Vec<PartLine>,
    /// End of work per round.
    pub finished: Vec<Origin>,
    /// Reasons why it could not be repaired.
    pub not_repaired: Vec<(Origin, String)>,
    /// Trials.
    pub inspections: Vec<Inspection>,
    /// Wishes for rework that came outside a trial.
    pub rework_wishes: Vec<ReworkWish>,
    /// Signatures.
    pub signatures: Vec<Signature>,
    /// Escalation to the managers.
    pub escalation: Option<Escalation>,
    /// Damaged or lost property.
    pub damages: Vec<DamageCase>,
    /// What was asked of the store, issued, used, returned and lost.
    pub goods: OrderGoods,
    /// Tools on loan.
    pub tools: Tools,
    /// Cancellations.
    pub cancellations: Vec<Cancellation>,
    /// Write-off.
    pub written_off: Option<Origin>,
    /// What the desks did.
    pub desk: DeskTrack,
    /// Follow-ups, what has to be put right, spot checks.
    pub follow_ups: FollowUps,
    /// Money after the signature.
    pub account: Account,
    /// Remarks.
    pub notes: Vec<Attachment>,
    /// Photos.
    pub photos: Vec<PhotoLine>,
    /// Conflicts, settled ones included.
    pub conflicts: Vec<Conflict>,
    /// Claims.
    pub claims: Vec<Claim>,
    /// Entries that count for nothing.
    pub not_accepted: Vec<NotAccepted>,
    /// What keeps the order out of the archive: `work`, `store`, `money`, `follow_up`,
    /// `copies`, `escalation`, `damage`, `decision`.
    pub archive_blocked_by: Vec<String>,
    /// What waits for somebody.
    pub tasks: Vec<Task>,
    /// Odd data.
    pub problems: Vec<Problem>,
    /// Kinds of a newer version: the app needs an update to show them.
    pub needs_update: Vec<String>,
}

impl Order {
    /// The appointment in force.
    pub fn appointment(&self) -> Option<&Appointment> {
        self.appointments.iter().find(|appointment| appointment.counts)
    }

    /// What this technician did on his way and on site.
    pub fn visit_of(&self, technician: &UserId) -> Option<&Visit> {
        self.visits.iter().find(|visit| visit.technician == *technician)
    }

    /// Whether the holder is at the customer's.
    pub fn holder_on_site(&self) -> bool {
        self.holder.and_then(|holder| self.visit_of(&holder)).is_some_and(|visit| visit.on_site)
    }

    /// How a person stands to this order, for the policy table.
    pub fn relation(&self, user: &UserId) -> Relation {
        if self.holder == Some(*user) {
            Relation::Assigned
        } else if self.visit_of(user).is_some_and(|visit| visit.on_site) {
            Relation::OnSite
        } else if self.is_party(user) {
            Relation::Party
        } else if self.desk.in_pool {
            Relation::Pool
        } else {
            Relation::Site
        }
    }

    /// The conflicts that wait for somebody.
    pub fn open_conflicts(&self) -> impl Iterator<Item = &Conflict> {
        self.conflicts.iter().filter(|conflict| conflict.settled.is_none())
    }

    /// Canonical JSON: byte-identical on every replica with the same set of changes and the same fold version (P5).
    pub fn canonical_json(&self) -> String {
        crate::domain::canonical::canonical_json(self)
    }
}

impl Order {
    /// An order of which nothing is known yet.
    pub fn empty(id: DocumentId) -> Self {
        Self {
            fold_version: super::FOLD_VERSION,
            id,
            state: OrderState::Unknown,
            needs_decision: false,
            time_open: false,
            waiting: false,
            charge: None,
            charge_decided_at: None,
            charge_between: None,
            money: MoneyTrack::None,
            disputed: false,
            follow_up: FollowUpTrack::NotDue,
            store: StoreTrack::None,
            store_discrepancy: false,
            registered: None,
            judgement: None,
            slip: None,
            holder: None,
            assignments: Vec::new(),
            appointments: Vec::new(),
            time_questions: Vec::new(),
            visits: Vec::new(),
            waits: Vec::new(),
            findings: Vec::new(),
            quotes: Vec::new(),
            consents: Vec::new(),
            refusals: Vec::new(),
            price_refused: false,
            billable_fen: None,
            round: 1,
            checklist: None,
            parts: Vec::new(),
            finished: Vec::new(),
            not_repaired: Vec::new(),
            inspections: Vec::new(),
            rework_wishes: Vec::new(),
            signatures: Vec::new(),
            escalation: None,
            damages: Vec::new(),
            goods: OrderGoods::default(),
            tools: Tools::default(),
            cancellations: Vec::new(),
            written_off: None,
            desk: DeskTrack::default(),
            follow_ups: FollowUps::default(),
            account: Account::default(),
            notes: Vec::new(),
            photos: Vec::new(),
            conflicts: Vec::new(),
            claims: Vec::new(),
            not_accepted: Vec::new(),
            archive_blocked_by: Vec::new(),
            tasks: Vec::new(),
            problems: Vec::new(),
            needs_update: Vec::new(),
        }
    }
}
