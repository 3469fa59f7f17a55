//! What is known of an order's customer: the fold of a customer document.

use crate::domain::entry::Body;
use crate::domain::id::DocumentId;
use crate::domain::journal::Journal;
use serde::{Deserialize, Serialize};

/// A customer's name, unit and contact as one order needs them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_field_names, reason = "the field's own terms")]
pub struct Customer {
    /// The customer document.
    pub id: DocumentId,
    /// Customer's name.
    pub customer_name: String,
    /// Building and unit.
    pub unit_no: String,
    /// Phone or another way to reach the customer.
    pub contact: String,
    /// Department or company that the person belongs to, where he names one (PRI-16).
    #[serde(default)]
    pub department: Option<String>,
}

/// The customer that follows from a journal: the last record counts. `None` when there is none.
pub fn fold_customer(journal: &Journal) -> Option<Customer> {
    journal.entries().iter().rev().find_map(|e| match &e.entry.body {
        Body::CustomerRecorded(data) => Some(Customer {
            id: journal.document,
            customer_name: data.customer_name.clone(),
            unit_no: data.unit_no.clone(),
            contact: data.contact.clone(),
            department: data.department.clone(),
        }),
        _ => None,
    })
}
