//! The driver of the sync machine: one endless task that carries requests and sleeps in between.
//!
//! The device is taken only for the moment in which a request is made or an answer is stored, so that work
//! goes on while the network is slow.

use super::{Core, Open, Reply};
use crate::fault::{Fault, connection};
use crate::platform::Platform;
use client_core::device::sync::{Applied, FailureKind, OutgoingRequest, Step, SyncError, Transport};
use client_core::device::{Environment, OutboxStatus};
use client_core::domain::id::DocumentId;
use client_core::protocol::BlobRequest;
use futures_util::future::{Either, select};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::pin::pin;
use std::rc::Rc;

/// After a fault of the store the machine is asked again after this time, in milliseconds.
const AGAIN_MS: i64 = 30_000;

/// The word for damage that was set right, as [`Fault::Mended`] has it.
const MENDED: &str = "mended";

/// What one run of requests did, until nothing was left to do.
#[derive(Debug, Clone, Default)]
struct Round {
    requests: u32,
    applied: Applied,
    photos: u32,
    photo_failure: Option<FailureKind>,
    failure: Option<Fault>,
}

impl Round {
    fn json(&self) -> Value {
        let applied = &self.applied;
        json!({
            "requests": self.requests,
            "accepted": applied.accepted,
            "waiting": applied.waiting,
            "reissued": applied.reissued,
            "pulled": applied.pulled,
            "changed": applied.changed,
            "removed": applied.removed,
            "held": applied.problems,
            "new_epoch": applied.new_epoch,
            "photos": self.photos,
            "photo_failure": self.photo_failure.map(connection),
        })
    }
}

/// Somebody who waits for the end of a round.
#[derive(Default)]
struct Waiter {
    outcome: RefCell<Option<Result<Value, Fault>>>,
    bell: super::Notify,
}

/// How far the connection is, as screens show it.
#[derive(Default)]
pub(super) struct Status {
    round: Round,
    running: bool,
    last_success: Option<i64>,
    failure: Option<&'static str>,
    unsent: usize,
    stuck: usize,
    next_attempt: Option<i64>,
    waiters: Vec<Rc<Waiter>>,
}

/// What the driver does next.
enum Next {
    Do(Step),
    Failed(Fault),
    Shut(Fault),
}

impl<P: Platform> Core<P> {
    pub(super) fn sync_state(&self) -> Value {
        let status = self.sync.borrow();
        json!({
            "running": status.running,
            "online": self.platform.online(),
            "last_success": status.last_success,
            "failure": status.failure,
            "unsent": status.unsent,
            "stuck": status.stuck,
            "next_attempt": status.next_attempt,
        })
    }

    pub(super) fn emit_sync(&self) {
        self.platform.emit(&json!({ "event": "sync", "sync": self.sync_state() }));
    }

    pub(super) fn emit_changed<'a>(&self, documents: impl IntoIterator<Item = &'a DocumentId>) {
        let documents: BTreeSet<&DocumentId> = documents.into_iter().collect();
        self.platform.emit(&json!({ "event": "changed", "documents": documents }));
    }

    /// Says on every page that damage was set right, until the next sync that ends well.
    pub(super) fn say_mended(&self) {
        self.sync.borrow_mut().failure = Some(MENDED);
        self.emit_sync();
    }

    /// Counts what is unsent; after every command and every answer.
    pub(super) async fn count_unsent(&self) {
        if let Open::Ready(ready) = &*self.open.lock().await
            && let Ok(items) = ready.device.outbox().await
        {
            let stuck = items.iter().filter(|item| matches!(item.status, OutboxStatus::Stuck { .. })).count();
            let mut status = self.sync.borrow_mut();
            (status.unsent, status.stuck) = (items.len(), stuck);
        }
        self.emit_sync();
    }

    /// Now, whatever was planned; ends when nothing is left to do.
    pub(super) async fn sync_now(&self) -> Result<Reply, Fault> {
        let waiter = Rc::new(Waiter::default());
        {
            let mut guard = self.ready().await?;
            // The machine takes a person's wish for news of the network too.
            guard.device()?.online();
            self.sync.borrow_mut().waiters.push(Rc::clone(&waiter));
        }
        self.wake.notify();
        waiter.bell.rung().await;
        let outcome = waiter.outcome.borrow_mut().take();
        outcome.unwrap_or(Err(Fault::Elsewhere)).map(Reply::from)
    }

    /// Carries requests for as long as the tab lives.
    pub async fn drive(&self) {
        self.count_unsent().await;
        loop {
            let next = self.next_step().await;
            match next {
                Next::Do(Step::Send(request)) => self.send(request).await,
                Next::Do(Step::Blob(request)) => self.send_blob(request).await,
                Next::Do(Step::Wait { wake_at }) => {
                    self.end_round().await;
                    self.sleep_until(wake_at).await;
                }
                Next::Failed(fault) => {
                    self.sync.borrow_mut().round.failure = Some(fault);
                    self.end_round().await;
                    let now = self.platform.machine().now().boot_ms;
                    self.sleep_until(Some(now.saturating_add(AGAIN_MS))).await;
                }
                Next::Shut(fault) => {
                    self.sync.borrow_mut().round.failure = Some(fault);
                    self.end_round().await;
                    self.sleep_until(None).await;
                }
            }
        }
    }

    async fn next_step(&self) -> Next {
        let mut guard = match self.ready().await {
            Ok(guard) => guard,
            Err(fault) => return Next::Shut(fault),
        };
        let device = match guard.device() {
            Ok(device) => device,
            Err(fault) => return Next::Shut(fault),
        };
        match device.tick().await {
            Ok(step) => Next::Do(step),
            Err(error) => Next::Failed(error.into()),
        }
    }

    fn begin(&self) {
        let begins = !std::mem::replace(&mut self.sync.borrow_mut().running, true);
        if begins {
            self.emit_sync();
        }
    }

    async fn send(&self, request: OutgoingRequest) {
        self.begin();
        let answer = self.exchange(&request).await;
        let stored = match (self.ready().await, answer) {
            (Ok(mut guard), Ok(bytes)) => match guard.device() {
                Ok(device) => {
                    let stored = device.reply(&bytes).await;
                    if stored.is_err() {
                        device.failed(FailureKind::NotOurServer);
                    }
                    stored.map_err(Fault::from)
                }
                Err(fault) => Err(fault),
            },
            (Ok(mut guard), Err(fault)) => {
                if let Ok(device) = guard.device() {
                    device.failed(kind_of(&fault));
                }
                Err(fault)
            }
            (Err(fault), _) => Err(fault),
        };
        {
            let mut status = self.sync.borrow_mut();
            status.round.requests += 1;
            match &stored {
                Ok(applied) => {
                    status.round.failure = None;
                    status.round.applied.add(applied.clone());
                }
                Err(fault) => status.round.failure = Some(fault.clone()),
            }
        }
        if let Ok(applied) = &stored {
            self.emit_changed(&applied.changed);
            if applied.removed > 0 || applied.new_epoch {
                self.platform.emit(&json!({ "event": "changed", "documents": null }));
            }
        }
    }

    /// A request whose token isn't taken is sent once more with a fresh one.
    async fn exchange(&self, request: &OutgoingRequest) -> Result<Vec<u8>, Fault> {
        let mut http = self.connection(false).await?;
        match http.exchange(request).await {
            Err(FailureKind::Unauthorized) => {
                let mut http = self.connection(true).await?;
                Ok(http.exchange(request).await?)
            }
            other => Ok(other?),
        }
    }

    async fn send_blob(&self, request: BlobRequest) {
        self.begin();
        let answer = match self.connection(false).await {
            Ok(mut http) => match http.blob(&request).await {
                Err(FailureKind::Unauthorized) => match self.connection(true).await {
                    Ok(mut http) => http.blob(&request).await,
                    Err(fault) => Err(kind_of(&fault)),
                },
                other => other,
            },
            Err(fault) => Err(kind_of(&fault)),
        };
        let Ok(mut guard) = self.ready().await else { return };
        let Ok(device) = guard.device() else { return };
        let stored: Result<(), SyncError> = match answer {
            Ok(answer) => {
                self.sync.borrow_mut().round.photos += 1;
                device.blob_reply(answer).await
            }
            Err(kind) => {
                self.sync.borrow_mut().round.photo_failure = Some(kind);
                device.blob_failed(kind).await
            }
        };
        if let Err(error) = stored {
            self.sync.borrow_mut().round.failure = Some(error.into());
        }
    }

    /// Nothing more to do now: whoever waits is told, and the screens.
    async fn end_round(&self) {
        let failure = self.sync.borrow_mut().round.failure.take();
        if let Some(fault) = failure {
            let fault = self.mended(fault).await;
            self.sync.borrow_mut().round.failure = Some(fault);
        }
        let (round, waiters) = {
            let mut status = self.sync.borrow_mut();
            let round = std::mem::take(&mut status.round);
            if round.requests > 0 || round.failure.is_some() {
                // Until the server has brought again what is missing, that is what people have to know.
                let waits =
                    status.failure == Some(MENDED) && matches!(round.failure, Some(Fault::Connection(_)));
                if !waits {
                    status.failure = round.failure.as_ref().map(Fault::code);
                }
                if round.failure.is_none() {
                    status.last_success = Some(self.platform.machine().now().wall_ms);
                }
            }
            status.running = false;
            (round, std::mem::take(&mut status.waiters))
        };
        for waiter in waiters {
            let outcome = round.failure.clone().map_or_else(|| Ok(round.json()), Err);
            *waiter.outcome.borrow_mut() = Some(outcome);
            waiter.bell.notify();
        }
        self.count_unsent().await;
    }

    async fn sleep_until(&self, wake_at: Option<i64>) {
        let now = self.platform.machine().now();
        let wait = wake_at.map(|at| at.saturating_sub(now.boot_ms).max(0));
        self.sync.borrow_mut().next_attempt = wait.map(|ms| now.wall_ms.saturating_add(ms));
        let rung = pin!(self.wake.rung());
        match wait {
            None => rung.await,
            Some(ms) => match select(rung, pin!(self.platform.sleep(ms))).await {
                Either::Left(_) | Either::Right(_) => {}
            },
        }
    }
}

/// How the sync machine sees a failed attempt.
fn kind_of(fault: &Fault) -> FailureKind {
    match fault {
        Fault::Connection(kind) => *kind,
        Fault::SignedOut => FailureKind::Unauthorized,
        Fault::Server { status, .. } => FailureKind::Refused(*status),
        _ => FailureKind::Offline,
    }
}
