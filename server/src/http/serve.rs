//! Listening, and stopping without cutting anybody off.

use super::events::end_streams_of_shut_out;
use super::{AppState, router};
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

/// After a request to stop, connections that are still open are cut after this time.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long the server waits when the system has no more sockets for it.
const OUT_OF_SOCKETS: Duration = Duration::from_secs(1);

/// Why the server couldn't listen, or ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can't be used.
    #[error("the server can't listen: {0}")]
    Listen(#[source] std::io::Error),
}

/// Serves until `stop` is done: then no new connection is taken, requests under way are finished,
/// streams are told by `stopping` (the sender of [`AppState::stopping`]), and after ten seconds
/// whatever is left is cut.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stopping: watch::Sender<bool>,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let header_timeout = state.http.header_timeout;
    let streams = tokio::spawn(end_streams_of_shut_out(state.clone()));
    let app = router(state);
    let (open, guard) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (app, told, guard) = (app.clone(), stopping.subscribe(), guard.clone());
                tokio::spawn(async move {
                    connection(stream, peer, app, header_timeout, told).await;
                    drop(guard);
                });
            }
            Err(error) if of_one_connection(error.kind()) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(OUT_OF_SOCKETS).await;
            }
        }
    }
    drop((listener, guard));
    tracing::info!("stopping");
    stopping.send_replace(true);
    tokio::select! {
        () = open.closed() => {}
        () = tokio::time::sleep(PATIENCE) => tracing::warn!("cut the connections that were still open"),
    }
    if let Err(error) = streams.await {
        tracing::error!(%error, "looking after streams ended badly");
    }
}

/// Whether the caller went away again before he was heard, which is nobody else's trouble.
const fn of_one_connection(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

/// One connection's requests, one after another. A head that isn't complete in time ends it, and so does silence
/// between two requests: idle sockets and dribbled headers cost a socket for that long and no more (attack 35).
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    header_timeout: Duration,
    mut stopping: watch::Receiver<bool>,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .serve_connection(TokioIo::new(stream), service);
    let mut served = pin!(served);
    let told = async {
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = told => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
