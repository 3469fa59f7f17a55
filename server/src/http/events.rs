//! `GET /api/v1/events`: a hint that there is something after feed number N. It carries no data, so it needs no scope.

use super::{AppState, Problem};
use crate::accounts::Principal;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::{IntervalStream, WatchStream};

/// How soon a stream notices that its device or user was shut out (P9).
const RECHECK: Duration = Duration::from_secs(4);

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
        (status = 401, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn events(
    State(state): State<AppState>,
    principal: Principal,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let moved = WatchStream::new(state.feed_moved.subscribe()).map(Beat::Moved);
    let checks = IntervalStream::new(tokio::time::interval(RECHECK)).map(|_| Beat::Check);
    let stops = WatchStream::new(state.stopping.clone()).filter(|stopping| *stopping).map(|_| Beat::Stop);
    let beats = moved.merge(checks).merge(stops);
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
