//! What is asked of entries of a matter before they enter: that they fit its form, and that the form lets their author.

use super::DocumentFacts;
use super::judge::Refusal;
use client_core::domain::entry::matter::{MatterKind, MatterOpened};
use client_core::domain::entry::{Body, Entry, Kind};
use client_core::domain::id::EntryId;
use client_core::domain::matter::{Form, MatterPeriod, form as form_of, matter_document, newest};
use client_core::domain::policy::{Relation, Role, may_write, may_write_matter};
use client_core::protocol::QuarantineReason;

fn opening<'a>(facts: &'a DocumentFacts, entries: &'a [(EntryId, Entry)]) -> Option<&'a MatterOpened> {
    let known = facts.known.entries().iter().map(|entry| &entry.entry.body);
    known.chain(entries.iter().map(|(_, entry)| &entry.body)).find_map(|body| match body {
        Body::MatterOpened(data) => Some(data),
        _ => None,
    })
}

/// The form of a matter; `None` of documents that are none.
pub(super) fn form(facts: &DocumentFacts, entries: &[(EntryId, Entry)]) -> Option<&'static Form> {
    opening(facts, entries).and_then(|data| form_of(&data.form, data.version))
}

/// Whether this program knows the form; entries of a newer one wait for an update.
pub(super) fn check(
    facts: &DocumentFacts,
    kind: MatterKind,
    entries: &[(EntryId, Entry)],
) -> Result<bool, Refusal> {
    let first = opening(facts, entries);
    for (id, entry) in entries {
        let Body::MatterOpened(data) = &entry.body else { continue };
        // Whichever opening counts in the end, sections and rights are those of one form.
        if first.is_some_and(|first| first.form != data.form) {
            let detail = format!("entry {id}: a second opening by another form");
            return Err(Refusal::new(QuarantineReason::DocumentKind, detail));
        }
        let Some(form) = form_of(&data.form, data.version) else {
            // Of a form that was never published there is no newer version either; that is known when it comes.
            return match newest(&data.form) {
                Some(newest) if data.version < newest.version => {
                    let detail = format!("entry {id}: a version of its form that never was");
                    Err(Refusal::new(QuarantineReason::Malformed, detail))
                }
                _ => Ok(false),
            };
        };
        if form.kind != kind {
            let detail = format!("entry {id}: a form of another kind of matter");
            return Err(Refusal::new(QuarantineReason::DocumentKind, detail));
        }
        let fits = match (form.every, data.period.as_deref()) {
            (None, None) => true,
            (Some(every), Some(text)) => text.parse::<MatterPeriod>().is_ok_and(|period| {
                period.every() == every && matter_document(form.key, text) == facts.known.document
            }),
            _ => false,
        };
        if !fits {
            let detail = format!("entry {id}: the period of another document");
            return Err(Refusal::new(QuarantineReason::DocumentKind, detail));
        }
    }
    Ok(first.is_none_or(|data| form_of(&data.form, data.version).is_some()))
}

/// Whether the form lets somebody in this post write this.
pub(super) fn allows(role: Role, form: &Form, body: &Body, relation: Relation) -> bool {
    let section = match body {
        Body::MatterFilled(data) => Some(data.section.as_str()),
        Body::MatterRowStruck(data) => Some(data.section.as_str()),
        _ => None,
    };
    body.kind().is_some_and(|kind| match kind {
        Kind::Marked | Kind::Received | Kind::Decision => may_write(role, kind, relation).is_ok(),
        _ => may_write_matter(role, form, kind, section, relation).is_ok(),
    })
}
