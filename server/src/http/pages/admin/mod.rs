//! The administrator's pages: who may sign in with which roles and devices, what was refused, what went wrong.

mod heads;
mod people;
mod person;
mod watch;

pub(super) use heads::name as name_head;
pub(super) use people::{add, show as people};
pub(super) use person::{command as person_command, show as person};
pub(super) use watch::{
    change as refused_change, release as release_change, settle as settle_alarm, show as watch,
};

use client_core::domain::policy::Role;

/// Roles that people hold. The server's own is nobody's.
fn roles() -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| *role != Role::Server)
}
