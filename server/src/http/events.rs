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
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

/// How often the server looks whose streams must end (P9). It has to look: an operator's command removes a device from a
/// process of its own and tells nobody.
const LOOK: Duration = Duration::from_millis(500);

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

    /// The devices that listen.
    fn devices(&self) -> Vec<DeviceId> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, own| {
            own.retain(|stream| stream.hold.receiver_count() > 0);
            !own.is_empty()
        });
        all.keys().copied().collect()
    }

    /// Ends every stream of these devices.
    fn end(&self, devices: &[DeviceId]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for device in devices {
            all.remove(device);
        }
    }
}

/// Ends the streams of devices that were removed and of people who were shut out, until the server stops. One look for all
/// of them: a look for each would be most of what a server with many listeners does.
pub(super) async fn end_streams_of_shut_out(state: AppState) {
    let mut stopping = state.stopping.clone();
    let mut stopped = pin!(async {
        let _ = stopping.wait_for(|stopping| *stopping).await;
    });
    loop {
        tokio::select! {
            () = &mut stopped => return,
            () = tokio::time::sleep(LOOK) => {}
        }
        let devices = state.streams.devices();
        if devices.is_empty() {
            continue;
        }
        match state.accounts.shut_out(devices.clone()).await {
            Ok(out) => state.streams.end(&out),
            Err(error) => {
                // Whoever may still listen comes again, and is asked at the door.
                tracing::warn!(%error, "all streams end, because nobody can tell whose must");
                state.streams.end(&devices);
            }
        }
    }
}

enum Beat {
    Moved(u64),
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
    let ended = futures_util::stream::once(async move {
        let mut held = held;
        let _ = held.changed().await;
        Beat::Stop
    });
    let moved = WatchStream::new(state.feed_moved.subscribe()).map(Beat::Moved);
    let stops = WatchStream::new(state.stopping.clone()).filter(|stopping| *stopping).map(|_| Beat::Stop);
    let beats = Box::pin(moved.merge(stops).merge(ended));
    let stream = futures_util::stream::unfold(beats, |mut beats| async move {
        match beats.next().await {
            Some(Beat::Moved(seq)) => {
                let event = Event::default().event("feed").data(format!("{{\"seq\":{seq}}}"));
                Some((Ok(event), beats))
            }
            Some(Beat::Stop) | None => None,
        }
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::default()))
}
