//! Sync, as a machine without input and output of its own.
//!
//! In: [`Device::tick`], [`Device::online`], [`Device::offline`], [`Device::reply`], [`Device::failed`], and for large
//! blobs [`Device::blob_reply`] and [`Device::blob_failed`]. Out: a request to send, or when to ask again. The driver
//! carries bytes; [`Device::sync`] is a small one over a [`Transport`].
//! One file per step: `schedule` (when), `request` (what goes up), `verdict` and `pull` (what an answer says),
//! `returned` (what a restored server has lost), `answer` (the one transaction that stores it), `blobs` (photos, which
//! travel by themselves, and how much of one at a time: `piece`).

mod answer;
mod blobs;
mod numbers;
mod piece;
mod pull;
mod request;
mod returned;
mod schedule;
mod verdict;

pub use answer::{AnswerError, Applied};
pub use blobs::BlobTrouble;

use super::store::{Store, StoreError};
use super::{Device, Environment, Now};
use crate::domain::id::{ActorId, DocumentId};
use crate::protocol::{BlobAnswer, BlobRequest, Cursor, WireError};
use blobs::{Blobs, Next};
use returned::{ReceiptName, Returning};
use schedule::Schedule;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of changes and blobs that a request carries at most, as they weigh on the line, about.
/// 2026-11-24: half a minute on a line of 16 kbit/s; a day's work of a technician fits into one.
const REQUEST_BYTES: usize = 64 * 1024;

/// Entries of a request are alike: on the line each is less than this part of its bytes.
const ENTRY_SHRINKS: usize = 4;

/// Requests in a row that only re-issued the same work; then the device waits before it tries again.
const REISSUES_IN_A_ROW: u32 = 3;

/// A request for the driver to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRequest {
    /// What the answer must repeat.
    pub nonce: [u8; 16],
    /// The body: a `SyncRequest` in CBOR, not compressed.
    pub bytes: Vec<u8>,
}

/// What the driver does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Send this and come back with [`Device::reply`] or [`Device::failed`].
    Send(OutgoingRequest),
    /// Send this about a large blob and come back with [`Device::blob_reply`] or [`Device::blob_failed`].
    Blob(BlobRequest),
    /// Nothing now. Call [`Device::tick`] again at this `boot_ms`, or after the next event when there is none.
    Wait {
        /// When.
        wake_at: Option<i64>,
    },
}

/// Why a request brought no answer of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FailureKind {
    /// No connection. Wait.
    #[error("no connection")]
    Offline,
    /// No answer in time. Wait.
    #[error("no answer in time")]
    Timeout,
    /// Somebody answered who isn't the server: a login page of a network, a proxy. Wait, or open a browser.
    #[error("the answer didn't come from the server")]
    NotOurServer,
    /// The tokens aren't taken. Log in; what is saved stays.
    #[error("not signed in")]
    Unauthorized,
    /// The server is busy. Wait.
    #[error("the server is busy")]
    Busy {
        /// At least so long.
        retry_after_ms: Option<u32>,
    },
    /// The server refuses the request as a whole, with this HTTP status. The app may need an update.
    #[error("the server refused the request ({0})")]
    Refused(u16),
}

/// Why a sync ended early. Nothing saved is lost by any of these.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// Nobody is enrolled on this device.
    #[error("this device is not enrolled")]
    NotEnrolled,
    /// The answer isn't one to this request. Nothing was changed; call [`Device::failed`] and try again.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The store. The page will be asked for again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The connection.
    #[error(transparent)]
    Transport(#[from] FailureKind),
    /// The request can't be written, which only a fault of this program explains.
    #[error(transparent)]
    Wire(#[from] WireError),
}

/// Carries a request to the server and its answer back.
#[expect(async_fn_in_trait, reason = "callers are generic; a bound on the futures would shut browsers out")]
pub trait Transport {
    /// Sends the request; gives the body of the answer.
    ///
    /// # Errors
    /// [`FailureKind`] when the server didn't answer it.
    async fn exchange(&mut self, request: &OutgoingRequest) -> Result<Vec<u8>, FailureKind>;

    /// Sends a request about a large blob; gives the answer.
    ///
    /// # Errors
    /// [`FailureKind`] when the server didn't answer it.
    async fn blob(&mut self, request: &BlobRequest) -> Result<BlobAnswer, FailureKind>;
}

/// Pages and what they brought, over a whole sync.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncReport {
    /// Requests sent.
    pub requests: u32,
    /// What the answers brought, added up.
    pub applied: Applied,
    /// Requests about large blobs that were answered.
    pub blob_requests: u32,
    /// What the last failed request about a large blob failed of; it is tried again later.
    pub blob_failure: Option<FailureKind>,
}

#[derive(Debug, Clone)]
struct Sent {
    seq: u64,
    order: u64,
}

#[derive(Debug, Clone)]
struct InFlight {
    nonce: [u8; 16],
    /// What the clocks said when it was handed to the driver.
    sent_at: Now,
    cursor: Option<Cursor>,
    sent: BTreeMap<(DocumentId, ActorId), Vec<Sent>>,
    hashed: BTreeSet<(DocumentId, ActorId)>,
    /// Whether the outbox held more than the request could carry.
    partial: bool,
    returning: Returning,
}

/// What the machine remembers between two steps; a new process begins with none of it.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) schedule: Schedule,
    pub(super) blobs: Blobs,
    in_flight: Option<InFlight>,
    rehash: BTreeSet<(DocumentId, ActorId)>,
    reissues: u32,
    /// Documents whose changes the server put off: they go last, so that they don't keep others from being sent.
    put_off: BTreeSet<DocumentId>,
    /// Whether this run of the program has heard everything that the server had for it.
    caught_up: bool,
    /// Returned runs that wait for others on the server.
    returns_put_off: BTreeSet<ReceiptName>,
}

impl State {
    /// Whether a command is in the request whose answer hasn't come.
    pub(super) fn is_sent(&self, order: u64) -> bool {
        self.in_flight
            .as_ref()
            .is_some_and(|flight| flight.sent.values().flatten().any(|sent| sent.order == order))
    }
}

impl<S: Store, E: Environment> Device<S, E> {
    /// The next step. Call it at the time that the last one named, and after every event.
    ///
    /// # Errors
    /// [`SyncError::Store`] or [`SyncError::Wire`].
    pub async fn tick(&mut self) -> Result<Step, SyncError> {
        let now = self.environment.now().boot_ms;
        if self.sync.schedule.is_lost(now) {
            self.failed(FailureKind::Timeout);
        }
        if self.sync.blobs.lost_at().is_some_and(|at| now >= at) {
            self.blob_failed(FailureKind::Timeout).await?;
        }
        if self.settings.identity.is_none() {
            return Ok(Step::Wait { wake_at: None });
        }
        if self.sync.blobs.is_in_flight() {
            return Ok(Step::Wait { wake_at: self.sync.blobs.lost_at() });
        }
        while !self.sync.schedule.is_due(now) {
            let wake_at = self.sync.schedule.wake_at();
            if self.sync.schedule.is_in_flight() || !self.sync.schedule.is_online() {
                return Ok(Step::Wait { wake_at });
            }
            match self.next_blob(now).await? {
                Next::Send(request) => return Ok(Step::Blob(request)),
                Next::Again => {}
                Next::Wait(at) => return Ok(Step::Wait { wake_at: wake_at.into_iter().chain(at).min() }),
            }
        }
        let (request, flight) = self.build_request().await?;
        self.sync.in_flight = Some(flight);
        self.sync.schedule.sent(now, request.bytes.len());
        Ok(Step::Send(request))
    }

    /// The server says that there is something new, or the app wants to be sure.
    pub fn hurry(&mut self) {
        self.sync.schedule.hurry();
        self.sync.blobs.hurry();
    }

    /// A connection is there.
    pub fn online(&mut self) {
        self.sync.schedule.online();
        self.sync.blobs.hurry();
    }

    /// No connection is there.
    pub fn offline(&mut self) {
        self.sync.schedule.offline();
    }

    /// The request brought no answer of the server.
    pub fn failed(&mut self, kind: FailureKind) {
        self.sync.in_flight = None;
        let now = self.environment.now().boot_ms;
        let random = self.environment.random();
        self.sync.schedule.failed(now, kind, random);
    }

    /// Sends and receives until there is nothing more, whatever was planned. A photo that doesn't get through is left for
    /// the next time and doesn't end the sync.
    ///
    /// # Errors
    /// Any [`SyncError`]; what earlier pages brought is stored.
    pub async fn sync(&mut self, transport: &mut impl Transport) -> Result<SyncReport, SyncError> {
        if self.settings.identity.is_none() {
            return Err(SyncError::NotEnrolled);
        }
        self.online();
        let mut report = SyncReport::default();
        loop {
            let request = match self.tick().await? {
                Step::Send(request) => request,
                Step::Blob(request) => {
                    self.sync_blob(transport, &request, &mut report).await?;
                    continue;
                }
                Step::Wait { .. } => return Ok(report),
            };
            report.requests += 1;
            let bytes = match transport.exchange(&request).await {
                Ok(bytes) => bytes,
                Err(kind) => {
                    self.failed(kind);
                    return Err(kind.into());
                }
            };
            match self.reply(&bytes).await {
                Ok(applied) => report.applied.add(applied),
                Err(error) => {
                    self.failed(FailureKind::NotOurServer);
                    return Err(error);
                }
            }
        }
    }

    async fn sync_blob(
        &mut self,
        transport: &mut impl Transport,
        request: &BlobRequest,
        report: &mut SyncReport,
    ) -> Result<(), SyncError> {
        match transport.blob(request).await {
            Ok(answer) => {
                report.blob_requests += 1;
                self.blob_reply(answer).await
            }
            Err(kind) => {
                self.blob_failed(kind).await?;
                report.blob_failure = Some(kind);
                // Only a new token helps, and whoever has one tries again.
                if kind == FailureKind::Unauthorized { Err(kind.into()) } else { Ok(()) }
            }
        }
    }
}
