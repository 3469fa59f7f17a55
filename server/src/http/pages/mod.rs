//! The consoles' pages: plain HTML made here, so that a desk works with any browser and without a script.
//!
//! Reading changes nothing; every change is a form of our own origin that goes through the same door as the API
//! ([`super::orders::attempt`]). What a page shows of other people's words is escaped by [`html`].

mod admin;
mod analysis;
mod assets;
mod audit;
mod batch;
mod board;
mod chart;
mod complaints;
mod demand;
mod departments;
mod directory;
pub(super) mod fees;
mod finance;
mod follow_up;
mod html;
mod incidents;
mod login;
mod look;
mod matters;
mod notices;
mod order;
mod procedures;
mod register;
pub(super) mod reports;
mod rights;
mod shell;
mod statistics;
mod store;
mod strokes;
mod tables;
mod words;
mod work_log;

pub(super) use look::percent;
pub(super) use order::slip_paper;

use super::directory::files::MOST_FILE_BYTES;
use super::{AppState, Problem, ProblemKind};
use crate::procedures::MOST_BYTES;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use look::{Look, Viewer};

/// Routes of the pages, and what is said of all others.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(board::show))
        .route("/board/rows", get(board::rows))
        .route("/desk/batch", get(batch::show).post(batch::carry))
        .route("/demand", get(demand::show))
        .route("/login", get(login::show).post(login::sign_in))
        .route("/sign-out", post(login::sign_out))
        .route("/orders/new", get(register::show).post(register::register))
        .route("/orders/{id}", get(order::show))
        .route("/orders/{id}/commands", get(order::back).post(order::command))
        .route("/incidents", get(incidents::show))
        .route("/incidents/new", get(incidents::new).post(incidents::report))
        .route("/incidents/{id}", get(incidents::page))
        .route("/incidents/{id}/commands", get(incidents::back).post(incidents::command))
        .route("/complaints", get(complaints::show))
        .route("/complaints/new", get(complaints::new).post(complaints::capture))
        .route("/departments", get(departments::list))
        .route("/departments/{department}", get(departments::show))
        .route("/complaints/kinds", get(complaints::kinds))
        .route("/complaints/kinds/new", get(complaints::new_kind).post(complaints::add_kind))
        .route("/complaints/kinds/{code}", get(complaints::edit_kind).post(complaints::change_kind))
        .route("/complaints/{id}", get(complaints::page))
        .route("/complaints/{id}/commands", get(complaints::back).post(complaints::command))
        .route("/matters", get(matters::show))
        .route("/matters/new", get(matters::new).post(matters::open))
        .route("/matters/rain", post(matters::declare_rain))
        .route("/matters/{id}", get(matters::page))
        .route("/matters/{id}/commands", get(matters::back).post(matters::command))
        .route(
            "/matters/{id}/fill",
            get(matters::back).post(matters::fill).layer(DefaultBodyLimit::max(matters::MOST_FORM_BYTES)),
        )
        .route("/matters/{id}/strike", get(matters::back).post(matters::strike))
        .route("/matters/{id}/repairs", get(matters::back).post(matters::repair))
        .route("/duties", get(matters::duties))
        .route("/work-log", get(work_log::show))
        .route("/posts", get(matters::posts))
        .route("/follow-up", get(follow_up::show))
        .route("/statistics", get(statistics::show))
        .route("/statistics/slips", get(statistics::slips))
        .route("/statistics/commands", post(analysis::command))
        .route("/compliance", get(statistics::compliance))
        .route("/store", get(store::show))
        .route("/store/commands", get(store::back).post(store::command))
        .route("/store/count", get(store::sheet))
        .route("/store/items/{code}", get(store::item))
        .route("/store/tools/{asset}", get(store::tool))
        .route("/finance", get(finance::show))
        .route("/finance/{month}", get(finance::month))
        .route("/finance/{month}/notice", get(finance::notice))
        .route("/finance/{month}/commands", get(finance::back).post(finance::command))
        .route("/fees", get(fees::show))
        .route("/fees/prepare", get(fees::back_to_list).post(fees::prepare))
        .route("/fees/send", get(fees::back_to_list).post(fees::send))
        .route(
            "/fees/import",
            get(fees::back_to_list).post(fees::import).layer(DefaultBodyLimit::max(MOST_FILE_BYTES)),
        )
        .route("/fees/accounts/{account}", get(fees::account))
        .route("/fees/accounts/{account}/commands", get(fees::back).post(fees::command))
        .route("/directory", get(directory::show))
        .route("/directory/units/{unit}", get(directory::unit))
        .route(
            "/directory/import",
            get(directory::import_form).post(directory::import).layer(DefaultBodyLimit::max(MOST_FILE_BYTES)),
        )
        .route("/directory/new-building", get(directory::new_building).post(directory::add_building))
        .route("/directory/buildings/{code}", get(directory::building).post(directory::change_building))
        .route("/directory/new-unit", get(directory::new_unit).post(directory::add_unit))
        .route("/directory/units/{unit}/edit", get(directory::edit_unit).post(directory::change_unit))
        .route("/directory/new-customer", get(directory::new_party).post(directory::add_party))
        .route("/directory/customers/{number}", get(directory::party).post(directory::change_party))
        .route("/notices", get(notices::show))
        .route("/notices/read", post(notices::read_all))
        .route("/notices/{id}/read", post(notices::read))
        .route("/procedures", get(procedures::list))
        .route("/procedures/new", get(procedures::new))
        .route(
            "/procedures/draft",
            // A text grows when a form carries it.
            post(procedures::draft).layer(DefaultBodyLimit::max(3 * MOST_BYTES + 1024)),
        )
        .route("/procedures/{id}", get(procedures::show))
        .route("/procedures/{id}/edit", get(procedures::edit))
        .route("/people", get(admin::people).post(admin::add))
        .route("/people/heads", post(admin::name_head))
        .route("/people/{user}", get(admin::person).post(admin::person_command))
        .route("/audit", get(audit::show))
        .route("/watch", get(admin::watch))
        .route("/watch/alarms/{number}", post(admin::settle_alarm))
        .route("/watch/quarantine/{id}", get(admin::refused_change).post(admin::release_change))
        .route("/assets/{name}", get(assets::serve))
        .fallback(not_found)
}

/// What isn't there: a page for who reads pages, a problem for everybody else.
async fn not_found(look: Look, viewer: Result<Viewer, Response>, uri: Uri, headers: HeaderMap) -> Response {
    let problem = Problem::new(ProblemKind::NotFound, "no such page");
    let reads_pages = headers.get(header::ACCEPT).is_some_and(|accepted| {
        accepted
            .to_str()
            .is_ok_and(|accepted| accepted.split([',', ';']).any(|one| one.trim() == "text/html"))
    });
    if reads_pages && !uri.path().starts_with("/api/") {
        return shell::problem(&look, viewer.ok().as_ref(), &problem);
    }
    problem.into_response()
}

/// A form's fields as they came, in order.
pub(super) type Fields = Vec<(String, String)>;

/// The value of a field; empty when the form didn't have it.
fn value<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}
