//! The one list of all routes.

use super::{
    AppState, Problem, ProblemKind, analysis, app, audit, auth, blobs, case_kinds, complaints, departments,
    directory, duties, events, fees, figures, health, incidents, matters, middleware, months, notices,
    openapi, orders, pages, papers, store, sync, work_log,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use client_core::protocol::MAX_REQUEST_BYTES;
use tower_http::catch_panic::CatchPanicLayer;

/// Bodies of ordinary requests, in bytes. A route with larger ones sets its own limit.
const MOST_BODY_BYTES: usize = 64 * 1024;

/// Every route of the server, with what every request goes through.
pub fn router(state: AppState) -> Router {
    layered(routes(), state)
}

fn routes() -> Router<AppState> {
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
        // Devices.
        .route("/api/v1/sync", post(sync::sync).layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES)))
        .route("/api/v1/events", get(events::events))
        .route(
            "/api/v1/documents/{document}/blobs/{digest}",
            get(blobs::get).head(blobs::stand).patch(blobs::put),
        )
        // The office.
        .route("/api/v1/orders", get(orders::list).post(orders::register))
        .route("/api/v1/orders/counts", get(orders::counts))
        .route("/api/v1/orders/{id}", get(orders::show))
        .route("/api/v1/orders/{id}/journal", get(orders::show_journal))
        .route(
            "/api/v1/orders/{id}/commands",
            post(orders::command).layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES)),
        )
        .route("/api/v1/orders/{id}/photos/{digest}", get(blobs::photo))
        .route("/api/v1/orders/{id}/slip.pdf", get(papers::slip))
        // Incidents in public areas.
        .route("/api/v1/incidents", get(incidents::list).post(incidents::report))
        .route("/api/v1/incidents/{id}", get(incidents::show))
        .route("/api/v1/incidents/{id}/commands", post(incidents::command))
        // Complaints.
        .route("/api/v1/fees", get(fees::list))
        .route("/api/v1/fees/prepare", post(fees::prepare))
        .route("/api/v1/fees/send", post(fees::send))
        .route(
            "/api/v1/fees/import",
            post(fees::import).layer(DefaultBodyLimit::max(directory::files::MOST_FILE_BYTES)),
        )
        .route("/api/v1/fees/ready.pdf", get(pages::fees::papers::ready))
        .route("/api/v1/fees/accounts/{account}", get(fees::show))
        .route("/api/v1/fees/accounts/{account}/commands", post(fees::command))
        .route("/api/v1/fees/accounts/{account}/papers/{entry}", get(pages::fees::papers::paper))
        .route("/api/v1/fees/accounts/{account}/case.pdf", get(pages::fees::papers::case))
        .route("/api/v1/complaints", get(complaints::list).post(complaints::capture))
        .route("/api/v1/departments", get(departments::list))
        .route("/api/v1/departments/{department}", get(departments::show))
        .route("/api/v1/complaints/kinds", get(case_kinds::show))
        .route("/api/v1/complaints/kinds/{code}", put(case_kinds::put))
        .route("/api/v1/complaints/{id}", get(complaints::show))
        .route("/api/v1/complaints/{id}/commands", post(complaints::command))
        // The office's other matters.
        .route("/api/v1/matters", get(matters::list).post(matters::open))
        .route("/api/v1/matters/forms", get(matters::forms))
        .route("/api/v1/matters/rain", post(matters::rain))
        .route("/api/v1/matters/{id}", get(matters::show))
        .route(
            "/api/v1/matters/{id}/commands",
            post(matters::command).layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES)),
        )
        .route("/api/v1/matters/{id}/repairs", post(matters::repair))
        .route("/api/v1/matters/{id}/photos/{digest}", get(blobs::photo))
        .route("/api/v1/duties", get(duties::show))
        .route("/api/v1/duties/rounds", get(duties::rounds))
        .route("/api/v1/work-log", get(work_log::show))
        // The store.
        .route("/api/v1/store", get(store::show))
        .route("/api/v1/store/commands", post(store::command))
        .route("/api/v1/store/tools/{asset}", get(store::tool))
        .route("/api/v1/store/items/{code}", get(store::item))
        // Settlement.
        .route("/api/v1/months", get(months::list))
        .route("/api/v1/months/{month}", get(months::show))
        .route("/api/v1/months/{month}/notice", get(months::notice))
        .route("/api/v1/months/{month}/commands", post(months::command))
        .route("/api/v1/months/{month}/analysis", get(analysis::show))
        .route("/api/v1/months/{month}/analysis/commands", post(analysis::command))
        // Follow-ups and statistics.
        .route("/api/v1/follow-ups", get(figures::follow_ups))
        .route("/api/v1/statistics", get(figures::statistics))
        .route("/api/v1/compliance", get(figures::show_compliance))
        // Customers, units and buildings.
        .route("/api/v1/directory/search", get(directory::search))
        .route("/api/v1/directory/buildings", get(directory::buildings).post(directory::add_building))
        .route("/api/v1/directory/buildings/{code}", put(directory::change_building))
        .route("/api/v1/directory/units", get(directory::units).post(directory::add_unit))
        .route("/api/v1/directory/units/{unit}", get(directory::unit).put(directory::change_unit))
        .route("/api/v1/directory/parties", post(directory::add_party))
        .route("/api/v1/directory/parties/{number}", get(directory::party).put(directory::change_party))
        .route(
            "/api/v1/directory/import",
            post(directory::files::import).layer(DefaultBodyLimit::max(directory::files::MOST_FILE_BYTES)),
        )
        .route("/api/v1/directory/export", get(directory::files::export))
        // What people did to the site.
        .route("/api/v1/audit", get(audit::list))
        // Notices.
        .route("/api/v1/notices", get(notices::list))
        .route("/api/v1/notices/{id}/read", post(notices::read))
        // The technician's app.
        .merge(app::routes())
        .merge(pages::routes())
}

/// What every request goes through, whatever its route: the last layer here is the outermost.
fn layered(routes: Router<AppState>, state: AppState) -> Router {
    routes
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(axum::middleware::from_fn_with_state(state.clone(), middleware::own_name))
        .layer(axum::middleware::from_fn(middleware::whole_small_body))
        .layer(axum::middleware::from_fn_with_state(state.clone(), middleware::limits))
        .layer(CatchPanicLayer::custom(middleware::panicked))
        .layer(axum::middleware::from_fn_with_state(state.clone(), middleware::outermost))
        .with_state(state)
}

async fn method_not_allowed() -> Problem {
    Problem::new(ProblemKind::MethodNotAllowed, "see the Allow header")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{AuthConfig, PasswordCost};
    use crate::environment::{SystemClock, SystemEntropy};
    use crate::http::{HttpConfig, StrictJson};
    use crate::keys::ServerKeys;
    use crate::site::Site;
    use crate::store::Store;
    use axum::body::Body;
    use axum::http::Request;
    use futures_util::StreamExt;
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::time::Duration;
    use tower::ServiceExt;

    fn state() -> (tempfile::TempDir, AppState) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("site.db")).unwrap();
        let site =
            Site { id: [1; 16], epoch: [2; 8], name: "x".to_owned(), timezone: chrono_tz::Asia::Shanghai };
        let auth =
            AuthConfig { password_cost: PasswordCost { memory_kib: 8, passes: 1 }, ..AuthConfig::default() };
        let mut http = HttpConfig::new("http://localhost");
        http.request_timeout = Duration::from_millis(200);
        let keys = Arc::new(ServerKeys::from_seed(&[3; 32]).unwrap());
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let (_, stopping) = tokio::sync::watch::channel(false);
        let state = AppState::new(store, site, keys, clock, entropy, auth, http, stopping).unwrap();
        (folder, state)
    }

    async fn answer(router: Router, request: Request<Body>) -> (u16, String) {
        let response = router.oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn bad() {
        panic!("SELECT secret FROM /etc/passwd")
    }

    async fn take(StrictJson(number): StrictJson<u32>) -> String {
        number.to_string()
    }

    #[tokio::test]
    async fn a_panicking_handler_is_a_problem_that_tells_nothing() {
        let (_folder, state) = state();
        let router = layered(Router::new().route("/bad", get(bad)), state);
        let request = Request::get("/bad").body(Body::empty()).unwrap();
        let (status, body) = answer(router, request).await;
        assert_eq!(status, 500);
        assert!(body.contains("/problems/internal") && !body.contains("secret"), "{body}");
    }

    /// A body of `chunks` pieces of `size` bytes, one every 50 ms; together they are a JSON text.
    fn slow(chunks: usize, size: usize) -> Request<Body> {
        let pieces = futures_util::stream::iter(0..chunks).then(move |index| async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let mut piece = " ".repeat(size);
            if index + 1 == chunks {
                piece.push('1');
            }
            Ok::<_, Infallible>(piece)
        });
        Request::post("/take")
            .header("content-type", "application/json")
            .body(Body::from_stream(pieces))
            .unwrap()
    }

    #[tokio::test]
    async fn attack_35_a_dribbling_body_is_cut_and_a_slow_one_is_not() {
        let (_folder, state) = state();
        let router = layered(Router::new().route("/take", post(take)), state);
        let (status, body) = answer(router.clone(), slow(100, 1)).await;
        assert_eq!(status, 408, "{body}");
        assert!(body.contains("/problems/timeout"), "{body}");
        let (status, body) = answer(router, slow(10, 1_000)).await;
        assert_eq!((status, body.as_str()), (200, "1"));
    }
}
