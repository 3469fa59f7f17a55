//! `GET /api/v1/events`: a hint that there is something after feed number N. It carries no data, so it needs no scope.

use super::{AppState, Problem, ProblemKind, SameOrigin};
use crate::accounts::Principal;
use crate::ident::DeviceId;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::{IntervalStream, WatchStream};

/// How soon a stream notices that its device or user was shut out (P9).
const RECHECK: Duration = Duration::from_secs(4);

/// Streams that one device, or one person's browsers together, may have open.
const MOST_STREAMS: usize = 32;
/// A stream that is this old, in ms, gives way to a newer one.
const YOUNG: i64 = 10_000;

/// Streams that are open, of each device the oldest first.
#[derive(Debug, Clone, Default)]
pub struct OpenStreams(Arc<Mutex<HashMap<DeviceId, VecDeque<OpenStream>>>>);

#[derive(Debug)]
struct OpenStream {
    since: i64,
    /// The stream ends when this is gone.
    hold: watch::Sender<()>,
}

impl OpenStreams {
    /// Counts a further stream. Beyond the most that a device may have, the oldest one ends, for its listener is most
    /// likely gone; a flood, whose oldest one has only just begun, is refused (attack 40).
    fn begin(&self, device: DeviceId, now: i64) -> Option<watch::Receiver<()>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = all.entry(device).or_default();
        own.retain(|stream| stream.hold.receiver_count() > 0);
        if own.len() >= MOST_STREAMS {
            if own.front().is_some_and(|oldest| now.saturating_sub(oldest.since) < YOUNG) {
                return None;
            }
            own.pop_front();
        }
        let (hold, held) = watch::channel(());
        own.push_back(OpenStream { since: now, hold });
        Some(held)
    }
}

enum Beat {
    Moved(u64),
    Check,
    Stop,
}

/// Says whenever the feed has moved. Ends when the server stops or the sender is shut out.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "sync",
    responses(
        (status = 200, content_type = "text/event-stream", description = "Events `feed` with `{\"seq\":N}`"),
        (status = 401, body = super::problem::ProblemBody), (status = 403, body = super::problem::ProblemBody),
        (status = 429, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn events(
    State(state): State<AppState>,
    principal: Principal,
    _: SameOrigin,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let Some(held) = state.streams.begin(principal.device, state.now_ms()) else {
        return Err(Problem::new(ProblemKind::RateLimited, "too many streams at once").retry_after(10));
    };
    let replaced = futures_util::stream::once(async move {
        let mut held = held;
        let _ = held.changed().await;
        Beat::Stop
    });
    let moved = WatchStream::new(state.feed_moved.subscribe()).map(Beat::Moved);
    let checks = IntervalStream::new(tokio::time::interval(RECHECK)).map(|_| Beat::Check);
    let stops = WatchStream::new(state.stopping.clone()).filter(|stopping| *stopping).map(|_| Beat::Stop);
    let beats = moved.merge(checks).merge(stops).merge(replaced);
    let accounts = state.accounts.clone();
    let device = principal.device;
    let stream =
        futures_util::stream::unfold((Box::pin(beats), accounts), move |(mut beats, accounts)| async move {
            loop {
                match beats.next().await {
                    Some(Beat::Moved(seq)) => {
                        let event = Event::default().event("feed").data(format!("{{\"seq\":{seq}}}"));
                        return Some((Ok(event), (beats, accounts)));
                    }
                    Some(Beat::Check) if accounts.principal_of_device(device).await.is_ok() => {}
                    Some(Beat::Check | Beat::Stop) | None => return None,
                }
            }
        });
    Ok(Sse::new(stream).keep_alive(KeepAlive::default()))
}
