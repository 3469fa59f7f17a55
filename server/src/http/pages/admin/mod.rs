//! The administrator's pages: who may sign in with which roles and devices, what was refused, what went wrong.

mod people;
mod person;
mod watch;

pub(super) use people::{add, show as people};
pub(super) use person::{command as person_command, show as person};
pub(super) use watch::{change as refused_change, settle as settle_alarm, show as watch};

use super::look::Viewer;
use crate::http::{Problem, ProblemKind};
use client_core::domain::policy::{Action, Role, may_do};

/// Roles that people hold. The server's own is nobody's.
fn roles() -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| *role != Role::Server)
}

/// Whether the viewer may do this.
pub(super) fn may(viewer: &Viewer, action: Action) -> bool {
    viewer.who.roles.iter().any(|role| may_do(*role, action))
}

fn require(viewer: &Viewer, action: Action) -> Result<(), Problem> {
    if may(viewer, action) {
        return Ok(());
    }
    Err(Problem::new(ProblemKind::Forbidden, "this page is for other roles"))
}
