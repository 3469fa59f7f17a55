//! The task that plans, runs what is due and carries deliveries out.

use super::{JobContext, plan, run_due, table};
use crate::environment::Clock;
use crate::http::AppState;
use crate::notify::{Channels, DeliveryError, Outgoing, acknowledge, outgoing};
use crate::store::{Store, StoreError};
use client_core::domain::calendar::Zone;
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, watch};

/// The runner wakes at least so often, whatever it waits for: clocks are set, and computers sleep.
const LONGEST_SLEEP_MS: i64 = 60_000;
/// Commits that come close together are looked at together.
const GATHER: Duration = Duration::from_millis(250);
/// A pause after the database refused.
const AFTER_ERROR: Duration = Duration::from_secs(5);
/// Deliveries that are under way at one time.
const MOST_AT_ONCE: u32 = 8;

/// Runs the jobs of one database. A [`Store`] holds the database's lock, so no second process has a runner; within this one
/// the server makes one, and its rounds never overlap.
pub struct Runner {
    store: Store,
    clock: Arc<dyn Clock>,
    context: JobContext,
    channels: Channels,
    origin: String,
    moved: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    alone: Mutex<()>,
}

impl Runner {
    /// A runner of a server's jobs. Notices go out over these channels.
    pub fn new(state: &AppState, channels: Channels) -> Self {
        let context = JobContext {
            site: state.site.id,
            zone: Zone::from(state.site.timezone),
            settings: Arc::clone(&state.jobs),
            channels: Arc::new(channels.names()),
        };
        Self {
            store: state.store.clone(),
            clock: Arc::clone(&state.clock),
            context,
            channels,
            origin: state.http.public_origin.clone(),
            moved: state.feed_moved.subscribe(),
            stopping: state.stopping.clone(),
            alone: Mutex::new(()),
        }
    }

    /// Works until the server stops: what is under way is finished, nothing new is begun.
    pub async fn run(self) {
        let (mut moved, mut stopping) = (self.moved.clone(), self.stopping.clone());
        while !*stopping.borrow_and_update() {
            // What is committed from here on wakes the runner again.
            moved.borrow_and_update();
            let pause = match self.round().await {
                Ok(next) => self.pause(next),
                Err(error) => {
                    tracing::error!(%error, "jobs wait for the database");
                    AFTER_ERROR
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                changed = moved.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    tokio::time::sleep(GATHER).await;
                }
                changed = stopping.changed() => if changed.is_err() {
                    return;
                },
            }
        }
    }

    fn pause(&self, next: Option<i64>) -> Duration {
        let left = next.map_or(LONGEST_SLEEP_MS, |next| next.saturating_sub(self.clock.now_ms()));
        Duration::from_millis(u64::try_from(left.clamp(1, LONGEST_SLEEP_MS)).unwrap_or(1))
    }

    /// Plans, does what is due now, and tries each delivery that is due once. Gives the time of the next job.
    ///
    /// # Errors
    /// The database. What was committed before stays; the next round goes on from there.
    pub async fn round(&self) -> Result<Option<i64>, StoreError> {
        let _alone = self.alone.lock().await;
        let now = self.clock.now_ms();
        loop {
            let context = self.context.clone();
            let ran = self
                .store
                .write(move |connection| {
                    plan(connection, &context, now)?;
                    run_due(connection, &context, now)
                })
                .await?;
            if !ran.more {
                break;
            }
        }
        while !*self.stopping.borrow() && self.deliver(now).await? {}
        self.store.read(table::next_at).await
    }

    /// Tries some deliveries that are due; tells whether there may be more. Each attempt either ends its job or puts it off
    /// beyond `now`.
    async fn deliver(&self, now: i64) -> Result<bool, StoreError> {
        let (zone, origin) = (self.context.zone, self.origin.clone());
        let batch = self
            .store
            .read(move |connection| {
                table::due_deliveries(connection, now, MOST_AT_ONCE)?
                    .into_iter()
                    .map(|job| outgoing(connection, job, zone, &origin))
                    .collect::<Result<Vec<Outgoing>, StoreError>>()
            })
            .await?;
        if batch.is_empty() {
            return Ok(false);
        }
        let attempts = join_all(batch.into_iter().map(|one| self.attempt(one, now))).await;
        self.store
            .write(move |connection| {
                attempts.into_iter().try_for_each(|(job, result)| acknowledge(connection, &job, result, now))
            })
            .await?;
        Ok(true)
    }

    async fn attempt(&self, one: Outgoing, now: i64) -> (table::Job, Result<bool, DeliveryError>) {
        let Outgoing { job, message } = one;
        let Some(message) = message else { return (job, Ok(false)) };
        let Some(channel) = self.channels.get(&message.channel) else {
            let words = format!("no channel {} is set up", message.channel);
            return (job, Err(DeliveryError::Later(words)));
        };
        // A channel blocks for its timeout at most.
        let sent = tokio::task::spawn_blocking(move || channel.deliver(&message, now)).await;
        let result = sent.unwrap_or_else(|_| Err(DeliveryError::Later("the channel failed".to_owned())));
        (job, result.map(|()| true))
    }
}
