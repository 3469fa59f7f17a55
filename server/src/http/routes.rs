//! The one list of all routes.

use super::{AppState, Problem, ProblemKind, auth, health, middleware, openapi};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

/// Bodies of ordinary requests, in bytes. A route with larger ones sets its own limit.
const MOST_BODY_BYTES: usize = 64 * 1024;

/// Every route of the server, with what every request goes through.
pub fn router(state: AppState) -> Router {
    Router::new()
        // Operation.
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/openapi.json", get(openapi::serve))
        // Signing in.
        .route("/api/v1/enrol", post(auth::enrol))
        .route("/api/v1/token/nonce", post(auth::nonce))
        .route("/api/v1/token", post(auth::token))
        .route("/api/v1/login", post(auth::login))
        .route("/api/v1/login/device", post(auth::login_device))
        .route("/api/v1/me", get(auth::me))
        .route("/logout", post(auth::logout))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(axum::middleware::from_fn_with_state(state.clone(), middleware::limits))
        .layer(CatchPanicLayer::custom(middleware::panicked))
        .layer(axum::middleware::from_fn_with_state(state.clone(), middleware::outermost))
        .with_state(state)
}

async fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound, "no such page")
}

async fn method_not_allowed() -> Problem {
    Problem::new(ProblemKind::MethodNotAllowed, "see the Allow header")
}
