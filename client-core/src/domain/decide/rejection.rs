//! Why a command is refused, with the data that a screen needs to say so.

use crate::domain::complaint::ComplaintRefusal;
use crate::domain::entry::Kind;
use crate::domain::fee::FeeRefusal;
use crate::domain::id::{DocumentId, UserId};
use crate::domain::incident::IncidentRefusal;
use crate::domain::matter::MatterRefusal;
use crate::domain::order::OrderState;
use crate::domain::policy::Denial;
use crate::domain::procedure::StepRefusal;
use crate::domain::stock::LineError;
use serde::Serialize;

/// A refused command. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "data", rename_all = "snake_case")]
pub enum Rejection {
    /// The order isn't here.
    #[error("no such order on this device")]
    NotFound,
    /// The policy table says no.
    #[error("not allowed: {kind:?} ({denial:?})")]
    Denied {
        /// Kind of entry.
        kind: Kind,
        /// Role or relation missing.
        denial: Denial,
    },
    /// The order's state doesn't allow it.
    #[error("not possible while the order is {}", state.as_str())]
    WrongState {
        /// Present state.
        state: OrderState,
        /// What has to come first, as a word that screens translate.
        needs: String,
    },
    /// A required field is empty.
    #[error("{field} is required")]
    Missing {
        /// The field.
        field: String,
    },
    /// A field is too long, too large or not of its form.
    #[error("{field} is not valid: {detail}")]
    Invalid {
        /// The field.
        field: String,
        /// What is wrong.
        detail: String,
    },
    /// The fee standard has no such item.
    #[error("the fee standard has no item {item:?}")]
    UnknownItem {
        /// The item.
        item: String,
    },
    /// No procedure of this class is known here.
    #[error("no procedure for class {service_class:?}")]
    UnknownClass {
        /// The class.
        service_class: String,
    },
    /// The checklist refuses the step.
    #[error("step refused: {0}")]
    Step(StepRefusal),
    /// The step needs the price that both sides agreed (PRC-2).
    #[error("both sides must agree on the price before repair begins")]
    PriceNotAgreed,
    /// The fee standard changed since the quote was made, and nobody has agreed to it yet (COL-20).
    #[error("the quote uses fee standard {quoted}, {current} is in force now; quote again")]
    QuoteOutdated {
        /// Version of the quote.
        quoted: u32,
        /// Version in force here.
        current: u32,
    },
    /// The fee standard carried here is not in force yet (PRC-6).
    #[error("fee standard {version} is not in force yet")]
    FeeStandardNotYet {
        /// Its version.
        version: u32,
        /// From when it is, milliseconds since 1970 UTC.
        valid_from: i64,
    },
    /// A part that the customer bought is in the agreed price (MAT-6).
    #[error("{item:?} is in the agreed price; quote again without it before fitting the customer's own")]
    PartIsCharged {
        /// Item of the fee standard.
        item: String,
    },
    /// The final test of this round hasn't passed.
    #[error("the round is not finished: {missing:?}")]
    RoundOpen {
        /// Steps still open.
        missing: Vec<String>,
    },
    /// The conflict doesn't exist or is settled.
    #[error("no open conflict {conflict:?}")]
    UnknownConflict {
        /// Its id.
        conflict: String,
    },
    /// The choice doesn't fit the conflict.
    #[error("this choice doesn't settle {conflict:?}")]
    UnfitChoice {
        /// Its id.
        conflict: String,
    },
    /// What was given as a photo is neither JPEG nor PNG by its content.
    #[error("a photo is a JPEG or PNG picture")]
    NotAPicture,
    /// A photo is too large; the app scales it down first.
    #[error("a photo has at most {max} bytes, this has {bytes}")]
    PhotoTooLarge {
        /// Its bytes.
        bytes: usize,
        /// Bytes that are allowed.
        max: usize,
    },
    /// A picture that takes more memory to open than any camera's.
    #[error("a photo of {width} x {height} pixels is more than a camera takes")]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// More photos than one entry takes.
    #[error("at most {max} photos at once")]
    TooManyPhotos {
        /// Photos that are allowed.
        max: usize,
    },
    /// A photo that was taken later than now.
    #[error("a photo can't be taken in the future")]
    PhotoFromTheFuture {
        /// The time that was named, milliseconds since 1970 UTC.
        taken_at: i64,
    },
    /// Lines of goods that the catalogue doesn't allow.
    #[error(transparent)]
    Goods(LineError),
    /// The catalogue has no such tool.
    #[error("the catalogue has no tool {tool:?}")]
    UnknownTool {
        /// Asset number.
        tool: String,
    },
    /// The tool is on loan, as this device knows (MAT-3).
    #[error("tool {tool} is out")]
    ToolOut {
        /// Asset number.
        tool: String,
        /// Who has it.
        borrower: UserId,
        /// For which order.
        order: DocumentId,
        /// Until when, milliseconds since 1970 UTC.
        due_at: i64,
    },
    /// The tool is damaged, lost or scrapped.
    #[error("tool {tool} can't be lent: inspect it first")]
    ToolUnfit {
        /// Asset number.
        tool: String,
    },
    /// No open loan of this tool is known for the order.
    #[error("tool {tool} is not on loan for this order")]
    ToolNotOut {
        /// Asset number.
        tool: String,
    },
    /// Somebody else has the tool.
    #[error("tool {tool} is with somebody else")]
    ToolWithOther {
        /// Asset number.
        tool: String,
        /// Who has it.
        borrower: UserId,
    },
    /// More goes back than the technician has (MAT-4).
    #[error("only {open} of {item:?} are open")]
    MoreThanOpen {
        /// Code of the catalogue.
        item: String,
        /// What is open, in the item's small unit.
        open: i64,
    },
    /// The code was made for other goods, another order or somebody else.
    #[error("the code doesn't fit: compare order, person and goods with the other screen")]
    WrongCode,
    /// This side of the movement is written already.
    #[error("this is recorded already")]
    RecordedAlready,
    /// Goods aren't accounted for (MAT-5).
    #[error("not everything is accounted for: {open:?}")]
    GoodsOpen {
        /// Items, tools and questions that are open.
        open: Vec<String>,
    },
    /// Goods leave the store only against an order with a slip (MAT-2).
    #[error("goods are issued only against an order with a number")]
    NoSlip,
    /// The incident's state doesn't allow it.
    #[error(transparent)]
    Incident(IncidentRefusal),
    /// The complaint's state doesn't allow it.
    #[error(transparent)]
    Complaint(ComplaintRefusal),
    /// The account's state doesn't allow it.
    #[error(transparent)]
    Fee(FeeRefusal),
    /// The matter's form or state doesn't allow it.
    #[error(transparent)]
    Matter(MatterRefusal),
    /// An entry would be longer than 4 KB.
    #[error("too much text for one entry of {max} bytes; split it")]
    EntryTooLong {
        /// Bytes that fit.
        max: usize,
    },
}
