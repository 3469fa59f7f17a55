//! Pages of the office's other matters: the list, a new one, one of them, duties that come again, and what each post is for.

mod cells;
mod commands;
mod duties;
mod fill;
mod list;
mod matter;
mod open;
mod posts;
mod sent;

pub(super) use commands::{command, declare_rain, fill, repair, strike};
pub(super) use duties::show as duties;
pub(super) use list::show;
pub(super) use matter::show as page;
pub(super) use open::{open, show as new};
pub(super) use posts::show as posts;
pub(super) use sent::MOST_FORM_BYTES;

use super::look::Viewer;
use crate::http::duties::reads_duties;
use crate::office::matter::reads_any;
use axum::extract::Path;
use axum::response::Redirect;

/// Whether the pages are linked for a person.
pub(super) fn is_open_to(viewer: &Viewer) -> bool {
    reads_any(&viewer.who.roles)
}

/// Whether somebody sees what was done of the duties, and what not.
pub(super) fn sees_duties(viewer: &Viewer) -> bool {
    reads_duties(&viewer.who)
}

/// A reload of a refused form's page leads back to the matter.
pub(super) async fn back(Path(id): Path<String>) -> Redirect {
    match crate::http::matters::matter_document_id(&id) {
        Ok(id) => Redirect::to(&format!("/matters/{id}")),
        Err(_) => Redirect::to("/matters"),
    }
}
