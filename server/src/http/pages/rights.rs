//! What forms a person is offered. The policy table decides; nothing here is a right of its own.

use client_core::domain::entry::Kind;
use client_core::domain::id::UserId;
use client_core::domain::order::{Conflict, Order};
use client_core::domain::policy::{Relation, Role, may_write};

/// Whether one of these roles registers requests.
pub(super) fn may_register(roles: &[Role]) -> bool {
    roles.iter().any(|role| may_write(*role, Kind::RequestRegistered, Relation::Site).is_ok())
}

/// Whether a person may write an entry of this kind to this order.
pub(super) fn may(order: &Order, user: &UserId, roles: &[Role], kind: Kind) -> bool {
    let relation = order.relation(user);
    roles.iter().any(|role| may_write(*role, kind, relation).is_ok())
}

/// Whether a person with these roles settles this conflict.
pub(super) fn settles(conflict: &Conflict, roles: &[Role]) -> bool {
    let decides = |role: &Role| may_write(*role, Kind::Decision, Relation::Site).is_ok();
    roles.iter().any(|role| decides(role) && (conflict.audience.contains(role) || role.rank() > 1))
}
