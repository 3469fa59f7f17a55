//! The description of the interface, generated from the handlers.

use super::{
    AppState, analysis, audit, auth, blobs, case_kinds, complaints, departments, directory, duties, events,
    examples, fees, figures, health, incidents, matters, months, notices, orders, pages, papers,
    problem::ProblemBody, store, sync, work_log,
};
use axum::Json;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Undercroft server",
        description = "Field-service orders of one site. Errors are RFC 9457 problems.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later")
    ),
    paths(
        health::healthz,
        health::readyz,
        auth::enrol,
        auth::nonce,
        auth::token,
        auth::login,
        auth::login_device,
        auth::me,
        auth::logout,
        sync::sync,
        events::events,
        blobs::stand,
        blobs::put,
        blobs::get,
        blobs::photo,
        orders::list,
        orders::counts,
        orders::show,
        orders::show_journal,
        orders::register,
        orders::command,
        incidents::list,
        incidents::show,
        incidents::report,
        incidents::command,
        departments::list,
        departments::show,
        case_kinds::show,
        case_kinds::put,
        complaints::list,
        complaints::show,
        complaints::capture,
        complaints::command,
        fees::list,
        fees::show,
        fees::command,
        fees::prepare,
        fees::send,
        fees::import,
        pages::fees::papers::ready,
        pages::fees::papers::paper,
        pages::fees::papers::case,
        matters::forms,
        matters::list,
        matters::show,
        matters::open,
        matters::command,
        matters::repair,
        matters::rain,
        duties::show,
        duties::rounds,
        work_log::show,
        months::list,
        months::show,
        months::notice,
        months::command,
        analysis::show,
        analysis::command,
        papers::slip,
        store::show,
        store::tool,
        store::item,
        store::command,
        figures::follow_ups,
        figures::statistics,
        figures::show_compliance,
        directory::search,
        directory::buildings,
        directory::add_building,
        directory::change_building,
        directory::units,
        directory::add_unit,
        directory::unit,
        directory::change_unit,
        directory::add_party,
        directory::party,
        directory::change_party,
        directory::files::import,
        directory::files::export,
        audit::list,
        notices::list,
        notices::read,
    ),
    components(schemas(ProblemBody)),
    modifiers(&Security)
)]
struct Api;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-undercroft")));
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        components.add_security_scheme("session", cookie);
    }
}

/// The `OpenAPI` 3.1 document of this server.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut api = Api::openapi();
    examples::add_to(&mut api);
    api
}

pub(super) async fn serve(_: axum::extract::State<AppState>) -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
