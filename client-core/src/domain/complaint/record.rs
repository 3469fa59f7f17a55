//! The record of a complaint: what the complainant says, kept in a blob because it is personal.

use crate::domain::blob::Blob;
use crate::domain::entry::complaint::RecordField;
use serde::{Deserialize, Serialize};

/// Media type of the blob that holds a [`ComplaintRecord`] as JSON.
pub const COMPLAINT_RECORD: &str = "application/vnd.undercroft.complaint+json";

/// The record book's line (CMP-5, PRI-16). A field that nobody could fill is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ComplaintRecord {
    /// The complainant's name.
    pub name: String,
    /// His address.
    pub address: String,
    /// How he is reached.
    pub contact: String,
    /// When it happened, as he says it.
    pub time: String,
    /// Where.
    pub place: String,
    /// Whom he complains of.
    pub person: String,
    /// Which department he complains of.
    pub department: String,
    /// What happened.
    pub course: String,
    /// What he wants.
    pub demand: String,
}

impl ComplaintRecord {
    /// The words of a field.
    pub fn get(&self, field: RecordField) -> &str {
        match field {
            RecordField::Name => &self.name,
            RecordField::Address => &self.address,
            RecordField::Contact => &self.contact,
            RecordField::Time => &self.time,
            RecordField::Place => &self.place,
            RecordField::Person => &self.person,
            RecordField::Department => &self.department,
            RecordField::Course => &self.course,
            RecordField::Demand => &self.demand,
        }
    }

    fn field_mut(&mut self, field: RecordField) -> &mut String {
        match field {
            RecordField::Name => &mut self.name,
            RecordField::Address => &mut self.address,
            RecordField::Contact => &mut self.contact,
            RecordField::Time => &mut self.time,
            RecordField::Place => &mut self.place,
            RecordField::Person => &mut self.person,
            RecordField::Department => &mut self.department,
            RecordField::Course => &mut self.course,
            RecordField::Demand => &mut self.demand,
        }
    }

    /// The same with the words of one field.
    #[must_use]
    pub fn with(mut self, field: RecordField, words: &str) -> Self {
        words.clone_into(self.field_mut(field));
        self
    }

    /// The same without spaces around its words.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        RecordField::ALL
            .iter()
            .fold(self.clone(), |record, field| record.with(*field, self.get(*field).trim()))
    }

    /// Fields that have words, in their order.
    pub fn given(&self) -> Vec<RecordField> {
        RecordField::ALL.iter().copied().filter(|field| !self.get(*field).trim().is_empty()).collect()
    }

    /// The blob that holds it.
    pub fn to_blob(&self, salt: [u8; 16]) -> Blob {
        // A struct of strings always has a JSON form.
        let content = serde_json::to_vec(self).unwrap_or_default();
        Blob { salt, media_type: COMPLAINT_RECORD.to_owned(), content }
    }

    /// Reads it back; `None` when the blob is something else.
    pub fn from_blob(blob: &Blob) -> Option<Self> {
        (blob.media_type == COMPLAINT_RECORD).then(|| serde_json::from_slice(&blob.content).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pri_16_every_field_of_a_record_is_read_back_as_it_was_said() {
        let full = RecordField::ALL
            .iter()
            .fold(ComplaintRecord::default(), |record, field| record.with(*field, field.as_str()));
        assert_eq!(full.given(), RecordField::ALL);
        for field in RecordField::ALL {
            assert_eq!(full.get(*field), field.as_str());
        }
        assert_eq!(ComplaintRecord::from_blob(&full.to_blob([3; 16])), Some(full.clone()));
        assert_eq!(ComplaintRecord::from_blob(&Blob::text([3; 16], "{}")), None);
        let spaces = full.with(RecordField::Person, "  ");
        assert_eq!(spaces.given().len(), RecordField::ALL.len() - 1);
        assert_eq!(spaces.trimmed().person, "");
    }
}
