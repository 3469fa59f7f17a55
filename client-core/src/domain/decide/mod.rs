//! The only door for writing: from a command and the order as it is known here to the entries to write.

mod actions;
mod cases;
mod complaint;
mod course;
mod desk;
mod fee;
mod finance;
mod follow_up;
mod goods;
mod incident;
mod matter;
mod next;
mod office;
mod office_actions;
mod photo;
mod price;
mod rejection;
mod site;
mod store;
mod tool;
mod writer;

pub use actions::{Action, Actions, StepAction, actions};
pub use complaint::{complaint_actions, complaint_relation, decide_complaint};
pub use fee::{decide_fee, fee_actions};
pub use incident::{decide_incident, incident_actions};
pub use matter::{decide_matter, matter_actions, matter_id, open_sections, openable_forms};
pub use next::{Primary, choices, primary};
pub use rejection::Rejection;
pub use store::decide_store;

use crate::domain::blob::Blob;
use crate::domain::command::Command;
use crate::domain::entry::{At, DocumentKind, Entry};
use crate::domain::id::{CommandId, DeviceId, DocumentId, EntryId, UserId};
use crate::domain::order::Order;
use crate::domain::policy::Role;
use crate::domain::procedure::Library;
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;
use writer::Writer;

/// Random bytes, passed in by whoever runs the core.
pub trait Random {
    /// Sixteen bytes from a cryptographic source.
    fn bytes(&mut self) -> [u8; 16];
}

/// Who gives a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The person.
    pub user: UserId,
    /// His device.
    pub device: DeviceId,
    /// The roles that he holds, as far as this device knows.
    pub roles: Vec<Role>,
}

/// What a command is judged with.
pub struct Context<'a> {
    /// Who.
    pub author: &'a Author,
    /// When, by the author's clocks.
    pub now: At,
    /// Fee standard and staff as known here.
    pub reference: &'a Reference,
    /// Procedures as known here.
    pub library: &'a Library,
    /// The store as known here.
    pub stock: &'a Ledger,
    /// The slip number to give out next, from this device's own range.
    pub next_slip_number: &'a str,
    /// Random source.
    pub random: &'a mut dyn Random,
}

/// New entries of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentWrite {
    /// Kind of the document.
    pub kind: DocumentKind,
    /// The document.
    pub document: DocumentId,
    /// Entries of one change.
    pub entries: Vec<(EntryId, Entry)>,
}

/// What a command writes: one change per document, all or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The command's id, carried by every entry.
    pub command: CommandId,
    /// One change per document.
    pub writes: Vec<DocumentWrite>,
    /// Blobs with the document that they lie beside; to be stored and sent before the changes.
    pub blobs: Vec<(DocumentId, Blob)>,
    /// Whether `next_slip_number` was used.
    pub used_slip_number: bool,
}

/// Decides a command on an order. For [`Command::Register`] the order is [`Order::empty`] with a fresh id.
///
/// # Errors
/// [`Rejection`] says what is missing and what the author can do.
pub fn decide(order: &Order, command: &Command, context: &mut Context<'_>) -> Result<Decided, Rejection> {
    let mut writer = Writer::new(order, context);
    match command {
        Command::Register(registration) => office::register(&mut writer, registration)?,
        Command::Judge { .. } => office::judge(&mut writer, command)?,
        Command::IssueSlip => office::issue_slip(&mut writer)?,
        Command::Assign { technician, reason } => {
            office::assign(&mut writer, *technician, reason.as_deref())?
        }
        Command::RequestCancel { cancelled_by, reason } => {
            office::request_cancel(&mut writer, *cancelled_by, reason)?;
        }
        Command::ConfirmCancel => office::confirm_cancel(&mut writer)?,
        Command::WriteOff { manager_reason } => office::write_off(&mut writer, manager_reason.as_deref())?,
        Command::Decide { conflict, choice, reason } => {
            office::settle(&mut writer, conflict, choice, reason)?
        }
        Command::Note { text } => site::note(&mut writer, text)?,
        Command::AddPhoto { photo } => photo::add_photo(&mut writer, photo)?,
        Command::Receive { received_at } => site::receive(&mut writer, *received_at)?,
        Command::Arrive => site::arrive(&mut writer)?,
        Command::Finding { content, materials, tools } => {
            site::finding(&mut writer, content, materials, tools)?
        }
        Command::Quote { lines } => price::quote(&mut writer, lines)?,
        Command::ConfirmPrice { quote, confirmed_by, strokes } => {
            price::confirm(&mut writer, *quote, confirmed_by, strokes.as_deref())?;
        }
        Command::RefusePrice { quote, reason } => price::refuse(&mut writer, *quote, reason)?,
        Command::SetGate { checklist, step } => site::set_gate(&mut writer, checklist, step)?,
        Command::WithdrawGate { checklist, step } => site::withdraw_gate(&mut writer, checklist, step)?,
        Command::RecordStep { checklist, step, values, photos } => {
            site::record_step(&mut writer, checklist, step, values, photos)?;
        }
        Command::ReplacePart { .. } => site::replace_part(&mut writer, command)?,
        Command::FinishWork => site::finish(&mut writer)?,
        Command::NotRepaired { reason } => site::not_repaired(&mut writer, reason)?,
        Command::Inspect { passed, words } => site::inspect(&mut writer, *passed, words.as_deref())?,
        Command::Sign { strokes, image } => site::sign(&mut writer, strokes, image.as_ref())?,
        Command::RequestRework { words } => cases::request_rework(&mut writer, words)?,
        Command::OpenEscalation { words } => cases::open_escalation(&mut writer, words)?,
        Command::DecideEscalation { outcome, handling } => {
            cases::decide_escalation(&mut writer, *outcome, handling)?;
        }
        Command::ReportDamage { damage, description, photos } => {
            cases::report_damage(&mut writer, *damage, description, photos)?;
        }
        Command::SettleDamage { case, amount_fen, terms, agreed } => {
            cases::settle_damage(&mut writer, *case, *amount_fen, terms, *agreed)?;
        }
        Command::CannotKeepTime { reason } => course::cannot_keep_time(&mut writer, reason)?,
        Command::ConfirmAppointment { appointment_at, confirmed_by } => {
            course::confirm_appointment(&mut writer, *appointment_at, confirmed_by)?;
        }
        Command::CheckTools { tools } => course::check_tools(&mut writer, tools)?,
        Command::LeaveSite { reason } => course::leave_site(&mut writer, reason)?,
        Command::CustomerAbsent { tried } => course::customer_absent(&mut writer, tried)?,
        Command::Wait { waiting_for, detail, until } => {
            course::wait(&mut writer, *waiting_for, detail.as_deref(), *until)?;
        }
        Command::Resume => course::resume(&mut writer)?,
        Command::NeedMaterial { lines, tools } => goods::need(&mut writer, lines, tools)?,
        Command::AnswerNeed { need, approved, reason } => {
            goods::answer(&mut writer, *need, *approved, reason.as_deref())?;
        }
        Command::IssueMaterial { technician, lines, code } => {
            goods::issue(&mut writer, *technician, lines, *code)?;
        }
        Command::ReceiveMaterial { lines, code } => goods::receive(&mut writer, lines, *code)?,
        Command::ReturnMaterial { technician, lines, code } => {
            goods::give_back(&mut writer, *technician, lines, *code)?;
        }
        Command::UseMaterial { lines, source } => goods::use_up(&mut writer, lines, *source)?,
        Command::LendTool { .. } => tool::lend(&mut writer, command)?,
        Command::ReturnTool { .. } => tool::give_back(&mut writer, command)?,
        Command::HandOverTool { .. } => tool::hand_over(&mut writer, command)?,
        Command::ReportLost { goods, damage, technician, words, photos } => {
            tool::report_lost(&mut writer, goods, *damage, *technician, words, photos)?;
        }
        Command::WriteOffStore => goods::write_off(&mut writer)?,
        Command::AgreeContentTime { .. }
        | Command::ReplyCustomer { .. }
        | Command::TakeFromPool
        | Command::ReturnAssignment { .. }
        | Command::ReturnSlip { .. }
        | Command::HandDeskBatch { .. }
        | Command::TakeDeskBatch { .. }
        | Command::DeliverCopy { .. }
        | Command::TellDemand { .. }
        | Command::Archive => desk::decide(&mut writer, command)?,
        Command::ClassifyRepair { .. }
        | Command::TestLeak { .. }
        | Command::AssignFollowUp { .. }
        | Command::FollowUp { .. }
        | Command::OpenCorrective { .. }
        | Command::CloseCorrective { .. }
        | Command::SpotCheck { .. } => follow_up::decide(&mut writer, command)?,
        Command::RegisterByMethod { .. }
        | Command::ReportLine { .. }
        | Command::ApproveLine { .. }
        | Command::ListInNotice { .. }
        | Command::ReceivePayment { .. }
        | Command::Adjust { .. }
        | Command::AnswerAdjustment { .. }
        | Command::WaiveCharge { .. } => finance::decide(&mut writer, command)?,
    }
    writer.finish()
}
