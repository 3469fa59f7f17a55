//! What people type in, where a command takes more than a few words.

use crate::domain::entry::office::{Channel, ServiceKind, Urgency};
use serde::{Deserialize, Serialize};

/// A line of a quote as a technician enters it; the price comes from the fee standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteRequest {
    /// Item of the fee standard.
    pub item: String,
    /// Number of the item's unit, from 1.
    pub quantity: i64,
}

/// Registration of a request: the five required fields and what belongs to them (REG-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Customer's name.
    pub customer_name: String,
    /// Building and unit.
    pub unit_no: String,
    /// Phone or another way to reach the customer.
    pub contact: String,
    /// Department or company that the person belongs to, where he names one (PRI-16).
    #[serde(default)]
    pub department: Option<String>,
    /// Service content in the customer's words.
    pub content: String,
    /// Appointment, milliseconds since 1970 UTC.
    pub appointment_at: i64,
    /// When the request arrived, milliseconds since 1970 UTC.
    pub received_at: i64,
    /// How it arrived.
    pub channel: Channel,
    /// Kind of service.
    pub service_kind: ServiceKind,
    /// Service class: id of a procedure.
    pub service_class: String,
    /// How soon somebody is needed (PRI-4).
    #[serde(default)]
    pub urgency: Urgency,
}
