//! Complaints on this device: lists and pages (CMP).

use super::loaded::{Documents, Loaded};
use super::record::{put, range, read_blob};
use super::store::{Store, StoreError, Table, WriteSet};
use super::view::{StuckChange, count};
use super::{Device, Environment};
use crate::domain::complaint::{Complaint, ComplaintRecord, ComplaintState, RecordVersion, fold_complaint};
use crate::domain::decide::{Action, complaint_actions};
use crate::domain::entry::complaint::{ComplaintChannel, ComplaintClass};
use crate::domain::entry::incident::Department;
use crate::domain::guidance::{Guidance, Moment};
use crate::domain::id::{DocumentId, EntryId, UserId};
use crate::domain::reference::Reference;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much of the complainant's words a line of a list shows.
const LINE_CHARS: usize = 60;

/// A complaint as a line of a list. Stored ready-made, so that a list loads no document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintRow {
    /// The complaint.
    pub id: DocumentId,
    /// It is about the service centre itself (CMP-2).
    pub about_centre: bool,
    /// How far it has come.
    pub state: ComplaintState,
    /// How it reached us.
    pub channel: ComplaintChannel,
    /// How grave it is.
    pub class: Option<ComplaintClass>,
    /// Which kind of case it is, by its code (CMP-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_kind: Option<String>,
    /// The department in charge.
    pub department: Option<Department>,
    /// The person directly responsible.
    pub person: Option<UserId>,
    /// The beginning of what happened, or of what is wanted; empty where this device doesn't hold the words.
    pub words: String,
    /// Who heard it.
    pub heard_by: UserId,
    /// When it was heard, milliseconds since 1970 UTC.
    pub heard_at: i64,
    /// Somebody is being harmed, and nothing was done against it yet (CMP-20).
    pub unmet_harm: bool,
    /// It was assigned differently by people who didn't know of each other.
    pub in_conflict: bool,
    /// Own entries that are saved here and not yet with the server.
    pub pending: u32,
    /// Own changes that the server refused.
    pub stuck: u32,
}

impl ComplaintRow {
    fn of(view: &ComplaintView) -> Self {
        let complaint = &view.complaint;
        let assignment = complaint.assignment();
        Self {
            id: complaint.id,
            about_centre: complaint.about_centre,
            state: complaint.state,
            channel: complaint.capture.channel,
            class: complaint.class,
            case_kind: complaint.case_kind().map(str::to_owned),
            department: assignment.map(|one| one.department),
            person: assignment.and_then(|one| one.person),
            words: view.record.as_ref().map(beginning).unwrap_or_default(),
            heard_by: complaint.heard_by(),
            heard_at: complaint.capture.heard_at,
            unmet_harm: complaint.harm_is_open(),
            in_conflict: !complaint.conflict.is_empty(),
            pending: count(view.pending.len()),
            stuck: count(view.stuck.len()),
        }
    }
}

fn beginning(record: &ComplaintRecord) -> String {
    let words = if record.course.is_empty() { &record.demand } else { &record.course };
    words.chars().map(|one| if one.is_control() { ' ' } else { one }).take(LINE_CHARS).collect()
}

/// A complaint as its page shows it.
///
/// Its deadlines aren't here: the site's settings for them stay with the server, and printed ones could be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintView {
    /// The complaint.
    pub complaint: Complaint,
    /// The record as it is seen now; `None` where this device doesn't hold its words.
    pub record: Option<ComplaintRecord>,
    /// The record as it was captured; `None` where this device doesn't hold its words.
    pub captured: Option<ComplaintRecord>,
    /// Names of the people in it.
    pub names: BTreeMap<UserId, String>,
    /// When the server received an entry, milliseconds since 1970 UTC.
    pub received_at: BTreeMap<EntryId, i64>,
    /// Own entries that are saved here and not yet with the server.
    pub pending: Vec<EntryId>,
    /// Own changes that the server refused. They are not part of `complaint`.
    pub stuck: Vec<StuckChange>,
    /// Whether it is still in this device's view; one that left it stays until its work is sent.
    pub listed: bool,
}

/// What this device's user may do about a complaint now, and the conduct that it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintNext {
    /// Commands, open ones and those that something else comes before.
    pub commands: Vec<Action>,
    /// Words for the present moment.
    pub guidance: Vec<Guidance>,
}

impl ComplaintView {
    /// `None` when nobody has captured anything in the document, as far as this device has it. `fresh` is what is about to
    /// be stored.
    async fn of<S: Store>(
        store: &S,
        fresh: &WriteSet,
        loaded: &Loaded,
        reference: &Reference,
    ) -> Result<Option<Self>, StoreError> {
        let Some(complaint) = fold_complaint(&loaded.full().journal()) else { return Ok(None) };
        let names = complaint.people().into_iter().map(|user| (user, reference.name_of(&user))).collect();
        Ok(Some(Self {
            record: words_of(store, fresh, complaint.id, complaint.records.last()).await?,
            captured: words_of(store, fresh, complaint.id, complaint.records.first()).await?,
            names,
            received_at: loaded.received_at(),
            pending: loaded.pending_entries(),
            stuck: loaded.stuck_changes(),
            listed: loaded.record.listed,
            complaint,
        }))
    }
}

/// The words of a version of the record, from what is about to be stored or what is.
async fn words_of<S: Store>(
    store: &S,
    fresh: &WriteSet,
    document: DocumentId,
    version: Option<&RecordVersion>,
) -> Result<Option<ComplaintRecord>, StoreError> {
    let Some(version) = version else { return Ok(None) };
    let blob = read_blob(store, fresh, document, &version.record).await?;
    Ok(blob.and_then(|blob| ComplaintRecord::from_blob(&blob)))
}

/// Writes the line of a loaded complaint, or takes it away where there is nothing to list.
pub(super) async fn keep_row<S: Store>(
    store: &S,
    loaded: &Loaded,
    reference: &Reference,
    writes: &mut WriteSet,
) -> Result<(), StoreError> {
    let view = ComplaintView::of(store, writes, loaded, reference).await?;
    let key = loaded.id.as_bytes().as_slice();
    if let Some(view) = view.filter(|view| view.listed) {
        put(writes, Table::Complaint, key, &ComplaintRow::of(&view))?;
    } else {
        writes.delete(Table::Complaint, key);
    }
    Ok(())
}

impl<S: Store, E: Environment> Device<S, E> {
    /// All complaints in this device's view, the open ones first, by time waiting (PRI-2).
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn complaints(&self) -> Result<Vec<ComplaintRow>, StoreError> {
        let mut rows: Vec<ComplaintRow> = range(&self.store, Table::Complaint, &[]).await?;
        rows.sort_by_key(|row| (!row.state.is_open(), row.heard_at, row.id));
        Ok(rows)
    }

    /// One complaint; `None` when this device doesn't hold it.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn complaint(&self, id: DocumentId) -> Result<Option<ComplaintView>, StoreError> {
        let mut documents = Documents::default();
        let loaded = documents.load(&self.store, id).await?;
        let Some(loaded) = loaded.filter(|loaded| loaded.record.kind.is_complaint()) else { return Ok(None) };
        ComplaintView::of(&self.store, &WriteSet::default(), loaded, &self.settings.reference).await
    }

    /// What this device's user may do about a complaint now; no command before enrolment.
    pub fn complaint_next(&mut self, complaint: &Complaint) -> ComplaintNext {
        let now = self.at();
        let author = self.author();
        let commands = author.map(|author| complaint_actions(complaint, &author, now)).unwrap_or_default();
        let harm = complaint.harm_is_open().then_some(Moment::Harm);
        let open = complaint.state.is_open().then_some(Moment::Complaint);
        ComplaintNext { commands, guidance: harm.into_iter().chain(open).map(Guidance::from).collect() }
    }
}
