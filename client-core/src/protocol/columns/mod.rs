//! A message as columns: what stands at the same place of many rows lies side by side, so that general compression finds
//! what the rows share, and nothing is sent that the reader can work out.
//!
//! A message of this protocol is CBOR: a tree. Each place of the tree (`documents`, each of its items, their `runs`, ...)
//! has columns of its own: what kinds of values stand there, numbers as the difference to the one before, texts and
//! bytes as the place of an equal one that was there lately, ids also as that of an equal one anywhere before, or else
//! their content. Entries are CBOR inside of a byte
//! string; they are taken apart like the rest. Two things are left out because the reader has them anyway: the digest of
//! a blob that travels along, and the id of an entry that follows from its command ([`EntryId::of_command`]).
//!
//! Packing loses nothing: [`unpack`] gives the same bytes. It knows no rule of the business, and of the protocol only the
//! names of the fields that those two follow from, so a field that a later version adds needs nothing here. A message that isn't plain CBOR (indefinite lengths, long
//! forms, floats, tags) has no packed form and travels as it is.

mod cbor;
mod layout;
mod pack;
mod tape;
#[cfg(test)]
mod tests;
mod unpack;

pub use pack::pack;
pub use unpack::unpack;

use crate::domain::id::{CommandId, DocumentId, EntryId};

/// Media type of a message as columns; [`MEDIA_TYPE`](super::MEDIA_TYPE) is that of the same message as it is.
pub const PACKED_MEDIA_TYPE: &str = "application/vnd.undercroft.columns";

/// First byte of every packed message.
const FORMAT: u8 = 1;

/// Nesting of the deepest message, entries included.
const MAX_DEPTH: usize = 48;

/// Equal strings are looked for among so many of those that stood at the same place lately.
const RECENT: usize = 64;

/// Byte strings of this length and more are ids, hashes and the like: an equal one is looked for at every place.
const ID_BYTES: usize = 16;

/// Places of a message, at most: ours have some hundreds, and a reader makes columns for each.
const MAX_PLACES: usize = 8_192;

/// What stands at a place.
mod kind {
    pub(super) const UNSIGNED: u8 = 0;
    pub(super) const NEGATIVE: u8 = 1;
    pub(super) const BYTES: u8 = 2;
    pub(super) const TEXT: u8 = 3;
    pub(super) const LIST: u8 = 4;
    pub(super) const MAP: u8 = 5;
    pub(super) const FALSE: u8 = 6;
    pub(super) const TRUE: u8 = 7;
    pub(super) const NULL: u8 = 8;
    /// A byte string that holds CBOR.
    pub(super) const INNER: u8 = 9;
    /// An entry with the id that follows from its command: a list of both.
    pub(super) const DERIVED: u8 = 10;
}

/// How a string is given.
mod string {
    /// By its content.
    pub(super) const NEW: u64 = 0;
    /// The digest of a blob of this message.
    pub(super) const DIGEST: u64 = 1;
    /// One that stood at another place: its number among all such, as the difference to the one before.
    pub(super) const ELSEWHERE: u64 = 2;
    /// This and above: one that was at the place lately, the last one first.
    pub(super) const RECENT: u64 = 3;
}

/// The key below which blobs are; they go first, so that their digests are known.
const BLOBS: &[u8] = b"blobs";

/// The key below which a document's id is, before what belongs to the document.
const DOCUMENT: &[u8] = b"document";

/// From where an entry's id follows. Both sides keep it while they go through a message.
#[derive(Default)]
struct Derivation {
    document: Option<DocumentId>,
    last: Option<Named>,
}

/// Which entry was named last in this way: its document, its command, and its number among the command's.
type Named = (DocumentId, CommandId, u32);

impl Derivation {
    fn see(&mut self, key: &[u8], string: &[u8]) {
        if key == DOCUMENT
            && let Some(document) = DocumentId::from_slice(string)
        {
            self.document = Some(document);
        }
    }

    /// The id that the next entry of this command has, and the state once it is taken.
    fn next(&self, command: CommandId) -> Option<(EntryId, Named)> {
        let document = self.document?;
        let n = match self.last {
            Some((before, same, n)) if before == document && same == command => n.checked_add(1)?,
            _ => 0,
        };
        Some((EntryId::of_command(command, document, n), (document, command, n)))
    }
}
