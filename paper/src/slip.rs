//! What a job slip shows.
//!
//! Every text is printed as it is given: times are local wall times in words, names of services and steps are in the
//! language of the paper. Empty text leaves the field open for a hand.

use serde::{Deserialize, Serialize};

/// A job slip as it goes to paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipPaper {
    /// The company that serves.
    pub company: String,
    /// The site.
    pub site: String,
    /// The form that it is printed as.
    pub form: SlipForm,
    /// Last day of the customer's warranty; empty where he has none.
    pub warranty_until: String,
    /// Number of the slip.
    pub number: String,
    /// Class of the service.
    pub class: String,
    /// The service itself.
    pub service: String,
    /// How far the order has come.
    pub state: String,
    /// The customer; absent where the reader may not know him.
    pub customer: Option<Customer>,
    /// What the customer asked for.
    pub content: String,
    /// When things were to happen and did.
    pub times: Times,
    /// Who did the work.
    pub technician: String,
    /// What the technician found.
    pub finding: String,
    /// Materials and tools that the work needs or took.
    pub goods: Vec<Goods>,
    /// The checklist as far as it was done.
    pub steps: Vec<StepResult>,
    /// Parts that were replaced.
    pub replaced: Vec<Replaced>,
    /// What is charged, line by line.
    pub prices: Vec<PriceLine>,
    /// Sums of the lines; absent as long as there is no price.
    pub sums: Option<Sums>,
    /// Who agreed to the price.
    pub price_confirmed: Option<PriceConfirmation>,
    /// What the customer said when trying the result, in order.
    pub trials: Vec<Trial>,
    /// The customer's signature.
    pub signature: Option<Signature>,
    /// What follow-up entered.
    pub follow_up: Option<FollowUp>,
    /// Address that opens the order, for the QR code; without one there is no code.
    pub address: String,
}

/// The form of a slip, chosen by what is asked for and by the warranty (REC-7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipForm {
    /// The job slip, 《服务工作单》.
    #[default]
    JobSlip,
    /// The paid form, 《业主报修有偿服务登记表》.
    PaidReport,
    /// The unpaid form, 《业主报修登记表》(《维修工作单》).
    UnpaidReport,
}

/// Personal data of a slip.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Name.
    pub name: String,
    /// Building and unit.
    pub unit: String,
    /// Telephone, or another way to reach him.
    pub contact: String,
}

/// Local wall times, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// The request was taken.
    pub registered: String,
    /// When the technician is expected.
    pub appointment: String,
    /// The technician took the slip (DSP-3).
    pub received: String,
    /// He arrived.
    pub arrived: String,
    /// He finished.
    pub finished: String,
}

/// A material or tool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// Name.
    pub name: String,
    /// Specification.
    pub specification: String,
    /// Quantity with its unit.
    pub quantity: String,
}

/// A step of the checklist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// Id of the step.
    pub step: String,
    /// What was to be done.
    pub label: String,
    /// What came out.
    pub result: String,
}

/// A part that was replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Specification of the old part.
    pub old: String,
    /// Specification of the new one.
    pub new: String,
}

/// A line of the price.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceLine {
    /// What for.
    pub label: String,
    /// How many.
    pub quantity: String,
    /// Of which unit.
    pub unit: String,
    /// Price of one unit, in fen.
    pub unit_price_fen: i64,
    /// Amount of the line, in fen.
    pub amount_fen: i64,
}

/// Sums of the price.
#[expect(clippy::struct_field_names, reason = "amounts are named with their unit")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Labour, in fen.
    pub labour_fen: i64,
    /// Material, in fen.
    pub material_fen: i64,
    /// Everything, in fen.
    pub total_fen: i64,
}

/// Who agreed to the price (PRC-3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceConfirmation {
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
}

/// The customer tried the result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// When.
    pub at: String,
    /// Passed or not, in words.
    pub result: String,
    /// The customer's words.
    pub words: String,
}

/// A signature by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who signed.
    pub name: String,
    /// When.
    pub at: String,
    /// An SVG path (M, L, Q, C, Z) on a field of 1000 x 400. What can't be read of it isn't drawn.
    pub strokes: String,
    /// What is above the signature has changed since (ACC-2).
    pub changed_since: bool,
}

/// What stands in the follow-up columns. Only a visit can hold a customer's signature (FUP-6, FUP-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "way")]
pub enum FollowUp {
    /// The customer wrote at a visit.
    Visit {
        /// The customer's signature, unless refused.
        signature: Option<Signature>,
        /// The customer's opinion.
        opinion: String,
        /// Who visited.
        by: String,
        /// When.
        at: String,
    },
    /// Somebody telephoned and wrote down what the customer said.
    Phone {
        /// The customer's opinion as the caller wrote it down.
        opinion: String,
        /// Who called, and signs for it.
        by: String,
        /// When.
        at: String,
    },
    /// Somebody asked by another way, such as a message, and wrote down the answer.
    Other {
        /// The customer's opinion as it was written down.
        opinion: String,
        /// Who asked, and signs for it.
        by: String,
        /// When.
        at: String,
    },
}
