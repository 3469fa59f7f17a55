//! Data of the entries that a technician writes while he follows a checklist.

use crate::domain::photo::PhotoRef;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value recorded at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordValue {
    /// An answer to a yes/no question.
    YesNo(bool),
    /// A number in the fixed small unit that the procedure names for this record.
    Number(i64),
    /// Words, at most 500 characters.
    Text(String),
    /// One of the choices that the procedure names.
    Choice(String),
    /// Done.
    Ack,
    /// Rows of a list (points of a short circuit, lines of a leakage), each with its own fields.
    List(Vec<BTreeMap<String, RecordValue>>),
}

/// `gate_set`: a safety gate (power, gas or water off) is confirmed on this visit (CHK-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateSet {
    /// Path of the checklist: `LMP`, or `LMP/SWI.1` for the first child run.
    pub checklist: String,
    /// Step id of the gate, such as `LMP-2`.
    pub step: String,
}

/// `gate_withdrawn`: supply is on again; the gate falls open and locks what depends on it (CHK-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateWithdrawn {
    /// Path of the checklist.
    pub checklist: String,
    /// Step id at which supply was put on again, such as `LMP-14`.
    pub step: String,
}

/// `step_result`: what was found, measured or done at one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepResult {
    /// Path of the checklist.
    pub checklist: String,
    /// Step id.
    pub step: String,
    /// Values by record name of the procedure.
    pub values: BTreeMap<String, RecordValue>,
    /// Photos taken at this step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// Where a replacement part came from (MAT-6, ISS-52).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartSource {
    /// Issued by the store against the order.
    Store,
    /// From the technician's personal stock.
    Kit,
    /// Bought by the customer: no stock movement, no material charge.
    Customer,
}

/// `part_replaced`: a part was exchanged at a `replace` step (CHK-4, MAT-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartReplaced {
    /// Path of the checklist.
    pub checklist: String,
    /// Step id.
    pub step: String,
    /// Item of the catalogue, such as `starter`.
    pub item: String,
    /// Number of pieces (or the item's smallest unit).
    pub quantity: i64,
    /// Specification of the part taken out.
    pub old_specification: String,
    /// Specification of the part fitted.
    pub new_specification: String,
    /// Where it came from.
    pub source: PartSource,
    /// Why another specification was fitted, and that the customer agreed; needed when the two differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<SpecificationDeviation>,
}

/// Another specification than before was fitted, with the customer's consent (CHK-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecificationDeviation {
    /// Why the same specification was not fitted.
    pub reason: String,
    /// Whether the customer agreed; must be true.
    pub customer_agreed: bool,
}
