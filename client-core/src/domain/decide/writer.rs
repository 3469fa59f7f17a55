//! Collects what a command writes and asks the policy table for each entry.

use super::{Context, Decided, DocumentWrite, Rejection};
use crate::domain::blob::Blob;
use crate::domain::entry::{Body, By, CommandRef, DocumentKind, Entry, EntryError, Kind, MAX_ENTRY_BYTES};
use crate::domain::id::{BlobDigest, CommandId, DocumentId, EntryId};
use crate::domain::order::{Order, OrderState};
use crate::domain::policy::{Denial, Relation, Role, may_write};

/// Words and strokes are limited so that one fits into a sync request with its change.
pub(super) const MAX_SMALL_BLOB_BYTES: usize = 8 * 1024 - 64;
/// Short texts inside entries, in characters.
const MAX_TEXT: usize = 500;

/// An entry to be.
struct Line {
    kind: DocumentKind,
    document: DocumentId,
    role: Role,
    round: Option<u32>,
    after: Option<EntryId>,
    body: Body,
}

/// Where an entry goes, and how its author stands to that document.
pub(super) struct Target {
    pub(super) kind: DocumentKind,
    pub(super) document: DocumentId,
    pub(super) relation: Relation,
}

pub(super) struct Writer<'a, 'c> {
    pub(super) order: &'a Order,
    pub(super) context: &'a mut Context<'c>,
    command: CommandId,
    bodies: Vec<Line>,
    blobs: Vec<(DocumentId, Blob)>,
    pub(super) used_slip_number: bool,
}

impl<'a, 'c> Writer<'a, 'c> {
    pub(super) fn new(order: &'a Order, context: &'a mut Context<'c>) -> Self {
        let random = ten(context.random.bytes());
        let command = CommandId::new(context.now.estimate(), random);
        Self { order, context, command, bodies: Vec::new(), blobs: Vec::new(), used_slip_number: false }
    }

    /// The first of the author's roles that may write this kind here.
    pub(super) fn role_for(&self, kind: Kind, relation: Relation) -> Result<Role, Rejection> {
        let mut denial = Denial::Role;
        for role in &self.context.author.roles {
            match may_write(*role, kind, relation) {
                Ok(()) => return Ok(*role),
                Err(Denial::NotAssigned) => denial = Denial::NotAssigned,
                Err(Denial::Role) => {}
            }
        }
        Err(Rejection::Denied { kind, denial })
    }

    /// Whether the author may write this kind here; asked before the state, so that a stranger learns nothing of it.
    pub(super) fn allow(&self, kind: Kind) -> Result<(), Rejection> {
        self.role_for(kind, self.order.relation(&self.context.author.user)).map(|_| ())
    }

    /// Adds an entry to the order in the first of the author's roles that fits; in any that may write it when none does.
    pub(super) fn write_as(&mut self, fits: impl Fn(Role) -> bool, body: Body) -> Result<(), Rejection> {
        self.write(body)?;
        let relation = self.order.relation(&self.context.author.user);
        let Some(Line { role, body, .. }) = self.bodies.last_mut() else { return Ok(()) };
        let may =
            |r: &Role| fits(*r) && body.kind().is_some_and(|kind| may_write(*r, kind, relation).is_ok());
        if let Some(better) = self.context.author.roles.iter().copied().find(may) {
            *role = better;
        }
        Ok(())
    }

    /// Gives the last entry in the highest of the author's roles that may write it.
    pub(super) fn in_highest_role(&mut self) {
        self.in_highest_role_at(Relation::Site);
    }

    /// The same for a document to which the author stands like this.
    pub(super) fn in_highest_role_at(&mut self, relation: Relation) {
        let Some(Line { role, body, .. }) = self.bodies.last_mut() else { return };
        let Some(kind) = body.kind() else { return };
        let may = |role: &&Role| may_write(**role, kind, relation).is_ok();
        if let Some(highest) = self.context.author.roles.iter().filter(may).max_by_key(|role| role.rank()) {
            *role = *highest;
        }
    }

    /// Gives the last entry in a role that was found to fit.
    pub(super) fn in_role(&mut self, role: Role) {
        if let Some(line) = self.bodies.last_mut() {
            line.role = role;
        }
    }

    /// Adds an entry to the order.
    pub(super) fn write(&mut self, body: Body) -> Result<(), Rejection> {
        self.write_round(None, body)
    }

    /// Adds an entry that belongs to a round.
    pub(super) fn write_round(&mut self, round: Option<u32>, body: Body) -> Result<(), Rejection> {
        self.write_to(DocumentKind::Order, self.order.id, round, body)
    }

    pub(super) fn write_to(
        &mut self,
        kind: DocumentKind,
        document: DocumentId,
        round: Option<u32>,
        body: Body,
    ) -> Result<(), Rejection> {
        let relation = self.order.relation(&self.context.author.user);
        self.push(&Target { kind, document, relation }, round, None, body)
    }

    /// Adds an entry to the order that names its predecessor in whatever document (design of collisions across orders).
    pub(super) fn write_after(&mut self, after: Option<EntryId>, body: Body) -> Result<(), Rejection> {
        let relation = self.order.relation(&self.context.author.user);
        let target = Target { kind: DocumentKind::Order, document: self.order.id, relation };
        self.push(&target, None, after, body)
    }

    /// Adds an entry about goods to a document that isn't the order. It names what this device knew to be last.
    pub(super) fn write_elsewhere(&mut self, target: &Target, body: Body) -> Result<(), Rejection> {
        self.push(target, None, self.context.stock.last_entry(), body)
    }

    /// Says what the last entry's author knew to come before it.
    pub(super) fn name_predecessor(&mut self, after: Option<EntryId>) {
        if let Some(line) = self.bodies.last_mut() {
            line.after = after;
        }
    }

    /// Adds an entry to a document that isn't the order, and names its predecessor.
    pub(super) fn write_elsewhere_after(
        &mut self,
        target: &Target,
        after: Option<EntryId>,
        body: Body,
    ) -> Result<(), Rejection> {
        self.push(target, None, after, body)
    }

    /// Adds an entry about goods to the order. It names what this device knew to be last.
    pub(super) fn write_goods(&mut self, body: Body) -> Result<(), Rejection> {
        self.write_after(self.context.stock.last_entry(), body)
    }

    fn push(
        &mut self,
        target: &Target,
        round: Option<u32>,
        after: Option<EntryId>,
        body: Body,
    ) -> Result<(), Rejection> {
        let Some(entry_kind) = body.kind() else { return Err(Rejection::NotFound) };
        let role = self.role_for(entry_kind, target.relation)?;
        let Target { kind, document, .. } = *target;
        self.bodies.push(Line { kind, document, role, round, after, body });
        Ok(())
    }

    /// Puts a text beside the order and gives its name.
    pub(super) fn text_blob(&mut self, field: &str, text: &str) -> Result<BlobDigest, Rejection> {
        let text = required(field, text)?;
        let salt = self.context.random.bytes();
        self.blob(field, Blob::text(salt, text))
    }

    /// Puts a small blob beside the order and gives its name.
    pub(super) fn blob(&mut self, field: &str, blob: Blob) -> Result<BlobDigest, Rejection> {
        if blob.content.len() > MAX_SMALL_BLOB_BYTES {
            let detail = format!("at most {MAX_SMALL_BLOB_BYTES} bytes, this has {}", blob.content.len());
            return Err(Rejection::Invalid { field: field.to_owned(), detail });
        }
        Ok(self.put_blob(blob))
    }

    /// Puts a blob beside the order, whatever its size, and gives its name.
    pub(super) fn put_blob(&mut self, blob: Blob) -> BlobDigest {
        let digest = blob.digest();
        self.blobs.push((self.order.id, blob));
        digest
    }

    /// Ten fresh bytes for an id.
    pub(super) fn fresh_document(&mut self) -> DocumentId {
        let mut bytes = self.context.random.bytes();
        // Version and variant of a random uuid, so that every tool reads it as one.
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        DocumentId::from_bytes(bytes)
    }

    /// Refuses with the present state.
    pub(super) fn wrong_state<T>(&self, needs: &str) -> Result<T, Rejection> {
        Err(Rejection::WrongState { state: self.order.state, needs: needs.to_owned() })
    }

    /// Refuses unless the order is in one of these states and no decision is pending.
    pub(super) fn require(&self, states: &[OrderState], needs: &str) -> Result<(), Rejection> {
        if self.order.needs_decision {
            return self.wrong_state("decision");
        }
        if states.contains(&self.order.state) { Ok(()) } else { self.wrong_state(needs) }
    }

    pub(super) fn finish(self) -> Result<Decided, Rejection> {
        let Self { context, command, bodies, blobs, used_slip_number, .. } = self;
        let mut writes: Vec<DocumentWrite> = Vec::new();
        let mut documents: Vec<DocumentId> = bodies.iter().map(|line| line.document).collect();
        documents.sort_unstable();
        documents.dedup();
        let count = u8::try_from(documents.len()).unwrap_or(u8::MAX);
        for Line { kind, document, role, round, after, body } in bodies {
            let entry = Entry {
                by: By { user: context.author.user, role, device: context.author.device },
                at: context.now,
                round,
                after,
                command: CommandRef { id: command, documents: count },
                body,
            };
            if let Err(EntryError::TooLong(_)) = entry.to_bytes() {
                return Err(Rejection::EntryTooLong { max: MAX_ENTRY_BYTES });
            }
            let write = match writes.iter().position(|write| write.document == document) {
                Some(known) => &mut writes[known],
                None => writes.push_mut(DocumentWrite { kind, document, entries: Vec::new() }),
            };
            let n = u32::try_from(write.entries.len()).unwrap_or(u32::MAX);
            write.entries.push((EntryId::of_command(command, document, n), entry));
        }
        Ok(Decided { command, writes, blobs, used_slip_number })
    }
}

fn ten(bytes: [u8; 16]) -> [u8; 10] {
    let mut ten = [0; 10];
    ten.copy_from_slice(&bytes[..10]);
    ten
}

/// A field with words in it, at most 2,000 characters: for blobs.
pub(super) fn required<'t>(field: &str, text: &'t str) -> Result<&'t str, Rejection> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Rejection::Missing { field: field.to_owned() });
    }
    if text.chars().count() > 2_000 {
        return Err(Rejection::Invalid { field: field.to_owned(), detail: "at most 2000 characters".into() });
    }
    Ok(text)
}

/// A field with words in it that goes into the entry itself.
pub(super) fn short(field: &str, text: &str) -> Result<String, Rejection> {
    let text = required(field, text)?;
    if text.chars().count() > MAX_TEXT {
        return Err(Rejection::Invalid {
            field: field.to_owned(),
            detail: format!("at most {MAX_TEXT} characters"),
        });
    }
    Ok(text.to_owned())
}

/// Words that may be left out; nothing where there are only spaces.
pub(super) fn optional(field: &str, text: Option<&str>) -> Result<Option<String>, Rejection> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| short(field, text)).transpose()
}
