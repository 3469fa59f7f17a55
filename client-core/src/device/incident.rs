//! Incidents in public areas on this device: lists and pages (PRI-9).

use super::loaded::{Documents, Loaded};
use super::record::range;
use super::store::{Store, StoreError, Table};
use super::view::{StuckChange, count};
use super::{Device, Environment};
use crate::domain::decide::{Action, incident_actions};
use crate::domain::entry::DocumentKind;
use crate::domain::entry::incident::{Department, PublicArea};
use crate::domain::guidance::{Guidance, Moment};
use crate::domain::id::{DocumentId, EntryId, UserId};
use crate::domain::incident::{Incident, IncidentState, fold_incident};
use crate::domain::reference::Reference;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An incident as a line of a list. Stored ready-made, so that a list loads no document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRow {
    /// The incident.
    pub id: DocumentId,
    /// How far it has come.
    pub state: IncidentState,
    /// A major one.
    pub major: bool,
    /// What kind of public matter.
    pub area: PublicArea,
    /// Whose it is.
    pub department: Department,
    /// Where.
    pub place: String,
    /// The finder.
    pub finder: UserId,
    /// Best estimate of when it was reported, milliseconds since 1970 UTC.
    pub reported_at: i64,
    /// Decisions of several superiors differ.
    pub in_conflict: bool,
    /// Own entries that are saved here and not yet with the server.
    pub pending: u32,
    /// Own changes that the server refused.
    pub stuck: u32,
}

impl IncidentRow {
    fn of(view: &IncidentView) -> Self {
        let incident = &view.incident;
        Self {
            id: incident.id,
            state: incident.state,
            major: incident.major,
            area: incident.report.area,
            department: incident.report.department,
            place: incident.report.place.clone(),
            finder: incident.finder(),
            reported_at: incident.reported_at(),
            in_conflict: !incident.conflict.is_empty(),
            pending: count(view.pending.len()),
            stuck: count(view.stuck.len()),
        }
    }
}

/// An incident as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncidentView {
    /// The incident.
    pub incident: Incident,
    /// Names of the people in it.
    pub names: BTreeMap<UserId, String>,
    /// When the server received an entry, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// Own entries that are saved here and not yet with the server.
    pub pending: Vec<EntryId>,
    /// Own changes that the server refused. They are not part of `incident`.
    pub stuck: Vec<StuckChange>,
    /// Whether it is still in this device's view; one that left it stays until its work is sent.
    pub listed: bool,
}

/// What this device's user may do about an incident now, and the conduct that it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncidentNext {
    /// Commands, open ones and those that something else comes before.
    pub commands: Vec<Action>,
    /// Words for the present moment.
    pub guidance: Vec<Guidance>,
}

impl IncidentView {
    /// `None` when nobody has reported anything in the document, as far as this device has it.
    pub(super) fn of(loaded: &Loaded, reference: &Reference) -> Option<Self> {
        let incident = fold_incident(&loaded.full().journal())?;
        let names = incident.people().into_iter().map(|user| (user, reference.name_of(&user))).collect();
        Some(Self {
            names,
            received_at: loaded.received_at(),
            pending: loaded.pending_entries(),
            stuck: loaded.stuck_changes(),
            listed: loaded.record.listed,
            incident,
        })
    }
}

/// The line of a loaded incident; `None` where there is nothing to list.
pub(super) fn row_of(loaded: &Loaded, reference: &Reference) -> Option<IncidentRow> {
    let view = IncidentView::of(loaded, reference)?;
    view.listed.then(|| IncidentRow::of(&view))
}

impl<S: Store, E: Environment> Device<S, E> {
    /// All incidents in this device's view, the open ones first, by time waiting (PRI-2).
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn incidents(&self) -> Result<Vec<IncidentRow>, StoreError> {
        let mut rows: Vec<IncidentRow> = range(&self.store, Table::Incident, &[]).await?;
        rows.sort_by_key(|row| (!row.state.is_open(), row.reported_at, row.id));
        Ok(rows)
    }

    /// One incident; `None` when this device doesn't hold it.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn incident(&self, id: DocumentId) -> Result<Option<IncidentView>, StoreError> {
        let mut documents = Documents::default();
        let loaded = documents.load(&self.store, id).await?;
        let loaded = loaded.filter(|loaded| loaded.record.kind == DocumentKind::Incident);
        Ok(loaded.and_then(|loaded| IncidentView::of(loaded, &self.settings.reference)))
    }

    /// What this device's user may do about an incident now; no command before enrolment.
    pub fn incident_next(&mut self, incident: &Incident) -> IncidentNext {
        let now = self.at();
        let author = self.author();
        let commands = author.map(|author| incident_actions(incident, &author, now)).unwrap_or_default();
        let moment = incident.state.is_open().then(|| Guidance::from(Moment::PublicArea));
        IncidentNext { commands, guidance: moment.into_iter().collect() }
    }
}
