//! One request up, one answer down, whatever the number of documents.

use super::{Bundle, Bytes};
use crate::domain::entry::DocumentKind;
use crate::domain::id::{ActorId, BlobDigest, ChangeHash, DocumentId, EntryId};
use serde::{Deserialize, Serialize};

/// A life of the server's feed; another one after a restore.
pub type Epoch = [u8; 8];

/// How far a device has stored the feed of its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The feed's life.
    pub epoch: Epoch,
    /// Last feed number that is stored.
    pub seq: u64,
    /// First bytes of the feed's hash chain at `seq`, as the server gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Epoch>,
}

/// A change as it crosses the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Number among the actor's changes of the document.
    pub seq: u64,
    /// What it depends on, sorted; left out when that is just the actor's own last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deps: Option<Vec<ChangeHash>>,
    /// Entries in op order.
    pub entries: Vec<(EntryId, Bytes)>,
}

/// Consecutive changes of one actor in one document, closed by the hash of the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: DocumentKind,
    /// The author.
    pub actor: ActorId,
    /// Rows, `seq` ascending without a gap.
    pub rows: Vec<Row>,
    /// Hash of the last row's change.
    pub hash: ChangeHash,
    /// Hash of every row's change; only after the server asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hashes: Option<Vec<ChangeHash>>,
}

/// A blob with the document that it lies beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireBlob {
    /// The document whose journal names it.
    pub document: DocumentId,
    /// Its stored bytes; their SHA-256 is its name.
    pub bytes: Bytes,
}

/// Changes that a server handed out before it was put back to a backup, whoever wrote them. They come back with the
/// receipt that they went out with and are admitted as they were the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedRun {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: DocumentKind,
    /// The run as it came down, with its receipt; the first row names its dependencies in full.
    pub run: PulledRun,
}

/// What a device sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// Protocol version.
    pub version: u16,
    /// App name and version, for the operator.
    pub app: String,
    /// Random; the answer repeats it.
    pub nonce: [u8; 16],
    /// How far this device has the feed; absent on a first sync.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// New changes, each run after those that it depends on where the device knows the order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub push: Vec<Run>,
    /// What a restored server has lost of the changes that it once handed out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<ReturnedRun>,
    /// Small blobs that the changes above name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<WireBlob>,
    /// Blobs that will be uploaded by themselves; room for a later version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub announced: Vec<BlobDigest>,
    /// Rows that came up in this very request, and that the server has, may come down as their `seq` alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_own: bool,
    /// Bytes that the answer's page should not exceed by much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<u32>,
    /// Version of the reference data that the device holds; 0 for none.
    #[serde(default)]
    pub reference: u64,
}

/// Why changes are kept in quarantine instead of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuarantineReason {
    /// Not an entry, not in the one deterministic form, an empty row, unsorted deps, a gap inside the run.
    Malformed,
    /// Larger or more than allowed.
    Limits,
    /// The actor belongs to another device or document, or is the document's creating actor.
    Actor,
    /// The actor has another change with this `seq`: two lives of one actor. Take a new actor and send again.
    Fork,
    /// The author's own last change is not in the ancestry.
    OwnPast,
    /// The entry id is used already.
    EntryIdUsed,
    /// The rebuilt change has another hash.
    Hash,
    /// `by` names another user, device, or a role that the user doesn't hold and didn't in the last 60 days.
    By,
    /// The policy table never allowed it to this author here.
    Forbidden,
    /// The kind of entry does not belong into this kind of document.
    DocumentKind,
    /// Comes after a refused change of the same actor. Send it again under a new actor.
    Follows,
    /// Another document's part of the same command was refused.
    Group,
}

impl QuarantineReason {
    /// The reason's name in SQL, API and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Limits => "limits",
            Self::Actor => "actor",
            Self::Fork => "fork",
            Self::OwnPast => "own_past",
            Self::EntryIdUsed => "entry_id_used",
            Self::Hash => "hash",
            Self::By => "by",
            Self::Forbidden => "forbidden",
            Self::DocumentKind => "document_kind",
            Self::Follows => "follows",
            Self::Group => "group",
        }
    }
}

/// What became of pushed changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// In the log, durable.
    Accepted,
    /// Was in the log already.
    Duplicate,
    /// Of a newer kind or version: nothing stored, keep it and send again after the server's update.
    Later,
    /// Depends on something neither in the log nor in the request: nothing stored, send again.
    Pending,
    /// The run's hash doesn't match: nothing stored, send the run again with a hash for each row.
    Rehash,
    /// Kept apart for a person to look at; will never enter the log as it is.
    Quarantined {
        /// Why.
        reason: QuarantineReason,
        /// For a person; no secrets, no bytes.
        detail: String,
    },
}

/// The verdict on an actor's changes of a document after the previous verdict's `upto`, up to `upto`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The document.
    pub document: DocumentId,
    /// The actor.
    pub actor: ActorId,
    /// Last `seq` that the verdict covers.
    pub upto: u64,
    /// What became of them.
    pub outcome: Outcome,
}

/// A change that comes down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PulledRow {
    /// The change. Without entries and dependencies it is the one that the device has of this actor under this `seq`.
    pub row: Row,
    /// When the server received it, milliseconds since 1970 UTC.
    pub received_at: i64,
}

/// Consecutive changes of one actor that come down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PulledRun {
    /// The author.
    pub actor: ActorId,
    /// Rows, `seq` ascending without a gap.
    pub rows: Vec<PulledRow>,
    /// Hash of the last row's change.
    pub hash: ChangeHash,
    /// The server's receipt for the run: its word that it has admitted these changes. A device keeps it, and shows it to
    /// a server that was put back to a backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Bytes>,
}

/// News of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentPage {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: DocumentKind,
    /// Changes in an order in which each follows its dependencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<PulledRun>,
    /// A whole document instead of changes; room for a later version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Bytes>,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncAnswer {
    /// Protocol version.
    pub version: u16,
    /// The request's nonce.
    pub nonce: [u8; 16],
    /// Server time, milliseconds since 1970 UTC.
    pub server_time: i64,
    /// Verdicts on everything that was pushed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<Verdict>,
    /// Verdicts on everything that was returned, one for each run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<Verdict>,
    /// News.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentPage>,
    /// Documents that left this device's view. What is unsent in them stays until it is sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<DocumentId>,
    /// Small blobs that the news name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<WireBlob>,
    /// Newer reference data, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Bundle>,
    /// Where the device stands once it has stored this page.
    pub cursor: Cursor,
    /// The request's cursor was of another life of the feed; this page begins at the start.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub new_epoch: bool,
    /// There is more after this page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Feed number up to which a verified backup exists; absent where none is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backed_up: Option<u64>,
}
