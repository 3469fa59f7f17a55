//! Listening, and stopping without cutting anybody off.

use super::{AppState, router};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// After a request to stop, connections that are still open are cut after this time.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the server couldn't listen, or ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can't be used.
    #[error("the server can't listen: {0}")]
    Listen(#[source] std::io::Error),
    /// The accept loop failed.
    #[error("the server stopped: {0}")]
    Accept(#[source] std::io::Error),
}

/// Serves until `stop` is done: then no new connection is taken, requests under way are finished,
/// streams are told by `stopping` (the sender of [`AppState::stopping`]), and after ten seconds
/// whatever is left is cut.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stopping: watch::Sender<bool>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let app = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let mut told = stopping.subscribe();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        stop.await;
        tracing::info!("stopping");
        stopping.send_replace(true);
    });
    tokio::select! {
        result = server => result.map_err(ServeError::Accept),
        () = async move {
            let _ = told.wait_for(|stopping| *stopping).await;
            tokio::time::sleep(PATIENCE).await;
        } => {
            tracing::warn!("cut the connections that were still open");
            Ok(())
        }
    }
}
