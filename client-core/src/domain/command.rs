//! Commands: what a person does, in one word each. [`decide`](crate::domain::decide::decide) turns one into entries.

mod accept;
mod complaint;
mod fee;
mod incident;
mod input;
mod matter;
mod store;

pub use complaint::ComplaintCommand;
pub use fee::FeeCommand;
pub use incident::IncidentCommand;
pub use input::{QuoteRequest, Registration};
pub use matter::{MatterCommand, MatterInput};
pub use store::{CountRequest, StoreCommand};

use crate::domain::calendar::Day;
use crate::domain::entry::cases::{DamageKind, EscalationOutcome};
use crate::domain::entry::course::WaitingFor;
use crate::domain::entry::desk::{Desk, SlipCopy};
use crate::domain::entry::finance::PaymentMethod;
use crate::domain::entry::follow_up::{Cause, FollowUpBy, FollowUpWay, RepairClass};
use crate::domain::entry::office::{CancelledBy, Choice};
use crate::domain::entry::store::{Goods, GoodsLine, ToolCondition};
use crate::domain::entry::work::{PartSource, RecordValue, SpecificationDeviation};
use crate::domain::id::{EntryId, UserId};
use crate::domain::photo::{ImageBytes, PhotoInput};
use crate::domain::stock::MovementCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Register a request: makes a new order and its customer document.
    Register(Registration),
    /// Accept, or not for now.
    Judge {
        /// Accepted.
        accepted: bool,
        /// What was explained; needed when not accepted.
        #[serde(default)]
        explanation: Option<String>,
        /// Why a special service is free for this customer; absent for paid work.
        #[serde(default)]
        free_reason: Option<String>,
        /// What was tried to help all the same, where it is not accepted.
        #[serde(default)]
        tried: Option<String>,
        /// The last day of a warranty, where the customer has one.
        #[serde(default)]
        warranty_until: Option<Day>,
        /// Who deals with a business service; needed when one is accepted (REG-9).
        #[serde(default)]
        routed_to: Option<String>,
    },
    /// Content and time are agreed with the service person.
    AgreeContentTime {
        /// The service person.
        technician: UserId,
        /// The time, milliseconds since 1970 UTC; the one that the customer asked for when absent.
        #[serde(default)]
        appointment_at: Option<i64>,
    },
    /// The customer got his reply.
    ReplyCustomer {
        /// What was said.
        said: String,
        /// When, milliseconds since 1970 UTC; now when absent.
        #[serde(default)]
        replied_at: Option<i64>,
    },
    /// Take a slip that nobody holds.
    TakeFromPool,
    /// Give the slip back.
    ReturnAssignment {
        /// Why.
        reason: String,
        /// A colleague who could take it.
        #[serde(default)]
        proposed: Option<UserId>,
    },
    /// The slip is back.
    ReturnSlip {
        /// Where.
        return_place: Desk,
    },
    /// Hand the slip over with the batch of a day.
    HandDeskBatch {
        /// Day in the site's zone, such as `2026-03-02`.
        day: String,
    },
    /// Take the slip with the batch of a day.
    TakeDeskBatch {
        /// Day in the site's zone, such as `2026-03-02`.
        day: String,
    },
    /// A copy of the slip was delivered.
    DeliverCopy {
        /// Which.
        copy: SlipCopy,
        /// Who took it.
        received_by: String,
    },
    /// Tell the customer of a declined request that the service exists now.
    TellDemand {
        /// What was said, and how.
        said: String,
    },
    /// Archive the order.
    Archive,
    /// Say what the repair was about.
    ClassifyRepair {
        /// The class.
        repair_class: RepairClass,
    },
    /// A repaired leak was tried.
    TestLeak {
        /// It holds.
        passed: bool,
        /// When, milliseconds since 1970 UTC; now when absent.
        #[serde(default)]
        tested_at: Option<i64>,
    },
    /// Somebody else than the intake place says follows up.
    AssignFollowUp {
        /// Whose it is.
        follow_up_by: FollowUpBy,
        /// The person, where one is named.
        #[serde(default)]
        person: Option<UserId>,
        /// Why.
        note: String,
    },
    /// Follow up.
    FollowUp {
        /// How.
        way: FollowUpWay,
        /// Satisfied.
        satisfied: bool,
        /// Opinion column; on site absent only where the customer refused to write.
        #[serde(default)]
        opinion: Option<String>,
        /// The customer's strokes on site, an SVG path on a 1000 x 400 field.
        #[serde(default)]
        strokes: Option<String>,
        /// Why the customer didn't sign or write, where he was visited.
        #[serde(default)]
        refused: Option<String>,
        /// What it is about.
        #[serde(default)]
        cause: Option<Cause>,
        /// What has to be put right; needed when he isn't satisfied.
        #[serde(default)]
        corrective: Option<String>,
    },
    /// Ask for something to be put right without a follow-up.
    OpenCorrective {
        /// What.
        demand: String,
    },
    /// Something was put right.
    CloseCorrective {
        /// The task.
        corrective: EntryId,
        /// What was done.
        done: String,
    },
    /// Check a follow-up.
    SpotCheck {
        /// The follow-up.
        follow_up: EntryId,
        /// It says what the customer says.
        confirmed: bool,
        /// What was found.
        remark: String,
    },
    /// Register the slip by its method of payment.
    RegisterByMethod {
        /// The method.
        method: PaymentMethod,
    },
    /// Put the line into the report of a month.
    ReportLine {
        /// Month in the site's zone, such as `2026-03`.
        month: String,
        /// The correction that the line is for; the order's own charge when absent.
        #[serde(default)]
        adjustment: Option<EntryId>,
    },
    /// Approve a reported line.
    ApproveLine {
        /// The line.
        line: EntryId,
    },
    /// List the line in a monthly notice.
    ListInNotice {
        /// Month in the site's zone, such as `2026-04`.
        month: String,
    },
    /// Take money.
    ReceivePayment {
        /// Number of the receipt.
        receipt: String,
        /// Amount in fen.
        amount_fen: i64,
        /// How.
        method: PaymentMethod,
        /// When, milliseconds since 1970 UTC; now when absent.
        #[serde(default)]
        paid_at: Option<i64>,
    },
    /// Correct an approved line in a later month.
    Adjust {
        /// Month in the site's zone, such as `2026-04`.
        month: String,
        /// Difference in fen.
        difference_fen: i64,
        /// Why.
        reason: String,
    },
    /// Answer a correction.
    AnswerAdjustment {
        /// The correction.
        adjustment: EntryId,
        /// Approved.
        approved: bool,
    },
    /// Let the charge go.
    WaiveCharge {
        /// Why.
        reason: String,
    },
    /// Issue the job slip.
    IssueSlip,
    /// Assign or reassign.
    Assign {
        /// The technician.
        technician: UserId,
        /// Why; needed when the order had a holder.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Take the slip.
    Receive {
        /// Receipt time, milliseconds since 1970 UTC; now when absent.
        #[serde(default)]
        received_at: Option<i64>,
    },
    /// Arrive on site.
    Arrive,
    /// Record the finding.
    Finding {
        /// What really has to be done.
        content: String,
        /// Materials needed.
        #[serde(default)]
        materials: Vec<String>,
        /// Tools needed.
        #[serde(default)]
        tools: Vec<String>,
    },
    /// Offer a price.
    Quote {
        /// Lines.
        lines: Vec<QuoteRequest>,
    },
    /// Both sides agree on the quote shown last.
    ConfirmPrice {
        /// The quote; the latest when absent.
        #[serde(default)]
        quote: Option<EntryId>,
        /// Who agreed for the customer.
        confirmed_by: String,
        /// The customer's strokes as an SVG path on a 1000 x 400 field, where the site asks for them.
        #[serde(default)]
        strokes: Option<String>,
    },
    /// The customer refuses a price.
    RefusePrice {
        /// The quote; the latest when absent.
        #[serde(default)]
        quote: Option<EntryId>,
        /// Why.
        reason: String,
    },
    /// Confirm a safety gate.
    SetGate {
        /// Checklist path.
        checklist: String,
        /// Step.
        step: String,
    },
    /// Put supply on again.
    WithdrawGate {
        /// Checklist path.
        checklist: String,
        /// Step.
        step: String,
    },
    /// Record a step's result.
    RecordStep {
        /// Checklist path.
        checklist: String,
        /// Step.
        step: String,
        /// Values by record name.
        values: BTreeMap<String, RecordValue>,
        /// Photos.
        #[serde(default)]
        photos: Vec<PhotoInput>,
    },
    /// Exchange a part.
    ReplacePart {
        /// Checklist path.
        checklist: String,
        /// Step.
        step: String,
        /// Item of the catalogue.
        item: String,
        /// Number.
        quantity: i64,
        /// Specification taken out.
        old_specification: String,
        /// Specification fitted.
        new_specification: String,
        /// Where it came from.
        source: PartSource,
        /// Needed when the specifications differ.
        #[serde(default)]
        deviation: Option<SpecificationDeviation>,
    },
    /// The work of this round is done.
    FinishWork,
    /// It could not be repaired.
    NotRepaired {
        /// Why.
        reason: String,
    },
    /// The customer's trial.
    Inspect {
        /// Satisfied.
        passed: bool,
        /// The customer's words; needed when not satisfied.
        #[serde(default)]
        words: Option<String>,
    },
    /// The customer signs.
    Sign {
        /// Strokes as an SVG path on a 1000 x 400 field.
        strokes: String,
        /// The same as a picture: JPEG or PNG bytes.
        #[serde(default)]
        image: Option<ImageBytes>,
    },
    /// The customer wants it done again.
    RequestRework {
        /// The customer's words.
        words: String,
    },
    /// Call the managers.
    OpenEscalation {
        /// What happened.
        words: String,
    },
    /// A manager answers the escalation.
    DecideEscalation {
        /// Outcome.
        outcome: EscalationOutcome,
        /// How the matter was handled.
        handling: String,
    },
    /// The customer's property was damaged or lost.
    ReportDamage {
        /// Damaged or lost.
        damage: DamageKind,
        /// What, where and how.
        description: String,
        /// Photos.
        #[serde(default)]
        photos: Vec<PhotoInput>,
    },
    /// A manager's offer or agreement on compensation.
    SettleDamage {
        /// The report.
        case: EntryId,
        /// Compensation in fen.
        amount_fen: i64,
        /// Terms in words.
        terms: String,
        /// Agreed by both sides; otherwise an offer.
        agreed: bool,
    },
    /// The agreed time can't be kept.
    CannotKeepTime {
        /// Why.
        reason: String,
    },
    /// The customer agreed to a time.
    ConfirmAppointment {
        /// The time, milliseconds since 1970 UTC.
        appointment_at: i64,
        /// Who agreed for the customer.
        confirmed_by: String,
    },
    /// Tick the tools that are taken along.
    CheckTools {
        /// Codes of the tools.
        tools: Vec<String>,
    },
    /// Leave the site.
    LeaveSite {
        /// Why.
        reason: String,
    },
    /// Nobody was there.
    CustomerAbsent {
        /// What was tried to reach the customer.
        tried: String,
    },
    /// Work waits for something.
    Wait {
        /// For what.
        waiting_for: WaitingFor,
        /// Which part, which permit.
        #[serde(default)]
        detail: Option<String>,
        /// Until when it should be there, milliseconds since 1970 UTC.
        #[serde(default)]
        until: Option<i64>,
    },
    /// What work waited for is there.
    Resume,
    /// The customer, or the office, cancels.
    RequestCancel {
        /// On whose word.
        cancelled_by: CancelledBy,
        /// Why.
        reason: String,
    },
    /// Write off the cancelled slip.
    ConfirmCancel,
    /// Dispatch write-off.
    WriteOff {
        /// A manager's reason where there is no signature.
        #[serde(default)]
        manager_reason: Option<String>,
    },
    /// A remark.
    Note {
        /// Text.
        text: String,
    },
    /// A photo beside the order.
    AddPhoto {
        /// The photo.
        photo: PhotoInput,
    },
    /// Settle a collision.
    Decide {
        /// Id of the conflict.
        conflict: String,
        /// What is chosen.
        choice: Choice,
        /// Why.
        reason: String,
    },
    /// Ask the store for goods.
    NeedMaterial {
        /// Materials.
        #[serde(default)]
        lines: Vec<GoodsLine>,
        /// Kinds of tools.
        #[serde(default)]
        tools: Vec<String>,
    },
    /// Answer a need.
    AnswerNeed {
        /// The need.
        need: EntryId,
        /// Approved; otherwise refused.
        approved: bool,
        /// Why it is refused.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Issue material.
    IssueMaterial {
        /// The technician; the holder of the slip when absent.
        #[serde(default)]
        technician: Option<UserId>,
        /// Goods.
        lines: Vec<GoodsLine>,
        /// The code of the other side's entry; a new movement when absent.
        #[serde(default)]
        code: Option<MovementCode>,
    },
    /// Take material that the store issues.
    ReceiveMaterial {
        /// Goods.
        lines: Vec<GoodsLine>,
        /// The code of the other side's entry; a new movement when absent.
        #[serde(default)]
        code: Option<MovementCode>,
    },
    /// Give material back, or take it back.
    ReturnMaterial {
        /// The technician; the author when absent, or the holder where a storekeeper writes.
        #[serde(default)]
        technician: Option<UserId>,
        /// Goods.
        lines: Vec<GoodsLine>,
        /// The code of the other side's entry; a new movement when absent.
        #[serde(default)]
        code: Option<MovementCode>,
    },
    /// Use material up.
    UseMaterial {
        /// Goods.
        lines: Vec<GoodsLine>,
        /// Where they came from.
        source: PartSource,
    },
    /// Lend a tool, or borrow it.
    LendTool {
        /// Asset number.
        tool: String,
        /// The borrower; the author when absent, or the holder where a storekeeper writes.
        #[serde(default)]
        technician: Option<UserId>,
        /// When it is due back, milliseconds since 1970 UTC.
        due_at: i64,
        /// How it leaves.
        condition: ToolCondition,
        /// Photos.
        #[serde(default)]
        photos: Vec<PhotoInput>,
        /// The code of the other side's entry; a new movement when absent.
        #[serde(default)]
        code: Option<MovementCode>,
    },
    /// Give a tool back, or take it back.
    ReturnTool {
        /// Asset number.
        tool: String,
        /// Who brings it; the borrower when absent.
        #[serde(default)]
        technician: Option<UserId>,
        /// How it comes back.
        condition: ToolCondition,
        /// Photos.
        #[serde(default)]
        photos: Vec<PhotoInput>,
        /// The code of the other side's entry; a new movement when absent.
        #[serde(default)]
        code: Option<MovementCode>,
    },
    /// Pass a borrowed tool to a colleague, or take it from one.
    HandOverTool {
        /// Asset number.
        tool: String,
        /// Who gives it.
        from: UserId,
        /// Who takes it.
        to: UserId,
        /// How it is.
        condition: ToolCondition,
        /// Photos.
        #[serde(default)]
        photos: Vec<PhotoInput>,
        /// The code of the other side's entry; a new movement when absent.
        #[serde(default)]
        code: Option<MovementCode>,
    },
    /// Goods of the store are lost or broken.
    ReportLost {
        /// What.
        goods: Goods,
        /// Lost, or broken.
        damage: DamageKind,
        /// Who had it; the author when absent, or the holder where a storekeeper writes.
        #[serde(default)]
        technician: Option<UserId>,
        /// What happened.
        words: String,
        /// Photos.
        #[serde(default)]
        photos: Vec<PhotoInput>,
    },
    /// Store write-off.
    WriteOffStore,
}
