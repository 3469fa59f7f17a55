//! Arguments of calls, as `contract.ts` has them.

use crate::fault::Fault;
use crate::lock::Secret;
use client_core::domain::command::{Command, ComplaintCommand, IncidentCommand, MatterCommand, StoreCommand};
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::entry::work::RecordValue;
use client_core::domain::guidance::Moment;
use client_core::domain::id::{BlobDigest, DocumentId, EntryId, UserId};
use client_core::domain::photo::PhotoInput;
use client_core::domain::procedure::ProcedureRef;
use client_core::domain::text::Language;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the arguments of a call.
///
/// # Errors
/// [`Fault::BadCall`].
pub fn read<T: DeserializeOwned>(call: &str, arguments: Value) -> Result<T, Fault> {
    let bad = |error: serde_json::Error| Fault::BadCall { call: call.to_owned(), why: error.to_string() };
    serde_json::from_value(arguments).map_err(bad)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetLanguage {
    language: String,
}

impl SetLanguage {
    /// Simplified Chinese for what isn't known.
    pub fn language(&self) -> Language {
        match self.language.as_str() {
            "zh-Hant" => Language::ZhHant,
            "en" => Language::En,
            _ => Language::ZhHans,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    pub code: String,
    pub password: String,
    pub device_name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    pub pin: String,
    pub secret: Secret,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogIn {
    pub password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPin {
    pub pin: String,
    pub secret: Secret,
    pub old: Option<Unlock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogOut {
    pub anyway: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneOrder {
    pub id: DocumentId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtMoment {
    pub moment: Moment,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Execute {
    pub order: Option<DocumentId>,
    pub command: Command,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecuteStore {
    pub command: StoreCommand,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneIncident {
    pub id: DocumentId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecuteIncident {
    pub incident: Option<DocumentId>,
    pub command: IncidentCommand,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneComplaint {
    pub id: DocumentId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecuteComplaint {
    pub complaint: Option<DocumentId>,
    pub command: ComplaintCommand,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneMatter {
    pub id: DocumentId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecuteMatter {
    pub matter: Option<DocumentId>,
    pub command: MatterCommand,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneFee {
    pub id: DocumentId,
}

/// What is typed in yuan stays text until the core reads it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskFee {
    pub id: DocumentId,
    pub visit: EntryId,
    pub principal: String,
    pub late_fee: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecuteFee {
    pub id: DocumentId,
    pub command: AtTheDoor,
}

#[derive(Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum AtTheDoor {
    TakePayment {
        visit: EntryId,
        principal: String,
        late_fee: String,
        method: PaymentMethod,
        /// The lines that the customer has confirmed, as they were shown to him.
        confirmed: BTreeSet<String>,
    },
    VoidReceipt {
        visit: EntryId,
        reason: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnePhoto {
    pub document: DocumentId,
    pub digest: BlobDigest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kit {
    pub of: Option<UserId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    pub procedure: ProcedureRef,
    pub step: String,
    pub values: BTreeMap<String, RecordValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadTicket {
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerTicket {
    pub text: String,
    pub condition: Option<ToolCondition>,
    #[serde(default)]
    pub photos: Vec<PhotoInput>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneProcedure {
    pub id: String,
    pub version: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneDraft {
    pub key: String,
}
