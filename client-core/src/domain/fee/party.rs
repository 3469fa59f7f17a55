//! Whom a collector meets at the door: kept in a blob because it is personal (FEE-11).

use crate::domain::blob::Blob;
use serde::{Deserialize, Serialize};

/// Media type of the blob that holds a [`FeeVisitParty`] as JSON.
pub const FEE_VISIT_PARTY: &str = "application/vnd.undercroft.fee-visit+json";

/// Three of the five confirmations of a visit; time and amount are in the entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeVisitParty {
    /// Who will be there.
    pub contact_name: String,
    /// The owner's name.
    pub owner_name: String,
    /// The address.
    pub address: String,
}

impl FeeVisitParty {
    /// The blob that holds it.
    pub fn to_blob(&self, salt: [u8; 16]) -> Blob {
        // A struct of strings always has a JSON form.
        let content = serde_json::to_vec(self).unwrap_or_default();
        Blob { salt, media_type: FEE_VISIT_PARTY.to_owned(), content }
    }

    /// Reads it back; `None` when the blob is something else.
    pub fn from_blob(blob: &Blob) -> Option<Self> {
        (blob.media_type == FEE_VISIT_PARTY).then(|| serde_json::from_slice(&blob.content).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fee_11_whom_the_collector_meets_is_read_back_as_it_was_written() {
        let party = FeeVisitParty {
            contact_name: "李太太".into(),
            owner_name: "李先生".into(),
            address: "3-702".into(),
        };
        assert_eq!(FeeVisitParty::from_blob(&party.to_blob([1; 16])), Some(party));
        assert_eq!(FeeVisitParty::from_blob(&Blob::text([1; 16], "{}")), None);
    }
}
