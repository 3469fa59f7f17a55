//! Whether one change may enter the log: everything that can be said once its dependencies are there.

use super::{ActorBinding, Bench, DocumentFacts, Sender, matter};
use client_core::domain::decide::complaint_relation;
use client_core::domain::entry::office::ClaimReason;
use client_core::domain::entry::{Body, DocumentKind, Entry, EntryError, Kind, MAX_ENTRY_BYTES};
use client_core::domain::fee::fee_document;
use client_core::domain::id::{ActorId, CommandId, DocumentId, EntryId};
use client_core::domain::journal::Journal;
use client_core::domain::matter::fold_matter;
use client_core::domain::month::{month_document, month_named};
use client_core::domain::order::fold;
use client_core::domain::policy::{Relation, Role, may_write};
use client_core::domain::procedure::Library;
use client_core::domain::stock::{is_goods_kind, kit_document};
use client_core::protocol::{MAX_ROWS_PER_DOCUMENT, QuarantineReason};
use client_core::replica::{ChangeRow, genesis_actor};
use planted::Bug;
use std::collections::BTreeSet;

/// What is said to somebody who may not write here, whether the document exists or not (attacks 26, 39).
const FORBIDDEN: &str = "not allowed to this author here";

/// Whoever knows an order by its slip alone writes no more entries into it: a tool goes from hand to hand a few times,
/// and nobody can fill a document for those whose work it is.
const MOST_BY_SLIP: usize = 32;

/// Why a change is refused for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) reason: QuarantineReason,
    pub(super) detail: String,
}

impl Refusal {
    pub(super) fn new(reason: QuarantineReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// A change that may enter, with what it is only a claim of.
pub(super) type Claims = Vec<(EntryId, ClaimReason)>;

/// What is said of a change whose dependencies are there.
pub(super) enum Judged {
    Accept(Claims),
    Later,
    Refuse(Refusal),
}

/// Reads a row's entries. All of them belong to one command.
pub(super) fn read_entries(row: &ChangeRow) -> Result<Vec<(EntryId, Entry)>, Refusal> {
    let mut entries: Vec<(EntryId, Entry)> = Vec::with_capacity(row.entries.len());
    for (id, bytes) in &row.entries {
        let entry = Entry::from_bytes(bytes).map_err(|error| match error {
            EntryError::TooLong(_) => Refusal::new(
                QuarantineReason::Limits,
                format!("entry {id} has {} bytes, at most {MAX_ENTRY_BYTES} are allowed", bytes.len()),
            ),
            other => Refusal::new(QuarantineReason::Malformed, format!("entry {id}: {other}")),
        })?;
        if entries.first().is_some_and(|(_, first)| first.command != entry.command) {
            return Err(Refusal::new(
                QuarantineReason::Malformed,
                "entries of one change belong to one command",
            ));
        }
        entries.push((*id, entry));
    }
    Ok(entries)
}

/// The command of a change that touches several documents, with their number.
pub(super) fn group_of(entries: &[(EntryId, Entry)]) -> Option<(CommandId, usize)> {
    let command = entries.first()?.1.command;
    (command.documents > 1).then_some((command.id, usize::from(command.documents)))
}

/// Whether the actor is this device's own, for this document (attacks 21, 33).
pub(super) fn check_actor(
    kind: DocumentKind,
    document: DocumentId,
    actor: ActorId,
    binding: Option<&ActorBinding>,
    sender: &Sender,
) -> Result<(), Refusal> {
    let own = binding
        .is_none_or(|bound| bound.document == document && bound.device == sender.device && !bound.of_server);
    if (own || planted::is(Bug::ForeignActor)) && actor != genesis_actor(kind, document) {
        Ok(())
    } else {
        Err(Refusal::new(QuarantineReason::Actor, "this actor doesn't belong to this device and document"))
    }
}

/// Judges a change whose actor is right, whose `seq` follows and whose dependencies are all in the log.
pub(super) fn judge(
    facts: &DocumentFacts,
    row: &ChangeRow,
    entries: &[(EntryId, Entry)],
    bench: &Bench<'_>,
) -> Judged {
    match check(facts, row, entries, bench) {
        Ok(Some(claims)) => Judged::Accept(claims),
        Ok(None) => Judged::Later,
        Err(refusal) => Judged::Refuse(refusal),
    }
}

fn check(
    facts: &DocumentFacts,
    row: &ChangeRow,
    entries: &[(EntryId, Entry)],
    bench: &Bench<'_>,
) -> Result<Option<Claims>, Refusal> {
    let known = &facts.known;
    if !known.is_empty() && !facts.in_scope && !by_slip(entries) && !planted::is(Bug::WritesOutOfScope) {
        return Err(Refusal::new(QuarantineReason::Forbidden, FORBIDDEN));
    }
    if !facts.in_scope {
        let own = known.entries().iter().filter(|e| e.entry.by.user == bench.sender.user).count();
        if own + entries.len() > MOST_BY_SLIP {
            let detail =
                format!("at most {MOST_BY_SLIP} entries by somebody who was never given the document");
            return Err(Refusal::new(QuarantineReason::Limits, detail));
        }
    }
    if known.len() >= MAX_ROWS_PER_DOCUMENT {
        return Err(Refusal::new(
            QuarantineReason::Limits,
            format!("a document has at most {MAX_ROWS_PER_DOCUMENT} changes"),
        ));
    }
    if !known.follows_own(&row.actor, &row.deps) && !planted::is(Bug::OwnPastForgotten) {
        return Err(Refusal::new(
            QuarantineReason::OwnPast,
            "the actor's own last change is not in the ancestry",
        ));
    }
    let mut ids = BTreeSet::new();
    let mut used = entries.iter().filter(|_| !planted::is(Bug::EntryIdAgain));
    if let Some((id, _)) = used.find(|(id, _)| known.uses(id) || !ids.insert(*id)) {
        return Err(Refusal::new(QuarantineReason::EntryIdUsed, format!("entry id {id} is used already")));
    }
    let mut withdrawn = false;
    for (id, entry) in entries {
        withdrawn |= check_by(bench.sender, *id, entry)?;
    }
    let mut newer = false;
    for (id, entry) in entries {
        match entry.body.kind() {
            None => newer = true,
            Some(kind) if !kind.belongs_to(known.kind) => {
                return Err(Refusal::new(
                    QuarantineReason::DocumentKind,
                    format!(
                        "entry {id}: {} doesn't belong into a document of kind {}",
                        kind.as_str(),
                        known.kind.as_str()
                    ),
                ));
            }
            Some(_) => {}
        }
    }
    if newer && !planted::is(Bug::UnknownKindIsTaken) {
        return Ok(None);
    }
    match known.kind {
        DocumentKind::Kit => check_kit(facts, entries)?,
        DocumentKind::Month => check_month(facts, entries)?,
        DocumentKind::Incident => {
            begins_with(facts, entries, Kind::IncidentReported, "an incident begins with its report")?;
        }
        DocumentKind::Complaint | DocumentKind::CentreComplaint => {
            begins_with(facts, entries, Kind::ComplaintCaptured, "a complaint begins with its capture")?;
        }
        DocumentKind::FeeAccount => {
            begins_with(facts, entries, Kind::FeeTermsSet, "an account begins with its terms")?;
            let stranger = |entry: &Entry| match &entry.body {
                Body::FeeTermsSet(data) => fee_document(&data.account) != known.document,
                _ => false,
            };
            if entries.iter().any(|(_, entry)| stranger(entry)) {
                let detail = "the terms of another account".to_owned();
                return Err(Refusal::new(QuarantineReason::DocumentKind, detail));
            }
        }
        DocumentKind::Matter(kind) => {
            begins_with(facts, entries, Kind::MatterOpened, "a matter begins with its opening")?;
            if !matter::check(facts, kind, entries)? {
                return Ok(None);
            }
        }
        DocumentKind::Order | DocumentKind::Customer | DocumentKind::Store => {}
    }
    let form = matter::form(facts, entries);
    let mut relations = Relations { facts, row, entries, bench, now: None, then: None };
    let mut claims = Claims::new();
    for (id, entry) in entries {
        let Some(kind) = entry.body.kind() else { continue };
        let role = entry.by.role;
        let allowed = |relation| match form {
            Some(form) => matter::allows(role, form, &entry.body, relation),
            None => may_write(role, kind, relation).is_ok(),
        };
        // Most of the office's rights need no relation, and then no fold.
        if allowed(anybody(known.kind)) || allowed(relations.now()) {
            if withdrawn {
                claims.push((*id, ClaimReason::RoleWithdrawn));
            }
        } else if kind == Kind::PoolTaken && !withdrawn && allowed(relations.then()) {
            // Two who took one slip are a collision of their own (COL-04), not a claim.
        } else if allowed(Relation::Assigned) && allowed(relations.then()) {
            let reason = if withdrawn { ClaimReason::RoleWithdrawn } else { ClaimReason::NoLongerAssigned };
            claims.push((*id, reason));
        } else if !planted::is(Bug::ForbiddenIsTaken) {
            return Err(Refusal::new(QuarantineReason::Forbidden, FORBIDDEN));
        }
    }
    Ok(Some(claims))
}

/// Whether these entries may be written by somebody who was never given the order: the slip or a colleague's ticket
/// named it. What they let him write doesn't let him read.
pub(crate) fn by_slip(entries: &[(EntryId, Entry)]) -> bool {
    entries.iter().all(|(_, entry)| {
        let kind = entry.body.kind();
        kind.is_some_and(|kind| {
            is_goods_kind(kind)
                && kind.belongs_to(DocumentKind::Order)
                && may_write(entry.by.role, kind, Relation::Site).is_ok()
        })
    })
}

/// Entries of a settlement month name the month that the document's id was derived from.
fn check_month(facts: &DocumentFacts, entries: &[(EntryId, Entry)]) -> Result<(), Refusal> {
    for (id, entry) in entries {
        if month_named(&entry.body).is_some_and(|month| month_document(month) != facts.known.document) {
            return Err(Refusal::new(
                QuarantineReason::Malformed,
                format!("entry {id} belongs to the document of another month"),
            ));
        }
    }
    Ok(())
}

/// Documents of some kinds begin with an entry that makes them what they are.
fn begins_with(
    facts: &DocumentFacts,
    entries: &[(EntryId, Entry)],
    first: Kind,
    otherwise: &str,
) -> Result<(), Refusal> {
    let begins = |(_, entry): &(EntryId, Entry)| entry.body.kind() == Some(first);
    if facts.known.is_empty() && !entries.iter().any(begins) {
        return Err(Refusal::new(QuarantineReason::Malformed, otherwise));
    }
    Ok(())
}

/// A kit begins with its opening, which names the owner that the document's id was derived from.
fn check_kit(facts: &DocumentFacts, entries: &[(EntryId, Entry)]) -> Result<(), Refusal> {
    let document = facts.known.document;
    let openings = entries.iter().filter_map(|(id, entry)| match &entry.body {
        Body::KitOpened(data) => Some((id, data)),
        _ => None,
    });
    for (id, data) in openings.clone() {
        if kit_document(data.technician, &data.month) != document {
            return Err(Refusal::new(
                QuarantineReason::Malformed,
                format!("entry {id} opens the kit of somebody else, or of another month"),
            ));
        }
    }
    if facts.known.is_empty() && openings.count() == 0 {
        return Err(Refusal::new(QuarantineReason::Malformed, "a kit begins with its opening"));
    }
    Ok(())
}

/// Whether the author is the sender; true when his role was withdrawn within the last 60 days.
fn check_by(sender: &Sender, id: EntryId, entry: &Entry) -> Result<bool, Refusal> {
    let by = entry.by;
    if (by.user != sender.user || by.device != sender.device) && !planted::is(Bug::ForeignAuthor) {
        return Err(Refusal::new(
            QuarantineReason::By,
            format!("entry {id} names another author than its sender"),
        ));
    }
    if by.role != Role::Server && (sender.roles.contains(&by.role) || planted::is(Bug::RoleNotHeld)) {
        Ok(false)
    } else if by.role != Role::Server && sender.recent_roles.contains(&by.role) {
        Ok(true)
    } else {
        Err(Refusal::new(
            QuarantineReason::By,
            format!("entry {id}: the author isn't {} and wasn't in the last 60 days", by.role.as_str()),
        ))
    }
}

/// How the sender stands to the document, now and when he wrote; folded only when a right depends on it.
struct Relations<'a, 'b> {
    facts: &'a DocumentFacts,
    row: &'a ChangeRow,
    entries: &'a [(EntryId, Entry)],
    bench: &'a Bench<'b>,
    now: Option<Relation>,
    then: Option<Relation>,
}

impl Relations<'_, '_> {
    fn now(&mut self) -> Relation {
        let (facts, entries, bench) = (self.facts, self.entries, self.bench);
        *self.now.get_or_insert_with(|| {
            let (known, user) = (&facts.known, bench.sender.user);
            if known.still_holds(user) {
                return Relation::Assigned;
            }
            let relation = relation(&known.journal(), entries, bench.library, bench.sender);
            if known.kind == DocumentKind::Order && relation == Relation::Assigned {
                known.remember_holder(user);
            }
            relation
        })
    }

    fn then(&mut self) -> Relation {
        let (facts, row, entries, bench) = (self.facts, self.row, self.entries, self.bench);
        *self.then.get_or_insert_with(|| {
            relation(&facts.known.journal_at(&row.deps), entries, bench.library, bench.sender)
        })
    }
}

/// How anybody of the site stands to a document of this kind. To a complaint about the service centre it is a relation of
/// its own: rights of the site's would let the centre in (CMP-2).
const fn anybody(kind: DocumentKind) -> Relation {
    complaint_relation(kind)
}

fn relation(
    journal: &Journal,
    incoming: &[(EntryId, Entry)],
    library: &Library,
    sender: &Sender,
) -> Relation {
    match journal.kind {
        DocumentKind::Order => fold(journal, library).relation(&sender.user),
        DocumentKind::Customer
        | DocumentKind::Store
        | DocumentKind::Month
        | DocumentKind::Incident
        | DocumentKind::Complaint
        | DocumentKind::CentreComplaint
        | DocumentKind::FeeAccount => anybody(journal.kind),
        DocumentKind::Matter(_) => {
            fold_matter(journal).map_or(Relation::Site, |matter| matter.relation(&sender.user))
        }
        DocumentKind::Kit => kit_relation(journal, incoming, sender),
    }
}

/// A kit is its owner's: the technician whom its opening names, where that belongs to the document's id. The first
/// change of a kit brings its opening itself.
fn kit_relation(journal: &Journal, incoming: &[(EntryId, Entry)], sender: &Sender) -> Relation {
    let known = journal.entries().iter().map(|e| &e.entry);
    let owned = known.chain(incoming.iter().map(|(_, entry)| entry)).any(|entry| {
        matches!(&entry.body, Body::KitOpened(data) if data.technician == sender.user
            && kit_document(data.technician, &data.month) == journal.document)
    });
    if owned { Relation::Assigned } else { Relation::Site }
}
