//! The directory's pages: search, units with their customers and orders, forms for one row, and a whole file.

mod forms;
mod import;
mod list;
mod parts;
pub(super) mod pick;
mod unit;

pub(super) use forms::{
    add_building, add_party, add_unit, building, change_building, change_party, change_unit, edit_unit,
    new_building, new_party, new_unit, party,
};
pub(super) use import::{form as import_form, import};
pub(super) use list::show;
pub(super) use unit::unit;

use super::look::Viewer;
use client_core::domain::policy::{Action, may_do};

/// Whether the viewer may do this.
pub(super) fn may(viewer: &Viewer, action: Action) -> bool {
    viewer.who.roles.iter().any(|role| may_do(*role, action))
}
