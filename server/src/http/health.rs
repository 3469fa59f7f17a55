//! Whether the server lives and whether it can do its work.

use super::{AppState, Json, Problem, ProblemBody};
use crate::store::StoreError;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// The answer of the health checks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`; a failure is a problem.
    pub status: &'static str,
    /// The program's version.
    pub version: &'static str,
}

const WELL: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = Health)))]
pub(super) async fn healthz() -> Json<Health> {
    Json(WELL)
}

/// The database answers a read, and the writer commits.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses(
    (status = 200, body = Health), (status = 503, body = ProblemBody)))]
pub(super) async fn readyz(State(state): State<AppState>) -> Result<Json<Health>, Problem> {
    state
        .store
        .read(|connection| -> Result<(), StoreError> {
            Ok(connection.query_row("SELECT count(*) FROM site", [], |_| Ok(()))?)
        })
        .await?;
    state.store.write(|_| Ok::<(), StoreError>(())).await?;
    Ok(Json(WELL))
}
