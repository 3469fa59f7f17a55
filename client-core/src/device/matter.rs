//! The office's other matters on this device: lists and pages (MOV, TRU, REN, REC, VIS, EVT, CNV, ROL).

use super::loaded::{Documents, Loaded};
use super::record::{put, range, read_blob};
use super::store::{Store, StoreError, Table, WriteSet};
use super::view::{StuckChange, count};
use super::{Device, Environment};
use crate::domain::blob::STROKES;
use crate::domain::calendar::Zone;
use crate::domain::decide::{Action, matter_actions, open_sections};
use crate::domain::entry::DocumentKind;
use crate::domain::entry::matter::{MatterKind, MatterValue};
use crate::domain::id::{BlobDigest, DocumentId, EntryId, UserId};
use crate::domain::matter::{
    Defect, Matter, MatterAlarm, MatterDue, MatterState, MeterUse, defects, fold_matter, meter_use,
};
use crate::domain::reference::Reference;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A matter as a line of a list. Stored ready-made, so that a list loads no document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterRow {
    /// The matter.
    pub id: DocumentId,
    /// What it is about.
    pub kind: MatterKind,
    /// Its form.
    pub form: String,
    /// How far it has come.
    pub state: MatterState,
    /// What it is about, in a few words.
    pub title: String,
    /// The home.
    pub unit_no: Option<String>,
    /// A duty's period.
    pub period: Option<String>,
    /// Who answers for it.
    pub person: UserId,
    /// What is due next, milliseconds since 1970 UTC.
    pub due_at: Option<i64>,
    /// Best estimate of when it began, milliseconds since 1970 UTC.
    pub opened_at: i64,
    /// People have to look at it at once.
    pub alarmed: bool,
    /// Own entries that are saved here and not yet with the server.
    pub pending: u32,
    /// Own changes that the server refused.
    pub stuck: u32,
}

impl MatterRow {
    /// Whether what is due next is over time.
    pub fn is_late(&self, now: i64) -> bool {
        self.state == MatterState::Open && self.due_at.is_some_and(|due| due < now)
    }
}

/// A matter as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatterView {
    /// The matter.
    pub matter: Matter,
    /// What is due, and what was.
    pub dues: Vec<MatterDue>,
    /// What people have to see at once.
    pub alarms: Vec<MatterAlarm>,
    /// Defects of a move-in, as they stand.
    pub defects: Vec<Defect>,
    /// What an empty home has used.
    pub meter_use: Option<MeterUse>,
    /// Words about people and strokes of signatures, by their blobs, as far as this device holds them.
    pub words: BTreeMap<BlobDigest, String>,
    /// Names of the people in it.
    pub names: BTreeMap<UserId, String>,
    /// When the server received an entry, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// Sections that this device's user may fill now, by their keys.
    pub open: Vec<&'static str>,
    /// What else he may do now, and what not yet and why.
    pub commands: Vec<Action>,
    /// Own entries that are saved here and not yet with the server.
    pub pending: Vec<EntryId>,
    /// Own changes that the server refused. They are not part of `matter`.
    pub stuck: Vec<StuckChange>,
    /// Whether it is still in this device's view; one that left it stays until its work is sent.
    pub listed: bool,
}

/// Blobs that the fillings name, but for photos.
fn blobs(matter: &Matter) -> BTreeSet<BlobDigest> {
    let values = matter.fillings.iter().flat_map(|filling| filling.values.values());
    let named = values.filter_map(|value| match value {
        MatterValue::Blob(blob) => Some(*blob),
        _ => None,
    });
    named.collect()
}

/// Writes the line of a loaded matter, or takes it away where there is nothing to list.
pub(super) fn keep_row(
    loaded: &Loaded,
    reference: &Reference,
    writes: &mut WriteSet,
) -> Result<(), StoreError> {
    let key = loaded.id.as_bytes().as_slice();
    let matter = fold_matter(&loaded.full().journal()).filter(|_| loaded.record.listed);
    let Some(matter) = matter else {
        writes.delete(Table::Matter, key);
        return Ok(());
    };
    let row = MatterRow {
        id: matter.id,
        kind: matter.kind,
        state: matter.state,
        person: matter.person,
        due_at: matter.next_due(zone_of(reference), &loaded.received_at()).map(|(at, _)| at),
        opened_at: matter.opened_at(),
        alarmed: !matter.alarms().is_empty(),
        form: matter.opening.form,
        title: matter.opening.title,
        unit_no: matter.opening.unit_no,
        period: matter.opening.period,
        pending: count(loaded.pending_entries().len()),
        stuck: count(loaded.stuck.len()),
    };
    put(writes, Table::Matter, key, &row)
}

/// The site's zone as last received; UTC before it came.
fn zone_of(reference: &Reference) -> Zone {
    Zone::parse(&reference.timezone).unwrap_or(Zone::UTC)
}

impl<S: Store, E: Environment> Device<S, E> {
    /// All matters in this device's view: the open ones first, by what is due next, then by time waiting.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn matters(&self) -> Result<Vec<MatterRow>, StoreError> {
        let mut rows: Vec<MatterRow> = range(&self.store, Table::Matter, &[]).await?;
        rows.sort_by_key(|row| {
            (row.state != MatterState::Open, row.due_at.is_none(), row.due_at, row.opened_at, row.id)
        });
        Ok(rows)
    }

    /// One matter; `None` when this device doesn't hold it.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn matter(&mut self, id: DocumentId) -> Result<Option<MatterView>, StoreError> {
        let now = self.at();
        let (zone, author) = (zone_of(&self.settings.reference), self.author());
        let mut documents = Documents::default();
        let loaded = documents.load(&self.store, id).await?;
        let loaded = loaded.filter(|loaded| matches!(loaded.record.kind, DocumentKind::Matter(_)));
        let Some(loaded) = loaded else { return Ok(None) };
        let Some(matter) = fold_matter(&loaded.full().journal()) else { return Ok(None) };
        let mut words = BTreeMap::new();
        for blob in blobs(&matter) {
            let held = read_blob(&self.store, &WriteSet::default(), id, &blob).await?;
            let text = held.filter(|held| held.as_text().is_some() || held.media_type == STROKES);
            if let Some(text) = text.and_then(|text| String::from_utf8(text.content).ok()) {
                words.insert(blob, text);
            }
        }
        let reference = &self.settings.reference;
        let received_at = loaded.received_at();
        let names = matter.people().into_iter().map(|user| (user, reference.name_of(&user))).collect();
        let open = author.as_ref().map(|author| open_sections(&matter, author)).unwrap_or_default();
        Ok(Some(MatterView {
            dues: matter.dues(zone, now.estimate(), &received_at),
            alarms: matter.alarms(),
            defects: defects(&matter),
            meter_use: meter_use(&matter),
            words,
            names,
            received_at,
            open: open.into_iter().map(|section| section.key).collect(),
            commands: author.map(|author| matter_actions(&matter, &author, now)).unwrap_or_default(),
            pending: loaded.pending_entries(),
            stuck: loaded.stuck_changes(),
            listed: loaded.record.listed,
            matter,
        }))
    }
}
