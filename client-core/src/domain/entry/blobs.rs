//! Which blobs an entry names: photos, words, strokes.

use super::Body;
use super::matter::MatterValue;
use crate::domain::id::BlobDigest;
use crate::domain::photo::PhotoRef;

impl Body {
    /// Photos that this entry names.
    pub fn photos(&self) -> Vec<PhotoRef> {
        match self {
            Body::StepResult(data) => data.photos.clone(),
            Body::DamageReported(data) => data.photos.clone(),
            Body::ToolLoaned(data) => data.photos.clone(),
            Body::ToolReturned(data) => data.photos.clone(),
            Body::ToolHandedOver(data) => data.photos.clone(),
            Body::LostOrBroken(data) => data.photos.clone(),
            Body::PhotoAdded(data) => vec![data.photo],
            Body::MatterFilled(data) => {
                let photo = |value: &MatterValue| match value {
                    MatterValue::Photo(photo) => Some(*photo),
                    _ => None,
                };
                data.values.values().filter_map(photo).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Blobs that this entry names, photos among them.
    pub fn blobs(&self) -> Vec<BlobDigest> {
        self.photos().iter().map(|photo| photo.blob).chain(self.small_blobs()).collect()
    }

    /// Blobs that this entry names and that are no photos: words, strokes, a picture of a signature.
    pub fn small_blobs(&self) -> Vec<BlobDigest> {
        match self {
            Body::RequestRegistered(data) => vec![data.content],
            Body::InspectionResult(data) => data.words.into_iter().collect(),
            Body::PriceConfirmed(data) => data.strokes.into_iter().collect(),
            Body::CustomerSigned(data) => std::iter::once(data.strokes).chain(data.image).collect(),
            Body::ReworkRequested(data) => vec![data.words],
            Body::EscalationOpened(data) => vec![data.words],
            Body::DamageReported(data) => vec![data.description],
            Body::LostOrBroken(data) => vec![data.words],
            Body::Note(data) => vec![data.text],
            Body::FollowUp(data) => data.opinion.into_iter().chain(data.signature).collect(),
            Body::ComplaintCaptured(data) => vec![data.record],
            Body::ComplaintRecorded(data) => vec![data.record],
            Body::FeeVisitPlanned(data) => vec![data.party],
            Body::MatterFilled(data) => {
                let blob = |value: &MatterValue| match value {
                    MatterValue::Blob(blob) => Some(*blob),
                    _ => None,
                };
                data.values.values().filter_map(blob).collect()
            }
            _ => Vec::new(),
        }
    }
}
